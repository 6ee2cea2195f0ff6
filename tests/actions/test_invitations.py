"""One-time links: made once, kept as a hash, used once, and never by more than their maker may."""

import hashlib
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import timezone

from agreements.actions import invitations
from agreements.actions.invitations import Unusable
from agreements.models import Actor, Invitation, Membership, Role, TrailEntry, User
from tests.sides import Rules
from tests.world import TODAY, at

PASSWORD = "a long enough phrase"


class Invited(Rules):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.newcomer = cls.person("newcomer", cls.uni_lead, Role.OFFICER).user
        cls.newcomer.set_unusable_password()
        cls.newcomer.save()

    def invite(self, by=None, person=None):
        return invitations.invite(person or self.newcomer, by=by or self.uni_liaison)

    def assertOpensNothing(self, token):
        for attempt in (invitations.find, lambda token: invitations.use(token, password=PASSWORD)):
            with self.assertRaises(Unusable):
                attempt(token)


class MakingALink(Invited, TestCase):
    def test_only_the_hash_is_kept_and_the_token_is_long(self):
        made, token = self.invite()
        self.assertEqual(made.token_sha256, hashlib.sha256(token.encode()).hexdigest())
        self.assertGreaterEqual(len(token), 43)  # 256 bits
        for line in TrailEntry.objects.values_list("text", flat=True):
            self.assertNotIn(token, line)
            self.assertNotIn(made.token_sha256, line)

    def test_it_lasts_for_the_days_of_the_setting(self):
        self.assertEqual(self.invite()[0].expires_at, timezone.now() + timedelta(days=14))
        with self.settings(INVITATION_DAYS=3):
            self.assertEqual(self.invite()[0].expires_at, timezone.now() + timedelta(days=3))

    def test_a_new_one_revokes_the_older(self):
        old, new = self.invite()[1], self.invite()[1]
        self.assertOpensNothing(old)
        self.assertEqual(invitations.find(new).user, self.newcomer)
        self.assertEqual(Invitation.objects.filter(revoked_at__isnull=True).count(), 1)

    def test_the_trail_says_who_made_and_revoked_it(self):
        self.invite()
        self.assertEqual(invitations.revoke(self.newcomer, by=self.uni_liaison), 1)
        self.assertEqual(invitations.revoke(self.newcomer, by=self.uni_liaison), 0)
        self.assertEqual(self.verbs(self.newcomer), ["invite", "revoke_invitation"])
        self.assertEqual(TrailEntry.objects.about(self.newcomer).first().own_party, self.university.pk)
        self.assertWhole()

    def test_a_liaison_opens_no_account_that_can_do_more(self):
        other = self.person("second", self.uni_office, Role.LIAISON).user
        both = self.person("both", self.uni_lead, Role.OFFICER).user
        Membership.objects.create(user=both, unit=self.dis_lead, role=Role.OFFICER)
        chief = User.objects.create_superuser("chief", name="管")
        Membership.objects.create(user=chief, unit=self.uni_lead, role=Role.OFFICER)
        for person in (other, both, chief, self.dis_officer.user):
            person.set_unusable_password()
            person.save()
            with self.subTest(person.username), self.assertRaises(PermissionDenied):
                self.invite(person=person)
            self.invite(person=person, by=self.admin)

    def test_an_account_in_use_is_reset_by_an_administrator_only(self):
        with self.forbidden("in use"):
            self.invite(person=self.uni_officer.user)
        _made, token = self.invite(person=self.uni_officer.user, by=self.admin)
        invitations.use(token, password=PASSWORD)
        self.assertTrue(User.objects.get(pk=self.uni_officer.user.pk).check_password(PASSWORD))

    def test_one_who_may_not_be_invited_stops_all(self):
        with self.assertRaises(PermissionDenied):
            invitations.invite_all([self.newcomer, self.uni_officer.user], by=self.uni_liaison)
        self.assertFalse(Invitation.objects.exists())


class UsingALink(Invited, TestCase):
    def test_it_sets_the_password_once(self):
        _made, token = self.invite()
        person = invitations.use(token, password=PASSWORD)
        self.assertTrue(User.objects.get(pk=person.pk).check_password(PASSWORD))
        self.assertEqual(self.verbs(self.newcomer), ["invite", "use_invitation"])
        self.assertOpensNothing(token)

    def test_one_that_ran_out_was_revoked_or_never_made_opens_nothing_and_says_the_same(self):
        _made, revoked = self.invite()
        invitations.revoke(self.newcomer, by=self.uni_liaison)
        _made, late = self.invite()
        said = set()
        with at(TODAY + timedelta(days=15)):
            for token in (revoked, late, "never-made", ""):
                self.assertOpensNothing(token)
                with self.assertRaises(Unusable) as caught:
                    invitations.find(token)
                said.update(caught.exception.messages)
        self.assertEqual(len(said), 1)
        self.assertIn("Ask whoever gave it to you", said.pop())

    def test_a_liaisons_link_dies_when_the_account_outgrows_the_liaison(self):
        grown = (
            lambda: Membership.objects.create(user=self.newcomer, unit=self.uni_office, role=Role.LIAISON),
            lambda: Membership.objects.create(user=self.newcomer, unit=self.dis_lead, role=Role.OFFICER),
            lambda: User.objects.filter(pk=self.newcomer.pk).update(is_superuser=True),
            lambda: User.objects.filter(pk=self.newcomer.pk).update(is_active=False),
            lambda: Membership.objects.filter(user=self.newcomer).delete(),
            lambda: self.give_password(),
        )
        for number, grow in enumerate(grown):
            with self.subTest(number):
                User.objects.filter(pk=self.newcomer.pk).update(is_superuser=False, is_active=True, password="!x")
                Membership.objects.filter(user=self.newcomer).delete()
                Membership.objects.create(user=self.newcomer, unit=self.uni_lead, role=Role.OFFICER)
                _made, token = self.invite()
                grow()
                self.assertOpensNothing(token)

    def give_password(self):
        person = User.objects.get(pk=self.newcomer.pk)
        person.set_password("given by an administrator")
        person.save()

    def test_an_administrators_link_dies_with_the_administrator(self):
        second = Actor(User.objects.create_superuser("second", name="管"))
        _made, token = self.invite(by=second)
        User.objects.filter(pk=second.user.pk).update(is_superuser=False)
        self.assertOpensNothing(token)
