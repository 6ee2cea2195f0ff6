"""Getting in: by name or e-mail, a few attempts, the second factor at every door, the demonstration's shortcut."""

import threading

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings
from django.urls import NoReverseMatch, reverse

from agreements.demo import MAIL_DOMAIN
from agreements.models import Agreement, User

from .world import World

LOGIN = reverse("account_login")
PASSWORD = "a long password"


def code_for(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


class SigningIn(World, TestCase):
    def setUp(self):
        cache.clear()

    def attempt(self, login="uni_officer", password=PASSWORD, **more):
        return self.client.post(LOGIN, {"login": login, "password": password, **more})

    def test_the_name_opens_the_desk(self):
        self.assertRedirects(self.attempt(), reverse("agreements:desk"), fetch_redirect_response=False)

    def test_so_does_the_email_address(self):
        answer = self.attempt("uni_officer@example.org")
        self.assertRedirects(answer, reverse("agreements:desk"), fetch_redirect_response=False)

    def test_it_leads_back_to_the_page_that_was_wanted(self):
        page = reverse("agreements:more")
        self.assertRedirects(self.client.get(page), f"{LOGIN}?next={page}")
        self.assertContains(self.client.get(f"{LOGIN}?next={page}"), f'name="next" value="{page}"')
        self.assertRedirects(self.attempt(next=page), page)

    def test_it_never_leads_to_another_site(self):
        answer = self.attempt(next="https://elsewhere.example/")
        self.assertRedirects(answer, reverse("agreements:desk"), fetch_redirect_response=False)

    def test_a_wrong_password_says_how_many_attempts_are_left(self):
        with self.settings(LANGUAGE_CODE="en"):
            answer = self.attempt(password="wrong")
            self.assertContains(answer, "4 more wrong attempts stop sign-in for 5 minutes.")
            self.assertContains(answer, 'aria-describedby="id_password_error"')
            self.assertContains(answer, 'value="uni_officer"')

    def test_the_fifth_wrong_password_stops_it_even_for_the_right_one(self):
        with self.settings(LANGUAGE_CODE="en"):
            for _ in range(4):
                self.attempt(password="wrong")
            self.assertContains(self.attempt(password="wrong"), "possible again in 5 minutes.")
            self.assertContains(self.attempt(), "Too many wrong passwords.")
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_another_person_is_not_stopped(self):
        for _ in range(6):
            self.attempt(password="wrong")
        self.assertEqual(self.attempt("dis_officer").status_code, 302)

    def test_a_language_chosen_once_holds_from_sign_in_on(self):
        self.uni_officer.user.language = "en"
        self.uni_officer.user.save()
        self.attempt()
        self.assertEqual(self.client.get(reverse("agreements:more"))["Content-Language"], "en")

    def test_unticked_the_session_ends_with_the_browser(self):
        self.attempt()
        self.assertTrue(self.client.session.get_expire_at_browser_close())

    def test_ticked_it_lasts_until_its_time_is_over(self):
        self.attempt(remember="on")
        self.assertFalse(self.client.session.get_expire_at_browser_close())

    def test_nobody_makes_an_account(self):
        for name in ("account_signup", "account_reset_password", "account_email"):
            with self.subTest(name), self.assertRaises(NoReverseMatch):
                reverse(name)

    def test_signing_out_asks_first_and_ends_the_session(self):
        self.sign_in(self.uni_officer)
        self.assertContains(self.client.get(reverse("account_logout")), f'action="{reverse("account_logout")}"')
        self.assertRedirects(self.client.post(reverse("account_logout")), LOGIN)
        self.assertRedirects(self.client.get(reverse("agreements:more")), f"{LOGIN}?next=/more/")

    def test_the_password_is_changed_by_who_knows_it(self):
        self.sign_in(self.uni_officer)
        change = reverse("account_change_password")
        fields = {"oldpassword": "no", "password1": "another long one", "password2": "another long one"}
        with self.settings(LANGUAGE_CODE="en"):
            self.assertContains(self.client.post(change, fields), "This is not your current password.")
        self.assertEqual(self.client.post(change, fields | {"oldpassword": PASSWORD}).status_code, 302)
        self.uni_officer.user.refresh_from_db()
        self.assertTrue(self.uni_officer.user.check_password("another long one"))


class LimitingAcrossProcesses(TransactionTestCase):
    def test_attempts_are_counted_in_the_database(self):
        """Every process sees what the others counted: the cache is a table."""
        cache.clear()

        def elsewhere():
            for _ in range(5):
                self.client_class().post(LOGIN, {"login": "somebody", "password": "wrong"})
            connection.close()

        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        with self.settings(LANGUAGE_CODE="en"):
            answer = self.client.post(LOGIN, {"login": "somebody", "password": "wrong"})
            self.assertContains(answer, "Too many wrong passwords.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM cache")
            self.assertGreater(cursor.fetchone()[0], 0)


class GoingThroughTheSecondFactor(World, TestCase):
    def setUp(self):
        cache.clear()
        user = self.admin.user
        user.set_password(PASSWORD)
        user.save()
        self.secret = generate_totp_secret()
        TOTP.activate(user, self.secret)

    def test_the_admin_has_no_door_of_its_own(self):
        admin = reverse("admin:index")
        door = self.client.get(admin, follow=True)
        self.assertEqual(door.request["PATH_INFO"], LOGIN)
        self.assertContains(door, f'name="next" value="{admin}"')
        answer = self.client.post(reverse("admin:login"), {"username": "admin", "password": PASSWORD})
        self.assertEqual(answer.status_code, 302)
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_the_password_alone_does_not_open_the_admin(self):
        admin = reverse("admin:index")
        answer = self.client.post(LOGIN, {"login": "admin", "password": PASSWORD, "next": admin})
        self.assertRedirects(answer, reverse("mfa_authenticate"))
        self.assertEqual(self.client.get(admin).status_code, 302)
        self.assertEqual(self.client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code, 200)
        self.assertEqual(self.client.get(admin).status_code, 302)
        self.assertRedirects(
            self.client.post(reverse("mfa_authenticate"), {"code": code_for(self.secret)}),
            admin,
            fetch_redirect_response=False,
        )
        self.assertEqual(self.client.get(admin).status_code, 200)

    def test_whoever_is_asked_for_the_code_may_turn_back(self):
        self.client.post(LOGIN, {"login": "admin", "password": PASSWORD})
        self.assertRedirects(self.client.post(reverse("account_logout"), {"next": LOGIN}), LOGIN)

    def test_every_page_of_the_second_factor_is_ours(self):
        self.client.post(LOGIN, {"login": "admin", "password": PASSWORD})
        self.client.post(reverse("mfa_authenticate"), {"code": code_for(self.secret)})
        again = self.client.get(reverse("mfa_deactivate_totp"), follow=True)
        self.assertEqual(again.request["PATH_INFO"], reverse("account_reauthenticate"))
        self.assertContains(again, reverse("mfa_reauthenticate"))
        self.assertContains(self.client.get(reverse("mfa_reauthenticate")), 'class="side"')
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
            with self.subTest(name):
                self.assertContains(self.client.get(reverse(name)), 'class="side"')
        self.assertRedirects(
            self.client.post(reverse("mfa_generate_recovery_codes")), reverse("mfa_view_recovery_codes")
        )
        self.assertContains(self.client.get(reverse("mfa_view_recovery_codes")), 'class="codes"')
        self.client.post(reverse("mfa_deactivate_totp"))
        self.assertFalse(Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists())
        self.assertContains(self.client.get(reverse("mfa_activate_totp")), 'class="qr"')


ROLE = "liaison.university"


class TryingTheDemonstration(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.role = cls.person(ROLE, cls.uni_office, "liaison")
        User.objects.filter(pk=cls.role.user.pk).update(email=f"{ROLE}@{MAIL_DOMAIN}")
        Agreement.objects.update(is_demo=True)

    def sign_in_as(self, username):
        return self.client.post(reverse("agreements:demo_sign_in"), {"username": username})

    def test_without_debug_there_is_no_such_thing(self):
        self.assertEqual(self.sign_in_as(ROLE).status_code, 404)
        self.assertNotContains(self.client.get(LOGIN), "demo-roles")

    @override_settings(DEBUG=True)
    def test_with_debug_one_click_is_enough(self):
        self.assertContains(self.client.get(LOGIN), f'value="{ROLE}"')
        self.assertRedirects(self.sign_in_as(ROLE), reverse("agreements:desk"), fetch_redirect_response=False)
        self.assertEqual(self.client.session["_auth_user_id"], str(self.role.user.pk))

    @override_settings(DEBUG=True)
    def test_only_for_accounts_of_the_demonstration(self):
        self.assertEqual(self.sign_in_as("uni_officer").status_code, 404)

    @override_settings(DEBUG=True)
    def test_somebody_s_own_account_of_the_same_name_stays_closed(self):
        User.objects.filter(pk=self.role.user.pk).update(email="somebody@example.org")
        self.assertEqual(self.sign_in_as(ROLE).status_code, 404)
        self.assertNotContains(self.client.get(LOGIN), "demo-roles")

    @override_settings(DEBUG=True)
    def test_only_while_it_is_loaded(self):
        Agreement.objects.update(is_demo=False)
        self.assertEqual(self.sign_in_as(ROLE).status_code, 404)
        self.assertNotContains(self.client.get(LOGIN), "demo-roles")
