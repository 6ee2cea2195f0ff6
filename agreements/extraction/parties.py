"""Who agrees: names, the other forms a text uses for them, and their roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .cast import Party
from .parties_english import between
from .segments import FOLD

_LABELS = "甲乙丙丁戊"
_SUFFIX = (
    r"大学|学院|学校|中学|小学|幼儿园|研究院|研究所|科学院|实验室|人民政府|区政府|市政府|"
    r"县政府|省政府|管理委员会|管委会|委员会|"
    r"公司|集团|银行|医院|协会|学会|联合会|基金会|商会|中心|局|厅|街道办事处|办事处|"
    r"[省市区县州旗镇乡]|工业园|开发区|高新区|园区|党校|"
    r"出版社|合作社|报社|电视台|博物馆|图书馆|事务所|研究会|联盟|企业|部队|法院|检察院"
)
# What may end the full name of a legal person.
_LEGAL = r"大学|学院|学校|研究院|研究所|科学院|人民政府|管理委员会|委员会|公司|集团|银行|医院|协会|联合会|局"
_ENDS_LIKE_ONE = re.compile(rf"(?:{_SUFFIX})(?:\([^()]{{1,12}}\))?")
_STOP = re.compile(
    r"签[署订约字]|签|就[^业]|在|于|正式|共同|达成|全面|战略|合作|校企|校地|校政|政企|校校|"
    r"市校|省校|院地|区校|府校|联合|携手|开展|举行|"
    r"共建|两家|双方|建立|成立|缔结|缔约|友好|框架|协议|备忘录|深度|产学研|负责|代表|主要|"
    r"领导|党委|校长|书记|董事长|总经理|总裁|院长|"
    r"今[天日]|昨[天日]|近日|日前|举办|分别|常务|相关|有关|一行|教授|专家|共商|副|、|,|;|。|:|!|“|\s"
)
_SIGNS = re.compile(r"签[署订约字]|协议|备忘录|达成[^,。]{0,12}合作|缔[结约]|合作意向|战略合作|合作框架|合作签约")
_LINK = re.compile(r"与|和|同(?!时|意|步)|、|及|携手|联合|牵手|联手")
_LEAD = re.compile(
    r"\A(?:.*?(?:\d{1,2}[日号月](?:上午|下午|晚上?)?|今[天日]|昨[天日]|近日|日前|见证下|"
    r"期间|代表)[,]?)?(?:由|在|,|\s|\"|“|《|·|#|\*)*"
)
_PARTNER = re.compile(r"\A其[^,]{0,10}?伙伴|\A(?:其|我国|中国|美国|德国)(?=[\u4e00-\u9fff]{4})")
_LABEL_LINE = re.compile(
    rf"(?P<label>[{_LABELS}])\s*方\s*(?:\([^()\n]{{0,20}}\))?\s*[:]\s*(?P<name>[^\r\n,;。()“\"]{{2,40}})"
)
_SHORT_FOR = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z·.&()]{2,30}?)\s*\((?:以下|下)?(?:统称|简称|合称|称)?(?:为|作)?[:]?\s*[“\"]?"
    r"(?P<short>[\u4e00-\u9fffA-Za-z]{2,12})[”\"]?(?:或[“\"](?P<other>[^”\"]{2,10})[”\"])?\)"
)
_AREA = re.compile(
    r"(?P<area>(?P<bare>[\u4e00-\u9fff]{2,8}?)[省市区县州旗])(?:委[、,]?)?(?:人民)?(?:区|"
    r"市|县|省)?(?:政府|委|委员会)?\Z"
)
# 滨海高新区管委会 is called 高新区, 东岭市教育局 is called 市教育局.
_ZONE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<zone>(?:高新|开发|经开|经济技术开发|工业园|保税|"
    r"示范|新)区|(?:产业|科技|工业)园)"
    r"(?:管委会|管理委员会)\Z"
)
_ORGAN = re.compile(r"[\u4e00-\u9fff]{2,6}?(?P<organ>[省市区县][\u4e00-\u9fff]{2,12}(?:局|厅|委|办|委员会))\Z")
_CORPORATE = re.compile(r"(?:股份|有限|责任|公司|集团|控股|总公司|总院)+\Z")
_HEAD = 30_000
_LINES = 400
_LONGEST_NAME = 30
_ROLES = (
    (
        "enterprise",
        re.compile(
            r"公司|集团|银行|企业|重工|重科|科技\Z|股份|控股|电网|石油|石化|证券|保险|电子|汽车|"
            r"药业|能源|通信|移动|联通|电信|传媒|文旅|实业|(?i:\b(?:ltd|inc|corp|llc|gmbh|plc|"
            r"company|group|bank)\b)"
        ),
    ),
    (
        "university",
        re.compile(
            r"大学|学院|学校|中学|小学|幼儿园|党校|研究院|研究所|科学院|实验室|北大|清华|"
            r"[工理师农医科财交]大\Z|(?i:universit|college|school|institute of|academy|laborator)"
        ),
    ),
    (
        "government",
        re.compile(
            r"政府|委员会|管委会|[委局厅办署]\Z|街道|[省市区县州旗镇乡]\Z|办事处|法院|检察院|"
            r"开发区|高新区|(?i:\b(?:city|district|ministry|government|county|municipal|province|"
            r"council|agency|authority|department)\b)"
        ),
    ),
)
_GENERIC = {
    "university": ("学校", "校方", "我校", "该校", "高校方", "the University", "University"),
    "enterprise": ("公司", "企业方", "the Company", "Company"),
    "government": (
        "区政府",
        "市政府",
        "县政府",
        "省政府",
        "区委、区政府",
        "区委区政府",
        "市委市政府",
        "区方",
        "地方政府",
        "政府方",
        "the City",
        "the District",
    ),
    "other": (),
}


def role_of(name: str) -> str:
    """university, government, enterprise or other, by the words of the name."""
    for role, pattern in _ROLES:
        if pattern.search(name):
            return role
    return "other"


def find_parties(text: str) -> tuple[Party, ...]:
    """Those between whom the agreement is, in the order in which the text brings them up."""
    head = text[:_HEAD].translate(FOLD)
    named = _labelled(head)
    if len(named) < 2:
        named = dict.fromkeys(_grouped(_signing(head), head), "")
    if len(named) < 2:
        english = between(text[:_HEAD])
        if len(english) > 1 or not named:
            return tuple(Party(name, role_of(name), aliases) for name, aliases in english)
    roles = {name: role_of(name) for name in named}
    found = []
    for name, label in named.items():
        others = [other for other in named if other != name]
        generic = [] if any(roles[other] == roles[name] for other in others) else _GENERIC[roles[name]]
        aliases = _aliases(name, label, generic, head, others)
        found.append(Party(name, roles[name], aliases, label))
    return tuple(found)


def _labelled(head: str) -> dict[str, str]:
    """Names that the text gives as 甲方 and so on; with their labels."""
    found: dict[str, str] = {}
    labels: set[str] = set()
    for match in _LABEL_LINE.finditer(head):
        name = match["name"].strip(" \t\u3000_*")
        if (
            len(name) > 1
            and match["label"] not in labels
            and name not in found
            and not re.search(r"负责|应|提供|的", name)
        ):
            labels.add(match["label"])
            found[name] = match["label"] + "方"
    for match in re.finditer(
        rf"(?P<name>[\u4e00-\u9fff()A-Za-z·]{{2,30}}?)\((?:以下)?(?:简称|"
        rf"称)?[为:]?[“\"]?(?P<label>[{_LABELS}])方[”\"]?\)",
        head,
    ):
        name = _PARTNER.sub("", re.split(r"[与和及、]", match["name"])[-1])
        if match["label"] not in labels and name not in found:
            labels.add(match["label"])
            found[name] = match["label"] + "方"
    return found


def _signing(head: str) -> Iterator[list[str]]:
    """Yield the names that a title or sentence joins in signing: A与B签署…协议."""
    for number, match in enumerate(re.finditer(r"[^\r\n。;!?:]+", head)):
        if number > _LINES:
            return
        words = match[0][:200]
        if not _SIGNS.search(words):
            continue
        for part in words.split(","):
            names = _joined(part)
            if len(names) > 1:
                yield names
                break


def _joined(words: str) -> list[str]:
    links = list(_LINK.finditer(words))
    for link in links:
        before = _before(words[: link.start()])
        after = _after(words[link.end() :])
        if before and after and before != after:
            return [*before.split("、"), *_more(after, words[link.end() :])]
    return []


def _before(words: str) -> str:
    words = _LEAD.sub("", words[-60:], count=1)
    words = re.split(r"[,\s“”\"《》]", words)[-1]
    words = re.sub(r"(?:已经?|正式|将|再次|今天|昨天|又)+\Z", "", words)
    parts = [part for part in words.split("、") if part]
    return (
        "、".join(parts)
        if parts and all(2 <= len(part) <= _LONGEST_NAME for part in parts) and _is_name(parts[-1])
        else ""
    )


def _after(words: str) -> str:
    words = _PARTNER.sub("", words.lstrip())
    ending = None
    for ending in _ENDS_LIKE_ONE.finditer(words[:40]):
        following = words[ending.end() : ending.end() + 1]
        if not following or _STOP.match(words, ending.end()) or _LINK.match(words, ending.end()):
            return words[: ending.end()] if _is_name(words[: ending.end()]) else ""
    stop = _STOP.search(words, 2)
    name = words[: stop.start() if stop else 20]
    return name if 2 <= len(name) <= 20 and stop and _is_name(name) else ""


def _more(first: str, words: str) -> list[str]:
    """The names after the link: B、C and D too."""
    rest = words[words.find(first) + len(first) :]
    names = [first]
    while (link := re.match(r"[、与和及]", rest)) and (name := _after(rest[link.end() :])):
        names.append(name)
        rest = rest[rest.find(name) + len(name) :]
    return names


def _is_name(words: str) -> bool:
    return (
        2 <= len(words) <= _LONGEST_NAME
        and bool(re.match(r"[\u4e00-\u9fffA-Za-z]", words))
        and not re.match(r"我|该|[一二两三四五六七八九十多数\d]+[大家所]|学校\Z|企业\Z|当地|有关|相关", words)
        and not re.search(
            r"签|协议|仪式|出席|代表(?!处)|双方|举行|表示|我们|他们|各自|根据|为了|优势|方面|领域|"
            r"书记|校长|主任|总裁|主持|资源|推动|推进|发展(?!有限|股份|集团|研究|银行|和改革|委)|"
            r"人才|服务(?!有限|局|中心|集团)",
            words,
        )
    )


def _grouped(joined: Iterable[list[str]], head: str) -> list[str]:
    """The fullest name of each party, of all that sign together; those named first count most."""
    groups: list[list[str]] = []
    complete = False
    for names in joined:
        if groups and not any(_same(name, known) for name in names for group in groups for known in group):
            continue  # other signings of the same page
        for name in names:
            group = next((g for g in groups if any(_same(name, known) for known in g)), None)
            if group is not None:
                group.append(name)
            elif not complete:
                groups.append([name])
        complete = len(groups) > 1
    return [_fullest(group, head) for group in groups]


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long or (long.startswith(short) and len(short) > 1):
        return True
    short, long = _CORPORATE.sub("", short) or short, long
    if short[0] != long[0] or len(short) < 2:
        return short in long and len(short) > 3
    rest = iter(long)
    return all(letter in rest for letter in short) and role_of(short) in (role_of(long), "other")


def _fullest(group: list[str], head: str) -> str:
    """The longest form that signs or stands elsewhere; the first, where the text has several long ones that differ."""
    best = max(group, key=len)
    longer = set(group)
    pattern = re.compile(re.escape(best[0]) + rf"[\u4e00-\u9fff]{{1,18}}?(?:{_LEGAL})")
    for match in pattern.finditer(head):
        name = match[0]
        if (
            len(name) > len(group[0])
            and _same(group[0], name)
            and _is_name(name)
            and not re.search(r"[在的与和]", name)
        ):
            longer.add(name)
    largest = [one for one in longer if not any(len(one) < len(other) and _same(one, other) for other in longer)]
    if governments := [one for one in largest if one.endswith("政府")]:
        return governments[0]
    return group[0] if len(largest) > 1 else max(largest, key=len, default=best)


def _aliases(name: str, label: str, generic: Iterable[str], head: str, others: list[str]) -> tuple[str, ...]:
    """The other forms of a name that the text really uses, the longest first."""
    forms = {label, *generic, _CORPORATE.sub("", name)}
    if name.endswith("学院") and not any(other.endswith("学院") for other in others):
        forms.add("学院")
    if (area := _AREA.match(name)) and not any(area["area"] in other for other in others):
        a, bare = area["area"], area["bare"]
        forms |= {a, f"{a}政府", f"{a}委", f"{a}委、{a[-1]}政府", f"{a}人民政府", bare if len(bare) > 1 else a}
    if zone := _ZONE.match(name):
        forms |= {zone["zone"], f"{zone['place']}{zone['zone']}"}
    if organ := _ORGAN.match(name):
        forms.add(organ["organ"])
    for match in _SHORT_FOR.finditer(head):
        if match["name"].endswith(name) or name.endswith(match["name"]):
            forms |= {match["short"], match["other"] or ""}
    forms |= set(_short_forms(name, head, others))
    taken = {form for form in forms if len(form) > 1 and form != name and form in head}
    taken -= {form for form in taken if any(form in other for other in others)}
    return tuple(sorted(taken, key=lambda form: (-len(form), form)))


def _short_forms(name: str, head: str, others: list[str]) -> Iterator[str]:
    """Abbreviations made of the name's own characters, as 北工大 is, where the text uses them as a word."""
    if len(name) < 5 or not re.match(r"[\u4e00-\u9fff]", name):
        return
    tail = name[-1] + (name[-2] if name.endswith("大学") else "")
    pattern = re.compile(re.escape(name[0]) + r"[\u4e00-\u9fff]{1,4}")
    seen: set[str] = set()
    for match in pattern.finditer(head):
        for length in (5, 4, 3, 2):
            form = match[0][:length]
            rest = iter(name)
            if form[-1] == "大" and name.startswith(form):
                continue
            if len(form) < length or form in seen or not all(letter in rest for letter in form):
                continue
            closes = form[-1] in tail or (length > 2 and form[-1] == (_CORPORATE.sub("", name) or name)[-1])
            usual = closes and (length > 2 or form[-1] in "大院")
            if usual and not any(form in other for other in others):
                seen.add(form)
                yield form
            break
