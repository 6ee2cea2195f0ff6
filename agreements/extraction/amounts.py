"""How much or how many a passage says: 不少于50名, 20亿欧元, “up to ten students”; and for how long at the least."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import numerals

_HAN = numerals.HAN
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = rf"(?:(?P<digits>{_ARABIC})\s?(?P<scale>[十百千万亿]{{0,2}})|(?P<han>[{_HAN}]{{1,12}}))"
_MONEY = "(?:人民币)?(?:元|美元|欧元|日元|港元|英镑|卢布)"
_UNITS = (
    r"人次|车次|班次|架次|航次|趟|班(?![子级组主])|名|位|人|个|家|项|台|套|款|场次|场|次|篇|件|亩|公顷|平方米|平方公里|"
    r"立方米|立方|方|公里|千米|海里|米|吨|公斤|千克|升|"
    r"千瓦时|万千瓦|千瓦|兆瓦|度电|度|吉瓦|辆|列|间|所|座|门|种|条|处|类|对|组|片|块|笔|节|期|"
    r"轮|层|孔|口|根|枚|盏|盒|箱|袋|头|匹|尾|羽|MW|GW|[kK]W|TB|PB|P(?![A-Za-z])|km|"
    r"支|部|份|户|届|课时|学时|张|只|床|架|艘|册|本|批次|批|棵|株|道|栋|幢|平米|㎡|%|％|" + _MONEY
)
_BEFORE = (
    r"(?:(?P<more>不少于|不低于|不小于|至少|最少|不下于|超过|多于)|(?P<less>不超过|不多于|不高于|至多|最多|最高|不大于)|"
    r"(?P<about>大约|约|近)|(?P<each>各|每批|每次|首批|共|达到|达))?\s?"
)
_AFTER = r"(?P<after>以上|以内|以下|左右|上下)?"
_ZH = re.compile(
    rf"{_BEFORE}(?<![第\d.:〔])(?:{_NUMBER}(?P<odd>余|多)?\s?(?:[-—~～至到]\s?(?:{_ARABIC}|[{_HAN}]{{1,6}})[万亿]?)?\s?"
    rf"(?P<unit>{_UNITS}){_AFTER}|百分之(?P<percent>[{_HAN}]{{1,5}}|\d{{1,3}}))"
)
_SOME = re.compile(
    r"(?P<text>一定数量|若干|_{2,}|[xX×]{2,})(?:的)?(?P<unit>[\u4e00-\u9fff、]{1,20}?)"
    r"(?=到|赴|前往|在|参加|去|来|的|进行|用于|作为|,|，|。|;|；|\Z)"
)
# What is counted without saying how much is to be done.
_NOT_COUNTED = re.compile(r"方面|领域|方向|阶段|层面|环节|层次|月|小时|工作日|学期|学年|核心|中心任务|代表")
# 一部, 一届, 一期 count behind what is made or held; elsewhere they are “one such”.
_MADE = re.compile(
    r"(?:创作|编[写印纂]|出版|拍摄|制作|举办|承办|主办|开办|召开|开设|开通|新建|建设|建成|修建|改造|选择|选定|排演|推出|开发)(?:不少于|至少)?\Z"
)
_QUOTED = re.compile(r"[“《「『][^”》」』\n]{0,60}[”》」』]")
_ORDINARY = re.compile(r"一(?:批|系列|种|条龙|位|道|家之)")
# Not itself counted: 一支20人的团队, 一次性奖励.
_ONE_OF_MANY = re.compile(r"一(?:次性|[支批个套组]\d)")
_YEARLY = re.compile(
    r"每(?:一)?(?:学)?年|年度|年均|年产|/年|逐年|(?<!for )\b(?:a|per|each|every) (?:academic |school )?year\b|annual",
    re.IGNORECASE,
)

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
)
_VALUES = {name: 16 + more for more, name in enumerate(["sixteen", "seventeen", "eighteen", "nineteen", "twenty"])} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_CURRENCY = r"US\$|USD|EUR|GBP|RMB|CNY|SGD|[$€£¥]"
_EN = re.compile(
    r"(?i:(?P<more>at least|no (?:fewer|less) than|not (?:fewer|less) than|a minimum of|more than|over)|"
    r"(?P<less>up to|at most|no more than|not more than|not exceeding|a maximum of)|"
    r"(?P<about>about|approximately|around|some))?\s?"
    rf"(?P<money>{_CURRENCY})?\s?(?<![\w.,/§-])"
    rf"(?P<value>{_ARABIC}|`?\bN\b`?|`[A-Za-z]`|\b(?i:{_WORDS})\b)(?:\s\(\d+\))?(?![\w/-])(?:\.(?!\d))?"
    r"(?:\s?(?P<scale>(?i:thousand|million|billion)))?"
    r"(?=(?P<rest>%|(?:\s[A-Za-z][A-Za-z'’-]+){0,5}))"
)
_KNOWN = re.compile(r"(?i)\b(?:the|these|those|both|our|all)\s\Z")  # the two partners: who they are, not how many
_PER_CENT = re.compile(r"(?i)\s?per ?cent\b")
_REFERENCE = re.compile(
    r"(?i:article|section|clause|item|paragraph|annex|appendix|no\.?|part|version|listed in|see|page|level)\s?\Z|"
    r"\bBY\s\Z"
)
_MONTHS = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\Z")
_TIME = re.compile(
    r"(?i)^(?:(?:\s\w+)?\s(?:years?|months?|weeks?|days?|hours?|minutes?|semesters?|part(?:y|ies)|sides?)|\sof)\b"
)
_STOPS = re.compile(
    r"(?i:a|an|the|of|to|for|from|in|on|at|by|with|and|or|each|every|per|who|which|that|during|within|as|under|between|"
    r"into|is|are|will|shall|may|via|through|against|annually|yearly)\Z"
)
_LONGEST = 1200

# How long the thing undertaken lasts.
_PERIOD = re.compile(
    rf"(?:不得少于|不得低于|不得短于|不少于|不低于|不短于|至少|最少|为期|期限(?:为|不少于)?|时间(?:一般)?(?:为|不少于)|"
    rf"一般(?:为|不少于)|"
    rf"(?:实习|服务|聘|任|挂职|质保|保修|维护|运维|资助|支持|培训|免租)期(?:限)?为?|"
    rf"免费[\u4e00-\u9fff]{{2,4}}|连续(?:设立|实施|开展|举办|提供|资助|支持|发放)?|持续|服务期)"
    rf"(?:一般|不少于|为|至少)*\s?(?P<value>半|\d{{1,3}}(?:\.5)?|"
    rf"[{_HAN}]{{1,3}})\s?(?P<half>个半)?(?P<unit>个?月|年半|学?年|个?学期|[天日](?!前|内|[以之]内))"
)
_PERIOD_AFTER = re.compile(
    rf"(?P<value>半|\d{{1,2}}|[{_HAN}]{{1,3}})\s?(?P<half>个半)?(?P<unit>个?月|年)(?:以上|及以上)"
)
# 五年内不得外迁, 前三年免收租金: for so long it must stay so.
_KEPT = re.compile(
    rf"(?P<first>前)?(?P<value>\d{{1,2}}|[{_HAN}]{{1,3}})(?P<half>个半)?(?P<unit>年|个月)(?:内不|(?(first)(?=免|减|不)|(?!)))"
)
_PERIOD_EN = re.compile(
    rf"(?i)(?:for (?:a )?(?:period|term|duration|minimum)(?: period)? of|at least|not less than|no less than|"
    rf"a minimum of|for|lasting|minimum of)(?: at least| not less than| no less than| a period of)?\s"
    rf"(?:an? )?(?P<value>\d{{1,3}}|{_WORDS}|(?<=\bfor )a)(?: \(\d+\))?[ -](?P<unit>month|year)s?\b(?! ago)"
)


@dataclass(frozen=True)
class Amount:
    """An amount as written, its value in base units (None for a blank), and how it is compared."""

    text: str
    value: int | float | None
    unit: str
    comparator: str | None
    per: str | None
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """The amounts of a passage, in order; offsets count from its beginning."""
    passage = text[:_LONGEST]
    per = "year" if _YEARLY.search(passage) else None
    quoted = [found.span() for found in _QUOTED.finditer(passage)]
    finders = (_chinese, _some, _english)
    found = sorted((one for find in finders for one in find(passage, per)), key=lambda one: (one.start, -one.end))
    kept: list[Amount] = []
    for one in found:
        if any(a <= one.start < b for a, b in quoted) or (kept and one.start < kept[-1].end):
            continue
        kept.append(one)
    return kept


def _chinese(passage: str, per: str | None) -> Iterator[Amount]:
    for found in _ZH.finditer(passage):
        if found["percent"]:
            yield Amount(found[0], numerals.to_int(found["percent"]), "%", _compared(found), per, *found.span())
            continue
        start, after = found.start("digits") if found["digits"] else found.start("han"), passage[found.end() :][:4]
        if _ORDINARY.match(passage, start) or _NOT_COUNTED.match(after) or _ONE_OF_MANY.match(passage, start):
            continue
        if (
            found["unit"] == "期"
            and found["han"]
            and len(found["han"]) == 1
            and found["han"] != "一"
            and not found["more"]
            and not _MADE.search(passage[:start])
        ):
            continue
        if found["unit"] in ("批", "本", "道", "位") and found["han"] == "一":
            continue
        if (
            found["unit"] in ("届", "部", "条", "门", "期")
            and found["han"] == "一"
            and not _MADE.search(passage[:start])
        ):
            continue
        if found["unit"] == "方" and found["han"] and (len(found["han"]) == 1 or after[:1] not in ("土", "水", "木")):
            continue
        value = _value(found)
        if value is None or (found["unit"] in ("个", "人") and after[:1] in "月人性" and after):
            continue
        first = found.start() if found["more"] or found["less"] or found["about"] else start
        end = found.end()
        yield Amount(passage[first:end], value, found["unit"], _compared(found), per, first, end)


def _some(passage: str, per: str | None) -> Iterator[Amount]:
    for found in _SOME.finditer(passage):
        yield Amount(found["text"], None, found["unit"], None, per, found.start("text"), found.end("text"))


def _english(passage: str, per: str | None) -> Iterator[Amount]:
    for found in _EN.finditer(passage):
        written, rest = found["value"], found["rest"]
        at = found.start("value")
        money = found["money"]
        if (
            _REFERENCE.search(passage[max(0, at - 12) : at])
            or _KNOWN.search(passage[max(0, at - 8) : at])
            or (_TIME.match(rest) and not money)
        ):
            continue
        if written.isdigit() and not money and (len(written) == 4 and written[:2] in ("19", "20")):
            continue
        per_cent = _PER_CENT.match(rest)
        unit = money or ("%" if rest == "%" else per_cent[0].strip() if per_cent else _noun(rest))
        if not unit or _MONTHS.match(unit) or _a_day(passage, at):
            continue
        end = found.end("scale") if found["scale"] else found.end("value")
        end = end if money else found.start("rest") + rest.find(unit) + len(unit)
        start = found.start(
            "more" if found["more"] else "less" if found["less"] else "about" if found["about"] else "value"
        )
        start = found.start("money") if money and not (found["more"] or found["less"] or found["about"]) else start
        value = _english_value(written, found["scale"])
        yield Amount(passage[start:end], value, unit, _compared(found, value), per, start, end)


def _a_day(passage: str, at: int) -> bool:
    """True when the number is the day or year of a date."""
    return bool(_MONTHS.search(passage[:at].rstrip(" ,")))


def _noun(rest: str) -> str:
    """The words that are counted: up to the first that joins or prescribes."""
    words: list[str] = []
    for word in rest.split():
        if _STOPS.match(word):
            break
        words.append(word)
        if word.endswith("s") and not word.endswith(("ss", "'s", "’s")) and "-" not in word:
            break
    return " ".join(words)


def _english_value(written: str, scale: str | None) -> int | float | None:
    bare = written.strip("`").lower()
    value = numerals.word(bare) or _VALUES.get(bare)
    if value is None and bare[:1].isdigit():
        value = _number(bare)
    return None if value is None else value * _SCALES.get((scale or "").lower(), 1)


def _value(found: re.Match[str]) -> int | float | None:
    if found["han"]:
        return numerals.to_int(found["han"])
    value = _number(found["digits"])
    for character in found["scale"] or "":
        value *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[character]
    return int(value) if value == int(value) else value


def _number(written: str) -> int | float:
    bare = written.replace(",", "")
    value = float(bare) if "." in bare else int(bare)
    return int(value) if value == int(value) else value


def _compared(found: re.Match[str], value: object = 0) -> str | None:
    groups = found.groupdict()
    if groups["more"] or groups.get("after") == "以上":
        return ">="
    if groups["less"] or groups.get("after") in ("以内", "以下"):
        return "<="
    if groups["about"] or groups.get("odd") or groups.get("after"):
        return "~"
    return None if value is None else "="


def months_of(passage: str) -> int | float | None:
    """How many months the thing undertaken must last at the least; None where nothing is said."""
    passage = passage[:_LONGEST]
    found = _PERIOD.search(passage) or _PERIOD_AFTER.search(passage) or _KEPT.search(passage)
    if found:
        value = 0.5 if found["value"] == "半" else float(found["value"]) if found["value"][0].isdigit() else None
        value = value if value is not None else numerals.to_int(found["value"])
        if not value:
            return None
        if found["unit"] in ("天", "日"):
            return int(value) // 30 if value % 30 == 0 else None
        value += 0.5 if found["half"] or found["unit"] == "年半" else 0
        return _whole(value * (12 if "年" in found["unit"] else 6 if "学期" in found["unit"] else 1))
    if english := _PERIOD_EN.search(passage):
        written = english["value"].lower()
        number = (
            int(written == "a")
            or numerals.word(written)
            or _VALUES.get(written)
            or (int(written) if written.isdigit() else 0)
        )
        return number * (12 if english["unit"].lower() == "year" else 1) or None
    return None


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value
