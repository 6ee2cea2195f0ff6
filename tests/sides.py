"""Casts with more than two sides, or a side on paper, and what tests of rules ask again and again."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.utils import translation

from agreements import trail
from agreements.actions import commitments
from agreements.errors import Refused
from agreements.models import (
    Actor,
    AgreementParty,
    Commitment,
    CommitmentUnit,
    Confirmation,
    Decision,
    ExtensionRequest,
    Indicator,
    IndicatorValue,
    Letter,
    Membership,
    Milestone,
    Notification,
    Organization,
    OrganizationKind,
    ProgressReport,
    Role,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    TrailEntry,
    UnitRole,
)

from .world import TODAY, World, at

PAPER = {"dated_on": TODAY, "number": "区函〔2026〕12 号", "signer": "主任"}
EVERYTHING = (
    *(Secondment, SecondmentBreak, SecondmentChange, SecondmentEvaluation),
    *(Commitment, CommitmentUnit, Confirmation, Decision, ExtensionRequest, Letter, Notification),
    *(ProgressReport, TrailEntry, Milestone, Indicator, IndicatorValue),
)


def everything():
    """All rows that a rule can write, to be compared with what is there afterwards."""
    return {model: list(model.objects.order_by("pk").values()) for model in EVERYTHING}


class Rules(World):
    """The clock at TODAY, sentences in English, and ways to say that something was refused."""

    def setUp(self):
        super().setUp()
        self.enterContext(at(TODAY))
        self.enterContext(translation.override("en"))

    @contextmanager
    def refused(self, words="", code=None):
        """The rules refuse it, in these words, and nothing is changed."""
        before = everything()
        with self.assertRaises(Refused) as caught:
            yield
        self.assertIn(words, " ".join(caught.exception.messages))
        if code:
            self.assertEqual(caught.exception.code, code)
        self.assertEqual(everything(), before)

    @contextmanager
    def forbidden(self, words=""):
        """The actor may not do it, in these words, and nothing is changed."""
        before = everything()
        with self.assertRaises(PermissionDenied) as caught:
            yield
        self.assertIn(words, str(caught.exception))
        self.assertEqual(everything(), before)

    def verbs(self, row):
        """The verbs on the trail of a row, oldest first."""
        return list(TrailEntry.objects.about(row).values_list("verb", flat=True))

    def assertWhole(self):
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def also_posted(self, actor, unit, role):
        """The same person acting through another post."""
        return Actor(actor.user, Membership.objects.create(user=actor.user, unit=unit, role=role))

    def status(self, row):
        return Commitment.objects.values_list("status", flat=True).get(pk=row.pk)


class ThreeSides(Rules):
    """An enterprise is a party too: ent_liaison, ent_officer, ent_head of the unit ent_lead."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.enterprise = Organization.objects.create(name="公司", short_name="司", kind=OrganizationKind.ENTERPRISE)
        cls.ent_office = cls.unit(cls.enterprise, "E1", "公司办")
        cls.ent_lead = cls.unit(cls.enterprise, "E2", "研发部")
        cls.ent_liaison = cls.person("ent_liaison", cls.ent_office, Role.LIAISON)
        cls.ent_officer = cls.person("ent_officer", cls.ent_lead, Role.OFFICER)
        cls.ent_head = cls.person("ent_head", cls.ent_lead, Role.UNIT_HEAD)
        cls.ent_party = AgreementParty.objects.create(agreement=cls.agreement, organization=cls.enterprise, order=3)

    @classmethod
    def make_assigned(cls, **given):
        draft = super().make_assigned(**given)
        role = UnitRole.LEAD if cls.ent_party in draft.obliged_parties() else UnitRole.CONTACT
        if draft.status == "draft" and not cls.ent_party.answers_by_letter:
            commitments.name_unit(draft, by=cls.ent_liaison, unit=cls.ent_lead, role=role)
        return cls.fresh(draft)


class DistrictByLetter(Rules):
    """The district has no accounts of its own and answers by letter."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.dis_party.answers_by_letter = True
        cls.dis_party.save()
