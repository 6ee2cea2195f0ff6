"""The plan on a commitment's page: in place, refused, overtaken, in as many queries for any number."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import decisions, milestones
from agreements.models import Milestone
from tests.sides import Rules
from tests.world import TODAY

HTMX = {"HTTP_HX_REQUEST": "true"}


class ThePlan(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.item = cls.make_running()
        cls.milestone = milestones.add(cls.item, by=cls.uni_liaison, title="首批到岗", due_on=TODAY)

    def setUp(self):
        super().setUp()
        self.sign_in(self.uni_officer)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def post(self, name, *args, fragment=True, **data):
        headers = HTMX if fragment else {}
        return self.client.post(reverse(f"agreements:{name}", args=args), data, **headers)

    def page(self):
        return self.client.get(reverse("agreements:commitment_detail", args=[self.item.pk]))

    def step(self, step, **given):
        return self.post("milestone_step", self.milestone.pk, step, **given)

    def test_the_day_is_prefilled_and_one_click_marks_it(self):
        self.assertContains(self.page(), 'name="done_on" value="2026-11-24"')
        answer = self.step("done", done_on="2026-11-20")
        self.assertTemplateUsed(answer, "agreements/plan/_changed.html")
        self.assertContains(answer, f'id="plan-{self.item.pk}"')
        self.assertContains(answer, "done on 2026-11-20")
        self.assertContains(answer, f'id="history-{self.item.pk}" class="block o6"')
        self.assertContains(answer, "1 of 1 milestone done", 2)
        self.assertNotContains(answer, f'id="next-{self.item.pk}"')
        self.sign_in(self.dis_liaison)
        self.assertContains(self.page(), "首批到岗")

    def test_without_htmx_it_leads_back_to_the_page(self):
        answer = self.step("done", fragment=False, done_on="2026-11-20")
        place = reverse("agreements:commitment_detail", args=[self.item.pk]) + f"#plan-{self.item.pk}"
        self.assertRedirects(answer, place, fetch_redirect_response=False)

    def test_a_day_to_come_is_refused_and_stays_typed(self):
        for fragment in (True, False):
            answer = self.step("done", fragment=fragment, done_on="2026-11-25")
            self.assertContains(answer, "The day it was done is today or earlier.", status_code=422)
            self.assertContains(answer, 'value="2026-11-25"', status_code=422)
            self.assertEqual("<html" in answer.content.decode(), not fragment)

    def test_adding_keeps_what_was_typed(self):
        answer = self.post("milestone_add", self.item.pk, title="", due_on="2027-01-31", weight="2")
        self.assertContains(answer, 'value="2027-01-31"', status_code=422)
        self.post(
            "milestone_add", self.item.pk, title="全部到岗", due_on="2027-01-31", weight="2", unit=self.dis_lead.pk
        )
        made = Milestone.objects.get(title="全部到岗")
        self.assertEqual((made.first_due_on, made.weight, made.unit), (date(2027, 1, 31), 2, self.dis_lead))
        self.assertContains(self.page(), "0 of 2 milestones done · 0% by weight")

    def test_a_date_moves_with_a_reason_and_shows_its_drift(self):
        given = {"title": "首批到岗", "weight": "1", "due_on": "2026-12-04", "version": "1"}
        self.assertContains(self.post("milestone_save", self.milestone.pk, **given), "give a reason", status_code=422)
        answer = self.post("milestone_save", self.milestone.pk, **given, reason="场地推迟")
        self.assertContains(answer, "first date 2026-11-24, moved back by 10 days")
        self.assertContains(answer, "场地推迟")

    def test_an_overtaken_change_is_told_and_stays_typed(self):
        milestones.change(self.milestone, by=self.dis_officer, title="第一批", due_on=TODAY, unit=None, weight=1)
        given = {"title": "我写的", "weight": "1", "due_on": "2026-11-24", "version": "1"}
        answer = self.post("milestone_save", self.milestone.pk, **given)
        self.assertContains(answer, "Somebody changed this milestone while you were writing.", status_code=409)
        self.assertContains(answer, "我写的", status_code=409)
        self.assertContains(answer, 'name="version" value="2"', status_code=409)

    def test_who_may_not_plan_reads_it_alone(self):
        self.sign_in(self.uni_leader)
        answer = self.page()
        self.assertContains(answer, "首批到岗")
        self.assertNotContains(answer, "/milestones/")

    def test_the_form_to_close_asks_why_milestones_are_open_only_when_they_are(self):
        url = reverse("agreements:commitment_next", args=[self.item.pk]) + "?do=close"
        self.assertContains(self.client.get(url), "Milestones are open: “首批到岗”.")
        answer = self.post("decision_open", self.item.pk, reason="完成")
        self.assertContains(answer, "Say why it can be closed all the same.", status_code=422)
        self.post("decision_open", self.item.pk, reason="完成", about_milestones="并入下一项")
        self.sign_in(self.uni_liaison)
        self.assertContains(self.client.get(url), "并入下一项")
        decisions.return_(self.item.decisions.get(), by=self.uni_liaison, reason="补")
        milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY)
        self.assertNotContains(self.client.get(url), "about_milestones")

    def test_the_page_asks_as_often_for_60_milestones_as_for_2(self):
        def counted(much):
            Milestone.objects.bulk_create(
                Milestone(commitment=self.item, title=f"节点 {n}", due_on=TODAY + timedelta(n), unit=self.uni_lead)
                for n in range(much)
            )
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.page()
            return len(queries)

        counted(1)
        self.assertEqual(counted(1), counted(57))
