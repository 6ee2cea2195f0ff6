"""Reporting, "no change", seconding, drafts: as page, as fragment and without htmx."""

from django.test import TestCase
from django.urls import reverse

from agreements.actions import progress
from agreements.models import ProgressReport, ReportState
from agreements.reports.history import last_seen
from tests.world import TODAY, World, at

HTMX = {"HTTP_HX_REQUEST": "true"}


class Posting(World):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def post(self, actor, name="progress_report", said=None, **more):
        self.sign_in(actor)
        return self.client.post(reverse(f"agreements:{name}", args=[self.item.pk]), said or {}, **more)

    @property
    def page(self):
        return reverse("agreements:commitment_detail", args=[self.item.pk])


class ReportingProgress(Posting, TestCase):
    def said(self, **more):
        seen = last_seen(self.item, self.uni_officer)
        return {"text": "又到岗 2 人。", "percent": "60", "version": self.item.version, "seen": seen} | more

    def test_without_htmx_it_leads_back_to_the_page(self):
        answer = self.post(self.uni_officer, said=self.said())
        self.assertRedirects(answer, self.page)
        self.assertContains(self.client.get(self.page), "又到岗 2 人。")

    def test_for_htmx_everything_that_changed_comes_back(self):
        answer = self.post(self.uni_officer, said=self.said(), **HTMX)
        self.assertEqual(answer.status_code, 200)
        for part in ("next", "head", "due", "units", "history"):
            self.assertContains(answer, f'id="{part}-{self.item.pk}"')
        self.assertContains(answer, 'id="messages"')
        self.assertContains(answer, "40% → 60%")
        self.assertTemplateNotUsed(answer, "base.html")

    def test_on_the_desk_the_row_answers(self):
        answer = self.post(self.uni_officer, said=self.said() | {"from": "desk"}, **HTMX)
        self.assertTemplateUsed(answer, "agreements/desk/_done.html")
        self.assertEqual(answer.headers["HX-Retarget"], f"#task-{self.item.pk}")
        self.item = self.fresh(self.item)
        refused = self.post(self.uni_officer, said=self.said(text="") | {"from": "desk"}, **HTMX)
        self.assertContains(refused, 'name="from" value="desk"', status_code=422)

    def test_a_refused_form_keeps_what_was_typed(self):
        for said, why in (({"text": " "}, "Say what was done."), ({"percent": "140"}, "100")):
            with self.subTest(said=said):
                typed = self.said(problem="场地未定", **said)
                fragment = self.post(self.uni_officer, said=typed, **HTMX)
                self.assertContains(fragment, why, status_code=422)
                self.assertContains(fragment, "场地未定", status_code=422)
                self.assertTemplateNotUsed(fragment, "base.html")
                page = self.post(self.uni_officer, said=typed)
                self.assertContains(page, "场地未定", status_code=422)
                self.assertTemplateUsed(page, "base.html")
        self.assertEqual(ProgressReport.objects.count(), 1)

    def test_strangers_get_404_and_whoever_may_not_403(self):
        for actor, status in ((self.stranger, 404), (self.uni_leader, 403), (self.uni_other, 403), (self.admin, 403)):
            with self.subTest(actor=str(actor.user)):
                for name in ("progress_report", "progress_no_change", "progress_second", "progress_draft"):
                    self.assertEqual(self.post(actor, name, self.said()).status_code, status, name)

    def test_a_page_that_was_overtaken_shows_both(self):
        typed = self.said()
        progress.report(self.item, by=self.uni_head, text="负责人先报了。", percent=55)
        for more in ({}, HTMX):
            answer = self.post(self.uni_officer, said=typed, **more)
            self.assertContains(answer, "负责人先报了。", status_code=409)
            self.assertContains(answer, "又到岗 2 人。", status_code=409)
            self.assertContains(answer, "uni_head", status_code=409)
        self.assertEqual(ProgressReport.objects.count(), 2)
        self.item = self.fresh(self.item)
        self.assertEqual(self.post(self.uni_officer, said=self.said()).status_code, 302)
        self.assertEqual(ProgressReport.objects.count(), 3)

    def test_the_panel_carries_what_was_typed_and_the_new_version(self):
        typed = self.said(needs_other="请区里确认")
        progress.report(self.item, by=self.uni_head, text="负责人先报了。", percent=55)
        answer = self.post(self.uni_officer, said=typed, **HTMX).content.decode()
        kept = f'<input type="hidden" name="needs_other" value="请区里确认" id="report-{self.item.pk}-needs_other">'
        self.assertInHTML(kept, answer)
        self.assertIn(f'name="version" value="{self.fresh(self.item).version}"', answer)

    def test_while_the_other_side_holds_the_pen_it_is_refused(self):
        from agreements.actions import decisions

        decisions.open_close(self.item, by=self.uni_liaison, reason="完成")
        self.item = self.fresh(self.item)
        answer = self.post(self.uni_officer, said=self.said(), **HTMX)
        self.assertContains(answer, "又到岗 2 人。", status_code=422)

    def test_the_liaison_officer_chooses_the_unit(self):
        from agreements.actions import commitments

        commitments.name_unit(self.item, by=self.uni_liaison, unit=self.uni_third, role="support")
        self.sign_in(self.uni_liaison)
        self.assertContains(self.client.get(self.page), self.uni_third.name)
        self.item = self.fresh(self.item)
        self.post(self.uni_liaison, said=self.said(unit=self.uni_third.pk))
        self.assertEqual(ProgressReport.objects.order_by("pk").last().unit, self.uni_third)


class ReportingNoChange(Posting, TestCase):
    def test_is_one_click(self):
        answer = self.post(self.uni_officer, "progress_no_change", {"version": self.item.version}, **HTMX)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(ProgressReport.objects.order_by("pk").last().kind, "no_change")
        self.assertEqual(self.fresh(self.item).percent, 0)  # the other lead has not reported


class Seconding(Posting, TestCase):
    def test_the_other_lead_takes_the_report_over(self):
        self.sign_in(self.dis_officer)
        page = self.client.get(self.page, {"do": "report"})
        self.assertContains(page, reverse("agreements:progress_second", args=[self.item.pk]))
        answer = self.post(self.dis_officer, "progress_second", {"version": self.item.version})
        self.assertRedirects(answer, self.page)
        self.assertEqual(self.fresh(self.item).percent, 40)

    def test_nothing_to_second_says_so(self):
        answer = self.post(self.uni_officer, "progress_second", {"version": self.item.version}, **HTMX)
        self.assertContains(answer, "There is no report of the other lead to second.", status_code=422)


class KeepingADraft(Posting, TestCase):
    def test_comes_back_into_the_form_and_nobody_else_reads_it(self):
        said = {"text": "还没写完", "percent": "70", "problem": "缺数据", "version": self.item.version}
        self.assertRedirects(self.post(self.uni_officer, "progress_draft", said), self.page)
        self.assertEqual(ProgressReport.objects.get(state=ReportState.DRAFT).text, "还没写完")
        mine = self.client.get(self.page).content.decode()
        self.assertIn("还没写完", mine)
        self.assertIn('<details class="fold" open>', mine)
        for actor in (self.uni_head, self.dis_liaison, self.admin):
            self.sign_in(actor)
            self.assertNotContains(self.client.get(self.page), "还没写完")

    def test_submitting_uses_it_up(self):
        self.post(self.uni_officer, "progress_draft", {"text": "草稿", "percent": "70"})
        self.post(self.uni_officer, said={"text": "写完了", "percent": "70", "version": self.item.version})
        self.assertFalse(ProgressReport.objects.filter(state=ReportState.DRAFT).exists())


class KeptUpItems(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running(cadence="continuous", due_on=None)

    def test_ask_whether_it_was_kept_up(self):
        self.enterContext(at(TODAY))
        self.sign_in(self.uni_officer)
        page = self.client.get(reverse("agreements:commitment_detail", args=[self.item.pk]))
        self.assertContains(page, 'name="kept_up"')
        self.assertNotContains(page, 'name="percent"')
        where = reverse("agreements:progress_report", args=[self.item.pk])
        self.client.post(where, {"text": "照常", "kept_up": "partly", "version": self.item.version})
        self.assertEqual(self.fresh(self.item).kept_up, "partly")
