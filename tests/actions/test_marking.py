"""Deciding on sentences: commitments made of passages, passages added and taken away, no obligation and back."""

from datetime import timedelta

from django.test import TestCase

from agreements.actions import commitments, marking, sentences
from agreements.errors import Stale
from agreements.models import Clause, Commitment, CommitmentUnit, Sentence, TextVersion, TrailEntry, UnitRole
from agreements.reports import marking as reading
from agreements.reports import summary
from tests.sides import Rules, everything
from tests.world import TODAY

FIELDS = {"title": "选派教师", "obligation": "joint"}


class Marking(Rules):
    def setUp(self):
        super().setUp()
        self.first, self.second, self.third, self.last = Sentence.objects.order_by("start")

    def token(self, *rows):
        lines = reading.reading(self.text).line_by_pk
        return reading.token_of([lines[row.pk] for row in rows])

    def make(self, row=None, start=None, end=None, by=None, **given):
        row = row or self.second
        place = row.start if start is None else start, row.end if end is None else end
        return marking.make(self.text, *place, by=by or self.uni_liaison, **(FIELDS | given))

    def states(self):
        return summary.coverage(self.text).ticks

    def spans(self, row):
        return list(row.spans.order_by("start").values_list("start", "end"))


class MakingOneForEach(Marking, TestCase):
    def each(self, **given):
        place = (self.second.start, self.second.end)
        return marking.make_each(self.text, *place, by=self.uni_liaison, title="各选派教师", **given)

    def test_every_side_has_its_own_of_the_same_passage(self):
        made = self.each(strength="support", seen=self.token(self.second))
        self.assertEqual([row.obliged_party for row in made], [self.uni_party, self.dis_party])
        for row in made:
            self.assertEqual((row.obligation, row.strength, row.title), ("one", "support", "各选派教师"))
            self.assertEqual(self.spans(row), [(self.second.start, self.second.end)])

    def test_of_all_or_of_none(self):
        with self.refused():
            self.each(due_on=TODAY, starts_on=TODAY + timedelta(days=1))
        seen = self.token(self.second)
        self.make()
        with self.assertRaises(Stale):
            self.each(seen=seen)
        self.assertEqual(Commitment.objects.count(), 1)


class MakingACommitment(Marking, TestCase):
    def test_it_is_a_draft_of_the_clause_at_just_that_place(self):
        made = self.make(
            start=self.second.start + 2, end=self.second.end - 1, obligation="one", obliged_party=self.dis_party
        )
        self.assertEqual((made.status, made.clause, made.obliged_party), ("draft", self.clause, self.dis_party))
        self.assertEqual(self.spans(made), [(self.second.start + 2, self.second.end - 1)])
        self.assertEqual(self.verbs(made), ["create"])
        self.assertEqual(self.states(), ["open", "cov", "open", "open"])

    def test_several_come_from_one_sentence_and_one_from_several(self):
        self.make()
        self.make()
        both = self.make(start=self.first.start, end=self.second.end)
        self.assertEqual(both.clause, self.clause)
        self.assertEqual(self.states(), ["cov", "cov", "open", "open"])

    def test_liaisons_of_the_parties_and_administrators_make_it(self):
        for who in (self.dis_liaison, self.admin):
            self.make(by=who)
        for who in (self.uni_officer, self.uni_leader, self.dis_auditor, self.stranger):
            with self.forbidden():
                self.make(by=who)

    def test_a_place_that_is_no_passage_is_refused(self):
        start, end = self.second.start, self.second.end
        for place in ((0, 2), (start, start), (end, start), (start, len(self.text.text) + 1), (10**6, 10**6 + 1)):
            with self.refused("inside the sentences"):
                self.make(start=place[0], end=place[1])
        with self.refused("several clauses"):
            self.make(start=self.third.start, end=self.last.end)

    def test_nothing_is_kept_of_a_draft_that_is_refused(self):
        sentences.dispose(self.second, by=self.uni_liaison, reason="背景")
        with self.refused():
            self.make(obligation="one")
        self.assertEqual(self.states(), ["open", "none", "open", "open"])

    def test_a_sentence_without_obligation_has_one_again(self):
        sentences.dispose(self.second, by=self.dis_liaison, reason="背景")
        self.make(seen=self.token(self.second))
        self.second.refresh_from_db()
        self.assertEqual((self.second.disposition, self.second.reason, self.second.decided_by), ("open", "", None))
        self.assertEqual(self.verbs(self.text), ["dispose", "reopen_sentence"])
        self.assertEqual(self.states(), ["open", "cov", "open", "open"])

    def test_whoever_did_not_see_what_was_decided_is_told(self):
        seen = self.token(self.second)
        sentences.dispose(self.second, by=self.dis_liaison, reason="背景")
        with self.assertRaises(Stale):
            self.make(seen=seen)
        sentences.reopen(self.second, by=self.dis_liaison)
        self.make(seen=seen)
        with self.assertRaises(Stale):
            self.make(seen=seen)
        self.make(seen=self.token(self.second))
        self.assertEqual(Commitment.objects.count(), 2)
        self.assertWhole()

    def test_another_sentence_is_none_of_its_business(self):
        seen = self.token(self.second)
        sentences.dispose(self.first, by=self.dis_liaison, reason="背景")
        self.make(self.third)
        self.make(seen=seen)


class AddingPassages(Marking, TestCase):
    def test_a_draft_gets_one_more_and_says_so(self):
        draft = self.make()
        marking.add_span(draft, self.text, self.last.start, self.last.end, by=self.dis_liaison)
        self.assertEqual(self.spans(draft), [(row.start, row.end) for row in (self.second, self.last)])
        self.assertEqual(self.verbs(draft), ["create", "edit"])
        self.assertEqual(self.states(), ["open", "cov", "open", "cov"])

    def test_the_same_twice_is_refused(self):
        draft = self.make()
        with self.refused("already linked"):
            marking.add_span(draft, self.text, self.second.start, self.second.end, by=self.uni_liaison)

    def test_what_was_agreed_keeps_its_passages(self):
        agreed = self.make_assigned(spans=[(self.text, self.second.start, self.second.end)])
        span = agreed.spans.get()
        with self.refused():
            marking.add_span(agreed, self.text, self.last.start, self.last.end, by=self.uni_liaison)
        with self.refused():
            marking.remove_span(agreed, span, by=self.uni_liaison)

    def test_only_liaisons_of_the_parties_do_it(self):
        draft = self.make()
        for who in (self.uni_officer, self.dis_leader, self.stranger):
            with self.forbidden():
                marking.add_span(draft, self.text, self.last.start, self.last.end, by=who)
            with self.forbidden():
                marking.remove_span(draft, draft.spans.get(), by=who)

    def test_a_text_of_another_agreement_is_refused(self):
        other = self.agreement._meta.model.objects.create(code="ZZ", title="另一份")
        version = TextVersion.objects.create(
            agreement=other, source="amended", received_on=self.text.received_on, text="无", sha256="0" * 64
        )
        clause = Clause.objects.create(text_version=version, number="1", sort_key="0001", start=0, end=1)
        Sentence.objects.create(clause=clause, start=0, end=1)
        draft = self.make()
        with self.refused("does not lie in the agreement"):
            marking.add_span(draft, version, 0, 1, by=self.admin)

    def test_the_passage_that_was_missing_assigns(self):
        draft = self.make_commitment(clause=None)
        for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(draft, by=liaison, unit=unit, role=UnitRole.LEAD)
        self.assertEqual(self.status(draft), "draft")
        marking.add_span(draft, self.text, self.second.start, self.second.end, by=self.uni_liaison)
        self.assertEqual(self.status(draft), "assigned")

    def test_somebody_elses_decision_is_told(self):
        draft, seen = self.make(), self.token(self.last)
        sentences.dispose(self.last, by=self.dis_liaison, reason="背景")
        before = everything()
        with self.assertRaises(Stale):
            marking.add_span(draft, self.text, self.last.start, self.last.end, by=self.uni_liaison, seen=seen)
        self.assertEqual(everything(), before)

    def test_taken_away_the_sentence_is_open_again(self):
        draft = self.make()
        marking.add_span(draft, self.text, self.last.start, self.last.end, by=self.uni_liaison)
        marking.remove_span(draft, draft.spans.get(start=self.second.start), by=self.dis_liaison)
        self.assertEqual(self.spans(draft), [(self.last.start, self.last.end)])
        self.assertEqual(self.states(), ["open", "open", "open", "cov"])
        self.assertFalse(CommitmentUnit.objects.exists())
        self.assertWhole()


class NoObligation(Marking, TestCase):
    def test_it_is_kept_with_its_reason_and_who_said_so(self):
        row = sentences.dispose(self.first, by=self.dis_liaison, reason=" 背景\n表述 ", seen=self.token(self.first))
        self.assertEqual((row.disposition, row.reason), ("no_obligation", "背景 表述"))
        self.assertEqual(row.decided_by, self.dis_liaison.user)
        self.assertEqual(self.states(), ["none", "open", "open", "open"])
        line = TrailEntry.objects.about(self.text).get()
        self.assertEqual(line.agreement_id, self.agreement.pk)
        self.assertIn("双方建立互派机制。", line.text)

    def test_it_needs_a_reason_of_some_length(self):
        for reason in ("", "  \n"):
            with self.refused("give a reason"):
                sentences.dispose(self.first, by=self.uni_liaison, reason=reason)
        with self.refused("at most 200"):
            sentences.dispose(self.first, by=self.uni_liaison, reason="长" * 201)

    def test_a_sentence_that_obliges_somebody_keeps_its_commitment(self):
        made = self.make(start=self.second.start + 3, end=self.second.start + 5)
        with self.refused("A commitment comes from this sentence"):
            sentences.dispose(self.second, by=self.uni_liaison, reason="背景")
        commitments.withdraw(made, by=self.uni_liaison)
        sentences.dispose(self.second, by=self.uni_liaison, reason="背景")

    def test_it_is_taken_back(self):
        sentences.dispose(self.first, by=self.uni_liaison, reason="背景")
        row = sentences.reopen(self.first, by=self.dis_liaison)
        self.assertEqual((row.disposition, row.reason, row.decided_by), ("open", "", None))
        self.assertEqual(self.verbs(self.text), ["dispose", "reopen_sentence"])
        with self.refused("is open"):
            sentences.reopen(self.first, by=self.dis_liaison)
        self.assertWhole()

    def test_the_second_of_two_is_told(self):
        seen = self.token(self.first)
        sentences.dispose(self.first, by=self.uni_liaison, reason="背景", seen=seen)
        with self.assertRaises(Stale):
            sentences.dispose(self.first, by=self.dis_liaison, reason="定义", seen=seen)
        self.first.refresh_from_db()
        self.assertEqual(self.first.reason, "背景")
        fresh = self.token(self.first)
        sentences.dispose(self.first, by=self.dis_liaison, reason="定义", seen=fresh)
        with self.assertRaises(Stale):
            sentences.reopen(self.first, by=self.uni_liaison, seen=fresh)

    def test_only_liaisons_of_the_parties_say_so(self):
        for who in (self.uni_officer, self.uni_head, self.dis_leader, self.dis_auditor, self.stranger):
            with self.forbidden():
                sentences.dispose(self.first, by=who, reason="背景")
