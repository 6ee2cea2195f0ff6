"""Opening an invitation: by anybody who has the link, once; one sentence for every other link."""

import logging
import threading

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connections
from django.test import Client, TestCase, TransactionTestCase
from django.urls import reverse

from agreements.actions import invitations
from agreements.models import Invitation, Role, User
from tests.world import TODAY, World, at
from tracker.logs import WithoutTokens

PASSWORD = "a long enough phrase"
TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


class Invited(World):
    def setUp(self):
        cache.clear()
        self.client.cookies["django_language"] = "en"
        self.newcomer = self.person("newcomer", self.uni_lead, Role.OFFICER).user
        self.newcomer.set_unusable_password()
        self.newcomer.save()
        self.made, self.token = invitations.invite(self.newcomer, by=self.uni_liaison)

    def address(self, name="invitation_accept", token=None):
        return reverse(f"agreements:{name}", args=[token or self.token])

    def send(self, client=None, **given):
        return (client or self.client).post(self.address("invitation_use"), TWICE | given)


class OpeningAnInvitation(Invited, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))
        super().setUp()

    def test_it_shows_who_is_invited_and_reading_uses_nothing_up(self):
        for _look in range(2):
            page = self.client.get(self.address())
            for words in ("newcomer", "科研院", "Officer", "until 2026-12-08"):
                self.assertContains(page, words)
        self.made.refresh_from_db()
        self.assertIsNone(self.made.used_at)

    def test_nobody_keeps_the_page_or_carries_its_address_along(self):
        for answer in (
            self.client.get(self.address()),
            self.client.get(self.address(token="never")),
            self.send(new_password2="other"),
            self.send(),
        ):
            self.assertEqual(answer["Cache-Control"], "no-store")
            self.assertEqual(answer["Referrer-Policy"], "strict-origin")

    def test_the_password_is_set_and_the_desk_opens(self):
        self.assertRedirects(self.send(), reverse("agreements:desk"))
        self.assertEqual(self.client.get(reverse("agreements:desk")).wsgi_request.user, self.newcomer)
        self.assertTrue(User.objects.get(pk=self.newcomer.pk).check_password(PASSWORD))
        self.assertEqual(self.send(Client()).status_code, 404)

    def test_a_poor_password_is_refused_and_the_link_stays(self):
        for first, second, words in (
            ("short", "short", "at least 10 characters"),
            (PASSWORD, "something else", "didn’t match"),
            ("newcomer12", "newcomer12", "too similar"),
            ("", "", "This field is required"),
        ):
            with self.subTest(words):
                page = self.send(new_password1=first, new_password2=second)
                self.assertContains(page, words, status_code=422)
                self.assertContains(page, "newcomer", status_code=422)
        self.assertRedirects(self.send(), reverse("agreements:desk"))

    def test_used_revoked_and_unknown_links_say_the_same(self):
        self.send()
        used = Client().get(self.address())
        unknown = Client().get(self.address(token="x" * 43))
        self.assertEqual((used.status_code, unknown.status_code), (404, 404))
        strip = [answer.content.decode().split("<main")[1] for answer in (used, unknown)]
        self.assertEqual(*[text.split("<form")[0] for text in strip])
        self.assertNotIn("newcomer", strip[0])

    def test_older_sessions_of_the_person_end(self):
        self.newcomer.set_password("the password before")
        self.newcomer.save()
        old = Client()
        old.force_login(self.newcomer, "django.contrib.auth.backends.ModelBackend")
        _made, self.token = invitations.invite(self.newcomer, by=self.admin)
        self.assertEqual(old.get(reverse("agreements:more")).status_code, 200)
        self.send()
        self.assertEqual(old.get(reverse("agreements:more")).status_code, 302)

    def test_whoever_sat_here_before_is_signed_out(self):
        self.sign_in(self.uni_liaison)
        self.send()
        self.assertEqual(self.client.get(reverse("agreements:more")).wsgi_request.user, self.newcomer)

    def test_a_second_factor_is_still_asked_for(self):
        Authenticator.objects.create(user=self.newcomer, type="totp", data={"secret": "x"})
        self.assertRedirects(self.send(), reverse("mfa_authenticate"), fetch_redirect_response=False)
        self.assertEqual(self.client.get(reverse("agreements:more")).status_code, 302)

    def test_guessing_is_stopped(self):
        for n in range(20):
            self.assertEqual(self.client.get(self.address(token=f"guess{n}")).status_code, 404)
        self.assertEqual(self.client.get(self.address(token="guess")).status_code, 429)
        self.assertEqual(self.client.get(self.address()).status_code, 429)

    def test_the_token_stands_in_no_log(self):
        said = []
        handler = logging.Handler()
        handler.addFilter(WithoutTokens())
        handler.emit = lambda record: said.append(record.getMessage())
        logger = logging.getLogger("django.request")
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        self.send(new_password2="other")
        self.send()
        self.send()
        self.assertEqual(len(said), 2)
        self.assertTrue(all("/invitation/…/use/" in line for line in said), said)


class TwoAtOnce(Invited, TransactionTestCase):
    def setUp(self):
        self.setUpTestData()
        super().setUp()

    def test_one_wins(self):
        outcomes, start = [], threading.Barrier(2)

        def take(password):
            start.wait()
            try:
                invitations.use(self.token, password=password)
                outcomes.append(password)
            except invitations.Unusable:
                outcomes.append("")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=take, args=(f"{PASSWORD} {n}",)) for n in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        winner = "".join(outcomes)
        self.assertEqual(sorted(outcomes), ["", winner])
        self.assertTrue(User.objects.get(pk=self.newcomer.pk).check_password(winner))
        self.assertEqual(Invitation.objects.filter(used_at__isnull=False).count(), 1)
