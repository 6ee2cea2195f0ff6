"""Every named constraint: the database refuses the row, and people are told why in a sentence."""

import hashlib
from copy import copy
from datetime import UTC, date, datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test import TestCase

from agreements import trail
from agreements.models import (
    Agreement,
    CalendarDay,
    CalendarYear,
    Clause,
    ColumnMapping,
    CommitmentSpan,
    CommitmentUnit,
    Confirmation,
    ExtensionRequest,
    Indicator,
    Invitation,
    Letter,
    Membership,
    Milestone,
    Notification,
    Nudge,
    ProgressReport,
    Recurrence,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    Sentence,
    Signatory,
    StoredFile,
    SuggestedUnit,
    TakenOver,
    TemplateMilestone,
    TextVersion,
    Thresholds,
    TrailEntry,
)
from tests.offers import make_proposal
from tests.postings import make_posting, with_everything
from tests.world import TODAY, World, at

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def but(row, **changes):
    """A row as it would stand with some fields changed."""
    changed = copy(row)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def again(row, **changes):
    """The same row once more."""
    return but(row, pk=None, _state=type(row._state)(), **changes)


class Rows(World):
    """The world with one row of everything that has a constraint."""

    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.member = cls.uni_liaison.membership
            cls.draft = cls.make_commitment(obliged_party=cls.uni_party)
            cls.assigned = cls.make_assigned(title="已交办")
            cls.decision = cls.make_submitted(title="已提交")
        cls.lead = CommitmentUnit.objects.get(commitment=cls.assigned, unit=cls.uni_lead)
        cls.support = CommitmentUnit(commitment=cls.assigned, party=cls.uni_party, unit=cls.uni_third, role="support")
        cls.report = ProgressReport.objects.get(commitment=cls.decision.commitment)
        cls.span = CommitmentSpan.objects.create(commitment=cls.draft, text_version=cls.text, start=5, end=9)
        cls.sentence = Sentence.objects.filter(clause=cls.clause).first()
        cls.signatory = Signatory.objects.create(party=cls.uni_party, name="张")
        cls.letter = Letter.objects.create(
            party=cls.dis_party,
            dated_on=date(2026, 11, 20),
            number="函〔2026〕1 号",
            signer="李",
            recorded_by=cls.uni_liaison.user,
            recorded_unit=cls.uni_office,
        )
        cls.confirmation = Confirmation.objects.create(
            decision=cls.decision,
            party=cls.dis_party,
            answer="confirm",
            user=cls.dis_liaison.user,
            unit=cls.dis_office,
            answered_at=NOW,
        )
        cls.thresholds = Thresholds.objects.get()
        cls.year, _new = CalendarYear.objects.get_or_create(year=2031)
        cls.entry = TrailEntry.objects.first()
        cls.waiting = again(
            cls.decision, released_at=None, released_by=None, canonical_text="", sha256="", outcome="open"
        )
        cls.waiting.save()
        cls.list = again(cls.waiting, kind="list", commitment=None)
        cls.list.save()
        cls.kept = ProgressReport.objects.create(
            commitment=cls.assigned, unit=cls.uni_lead, author=cls.uni_officer.user, cycle_on=date(2026, 10, 1)
        )
        cls.occurrence = again(cls.draft, parent=cls.assigned, period="2027")
        cls.occurrence.save()
        cls.brought()

    @classmethod
    def brought(cls):
        """What comes from outside, and what tells people of it."""
        officer, liaison = cls.uni_officer, cls.uni_liaison.user
        cls.deputy = Membership.objects.create(
            user=cls.uni_head.user,
            unit=cls.uni_lead,
            role="officer",
            deputy_for=officer.membership,
            starts_on=date(2026, 11, 1),
            ends_on=date(2026, 11, 30),
        )
        file = {"file": "files/0", "name": "扫描件.pdf", "media_type": "application/pdf", "size": 9}
        cls.scan = StoredFile.objects.create(text_version=cls.text, sha256="2" * 64, added_by=liaison, **file)
        cls.letter_scan = StoredFile.objects.create(letter=cls.letter, sha256="3" * 64, added_by=liaison, **file)
        cls.mapping = ColumnMapping.objects.create(organization=cls.university, headings="4" * 64, changed_by=liaison)
        cls.taken = TakenOver.objects.create(
            commitment=cls.draft, party=cls.uni_party, source="台账.xlsx", taken_by=liaison
        )
        cls.suggested = SuggestedUnit.objects.create(
            commitment=cls.draft, party=cls.dis_party, unit=cls.dis_lead, role="contact", suggested_by=liaison
        )
        cls.invitation = Invitation.objects.create(
            user=officer.user, token_sha256="5" * 64, invited_by=liaison, expires_at=NOW
        )
        cls.posting = with_everything(make_posting(cls), cls.uni_liaison)
        cls.posting_break = SecondmentBreak.objects.get()
        cls.posting_change = SecondmentChange.objects.get()
        cls.evaluation = SecondmentEvaluation.objects.get()
        cls.proposal = make_proposal(cls.text, cls.uni_liaison)
        cls.milestone = Milestone.objects.create(commitment=cls.assigned, title="首批到岗")
        cls.indicator = Indicator.objects.create(commitment=cls.assigned, name="人数")
        cls.value = cls.indicator.values.create(period="2026", target=1)
        cls.template_milestone = TemplateMilestone.objects.first()
        cls.recurrence = Recurrence.objects.create(commitment=cls.draft, starts_on=date(2026, 1, 1))
        cls.notice = Notification.objects.first()
        cls.nudge = Nudge.objects.create(
            commitment=cls.assigned,
            unit=cls.uni_lead,
            cycle_on=date(2026, 10, 1),
            sent_by=liaison,
            sent_unit=cls.uni_office,
            sent_on=TODAY,
        )
        cls.extension = ExtensionRequest.objects.create(
            commitment=cls.assigned,
            party=cls.uni_party,
            old_due_on=date(2026, 12, 31),
            new_due_on=date(2027, 3, 31),
            reason="推迟",
            asked_by=officer.user,
            asked_unit=cls.uni_lead,
            asked_at=NOW,
        )


# What breaks each constraint: the row to be stored, from the rows above.
BROKEN = {
    "organization_named": lambda w: but(w.university, short_name=""),
    "orgunit_code_once_per_organization": lambda w: but(w.uni_third, code=w.uni_lead.code),
    "orgunit_not_its_own_parent": lambda w: but(w.uni_lead, parent=w.uni_lead),
    "user_email_once": lambda w: but(w.uni_head.user, email=w.uni_officer.user.email),
    "membership_once": lambda w: again(w.member),
    "membership_ends_after_start": lambda w: but(w.member, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31)),
    "membership_not_own_deputy": lambda w: but(w.member, deputy_for=w.member, starts_on=TODAY, ends_on=TODAY),
    "membership_deputy_once_from_a_day": lambda w: again(w.deputy),
    "membership_deputy_for_a_time": lambda w: but(w.deputy, ends_on=None),
    "agreement_ends_after_start": lambda w: but(
        w.agreement, effective_from=date(2026, 2, 1), effective_to=date(2026, 1, 31)
    ),
    "agreement_relation_with_parent": lambda w: but(w.agreement, relation="amends"),
    "agreement_not_its_own_parent": lambda w: but(w.agreement, parent=w.agreement, relation="amends"),
    "party_once_per_agreement": lambda w: again(w.uni_party, order=3),
    "party_order_once_per_agreement": lambda w: again(w.uni_party, organization=w.elsewhere),
    "signatory_once_per_party": lambda w: again(w.signatory),
    "text_once_per_agreement": lambda w: again(w.text),
    "text_not_empty": lambda w: again(w.text, text="", sha256="0" * 64),
    "text_body_in_order": lambda w: but(w.text, body_start=9, body_end=9),
    "clause_number_once_per_text": lambda w: again(w.clause),
    "clause_offsets_in_order": lambda w: but(w.clause, start=9, end=9),
    "clause_not_its_own_parent": lambda w: but(w.clause, parent=w.clause),
    "sentence_once_per_clause": lambda w: again(w.sentence),
    "sentence_offsets_in_order": lambda w: but(w.sentence, end=w.sentence.start),
    "sentence_reason_with_no_obligation": lambda w: but(w.sentence, disposition="no_obligation"),
    "commitment_code_once": lambda w: again(w.assigned),
    "commitment_obliged_party_when_one_side": lambda w: but(w.draft, obliged_party=None),
    "commitment_due_after_start": lambda w: but(w.draft, starts_on=date(2027, 1, 1)),
    "commitment_percent_in_range": lambda w: but(w.draft, percent=101),
    "commitment_finished_at_matches_status": lambda w: but(w.assigned, status="closed"),
    "commitment_held_from_when_on_hold": lambda w: but(w.assigned, status="on_hold"),
    "commitment_ended_as_when_ended": lambda w: but(w.assigned, status="ended", finished_at=NOW),
    "commitment_successor_when_superseded": lambda w: but(
        w.assigned, status="ended", finished_at=NOW, ended_as="superseded"
    ),
    "commitment_not_its_own_successor": lambda w: but(w.assigned, successor=w.assigned),
    "commitment_code_and_day_once_assigned": lambda w: but(w.draft, code="XY2022-1-99"),
    "commitment_assigned_before_it_runs": lambda w: but(w.draft, status="assigned"),
    "commitment_period_with_parent": lambda w: but(w.draft, period="2027"),
    "commitment_period_once_per_parent": lambda w: again(w.occurrence),
    "commitment_opens_on_of_an_occurrence": lambda w: but(w.draft, opens_on=TODAY),
    "recurrence_until_after_start": lambda w: but(w.recurrence, until_on=date(2025, 12, 31)),
    "recurrence_lead_days_in_range": lambda w: but(w.recurrence, lead_days=367),
    "thresholds_horizon_in_range": lambda w: but(w.thresholds, horizon_months=0),
    "commitment_not_its_own_parent": lambda w: but(w.draft, parent=w.draft, period="2028"),
    "commitment_min_months_positive": lambda w: but(w.draft, min_months=0),
    "proposal_once_per_passage": lambda w: again(w.proposal),
    "proposal_offsets_in_order": lambda w: but(w.proposal, end=w.proposal.start),
    "proposal_obliged_party_when_one_side": lambda w: but(w.proposal, obliged_party=w.uni_party),
    "proposal_decided_with_who_and_when": lambda w: but(w.proposal, status="discarded"),
    "proposal_accepted_with_commitment": lambda w: but(w.proposal, commitment=w.draft),
    "proposal_reason_when_discarded": lambda w: but(w.proposal, reason="speech"),
    "milestone_weight_in_range": lambda w: but(w.milestone, weight=0),
    "milestone_first_date_with_a_date": lambda w: but(w.milestone, first_due_on=TODAY),
    "milestone_suggestion_is_not_agreed": lambda w: but(w.milestone, is_suggested=True, done_on=TODAY),
    "indicator_name_once_per_commitment": lambda w: again(w.indicator),
    "indicatorvalue_once_per_period": lambda w: again(w.value),
    "indicatorvalue_locked_as_pair": lambda w: but(w.value, actual=1, locked_at=NOW),
    "indicatorvalue_locked_with_actual": lambda w: but(w.value, locked_at=NOW, locked_by=w.uni_liaison.user),
    "indicatorvalue_says_something": lambda w: but(w.value, target=None),
    "templatemilestone_place_in_range": lambda w: but(w.template_milestone, place=101),
    "span_once_per_commitment": lambda w: again(w.span),
    "span_offsets_in_order": lambda w: but(w.span, end=w.span.start),
    "commitmentunit_one_lead_per_party": lambda w: again(w.lead, unit=w.uni_third),
    "commitmentunit_once": lambda w: again(w.lead, role="support"),
    "commitmentunit_progress_for_leads": lambda w: but(w.support, percent=10),
    "commitmentunit_accepted_as_pair": lambda w: but(w.lead, accepted_at=NOW),
    "commitmentunit_percent_in_range": lambda w: but(w.lead, percent=101),
    "letter_number_and_signer": lambda w: but(w.letter, signer=""),
    "report_submitted_at_matches_state": lambda w: again(w.kept, unit=w.dis_lead, submitted_at=NOW),
    "report_says_something": lambda w: again(w.report, text=""),
    "report_percent_in_range": lambda w: again(w.report, percent=101),
    "report_seconds_a_report": lambda w: again(w.report, kind="second"),
    "report_one_draft_per_author": lambda w: again(w.kept),
    "decision_item_unless_list": lambda w: but(w.list, kind="close"),
    "decision_released_with_text": lambda w: but(w.waiting, released_at=NOW),
    "decision_decided_at_matches_outcome": lambda w: but(w.waiting, outcome="void"),
    "decision_one_released_per_item": lambda w: again(w.decision),
    "decision_one_open_list_per_agreement": lambda w: again(w.list),
    "decision_one_waiting_per_item_and_party": lambda w: again(w.waiting),
    "confirmation_once_per_party": lambda w: again(w.confirmation),
    "confirmation_objection_has_note": lambda w: but(w.confirmation, answer="object"),
    "confirmation_contested_with_reason": lambda w: but(w.confirmation, contested_at=NOW),
    "storedfile_of_one_thing": lambda w: but(w.scan, text_version=None),
    "storedfile_once_per_text": lambda w: again(w.scan),
    "storedfile_once_per_letter": lambda w: again(w.letter_scan),
    "columnmapping_once": lambda w: again(w.mapping),
    "takenover_percent_in_range": lambda w: but(w.taken, percent=101),
    "suggestedunit_once": lambda w: again(w.suggested),
    "suggestedunit_answered_together": lambda w: but(w.suggested, accepted=True),
    "invitation_revoked_as_pair": lambda w: but(w.invitation, revoked_at=NOW),
    "notice_about_one_thing": lambda w: but(w.notice, agreement=w.agreement),
    "nudge_once_a_day": lambda w: again(w.nudge),
    "secondment_between_two_sides": lambda w: but(w.posting, host_party=w.uni_party),
    "secondment_ends_after_start": lambda w: but(w.posting, planned_end_on=date(2026, 8, 31)),
    "secondment_exception_whole": lambda w: but(w.posting, exception_reason="特殊"),
    "secondment_ended_or_called_off": lambda w: but(w.posting, ended_on=TODAY, called_off_on=TODAY),
    "secondment_named": lambda w: but(w.posting, person=""),
    "secondment_once": lambda w: again(w.posting),
    "secondmentbreak_ends_after_start": lambda w: but(w.posting_break, ends_on=date(2026, 8, 1)),
    "secondmentchange_one_open": lambda w: again(w.posting_change),
    "secondmentchange_moves_the_end": lambda w: but(w.posting_change, new_end_on=w.posting_change.old_end_on),
    "secondmentchange_answered_with_outcome": lambda w: but(w.posting_change, outcome="agreed"),
    "secondmentevaluation_says_something": lambda w: but(w.evaluation, text=""),
    "calendarday_in_its_year": lambda w: CalendarDay(year=w.year, day=date(2030, 1, 1)),
    "extension_new_after_old": lambda w: but(w.extension, new_due_on=w.extension.old_due_on),
    "extension_has_reason": lambda w: but(w.extension, reason=""),
    "extension_decided_with_who_and_when": lambda w: but(w.extension, decided_at=NOW),
    "extension_decider_is_not_requester": lambda w: but(
        w.extension, outcome="accepted", decided_by=w.extension.asked_by, decided_at=NOW
    ),
    "extension_put_with_decision": lambda w: but(
        w.extension, outcome="put", decided_by=w.uni_liaison.user, decided_at=NOW
    ),
    "extension_one_open_per_item": lambda w: again(w.extension),
    "thresholds_one_row": lambda w: Thresholds(id=2),
    "thresholds_blue_before_yellow": lambda w: but(w.thresholds, blue_days=2),
    "thresholds_points_in_range": lambda w: but(w.thresholds, behind_points=0),
    "thresholds_silent_days_in_range": lambda w: but(w.thresholds, silent_days=61),
    "thresholds_day_of_a_month": lambda w: but(w.thresholds, reporting_day=32),
    "trail_sequence_once_per_object": lambda w: again(w.entry),
}


def all_constraints():
    for model in apps.get_app_config("agreements").get_models():
        for constraint in model._meta.constraints:
            yield model, constraint


class BreakingConstraints(Rows, TestCase):
    def test_every_constraint_has_a_case_and_every_case_a_constraint(self):
        self.assertEqual({constraint.name for _model, constraint in all_constraints()}, set(BROKEN))

    def test_the_database_refuses_the_row(self):
        trail.remove_triggers(connection)  # on SQLite they would answer for the trail before the constraint does
        for model, constraint in all_constraints():
            row = BROKEN[constraint.name](self)
            with self.subTest(constraint.name), self.assertRaises(IntegrityError) as caught, transaction.atomic():
                self.assertIsInstance(row, model)
                models.Model.save(row)
            self.assertIn(self.told_by_the_database(model, constraint), str(caught.exception))

    @staticmethod
    def told_by_the_database(model, constraint):
        """SQLite names a check by its name, but a unique index by its columns."""
        if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
            field = model._meta.get_field(constraint.fields[0])
            return f"{model._meta.db_table}.{field.column}"
        return constraint.name

    def test_people_are_told_in_a_sentence(self):
        for model, constraint in all_constraints():
            row = BROKEN[constraint.name](self)
            message = str(constraint.violation_error_message)
            with self.subTest(constraint.name):
                self.assertNotIn(constraint.name, message)
                self.assertRegex(message, r"[.。]$")
                with self.assertRaises(ValidationError) as caught:
                    constraint.validate(model, row)
                self.assertEqual(caught.exception.messages, [message])
                with self.assertRaises(ValidationError) as caught:
                    row.validate_constraints()
                self.assertIn(message, caught.exception.messages)

    def test_the_rows_themselves_are_whole(self):
        rows = {name: getattr(self, name) for name in vars(type(self)) if not name.startswith("__")}
        whole = {name: row for name, row in rows.items() if isinstance(row, models.Model)}
        self.assertIn("occurrence", whole)
        for name, row in whole.items():
            with self.subTest(name):
                row.validate_constraints()


class GuardingWhatOneRowCannotSay(Rows, TestCase):
    def assertRefused(self, row, sentence):
        with self.assertRaises(ValidationError) as caught:
            row.full_clean()
        self.assertIn(sentence, " ".join(str(message) for message in caught.exception.messages))

    def setUp(self):
        from django.utils import translation

        self.enterContext(translation.override("en"))

    def test_units_form_no_circle(self):
        self.uni_lead.parent = self.uni_office
        self.uni_lead.save()
        self.assertRefused(but(self.uni_office, parent=self.uni_lead), "A unit cannot stand above itself.")

    def test_a_higher_unit_is_of_the_same_organization(self):
        self.assertRefused(but(self.uni_lead, parent=self.dis_lead), "belongs to another organization")

    def test_agreements_form_no_circle(self):
        child = Agreement.objects.create(code="XY2023", title="专项", parent=self.agreement, relation="special_of")
        self.assertRefused(
            but(self.agreement, parent=child, relation="renews"), "An agreement cannot be related to itself."
        )

    def test_a_clause_lies_inside_its_text(self):
        self.assertRefused(but(self.clause_2, end=len(self.text.text) + 1), "The clause ends after the text does.")

    def test_a_clause_lies_inside_the_clause_above(self):
        sentence = "The clause does not lie inside the clause above it."
        self.assertRefused(but(self.clause_2, parent=self.clause), sentence)

    def test_a_clause_and_the_clause_above_are_of_one_text(self):
        words = self.text.text + "。"
        other = TextVersion.objects.create(
            agreement=self.agreement,
            source="amended",
            received_on=date(2024, 1, 1),
            text=words,
            sha256=hashlib.sha256(words.encode()).hexdigest(),
        )
        above = Clause.objects.create(text_version=other, number="1", sort_key="0001", start=0, end=len(words))
        self.assertRefused(but(self.clause, parent=above), "does not lie inside the clause above")

    def test_clauses_form_no_circle(self):
        twin = again(self.clause, number="1.1", sort_key="0001.0001", parent=self.clause)
        twin.save()
        self.assertRefused(but(self.clause, parent=twin), "A clause cannot stand above itself.")

    def test_a_sentence_lies_inside_its_clause(self):
        self.assertRefused(but(self.sentence, end=self.clause.end + 1), "The sentence does not lie inside its clause.")

    def test_a_passage_lies_inside_a_text_of_the_agreement(self):
        sentence = "This passage does not lie in the agreement's text."
        self.assertRefused(but(self.span, end=len(self.text.text) + 1), sentence)
        other = Agreement.objects.create(code="ZZ", title="另一份")
        foreign = TextVersion.objects.create(
            agreement=other, source="amended", received_on=TODAY, text="甲乙丙丁", sha256="1" * 64
        )
        self.assertRefused(but(self.span, text_version=foreign, start=0, end=2), sentence)


class NothingIsDeletedByCascade(TestCase):
    def test_every_link_of_ours_protects_what_it_leads_to(self):
        for model in apps.get_app_config("agreements").get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey):
                    with self.subTest(f"{model.__name__}.{field.name}"):
                        self.assertIs(field.remote_field.on_delete, models.PROTECT)
