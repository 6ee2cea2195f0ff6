"""Indicators on a commitment's page: chart and table, figures in place, in as many queries for any number."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import indicators
from agreements.models import Indicator, IndicatorValue
from tests.sides import Rules

HTMX = {"HTTP_HX_REQUEST": "true"}


class Figures(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.item = cls.make_running()
        cls.indicator = indicators.add(cls.item, by=cls.uni_liaison, name="在孵企业数", measure="家")
        cls.value = indicators.record(cls.indicator, by=cls.uni_liaison, period="2025", target=10, actual=8)

    def setUp(self):
        super().setUp()
        self.sign_in(self.uni_liaison)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def post(self, address, pk, fragment=True, **data):
        return self.client.post(reverse(f"agreements:{address}", args=[pk]), data, **(HTMX if fragment else {}))

    def page(self):
        return self.client.get(reverse("agreements:commitment_detail", args=[self.item.pk]))

    def test_the_chart_is_a_table_too(self):
        answer = self.page()
        self.assertContains(answer, '<rect class="actual"', 1)
        self.assertContains(answer, '<rect class="target"', 1)
        self.assertContains(answer, "Not met")
        self.assertNotContains(answer, "style=")

    def test_figures_are_recorded_in_place(self):
        given = {"period": "2025", "target": "10", "actual": "12.5", "version": "1"}
        answer = self.post("indicator_record", self.indicator.pk, **given)
        self.assertContains(answer, f'id="plan-{self.item.pk}"')
        self.assertContains(answer, 'value="12.5"')
        self.assertContains(answer, "<del>8</del> → 12.5")

    def test_what_two_type_at_once_is_told_kept_and_can_be_saved_over(self):
        given = {"period": "2025", "target": "10", "actual": "9", "version": "1"}
        indicators.record(self.indicator, by=self.dis_officer, period="2025", target=10, actual=7)
        for fragment in (True, False):
            stale = self.post("indicator_record", self.indicator.pk, fragment, **given)
            told = "Somebody recorded other figures while you were writing."
            self.assertContains(stale, told, status_code=409)
            self.assertContains(stale, 'value="9"', status_code=409)
            self.assertContains(stale, "Now recorded: target 10, actual 7", status_code=409)
            self.assertContains(stale, 'name="version" value="2"', status_code=409)
            self.assertContains(stale, "Save mine over it", status_code=409)
        self.post("indicator_record", self.indicator.pk, **given | {"version": "2"})
        self.assertEqual(self.indicator.values.get().actual, 9)

    def test_a_period_that_somebody_else_has_added_meanwhile(self):
        given = {"period": "2025", "target": "3", "actual": "2", "version": "0"}
        stale = self.post("indicator_record", self.indicator.pk, **given)
        self.assertContains(stale, 'name="version" value="1"', status_code=409)
        self.assertContains(stale, f'id="indicator-{self.indicator.pk}-actual"', status_code=409)
        self.assertContains(stale, 'value="2"', status_code=409)

    def test_a_new_period_and_one_that_is_none(self):
        answer = self.post("indicator_record", self.indicator.pk, period="2027", target="3", actual="", version="0")
        self.assertEqual([value.period for value in self.indicator.values.all()], ["2025", "2027"])
        self.assertNotContains(answer, '<option value="2027">')
        for fragment in (True, False):
            given = {"period": "soon", "target": "3.5", "version": "0"}
            answer = self.post("indicator_record", self.indicator.pk, fragment, **given)
            self.assertContains(answer, "Select a valid choice", status_code=422)
            self.assertContains(answer, 'value="3.5"', status_code=422)

    def test_a_locked_period_is_text_and_what_was_typed_meanwhile_is_told(self):
        answer = self.post("value_lock", self.value.pk, version="1")
        self.assertContains(answer, "locked on 2026-11-24 by uni_liaison")
        self.assertNotContains(answer, f'id="value-{self.value.pk}-actual"')
        self.assertContains(self.post("value_lock", self.value.pk), "The period is locked", status_code=422)
        given = {"period": "2025", "target": "10", "actual": "9", "version": "1"}
        late = self.post("indicator_record", self.indicator.pk, **given)
        self.assertContains(late, "The period is locked; its figures stand.", status_code=422)
        self.assertContains(late, "Not recorded: target 10, actual 9", status_code=422)

    def test_indicators_are_added_and_dropped(self):
        given = {"name": "面积", "direction": "up", "every": "quarter"}
        self.assertContains(self.post("indicator_add", self.item.pk, **given), "面积")
        self.assertContains(self.post("indicator_add", self.item.pk, **given), "already has", status_code=422)
        made = Indicator.objects.get(name="面积")
        self.assertContains(self.post("indicator_drop", made.pk), "its indicators stay", status_code=422)
        draft = self.make_commitment()
        other = indicators.add(draft, by=self.uni_liaison, name="场次")
        self.sign_in(self.uni_liaison)
        self.post("indicator_drop", other.pk)
        self.assertFalse(Indicator.objects.filter(pk=other.pk).exists())

    def test_the_page_asks_as_often_for_40_indicators_with_200_values_as_for_few(self):
        def counted(much):
            for n in range(much):
                indicator = Indicator.objects.create(commitment=self.item, name=f"指标 {Indicator.objects.count()}")
                IndicatorValue.objects.bulk_create(
                    IndicatorValue(indicator=indicator, period=str(2020 + year), actual=n) for year in range(5)
                )
            with CaptureQueriesContext(connection) as queries:
                self.page()
            return len(queries)

        counted(1)
        self.assertEqual(counted(1), counted(38))
