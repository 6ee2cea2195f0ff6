"""The cast of the tests: two organizations with their people, a stranger, and one agreement between the two.

Dates are given, never today: tests that need a day set it with `at()`.
"""

import hashlib
from datetime import UTC, date, datetime

import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from agreements.actions import commitments, decisions, progress
from agreements.models import (
    Actor,
    Agreement,
    AgreementParty,
    Cadence,
    Clause,
    Commitment,
    Membership,
    Obligation,
    Organization,
    OrganizationKind,
    OrgUnit,
    Role,
    Sentence,
    TextSource,
    TextVersion,
    UnitRole,
    User,
)

TODAY = date(2026, 11, 24)  # a Tuesday
TEXT = (
    "1\n人才\n双方建立互派机制。学校每年选派教师到区里锻炼，一般不少于半年。"
    "区里为学校提供帮助。\n2\n园区\n双方共建科技园。"
)


def at(day, hour=10):
    """A context in which the clock stands at an hour, Beijing time, of a day."""
    return time_machine.travel(datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC), tick=False)


def counts_kept(test):
    """Let a test ask for many pages as in production, where the number beside "My desk" is kept while nothing happens.

    It takes back what it writes, and with it numbers of the trail, so the number itself is not to be believed there.
    """
    process = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counts_kept"}
    test.enterContext(override_settings(CACHES={**settings.CACHES, "process": process}))
    test.addCleanup(caches["process"].clear)


class World:
    """Mixed into a TestCase: `cls.<name>` for everybody and everything of the cast.

    Actors are named side_role: uni_liaison, uni_officer, uni_head, uni_leader, uni_auditor,
    the same with dis_; uni_other is an officer of a unit that leads nothing; stranger is the
    liaison officer of an organization that is no party; admin acts through no post.
    """

    @classmethod
    def setUpTestData(cls):
        cls.university = Organization.objects.create(name="大学", short_name="大学", kind=OrganizationKind.UNIVERSITY)
        cls.district = Organization.objects.create(name="区政府", short_name="区", kind=OrganizationKind.DISTRICT)
        cls.elsewhere = Organization.objects.create(name="外单位", short_name="外", kind=OrganizationKind.OTHER)
        cls.uni_office = cls.unit(cls.university, "U1", "联络处")
        cls.uni_lead = cls.unit(cls.university, "U2", "科研院")
        cls.uni_third = cls.unit(cls.university, "U3", "教务处")
        cls.dis_office = cls.unit(cls.district, "D1", "区府办")
        cls.dis_lead = cls.unit(cls.district, "D2", "科信局")
        cls.out_office = cls.unit(cls.elsewhere, "X1", "外联部")
        cls.uni_liaison = cls.person("uni_liaison", cls.uni_office, Role.LIAISON)
        cls.uni_officer = cls.person("uni_officer", cls.uni_lead, Role.OFFICER)
        cls.uni_head = cls.person("uni_head", cls.uni_lead, Role.UNIT_HEAD)
        cls.uni_leader = cls.person("uni_leader", cls.uni_office, Role.LEADER)
        cls.uni_auditor = cls.person("uni_auditor", cls.uni_office, Role.AUDITOR)
        cls.uni_other = cls.person("uni_other", cls.uni_third, Role.OFFICER)
        cls.dis_liaison = cls.person("dis_liaison", cls.dis_office, Role.LIAISON)
        cls.dis_officer = cls.person("dis_officer", cls.dis_lead, Role.OFFICER)
        cls.dis_head = cls.person("dis_head", cls.dis_lead, Role.UNIT_HEAD)
        cls.dis_leader = cls.person("dis_leader", cls.dis_office, Role.LEADER)
        cls.dis_auditor = cls.person("dis_auditor", cls.dis_office, Role.AUDITOR)
        cls.stranger = cls.person("stranger", cls.out_office, Role.LIAISON)
        cls.admin = Actor(User.objects.create_superuser("admin", name="管理员"))
        cls.agreement = Agreement.objects.create(code="XY2022", title="合作协议", signed_on=date(2022, 7, 26))
        cls.uni_party = AgreementParty.objects.create(agreement=cls.agreement, organization=cls.university, order=1)
        cls.dis_party = AgreementParty.objects.create(agreement=cls.agreement, organization=cls.district, order=2)
        cls.text = TextVersion.objects.create(
            agreement=cls.agreement,
            source=TextSource.PRESS_ACCOUNT,
            received_on=date(2022, 7, 27),
            text=TEXT,
            sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        )
        second = TEXT.index("2\n园区")
        cls.clause = cls.make_clause("1", "人才", 0, second)
        cls.clause_2 = cls.make_clause("2", "园区", second, len(TEXT))

    @staticmethod
    def unit(organization, code, name):
        return OrgUnit.objects.create(
            organization=organization, code=code, name=name, telephone=f"010-{code}", room=f"{code} 室"
        )

    @staticmethod
    def person(username, unit, role):
        """An account with one post, as the Actor of that post."""
        user = User.objects.create_user(
            username, email=f"{username}@example.org", password="a long password", name=username
        )
        return Actor(user, Membership.objects.create(user=user, unit=unit, role=role))

    @classmethod
    def make_clause(cls, number, heading, start, end):
        clause = Clause.objects.create(
            text_version=cls.text,
            number=number,
            sort_key=Clause.sort_key_of(number),
            heading=heading,
            start=start,
            end=end,
        )
        where = TEXT.index(heading, start) + len(heading) + 1
        while (stop := TEXT.find("。", where, end)) >= 0:
            Sentence.objects.create(clause=clause, start=where, end=stop + 1)
            where = stop + 1
        return clause

    @classmethod
    def make_commitment(cls, by=None, **given):
        """A draft of the university's liaison: by default joint, with a yardstick and a due date."""
        fields = {
            "clause": cls.clause,
            "title": "选派教师锻炼",
            "obligation": Obligation.JOINT,
            "obliged_party": None,
            "cadence": Cadence.ONCE,
            "yardstick": "当年派出 8 人",
            "due_on": date(2026, 12, 31),
        }
        if "obliged_party" in given:
            given.setdefault("obligation", Obligation.ONE)
        return commitments.create(cls.agreement, by=by or cls.uni_liaison, **(fields | given))

    @classmethod
    def make_assigned(cls, **given):
        """A commitment for which every side has named its unit."""
        draft = cls.make_commitment(**given)
        for side, liaison, unit in (
            (cls.uni_party, cls.uni_liaison, cls.uni_lead),
            (cls.dis_party, cls.dis_liaison, cls.dis_lead),
        ):
            role = UnitRole.LEAD if side in draft.obliged_parties() else UnitRole.CONTACT
            commitments.name_unit(draft, by=liaison, unit=unit, role=role)
        return cls.fresh(draft)

    @classmethod
    def make_running(cls, percent=40, **given):
        """A commitment on which the university's lead has reported."""
        row = cls.make_assigned(**given)
        lead = cls.uni_officer if row.obliged_party_id in (None, cls.uni_party.pk) else cls.dis_officer
        kept_up = "yes" if row.is_continuous else ""
        progress.report(row, by=lead, text="已启动。", percent=None if kept_up else percent, kept_up=kept_up)
        return cls.fresh(row)

    @classmethod
    def make_submitted(cls, **given):
        """A commitment whose closing the university's liaison has put to the district; the Decision."""
        row = cls.make_running(**given)
        return decisions.open_close(row, by=cls.uni_liaison, reason="已完成，材料待补。")

    @staticmethod
    def fresh(row):
        return Commitment.objects.select_related("agreement").get(pk=row.pk)

    def sign_in(self, actor):
        """Make the test client the actor's, acting through the actor's post."""
        self.client.force_login(actor.user, "django.contrib.auth.backends.ModelBackend")
        if actor.membership:
            session = self.client.session
            session["acting"] = actor.membership.pk
            session.save()
