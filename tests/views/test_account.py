"""The menu, the post acted through, the language, the first run."""

from django.test import TestCase
from django.urls import reverse

from agreements.models import Agreement, Membership, OrgUnit, Role
from agreements.views.account import first_steps, needs_first_run

from ..world import TODAY, World, at

MORE = reverse("agreements:more")
ACTING = reverse("agreements:acting_switch")
LANGUAGE = reverse("agreements:language_switch")


class LookingAtTheMenu(World, TestCase):
    def test_everybody_finds_language_second_factor_and_the_way_out(self):
        self.sign_in(self.uni_officer)
        page = self.client.get(MORE)
        for address in (LANGUAGE, reverse("mfa_index"), reverse("account_logout"), reverse("account_change_password")):
            self.assertContains(page, address)

    def test_only_staff_find_the_administration(self):
        self.sign_in(self.uni_officer)
        self.assertNotContains(self.client.get(MORE), reverse("admin:index"))
        self.sign_in(self.admin)
        self.assertContains(self.client.get(MORE), reverse("admin:index"))

    def test_somebody_without_a_post_is_told_why_there_is_nothing(self):
        Membership.objects.filter(user=self.uni_officer.user).delete()
        self.client.force_login(self.uni_officer.user, "django.contrib.auth.backends.ModelBackend")
        with self.settings(LANGUAGE_CODE="en"):
            self.assertContains(self.client.get(MORE), "You hold no post")

    def test_one_post_needs_no_menu(self):
        self.sign_in(self.uni_officer)
        self.assertNotContains(self.client.get(MORE), ACTING)

    def test_the_find_page_asks_the_ledger(self):
        self.sign_in(self.uni_officer)
        page = self.client.get(reverse("agreements:find"))
        self.assertContains(page, f'action="{reverse("agreements:commitment_list")}"')


class ActingThroughAnotherPost(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = Membership.objects.create(user=cls.uni_officer.user, unit=cls.uni_third, role=Role.OFFICER)
        cls.away = Membership.objects.create(user=cls.uni_officer.user, unit=cls.out_office, role=Role.OFFICER)
        with at(TODAY):
            cls.commitment = cls.make_assigned()

    def setUp(self):
        self.sign_in(self.uni_officer)
        self.page = reverse("agreements:commitment_detail", args=[self.commitment.pk])

    def switch(self, post, page=MORE):
        return self.client.post(ACTING, {"post": post, "next": page})

    def test_the_menu_stands_in_the_head_of_every_page(self):
        page = self.client.get(MORE)
        self.assertContains(page, 'id="acting"')
        self.assertContains(page, f'name="post" value="{self.second.pk}"')

    def test_it_leads_back_to_the_page(self):
        self.assertRedirects(self.switch(self.second.pk), MORE)
        self.assertEqual(self.client.get(MORE).wsgi_request.actor.membership, self.second)

    def test_a_commitment_still_in_sight_stays_open(self):
        self.assertRedirects(self.switch(self.second.pk, self.page), self.page, fetch_redirect_response=False)

    def test_one_out_of_sight_gives_way_to_the_desk(self):
        answer = self.switch(self.away.pk, self.page)
        self.assertRedirects(answer, reverse("agreements:desk"), fetch_redirect_response=False)

    def test_another_site_gives_way_to_the_desk(self):
        answer = self.switch(self.second.pk, "https://elsewhere.example/more/")
        self.assertRedirects(answer, reverse("agreements:desk"), fetch_redirect_response=False)

    def test_nobody_takes_somebody_elses_post(self):
        self.assertEqual(self.switch(self.dis_liaison.membership.pk).status_code, 403)
        self.assertEqual(self.switch("nonsense").status_code, 403)

    def test_only_an_administrator_acts_without_a_post(self):
        self.assertEqual(self.switch("admin").status_code, 403)
        self.sign_in(self.admin)
        self.assertRedirects(self.switch("admin"), MORE)

    def test_reading_changes_nothing(self):
        self.assertEqual(self.client.get(ACTING).status_code, 405)


class ChangingTheLanguage(World, TestCase):
    def test_it_holds_for_session_browser_and_person(self):
        self.sign_in(self.uni_officer)
        answer = self.client.post(LANGUAGE, {"language": "en", "next": MORE})
        self.assertRedirects(answer, MORE)
        self.uni_officer.user.refresh_from_db()
        self.assertEqual(self.uni_officer.user.language, "en")
        self.assertEqual(self.client.cookies["django_language"].value, "en")
        self.assertEqual(self.client.get(MORE)["Content-Language"], "en")

    def test_it_works_before_signing_in(self):
        login = reverse("account_login")
        self.assertRedirects(self.client.post(LANGUAGE, {"language": "en", "next": login}), login)
        self.assertContains(self.client.get(login), "Sign in")

    def test_it_leads_nowhere_else(self):
        self.sign_in(self.uni_officer)
        for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""):
            answer = self.client.post(LANGUAGE, {"language": "en", "next": elsewhere})
            self.assertEqual(answer["Location"], reverse("agreements:desk"))

    def test_an_unknown_language_is_not_found(self):
        self.assertEqual(self.client.post(LANGUAGE, {"language": "xx"}).status_code, 404)


class SettingUp(World, TestCase):
    url = reverse("agreements:first_run")

    def test_only_administrators_set_up(self):
        self.sign_in(self.uni_liaison)
        self.assertEqual(self.client.get(self.url).status_code, 403)

    def test_everything_done_leads_to_the_desk(self):
        self.sign_in(self.admin)
        self.assertFalse(needs_first_run())
        self.assertEqual([done for _, done in first_steps()], [True] * 4)
        self.assertContains(self.client.get(self.url), f'class="btn primary" href="{reverse("agreements:desk")}"')

    def test_what_is_missing_is_the_next_step(self):
        Membership.objects.filter(role=Role.LIAISON, unit__organization=self.district).delete()
        self.sign_in(self.admin)
        self.assertEqual([name for name, done in first_steps() if not done], ["liaisons"])
        self.assertContains(self.client.get(self.url), 'aria-current="step"', count=1)

    def test_units_of_one_side_are_not_enough(self):
        OrgUnit.objects.exclude(organization=self.university).update(is_active=False)
        self.assertIn(("units", False), first_steps())


class SettingUpAnEmptyLedger(TestCase):
    def test_all_four_steps_are_to_be_done(self):
        self.assertTrue(needs_first_run())
        self.assertFalse(Agreement.objects.exists())
        self.assertEqual([done for _, done in first_steps()], [False] * 4)
