"""What every request carries, and how a session that has ended loses nothing."""

from django.test import TestCase
from django.urls import reverse

from agreements.models import Membership, Role
from agreements.views.acting import ACTING
from agreements.views.kept import LARGEST, keep_post, kept_post

from .world import World

LOGIN = reverse("account_login")
MORE = reverse("agreements:more")
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/more/?a=1"}


class ChoosingALanguage(World, TestCase):
    def language(self, **headers):
        return self.client.get(LOGIN if not self.client.session.get("_auth_user_id") else MORE, headers=headers)[
            "Content-Language"
        ]

    def test_it_is_chinese_whatever_the_browser_prefers(self):
        self.assertEqual(self.language(accept_language="en"), "zh-hans")

    def test_the_cookie_comes_before_chinese(self):
        self.client.cookies["django_language"] = "en"
        self.assertEqual(self.language(), "en")

    def test_the_person_comes_before_the_cookie(self):
        self.client.cookies["django_language"] = "en"
        self.uni_officer.user.language = "zh-hans"
        self.uni_officer.user.save()
        self.sign_in(self.uni_officer)
        self.assertEqual(self.language(), "zh-hans")

    def test_a_language_we_do_not_speak_is_chinese(self):
        self.client.cookies["django_language"] = "xx"
        self.assertEqual(self.language(), "zh-hans")


class ChoosingAnActor(World, TestCase):
    def actor(self):
        return self.client.get(MORE).wsgi_request.actor

    def test_somebody_with_one_post_acts_through_it(self):
        self.client.force_login(self.uni_officer.user, "django.contrib.auth.backends.ModelBackend")
        self.assertEqual(self.actor(), self.uni_officer)

    def test_a_post_that_is_not_ones_own_is_ignored(self):
        self.sign_in(self.uni_officer)
        session = self.client.session
        session[ACTING] = self.dis_liaison.membership.pk
        session.save()
        self.assertEqual(self.actor(), self.uni_officer)

    def test_an_administrator_with_posts_is_never_both(self):
        post = Membership.objects.create(user=self.admin.user, unit=self.uni_office, role=Role.LIAISON)
        self.sign_in(self.admin)
        self.assertTrue(self.actor().is_admin)
        self.client.post(reverse("agreements:acting_switch"), {"post": post.pk})
        self.assertFalse(self.actor().is_admin)
        self.assertEqual(self.actor().membership, post)

    def test_somebody_without_a_post_is_nobody(self):
        Membership.objects.filter(user=self.uni_officer.user).delete()
        self.client.force_login(self.uni_officer.user, "django.contrib.auth.backends.ModelBackend")
        self.assertIsNone(self.actor().membership)
        self.assertFalse(self.actor().is_admin)


class ComingWithoutASession(World, TestCase):
    url = reverse("agreements:progress_report", args=[1])

    def ended(self):
        """A browser whose session has ended after the officer's last page."""
        self.sign_in(self.uni_officer)
        self.client.get(MORE)
        self.client.session.flush()
        del self.client.cookies["sessionid"]

    def test_a_page_leads_to_sign_in_and_back(self):
        self.assertRedirects(self.client.get(MORE), f"{LOGIN}?next={MORE}")

    def test_htmx_is_told_to_go_there_and_back_to_the_page(self):
        answer = self.client.get(reverse("agreements:commitment_list"), headers=HTMX)
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertEqual(answer["HX-Redirect"], f"{LOGIN}?next=%2Fmore%2F%3Fa%3D1")

    def test_what_a_form_carried_is_kept_for_who_typed_it_once(self):
        self.ended()
        sent = {"text": "写了很久", "percent": "60", "password": "x", "csrfmiddlewaretoken": "y"}
        answer = self.client.post(self.url, sent, headers={"Referer": "http://testserver/commitments/1/"})
        self.assertRedirects(answer, f"{LOGIN}?next=%2Fcommitments%2F1%2F")
        self.client.post(LOGIN, {"login": "uni_officer", "password": "a long password"})
        request = self.client.get(MORE).wsgi_request
        self.assertIsNone(kept_post(request, "/somewhere/else/"))
        self.assertEqual(kept_post(request, self.url), {"text": ["写了很久"], "percent": ["60"]})
        self.assertIsNone(kept_post(request, self.url))

    def test_nobody_else_gets_it(self):
        self.ended()
        self.client.post(self.url, {"text": "写了很久"})
        self.client.post(LOGIN, {"login": "dis_officer", "password": "a long password"})
        self.assertIsNone(kept_post(self.client.get(MORE).wsgi_request, self.url))

    def test_a_browser_that_nobody_has_used_keeps_nothing(self):
        self.client.post(self.url, {"text": "写了很久"})
        self.assertNotIn("kept", self.client.session)

    def test_a_page_of_another_site_is_no_way_back(self):
        self.ended()
        answer = self.client.post(self.url, {"text": "x"}, headers={"Referer": "https://elsewhere.example/"})
        self.assertRedirects(answer, f"{LOGIN}?next=%2F")

    def test_neither_too_much_nor_for_others_addresses(self):
        self.ended()
        request = self.client.get(LOGIN).wsgi_request
        request.POST = request.POST.copy()
        request.POST["text"] = "长" * (LARGEST + 1)
        request.path = self.url
        self.assertFalse(keep_post(request))
        request.POST["text"] = "短"
        self.assertTrue(keep_post(request))
        request.path = reverse("admin:index")
        self.assertFalse(keep_post(request))
