"""The demonstration: loaded through the actions on any day, complete, removable, and nobody else's things touched."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase, override_settings
from django.utils import timezone

from agreements import demo, standing, trail
from agreements.actions import commitments
from agreements.errors import Refused
from agreements.models import (
    Actor,
    Agreement,
    CalendarYear,
    Commitment,
    CommitmentStatus,
    Decision,
    ExtensionRequest,
    Notification,
    Obligation,
    Organization,
    OrgUnit,
    Proposal,
    Sentence,
    TrailEntry,
    User,
)
from agreements.reports import proposals, recurring

from .world import TODAY, at

LAMPS = {
    "red": {"four-fields", "founders-policy", "scenes"},
    "yellow": {"landing", "practice", "proof-centre", "science-park"},
    "blue": {"digital-park", "staff-training"},
    "green": {
        *("district-posting", "education-project", "institution"),
        *("joint-training", "party-pairing", "two-zones"),
    },
    "grey": {"cadre-growth", "integrated-study", "party-mechanism", "seedlings"},
}
EVERY_STATUS = set(CommitmentStatus.values)
OTHER_DAYS = (
    date(2026, 9, 26),  # a Saturday, days before the National Day holidays
    date(2026, 10, 4),  # within them
    date(2027, 1, 1),
    date(2028, 2, 29),
)


class Demo(TestCase):
    """A folder of its own for the password."""

    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(VAR_DIR=Path(folder)))
        super().setUpClass()

    def lamps(self):
        keys = {item["title"]: item["key"] for item in demo._data()["commitments"]}
        clock = standing.Clock.on(timezone.localdate(), CalendarYear.objects.calendar())
        shown = {lamp: set() for lamp in standing.LAMPS}
        # What recurs follows the calendar, and so looks different from day to day.
        once = Commitment.objects.filter(parent__isnull=True).exclude(cadence="recurring")
        for row in once.with_lamp(clock).exclude(lamp=""):
            shown[row.lamp].add(keys[row.title])
        return shown


class Loaded(Demo):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            cls.agreement = demo.seed()

    def test_every_status_and_every_lamp_occurs(self):
        with at(TODAY):
            self.assertEqual(self.lamps(), LAMPS)
        self.assertEqual(set(Commitment.objects.values_list("status", flat=True)), EVERY_STATUS)
        self.assertTrue(Decision.objects.waiting_for_release().exists())
        self.assertTrue(Decision.objects.before_the_others().filter(kind="close").exists())
        self.assertTrue(Decision.objects.before_the_others().filter(kind="change").exists())
        self.assertTrue(ExtensionRequest.objects.pending().exists())

    def test_what_recurs_has_years_that_are_closed_open_and_to_come(self):
        with at(TODAY):
            clock = standing.Clock.on(TODAY, CalendarYear.objects.calendar())
            for title, states in (
                ("每年选派干部教师到区锻炼", ["closed", "open", "not_yet", "not_yet", "not_yet"]),
                ("高校合作联盟年度工作会", ["open", "not_yet", "not_yet", "not_yet"]),
            ):
                found = recurring.round_of(Commitment.objects.get(title=title, parent=None), clock)
                self.assertEqual([chip.phase or chip.row.status for chip in found.chips], states)
                self.assertTrue(found.lamp)

    def test_the_trail_is_whole_and_in_the_order_of_time(self):
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])
        moments = list(TrailEntry.objects.order_by("pk").values_list("at", flat=True))
        self.assertEqual(moments, sorted(moments))

    def test_people_act_in_office_hours_of_working_days(self):
        calendar = CalendarYear.objects.calendar()
        for moment in TrailEntry.objects.exclude(verb="demo").values_list("at", flat=True):
            local = timezone.localtime(moment)
            self.assertTrue(calendar.is_working(local.date()), local)
            self.assertIn(local.hour, range(9, 18))

    def test_codes_follow_the_clauses(self):
        codes = set(Commitment.objects.exclude(code="").values_list("code", flat=True))
        self.assertLessEqual({"BC2022-1-01", "BC2022-5.1-01", "BC2022-5.2-01", "BC2022-6-01"}, codes)

    def test_it_says_that_it_is_a_demonstration(self):
        self.assertTrue(self.agreement.is_demo)
        self.assertIn("演示数据", self.agreement.remark)
        self.assertEqual(self.agreement.texts.get().source, "press_account")
        self.assertTrue(Sentence.objects.filter(disposition="no_obligation", decided_by__isnull=False).exists())

    def test_its_text_was_read_and_proposals_wait(self):
        desk = proposals.at_desk(self.agreement.texts.get()).desk
        self.assertGreaterEqual(len(desk.waiting), 3)
        self.assertTrue(0 < desk.doubtful < len(desk.waiting))
        self.assertFalse(any("marked" in offer.doubts for offer in desk.waiting))
        self.assertEqual(Proposal.objects.count(), len(desk.waiting))

    def test_there_is_an_account_per_role_and_side(self):
        found = {(account.role, account.side) for account in demo.accounts()}
        roles = {"officer", "unit_head", "liaison", "leader", "auditor"}
        self.assertEqual(found, {(role, side) for role in roles for side in ("北工大", "朝阳区")} | {("admin", "")})

    def test_the_password_is_kept_for_its_owner_only_and_opens_every_account(self):
        kept = demo.password_file()
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        for account in demo.accounts():
            self.assertTrue(self.client.login(username=account.username, password=kept.read_text().strip()))

    def test_a_lost_password_is_made_anew(self):
        kept, before = demo.password_file(), demo.password()
        kept.unlink()
        self.addCleanup(kept.write_text, before)
        self.assertNotEqual(demo.password(), before)
        self.assertTrue(self.client.login(username="liaison.district", password=demo.password()))

    def test_it_is_not_loaded_twice(self):
        with self.assertRaises(Refused):
            demo.seed()

    def test_it_can_be_removed_and_loaded_again(self):
        lines = TrailEntry.objects.count()
        self.assertEqual(demo.remove(), [])
        for model in (Agreement, Commitment, Notification, Organization, OrgUnit, User):
            self.assertFalse(model.objects.exists(), model)
        self.assertEqual(TrailEntry.objects.count(), lines)
        self.assertEqual(demo.accounts(), [])
        with at(TODAY):
            demo.seed()
        self.assertEqual(Commitment.objects.filter(parent=None).count(), len(demo._data()["commitments"]))
        self.assertEqual(list(trail.find_breaks()), [])

    def test_accounts_that_others_need_are_kept_and_deactivated(self):
        liaison = Actor(User.objects.get(username="liaison.university"), self.post("liaison.university"))
        other = self.another_agreement(liaison.organization)
        commitments.create(other, by=liaison, title="另一件事", obligation=Obligation.JOINT)
        self.assertEqual(demo.remove(), ["liaison.university"])
        self.assertFalse(User.objects.get().is_active)
        self.assertEqual(demo.accounts(), [])
        self.assertTrue(Organization.objects.filter(short_name="北工大").exists())
        with at(TODAY):
            demo.seed()
        self.assertEqual(len(demo.accounts()), len(demo._data()["accounts"]))

    def test_nothing_is_removed_while_another_agreement_hangs_on_it(self):
        Agreement.objects.create(code="XY2026", title="补充", parent=self.agreement, relation="amends")
        count = Commitment.objects.count()
        with self.assertRaises(ProtectedError):
            demo.remove()
        self.assertEqual(Commitment.objects.count(), count)

    def post(self, username):
        return User.objects.get(username=username).memberships.get()

    def another_agreement(self, organization):
        other = Agreement.objects.create(code="XY2026", title="另一协议")
        other.parties.create(organization=organization, order=1)
        other.parties.create(organization=Organization.objects.create(name="外单位", short_name="外"), order=2)
        return other


class Loading(Demo):
    @pytest.mark.once  # the days are planned without the database; the lamps of a year are compared on each
    def test_on_other_days_the_same_lamps_are_shown(self):
        for day in OTHER_DAYS:
            with self.subTest(day=day), at(day), transaction.atomic():
                demo.seed()
                self.assertEqual(self.lamps(), LAMPS)
                statuses = set(Commitment.objects.values_list("status", flat=True))
                self.assertEqual(statuses, EVERY_STATUS)
                ten = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
                self.assertFalse(TrailEntry.objects.filter(at__gt=ten).exists(), "in the future")
                transaction.set_rollback(True)

    def test_a_crash_leaves_nothing(self):
        broken = mock.patch("agreements.demo.stage.progress.second", side_effect=IntegrityError)
        with at(TODAY), broken, self.assertRaises(IntegrityError):
            demo.seed()
        for model in (Agreement, Organization, User, TrailEntry):
            self.assertFalse(model.objects.exists(), model)

    def test_nobodys_own_account_is_taken_over(self):
        User.objects.create_superuser("admin", password="my own password", name="管理员")
        with self.assertRaisesMessage(Refused, "admin"):
            demo.seed()
        self.assertEqual(User.objects.count(), 1)
        self.assertTrue(User.objects.get().check_password("my own password"))
        demo.remove()
        self.assertTrue(User.objects.get().is_active)

    def test_another_agreement_keeps_its_code(self):
        Agreement.objects.create(code="BC2022", title="真协议")
        with self.assertRaisesMessage(Refused, "BC2022"):
            demo.seed()
