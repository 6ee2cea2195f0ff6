"""Bringing an edited workbook back through the pages: sent, looked at, decided, written."""

import re
from datetime import date
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import progress, round_trip
from agreements.models import LedgerImport, Notification, ProgressReport
from tests.sides import Rules, everything
from tests.workbench import TODAY, Bench, at, exported

UPLOAD, READ = reverse("agreements:ledger_back"), reverse("agreements:ledger_back_read")


class Pages(Rules):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY, 9):
            cls.own = cls.make_running(title="学校的事", obliged_party=cls.uni_party)
            cls.joint = cls.make_running(title="共同的事")

    def setUp(self):
        super().setUp()
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)
        self.bench = Bench(exported(self.uni_liaison))

    def send(self, data=None, name="台账.xlsx"):
        file = SimpleUploadedFile(name, self.bench.save() if data is None else data)
        return self.client.post(READ, {"file": file})

    def found(self, data=None):
        """The import begun with the workbook as it stands on the bench."""
        answer = self.send(data)
        found = LedgerImport.objects.latest("pk")
        self.assertRedirects(answer, self.address(found), fetch_redirect_response=False)
        return found

    def address(self, found, name="import_back"):
        return reverse(f"agreements:{name}", args=[found.pk])

    def page(self, found, **given):
        return self.client.get(self.address(found), **given).content.decode()

    def seen(self, page):
        return dict(re.findall(r'name="(seen-\d+)" value="(\w*)"', page))

    def confirm(self, found, page=None, **decided):
        sent = self.seen(page or self.page(found)) | {name.replace("_", "-", 1): v for name, v in decided.items()}
        return self.client.post(self.address(found, "import_back_confirm"), sent)


class Discarding(Pages, TestCase):
    def test_the_workbook_goes_and_nothing_of_it_is_written(self):
        self.bench.write(self.own, text="写错的进展。")
        found = self.found()
        self.assertIn(self.address(found, "import_back_discard"), self.page(found))
        before = ProgressReport.objects.count()
        answer = self.client.post(self.address(found, "import_back_discard"), follow=True)
        self.assertContains(answer, "The workbook is discarded; nothing of it was written.")
        self.assertFalse(LedgerImport.objects.exists())
        self.assertEqual(ProgressReport.objects.count(), before)
        self.assertEqual(self.client.post(self.address(found, "import_back_discard")).status_code, 404)

    def test_what_was_taken_over_stays_on_record(self):
        self.bench.write(self.own, text="做了三场。")
        found = self.found()
        self.confirm(found)
        answer = self.client.post(self.address(found, "import_back_discard"), follow=True)
        self.assertContains(answer, "This workbook was already taken over.")
        self.assertTrue(LedgerImport.objects.exists())


class Bringing(Pages, TestCase):
    def test_the_ledger_leads_there_whoever_may(self):
        ledger = reverse("agreements:commitment_list")
        for who, may in (("uni_officer", True), ("dis_head", True), ("admin", True), ("uni_leader", False)):
            with self.subTest(who):
                self.sign_in(getattr(self, who))
                self.assertIs(UPLOAD in self.client.get(ledger).content.decode(), may)

    def test_the_form_says_what_is_taken_and_that_a_csv_cannot_come_back(self):
        page = self.client.get(UPLOAD)
        self.assertContains(page, "A CSV file cannot come back")
        self.assertContains(page, 'enctype="multipart/form-data"')
        for word in ("Officers", "Visible progress", "Problem", "Next step"):
            self.assertContains(page, word)

    def test_the_workbook_as_it_is_downloaded_can_be_brought_back(self):
        answer = self.client.get(reverse("agreements:commitment_export", args=["xlsx"]))
        found = self.found(answer.getvalue())
        page = self.page(found)
        self.assertIn("Nothing changes", page)
        self.assertIn("Exported 2026-11-24 10:00 by uni_liaison.", page)

    def test_a_csv_and_whatever_else_is_refused_in_the_form(self):
        csv = b"".join(self.client.get(reverse("agreements:commitment_export", args=["csv"])).streaming_content)
        for data, name, words in (
            (csv, "台账.csv", "A CSV file carries no row keys"),
            (b"", "台账.xlsx", "nothing in this file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "台账.xls", "old .xls format"),
            (b"x" * (5 * 1024 * 1024 + 1), "台账.xlsx", "larger than 5 MB"),
        ):
            with self.subTest(name=name, words=words):
                self.assertContains(self.send(data, name), words, status_code=422)
        self.assertContains(self.client.post(READ), "This field is required", status_code=422)
        self.assertFalse(LedgerImport.objects.exists())

    def test_a_workbook_of_another_house_holds_nothing_that_one_sees(self):
        data = self.bench.write(self.own, text="做了。").save()
        self.sign_in(self.stranger)
        self.assertContains(self.send(data), "no commitment that you see", status_code=422)
        self.assertFalse(LedgerImport.objects.exists())

    def test_neither_the_file_nor_what_was_not_changed_is_kept(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        self.assertEqual([self.own.pk], [row["pk"] for row in found.cells["rows"]])
        self.assertEqual({"text": "做了。"}, found.cells["rows"][0]["yours"])
        self.assertNotIn("共同的事", str(found.cells))


class Looking(Pages, TestCase):
    def test_each_cell_stands_there_as_then_now_and_yours(self):
        self.bench.write(self.own, text="<b>做了。</b>\n第二行", due_on=date(2027, 1, 1))
        page = self.page(self.found())
        self.assertIn("&lt;b&gt;做了。&lt;/b&gt;<br>第二行", page)
        self.assertIn(f'name="reason-{self.own.pk}"', page)
        self.assertIn("已启动。", page)
        self.assertIn("One report for 科研院; its progress stays at 40%.", page)
        self.assertEqual([], re.findall(r'type="radio"', page))

    def test_a_conflict_is_a_choice_that_stays_with_what_stands_there(self):
        self.bench.write(self.own, text="表里写的。")
        with at(TODAY, 11):
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            page = self.page(self.found())
        chosen = re.findall(rf'name="cell-{self.own.pk}-text" value="(\w+)" checked', page)
        self.assertEqual(["now"], chosen)

    def test_what_is_about_whole_rows_is_said_above(self):
        self.bench.sheet.append([9, "", "", "", "新的一行"])
        self.bench.copy_row(self.own, text="副本。")
        page = self.page(self.found())
        self.assertIn("New rows are not taken here", page)
        self.assertIn("more than once", page)
        self.assertIn("新的一行", page)

    def test_only_whoever_brought_it_sees_it_and_only_through_the_same_post(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        for actor in (
            self.uni_officer,
            self.dis_liaison,
            self.admin,
            self.also_posted(self.uni_liaison, self.uni_lead, "officer"),
        ):
            self.sign_in(actor)
            with self.subTest(str(actor)):
                self.assertEqual(404, self.client.get(self.address(found)).status_code)
                self.assertEqual(404, self.client.post(self.address(found, "import_back_confirm")).status_code)

    def test_an_import_of_another_kind_is_not_looked_at_here(self):
        found = self.found()
        LedgerImport.objects.update(kind="ledger")
        self.assertEqual(404, self.client.get(self.address(found)).status_code)

    def test_whoever_asks_for_a_fragment_gets_the_page(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        page = self.page(found, headers={"HX-Request": "true"})
        self.assertIn("<html", page)

    def test_looking_writes_nothing(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        before = everything(), LedgerImport.objects.values().get()
        self.page(found)
        self.assertEqual(before, (everything(), LedgerImport.objects.values().get()))


class Deciding(Pages, TestCase):
    def test_what_is_confirmed_is_written_and_shown(self):
        found = self.found(self.bench.write(self.own, text="签了约。", percent=0.8).save())
        answer = self.confirm(found)
        self.assertRedirects(answer, self.address(found), fetch_redirect_response=False)
        page = self.page(found)
        self.assertIn("Report for 科研院", page)
        self.assertIn(reverse("agreements:commitment_detail", args=[self.own.pk]), page)
        self.assertEqual(("签了约。", 80), (self.own.reports.first().text, self.fresh(self.own).percent))

    def test_clicked_twice_it_is_written_once(self):
        found = self.found(self.bench.write(self.own, text="签了约。").save())
        page = self.page(found)
        for _click in range(2):
            self.assertEqual(302, self.confirm(found, page).status_code)
        self.assertEqual(2, self.own.reports.count())
        self.assertEqual(len(set(Notification.objects.values_list("dedupe_key"))), Notification.objects.count())

    def test_a_conflict_is_decided_by_its_radio(self):
        self.bench.write(self.own, text="表里写的。")
        with at(TODAY, 11):
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            found = self.found()
            kept = self.confirm(found, **{f"cell_{self.own.pk}-text": "now"})
            self.assertContains(kept, "Nothing is to be taken", status_code=422)
            self.assertEqual(302, self.confirm(found, **{f"cell_{self.own.pk}-text": "yours"}).status_code)
        self.assertEqual("表里写的。", self.own.reports.first().text)

    def test_a_figure_takes_the_words_typed_beside_it_and_keeps_them_when_refused(self):
        self.bench.write(self.own, percent=0.6).write(self.joint, percent=0.6)
        found = self.found()
        words = {f"words_{self.own.pk}": "到六成了。"}
        with mock.patch.object(round_trip.progress, "report", side_effect=round_trip.Refused("不行。")):
            refused = self.confirm(found, **words)
        self.assertContains(refused, "到六成了。", status_code=422)
        self.assertContains(refused, "学校的事: 不行。", status_code=422)
        self.assertEqual(302, self.confirm(found, **words).status_code)
        self.assertEqual((2, 1), (self.own.reports.count(), self.joint.reports.count()))
        self.assertIn("Of 1 row nothing was taken.", self.page(found))

    def test_whoever_was_quicker_is_shown_and_nothing_is_written(self):
        self.bench.write(self.own, text="表里写的。").write(self.joint, percent=0.6)
        found = self.found()
        page = self.page(found)
        with at(TODAY, 11):
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            before = everything()
            answer = self.confirm(found, page, **{f"words_{self.joint.pk}": "到六成了。"})
            self.assertEqual(409, answer.status_code)
            told = answer.content.decode()
            for words in ("Somebody changed these rows meanwhile", "网上写的。", "表里写的。", "到六成了。"):
                self.assertIn(words, told)
            self.assertEqual(1, told.count("changed meanwhile"))
            self.assertEqual(before, everything())
            self.assertEqual(302, self.confirm(found, told, **{f"cell_{self.own.pk}-text": "yours"}).status_code)
        self.assertEqual(3, self.own.reports.count())

    def test_what_was_taken_away_since_is_no_longer_written(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        page = self.page(found)
        self.own.units.filter(unit=self.uni_lead).update(unit=self.uni_third)
        self.sign_in(self.uni_liaison)
        self.assertEqual(409, self.confirm(found, page).status_code)

    def test_nonsense_in_the_form_decides_nothing(self):
        found = self.found(self.bench.write(self.own, text="做了。").save())
        page = self.page(found)
        sent = {"cell-x-text": "yours", "cell-999999-text": "yours", "words-": "x", "seen-" + "9" * 40: "x", "-": "y"}
        answer = self.client.post(self.address(found, "import_back_confirm"), self.seen(page) | sent)
        self.assertEqual(302, answer.status_code)
        self.assertEqual(3, ProgressReport.objects.count())


class Costs(Pages, TestCase):
    def test_the_preview_asks_as_much_for_twenty_rows_as_for_two(self):
        counts = []
        for rows in (2, 20):
            with at(TODAY, 9):
                made = [self.make_running(title=f"第{n}件", obliged_party=self.uni_party) for n in range(rows - 2)]
            self.bench = Bench(exported(self.uni_liaison))
            for row in (self.own, self.joint, *made):
                self.bench.write(row, text="做了。", officers="uni_head", problem="缺人。", due_on=date(2027, 1, 1))
            found = self.found()
            self.page(found)
            with CaptureQueriesContext(connection) as captured:
                page = self.page(found)
            self.assertEqual(rows, page.count('class="card back-row"'))
            counts.append(len(captured))
        self.assertEqual([counts[0]] * 2, counts)
        self.assertEqual(302, self.confirm(found, page).status_code)
        self.assertEqual(20, len(LedgerImport.objects.get(pk=found.pk).choices["written"]))
