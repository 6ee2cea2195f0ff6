"""Figures by clause, side and unit: what the ledger lists behind each; and the coverage of a text."""

from datetime import date

from django.test import TestCase

from agreements.actions import commitments, decisions, progress
from agreements.models import Agreement, CalendarYear, Commitment, Organization, Sentence
from agreements.reports import leader, summary
from agreements.reports.ledger import ledger
from agreements.reports.tally import matrix
from agreements.standing import Clock
from tests.sides import Rules, ThreeSides
from tests.world import TEXT, TODAY, at


class Figures(Rules):
    """Items in many places: late, calm, undated, a draft, submitted, closed, withdrawn, and one without a clause."""

    def setUp(self):
        super().setUp()
        self.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def fill(self):
        with at(date(2026, 10, 8)):
            self.make_running(title="逾期", due_on=date(2026, 11, 10))
            self.make_running(
                title="单方", obliged_party=self.dis_party, due_on=date(2027, 6, 30), clause=self.clause_2
            )
            self.make_assigned(title="无期限", due_on=None)
            self.make_commitment(title="草稿", clause=self.clause_2)
            self.make_submitted(title="待确认", percent=100)
            decisions.confirm(self.make_submitted(title="已结", percent=100), by=self.dis_liaison)
            commitments.withdraw(self.make_commitment(title="撤销"), by=self.uni_liaison)
        loose = self.make_commitment(title="无条款")
        Commitment.objects.filter(pk=loose.pk).update(clause=None)
        return Commitment.objects.filter(agreement=self.agreement)

    def listed(self, condition):
        data = dict(pair.split("=") for pair in condition.split("&"))
        return ledger(self.uni_liaison, self.clock, data | {"agreement": str(self.agreement.pk)}).total


class CountingByClause(Figures, TestCase):
    def test_every_item_has_one_place_and_they_add_up(self):
        rows = self.fill()
        found = summary.tally(rows, self.clock)
        self.assertEqual((found.red, found.awaiting, found.closed, found.to_assign, found.stopped), (1, 1, 1, 2, 1))
        self.assertEqual(found.total, rows.count())
        self.assertAlmostEqual(sum(float(width) for _place, _x, width in found.bar), 100, delta=8)

    def test_each_figure_is_what_the_ledger_shows_behind_it(self):
        rows = self.fill()
        figures = summary.by_clause(rows, self.text, self.clock)
        self.assertEqual([each.clause and each.clause.number for each in figures], ["1", "2", None])
        for each in figures[:2]:
            for cell in each.tally.cells:
                with self.subTest(clause=each.clause.number, place=cell.place):
                    self.assertEqual(cell.count, self.listed(f"clause={each.clause.pk}&{cell.condition}"))
        for cell in summary.tally(rows, self.clock).cells:
            with self.subTest(place=cell.place):
                self.assertEqual(cell.count, self.listed(cell.condition))

    def test_clauses_below_count_for_the_one_above(self):
        below = self.make_clause("1.1", "人才", 0, TEXT.index("2\n园区"))
        below.parent = self.clause
        below.save()
        self.make_commitment(clause=below)
        first = summary.by_clause(Commitment.objects.all(), self.text, self.clock)[0]
        self.assertEqual((first.clause, first.below, first.tally.to_assign), (self.clause, [below], 1))

    def test_a_matrix_leaves_out_empty_columns_and_adds_up(self):
        tally = summary.Tally(red=2, to_assign=1)
        columns, lines, whole = matrix([("一", tally), ("二", summary.Tally(green=3))])
        self.assertEqual([cell.place for cell in columns][5:], ["awaiting", "closed", "to_assign"])
        self.assertEqual([cell.count for cell in columns], [2, 0, 0, 3, 0, 0, 0, 1])
        self.assertEqual(([total for _head, _cells, total in lines], whole), ([3, 3], 6))


class CountingBySide(Figures, TestCase):
    def test_what_a_side_owes_is_what_the_ledger_shows_for_it(self):
        self.fill()
        for side in summary.by_side(self.agreement, self.clock):
            owes = f"side={side.party.organization_id}"
            with self.subTest(side=str(side.party)):
                self.assertEqual(side.owes, self.listed(owes))
                self.assertEqual(side.closed, self.listed(f"{owes}&status=closed"))
                self.assertEqual(side.late, self.listed(f"{owes}&lamp=red"))

    def test_waiting_and_reported_are_each_sides_own(self):
        self.fill()
        university, district = summary.by_side(self.agreement, self.clock)
        self.assertEqual((university.waiting, district.waiting), (1, 0))
        self.assertEqual((university.reported, university.to_report), (1, 2))
        self.assertEqual((district.reported, district.to_report), (1, 3))

    def test_each_unit_has_what_the_ledger_shows_for_it(self):
        self.fill()
        sides = summary.by_unit(self.agreement, self.clock)
        self.assertEqual([party for party, _units in sides], [self.uni_party, self.dis_party])
        for _party, units in sides:
            for unit in units:
                for cell in unit.tally.cells:
                    with self.subTest(unit=unit.name, place=cell.place):
                        self.assertEqual(cell.count, self.listed(f"unit={unit.unit_id}&{cell.condition}"))

    def test_a_unit_of_an_organization_that_left_does_not_break_the_page(self):
        self.make_assigned()
        other = Organization.objects.create(name="新单位", short_name="新")
        self.dis_party.organization = other
        self.dis_party.save()
        agreement = Agreement.objects.get(pk=self.agreement.pk)
        self.assertEqual(len(summary.by_unit(agreement, self.clock)), 2)


class CountingThreeSides(ThreeSides, Figures, TestCase):
    def test_joint_items_count_for_all_three(self):
        self.make_assigned()
        self.assertEqual([side.owes for side in summary.by_side(self.agreement, self.clock)], [1, 1, 1])


class CoveringTheText(Figures, TestCase):
    def states(self):
        return summary.coverage(self.text).ticks

    def test_a_sentence_is_covered_when_a_passage_of_a_commitment_overlaps_it(self):
        self.assertEqual(self.states(), ["open"] * 4)
        start = TEXT.index("学校每年")
        row = commitments.create(
            self.agreement, by=self.uni_liaison, spans=[(self.text, start + 2, start + 5)], **self.fields()
        )
        self.assertEqual(self.states(), ["open", "cov", "open", "open"])
        found = summary.coverage(self.text)
        self.assertEqual((found.covered, found.open, found.obliging, found.percent), (1, 3, 4, 25))
        commitments.withdraw(row, by=self.uni_liaison)
        self.assertEqual(self.states(), ["open"] * 4)

    def test_a_passage_that_ends_where_the_sentence_begins_does_not_cover_it(self):
        start = TEXT.index("学校每年")
        commitments.create(self.agreement, by=self.uni_liaison, spans=[(self.text, start - 3, start)], **self.fields())
        self.assertEqual(self.states(), ["cov", "open", "open", "open"])

    def test_sentences_without_obligation_do_not_count(self):
        Sentence.objects.filter(clause=self.clause).update(disposition="no_obligation", reason="背景。")
        found = summary.coverage(self.text)
        self.assertEqual((found.none, found.obliging, found.percent), (3, 1, 0))
        Sentence.objects.update(disposition="no_obligation", reason="背景。")
        self.assertIsNone(summary.coverage(self.text).percent)

    def test_the_list_says_the_same_as_the_page(self):
        found = summary.coverage_by_agreement([self.agreement])[self.agreement.pk]
        self.assertEqual((found.covered, found.open, found.none), (0, 4, 0))
        self.assertEqual(summary.coverage(None).percent, None)

    def fields(self):
        return {"clause": self.clause, "title": "事项", "obligation": "joint", "cadence": "once", "yardstick": "人数"}


class ListingForLeaders(Figures, TestCase):
    def test_the_longest_late_comes_first_with_its_leads(self):
        self.make_assigned(title="新的", due_on=date(2026, 11, 19))
        self.make_assigned(title="旧的", due_on=date(2026, 11, 10))
        found = leader.late_items(Commitment.objects.all(), self.clock)
        self.assertEqual([row.title for row in found], ["旧的", "新的"])
        self.assertEqual([unit.name for unit in found[0].leads], ["科研院", "科信局"])
        self.assertEqual(found[0].words, "10 working days late")

    def test_the_silent_are_those_with_a_whole_cycle_without_a_word(self):
        with at(date(2026, 3, 2)):
            row = self.make_running()
        self.make_assigned(title="刚交办")
        self.assertEqual([item.pk for item in leader.silent_items(Commitment.objects.all(), self.clock)], [row.pk])
        progress.report(row, by=self.uni_officer, text="在做。", percent=50)
        progress.report(row, by=self.dis_officer, text="在做。", percent=50)
        self.assertEqual(leader.silent_items(Commitment.objects.all(), self.clock), [])
