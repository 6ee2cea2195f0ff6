"""Closed by letter: counted apart everywhere, and only while the letter is what the item stands on."""

from django.http import QueryDict
from django.test import TestCase
from django.urls import reverse

from agreements.actions import contesting, decisions, letters, repairs
from agreements.models import CalendarYear, Commitment, Confirmation
from agreements.reports import export, ledger, summary
from agreements.reports.tally import matrix
from agreements.standing import Clock
from tests.sides import PAPER, DistrictByLetter
from tests.world import TODAY


class ByLetter(DistrictByLetter, TestCase):
    def setUp(self):
        super().setUp()
        self.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def closed(self, on_paper=True):
        decision = decisions.open_close(self.make_running(percent=100), by=self.uni_liaison, reason="已完成。")
        if on_paper:
            letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        else:
            decisions.confirm(decision, by=self.dis_liaison)
        return self.fresh(decision.commitment)

    def counted(self):
        """Closed by people and closed by letter: in the ledger, in the summary and among the answers."""
        found = ledger.counted_by_mark(ledger.marked(ledger.seen_by(self.uni_liaison), self.clock))
        figures = summary.tally(Commitment.objects.all(), self.clock)
        answers = Confirmation.objects.closing_on_paper().count()
        self.assertEqual((found["done"], found["letter"]), (figures.closed, figures.letter))
        self.assertEqual(answers, figures.letter)
        return figures.closed, figures.letter

    def test_apart_from_what_people_have_confirmed(self):
        self.closed()
        self.assertEqual(self.counted(), (0, 1))
        self.closed(on_paper=False)
        self.assertEqual(self.counted(), (1, 1))

    def test_reopened_and_confirmed_by_a_person_it_is_by_letter_no_more(self):
        row = self.closed()
        repairs.repair(row, "reopen", by=self.admin, reason="补充材料")
        self.assertEqual(summary.tally(Commitment.objects.all(), self.clock).letter, 0)
        again = decisions.open_close(self.fresh(row), by=self.uni_liaison, reason="又完成。")
        decisions.confirm(again, by=self.dis_liaison)
        self.assertEqual(self.counted(), (1, 0))
        self.sign_in(self.uni_officer)
        page = self.client.get(reverse("agreements:commitment_detail", args=[row.pk]))
        self.assertEqual(page.context["by_letter"], [])

    def test_reopened_and_confirmed_on_paper_again_it_is_one_by_letter(self):
        row = self.closed()
        repairs.repair(row, "reopen", by=self.admin, reason="补充材料")
        again = decisions.open_close(self.fresh(row), by=self.uni_liaison, reason="又完成。")
        told = PAPER | {"number": "区函〔2026〕20 号"}
        letters.record_answer(again, by=self.uni_liaison, party=self.dis_party, confirms=True, **told)
        self.assertEqual(summary.tally(Commitment.objects.all(), self.clock).letter, 1)
        self.assertEqual(Confirmation.objects.closing_on_paper().get().letter.number, told["number"])

    def test_contested_it_is_by_letter_no_more(self):
        row = self.closed()
        contesting.contest(Confirmation.objects.get(), by=self.dis_liaison, reason="无此函")
        self.assertEqual(self.counted(), (0, 0))
        self.assertEqual(self.status(row), "in_progress")

    def test_each_figure_is_what_its_link_lists(self):
        self.closed()
        self.closed(on_paper=False)
        for side in summary.by_side(self.agreement, self.clock):
            self.assertEqual((side.closed, side.by_letter), (2, 1))
        for cell in summary.tally(Commitment.objects.all(), self.clock).cells:
            asked = QueryDict(cell.condition)
            self.assertEqual(ledger.ledger(self.uni_leader, self.clock, asked).total, cell.count, cell.place)

    def test_leaders_see_it_apart(self):
        self.closed()
        self.closed(on_paper=False)
        self.sign_in(self.uni_leader)
        self.client.cookies["django_language"] = "en"
        page = self.client.get(reverse("agreements:desk"))
        self.assertContains(page, "1 of them by letter")
        self.assertContains(page, "Of them by letter")
        self.assertContains(page, "Closed by letter")

    def test_the_agreement_says_so_for_each_side(self):
        self.closed()
        self.sign_in(self.uni_officer)
        self.client.cookies["django_language"] = "en"
        page = self.client.get(reverse("agreements:agreement_detail", args=[self.agreement.pk]))
        self.assertContains(page, "of them by letter", count=2)

    def test_the_export_says_so_in_its_status(self):
        self.closed()
        found = export.export(self.uni_liaison, self.clock, {})
        self.assertEqual([row.status for row in found.rows()], ["Closed by letter"])

    def test_it_has_a_column_of_its_own(self):
        columns, _lines, whole = matrix([("一", summary.Tally(closed=2, letter=3))])
        self.assertEqual([cell.place for cell in columns if cell.count], ["closed", "letter"])
        self.assertEqual(whole, 5)
