"""Commitments in a Chinese sentence: what its parts are, who does it, and where each begins and ends.

Text is read folded (`segments.FOLD`), so every mark is half-width here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import segments, units
from .additions import TAKE_TURNS, State, continues, says_no_more
from .cast import Cast, Said
from .givers import giver, whose_means
from .phrases import BENEFIT, STRONG, TOWARDS, is_lead, split_inside, verdict
from .verbs import ADVERB, HELP, RESULT, VERB

_LONGEST = 700
_JOINER = re.compile(
    r"[\s*_#•·●-]*(?:(?:并且|并(?!网|轨|购)|同时|还将|还(?!款|原|清|贷)|以及|且|此外|另外(?!\d|"
    r"[一二两三四五六七八九十])|而且|而(?=[\u4e00-\u9fff]{2,8}?则)|其中|首先|其次|再次|最后|一是|二是|三是|四是|五是|"
    r"六是|第[一二三四五六](?:是|[,、:])|也|"
    r"和(?!谐|平)|及(?!时|早)|包括|主要包括|具体包括|还包括|例如|即|则|从而|进而|下一步|未来|今后|接下来|"
    r"签约后|一方面|另一方面|[①-⑳]|[(]?[一二三四五六七八九\d]{1,2}[).、])[,:]?\s*)*"
)
_TELLS = re.compile(
    r"(?:该|本|此次|此|根据|按照|依据)?[^,;。]{0,12}?(?:协议|备忘录|合同|"
    r"双方)(?:中)?(?:明确)?(?:规定|约定|明确|提出|指出|确定|议定|商定|[载写列]明|明确了)(?:,|"
    r":)?(?=[\u4e00-\u9fff])"
)
_FACT = re.compile(
    r"签[署订约][^,;]{0,30}(?:协议书?|备忘录|合同|意向书)\Z|达成[^,;]{0,14}(?:合作|共识|一致|"
    r"协议)\Z|(?<![为除])了(?![解])|已经|"
    r"已(?!有基础)|曾|位于(?![^,;]{1,20}的)|拥有|具有|有着|目前|近年来|现有|截至|"
    r"是(?:我|中国|全|一|国|目|双|深|贯|落|推|新)|不仅|标志着|意味着|均为|属于|取得|"
    r"成果丰硕|(?:一直|始终|长期以来)|有[^,;]{0,8}(?:空间|潜力|基础|前景|优势)\Z"
)
_LAW = re.compile(
    r"(?:本|该|此)(?:合作|框架|战略|意向)*(?:协议书?|合同|备忘录|意向书|条款|章程)(?!期内|"
    r"有效期内|项下|[以之]外|约定的?合作|(?:签[订署]|生效)[^,;]{0,6}(?:后|起|内))|未尽事宜|由(?:双方|各方)[^,;]{0,20}(?:约定|商定|确定)|另行(?:协商|"
    r"签|约定|商定|公布|通知|确定|制定)|"
    r"协商解决|友好协商|协商一致|一式|生效|有效期|终止|解除|违约|争议|仲裁|诉讼|不可抗力|"
    r"知识产权.{0,12}归|成果由[^,]{1,8}(?:共享|共有|享有|所有)|归[^,]{0,8}(?:所有|共有)|由[^,]{1,16}(?:共有|享有|所有)|"
    r"解释权|具体[^,]{0,12}(?:另|协议为准)|为准|"
    r"人民法院|管辖|补充协议|法律效力|不具有?法律|(?:签字|盖章)|\((?:公?章|印章?)\)|"
    r"顺延|续签|续约|是指|系指|下列(?:含义|定义)|期限为|合作期(?:限)?|负责解释|保密|泄露|(?:商业|技术|国家|工作)秘密|"
    r"书面(?:同意|通知)|通知(?:对方|另一方|其[他它余]各?方)|第三方(?:披露|透露|转让)|通知送达|送达|不构成|不影响[^,]{0,10}效力|连带责任|赔偿|过错方|免责"
)
_MAY = re.compile(
    r"(?<![许认])可(?!持续|再生|视|信|控|靠|研|行|及|优先)(?:以|根据|视情|自行|按|在|与|由|"
    r"将|向)|(?:^|[双各]方|[甲乙丙丁]方)可(?![持再视信控靠研行及优以])|有权|均可|"
    r"有[^,;]{0,8}权\Z|享有[^,;]{0,12}权|视情况|如需|不限于此"
)
_WISH = re.compile(r"希望|期待|期望|盼望|相信|祝愿|欢迎(?!辞)|感谢|愿意")
# 由双方轮流主持 says how, and 研究解决重大问题 behind a meeting says what it is for.
# Duties and choices of people who are no parties: 学生须…, 学员自愿….
_OTHERS = re.compile(
    r"[^,;]{0,10}(?:学生|定向生|毕业生|研究生|实习生|学员|人员|居民|用户|员工|村民|教师|医师|"
    r"职工|专家|考生|家长)[^,;]{0,6}?(?:应当?|必?须|可以?|自愿|不得|需)(?=[^,;]{3})"
)
_PURPOSE_BEHIND = re.compile(
    r"以(?:便|期)?(?:更好地?)?(?:扩大|提高|促进|推动|实现|满足|提升|加强|确保|支持|保障|"
    r"增强|加快|便|期|带动|改善|解决|推进|服务|助力)"
)
_TOGETHER = re.compile(
    r"双方|各方|共同|联合|共建|携手|互派|互设|互聘|互认|互访|互换|合作|相互|协同|共享|合力|两[地校市院]"
)
_WITH = re.compile(r"(?:与|和|同(?!时|意|步|样|比)|会同|联合(?!会)|携手)")
_TIME = (
    r"(?:到|在|于|自|从|至|截至|力争|计划)*(?:(?:20\d\d|二[〇零]..)年(?:度|底|末|初|"
    r"\d{1,2}月)?(?:\d{1,2}日)?(?:之?前|以前|起|底前|内)?|今年|明年|年底前|"
    r"(?:[\d一二三四五六七八九十]{1,3}|半)(?:年|个月)(?:之?内|后)|每(?:学?年|季度|个?月|"
    r"学期)|(?:协议|合作)(?:期|有效期)内)"
)


_LISTS = re.compile(r"[^,;]{0,60}(?:如下|以下|下列|内容|职责|义务|责任|方面|负责|工作)[^,;]{0,8}\Z")
_STANDS = re.compile(
    r"任(?:副)?(?:组长|主任)|担任(?:副)?(?:组长|主任)|拥有|具有|位于(?![^,;]{1,20}的)|有[^,;]{0,12}(?:空间|"
    r"潜力|基础|前景)\Z|已经|(?<![为除])了(?!解)|是[^,;]{2,}的\Z"
)


# What was done since some day, what somebody said in a meeting, and who wrote the minutes are no terms.
_SINCE = re.compile(
    r"\s*(?:(?:20\d\d年|去年|今年|近[\d一二两三四五几]?年来?|[\u4e00-\u9fff]{2,8})以来|截至|截止|目前|去年|近年)"
)
_NO_TERM = re.compile(
    r"\s*(?:记录|整理|时间|地点|主持人?|出席|列席|参加人员|参会人员|抄送|抄报|联系人|联系电话|地址|法定代表人|开户行?|账号|主题词)\s*:|"
    r"(?![^,;:]{0,12}(?:协议|备忘录|合同|[双各]方|[两三][市校县区院]))[^,;:]{1,14}(?:认为|提出|建议|指出|强调|汇报了?|介绍了?)[,:]|[^,;:]{0,8}(?:会议|会上)(?:听取|学习|传达|讨论)了"
)


def find(
    words: str, cast: Cast, default: tuple[int, ...] | None = None, *, told: bool = False, given: bool = False
) -> list[Said]:
    """The acts of one sentence (folded). `default` are those whom heading or lead-in name as subject.

    With `told` the sentence is a report's, and only what is to come is an act.
    """
    if _WISH.search(words[:60]) and not cast_leads(words, cast):
        return []
    if _NO_TERM.match(words) or (_SINCE.match(words) and not re.search(r"将|应|须|计划|力争|每年", words)):
        return []
    words = words.rstrip(" \t\r\n。.;!?")
    state = State(subject=default, told=told, given=given)
    found: list[Said] = []
    parts = list(segments.cut(words))
    subjects = [_subject_at(words, start, end, cast) for start, end, _ in parts]
    for number, (start, end, mark) in enumerate(parts):
        if mark == ";" or (number and parts[number - 1][2] == ";"):
            state.purpose = False if number and parts[number - 1][2] == ";" else state.purpose
        ahead = _subject_ahead(parts, subjects, number)
        last = number == len(parts) - 1
        _take(words, start, end, mark, cast, state, found, subjects[number], ahead=ahead, told=told, last=last)
    return [replace(one, end=_trim(words, one.start, one.end)) for one in found if one.end > one.start]


def subject_of(words: str, cast: Cast) -> tuple[tuple[int, ...], int] | None:
    """Whom a passage names as the one who acts, and where that ends."""
    return _subject_at(words, 0, len(words), cast) or cast.at(words)


def cast_leads(words: str, cast: Cast) -> bool:
    return bool(re.match(r"双方(?:将|同意|决定)", words))


def _subject_ahead(parts: list[tuple[int, int, str]], subjects: list[object], number: int) -> bool:
    """True when a later part of the same half of the sentence names a subject."""
    for later in range(number + 1, min(len(parts), number + 12)):
        if parts[later - 1][2] == ";":
            return False
        if subjects[later]:
            return True
    return False


def _begin(words: str, start: int, end: int) -> int:
    """Where the words of a part begin, behind white space and joining words."""
    joiner = _JOINER.match(words, start, end)
    at = joiner.end() if joiner else start
    if at >= end - 1:
        at = start
    tells = _TELLS.match(words, at, end)
    if tells and tells.end() < end - 3:
        at = tells.end()
    return at + len(words[at:end]) - len(words[at:end].lstrip())


# A rhythm or a time before the subject: 每年两市互派….
_OFTEN = re.compile(
    r"(?:每(?:一|两)?(?:学)?[年季月](?:度|期)?|每学期|今后|未来[一二三四五\d]?年?内?|"
    r"(?:到|至|在|于)?20\d\d年(?:底前|底|前|起)?|[一二三四五\d]{1,2}年内),?"
)


def _subject_at(words: str, start: int, end: int, cast: Cast) -> tuple[tuple[int, ...], int] | None:
    at = _begin(words, start, end)
    if words.startswith("由", at):
        at += 1
    elif often := _OFTEN.match(words, at, end):
        at = often.end()
    found = cast.at(words, at)
    if not found or found[1] > end:
        return units.find(words, at, end, cast)
    if found[1] == end:
        return found
    rest = words[found[1] : end]
    if (others := _joined_units(words, found, end, cast)) is not None:
        return others
    if not _acts_at_once(words, found[1], end) and (past := units.behind_name(words, found[1], end)):
        return found[0], past
    if rest.startswith(("的", "内", "外", "一体", "共赢", "人民", "在职")) or re.match(
        r"[师学][生者员]|经济|高质量|全域", rest
    ):
        return None
    return found


def _acts_at_once(words: str, at: int, end: int) -> bool:
    verb = _behind_adverbs(words, at, end)
    return bool(VERB.match(words, verb, end) or TOWARDS.match(words, verb, end) or _WITH.match(words, at, end))


def _joined_units(
    words: str, found: tuple[tuple[int, ...], int], end: int, cast: Cast
) -> tuple[tuple[int, ...], int] | None:
    """Several parties' units as one subject: 甲方质量部、乙方分析中心参与."""
    for link in re.finditer("[、和与及]", words[found[1] : min(end, found[1] + 14)]):
        before, at = words[found[1] : found[1] + link.start()], found[1] + link.end()
        other = cast.at(words, at)
        if not before or not other or other[1] >= end or VERB.match(before) or re.search("[在对向为将把]", before):
            continue
        past = units.behind_name(words, other[1], end) or other[1]
        if _acts_at_once(words, past, end):
            return tuple(sorted({*found[0], *other[0]})), past
    return None


def _take(words, start, end, mark, cast, state, found, subject, *, ahead, told, last):
    """Take one part: what it leads in is remembered, what it adds is added, and an act is put to those found."""
    at = _begin(words, start, end)
    part = words[at:end].rstrip()
    if not 2 <= len(part) <= _LONGEST:
        return
    if mark == ":" and _LISTS.match(part):
        state.subject = subject[0] if subject else state.subject
        return
    by = subject and _THING_BY.match(words, subject[1], end)
    named_thing = by and not VERB.fullmatch(words, subject[1], by.end() - 1)
    passive = _by_whom(words, at, end, cast) if named_thing or not subject else None
    if not subject and not passive and _OTHERS.match(part):
        return
    if passive:
        state.purpose, state.subject = False, passive
        found.append(Said(at, at + len(part), passive, when=state.when))
        return
    state.before = state.subject
    if subject:
        state.subject, state.purpose = subject[0], False
    verb_at = _behind_adverbs(words, subject[1] if subject else at, end)
    body = words[verb_at:end].rstrip()
    aside = re.match(r"除了?[^,;]{3,60}外\Z", part) and re.match(r",(?:还|也)", words[end : end + 2])
    if not body or re.search(r"(?:如下|以下)\Z", part):
        return
    state.parted = mark != ";" and (state.parted or bool(found and re.match("其中", words[start:end].lstrip())))
    state.last = words[found[-1].start : found[-1].end] if found else ""
    if says_no_more(part, body, words[end : end + 3], bool(subject), state.last):
        return
    if not aside and continues(body, part, bool(found), bool(subject), state):
        found[-1] = replace(found[-1], end=at + len(part))
    elif re.fullmatch(_TIME, part):
        state.when = (at, at + len(part))
    elif not _still_led_in(body, state, bool(subject), ahead):
        if not aside and is_lead(body, part, ahead=ahead, last=last, mark=mark, has_subject=bool(subject)):
            state.purpose, state.aim = True, body.startswith("为")
            state.means = whose_means(body, cast) or state.means
        elif not ((_FACT if told else _STANDS).search(part) or _LAW.search(part) or _MAY.search(part)):
            found.extend(_acts(words, at, verb_at, at + len(part), cast, state, subject, bool(found)))


_THING_BY = re.compile(r"[^,;由在向为对把将与和]{1,14}(?<!自)由")
_BY = re.compile(r"[^,;由]{2,40}?(?<!自)(?<![的有何为]理)由")


def _by_whom(words: str, at: int, end: int, cast: Cast) -> tuple[int, ...] | None:
    """Those by whom a thing is done: 劳务费用由乙方承担."""
    by = _BY.match(words, at, end)
    if by and VERB.fullmatch(words, at, by.end() - 1):
        return None  # 成立由乙方牵头的工作专班
    who = (cast.at(words, by.end()) or units.find(words, by.end(), end, cast)) if by else None
    part = words[at:end]
    if not who or _LAW.search(part) or _MAY.search(part) or TOWARDS.match(part) or TAKE_TURNS.match(part):
        return None
    return who[0] if end - who[1] > 1 else None


def _still_led_in(body: str, state: State, subject: bool, ahead: bool) -> bool:
    """True when the part goes on with the purpose or the means that a part before it began to name."""
    if not state.purpose or subject:
        return False
    begins = VERB.match(body) or BENEFIT.match(body) or (TOWARDS.match(body) and STRONG.search(body))
    if (ahead and state.aim) or not (begins or RESULT.match(body)):
        return True
    state.purpose = False
    return False


def _behind_adverbs(words: str, at: int, end: int) -> int:
    adverbs = ADVERB.match(words, at, end)
    return adverbs.end() if adverbs else at


def _acts(words, at, verb_at, end, cast, state, subject, has_act) -> Iterator[Said]:
    """Yield the act or acts of one part, when it is one."""
    body = words[verb_at:end]
    start = at
    if except_for := re.match(r"除了?(?P<what>[^,;]{3,60})外\Z", words[at:end]):
        start, verb_at = at + except_for.start("what"), at + except_for.start("what")
        end = at + except_for.end("what")
        body = words[verb_at:end]
    who, doubts = _who(words, start, end, cast, state, subject)
    said = verdict(body, words[at:verb_at], has_act, bool(subject), told=state.told, given=state.given)
    if said is None:
        return
    general = said == "general"
    if said == "perhaps":
        doubts = (*doubts, "wording")
    body = _without_purpose(body)
    end = verb_at + len(body)
    moves = words[at:verb_at].strip() in ("将", "把")  # 将…落户: what is moved, not what will be
    pieces = [(0, len(body))] if moves else list(split_inside(body))
    for number, (first, past) in enumerate(pieces):
        begin = start if number == 0 else verb_at + first
        yield Said(begin, verb_at + past, who, doubts, general, state.when)


def _without_purpose(body: str) -> str:
    """The words of an act without the purpose that follows it: 以扩大生产规模."""
    purpose = _PURPOSE_BEHIND.search(body, 4)
    if not purpose or len(body) - purpose.start() >= 30:
        return body
    return body if re.search(r"以[^,]{0,20}(?:为|方式|形式)", body[purpose.start() :]) else body[: purpose.start()]


def _who(words, start, end, cast, state, subject) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Those who do it, and doubts: its own subject, else the one carried over, else everyone."""
    body = words[start:end]
    if not cast.everyone:
        return (), ("parties",)
    if subject:
        (places, after), before = subject, state.before
        rest = words[after:end]
        others = (
            _others(rest, places, cast) if _shares(rest) or re.match(r"[^,]{0,4}(?:联合|携手|会同)", rest) else set()
        )
        if re.match(r"与其(?!他|它|中)", rest) and _shares(rest) and before:
            others = set(before)
        if len(places) == 1 and not others and re.match(r"(?:将|应|要|须)?双方|[^,]{0,6}(?:共同|携手)", rest):
            others = set(cast.everyone)
        if others:
            state.subject = tuple(sorted({*places, *others}))
        return state.subject, ()
    begin_of_unit = _unit(words, start, end, cast, state)
    if begin_of_unit is not None:
        state.subject = begin_of_unit
        return begin_of_unit, ()
    if (linked := _WITH.match(body)) and state.subject is not None:
        other = cast.at(body, linked.end())
        return (tuple(sorted({*state.subject, *other[0]})) if other and _shares(body) else state.subject), ()
    if _TOGETHER.match(body) or _JOINTLY.match(body) or (_MEETING.match(body) and not state.given):
        return cast.everyone, ()
    if state.subject is not None:
        return state.subject, ()
    if gives := giver(body, cast, state):
        state.subject = gives
        return gives, ()
    return cast.everyone, ()


_JOINTLY = re.compile(
    r"[^,]{0,8}(?:双方|(?<![师学]生)(?<![专大]家)(?<!企业|人员|居民|单位|教师)共同|联合|携手|共建|互派|互聘|互认|互访)"
)
_MEETING = re.compile(r"(?:建立|健全|完善|召开)[^,;]{0,12}(?:联席会议|会商|联络员?[机制]|沟通机制|对接机制|例会|会晤)")


def _shares(rest: str) -> bool:
    return bool(re.search(r"合作|对接|协同|共建|联合|互|交流|共(?!享)", rest))


def _others(rest: str, places: tuple[int, ...], cast: Cast) -> set[int]:
    """The other parties with whom it is done: 与B在…方面合作."""
    for link in _WITH.finditer(rest):
        found = cast.at(rest, link.end())
        if found and (others := set(found[0]) - set(places)):
            return others
    return set()


_RUN_BY_ALL = re.compile(
    r"(?:研究院|研究所|中心|基地|平台|小组|专班|委员会|管委会|联盟|理事会|联席会议?|实验室|办公室|工作站|学院|合资公司|项目公司|双方|各方)[^,;]{0,8}\Z"
)


# What becomes of a thing: whoever is spoken of sees to it.
_HAPPENS = re.compile(
    r"(?:完成|交付|开工|动工|竣工|完工|建成|投产|达产|投用|启用|开业|到岗|到位|开通|通车|上线|验收|移交|搬迁|开馆|开园|运营|运行)"
)


def _unit(words, start, end, cast, state) -> tuple[int, ...] | None:
    """Whom a subject stands for that is no party itself: a party's unit, everyone's joint one, or a thing's maker."""
    body = words[start:end]
    will = re.search(r"(?<!即)将(?!来|军)|负责|应当?(?!用|急|届)|须|牵头", body[:40])
    if not will or will.start() < 2 or VERB.match(body) or TOWARDS.match(body):
        return None
    if _behind_adverbs(words, start, end) - start >= will.start():
        return None  # 三年内将…
    owner = cast.pattern.match(body)
    if owner:
        found = cast.at(body)
        return found[0] if found else None
    if HELP.match(body):
        return None
    joint = _RUN_BY_ALL.search(body[: will.start()]) or not _HAPPENS.search(body, will.end())
    return cast.everyone if state.subject is None or (joint and not state.given) else state.subject


def _trim(words: str, start: int, end: int) -> int:
    return start + len(words[start:end].rstrip(" \t\r\n,;。.:*_"))
