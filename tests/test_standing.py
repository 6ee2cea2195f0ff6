"""Lamps and plans: SQL and Python say the same, and the days on which a lamp turns are the right ones."""

import random
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements import standing
from agreements.actions import commitments, progress, turn_days
from agreements.models import (
    Agreement,
    CalendarYear,
    Commitment,
    CommitmentStatus,
    EndedAs,
    KeptUp,
    Thresholds,
    UnitRole,
)
from agreements.reports import ledger, summary
from agreements.standing import Clock, Limits
from agreements.workdays import Calendar

from .sides import Rules, ThreeSides
from .world import TODAY, at

YEAR = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
# Where an item without a lamp is counted, and the mark it carries in the ledger.
PLACES = {
    "draft": ("to_assign", "draft"),
    "submitted": ("awaiting", "awaiting"),
    "closed": ("closed", "done"),
    "on_hold": ("stopped", "held"),
    "ended": ("stopped", "done"),
}
BARE = Calendar(frozenset(), frozenset(), frozenset())


def row(**given):
    """A row as lamps read it: in progress, with nothing wrong."""
    fields = {"status": "in_progress", "due_on": None, "behind_on": None, "silent_on": None, "kept_up": ""}
    return SimpleNamespace(**(fields | {"starts_on": None, "assigned_at": None, "percent": 0} | given))


class SqlAndPython(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        chance = random.Random(20261124)
        now = timezone.now()

        def day():
            return chance.choice((None, date(2025, 12, 20) + timedelta(days=chance.randint(0, 400))))

        rows = [cls.generated(number, chance, day, now) for number in range(3000)]
        Commitment.objects.bulk_create(rows)
        cls.make_some_recur(rows, chance, day)
        cls.calendar = CalendarYear.objects.calendar()

    @classmethod
    def make_some_recur(cls, rows, chance, day):
        """Every tenth item gets up to four of the others as its occurrences."""
        rows, children = list(rows), []
        for place in range(0, len(rows), 10):
            for number in range(chance.randint(1, 4)):
                child = rows[place + 1 + number]
                child.parent, child.period, child.opens_on = rows[place], str(2025 + number), day()
                children.append(child)
        Commitment.objects.bulk_update(children, ["parent", "period", "opens_on"], batch_size=200)

    @classmethod
    def generated(cls, number, chance, day, now):
        status = chance.choice((*CommitmentStatus.values, "assigned", "in_progress", "in_progress"))
        return Commitment(
            agreement=cls.agreement,
            title=str(number),
            obligation="joint",
            created_by=cls.uni_liaison.user,
            status=status,
            held_from="assigned" if status == "on_hold" else "",
            ended_as=EndedAs.WAIVED if status == "ended" else "",
            finished_at=now if status in ("closed", "ended") else None,
            assigned_at=None if status == "draft" else now,
            code="" if status == "draft" else f"G-{number}",
            due_on=day(),
            behind_on=day(),
            silent_on=day(),
            kept_up=chance.choice(("", "", *KeptUp.values)),
        )

    def test_both_say_the_same_on_every_day_of_a_year(self):
        """The lamp, its place in the order, whether it is late, the phase, and the place in which an item is counted.

        Of a recurring item the lamp is the worst of its open occurrences; it is counted nowhere itself.
        """
        rows, seen, of_item = list(Commitment.objects.order_by("pk")), set(), {}
        for item in rows:
            of_item.setdefault(item.parent_id, []).append(item)
        for day in YEAR:
            clock = Clock.on(day, self.calendar)
            measured = Commitment.objects.with_lamp(clock).with_worst_first(clock)
            measured = measured.annotate(phase=standing.phase_expression(day))
            measured = ledger.marked(measured.annotate(counted_as=summary.place_expression(clock)), clock)
            late = set(Commitment.objects.late_on(day).values_list("pk", flat=True))
            told = measured.order_by("pk").values_list("lamp", "lamp_order", "phase", "counted_as", "mark")
            for item, in_sql in zip(rows, told, strict=True):
                own = lamp = standing.lamp(item, clock)
                if item.pk in of_item:
                    lamp = standing.recurring_lamp(item, of_item[item.pk], clock)
                order = standing.LAMPS.index(lamp) if lamp else len(standing.LAMPS)
                counted_as, mark = PLACES.get(item.status, (own, own))
                python = (lamp, order, standing.phase(item, day), counted_as, ledger.PLACE[mark])
                if in_sql != python or (own == "red") != (item.pk in late):
                    self.fail(f"{day}, {item.__dict__}: SQL {in_sql}, Python {python}, late {item.pk in late}")
                seen.add(lamp)
        self.assertEqual(seen, {*standing.LAMPS, ""})

    def test_late_on_is_what_is_red(self):
        clock = Clock.on(TODAY, self.calendar)
        red = Commitment.objects.counted().with_lamp(clock).filter(lamp="red")
        self.assertEqual(set(Commitment.objects.counted().late_on(TODAY)), set(red))


class Lamps(SimpleTestCase):
    def test_only_what_is_assigned_or_in_progress_carries_one(self):
        clock = Clock.on(TODAY, BARE)
        for status in CommitmentStatus.values:
            with self.subTest(status=status):
                lit = standing.lamp(row(status=status, due_on=date(2020, 1, 1), kept_up="no"), clock)
                self.assertEqual(lit, "red" if status in ("assigned", "in_progress") else "")

    def test_the_first_that_applies(self):
        clock = Clock.on(TODAY, BARE)  # a Tuesday
        for due, lamp in (
            (date(2026, 11, 23), "red"),
            (TODAY, "yellow"),
            (date(2026, 11, 29), "yellow"),  # a Sunday: 3 working days left
            (date(2026, 11, 30), "blue"),
            (date(2026, 12, 3), "blue"),  # 7 left
            (date(2026, 12, 4), "green"),
            (None, "grey"),
        ):
            with self.subTest(due=due):
                self.assertEqual(standing.lamp(row(due_on=due), clock), lamp)
        far = date(2027, 6, 30)
        for trouble in ({"behind_on": TODAY}, {"silent_on": TODAY}, {"kept_up": "no"}):
            self.assertEqual(standing.lamp(row(due_on=far, **trouble), clock), "yellow")
            self.assertEqual(standing.lamp(row(**trouble), clock), "yellow")
        tomorrow = TODAY + timedelta(days=1)
        self.assertEqual(standing.lamp(row(due_on=far, behind_on=tomorrow, silent_on=tomorrow), clock), "green")
        self.assertEqual(standing.lamp(row(due_on=far, kept_up="partly"), clock), "green")

    def test_the_worst_of_several(self):
        self.assertEqual(standing.worst(["grey", "green", "", "blue", "yellow", "red"]), "red")
        self.assertEqual(standing.worst(["grey", "green"]), "green")
        self.assertEqual(standing.worst(["", ""]), "")

    def test_the_thresholds_may_be_others(self):
        clock = Clock.on(TODAY, BARE, Limits(yellow_days=0, blue_days=1))
        self.assertEqual((clock.yellow_before, clock.blue_before), (date(2026, 11, 25), date(2026, 11, 26)))


class Plan(SimpleTestCase):
    def test_behind_is_the_first_day_on_which_the_plan_is_so_many_points_ahead(self):
        """By the definition, in exact fractions, for many lengths, percents and thresholds."""
        start = date(2026, 1, 1)
        for span in (1, 2, 3, 7, 29, 30, 97, 100, 101, 182, 365, 1461):
            due = start + timedelta(days=span)
            for percent in (0, 1, 14, 33, 50, 84, 85, 86, 99, 100):
                for points in (1, 15, 50):
                    exact = next(
                        (
                            start + timedelta(days=day)
                            for day in range(span + 1)
                            if Fraction(100 * day, span) - percent >= points
                        ),
                        None,
                    )
                    self.assertEqual(standing.behind_from(start, due, percent, points), exact, (span, percent, points))

    def test_the_shown_gap_reaches_the_threshold_on_the_very_day_the_lamp_turns(self):
        start = date(2026, 1, 1)
        for span in (1, 3, 7, 97, 182, 365):
            due = start + timedelta(days=span)
            for percent in (0, 14, 40, 85):
                turns = standing.behind_from(start, due, percent, 15)
                for day in range(-3, span + 4):
                    today = start + timedelta(days=day)
                    gap = standing.planned_percent(start, due, today) - percent
                    self.assertEqual(gap >= 15, turns is not None and today >= turns, (span, percent, today))

    def test_the_sentence_never_says_fewer_points_than_the_threshold(self):
        start, due = date(2026, 1, 1), date(2026, 12, 31)
        for percent in range(0, 86, 5):
            turns = standing.behind_from(start, due, percent, 15)
            clock = Clock.on(turns, BARE)
            behind = row(starts_on=start, due_on=due, percent=percent, behind_on=turns)
            if standing.lamp(behind, clock) == "yellow":
                self.assertIn("15", standing.lamp_reason(behind, clock))

    def test_without_two_days_nobody_is_behind(self):
        day = date(2026, 6, 1)
        for start, due in ((None, day), (day, None), (day, day), (day, day - timedelta(days=1))):
            self.assertIsNone(standing.planned_percent(start, due, day))
            self.assertIsNone(standing.behind_from(start, due, 0, 15))

    def test_it_starts_as_agreed_or_on_the_day_of_assignment_here(self):
        late = datetime(2026, 3, 1, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # still February by UTC
        self.assertEqual(standing.plan_start(row(assigned_at=late)), date(2026, 3, 1))
        self.assertEqual(standing.plan_start(row(assigned_at=late, starts_on=date(2026, 1, 5))), date(2026, 1, 5))
        self.assertIsNone(standing.plan_start(row()))

    def test_drift(self):
        self.assertEqual(standing.drift_days(row(due_on=date(2026, 7, 1), first_due_on=date(2026, 6, 1))), 30)
        self.assertIsNone(standing.drift_days(row(due_on=date(2026, 7, 1), first_due_on=None)))


class Words(Rules, TestCase):
    def test_how_far_the_due_date_is(self):
        clock = Clock.on(TODAY, BARE)
        for due, words in (
            (None, "No date set"),
            (TODAY, "Due today"),
            (date(2026, 11, 25), "1 working day left"),
            (date(2026, 12, 1), "5 working days left"),
            (date(2026, 11, 23), "1 working day late"),
            (date(2026, 11, 17), "5 working days late"),
        ):
            with self.subTest(due=due):
                self.assertEqual(standing.due_label(due, clock), words)
        self.assertEqual(standing.due_label(date(2026, 11, 22), Clock.on(date(2026, 11, 22), BARE)), "Due today")

    def test_a_computed_day_of_a_year_without_an_arrangement_is_provisional(self):
        official = CalendarYear.objects.calendar()
        day = Clock.on(date(2027, 1, 10), official).reporting_day(3)
        self.assertEqual(day, date(2027, 3, 29))
        why = "provisional: the 2027 calendar is not official yet"
        self.assertEqual(standing.provisional(day, official), why)
        self.assertEqual(standing.dated("29 March", day, official), f"29 March ({why})")
        self.assertEqual(standing.provisional(date(2026, 12, 28), official), "")
        self.assertEqual(standing.provisional(None, official), "")

    def test_past_due_over_the_week_end_is_no_working_day_late(self):
        sunday = Clock.on(date(2026, 11, 29), BARE)
        self.assertEqual(standing.due_label(date(2026, 11, 28), sunday), "Past due")

    def test_the_reason_of_a_lamp(self):
        clock = Clock.on(TODAY, BARE)
        far = date(2027, 6, 30)
        for given, words in (
            ({"due_on": date(2026, 11, 23)}, "1 working day late"),
            ({"due_on": far, "silent_on": TODAY}, "No report for a whole cycle"),
            ({"due_on": far, "kept_up": "no"}, "Not kept up"),
            ({"due_on": TODAY}, "Due today"),
            ({"due_on": far}, "On plan"),
            ({}, "No date set"),
            ({"status": "submitted", "due_on": TODAY}, ""),
        ):
            with self.subTest(given=given):
                self.assertEqual(standing.lamp_reason(row(**given), clock), words)

    def test_the_schedule_is_judged_by_the_day_of_the_release(self):
        clock = Clock.on(TODAY, BARE)
        for given, claimed, said in (
            ({"due_on": None}, None, ""),
            ({"status": "draft", "due_on": TODAY}, None, ""),
            ({"due_on": date(2026, 11, 1)}, None, "late"),
            ({"due_on": TODAY}, None, "due_soon"),
            ({"due_on": date(2027, 1, 1)}, None, "not_due"),
            ({"status": "submitted", "due_on": date(2026, 11, 1)}, date(2026, 11, 1), "done_on_time"),
            ({"status": "closed", "due_on": date(2026, 11, 1)}, date(2026, 11, 2), "done_late"),
            ({"status": "in_progress", "due_on": date(2026, 11, 1)}, date(2026, 11, 1), "late"),  # reopened
        ):
            with self.subTest(given=given):
                self.assertEqual(standing.schedule(row(**given), clock, claimed), said)


class TurnDays(ThreeSides, TestCase):
    def days(self, item):
        return Commitment.objects.values_list("behind_on", "silent_on").get(pk=item.pk)

    def test_silent_after_a_whole_cycle_without_a_report(self):
        row = self.make_assigned()  # 24 November: in the fourth quarter
        self.assertEqual(row.silent_on, date(2027, 4, 1))  # the whole first quarter, due Monday 29 March, + 3
        for by in (self.uni_officer, self.dis_officer):
            progress.report(row, by=by, text="进展。", percent=10)
        self.assertEqual(self.fresh(row).silent_on, date(2027, 4, 1))  # the enterprise has not said a word
        with at(date(2027, 1, 4)):
            for by in (self.uni_officer, self.dis_officer, self.ent_officer):
                progress.report(row, by=by, text="进展。", percent=10)
            self.assertEqual(self.fresh(row).silent_on, date(2027, 7, 1))
            progress.no_change(row, by=self.dis_officer)
        with at(date(2027, 4, 6)):
            progress.report(row, by=self.uni_officer, text="进展。", percent=20)
        self.assertEqual(self.fresh(row).silent_on, date(2027, 7, 1))  # two have not spoken in the second quarter

    def test_a_lead_on_paper_is_never_silent(self):
        type(self.ent_party).objects.filter(pk=self.ent_party.pk).update(answers_by_letter=True)
        row = self.make_assigned(obligation="joint")
        with at(date(2027, 1, 4)):
            for by in (self.uni_officer, self.dis_officer):
                progress.report(row, by=by, text="进展。", percent=10)
        self.assertEqual(self.fresh(row).silent_on, date(2027, 7, 1))

    def test_the_first_day_of_a_cycle_makes_that_cycle_a_whole_one(self):
        with at(date(2026, 10, 1)):
            self.assertEqual(self.make_assigned().silent_on, date(2026, 12, 31))
        with at(date(2026, 10, 2)):
            self.assertEqual(self.make_assigned().silent_on, date(2027, 4, 1))

    def test_a_lead_named_later_has_its_own_whole_cycle(self):
        row = self.make_assigned()
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        progress.report(row, by=self.uni_other, text="配合。")
        with at(date(2027, 5, 10)):
            for by in (self.dis_officer, self.ent_officer):
                progress.report(row, by=by, text="进展。", percent=10)
            self.assertEqual(self.fresh(row).silent_on, date(2027, 4, 1))
            commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        self.assertEqual(self.fresh(row).silent_on, date(2027, 10, 1))  # its support in 2026 is no lead's silence

    def test_the_national_day_holiday_of_2026_moves_the_days(self):
        """Reporting day Monday 28 September 2026; then 29, 30 September and, after the holiday, 8 October."""
        with at(date(2026, 5, 11)):
            row = self.make_assigned(due_on=date(2026, 10, 12))
        self.assertEqual(row.silent_on, date(2026, 10, 8))
        calendar = CalendarYear.objects.calendar()
        item = SimpleNamespace(status="assigned", due_on=row.due_on, behind_on=None, silent_on=None, kept_up="")
        for today, left, lamp in (
            (date(2026, 9, 23), 8, "green"),  # the 25th is off; Saturday 10 October is worked
            (date(2026, 9, 24), 7, "blue"),
            (date(2026, 10, 7), 4, "blue"),
            (date(2026, 10, 8), 3, "yellow"),
            (date(2026, 10, 12), 0, "yellow"),
            (date(2026, 10, 13), -1, "red"),
        ):
            with self.subTest(today=today):
                clock = Clock.on(today, calendar)
                self.assertEqual(clock.working_days_left(item.due_on), left)
                self.assertEqual(standing.lamp(item, clock), lamp)

    def test_lamps_through_the_holidays_of_2026_day_by_day(self):
        """Worked: Sunday 20 September, 21 to 24, 28 to 30, then 8, 9, Saturday 10 and Monday 12 October."""
        calendar = CalendarYear.objects.calendar()
        turns = {  # due: the first blue, the first yellow and the first red day
            date(2026, 10, 5): (date(2026, 9, 20), date(2026, 9, 24), date(2026, 10, 6)),  # due in the holiday
            date(2026, 10, 10): (date(2026, 9, 23), date(2026, 9, 30), date(2026, 10, 11)),  # due on a make-up day
            date(2026, 10, 12): (date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 13)),
        }
        with at(date(2026, 5, 11)):
            rows = {self.make_assigned(due_on=due).pk: due for due in turns}
        Commitment.objects.update(silent_on=None, behind_on=None)
        for step in range(26):
            today = date(2026, 9, 19) + timedelta(days=step)
            clock = Clock.on(today, calendar)
            for item in Commitment.objects.with_lamp(clock):
                blue, yellow, red = turns[rows[item.pk]]
                lamp = "red" if today >= red else "yellow" if today >= yellow else "blue" if today >= blue else "green"
                with self.subTest(today=today, due=item.due_on):
                    self.assertEqual((item.lamp, standing.lamp(item, clock)), (lamp, lamp))

    def test_other_thresholds_move_the_days_at_the_next_rebuilding(self):
        row = self.make_assigned(due_on=TODAY + timedelta(days=200))
        Thresholds.objects.update(behind_points=30, silent_days=0, reporting_day=15)
        self.assertEqual(turn_days.rebuild(), (1, 1))
        self.assertEqual(self.days(row), (TODAY + timedelta(days=60), date(2027, 3, 15)))

    def test_rebuilding_asks_as_often_for_many_as_for_one(self):
        self.make_assigned()
        with CaptureQueriesContext(connection) as few:
            turn_days.rebuild()
        for _n in range(5):
            self.make_running()
        with CaptureQueriesContext(connection) as many:
            turn_days.rebuild()
        self.assertEqual(len(many), len(few))

    def test_behind_counts_from_the_assignment_to_the_due_date(self):
        row = self.make_assigned(due_on=TODAY + timedelta(days=200))
        self.assertEqual(row.behind_on, TODAY + timedelta(days=30))
        for by in (self.uni_officer, self.dis_officer, self.ent_officer):
            progress.report(row, by=by, text="进展。", percent=50)
        self.assertEqual(self.fresh(row).behind_on, TODAY + timedelta(days=130))
        for by in (self.uni_officer, self.dis_officer, self.ent_officer):
            progress.report(row, by=by, text="进展。", percent=86)
        self.assertIsNone(self.fresh(row).behind_on)

    def test_rebuilding_gives_the_days_that_the_actions_wrote(self):
        rows = [
            self.make_assigned(),
            self.make_running(),
            self.make_running(cadence="continuous", due_on=None, no_yardstick_yet=True),
            self.make_submitted().commitment,
        ]
        written = [self.days(item) for item in rows]
        Commitment.objects.update(behind_on=None, silent_on=None, percent=0)
        self.assertEqual(turn_days.rebuild(), (len(rows), len(rows)))
        self.assertEqual(turn_days.rebuild(), (len(rows), 0))
        self.assertEqual([self.days(item) for item in rows], written)

    def test_half_yearly_reporting_makes_silence_longer(self):
        Agreement.objects.update(reporting_cycle="half_year")
        type(self).agreement.refresh_from_db()
        self.agreement.refresh_from_db()
        self.assertEqual(self.make_assigned().silent_on, date(2027, 7, 1))
