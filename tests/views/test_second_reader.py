"""The model on the reading desk: its button where it is allowed, and what the page says of its answer."""

import time

from django.test import TestCase

from agreements.models import Agreement, Proposal
from tests.actions.test_second_reader import EXCHANGE, NAME, SENT, configured
from tests.models_server import breaks, said, sends
from tests.views.test_marking import Page

BUTTON = f"Have {NAME} read it"


class TheModelOnTheDesk(Page, TestCase):
    def setUp(self):
        super().setUp()
        Agreement.objects.update(model_may_read=True)

    def ask(self, reader="model"):
        return self.client.post(self.url("text_propose", self.text), {"reader": reader}, follow=True)

    def test_its_button_is_there_only_where_it_is_allowed(self):
        self.assertNotContains(self.client.get(self.page), BUTTON)
        with configured(sends(said())) as got:
            self.assertContains(self.client.get(self.page), BUTTON)
            self.sign_in(self.uni_officer)
            self.assertNotContains(self.client.get(self.page), BUTTON)
            self.sign_in(self.uni_liaison)
            Agreement.objects.update(model_may_read=False)
            self.assertNotContains(self.client.get(self.page), BUTTON)
            self.assertEqual(got, [])

    def test_what_it_proposes_stands_under_its_name(self):
        rows = ({"text": EXCHANGE}, {"text": SENT}, {"text": "月球基地"}, {"text": "火星基地"}, {"text": "水星基地"})
        with configured(sends(said(*rows))):
            page = self.ask()
        self.assertContains(page, "2 proposals to decide on.")
        self.assertContains(page, "3 passages were not in the text word for word and were dropped.")
        self.assertContains(page, f"· {NAME}", count=2)

    def test_a_model_that_gives_nothing_is_told_and_the_rules_read(self):
        cases = (
            (lambda handler, asked: time.sleep(0.6), "The model did not answer in time; the rules have read the text."),
            (breaks, "The connection to the model failed or broke off;"),
            (sends(b"", 401), "The model refused to answer;"),
            (sends(b"<html>"), "answer could not be understood;"),
        )
        for answer, words in cases:
            with self.subTest(words), configured(answer, seconds=0.3):
                self.assertContains(self.ask(), words)
        self.assertEqual(set(Proposal.objects.values_list("reader", flat=True)), {"rules"})

    def test_where_it_is_not_allowed_nothing_is_sent(self):
        self.assertContains(self.ask(), "No model may read the texts of this agreement.")
        with configured(sends(said())) as got:
            Agreement.objects.update(model_may_read=False)
            self.assertContains(self.ask(), "No model may read the texts of this agreement.")
            Agreement.objects.update(model_may_read=True)
            self.sign_in(self.uni_officer)
            self.assertEqual(self.ask().status_code, 403)
            self.sign_in(self.uni_liaison)
            self.ask(reader="")
            self.assertEqual(got, [])
        self.assertEqual(set(Proposal.objects.values_list("reader", flat=True)), {"rules"})
