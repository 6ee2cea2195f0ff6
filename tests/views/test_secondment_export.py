"""The register of secondments as a file: what the page shows, safe to open, dates as dates."""

import csv
import io
import zipfile
from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.postings import asking_item, make_posting
from tests.sides import Rules


class Files(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.item = asking_item(cls)
        cls.first = make_posting(cls, commitment=cls.item, post="=HYPERLINK(1)")
        make_posting(
            cls,
            commitment=cls.item,
            person="李二",
            planned_end_on=date(2026, 10, 31),
            exception_reason="岗位调整",
            exception_allowed_by="组织部",
        )

    def setUp(self):
        super().setUp()
        self.sign_in(self.dis_officer)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def read(self, kind, query=None, agreement=None):
        address = reverse("agreements:secondment_export", args=[(agreement or self.agreement).pk, kind])
        return self.client.get(address, query or {})

    def table(self, query=None):
        text = b"".join(self.read("csv", query).streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    def test_every_posting_is_a_row_with_verdict_and_exception(self):
        head, first, second = self.table()
        self.assertEqual((head[0], head[1], head[-1]), ("No.", "Person sent", "Exception"))
        self.assertEqual(first[:5], ["1", "张一", "'=HYPERLINK(1)", "大学", "科研院"])
        self.assertEqual(first[9:13], ["2026-09-01", "2027-02-28", "", "Running"])
        self.assertEqual((second[1], second[-1]), ("李二", "岗位调整 (allowed by 组织部)"))
        self.assertIn("short", second[-2])

    def test_the_filters_of_the_page_hold(self):
        self.assertEqual([row[1] for row in self.table({"state": "short"})[1:]], ["李二"])
        self.assertEqual(self.table({"from": str(self.dis_party.pk)})[1:], [])

    def test_the_workbook_is_laid_out_and_holds_no_formula(self):
        answer = self.read("xlsx")
        self.assertIn("private", answer["Cache-Control"])
        self.assertIn(
            "Register%20of%20secondments", answer["Content-Disposition"].replace("+", "%20").replace(" ", "%20")
        )
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn('ySplit="3"', sheet)
        self.assertIn("<v>46266</v>", sheet)  # 2026-09-01, a date and not a text
        self.assertIn("=HYPERLINK(1)", sheet)
        self.assertNotIn("<f>", sheet)

    def test_out_of_sight_and_of_a_kind_that_is_none(self):
        self.assertEqual(self.read("pdf").status_code, 404)
        self.sign_in(self.stranger)
        self.assertEqual(self.read("xlsx").status_code, 404)

    def test_the_number_of_queries_does_not_depend_on_the_rows(self):
        def counted(made):
            for _n in range(made):
                number = type(self.first).objects.count()
                make_posting(self, commitment=self.item, person=f"人{number}")
            with CaptureQueriesContext(connection) as queries:
                self.table()
            return len(queries)

        self.assertEqual(counted(1), counted(12))
