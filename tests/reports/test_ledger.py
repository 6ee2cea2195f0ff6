"""The ledger's rows, figures and order, on whichever database the run has."""

from datetime import date
from unittest import mock

from django.http import QueryDict
from django.test import TestCase

from agreements.actions import commitments, decisions
from agreements.models import (
    Actor,
    Agreement,
    AgreementParty,
    Cadence,
    CalendarYear,
    Commitment,
    CommitmentStatus,
    Obligation,
    Organization,
    Strength,
)
from agreements.reports import filters as conditions
from agreements.reports.ledger import LIFE, hidden_by, ledger
from agreements.standing import LAMPS, Clock
from tests.world import TODAY, World, at


class Ledgers(World):
    """The cast with one row for nearly every mark."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.red = cls.make_running(title="甲红", due_on=date(2026, 11, 10), percent=90)
            cls.yellow = cls.make_assigned(title="乙黄", due_on=date(2026, 11, 26))
            cls.blue = cls.make_assigned(title="丙蓝", due_on=date(2026, 12, 2), obliged_party=cls.uni_party)
            cls.green = cls.make_running(
                title="丁绿", due_on=date(2027, 6, 30), obliged_party=cls.dis_party, clause=cls.clause_2, percent=70
            )
            cls.grey = cls.make_assigned(title="戊灰", due_on=None, strength=Strength.EXPLORATORY)
            cls.submitted = cls.make_submitted(title="己待确认").commitment
            cls.draft = cls.make_commitment(title="庚草稿", due_on=None, yardstick="建成 park 一座")
            cls.withdrawn = commitments.withdraw(cls.make_commitment(title="辛撤销"), by=cls.uni_liaison)
            cls.continuous = cls.make_running(title="壬持续", due_on=None, cadence=Cadence.CONTINUOUS)
        cls.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def ask(self, query="", actor=None):
        with at(TODAY):
            return ledger(actor or self.uni_liaison, self.clock, QueryDict(query))

    def titles(self, query="", actor=None):
        return [line.title for line in self.ask(query, actor).lines]


class Counting(Ledgers, TestCase):
    def test_every_count_equals_the_rows_behind_its_link(self):
        side = f"side={self.university.pk}"
        for query in ("", side, "status=under_way", "q=甲", f"clause={self.clause.pk}", "undated=1"):
            counts = self.ask(query).counts
            for mark, count in counts.items():
                with self.subTest(query=query, mark=mark):
                    behind = self.ask(f"{query}&lamp={mark}")
                    self.assertEqual((count, count), (len(behind.lines), behind.total))
                    self.assertEqual({mark} if count else set(), {line.mark for line in behind.lines})

    def test_the_counts_add_up_to_all(self):
        found = self.ask()
        self.assertEqual(9, found.everything)
        self.assertEqual(9, len(found.lines))
        wanted = {"red": 1, "yellow": 1, "blue": 1, "green": 1, "grey": 2, "awaiting": 1, "draft": 1, "done": 1}
        self.assertEqual({**wanted, "held": 0, "letter": 0}, found.counts)

    def test_a_chosen_lamp_leaves_the_other_counts_standing(self):
        self.assertEqual(self.ask().counts, self.ask("lamp=red").counts)

    def test_a_parent_with_occurrences_is_not_counted_beside_them(self):
        with at(TODAY):
            parent = self.make_assigned(title="每年", cadence=Cadence.RECURRING)
            child = self.make_commitment(title="二〇二七")
        Commitment.objects.filter(pk=child.pk).update(parent=parent, period="2027")
        self.assertEqual(["二〇二七"], [line for line in self.titles() if line in ("每年", "二〇二七")])

    def test_a_joint_row_is_counted_once_per_side_that_owes_it(self):
        for side in (self.university, self.district):
            found = self.ask(f"side={side.pk}&lamp=red")
            self.assertEqual((1, 1), (found.counts["red"], len(found.lines)))


class Filtering(Ledgers, TestCase):
    def test_each_condition_finds_its_rows(self):
        cases = {
            f"agreement={self.agreement.pk}": 9,
            f"clause={self.clause_2.pk}": 1,
            f"unit={self.uni_lead.pk}": 7,
            f"unit={self.uni_third.pk}": 0,
            f"side={self.university.pk}": 8,
            f"side={self.district.pk}": 8,
            "status=to_assign": 1,
            "status=under_way": 6,
            "status=awaiting": 1,
            "status=closed": 0,
            "status=stopped": 1,
            "lamp=yellow": 1,
            "due_from=2026-12-01": 4,
            "due_to=2026-11-30": 2,
            "due_from=2026-11-01&due_to=2026-11-30": 2,
            "undated=1": 3,
            "due_to=2026-11-30&undated=1": 5,
            "q=甲": 1,
            "q=PARK": 1,
            "q=XY2022-1 乙": 1,
            "q=甲 乙": 0,
            "q=100%": 0,
        }
        for query, count in cases.items():
            with self.subTest(query):
                self.assertEqual(count, self.ask(query).total)
                self.assertEqual([], self.ask(query).problems)

    def test_conditions_hold_together(self):
        query = f"agreement={self.agreement.pk}&side={self.university.pk}&status=under_way&due_to=2026-12-02&lamp=blue"
        self.assertEqual(["丙蓝"], self.titles(query))

    def test_a_clause_holds_those_below_it(self):
        part = self.make_clause("1.1", "人才", self.clause.start, self.clause.end)
        Commitment.objects.filter(pk=self.red.pk).update(clause=part)
        self.assertEqual(["甲红"], self.titles(f"clause={part.pk}"))
        self.assertIn("甲红", self.titles(f"clause={self.clause.pk}"))

    def test_what_cannot_be_met_is_left_out_and_said(self):
        for query in (
            "agreement=x",
            "agreement=99999999999999999999999",
            "agreement=0",
            "clause=-1",
            "unit=1.5",
            "side=" + "9" * 5000,
            "status=late",
            "lamp=purple",
            "due_from=tomorrow",
            "due_to=2026-02-30",
            "due_from=2027-01-01&due_to=2026-01-01",
            "sort=password",
            "group=moon",
        ):
            with self.subTest(query[:40]):
                found = self.ask(query)
                self.assertEqual((9, 1), (found.total, len(found.problems)))

    def test_odd_pages_and_words_are_harmless(self):
        for query in ("page=0", "page=-1", "page=x", "page=999999", "page=" + "9" * 5000, "q=%00", "q=%25_", "page=²"):
            with self.subTest(query[:20]):
                found = self.ask(query)
                self.assertEqual([], found.problems)
                self.assertEqual(1, found.page)

    def test_a_clause_of_another_agreement_is_left_out(self):
        other = Agreement.objects.create(code="ZZ2023", title="补充")
        AgreementParty.objects.create(agreement=other, organization=self.university, order=1)
        found = self.ask(f"agreement={other.pk}&clause={self.clause.pk}")
        self.assertIsNone(found.filters.clause)
        self.assertEqual(1, len(found.problems))

    def test_an_empty_list_knows_which_condition_to_drop(self):
        found = self.ask("q=甲&lamp=green")
        self.assertEqual([], found.lines)
        told = hidden_by(self.uni_liaison, self.clock, found.filters, found.choices)
        self.assertEqual((9, [("lamp", 1), ("q", 1)]), told)


class Ordering(Ledgers, TestCase):
    def test_the_worst_lamp_comes_first_and_what_is_done_last(self):
        found = [line.mark for line in self.ask().lines]
        self.assertEqual([*LAMPS, "grey", "awaiting", "draft", "done"], found)

    def test_the_direction_turns_round(self):
        self.assertEqual("done", self.ask("sort=-lamp").lines[0].mark)

    def test_dates_that_nobody_set_come_last_either_way(self):
        for query in ("sort=due", "sort=-due"):
            days = [line.due_on for line in self.ask(query).lines]
            set_days = [day for day in days if day]
            with self.subTest(query):
                self.assertEqual([None] * 3, days[-3:])
                self.assertEqual(sorted(set_days, reverse=query == "sort=-due"), set_days)

    def test_codes_follow_the_clauses_as_people_read_them(self):
        tenth = self.make_clause("10", "园区", self.clause_2.start, self.clause_2.end)
        with at(TODAY):
            late = self.make_assigned(title="第十条", clause=tenth)
        codes = [line.code for line in self.ask("sort=code").lines if line.code]
        self.assertEqual(late.code, codes[-1])
        self.assertEqual(self.green.code, codes[-2])

    def test_other_columns_sort_too(self):
        percents = [line.percent for line in self.ask("sort=-percent&status=under_way").lines]
        self.assertEqual(sorted(percents, key=lambda n: -(n or 0)), percents)
        places = [LIFE.index(line.status) for line in self.ask("sort=status").lines]
        self.assertEqual(sorted(places), places)
        rows = {"sort=title": [], "sort=-title": []}
        for query in rows:
            rows[query] = self.titles(query)
        self.assertEqual(rows["sort=title"], rows["sort=-title"][::-1])

    def test_pages_neither_repeat_nor_lose_a_row(self):
        with mock.patch("agreements.reports.ledger.PAGE", 4):
            for sort in ("", "lamp", "due", "-due", "title", "percent", "status", "code", "-code"):
                pages = [self.titles(f"sort={sort}&page={page}") for page in (1, 2, 3)]
                with self.subTest(sort):
                    self.assertEqual([4, 4, 1], [len(page) for page in pages])
                    self.assertEqual(9, len({title for page in pages for title in page}))


class Grouping(Ledgers, TestCase):
    def test_clauses_follow_each_other_with_their_figures(self):
        found = self.ask("group=clause")
        self.assertEqual([8, 1], [group.count for group in found.groups.values()])
        self.assertEqual("丁绿", found.lines[-1].title)
        self.assertEqual({"green": 1}, found.groups[found.lines[-1].group].marks)
        self.assertEqual(70, found.groups[found.lines[-1].group].mean)

    def test_the_pages_of_a_grouped_list_are_the_whole_list(self):
        for sort in ("", "due", "-code"):
            whole = [line.pk for line in self.ask(f"group=clause&sort={sort}").lines]
            for size in (3, 4, 8):
                with self.subTest(sort, size=size), mock.patch("agreements.reports.ledger.PAGE", size):
                    pages = [self.ask(f"group=clause&sort={sort}&page={page}") for page in range(1, -(-9 // size) + 1)]
                    self.assertEqual([line.pk for page in pages for line in page.lines], whole)

    def test_units_group_by_the_own_sides_lead(self):
        for actor, wanted in (
            (self.uni_liaison, {"科研院": 6, "科信局": 1, "": 2}),
            (self.dis_liaison, {"科信局": 6, "科研院": 1, "": 2}),
        ):
            found = self.ask("group=unit", actor)
            names = [name for _organization, name in found.choices.units.values()]
            told = {"" if key[0] is None else names[key[0]]: group.count for key, group in found.groups.items()}
            self.assertEqual(wanted, told)

    def test_every_line_has_a_group(self):
        for name in conditions.GROUPS:
            found = self.ask(f"group={name}&lamp=red")
            self.assertEqual([1], [found.groups[line.group].count for line in found.lines])


class Reading(Ledgers, TestCase):
    def line(self, title, actor=None):
        return next(line for line in self.ask(actor=actor).lines if line.title == title)

    def test_a_line_says_who_owes_and_who_leads(self):
        line = self.line("甲红")
        self.assertEqual((self.university.pk, self.district.pk), line.sides)
        self.assertEqual(((self.university.pk, "科研院"), (self.district.pk, "科信局")), line.leads)
        self.assertEqual((self.district.pk,), self.line("丁绿").sides)

    def test_the_plan_stands_only_where_there_is_one(self):
        self.assertEqual(0, self.line("丁绿").plan)
        self.assertIsNone(self.line("戊灰").plan)
        self.assertIsNone(self.line("己待确认").plan)

    def test_a_continuous_item_has_no_percent_but_its_word(self):
        line = self.line("壬持续")
        self.assertEqual((None, "yes"), (line.percent, line.kept_up))

    def test_a_claim_waiting_for_release_shows_on_its_own_side_alone(self):
        with at(TODAY):
            decisions.open_close(self.red, by=self.uni_officer, reason="已完成。")
        self.assertTrue(self.line("甲红").waiting)
        self.assertFalse(self.line("甲红", self.dis_liaison).waiting)
        self.assertFalse(self.line("甲红", self.admin).waiting)

    def test_a_submitted_item_says_since_when(self):
        for actor in (self.uni_liaison, self.dis_liaison):
            self.assertEqual(TODAY, self.line("己待确认", actor).since)


class Seeing(Ledgers, TestCase):
    def test_both_sides_and_the_administrator_see_the_same_rows(self):
        for actor in (self.uni_liaison, self.dis_officer, self.uni_auditor, self.admin):
            self.assertEqual(9, self.ask(actor=actor).total)

    def test_a_stranger_and_one_without_a_post_see_nothing(self):
        for actor in (self.stranger, Actor(self.uni_other.user)):
            found = self.ask(actor=actor)
            self.assertEqual((0, 0, []), (found.total, found.everything, found.lines))
            self.assertEqual(({}, {}), (found.choices.agreements, found.choices.units))

    def test_other_peoples_agreements_are_neither_listed_nor_named(self):
        other = Agreement.objects.create(code="ZZ2023", title="别家的")
        party = AgreementParty.objects.create(agreement=other, organization=self.elsewhere, order=1)
        third = Organization.objects.create(name="第三方", short_name="三")
        AgreementParty.objects.create(agreement=other, organization=third, order=2)
        with at(TODAY):
            commitments.create(
                other, by=self.admin, title="别家的事", obligation=Obligation.ONE, obliged_party=party, clause=None
            )
        found = self.ask(f"agreement={other.pk}")
        self.assertEqual((9, 1), (found.total, len(found.problems)))
        self.assertNotIn(other.code, found.problems[0])
        self.assertEqual(1, self.ask(f"side={self.elsewhere.pk}", self.admin).total)
        self.assertEqual(1, len(self.ask(f"side={self.elsewhere.pk}").problems))


class Statuses(TestCase):
    def test_every_status_stands_behind_exactly_one_of_the_five_words(self):
        behind = [status for _word, statuses in conditions.STATUSES.values() for status in statuses]
        self.assertEqual(sorted(CommitmentStatus.values), sorted(behind))
