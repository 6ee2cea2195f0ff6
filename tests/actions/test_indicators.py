"""Indicators: figures by period, who records and locks them, and that a locked period takes no writes."""

import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.test import TestCase

from agreements import standing
from agreements.actions import indicators
from agreements.errors import Stale
from agreements.models import Indicator, IndicatorValue, TrailEntry
from tests.sides import Rules


class Measuring(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.row = cls.make_running()
        cls.indicator = indicators.add(cls.row, by=cls.uni_officer, name="在孵企业数", measure="家")

    def record(self, by=None, **given):
        return indicators.record(self.indicator, by=by or self.dis_officer, **({"period": "2026"} | given))

    def test_figures_are_recorded_by_either_lead_and_stand_in_the_trail(self):
        self.record(target=Decimal(10))
        value = self.record(by=self.uni_officer, target=Decimal(10), actual=Decimal("8.5"))
        self.assertEqual((value.target, value.actual), (Decimal(10), Decimal("8.5")))
        told = json.loads(TrailEntry.objects.about(self.row).last().text)
        self.assertEqual((told["verb"], told["changes"]), ("record_value", {"actual": [None, "8.5"]}))
        self.assertEqual(told["words"], {"indicator": "在孵企业数", "period": "2026"})
        with self.forbidden():
            self.record(by=self.uni_other, actual=1)

    def test_a_locked_period_takes_no_writes(self):
        value = self.record(actual=Decimal(8))
        indicators.lock(value, by=self.dis_liaison)
        for act in (lambda: self.record(actual=Decimal(9)), lambda: indicators.lock(value, by=self.uni_liaison)):
            with self.refused("The period is locked; its figures stand."):
                act()
        kept = IndicatorValue.objects.get()
        self.assertEqual((kept.actual, kept.locked_by), (Decimal(8), self.dis_liaison.user))
        self.assertEqual(self.record(period="2027", actual=Decimal(9)).period, "2027")

    def test_locking_is_for_the_liaison_of_a_leading_side_and_needs_a_figure(self):
        value = self.record(target=Decimal(8))
        with self.refused("A period without an actual value is not locked."):
            indicators.lock(value, by=self.uni_liaison)
        value = self.record(actual=Decimal(8))
        for actor in (self.uni_officer, self.uni_head, self.uni_leader, self.admin):
            with self.forbidden():
                indicators.lock(value, by=actor)

    def test_figures_recorded_meanwhile_are_not_overwritten(self):
        self.record(actual=Decimal(8))
        with self.assertRaises(Stale):
            self.record(actual=Decimal(9), seen=(None, None))
        self.assertEqual(self.record(actual=Decimal(9), seen=(None, Decimal(8))).actual, Decimal(9))

    def test_a_period_is_a_year_or_a_quarter(self):
        self.record(period="2026-Q4", actual=1)
        for wrong in ("26", "2026-Q5", "2026Q1", "2026\n"):
            with self.subTest(wrong), self.assertRaisesMessage(ValidationError, "A year such as 2026"):
                self.record(period=wrong)

    def test_the_same_figures_again_leave_no_line(self):
        self.record(actual=Decimal(8))
        before = self.verbs(self.row)
        self.record(actual=Decimal("8.00"))
        self.assertEqual(self.verbs(self.row), before)

    def test_one_with_figures_is_not_dropped(self):
        other = indicators.add(self.row, by=self.uni_officer, name="面积")
        indicators.drop(other, by=self.uni_officer)
        self.assertEqual(list(Indicator.objects.all()), [self.indicator])
        self.record(actual=Decimal(8))
        with self.refused("Values have been recorded for it; it stays."):
            indicators.drop(self.indicator, by=self.uni_officer)

    def test_a_name_is_used_once(self):
        with self.assertRaisesMessage(ValidationError, "already has an indicator of this name"):
            indicators.add(self.row, by=self.uni_officer, name="在孵企业数")

    def test_whether_it_is_met_depends_on_the_direction(self):
        cases = {"up": (True, True, False), "down": (False, True, True), "keep": (False, True, False)}
        for direction, wanted in cases.items():
            found = tuple(standing.indicator_met(direction, 10, actual) for actual in (11, 10, 9))
            self.assertEqual(found, wanted, direction)
        self.assertIsNone(standing.indicator_met("up", None, 9))
