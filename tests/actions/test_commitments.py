"""Drafting, editing, naming and accepting: what the life of a commitment does not already show."""

from datetime import date

from django.test import TestCase

from agreements.actions import commitments, decisions, sentences
from agreements.errors import Stale
from agreements.models import Agreement, AgreementParty, Role, Sentence, UnitRole
from agreements.reports import summary
from tests.sides import Rules


class Drafting(Rules, TestCase):
    def test_a_draft_belongs_to_its_author_and_the_authors_side(self):
        draft = self.make_commitment()
        self.assertEqual((draft.created_by, draft.created_for), (self.uni_liaison.user, self.university))
        self.assertEqual((draft.status, draft.code, draft.version), ("draft", "", 1))
        self.assertEqual(self.verbs(draft), ["create"])

    def test_passages_lie_in_the_text_of_the_agreement(self):
        draft = self.make_commitment(spans=[(self.text, 8, 20)])
        self.assertEqual(draft.spans.get().end, 20)
        for start, end in ((5, 5), (8, 7), (0, 10_000)):
            with self.subTest(start=start, end=end), self.refused("does not lie in the agreement's text"):
                self.make_commitment(spans=[(self.text, start, end)])

    def test_clause_and_party_are_the_agreements_own(self):
        other = Agreement.objects.create(code="AN2023", title="另一份")
        foreign = [
            AgreementParty.objects.create(agreement=other, organization=organization, order=order)
            for order, organization in enumerate((self.university, self.elsewhere), 1)
        ]
        with self.refused("This party belongs to another agreement."):
            self.make_commitment(obliged_party=foreign[0])
        with self.refused("This clause belongs to another agreement."):
            commitments.create(other, by=self.uni_liaison, clause=self.clause, title="x", obligation="joint")

    def test_what_the_database_would_not_take_is_said_in_words(self):
        with self.refused("The due date cannot be before the start."):
            self.make_commitment(starts_on=date(2027, 1, 1), due_on=date(2026, 1, 1))
        draft = self.make_commitment()
        with self.refused("The due date cannot be before the start."):
            commitments.edit(draft, by=self.uni_liaison, version=1, starts_on=date(2027, 1, 1))


class Editing(Rules, TestCase):
    def test_only_what_changed_is_written(self):
        draft = self.make_commitment()
        row = commitments.edit(draft, by=self.uni_liaison, version=1, title=draft.title, target="8 人")
        self.assertEqual((row.target, row.version, self.verbs(row)), ("8 人", 2, ["create", "edit"]))
        row = commitments.edit(draft, by=self.uni_liaison, version=2, target="8 人")
        self.assertEqual((row.version, self.verbs(row)), (2, ["create", "edit"]))

    def test_other_passages_are_a_change_too(self):
        draft = self.make_commitment(spans=[(self.text, 8, 20)])
        row = commitments.edit(draft, by=self.uni_liaison, version=1, spans=[(self.text, 8, 20)])
        self.assertEqual(row.version, 1)
        row = commitments.edit(draft, by=self.uni_liaison, version=1, spans=[(self.text, 9, 30)])
        self.assertEqual((row.version, row.spans.get().start, self.verbs(row)[-1]), (2, 9, "edit"))

    def test_a_passage_of_a_sentence_without_obligation_opens_it_again(self):
        row = Sentence.objects.order_by("start")[1]
        sentences.dispose(row, by=self.dis_liaison, reason="background")
        draft = self.make_commitment(spans=[(self.text, 8, 10)])
        commitments.edit(draft, by=self.uni_liaison, version=1, spans=[(self.text, row.start, row.end)])
        row.refresh_from_db()
        self.assertEqual((row.disposition, row.reason, row.decided_by), ("open", "", None))
        self.assertEqual(self.verbs(self.text), ["dispose", "reopen_sentence"])

    def test_so_does_a_draft_that_is_put_back(self):
        row = Sentence.objects.order_by("start")[1]
        draft = commitments.withdraw(self.make_commitment(spans=[(self.text, row.start, row.end)]), by=self.uni_liaison)
        sentences.dispose(row, by=self.uni_liaison, reason="background")
        commitments.put_back(draft, by=self.uni_liaison)
        self.assertEqual(summary.coverage(self.text).ticks[1], "cov")

    def test_status_and_code_are_not_edited(self):
        row = commitments.edit(self.make_commitment(), by=self.uni_liaison, version=1, status="closed", code="X")
        self.assertEqual((row.status, row.code), ("draft", ""))

    def test_somebody_else_was_quicker(self):
        draft = self.make_commitment()
        commitments.edit(draft, by=self.dis_liaison, version=1, target="8 人")
        with self.assertRaises(Stale) as caught:
            commitments.edit(draft, by=self.uni_liaison, version=1, target="9 人")
        self.assertEqual(caught.exception.current.target, "8 人")

    def test_changing_who_owes_it_changes_what_the_own_unit_is(self):
        draft = self.make_commitment()
        row = commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        row = commitments.edit(
            row, by=self.uni_liaison, version=row.version, obligation="one", obliged_party=self.dis_party
        )
        self.assertEqual(row.units.get().role, UnitRole.CONTACT)
        row = commitments.edit(row, by=self.uni_liaison, version=row.version, obligation="joint", obliged_party=None)
        self.assertFalse(row.units.exists())


class Naming(Rules, TestCase):
    def test_a_unit_out_of_use_is_not_named(self):
        draft = self.make_commitment()
        self.uni_third.is_active = False
        self.uni_third.save()
        with self.refused("that is in use"):
            commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)

    def test_an_officer_has_a_post_in_the_unit(self):
        row = self.make_assigned()
        for attempt in (
            lambda: commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_other.user),
            lambda: commitments.name_unit(
                row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD, officer=self.uni_auditor.user
            ),
        ):
            with self.refused("has no post in this unit"):
                attempt()

    def test_a_head_names_the_officer_of_the_own_unit_alone(self):
        row = self.make_assigned()
        commitments.name_officer(row, by=self.uni_head, unit=self.uni_lead, officer=self.uni_officer.user)
        self.assertEqual(row.units.get(unit=self.uni_lead).officer, self.uni_officer.user)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        with self.forbidden("Each unit names its own officer."):
            commitments.name_officer(row, by=self.uni_head, unit=self.uni_third, officer=self.uni_other.user)
        with self.forbidden("Each unit names its own officer."):
            commitments.name_officer(row, by=self.uni_liaison, unit=self.dis_lead, officer=self.dis_officer.user)
        with self.refused("does not stand on the commitment"):
            commitments.name_officer(row, by=self.uni_liaison, unit=self.uni_office, officer=self.uni_liaison.user)

    def test_a_supporting_unit_is_taken_off_by_its_own_side(self):
        row = self.make_assigned()
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        with self.forbidden("Each side names its own units."):
            commitments.remove_unit(row, by=self.dis_liaison, unit=self.uni_third)
        commitments.remove_unit(row, by=self.uni_liaison, unit=self.uni_third)
        self.assertFalse(row.units.filter(unit=self.uni_third).exists())
        with self.refused("does not support the commitment"):
            commitments.remove_unit(row, by=self.uni_liaison, unit=self.uni_lead)

    def test_nothing_is_taken_off_what_is_before_the_other_side(self):
        row = self.make_running()
        commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_office, role=UnitRole.SUPPORT)
        self.make_submitted_of(row)
        with self.refused("now"):
            commitments.remove_unit(row, by=self.dis_liaison, unit=self.dis_office)

    def make_submitted_of(self, row):
        return decisions.open_close(row, by=self.uni_liaison, reason="已完成。")

    def test_a_lead_that_is_replaced_has_to_accept_again(self):
        row = self.make_assigned()
        commitments.accept(row, by=self.uni_officer)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        lead = row.units.get(party=self.uni_party)
        self.assertEqual((lead.unit, lead.accepted_by, lead.accepted_at), (self.uni_third, None, None))


class Accepting(Rules, TestCase):
    def test_accepting_twice_changes_nothing(self):
        row = self.make_assigned()
        commitments.accept(row, by=self.uni_officer)
        version = self.fresh(row).version
        commitments.accept(row, by=self.uni_head)
        self.assertEqual(self.fresh(row).version, version)
        self.assertEqual(row.units.get(unit=self.uni_lead).accepted_by, self.uni_officer.user)

    def test_a_liaison_officer_sitting_in_the_lead_unit_does_not_accept_for_it(self):
        row = self.make_assigned()
        here = self.person("uni_second", self.uni_lead, Role.LIAISON)
        with self.forbidden("Accepting is for the officer or the head"):
            commitments.accept(row, by=here)
