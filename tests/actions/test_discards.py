"""Discarding a text brought by mistake: all of it goes but its trail, and only while nobody has worked on it."""

from django.test import TestCase, TransactionTestCase

from agreements import trail
from agreements.actions import discards, files, proposed, sentences, texts
from agreements.models import Clause, Proposal, Sentence, StoredFile, TextVersion, TrailEntry
from tests import scans
from tests.actions.test_files import on_disk
from tests.offers import make_proposal
from tests.sides import Rules
from tests.world import TODAY, World, at

WRONG = "一、党建\n（一）双方结对。\n二、其他\n双方守约。\n"


def brought(cast, by=None, scans=(), words=WRONG):
    said = {"source": "amended", "received_on": TODAY, "scans": scans}
    with at(TODAY):
        return texts.read(cast.agreement, words, by=by or cast.uni_liaison, **said)


class Discarding(Rules, TestCase):
    def setUp(self):
        super().setUp()
        self.wrong = brought(self, scans=[scans.sent(scans.pdf())])

    def test_all_of_it_goes_but_its_trail(self):
        make_proposal(self.wrong, self.uni_liaison)
        key = self.wrong.pk
        discards.discard(self.wrong, by=self.uni_liaison)
        self.assertEqual(list(TextVersion.objects.all()), [self.text])
        self.assertFalse(Clause.objects.filter(text_version=key).exists())
        self.assertFalse(Proposal.objects.exists() or StoredFile.objects.exists())
        lines = TrailEntry.objects.filter(object_type="textversion", object_id=key).order_by("sequence")
        self.assertEqual(list(lines.values_list("verb", flat=True)), ["read_text", "add_scan", "discard_text"])
        self.assertEqual(self.agreement.texts.order_by("-pk").first(), self.text)
        self.assertWhole()

    def test_the_side_that_brought_it_discards_it_or_an_administrator(self):
        for who in (self.dis_liaison, self.uni_officer, self.uni_leader, self.stranger):
            with self.subTest(who), self.forbidden():
                discards.discard(self.wrong, by=who)
        discards.discard(self.wrong, by=self.admin)
        theirs = brought(self, by=self.dis_liaison)
        discards.discard(theirs, by=self.dis_liaison)

    def test_it_stays_once_the_other_side_added_a_scan_or_corrected_it(self):
        trail.record("split_clause", self.wrong, by=self.uni_liaison, changes={}, number="1", now="2")
        foreseen = discards.foreseen(TextVersion.objects.all(), self.uni_liaison)
        self.assertEqual(discards.obstacle(foreseen.get(pk=self.wrong.pk)), "")
        trail.record("split_clause", self.wrong, by=self.dis_liaison, changes={}, number="2", now="3")
        other = brought(self, by=self.dis_liaison, words=WRONG + "三、再议\n双方再议。\n")
        files.keep(scans.sent(scans.pdf(pages=2)), by=self.uni_liaison, text_version=other)
        for text, bringer in ((self.wrong, self.uni_liaison), (other, self.dis_liaison)):
            for who in (bringer, self.admin):
                with self.subTest(text), self.refused("Somebody else has worked on this text"):
                    discards.discard(text, by=who)
        self.assertTrue(StoredFile.objects.filter(text_version=other).exists())

    def test_a_text_discarded_meanwhile_says_so(self):
        discards.discard(self.wrong, by=self.uni_liaison)
        with self.refused("discarded meanwhile"):
            discards.discard(TextVersion(pk=self.wrong.pk), by=self.uni_liaison)

    def test_it_stays_once_somebody_has_worked_on_it(self):
        row = Sentence.objects.filter(clause__text_version=self.wrong).first()
        sentences.dispose(row, by=self.dis_liaison, reason="background")
        with self.refused("decided on sentences"):
            discards.discard(self.wrong, by=self.uni_liaison)
        sentences.reopen(row, by=self.dis_liaison)
        offer = make_proposal(self.wrong, self.uni_liaison)
        proposed.discard(offer, by=self.uni_liaison)
        with self.refused("decided on sentences"):
            discards.discard(self.wrong, by=self.uni_liaison)
        Proposal.objects.all().delete()
        draft = self.make_commitment(spans=[(self.wrong, row.start, row.end)])
        with self.refused("Commitments come from this text."):
            discards.discard(self.wrong, by=self.uni_liaison)
        draft.spans.all().delete()
        draft.clause = row.clause
        draft.save()
        with self.refused("Commitments come from this text."):
            discards.discard(self.wrong, by=self.uni_liaison)


class TheFilesOfADiscardedText(World, TransactionTestCase):
    def setUp(self):
        self.setUpTestData()

    def test_they_leave_the_disk(self):
        wrong = brought(self, scans=[scans.sent(scans.pdf())])
        self.assertEqual(len(on_disk()), 1)
        discards.discard(wrong, by=self.uni_liaison)
        self.assertEqual(on_disk(), set())
        self.assertEqual(files.StoredFile.objects.count(), 0)
