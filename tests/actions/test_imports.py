"""A ledger brought in: what it would create, and that all of it is written or nothing."""

import json
from datetime import date
from unittest import mock

from django.test import TestCase

from agreements.actions import commitments, imports, suggestions
from agreements.actions.workbooks import book_of
from agreements.models import (
    ColumnMapping,
    Commitment,
    CommitmentUnit,
    LedgerImport,
    Notification,
    ProgressReport,
    SuggestedUnit,
    TakenOver,
    TrailEntry,
)
from agreements.reports.incoming import MOST, layout, plan
from agreements.reports.incoming.known import Known

from ..ledger_files import ITEMS, messy
from ..sides import DistrictByLetter, Rules, ThreeSides
from ..workbooks.books import with_rows


class Importing(Rules):
    def begun(self, data=None, by=None, name="台账.xlsx"):
        data = messy() if data is None else data
        by = by or self.uni_liaison
        return imports.begin(self.agreement, by=by, workbook=book_of(data, name), name=name, data=data)

    def ready(self, data=None, by=None, **chosen):
        """An import whose columns are chosen as proposed."""
        by = by or self.uni_liaison
        found = self.begun(data, by)
        laid = layout(found)
        found = imports.choose_columns(found, by=by, sheet=0, row=laid.header.row, columns=laid.columns)
        return imports.choose(found, by=by, **chosen) if chosen else found

    def done(self, found, by=None):
        by = by or self.uni_liaison
        return imports.confirm(found, by=by, seal=plan(found, by).seal)

    def line(self, made, row):
        return next(line for line in made.lines if line.row == row)

    def units(self, title):
        rows = CommitmentUnit.objects.filter(commitment__title=title).order_by("role", "party__order", "pk")
        return list(rows.values_list("unit__name", "role"))


class WhatWouldBeCreated(Importing, TestCase):
    def setUp(self):
        super().setUp()
        self.found = self.ready()
        self.plan = plan(self.found, self.uni_liaison)

    def test_every_row_is_a_draft_or_says_why_not(self):
        self.assertEqual([line.row for line in self.plan.lines], [6, 7, 8, 9, 10, 11])
        self.assertEqual(
            [(row, str(why)) for row, why, _words in self.plan.skipped],
            [
                (12, "It adds up the others."),
                (13, "It says nothing of what is to be done."),
            ],
        )

    def test_a_row_is_read_as_a_person_would(self):
        line = self.line(self.plan, 6)
        self.assertEqual(
            (line.title, line.clause, line.obliged_party), ("选派教师到区里锻炼", self.clause, self.uni_party)
        )
        self.assertEqual((line.due_on, line.cadence), (date(2026, 12, 31), "once"))
        self.assertEqual(
            [(named.unit, named.role, named.suggested, named.officer) for named in line.units],
            [(self.uni_lead, "lead", False, self.uni_officer.user), (self.dis_lead, "contact", True, None)],
        )
        self.assertEqual(
            line.taken,
            {"text": "已派出六人。", "percent": 80, "kept_up": "", "problem": "住房未落实", "next_step": "协调住房"},
        )
        self.assertEqual(line.doubts, [])

    def test_merged_clauses_reach_down(self):
        self.assertEqual(self.line(self.plan, 8).clause, self.clause)
        self.assertEqual(self.line(self.plan, 9).clause, self.clause_2)
        self.assertIsNone(self.line(self.plan, 10).clause)
        self.assertIsNone(self.line(self.plan, 11).clause)

    def test_who_is_obliged_follows_from_whose_units_lead(self):
        sides = [line.sides for line in self.plan.lines]
        self.assertEqual(sides, ["大学", "大学", "Joint", "", "区", "大学"])
        self.assertEqual(self.plan.undecided, [9])
        self.assertEqual([named.role for named in self.line(self.plan, 8).units], ["lead", "lead"])

    def test_nobody_unknown_is_invented(self):
        asked = [(question.kind, question.name, question.rows) for question in self.plan.questions]
        self.assertEqual(
            asked,
            [
                ("unit", "科研处", [9]),
                ("unit", "区规自局", [9]),
                ("person", "某某", [7]),
                ("clause", "第九条", [10, 11]),
            ],
        )
        self.assertEqual(self.line(self.plan, 9).units, [])
        self.assertIn("“科研处” is not known here and is left out.", self.line(self.plan, 9).doubts)

    def test_a_unit_may_be_called_by_its_side_as_well(self):
        known = Known(self.agreement, self.uni_liaison)
        for written, unit in {
            "区科信局": self.dis_lead,
            "校科研院": self.uni_lead,
            "学校科研院": self.uni_lead,
            "区科研院": None,
            "市科信局": None,
        }.items():
            with self.subTest(written):
                self.assertEqual(known.unit(written), unit)

    def test_a_name_is_chosen_once_for_the_whole_file(self):
        chosen = {"units": {"科研处": self.uni_lead.pk}, "clauses": {"第九条": self.clause_2.pk}}
        made = plan(imports.choose(self.found, by=self.uni_liaison, **chosen), self.uni_liaison)
        self.assertEqual(self.line(made, 9).sides, "大学")
        self.assertEqual(self.line(made, 9).units[0].unit, self.uni_lead)
        self.assertEqual({self.line(made, row).clause for row in (10, 11)}, {self.clause_2})

    def test_a_person_chosen_must_have_a_post_in_the_unit(self):
        for person, officer in ((self.uni_other, self.uni_other.user), (self.uni_officer, None)):
            with self.subTest(person.user.name):
                made = plan(
                    imports.choose(self.found, by=self.uni_liaison, people={"某某": person.user.pk}), self.uni_liaison
                )
                self.assertEqual(self.line(made, 7).units[0].officer, officer)
        self.assertIn("“某某” has no post in these units and is left out.", self.line(made, 7).doubts)

    def test_a_choice_of_what_is_not_there_is_no_choice(self):
        chosen = {"units": {"科研处": self.out_office.pk}, "clauses": {"第九条": 10**9}, "people": {"某某": 10**9}}
        made = plan(imports.choose(self.found, by=self.uni_liaison, **chosen), self.uni_liaison)
        self.assertEqual([line.key for line in made.lines], [line.key for line in self.plan.lines])

    def test_a_missing_year_stays_missing_until_somebody_says_which(self):
        self.assertIsNone(self.line(self.plan, 9).due_on)
        self.assertEqual(self.plan.undated, [9])
        self.assertIn("“12月底前” names no year; no date is set.", self.line(self.plan, 9).doubts)
        made = plan(imports.choose(self.found, by=self.uni_liaison, year=2026), self.uni_liaison)
        self.assertEqual((self.line(made, 9).due_on, self.line(made, 9).due_text), (date(2026, 12, 31), "12月底前"))

    def test_who_is_obliged_is_chosen_where_the_sheet_does_not_say(self):
        self.assertEqual(self.plan.obstacles, ["Say who is obliged where the sheet does not."])
        for chosen, sides in (("joint", "Joint"), (self.dis_party.pk, "区")):
            with self.subTest(chosen):
                made = plan(imports.choose(self.found, by=self.uni_liaison, obliged=chosen), self.uni_liaison)
                self.assertEqual((self.line(made, 9).sides, made.obstacles), (sides, []))

    def test_a_commitment_that_is_there_is_not_made_again(self):
        self.make_commitment(title="选派教师到区里 锻炼")
        self.make_commitment(title="共建科技园")  # in another clause
        commitments.withdraw(self.make_commitment(title="互派干部"), by=self.uni_liaison)
        made = plan(self.found, self.uni_liaison)
        self.assertEqual([line.row for line in made.lines], [7, 8, 9, 10, 11])
        self.assertIn(
            (6, "The clause already has a commitment of this title."), [(r, str(w)) for r, w, _ in made.skipped]
        )

    def test_the_same_row_twice_is_one_draft(self):
        made = plan(self.ready(messy([ITEMS[0], ITEMS[0], ITEMS[1]])), self.uni_liaison)
        self.assertEqual([line.row for line in made.lines], [6, 8])
        self.assertIn((7, "Row 6 says the same."), [(row, str(why)) for row, why, _words in made.skipped])

    def test_a_unit_that_stands_on_both_sides_is_asked_for(self):
        self.unit(self.district, "D9", "教务处")
        made = plan(self.found, self.uni_liaison)
        question = next(question for question in made.questions if question.name == "教务处")
        self.assertTrue(question.both_sides)
        self.assertEqual(self.line(made, 7).units, [])

    def test_the_name_of_the_side_before_the_unit_is_understood(self):
        self.unit(self.district, "D9", "教务处")
        rows = [["任务", "牵头单位"], ["讲座", "大学教务处"], ["展览", "区教务处、区科信局"]]
        made = plan(self.ready(with_rows(*rows)), self.uni_liaison)
        self.assertEqual([line.units[0].unit.code for line in made.lines], ["U3", "D9"])
        self.assertEqual([named.role for named in made.lines[1].units], ["lead", "support"])
        self.assertIn("区 has several leads here", made.lines[1].doubts[0])

    def test_what_is_too_long_is_cut_and_said(self):
        rows = [["任务", "牵头单位", "时限"], ["字" * 300, "科研院", "时" * 100]]
        line = plan(self.ready(with_rows(*rows)), self.uni_liaison).lines[0]
        self.assertEqual((len(line.title), len(line.due_text)), (120, 80))
        self.assertEqual(len(line.doubts), 2)

    def test_too_many_rows_are_refused_before_anything_is_written(self):
        rows = [["任务", "牵头单位"], *([f"任务{n}", "科研院"] for n in range(MOST + 1))]
        made = plan(self.ready(with_rows(*rows)), self.uni_liaison)
        self.assertIn(f"at most {MOST} rows", made.obstacles[0])

    def test_the_other_side_reads_the_same_rows_from_its_own_place(self):
        made = plan(self.ready(by=self.dis_liaison), self.dis_liaison)
        self.assertEqual([named.suggested for named in self.line(made, 6).units], [True, False])

    def test_an_administrator_suggests_to_both_sides_and_reports_for_none(self):
        made = plan(self.ready(by=self.admin), self.admin)
        line = self.line(made, 6)
        self.assertEqual([named.suggested for named in line.units], [True, True])
        self.assertEqual(line.taken, {})
        self.assertIn("an administrator does not report", line.doubts[0])

    def test_the_same_questions_are_asked_of_few_rows_and_of_many(self):
        few = self.ready(messy(ITEMS[:2]))
        with self.assertNumQueries(7):
            plan(LedgerImport.objects.select_related("agreement").get(pk=few.pk), self.uni_liaison)
        many = self.ready(messy([(*ITEMS[0][:1], f"任务{n}", *ITEMS[0][2:]) for n in range(200)]))
        with self.assertNumQueries(7):
            plan(LedgerImport.objects.select_related("agreement").get(pk=many.pk), self.uni_liaison)


class Confirming(Importing, TestCase):
    def test_all_of_it_becomes_drafts(self):
        done = self.done(self.ready(obliged="joint", year=2026))
        self.assertEqual(done.choices, {"made": 6, "suggested": 3, "taken": 4})
        self.assertEqual(done.cells, [])
        row = Commitment.objects.get(title="选派教师到区里锻炼")
        self.assertEqual((row.status, row.clause, row.spans.count()), ("draft", self.clause, 0))
        self.assertEqual((row.due_on, row.due_text), (date(2026, 12, 31), "2026-12-31"))
        self.assertEqual(self.units(row.title), [("科研院", "lead")])
        self.assertEqual(row.units.get().officer, self.uni_officer.user)
        self.assertEqual(self.verbs(row), ["create", "import", "suggest_unit", "name_unit"])
        self.assertEqual(row.taken_over.source, "台账.xlsx, row 6")
        self.assertEqual(self.units("互派干部"), [("科研院", "lead")])
        self.assertEqual(Commitment.objects.get(title="开设系列讲座").cadence, "continuous")
        self.assertEqual(Commitment.objects.get(title="共建实验班").cadence, "recurring")
        self.assertWhole()

    def test_what_looks_like_a_formula_is_text(self):
        self.done(self.ready(obliged="joint"))
        row = Commitment.objects.get(title__startswith="=cmd")
        self.assertEqual(row.title, "=cmd|' /C calc'!A0")

    def test_other_sides_units_are_suggested_in_one_notice(self):
        self.done(self.ready(obliged="joint"))
        open_ones = SuggestedUnit.objects.open().order_by("commitment_id")
        self.assertEqual(
            list(open_ones.values_list("commitment__title", "unit__name", "role", "party")),
            [
                ("选派教师到区里锻炼", "科信局", "contact", self.dis_party.pk),
                ("互派干部", "科信局", "lead", self.dis_party.pk),
                ("共建实验班", "科信局", "lead", self.dis_party.pk),
            ],
        )
        self.assertFalse(CommitmentUnit.objects.filter(unit=self.dis_lead).exists())
        notice = Notification.objects.get(kind="suggested")
        self.assertEqual((notice.recipient, notice.agreement), (self.dis_liaison.user, self.agreement))

    def test_confirming_twice_writes_once(self):
        found = self.ready(obliged="joint")
        seal = plan(found, self.uni_liaison).seal
        first = imports.confirm(found, by=self.uni_liaison, seal=seal)
        again = imports.confirm(found, by=self.uni_liaison, seal=seal)
        self.assertEqual((again.done_at, Commitment.objects.count()), (first.done_at, 6))

    def test_a_failure_in_the_middle_leaves_nothing(self):
        items = [(*ITEMS[0][:1], f"任务{n}", *ITEMS[0][2:]) for n in range(20)]
        found = self.ready(messy(items))
        seal, real, calls = plan(found, self.uni_liaison).seal, commitments.name_unit, []

        def failing(*args, **kwargs):
            calls.append(1)
            if len(calls) == 17:
                raise RuntimeError
            return real(*args, **kwargs)

        with self.assertRaises(RuntimeError), mock.patch.object(imports.commitments, "name_unit", failing):
            imports.confirm(found, by=self.uni_liaison, seal=seal)
        for model in (Commitment, CommitmentUnit, TakenOver, SuggestedUnit, Notification):
            self.assertFalse(model.objects.exists(), model)
        self.assertFalse(TrailEntry.objects.filter(object_type="commitment").exists())
        self.assertIsNone(LedgerImport.objects.get().done_at)

    def test_what_was_not_shown_is_not_written(self):
        found = self.ready(obliged="joint")
        seal = plan(found, self.uni_liaison).seal
        self.make_commitment(title="选派教师到区里锻炼")
        with self.refused("Something has changed since this preview was made."):
            imports.confirm(found, by=self.uni_liaison, seal=seal)

    def test_what_is_undecided_is_not_written(self):
        with self.refused("Say who is obliged where the sheet does not."):
            self.done(self.ready())

    def test_a_title_that_was_cut_stands_whole_on_the_trail(self):
        rows = [["任务", "牵头单位"], ["字" * 300, "科研院"]]
        self.done(self.ready(with_rows(*rows)))
        line = TrailEntry.objects.get(verb="import")
        self.assertEqual(json.loads(line.text)["reason"], "字" * 300)

    def test_two_sides_at_once_do_not_clash(self):
        mine, theirs = self.ready(obliged="joint"), self.ready(obliged="joint", by=self.dis_liaison)
        seals = plan(mine, self.uni_liaison).seal, plan(theirs, self.dis_liaison).seal
        imports.confirm(mine, by=self.uni_liaison, seal=seals[0])
        with self.refused("Something has changed"):
            # All but the rows without a known clause would be there twice.
            imports.confirm(theirs, by=self.dis_liaison, seal=seals[1])
        self.assertEqual(Commitment.objects.count(), 6)


class WhoImports(Importing, TestCase):
    def test_liaison_officers_of_a_party_and_administrators(self):
        for actor in (self.uni_officer, self.uni_head, self.uni_leader, self.uni_auditor, self.stranger):
            with self.subTest(actor.user.name), self.forbidden():
                self.begun(by=actor)
        for actor in (self.uni_liaison, self.dis_liaison, self.admin):
            self.assertTrue(self.begun(by=actor).pk)

    def test_it_is_visible_to_nobody_else(self):
        found = self.begun()
        for actor in (self.dis_liaison, self.admin, self.also_posted(self.uni_liaison, self.dis_office, "liaison")):
            self.assertFalse(LedgerImport.objects.visible_to(actor).filter(pk=found.pk).exists())
            with self.refused("This import is no longer here."):
                imports.confirm(found, by=actor, seal="")

    def test_a_newer_one_replaces_what_was_never_confirmed(self):
        done = self.done(self.ready(obliged="joint"))
        first, other = self.begun(), self.begun(by=self.dis_liaison)
        second = self.begun()
        self.assertEqual(set(LedgerImport.objects.values_list("pk", flat=True)), {done.pk, other.pk, second.pk})
        with self.refused("This import is no longer here."):
            imports.choose(first, by=self.uni_liaison)

    def test_discarding_leaves_nothing(self):
        imports.discard(self.begun(), by=self.uni_liaison)
        self.assertFalse(LedgerImport.objects.exists())
        done = self.done(self.ready(obliged="joint"))
        with self.refused("This import was already confirmed."):
            imports.discard(done, by=self.uni_liaison)


class RememberingColumns(Importing, TestCase):
    def test_the_same_headings_are_read_as_before(self):
        found = self.begun()
        self.assertEqual(found.choices, {})
        columns = layout(found).columns | {11: "yardstick"}
        imports.choose_columns(found, by=self.uni_liaison, sheet=0, row=3, columns=columns)
        again = self.begun(messy(ITEMS[:1]))
        self.assertEqual(again.choices, {"sheet": 0, "row": 3, "columns": {str(c): f for c, f in columns.items()}})
        self.assertTrue(layout(again).is_ready)
        self.assertEqual(self.begun(by=self.dis_liaison).choices, {})  # each side its own
        self.assertEqual(self.begun(with_rows(["任务", "牵头单位"], ["甲", "乙"])).choices, {})

    def test_a_second_choice_replaces_the_first(self):
        for columns in ({2: "title"}, {2: "title", 3: "lead"}):
            imports.choose_columns(self.begun(), by=self.uni_liaison, sheet=0, row=3, columns=columns)
        self.assertEqual(ColumnMapping.objects.get().columns, {"2": "title", "3": "lead"})

    def test_columns_that_cannot_be_read_are_refused(self):
        found = self.begun()
        for words, given in (
            ("which column names what is to be done", {"columns": {3: "lead"}}),
            ("Two columns say the same", {"columns": {2: "title", 3: "lead", 4: "lead"}}),
            ("Choose the row of the headings", {"row": 400, "columns": {2: "title"}}),
            ("Choose one of the sheets", {"sheet": 1, "columns": {2: "title"}}),
        ):
            with self.subTest(words), self.refused(words):
                imports.choose_columns(found, by=self.uni_liaison, **{"sheet": 0, "row": 3, **given})

    def test_hidden_sheets_are_not_brought(self):
        self.assertEqual([kept["name"] for kept in self.begun().cells], ["任务台账"])


class BecomingTheFirstReport(Importing, TestCase):
    def setUp(self):
        super().setUp()
        self.done(self.ready(obliged="joint", year=2026))
        self.row = Commitment.objects.get(title="选派教师到区里锻炼")

    def test_the_last_unit_named_assigns_and_sets_the_report_free(self):
        suggestions.accept(SuggestedUnit.objects.get(commitment=self.row), by=self.dis_liaison)
        row = self.fresh(self.row)
        report = ProgressReport.objects.get()
        self.assertEqual((row.status, row.percent, row.code), ("in_progress", 80, "XY2022-1-01"))
        self.assertEqual((report.text, report.percent, report.problem), ("已派出六人。", 80, "住房未落实"))
        self.assertEqual(
            (report.author, report.unit, report.acting_unit), (self.uni_liaison.user, self.uni_lead, self.uni_office)
        )
        self.assertEqual((report.taken_over, report.cycle_on), (True, date(2026, 10, 1)))
        self.assertEqual(row.taken_over.report, report)
        lead = row.units.get(role="lead")
        self.assertEqual((lead.percent, lead.accepted_by), (80, self.uni_liaison.user))
        self.assertEqual(self.verbs(row)[-3:], ["name_unit", "assign", "take_over"])
        self.assertEqual([n.recipient for n in Notification.objects.filter(kind="reported")], [self.uni_liaison.user])
        self.assertWhole()

    def test_what_goes_on_all_the_time_is_kept_up_and_has_no_percent(self):
        row = Commitment.objects.get(title="开设系列讲座")
        commitments.edit(row, by=self.uni_liaison, version=row.version, no_yardstick_yet=True)
        commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_lead, role="contact")
        report = ProgressReport.objects.get()
        self.assertEqual((report.percent, report.kept_up), (None, "yes"))
        self.assertEqual(self.fresh(row).status, "in_progress")

    def test_without_words_there_is_no_report(self):
        TakenOver.objects.filter(commitment=self.row).update(text="")
        suggestions.accept(SuggestedUnit.objects.get(commitment=self.row), by=self.dis_liaison)
        self.assertEqual((self.status(self.row), ProgressReport.objects.count()), ("assigned", 0))

    def test_what_one_side_says_of_the_others_work_is_no_report(self):
        row = Commitment.objects.get(title="共建实验班")
        TakenOver.objects.create(
            commitment=row, party=self.uni_party, text="听说已办。", source="x", taken_by=self.uni_liaison.user
        )
        commitments.edit(row, by=self.uni_liaison, version=row.version, clause=self.clause, no_yardstick_yet=True)
        commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_lead, role="lead")
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role="contact")
        self.assertEqual((self.status(row), ProgressReport.objects.count()), ("assigned", 0))

    def test_a_draft_that_comes_back_reports_once(self):
        suggestions.accept(SuggestedUnit.objects.get(commitment=self.row), by=self.dis_liaison)
        Commitment.objects.filter(pk=self.row.pk).update(status="assigned")
        CommitmentUnit.objects.filter(commitment=self.row).update(accepted_by=None, accepted_at=None)
        commitments.decline(self.fresh(self.row), by=self.uni_head, reason="不属本院")
        commitments.name_unit(self.row, by=self.uni_liaison, unit=self.uni_third, role="lead")
        self.assertEqual((self.status(self.row), ProgressReport.objects.count()), ("assigned", 1))


class SidesOnPaper(DistrictByLetter, Importing, TestCase):
    def test_a_side_without_accounts_gets_no_suggestions_and_an_own_item_is_assigned_at_once(self):
        self.done(self.ready(messy(ITEMS[:1])))
        row = Commitment.objects.get()
        self.assertFalse(SuggestedUnit.objects.exists())
        self.assertEqual((row.status, row.percent), ("in_progress", 80))


class WithThreeSides(ThreeSides, Importing, TestCase):
    def test_two_leads_of_three_sides_are_not_joint_for_all(self):
        made = plan(self.ready(messy(ITEMS[2:3])), self.uni_liaison)
        self.assertEqual(made.undecided, [6])

    def test_every_other_side_is_told_of_its_own(self):
        items = [("一、人才", "互派干部", "科研院、科信局、研发部", None, None, None, None, None, None, None, None)]
        self.done(self.ready(messy(items)))
        self.assertEqual(Commitment.objects.get().obligation, "joint")
        told = Notification.objects.filter(kind="suggested").values_list("recipient__username", flat=True)
        self.assertEqual(set(told), {"dis_liaison", "ent_liaison"})
