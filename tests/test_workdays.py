import json
from datetime import date, timedelta
from pathlib import Path

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from agreements import workdays
from agreements.workdays import Calendar, term_of

DATA = Path(workdays.__file__).parent / "data" / "calendar.json"
ONE_DAY = timedelta(days=1)


def on(text):
    return date.fromisoformat(text)


def days(*texts):
    return frozenset(map(on, texts))


def years_on_file():
    return json.loads(DATA.read_text(encoding="utf-8"))


def official_calendar():
    years = years_on_file()
    entries = [entry for year in years.values() for entry in year["days"]]
    return Calendar(
        working=days(*(entry["date"] for entry in entries if entry["working"])),
        off=days(*(entry["date"] for entry in entries if not entry["working"])),
        official_years=frozenset(int(year) for year, content in years.items() if content["official"]),
    )


OFFICIAL = official_calendar()
PLAIN = Calendar(frozenset(), frozenset(), frozenset())

some_days = st.dates(date(2020, 1, 1), date(2031, 12, 31))
days_around_2024 = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@st.composite
def calendars(draw):
    """Any exceptions at all in 2024, also senseless ones such as a Sunday that is off."""
    working = draw(st.frozensets(days_around_2024, max_size=30))
    off = draw(st.frozensets(days_around_2024, max_size=60)) - working
    return Calendar(working, off, draw(st.sampled_from([frozenset(), frozenset({2024})])))


def counted_one_by_one(calendar, after, upto):
    if upto < after:
        return -counted_one_by_one(calendar, upto, after)
    length = (upto - after).days
    return sum(calendar.is_working(after + n * ONE_DAY) for n in range(1, length + 1))


def served_one_by_one(start, required, interruptions):
    """The day on which so many days that lie in no interruption have gone by."""
    day = start - ONE_DAY
    while required:
        day += ONE_DAY
        required -= not any(first <= day <= last for first, last in interruptions)
    return day


class TheCalendarOnFile(SimpleTestCase):
    def test_every_year_to_2026_is_official(self):
        self.assertEqual(OFFICIAL.official_years, {2022, 2023, 2024, 2025, 2026})

    def test_every_entry_stands_once_in_its_own_year_in_order_and_has_a_name(self):
        for year, content in years_on_file().items():
            dates = [entry["date"] for entry in content["days"]]
            self.assertEqual(dates, sorted(set(dates)))
            for entry in content["days"]:
                with self.subTest(entry=entry):
                    self.assertEqual(entry["date"][:4], year)
                    self.assertEqual(entry["name"].endswith("调休"), entry["working"])

    def test_only_weekend_days_are_worked_in_exchange(self):
        self.assertEqual({day for day in OFFICIAL.working if day.weekday() < 5}, set())

    def test_the_make_up_days_of_2026(self):
        expected = days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
        self.assertEqual({day for day in OFFICIAL.working if day.year == 2026}, expected)

    def test_the_number_of_working_days_of_each_year(self):
        for year, expected in {2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}.items():
            with self.subTest(year=year):
                got = OFFICIAL.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
                self.assertEqual(got, expected)


class AskingWhetherADayIsWorked(SimpleTestCase):
    def test_national_day_2026_and_its_make_up_days(self):
        for number in range(1, 8):
            self.assertFalse(OFFICIAL.is_working(date(2026, 10, number)))
        for text in ("2026-09-20", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"):
            with self.subTest(day=text):
                self.assertTrue(OFFICIAL.is_working(on(text)))
        self.assertFalse(OFFICIAL.is_working(on("2026-10-11")))

    def test_the_working_days_round_national_day_2026(self):
        self.assertEqual(OFFICIAL.next_working_day(on("2026-10-01")), on("2026-10-08"))
        self.assertEqual(OFFICIAL.nth_working_day_after(on("2026-09-30"), 3), on("2026-10-10"))
        self.assertEqual(OFFICIAL.nth_working_day_after(on("2026-09-30"), 4), on("2026-10-12"))
        self.assertEqual(OFFICIAL.nth_working_day_after(on("2026-09-18"), 1), on("2026-09-20"))
        self.assertEqual(OFFICIAL.working_days_between(on("2026-09-30"), on("2026-10-12")), 4)

    def test_a_year_without_an_arrangement_is_provisional_and_monday_to_friday(self):
        self.assertFalse(OFFICIAL.is_provisional(on("2026-12-31")))
        self.assertTrue(OFFICIAL.is_provisional(on("2027-01-01")))
        self.assertTrue(OFFICIAL.is_working(on("2027-10-01")))
        self.assertFalse(OFFICIAL.is_working(on("2027-10-02")))

    def test_entries_count_only_once_their_year_is_official(self):
        entries = {"working": days("2027-10-09"), "off": days("2027-10-01")}
        guessed = Calendar(**entries, official_years=frozenset())
        published = Calendar(**entries, official_years=frozenset({2027}))
        for text, while_guessed in {"2027-10-01": True, "2027-10-09": False}.items():
            self.assertEqual(guessed.is_working(on(text)), while_guessed)
            self.assertEqual(published.is_working(on(text)), not while_guessed)
        self.assertEqual(guessed.working_days_between(on("2027-09-30"), on("2027-10-01")), 1)
        self.assertEqual(published.working_days_between(on("2027-09-30"), on("2027-10-01")), 0)

    def test_a_day_cannot_be_both(self):
        with self.assertRaises(ValueError):
            Calendar(days("2026-10-10"), days("2026-10-10"), frozenset({2026}))


class CountingWorkingDays(SimpleTestCase):
    def test_late_is_negative_and_time_left_positive(self):
        seen_from = on("2026-11-24")
        for due, expected in {"2026-11-19": -3, "2026-11-24": 0, "2026-11-30": 4}.items():
            with self.subTest(due=due):
                self.assertEqual(PLAIN.working_days_between(seen_from, on(due)), expected)
                self.assertEqual(OFFICIAL.working_days_between(seen_from, on(due)), expected)

    @given(calendars(), days_around_2024, some_days)
    def test_it_is_what_one_gets_by_counting(self, calendar, after, upto):
        expected = counted_one_by_one(calendar, after, upto)
        self.assertEqual(calendar.working_days_between(after, upto), expected)
        self.assertEqual(calendar.working_days_between(upto, after), -expected)

    @given(some_days, some_days)
    def test_also_over_the_official_years(self, after, upto):
        expected = counted_one_by_one(OFFICIAL, after, upto)
        self.assertEqual(OFFICIAL.working_days_between(after, upto), expected)

    @given(calendars(), some_days, some_days, some_days)
    def test_stretches_add_up(self, calendar, first, middle, last):
        parts = calendar.working_days_between(first, middle) + calendar.working_days_between(middle, last)
        self.assertEqual(parts, calendar.working_days_between(first, last))

    @given(calendars(), days_around_2024, st.integers(1, 300))
    def test_the_nth_day_is_worked_and_n_days_away(self, calendar, day, n):
        answer = calendar.nth_working_day_after(day, n)
        self.assertTrue(calendar.is_working(answer))
        self.assertEqual(calendar.working_days_between(day, answer), n)

    @given(calendars(), days_around_2024)
    def test_the_next_working_day_is_the_first_one_from_the_day_on(self, calendar, day):
        answer = calendar.next_working_day(day)
        self.assertGreaterEqual(answer, day)
        self.assertTrue(calendar.is_working(answer))
        self.assertEqual(calendar.working_days_between(day - ONE_DAY, answer), 1)

    def test_there_is_no_working_day_number_nought_and_none_beyond_year_9999(self):
        for day, n in ((on("2026-11-24"), 0), (on("2026-11-24"), -1), (date.max, 1)):
            with self.subTest(day=day, n=n), self.assertRaises(ValueError):
                PLAIN.nth_working_day_after(day, n)


class FindingTheCycle(SimpleTestCase):
    def test_quarters_and_half_years(self):
        for text, quarter, half in (
            ("2026-01-01", "2026-01-01", "2026-01-01"),
            ("2026-03-31", "2026-01-01", "2026-01-01"),
            ("2026-04-01", "2026-04-01", "2026-01-01"),
            ("2026-08-15", "2026-07-01", "2026-07-01"),
            ("2026-12-31", "2026-10-01", "2026-07-01"),
        ):
            with self.subTest(day=text):
                self.assertEqual(workdays.cycle_start(on(text), 3), on(quarter))
                self.assertEqual(workdays.cycle_start(on(text), 6), on(half))

    def test_the_cycles_before_and_after_cross_the_year(self):
        self.assertEqual(workdays.next_cycle(on("2026-10-01"), 3), on("2027-01-01"))
        self.assertEqual(workdays.next_cycle(on("2026-07-01"), 6), on("2027-01-01"))
        self.assertEqual(workdays.previous_cycle(on("2026-01-01"), 3), on("2025-10-01"))
        self.assertEqual(workdays.previous_cycle(on("2026-01-01"), 6), on("2025-07-01"))

    @given(some_days, st.sampled_from([3, 6]))
    def test_each_day_lies_in_exactly_one_cycle(self, day, months):
        start = workdays.cycle_start(day, months)
        following = workdays.next_cycle(start, months)
        self.assertTrue(start <= day < following)
        self.assertEqual(workdays.cycle_start(following - ONE_DAY, months), start)
        self.assertEqual(workdays.previous_cycle(following, months), start)

    def test_a_year_must_be_a_whole_number_of_cycles(self):
        for months in (0, -3, 5, 24):
            with self.subTest(months=months), self.assertRaises(ValueError):
                workdays.cycle_start(on("2026-01-01"), months)


class ReportingInTime(SimpleTestCase):
    def test_the_reporting_days_of_2026(self):
        expected = {
            ("2026-01-01", 3): "2026-03-30",
            ("2026-04-01", 3): "2026-06-29",
            ("2026-07-01", 3): "2026-09-28",
            ("2026-10-01", 3): "2026-12-28",
            ("2026-01-01", 6): "2026-06-29",
            ("2026-07-01", 6): "2026-12-28",
        }
        for (start, months), day in expected.items():
            with self.subTest(start=start, months=months):
                self.assertEqual(workdays.reporting_day(on(start), months, OFFICIAL), on(day))

    def test_a_make_up_sunday_is_a_reporting_day(self):
        self.assertEqual(workdays.reporting_day(on("2024-07-01"), 3, OFFICIAL), on("2024-09-29"))

    def test_a_month_without_that_day_reports_on_its_last(self):
        start = on("2026-04-01")
        self.assertEqual(workdays.reporting_day(start, 3, PLAIN, day_of_month=31), on("2026-06-30"))
        with self.assertRaises(ValueError):
            workdays.reporting_day(start, 3, PLAIN, day_of_month=0)

    def test_an_item_is_silent_three_working_days_after_the_next_reporting_day(self):
        for start, months, expected in (
            ("2026-01-01", 3, "2026-07-02"),
            ("2026-04-01", 3, "2026-10-08"),  # 09-29 and 09-30, then the holiday
            ("2026-07-01", 3, "2026-12-31"),
            ("2025-07-01", 6, "2026-07-02"),
        ):
            with self.subTest(start=start, months=months):
                self.assertEqual(workdays.silent_on(on(start), months, OFFICIAL), on(expected))

    def test_the_grace_and_the_day_of_the_month_can_be_set(self):
        start = on("2026-01-01")
        self.assertEqual(workdays.silent_on(start, 3, OFFICIAL, grace=0), on("2026-06-29"))
        self.assertEqual(workdays.silent_on(start, 3, OFFICIAL, grace=1, day_of_month=15), on("2026-06-16"))
        with self.assertRaises(ValueError):
            workdays.silent_on(start, 3, OFFICIAL, grace=-1)


class ServingHalfAYear(SimpleTestCase):
    TABLE = (
        ("2022-09-01", "2023-02-28", "2023-03-01", 181),
        ("2022-03-01", "2022-08-31", "2022-09-01", 184),
        ("2022-07-26", "2023-01-25", "2023-01-26", 184),
        ("2022-08-30", "2023-02-28", "2023-02-28", 183),
        ("2022-08-31", "2023-02-28", "2023-02-28", 182),
        ("2023-08-31", "2024-02-29", "2024-02-29", 183),
        ("2023-08-29", "2024-02-28", "2024-02-29", 184),
        ("2024-02-29", "2024-08-28", "2024-08-29", 182),
    )

    def test_the_table(self):
        for start, end, civil, length in self.TABLE:
            with self.subTest(start=start):
                answer = workdays.earliest_end(on(start), 6)
                self.assertEqual(answer, on(end))
                self.assertEqual(workdays.civil_code_day(on(start), 6), on(civil))
                self.assertEqual((answer - on(start)).days + 1, length)

    def test_it_never_goes_back_and_is_never_more_than_a_day_before_the_civil_code(self):
        start, previous = date(2020, 1, 1), [date.min] * 25
        while start.year < 2032:
            ends = [start] + [workdays.earliest_end(start, months) for months in range(1, 25)]
            for months in range(1, 25):
                civil = workdays.civil_code_day(start, months)
                clamped = civil.day != start.day
                said = (start, months)
                self.assertEqual(civil - ends[months], 0 * ONE_DAY if clamped else ONE_DAY, said)
                self.assertTrue(not clamped or (civil + ONE_DAY).day == 1, said)
                self.assertEqual((civil.year - start.year) * 12 + civil.month - start.month, months, said)
                self.assertGreaterEqual(ends[months], previous[months], said)
                self.assertGreaterEqual(ends[months], ends[months - 1], said)
            start, previous = start + ONE_DAY, ends

    def test_leap_years(self):
        for start, months, expected in (
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2023-12-31", 2, "2024-02-29"),
            ("2024-02-01", 1, "2024-02-29"),
        ):
            with self.subTest(start=start, months=months):
                self.assertEqual(workdays.earliest_end(on(start), months), on(expected))

    def test_a_term_has_a_month_at_least(self):
        for term in (workdays.earliest_end, workdays.civil_code_day):
            with self.subTest(term=term.__name__), self.assertRaises(ValueError):
                term(on("2022-09-01"), 0)


class BeingInterrupted(SimpleTestCase):
    def test_the_required_end_moves_by_the_days_of_the_interruptions(self):
        for expected, *interruptions in (
            ("2023-03-10", ("2022-10-01", "2022-10-10")),
            ("2023-03-01", ("2022-10-01", "2022-10-01")),
            ("2023-03-20", ("2022-10-01", "2022-10-10"), ("2022-12-01", "2022-12-10")),
            ("2023-03-15", ("2022-10-06", "2022-10-15"), ("2022-10-01", "2022-10-10")),  # overlapping
            ("2023-03-10", ("2022-10-01", "2022-10-10"), ("2022-10-03", "2022-10-04")),  # one in the other
            ("2023-02-28", ("2022-08-01", "2022-08-31")),  # before the start
            ("2023-03-05", ("2022-08-01", "2022-09-05")),  # only its days from the start on
            ("2023-03-14", ("2023-02-25", "2023-03-10")),  # across the end
            ("2023-03-01", ("2023-02-28", "2023-02-28")),  # on the last day
            ("2023-02-28", ("2023-03-01", "2023-03-10")),  # when it is over
            ("2023-03-20", ("2022-10-01", "2022-10-10"), ("2023-03-05", "2023-03-14")),  # before moved end
        ):
            spans = [(on(first), on(last)) for first, last in interruptions]
            with self.subTest(interruptions=interruptions):
                self.assertEqual(workdays.earliest_end(on("2022-09-01"), 6, spans), on(expected))

    def test_an_interruption_must_not_end_before_it_begins(self):
        with self.assertRaises(ValueError):
            workdays.earliest_end(on("2022-09-01"), 6, [(on("2022-10-02"), on("2022-10-01"))])

    @given(
        st.integers(1, 24),
        st.lists(st.tuples(st.integers(-60, 900), st.integers(0, 60)), max_size=6),
    )
    def test_it_is_what_one_gets_by_counting_the_days_served(self, months, given_as):
        start = on("2022-09-01")
        spans = [(start + n * ONE_DAY, start + (n + length) * ONE_DAY) for n, length in given_as]
        required = (workdays.earliest_end(start, months) - start).days + 1
        expected = served_one_by_one(start, required, spans)
        self.assertEqual(workdays.earliest_end(start, months, spans), expected)


class JudgingAPosting(SimpleTestCase):
    def test_between_the_two_counts_it_passes_and_says_so(self):
        start = date(2022, 9, 1)
        for end, missing, by_civil_code in (
            (date(2023, 2, 27), 1, False),
            (date(2023, 2, 28), 0, False),
            (date(2023, 3, 1), 0, True),
        ):
            with self.subTest(end=end):
                term = term_of(start, end, 6)
                self.assertEqual((term.missing, term.passes), (missing, missing == 0))
                self.assertEqual(end >= term.civil_on, by_civil_code)
                self.assertEqual((term.enough_on, term.civil_on), (date(2023, 2, 28), date(2023, 3, 1)))

    def test_interruptions_that_overlap_count_once_and_what_begins_after_the_end_does_not(self):
        start, end = date(2022, 3, 1), date(2022, 9, 15)
        twice = [(date(2022, 5, 1), date(2022, 5, 10)), (date(2022, 5, 6), date(2022, 5, 15))]
        term = term_of(start, end, 6, [*twice, (date(2022, 9, 20), date(2022, 9, 30))])
        self.assertEqual((term.enough_on, term.civil_on), (date(2022, 9, 15), date(2022, 9, 16)))
        self.assertTrue(term.passes)

    def test_what_it_says_would_do_does_and_a_day_less_does_not(self):
        day = date(2019, 12, 31)
        while day < date(2024, 3, 1):
            for months in (1, 6, 11):
                pause = [(day + timedelta(days=20), day + timedelta(days=25))]
                term = term_of(day, day + timedelta(days=2), months, pause)
                enough = term_of(day, day + timedelta(days=26), months, pause).enough_on
                self.assertFalse(term.passes)
                self.assertTrue(term_of(day, enough, months, pause).passes)
                self.assertEqual(term_of(day, enough - timedelta(days=1), months, pause).missing, 1)
                self.assertLessEqual(term_of(day, enough, months, pause).civil_on - enough, timedelta(days=1))
            day += timedelta(days=1)
