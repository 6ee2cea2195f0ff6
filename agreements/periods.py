"""The periods of what recurs: months, quarters, half-years, years; their keys, days, and the day each opens.

A key is 2027, 2027-H1, 2027-Q1 or 2027-03: it sorts by time within one unit and stands in a code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .workdays import civil_code_day

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_MARKS = {"quarter": "Q", "half_year": "H"}
_KEY = re.compile(r"(\d{4})(?:-(?:(Q)([1-4])|(H)([12])|(0[1-9]|1[0-2])))?", re.ASCII)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Time:
    """One time that something recurs: the key of its period, its days, and the day from which it is open."""

    key: str
    starts_on: date
    due_on: date
    opens_on: date


@dataclass(frozen=True, order=True)
class Period:
    """One period: its first and its last day, both counted."""

    first: date
    last: date
    unit: str

    @property
    def key(self) -> str:
        """How the period is stored, such as 2027-Q1."""
        if self.unit == "year":
            return f"{self.first.year:04d}"
        place = (self.first.month - 1) // MONTHS[self.unit] + 1
        if self.unit == "month":
            return f"{self.first.year:04d}-{place:02d}"
        return f"{self.first.year:04d}-{_MARKS[self.unit]}{place}"

    def opens_on(self, lead_days: int = 0) -> date:
        """The day from which it is open: so many days before its first."""
        return self.first - timedelta(days=lead_days)


def period_of(day: date, unit: str) -> Period:
    """The calendar period that holds the day."""
    months = MONTHS[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    over = date(first.year, 12, 31) if following > 12 else date(first.year, following, 1) - _ONE_DAY
    return Period(first, over, unit)


def read(key: str) -> Period:
    """The period of a key; ValueError when it is none."""
    found = _KEY.fullmatch(key)
    if not found:
        raise ValueError(f"not a period: {key}")
    year, _q, quarter, _h, half, month = found.groups()
    unit = "quarter" if quarter else "half_year" if half else "month" if month else "year"
    place = int(quarter or half or month or 1)
    return period_of(date(int(year), (place - 1) * MONTHS[unit] + 1, 1), unit)


def between(first: date, last: date, unit: str) -> Iterator[Period]:
    """The calendar periods that share a day with first..last, both counted, in order."""
    while first <= last:
        period = period_of(first, unit)
        yield period
        if period.last == date.max:
            return
        first = period.last + _ONE_DAY


def times(first: date, last: date, unit: str, lead_days: int = 0, end: date | None = None) -> Iterator[Time]:
    """What the calendar gives between two days: due on the last day of each period, or on the end when that is earlier.

    The first one starts on the first day, when that lies inside a period.
    """
    for period in between(first, last, unit):
        due_on = min(period.last, end) if end else period.last
        yield Time(period.key, max(period.first, first), due_on, max(period.first, first) - timedelta(days=lead_days))


def after(done_on: date, unit: str, lead_days: int, taken: frozenset[str] = frozenset()) -> Time:
    """What follows a day on which it was last done: due so long afterwards, open so many days before it is due.

    Its key is that of the calendar period that holds the due day, or of the next one that is not taken.
    """
    due_on = civil_code_day(done_on, MONTHS[unit])
    opens_on = max(due_on - timedelta(days=lead_days), done_on + _ONE_DAY)
    period = period_of(due_on, unit)
    while period.key in taken:
        period = period_of(period.last + _ONE_DAY, unit)
    return Time(period.key, opens_on, due_on, opens_on)
