"""Working days, reporting cycles and minimum durations, worked out from dates alone.

There is no clock and no database here: the day and the calendar are always arguments, so that a page,
a letter and a test that name the same day get the same answer.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_ONE_DAY = timedelta(days=1)


def _at_weekend(day: date) -> bool:
    return day.weekday() >= 5


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, but for the exceptions of the official years.

    `working` holds the weekend days that are worked in exchange (调休), `off` the holidays on weekdays.
    A weekend day in `off` and a weekday in `working` change nothing, so the table may name every day of a
    holiday. Exceptions in a year that is not in `official_years` do not count: until the arrangement is
    published, such a year is Monday to Friday. ValueError when a day is said to be both.
    """

    working: frozenset[date]
    off: frozenset[date]
    official_years: frozenset[int]

    def __post_init__(self) -> None:
        if both := self.working & self.off:
            raise ValueError(f"both a working day and a day off: {min(both)}")

    @cached_property
    def _added(self) -> list[int]:
        """The weekend days that are worked, as sorted ordinals."""
        return sorted(day.toordinal() for day in self.working if _at_weekend(day) and self._is_official(day))

    @cached_property
    def _removed(self) -> list[int]:
        """The weekdays that are not worked, as sorted ordinals."""
        return sorted(day.toordinal() for day in self.off if not _at_weekend(day) and self._is_official(day))

    def _is_official(self, day: date) -> bool:
        return day.year in self.official_years

    def _worked_through(self, ordinal: int) -> int:
        """The number of working days from the first day of year 1 to this ordinal, both counted.

        Weeks are multiplied and exceptions looked up, so that a list of dates years away costs as little as
        one for tomorrow. Ordinal 1 is a Monday, hence the plain division.
        """
        weeks, days = divmod(ordinal, 7)
        weekdays = weeks * 5 + min(days, 5)
        return weekdays + bisect_right(self._added, ordinal) - bisect_right(self._removed, ordinal)

    def is_working(self, day: date) -> bool:
        """True when the day is worked."""
        if not self._is_official(day):
            return not _at_weekend(day)
        return day in self.working if _at_weekend(day) else day not in self.off

    def is_provisional(self, day: date) -> bool:
        """True when the day's year has no official arrangement yet: what is said of it may still move."""
        return not self._is_official(day)

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, otherwise the first working day after it."""
        return day if self.is_working(day) else self.nth_working_day_after(day, 1)

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th working day strictly after the day; the day itself is never counted.

        ValueError when n is less than 1, or when the answer would lie beyond year 9999.
        """
        if n < 1:
            raise ValueError(f"n must be 1 or more, not {n}")
        start = day.toordinal()
        later = range(start + 1, date.max.toordinal() + 1)
        wanted = self._worked_through(start) + n
        position = bisect_left(later, wanted, key=self._worked_through)
        if position == len(later):
            raise ValueError(f"no working day number {n} after {day}")
        return date.fromordinal(later[position])

    def working_days_between(self, after: date, upto: date) -> int:
        """The number of working days d with after < d <= upto, in days; 0 for the same day.

        When `upto` is the earlier one, the same count from there with a minus sign: seen from today, 4 is
        "four working days left" and -3 "three working days late".
        """
        return self._worked_through(upto.toordinal()) - self._worked_through(after.toordinal())


def _moved_by_months(day: date, months: int) -> tuple[date, bool]:
    """The corresponding day so many months later, and whether that month has one; if not, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day <= last


def cycle_start(day: date, months: int) -> date:
    """The first day of the cycle that holds the day: months is 3 for quarters, 6 for half-years.

    Cycles are counted from January. ValueError when a year is not a whole number of cycles.
    """
    if months < 1 or 12 % months:
        raise ValueError(f"a year is not a whole number of cycles of {months} months")
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_cycle(start: date, months: int) -> date:
    """The first day of the cycle after the one that holds `start`."""
    return _moved_by_months(cycle_start(start, months), months)[0]


def previous_cycle(start: date, months: int) -> date:
    """The first day of the cycle before the one that holds `start`."""
    return _moved_by_months(cycle_start(start, months), -months)[0]


def reporting_day(start: date, months: int, calendar: Calendar, day_of_month: int = 28) -> date:
    """The day on which the report for the cycle that holds `start` is due.

    It is the given day of the cycle's last month (the month's last day if it is shorter), moved to the next
    working day; the move may lead into the next cycle. ValueError when no month has such a day.
    """
    if not 1 <= day_of_month <= 31:
        raise ValueError(f"no month has a day {day_of_month}")
    end = next_cycle(start, months) - _ONE_DAY
    return calendar.next_working_day(end.replace(day=min(day_of_month, end.day)))


def silent_on(base_cycle_start: date, months: int, calendar: Calendar, grace: int = 3, day_of_month: int = 28) -> date:
    """The day from which an item is silent, if its last word fell in the cycle that begins at the given day.

    That is `grace` working days after the reporting day of the *next* cycle: only then has a whole cycle gone
    by without a word. With a grace of 0 it is the reporting day itself. ValueError when grace is negative.
    """
    due = reporting_day(next_cycle(base_cycle_start, months), months, calendar, day_of_month)
    return calendar.nth_working_day_after(due, grace) if grace else due


def civil_code_day(start: date, months: int) -> date:
    """The day on which a term of so many calendar months ends by the civil code, the first day not counted.

    It is the corresponding day of the last month, or that month's last day if it has none. ValueError when
    months is less than 1.
    """
    return _term(start, months)[0]


def earliest_end(start: date, months: int, interruptions: Iterable[tuple[date, date]] = ()) -> date:
    """The first day, itself counted, on which so many calendar months have been served from `start` on.

    Without interruptions it is the day before the corresponding day; where the last month has no
    corresponding day it is that month's last day, with nothing subtracted. Interruptions are (first day, last
    day), both counted, in any order; each moves the end by its calendar days. Days before `start` and days
    counted already do not count, nor does an interruption that begins when the time has been served.
    ValueError when months is less than 1 or an interruption ends before it begins.
    """
    corresponding, exists = _term(start, months)
    end = corresponding - _ONE_DAY if exists else corresponding
    counted_to = start - _ONE_DAY
    for first, last in sorted(interruptions):
        if last < first:
            raise ValueError(f"the interruption from {first} ends before it begins, on {last}")
        first = max(first, counted_to + _ONE_DAY)
        if first <= end and first <= last:
            end += last - first + _ONE_DAY
            counted_to = last
    return end


def _term(start: date, months: int) -> tuple[date, bool]:
    if months < 1:
        raise ValueError(f"a term has 1 month or more, not {months}")
    return _moved_by_months(start, months)


@dataclass(frozen=True)
class Term:
    """Whether a posting is long enough: from which last day on, and how many days are missing to it.

    `enough_on` counts the first day and the last, `civil_on` is the civil code's day, which does not count the
    first; both are moved by the interruptions.
    """

    enough_on: date
    civil_on: date
    missing: int

    @property
    def passes(self) -> bool:
        return self.missing == 0


def term_of(start: date, end: date, months: int, interruptions: Iterable[tuple[date, date]] = ()) -> Term:
    """The Term of a posting from `start` to `end`, both days counted, that must last so many calendar months.

    An interruption that begins after the end does not count.
    """
    inside = [(first, last) for first, last in interruptions if first <= end]
    enough_on = earliest_end(start, months, inside)
    civil_on = civil_code_day(start, months) + (enough_on - earliest_end(start, months))
    return Term(enough_on, civil_on, max((enough_on - end).days, 0))
