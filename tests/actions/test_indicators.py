"""Indicators: figures by period, who records, locks and unlocks them, and that a locked period takes no writes."""

import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.test import TestCase

from agreements import standing
from agreements.actions import commitments, indicators
from agreements.errors import Stale
from agreements.models import Indicator, IndicatorValue, TrailEntry, UnitRole
from tests.sides import Rules


class Measuring(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.row = cls.make_running()
        cls.indicator = indicators.add(cls.row, by=cls.uni_officer, name="在孵企业数", measure="家")

    def record(self, by=None, **given):
        return indicators.record(self.indicator, by=by or self.dis_officer, **({"period": "2026"} | given))

    def last_line(self):
        return json.loads(TrailEntry.objects.about(self.row).last().text)

    def test_figures_are_recorded_by_either_side_and_stand_in_the_trail(self):
        self.record(target=Decimal(10))
        value = self.record(by=self.uni_officer, target=Decimal(10), actual=Decimal("8.5"))
        self.assertEqual((value.target, value.actual, value.version), (Decimal(10), Decimal("8.5"), 2))
        told = self.last_line()
        self.assertEqual((told["verb"], told["changes"]), ("record_value", {"actual": [None, "8.5"]}))
        self.assertEqual(told["words"], {"indicator": "在孵企业数", "period": "2026"})

    def test_who_stands_on_the_item_records_and_only_leads_say_what_is_counted(self):
        commitments.name_unit(self.row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        self.assertTrue(self.record(by=self.uni_other, actual=Decimal(1)))
        for actor in (self.uni_leader, self.uni_auditor, self.admin, self.stranger):
            with self.subTest(actor=actor.user.username), self.forbidden():
                self.record(by=actor, actual=Decimal(2))
        for act in (
            lambda: indicators.add(self.row, by=self.uni_other, name="面积"),
            lambda: indicators.drop(self.indicator, by=self.uni_other),
        ):
            with self.forbidden():
                act()

    def test_a_locked_period_takes_no_writes(self):
        value = self.record(actual=Decimal(8))
        indicators.lock(value, by=self.dis_liaison)
        for act in (
            lambda: self.record(actual=Decimal(9)),
            lambda: self.record(),
            lambda: indicators.lock(value, by=self.uni_liaison),
        ):
            with self.refused("The period is locked; its figures stand."):
                act()
        kept = IndicatorValue.objects.get()
        self.assertEqual((kept.actual, kept.locked_by), (Decimal(8), self.dis_liaison.user))
        self.assertEqual(self.record(period="2025", actual=Decimal(9)).period, "2025")

    def test_locking_is_for_the_liaison_of_a_leading_side_and_needs_a_figure(self):
        value = self.record(target=Decimal(8))
        with self.refused("A period without an actual value is not locked."):
            indicators.lock(value, by=self.uni_liaison)
        value = self.record(actual=Decimal(8))
        for actor in (self.uni_officer, self.uni_head, self.uni_leader, self.admin):
            with self.forbidden():
                indicators.lock(value, by=actor)

    def test_figures_that_nobody_has_looked_at_are_not_locked(self):
        seen = self.record(actual=Decimal(8)).version
        value = self.record(actual=Decimal(80))
        with self.assertRaises(Stale):
            indicators.lock(value, by=self.uni_liaison, version=seen)
        self.assertIsNone(IndicatorValue.objects.get().locked_at)

    def test_only_an_administrator_opens_a_locked_period_with_a_reason(self):
        value = indicators.lock(self.record(actual=Decimal(8)), by=self.dis_liaison)
        for actor in (self.uni_liaison, self.dis_liaison, self.uni_head):
            with self.forbidden():
                indicators.unlock(value, by=actor, reason="写错")
        with self.refused("Please give a reason."):
            indicators.unlock(value, by=self.admin, reason=" ")
        indicators.unlock(value, by=self.admin, reason="统计口径有误")
        told = self.last_line()
        self.assertEqual((told["verb"], told["reason"], told["repair"]), ("unlock_period", "统计口径有误", True))
        self.assertEqual(self.record(actual=Decimal(7)).actual, Decimal(7))
        with self.refused("The period is not locked."):
            indicators.unlock(value, by=self.admin, reason="再来")

    def test_figures_recorded_meanwhile_are_not_overwritten(self):
        self.record(actual=Decimal(8))
        for seen in (0, 2):
            with self.assertRaises(Stale) as stale:
                self.record(actual=Decimal(9), version=seen)
            self.assertEqual(stale.exception.current.actual, Decimal(8))
        self.assertEqual(self.record(actual=Decimal(9), version=1).actual, Decimal(9))

    def test_a_period_is_of_the_kind_it_is_counted_by(self):
        quarterly = indicators.add(self.row, by=self.uni_officer, name="就业人数", every="quarter")
        self.assertTrue(indicators.record(quarterly, by=self.uni_officer, period="2026-Q4", actual=1))
        with self.refused("It is counted by quarter."):
            indicators.record(quarterly, by=self.uni_officer, period="2026", actual=1)
        with self.refused("It is counted by year."):
            self.record(period="2026-Q4", actual=1)
        for wrong in ("26", "2026-Q5", "2026Q1", "2026\n", "2026-H1", "2026-03"):
            with self.subTest(wrong), self.assertRaisesMessage(ValidationError, "A year such as 2026"):
                self.record(period=wrong, actual=1)

    def test_nothing_has_come_of_a_period_that_has_not_begun(self):
        self.assertTrue(self.record(period="2027", target=Decimal(8)))
        with self.refused("The period has not begun: nothing has come of it yet."):
            self.record(period="2027", target=Decimal(8), actual=Decimal(1))

    def test_the_same_figures_again_leave_no_line(self):
        self.record(actual=Decimal(8))
        before = self.verbs(self.row)
        self.record(actual=Decimal("8.00"))
        self.assertEqual(self.verbs(self.row), before)

    def test_a_period_says_something_or_is_not_there(self):
        with self.assertRaisesMessage(ValidationError, "Give a target or an actual value."):
            self.record()
        self.record(actual=Decimal(8))
        self.assertIsNone(self.record())
        self.assertFalse(IndicatorValue.objects.exists())
        self.assertEqual(self.last_line()["changes"], {"actual": ["8", None]})

    def test_one_with_figures_is_not_dropped(self):
        draft = self.make_commitment()
        first, other = (indicators.add(draft, by=self.uni_liaison, name=name) for name in ("面积", "场次"))
        indicators.drop(other, by=self.uni_liaison)
        self.assertEqual(list(draft.indicators.all()), [first])
        with self.refused("Somebody has dropped it meanwhile."):
            indicators.record(other, by=self.uni_liaison, period="2026", actual=1)
        indicators.record(first, by=self.uni_liaison, period="2026", target=8)
        with self.refused("Values have been recorded for it; it stays."):
            indicators.drop(first, by=self.uni_liaison)

    def test_what_both_sides_were_assigned_with_stays(self):
        with self.refused("Once the item is assigned its indicators stay"):
            indicators.drop(self.indicator, by=self.uni_officer)
        self.assertTrue(Indicator.objects.filter(pk=self.indicator.pk).exists())

    def test_figures_of_fifteen_digits_come_back_as_they_were(self):
        self.record(actual=Decimal("1234567890123.45"))
        self.assertEqual(self.indicator.values.get().actual, Decimal("1234567890123.45"))
        with self.assertRaises(ValidationError):
            self.record(actual=Decimal("12345678901234.56"))

    def test_a_name_is_used_once(self):
        with self.assertRaisesMessage(ValidationError, "already has an indicator of this name"):
            indicators.add(self.row, by=self.uni_officer, name="在孵企业数")

    def test_whether_it_is_met_depends_on_the_direction(self):
        cases = {"up": (True, True, False), "down": (False, True, True), "keep": (False, True, False)}
        for direction, wanted in cases.items():
            found = tuple(standing.indicator_met(direction, 10, actual) for actual in (11, 10, 9))
            self.assertEqual(found, wanted, direction)
        self.assertIsNone(standing.indicator_met("up", None, 9))
