"""Reminding: who may, once a day, inside a side unseen by the other, across the sides as a request."""

from datetime import timedelta

from django.test import TestCase

from agreements.actions import commitments, nudges, progress
from agreements.models import CommitmentUnit, Notification, Nudge, TrailEntry
from agreements.reports.history import history
from tests.sides import DistrictByLetter, Rules, ThreeSides
from tests.world import TODAY, at


class RemindingAUnit(Rules, TestCase):
    def setUp(self):
        super().setUp()
        self.item = self.make_assigned()

    def told(self, kind):
        return {notice.recipient.username for notice in Notification.objects.filter(kind=kind)}

    def test_inside_a_side_it_is_that_sides_own_matter(self):
        nudge = nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        self.assertEqual((nudge.across, nudge.sent_on, str(nudge.cycle_on)), (False, TODAY, "2026-10-01"))
        line = TrailEntry.objects.about(self.item).latest("pk")
        self.assertEqual((line.verb, line.own_party), ("urge", self.university.pk))
        self.assertEqual(self.told("urged"), {"uni_officer", "uni_head"})
        for actor, seen in ((self.uni_officer, 1), (self.dis_liaison, 0), (self.dis_officer, 0), (self.stranger, 0)):
            with self.subTest(actor.user.username):
                self.assertEqual(Nudge.objects.visible_to(actor).count(), seen)
                said = [event.what for event in history(self.item, actor).events]
                self.assertEqual("reminded 科研院 to report" in said, bool(seen))
        self.assertWhole()

    def test_across_the_sides_it_asks_and_both_see_it(self):
        nudge = nudges.remind(self.item, self.dis_lead, by=self.uni_liaison)
        self.assertTrue(nudge.across)
        line = TrailEntry.objects.about(self.item).latest("pk")
        self.assertEqual((line.verb, line.own_party), ("ask_report", None))
        self.assertEqual(self.told("needs_you"), {"dis_officer", "dis_head", "dis_liaison"})
        self.assertEqual(self.told("urged"), set())
        for actor in (self.uni_liaison, self.dis_officer):
            self.assertIn("asked 科信局 for its report", [event.what for event in history(self.item, actor).events])
            self.assertEqual(Nudge.objects.visible_to(actor).count(), 1)

    def test_the_item_itself_is_not_changed_by_it(self):
        nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        self.assertEqual(self.fresh(self.item).version, self.item.version)
        progress.report(self.item, by=self.uni_officer, text="已启动。", percent=10, version=self.item.version)

    def test_once_a_day_from_a_side_whoever_it_is(self):
        nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        for actor in (self.uni_liaison, self.uni_leader, self.uni_head):
            with self.refused("科研院 was already reminded today, by uni_liaison.", code="already"):
                nudges.remind(self.item, self.uni_lead, by=actor)
        nudges.remind(self.item, self.uni_lead, by=self.dis_liaison)  # the other side's own request
        with self.refused("科研院 was already asked today, by dis_liaison.", code="already"):
            nudges.remind(self.item, self.uni_lead, by=self.dis_liaison)
        with at(TODAY + timedelta(days=1)):
            nudges.remind(self.item, self.uni_lead, by=self.uni_leader)
        self.assertEqual(Nudge.objects.count(), 3)

    def test_who_has_reported_is_not_reminded(self):
        progress.no_change(self.item, by=self.uni_officer)
        with self.refused("科研院 has reported this cycle."):
            nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)

    def test_a_draft_is_no_report_and_a_report_of_the_last_cycle_none_of_this(self):
        progress.save_draft(self.item, by=self.uni_officer, text="还没写完")
        nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        progress.report(self.item, by=self.uni_officer, text="已启动。", percent=10)
        with at(TODAY + timedelta(days=60)):
            nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)

    def test_what_does_not_run_and_who_does_not_report_are_refused(self):
        draft = self.make_commitment()
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role="lead")
        with self.refused("“Draft”"):
            nudges.remind(draft, self.uni_lead, by=self.uni_liaison)
        own = self.make_assigned(obliged_party=self.uni_party)  # the district's unit is its contact
        with self.refused("This unit does not report on the commitment."):
            nudges.remind(own, self.dis_lead, by=self.uni_liaison)

    def test_others_may_not(self):
        for actor in (self.uni_officer, self.uni_auditor, self.admin, self.uni_other, self.dis_leader, self.dis_head):
            with self.subTest(actor.user.username), self.forbidden():
                nudges.remind(self.item, self.uni_lead, by=actor)

    def test_all_items_at_once_pass_over_what_cannot_be_reminded_of(self):
        second, third = self.make_assigned(title="二"), self.make_assigned(title="三")
        nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        progress.no_change(second, by=self.uni_officer)
        items = (self.item, second, third)
        self.assertEqual(nudges.remind_of_all(self.uni_lead, items, by=self.uni_liaison), 1)
        with self.refused(""):
            nudges.remind_of_all(self.uni_lead, items, by=self.uni_liaison)

    def test_a_named_officer_is_told_alone(self):
        place = CommitmentUnit.objects.get(commitment=self.item, unit=self.uni_lead)
        place.officer = self.uni_officer.user
        place.save()
        nudges.remind(self.item, self.uni_lead, by=self.uni_liaison)
        self.assertEqual(self.told("urged"), {"uni_officer"})


class ThreePartiesSeeARequest(ThreeSides, TestCase):
    def test_but_not_what_a_side_says_to_its_own(self):
        item = self.make_assigned()
        nudges.remind(item, self.dis_lead, by=self.uni_liaison)
        nudges.remind(item, self.dis_lead, by=self.dis_liaison)
        self.assertEqual(Nudge.objects.visible_to(self.ent_liaison).count(), 1)
        self.assertEqual(Nudge.objects.visible_to(self.dis_liaison).count(), 2)


class RemindingAPartyOnPaper(DistrictByLetter, TestCase):
    def test_is_refused(self):
        item = self.make_assigned()
        with self.refused("区 answers by letter; write to it."):
            nudges.remind(item, self.dis_lead, by=self.uni_liaison)
