"""What a reading proposes, and what people decide on it: accepted, corrected, discarded, all at once and back."""

import json
from unittest import mock

from django.db import IntegrityError
from django.test import TestCase

from agreements.actions import commitments, lists, marking, proposed, readers, readings, sentences, texts
from agreements.errors import Refused, Stale
from agreements.extraction import Commitment as FoundOne
from agreements.extraction import Found, extract
from agreements.extraction.cast import Party
from agreements.models import Commitment, Proposal, Sentence, TrailEntry
from agreements.reports import marking as reading
from agreements.reports import proposals, summary
from tests.sides import Rules, ThreeSides
from tests.world import TEXT, TODAY

PARTIES = (Party("大学", "party", ("学校",)), Party("区政府", "party", ("区里",)))


def found(text, *passages, parties=PARTIES, doubts=()):
    """What a reader would find: each passage, or (passage, responsible), at its first place in the text."""
    made = []
    for each in passages:
        words, who = each if isinstance(each, tuple) else (each, ("大学", "区政府"))
        start = text.index(words)
        values = (start, start + len(words), words, "1", who, "support", "yearly", (), 6, None, "每年", "other", words)
        made.append(FoundOne(*values, tuple(doubts)))
    return Found("agreement", 0, len(text), parties, (), None, None, (), tuple(made))


class Reading(Rules):
    """The world's text, read by a reader that finds what a test says."""

    passages = ("双方建立互派机制", ("学校每年选派教师到区里锻炼，一般不少于半年", ("大学",)))
    doubts = ()

    def setUp(self):
        super().setUp()
        self.finds(*self.passages, doubts=self.doubts)
        self.outcome = readings.read(self.text, by=self.uni_liaison)
        self.one, self.other = Proposal.objects.order_by("start")[:2]

    def finds(self, *passages, text=TEXT, **more):
        told = found(text, *passages, **more)
        self.enterContext(mock.patch.dict(readers.READERS, {"rules": lambda _text, _day: told}))

    def again(self, row):
        return Proposal.objects.get(pk=row.pk)

    def states(self):
        return summary.coverage(self.text).ticks


class HavingItRead(Reading, TestCase):
    def test_what_is_found_waits_and_is_no_commitment(self):
        self.assertEqual((self.outcome.pending, self.outcome.doubtful), (2, 0))
        self.assertFalse(Commitment.objects.exists())
        self.assertEqual(self.states(), ["open"] * 4)
        row = self.other
        self.assertEqual((row.obligation, row.obliged_party, row.reader), ("one", self.uni_party, "rules"))
        self.assertEqual((row.strength, row.cadence, row.min_months, row.due_text), ("support", "recurring", 6, "每年"))
        self.assertEqual(self.one.obligation, "joint")
        self.assertEqual(self.verbs(self.text), ["read_proposals"])

    def test_reading_again_changes_nothing(self):
        before = list(Proposal.objects.values())
        readings.read(self.text, by=self.dis_liaison)
        self.assertEqual(list(Proposal.objects.values()), before)

    def test_reading_again_keeps_decisions_and_follows_what_is_found_now(self):
        proposed.discard(self.one, by=self.uni_liaison, reason="speech")
        self.finds("双方建立互派机制", "双方共建科技园")
        outcome = readings.read(self.text, by=self.uni_liaison)
        self.assertEqual((outcome.pending, outcome.kept), (1, 1))
        self.assertEqual(self.again(self.one).status, "discarded")
        self.assertEqual([row.title for row in Proposal.objects.pending()], ["双方共建科技园"])

    def test_what_is_pending_is_brought_to_what_is_found_now(self):
        self.finds(("双方建立互派机制", ("大学",)), doubts=["due"])
        readings.read(self.text, by=self.uni_liaison)
        row = self.again(self.one)
        self.assertEqual((row.obligation, row.doubts, row.version), ("one", ["due"], 2))

    def test_decisions_go_along_to_a_corrected_text(self):
        taken = proposed.accept(self.one, by=self.uni_liaison)
        proposed.discard(self.other, by=self.dis_liaison, reason="background")
        corrected = TEXT.replace("帮助", "必要帮助").replace("，一般", ", 一般")
        version = texts.read(self.agreement, corrected, by=self.uni_liaison, source="amended", received_on=TODAY)
        self.finds(
            "双方建立互派机制",
            ("学校每年选派教师到区里锻炼, 一般不少于半年", ("大学",)),
            ("区里为学校提供必要帮助", ("区政府",)),
            text=corrected,
        )
        outcome = readings.read(version, by=self.uni_liaison)
        self.assertEqual((outcome.pending, outcome.kept), (1, 2))
        one, other, new = version.proposals.order_by("start")
        self.assertEqual((one.status, one.commitment, one.decided_by), ("accepted", taken, self.uni_liaison.user))
        self.assertEqual((other.status, other.reason, new.status), ("discarded", "background", "pending"))
        self.assertEqual(list(taken.spans.values_list("text_version", flat=True)), [self.text.pk, version.pk])
        self.assertEqual(summary.coverage(version).covered, 1)

    def test_what_was_agreed_keeps_its_passages_when_a_text_is_corrected(self):
        taken = proposed.accept(self.one, by=self.uni_liaison, no_yardstick_yet=True)
        for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(taken, by=liaison, unit=unit, role="lead")
        version = texts.read(self.agreement, TEXT + "完。", by=self.uni_liaison, source="amended", received_on=TODAY)
        readings.read(version, by=self.uni_liaison)
        self.assertEqual(version.proposals.get(status="accepted").commitment, taken)
        self.assertEqual(taken.spans.count(), 1)

    def test_what_was_taken_back_in_a_later_version_stays_open(self):
        proposed.discard(self.one, by=self.uni_liaison)
        proposed.accept(self.other, by=self.uni_liaison)
        versions = [self.text]
        for end in "完毕":
            corrected = versions[-1].text + end
            version = texts.read(self.agreement, corrected, by=self.uni_liaison, source="amended", received_on=TODAY)
            self.assertEqual(readings.read(version, by=self.uni_liaison).kept, 2 if end == "完" else 0)
            for row in version.proposals.exclude(status="pending"):
                proposed.undo(row, by=self.uni_liaison, draft=row.commitment and row.commitment.version)
            versions.append(version)
        self.assertEqual({row.status for row in versions[-1].proposals.all()}, {"pending"})

    def test_what_is_marked_or_obliges_nobody_is_not_proposed(self):
        Proposal.objects.all().delete()
        first, second, *_rest = Sentence.objects.order_by("start")
        sentences.dispose(first, by=self.uni_liaison, reason="背景")
        marking.make(self.text, second.start, second.end, by=self.uni_liaison, title="x", obligation="joint")
        outcome = readings.read(self.text, by=self.uni_liaison)
        self.assertEqual((outcome.pending, outcome.settled), (0, 2))

    def test_what_lies_in_no_clause_or_in_several_is_left_out(self):
        self.finds("人才", "区里为学校提供帮助。\n2\n园区\n双方共建科技园")
        outcome = readings.read(self.text, by=self.uni_liaison)
        self.assertEqual((outcome.pending, outcome.outside), (0, 2))

    def test_whom_nobody_knows_a_person_must_choose(self):
        self.finds(("双方共建科技园", ("某公司",)), parties=(*PARTIES, Party("某公司", "party")))
        readings.read(self.text, by=self.uni_liaison)
        row = Proposal.objects.get()
        self.assertEqual((row.obligation, row.doubts, row.found["responsible"]), ("", ["who"], ["某公司"]))
        with self.refused("Say who is obliged"):
            proposed.accept(row, by=self.uni_liaison)

    def test_a_duration_beyond_all_measure_is_left_out_and_doubtful(self):
        text = "1\n人才互派\n双方互派教师，时间不少于一万年。双方互派干部，时间不少于半年。\n"
        version = texts.read(self.agreement, text, by=self.uni_liaison, source="amended", received_on=TODAY)
        with mock.patch.dict(readers.READERS, {"rules": extract}):
            readings.read(version, by=self.uni_liaison)
        rows = version.proposals.order_by("start")
        self.assertEqual([(row.min_months, "months" in row.doubts) for row in rows], [(None, True), (6, False)])
        self.assertEqual(rows[0].found["months"], 120_000)

    def test_a_text_beyond_all_measure_is_refused(self):
        with mock.patch.object(readings, "LONGEST", 10), self.refused("Mark its passages by hand"):
            readings.read(self.text, by=self.uni_liaison)

    def test_the_built_in_rules_read_the_text(self):
        with mock.patch.dict(readers.READERS, {"rules": extract}):
            readings.read(self.text, by=self.admin)
        self.assertTrue(Proposal.objects.pending().exists())

    def test_only_those_who_decompose_the_text_have_it_read(self):
        for who in (self.uni_officer, self.uni_leader, self.dis_auditor, self.stranger):
            with self.forbidden():
                readings.read(self.text, by=who)
            with self.forbidden():
                proposed.accept(self.one, by=who)
            with self.forbidden():
                proposed.discard(self.one, by=who)
            with self.forbidden():
                proposed.undo(self.one, by=who)
            with self.forbidden():
                proposed.accept_all(self.text, by=who)


class ReadingEachItsOwn(Rules, TestCase):
    """“Each side its own” makes one commitment per party."""

    def read(self, text):
        version = texts.read(self.agreement, text, by=self.uni_liaison, source="amended", received_on=TODAY)
        with mock.patch.dict(readers.READERS, {"rules": extract}):
            readings.read(version, by=self.uni_liaison)
        return list(version.proposals.order_by("start", "pk"))

    def test_each_party_gets_one(self):
        rows = self.read("1\n人才互派\n双方各选派五名干部到对方挂职。双方分别设立办公室。\n")
        both = [("one", self.uni_party), ("one", self.dis_party)]
        self.assertEqual([(row.obligation, row.obliged_party) for row in rows], both * 2)
        self.assertFalse(any("each" in row.doubts for row in rows))
        Proposal.objects.update(doubts=[])
        made = proposed.accept(rows[0], by=self.uni_liaison)
        self.assertEqual(made.obliged_party, self.uni_party)
        waiting = proposals.at_desk(rows[0].text_version).desk.waiting
        self.assertEqual([offer.doubts for offer in waiting], [[], [], []])
        proposed.accept_all(rows[0].text_version, by=self.uni_liaison)
        self.assertEqual(Commitment.objects.count(), 4)

    def test_what_is_made_for_both_of_it_is_told(self):
        rows = self.read("1\n人才互派\n双方各选派五名干部到对方挂职。\n")
        proposed.accept(rows[0], by=self.uni_liaison, obligation="joint", obliged_party=None)
        (offer,) = proposals.at_desk(rows[0].text_version).desk.waiting
        self.assertIn("marked", offer.doubts)

    def test_where_it_may_be_meant_it_is_never_clear(self):
        (row,) = self.read("1\n平台\n双方设立联合办公室，由双方各派2名工作人员组成。\n")
        self.assertEqual((row.obligation, "each" in row.doubts), ("joint", True))

    def test_what_was_proposed_as_joint_before_is_brought_to_it(self):
        rows = self.read("1\n人才互派\n双方各选派五名干部到对方挂职。\n")
        rows[1].delete()
        Proposal.objects.update(obligation="joint", obliged_party=None)
        with mock.patch.dict(readers.READERS, {"rules": extract}):
            readings.read(rows[0].text_version, by=self.uni_liaison)
        self.assertEqual({row.obliged_party for row in Proposal.objects.all()}, {self.uni_party, self.dis_party})


class ReadingForThree(ThreeSides, TestCase):
    def test_where_two_of_three_are_bound_each_gets_one(self):
        parties = (*PARTIES, Party("公司", "party"))
        told = found(TEXT, ("双方共建科技园", ("大学", "公司")), parties=parties)
        with mock.patch.dict(readers.READERS, {"rules": lambda _text, _day: told}):
            readings.read(self.text, by=self.uni_liaison)
        rows = Proposal.objects.order_by("pk")
        self.assertEqual([row.obliged_party for row in rows], [self.uni_party, self.ent_party])
        for row in rows:
            proposed.accept(row, by=self.dis_liaison)
        self.assertEqual(Commitment.objects.count(), 2)


class Accepting(Reading, TestCase):
    def test_it_makes_the_draft_that_was_proposed(self):
        made = proposed.accept(self.other, by=self.dis_liaison, version=1)
        row = self.again(self.other)
        self.assertEqual((row.status, row.commitment, row.decided_by), ("accepted", made, self.dis_liaison.user))
        self.assertEqual((made.status, made.obliged_party, made.min_months), ("draft", self.uni_party, 6))
        self.assertEqual((made.min_months_party, made.clause, made.due_text), (self.uni_party, self.clause, "每年"))
        self.assertEqual(list(made.spans.values_list("start", "end")), [(row.start, row.end)])
        self.assertEqual(self.verbs(made), ["create", "take_proposal"])
        self.assertEqual(self.states(), ["open", "cov", "open", "open"])
        self.assertWhole()

    def test_what_the_reader_changed_stands_on_the_trail(self):
        place = (self.other.start + 2, self.other.end)
        made = proposed.accept(
            self.other, by=self.uni_liaison, place=place, title="每年选派", obligation="joint", obliged_party=None
        )
        told = json.loads(TrailEntry.objects.about(made).get(verb="take_proposal").text)
        self.assertEqual(set(told["changes"]), {"title", "obligation", "obliged_party", "span"})
        self.assertEqual(told["changes"]["title"], [self.other.title, "每年选派"])
        self.assertEqual(told["changes"]["span"][1], TEXT[slice(*place)])
        self.assertEqual(list(made.spans.values_list("start", "end")), [place])
        self.assertEqual(self.again(self.other).start, self.other.start)

    def test_the_second_of_two_is_told_who_was_first(self):
        proposed.accept(self.one, by=self.uni_liaison, version=1)
        for act in (proposed.accept, proposed.discard):
            with self.assertRaises(Stale) as caught:
                act(self.one, by=self.dis_liaison, version=1)
            self.assertIn("uni_liaison has already made a commitment", caught.exception.messages[0])
        with self.refused("already made"):
            proposed.discard(self.one, by=self.dis_liaison)
        self.assertEqual(Commitment.objects.count(), 1)

    def test_a_decision_on_the_sentence_meanwhile_is_told(self):
        line = reading.reading(self.text).lines[0]
        seen = reading.token_of([line])
        sentences.dispose(Sentence.objects.get(pk=line.pk), by=self.dis_liaison, reason="背景")
        with self.assertRaises(Stale):
            proposed.accept(self.one, by=self.uni_liaison, seen=seen)

    def test_nothing_is_kept_when_the_trail_cannot_be_written(self):
        broken = mock.patch("agreements.actions.proposed._save", side_effect=IntegrityError)
        with broken, self.assertRaises(IntegrityError):
            proposed.accept(self.one, by=self.uni_liaison)
        self.assertFalse(Commitment.objects.exists())
        self.assertTrue(self.again(self.one).is_pending)


class Discarding(Reading, TestCase):
    def test_it_takes_no_reason_and_one_may_follow(self):
        proposed.discard(self.one, by=self.uni_liaison)
        proposed.discard(self.one, by=self.uni_liaison, version=2, reason="legal")
        proposed.discard(self.one, by=self.uni_liaison, reason="legal")
        row = self.again(self.one)
        self.assertEqual((row.status, row.reason, row.version), ("discarded", "legal", 3))
        self.assertEqual(self.verbs(self.text), ["read_proposals", "discard_proposal", "discard_proposal"])
        self.assertEqual(self.states()[0], "open")
        with self.refused("Choose one"):
            proposed.discard(self.other, by=self.uni_liaison, reason="boring")

    def test_it_is_taken_back(self):
        proposed.discard(self.one, by=self.uni_liaison, reason="legal")
        row = proposed.undo(self.one, by=self.dis_liaison)
        self.assertEqual((row.status, row.reason, row.decided_by), ("pending", "", None))
        with self.refused("Nothing has been decided"):
            proposed.undo(self.one, by=self.dis_liaison)
        self.assertWhole()


class TakingBack(Reading, TestCase):
    def test_the_draft_is_withdrawn_and_the_proposal_pending(self):
        made = proposed.accept(self.one, by=self.uni_liaison)
        proposed.undo(self.one, by=self.uni_liaison, version=2)
        self.assertEqual(self.status(made), "ended")
        self.assertEqual(self.states()[0], "open")
        self.assertNotEqual(proposed.accept(self.one, by=self.dis_liaison), made)

    def test_the_other_side_does_not_withdraw_it(self):
        proposed.accept(self.one, by=self.uni_liaison)
        with self.forbidden("Only the side that wrote the draft"):
            proposed.undo(self.one, by=self.dis_liaison)

    def test_a_draft_withdrawn_elsewhere_is_no_obstacle(self):
        made = proposed.accept(self.one, by=self.uni_liaison)
        commitments.withdraw(made, by=self.uni_liaison)
        self.assertTrue(proposed.undo(self.one, by=self.dis_liaison).is_pending)

    def test_a_draft_that_was_worked_on_is_not_withdrawn_unseen(self):
        made = proposed.accept(self.one, by=self.uni_liaison)
        commitments.edit(made, by=self.dis_liaison, version=1, title="改过")
        for shown in (None, 1, 3):
            with self.assertRaisesMessage(Stale, "Somebody has worked on the draft since"):
                proposed.undo(self.one, by=self.uni_liaison, version=2, draft=shown)
        self.assertEqual(self.status(made), "draft")
        self.assertTrue(proposed.undo(self.one, by=self.uni_liaison, version=2, draft=2).is_pending)

    def test_what_was_agreed_stays(self):
        made = proposed.accept(self.one, by=self.uni_liaison, no_yardstick_yet=True)
        for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(made, by=liaison, unit=unit, role="lead")
        with self.refused():
            proposed.undo(self.one, by=self.uni_liaison)


class AcceptingAll(Reading, TestCase):
    def test_those_without_doubts_are_taken_and_put_back(self):
        self.finds(*self.passages, "双方共建科技园")
        readings.read(self.text, by=self.uni_liaison)
        last = Proposal.objects.order_by("start").last()
        Proposal.objects.filter(pk=self.one.pk).update(doubts=["general"])
        sentences.dispose(Sentence.objects.order_by("start").last(), by=self.uni_liaison, reason="背景")
        count, together = proposed.accept_all(self.text, by=self.uni_liaison)
        self.assertEqual(count, 1)
        self.assertEqual([self.again(row).status for row in (self.one, self.other, last)][1], "accepted")
        self.assertTrue(self.again(self.one).is_pending and self.again(last).is_pending)
        self.assertEqual(proposed.undo_all(self.text, together, by=self.uni_liaison), (1, 0))
        self.assertEqual(Proposal.objects.pending().count(), 3)
        with self.refused("nothing to take back"):
            proposed.undo_all(self.text, together, by=self.uni_liaison)
        self.assertWhole()

    def test_what_was_worked_on_since_stays(self):
        _count, together = proposed.accept_all(self.text, by=self.uni_liaison)
        draft = self.again(self.one).commitment
        commitments.edit(draft, by=self.dis_liaison, version=draft.version, title="改过")
        self.assertEqual(proposed.undo_all(self.text, together, by=self.uni_liaison), (1, 1))
        self.assertEqual(self.status(draft), "draft")

    def test_what_stands_in_a_list_stays(self):
        _count, together = proposed.accept_all(self.text, by=self.uni_liaison)
        draft = self.again(self.other).commitment
        commitments.edit(self.again(self.one).commitment, by=self.uni_liaison, version=1, due_text="年底")
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft])
        self.assertEqual(draft.version, 1)
        self.assertIsNone(self.offered(self.uni_liaison))
        self.assertEqual(proposed.undo_all(self.text, together, by=self.uni_liaison), (0, 2))

    def test_taking_it_back_is_offered_to_those_who_may(self):
        _count, together = proposed.accept_all(self.text, by=self.uni_liaison)
        self.assertEqual(self.offered(self.uni_liaison), (together, 2, self.uni_liaison.user))
        self.assertIsNone(self.offered(self.dis_liaison))
        with self.forbidden("Only the side that wrote the draft"):
            proposed.undo_all(self.text, together, by=self.dis_liaison)

    def offered(self, by):
        return proposed.last_together(proposals.at_desk(self.text).desk, by)

    def test_with_nothing_to_take_it_says_so(self):
        Proposal.objects.update(doubts=["due"])
        with self.refused("without doubts"):
            proposed.accept_all(self.text, by=self.uni_liaison)
        for key in ("", "x"):
            with self.assertRaises(Refused):
                proposed.undo_all(self.text, key, by=self.uni_liaison)
