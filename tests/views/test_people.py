"""Units and people on the pages: the roster, the pasted table, the slips, the deputies."""

from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import deputies
from agreements.models import Invitation, Membership, OrgUnit, Role, TrailEntry, User
from agreements.reports import people
from tests.world import TODAY, World, at

HEAD = "编码\t单位\t姓名\t登录名\t角色\n"
TABLE = f"{HEAD}U2\t科研院\t张三\tzhang.san\t承办人\nU8\t人事处\t李四\tli@example.org\t部门负责人\n"
HOSTILE = '"><script>alert(1)</script>'


def address(name, *args):
    return reverse(f"agreements:{name}", args=args)


class Page(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)

    def asked(self, name):
        """How many queries a page makes."""
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address(name)).status_code, 200)
        return len(queries)

    def newcomer(self, username="newcomer", unit=None):
        person = self.person(username, unit or self.uni_lead, Role.OFFICER).user
        person.set_unusable_password()
        person.save()
        return person


class LookingAtTheRoster(Page):
    def test_units_people_deputies_and_how_far_each_is(self):
        person = self.newcomer()
        deputies.name_deputy(
            self.uni_officer.membership, by=self.uni_officer, person=person, starts_on=TODAY, ends_on=TODAY
        )
        page = self.client.get(address("people_list"))
        for words in ("科研院", "010-U2", "U2 室", "Not invited", "Deputy: newcomer, 2026-11-24 to 2026-11-24"):
            self.assertContains(page, words)
        self.assertNotContains(page, "科信局")
        self.assertContains(page, "Invite the one not yet invited")

    def test_others_see_who_is_there_and_not_the_accounts(self):
        self.newcomer()
        self.sign_in(self.uni_officer)
        page = self.client.get(address("people_list"))
        self.assertContains(page, "newcomer")
        for words in ("Not invited", address("people_paste"), address("people_invite_all")):
            self.assertNotContains(page, words)

    def test_the_other_side_is_out_of_sight(self):
        self.assertEqual(self.client.get(address("people_list"), {"organization": self.district.pk}).status_code, 404)
        for odd in ("x", "9" * 30, "-1"):
            self.assertEqual(self.client.get(address("people_list"), {"organization": odd}).status_code, 404)

    def test_an_administrator_chooses_the_organization(self):
        self.sign_in(self.admin)
        self.assertContains(self.client.get(address("people_list"), {"organization": self.district.pk}), "科信局")

    def test_more_and_the_administration_lead_there(self):
        self.assertContains(self.client.get(address("more")), address("people_list"))
        self.sign_in(self.admin)
        for page in (reverse("admin:index"), address("first_run"), address("more")):
            self.assertContains(self.client.get(page), address("people_list"))

    def test_the_same_queries_with_few_and_with_many(self):
        self.newcomer()
        few = self.asked("people_list")
        for n in range(19):
            unit = self.unit(self.university, f"N{n:02}", f"新处{n}")
            for m in range(3):
                self.newcomer(f"n{n}-{m}", unit)
        self.assertEqual(self.asked("people_list"), few)
        self.assertContains(self.client.get(address("people_list")), "1–20 / 22")


class PastingATable(Page):
    def preview(self, text=TABLE, **given):
        return self.client.post(address("people_paste_preview"), {"text": text, **given})

    def confirm(self, text=TABLE, **given):
        shown = self.preview(text)
        plan = shown.context.get("plan")
        return self.client.post(
            address("people_paste_confirm"), {"text": text, "seen": plan.digest if plan else "", **given}
        )

    def test_the_preview_shows_and_writes_nothing(self):
        page = self.preview()
        self.assertEqual(page.status_code, 200)
        for words in ("New account: 张三, sign-in name zhang.san.", "New unit: 人事处 (U8).", "Enter 2 rows"):
            self.assertContains(page, words)
        self.assertFalse(TrailEntry.objects.exists() or User.objects.filter(username="zhang.san").exists())

    def test_confirmed_it_is_written_and_again_nothing_is_left_to_do(self):
        self.assertRedirects(self.confirm(), f"{address('people_list')}?organization={self.university.pk}")
        self.assertEqual(User.objects.get(username="li").email, "li@example.org")
        page = self.preview()
        self.assertContains(page, "Everything in this table is here already.")
        self.assertEqual(self.confirm().status_code, 302)
        self.assertEqual(OrgUnit.objects.filter(code="U8").count(), 1)

    def test_a_refused_row_blocks_all_and_the_text_stays(self):
        text = TABLE + "U9\t新处\t王五\twang\t科长\n"
        for page in (self.preview(text), self.confirm(text)):
            self.assertContains(page, "“科长” is no role", status_code=page.status_code)
            self.assertContains(page, "王五\twang\t科长", status_code=page.status_code)
            self.assertNotContains(page, "Enter 3 rows", status_code=page.status_code)
        self.assertEqual(self.confirm(text).status_code, 422)
        self.assertFalse(OrgUnit.objects.filter(code="U8").exists())

    def test_what_is_no_table_is_refused_with_the_text(self):
        for text, words in (
            ("", "This field is required."),
            ("只有一列\n另一行", "several columns"),
            ("单位\t姓名", "There is no row in this table."),
            ("姓名\t角色\n张三\t承办人", "Say which column holds the unit"),
            ("x\t" * 31 + "\n", "several columns"),
        ):
            with self.subTest(words):
                page = self.preview(text)
                self.assertContains(page, words, status_code=422)
                if text:
                    self.assertContains(page, text.split()[0], status_code=422)

    def test_the_columns_can_be_set_by_hand(self):
        text = "张三\tU2\t承办人\nzhang\tU3\t审计"
        self.assertIn("refused", {row.state for row in self.preview(text).context["plan"].rows})
        columns = {"mapped": 3, "column-0": "person", "column-1": "unit_code", "column-2": "role"}
        page = self.preview(text, **columns)
        self.assertEqual([row.state for row in page.context["plan"].rows], ["new", "new"])
        self.assertContains(page, '<option value="unit_code" selected>Unit code</option>', html=True)
        twice = self.preview(text, **columns | {"column-2": "person"})
        self.assertContains(twice, "Two columns are called “Name”.", status_code=422)
        odd = self.preview(text, **columns | {"column-2": "password"})
        self.assertEqual(odd.status_code, 422)

    def test_what_changed_since_is_shown_again(self):
        seen = self.preview().context["plan"].digest
        self.newcomer("zhang.san")
        page = self.client.post(address("people_paste_confirm"), {"text": TABLE, "seen": seen})
        self.assertIn(page.status_code, (409, 422))
        fresh = "编码\t单位电话\nU2\t010-1\n"
        seen = self.preview(fresh).context["plan"].digest
        OrgUnit.objects.filter(code="U2").update(telephone="010-5")
        page = self.client.post(address("people_paste_confirm"), {"text": fresh, "seen": seen})
        self.assertContains(page, "Something has changed since this was shown", status_code=409)
        self.assertContains(page, "010-5 → 010-1", status_code=409)

    def test_hostile_cells_are_shown_as_words(self):
        row = f"U2\t科研院\t{HOSTILE}\t\t承办人"
        page = self.preview(f"{HEAD}{row}\n")
        self.assertNotContains(page, HOSTILE)
        self.assertContains(page, "&lt;script&gt;")
        self.confirm(f"{HEAD}{row}\n")
        roster = self.client.get(address("people_list"))
        self.assertNotContains(roster, HOSTILE)
        self.assertContains(roster, "&lt;script&gt;")
        slips = self.client.post(address("people_invite_all"))
        self.assertNotContains(slips, HOSTILE)

    def test_an_administrator_enters_for_the_organization_that_was_chosen(self):
        self.sign_in(self.admin)
        self.client.post(
            address("people_paste_confirm"),
            {
                "text": TABLE,
                "organization": self.elsewhere.pk,
                "seen": self.preview(organization=self.elsewhere.pk).context["plan"].digest,
            },
        )
        self.assertEqual(OrgUnit.objects.get(code="U8").organization, self.elsewhere)


class InvitingPeople(Page):
    def test_the_link_is_shown_once_and_kept_nowhere(self):
        person = self.newcomer()
        page = self.client.post(address("people_invite", person.pk))
        link = page.context["slips"][0][2]
        self.assertContains(page, link)
        self.assertContains(page, "newcomer")
        self.assertEqual(page["Cache-Control"], "no-store")
        self.assertNotContains(self.client.get(address("people_list")), "/invitation/")
        self.assertContains(self.client.get(address("people_list")), "Invited until 2026-12-08")

    def test_all_who_are_not_yet_in_one_click(self):
        for name in ("a", "b", "c"):
            self.newcomer(name)
        page = self.client.post(address("people_invite_all"))
        self.assertEqual(len(page.context["slips"]), 3)
        self.assertRedirects(self.client.post(address("people_invite_all")), people_address(self))
        self.assertEqual(Invitation.objects.count(), 3)

    def test_the_same_queries_for_few_and_many_slips(self):
        counts = []
        for names in (("a",), ("b", "c", "d")):
            for name in names:
                self.newcomer(name)
            invited = [(invitation, "token") for invitation in self.made(names)]
            with self.assertNumQueries(4):
                counts.append(len(people.slips(invited)))
        self.assertEqual(counts, [1, 3])

    def made(self, names):
        self.client.post(address("people_invite_all"))
        return list(Invitation.objects.filter(user__username__in=names).select_related("user"))

    def test_revoked_in_one_click(self):
        person = self.newcomer()
        self.client.post(address("people_invite", person.pk))
        page = self.client.post(address("people_revoke", person.pk), follow=True)
        self.assertContains(page, "The invitation of newcomer is revoked.")
        self.assertContains(page, "Not invited")


def people_address(test):
    return f"{address('people_list')}?organization={test.university.pk}"


class NamingADeputy(Page):
    def test_the_only_post_is_chosen_already(self):
        self.sign_in(self.uni_officer)
        page = self.client.get(address("people_deputy"))
        self.assertEqual(page.context["post"], self.uni_officer.membership)
        self.assertContains(page, "uni_head")
        self.assertNotContains(page, "uni_other")

    def test_named_and_ended(self):
        self.sign_in(self.uni_officer)
        post = self.uni_officer.membership
        told = {"person": self.uni_head.user.pk, "starts_on": "2026-11-24", "ends_on": "2026-12-01"}
        page = self.client.post(address("people_deputy_name", post.pk), told, follow=True)
        self.assertContains(page, "uni_head deputizes for uni_officer from 2026-11-24 to 2026-12-01.")
        deputy = Membership.objects.get(deputy_for=post)
        page = self.client.post(address("people_deputy_end", deputy.pk), follow=True)
        self.assertContains(page, "Nobody deputizes for anybody here.")

    def test_what_is_refused_stays_in_the_form(self):
        self.sign_in(self.uni_officer)
        told = {"person": self.uni_head.user.pk, "starts_on": "2026-11-20", "ends_on": "2026-12-01"}
        page = self.client.post(address("people_deputy_name", self.uni_officer.membership.pk), told)
        self.assertContains(page, "from today on", status_code=422)
        self.assertContains(page, 'value="2026-11-20"', status_code=422)
        told["person"] = self.uni_other.user.pk
        self.assertEqual(
            self.client.post(address("people_deputy_name", self.uni_officer.membership.pk), told).status_code, 422
        )

    def test_the_same_queries_with_few_and_with_many(self):
        few = self.asked("people_deputy")
        for n in range(5):
            person = self.newcomer(f"p{n}")
            deputies.name_deputy(
                self.uni_officer.membership,
                by=self.uni_liaison,
                person=person,
                starts_on=TODAY + timedelta(days=n),
                ends_on=TODAY + timedelta(days=n),
            )
        self.assertEqual(self.asked("people_deputy"), few)


class ActingAsADeputy(Page):
    def setUp(self):
        super().setUp()
        self.deputy = deputies.name_deputy(
            self.uni_officer.membership,
            by=self.uni_officer,
            person=self.uni_head.user,
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=1),
        )
        self.sign_in(self.uni_head)

    def switch(self):
        return self.client.post(address("acting_switch"), {"post": self.deputy.pk})

    def test_the_frame_offers_it_and_says_for_whom(self):
        page = self.client.get(address("more"))
        self.assertEqual(page.wsgi_request.actor.membership, self.uni_head.membership)
        self.assertContains(page, "deputy for uni_officer")
        self.switch()
        self.assertEqual(self.client.get(address("more")).wsgi_request.actor.membership, self.deputy)

    def test_what_was_done_says_so_in_the_history(self):
        row = self.make_assigned()
        self.switch()
        self.client.post(
            address("progress_report", row.pk), {"text": "代报。", "percent": "20", "version": row.version}
        )
        self.assertContains(self.client.get(address("commitment_detail", row.pk)), "uni_head (deputy for uni_officer)")

    def test_once_over_the_next_request_is_ones_own_again(self):
        self.switch()
        with at(TODAY + timedelta(days=2)):
            self.client.force_login(self.uni_head.user, "django.contrib.auth.backends.ModelBackend")
            session = self.client.session
            session["acting"] = self.deputy.pk
            session.save()
            page = self.client.get(address("more"))
            self.assertEqual(page.wsgi_request.actor.membership, self.uni_head.membership)
            self.assertEqual(self.switch().status_code, 403)


class Slips(Page):
    def test_none_is_made_when_the_trail_cannot_be_written(self):
        self.newcomer()
        broken = mock.patch("agreements.trail.TrailEntry.objects.create", side_effect=ValueError)
        with broken, self.assertRaises(ValueError):
            self.client.post(address("people_invite_all"))
        self.assertFalse(Invitation.objects.exists())
