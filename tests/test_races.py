"""Two processes at once, each with its own connection: one wins, the other is told, nothing is done twice."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from agreements import trail
from agreements.actions import commitments, extensions, sentences, texts
from agreements.models import (
    Commitment,
    CommitmentSpan,
    Decision,
    Recurrence,
    Sentence,
    TextVersion,
    TrailEntry,
    UnitRole,
)
from agreements.reports import marking

from .world import World

ROUNDS = 20


class Racing(World, TransactionTestCase):
    """The two processes begin once: that takes longer than a race."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        environment = os.environ | {
            "RACE_DATABASE": str(connection.settings_dict["NAME"]),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        cls.racers = []
        cls.addClassCleanup(cls.stop)
        for _two in range(2):
            cls.racers.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.racer"],
                    cwd=settings.BASE_DIR,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        assert [racer.stdout.readline().strip() for racer in cls.racers] == ["ready", "ready"]

    @classmethod
    def stop(cls):
        for racer in cls.racers:
            racer.stdin.close()
            racer.wait(timeout=20)
            racer.stdout.close()

    def setUp(self):
        self.setUpTestData()
        self.enterContext(translation.override("en"))

    def race(self, *orders):
        """What came of the two orders, carried out at the same moment."""
        at = time.time() + 0.02
        for racer, order in zip(self.racers, orders, strict=True):
            racer.stdin.write(json.dumps(order | {"at": at}) + "\n")
            racer.stdin.flush()
        return [json.loads(racer.stdout.readline()) for racer in self.racers]

    def test_the_same_decision_is_confirmed_once_and_the_other_is_told(self):
        post = self.dis_liaison.membership.pk
        for _round in range(50):
            decision = self.make_submitted()
            order = {"do": "confirm", "post": post, "pk": decision.pk}
            self.assertEqual(sorted(self.race(order, order)), ["done", "refused: decided"])
            self.assertEqual(decision.confirmations.count(), 1)
            verbs = TrailEntry.objects.about(decision.commitment).values_list("verb", flat=True)
            self.assertEqual((list(verbs).count("confirm"), list(verbs).count("close")), (1, 1))
        self.assertEqual(Decision.objects.filter(outcome="carried").count(), 50)
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def test_two_who_make_the_same_occurrences_make_each_once(self):
        post = self.uni_liaison.membership.pk
        rule = {"every": "quarter", "anchor": "calendar", "starts_on": date(2026, 1, 1), "until_on": date(2027, 12, 31)}
        for _round in range(ROUNDS // 2):
            row = self.make_assigned(cadence="recurring", due_on=None)
            Recurrence.objects.create(commitment=row, **rule)
            order = {"do": "occur", "post": post, "pk": row.pk}
            self.assertEqual(self.race(order, order), ["done", "done"])
            verbs = list(TrailEntry.objects.about(row).values_list("verb", flat=True))
            self.assertEqual((row.occurrences.count(), verbs.count("make_occurrences")), (8, 1))
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def test_of_two_who_decide_the_same_extension_one_wins_and_the_other_is_told(self):
        later = {"by": self.uni_officer, "new_due_on": date(2027, 6, 30), "reason": "推迟。"}
        outcomes = Counter()
        for place in range(ROUNDS):
            row = self.make_assigned(obliged_party=self.uni_party)
            asked = extensions.ask(row, **later)
            here = {"do": "extend", "post": self.uni_liaison.membership.pk, "pk": asked.pk}
            there = {
                "do": "extend" if place % 2 else "keep date",
                "post": self.uni_leader.membership.pk,
                "pk": asked.pk,
            }
            outcomes.update(self.race(here, there))
            asked.refresh_from_db()
            moved = asked.outcome == "accepted"
            self.assertEqual(self.fresh(row).due_on, later["new_due_on"] if moved else date(2026, 12, 31))
            verbs = list(TrailEntry.objects.about(row).values_list("verb", flat=True))
            self.assertEqual(verbs.count("extend") + verbs.count("refuse_extension"), 1)
        self.assertEqual(outcomes, {"done": ROUNDS, "refused: decided": ROUNDS})
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def test_two_liaisons_name_the_last_leads_at_the_same_time(self):
        for _round in range(ROUNDS):
            draft = self.make_commitment()
            orders = [
                {"do": "name", "post": liaison.membership.pk, "pk": draft.pk, "unit": unit.pk}
                for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead))
            ]
            self.assertEqual(self.race(*orders), ["done", "done"])
            verbs = list(TrailEntry.objects.about(draft).values_list("verb", flat=True))
            self.assertEqual((self.fresh(draft).status, verbs.count("assign")), ("assigned", 1))
        codes = list(Commitment.objects.order_by("code").values_list("code", flat=True))
        self.assertEqual(codes, [f"XY2022-1-{number:02d}" for number in range(1, ROUNDS + 1)])

    def test_of_two_who_decide_on_a_sentence_at_once_the_second_is_told(self):
        row = Sentence.objects.order_by("start").first()
        outcomes = Counter()
        for place in range(ROUNDS):
            line = marking.reading(self.text).line_by_pk[row.pk]
            order = {"pk": row.pk, "version": marking.token_of([line])}
            here = order | {"do": "mark", "post": self.uni_liaison.membership.pk}
            there = order | {"do": "mark" if place % 2 else "dispose", "post": self.dis_liaison.membership.pk}
            outcomes.update(self.race(here, there))
            for made in Commitment.objects.filter(status="draft"):
                commitments.withdraw(made, by=self.author_of(made))
            if Sentence.objects.get(pk=row.pk).disposition == "no_obligation":
                sentences.reopen(row, by=self.uni_liaison)
        self.assertEqual(outcomes, {"done": ROUNDS, "stale": ROUNDS})
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def test_a_text_is_discarded_or_worked_on_and_never_both(self):
        outcomes = Counter()
        for place in range(ROUNDS):
            said = {"source": "amended", "received_on": date(2026, 1, 5)}
            words = f"一、党建\n（一）双方第{place}次结对。\n（二）双方守约。\n"
            version = texts.read(self.agreement, words, by=self.uni_liaison, **said)
            row = Sentence.objects.filter(clause__text_version=version).order_by("start").first()
            here = {"do": "discard", "post": self.uni_liaison.membership.pk, "pk": version.pk}
            there = {"do": ("mark", "dispose")[place % 2], "post": self.dis_liaison.membership.pk, "pk": row.pk}
            ends = [outcome.partition(":")[0] for outcome in self.race(here, there)]
            outcomes.update(ends)
            worked = CommitmentSpan.objects.filter(text_version=version).exists()
            worked = worked or Sentence.objects.filter(pk=row.pk, disposition="no_obligation").exists()
            self.assertEqual(ends.count("done"), 1)
            self.assertEqual(worked, TextVersion.objects.filter(pk=version.pk).exists())
        # Who comes too late is told, or finds nothing at this address any more.
        self.assertEqual(set(outcomes) - {"done", "refused", "DoesNotExist"}, set())
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def author_of(self, draft):
        return next(who for who in (self.uni_liaison, self.dis_liaison) if who.user.pk == draft.created_by_id)

    def test_two_items_assigned_at_once_get_two_codes(self):
        for _round in range(ROUNDS):
            orders = []
            for _item in range(2):
                draft = self.make_commitment()
                commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
                orders.append(
                    {
                        "do": "name",
                        "post": self.dis_liaison.membership.pk,
                        "pk": draft.pk,
                        "unit": self.dis_lead.pk,
                    }
                )
            self.assertEqual(self.race(*orders), ["done", "done"])
        codes = list(Commitment.objects.order_by("code").values_list("code", flat=True))
        self.assertEqual(codes, [f"XY2022-1-{number:02d}" for number in range(1, 2 * ROUNDS + 1)])

    def test_of_two_reports_on_the_same_page_one_is_stale(self):
        row = self.make_assigned()
        outcomes = Counter()
        for _round in range(ROUNDS):
            version = self.fresh(row).version
            order = {"do": "report", "post": self.uni_officer.membership.pk, "pk": row.pk, "version": version}
            outcomes.update(self.race(order, order))
        self.assertEqual(outcomes, {"done": ROUNDS, "stale": ROUNDS})
        self.assertEqual(row.reports.count(), ROUNDS)
