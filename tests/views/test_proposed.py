"""The reading desk by whole requests: what is proposed, to whom, what each decision answers, at what cost."""

import re

from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from agreements.actions import commitments, lists, proposed, readings, sentences, texts
from agreements.extraction.extract import DOUBTS, TEXT_DOUBTS
from agreements.models import Commitment, CommitmentSpan, Proposal
from agreements.reports import proposals
from agreements.views.offer_rows import doubt_words
from tests.views.test_marking import FRAGMENT, Page
from tests.world import TODAY


class DeskPage(Page):
    def setUp(self):
        super().setUp()
        readings.read(self.text, by=self.dis_liaison)
        Proposal.objects.update(doubts=[])
        self.rows = list(Proposal.objects.order_by("start"))
        self.row = self.rows[0]

    def seen(self, row):
        found = proposals.at_desk(self.text)
        return next(offer.seen for offer in found.offers if offer.pk == row.pk)

    def do(self, verb, row=None, headers=FRAGMENT, **sent):
        row = row or self.row
        sent.setdefault("seen", self.seen(row))
        return self.client.post(self.url(f"proposal_{verb}", row), sent, headers=headers)

    def again(self, row):
        return Proposal.objects.get(pk=row.pk)

    def corrected(self, **given):
        start, end = given.get("start", self.row.start), given.get("end", self.row.end)
        fields = {"start": start, "end": end, "passage": self.text.text[start:end], "title": "互派机制", "who": "joint"}
        return fields | {"strength": "firm", "category": "other", "cadence": "continuous"} | given


class NamingDoubts(SimpleTestCase):
    def test_every_doubt_of_the_rules_has_a_sentence(self):
        row = Proposal(due_text="年底")
        for code in (*DOUBTS, *TEXT_DOUBTS, "who", "months", "each"):
            self.assertNotIn("not certain here", doubt_words(code, row))


class SeeingTheDesk(DeskPage, TestCase):
    def test_what_is_proposed_stands_beside_the_text_doubtful_ones_first(self):
        last = self.rows[-1]
        Proposal.objects.filter(pk=last.pk).update(doubts=["quantities", "strange"])
        page = self.client.get(self.page)
        for words in (
            f"{len(self.rows)} to decide on",
            "1 with doubts",
            "leaves the amount open",
            "not certain here: strange",
        ):
            self.assertRegex(page.content.decode(), words)
        order = [int(pk) for pk in re.findall(r'id="offer-(\d+)"', page.content.decode())]
        self.assertEqual(order, [last.pk, *(row.pk for row in self.rows[:-1])])
        self.assertRegex(page.content.decode(), rf'class="p offered" data-at="\d+" data-o="{self.row.pk}"')
        self.assertContains(page, "· rules")
        self.assertContains(page, "0%")

    def test_readers_see_nothing_of_it(self):
        for who in (self.uni_officer, self.dis_leader, self.dis_auditor):
            self.sign_in(who)
            page = self.client.get(self.page)
            self.assertNotContains(page, "offer")
            self.assertEqual(self.client.get(f"{self.page}?proposal={self.row.pk}").status_code, 404)

    def test_a_proposal_is_corrected_in_the_form_of_its_sentence(self):
        answer = self.client.get(f"{self.page}?proposal={self.row.pk}", headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, f'action="{self.url("proposal_accept", self.row)}"')
        form = answer.context["form"]
        self.assertEqual((form["title"].value(), form["start"].value()), (self.row.title, self.row.start))
        self.assertContains(self.client.get(f"{self.page}?proposal={self.row.pk}"), 'id="mark-form"')
        for asked in ("0", "x", ""):
            self.assertEqual(self.client.get(f"{self.page}?proposal={asked}").status_code, 404)

    def test_nothing_is_sent_where_nothing_has_changed(self):
        state = re.search(r'data-state="(\w+)"', self.client.get(self.page).content.decode())[1]
        self.assertEqual(self.client.get(f"{self.page}?state={state}").status_code, 204)
        proposed.discard(self.row, by=self.dis_liaison)
        self.assertContains(self.client.get(f"{self.page}?state={state}"), "dis_liaison discarded it")

    def test_the_words_are_only_words(self):
        Proposal.objects.filter(pk=self.row.pk).update(title="<b>x</b>", due_text="<i>", doubts=["due", "<u>"])
        for raw in ("<b>x", "<i>", "<u>"):
            self.assertNotContains(self.client.get(self.page), raw)


class Deciding(DeskPage, TestCase):
    def test_accepting_makes_the_draft_and_brings_all_that_it_alters(self):
        answer = self.do("accept")
        made = Commitment.objects.get()
        self.assertContains(answer, f"Commitment made: {made.title}")
        for part in ('id="coverage" hx-swap-oob', f'id="s-{self.first.pk}"', f'id="marks-{self.clause.pk}" hx-swap'):
            self.assertContains(answer, part)
        self.assertContains(answer, 'id="desk-head" hx-swap-oob')
        self.assertContains(answer, f'id="offer-{self.row.pk}"')
        self.assertContains(answer, "uni_liaison accepted it")
        self.assertContains(answer, f'data-decided="{self.row.pk}"')

    def test_what_the_form_corrects_is_taken(self):
        start = self.row.start + 2
        answer = self.do("accept", **self.corrected(start=start, target="三项"))
        self.assertEqual(answer.status_code, 200)
        made, span = Commitment.objects.get(), CommitmentSpan.objects.get()
        self.assertEqual((made.title, made.cadence, made.target), ("互派机制", "continuous", "三项"))
        self.assertEqual((span.start, span.end), (start, self.row.end))

    def test_a_form_that_is_refused_keeps_what_was_typed(self):
        answer = self.do("accept", **self.corrected(title="", target="三项"))
        self.assertContains(answer, "三项", status_code=422)
        answer = self.do("accept", headers=None, **self.corrected(who=""))
        self.assertContains(answer, "<html", status_code=422)
        self.assertTrue(self.again(self.row).is_pending)

    def test_whom_a_person_must_choose_is_asked_for(self):
        Proposal.objects.filter(pk=self.row.pk).update(obligation="", obliged_party=None, doubts=["who"])
        answer = self.do("accept")
        self.assertContains(answer, "Say who is obliged.", status_code=422)
        self.assertContains(answer, 'id="mark-form"', status_code=422)

    def test_discarding_asks_nothing_and_offers_reasons_afterwards(self):
        answer = self.do("discard", seen="1.")
        self.assertContains(answer, "Discarded. You may say why.")
        self.assertContains(answer, 'value="2.speech"')
        self.assertContains(self.do("discard", seen="2.speech"), "uni_liaison discarded it: Speech")
        self.assertEqual(self.again(self.row).reason, "speech")
        self.assertContains(self.do("discard", seen="3.boring"), "Choose one", status_code=422)
        self.assertContains(self.do("undo", seen="3."), "pending again")
        self.assertTrue(self.again(self.row).is_pending)

    def test_without_a_script_the_page_comes_anew_at_the_proposal(self):
        for verb, seen in (("accept", self.seen(self.row)), ("undo", "2."), ("discard", "3.")):
            answer = self.do(verb, headers=None, seen=seen)
            self.assertEqual(answer["Location"], f"{self.page}#offer-{self.row.pk}")
        self.assertContains(self.client.get(self.page), "Discarded. You may say why.")

    def test_the_second_of_two_is_told_and_sees_what_the_first_did(self):
        seen = self.seen(self.row)
        proposed.discard(self.row, by=self.dis_liaison)
        answer = self.do("accept", seen=seen)
        self.assertContains(answer, "dis_liaison has already discarded this", status_code=409)
        self.assertContains(answer, "dis_liaison discarded it", status_code=409)
        self.assertContains(self.do("accept", seen=seen, headers=None), "<html", status_code=409)
        self.assertFalse(Commitment.objects.exists())

    def test_a_sentence_decided_on_meanwhile_keeps_what_was_typed(self):
        seen = self.seen(self.row)
        sentences.dispose(self.first, by=self.dis_liaison, reason="背景")
        answer = self.do("accept", seen=seen, **self.corrected(title="我写的"))
        self.assertContains(answer, "我写的", status_code=409)
        self.assertContains(answer, "found to oblige nobody", status_code=409)
        self.assertEqual(self.do("accept", **self.corrected()).status_code, 200)

    def test_the_other_side_does_not_take_back_what_was_accepted(self):
        self.do("accept")
        self.sign_in(self.dis_liaison)
        self.assertNotContains(self.client.get(self.page), self.url("proposal_undo", self.row))
        self.assertEqual(self.do("undo").status_code, 403)

    def test_what_somebody_wrote_into_the_draft_is_not_taken_back_unseen(self):
        self.do("accept")
        made = Commitment.objects.get()
        commitments.edit(made, by=self.dis_liaison, version=1, title="改过")
        answer = self.do("undo", seen="2.1")
        self.assertContains(answer, "Somebody has worked on the draft since", status_code=409)
        self.assertContains(answer, 'name="seen" value="2.2" data-do="undo"', status_code=409)
        self.assertContains(self.do("undo", seen="2.2"), "pending again")

    def test_what_stands_in_a_list_is_not_taken_back(self):
        self.client.post(self.url("proposals_accept", self.text))
        self.assertContains(self.client.get(self.page), "Take them back")
        self.sign_in(self.dis_liaison)
        self.assertNotContains(self.client.get(self.page), "Take them back")
        Commitment.objects.update(no_yardstick_yet=True)
        lists.open_list(self.agreement, by=self.uni_liaison)
        self.sign_in(self.uni_liaison)
        page = self.client.get(self.page)
        self.assertNotContains(page, "Take them back")
        self.assertNotContains(page, self.url("proposal_undo", self.row))

    def test_all_without_doubts_are_accepted_and_put_back(self):
        Proposal.objects.filter(pk=self.row.pk).update(doubts=["general"])
        n = len(self.rows) - 1
        self.assertContains(self.client.get(self.page), f"Accept the {n} without doubts")
        page = self.client.post(self.url("proposals_accept", self.text), follow=True)
        self.assertContains(page, f"uni_liaison accepted {n} at once.")
        key = re.search(r'name="together" value="(\w+)"', page.content.decode())[1]
        page = self.client.post(self.url("proposals_undo", self.text), {"together": key}, follow=True)
        self.assertContains(page, f"{len(self.rows)} to decide on")
        self.assertFalse(Commitment.objects.filter(status="draft").exists())
        for name in ("proposals_accept", "proposals_accept", "proposals_undo"):
            page = self.client.post(self.url(name, self.text), {"together": "x"}, follow=True)
        self.assertContains(page, "nothing to take back")

    def test_reading_again_says_what_was_kept(self):
        self.do("discard", seen="1.")
        page = self.client.post(self.url("text_propose", self.text), follow=True)
        self.assertContains(page, f"{len(self.rows) - 1} proposals to decide on. 1 was decided before.")


class CountingQueries(DeskPage, TestCase):
    def counted(self, ask):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(ask().status_code, 200)
        return len(queries)

    def longer(self, number):
        text = "".join(f"第{n}条 双方共建第{n}座科技园。学校每年培训{n}名教师。\n" for n in range(1, number + 1))
        version = texts.read(self.agreement, text, by=self.uni_liaison, source="amended", received_on=TODAY)
        readings.read(version, by=self.uni_liaison)
        rows = list(version.proposals.order_by("start"))
        self.assertGreaterEqual(len(rows), number)
        for row in [row for row in rows if row.is_pending][:2]:
            proposed.accept(row, by=self.uni_liaison)
        return version, rows

    def test_page_and_decision_cost_as_many_whatever_the_number(self):
        found = []
        for number in (5, 150):
            version, rows = self.longer(number)
            page, drop = self.url("text_detail", version), self.url("proposal_discard", rows[-1])
            self.client.get(page)
            found.append(
                (
                    self.counted(lambda page=page: self.client.get(page)),
                    self.counted(lambda to=drop: self.client.post(to, {"seen": "1."}, headers=FRAGMENT)),
                )
            )
        self.assertEqual(found[0], found[1])
