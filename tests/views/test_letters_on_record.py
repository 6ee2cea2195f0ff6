"""The letter to print, scans beside the record, the list of letters, and finding what was recorded in one's name."""

import io

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from agreements.actions import contesting, decisions, letters
from agreements.models import Commitment, Confirmation, Letter, Notification, StoredFile
from tests.scans import pdf, sent
from tests.sides import PAPER, DistrictByLetter
from tests.world import TODAY

HTMX = {"HTTP_HX_REQUEST": "true"}


class OnRecord(DistrictByLetter):
    def setUp(self):
        super().setUp()
        self.client.cookies["django_language"] = "en"

    def asked(self):
        return decisions.open_close(self.make_running(percent=100), by=self.uni_liaison, reason="已完成。")

    def confirmed(self, **given):
        decision = self.asked()
        told = PAPER | given
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **told)
        return decision.confirmations.get()

    def get(self, actor, name, *keys, data=None, **more):
        self.sign_in(actor)
        return self.client.get(reverse(f"agreements:{name}", args=keys), data, **more)

    def record(self, decision, more=None, **said):
        self.sign_in(self.uni_liaison)
        typed = PAPER | {"party": self.dis_party.pk, "what": "confirm", "text": "同意办结。", "dated_on": str(TODAY)}
        typed["version"] = self.fresh(decision.commitment).version
        where = reverse("agreements:letter_record", args=[decision.commitment_id])
        return self.client.post(where, typed | said, **(more or {}))


class Printing(OnRecord, TestCase):
    def test_the_page_leads_to_it_and_it_is_a_word_file(self):
        decision = self.asked()
        where = reverse("agreements:decision_letter", args=[decision.pk])
        self.assertContains(self.get(self.uni_liaison, "commitment_detail", decision.commitment_id), where)
        self.assertNotContains(self.get(self.uni_officer, "commitment_detail", decision.commitment_id), where)
        answer = self.get(self.uni_liaison, "decision_letter", decision.pk)
        self.assertIn("wordprocessingml", answer["Content-Type"])
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertIn("no-store", answer["Cache-Control"])
        disposition = answer["Content-Disposition"]
        self.assertTrue(disposition.startswith("attachment"))
        self.assertIn("filename*=utf-8''", disposition)
        self.assertIn(decision.commitment.code, disposition)
        words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
        self.assertIn(decision.sha256, words)

    def test_it_follows_the_readers_language(self):
        decision = self.asked()
        self.client.cookies["django_language"] = "zh-hans"
        answer = self.get(self.uni_liaison, "decision_letter", decision.pk)
        title = Document(io.BytesIO(answer.content)).paragraphs[0].text
        self.assertEqual(title, "关于请予确认承诺事项办结情况的函")

    def test_afterwards_it_is_there_for_the_archive(self):
        answer = self.confirmed()
        page = self.get(self.uni_auditor, "commitment_detail", answer.decision.commitment_id)
        self.assertContains(page, reverse("agreements:decision_letter", args=[answer.decision_id]))
        self.assertEqual(self.get(self.uni_auditor, "decision_letter", answer.decision_id).status_code, 200)

    def test_there_is_none_for_a_party_with_accounts_or_unknown(self):
        decision = self.asked()
        for party, status in ((self.dis_party.pk, 200), (self.uni_party.pk, 404), ("x", 404)):
            answer = self.get(self.uni_liaison, "decision_letter", decision.pk, data={"party": party})
            self.assertEqual(answer.status_code, status)
        self.dis_party.answers_by_letter = False
        self.dis_party.save()
        self.assertEqual(self.get(self.uni_liaison, "decision_letter", decision.pk).status_code, 404)

    def test_there_is_none_before_the_release(self):
        waiting = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        self.assertEqual(self.get(self.uni_liaison, "decision_letter", waiting.pk).status_code, 404)


class WithAScan(OnRecord, TestCase):
    def test_it_is_recorded_in_the_same_form_and_shown_to_both_sides(self):
        decision = self.asked()
        answer = self.record(decision, scans=sent(pdf(), "回函.pdf"))
        self.assertEqual(answer.status_code, 302)
        (file,) = StoredFile.objects.all()
        self.assertEqual((file.letter.number, file.name), (PAPER["number"], "回函.pdf"))
        where = reverse("agreements:file_download", args=[file.pk])
        for actor in (self.uni_officer, self.dis_liaison):
            page = self.get(actor, "commitment_detail", decision.commitment_id)
            self.assertContains(page, where)
            self.assertNotContains(page, "No scan yet")
            self.assertEqual(self.get(actor, "file_download", file.pk).status_code, 200)
        self.assertEqual(self.get(self.stranger, "file_download", file.pk).status_code, 404)

    def test_without_one_it_says_so(self):
        answer = self.confirmed()
        page = self.get(self.uni_officer, "commitment_detail", answer.decision.commitment_id)
        self.assertContains(page, "No scan yet", count=2)  # in the head and in the history

    def test_what_is_refused_keeps_what_was_typed_and_asks_for_the_file_again(self):
        decision = self.asked()
        answer = self.record(decision, {**HTMX}, what="object", text=" ", scans=sent(pdf(), "回函.pdf"))
        self.assertContains(answer, PAPER["number"], status_code=422)
        self.assertContains(answer, "Please choose the file again", status_code=422)
        self.assertFalse(Letter.objects.exists() or StoredFile.objects.exists())

    def test_no_scan_no_letter(self):
        decision = self.asked()
        answer = self.record(decision, {**HTMX}, scans=sent(b"MZ...", "回函.pdf"))
        self.assertContains(answer, "neither a PDF nor a picture", status_code=422)
        self.assertFalse(Letter.objects.exists())
        self.assertEqual(self.status(decision.commitment), "submitted")

    def test_overtaken_the_file_can_be_chosen_again(self):
        decision = self.asked()
        answer = self.record(decision, {**HTMX}, version=1, what="report", scans=sent(pdf(), "回函.pdf"))
        self.assertEqual(answer.status_code, 422)  # a report is not possible now: said before the version is looked at
        item = self.make_commitment()
        self.sign_in(self.uni_liaison)
        typed = PAPER | {"party": self.dis_party.pk, "what": "unit", "unit": self.dis_lead.pk, "version": 99}
        typed |= {"dated_on": str(TODAY), "scans": sent(pdf(), "回函.pdf")}
        answer = self.client.post(reverse("agreements:letter_record", args=[item.pk]), typed, **HTMX)
        self.assertContains(answer, 'type="file"', status_code=409)
        self.assertContains(answer, 'enctype="multipart/form-data"', status_code=409)
        self.assertNotContains(answer, 'type="hidden" name="scans"', status_code=409)

    def test_later_by_the_side_that_recorded_it(self):
        letter = self.confirmed().letter
        where = reverse("agreements:letter_scan", args=[letter.pk])
        for actor, status in (
            (self.uni_officer, 403),
            (self.dis_liaison, 403),
            (self.admin, 403),
            (self.stranger, 404),
        ):
            self.sign_in(actor)
            self.assertEqual(self.client.post(where, {"scans": sent(pdf(), "x.pdf")}).status_code, status)
        self.sign_in(self.uni_liaison)
        self.assertContains(self.client.post(where, {}), "Choose a file.", status_code=422)
        bad = self.client.post(where, {"scans": sent(b"no", "x.pdf")})
        self.assertContains(bad, "Please choose the file again", status_code=422)
        answer = self.client.post(where, {"scans": [sent(pdf(), "一.pdf"), sent(pdf(2), "二.pdf")]})
        self.assertRedirects(answer, reverse("agreements:letter_detail", args=[letter.pk]))
        self.assertEqual(letter.scans.count(), 2)


class LookingThroughThem(OnRecord, TestCase):
    def test_each_view_lists_what_it_says(self):
        with_scan = self.confirmed(scans=[sent(pdf(), "一.pdf")])
        without = self.confirmed(number="区函〔2026〕13 号")
        contesting.contest(without, by=self.dis_liaison, reason="无此函")
        for view, numbers in (
            ("", [without, with_scan]),
            ("own", []),
            ("no-scan", [without]),
            ("contested", [without]),
            ("nonsense", [without, with_scan]),
        ):
            page = self.get(self.uni_liaison, "letter_list", data={"show": view})
            self.assertEqual([row.pk for row in page.context["page"]], [answer.letter_id for answer in numbers], view)
        page = self.get(self.dis_liaison, "letter_list", data={"show": "own"})
        self.assertEqual(len(page.context["page"]), 2)
        self.assertEqual(len(self.get(self.stranger, "letter_list").context["page"]), 0)

    def test_as_a_fragment(self):
        self.confirmed()
        answer = self.get(self.uni_liaison, "letter_list", **HTMX)
        self.assertContains(answer, 'id="letters"')
        self.assertNotContains(answer, "<html")
        self.assertEqual(answer["Vary"].count("HX-Request"), 1)

    def test_many_cost_as_few_queries_as_one(self):
        self.confirmed()
        self.sign_in(self.uni_liaison)
        where = reverse("agreements:letter_list")
        self.client.get(where)
        with CaptureQueriesContext(connection) as few:
            self.client.get(where)
        for number in range(12):
            Letter.objects.create(
                party=self.dis_party,
                dated_on=TODAY,
                number=f"{number}",
                signer="主任",
                recorded_by=self.uni_liaison.user,
                recorded_unit=self.uni_office,
            )
        with self.assertNumQueries(len(few)):
            self.client.get(where)

    def test_the_letters_page_says_all_that_was_recorded_as_its_word(self):
        answer = self.confirmed()
        item = self.make_running()
        decision = decisions.open_close(item, by=self.uni_liaison, reason="已完成。")
        told = PAPER | {"note": "材料不全"}
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=False, **told)
        page = self.get(self.uni_officer, "letter_detail", answer.letter_id)
        self.assertEqual([str(what) for what, _one, _form in page.context["said"]], ["Confirms", "Objects"])
        self.assertContains(page, "材料不全")
        self.assertEqual(page.context["contestable"], [])
        self.assertIsNone(page.context["scan_form"])


class InOurName(OnRecord, TestCase):
    def test_the_desk_shows_it_and_leads_to_contesting(self):
        answer = self.confirmed()
        item = answer.decision.commitment
        desk = self.get(self.dis_liaison, "desk")
        self.assertContains(desk, "Recorded in your name")
        self.assertContains(desk, reverse("agreements:letter_detail", args=[answer.letter_id]))
        page = self.get(self.dis_liaison, "letter_detail", answer.letter_id)
        contest = f"{reverse('agreements:commitment_detail', args=[item.pk])}?do=contest"
        self.assertContains(page, contest)
        self.assertContains(self.client.get(contest), reverse("agreements:confirmation_contest", args=[answer.pk]))
        self.client.post(reverse("agreements:confirmation_contest", args=[answer.pk]), {"reason": "我方未发过此函"})
        self.assertEqual(self.status(item), "in_progress")
        for actor in (self.uni_officer, self.dis_officer, self.uni_leader):
            self.assertContains(self.get(actor, "commitment_detail", item.pk), "我方未发过此函")
        page = self.get(self.dis_liaison, "letter_detail", answer.letter_id)
        self.assertNotContains(page, "do=contest")
        self.assertContains(page, "我方未发过此函")

    def test_the_recording_side_is_reminded_of_missing_scans_only(self):
        self.confirmed()
        desk = self.get(self.uni_liaison, "desk")
        self.assertNotContains(desk, "Recorded in your name")
        self.assertContains(desk, "1 letter that your side recorded has no scan yet")
        self.assertNotContains(self.get(self.uni_officer, "desk"), "no scan yet")

    def test_its_liaison_is_told(self):
        answer = self.confirmed()
        told = Notification.objects.filter(kind="closed", commitment=answer.decision.commitment)
        self.assertIn(self.dis_liaison.user.pk, told.values_list("recipient", flat=True))

    def test_an_administrator_contests_for_a_side_without_a_liaison(self):
        answer = self.confirmed()
        where = reverse("agreements:confirmation_contest", args=[answer.pk])
        self.sign_in(self.admin)
        self.assertEqual(self.client.post(where, {"reason": "来电称未发函"}).status_code, 403)
        self.dis_liaison.membership.delete()
        page = self.get(self.admin, "letter_detail", answer.letter_id)
        self.assertContains(page, "do=contest")
        item = answer.decision.commitment_id
        form = self.get(self.admin, "commitment_detail", item, data={"do": "contest"})
        self.assertContains(form, where)
        self.assertEqual(self.client.post(where, {"reason": "来电称未发函"}).status_code, 302)
        self.assertEqual(Commitment.objects.get(pk=item).status, "in_progress")
        self.assertTrue(Confirmation.objects.get().contested_at)
