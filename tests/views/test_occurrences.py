"""What recurs on its pages: the rule in place, the occurrences at a glance, what was reached; figures equal rows."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, decisions, progress, proposals, recurrences
from agreements.models import Agreement, CalendarYear, Commitment, Thresholds
from agreements.reports import ledger, recurring, summary
from agreements.reports.filters import MARKS
from agreements.standing import Clock
from agreements.views.next_step import next_step, prepared
from tests.postings import make_posting
from tests.recurring import Recurring
from tests.sides import Rules
from tests.world import TODAY, at

HTMX = {"HTTP_HX_REQUEST": "true"}
SENT = {"every": "year", "anchor": "calendar", "starts_on": "2026-01-01", "lead_days": "0"}


class Pages(Recurring, Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.make_term()
            cls.row = cls.make_recurring()
            cls.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def setUp(self):
        super().setUp()
        self.sign(self.uni_liaison)

    def sign(self, actor):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def page(self, row, **asked):
        return self.client.get(reverse("agreements:commitment_detail", args=[row.pk]), asked)

    def post(self, name, row, fragment=True, **data):
        headers = HTMX if fragment else {}
        return self.client.post(reverse(f"agreements:{name}", args=[row.pk]), data, **headers)

    def step(self, row, actor):
        return next_step(prepared(Commitment.objects.filter(pk=row.pk)).get(), actor, self.clock)


class TheItem(Pages):
    def test_its_years_stand_at_a_glance_with_lamp_target_and_actual(self):
        progress.report(self.of(self.row, "2026"), by=self.uni_officer, text="在办。", percent=10)
        recurrences.set_actual(self.of(self.row, "2026"), by=self.uni_officer, actual="3 人")
        page = self.page(self.row)
        for period in ("2026", "2027", "2028", "2029"):
            link = reverse("agreements:commitment_detail", args=[self.of(self.row, period).pk])
            self.assertContains(page, f'href="{link}"')
        self.assertContains(page, "Open now", 2)  # among its years, and as the next step
        self.assertContains(page, "Not yet due", 3)
        self.assertContains(page, '<span class="k">Actual</span> 3 人', html=True)
        self.assertContains(page, "The next to open: year 2027, on 2027-01-01.")

    def test_its_lamp_is_the_worst_of_those_that_are_open_else_the_day_the_next_opens(self):
        late = self.of(self.row, "2026")
        Commitment.objects.filter(pk=late.pk).update(due_on=date(2026, 11, 1))
        self.assertEqual(self.page(self.row).context["lamp_name"], "red")
        Commitment.objects.filter(pk=late.pk).update(status="closed", finished_at=late.assigned_at)
        page = self.page(self.row)
        self.assertEqual(page.context["lamp_name"], "")
        self.assertContains(page, "next: year 2027, opens on 2027-01-01")

    def test_the_next_step_is_to_report_on_the_one_that_is_open(self):
        self.sign(self.uni_officer)
        commitments.accept(self.fresh(self.row), by=self.uni_officer)
        commitments.accept(self.fresh(self.row), by=self.dis_officer)
        page = self.page(self.row)
        self.assertContains(page, "Next: Report on the occurrence that is open")
        self.assertContains(page, "Report on year 2026")
        self.assertNotContains(page, "Ask for an extension")
        self.assertEqual(self.step(self.row, self.uni_leader).kind, "none")

    def test_postings_in_the_register_are_what_was_reached(self):
        row = self.make_recurring({"target": "2 人"}, min_months=6)
        make_posting(self, commitment=row)
        for chip in recurring.round_of(row, self.clock).chips:
            with self.subTest(period=chip.row.period):
                told = recurring.actual_of(chip.row, self.clock)
                self.assertTrue(told[1])
                self.assertIn(chip.actual, (told[0], "") if chip.phase == "not_yet" else (told[0],))
        self.assertEqual(recurring.round_of(row, self.clock).chips[0].actual, "1")
        page = self.page(self.of(row, "2026"))
        self.assertContains(page, "counted from the register of postings")
        self.assertNotContains(page, "Write down")

    def test_the_queries_do_not_grow_with_the_occurrences(self):
        counts = []
        for months in (5, 60):
            self.make_term(None)
            Thresholds.objects.filter(pk=1).update(horizon_months=months)
            row = self.make_recurring({"every": "month", "starts_on": TODAY})
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page = self.page(row)
            self.assertEqual(len(page.context["round"].chips), months + 1)
            counts.append(len(queries))
        self.assertEqual(*counts)


class SayingHow(Pages):
    def test_a_recurring_draft_without_a_rule_has_one_next_step(self):
        draft = self.make_commitment(cadence="recurring", due_on=None)
        self.assertEqual(self.step(draft, self.uni_liaison).kind, "recur")
        page = self.page(draft)
        self.assertContains(page, "Next: Say how it recurs")
        self.assertContains(page, 'value="2026-11-24"')
        self.assertContains(page, "Name the lead unit")
        self.assertNotEqual(self.step(draft, self.uni_officer).kind, "recur")
        answer = self.post("recurrence_save", draft, **SENT, target="6 人")
        self.assertContains(answer, "How it recurs is written down.")
        self.assertContains(answer, "Next: Name the lead unit")
        self.assertContains(answer, "target each time: 6 人")

    def test_a_once_only_draft_is_not_asked(self):
        self.assertEqual(self.step(self.make_commitment(), self.uni_liaison).kind, "lead")

    def test_what_is_refused_stays_typed_as_page_and_as_fragment(self):
        draft = self.make_commitment(cadence="recurring", due_on=None)
        for fragment in (True, False):
            answer = self.post("recurrence_save", draft, fragment, **SENT | {"until_on": "2025-01-01"}, target="六人")
            self.assertContains(answer, "The last day cannot lie before the first.", status_code=422)
            self.assertContains(answer, 'value="六人"', status_code=422)
            self.assertEqual("<html" in answer.content.decode(), not fragment)

    def test_without_htmx_it_leads_back_to_the_page(self):
        draft = self.make_commitment(cadence="recurring", due_on=None)
        answer = self.post("recurrence_save", draft, fragment=False, **SENT)
        self.assertRedirects(answer, reverse("agreements:commitment_detail", args=[draft.pk]))

    def test_once_agreed_the_form_has_the_lead_days_alone(self):
        page = self.page(self.row, do="recur")
        self.assertContains(page, "one side alone changes only how early each time opens")
        self.assertNotContains(page, f"recur-{self.row.pk}-every")
        self.post("recurrence_save", self.row, lead_days="31")
        self.assertEqual(self.of(self.row, "2027").opens_on, date(2026, 12, 1))

    def test_an_overtaken_page_is_told(self):
        draft = self.make_commitment(cadence="recurring", due_on=None)
        commitments.edit(draft, by=self.dis_liaison, version=1, title="另一个")
        answer = self.post("recurrence_save", draft, **SENT, version="1", seen="0")
        self.assertEqual(answer.status_code, 409)


class AnOccurrence(Pages):
    def test_it_names_its_item_and_says_why_it_is_due(self):
        page = self.page(self.of(self.row, "2027"))
        self.assertContains(page, reverse("agreements:commitment_detail", args=[self.row.pk]))
        self.assertContains(page, "Not yet due · opens on 2027-01-01")
        self.assertContains(page, "Last day of its period")
        self.assertContains(self.page(self.of(self.row, "2029")), "Last day of the agreement")

    def test_what_was_reached_is_written_in_place(self):
        self.sign(self.uni_officer)
        one = self.of(self.row, "2026")
        answer = self.post("occurrence_actual", one, actual="3 人")
        self.assertContains(answer, f'id="occurrence-{one.pk}"')
        self.assertContains(answer, 'value="3 人"')
        answer = self.post("occurrence_actual", one, fragment=False, actual="4 人")
        self.assertRedirects(answer, reverse("agreements:commitment_detail", args=[one.pk]))
        for fragment in (True, False):
            answer = self.post("occurrence_actual", one, fragment, actual="人" * 81)
            self.assertContains(answer, "人" * 81, status_code=422)

    def test_whoever_is_overtaken_keeps_what_was_typed_and_may_send_it_once_more(self):
        self.sign(self.uni_officer)
        one = self.of(self.row, "2026")
        recurrences.set_actual(one, by=self.dis_officer, actual="3 人")
        for fragment in (True, False):
            late = self.post("occurrence_actual", one, fragment, actual="4 人", seen="")
            self.assertContains(late, "Somebody wrote “3 人” meanwhile", status_code=409)
            self.assertContains(late, 'value="4 人"', status_code=409)
            self.assertContains(late, 'name="seen" value="3 人"', status_code=409)
        self.post("occurrence_actual", one, actual="4 人", seen="3 人")
        self.assertEqual(self.fresh(one).actual, "4 人")


class WhatIsCounted(Pages):
    """Figures above the ledger equal the rows behind each link, with occurrences in every state."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.make_running()
            cls.make_recurring_draft()
            begun = cls.of(cls.row, "2026")
            progress.report(begun, by=cls.uni_officer, text="已办。", percent=100)
            decisions.open_close(cls.fresh(begun), by=cls.uni_liaison, reason="已完成。")
            held = proposals.propose(cls.of(cls.row, "2028"), "hold", by=cls.uni_liaison, reason="暂缓")
            decisions.confirm(held, by=cls.dis_liaison)

    def test_every_figure_is_the_rows_behind_it(self):
        for group in ("", "clause", "unit"):
            whole = ledger.ledger(self.uni_liaison, self.clock, {"group": group})
            self.assertEqual(sum(whole.counts.values()), whole.total)
            self.assertEqual(whole.total, 6)  # four occurrences, one running item, one draft that has none yet
            for mark in MARKS:
                rows = ledger.ledger(self.uni_liaison, self.clock, {"lamp": mark, "group": group}).lines
                self.assertEqual(len(rows), whole.counts[mark], mark)
        tally = summary.tally(Commitment.objects.filter(agreement=self.agreement), self.clock)
        self.assertEqual(tally.total, whole.total)
        for cell in tally.cells:
            asked = dict([cell.condition.split("&")[0].split("=")])
            self.assertEqual(ledger.ledger(self.uni_liaison, self.clock, asked).total, cell.count, cell.place)
        self.assertNotIn(self.row.pk, [line.pk for line in whole.lines])

    def test_the_ledger_shows_code_and_period_and_its_pages_the_item(self):
        listed = self.client.get(reverse("agreements:commitment_list"))
        self.assertContains(listed, f"{self.row.code}/2027")
        self.assertContains(listed, '<span class="tag">2027</span>')
        link = f'href="{reverse("agreements:commitment_detail", args=[self.row.pk])}"'
        self.assertNotContains(listed, link)
        agreement = self.client.get(reverse("agreements:agreement_detail", args=[self.agreement.pk]))
        self.assertContains(agreement, link)
        self.assertContains(agreement, "0 of 4 done")
        self.assertNotContains(agreement, f"{self.row.code}/2027")
        text = self.client.get(reverse("agreements:text_detail", args=[self.text.pk]))
        self.assertContains(text, link)
        self.assertNotContains(text, f"{self.row.code}/2027")

    def test_nobody_is_asked_about_what_opens_later(self):
        self.sign(self.uni_officer)
        sheet = self.client.get(reverse("agreements:cycle_sheet"))
        self.assertNotContains(sheet, "/2027")
        side = summary.by_side(self.agreement, self.clock)[0]
        self.assertEqual(side.to_report, 1)  # the running item: one occurrence is submitted, the others open later

    def test_the_timeline_and_the_calendar_show_the_occurrences(self):
        chart = self.client.get(reverse("agreements:agreement_timeline", args=[self.agreement.pk]))
        for period in ("2026", "2027", "2029"):
            self.assertContains(chart, reverse("agreements:commitment_detail", args=[self.of(self.row, period).pk]))
        month = self.client.get(reverse("agreements:calendar_month"), {"month": "2027-01"})
        self.assertContains(month, "选派教师锻炼 · 2027")
        self.assertContains(month, "Opens on")

    def test_the_export_lists_them_with_their_codes(self):
        answer = self.client.get(reverse("agreements:commitment_export", args=["csv"]))
        told = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8", "replace")
        self.assertIn(f"{self.row.code}/2027", told)


class ManyOfThem(Pages):
    def test_ledger_timeline_and_agreement_ask_as_often_for_many_as_for_few(self):
        addresses = [
            reverse("agreements:commitment_list"),
            reverse("agreements:agreement_timeline", args=[self.agreement.pk]),
            reverse("agreements:agreement_detail", args=[self.agreement.pk]),
            reverse("agreements:calendar_month") + "?month=2027-01",
        ]
        few = [self.queries(address) for address in addresses]
        Agreement.objects.filter(pk=self.agreement.pk).update(effective_to=date(2029, 7, 25))
        self.make_recurring({"every": "month", "starts_on": date(2026, 1, 1)})
        self.assertEqual([self.queries(address) for address in addresses], few)

    def queries(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)
