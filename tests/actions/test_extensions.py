"""Dates that slip: who asks, who decides, what stays; among joint items a change put to the other side."""

from datetime import date

from django.db import IntegrityError, transaction
from django.test import TestCase

from agreements import lifecycle, standing
from agreements.actions import commitments, decisions, extensions
from agreements.errors import Stale
from agreements.models import Decision, ExtensionRequest, Membership, Notification, Role, TrailEntry
from tests.sides import Rules
from tests.world import TODAY

LATER = date(2027, 3, 31)


class Dated(Rules):
    def setUp(self):
        super().setUp()
        self.item = self.make_running(obliged_party=self.uni_party)
        self.joint = self.make_running()

    def ask(self, by=None, **given):
        given = {"new_due_on": LATER, "reason": "场地交付推迟。"} | given
        return extensions.ask(given.pop("item", self.item), by=by or self.uni_officer, **given)

    def told(self, kind):
        return {notice.recipient.username for notice in Notification.objects.filter(kind=kind)}


class Asking(Dated, TestCase):
    def test_the_lead_unit_or_its_liaison_asks_and_nothing_moves_yet(self):
        for by in (self.uni_officer, self.uni_head, self.uni_liaison):
            with self.subTest(by=by.user.username), transaction.atomic():
                found = self.ask(by)
                row = self.fresh(self.item)
                self.assertEqual(
                    (found.old_due_on, found.new_due_on, found.outcome), (date(2026, 12, 31), LATER, "open")
                )
                self.assertEqual((row.due_on, row.version), (date(2026, 12, 31), self.item.version + 1))
                self.assertEqual(self.verbs(row)[-1], "ask_extension")
                transaction.set_rollback(True)

    def test_who_decides_and_the_other_sides_liaison_are_told(self):
        self.ask()
        self.assertEqual(self.told("extension"), {"uni_liaison", "uni_leader", "dis_liaison"})

    def test_others_do_not_ask(self):
        for by in (self.uni_other, self.uni_leader, self.dis_liaison, self.dis_officer, self.admin):
            with self.subTest(by=by.user.username), self.forbidden():
                self.ask(by)

    def test_it_says_why_and_asks_for_a_later_day(self):
        with self.refused("Please give a reason."):
            self.ask(reason=" ")
        for day in (date(2026, 12, 31), date(2026, 11, 1)):
            with self.refused("The new date must be later than the one agreed now."):
                self.ask(new_due_on=day)

    def test_there_is_one_at_a_time(self):
        self.ask()
        with self.refused("An extension is asked for and not yet decided."):
            self.ask(self.uni_head)

    def test_what_has_no_date_has_none_to_move(self):
        row = self.make_running(obliged_party=self.uni_party, due_on=None)
        with self.refused("No date was agreed, so none can be moved"):
            self.ask(item=row)

    def test_not_while_its_closing_is_before_the_other_side(self):
        decision = decisions.open_close(self.item, by=self.uni_liaison, reason="已完成。")
        with self.refused():
            self.ask()
        decisions.take_back(decision, by=self.uni_liaison)
        decisions_open = self.ask()
        self.assertTrue(decisions_open.is_open)

    def test_not_while_any_decision_is_before_the_other_side(self):
        decision = decisions.open_close(self.item, by=self.uni_liaison, reason="已完成。")
        row = self.fresh(self.item)
        type(row).objects.filter(pk=row.pk).update(status="in_progress")
        self.assertEqual(Decision.objects.get().pk, decision.pk)
        with self.refused("A decision on it is before the other side."):
            self.ask()

    def test_a_page_that_is_overtaken_is_told(self):
        with self.assertRaises(Stale):
            self.ask(version=self.item.version - 1)

    def test_while_it_is_pending_nothing_is_submitted_released_or_declined(self):
        waiting = decisions.open_close(self.item, by=self.uni_officer, reason="已完成。")
        self.ask()
        with self.refused("An extension is asked for and not yet decided."):
            decisions.release(waiting, by=self.uni_liaison)
        decisions.take_back(waiting, by=self.uni_officer)
        with self.refused("An extension is asked for and not yet decided."):
            decisions.open_close(self.item, by=self.uni_officer, reason="已完成。")

    def test_a_unit_that_asked_does_not_give_the_lead_back_meanwhile(self):
        row = self.make_assigned(obliged_party=self.uni_party)
        self.ask(item=row)
        with self.refused("An extension is asked for and not yet decided."):
            commitments.decline(row, by=self.uni_head, reason="不归我们")


class Deciding(Dated, TestCase):
    def test_accepted_it_moves_the_date_and_keeps_the_first(self):
        before = self.item.behind_on
        found = extensions.accept(self.ask(), by=self.uni_leader, note="同意。")
        row = self.fresh(self.item)
        self.assertEqual(
            (found.outcome, found.decided_by, found.decided_at is None), ("accepted", self.uni_leader.user, False)
        )
        self.assertEqual((row.due_on, row.first_due_on), (LATER, date(2026, 12, 31)))
        self.assertEqual(standing.drift_days(row), 90)
        self.assertGreater(row.behind_on, before)
        line = TrailEntry.objects.about(row).last()
        self.assertEqual(line.verb, "extend")
        self.assertIn('"due_on": ["2026-12-31", "2027-03-31"]', line.text)
        self.assertEqual(self.told("extended"), {"uni_officer", "uni_head", "uni_liaison", "dis_liaison"})
        self.assertWhole()

    def test_the_lamp_follows(self):
        from agreements.models import CalendarYear

        row = self.make_running(obliged_party=self.uni_party, due_on=date(2026, 11, 20), percent=90)
        clock = standing.Clock.on(TODAY, *CalendarYear.objects.calendar_and_limits())
        self.assertEqual(standing.lamp(row, clock), "red")
        extensions.accept(self.ask(item=row), by=self.uni_liaison)
        self.assertEqual(standing.lamp(self.fresh(row), clock), "green")

    def test_whoever_asked_does_not_decide(self):
        found = self.ask(self.uni_liaison)
        with self.forbidden("You asked for it; somebody else decides."):
            extensions.accept(found, by=self.uni_liaison)
        self.assertEqual(extensions.accept(found, by=self.uni_leader).outcome, "accepted")

    def test_nor_whoever_deputizes_for_them(self):
        found = self.ask(self.uni_liaison)
        deputy = Membership.objects.create(
            user=self.uni_other.user, unit=self.uni_office, role=Role.LIAISON,
            deputy_for=self.uni_liaison.membership, starts_on=TODAY, ends_on=TODAY,
        )  # fmt: skip
        with self.forbidden("You asked for it"):
            extensions.accept(found, by=type(self.uni_liaison)(deputy.user, deputy))

    def test_the_other_side_decides_only_where_the_own_has_nobody_else(self):
        found = self.ask(self.uni_liaison)
        with self.forbidden("decided by the liaison officer or the leader of the side that asked"):
            extensions.accept(found, by=self.dis_liaison)
        self.uni_leader.membership.delete()
        for by in (self.dis_leader, self.dis_officer):
            with self.forbidden():
                extensions.accept(found, by=by)
        self.assertEqual(extensions.accept(found, by=self.dis_liaison).outcome, "accepted")

    def test_refused_it_stays_and_says_why(self):
        found = self.ask()
        with self.refused("Please give a reason."):
            extensions.refuse(found, by=self.uni_liaison, reason="")
        found = extensions.refuse(found, by=self.uni_liaison, reason="年底前能完成。")
        self.assertEqual((found.outcome, self.fresh(self.item).due_on), ("refused", date(2026, 12, 31)))
        self.assertTrue(self.ask().is_open)

    def test_it_is_decided_once(self):
        found = self.ask()
        extensions.refuse(found, by=self.uni_liaison, reason="否")
        for act in (
            lambda: extensions.accept(found, by=self.uni_leader),
            lambda: extensions.refuse(found, by=self.uni_leader, reason="否"),
            lambda: extensions.withdraw(found, by=self.uni_officer),
        ):
            with self.refused("This has been decided meanwhile: Refused.", code="decided"):
                act()

    def test_the_asking_side_takes_it_back(self):
        found = self.ask()
        for by in (self.dis_liaison, self.uni_head, self.uni_leader):
            with self.forbidden():
                extensions.withdraw(found, by=by)
        self.assertEqual(extensions.withdraw(found, by=self.uni_officer).outcome, "withdrawn")

    def test_nothing_is_accepted_while_a_decision_is_before_the_other_side(self):
        found = self.ask()
        Decision.objects.create(
            kind="close", agreement=self.agreement, commitment=self.item, party=self.uni_party,
            opened_by=self.uni_officer.user, opened_at=found.asked_at, reason="x", released_by=self.uni_liaison.user,
            released_at=found.asked_at, canonical_text="{}", sha256="0" * 64,
        )  # fmt: skip
        with self.refused("A decision on it is before the other side."):
            extensions.accept(found, by=self.uni_liaison)

    def test_the_database_keeps_requester_and_decider_apart(self):
        found = self.ask()
        changed = {"decided_by": self.uni_officer.user, "decided_at": found.asked_at, "outcome": "accepted"}
        with self.assertRaises(IntegrityError), transaction.atomic():
            ExtensionRequest.objects.filter(pk=found.pk).update(**changed)


class OfJointItems(Dated, TestCase):
    def test_a_liaison_puts_the_date_to_the_other_side_at_once(self):
        decision = self.ask(self.uni_liaison, item=self.joint)
        self.assertEqual((decision.kind, decision.outcome, decision.is_released), ("change", "open", True))
        self.assertEqual(decision.payload["changes"], {"due_on": ["2026-12-31", "2027-03-31"]})
        self.assertFalse(ExtensionRequest.objects.exists())
        decisions.confirm(decision, by=self.dis_liaison)
        row = self.fresh(self.joint)
        self.assertEqual((row.due_on, row.first_due_on), (LATER, date(2026, 12, 31)))

    def test_an_officers_request_waits_for_the_own_liaison_who_puts_it(self):
        found = self.ask(item=self.joint)
        self.assertEqual(self.told("extension"), {"uni_liaison"})
        for by in (self.uni_leader, self.dis_liaison, self.dis_leader):
            with self.forbidden():
                extensions.accept(found, by=by)
        found = extensions.accept(found, by=self.uni_liaison)
        self.assertEqual((found.outcome, found.decision.kind, found.decision.reason), ("put", "change", found.reason))
        self.assertEqual(self.fresh(self.joint).due_on, date(2026, 12, 31))
        decisions.object_(found.decision, by=self.dis_liaison, reason="不同意")
        self.assertEqual(self.fresh(self.joint).due_on, date(2026, 12, 31))


class Objecting(Dated, TestCase):
    def test_another_side_puts_the_old_date_to_every_side(self):
        found = extensions.accept(self.ask(), by=self.uni_liaison)
        for by in (self.uni_liaison, self.dis_leader, self.dis_officer):
            with self.forbidden():
                extensions.object_(found, by=by, reason="影响我方")
        decision = extensions.object_(found, by=self.dis_liaison, reason="影响我方工作。")
        self.assertEqual(decision.payload["changes"], {"due_on": ["2027-03-31", "2026-12-31"]})
        self.assertEqual(self.fresh(self.item).due_on, LATER)
        with self.refused(code="decided"):
            extensions.object_(found, by=self.dis_liaison, reason="影响我方工作。")
        decisions.confirm(decision, by=self.uni_liaison)
        self.assertEqual(self.fresh(self.item).due_on, date(2026, 12, 31))
        self.assertWhole()

    def test_it_goes_on_whatever_else_is_asked(self):
        self.assertEqual(lifecycle.obstacle("report", self.item), "")
