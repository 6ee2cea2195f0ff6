"""When something is due, as people write it in a ledger: 2026年底, 12月底前, 长期, 每年, 二〇二六年第四季度."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..extraction import numerals

ONCE, RECURRING, CONTINUOUS = "once", "recurring", "continuous"

# What is doubtful about a date. `no_year`: nobody said which year. `several`: more dates than one.
# `range`: from … to …, its end is taken. `short_year`: 26年. `whole_year`: only the year is named.
# `unclear`: it may be a date, and nobody can say which.
DOUBTS = ("no_year", "several", "range", "short_year", "whole_year", "unclear")

_LONG = re.compile(r"长期|持续|常态|长效|ongoing|continuous|long.?term|permanent", re.IGNORECASE)
_EVERY = re.compile(r"每|逐年|逐季|逐月|年度性|定期|annual|every|each|quarterly|monthly|yearly", re.IGNORECASE)
_NUMERAL = re.compile(rf"[{numerals.HAN}]+(?=\s*(?:年|月|日|号|季))|(?<=第)[{numerals.HAN}]+(?=\s*季)")
_PLANS = {"十四五": 2025, "十五五": 2030}
_PLAN = re.compile(r"[“\"「]?(十四五|十五五)[”\"」]?(?:规划)?(?:时期|期间)?(?:期?末|结束)")

_TAIL = r"(?:之?前|以前|内|为止|止|完成)*"
_YEAR = r"(?P<y>(?:19|20)\d\d|\d\d(?=\s*年))"
_DAY = re.compile(rf"(?:{_YEAR}\s*[年./\-]\s*)?(?P<m>\d{{1,2}})\s*[月./\-]\s*(?P<d>\d{{1,2}})(?!\d)\s*[日号]?{_TAIL}")
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_MONTH = re.compile(
    rf"(?:(?:{_YEAR}\s*年?\s*(?:[./\-]\s*)?)(?P<m>\d{{1,2}})(?!\d)\s*月?份?|(?P<m2>\d{{1,2}})\s*月份?)"
    rf"(?P<part>上旬|中旬|下旬|底|末|初)?{_TAIL}"
)
_QUARTER = re.compile(
    rf"(?:{_YEAR}\s*年?\s*[.\-/]?\s*)?(?:第\s*(?P<q>[1-4])\s*季度?|(?P<q2>[1-4])\s*季度|[Qq](?P<q3>[1-4])(?!\d))"
    rf"(?:末|底)?{_TAIL}"
)
_HALF = re.compile(rf"(?:{_YEAR}\s*年?度?\s*)?(?P<half>上半年|下半年)(?:末|底)?{_TAIL}")
_END_OF_YEAR = re.compile(
    rf"(?:{_YEAR}\s*年?[年度]?\s*(?:底|末|终|内|全年)|(?P<this>(?<!\d)年\s*(?:底|末|终|内)|(?<!\d)(?:全年|本年度?|当年)))"
    rf"(?:底|末|内)?{_TAIL}"
)
_WHOLE_YEAR = re.compile(rf"{_YEAR}\s*(?:年度?)?{_TAIL}(?!\d)")
_ENGLISH_END = re.compile(r"(?:by\s+)?(?:the\s+)?end\s+of\s+(?P<y>20\d\d)", re.IGNORECASE)
_ENGLISH = re.compile(
    r"(?:(?P<d>\d{1,2})\s+)?(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
    r"(?:(?P<d2>\d{1,2}),?\s+)?(?P<y>20\d\d)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RANGE = re.compile(r"^\s*(?:起)?\s*(?:至|到|—+|-+|~|～|–|to|until)\s*$", re.IGNORECASE)
_THIRDS = {"上旬": 10, "中旬": 20}


@dataclass(frozen=True)
class Due:
    """A day, the words as written, how often, what is doubtful; `suggestion` is the day if `year` were meant."""

    due_on: date | None = None
    due_text: str = ""
    cadence: str = ""
    doubt: str = ""
    suggestion: date | None = None


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    year: int | None
    month: int
    day: int  # 0: the last of the month
    doubt: str = ""

    def on(self, year: int) -> date | None:
        last = calendar.monthrange(year, self.month)[1] if 1 <= self.month <= 12 else 0
        return date(year, self.month, self.day or last) if last and self.day <= last else None


def read_due(value: object, year: int | None = None) -> Due:
    """When something is due. A day that nobody set is never given: a year that is missing stays missing.

    `year` is the year that would be meant if one is missing: it makes a suggestion, never a date.
    """
    if isinstance(value, date):
        return Due(value, value.isoformat())
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    if not isinstance(value, str) or not value.strip():
        return Due()
    written = value.strip()
    text = _digits(unicodedata.normalize("NFKC", written))[:200]
    cadence = RECURRING if _EVERY.search(text) else CONTINUOUS if _LONG.search(text) else ""
    if plan := _PLAN.search(unicodedata.normalize("NFKC", written)):
        return Due(date(_PLANS[plan[1]], 12, 31), written, cadence)
    found = _dates(text)
    if cadence == RECURRING or not found:
        # 每年12月底前 names a day of every year, not one day.
        doubt = "" if cadence else "unclear" if re.search(r"\d", text) else ""
        return Due(None, written, cadence, doubt)
    doubt = ""
    if len(found) == 2 and (_RANGE.match(text[found[0].end : found[1].start]) or _RANGE.match(text[: found[0].start])):
        doubt, found = "range", [_with_year_of(found[1], found[0])]
    if len(found) > 1:
        return Due(None, written, cadence, "several")
    return _one(found[0], written, cadence, doubt, year)


def _one(found: _Found, written: str, cadence: str, doubt: str, year: int | None) -> Due:
    if found.doubt == "unclear":
        return Due(None, written, cadence, "unclear")
    if found.year is None:
        return Due(None, written, cadence, "no_year", found.on(year) if year else None)
    day = found.on(found.year)
    if day is None:
        return Due(None, written, cadence, "unclear")  # 2026年13月1日 is a slip of the pen
    return Due(day, written, cadence or ONCE, doubt or found.doubt)


def _number(value: int | float | Decimal) -> Due:
    """A bare number: 2026 is a year, 2026.12 a month; 2026.1 may be January or October, and 46387 is a day of Excel."""
    written = str(value)
    if re.fullmatch(r"20\d\d(?:\.0)?", written):
        return Due(date(int(float(written)), 12, 31), written.removesuffix(".0"), ONCE, "whole_year")
    month = re.fullmatch(r"(20\d\d)\.(\d{1,2})", written)
    if month and month[2] != "1" and 1 <= int(month[2]) <= 12:
        return Due(_Found(0, 0, int(month[1]), int(month[2]), 0).on(int(month[1])), written, ONCE)
    if found := _COMPACT.fullmatch(written):
        day = _Found(0, 0, int(found["y"]), int(found["m"]), int(found["d"])).on(int(found["y"]))
        return Due(day, written, ONCE if day else "", "" if day else "unclear")
    return Due(None, written, "", "unclear")


def _digits(text: str) -> str:
    """二〇二六年十二月 as 2026年12月."""

    def arabic(match: re.Match[str]) -> str:
        number = numerals.to_int(match[0])
        return match[0] if number is None else str(number)

    return _NUMERAL.sub(arabic, text[:400])


def _dates(text: str) -> list[_Found]:
    """Every date in the text, in its order; where two readings overlap, the first of these kinds holds."""
    kept: list[_Found] = []
    for reader in (_english, _days, _quarters, _halves, _months, _ends, _years):
        for found in reader(text):
            if not any(found.start < other.end and other.start < found.end for other in kept):
                kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def _year_of(match: re.Match[str]) -> tuple[int | None, str]:
    written = match.groupdict().get("y")
    if not written:
        return None, ""
    return (int(written), "") if len(written) == 4 else (2000 + int(written), "short_year")


def _english(text: str):
    for match in _ENGLISH_END.finditer(text):
        yield _Found(match.start(), match.end(), int(match["y"]), 12, 31)
    for match in _ENGLISH.finditer(text):
        day = int(match["d"] or match["d2"] or 0)
        month = _MONTHS.index(match["name"].lower()) + 1
        yield _Found(match.start(), match.end(), int(match["y"]), month, day)


def _days(text: str):
    for pattern in (_COMPACT, _DAY):
        for match in pattern.finditer(text):
            year, doubt = _year_of(match)
            # 3.5 may be a number of its own, and 5-6月 is from May to June.
            if (year is None and "月" not in match[0]) or "月" in text[match.end() : match.end() + 1]:
                continue
            yield _Found(match.start(), match.end(), year, int(match["m"]), int(match["d"]) or 99, doubt)


def _months(text: str):
    for match in _MONTH.finditer(text):
        year, doubt = _year_of(match)
        part = match["part"] or ""
        if part == "初":
            doubt = "unclear"
        yield _Found(match.start(), match.end(), year, int(match["m"] or match["m2"]), _THIRDS.get(part, 0), doubt)


def _quarters(text: str):
    for match in _QUARTER.finditer(text):
        year, doubt = _year_of(match)
        yield _Found(match.start(), match.end(), year, 3 * int(match["q"] or match["q2"] or match["q3"]), 0, doubt)


def _halves(text: str):
    for match in _HALF.finditer(text):
        year, doubt = _year_of(match)
        yield _Found(match.start(), match.end(), year, 6 if match["half"] == "上半年" else 12, 0, doubt)


def _ends(text: str):
    for match in _END_OF_YEAR.finditer(text):
        year, doubt = _year_of(match)
        yield _Found(match.start(), match.end(), year, 12, 31, doubt)


def _years(text: str):
    for match in _WHOLE_YEAR.finditer(text):
        year, doubt = _year_of(match)
        yield _Found(match.start(), match.end(), year, 12, 31, doubt or "whole_year")


def _with_year_of(later: _Found, earlier: _Found) -> _Found:
    """2026年1月至12月: the end of a range takes the year of its beginning."""
    if later.year is not None or earlier.year is None:
        return later
    return _Found(later.start, later.end, earlier.year, later.month, later.day, later.doubt)
