"""What people see when a request comes to nothing: a page in the frame, or a sentence for htmx."""

import re
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.test import Client, TestCase
from django.urls import URLPattern, get_resolver, reverse

from agreements import urls

from ..world import TODAY, World, at, counts_kept

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
MORE = reverse("agreements:more")
NOWHERE = "/commitments/999999/"


class ComingToNothing(World, TestCase):
    def setUp(self):
        self.sign_in(self.uni_officer)

    def test_what_is_out_of_sight_is_not_there(self):
        page = self.client.get(NOWHERE)
        self.assertEqual(page.status_code, 404)
        self.assertContains(page, 'class="side"', status_code=404)

    def test_an_address_that_never_was_is_the_same_page(self):
        self.assertContains(self.client.get("/nowhere/"), 'class="side"', status_code=404)

    def test_htmx_gets_the_sentence_alone(self):
        answer = self.client.get(NOWHERE, headers=HTMX)
        self.assertContains(answer, "data-message", status_code=404)
        self.assertNotContains(answer, "<html", status_code=404)

    def test_a_refusal_says_why(self):
        with self.settings(LANGUAGE_CODE="en"):
            url = reverse("agreements:first_run")
            self.assertContains(self.client.get(url), "Setting up is for administrators.", status_code=403)
            answer = self.client.get(url, headers=HTMX)
            self.assertContains(answer, "Setting up is for administrators.", status_code=403)
            self.assertNotContains(answer, "<html", status_code=403)

    def test_a_refusal_is_text_and_never_markup(self):
        with mock.patch("agreements.views.account.first_steps", side_effect=PermissionDenied("<b>no</b>")):
            self.sign_in(self.admin)
            answer = self.client.get(reverse("agreements:first_run"))
        self.assertContains(answer, "&lt;b&gt;no&lt;/b&gt;", status_code=403)

    def test_a_fault_gives_a_number_that_the_log_has_too(self):
        self.client.raise_request_exception = False
        self.sign_in(self.admin)
        for headers in ({}, HTMX):
            with (
                self.subTest(headers),
                mock.patch("agreements.views.account.first_steps", side_effect=RuntimeError("boom")),
                self.assertLogs("agreements.views.errors", "ERROR") as logged,
            ):
                answer = self.client.get(reverse("agreements:first_run"), headers=headers)
            number = re.search(r"Error (\w{8}) at", logged.output[0])[1]
            self.assertContains(answer, number, status_code=500)
            self.assertIn("boom", logged.output[0])
            self.assertNotContains(answer, "boom", status_code=500)

    def test_a_fault_is_shown_without_a_database(self):
        self.client.raise_request_exception = False
        self.sign_in(self.admin)
        with mock.patch("agreements.views.account.first_steps", side_effect=RuntimeError):
            before = self.client.get(MORE)
            self.assertEqual(before.status_code, 200)
            answer = self.client.get(reverse("agreements:first_run"))
        self.assertNotContains(answer, 'class="side"', status_code=500)

    def test_a_form_without_its_token_is_told_what_is_safe(self):
        browser = Client(enforce_csrf_checks=True)
        self.assertContains(browser.post(reverse("account_login")), 'class="login"', status_code=403)
        browser.force_login(self.uni_officer.user, "django.contrib.auth.backends.ModelBackend")
        self.assertContains(browser.post(reverse("agreements:acting_switch")), 'class="side"', status_code=403)
        answer = browser.post(reverse("agreements:acting_switch"), headers=HTMX)
        self.assertContains(answer, "data-message", status_code=403)

    def test_signed_out_an_unknown_address_shows_no_frame(self):
        self.client.logout()
        self.assertContains(self.client.get("/nowhere/"), 'class="login"', status_code=404)

    def test_asking_too_often_is_said_in_our_words(self):
        with mock.patch("allauth.core.internal.ratelimit.consume", return_value=None):
            self.client.logout()
            answer = self.client.post(reverse("account_login"), {"login": "x", "password": "y"})
        self.assertContains(answer, 'class="login"', status_code=429)


STRICT = "script-src 'self'"
INLINE = {
    "a style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style", re.I),
    "an event attribute": re.compile(r"<[^>]+\son\w+\s*=", re.I),
    "an htmx event attribute": re.compile(r"\shx-on", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.I),
    "a foreign address": re.compile(r"""\s(?:src|srcset)\s*=\s*["'](?:https?:)?//""", re.I),
}
OF_ACCOUNT = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
)


class ObeyingTheStrictPolicy(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.commitment = cls.make_running()

    def pages(self):
        """Every address of ours, with keys where it needs them."""
        keys = {"commitments": self.commitment.pk, "agreements": self.agreement.pk}
        for pattern in urls.urlpatterns:
            assert isinstance(pattern, URLPattern)
            first = str(pattern.pattern).split("/")[0]
            wanted = set(pattern.pattern.converters)
            yield reverse(
                f"agreements:{pattern.name}",
                kwargs={key: keys.get(first, 1) if key == "pk" else "assign" for key in wanted},
            )
        yield from (reverse(name) for name in OF_ACCOUNT)
        yield "/nowhere/"

    def test_no_page_carries_what_the_policy_would_drop(self):
        self.assertTrue(get_resolver())
        counts_kept(self)
        with at(TODAY):
            for actor in (None, self.uni_liaison, self.uni_officer, self.uni_leader, self.admin):
                if actor:
                    self.sign_in(actor)
                for page in self.pages():
                    answer = self.client.get(page)
                    with self.subTest(page=page, actor=actor and actor.user.username):
                        self.assertIn(STRICT, answer["Content-Security-Policy"])
                        self.assertNotIn("unsafe", answer["Content-Security-Policy"])
                        if answer.status_code == 200 or answer.status_code >= 400:
                            text = answer.content.decode()
                            self.assertEqual([what for what, found in INLINE.items() if found.search(text)], [])

    def test_the_admin_obeys_it_too(self):
        self.sign_in(self.admin)
        for page in (reverse("admin:index"), reverse("admin:agreements_user_changelist")):
            answer = self.client.get(page)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(STRICT, answer["Content-Security-Policy"])
            self.assertNotIn("unsafe", answer["Content-Security-Policy"])
