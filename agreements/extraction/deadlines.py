"""When and how often: due dates as written and as days, rhythms, days of a text. Relative ones need a reference day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from . import numerals

_H = f"[{numerals.HAN}]"
_YEAR_ZH = r"(?P<year>(?:19|20)\d\d|二[〇零○]" + _H + r"{2})\s?年"
_MONTH_DAY = rf"(?P<month>\d{{1,2}}|{_H}{{1,2}})\s?月(?:\s?(?P<day>\d{{1,2}}|{_H}{{1,3}})\s?[日号])?"
_UNTIL = r"(?:年?底|末|初|上半年|下半年|年内|内)?(?:之?前|以前|起|开始|之前)?"
_DATED = re.compile(rf"{_YEAR_ZH}度?(?:\s?{_MONTH_DAY})?(?P<until>{_UNTIL})")
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NEAR = re.compile(
    r"(?:在|于|到)?(?P<which>今年|本年度?|(?<![\d一二两三四五六七八九十半])年内|明年|后年|"
    r"当年)(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[底末])?|年?底|内|上半年|下半年)?(?:之?前|以前)?|(?<![\d〇零一二三四五六七八九十年今明])年底前"
)
_WITHIN = re.compile(
    rf"(?:(?:自|在)?(?:本)?(?:协议|合同|备忘录)?(?:签署|签订|签约|生效)(?:之日)?(?:后|"
    rf"起)?)?(?P<value>半|\d{{1,3}}|{_H}{{1,3}})"
    r"\s?(?P<unit>个月|年|个工作日|日|天|周)(?:之)?内"
)
_PLANNED = re.compile(r"[“\"]?十[一二三四五六七八九]五[”\"]?(?:时期|期间|末)|(?:协议|合作)(?:有效)?期(?:限)?内")
_MONTHS = {name: n for n, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}
_NAMES = r"(?P<name>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?"
_DATED_EN = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:day\s)?(?:of\s)?{_NAMES},?\s(?P<year>(?:19|20)\d\d)|"
    rf"{_NAMES.replace('<name>', '<name2>')}\s(?:(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<year2>(?:19|20)\d\d))",
)
_YEAR_EN = re.compile(
    r"(?i)\b(?:by|before|in|until|from|during|no later than|not later than|starting|beginning)\s"
    r"(?:the )?(?:end of |start of |close of |year |early |late |mid-)*(?P<year>(?:19|20)\d\d)\b"
)
_WITHIN_EN = re.compile(
    r"(?i)\bwithin (?:a period of )?(?P<value>\d{1,3}|"
    r"[a-z]{3,9})(?: \(\d+\))? (?P<unit>day|week|month|year)s?\b[^,.;]{0,60}"
)
_NEAR_EN = re.compile(
    r"(?i)\b(?:(?:by|before|in|until|within) )?(?:the )?(?:end of )?(?P<which>this|next) (?:calendar )?year\b"
)
_QUOTED = re.compile(r"[“《「『][^”》」』\n]{0,60}[”》」』]")
_RANGE = re.compile(r"\s?(?:年\s?)?[-—–~至到]\s?\Z")
_LONGEST = 1200

_RHYTHMS = (
    (
        "yearly",
        re.compile(
            r"每(?:一)?(?:学)?年(?!龄)|年度(?!预期)|年会|逐年|一年一[度次]|全年|\b(?:annual|yearly|"
            r"(?:every|each|per|(?<!for )a) (?:academic |calendar |school |financial )?year\b|per annum|once a year|"
            r"(?:every|each) (?:spring|summer|autumn|winter|season|January|February|March|April|May|June|July|"
            r"August|September|October|November|December)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "quarterly",
        re.compile(
            r"每(?:个)?季度?|季度|[按逐]季|\b(?:quarterly|(?:every|each|per) quarter\b|every three months)",
            re.IGNORECASE,
        ),
    ),
    (
        "monthly",
        re.compile(r"每(?:个)?月|月度|[按逐]月|\b(?:monthly|(?:every|each|per) month\b|once a month)", re.IGNORECASE),
    ),
)
_OFTEN = re.compile(
    r"每(?:两|二|三|四|五|\d)年|每半年|每个?学期|每周|定期|\b(?:weekly|(?:every|each) (?:week|semester)\b|regularly)",
    re.IGNORECASE,
)
_OTHER_PERIOD = re.compile(r"每(?:两|二|三|四|五|\d)年")
_STANDING = re.compile(
    r"(?:机制|(?<!规章)制度|体制机制)(?!创新|改革|优势|障碍|设计|研究|建设研究)|联席会议?(?![议的])|常态化|例会|"
    r"\b(?:mechanisms?|(?:steering|joint|standing|coordinat\w+) committee|"
    r"joint working group|regular (?:dialogue|meetings?|consultations?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Due:
    """A due date: as written, and as YYYY-MM-DD or YYYY where the text or the reference day tells."""

    text: str
    value: str | None
    start: int
    end: int


def find_due(passage: str, reference: date | None = None, *, since: date | None = None) -> Due | None:
    """The last date or year by which the passage is to happen; relative ones from `reference` or the day signed."""
    passage = passage[:_LONGEST]
    quoted = [found.span() for found in _QUOTED.finditer(passage)]
    found = [
        due for due in _dues(passage, reference, since) if not any(a < due.start and due.end < b for a, b in quoted)
    ]
    full = [due for due in found if due.value]
    best = max(full, key=lambda due: (due.start, due.end), default=None)
    return best or next(iter(found), None)


def _dues(passage: str, reference: date | None, since: date | None) -> Iterator[Due]:
    for found in _DATED.finditer(passage):
        year, month, day = _int(found["year"]), _int(found["month"]), _int(found["day"])
        if month and not day and not re.match("初|起|开始", found["until"]):
            day = _last_day(year, month)
        yield Due(found[0], _iso(year, month, day), *found.span())
    if reference:
        for found in _SHORT.finditer(passage):
            until = re.match(r"(?:之?前|以前|起|开始|底前)", passage[found.end() :])
            if until:
                words = found[0] + until[0]
                value = _iso(reference.year, _int(found["month"]), _int(found["day"]))
                yield Due(words, value, found.start(), found.start() + len(words))
    for found in _ISO.finditer(passage):
        yield Due(found[0], _iso(*map(int, found.groups())), *found.span())
    for found in _DATED_EN.finditer(passage):
        month = _MONTHS[(found["name"] or found["name2"])[:3].lower()]
        day = found["day"] or found["day2"]
        yield Due(found[0], _iso(int(found["year"] or found["year2"]), month, int(day) if day else None), *found.span())
    for found in _YEAR_EN.finditer(passage):
        yield Due(found[0], found["year"], *found.span())
    for found in _NEAR.finditer(passage):
        later = {"明年": 1, "后年": 2}.get(found["which"] or "", 0)
        yield Due(found[0], _near(found, reference.year + later) if reference else None, *found.span())
    for found in _NEAR_EN.finditer(passage):
        year = reference.year + (found["which"].lower() == "next") if reference else None
        yield Due(found[0], str(year) if year else None, *found.span())
    for found in _WITHIN.finditer(passage):
        yield Due(found[0], _after(since, found["value"], found["unit"]), *found.span())
    for found in _WITHIN_EN.finditer(passage):
        yield Due(found[0], _after(since, found["value"], found["unit"].lower()), *found.span())
    for found in _PLANNED.finditer(passage):
        yield Due(found[0], None, *found.span())


def _near(found: re.Match[str], year: int) -> str | None:
    """The last day of a month of this or next year, or the year."""
    month = _int(found["month"])
    return _iso(year, month, _int(found["day"]) or (_last_day(year, month) if month else None))


def _last_day(year: int | None, month: int) -> int | None:
    return (add_months(date(year, month, 1), 1) - timedelta(days=1)).day if year and 1 <= month <= 12 else None


def _int(written: str | None) -> int | None:
    return None if written is None else numerals.to_int(written)


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if not year:
        return None
    if month and day:
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return None  # 2026年13月1日 is a slip of the pen
    return str(year)


def _after(since: date | None, value: str, unit: str) -> str | None:
    """The day so long after the reference day; working days are not counted here."""
    number = 0.5 if value == "半" else numerals.to_int(value) or numerals.word(value)
    if since is None or not number or unit == "个工作日":
        return None
    if unit in ("日", "天", "day"):
        return (since + timedelta(days=number)).isoformat()
    if unit in ("周", "week"):
        return (since + timedelta(weeks=number)).isoformat()
    return add_months(since, int(number * 12) if unit in ("年", "year") else int(number)).isoformat()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    month = day.month - 1 + months
    year, month = min(day.year + month // 12, 9999), month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return day


def rhythm_of(passage: str) -> str | None:
    """yearly, quarterly or monthly where a period is named, else ongoing-mechanism for a standing one, else None."""
    passage = passage[:_LONGEST]
    if not _OTHER_PERIOD.search(passage):
        for name, pattern in _RHYTHMS:
            if pattern.search(passage):
                return name
    return "ongoing-mechanism" if _STANDING.search(passage) else None


def words_of_rhythm(passage: str) -> str:
    """The first words that say how often; empty where none do."""
    patterns = (_OFTEN, *(pattern for _, pattern in _RHYTHMS))
    found = [match for pattern in patterns if (match := pattern.search(passage[:_LONGEST]))]
    return min(found, key=lambda match: match.start())[0] if found else ""


# The day a text was signed

_SIGNING = re.compile(
    r"签[约署订字]|签了|达成|缔结|\b(?:sign(?:ed|ing)|made (?:and entered into )?(?:on|this)|"
    r"entered into|concluded|executed|dated|[Dd]one)\b"
)
_SIGNED_LABEL = re.compile(r"(?:签[订署约字](?:日期|时间)|日期|日\s*期|Date)\s*[:：]\s*\Z")
_SHORT = re.compile(r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_IN_BRACKETS = re.compile(r"[（(][^（()）]{0,24}[)）]")
_TODAY = re.compile(r"(?:今[天日]|当[天日])[^,，]{0,6}[,，]?[^,，]{0,60}签[约署订]")
_NO_SIGNING = re.compile(r"\A\s*(?:发布|更新|来源|时间|日期|浏览|作者)")
_ENDS = re.compile(r"(?i)terminat|expire|until|extend|有效期|生效|终止|届满")
_EDGE = 4000


def year_of(text: str) -> int | None:
    """The year of a dateline or of the first full date of the text's beginning."""
    found = _full_dates(text)
    return _int(found[0]["year"]) if found else None


def _full_dates(text: str) -> list[re.Match[str]]:
    head = text[:_EDGE]
    found = [match for pattern in (_ISO, _DATED) for match in pattern.finditer(head) if match["day"]]
    return sorted(found, key=lambda match: match.start())


def signed_on(text: str, start: int, end: int) -> str | None:
    """The day the agreement was signed, if day, month and year can be read; the year may come from the dateline."""
    head = text[: min(len(text), start + _EDGE)]
    for line in re.finditer(r"[^\r\n。;；]+", head):
        words = _IN_BRACKETS.sub(lambda inside: " " * len(inside[0]), line[0][:600])
        if _NO_SIGNING.match(words):
            continue
        if _TODAY.search(words) and (full := _full_dates(text)):
            return _day_of(full[0], text)
        for pattern in (_DATED, _DATED_EN, _SHORT):
            found = pattern.search(words)
            if found and not _ENDS.search(words) and (day := _day_of(found, text)) and _signs(head, line, words):
                return day
    tail_start = max(0, end - 40, len(text) - _EDGE)
    for line in re.finditer(r"[^\r\n]+", text[tail_start:]):
        words = line[0].strip()
        for pattern in (_DATED, _ISO, _DATED_EN):
            found = pattern.search(words[:200])
            if not found or not (day := _day_of(found, text)):
                continue
            if found.span() == (0, len(words)) or _SIGNED_LABEL.search(words[: found.start()]) or "Done" in words[:20]:
                return day
    return None


def _signs(head: str, line: re.Match[str], words: str) -> bool:
    """True when the sentence tells of the signing, or the next one of its paragraph does."""
    if _SIGNING.search(words):
        return True
    following = head[line.end() : line.end() + 160]
    return bool(re.match(r"[。;；][^\r\n]*", following) and _SIGNING.search(re.match(r"[。;；][^\r\n]*", following)[0]))


def _day_of(found: re.Match[str], text: str) -> str | None:
    groups = found.groupdict()
    year = groups.get("year") or groups.get("year2")
    number = _int(year) if year else year_of(text)
    name = groups.get("name") or groups.get("name2")
    month = _MONTHS[name[:3].lower()] if name else _int(groups.get("month"))
    day = _int(groups.get("day") or groups.get("day2"))
    if not (number and month and day):
        return None
    return _iso(number, month, day)
