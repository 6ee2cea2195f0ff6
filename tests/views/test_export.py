"""The ledger's file as it is asked for: address, headers, contents."""

import io
import re
import zipfile
from datetime import date
from unittest import mock
from urllib.parse import quote

from django.test import TestCase
from django.urls import reverse

from agreements.models import Commitment
from tests.world import TODAY, World, at

LEDGER = reverse("agreements:commitment_list")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def address(kind):
    return reverse("agreements:commitment_export", args=[kind])


class Files(World):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.late = cls.make_running(title="逾期的事", due_on=date(2026, 11, 10))
            cls.calm = cls.make_assigned(title="没有期限的事", due_on=None)

    def ask(self, kind, query="", actor=None, language=""):
        self.sign_in(actor or self.uni_liaison)
        session = self.client.session
        session["language"] = language
        session.save()
        with at(TODAY):
            answer = self.client.get(address(kind) + query)
            answer.body = answer.getvalue() if answer.status_code == 200 else b""
        return answer

    def sheet(self, answer):
        with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
            self.assertIsNone(packed.testzip())
            return packed.read("xl/worksheets/sheet1.xml").decode()


class AskingForAFile(Files, TestCase):
    def test_the_address_is_readable(self):
        self.assertEqual("/commitments/export.xlsx", address("xlsx"))

    def test_it_comes_as_a_download_that_nobody_keeps(self):
        for kind, content_type in (("xlsx", XLSX), ("csv", "text/csv; charset=utf-8")):
            with self.subTest(kind):
                answer = self.ask(kind)
                self.assertEqual((200, content_type), (answer.status_code, answer["Content-Type"]))
                self.assertTrue(answer.streaming)
                self.assertEqual("nosniff", answer["X-Content-Type-Options"])
                self.assertEqual({"private", "no-store"}, set(answer["Cache-Control"].split(", ")))
                name = quote(f"台账 2026-11-24.{kind}")
                self.assertEqual(f"attachment; filename*=utf-8''{name}", answer["Content-Disposition"])

    def test_the_name_says_of_which_agreement_and_is_a_name_everywhere(self):
        self.agreement.code = 'X/Y:"2022'
        self.agreement.save()
        said = self.ask("csv", f"?agreement={self.agreement.pk}")["Content-Disposition"]
        self.assertIn(quote("台账 X-Y--2022 2026-11-24.csv"), said)

    def test_another_kind_is_not_there(self):
        for kind in ("pdf", "XLSX", "xls"):
            self.assertEqual(404, self.ask(kind).status_code)

    def test_the_workbook_says_under_which_conditions_when_and_by_whom(self):
        sheet = self.sheet(self.ask("xlsx", "?lamp=red", language="en"))
        self.assertIn("Lamp: Red · exported 2026-11-24 10:00, 联络处 uni_liaison", sheet)
        self.assertIn("Ledger of commitments", sheet)
        self.assertIn("All commitments · exported", self.sheet(self.ask("xlsx", language="en")))
        self.assertIn("2026-11-24 10:00 由管理员导出", self.sheet(self.ask("xlsx", actor=self.admin)))

    def test_both_hold_the_rows_that_the_conditions_leave(self):
        workbook, text = (
            self.sheet(self.ask("xlsx", "?lamp=red")),
            self.ask("csv", "?lamp=red").body.decode("utf-8-sig"),
        )
        for told in (workbook, text):
            self.assertIn("逾期的事", told)
            self.assertNotIn("没有期限的事", told)

    def test_all_rows_come_whatever_the_page(self):
        for number in range(60):
            row = Commitment.objects.get(pk=self.late.pk)
            row.pk, row.code = None, f"XY2022-1-{100 + number}"
            row.save(force_insert=True)
        self.assertEqual(63, len(self.ask("csv", "?page=2").body.splitlines()))

    def test_the_csv_speaks_the_readers_language_and_begins_with_a_mark(self):
        body = self.ask("csv", language="en").body
        self.assertTrue(body.startswith("\ufeffNo.,Code,Agreement,".encode()))
        self.assertTrue(self.ask("csv").body.startswith("\ufeff序号,编号,协议,".encode()))

    def test_a_stranger_gets_a_head_and_nothing_else(self):
        self.assertEqual(1, len(self.ask("csv", actor=self.stranger).body.splitlines()))
        self.assertNotIn("逾期的事", self.sheet(self.ask("xlsx", actor=self.stranger)))

    def test_a_fault_while_writing_leaves_no_file_open(self):
        with (
            mock.patch("agreements.views.export.files.write_workbook", side_effect=RuntimeError("boom")) as write,
            self.assertRaisesMessage(RuntimeError, "boom"),
        ):
            self.ask("xlsx")
        self.assertTrue(write.call_args.args[1].closed)


class FindingTheButton(Files, TestCase):
    def test_the_ledger_offers_both_and_keeps_the_conditions(self):
        self.sign_in(self.uni_liaison)
        for headers in ({}, {"HX-Request": "true"}):
            with at(TODAY):
                page = self.client.get(f"{LEDGER}?lamp=red&sort=due&page=1", headers=headers).content.decode()
            found = re.findall(r'href="(/commitments/export\.\w+\?[^"]*)"', page)
            self.assertEqual([f"{address(kind)}?lamp=red&amp;sort=due" for kind in ("xlsx", "csv")], found)
