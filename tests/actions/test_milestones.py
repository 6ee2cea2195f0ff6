"""Milestones: who may set them, what stays of a first date, and what open ones mean for closing."""

import json
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.test import TestCase

from agreements import standing
from agreements.actions import commitments, decisions, letters, lists, milestones
from agreements.errors import Refused, Stale
from agreements.models import Decision, Milestone, TrailEntry, UnitRole
from tests.sides import PAPER, Rules
from tests.world import TODAY

MAY, JUNE = date(2027, 5, 31), date(2027, 6, 30)


class Planned(Rules):
    def add(self, row, by=None, **given):
        return milestones.add(row, by=by or self.uni_liaison, **({"title": "首批到岗", "due_on": MAY} | given))

    def change(self, milestone, by=None, **given):
        now = Milestone.objects.get(pk=milestone.pk)
        fields = {name: getattr(now, name) for name in ("title", "due_on", "unit", "weight")}
        return milestones.change(milestone, by=by or self.uni_liaison, **(fields | given))

    def last(self, row):
        return json.loads(TrailEntry.objects.about(row).last().text)


class Planning(Planned, TestCase):
    def test_a_draft_is_planned_by_either_sides_liaison(self):
        row = self.make_commitment()
        self.add(row)
        kept = self.add(row, by=self.dis_liaison, due_on=None)
        self.assertIsNone(kept.first_due_on)
        self.assertEqual(self.last(row)["words"], {"milestone": "首批到岗"})
        with self.assertRaises(PermissionDenied):
            self.add(row, by=self.uni_officer)

    def test_the_first_date_is_that_of_the_assignment(self):
        row = self.make_commitment()
        dated, undated = self.add(row), self.add(row, due_on=None)
        suggested = Milestone.objects.create(commitment=row, title="建议", due_on=MAY, is_suggested=True)
        for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(row, by=liaison, unit=unit, role=UnitRole.LEAD)
        firsts = [Milestone.objects.get(pk=one.pk).first_due_on for one in (dated, undated, suggested)]
        self.assertEqual(firsts, [MAY, None, None])

    def test_a_second_assignment_leaves_first_dates_alone(self):
        row = self.make_assigned()
        milestone = self.add(row, by=self.dis_officer)
        self.change(milestone, by=self.uni_officer, due_on=JUNE, reason="场地推迟")
        commitments.decline(self.fresh(row), by=self.uni_head, reason="不归我们")
        commitments.name_unit(self.fresh(row), by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        milestone = Milestone.objects.get()
        self.assertEqual((milestone.first_due_on, milestone.due_on), (MAY, JUNE))

    def test_after_the_assignment_moving_a_date_needs_a_reason_and_shows_as_drift(self):
        row = self.make_assigned()
        milestone = self.add(row)
        self.assertEqual(milestone.first_due_on, MAY)
        with self.refused("Please give a reason."):
            self.change(milestone, due_on=JUNE)
        moved = self.change(milestone, due_on=JUNE, reason="场地推迟")
        self.assertEqual((moved.first_due_on, standing.drift_days(moved)), (MAY, 30))
        told = self.last(row)
        self.assertEqual((told["verb"], told["reason"]), ("move_milestone", "场地推迟"))
        self.assertEqual(told["changes"], {"due_on": ["2027-05-31", "2027-06-30"]})

    def test_an_agreed_date_is_not_taken_away(self):
        milestone = self.add(self.make_assigned())
        with self.assertRaisesMessage(ValidationError, "An agreed date is moved, not taken away."):
            self.change(milestone, due_on=None, reason="不定了")

    def test_a_date_given_later_is_a_first_date(self):
        milestone = self.add(self.make_assigned(), due_on=None)
        self.assertEqual(self.change(milestone, due_on=JUNE).first_due_on, JUNE)

    def test_after_the_assignment_the_leads_plan_and_nobody_else(self):
        joint, own = self.make_assigned(), self.make_assigned(obliged_party=self.uni_party)
        for actor in (self.uni_officer, self.dis_head, self.dis_liaison):
            self.add(joint, by=actor)
        for actor in (self.dis_liaison, self.dis_officer, self.uni_other, self.uni_leader, self.admin):
            with self.subTest(actor.user.username), self.assertRaises(PermissionDenied):
                self.add(own, by=actor)

    def test_the_unit_stands_on_the_item(self):
        row = self.make_assigned()
        self.assertEqual(self.add(row, unit=self.dis_lead).unit, self.dis_lead)
        with self.refused("This unit does not stand on the commitment."):
            self.add(row, unit=self.uni_third)

    def test_a_weight_lies_between_1_and_100(self):
        with self.assertRaisesMessage(ValidationError, "A weight lies between 1 and 100."):
            self.add(self.make_commitment(), weight=101)

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self):
        milestone = self.add(self.make_commitment())
        self.change(milestone, title="第二批到岗", version=1)
        with self.assertRaises(Stale):
            self.change(milestone, title="又改", version=1)

    def test_on_a_draft_it_is_dropped_after_the_assignment_only_a_suggestion_is(self):
        milestone = self.add(self.make_commitment())
        milestones.drop(milestone, by=self.dis_liaison)
        with self.refused("Somebody has dropped it meanwhile."):
            milestones.drop(milestone, by=self.dis_liaison)
        row = self.make_assigned()
        agreed = self.add(row)
        with self.refused("What stood there when it was assigned stays; move its date instead."):
            milestones.drop(agreed, by=self.uni_officer)
        suggested = Milestone.objects.create(commitment=row, title="建议", is_suggested=True)
        milestones.drop(suggested, by=self.uni_officer)
        self.assertEqual(self.verbs(row)[-1], "drop_milestone")

    def test_a_draft_in_an_open_list_is_not_planned(self):
        row = self.make_commitment()
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[row])
        with self.refused("It stands in a list before the other side: that list is answered or taken back first."):
            self.add(row)

    def test_nothing_is_planned_while_the_other_side_holds_the_pen(self):
        row = self.make_running()
        milestone = self.add(row)
        commitment = decisions.open_close(
            row, by=self.uni_liaison, reason="完成", about_milestones="并入下一项"
        ).commitment
        type(commitment).objects.filter(pk=row.pk).update(status="in_progress")
        for act in (
            lambda: self.add(row),
            lambda: self.change(milestone, title="改"),
            lambda: milestones.mark_done(milestone, by=self.uni_officer, on=TODAY),
        ):
            with self.refused("A decision on it is before the other side. Take it back first."):
                act()

    def test_a_report_being_written_is_not_overtaken(self):
        row = self.make_running()
        self.add(row)
        self.assertEqual(self.fresh(row).version, row.version)


class Doing(Planned, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.row = cls.make_running()
        cls.milestone = milestones.add(cls.row, by=cls.uni_liaison, title="首批到岗", due_on=MAY)

    def test_either_leads_side_marks_it_and_the_other_sees_it_in_the_trail(self):
        done = milestones.mark_done(self.milestone, by=self.dis_officer, on=TODAY - timedelta(days=3))
        self.assertEqual(done.done_on, date(2026, 11, 21))
        line = TrailEntry.objects.visible_to(self.uni_officer).about(self.row).last()
        self.assertEqual((line.verb, line.own_party), ("milestone_done", None))
        self.assertEqual(self.fresh(self.row).percent, self.row.percent)

    def test_it_is_done_once_and_not_in_the_future(self):
        with self.refused("The day it was done is today or earlier."):
            milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY + timedelta(days=1))
        milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY)
        with self.refused("It has been marked as done on 2026-11-24 meanwhile."):
            milestones.mark_done(self.milestone, by=self.dis_officer, on=TODAY)
        with self.refused("It is marked as done: take that back first."):
            self.change(self.milestone, title="改")

    def test_it_is_taken_back(self):
        with self.refused("It is not marked as done."):
            milestones.undo(self.milestone, by=self.uni_officer)
        milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY)
        self.assertIsNone(milestones.undo(self.milestone, by=self.dis_head).done_on)
        self.assertEqual(self.verbs(self.row)[-2:], ["milestone_done", "milestone_not_done"])

    def test_neither_a_suggestion_nor_a_milestone_of_a_draft_is_done(self):
        suggested = Milestone.objects.create(commitment=self.row, title="建议", is_suggested=True)
        with self.refused("It is only suggested: keep it first."):
            milestones.mark_done(suggested, by=self.uni_officer, on=TODAY)
        of_a_draft = self.add(self.make_commitment())
        with self.refused("Nothing is done before it is assigned."):
            milestones.mark_done(of_a_draft, by=self.uni_liaison, on=TODAY)

    def test_the_share_is_weighted(self):
        rows = [Milestone(weight=3, done_on=TODAY), Milestone(weight=1), Milestone(weight=1)]
        self.assertEqual(standing.milestone_share(rows), 60)
        self.assertIsNone(standing.milestone_share([]))


class WithOpenMilestones(Planned, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.row = cls.make_running()
        cls.milestone = milestones.add(cls.row, by=cls.uni_liaison, title="首批到岗")

    def test_asking_to_close_says_why_they_are_open(self):
        with self.refused("Milestones are open: “首批到岗”. Say why it can be closed all the same."):
            decisions.open_close(self.row, by=self.uni_officer, reason="完成", about_milestones=" ")
        decision = decisions.open_close(self.row, by=self.uni_liaison, reason="完成", about_milestones="并入下一项")
        told = json.loads(decision.canonical_text)
        self.assertEqual(told["open_milestones"], "并入下一项")
        self.assertEqual(told["milestones"], [["首批到岗", None, False]])
        self.assertEqual(self.last(self.row)["reason"], "完成\n并入下一项")

    def test_a_reason_is_needed_all_the_same(self):
        with self.refused("Please give a reason."):
            decisions.open_close(self.row, by=self.uni_liaison, reason=" ", about_milestones="并入下一项")

    def test_when_all_are_done_nothing_is_to_be_explained(self):
        Milestone.objects.create(commitment=self.row, title="只是建议", is_suggested=True)
        milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY)
        decision = decisions.open_close(self.row, by=self.uni_liaison, reason="完成", about_milestones="多余的话")
        self.assertEqual(decision.about_milestones, "")

    def test_one_that_opened_meanwhile_stops_the_release(self):
        milestones.mark_done(self.milestone, by=self.uni_officer, on=TODAY)
        waiting = decisions.open_close(self.row, by=self.uni_officer, reason="完成")
        milestones.undo(self.milestone, by=self.dis_officer)
        with self.refused("Milestones are open: “首批到岗”. Say why it can be closed all the same."):
            decisions.release(waiting, by=self.uni_liaison)
        self.assertFalse(Decision.objects.get().is_released)

    def test_what_was_explained_is_released(self):
        waiting = decisions.open_close(self.row, by=self.uni_officer, reason="完成", about_milestones="并入下一项")
        self.assertTrue(decisions.release(waiting, by=self.uni_liaison).is_released)

    def test_a_letters_word_is_its_explanation(self):
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        letters.record_claim(
            self.fresh(self.row), by=self.uni_liaison, party=self.dis_party, reason="来函说明已完成", **PAPER
        )
        self.assertTrue(Decision.objects.get().is_released)


class Refusing(Planned, TestCase):
    def test_what_is_refused_leaves_no_trace(self):
        row = self.make_running()
        milestone = self.add(row)
        before = list(TrailEntry.objects.values_list("pk", flat=True))
        with self.assertRaises(Refused):
            self.change(milestone, due_on=JUNE)
        self.assertEqual(list(TrailEntry.objects.values_list("pk", flat=True)), before)
        self.assertEqual(Milestone.objects.get().due_on, MAY)
