"""The other forms in which a text names a party: its label, its short forms, and the common noun for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .names import CORPORATE, is_taken_from, role_of
from .verbs import ADVERB, RESULT, VERB

SHORT_FOR = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z·.&()]{2,40}?)\s*\((?:[A-Za-z][A-Za-z .,&'-]{2,80}[,;]\s*)?"
    r"(?:以下|下)?(?:统称|简称|合称|称)?(?:为|作)?[:]?\s*[“\"']?(?P<short>[\u4e00-\u9fffA-Za-z]{2,12})[”\"']?(?:或[“\"'](?P<other>[^”\"']{2,10})[”\"'])?\)"
)
_AREA = re.compile(
    r"(?P<area>(?P<bare>[\u4e00-\u9fff]{1,8}?)[省市区县州旗镇乡盟])(?:委[、,]?)?(?:人民)?(?:区|"
    r"市|县|省)?(?:政府|委|委员会)?\Z"
)
# 滨海高新区管委会 is called 高新区, 东岭市教育局 is called 市教育局.
_ZONE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<zone>(?:高新|高新技术产业开发|开发|经开|经济技术开发|经济开发|工业园|保税|"
    r"示范|新)区|(?:产业|科技|工业)园区?)(?:管委会|管理委员会)?\Z"
)
_ZONES = (("高新技术", "高新区"), ("经济", "经开区"), ("产业", "园区"), ("工业园", "园区"))
_ORGAN = re.compile(
    r"(?P<area>[\u4e00-\u9fff]{1,6}?(?P<level>[省市区县州]))(?P<organ>[\u4e00-\u9fff]{2,14}(?:局|"
    r"厅|委|办|委员会|院|馆|会|中心))\Z"
)
_UPPER = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|市|州)(?=[\u4e00-\u9fff]{2,})")
# 中国电信股份有限公司沅州分公司 is called 沅州电信, 青岚市第一中学 is called 青岚一中.
_BRANCH = re.compile(
    r"(?:中国)?(?P<brand>[\u4e00-\u9fff]{2,4}?)(?:通信|网络通信)?(?:集团)?[\u4e00-\u9fff]{0,4}?(?:股份)?(?:有限)?(?:责任)?公司"
    r"(?P<place>[\u4e00-\u9fff]{2,4}?)[省市区县]?(?:分公司|分行|支公司)\Z"
)
_NUMBERED_SCHOOL = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,4}?)[省市区县]?第?(?P<number>[一二三四五六七八九十]{1,2})中学\Z"
)
# The common nouns for an organisation, by the end of its name.
_NOUNS = (
    (r"大学|学院|学校|中学|小学|幼儿园|党校", "学校 校方 我校 该校 高校 高校方 校内"),
    (r"公司|集团|企业", "公司 企业 企业方 企方 我公司 我司 该公司"),
    (r"政府|[省市区县州镇乡]", "政府 政府方 地方政府 地方"),
    (r"医院|研究院|科学院|法院|检察院", "院方 我院 该院"),
    (r"学院", "院方 我院 该院"),
    (r"银行|[分支]行", "银行 行方 我行 该行"),
    (r"研究所|事务所", "所方 该所"),
    (r"图书馆|博物馆|美术馆|档案馆", "馆方"),
    (r"管委会|管理委员会|开发区|高新区|园区|新区", "园区 管委会 园方"),
    (r"局", "该局 局方"),
)
_KINDS = re.compile(
    r"(?:大学|学院|医院|研究院|研究所|科学院|集团|公司|银行|协会|学会|联合会|基金会|商会|中学|小学|党校|幼儿园|"
    r"管委会|法院|检察院|图书馆|博物馆|美术馆|实验室|联盟|合作社|办事处|街道|开发区|高新区)\Z"
)
# What many companies' names hold; alone it names none of them.
_TRADES = re.compile(
    r"(?:科技|技术|机械|能源|智能|电子|汽车|文化|旅游|教育|建设|投资|发展|信息|生物|医药|数据|"
    r"网络|环保|农业|工业|制造|实业|"
    r"贸易|控股|国际|中国|股份|有限|集团|公司|重工|装备|材料|产业|金融|传媒|交通|水务|环境|"
    r"健康|服务|创新|人民|大学|学院|"
    r"第[一二三四五六七八九十]|中心|人才|合作|工程|企业|城市|现代|数字|装备制造)+\Z"
)
# Where a subject may begin, and what may follow one.
_BEGINS = re.compile(r"(?:\A|(?<=[\s,;。:、与和由向为对]))(?=(?P<words>[\u4e00-\u9fff]{2,12}))")
_FOLLOWS = re.compile(r"[将应须要向在与和对从自按为可拟]|未来|承[担诺]|同意|方面|计划|负责")
_LONGEST_FORM = 8


def forms_of(name: str, label: str, head: str, others: list[str]) -> tuple[str, ...]:
    """The other forms of a name that the text really uses, the longest first."""
    forms = {label, CORPORATE.sub("", name), *_nouns(name), *_places(name)}
    for match in SHORT_FOR.finditer(head):
        if match["name"].endswith(name) or name.endswith(match["name"]):
            forms |= {match["short"], match["other"] or ""}
    forms |= set(_short_forms(name, head, others))
    forms |= set(_ends(name, head, others))
    if name.endswith("学院") and any(re.search(r"(?:医院|研究院|科学院|法院|检察院)\Z", other) for other in others):
        forms -= {"院方", "我院", "该院"}  # of a college and a hospital the hospital
    forms |= set(_subjects(name, head, others))
    forms |= set(_proper(name, head, others))
    taken = {form for form in forms if len(form) > 1 and form != name and form in head}
    taken -= {form for form in taken if any(form in other for other in others) and not _KINDS.fullmatch(form)}
    return tuple(sorted(taken, key=lambda form: (-len(form), form)))


def without_shared(forms: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The forms of each party without those that several share: 学校 names nobody where two universities agree."""
    return [
        tuple(form for form in own if not any(form in other for other in (*forms[:at], *forms[at + 1 :])))
        for at, own in enumerate(forms)
    ]


def _nouns(name: str) -> Iterator[str]:
    core = CORPORATE.sub("", name) or name
    for ends, words in _NOUNS:
        if re.search(rf"(?:{ends})\Z", name) or re.search(rf"(?:{ends})\Z", core):
            yield from words.split()
    if core.endswith("农村商业银行"):
        yield from ("农商行", "农商银行", f"{core[:-6]}农商行", f"{core[:-6]}农商银行")
    if name.endswith("街道办事处"):
        yield from (name[:-3], name[:-2], "街道", "街道办")
    if form := _NUMBERED_SCHOOL.match(name):
        yield from (f"{form['number']}中", f"{form['place']}{form['number']}中", f"{form['place']}市{form['number']}中")
    if branch := _BRANCH.match(name):
        brand, place = branch["brand"], branch["place"]
        full = ("中国" if name.startswith("中国") else "") + brand
        yield from (
            brand,
            f"{brand}公司",
            f"{place}{brand}",
            f"{place}{brand}公司",
            f"{full}{place}",
            f"{brand}{place}",
        )
        yield from (f"{full}{place}分公司", f"{brand}{place}分公司", f"{full}公司")
    if role_of(name) == "enterprise":
        yield from ["公司", "企业", "企业方", "企方", "我公司"]
    yield from (kind for kind in ("集团", "银行", "医院") if kind in name)
    if "附属" in name:
        yield from ("附" + name[-1], "附" + name[-2], "附属" + name[-2:])
    if (kind := _KINDS.search(name)) and kind[0] != "大学":
        yield from (kind[0], f"{kind[0]}方", f"该{kind[0]}")


def _places(name: str) -> Iterator[str]:
    """The place whose government or organ it is, and what the level of that place calls it: 市政府, 市教育局."""
    inner = _UPPER.sub("", name, count=1)
    inner = re.sub(r"\A[\u4e00-\u9fff]{2,6}?[区县市](?=[\u4e00-\u9fff]{1,6}[镇乡])", "", inner)
    for form in {name, inner}:
        if area := _AREA.match(form):
            place, bare, level = area["area"], area["bare"], area["area"][-1]
            yield from (
                place,
                f"{place}政府",
                f"{place}委",
                f"{place}委、{level}政府",
                f"{place}人民政府",
                f"{place}方面",
            )
            yield bare if len(bare) > 1 else place
            yield from (
                f"{level}政府",
                f"{level}委{level}政府",
                f"{level}委、{level}政府",
                f"{level}方",
                f"{level}里",
                f"我{level}",
            )
        if zone := _ZONE.match(form):
            if short := next((b for a, b in _ZONES if zone["zone"].startswith(a)), ""):
                yield from (short, f"{zone['place']}{short}")
            yield from (zone["zone"], f"{zone['place']}{zone['zone']}", zone["place"] + zone["zone"][:2])
            yield from (zone["place"], zone["zone"][-3:])
        if organ := _ORGAN.match(form):
            yield from (organ["level"] + organ["organ"], organ["organ"], organ["area"], f"我{organ['level']}")


def _ends(name: str, head: str, others: list[str]) -> Iterator[str]:
    """The end of a name without its place or proper name, where the text uses it alone: 中医药大学."""
    kind = _KINDS.search(name)
    for cut in range(2, len(name) - 3):
        form = name[cut:]
        if not kind or len(form) <= len(kind[0]) or form[0] in "省市区县":
            continue
        if head.count(form) > head.count(name[cut - 1 :]) and not any(form in other for other in others):
            yield form


def _subjects(name: str, head: str, others: list[str]) -> Iterator[str]:
    """What stands as a subject and is made of the name's characters: 师大, or 海川 of 江北海川科技有限公司."""
    company = role_of(name) == "enterprise"
    core = CORPORATE.sub("", name) or name
    tail = _tail(name)
    seen: set[str] = set()
    for form in _before_verbs(head):
        if form in seen or VERB.match(form) or RESULT.match(form) or _TRADES.match(form):
            continue
        seen.add(form)
        proper = company and form in core and core.index(form) < 4
        grouped = form[-2:] in ("集团", "公司") and form[0] == core[0] and is_taken_from(form[:-2], core)
        trade = form[-2:] == core[-2:] and form[:2] in core and is_taken_from(form, core)
        closes = form[-1] in tail and is_taken_from(form, name) and not _KINDS.fullmatch(form)
        blended = company and len(form) > 3 and (grouped or trade)
        if (proper or closes or blended) and not any(is_taken_from(form, other) for other in others):
            yield form


def _proper(name: str, head: str, others: list[str]) -> Iterator[str]:
    """Parts of the name that the text uses as words: 海川 and 科技公司 of 海川科技有限公司, 大学 of a university."""
    core = CORPORATE.sub("", name) or name
    if role_of(name) == "enterprise":
        for start in range(len(core) - 1):
            for past in range(start + 2, min(start + 5, len(core)) + 1):
                part = core[start:past]
                if any(part in other for other in others):
                    continue
                forms = [f"{part}{kind}" for kind in ("公司", "集团")]
                if start == 0 or not _TRADES.fullmatch(part):
                    forms.append(part)
                for form in forms:
                    if any(_is_a_word(found, form, name, head) for found in re.finditer(re.escape(form), head)):
                        yield form
        yield from _blends(name, core, head, others)
        return
    kind = _KINDS.search(name)
    if kind and len(name) > (5 if kind[0] in ("大学", "学院") else len(kind[0]) + 1):
        short = name[: kind.start()]
        if not any(short in other for other in others) and any(
            _is_a_word(found, short, name, head) for found in re.finditer(re.escape(short), head)
        ):
            yield short
    if name.endswith("大学") and re.search(
        r"(?:\A|[\s,;。:、与和由向为对给到的])大学(?=[将与和的向为在应须教图每负,。;]|拟|同意|牵头|支持|承担|免费|提供|选派)",
        head,
    ):
        yield "大学"


def _blends(name: str, core: str, head: str, others: list[str]) -> Iterator[str]:
    """Forms blended of the name's beginning and later characters: 澄湖文旅 of 澄湖文化旅游投资集团有限公司."""
    for match in re.finditer(rf"{re.escape(core[:2])}(?=(?P<more>[\u4e00-\u9fff]{{1,4}}))", head):
        for length in (4, 3, 2, 1):
            form = match[0] + match["more"][:length]
            if len(match["more"]) < length or form in core or not is_taken_from(form, core):
                continue
            found = re.compile(re.escape(form)).match(head, match.start())
            if (
                found
                and _is_a_word(found, form, name, head)
                and not any(is_taken_from(form, other) for other in others)
            ):
                yield form
            break


_STARTS_WORD = re.compile(r"[\s,;。:、()“”与和由向为对给到把将从以及在让]\Z")
_ENDS_WORD = re.compile(
    r"旗下|所属|下属|的|方面|公司|集团|[将应须要向在与和对从自按为则派,。;、)]|未来|承[担诺]|同意|计划|负责|拟|每|不得|免费|优先|研究院|[\u4e00-\u9fff]{2,3}[部处院站]"
)


def _is_a_word(found: re.Match[str], form: str, name: str, head: str) -> bool:
    """True when the form stands here for itself: not within the name, and where words begin and end."""
    before, after = head[max(0, found.start() - len(name)) : found.start()], head[found.end() : found.end() + len(name)]
    around = name.find(form)
    if around >= 0 and (
        (name.startswith(form + after[:1]) and after[:1]) or (around and before.endswith(name[:around]))
    ):
        return False
    return bool(
        (not before or _STARTS_WORD.search(before)) and (not after or _ENDS_WORD.match(after) or VERB.match(after))
    )


def _before_verbs(head: str) -> Iterator[str]:
    """What stands where a subject begins, up to each place at which a verb, a duty or a preposition may begin."""
    for match in _BEGINS.finditer(head):
        words = match["words"]
        for end in range(2, min(len(words), _LONGEST_FORM + 1)):
            if _FOLLOWS.match(words, end) or ADVERB.match(words, end) or VERB.match(words, end):
                yield words[:end]


def _tail(name: str) -> str:
    """The characters with which an abbreviation of the name may close."""
    return (
        name[-1]
        + ((name[-3:-1] if len(name) > 4 else "大") if name.endswith("大学") else "")
        + "".join(short for long, short in (("委员会", "委"), ("联合会", "联"), ("协会", "协")) if name.endswith(long))
    )


def _short_forms(name: str, head: str, others: list[str]) -> Iterator[str]:
    """Abbreviations made of the name's own characters, as 北工大 is, where the text uses them as a word."""
    if len(name) < 5 or not re.match(r"[\u4e00-\u9fff]", name):
        return
    tail = _tail(name)
    core = CORPORATE.sub("", name) or name
    starts = name[0] + "".join(letter for letter in "省市区县州" if letter in name[2:])
    seen: set[str] = set()
    for match in re.finditer(rf"[{starts}](?=(?P<more>[\u4e00-\u9fff]{{1,5}}))", head):
        words = match[0] + match["more"]
        whole = name if match[0] == name[0] else name[name.index(match[0], 2) :]
        for length in (6, 5, 4, 3, 2):
            form = words[:length]
            if form[-1] == "大" and name.startswith(form):
                continue
            if len(form) < length or form in seen or not is_taken_from(form, whole):
                continue
            closes = form[-1] in tail or (length > 2 and form[-1] == core[-1])
            usual = closes and (length > 2 or form[-1] in "大院") and not (match[0] != name[0] and length < 3)
            if usual and not any(form in other for other in others):
                seen.add(form)
                yield form
            break
