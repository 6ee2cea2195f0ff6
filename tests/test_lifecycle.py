"""The life of a commitment, step by step: from where, by whom, against what, and what it leaves behind."""

import ast
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

from django.db import transaction
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from agreements import lifecycle, trail
from agreements.actions import commitments, contesting, decisions, letters, progress
from agreements.models import (
    Commitment,
    CommitmentSpan,
    Confirmation,
    Decision,
    Notification,
    ProgressReport,
    Role,
    TrailEntry,
    UnitRole,
)

from .sides import PAPER, DistrictByLetter, Rules, ThreeSides
from .world import TEXT, TODAY, at

PACKAGE = Path(lifecycle.__file__).parent

STATUSES = ("draft", "assigned", "in_progress", "submitted", "closed", "on_hold", "withdrawn", "waived")
# Every step: from which statuses, and to which; a status of "" is the one before. Ended comes as two rows.
WAYS = {
    "edit": (("draft",), ""),
    "listed": (("draft",), ""),
    "name_unit": (("draft", "assigned", "in_progress", "on_hold"), ""),
    "assign": (("draft",), "assigned"),
    "plan": (("draft", "assigned", "in_progress", "on_hold"), ""),
    "accept": (("assigned", "in_progress"), ""),
    "decline": (("assigned",), "draft"),
    "start": (("assigned",), "in_progress"),
    "take_over": (("assigned",), "in_progress"),
    "report": (("assigned", "in_progress"), ""),
    "submit": (("in_progress",), ""),
    "release": (("in_progress",), "submitted"),
    "return": (("in_progress", "submitted"), ""),
    "take_back": (("submitted",), "in_progress"),
    "take_back_waiting": (("in_progress", "submitted"), ""),
    "object": (("submitted",), "in_progress"),
    "confirm": (("submitted",), ""),
    "close": (("submitted",), "closed"),
    "contest": (("submitted", "closed"), "in_progress"),
    "withdraw": (("draft",), "ended"),
    "put_back": (("withdrawn",), "draft"),
    "recur": (("draft", "assigned", "in_progress"), ""),
    "occur": (("draft",), "assigned"),
    "end_along": (("draft", "assigned", "in_progress", "on_hold", "submitted"), "ended"),
    "ask_extension": (("assigned", "in_progress"), ""),
    "extend": (("assigned", "in_progress"), ""),
    "refuse_extension": (STATUSES, ""),
    "withdraw_extension": (STATUSES, ""),
    "propose_change": (("assigned", "in_progress"), ""),
    "propose_hold": (("assigned", "in_progress"), ""),
    "propose_resume": (("on_hold",), ""),
    "propose_end": (("assigned", "in_progress", "on_hold"), ""),
    "propose_reopen": (("closed", "waived"), ""),
    "agree": (STATUSES, ""),
    "disagree": (STATUSES, ""),
    "contest_agreed": (STATUSES, ""),
    "take_back_proposal": (STATUSES, ""),
    "change": (("assigned", "in_progress", "draft"), ""),
    "hold": (("assigned", "in_progress"), "on_hold"),
    "resume": (("on_hold",), "in_progress"),
    "end": (("assigned", "in_progress", "on_hold"), "ended"),
    "reopen": (("closed", "waived"), "in_progress"),
}
NEED_A_REASON = {
    *("decline", "submit", "return", "object", "contest", "ask_extension", "refuse_extension", "disagree"),
    "contest_agreed",
    *("propose_change", "propose_hold", "propose_resume", "propose_end", "propose_reopen"),
    *("change", "hold", "resume", "end", "reopen", "end_along"),
}
# What a step asks of a row beside its status: why not without it, and the values with which it has it.
FIRST = {
    "ask_extension": ("No date was agreed", {"due_on": TODAY}),
    "recur": ("Only what is recurring by its cadence has a recurrence", {"cadence": "recurring"}),
    "occur": ("It is no occurrence of an item that is assigned.", {"parent_id": "assigned", "period": "2026"}),
    "end_along": ("What it hangs on has not ended.", {"parent_id": "waived", "period": "2026"}),
}


class EveryStepFromEveryStatus(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        now = timezone.now()
        cls.rows = {}
        for status in STATUSES:
            row = cls.make_commitment(yardstick="", due_on=None)
            for liaison, unit in ((cls.uni_liaison, cls.uni_lead), (cls.dis_liaison, cls.dis_lead)):
                commitments.name_unit(row, by=liaison, unit=unit, role=UnitRole.LEAD)
            ended = status in ("withdrawn", "waived")
            known = {} if status in ("draft", "withdrawn") else {"code": f"XY2022-9-{row.pk}", "assigned_at": now}
            Commitment.objects.filter(pk=row.pk).update(
                no_yardstick_yet=True,
                status="ended" if ended else status,
                ended_as=status if ended else "",
                finished_at=now if ended or status == "closed" else None,
                held_from="in_progress" if status == "on_hold" else "",
                **known,
            )
            cls.rows[status] = row.pk

    def test_every_step_stands_in_the_table(self):
        self.assertEqual(set(WAYS), set(lifecycle.STEPS))

    def test_a_step_is_taken_from_its_sources_alone(self):
        with mock.patch("agreements.access.refusal", return_value=""):
            for name, (sources, target) in WAYS.items():
                for status in STATUSES:
                    with self.subTest(step=name, status=status):
                        self.tried(name, Commitment.objects.get(pk=self.rows[status]), status in sources, target)

    def tried(self, name, row, allowed, target):
        if not allowed:
            code = lifecycle.STEPS[name].verb or name
            with self.refused(str(lifecycle.obstacle(name, row)) or "nothing", code=code):
                lifecycle.take(name, row, by=self.uni_liaison, reason="理由")
            return
        with transaction.atomic():
            if name == "take_over":
                self.assertEqual(lifecycle.obstacle(name, row), "Nothing was taken over from a ledger.")
                row.reports.create(
                    unit=self.uni_lead, author=self.uni_liaison.user, cycle_on=TODAY, text="旧表。", taken_over=True
                )
            row = self.with_what_it_asks(name, row)
            self.assertEqual(lifecycle.obstacle(name, row), "")
            if name == "assign":
                Commitment.objects.filter(pk=row.pk).update(code="XY2022-9-99", assigned_at=timezone.now())
            taken = lifecycle.take(name, row, by=self.uni_liaison, reason="理由")
            self.assertEqual(taken.status, target or row.status)
            self.assertEqual(self.status(row), taken.status)
            step = lifecycle.STEPS[name]
            self.assertEqual(self.verbs(row)[-1], step.said or step.verb or name)
            transaction.set_rollback(True)

    def with_what_it_asks(self, name, row):
        """The row with what the step asks for; without it, the step says so."""
        if name not in FIRST:
            return row
        self.assertIn(FIRST[name][0], lifecycle.obstacle(name, row))
        return self.given(name, row)

    def given(self, name, row):
        values = {key: self.rows.get(at, at) for key, at in FIRST[name][1].items()}
        if "parent_id" in values and row.assigned_at is None:
            values |= {"code": "XY2022-9-99", "assigned_at": timezone.now()}
        Commitment.objects.filter(pk=row.pk).update(**values)
        return Commitment.objects.get(pk=row.pk)

    def test_the_refusal_says_how_the_commitment_stands(self):
        row = Commitment.objects.get(pk=self.rows["on_hold"])
        with mock.patch("agreements.access.refusal", return_value=""), self.refused("The commitment is “On hold” now."):
            lifecycle.take("start", row, by=self.uni_liaison)

    def test_some_steps_ask_for_a_reason(self):
        for name, (sources, _target) in WAYS.items():
            if name in ("assign", "take_over", "occur"):
                continue
            row = Commitment.objects.get(pk=self.rows[sources[0]])
            if name in FIRST:
                self.given(name, row)
            with self.subTest(step=name), mock.patch("agreements.access.refusal", return_value=""):
                if name in NEED_A_REASON:
                    with self.refused("Please give a reason."):
                        lifecycle.take(name, row, by=self.uni_liaison, reason=" \n")
                else:
                    with transaction.atomic():
                        lifecycle.take(name, row, by=self.uni_liaison)
                        transaction.set_rollback(True)

    def test_finishing_is_dated_and_ending_is_named(self):
        with mock.patch("agreements.access.refusal", return_value=""):
            withdrawn = lifecycle.take("withdraw", Commitment.objects.get(pk=self.rows["draft"]), by=self.uni_liaison)
            self.assertEqual((withdrawn.ended_as, withdrawn.finished_at), ("withdrawn", timezone.now()))
            back = lifecycle.take("put_back", withdrawn, by=self.uni_liaison)
            self.assertEqual((back.ended_as, back.finished_at), ("", None))


class WritingStatus(SimpleTestCase):
    """`take` is the only code that writes the status of a commitment."""

    # Other models' own columns of the same name.
    NOT_A_COMMITMENT = {"response", "agreement", "proposal"}

    def writers(self):
        for path in sorted(PACKAGE.rglob("*.py")):
            if "migrations" in path.parts or path == PACKAGE / "lifecycle.py":
                continue
            yield from (f"{path.relative_to(PACKAGE)}:{line}" for line in self.writes(path.read_text()))

    def writes(self, source):
        """Lines that assign `.status` or pass it to a call that stores it."""
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                flat = [inner for target in targets for inner in ast.walk(target)]
                for target in flat:
                    is_status = isinstance(target, ast.Attribute) and target.attr == "status"
                    if is_status and ast.unparse(target.value) not in self.NOT_A_COMMITMENT:
                        yield node.lineno
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = {word.arg for word in node.keywords}
                if called in ("update", "update_or_create", "create", "Commitment") and "status" in given:
                    yield node.lineno
                if called == "setattr" and len(node.args) == 3 and getattr(node.args[1], "value", "") == "status":
                    yield node.lineno

    def test_no_other_module_writes_it(self):
        self.assertEqual(list(self.writers()), [])

    def test_a_writer_would_be_found(self):
        for source in (
            "row.status = 1",
            "a, row.status = 1, 2",
            "rows.update(status=1)",
            "Commitment(status=1)",
            "setattr(row, 'status', 1)",
        ):
            with self.subTest(source=source):
                self.assertTrue(list(self.writes(source)))

    def test_within_lifecycle_only_take_writes_it(self):
        source = (PACKAGE / "lifecycle.py").read_text()
        take = next(node for node in ast.walk(ast.parse(source)) if getattr(node, "name", "") == "take")
        for line in self.writes(source):
            self.assertTrue(take.lineno <= line <= take.end_lineno)


class Assigning(Rules, TestCase):
    def test_naming_the_last_missing_lead_assigns(self):
        draft = self.make_commitment()
        row = commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        self.assertEqual((row.status, row.code, row.assigned_at), ("draft", "", None))
        row = commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual((row.status, row.code), ("assigned", "XY2022-1-01"))
        self.assertEqual((row.assigned_at, row.first_due_on), (timezone.now(), date(2026, 12, 31)))
        self.assertEqual(self.verbs(row)[-2:], ["name_unit", "assign"])
        self.assertWhole()

    def test_the_side_that_does_not_owe_names_a_contact_unit(self):
        draft = self.make_commitment(obliged_party=self.uni_party)
        row = commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(lifecycle.obstacle("assign", row), "区 has not named a contact unit.")
        commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.SUPPORT)
        self.assertEqual(self.status(draft), "draft")  # a supporting unit is no contact unit
        commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_office, role=UnitRole.CONTACT)
        self.assertEqual(self.status(draft), "assigned")

    def test_a_contact_unit_leads_nothing_and_a_lead_is_no_contact_unit(self):
        draft = self.make_commitment(obliged_party=self.uni_party)
        with self.refused("does not owe this commitment"):
            commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        with self.refused("names a lead unit"):
            commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.CONTACT)

    def test_each_side_names_its_own_unit(self):
        draft = self.make_commitment()
        with self.forbidden("Each side names its own units."):
            commitments.name_unit(draft, by=self.dis_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        with self.refused("none of the parties"):
            commitments.name_unit(draft, by=self.uni_liaison, unit=self.out_office, role=UnitRole.LEAD)
        row = commitments.name_unit(draft, by=self.admin, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(row.units.get().unit, self.uni_lead)

    def test_a_lead_alone_is_not_enough_without_something_to_judge_by(self):
        ways = {
            "yardstick": {"yardstick": "8 人"},
            "target": {"target": "8"},
            "minimum duration": {"min_months": 6, "min_months_party": self.uni_party},
            "due date": {"due_on": date(2027, 6, 30)},
            "the tick": {"no_yardstick_yet": True},
            "nothing": {},
        }
        for way, given in ways.items():
            with self.subTest(way=way):
                row = self.make_assigned(**({"yardstick": "", "due_on": None} | given))
                self.assertEqual(row.status, "assigned" if given else "draft")
        self.assertIn("There is nothing to judge it by", lifecycle.obstacle("assign", row))
        self.assertEqual(Commitment.objects.filter(no_yardstick_yet=True).exclude(status="draft").count(), 1)

    def test_ticking_that_no_yardstick_is_agreed_assigns_a_draft_that_waits_for_nothing_else(self):
        row = self.make_assigned(yardstick="", due_on=None)
        edited = commitments.edit(row, by=self.dis_liaison, version=row.version, no_yardstick_yet=True)
        self.assertEqual((edited.status, self.status(row)), ("assigned", "assigned"))

    def test_a_passage_or_clause_must_stand_behind_it(self):
        row = self.make_assigned(clause=None)
        self.assertEqual(lifecycle.obstacle("assign", row), "It is not linked to a passage of the agreement.")
        CommitmentSpan.objects.create(commitment=row, text_version=self.text, start=8, end=20)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(self.fresh(row).code, "XY2022-1-01")  # the clause that holds the passage

    def test_codes_count_up_within_a_clause(self):
        codes = [self.make_assigned(clause=clause).code for clause in (self.clause, self.clause_2, self.clause)]
        self.assertEqual(codes, ["XY2022-1-01", "XY2022-2-01", "XY2022-1-02"])
        TextVersion = type(self.text)
        later = TEXT + "\n（修订）"
        signed = TextVersion.objects.create(
            agreement=self.agreement,
            source="signed_copy",
            received_on=TODAY,
            text=later,
            sha256=hashlib.sha256(later.encode()).hexdigest(),
        )
        clause = type(self.clause).objects.create(text_version=signed, number="1", sort_key="0001", start=0, end=9)
        self.assertEqual(self.make_assigned(clause=clause).code, "XY2022-1-03")  # the same clause, another text

    def test_an_agreement_of_one_party_owes_nobody(self):
        alone = type(self.agreement).objects.create(code="ZZ", title="单方")
        alone.parties.create(organization=self.university, order=1)
        with self.refused("two parties or more"):
            commitments.create(alone, by=self.uni_liaison, title="x", obligation="joint")

    def test_changing_what_was_agreed_asks_the_other_side_again(self):
        draft = self.make_commitment()
        row = commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        row = commitments.edit(row, by=self.uni_liaison, version=row.version, title="选派三百人")
        self.assertFalse(row.units.exists())
        self.assertEqual(self.verbs(row)[-2:], ["edit", "remove_unit"])
        self.assertTrue(Notification.objects.filter(recipient=self.dis_liaison.user, kind="needs_you").exists())
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(self.status(draft), "draft")

    def test_changing_what_binds_nobody_leaves_the_units_named(self):
        draft = self.make_commitment()
        row = commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        row = commitments.edit(row, by=self.uni_liaison, version=row.version, category="talent-exchange")
        self.assertEqual(row.units.get().unit, self.dis_lead)

    def test_after_the_first_assignment_nothing_agreed_is_edited(self):
        row = self.make_assigned()
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        row = self.fresh(row)
        with self.refused("It was assigned before"):
            commitments.edit(row, by=self.uni_liaison, version=row.version, title="别的")


class Declining(Rules, TestCase):
    def test_only_that_units_lead_goes_and_naming_another_assigns_again(self):
        row = self.make_assigned()
        first = row.assigned_at
        commitments.accept(row, by=self.dis_officer)
        declined = commitments.decline(row, by=self.uni_head, reason="不归我们")
        self.assertEqual((declined.status, declined.code), ("draft", "XY2022-1-01"))
        self.assertEqual((declined.first_due_on, declined.assigned_at), (row.first_due_on, first))
        other = declined.units.get()
        self.assertEqual((other.unit, other.accepted_by), (self.dis_lead, self.dis_officer.user))
        with at(TODAY + timedelta(days=9)):
            again = commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        self.assertEqual((again.status, again.code, again.assigned_at), ("assigned", "XY2022-1-01", first))
        self.assertIsNotNone(again.units.get(unit=self.dis_lead).accepted_at)
        self.assertIsNone(again.units.get(unit=self.uni_third).accepted_at)

    def test_what_was_accepted_is_not_declined(self):
        row = self.make_assigned()
        commitments.accept(row, by=self.uni_officer)
        with self.refused("Your unit has already accepted it."):
            commitments.decline(row, by=self.uni_head, reason="不归我们")

    def test_declining_is_for_the_head_and_asks_for_a_reason(self):
        row = self.make_assigned()
        with self.forbidden("head of the lead unit"):
            commitments.decline(row, by=self.uni_officer, reason="不归我们")
        with self.refused("Please give a reason."):
            commitments.decline(row, by=self.uni_head, reason="")

    def test_a_running_commitment_keeps_its_status_when_another_lead_is_named(self):
        row = self.make_running()
        again = commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        lead = again.units.get(party=self.uni_party, role=UnitRole.LEAD)
        self.assertEqual((again.status, lead.unit, lead.accepted_at), ("in_progress", self.uni_third, None))

    def test_the_lead_does_not_become_a_supporting_unit_by_the_way(self):
        row = self.make_running()
        with self.refused("Name another one in its place first."):
            commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.SUPPORT)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        again = commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        self.assertEqual([unit.unit for unit in again.units.filter(party=self.uni_party)], [self.uni_third])


class FirstDates(Rules, TestCase):
    def test_the_first_due_date_and_the_code_never_change(self):
        row = self.make_running()
        for field, value in (("first_due_on", date(2030, 1, 1)), ("first_due_on", None), ("code", "ANDERS")):
            with self.subTest(field=field), self.assertRaisesMessage(Exception, "append-only"), transaction.atomic():
                Commitment.objects.filter(pk=row.pk).update(**{field: value})

    def test_a_commitment_without_a_date_has_no_first_one_later_either(self):
        row = self.make_assigned(due_on=None)
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        Commitment.objects.filter(pk=row.pk).update(due_on=date(2027, 1, 1))
        again = commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        self.assertEqual((again.status, again.first_due_on), ("assigned", None))


class Reporting(Rules, TestCase):
    def test_the_first_report_of_a_lead_accepts_and_starts(self):
        row = self.make_assigned()
        progress.report(row, by=self.uni_officer, text="已启动。", percent=30)
        lead = row.units.get(unit=self.uni_lead)
        self.assertEqual((self.status(row), lead.percent, lead.accepted_by), ("in_progress", 30, self.uni_officer.user))
        self.assertIsNone(row.units.get(unit=self.dis_lead).accepted_at)
        self.assertEqual(self.verbs(row)[-2:], ["start", "report"])

    def test_a_supporting_units_report_does_neither_and_carries_no_percent(self):
        row = self.make_assigned()
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        told = progress.report(row, by=self.uni_other, text="配合完成。", percent=90)
        self.assertEqual((self.status(row), told.percent, self.fresh(row).percent), ("assigned", None, 0))
        self.assertFalse(row.units.filter(accepted_at__isnull=False).exists())

    def test_the_percent_is_the_lowest_of_the_leads(self):
        row = self.make_assigned()
        for by, percent, lowest in ((self.uni_officer, 60, 0), (self.dis_officer, 25, 25), (self.dis_officer, 80, 60)):
            progress.report(row, by=by, text="进展。", percent=percent)
            self.assertEqual(self.fresh(row).percent, lowest)

    def test_a_continuous_item_is_kept_up_or_not_and_has_no_percent(self):
        row = self.make_assigned(cadence="continuous")
        with self.refused("Say whether it was kept up this cycle."):
            progress.report(row, by=self.uni_officer, text="进展。", percent=50)
        for by, said, worst in ((self.uni_officer, "yes", "yes"), (self.dis_officer, "partly", "partly")):
            told = progress.report(row, by=by, text="进展。", percent=50, kept_up=said)
            self.assertEqual((told.percent, self.fresh(row).kept_up, self.fresh(row).percent), (None, worst, 0))
        self.assertIsNone(self.fresh(row).behind_on)

    def test_figures_are_in_range(self):
        row = self.make_assigned()
        for percent, words in ((None, "in percent"), (101, "between 0 and 100"), (-1, "between 0 and 100")):
            with self.subTest(percent=percent), self.refused(words):
                progress.report(row, by=self.uni_officer, text="进展。", percent=percent)
        with self.refused("Say what was done."):
            progress.report(row, by=self.uni_officer, text="  ", percent=10)

    def test_a_submitted_report_stays_as_it_is(self):
        told = progress.report(self.make_assigned(), by=self.uni_officer, text="进展。", percent=10)
        with self.assertRaisesMessage(Exception, "append-only"), transaction.atomic():
            ProgressReport.objects.filter(pk=told.pk).update(text="改")


class Submitting(Rules, TestCase):
    def test_an_officers_waits_for_the_liaison_and_the_other_side_sees_nothing(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        self.assertEqual((self.status(row), decision.released_at, decision.canonical_text), ("in_progress", None, ""))
        self.assertEqual(self.fresh(row).version, row.version)  # the other side's page does not go stale over it
        self.assertFalse(Decision.objects.visible_to(self.dis_liaison).exists())
        self.assertFalse(TrailEntry.objects.about(row).filter(verb="submit").visible_to(self.dis_liaison).exists())
        self.assertFalse(Notification.objects.filter(commitment=row, recipient=self.dis_liaison.user).exists())
        with self.refused("It is not before the other side."):
            decisions.confirm(decision, by=self.dis_liaison)
        with self.refused("It is not before the other side."):
            decisions.object_(decision, by=self.dis_liaison, reason="不同意")
        progress.report(row, by=self.dis_officer, text="照常。", percent=70)  # the work goes on
        decisions.release(decision, by=self.uni_liaison)
        self.assertEqual(self.status(row), "submitted")
        self.assertTrue(Decision.objects.visible_to(self.dis_liaison).exists())

    def test_a_liaisons_own_is_released_at_once(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        self.assertEqual((decision.released_by, self.status(decision.commitment)), (self.uni_liaison.user, "submitted"))

    def test_an_open_gate_releases_at_once(self):
        type(self.uni_party).objects.filter(pk=self.uni_party.pk).update(gate_open=True)
        decision = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        self.assertEqual((decision.released_by, self.status(decision.commitment)), (self.uni_officer.user, "submitted"))

    def test_only_a_liaison_of_the_own_side_releases(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        for actor in (self.uni_officer, self.uni_head, self.dis_liaison, self.uni_leader, self.admin):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                decisions.release(decision, by=actor)
        decisions.release(decision, by=self.uni_liaison)
        with self.refused("already before the other side"):
            decisions.release(decision, by=self.uni_liaison)

    def test_it_asks_for_a_written_reason(self):
        row = self.make_running()
        with self.refused("Please give a reason."):
            decisions.open_close(row, by=self.uni_officer, reason=" ")

    def test_the_side_that_does_not_owe_submits_nothing(self):
        row = self.make_running(obliged_party=self.uni_party)
        with self.forbidden("No unit of your side leads this commitment."):
            decisions.open_close(row, by=self.dis_liaison, reason="已完成。")

    def test_one_waits_per_side_and_a_side_does_not_notice_the_others(self):
        row = self.make_running()
        decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        with self.refused("already waiting for release", code="submit"):
            decisions.open_close(row, by=self.uni_head, reason="已完成。")
        self.assertEqual(lifecycle.obstacle("submit", row, self.dis_party), "")
        self.assertIn("waiting for release", lifecycle.obstacle("submit", row, self.uni_party))
        theirs = decisions.open_close(row, by=self.dis_officer, reason="已完成。")
        self.assertEqual(theirs.outcome, "open")

    def test_one_is_released_per_item(self):
        row = self.make_running()
        waiting = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        decisions.open_close(row, by=self.dis_liaison, reason="我方已完成。")
        with self.refused("now"):
            decisions.release(waiting, by=self.uni_liaison)

    def test_the_own_waiting_one_goes_while_the_other_sides_claim_stands(self):
        row = self.make_running()
        for end in (lambda it: decisions.take_back(it, by=self.uni_officer), self.returned):
            waiting = decisions.open_close(self.fresh(row), by=self.uni_officer, reason="已完成。")
            released = decisions.open_close(self.fresh(row), by=self.dis_liaison, reason="我方已完成。")
            end(waiting)
            self.assertEqual(self.status(row), "submitted")
            decisions.take_back(released, by=self.dis_liaison)
        self.assertEqual(self.status(row), "in_progress")

    def returned(self, waiting):
        decisions.return_(waiting, by=self.uni_liaison, reason="补材料")

    def test_those_waiting_are_void_when_one_carries(self):
        row = self.make_running()
        waiting = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        carried = decisions.open_close(row, by=self.dis_liaison, reason="我方已完成。")
        decisions.confirm(carried, by=self.uni_liaison)
        waiting.refresh_from_db()
        self.assertEqual((waiting.outcome, self.status(row)), ("void", "closed"))

    def test_reports_and_edits_are_refused_while_it_is_before_the_other_side(self):
        row = self.make_submitted().commitment
        refusals = {
            "report": lambda: progress.report(row, by=self.uni_officer, text="又。", percent=99),
            "no change": lambda: progress.no_change(row, by=self.dis_officer),
            "second": lambda: progress.second(row, by=self.dis_officer),
            "draft": lambda: progress.save_draft(row, by=self.uni_officer, text="又"),
            "unit": lambda: commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT),
            "officer": lambda: commitments.name_officer(
                row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user
            ),
            "another claim": lambda: decisions.open_close(row, by=self.dis_liaison, reason="我方已完成。"),
            "accept": lambda: commitments.accept(row, by=self.dis_officer),
        }
        for what, attempt in refusals.items():
            with self.subTest(what=what), self.refused("now"):
                attempt()

    def test_a_decision_before_the_other_side_stops_what_the_status_would_allow(self):
        """Other kinds of decision leave the status as it is: then the guard alone stands in the way."""
        row = self.make_running()
        decision = self.make_submitted()
        decision.pk, decision.commitment = None, row
        decision.save(force_insert=True)
        for name in ("name_unit", "report", "submit", "release"):
            with self.subTest(step=name):
                said = lifecycle.obstacle(name, row)
                self.assertEqual(said, "A decision on it is before the other side. Take it back first.")

    def test_the_hash_is_of_a_text_without_drafts_and_own_side_matter(self):
        row = self.make_running()
        progress.save_draft(row, by=self.uni_officer, text="还没写完", percent=77)
        returned = decisions.open_close(row, by=self.uni_officer, reason="内部说法")
        decisions.return_(returned, by=self.uni_liaison, reason="内部意见")
        decision = decisions.open_close(row, by=self.uni_liaison, reason="已完成。")
        self.assertEqual(hashlib.sha256(decision.canonical_text.encode()).hexdigest(), decision.sha256)
        told = json.loads(decision.canonical_text)
        self.assertEqual((told["code"], told["claim"], told["percent"]), ("XY2022-1-01", "已完成。", 0))
        self.assertEqual([text for _pk, _unit, text in told["reports"]], ["已启动。"])
        for word in ("还没写完", "内部说法", "内部意见", "77"):
            self.assertNotIn(word, decision.canonical_text)
        with self.assertRaisesMessage(Exception, "append-only"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(canonical_text="改")


class TakingBackAndReturning(Rules, TestCase):
    def test_before_and_after_the_release_by_its_opener_or_a_liaison_of_the_side(self):
        for released in (False, True):
            for actor in (self.uni_officer, self.uni_liaison):
                with self.subTest(released=released, by=str(actor.user)):
                    row = self.make_running()
                    decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
                    if released:
                        decision = decisions.release(decision, by=self.uni_liaison)
                    decisions.take_back(decision, by=actor)
                    decision.refresh_from_db()
                    self.assertEqual((decision.outcome, self.status(row)), ("void", "in_progress"))
                    line = TrailEntry.objects.about(row).last()
                    self.assertEqual(line.own_party, None if released else self.university.pk)

    def test_nobody_else_takes_back(self):
        decision = self.make_submitted()
        for actor in (self.uni_officer, self.uni_head, self.dis_liaison, self.dis_officer, self.uni_auditor):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                decisions.take_back(decision, by=actor)

    def test_what_was_decided_is_not_taken_back(self):
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.dis_liaison)
        with self.refused("decided meanwhile", code="decided"):
            decisions.take_back(decision, by=self.uni_liaison)

    def test_returning_keeps_the_status_and_tells_only_the_own_side(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        with self.refused("Please give a reason."):
            decisions.return_(decision, by=self.uni_liaison, reason="")
        with self.forbidden():
            decisions.return_(decision, by=self.uni_officer, reason="补材料")
        decisions.return_(decision, by=self.uni_liaison, reason="补材料")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(row)), ("void", "in_progress"))
        self.assertFalse(TrailEntry.objects.about(row).filter(verb="return").visible_to(self.dis_liaison).exists())

    def test_what_is_before_the_other_side_is_taken_back_not_returned(self):
        decision = self.make_submitted()
        with self.refused("take it back instead"):
            decisions.return_(decision, by=self.uni_liaison, reason="补材料")


class Answering(Rules, TestCase):
    def test_an_objection_is_kept_beside_the_claim_and_the_work_goes_on(self):
        decision = self.make_submitted()
        with self.refused("Please give a reason."):
            decisions.object_(decision, by=self.dis_liaison, reason="")
        decisions.object_(decision, by=self.dis_liaison, reason="只派了五人")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(decision.commitment)), ("refused", "in_progress"))
        answer = decision.confirmations.get()
        self.assertEqual((answer.answer, answer.note, answer.party), ("object", "只派了五人", self.dis_party))
        again = decisions.open_close(self.fresh(decision.commitment), by=self.uni_liaison, reason="已补派。")
        decisions.confirm(again, by=self.dis_liaison)
        self.assertEqual(self.status(decision.commitment), "closed")
        self.assertWhole()

    def test_the_other_side_confirms_and_it_is_closed(self):
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.dis_liaison, note="属实")
        decision.refresh_from_db()
        row = self.fresh(decision.commitment)
        self.assertEqual((decision.outcome, row.status, row.finished_at), ("carried", "closed", timezone.now()))
        self.assertEqual(self.verbs(row)[-3:], ["release", "confirm", "close"])

    def test_nobody_answers_what_their_own_side_submitted(self):
        decision = self.make_submitted()
        for answer in (decisions.confirm, lambda it, by: decisions.object_(it, by=by, reason="x")):
            with self.forbidden("Your own side submitted this"):
                answer(decision, by=self.uni_liaison)

    def test_a_person_with_posts_on_both_sides_does_not_answer_their_own_claim(self):
        both = self.also_posted(self.uni_liaison, self.dis_office, Role.LIAISON)
        opened = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        released = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        decisions.release(released, by=self.uni_liaison)
        officer = self.also_posted(self.uni_officer, self.dis_office, Role.LIAISON)
        for decision, actor in ((opened, both), (released, both), (released, officer)):
            with self.forbidden("somebody else must answer for yours"):
                decisions.confirm(decision, by=actor)

    def test_a_waiting_claim_is_not_released_or_taken_back_from_the_other_sides_post(self):
        type(self.uni_party).objects.filter(pk=self.uni_party.pk).update(gate_open=True)
        officer = self.also_posted(self.uni_officer, self.dis_lead, Role.OFFICER)
        decision = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        with self.forbidden():
            decisions.take_back(decision, by=officer)
        with self.forbidden():
            decisions.release(decision, by=officer)

    def test_silence_never_confirms(self):
        decision = self.make_submitted()
        with at(TODAY + timedelta(days=3650)):
            self.assertEqual(self.status(decision.commitment), "submitted")


class AnsweringForThree(ThreeSides, TestCase):
    def test_it_closes_when_every_other_party_has_confirmed(self):
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual(self.status(decision.commitment), "submitted")
        with self.refused("区 has already answered.", code="decided"):
            decisions.confirm(decision, by=self.dis_liaison)
        decisions.confirm(decision, by=self.ent_liaison)
        self.assertEqual(self.status(decision.commitment), "closed")

    def test_one_objection_refuses_it_whoever_has_confirmed(self):
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.dis_liaison)
        decisions.object_(decision, by=self.ent_liaison, reason="没见到")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(decision.commitment)), ("refused", "in_progress"))

    def test_nobody_answers_for_two_parties(self):
        decision = self.make_submitted()
        both = self.also_posted(self.dis_liaison, self.ent_office, Role.LIAISON)
        decisions.confirm(decision, by=self.dis_liaison)
        with self.forbidden("already answered for another side"):
            decisions.confirm(decision, by=both)

    def test_a_joint_item_needs_the_lead_of_every_party(self):
        draft = self.make_commitment()
        for by, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            row = commitments.name_unit(draft, by=by, unit=unit, role=UnitRole.LEAD)
        self.assertEqual(lifecycle.obstacle("assign", row), "司 has not named a lead unit.")
        self.assertEqual(self.make_assigned().status, "assigned")


class ByLetter(DistrictByLetter, TestCase):
    def test_a_joint_item_needs_no_lead_of_the_party_on_paper(self):
        draft = self.make_commitment()
        row = commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(row.status, "assigned")

    def test_what_it_alone_owes_needs_its_lead_named_by_letter(self):
        draft = self.make_commitment(obliged_party=self.dis_party)
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_office, role=UnitRole.CONTACT)
        self.assertEqual(self.status(draft), "draft")
        row = letters.record_unit(draft, by=self.uni_liaison, party=self.dis_party, unit=self.dis_lead, **PAPER)
        self.assertEqual((row.status, row.units.get(role="lead").letter.number), ("assigned", PAPER["number"]))

    def test_it_needs_no_contact_unit(self):
        draft = self.make_commitment(obliged_party=self.uni_party)
        row = commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(row.status, "assigned")

    def test_its_lead_counts_neither_in_the_percent_of_a_joint_item_nor_in_silence(self):
        draft = self.make_commitment()
        letters.record_unit(draft, by=self.uni_liaison, party=self.dis_party, unit=self.dis_lead, **PAPER)
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        progress.report(draft, by=self.uni_officer, text="进展。", percent=70)
        self.assertEqual(self.fresh(draft).percent, 70)
        before = self.fresh(draft).silent_on
        letters.record_report(draft, by=self.uni_liaison, party=self.dis_party, text="函告。", percent=10, **PAPER)
        self.assertEqual((self.fresh(draft).percent, self.fresh(draft).silent_on), (70, before))

    def owed_by_district(self):
        draft = self.make_commitment(obliged_party=self.dis_party)
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_office, role=UnitRole.CONTACT)
        return letters.record_unit(draft, by=self.uni_liaison, party=self.dis_party, unit=self.dis_lead, **PAPER)

    def test_where_it_alone_owes_its_percent_counts_and_it_is_never_silent(self):
        row = self.owed_by_district()
        letters.record_report(row, by=self.uni_liaison, party=self.dis_party, text="函告。", percent=35, **PAPER)
        row = self.fresh(row)
        self.assertEqual((row.status, row.percent, row.silent_on), ("in_progress", 35, None))

    def test_its_claim_is_released_at_once_and_the_recorder_still_answers_for_the_own_side(self):
        row = self.owed_by_district()
        letters.record_report(row, by=self.uni_liaison, party=self.dis_party, text="函告。", percent=99, **PAPER)
        claim = letters.record_claim(row, by=self.uni_liaison, party=self.dis_party, reason="来函称已完成", **PAPER)
        self.assertEqual((claim.party, self.status(row)), (self.dis_party, "submitted"))
        decisions.confirm(claim, by=self.uni_liaison)
        self.assertEqual(self.status(row), "closed")

    def test_the_submitters_own_liaison_records_the_confirmation(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        answer = decision.confirmations.get()
        self.assertEqual(
            (answer.party, answer.user, self.status(row)), (self.dis_party, self.uni_liaison.user, "closed")
        )
        self.assertEqual(answer.letter.signer, PAPER["signer"])

    def test_an_objection_by_letter_refuses_it(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=False, note="未见", **PAPER)
        self.assertEqual(self.status(decision.commitment), "in_progress")

    def closed(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        return decision.confirmations.get()

    def test_a_liaison_of_the_side_contests_a_letter_in_its_name(self):
        answer = self.closed()
        for actor in (self.uni_liaison, self.dis_officer, self.admin):  # the district has a liaison officer here
            with self.subTest(actor=str(actor.user)), self.forbidden():
                contesting.contest(answer, by=actor, reason="没有发过此函")
        with self.refused("Please give a reason."):
            contesting.contest(answer, by=self.dis_liaison, reason="")
        contesting.contest(answer, by=self.dis_liaison, reason="没有发过此函")
        answer.refresh_from_db()
        self.assertEqual((answer.contested_by, answer.contest_reason), (self.dis_liaison.user, "没有发过此函"))
        self.assertEqual(self.status(answer.decision.commitment), "in_progress")
        with self.refused():
            contesting.contest(answer, by=self.dis_liaison, reason="再次")

    def test_an_administrator_contests_for_a_side_without_a_liaison(self):
        answer = self.closed()
        self.dis_liaison.membership.delete()
        contesting.contest(answer, by=self.admin, reason="据区函〔2026〕30 号")
        self.assertEqual(self.status(answer.decision.commitment), "in_progress")

    def test_only_letters_are_contested(self):
        type(self.dis_party).objects.filter(pk=self.dis_party.pk).update(answers_by_letter=False)
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.dis_liaison)
        with self.refused("no letter here to contest"):
            contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="x")

    def test_an_old_letter_does_not_undo_a_newer_closing(self):
        answer = self.closed()
        row = self.fresh(answer.decision.commitment)
        with mock.patch("agreements.access.refusal", return_value=""):
            lifecycle.take("reopen", row, by=self.admin, reason="补充")
        again = decisions.open_close(self.fresh(row), by=self.uni_liaison, reason="又完成。")
        decisions.confirm(again, by=self.dis_liaison)
        with self.refused("no longer stands"):
            contesting.contest(answer, by=self.dis_liaison, reason="没有发过此函")
        self.assertEqual(self.status(row), "closed")


class WithdrawingAndPuttingBack(Rules, TestCase):
    def test_by_its_author_or_a_liaison_of_the_authors_side(self):
        colleague = self.person("uni_second", self.uni_office, Role.LIAISON)
        moved = self.also_posted(self.uni_liaison, self.uni_lead, Role.OFFICER)
        for actor in (self.uni_liaison, colleague, moved):
            with self.subTest(actor=str(actor.membership)):
                draft = self.make_commitment()
                row = commitments.withdraw(draft, by=actor)
                self.assertEqual((row.status, row.ended_as), ("ended", "withdrawn"))
                row = commitments.put_back(draft, by=actor)
                self.assertEqual((row.status, row.ended_as, row.finished_at), ("draft", "", None))
        for actor in (self.dis_liaison, self.uni_officer, self.uni_leader, self.admin):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                commitments.withdraw(draft, by=actor)

    def test_an_administrator_withdraws_what_an_administrator_wrote(self):
        draft = self.make_commitment(by=self.admin)
        with self.forbidden():
            commitments.withdraw(draft, by=self.uni_liaison)
        self.assertEqual(commitments.withdraw(draft, by=self.admin).status, "ended")
        self.assertEqual(commitments.put_back(draft, by=self.admin).status, "draft")

    def test_what_was_assigned_once_is_not_withdrawn(self):
        row = self.make_assigned()
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        with self.refused("ending it is for both sides"):
            commitments.withdraw(row, by=self.uni_liaison)


class OnTheTrail(Rules, TestCase):
    def test_a_deputy_acts_with_the_same_rights_and_the_line_says_for_whom(self):
        deputy = self.person("deputy", self.uni_lead, Role.OFFICER)
        deputy.membership.deputy_for = self.uni_officer.membership
        deputy.membership.starts_on = deputy.membership.ends_on = TODAY
        deputy.membership.save()
        row = self.make_assigned()
        progress.report(row, by=deputy, text="代报。", percent=20)
        told = json.loads(TrailEntry.objects.about(row).last().text)
        self.assertEqual((told["who"], told["deputy_for"]), ("deputy", "uni_officer"))
        self.assertWhole()

    def test_nothing_changes_when_the_trail_cannot_be_written(self):
        decision = self.make_submitted()
        before = (self.status(decision.commitment), Confirmation.objects.count(), Notification.objects.count())
        broken = mock.patch("agreements.trail.TrailEntry.objects.create", side_effect=RuntimeError)
        with broken, self.assertRaises(RuntimeError):
            decisions.confirm(decision, by=self.dis_liaison)
        after = (self.status(decision.commitment), Confirmation.objects.count(), Notification.objects.count())
        self.assertEqual(after, before)

    def test_every_step_has_a_sentence(self):
        for name, step in lifecycle.STEPS.items():
            if name not in ("report",):
                self.assertIn(step.verb or name, trail.SENTENCES)
