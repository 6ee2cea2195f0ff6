"""What a Chinese name of an organisation looks like: where it ends, what it is, and which two are one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .verbs import VERB

LONGEST = 30
_SUFFIX = (
    r"大学|学院|学校|中学|小学|幼儿园|研究院|研究所|科学院|实验室|人民政府|区政府|市政府|"
    r"县政府|省政府|镇政府|乡政府|管理委员会|管委会|委员会|"
    r"公司|集团|银行|医院|协会|学会|联合会|总工会|工会|基金会|商会|中心|局|厅|署|街道办事处|办事处|街道|"
    r"[省市区县州旗镇乡盟]|工业园|开发区|高新区|园区|党校|"
    r"出版社|合作社|报社|电视台|博物馆|图书馆|美术馆|文化馆|档案馆|科技馆|体育馆|艺术馆|纪念馆|(?:组织|宣传|统战|武装)部|日报社|事务所|研究会|联盟|企业|部队|法院|检察院|分行|支行|红十字会|海关|总社|供销社|机构"
)
# What may end the full name of a legal person; what more may, where nothing but a name can stand.
LEGAL = (
    r"大学|学院|学校|中学|小学|研究院|研究所|科学院|人民政府|管理委员会|管委会|委员会|公司|集团|银行|医院|协会|"
    r"联合会|基金会|局|法院|检察院|图书馆|博物馆|商会|合作社|街道办事处|办事处|开发区"
)
ENDING = (
    LEGAL
    + r"|[厅署]|党校|实验室|[分支]行|学会|研究会|总工会|红十字会|海关|博物院|美术馆|科技馆|事务所|[报版]社|幼儿园|"
    r"街道|中心|(?:组织|宣传|统战|武装)部|"
    r"[省市区县州旗镇乡](?:政府)?"
)
CORPORATE = re.compile(r"(?:\([^()]{1,8}\)|股份|有限|责任|公司|集团|控股|总公司|总院)+\Z")
# What stands in brackets behind a name and is no part of it: (以下统称“双方”).
_CALLED = r"(?:以下|下称|简称|统称|合称|下同)"
_ENDS_LIKE_ONE = re.compile(rf"(?:{_SUFFIX})(?:\((?!{_CALLED})[^()]{{1,12}}\)(?:有限公司|分校|分院)?)?")
_ENDS_LEGALLY = re.compile(rf"(?:{LEGAL})(?:\((?!{_CALLED})[^()]{{1,12}}\))?")
_STOP = re.compile(
    r"签[署订约字]|签|就[^业]|在|于|正式|共同|达成|全面|战略|深化|推进|启动|拓展|加强|开启|出席|见证|经(?=友好|协商|双方|过|充分)|合作(?!社)|"
    r"(?!政府|[省州]市|[市州]区|[省市州]县)[校院企政市区县省地州府银医所村镇局]{2}(?=合作|战略|科技|共建|协同|全面|框架|深度|双方|对接|帮扶|结对|人才|产教)|"
    r"校企|校地|校政|政企|校校|市校|校市|院企|医校|"
    r"省校|院地|区校|府校|政校|联合(?!会)|携手|开展|举行|有关|关于|"
    r"共建|两家|双方|三方|各方|建立|成立|缔结|缔约|友好|框架|协议|备忘录|深度|产学研|负责|代表|主要|"
    rf"\({_CALLED}|领导|党委|校长|书记|董事长|总经理|总裁|院长|"
    r"今[天日]|昨[天日]|近日|日前|举办|分别|—|常务|相关|一行|教授|专家|共商|副|、|,|;|。|:|!|“|\s"
)
_SHORT_FORM = re.compile(r"\((?:以下|下称|简称|[“\"])[^()]{1,30}\)")
_OFFICE = (
    r"(?:党[委组])?(?:常务|执行)?副?(?:书记|[校院局厅区市县镇省州行社台馆所部会]长|主任|理事长|董事长|总经理|总裁|秘书长|"
    r"主席|检察长|首席执行官)"
)
# Somebody between a name and the joining word: A党组书记、局长某某与B.
_OFFICERS = re.compile(
    rf"{_OFFICE}(?:、{_OFFICE}){{0,3}}[\u4e00-\u9fff·]{{2,4}}?(?=与|和|同|、|及|分别|代表|签|,|\Z|在|出席)"
)
# Who signs for it, behind its name: 董事长某某.
# Where a name has ended for certain, however it goes on.
_HARD_STOP = re.compile(
    r"[在于将](?=[\u4e00-\u9fff\d])|签[署订约]|正式|共[同建]|深化|达成|举行|举办|携手|全面|启动|推进"
)
_PERSON = re.compile(
    r"(?:党[委组])?(?:副|常务副|执行)?(?:书记|校长|院长|主任|董事长|总经理|总裁|理事长|会长|首席执行官)"
    r"(?:、[\u4e00-\u9fff]{2,5}长)?[\u4e00-\u9fff·]{2,4}\Z"
)
# The second half of a name that 与 or 和 joins: nothing but fields, and what the body is.
FIELDS_BEHIND = re.compile(
    r"(?:工程|旅游|社会保障|改革|医药|连锁|技术|信息化?|规划|建设|城乡|体育|管理|经济|自然资源|环境|生态|文化|艺术|健康|"
    r"教育|科学|农村|草原|林业|电子|智能|控制|材料|化学|化工|生物|计算机|软件|机械|动力|能源|海洋|水利|土木|建筑|商务|贸易|"
    r"金融|会计|法律|政治|公共|行政|新闻|传播|外交|关系|历史|哲学|人文|语言|设计|美术|音乐|马克思主义|外国语|护理|药学|卫生|国际|合作|交流|发展|服务|创新|应用|食品|安全|数据|网络|"
    r"航空|航天|交通|运输|物流|测绘|地理|遥感|投资|控股|科技|产业|广播|电视|影视|体制|市场|监督|应急|民族|宗教)+"
    rf"(?:学?院|系|研究院|研究所|(?:集团|股份|有限|责任)*(?:{LEGAL})|厅)"
)
LINK = re.compile(
    r"与|和|同(?!时|意|步)|、|及|(?<![委员合协商学研金字管工])会同|携手|联合(?!会|国)|牵手|联手|\||(?<=[\u4e00-\u9fff])[—－-](?=[\u4e00-\u9fff])"
)
_LEAD = re.compile(
    r"\A(?:.*?(?:\d{1,2}[日号月](?:上午|下午|晚上?)?|今[天日]|昨[天日]|近日|日前|见证下|"
    r"期间|代表|关于|祝贺)[,]?)?(?:由|在|,|\s|\"|“|《|·|#|\*)*"
)
_PARTNER = re.compile(r"\A其[^,]{0,10}?伙伴|\A(?:其|我国|美国|德国)(?=[\u4e00-\u9fff]{4})")
_TOPIC = re.compile(r"协议|签|备忘录|仪式|合同|意向书|[,;。:!]")
# Not 三院, which is the name of a hospital: 省立三院.
_BOTH = re.compile(r"(?:(?:[两三]|\d)[校市县区地省州家方]|两院)\Z")
OWN = re.compile(
    r"我(?:校|院|市|区|县|省|局|司|行|公司|集团|园)|[省市区县](?:人民)?政府|学校|学院(?=\Z|与|"
    r"和)|公司(?=\Z|与|和)|集团(?=\Z|与|和)"
)
_ROLES = (
    (
        "enterprise",
        re.compile(
            r"公司|集团|银行|[分支]行\Z|企业|重工|重科|科技\Z|股份|控股|电网|石油|石化|证券|保险|电子|汽车|"
            r"药业|能源\Z|通信|移动|联通|电信|传媒|文旅\Z|实业|(?i:\b(?:ltd|limited|inc|corp|llc|gmbh|plc|"
            r"company|group|bank|shipyards?|holdings?|works|systems|industries)\b)"
        ),
    ),
    (
        "university",
        re.compile(
            r"大学|学院|学校|中学|小学|幼儿园|党校|研究院|研究所|科学院|实验室|北大|清华|我校|"
            r"[工理师农医科财交]大\Z|(?i:universit|college|school|institute of|academy|laborator)"
        ),
    ),
    (
        "government",
        re.compile(
            r"政府|委员会|管委会|[委局厅办署]\Z|街道|[省市区县州旗镇乡]\Z|办事处|法院|检察院|"
            r"开发区|高新区|(?i:\b(?:city|town|district|ministry|government|county|municipal\w*|province|state|"
            r"council|agency|authority|department|borough|republic)\b)"
        ),
    ),
)


def role_of(name: str) -> str:
    """university, government, enterprise or other, by the words of the name."""
    for role, pattern in _ROLES:
        if pattern.search(name):
            return role
    return "other"


def joined(words: str) -> list[str]:
    """The names that a title or sentence part joins: A与B, A、B与C, “A B战略合作协议”; empty when it joins none."""
    words = _OFFICERS.sub("", _SHORT_FORM.sub("", words))
    words = re.sub(rf"({ENDING})[ \u3000]+(?=[\u4e00-\u9fff])", r"\1与", words)
    for link in LINK.finditer(words):
        if _within_name(words, link):
            continue
        before = _before(words[: link.start()])
        after = _after(words[link.end() :])
        if link[0][0] in "—－-同" and not re.search(rf"(?:{ENDING})(?:\([\u4e00-\u9fff]{{2,6}}\))?\Z", before):
            continue  # a subtitle, or a name that begins with 同
        if before and after and before != after:
            return [*before.split("、"), *_more(after, words[link.end() :])]
    return []


def _within_name(words: str, link: re.Match[str]) -> bool:
    """True where 与 or 和 joins two fields within one name: 材料科学与工程学院, 文化和旅游局."""
    return (
        link[0] in "与和"
        and re.search(rf"(?:{ENDING})\Z", words[: link.start()]) is None
        and FIELDS_BEHIND.match(words, link.end()) is not None
    )


def _before(words: str) -> str:
    words = _LEAD.sub("", words[-60:], count=1)
    words = re.split(r"[,\s“”\"《|｜丨—]|(?<!自)由", words)[-1]
    words = re.sub(r"\A(?:根据|按照|依据|依照|遵照)", "", _PERSON.sub("", words))
    words = re.sub(r"(?:已经?|正式|将|再次|今天|昨天|又)+\Z", "", words)
    if own := OWN.fullmatch(words) or re.search(r"我[校院市区县省局司行园]\Z|我(?:公司|集团)\Z", words):
        return own[0]
    parts = [part for part in words.split("、") if part]
    named = parts and all(2 <= len(part) <= LONGEST for part in parts) and is_name(parts[-1])
    return "、".join(parts) if named else ""


def _after(words: str) -> str:
    words = _PARTNER.sub("", words.lstrip())
    if own := OWN.match(words):
        return own[0]
    topic = _TOPIC.search(words)
    hard = _HARD_STOP.search(words, 3)
    within = words[: min(topic.start() if topic else 40, hard.start() if hard else 40, 40)]
    for ending in _ENDS_LIKE_ONE.finditer(within):
        last = ending.end() == len(words) or _STOP.match(words, ending.end()) or LINK.match(words, ending.end())
        if last and is_name(name := _BOTH.sub("", words[: ending.end()])):
            return name
    for ending in reversed(list(_ENDS_LEGALLY.finditer(within))):
        if is_name(within[: ending.end()]):
            return within[: ending.end()]
    stop = _STOP.search(words, 2)
    name = _BOTH.sub("", words[: stop.start() if stop else 20])
    ended = stop or len(words) < 9
    return name if 2 <= len(name) <= 20 and ended and is_name(name) else ""


def _more(first: str, words: str) -> list[str]:
    """The names after the link: B、C and D too."""
    rest = words[words.find(first) + len(first) :]
    names = [first]
    while (link := re.match(r"[、与和及]", rest)) and (name := _after(rest[link.end() :])):
        names.append(name)
        rest = rest[rest.find(name) + len(name) :]
    return names


def is_name(words: str) -> bool:
    return (
        2 <= len(words) <= LONGEST
        and bool(re.match(r"[\u4e00-\u9fffA-Za-z]", words))
        and not re.search("[、的“”—]|共同|工作\\Z", words)
        and not (VERB.match(words) and not _ENDS_LEGALLY.search(words, len(words) - 5))
        and not re.match(
            r"我|该|各|本|其|(?:校地|校企|校政|政企|校校|校市|市校|院企|院地|银企|银校|医校|府校|区校|县校|省校)\Z|[一二两三四五六七八九十多数\d]+[大家所]|[二两三四五六多]方|强强|学校\Z|企业\Z|当地|有关|相关|"
            r"(?:深化|推进|推动|开展|现就|关于|做好|依托|借助|通过|围绕|发挥|利用|依靠|结合|[为对向把将让被使])",
            words,
        )
        and not re.search(
            r"签|协议|仪式|出席|代表(?!处)|双方|举行|表示|我们|他们|各自|根据|为了|优势|方面|领域|"
            r"书记|校长|主任|总裁|主持|董事长|总经理|资源(?!局|厅|部|和|环境|集团|有限|规划|股份)|推动|推进|"
            r"发展(?!管理|有限|股份|集团|研究|银行|和改革|改革|委|局|中心|促进|服务|控股|投资|公司|基金)|"
            r"人才(?!集团|服务|发展|交流|公司)|服务(?!有限|局|中心|集团|管理|公司|外包|业)",
            words,
        )
    )


def grouped(signing: Iterable[list[str]], head: str) -> list[str]:
    """The fullest name of each party, of all that sign together; those named first count most."""
    groups: list[list[str]] = []
    complete = False
    for names in signing:
        if groups and not any(same(name, known) for name in names for group in groups for known in group):
            continue  # other signings of the same page
        for name in names:
            group = next((g for g in groups if any(same(name, known) for known in g)), None)
            if group is not None:
                group.append(name)
            elif not complete:
                groups.append([name])
        complete = len(groups) > 1
    return [fullest(group, head) for group in groups]


def same(one: str, other: str) -> bool:
    """True when the shorter name may be a form of the longer one: its beginning, an abbreviation, its organ."""
    short, long = sorted((one, other), key=len)
    if short == long or (long.startswith(short) and len(short) > 1):
        return True
    if OWN.fullmatch(short):
        return False
    short = CORPORATE.sub("", short) or short
    if short[0] in "省市区县州" and short[-1] in long[-3:] and short[0] in long[2:]:
        return is_taken_from(short, long[long.index(short[0], 2) :])
    if short[0] != long[0] or len(short) < 2:
        organ = (
            len(short) > 2
            and short[-1] == long[-1]
            and is_taken_from(short, long)
            and role_of(short) == role_of(long) == "government"
        )
        return organ or (short in long and len(short) > 3)
    return is_taken_from(short, long) and role_of(short) in (role_of(long), "other")


def is_taken_from(short: str, long: str) -> bool:
    """True when all characters of the short form stand in the long one, in that order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


_SAYS_MORE = re.compile(
    r"[在的与将到向为由对]|和(?!平|谐|改革|旅游|草原|体育|社会|信息|规划|城乡|田|林|县|顺|政|静)|"
    rf"会同|携手|牵手|联手|(?:{ENDING})同|共建|共同|签|深化|选派|提供|举行"
)


def fullest(group: list[str], head: str) -> str:
    """The longest form that signs or stands elsewhere; the first, where the text has several long ones that differ."""
    best = max(group, key=len)
    longer = set(group)
    if not re.search(rf"(?:{LEGAL}|政府)\Z", best) and (place := place_of(best, head)):
        return place
    pattern = re.compile(
        re.escape(best[0]) + rf"[\u4e00-\u9fff]{{1,18}}?(?:{LEGAL})(?:(?:股份)?有限(?:责任)?公司)?(?!长)"
    )
    short_organ = len(group[0]) < 5 and re.search("[局委厅办会协院]\\Z", group[0]) and role_of(group[0]) != "university"
    behind_place = re.compile(
        rf"(?<=[\s,。、:“\"与和由在])[\u4e00-\u9fff]{{2,8}}{re.escape(best[0])}[\u4e00-\u9fff]{{1,18}}?(?:{LEGAL})(?!长)"
    )
    found = [*pattern.finditer(head), *(behind_place.finditer(head) if short_organ else ())]
    for match in found:
        name = match[0]
        if (
            len(name) > len(group[0])
            and (match.re is pattern or group[0] not in name)
            and same(group[0], name)
            and is_name(name)
            and not _SAYS_MORE.search(name)
        ):
            longer.add(name)
    largest = [one for one in longer if not any(len(one) < len(other) and same(one, other) for other in longer)]
    if governments := [one for one in largest if one.endswith("政府")]:
        return governments[0]
    return group[0] if len(largest) > 1 else max(largest, key=len, default=best)


def place_of(name: str, head: str) -> str:
    """A place that signs is its government, where the text names it, else itself: never one of its bureaus."""
    bare = re.sub(r"[省市区县州]\Z", "", name)
    place = name if bare != name else next((bare + kind for kind in "省市区县州" if f"{bare}{kind}" in head), "")
    if not place:
        return ""
    for form in (
        f"{place}人民政府",
        f"{place}政府",
        f"{place}管理委员会",
        f"{place}管委会",
        f"{name}管理委员会",
        f"{name}管委会",
    ):
        if form in head:
            return form
    inner = re.search(rf"[\u4e00-\u9fff]{{2,7}}[省市州]{re.escape(place)}人民政府", head)
    return inner[0] if inner and is_name(inner[0]) else place
