"""Entering units and people from a table: what is new, here, changed or refused; all or nothing, once only."""

import json
from unittest import mock

from django.db import IntegrityError
from django.test import TestCase, TransactionTestCase

from agreements.actions import people
from agreements.errors import Stale
from agreements.extraction.pasted import COLUMNS
from agreements.models import Membership, Organization, OrgUnit, Role, TrailEntry, User
from tests.sides import Rules

SAMPLE = (
    {"unit_code": "U9", "unit_name": "人事处", "higher_unit": "U1", "unit_telephone": "010-9", "room": "九号楼"},
    {"unit_code": "U9", "person": "王芳", "sign_in": "wang.fang@example.org", "telephone": "139", "role": "承办人"},
    {"unit_code": "U9", "person": "李强", "sign_in": "liqiang", "role": "部门负责人", "starts_on": "2026-01-01"},
    {"unit_name": "人事处", "person": "赵敏", "role": "审计"},
)


class Table(Rules):
    """Tables of the university, entered by its liaison officer unless somebody else is named."""

    def plan(self, *rows, by=None, of=None):
        return people.plan(of or self.university, list(enumerate(rows, 1)), by=by or self.uni_liaison)

    def enter(self, *rows, by=None, of=None, seen=None):
        seen = seen or self.plan(*rows, by=by, of=of).digest
        return people.enter(of or self.university, list(enumerate(rows, 1)), by=by or self.uni_liaison, seen=seen)

    def states(self, *rows, **given):
        return [row.state for row in self.plan(*rows, **given).rows]

    def problem(self, *rows, **given):
        """What stands against the last row."""
        return " ".join(self.plan(*rows, **given).rows[-1].problems)

    @staticmethod
    def counted():
        return [model.objects.count() for model in (OrgUnit, User, Membership, TrailEntry)]


class Entering(Table, TestCase):
    def test_units_people_and_posts_are_made_with_their_lines(self):
        self.assertEqual(self.states(*SAMPLE), ["new"] * 4)
        self.enter(*SAMPLE)
        unit = OrgUnit.objects.get(code="U9")
        self.assertEqual(
            (unit.name, unit.parent, unit.telephone, unit.room), ("人事处", self.uni_office, "010-9", "九号楼")
        )
        told = Membership.objects.filter(unit=unit).order_by("user__pk")
        self.assertEqual(
            [(post.user.name, post.user.username, post.user.email, post.role) for post in told],
            [
                ("王芳", "wang.fang", "wang.fang@example.org", "officer"),
                ("李强", "liqiang", "", "unit_head"),
                ("赵敏", "u9-1", "", "auditor"),
            ],
        )
        self.assertFalse(any(post.user.has_usable_password() for post in told))
        for row in (unit, *told, *(post.user for post in told)):
            self.assertEqual(self.verbs(row), ["add"])
        self.assertWhole()

    def test_lines_about_accounts_are_the_sides_own_and_hold_no_password(self):
        self.enter(*SAMPLE)
        line = TrailEntry.objects.about(User.objects.get(username="liqiang")).get()
        self.assertEqual(line.own_party, self.university.pk)
        self.assertEqual(json.loads(line.text)["changes"]["password"], ["", "•••"])
        self.assertIsNone(TrailEntry.objects.about(OrgUnit.objects.get(code="U9")).get().own_party)

    def test_the_same_table_again_has_nothing_to_do(self):
        self.enter(*SAMPLE)
        before = self.counted()
        self.assertEqual(self.states(*SAMPLE), ["there"] * 4)
        self.enter(*SAMPLE)
        self.assertEqual(self.counted(), before)

    def test_telephone_room_and_higher_unit_change_after_saying_so(self):
        row = {"unit_code": "u2", "unit_telephone": "010-77", "room": "新楼", "higher_unit": "联络处"}
        plan = self.plan(row)
        self.assertEqual(plan.rows[0].state, "changed")
        self.assertIn("Unit telephone: 010-U2 → 010-77.", plan.rows[0].does)
        self.enter(row)
        self.uni_lead.refresh_from_db()
        told = (self.uni_lead.telephone, self.uni_lead.room, self.uni_lead.parent)
        self.assertEqual(told, ("010-77", "新楼", self.uni_office))
        line = json.loads(TrailEntry.objects.about(self.uni_lead).get().text)
        self.assertEqual(line["changes"]["telephone"], ["010-U2", "010-77"])

    def test_an_empty_cell_changes_nothing(self):
        self.assertEqual(self.states({"unit_code": "U2", "unit_telephone": "", "room": ""}), ["there"])

    def test_somebody_who_is_here_gets_a_telephone_and_another_post(self):
        row = {"unit_code": "U3", "sign_in": "UNI_officer", "telephone": "138", "role": "officer"}
        self.assertEqual(self.states(row), ["new"])
        self.enter(row)
        self.uni_officer.user.refresh_from_db()
        self.assertEqual(self.uni_officer.user.telephone, "138")
        self.assertTrue(self.uni_officer.user.memberships.filter(unit=self.uni_third, role="officer").exists())
        self.assertTrue(self.uni_officer.user.has_usable_password())

    def test_the_days_of_a_post_change_after_saying_so(self):
        row = {"unit_code": "U2", "sign_in": "uni_officer", "role": "officer", "ends_on": "2026年12月31日"}
        self.assertEqual(self.plan(row).rows[0].does, ["Until: – → 2026-12-31."])
        self.enter(row)
        self.uni_officer.membership.refresh_from_db()
        self.assertEqual(self.uni_officer.membership.ends_on.isoformat(), "2026-12-31")

    def test_a_sign_in_name_that_is_taken_gets_a_number(self):
        User.objects.create_user("chen", name="另一位")
        self.enter({"unit_code": "U2", "person": "陈", "sign_in": "Chen@example.org", "role": "officer"})
        self.assertEqual(User.objects.get(email="chen@example.org").username, "chen2")

    def test_cells_that_look_like_formulas_are_words(self):
        row = {"unit_code": "=1+1", "unit_name": "@处室", "room": "-3", "person": "+张三", "role": "officer"}
        self.enter(row)
        unit = OrgUnit.objects.get(code="=1+1")
        self.assertEqual((unit.name, unit.room, unit.memberships.get().user.name), ("@处室", "-3", "+张三"))

    def test_an_administrator_enters_liaison_officers_of_any_side(self):
        row = {"unit_code": "D1", "person": "钱", "role": "联络员", "sign_in": "qian"}
        self.enter(row, by=self.admin, of=self.district)
        self.assertTrue(Membership.objects.filter(user__username="qian", role=Role.LIAISON).exists())

    def test_higher_units_may_stand_below_in_the_table(self):
        self.enter(
            {"unit_code": "V1", "unit_name": "一科", "higher_unit": "V2"}, {"unit_code": "V2", "unit_name": "新处"}
        )
        self.assertEqual(OrgUnit.objects.get(code="V1").parent.code, "V2")


class Refusing(Table, TestCase):
    """One row, or the last of several, is refused and nothing is written."""

    CASES = (
        ("no role", {"unit_code": "U2", "person": "张", "role": "科长"}, "“科长” is no role"),
        ("role left out", {"unit_code": "U2", "person": "张"}, "Give the role"),
        ("a liaison", {"unit_code": "U2", "person": "张", "role": "联络员"}, "entered by an administrator"),
        ("code conflict", {"unit_code": "U2", "unit_name": "教务处"}, "The code U2 belongs to “科研院” here."),
        ("name conflict", {"unit_code": "U7", "unit_name": "科研院"}, "is here with the code U2"),
        ("a unit of the others", {"unit_name": "科信局"}, "a new one needs a code and a name"),
        ("unknown above", {"unit_code": "U2", "higher_unit": "没有"}, "“没有” is not known"),
        ("above itself", {"unit_code": "U2", "higher_unit": "U2"}, "cannot stand above itself"),
        ("another's name", {"unit_code": "U2", "person": "别人", "sign_in": "uni_head", "role": "officer"}, "uni_head"),
        (
            "another's address",
            {"unit_code": "U2", "person": "别人", "sign_in": "uni_head@example.org", "role": "officer"},
            "belongs to uni_head",
        ),
        (
            "the other side's person",
            {"unit_code": "U2", "person": "x", "sign_in": "dis_officer", "role": "officer"},
            "outside this organization",
        ),
        ("no sign-in name", {"unit_code": "U2", "person": "张", "sign_in": "张 三", "role": "officer"}, "neither"),
        ("no address", {"unit_code": "U2", "person": "张", "sign_in": "@张", "role": "officer"}, "neither"),
        ("no day", {"unit_code": "U2", "person": "张", "role": "officer", "ends_on": "3/1/2026"}, "is no day"),
        (
            "ends before",
            {"unit_code": "U2", "person": "张", "role": "officer", "starts_on": "2026-2-1", "ends_on": "2026-1-1"},
            "cannot end before",
        ),
        ("too long", {"unit_code": "U2", "person": "张" * 61, "role": "officer"}, "too long: 60"),
        ("unseen", {"unit_code": "U2", "person": "张\u202e三", "role": "officer"}, "cannot be seen"),
        ("nameless", {"unit_code": "U2", "sign_in": "new.one", "role": "officer"}, "Give the name"),
        ("unitless", {"person": "张", "role": "officer"}, "No unit is given"),
        ("namesake", {"unit_code": "U3", "person": "uni_officer", "role": "officer"}, "uni_officer · uni_officer"),
    )

    def test_each_says_why_and_writes_nothing(self):
        for name, row, words in self.CASES:
            with self.subTest(name):
                self.assertIn(words, self.problem(row))
                before = self.counted()
                with self.refused("1 row cannot be entered, so nothing was."):
                    self.enter({"unit_code": "W1", "unit_name": "好的一行"}, row)
                self.assertEqual(self.counted(), before)

    def test_what_two_rows_say_differently_of_one_thing(self):
        first = {"unit_code": "W1", "unit_name": "新处", "room": "1", "person": "张", "sign_in": "z", "telephone": "1"}
        first["role"] = "officer"
        for changed, words in (
            ({"unit_name": "别名"}, "Row 1 gives the code W1 to “新处”."),
            ({"room": "2"}, "Row 1 says something else about “新处”: 1."),
            ({"telephone": "2"}, "Row 1 says something else about “张”: 1."),
            ({"person": "李"}, "Row 1 gives “z” to 张."),
            ({"ends_on": "2027-1-1"}, "Row 1 gives this post with other days."),
        ):
            with self.subTest(changed):
                self.assertIn(words, self.problem(first, first | changed))

    def test_one_name_in_two_rows_is_told_and_never_guessed(self):
        first = {"unit_code": "U2", "person": "张三", "role": "officer"}
        self.assertIn("张三 · u2-1", self.problem(first, first | {"unit_code": "U3"}))
        self.assertIn("张三 · u2-1", self.problem(first, first | {"role": "unit_head"}))
        self.assertEqual(self.states(first, first), ["new", "there"])
        second = first | {"unit_code": "U3", "sign_in": "zhangsan2"}
        plan = self.plan(first, second)
        self.assertEqual([row.state for row in plan.rows], ["new", "new"])
        self.assertIn("another person of this name", plan.rows[1].notes[0])

    def test_circles_through_several_rows(self):
        rows = [
            {"unit_code": "U1", "higher_unit": "U2"},
            {"unit_code": "U2", "higher_unit": "U3"},
            {"unit_code": "U3", "higher_unit": "U1"},
        ]
        self.assertEqual(self.states(*rows), ["refused"] * 3)
        self.assertEqual(self.states(*rows[:2]), ["changed"] * 2)

    def test_units_and_accounts_that_are_switched_off(self):
        OrgUnit.objects.filter(pk=self.uni_third.pk).update(is_active=False)
        self.assertIn("switched off", self.problem({"unit_code": "U3"}))
        User.objects.filter(pk=self.uni_other.user.pk).update(is_active=False)
        self.assertIn("switched off", self.problem({"unit_code": "U2", "sign_in": "uni_other", "role": "officer"}))

    def test_a_liaison_does_not_touch_who_also_serves_elsewhere(self):
        Membership.objects.create(user=self.uni_officer.user, unit=self.dis_lead, role="officer")
        row = {"unit_code": "U2", "sign_in": "uni_officer", "telephone": "1", "role": "officer"}
        self.assertIn("changed by an administrator", self.problem(row))
        self.assertEqual(self.states(row, by=self.admin), ["changed"])

    def test_a_liaison_takes_in_no_account_without_a_post(self):
        User.objects.create_user("loose", name="散")
        row = {"unit_code": "U2", "sign_in": "loose", "role": "officer"}
        self.assertIn("outside this organization", self.problem(row))
        self.assertEqual(self.states(row, by=self.admin), ["new"])

    def test_too_many_rows_and_none(self):
        with self.refused("at most 500"):
            self.plan(*[{"unit_code": "U2"}] * 501)
        with self.refused("no row"):
            self.plan()

    def test_only_the_own_side_and_only_its_liaison(self):
        for who in ("uni_officer", "uni_head", "uni_leader", "dis_liaison", "stranger"):
            with self.subTest(who), self.forbidden():
                self.plan({"unit_code": "U2"}, by=getattr(self, who))


class AllOrNothing(Table, TestCase):
    def test_what_was_shown_must_still_hold(self):
        row = {"unit_code": "U2", "unit_telephone": "010-1"}
        seen = self.plan(row).digest
        OrgUnit.objects.filter(pk=self.uni_lead.pk).update(telephone="010-2")
        with self.assertRaises(Stale) as caught:
            self.enter(row, seen=seen)
        self.assertIn("010-2 → 010-1", caught.exception.current.rows[0].does[0])
        self.assertEqual(OrgUnit.objects.get(pk=self.uni_lead.pk).telephone, "010-2")

    def test_a_fault_in_the_middle_leaves_nothing(self):
        before = self.counted()
        seen = self.plan(*SAMPLE).digest
        broken = mock.patch("agreements.actions.people.Membership.objects.create", side_effect=IntegrityError)
        with broken, self.refused("entered the same sign-in name just now"):
            self.enter(*SAMPLE, seen=seen)
        self.assertEqual(self.counted(), before)

    def test_planning_asks_the_same_few_questions_however_long_the_table(self):
        many = [
            dict.fromkeys(COLUMNS, "") | {"unit_code": "U2", "person": f"人{n}", "role": "officer"} for n in range(60)
        ]
        with self.assertNumQueries(3):
            self.plan(*SAMPLE)
        with self.assertNumQueries(3):
            self.plan(*many)


class Committed(Table, TransactionTestCase):
    def setUp(self):
        super().setUp()
        self.setUpTestData()

    def test_nothing_stays_of_a_refused_table_outside_a_test_transaction(self):
        with self.refused():
            self.enter({"unit_code": "W1", "unit_name": "新处"}, {"unit_code": "W2"})
        self.assertFalse(OrgUnit.objects.filter(code="W1").exists())
        self.assertEqual(Organization.objects.count(), 3)
