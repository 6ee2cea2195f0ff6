"""Who is told what: rows in the caller's transaction, once each, and never to the doer."""

from datetime import timedelta
from unittest import mock

from django.db import transaction
from django.test import TestCase

from agreements import outbox
from agreements.actions import commitments, contesting, decisions, letters, progress, repairs
from agreements.models import Membership, NoticeKind, Notification, Role, UnitRole

from .sides import PAPER, Rules, ThreeSides
from .world import TODAY


class Told(Rules):
    def told(self, kind=None):
        """Who has been told since the last look, as {(kind, username)}."""
        rows = Notification.objects.filter(pk__gt=getattr(self, "seen", 0))
        found = set(rows.values_list("kind", "recipient__username"))
        self.seen = max(Notification.objects.values_list("pk", flat=True), default=0)
        return {who for what, who in found if what == kind} if kind else found


class OnTheWayToClosed(Told, TestCase):
    def test_from_draft_to_closed(self):
        row = self.make_assigned()
        self.assertEqual(
            self.told(), {("assigned", who) for who in ("uni_officer", "uni_head", "dis_officer", "dis_head")}
        )
        progress.report(row, by=self.uni_officer, text="进展。", percent=40)
        self.assertEqual(self.told(), {("reported", "uni_liaison")})
        progress.report(row, by=self.uni_officer, text="进展。", percent=50, needs_other="请协调场地")
        self.assertEqual(self.told(), {("reported", "uni_liaison"), ("needs_you", "dis_liaison")})
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        self.assertEqual(self.told(), {("waiting", "uni_liaison")})
        decisions.release(decision, by=self.uni_liaison)
        self.assertEqual(self.told(), {("released", "dis_liaison")})
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual(self.told("closed"), {"uni_officer", "uni_liaison", "uni_head", "dis_officer", "dis_head"})

    def test_returning_and_objecting(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        self.told()
        decisions.return_(decision, by=self.uni_liaison, reason="补材料")
        self.assertEqual(self.told(), {("returned", "uni_officer")})
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        decisions.release(decision, by=self.uni_liaison)
        self.told()
        decisions.object_(decision, by=self.dis_liaison, reason="不属实")
        self.assertEqual(self.told(), {("objected", "uni_officer"), ("objected", "uni_liaison")})

    def test_a_liaison_who_does_it_is_not_told(self):
        row = self.make_running()
        self.told()
        progress.report(row, by=self.uni_liaison, unit=self.uni_lead, text="代报。", percent=45)
        self.assertEqual(self.told(), set())

    def test_declining_and_naming_another(self):
        row = self.make_assigned()
        self.told()
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        self.assertEqual(self.told(), {("declined", "uni_liaison")})
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        self.assertEqual(self.told("assigned"), {"uni_other", "dis_officer", "dis_head"})
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.SUPPORT)
        self.assertEqual(self.told(), {("assigned", "uni_officer"), ("assigned", "uni_head")})

    def test_the_named_officer_alone_is_told_for_a_unit(self):
        row = self.make_assigned()
        self.told()
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user)
        self.assertEqual(self.told(), {("assigned", "uni_officer")})
        self.assertEqual(outbox.unit_people(row.units.get(unit=self.uni_lead)), [self.uni_officer.user.pk])

    def test_an_edit_that_asks_the_other_side_again_tells_its_liaison(self):
        row = commitments.name_unit(self.make_commitment(), by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        commitments.edit(row, by=self.uni_liaison, version=row.version, yardstick="当年派出 20 人")
        self.assertEqual(self.told(), {("needs_you", "dis_liaison")})

    def test_repairs_tell_both_sides_except_where_only_one_may_know(self):
        row = self.make_submitted().commitment
        self.told()
        repairs.repair(row, "take_back", by=self.admin, reason="误送")
        self.assertEqual(self.told("repaired"), {"uni_liaison", "dis_liaison"})
        decisions.open_close(self.fresh(row), by=self.uni_officer, reason="已完成。")
        self.told()
        repairs.repair(row, "return", by=self.admin, reason="误报")
        self.assertEqual(self.told(), {("returned", "uni_officer"), ("repaired", "uni_liaison")})

    def test_contesting_tells_every_side(self):
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        self.told()
        contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        self.assertEqual(self.told("contested"), {"uni_liaison"})


class WithThreeSides(Told, ThreeSides, TestCase):
    def test_every_other_side_is_asked(self):
        decision = self.make_submitted()
        self.assertEqual(decision.confirmations.count(), 0)
        self.assertEqual(self.told("released"), {"dis_liaison", "ent_liaison"})


class TheRows(Told, TestCase):
    def test_the_same_thing_is_told_once(self):
        row = self.make_assigned()
        for _again in range(2):
            outbox.notify(NoticeKind.CLOSED, row, [self.uni_head.user.pk, self.uni_head.user.pk], "x", self.uni_officer)
        self.assertEqual(Notification.objects.filter(kind="closed").count(), 1)
        outbox.notify(NoticeKind.CLOSED, row, [self.uni_head.user.pk], "y", self.uni_officer)
        self.assertEqual(Notification.objects.filter(kind="closed").count(), 2)

    def test_the_doer_is_never_told(self):
        outbox.notify(NoticeKind.CLOSED, self.make_commitment(), [self.uni_head.user.pk], "x", self.uni_head)
        self.assertFalse(Notification.objects.filter(kind="closed").exists())

    def test_they_go_when_the_change_is_rolled_back(self):
        row = self.make_assigned()
        before = Notification.objects.count()
        with self.assertRaises(RuntimeError), transaction.atomic():
            progress.report(row, by=self.uni_officer, text="进展。", percent=40)
            self.assertGreater(Notification.objects.count(), before)
            raise RuntimeError
        self.assertEqual(Notification.objects.count(), before)

    def test_nothing_changes_when_they_cannot_be_written(self):
        row = self.make_assigned()
        broken = mock.patch("agreements.outbox.Notification.objects.bulk_create", side_effect=RuntimeError)
        with broken, self.assertRaises(RuntimeError):
            progress.report(row, by=self.uni_officer, text="进展。", percent=40)
        self.assertEqual((self.status(row), row.reports.count()), ("assigned", 0))

    def test_they_wait_to_be_sent(self):
        self.make_assigned()
        self.assertEqual(set(Notification.objects.values_list("state", "channel")), {("queued", "email")})

    def test_liaisons_of_today_only(self):
        colleague = self.person("uni_second", self.uni_office, Role.LIAISON)
        both = {self.uni_liaison.user.pk, colleague.user.pk}
        self.assertEqual(set(outbox.liaisons(self.university.pk)), both)
        Membership.objects.filter(pk=colleague.membership.pk).update(ends_on=TODAY - timedelta(days=1))
        self.assertEqual(outbox.liaisons(self.university.pk), [self.uni_liaison.user.pk])
