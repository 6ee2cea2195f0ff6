"""A model reads a text only where settings and agreement allow it, outside of any transaction, and beside the rules."""

import time
from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings

from agreements import checks, trail
from agreements.actions import readers, readings, second_reader
from agreements.models import Agreement, Proposal, TrailEntry
from tests.actions.test_proposed import found
from tests.models_server import breaks, model, said, sends
from tests.sides import Rules

EXCHANGE, SENT = "双方建立互派机制", "学校每年选派教师到区里锻炼，一般不少于半年"
NAME = "house-model"


@contextmanager
def configured(answer, seconds=5.0):
    """A model that answers so stands in the settings; gives what it is asked."""
    with model(answer) as (url, got):
        told = {"READING_MODEL_URL": url, "READING_MODEL_NAME": NAME, "READING_MODEL_SECONDS": seconds}
        with override_settings(**told, READING_MODEL_KEY="k-1"):
            yield got


class Allowed(Rules):
    """The agreement allows a model; the rules find the first passage."""

    allowed = True

    def setUp(self):
        super().setUp()
        Agreement.objects.update(model_may_read=self.allowed)
        told = found(self.text.text, EXCHANGE)
        self.enterContext(mock.patch.dict(readers.READERS, {"rules": lambda _text, _day: told}))

    def read(self, by=None):
        return second_reader.read(self.text, by=by or self.uni_liaison)

    def readers(self):
        rows = Proposal.objects.order_by("start")
        return {self.text.text[row.start : row.end]: row.reader for row in rows}


class WhereItIsAllowed(Allowed, TestCase):
    def test_what_it_finds_waits_under_its_name(self):
        with configured(sends(said({"text": EXCHANGE}, {"text": SENT}, {"text": "双方共建月球基地"}))) as got:
            outcome = self.read()
        self.assertEqual((len(got), outcome.pending, outcome.dropped, outcome.silent), (1, 2, 1, ""))
        self.assertEqual(self.readers(), {EXCHANGE: NAME, SENT: NAME})
        self.assertEqual(self.verbs(self.text), ["ask_model", "read_by_model"])
        self.assertEqual(
            [trail.sentence(entry) for entry in TrailEntry.objects.about(self.text)],
            [
                f"asked the model {NAME} to read the text",
                f"had the text read by {NAME}: 2 proposals to decide on, 1 passages dropped",
            ],
        )

    def test_what_the_rules_proposed_stays_theirs(self):
        readings.read(self.text, by=self.uni_liaison)
        before = Proposal.objects.values().get()
        # The same passage, and one that lies mostly in it, are not proposed twice.
        for words in (EXCHANGE, "双方建立互派机"):
            with configured(sends(said({"text": words}, {"text": SENT}))):
                self.assertEqual(self.read().beside, int(words != EXCHANGE))
            self.assertEqual(self.readers(), {EXCHANGE: "rules", SENT: NAME})
        self.assertEqual(Proposal.objects.filter(pk=before["id"]).values().get(), before)

    def test_reading_again_touches_only_the_own_pending_ones(self):
        readings.read(self.text, by=self.uni_liaison)
        with configured(sends(said({"text": SENT}))):
            self.read()
        readings.read(self.text, by=self.dis_liaison)
        self.assertEqual(self.readers(), {EXCHANGE: "rules", SENT: NAME})
        with configured(sends(said())):
            self.read()
        self.assertEqual(self.readers(), {EXCHANGE: "rules"})

    def test_no_transaction_is_open_while_it_is_asked(self):
        depth, seen = len(connection.savepoint_ids), []

        def asked(_endpoint, text, _day):
            seen.append(len(connection.savepoint_ids))
            return found(text, EXCHANGE), 0

        with configured(sends(said())), mock.patch.object(second_reader, "found_by", asked):
            self.read()
        self.assertEqual(seen, [depth])

    def test_without_a_usable_answer_the_rules_read(self):
        cases = {
            "stalled": lambda handler, asked: time.sleep(0.6),
            "broken": breaks,
            "refused": sends(b"", 500),
            "nonsense": sends({"choices": []}),
        }
        for why, answer in cases.items():
            with self.subTest(why), configured(answer, seconds=0.3 if why == "stalled" else 5):
                outcome = self.read()
                self.assertEqual((outcome.silent, outcome.pending), (why, 1))
        self.assertEqual(self.readers(), {EXCHANGE: "rules"})
        self.assertEqual(self.verbs(self.text), ["ask_model", "read_proposals"] * 4)

    def test_whoever_may_not_mark_the_text_may_not_have_it_sent(self):
        with configured(sends(said())) as got:
            for who in (self.uni_officer, self.uni_head, self.uni_leader, self.dis_auditor):
                with self.forbidden():
                    self.read(by=who)
            self.assertEqual(got, [])

    def test_a_text_too_long_to_be_read_is_not_sent(self):
        with configured(sends(said())) as got, mock.patch.object(readings, "LONGEST", 10):
            with self.refused("more than 10 characters"):
                self.read()
            self.assertEqual(got, [])

    def test_only_so_many_are_asked_at_once_and_a_turn_is_given_back(self):
        with configured(sends(said())) as got:
            taken = [second_reader._turns.acquire(blocking=False) for _ in range(second_reader.AT_ONCE)]
            self.assertTrue(all(taken))
            try:
                with self.refused("reading other texts"):
                    self.read()
            finally:
                for _ in taken:
                    second_reader._turns.release()
            self.assertEqual(got, [])
            self.read()
            self.assertEqual(len(got), 1)


class WhereItIsNot(Allowed, TestCase):
    allowed = False

    def test_an_agreement_that_does_not_allow_it_is_not_sent(self):
        with configured(sends(said())) as got:
            with self.refused("No model may read"):
                self.read()
            self.assertEqual((got, second_reader.name_for(self.text.agreement)), ([], ""))

    def test_nor_is_anything_without_the_settings_or_while_they_are_wrong(self):
        Agreement.objects.update(model_may_read=True)
        for given in ({"READING_MODEL_URL": ""}, {"READING_MODEL_NAME": ""}, {"READING_MODEL_SECONDS": 0.0}):
            with self.subTest(given), configured(sends(said())) as got, override_settings(**given):
                with self.refused("No model may read"):
                    self.read()
                self.assertEqual(got, [])

    def test_a_page_from_before_it_was_forbidden_sends_nothing(self):
        self.text.agreement.model_may_read = True
        with configured(sends(said())) as got:
            with self.refused("No model may read"):
                self.read()
            self.assertEqual(got, [])


class TheSettings(SimpleTestCase):
    GOOD = {"READING_MODEL_URL": "http://127.0.0.1:8001/v1", "READING_MODEL_NAME": "m", "READING_MODEL_SECONDS": 20.0}

    def problems(self, **given):
        with override_settings(**self.GOOD | given):
            found = checks.model_settings_make_sense(None)
            self.assertEqual(readers.endpoint() is None, bool(found))
            return [problem.id for problem in found]

    def test_it_is_off_by_default(self):
        with override_settings(READING_MODEL_URL=""):
            self.assertEqual((checks.model_settings_make_sense(None), readers.endpoint()), ([], None))

    def test_what_makes_sense_is_taken(self):
        for url in ("http://127.0.0.1:8001/v1", "https://models.example.org/v1/"):
            self.assertEqual(self.problems(READING_MODEL_URL=url), [])

    def test_what_does_not_is_named(self):
        for url in (
            "ftp://x/v1",
            "models.example.org/v1",
            "file:///etc/passwd",
            "http://",
            "http://h:x/v1",
            "https://[",
        ):
            with self.subTest(url):
                self.assertEqual(self.problems(READING_MODEL_URL=url), ["agreements.E003"])
        for given in ("", "  ", "rules", "m" * 61):
            with self.subTest(given):
                self.assertEqual(self.problems(READING_MODEL_NAME=given), ["agreements.E003"])
        for given in (0.0, -1.0, 121.0, float("nan")):
            with self.subTest(given):
                self.assertEqual(self.problems(READING_MODEL_SECONDS=given), ["agreements.E003"])
