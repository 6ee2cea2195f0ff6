"""Periods: keys, first and last days, and the day on which one opens."""

from datetime import date

import pytest

from agreements import periods

CASES = [
    ("2027", "year", date(2027, 1, 1), date(2027, 12, 31)),
    ("2027-H1", "half_year", date(2027, 1, 1), date(2027, 6, 30)),
    ("2027-H2", "half_year", date(2027, 7, 1), date(2027, 12, 31)),
    ("2027-Q1", "quarter", date(2027, 1, 1), date(2027, 3, 31)),
    ("2027-Q4", "quarter", date(2027, 10, 1), date(2027, 12, 31)),
    ("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29)),
    ("2027-12", "month", date(2027, 12, 1), date(2027, 12, 31)),
]


@pytest.mark.parametrize(("key", "unit", "first", "last"), CASES)
def test_a_key_and_its_days(key, unit, first, last):
    assert periods.read(key) == periods.Period(first, last, unit)
    assert periods.period_of(first, unit).key == periods.period_of(last, unit).key == key


@pytest.mark.parametrize("key", ["", "27", "2027-13", "2027-00", "2027-Q5", "2027-H3", "2027-1", "2027 ", "2027-q1"])
def test_what_is_no_key(key):
    with pytest.raises(ValueError, match="not a period"):
        periods.read(key)


def test_a_term_in_the_middle_of_years_touches_all_of_them():
    found = [each.key for each in periods.between(date(2022, 9, 23), date(2025, 9, 22), "year")]
    assert found == ["2022", "2023", "2024", "2025"]
    assert list(periods.between(date(2027, 1, 2), date(2027, 1, 1), "month")) == []
    assert [each.key for each in periods.between(date(9999, 12, 1), date.max, "year")] == ["9999"]


def test_it_opens_so_many_days_before_its_first():
    assert periods.read("2027").opens_on(30) == date(2026, 12, 2)
    assert periods.read("2027").opens_on() == date(2027, 1, 1)
