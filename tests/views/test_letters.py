"""Recording the letters of a party that answers on paper, and contesting one."""

from django.test import TestCase
from django.urls import reverse

from agreements.actions import commitments, decisions, progress
from agreements.models import Confirmation, Letter, UnitRole
from tests.world import TODAY, World, at

HTMX = {"HTTP_HX_REQUEST": "true"}


class RecordingALetter(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.dis_party.answers_by_letter = True
            cls.dis_party.save()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def record(self, item, actor=None, what="confirm", more=None, **said):
        self.sign_in(actor or self.uni_liaison)
        typed = {
            "party": self.dis_party.pk,
            "what": what,
            "dated_on": "2026-11-24",
            "number": "朝政函〔2026〕8号",
            "signer": "区长",
            "text": "同意办结。",
            "version": self.fresh(item).version,
        }
        return self.client.post(reverse("agreements:letter_record", args=[item.pk]), typed | said, **(more or {}))

    def running(self):
        item = self.make_commitment()
        commitments.name_unit(item, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        progress.report(item, by=self.uni_officer, text="已启动。", percent=100)
        return self.fresh(item)

    def page(self, item, actor):
        self.sign_in(actor)
        return self.client.get(reverse("agreements:commitment_detail", args=[item.pk]))

    def test_a_confirmation_closes_it_and_shows_as_what_it_is(self):
        item = self.running()
        decisions.open_close(item, by=self.uni_liaison, reason="完成")
        self.assertEqual(self.page(item, self.uni_liaison).context["step"].kind, "letter")
        self.assertEqual(self.record(item).status_code, 302)
        self.assertEqual(self.fresh(item).status, "closed")
        page = self.page(item, self.uni_officer)
        self.assertContains(page, "朝政函〔2026〕8号")
        self.assertContains(page, f"recorded by {self.university.short_name}")

    def test_an_objection_without_words_is_refused(self):
        item = self.running()
        decisions.open_close(item, by=self.uni_liaison, reason="完成")
        answer = self.record(item, what="object", text=" ", more=HTMX)
        self.assertContains(answer, "朝政函〔2026〕8号", status_code=422)
        self.assertFalse(Letter.objects.exists())

    def test_it_names_a_unit_and_reports(self):
        item = self.running()
        self.assertEqual(self.record(item, what="unit", unit=self.dis_lead.pk).status_code, 302)
        self.assertEqual(self.record(item, what="report", text="区里已办。", percent="80").status_code, 302)
        self.assertContains(self.page(item, self.uni_officer), "区里已办。")
        self.assertEqual(self.record(item, what="claim", text="区里办完了。").status_code, 302)
        self.assertEqual(self.fresh(item).status, "submitted")

    def test_a_letter_from_tomorrow_is_refused(self):
        answer = self.record(self.running(), what="unit", unit=self.dis_lead.pk, dated_on="2026-11-25", more=HTMX)
        self.assertContains(answer, "The letter is dated after today.", status_code=422)

    def test_only_liaison_officers_record(self):
        item = self.running()
        for actor, status in ((self.uni_officer, 403), (self.stranger, 404), (self.admin, 403)):
            self.assertEqual(self.record(item, actor, what="unit", unit=self.dis_lead.pk).status_code, status)

    def test_the_side_in_whose_name_it_was_recorded_contests_it(self):
        item = self.running()
        decisions.open_close(item, by=self.uni_liaison, reason="完成")
        self.record(item)
        answer = Confirmation.objects.get()
        where = reverse("agreements:confirmation_contest", args=[answer.pk])
        self.assertEqual(self.client.post(where, {"reason": "x"}).status_code, 403)
        page = self.page(item, self.dis_liaison)
        self.assertIn("contest", page.context["step"].others)
        form = self.client.get(reverse("agreements:commitment_next", args=[item.pk]), {"do": "contest"}, **HTMX)
        self.assertContains(form, where)
        self.assertContains(self.client.post(where, {"reason": ""}, **HTMX), "reason", status_code=422)
        self.assertEqual(self.client.post(where, {"reason": "我方未发过此函"}).status_code, 302)
        self.assertEqual(self.fresh(item).status, "in_progress")
        self.assertContains(self.page(item, self.uni_officer), "我方未发过此函")
