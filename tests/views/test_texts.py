"""Bringing a text through the page: pasted or as a file, refused in words, and shown on the agreement's page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from agreements.actions import texts
from agreements.models import Agreement, StoredFile, TextVersion, TrailEntry
from tests import scans
from tests.actions.test_texts import NEW
from tests.documents import docx, html, p, pdf, run
from tests.world import TODAY, World, at


class Page(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)

    def url(self, name, agreement=None):
        return reverse(f"agreements:{name}", args=[(agreement or self.agreement).pk])

    def send(self, data=None, text="", name="text.txt", **given):
        said = {"text": text, "source": "signed_copy", "received_on": "2026-11-20"} | given
        if data is not None:
            said["file"] = SimpleUploadedFile(name, data, "text/plain")
        return self.client.post(self.url("text_read"), said)


class BringingAText(Page):
    def test_the_agreement_leads_there_whoever_may(self):
        link = self.url("text_new")
        self.assertContains(self.client.get(self.url("agreement_detail")), link)
        self.assertContains(self.client.get(link), self.url("text_read"))
        self.sign_in(self.uni_officer)
        self.assertNotContains(self.client.get(self.url("agreement_detail")), link)

    def test_an_agreement_without_text_asks_for_one(self):
        bare = Agreement.objects.create(code="XY2023", title="新协议")
        self.sign_in(self.admin)
        self.assertContains(self.client.get(self.url("agreement_detail", bare)), self.url("text_new", bare))

    def test_a_pasted_text_is_read_and_counted(self):
        answer = self.send(text=NEW.replace("\n", "\r\n"))
        version = TextVersion.objects.get(source="signed_copy")
        structure = reverse("agreements:text_structure", args=[version.pk])
        self.assertRedirects(answer, structure, fetch_redirect_response=False)
        self.assertContains(self.client.get(structure), "Clauses found: 4; sentences: 5.")
        self.assertEqual(TextVersion.objects.get(source="signed_copy").text, NEW)
        page = self.client.get(self.url("agreement_detail"))
        self.assertContains(page, "区里安排岗位。")
        self.assertContains(page, "Signed copy, received 2026-11-20")
        self.assertEqual(page.context["text"].text, NEW)

    def test_a_file_is_read_in_either_encoding(self):
        for n, encoding in enumerate(("utf-8", "utf-8-sig", "gb18030")):
            with self.subTest(encoding=encoding):
                text = f"{NEW}第{n}稿。\n"
                self.assertEqual(self.send(text.encode(encoding)).status_code, 302)
                self.assertTrue(TextVersion.objects.filter(text=text).exists())

    def test_the_same_text_again_adds_nothing(self):
        self.send(text=NEW)
        self.send(NEW.encode("gb18030"))
        self.assertEqual(TextVersion.objects.count(), 2)
        self.assertContains(self.client.get(self.url("agreement_detail")), "already on record, received 2026-11-20")

    def test_what_cannot_be_read_is_refused_in_words(self):
        for code, data in {
            "empty": b"",
            "too_large": b"x" * (texts.LARGEST + 1),
            "binary": b"\x89PNG\r\n",
            "broken": b"%PDF-1.7\n",
            "utf16": "甲方".encode("utf-16"),
            "encoding": b"\x81\xff\xff",
        }.items():
            with self.subTest(code=code):
                self.assertContains(self.send(data), texts.UNREADABLE[code], status_code=422)
        self.assertEqual(TextVersion.objects.count(), 1)

    def test_what_was_typed_stays(self):
        for given in ({"received_on": "2026-11-25"}, {"received_on": ""}, {"source": "rumour"}, {"data": b"x"}):
            with self.subTest(**given):
                self.assertContains(self.send(text=NEW, **given), "区里安排岗位。", status_code=422)
        self.assertEqual(TextVersion.objects.count(), 1)

    def test_nothing_at_all_is_refused(self):
        self.assertContains(self.send(), "Paste the text or choose a file.", status_code=422)
        self.assertContains(self.send(text="…… ——"), texts.UNREADABLE["empty"], status_code=422)


class BringingADocument(Page):
    CHANGED = docx(p("投入", raw=f"<w:ins>{run('三')}</w:ins><w:del/>{run('千万元。')}"), p("双方每年开会一次。"))

    def test_word_is_read_kept_and_what_was_changed_is_told(self):
        answer = self.send(self.CHANGED, name="C:\\协议 <终稿>.DOCX")
        version = TextVersion.objects.get(source="signed_copy")
        self.assertEqual(version.text, "投入三千万元。\n双方每年开会一次。\n")
        page = self.client.get(answer.url)
        self.assertContains(page, "2 tracked changes in the document were read as if they were accepted.")
        self.assertNotContains(page, "kept beside the text.")
        row = version.scans.get()
        self.assertContains(page, reverse("agreements:file_download", args=[row.pk]))
        self.assertEqual((row.name, row.size), ("协议 _终稿_.DOCX", len(self.CHANGED)))
        self.assertEqual(
            [*TrailEntry.objects.order_by("pk").values_list("verb", flat=True)][-2:], ["read_text", "add_original"]
        )

    def test_what_was_brought_is_handed_out_as_a_download_only(self):
        page = html("<p>双方共建科技园。</p><script>alert(1)</script>")
        for name, data in {"a.docx": self.CHANGED, "a.pdf": pdf(["双方共建研究院。"]), "a.html": page}.items():
            with self.subTest(name):
                self.assertEqual(self.send(data, name=name).status_code, 302)
                row = StoredFile.objects.latest("pk")
                answer = self.client.get(reverse("agreements:file_download", args=[row.pk]))
                self.assertEqual(b"".join(answer.streaming_content), data)
                self.assertTrue(answer["Content-Disposition"].startswith("attachment;"))
                self.assertEqual((answer["X-Content-Type-Options"], row.name), ("nosniff", name))

    def test_a_scan_may_come_along_and_the_same_document_is_kept_once(self):
        scan = scans.sent(scans.pdf())
        self.send(self.CHANGED, name="a.docx", scans=scan)
        self.assertContains(self.send(self.CHANGED, name="b.docx"), "", status_code=302)
        self.assertEqual(sorted(StoredFile.objects.values_list("name", flat=True)), ["a.docx", "scan.pdf"])

    def test_what_cannot_be_read_is_refused_and_nothing_is_kept(self):
        for code, data in {
            "scan": scans.pdf(),
            "locked": scans.locked_pdf(),
            "old_word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        }.items():
            with self.subTest(code):
                answer = self.send(data, received_on="2026-11-19")
                self.assertContains(answer, texts.UNREADABLE[code], status_code=422)
                self.assertContains(answer, "2026-11-19", status_code=422)
                self.assertContains(answer, "Please choose the file again", status_code=422)
        self.assertEqual((TextVersion.objects.count(), StoredFile.objects.count()), (1, 0))

    def test_pasted_words_are_no_document(self):
        self.assertEqual(self.send(text="<p>双方共建科技园。").status_code, 302)
        self.assertEqual(TextVersion.objects.get(source="signed_copy").text, "<p>双方共建科技园。")


class CountingQueries(Page):
    def numbered(self, clauses):
        return "".join(f"第{n}条 双方办第{n}件事。双方守约。\n" for n in range(1, clauses + 1))

    def test_reading_takes_as_many_for_fifty_clauses_as_for_five(self):
        self.send(text=NEW)
        for clauses in (5, 50):
            with self.subTest(clauses=clauses), self.assertNumQueries(READING):
                self.assertEqual(self.send(text=self.numbered(clauses)).status_code, 302)

    def test_the_form_takes_as_many_whatever_the_text(self):
        for clauses in (5, 50):
            self.send(text=self.numbered(clauses))
            self.client.get(self.url("text_new"))
            with self.subTest(clauses=clauses), self.assertNumQueries(FORM):
                self.client.get(self.url("text_new"))


READING, FORM = 21, 10
