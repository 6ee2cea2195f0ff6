"""Bringing in a ledger through the pages: the file, its columns, the preview, the one click."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import imports
from agreements.models import Commitment, LedgerImport, SuggestedUnit
from agreements.reports import export
from agreements.reports.incoming import plan

from ..actions.test_imports import Importing
from ..ledger_files import ITEMS, messy
from ..sides import everything
from ..workbooks.books import with_rows
from ..workbooks.test_hostile import CASES


class Pages(Importing):
    def setUp(self):
        super().setUp()
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)

    def address(self, name, pk=None):
        return reverse(f"agreements:ledger_import_{name}", args=[pk or LedgerImport.objects.latest("pk").pk])

    def send(self, data, name="台账.xlsx", **headers):
        address = reverse("agreements:ledger_import_read", args=[self.agreement.pk])
        return self.client.post(address, {"file": SimpleUploadedFile(name, data)}, **headers)

    def columns_sent(self):
        page = self.client.get(self.address("columns")).content.decode()
        hidden = dict(re.findall(r'name="(sheet|row)" value="(\d+)"', page))
        selects = re.findall(r'<select class="input" name="(column-\d+)".*?</select>', page, re.DOTALL)
        chosen = re.findall(r'name="(column-\d+)"(?:(?!</select>).)*?value="(\w+)" selected', page, re.DOTALL)
        self.assertTrue(selects)
        return hidden | dict(chosen)

    def seal(self):
        page = self.client.get(self.address("preview")).content.decode()
        return re.search(r'name="seal" value="(\w+)"', page)[1]


class TheWholeWay(Pages, TestCase):
    def test_file_columns_preview_choices_one_click(self):
        answer = self.send(messy())
        self.assertRedirects(answer, self.address("columns"))
        answer = self.client.post(self.address("columns_save"), self.columns_sent())
        self.assertRedirects(answer, self.address("preview"))
        page = self.client.get(self.address("preview"))
        self.assertContains(page, "Say who is obliged where the sheet does not.")
        self.assertContains(page, "科研处")
        self.assertNotContains(page, ">Create 6 drafts<")
        questions = plan(LedgerImport.objects.get(), self.uni_liaison).questions
        place = next(n for n, question in enumerate(questions) if question.name == "科研处")
        chosen = {f"unit-{place}": self.uni_lead.pk, f"name-{place}": "科研处", "year": "2026", "obliged": "joint"}
        self.client.post(self.address("choose"), chosen)
        page = self.client.get(self.address("preview"))
        self.assertContains(page, "Create 6 drafts")
        self.assertContains(page, "2026-12-31", count=3)
        answer = self.client.post(self.address("confirm"), {"seal": self.seal()}, follow=True)
        self.assertContains(answer, "6 drafts are written.")
        self.assertContains(answer, "The ledger is here")
        link = re.search(r'href="([^"]+)">See the drafts', answer.content.decode())[1].replace("&amp;", "&")
        drafts = self.client.get(link).context["ledger"]
        self.assertEqual((drafts.problems, len(drafts.lines)), ([], 6))
        row = Commitment.objects.get(title="共建科技园")
        self.assertEqual(self.units("共建科技园"), [("科研院", "lead")])
        page = self.client.get(reverse("agreements:commitment_detail", args=[row.pk]))
        self.assertContains(page, "from 台账.xlsx, row 9")
        self.assertContains(page, "已选址。")
        self.assertContains(page, "brought it in from “台账.xlsx”, row 9")

    def test_the_second_time_the_columns_are_known(self):
        self.send(messy())
        self.client.post(self.address("columns_save"), self.columns_sent())
        answer = self.send(messy(ITEMS[:2]))
        self.assertRedirects(answer, self.address("preview"))

    def test_a_double_click_writes_once(self):
        self.ready(obliged="joint")
        seal = self.seal()
        for _click in range(2):
            answer = self.client.post(self.address("confirm"), {"seal": seal})
            self.assertRedirects(answer, self.address("preview"))
        self.assertEqual(Commitment.objects.count(), 6)

    def test_what_changed_since_the_preview_is_shown_first(self):
        self.ready(obliged="joint")
        seal = self.seal()
        self.make_commitment(title="互派干部")
        answer = self.client.post(self.address("confirm"), {"seal": seal})
        self.assertContains(answer, "Something has changed since this preview was made.", status_code=409)
        self.assertEqual(Commitment.objects.count(), 1)

    def test_what_is_undecided_is_refused(self):
        self.ready()
        answer = self.client.post(self.address("confirm"), {"seal": self.seal()})
        self.assertContains(answer, "Say who is obliged where the sheet does not.", status_code=422)

    def test_columns_without_a_task_are_refused_and_stay_as_chosen(self):
        self.send(messy())
        sent = {"sheet": "0", "row": "3", "column-3": "lead"}
        answer = self.client.post(self.address("columns_save"), sent)
        self.assertContains(answer, "Say which column names what is to be done.", status_code=422)
        self.assertContains(answer, '<option value="lead" selected>', status_code=422)
        self.assertNotContains(answer, '<option value="due" selected>', status_code=422)

    def test_another_row_of_headings_gives_another_proposal(self):
        self.send(with_rows(["任务", "牵头单位"], ["事项", "责任人"], ["讲座", "某某"]))
        self.assertContains(self.client.get(self.address("columns")), '<option value="lead" selected>')
        page = self.client.get(self.address("columns"), {"row": "1"})
        self.assertContains(page, '<option value="officer" selected>')

    def test_discarding(self):
        self.send(messy())
        answer = self.client.post(self.address("discard"), follow=True)
        self.assertContains(answer, "The import is discarded; nothing of it was written.")
        self.assertFalse(LedgerImport.objects.exists())

    def test_a_choice_survives_the_next_one(self):
        self.ready(units={"科研处": self.uni_lead.pk})
        self.client.post(self.address("choose"), {"year": "2026", "obliged": "joint"})
        self.assertEqual(LedgerImport.objects.get().choices["unit"], {"科研处": self.uni_lead.pk})


class HostileFiles(Pages, TestCase):
    def test_each_gets_a_sentence_and_leaves_nothing(self):
        before = everything()
        for number, (reason, name, make) in enumerate(CASES):
            with self.subTest(f"{number}: {reason}"):
                answer = self.send(make(), name)
                self.assertEqual(answer.status_code, 422)
                said = answer.context["form"].errors["file"]
                self.assertTrue(said[0][0].isupper() and said[0].endswith("."), said)
        self.assertFalse(LedgerImport.objects.exists())
        self.assertEqual(everything(), before)

    def test_no_file_is_asked_for(self):
        answer = self.client.post(reverse("agreements:ledger_import_read", args=[self.agreement.pk]))
        self.assertEqual(answer.status_code, 422)

    def test_cells_stay_text_on_the_page_and_are_neutralised_on_the_way_out(self):
        titles = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "<script>alert(1)</script>", "甲\x07\u202e乙"]
        rows = [["任务", "牵头单位", "进展情况"], *([title, "科研院", "=HYPERLINK(1)"] for title in titles)]
        data = "\n".join(",".join(row) for row in rows).encode("gb18030")
        found = self.begun(data, name="台账.csv")
        imports.choose_columns(
            found, by=self.uni_liaison, sheet=0, row=0, columns={0: "title", 1: "lead", 2: "progress"}
        )
        page = self.client.get(self.address("preview"))
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
        self.assertNotContains(page, "<script>alert(1)")
        self.client.post(self.address("confirm"), {"seal": self.seal()})
        self.assertEqual(set(Commitment.objects.values_list("title", flat=True)), {*titles[:4], "甲乙"})
        answer = self.client.get(reverse("agreements:commitment_export", args=["csv"]))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        self.assertEqual(len(export.LEADS) > 4, True)
        for title in titles[:3]:
            self.assertNotRegex(text, rf'(^|,|")({re.escape(title)})')
            self.assertIn(title, text)


class WhatItCosts(Pages, TestCase):
    def queries(self, items):
        self.ready(messy(items), obliged="joint")
        with CaptureQueriesContext(connection) as caught:
            answer = self.client.get(self.address("preview"))
        self.assertEqual(answer.status_code, 200)
        return len(caught)

    def test_a_preview_of_many_rows_takes_as_many_queries_as_one_of_few(self):
        many = [(*ITEMS[0][:1], f"任务{n}", f"单位{n % 70}", *ITEMS[0][3:]) for n in range(250)]
        self.queries(ITEMS[:1])
        self.assertEqual(self.queries(many), self.queries(ITEMS[:2]))

    def test_fifty_rows_are_shown_at_once_and_forty_names_asked_for(self):
        self.ready(messy([(*ITEMS[0][:1], f"任务{n}", f"单位{n}", *ITEMS[0][3:]) for n in range(120)]))
        page = self.client.get(self.address("preview"), {"page": "2"})
        self.assertContains(page, "51–100 / 120")
        self.assertContains(page, "80 more names are asked for afterwards.")


class AnsweringSuggestions(Pages, TestCase):
    def setUp(self):
        super().setUp()
        self.done(self.ready(obliged="joint", year=2026))
        self.sign_in(self.dis_liaison)
        self.list = reverse("agreements:suggestion_list", args=[self.agreement.pk])

    def test_one_task_on_the_desk_and_one_click_for_all(self):
        desk = self.client.get(reverse("agreements:desk"))
        self.assertContains(desk, "Units are suggested for 3 commitments")
        self.assertEqual(len([task for task in desk.context["tasks"] if task.kind == "suggested"]), 1)
        answer = self.client.post(
            reverse("agreements:suggestion_accept_all", args=[self.agreement.pk]), {"from": "desk"}, follow=True
        )
        self.assertContains(answer, "3 suggested units are named.")
        self.assertNotContains(answer, "Units are suggested")
        self.assertFalse(SuggestedUnit.objects.open().exists())
        self.assertEqual(self.units("互派干部"), [("科研院", "lead"), ("科信局", "lead")])

    def test_the_side_that_suggested_has_no_task(self):
        self.sign_in(self.uni_liaison)
        self.assertNotContains(self.client.get(reverse("agreements:desk")), "Units are suggested")

    def test_one_by_one_on_the_commitments_page(self):
        row = Commitment.objects.get(title="选派教师到区里锻炼")
        page = reverse("agreements:commitment_detail", args=[row.pk])
        self.assertContains(self.client.get(page), "Suggested by another side")
        held = SuggestedUnit.objects.get(commitment=row)
        answer = self.client.post(
            reverse("agreements:suggestion_accept", args=[held.pk]), {"from": "item"}, follow=True
        )
        self.assertContains(answer, "科信局 is named.")
        self.assertContains(
            answer, "Taken over from 台账.xlsx, row 6"
        )  # the last unit assigned, and the report is free
        self.assertNotContains(answer, "Suggested by another side")
        again = self.client.post(reverse("agreements:suggestion_accept", args=[held.pk]), follow=True)
        self.assertContains(again, "This suggestion was already answered.")

    def test_turning_down_names_nobody(self):
        held = SuggestedUnit.objects.first()
        self.assertContains(self.client.get(self.list), held.commitment.title)
        self.client.post(reverse("agreements:suggestion_decline", args=[held.pk]))
        held.refresh_from_db()
        self.assertEqual((held.accepted, held.commitment.units.filter(party=self.dis_party).count()), (False, 0))
        self.assertIn("decline_unit", self.verbs(held.commitment))

    def test_naming_another_unit_answers_the_suggestion(self):
        from agreements.actions import commitments

        row = Commitment.objects.get(title="互派干部")
        commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_office, role="lead")
        held = SuggestedUnit.objects.get(commitment=row)
        self.assertEqual((held.accepted, held.answered_by), (False, self.dis_liaison.user))

    def test_the_list_takes_as_many_queries_for_many(self):
        def count():
            with CaptureQueriesContext(connection) as caught:
                self.client.get(self.list)
            return len(caught)

        few = count()
        items = [(*ITEMS[2][:1], f"互派{n}", *ITEMS[2][2:]) for n in range(12)]
        self.done(self.ready(messy(items)))
        self.sign_in(self.dis_liaison)
        self.assertEqual(count(), few)
