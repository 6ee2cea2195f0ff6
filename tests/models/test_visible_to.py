"""What an actor sees: the agreements of the own organization, and of those not what is another side's own matter."""

import hashlib
from datetime import date

from django.apps import apps
from django.test import TestCase
from django.utils import timezone

from agreements import trail
from agreements.actions import commitments, decisions
from agreements.models import (
    Actor,
    Agreement,
    AgreementParty,
    Clause,
    Commitment,
    CommitmentUnit,
    Confirmation,
    Decision,
    ExtensionRequest,
    Indicator,
    IndicatorValue,
    LedgerImport,
    Letter,
    Milestone,
    Notification,
    Nudge,
    ProgressReport,
    Proposal,
    Recurrence,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    StoredFile,
    SuggestedUnit,
    TextVersion,
    TrailEntry,
    User,
)
from tests.offers import make_proposal
from tests.postings import make_posting, with_everything
from tests.world import TODAY, World, at

# The models whose rows belong to one agreement or another, with the way to it.
SCOPED = {
    Agreement: "pk",
    TextVersion: "agreement",
    Clause: "text_version__agreement",
    Commitment: "agreement",
    CommitmentUnit: "commitment__agreement",
    Milestone: "commitment__agreement",
    Indicator: "commitment__agreement",
    IndicatorValue: "indicator__commitment__agreement",
    Recurrence: "commitment__agreement",
    ProgressReport: "commitment__agreement",
    Decision: "agreement",
    Confirmation: "decision__agreement",
    Letter: "party__agreement",
    StoredFile: "letter__party__agreement",
    Nudge: "commitment__agreement",
    Proposal: "text_version__agreement",
    ExtensionRequest: "commitment__agreement",
    SuggestedUnit: "commitment__agreement",
    LedgerImport: "agreement",
    Secondment: "commitment__agreement",
    SecondmentBreak: "secondment__commitment__agreement",
    SecondmentChange: "secondment__commitment__agreement",
    SecondmentEvaluation: "secondment__commitment__agreement",
    TrailEntry: "agreement_id",
    Notification: "commitment__agreement",
}
# Whose rows are one person's own, not their side's.
ONES_OWN = (Notification, LedgerImport)


class TwoAgreements(World):
    """Beside the world's agreement another one, between the stranger's organization and the district."""

    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.decision = cls.make_submitted()
            decisions.confirm(cls.decision, by=cls.dis_liaison)
            Milestone.objects.create(commitment=cls.decision.commitment, title="首批到岗")
            Indicator.objects.create(commitment=cls.decision.commitment, name="人数").values.create(
                period="2026", target=1
            )
            Recurrence.objects.create(commitment=cls.decision.commitment, starts_on=TODAY)
            make_proposal(cls.text, cls.uni_liaison)
            cls.foreign = cls.make_foreign()
            for party in (cls.uni_party, cls.foreign.parties.first()):
                cls.make_letter(party)
            cls.make_brought(cls.decision.commitment, cls.uni_liaison, cls.dis_lead)
            Recurrence.objects.create(commitment=cls.foreign.commitments.get(), starts_on=TODAY)
            cls.make_brought(cls.foreign.commitments.get(), cls.stranger, cls.partner_office)
            cls.make_postings()

    @classmethod
    def make_foreign(cls):
        agreement = Agreement.objects.create(code="ZZ2024", title="另一份协议")
        party = AgreementParty.objects.create(agreement=agreement, organization=cls.elsewhere, order=1)
        AgreementParty.objects.create(agreement=agreement, organization=cls.out_partner(), order=2)
        words = "甲方提供场地。"
        text = TextVersion.objects.create(
            agreement=agreement,
            source="signed_copy",
            received_on=TODAY,
            text=words,
            sha256=hashlib.sha256(words.encode()).hexdigest(),
        )
        clause = Clause.objects.create(text_version=text, number="1", sort_key="0001", start=0, end=len(words))
        fields = {"clause": clause, "title": "提供场地", "obligation": "one", "obliged_party": party}
        item = commitments.create(agreement, by=cls.stranger, yardstick="一处", **fields)
        commitments.name_unit(item, by=cls.stranger, unit=cls.out_office, role="lead")
        cls.make_foreign_answers(agreement, party, item)
        return agreement

    @classmethod
    def out_partner(cls):
        cls.partner = cls.elsewhere.__class__.objects.create(name="伙伴", short_name="伴")
        cls.partner_office = cls.unit(cls.partner, "P1", "办公室")
        return cls.partner

    @classmethod
    def make_foreign_answers(cls, agreement, party, item):
        now, person = timezone.now(), cls.stranger.user
        ProgressReport.objects.create(
            commitment=item,
            unit=cls.out_office,
            author=person,
            acting_unit=cls.out_office,
            cycle_on=date(2026, 10, 1),
            text="已腾空。",
            state="submitted",
            submitted_at=now,
        )
        decision = Decision.objects.create(
            kind="close",
            agreement=agreement,
            commitment=item,
            party=party,
            opened_by=person,
            opened_at=now,
            reason="已完成",
            released_by=person,
            released_at=now,
            canonical_text="{}",
            sha256="0" * 64,
        )
        Confirmation.objects.create(
            decision=decision,
            party=agreement.parties.last(),
            answer="confirm",
            user=person,
            unit=cls.partner_office,
            answered_at=now,
        )
        Milestone.objects.create(commitment=item, title="腾空")
        make_proposal(agreement.texts.get(), cls.stranger)
        Indicator.objects.create(commitment=item, name="面积").values.create(period="2026", target=1)
        Notification.objects.create(
            recipient=person, kind="assigned", commitment=item, dedupe_key="foreign", due_at=now
        )

    @classmethod
    def make_letter(cls, party):
        letter = Letter.objects.create(
            party=party,
            dated_on=TODAY,
            number="函 1",
            signer="某",
            recorded_by=cls.stranger.user,
            recorded_unit=cls.out_office,
        )
        known = {"name": "函.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
        StoredFile.objects.create(letter=letter, file=f"files/{letter.pk}", added_by=cls.stranger.user, **known)
        return letter

    @classmethod
    def make_brought(cls, item, actor, unit):
        """What a ledger that came in leaves behind, and a reminder across the sides."""
        LedgerImport.objects.create(
            agreement=item.agreement, name="台账.xlsx", sha256="0" * 64, begun_by=actor.user, begun_unit=actor.unit
        )
        party = item.agreement.parties.last()
        SuggestedUnit.objects.create(commitment=item, party=party, unit=unit, role="support", suggested_by=actor.user)
        ExtensionRequest.objects.create(
            commitment=item,
            party=party,
            old_due_on=date(2026, 12, 31),
            new_due_on=date(2027, 1, 31),
            reason="推迟",
            asked_by=actor.user,
            asked_unit=unit,
            asked_at=timezone.now(),
        )
        Nudge.objects.create(
            commitment=item,
            unit=unit,
            cycle_on=date(2026, 10, 1),
            across=True,
            sent_by=actor.user,
            sent_unit=actor.unit,
            sent_on=TODAY,
        )

    @classmethod
    def make_postings(cls):
        """A posting under each agreement, evaluated; two units keep the personnel matters of their sides."""
        for unit in (cls.uni_third, cls.out_office):
            unit.keeps_personnel = True
            unit.save()
        with_everything(make_posting(cls), cls.uni_liaison)
        item = cls.foreign.commitments.get()
        sender, host = cls.foreign.parties.order_by("order")
        posting = Secondment.objects.create(
            commitment=item,
            person="外一",
            post="助理",
            sending_party=sender,
            sending_unit=cls.out_office,
            host_party=host,
            host_unit=cls.partner_office,
            starts_on=TODAY,
            planned_end_on=TODAY,
            created_by=cls.stranger.user,
            created_unit=cls.out_office,
        )
        with_everything(posting, cls.stranger)


class SeeingAcrossAgreements(TwoAgreements, TestCase):
    def test_every_queryset_with_a_scope_is_looked_at_here(self):
        models = apps.get_app_config("agreements").get_models()
        self.assertEqual({model for model in models if hasattr(model.objects.all(), "visible_to")}, set(SCOPED))

    def test_nobody_sees_rows_of_an_agreement_that_is_not_theirs(self):
        members = [actor for actor in vars(type(self)) if isinstance(getattr(self, actor), Actor) and actor != "admin"]
        self.assertIn("uni_officer", members)
        for name in members:
            actor = getattr(self, name)
            own = self.foreign.pk if name == "stranger" else self.agreement.pk
            for model, way in SCOPED.items():
                with self.subTest(actor=name, model=model.__name__):
                    seen = set(model.objects.visible_to(actor).values_list(way, flat=True))
                    self.assertLessEqual(seen, {own})

    def test_both_sides_see_the_rows_they_share(self):
        shared = [model for model in SCOPED if model not in (TrailEntry, SecondmentEvaluation, *ONES_OWN)]
        for model in shared:
            for name in ("uni_liaison", "uni_other", "uni_auditor", "dis_officer", "dis_leader"):
                with self.subTest(actor=name, model=model.__name__):
                    here = set(model.objects.filter(**{SCOPED[model]: self.agreement.pk}).values_list("pk", flat=True))
                    self.assertTrue(here)
                    seen = set(model.objects.visible_to(getattr(self, name)).values_list("pk", flat=True))
                    self.assertEqual(seen, here)

    def test_administrators_see_every_agreement(self):
        for model, way in SCOPED.items():
            if model in ONES_OWN:
                continue
            with self.subTest(model.__name__):
                seen = set(model.objects.visible_to(self.admin).values_list(way, flat=True))
                self.assertLessEqual({self.agreement.pk, self.foreign.pk}, seen)

    def test_somebody_without_a_post_sees_nothing(self):
        nobody = Actor(User.objects.create_user("nobody", name="无"))
        for model in SCOPED:
            with self.subTest(model.__name__):
                self.assertFalse(model.objects.visible_to(nobody).exists())

    def test_an_administrator_acting_through_a_post_sees_what_the_post_does(self):
        self.uni_officer.user.is_superuser = True
        seen = Agreement.objects.visible_to(Actor(self.uni_officer.user, self.uni_officer.membership))
        self.assertEqual(list(seen), [self.agreement])


class SeeingWhatIsOneSidesOwn(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running()
            cls.waiting = decisions.open_close(cls.item, by=cls.uni_officer, reason="内部理由")
            cls.kept = ProgressReport.objects.create(
                commitment=cls.item,
                unit=cls.uni_lead,
                author=cls.uni_officer.user,
                acting_unit=cls.uni_lead,
                cycle_on=date(2026, 10, 1),
                text="草稿",
            )

    def sees(self, row, actor):
        return type(row).objects.visible_to(actor).filter(pk=row.pk).exists()

    def test_a_decision_waiting_for_release_is_seen_by_the_openers_side_alone(self):
        for actor in (self.uni_officer, self.uni_liaison, self.uni_other, self.uni_auditor):
            self.assertTrue(self.sees(self.waiting, actor), actor)
        for actor in (self.dis_liaison, self.dis_officer, self.dis_leader, self.stranger):
            self.assertFalse(self.sees(self.waiting, actor), actor)

    def test_an_administrator_knows_that_it_exists(self):
        self.assertTrue(self.sees(self.waiting, self.admin))

    def test_once_released_both_sides_see_it(self):
        with at(TODAY):
            decisions.release(self.waiting, by=self.uni_liaison)
        for actor in (self.uni_officer, self.dis_officer, self.dis_auditor):
            self.assertTrue(self.sees(self.waiting, actor), actor)
        self.assertFalse(self.sees(self.waiting, self.stranger))

    def test_returned_without_release_it_stays_the_openers_sides(self):
        with at(TODAY):
            decisions.return_(self.waiting, by=self.uni_liaison, reason="材料不全")
        self.assertTrue(self.sees(self.waiting, self.uni_officer))
        self.assertFalse(self.sees(self.waiting, self.dis_liaison))

    def test_the_trail_of_an_own_matter_is_seen_by_that_side_alone(self):
        line = TrailEntry.objects.get(verb="submit")
        self.assertEqual(line.own_party, self.university.pk)
        for actor in (self.uni_officer, self.uni_liaison, self.uni_auditor):
            self.assertTrue(self.sees(line, actor), actor)
        for actor in (self.dis_liaison, self.dis_auditor, self.stranger, self.admin):
            self.assertFalse(self.sees(line, actor), actor)

    def test_the_other_lines_are_seen_by_both_sides(self):
        lines = TrailEntry.objects.about(self.item).filter(own_party=None)
        self.assertTrue(lines.exists())
        for actor in (self.uni_officer, self.dis_officer, self.admin):
            seen = TrailEntry.objects.visible_to(actor).about(self.item).filter(own_party=None)
            self.assertEqual(seen.count(), lines.count(), actor)

    def test_a_line_about_no_agreement_is_for_nobody_but_the_administration(self):
        line = trail.record("correct", self.uni_lead, by=self.admin)
        self.assertIsNone(line.agreement_id)
        self.assertFalse(self.sees(line, self.uni_liaison))

    def test_an_evaluation_is_seen_by_the_organisation_departments_of_its_two_sides_alone(self):
        posting = with_everything(make_posting(self), self.uni_liaison)
        evaluation = SecondmentEvaluation.objects.get(secondment=posting)
        cast = [getattr(self, name) for name in vars(type(self)) if isinstance(getattr(self, name), Actor)]
        self.assertEqual([actor for actor in cast if self.sees(evaluation, actor)], [self.admin])
        for unit in (self.uni_third, self.dis_lead, self.out_office):
            unit.keeps_personnel = True
            unit.save()
        for name in ("uni_other", "dis_officer", "dis_head", "stranger"):
            getattr(self, name).membership.unit.refresh_from_db()
            getattr(self, name).__dict__.pop("unit", None)
        seen = [actor.user.username for actor in cast if self.sees(evaluation, actor)]
        self.assertEqual(sorted(seen), ["admin", "dis_head", "dis_officer", "uni_other"])

    def test_a_draft_report_is_seen_by_its_author_alone(self):
        self.assertTrue(self.sees(self.kept, self.uni_officer))
        for actor in (self.uni_head, self.uni_liaison, self.dis_officer, self.stranger, self.admin):
            self.assertFalse(self.sees(self.kept, actor), actor)

    def test_a_draft_report_is_not_seen_through_another_post_of_its_author(self):
        elsewhere = self.uni_officer.user.memberships.create(unit=self.dis_lead, role="officer")
        self.assertFalse(self.sees(self.kept, Actor(self.uni_officer.user, elsewhere)))

    def test_an_import_is_seen_by_who_began_it_through_that_post_alone(self):
        mine, told = self.uni_liaison, {"agreement": self.agreement, "name": "台账.xlsx", "sha256": "0" * 64}
        row = LedgerImport.objects.create(begun_by=mine.user, begun_unit=mine.unit, **told)
        other_post = Actor(mine.user, mine.user.memberships.create(unit=self.uni_lead, role="officer"))
        self.assertTrue(self.sees(row, mine))
        for actor in (other_post, self.uni_officer, self.dis_liaison, self.admin):
            self.assertFalse(self.sees(row, actor), actor)

    def test_a_reminder_inside_a_side_is_seen_by_that_side_alone(self):
        mine = self.uni_liaison
        told = {"commitment": self.item, "cycle_on": date(2026, 10, 1), "sent_on": TODAY}
        row = Nudge.objects.create(unit=self.uni_lead, sent_by=mine.user, sent_unit=mine.unit, **told)
        for actor in (mine, self.uni_officer, self.admin):
            self.assertTrue(self.sees(row, actor), actor)
        for actor in (self.dis_liaison, self.stranger):
            self.assertFalse(self.sees(row, actor), actor)

    def test_notices_are_seen_by_their_recipient_alone(self):
        notice = Notification.objects.filter(recipient=self.uni_liaison.user).first()
        self.assertTrue(self.sees(notice, self.uni_liaison))
        for actor in (self.uni_officer, self.dis_liaison, self.admin):
            self.assertFalse(self.sees(notice, actor), actor)
