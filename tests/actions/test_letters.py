"""Letters on record: whose they are, who may record them, and that one letter is one letter."""

from datetime import date, timedelta

from django.test import TestCase

from agreements.actions import commitments, contesting, decisions, letters
from agreements.models import Letter, TrailEntry, UnitRole
from tests.sides import PAPER, DistrictByLetter, ThreeSides
from tests.world import TODAY


class Recording(DistrictByLetter, TestCase):
    def test_the_same_letter_is_used_again(self):
        draft = self.make_commitment(obliged_party=self.dis_party)
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_office, role=UnitRole.CONTACT)
        letters.record_unit(draft, by=self.uni_liaison, party=self.dis_party, unit=self.dis_lead, **PAPER)
        letters.record_report(draft, by=self.uni_liaison, party=self.dis_party, text="函告。", percent=20, **PAPER)
        self.assertEqual(Letter.objects.count(), 1)
        letters.record_report(
            draft, by=self.uni_liaison, party=self.dis_party, text="再告。", percent=30, **(PAPER | {"number": "13 号"})
        )
        self.assertEqual(Letter.objects.count(), 2)

    def test_a_side_does_not_record_its_own_letters(self):
        draft = self.make_commitment()
        with self.refused("Your own side speaks for itself"):
            letters.record(draft, by=self.dis_liaison, party=self.dis_party, **PAPER)

    def test_a_side_with_accounts_does_not_answer_by_letter(self):
        draft = self.make_commitment()
        with self.refused("does not answer by letter"):
            letters.record(draft, by=self.dis_liaison, party=self.uni_party, **PAPER)

    def test_a_letter_is_not_dated_ahead(self):
        draft = self.make_commitment()
        with self.refused("dated after today"):
            letters.record(
                draft,
                by=self.uni_liaison,
                party=self.dis_party,
                **(PAPER | {"dated_on": TODAY + timedelta(days=1)}),
            )
        dated_today = PAPER | {"dated_on": date(2026, 11, 24)}
        self.assertIsNotNone(letters.record(draft, by=self.uni_liaison, party=self.dis_party, **dated_today).pk)

    def test_a_letter_without_number_or_signer_is_refused_in_words(self):
        draft = self.make_commitment()
        for field in ("number", "signer"):
            with self.subTest(field=field), self.refused("needs its document number and who signed it"):
                letters.record(draft, by=self.uni_liaison, party=self.dis_party, **(PAPER | {field: " "}))

    def test_recording_is_for_liaison_officers(self):
        draft = self.make_commitment()
        for actor in (self.uni_officer, self.uni_head, self.uni_auditor, self.admin, self.stranger):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                letters.record(draft, by=actor, party=self.dis_party, **PAPER)

    def test_what_a_side_leads_nothing_of_it_does_not_claim_done(self):
        row = self.make_running(obliged_party=self.uni_party)
        with self.refused("leads nothing here"):
            letters.record_claim(row, by=self.uni_liaison, party=self.dis_party, reason="函告。", **PAPER)

    def test_the_trail_names_the_letter_beside_who_recorded_it(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        line = TrailEntry.objects.about(decision.commitment).get(verb="confirm")
        self.assertIn(PAPER["number"], line.text)
        self.assertEqual(line.user_id, self.uni_liaison.user.pk)


class AmongThree(ThreeSides, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.dis_party.answers_by_letter = True
        cls.dis_party.save()

    def test_any_other_side_records_and_still_speaks_for_itself(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.ent_liaison, party=self.dis_party, confirms=True, **PAPER)
        self.assertEqual(self.status(decision.commitment), "submitted")
        decisions.confirm(decision, by=self.ent_liaison)
        self.assertEqual(self.status(decision.commitment), "closed")

    def test_a_contested_letter_undoes_a_claim_that_others_still_look_at(self):
        decision = decisions.open_close(self.make_running(), by=self.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=self.ent_liaison, party=self.dis_party, confirms=True, **PAPER)
        contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(decision.commitment)), ("refused", "in_progress"))
