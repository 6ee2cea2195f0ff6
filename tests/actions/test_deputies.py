"""Deputies: a colleague, for a time, with the same rights; never a chain, never across the sides."""

import json
from datetime import timedelta

from django.test import TestCase

from agreements import trail
from agreements.actions import commitments, decisions, deputies, progress
from agreements.models import Membership, Notification, Role, TrailEntry, User, acting
from agreements.reports.history import history
from agreements.reports.tasks import to_answer
from tests.sides import Rules
from tests.world import TODAY, at

LAST = TODAY + timedelta(days=10)


class Deputizing(Rules):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.colleague = cls.person("colleague", cls.uni_lead, Role.OFFICER)

    def name(self, post=None, by=None, person=None, starts_on=TODAY, ends_on=LAST):
        post, person = post or self.uni_officer, person or self.colleague
        return deputies.name_deputy(
            post.membership, by=by or post, person=person.user, starts_on=starts_on, ends_on=ends_on
        )

    def current(self, day):
        return set(Membership.objects.current_on(day).filter(deputy_for__isnull=False))


class NamingADeputy(Deputizing, TestCase):
    def test_by_whose_post_it_is_the_head_the_liaison_and_an_administrator(self):
        for by in (self.uni_officer, self.uni_head, self.uni_liaison, self.admin):
            with self.subTest(by.user.username):
                deputy = self.name(by=by)
                self.assertEqual((deputy.unit, deputy.role), (self.uni_lead, Role.OFFICER))
                deputies.end_deputy(deputy, by=by)
        self.assertEqual(self.verbs(self.uni_officer.membership), ["name_deputy", "end_deputy"] * 4)
        line = TrailEntry.objects.about(self.uni_officer.membership).first()
        self.assertEqual(line.own_party, self.university.pk)
        self.assertEqual(trail.sentence(line), "named colleague as deputy from 2026-11-24 to 2026-12-04")
        self.assertWhole()

    def test_by_nobody_else(self):
        for by in (self.colleague, self.uni_leader, self.uni_other, self.dis_liaison, self.dis_head):
            with self.subTest(by.user.username), self.forbidden():
                self.name(by=by)

    def test_the_head_gives_away_no_post_that_is_not_the_units_work(self):
        head = self.person("office_head", self.uni_office, Role.UNIT_HEAD)
        for post in (self.uni_liaison, self.uni_leader, self.uni_auditor):
            with self.subTest(post.role), self.forbidden():
                self.name(post=post, by=head, person=head)

    def test_a_liaison_is_stood_in_for_by_somebody_of_the_organization(self):
        deputy = self.name(post=self.uni_liaison, person=self.uni_other)
        self.assertEqual((deputy.unit, deputy.role), (self.uni_office, Role.LIAISON))

    def test_others_only_by_somebody_of_the_unit(self):
        with self.refused("no colleague"):
            self.name(person=self.uni_other)
        with self.refused("from the same organization"):
            self.name(person=self.dis_officer)
        with self.refused("Nobody is their own deputy"):
            self.name(person=self.uni_officer)

    def test_nobody_becomes_liaison_of_two_sides(self):
        self.also_posted(self.uni_other, self.dis_office, Role.LIAISON)
        with self.refused("nobody speaks for two"):
            self.name(post=self.uni_liaison, person=self.uni_other)

    def test_no_chains(self):
        self.name()
        deputy = acting(self.colleague.user, self.uni_lead, deputy_for=self.uni_officer.membership)
        with self.forbidden("A deputy appoints no deputy"):
            self.name(by=deputy, person=self.uni_head)
        with self.refused("A deputy appoints no deputy"):
            self.name(post=deputy, by=self.uni_liaison, person=self.uni_head)

    def test_the_days(self):
        with self.refused("from today on"):
            self.name(starts_on=TODAY - timedelta(days=1))
        with self.refused("before the first"):
            self.name(starts_on=LAST, ends_on=TODAY)
        self.name()
        with self.refused("colleague deputizes from 2026-11-24 to 2026-12-04 already"):
            self.name(person=self.uni_head, starts_on=LAST, ends_on=LAST)
        self.name(person=self.uni_head, starts_on=LAST + timedelta(days=1), ends_on=LAST + timedelta(days=2))

    def test_a_post_that_ends_before(self):
        Membership.objects.filter(pk=self.uni_officer.membership.pk).update(ends_on=TODAY)
        with self.refused("The post itself ends before, on 2026-11-24."):
            self.name(starts_on=TODAY + timedelta(days=1))


class InForce(Deputizing, TestCase):
    def test_from_the_first_day_to_the_last(self):
        deputy = self.name(starts_on=TODAY + timedelta(days=1))
        self.assertEqual(self.current(TODAY), set())
        self.assertEqual(self.current(TODAY + timedelta(days=1)), {deputy})
        self.assertEqual(self.current(LAST), {deputy})
        self.assertEqual(self.current(LAST + timedelta(days=1)), set())

    def test_no_longer_than_the_post_and_the_deputys_own(self):
        deputy = self.name()
        held, own = self.uni_officer.membership, self.colleague.membership
        for row, change in (
            (held, {"ends_on": TODAY - timedelta(days=1)}),
            (held, {"starts_on": TODAY + timedelta(days=1)}),
            (own, {"ends_on": TODAY - timedelta(days=1)}),
            (own, {"unit": self.dis_lead}),
        ):
            with self.subTest(change):
                Membership.objects.filter(pk=row.pk).update(**change)
                self.assertEqual(self.current(TODAY), set())
                row.save()
                self.assertEqual(self.current(TODAY), {deputy})
        User.objects.filter(pk=self.uni_officer.user.pk).update(is_active=False)
        self.assertEqual(self.current(TODAY), set())

    def test_ended_early_it_is_over_at_once(self):
        deputy = self.name()
        with at(TODAY + timedelta(days=3)):
            deputies.end_deputy(deputy, by=self.colleague)
            self.assertEqual(self.current(TODAY + timedelta(days=3)), set())
            deputy.refresh_from_db()
            self.assertEqual(deputy.ends_on, TODAY + timedelta(days=2))
            self.name(starts_on=TODAY + timedelta(days=3))

    def test_what_has_not_begun_is_taken_away_and_may_be_given_again(self):
        deputies.end_deputy(self.name(), by=self.uni_head)
        self.assertEqual(self.current(TODAY), set())
        deputies.end_deputy(self.name(), by=self.uni_officer)

    def test_ending_it_is_for_those_who_name_and_for_the_deputy(self):
        deputy = self.name()
        for by in (self.uni_other, self.uni_leader, self.dis_liaison):
            with self.subTest(by.user.username), self.forbidden():
                deputies.end_deputy(deputy, by=by)


class ActingAsDeputy(Deputizing, TestCase):
    def as_deputy(self, post=None, person=None):
        post, person = post or self.uni_officer, person or self.colleague
        self.name(post=post, person=person)
        return acting(person.user, post.unit, deputy_for=post.membership)

    def test_the_own_post_goes_before_that_of_a_deputy(self):
        deputy = self.as_deputy()
        self.assertEqual(acting(self.colleague.user, self.uni_lead), self.colleague)
        self.assertEqual(deputy.membership.deputy_for, self.uni_officer.membership)

    def test_the_history_says_for_whom(self):
        row = self.make_assigned()
        progress.report(row, by=self.as_deputy(), text="代报。", percent=20)
        said = [event.who for event in history(row, self.dis_liaison).events]
        self.assertEqual(said[:1], ["colleague (deputy for uni_officer)"])
        self.assertEqual(json.loads(TrailEntry.objects.about(row).last().text)["deputy_for"], "uni_officer")

    def test_a_report_of_ones_own_is_not_taken_for_one_as_deputy(self):
        row = self.make_assigned()
        self.as_deputy()
        progress.report(row, by=self.colleague, text="自报。", percent=20)
        self.assertEqual(history(row, self.dis_liaison, "reports").events[0].who, "colleague")

    def test_both_are_told(self):
        self.as_deputy()
        row = self.make_assigned()
        Notification.objects.all().delete()
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user)
        told = set(Notification.objects.values_list("recipient__username", flat=True))
        self.assertEqual(told, {"uni_officer", "colleague"})

    def test_a_deputy_is_not_named_officer_instead(self):
        row = self.make_assigned()
        deputy = self.as_deputy(post=self.uni_liaison, person=self.uni_other)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_office, role="support")
        with self.refused("has no post in this unit"):
            commitments.name_officer(row, by=self.uni_liaison, unit=self.uni_office, officer=deputy.user)

    def test_what_the_principal_opened_the_deputy_takes_back(self):
        row = self.make_running()
        decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        decisions.take_back(decision, by=self.as_deputy())
        self.assertEqual(self.status(row), "in_progress")

    def test_what_the_principal_opened_for_one_side_the_deputy_does_not_answer_for_the_other(self):
        two_sided = self.also_posted(self.uni_liaison, self.dis_office, Role.LIAISON)
        decision = self.make_submitted()
        deputy = self.as_deputy(post=two_sided, person=self.dis_officer)
        self.assertNotIn(decision, to_answer(deputy))
        with self.forbidden("You submitted this for the other side"):
            decisions.confirm(decision, by=deputy)
        self.assertIn(decision, to_answer(self.dis_liaison))

    def test_a_liaisons_deputy_confirms_for_the_side(self):
        decision = self.make_submitted()
        decisions.confirm(decision, by=self.as_deputy(post=self.dis_liaison, person=self.dis_officer))
        self.assertEqual(self.status(decision.commitment), "closed")
