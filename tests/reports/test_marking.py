"""A text as it is worked through: pieces between the marks, cards in the order of the text, the next open sentence."""

import random

from django.test import TestCase

from agreements.actions import commitments, sentences
from agreements.models import CommitmentSpan, Sentence, Strength
from agreements.reports import marking, summary
from tests.sides import Rules


class Reading(Rules, TestCase):
    def setUp(self):
        super().setUp()
        self.first, self.second, self.third, self.last = Sentence.objects.order_by("start")

    def draft(self, *places, **given):
        return self.make_commitment(spans=[(self.text, *place) for place in places], **given)

    def pieces(self, row):
        found = marking.reading(self.text)
        return marking.pieces(self.text.text, found.line_by_pk[row.pk])

    def test_marks_that_overlap_are_cut_where_either_begins_or_ends(self):
        at = self.second.start
        firm = self.draft((at, at + 6))
        soft = self.draft((at + 4, at + 10), strength="support")
        found = [(piece.words, piece.commitments, piece.strength) for piece in self.pieces(self.second)]
        self.assertEqual(
            found[:4],
            [
                ("学校每年", (firm.pk,), "firm"),
                ("选派", (firm.pk, soft.pk), "firm"),
                ("教师到区", (soft.pk,), "support"),
                ("里锻炼，一般不少于半年。", (), ""),
            ],
        )

    def test_whatever_is_marked_the_words_stay_whole(self):
        chance = random.Random(7)
        for _round in range(30):
            at, end = self.first.start, self.third.end
            start, stop = sorted(chance.sample(range(at, end + 1), 2))
            self.draft((start, stop), strength=chance.choice(Strength.values))
            found = marking.reading(self.text)
            for line in found.lines:
                pieces = marking.pieces(self.text.text, line)
                self.assertEqual("".join(piece.words for piece in pieces), self.text.text[line.start : line.end])
                for piece in pieces:
                    inside = [m for m in line.marks if m.start < piece.start + len(piece.words) and piece.start < m.end]
                    self.assertEqual(set(piece.commitments), {mark.commitment for mark in inside})

    def test_line_breaks_belong_to_no_piece(self):
        line = marking.Line(1, 1, 0, 7, "open", "", None, "open", 1, [marking.Mark(1, 9, 1, 5, "firm")])
        found = [(piece.start, piece.words, piece.strength) for piece in marking.pieces("一二\n\n三四五", line)]
        self.assertEqual(found, [(0, "一", ""), (1, "二", "firm"), (4, "三", "firm"), (5, "四五", "")])

    def test_what_ended_is_neither_marked_nor_shown(self):
        gone = self.draft((self.second.start, self.second.end))
        commitments.withdraw(gone, by=self.uni_liaison)
        found = marking.reading(self.text)
        self.assertEqual((found.cards, [line.marks for line in found.lines]), ([], [[], [], [], []]))

    def test_cards_follow_the_text_and_those_without_a_passage_come_last(self):
        bare = self.make_commitment(clause=self.clause_2)
        lost = self.make_commitment(clause=None)
        late = self.draft((self.last.start, self.last.end), clause=self.clause)
        early = self.draft((self.second.start, self.second.end))
        cards = marking.reading(self.text).cards
        self.assertEqual([card.row["pk"] for card in cards][:2], [early.pk, late.pk])
        places = {card.row["pk"]: card.clause for card in cards}
        self.assertEqual(places[late.pk], self.clause_2.pk)  # where its passage stands, not where it was filed
        self.assertEqual((places[bare.pk], places[lost.pk]), (self.clause_2.pk, None))

    def test_the_figures_are_those_of_the_agreement(self):
        self.draft((self.second.start, self.second.start + 2))
        sentences.dispose(self.last, by=self.uni_liaison, reason="背景")
        found, figures = marking.reading(self.text).coverage, summary.coverage(self.text)
        self.assertEqual((found.covered, found.open, found.none), (1, 2, 1))
        self.assertEqual((found.percent, found.obliging), (figures.percent, figures.obliging))

    def test_the_next_open_sentence_is_looked_for_from_here_and_then_from_the_top(self):
        self.draft((self.third.start, self.third.end))
        found = marking.reading(self.text)
        lines = found.line_by_pk
        self.assertEqual(found.next_open().pk, self.first.pk)
        self.assertEqual(found.next_open(lines[self.second.pk]).pk, self.last.pk)
        self.assertEqual(found.next_open(lines[self.last.pk]).pk, self.first.pk)
        self.draft((self.first.start, self.last.end))
        self.assertIsNone(marking.reading(self.text).next_open())

    def test_four_queries_read_any_text(self):
        with self.assertNumQueries(4):
            marking.reading(self.text)
        for n in range(20):
            draft = self.draft((self.first.start + n, self.last.end - n))
            CommitmentSpan.objects.create(commitment=draft, text_version=self.text, start=n, end=n + 1)
        with self.assertNumQueries(4):
            marking.reading(self.text)
