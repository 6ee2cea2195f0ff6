"""What the wording of a passage suggests for a draft: rules of thumb, each for a person to correct."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import deadlines

JOINT = "joint"
EACH, PERHAPS_EACH = "each", "perhaps"
LONGEST_TITLE = 120
_HANDY = 48  # characters that a list shows of a title without cutting it

_EDGES = " \t\r\n\u3000，,。；;、：:．.!！?？"
_BREAKS = re.compile(r"[，,；;：:。\n]+")
_JOINER = re.compile(r"\s*(?:并且|同时|以及|此外|另外|还|并|且|and\s+|also\s+)\s*", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:为了?|依托|通过|围绕|根据|按照|依据|本着|发挥|基于|结合|借助|以.{1,20}为|"
    r"in order to|under|before|through|based on)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:校地|校区|校企|区校|甲乙|协议)?(?:双方|各方|三方)|(?:the\s+)?(?:two\s+)?(?:parties|sides)\b", re.IGNORECASE
)
_TOGETHER = re.compile(r"双方|各方|共同|联合|共建|共享|互派|互设|相互|携手|jointly|together|each other", re.IGNORECASE)
# “Each its own” behind the subject says who acts; further on it may speak of places, of persons or of a part alone.
_EACH_OWN = (
    r"分别|每一?方|各自(?!的|所|优势|资源|特[点色长]|实[际力]|职[责能权]|领域|需[求要]|条件|范围|平台|工作|强项|渠道|发展|专业|学科|内部)|"
    r"各(?:应当?|须|需|将|可)?(?:每年)?(?:[选指委]?派|设|成立|确定|指定|明确|安排|抽|配备|出(?:资|[一二两三四五六七八九十\d])|承担|负[责担]|"
    r"提供|投|建[立设]|组[建织]|遴选|选[拔送]|推[荐选]|拿出|制[定订]|接[收待])"
)
_MEANWHILE = r"(?:每[年季月]度?|原则上|首批|定期|应当?|须|必须|需|将|要|可|同意|承诺|\s)*"
_OF_EACH = re.compile(r"^(?:各自|分别|各)(?=.{3})")
_EACH_ENGLISH = (
    r"each (?:of the )?(?:party|parties|sides?)\b|"
    r"(?:parties|sides) (?:(?:shall|will|must|agree to|undertake to) )?each (?!other)"
)
_IN_ONE = re.compile(r"组成|共同|联合|jointly|together", re.IGNORECASE)
_MAY_BE_EACH = re.compile(rf"{_EACH_OWN}|本方|己方|{_EACH_ENGLISH}|\brespective", re.IGNORECASE)
_WITH = re.compile(r"(?:与|和|同|会同|联合|with)\s*", re.IGNORECASE)
_DUTY = re.compile(r"\s*(?:负责|应当|应|须|必须|将|要|计划|shall|will|agrees? to|undertakes? to)\s*", re.IGNORECASE)
_FOR = re.compile(r"(?:为|向|给)")
_LABELS = ("甲方", "乙方", "丙方", "丁方")

_EXPLORING = re.compile(
    r"探索(?!性)|争取|力争|意向(?!书|金)|(?<![虚模])拟(?![定订人态真]|合(?![资作并]))|"
    r"(?:^|[，,；;]|共同|联合|积极|双方|将)研究(?![院所室生员者中机成课])|"
    r"\b(?:explor(?:e|ing)|investigat(?:e|ing) (?:whether|if|the feasibility)|"
    r"seeks?|seeking|striv(?:e|es|ing)|endeavou?r|intends?|consider|look(?:ing)? into|"
    r"examine whether)\b",
    re.IGNORECASE,
)
# Help counts where it is the main act: behind a subject, a duty or an adverb, or as what is provided.
_SUPPORTING = re.compile(
    r"(?:^|[，,；;、]|[方校区市县省里企院司团局委府]|将|应|应当|须|必须|会|并|还|则|也|共同|联合|积极|大力|继续|进一步|相互|互相|全力|优先|给予|充分|主动)"
    r"(?:支持(?!下)|鼓励|帮助|协助|扶持)|创造条件|(?:提供|给予)[^，,；;。]{0,40}?(?:助力|支撑|便利|支持|帮助)|"
    r"(?:^|\b(?:shall|will|must|may|agrees? to|undertakes? to|commits? to|jointly|and)\s)(?:also |jointly |actively )?"
    r"(?:support|encourag|help|facilitat|assist)\w*",
    re.IGNORECASE,
)
_KEPT_UP = re.compile(
    r"机制|制度(?!创新)|常态化|长期|持续|继续|保持|日常|^(?:共同|双方|积极|进一步)*(?:加强|深化|促进|推动|推进|增进|支持|鼓励)|"
    r"\b(?:mechanism|continu|ongoing|regular dialogue)",
    re.IGNORECASE,
)
# The first that fits, the narrow before the wide.
_CATEGORIES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("party-building", r"党建|党的建设|党组织|党员|党支部|党务"),
        ("basic-education", r"基础教育|中小学|大中小|学前|幼儿园|附中|附小|附属学校|实验班|贯通培养"),
        ("talent-exchange", r"干部|挂职|互派|选派|墩苗|人才引进|secondment|exchange of staff"),
        ("training-internship", r"培训|实习|实训|社会实践|人才培养|创新实践|training|internship"),
        ("technology-transfer", r"成果转化|技术转移|概念验证|专利|知识产权|technology transfer"),
        ("finance", r"基金|金融服务|投融资|融资|贷款"),
        ("platform-park", r"科技园|园区|产业园|平台|基地|示范区|研发机构|孵化器|science park|\bpark\b"),
        ("science-technology", r"科研|科技|攻关|研发|实验室|人工智能|区块链|research"),
        ("higher-education", r"高等教育|学科建设|研究生|本科|学位|联合办学"),
        ("industry", r"产业|企业|落户|落地|招商|创业|应用场景|industr|enterprise"),
        ("health", r"医疗|健康|医院|卫生|中医|health"),
        ("environment", r"生态|环境保护|环保|绿色|低碳|节能|environment"),
        ("urban-governance", r"城市治理|基层治理|社区|城市更新|交通|街道|governance"),
        ("culture", r"文化|艺术|体育|旅游|非遗|culture"),
    )
)


@dataclass(frozen=True)
class Suggestion:
    """What a passage suggests: `who` is the place of a party, JOINT, EACH, or None where nothing tells."""

    title: str
    who: int | str | None
    strength: str
    category: str
    cadence: str
    due_text: str


def suggest(passage: str, *, before: str = "", heading: str = "", parties: Sequence[Sequence[str]] = ()) -> Suggestion:
    """The Suggestion for a passage; `before` are the words of its sentence before it, `parties` the names of each."""
    who, title = who_of(passage, before=before, parties=parties), title_of(passage, parties)
    if who == JOINT and each_of(passage, parties) == EACH:
        who, title = EACH, _OF_EACH.sub("", title)
    return Suggestion(
        title=title,
        who=who,
        strength=strength_of(passage),
        category=category_of(passage, heading),
        cadence=cadence_of(passage),
        due_text=due_of(passage),
    )


# Who


def names_of(name: str, short_name: str, kind: str, place: int, text: str = "") -> tuple[str, ...]:
    """What an agreement may call a party, the longest first: its names, those the text gives it, 甲方, the school."""
    found = {name, short_name, _label_of(name, short_name, place, text)}
    found |= {
        match[1] for match in re.finditer(re.escape(name) + r"[（(]\s*(?:以下)?简称[“\"]?([^”\")）]{2,12})", text)
    }
    if kind == "university":
        found |= {"学校", "校方", "the University"}
    elif kind == "district":
        area = re.match(r".{1,8}?[区县市]", name)
        found |= {"区政府", "区方", "区里", "the District", area[0] if area else ""}
    elif kind == "enterprise":
        found |= {"公司", "企业方", "the Company"}
    return tuple(sorted((each for each in found if len(each) > 1), key=lambda each: (-len(each), each)))


def _label_of(name, short_name, place, text):
    """甲方, 乙方 …: as the text gives them out, else in the order of the parties."""
    for label in _LABELS:
        told = re.search(label + r"(?:（[^）]{0,12}）)?[：:]\s*([^\n，,。；;]{2,40})", text)
        if told and (name in told[1] or told[1].strip() in name or (len(short_name) > 1 and short_name in told[1])):
            return label
    return _LABELS[place] if place < len(_LABELS) else ""


def who_of(passage: str, *, before: str = "", parties: Sequence[Sequence[str]] = ()) -> int | str | None:
    """Who undertakes it: the subject of the passage, else the last one of its sentence, else all who signed."""
    if not parties:
        return None
    words = _bare(passage)
    subject = _subject(words, parties)
    if isinstance(subject, int):
        return JOINT if _does_it_with_another(words, subject, parties) else subject
    if subject == JOINT or _TOGETHER.search(words):
        return JOINT
    for segment in reversed(_BREAKS.split(before)):
        carried = _subject(_bare(segment), parties)
        if carried is not None:
            return carried
    giver = _giver(words, parties)
    return JOINT if giver is None else giver


def each_of(passage: str, parties: Sequence[Sequence[str]] = ()) -> str:
    """EACH where all undertake something each for itself, PERHAPS_EACH where that may be meant, else empty."""
    words = _bare(passage)
    name = "|".join(re.escape(name) for names in parties for name in names) or "(?!)"
    everybody = rf"(?:由)?(?:{_ALL.pattern}|(?:{name})(?:[、，,和与及以]+(?:{name}))+|首批)"
    if re.match(rf"{everybody}?{_MEANWHILE}(?:{_EACH_OWN})|(?:the |both )*(?:{_EACH_ENGLISH})", words, re.IGNORECASE):
        return PERHAPS_EACH if _IN_ONE.search(words) else EACH
    return PERHAPS_EACH if _MAY_BE_EACH.search(words) else ""


def _bare(words: str) -> str:
    """The words without the marks around them and the word that joins them to what stands before."""
    words = words.strip(_EDGES)
    joiner = _JOINER.match(words)
    rest = words[joiner.end() :] if joiner else words
    return rest if len(rest) > 1 else words


def _subject(words: str, parties) -> int | str | None:
    if _ALL.match(words):
        return JOINT
    words = words.removeprefix("由")
    for place, names in enumerate(parties):
        if any(_begins(words, name) for name in names):
            return place
    likely = [place for place, names in enumerate(parties) if any(_short_form(words, name) for name in names)]
    return likely[0] if len(likely) == 1 else None


def _begins(words: str, name: str) -> bool:
    return words[: len(name)].lower() == name.lower()


def _short_form(words: str, name: str) -> str:
    """The three characters or more at the beginning of the words that are taken from a name, as 北工大 is; or none."""
    for length in (5, 4, 3):
        head, rest = words[:length], iter(name)
        if len(name) > 4 and len(head) == length and head[0] == name[0] and all(letter in rest for letter in head):
            return head
    return ""


def _does_it_with_another(words, subject, parties):
    if _TOGETHER.search(words):
        return True
    others = [name for place, names in enumerate(parties) if place != subject for name in names]
    together = re.compile(r"合作|对接|协同|cooperat", re.IGNORECASE)
    return any(
        _begins(words[match.end() :], name) and together.search(words, match.end())
        for match in _WITH.finditer(words)
        for name in others
    )


def _giver(words, parties):
    """Of two parties the one that gives, where only the one that receives is named: 为朝阳区……提供助力."""
    match = _FOR.match(words)
    if not match or len(parties) != 2 or not re.search(r"提供|给予|输送", words):
        return None
    receiver = _subject(words[match.end() :], parties)
    return 1 - receiver if isinstance(receiver, int) else None


# What


def title_of(passage: str, parties: Iterable[Sequence[str]] = (), longest: int = _HANDY) -> str:
    """What a person would write as title: the act without its subject and what leads up to it, not too long."""
    words = re.sub(r"\s*\n\s*", "", _bare(passage))
    while _ASIDE.match(words) and len(rest := _after_first_break(words)) > 3:
        words = rest
    words = _without_subject(words, [name for names in parties for name in names])
    if len(words) <= longest:
        return words
    cut = max((words.rfind(mark, 4, longest + 1) for mark in "，,；;。"), default=-1)
    if cut < 0:
        cut = max(words.rfind(mark, longest // 2, longest) for mark in "、 ")
    return words[:cut].strip(_EDGES) if cut > 0 else words[: longest - 1] + "…"


def _after_first_break(words):
    match = _BREAKS.search(words)
    return _bare(words[match.end() :]) if match else ""


def _without_subject(words, names):
    subject = _ALL.match(words)
    head = subject[0] if subject else next((name for name in names if _begins(words, name)), "")
    head = head or next(filter(None, (_short_form(words, name) for name in names)), "")
    rest = words[len(head) :].lstrip(_EDGES)
    if head and (duty := _DUTY.match(rest)):
        rest = rest[duty.end() :]
    rest = rest if len(rest) > 3 else words
    return rest[:1].upper() + rest[1:]


def strength_of(passage: str) -> str:
    """firm, support or exploratory, by the words of the passage: “shall explore” promises no more than exploring."""
    if _EXPLORING.search(passage):
        return "exploratory"
    return "support" if _SUPPORTING.search(passage) else "firm"


def category_of(passage: str, heading: str = "") -> str:
    """What it is about, by the words of the passage, else by the heading above it."""
    for words in (passage, heading):
        for name, pattern in _CATEGORIES:
            if pattern.search(words):
                return name
    return "other"


def cadence_of(passage: str) -> str:
    """recurring where a rhythm is named, continuous where something is to be kept up, else once."""
    if deadlines.words_of_rhythm(passage):
        return "recurring"
    return "continuous" if _KEPT_UP.search(_bare(passage)) else "once"


def due_of(passage: str) -> str:
    """The words in which the passage says until when, else how often, as written; empty when it says neither."""
    if due := deadlines.find_due(passage):
        return passage[due.start : due.end]
    often = deadlines.words_of_rhythm(passage)
    if often and (often.startswith("每") or often.isascii()):
        return often
    return "长期" if "长期" in passage else ""
