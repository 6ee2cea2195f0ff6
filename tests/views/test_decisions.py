"""Asking to close, releasing, answering, contesting: as page, as fragment and without htmx."""

from django.test import TestCase
from django.urls import reverse

from agreements.actions import decisions
from agreements.models import Decision
from tests.world import TODAY, World, at

HTMX = {"HTTP_HX_REQUEST": "true"}
SECRET = "名单还在校内公示"


class Deciding(World):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def step(self, actor, decision, name, said=None, **more):
        self.sign_in(actor)
        return self.client.post(reverse("agreements:decision_step", args=[decision.pk, name]), said or {}, **more)

    def page(self, actor, **asked):
        self.sign_in(actor)
        return self.client.get(reverse("agreements:commitment_detail", args=[self.item.pk]), asked)


class AskingToClose(Deciding, TestCase):
    def ask(self, actor, reason, **more):
        self.sign_in(actor)
        where = reverse("agreements:decision_open", args=[self.item.pk])
        return self.client.post(where, {"reason": reason, "version": self.item.version}, **more)

    def test_an_officer_s_waits_for_the_release(self):
        self.assertEqual(self.ask(self.uni_officer, SECRET).status_code, 302)
        self.assertFalse(Decision.objects.get().is_released)

    def test_a_liaison_officer_s_goes_out_at_once(self):
        answer = self.ask(self.uni_liaison, "完成", **HTMX)
        self.assertContains(answer, f'id="head-{self.item.pk}"')
        self.assertEqual(self.fresh(self.item).status, "submitted")

    def test_the_reason_is_asked_for(self):
        answer = self.ask(self.uni_officer, " ", **HTMX)
        self.assertContains(answer, "Please give a reason.", status_code=422)

    def test_whoever_may_not(self):
        for actor, status in ((self.stranger, 404), (self.uni_other, 403), (self.uni_leader, 403)):
            self.assertEqual(self.ask(actor, "x").status_code, status)


class BeforeTheRelease(Deciding, TestCase):
    def setUp(self):
        super().setUp()
        self.decision = decisions.open_close(self.item, by=self.uni_officer, reason=SECRET)

    def test_the_own_side_reads_the_reason(self):
        for actor in (self.uni_liaison, self.uni_officer):
            self.assertContains(self.page(actor), SECRET)

    def test_the_other_side_finds_no_trace(self):
        pages = [reverse("agreements:commitment_detail", args=[self.item.pk])]
        pages += [f"{pages[0]}?history={kind}" for kind in ("confirmations", "changes", "reports")]
        pages += [f"{pages[0]}?do={kind}" for kind in ("release", "close", "confirm")]
        pages += [reverse("agreements:commitment_next", args=[self.item.pk])]
        for actor in (self.dis_liaison, self.dis_officer, self.dis_leader, self.dis_auditor):
            self.sign_in(actor)
            for page in pages:
                for more in ({}, HTMX):
                    html = self.client.get(page, **more).content.decode()
                    self.assertNotIn(SECRET, html, page)
                    self.assertNotIn("own side&#x27;s release", html)
                    self.assertNotIn(f"/decisions/{self.decision.pk}/", html)

    def test_the_other_side_cannot_reach_it(self):
        for step in ("release", "return", "take_back", "confirm", "object"):
            answer = self.step(self.dis_liaison, self.decision, step, {"reason": "x"})
            self.assertEqual(answer.status_code, 404, step)

    def test_the_other_side_s_page_does_not_grow_stale(self):
        self.sign_in(self.dis_officer)
        said = {"text": "区里也在办", "percent": "50", "version": self.item.version, "seen": "0"}
        answer = self.client.post(reverse("agreements:progress_report", args=[self.item.pk]), said)
        self.assertEqual(answer.status_code, 302)

    def test_the_liaison_officer_releases_or_returns(self):
        refused = self.step(self.uni_liaison, self.decision, "return", {"reason": ""}, **HTMX)
        self.assertContains(refused, "Please give a reason.", status_code=422)
        self.assertEqual(self.step(self.uni_officer, self.decision, "release").status_code, 403)
        self.assertEqual(self.step(self.uni_liaison, self.decision, "release").status_code, 302)
        self.assertContains(self.page(self.dis_liaison), SECRET)

    def test_what_was_returned_goes_on(self):
        self.step(self.uni_liaison, self.decision, "return", {"reason": "先补材料"})
        self.assertContains(self.page(self.uni_officer), "先补材料")
        self.assertNotContains(self.page(self.dis_liaison), "先补材料")

    def test_the_opener_takes_it_back(self):
        self.assertContains(self.page(self.uni_officer), f"/decisions/{self.decision.pk}/take_back/")
        self.assertEqual(self.step(self.uni_officer, self.decision, "take_back", **HTMX).status_code, 200)


class Answering(Deciding, TestCase):
    def setUp(self):
        super().setUp()
        self.decision = decisions.open_close(self.item, by=self.uni_liaison, reason="完成")

    def test_confirming_closes(self):
        answer = self.step(self.dis_liaison, self.decision, "confirm", {"note": "同意"}, **HTMX)
        self.assertContains(answer, "同意")
        self.assertEqual(self.fresh(self.item).status, "closed")

    def test_an_objection_needs_a_reason_and_sends_it_back(self):
        refused = self.step(self.dis_liaison, self.decision, "object", {"reason": ""}, **HTMX)
        self.assertContains(refused, "Please give a reason.", status_code=422)
        self.assertEqual(self.step(self.dis_liaison, self.decision, "object", {"reason": "缺名单"}).status_code, 302)
        self.assertContains(self.page(self.uni_officer), "缺名单")

    def test_who_may_not(self):
        for actor, status in (
            (self.stranger, 404),
            (self.dis_officer, 403),
            (self.uni_liaison, 403),
            (self.admin, 403),
        ):
            for name in ("confirm", "object"):
                self.assertEqual(self.step(actor, self.decision, name, {"reason": "x"}).status_code, status)

    def test_a_decision_made_meanwhile_is_told(self):
        second = self.person("dis_liaison_2", self.dis_office, "liaison")
        decisions.object_(self.decision, by=second, reason="名单不全")
        for more in ({}, HTMX):
            answer = self.step(self.dis_liaison, self.decision, "confirm", {"note": "我同意"}, **more)
            self.assertContains(answer, "名单不全", status_code=409)
            self.assertContains(answer, "我同意", status_code=409)
        self.assertEqual(self.fresh(self.item).status, "in_progress")

    def test_taken_back_meanwhile(self):
        decisions.take_back(self.decision, by=self.uni_liaison)
        self.assertEqual(self.step(self.dis_liaison, self.decision, "confirm", {}, **HTMX).status_code, 409)

    def test_an_unknown_step_is_not_found(self):
        self.assertEqual(self.step(self.dis_liaison, self.decision, "open").status_code, 404)

    def test_reports_are_history_beside_it(self):
        self.step(self.dis_liaison, self.decision, "confirm")
        events = self.page(self.uni_officer).context["history"].events
        told = [event.verb for event in events]
        self.assertEqual((told.count("confirm"), told.count("close"), told.count("submit")), (1, 0, 0))
