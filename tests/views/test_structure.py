"""The structure page: what was found in a text, corrected clause by clause; scans brought, refused and handed out."""

from pathlib import Path
from urllib.parse import quote

from django.test import TestCase
from django.urls import reverse

from agreements.actions import files, structure
from agreements.models import StoredFile, TextVersion
from agreements.reports.structure import Outline
from tests import scans
from tests.actions.test_files import HOSTILE, HTML, on_disk
from tests.actions.test_structure import TEXT, Corrections

FRAGMENT = {"HX-Request": "true"}


class Page(Corrections):
    def setUp(self):
        super().setUp()
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)

    def url(self, name="text_structure", *more):
        return reverse(f"agreements:{name}", args=[self.version.pk, *more])

    def open(self, **asked):
        return self.client.get(self.url(), asked)

    def send(self, step, fragment=False, **said):
        said = {"mark": self.outline().mark} | said
        return self.client.post(self.url("text_correct", step), said, headers=FRAGMENT if fragment else {})


class Reading(Page, TestCase):
    def test_every_clause_is_shown_with_its_first_words(self):
        page = self.open()
        self.assertEqual([row.part.clause.number for row in page.context["rows"]], self.numbers())
        for words in ("人才培养", "学校派教师到区里。", "8 sentences"):
            self.assertContains(page, words)
        self.assertContains(page, reverse("agreements:text_detail", args=[self.version.pk]))

    def test_a_clause_is_opened_by_its_address(self):
        three = self.named("3")
        for answer in (self.open(clause=three.pk), self.client.get(self.url(), {"clause": three.pk}, headers=FRAGMENT)):
            self.assertContains(answer, "Save number and heading")
            self.assertContains(answer, "Merge into 2")
            self.assertContains(answer, "New clause from here", 2)
        self.assertNotContains(answer, "<html")
        self.assertIn("HX-Request", answer["Vary"])

    def test_a_number_both_sides_know_is_shown_as_fixed(self):
        self.assigned("双方守约。")
        page = self.open(clause=self.named("3").pk)
        self.assertContains(page, "it keeps its number")
        self.assertNotContains(page, "Merge into")

    def test_a_text_brought_by_mistake_is_discarded(self):
        self.assertContains(self.open(), "Brought by mistake…")
        self.sign_in(self.dis_liaison)
        self.assertNotContains(self.open(), "Brought by mistake…")
        self.sign_in(self.uni_liaison)
        answer = self.client.post(self.url("text_discard"), follow=True)
        self.assertRedirects(answer, reverse("agreements:agreement_detail", args=[self.agreement.pk]))
        self.assertContains(answer, "The text is discarded.")
        self.assertEqual(self.client.post(self.url("text_discard")).status_code, 404)

    def test_one_that_was_worked_on_is_not(self):
        self.assigned("双方守约。")
        self.assertNotContains(self.open(), "Brought by mistake…")
        answer = self.client.post(self.url("text_discard"), follow=True)
        self.assertContains(answer, "Commitments come from this text. It stays on record.")

    def test_lines_to_begin_and_end_with(self):
        page = self.open(lines=1)
        chosen = [
            (words, first, last) for _s, _e, words, first, last, _in in page.context["lines"]["rows"] if first or last
        ]
        self.assertEqual(chosen, [("一、人才培养", True, False), ("本文一式四份。", False, True)])

    def test_it_takes_as_many_queries_whatever_the_text(self):
        for clauses in (3, 40):
            text = "".join(f"第{n}条 双方办第{n}件事。双方守约。\n" for n in range(1, clauses + 1))
            said = {"source": "amended", "received_on": "2026-11-20", "text": text}
            self.client.post(reverse("agreements:text_read", args=[self.agreement.pk]), said)
            version = TextVersion.objects.latest("pk")
            url = reverse("agreements:text_structure", args=[version.pk])
            self.client.get(url)
            for asked in ({}, {"clause": version.clauses.first().pk}, {"lines": 1}):
                with self.subTest(clauses=clauses, **asked), self.assertNumQueries(PAGE):
                    self.client.get(url, asked)


class Correcting(Page, TestCase):
    def test_without_javascript_it_leads_back_to_the_clause(self):
        three = self.named("3").pk
        answer = self.send("label", clause=three, opened=three, number="第九条", heading="期限")
        self.assertRedirects(answer, f"{self.url()}#clause-{three}", fetch_redirect_response=False)
        self.assertContains(self.open(), "Clause 9 is corrected.")
        self.assertEqual((self.named("9").heading, self.numbers()[-2:]), ("期限", ["9", "4"]))

    def test_with_it_the_structure_is_swapped(self):
        answer = self.send("merge", fragment=True, clause=self.named("3").pk, into=self.named("2").pk)
        self.assertContains(answer, f'id="structure-{self.version.pk}"')
        self.assertContains(answer, "Merged into clause 2.")
        self.assertNotContains(answer, "<html")
        self.assertNotIn("3", self.numbers())

    def test_a_clause_is_split_at_a_sentence(self):
        three = self.named("3").pk
        answer = self.send("split", opened=three, sentence=self.sentence("双方守约。").pk, number="3.1")
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(self.words("3.1"), ["双方守约。"])

    def test_the_bounds_are_chosen_and_taken_back(self):
        start, end = TEXT.index("一、"), TEXT.index("月底前完成。") + 6
        self.send("bounds", start=start, end=end)
        self.assertNotIn("4", self.numbers())
        self.assertContains(self.open(lines=1), "As found by itself")
        self.send("bounds", start=start, end=end, as_found="1")
        self.assertIn("4", self.numbers())

    def test_what_was_typed_stays_beside_the_reason(self):
        three = self.named("3").pk
        for step, said, words in (
            ("label", {"clause": three, "number": "4", "heading": "新标题"}, ("already", 'value="4"', "新标题")),
            ("split", {"sentence": self.sentence("双方守约。").pk, "number": "附"}, ("written like", 'value="附"')),
            ("merge", {"clause": three, "into": three}, ("right before",)),
            ("bounds", {"start": 9, "end": 3}, ("end after",)),
            ("bounds", {}, ("Choose the first",)),
        ):
            for fragment in (False, True):
                answer = self.send(step, fragment, opened=three, **said)
                for each in words:
                    with self.subTest(step=step, fragment=fragment, words=each):
                        self.assertContains(answer, each, status_code=422)
        self.assertEqual(self.numbers(), ["1", "1.1", "1.2", "2", "3", "4"])

    def test_a_page_that_is_not_fresh_is_told_so_and_keeps_what_was_typed(self):
        mark, three = self.outline().mark, self.named("3").pk
        structure.rename(self.version, by=self.dis_liaison, mark=mark, clause=self.named("2").pk, heading="对方改的")
        for fragment in (False, True):
            answer = self.send("label", fragment, mark=mark, clause=three, opened=three, number="3", heading="我的标题")
            with self.subTest(fragment=fragment):
                for words in ("meanwhile", "对方改的", "我的标题", Outline(self.version).mark):
                    self.assertContains(answer, words, status_code=409)
        self.assertEqual(self.named("3").heading, "")

    def test_nonsense_is_refused(self):
        for step, said in (
            ("label", {"clause": "x"}),
            ("label", {"clause": 10**30, "number": "1"}),
            ("merge", {}),
            ("split", {"sentence": "-1", "number": "1"}),
            ("bounds", {"start": -5, "end": 10**40}),
        ):
            with self.subTest(step=step, **said):
                self.assertIn(self.send(step, **said).status_code, (409, 422))

    def test_another_agreements_text_is_out_of_sight(self):
        self.sign_in(self.stranger)
        self.assertEqual(self.open().status_code, 404)
        self.assertEqual(self.send("merge").status_code, 404)


class Scans(Page, TestCase):
    def bring(self, *uploads, text="一、双方守约。", **given):
        said = {"text": text, "source": "signed_copy", "received_on": "2026-11-20", "scans": uploads} | given
        return self.client.post(reverse("agreements:text_read", args=[self.agreement.pk]), said)

    def add(self, *uploads):
        return self.client.post(self.url("text_scans"), {"scans": uploads})

    def kept(self, data=None, name="签署本.pdf"):
        return files.keep(scans.sent(data or scans.pdf(), name), by=self.uni_liaison, text_version=self.version)

    def get(self, row, who="dis_auditor"):
        self.sign_in(getattr(self, who))
        return self.client.get(reverse("agreements:file_download", args=[row.pk]))

    def test_several_come_with_the_text(self):
        answer = self.bring(scans.sent(scans.pdf(), "签署本.pdf"), scans.sent(scans.picture(), "第一页.png"))
        version = TextVersion.objects.latest("pk")
        self.assertRedirects(
            answer, reverse("agreements:text_structure", args=[version.pk]), fetch_redirect_response=False
        )
        self.assertEqual([row.name for row in version.scans.all()], ["签署本.pdf", "第一页.png"])
        page = self.client.get(answer["Location"])
        self.assertContains(page, "2 scans are kept beside the text.")
        self.assertContains(page, reverse("agreements:file_download", args=[version.scans.first().pk]))

    def test_one_that_is_refused_keeps_everything_out(self):
        before = on_disk()
        answer = self.bring(scans.sent(scans.pdf()), scans.sent(HTML, "x.pdf"), text="一、双方守约的文本。")
        for words in ("“x.pdf” is neither", "一、双方守约的文本。", "choose the files again"):
            self.assertContains(answer, words, status_code=422)
        self.assertEqual((TextVersion.objects.count(), StoredFile.objects.count(), on_disk()), (2, 0, before))

    def test_a_refused_text_says_that_files_are_chosen_again(self):
        answer = self.bring(scans.sent(scans.pdf()), received_on="")
        self.assertContains(answer, "choose the file again", status_code=422)
        self.assertNotContains(self.bring(received_on=""), "choose the file", status_code=422)

    def test_every_hostile_file_is_a_sentence_and_nothing_kept(self):
        before = on_disk()
        for name, (data, code) in HOSTILE.items():
            answer = self.add(scans.sent(data, "x.pdf"))
            with self.subTest(name):
                self.assertContains(answer, (files.REFUSALS[code] % {"name": clean("x.pdf")}), status_code=422)
        self.assertEqual((StoredFile.objects.count(), on_disk()), (0, before))

    def test_too_many_at_once_or_none(self):
        many = [scans.sent(scans.pdf(), f"{n}.pdf") for n in range(11)]
        self.assertContains(self.add(*many), "too much at once", status_code=422)
        self.assertContains(self.add(), "Choose a file.", status_code=422)

    def test_one_is_added_later_and_listed_with_its_size(self):
        self.assertRedirects(self.add(scans.sent(scans.pdf(), "补充.pdf")), self.url(), fetch_redirect_response=False)
        link = reverse("agreements:file_download", args=[self.version.scans.get().pk])
        for page in (self.open(), self.client.get(reverse("agreements:agreement_detail", args=[self.agreement.pk]))):
            self.assertContains(page, link)
            self.assertContains(page, f"{len(scans.pdf())}\xa0bytes")

    def test_it_is_handed_out_as_a_download_only(self):
        answer = self.get(self.kept(name="\u202e签署本\r\nX-Bad: 1.pdf"))
        self.assertEqual(b"".join(answer.streaming_content), scans.pdf())
        self.assertEqual(answer["Content-Disposition"], f"attachment; filename*=utf-8''{quote('签署本 X-Bad_ 1.pdf')}")
        self.assertEqual(answer["Content-Type"], "application/pdf")
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertEqual(answer["Cache-Control"], "private, no-store")
        self.assertNotIn("X-Bad", answer.headers)

    def test_whoever_reads_the_agreement_gets_it_nobody_else(self):
        row = self.kept()
        for who, status in (("uni_officer", 200), ("dis_leader", 200), ("admin", 200), ("stranger", 404)):
            with self.subTest(who=who):
                self.assertEqual(self.get(row, who).status_code, status)

    def test_one_that_is_gone_from_the_store_is_a_sentence(self):
        row = self.kept()
        Path(row.file.path).unlink()
        self.client.cookies["django_language"] = "en"
        self.assertContains(self.get(row), "is on record, but its file is missing", status_code=410)

    def test_the_store_has_no_address(self):
        row = self.kept()
        for address in (f"/{row.file.name}", f"/media/{row.file.name}", f"/static/{row.file.name}"):
            self.assertEqual(self.client.get(address).status_code, 404)


def clean(name):
    return files.clean_name(name)


PAGE = 13
