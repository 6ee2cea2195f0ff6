"""What needs whom, what is coming, what waits and what changed."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.actions import commitments, decisions, extensions, letters, progress, secondments, visits
from agreements.models import CalendarYear, Membership, Sentence, UnitRole
from agreements.reports import outlook
from agreements.reports.desk import count_for, tasks_for
from agreements.standing import Clock
from tests.postings import make_posting
from tests.sides import PAPER, DistrictByLetter, Rules
from tests.world import TODAY, at


class Desks(Rules):
    """A clock, and the tasks of an actor as (kind, commitment) pairs; every task is also counted."""

    def setUp(self):
        super().setUp()
        self.clock = Clock.on(TODAY, CalendarYear.objects.calendar())
        Sentence.objects.update(disposition="no_obligation", reason="只是背景。")

    def tasks(self, actor):
        found = tasks_for(actor, self.clock)
        self.assertEqual(count_for(actor, self.clock), len(found))
        return found

    def kinds(self, actor):
        return [(task.kind, task.number) for task in self.tasks(actor)]


class TheDeskOfAnOfficer(Desks, TestCase):
    def test_an_assigned_item_is_to_be_accepted_then_reported_then_gone(self):
        row = self.make_assigned()
        self.assertEqual(self.kinds(self.uni_officer), [("accept", row.pk)])
        commitments.accept(row, by=self.uni_officer)
        self.assertEqual(self.kinds(self.uni_officer), [("report", row.pk)])
        progress.report(row, by=self.uni_officer, text="已启动。", percent=10)
        self.assertEqual(self.kinds(self.uni_officer), [])

    def test_a_report_of_the_last_cycle_does_not_count_for_this_one(self):
        with at(date(2026, 9, 20)):
            row = self.make_running()
        self.assertEqual(self.kinds(self.uni_officer), [("report", row.pk)])
        self.assertIn("due on 28 December", self.tasks(self.uni_officer)[0].ask)

    def test_at_a_hundred_percent_it_is_to_be_closed_and_not_once_that_waits(self):
        row = self.make_running(percent=100, obliged_party=self.uni_party)
        self.assertEqual(self.kinds(self.uni_officer), [("close", row.pk)])
        decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        self.assertEqual(self.kinds(self.uni_officer), [])

    def test_what_the_other_side_needs_comes_first(self):
        calm = self.make_assigned(title="别的事", due_on=date(2026, 11, 1))
        row = self.make_running()
        with at(TODAY, hour=11):
            progress.report(row, by=self.dis_officer, text="进行中。", percent=30, needs_other="请提供名单。")
        found = self.tasks(self.uni_officer)
        self.assertEqual([(task.kind, task.number) for task in found], [("asked", row.pk), ("accept", calm.pk)])
        self.assertTrue(found[0].others_wait)
        self.assertEqual(found[0].ask, "科信局 needs from you: 请提供名单。")
        with at(TODAY, hour=12):
            progress.report(row, by=self.uni_officer, text="已提供。", percent=45)
        self.assertEqual(self.kinds(self.uni_officer), [("accept", calm.pk)])

    def test_an_objection_stays_until_somebody_of_the_side_reports(self):
        decision = self.make_submitted(percent=100, obliged_party=self.uni_party)
        with at(TODAY, hour=11):
            decisions.object_(decision, by=self.dis_liaison, reason="缺一栏。")
        for actor in (self.uni_officer, self.uni_liaison):
            self.assertEqual(self.kinds(actor), [("objected", decision.commitment_id)])
        self.assertEqual(self.tasks(self.uni_officer)[0].ask, "区 objected on 24 November: 缺一栏。")
        with at(TODAY, hour=12):
            progress.report(decision.commitment, by=self.uni_officer, text="补了。", percent=100)
        self.assertEqual(self.kinds(self.uni_officer), [("close", decision.commitment_id)])
        self.assertEqual(self.kinds(self.uni_liaison), [])

    def test_a_returned_claim_says_why_and_one_taken_back_is_only_to_be_closed_again(self):
        row = self.make_running(percent=100, obliged_party=self.uni_party)
        with at(TODAY, hour=11):
            decisions.return_(
                decisions.open_close(row, by=self.uni_officer, reason="已完成。"),
                by=self.uni_liaison,
                reason="缺材料。",
            )
        self.assertEqual(self.kinds(self.uni_officer), [("returned", row.pk)])
        self.assertEqual(self.tasks(self.uni_officer)[0].ask, "Returned for completion on 24 November: 缺材料。")
        with at(TODAY, hour=12):
            decisions.take_back(decisions.open_close(row, by=self.uni_officer, reason="再来。"), by=self.uni_officer)
        self.assertEqual(self.kinds(self.uni_officer), [("close", row.pk)])

    def test_what_a_colleague_is_named_for_is_not_theirs(self):
        row = self.make_assigned()
        colleague = self.person("colleague", self.uni_lead, "officer")
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=colleague.user)
        self.assertEqual(self.kinds(self.uni_officer), [])
        self.assertEqual(self.kinds(colleague), [("accept", row.pk)])
        self.assertEqual(self.kinds(self.uni_head), [("accept", row.pk)])

    def test_a_deputy_has_what_the_officer_has(self):
        row = self.make_assigned()
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user)
        deputy = self.person("deputy", self.uni_lead, "officer")
        Membership.objects.filter(pk=deputy.membership.pk).update(
            deputy_for=self.uni_officer.membership, starts_on=TODAY, ends_on=TODAY
        )
        deputy.membership.refresh_from_db()
        self.assertEqual(self.kinds(deputy), [("accept", row.pk)])

    def test_a_supporting_unit_reports_and_a_stranger_unit_sees_nothing(self):
        row = self.make_assigned()
        self.assertEqual(self.kinds(self.uni_other), [])
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        self.assertEqual(self.kinds(self.uni_other), [("report", row.pk)])


class TheDeskOfAUnitHead(Desks, TestCase):
    def test_an_accepted_item_without_an_officer_asks_for_one(self):
        row = self.make_running()
        self.assertEqual(self.kinds(self.uni_head), [("officer", row.pk)])
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user)
        self.assertEqual(self.kinds(self.uni_head), [])


class TheDeskOfALiaison(Desks, TestCase):
    def test_a_draft_asks_each_side_for_its_unit(self):
        row = self.make_commitment(obliged_party=self.uni_party)
        self.assertEqual(self.kinds(self.uni_liaison), [("lead", row.pk)])
        self.assertEqual(self.kinds(self.dis_liaison), [("contact", row.pk)])
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(self.kinds(self.uni_liaison), [])

    def test_a_claim_waits_for_the_own_release_and_only_then_for_the_others(self):
        row = self.make_running(percent=100, obliged_party=self.uni_party)
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        self.assertEqual(self.kinds(self.uni_liaison), [("release", row.pk)])
        self.assertEqual(self.kinds(self.dis_liaison), [])
        decisions.release(decision, by=self.uni_liaison)
        self.assertEqual(self.kinds(self.uni_liaison), [])
        task = self.tasks(self.dis_liaison)[0]
        self.assertEqual((task.kind, task.lamp, task.decision), ("confirm", "", decision.pk))
        self.assertEqual(task.ask, "科研院 asked to close it on 24 November and waits for your confirmation")
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual(self.kinds(self.dis_liaison), [])

    def test_whoever_put_the_claim_is_not_asked_to_answer_it_for_the_other_side(self):
        decision = self.make_submitted(percent=100, obliged_party=self.uni_party)
        both = self.also_posted(self.uni_liaison, self.dis_office, "liaison")
        self.assertEqual(self.kinds(both), [])
        self.assertEqual(self.kinds(self.dis_liaison), [("confirm", decision.commitment_id)])

    def test_late_with_nothing_reported_names_the_unit(self):
        with at(date(2026, 9, 20)):
            row = self.make_running(due_on=date(2026, 11, 10))
        found = self.tasks(self.uni_liaison)
        self.assertEqual([(task.kind, task.owner, task.is_late) for task in found], [("late", "科研院", True)])
        progress.report(row, by=self.uni_officer, text="在做。", percent=60)
        self.assertEqual(self.kinds(self.uni_liaison), [])

    def test_a_report_from_before_the_due_date_does_not_hide_that_it_is_late(self):
        with at(date(2026, 10, 20)):
            row = self.make_running(due_on=date(2026, 11, 23))
            progress.report(row, by=self.uni_officer, text="快了。", percent=90)
        (task,) = self.tasks(self.uni_liaison)
        self.assertEqual((task.kind, task.ask), ("late", "Nothing reported since it fell due"))
        progress.report(row, by=self.uni_officer, text="验收推迟。", percent=90)
        self.assertEqual(self.kinds(self.uni_liaison), [])

    def test_postings_past_their_last_day_are_one_row_an_agreement_until_their_end_is_recorded(self):
        item = self.make_running(min_months=6, min_months_party=self.uni_party)
        days = {"starts_on": date(2026, 3, 1), "planned_end_on": date(2026, 11, 23)}
        one, two = (make_posting(self, commitment=item, person=name, **days) for name in ("张一", "李二"))
        make_posting(self, commitment=item, person="王三", starts_on=days["starts_on"], planned_end_on=TODAY)
        for actor in (self.uni_liaison, self.dis_liaison):
            found = [task for task in self.tasks(actor) if task.kind == "ends"]
            with self.subTest(actor.user.username):
                self.assertEqual([task.title for task in found], ["2 postings are past their last day"])
                self.assertFalse(found[0].others_wait)
        secondments.end(one, by=self.uni_liaison, version=one.version)
        secondments.end(two, by=self.uni_liaison, version=two.version)
        self.assertNotIn("ends", [kind for kind, _pk in self.kinds(self.uni_liaison)])
        self.assertNotIn("ends", [kind for kind, _pk in self.kinds(self.stranger)])

    def test_open_sentences_are_one_line_an_agreement_and_none_while_drafts_are_worked_on(self):
        Sentence.objects.update(disposition="open", reason="")
        task = self.tasks(self.uni_liaison)[0]
        self.assertEqual((task.kind, task.number), ("break_down", self.agreement.pk))
        self.assertEqual(task.ask, "4 sentences have no commitment yet; 0 of 4 are covered")
        self.make_commitment()
        self.assertEqual([kind for kind, _pk in self.kinds(self.uni_liaison)], ["lead"])


class TheDeskBesideAPartyOnPaper(DistrictByLetter, Desks, TestCase):
    def test_the_answer_that_comes_by_letter_is_to_be_recorded(self):
        row = self.make_assigned(obliged_party=self.uni_party)
        progress.report(row, by=self.uni_officer, text="已完成。", percent=100)
        decision = decisions.open_close(row, by=self.uni_liaison, reason="已完成。")
        self.assertEqual(self.kinds(self.uni_liaison), [("letter", row.pk)])
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        self.assertEqual(self.kinds(self.uni_liaison), [])


class ExtensionsToDecide(Desks, TestCase):
    def ask(self, row, by=None):
        return extensions.ask(row, by=by or self.uni_officer, new_due_on=date(2027, 3, 31), reason="场地推迟。")

    def test_liaison_and_leader_of_the_side_have_a_row_until_one_of_them_decides(self):
        row = self.make_running(obliged_party=self.uni_party)
        asked = self.ask(row)
        for actor in (self.uni_liaison, self.uni_leader):
            with self.subTest(actor.role):
                (task,) = self.tasks(actor)
                self.assertEqual((task.kind, task.number, task.wanted), ("extension", row.pk, "decide_extension"))
                self.assertIn("asks to move the date from 2026-12-31 to 2027-03-31: 场地推迟。", task.ask)
                self.assertEqual((task.owner, str(task.button)), ("科研院", "Decide"))
        for actor in (self.dis_leader, self.dis_liaison, self.uni_auditor):
            self.assertNotIn(("extension", row.pk), self.kinds(actor))
        extensions.accept(asked, by=self.uni_leader)
        self.assertEqual(self.kinds(self.uni_leader), [])
        self.assertEqual(self.kinds(self.uni_liaison), [])
        found, _count = outlook.changes_since(self.dis_liaison, timezone.now() - timedelta(minutes=1))
        self.assertIn((row.pk, "Due date"), [(change.pk, str(change.tag)) for change in found])  # told; may object

    def test_whoever_asked_and_whoever_stands_in_for_them_has_none(self):
        row = self.make_running(obliged_party=self.uni_party)
        self.ask(row, self.uni_liaison)
        self.assertEqual(self.kinds(self.uni_liaison), [])
        self.assertEqual(self.kinds(self.uni_leader), [("extension", row.pk)])

    def test_of_a_joint_item_the_liaison_officer_puts_it_to_the_other_side(self):
        row = self.make_running()
        self.ask(row)
        self.assertEqual(self.kinds(self.uni_liaison), [("extension", row.pk)])
        self.assertEqual(self.kinds(self.uni_leader), [])


class NobodyElse(Desks, TestCase):
    def test_leaders_auditors_administrators_and_strangers_are_asked_for_nothing(self):
        self.make_submitted()
        self.make_commitment()
        for actor in (self.uni_leader, self.dis_auditor, self.admin, self.stranger):
            with self.subTest(actor.user.username), CaptureQueriesContext(connection) as asked:
                self.assertEqual(self.kinds(actor), [])
            self.assertLessEqual(len(asked), 7)


class Counting(Desks, TestCase):
    def test_it_takes_at_most_three_queries(self):
        self.make_assigned()
        for actor in (self.uni_liaison, self.uni_officer, self.uni_head):
            with self.subTest(actor.role), CaptureQueriesContext(connection) as asked:
                count_for(actor, self.clock)
            self.assertLessEqual(len(asked), 3)

    def test_the_list_is_cut_but_the_count_is_whole(self):
        for number in range(4):
            self.make_assigned(title=f"事项 {number}")
        self.assertEqual(len(tasks_for(self.uni_officer, self.clock, limit=3)), 3)
        self.assertEqual(count_for(self.uni_officer, self.clock), 4)

    def test_a_list_that_is_cut_is_the_beginning_of_the_whole(self):
        for number in range(2):
            self.make_commitment(title=f"草稿 {number}")
            self.make_assigned(title=f"待签收 {number}")
            self.make_submitted(title=f"待确认 {number}")
            self.make_running(title=f"已完成 {number}", percent=100, due_on=TODAY - timedelta(days=40 + number))
        for actor in (self.uni_liaison, self.dis_liaison, self.uni_officer, self.uni_head):
            whole = tasks_for(actor, self.clock)
            for limit in range(1, len(whole) + 1):
                with self.subTest(actor.user.username, limit=limit):
                    self.assertEqual(tasks_for(actor, self.clock, limit=limit), whole[:limit])


class WhatIsAround(Desks, TestCase):
    def test_four_weeks_ahead_are_coming_by_date(self):
        soon = self.make_running(title="快到的事", due_on=date(2026, 12, 10))
        self.make_running(title="远的事", due_on=date(2027, 3, 1))
        self.make_running(title="过了的事", due_on=date(2026, 11, 1))
        found = outlook.coming(self.uni_officer, self.clock)
        self.assertEqual([(row.pk, row.leads, row.percent) for row in found], [(soon.pk, "科研院, 科信局", 0)])
        self.assertEqual(outlook.coming(self.uni_other, self.clock), [])

    def test_the_cycle_counts_the_own_unit_or_the_own_side(self):
        self.make_running()
        self.make_assigned(title="没有填报的事")
        for actor, told in ((self.uni_officer, 1), (self.uni_liaison, 1), (self.dis_liaison, 0)):
            with self.subTest(actor.user.username):
                (cycle,) = outlook.cycles(actor, self.clock)
                self.assertEqual((cycle.due_on, cycle.working_days), (date(2026, 12, 28), 24))
                self.assertEqual((cycle.number, cycle.reported, cycle.to_report), (4, told, 2))

    def test_claims_and_requests_wait_for_the_other_side_until_answered(self):
        with at(TODAY - timedelta(days=3)):
            decision = self.make_submitted(title="已送出的事")
            row = self.make_running(title="要对方的事")
            progress.report(row, by=self.uni_officer, text="等名单。", percent=50, needs_other="请给名单。")
        found, count = outlook.waiting_for_others(self.uni_liaison, self.clock)
        self.assertEqual(
            [(item.pk, item.words) for item in found],
            [(decision.commitment_id, "Awaiting confirmation"), (row.pk, "请给名单。")],
        )
        self.assertEqual([item.waited for item in found], ["Waiting for 3 days"] * 2)
        self.assertEqual(count, 2)
        self.assertEqual(outlook.waiting_for_others(self.dis_liaison, self.clock), ([], 0))
        progress.report(row, by=self.dis_officer, text="已给。", percent=10)
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual(outlook.waiting_for_others(self.uni_liaison, self.clock), ([], 0))

    def test_changes_are_those_of_others_that_one_may_see(self):
        before = timezone.now() - timedelta(days=1)
        row = self.make_running(percent=100, obliged_party=self.uni_party)
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")

        def told(actor):
            changes, count = outlook.changes_since(actor, before)
            self.assertEqual(count, len(changes))
            return [str(change.tag) for change in changes]

        self.assertIn("Closing", told(self.uni_liaison))
        self.assertNotIn("Closing", told(self.dis_liaison))
        self.assertNotIn("Closing", told(self.uni_officer))
        self.assertEqual(told(self.uni_other), [])
        decisions.release(decision, by=self.uni_liaison)
        self.assertIn("Closing", told(self.dis_liaison))
        self.assertEqual(outlook.changes_since(self.dis_liaison, timezone.now())[0], [])


class VisitingTheDesk(Rules, TestCase):
    def test_a_visit_lasts_half_an_hour(self):
        with at(TODAY, hour=9):
            first = visits.seen(self.uni_liaison)
            self.assertEqual(timezone.now() - first, timedelta(days=7))
            nine = timezone.now()
            self.assertIsNone(visits.seen(self.uni_liaison))
        with at(TODAY, hour=10):
            self.assertEqual(visits.seen(self.uni_liaison), nine)
        post = Membership.objects.get(pk=self.uni_liaison.membership.pk)
        self.assertEqual(post.desk_seen_at - nine, timedelta(hours=1))

    def test_it_is_kept_per_post(self):
        visits.seen(self.uni_liaison)
        self.assertIsNone(Membership.objects.get(pk=self.dis_liaison.membership.pk).desk_seen_at)
