"""The commitment's page, its draft, its units and the steps a unit takes."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, decisions, progress
from agreements.models import Commitment, CommitmentSpan, ProgressReport, TrailEntry, UnitRole
from agreements.reports.history import last_seen
from tests.world import TODAY, World, at

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"agreements:{name}", args=args)


class ShowingACommitment(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def page(self, actor, **more):
        self.sign_in(actor)
        return self.client.get(url("commitment_detail", self.item.pk), **more)

    def test_everybody_of_both_sides_reads_the_whole_page(self):
        for actor in (
            self.uni_officer,
            self.uni_leader,
            self.uni_auditor,
            self.dis_liaison,
            self.uni_other,
            self.admin,
        ):
            with self.subTest(actor=str(actor.user)):
                answer = self.page(actor)
                self.assertContains(answer, self.item.title)
                self.assertTemplateUsed(answer, "agreements/commitments/detail.html")

    def test_a_stranger_does_not_learn_that_it_exists(self):
        for name in ("commitment_detail", "commitment_next", "commitment_edit"):
            self.sign_in(self.stranger)
            self.assertEqual(self.client.get(url(name, self.item.pk)).status_code, 404, name)

    def test_the_passage_stands_marked_in_its_context(self):
        start = self.text.text.index("学校每年")
        end = self.text.text.index("。", start) + 1
        CommitmentSpan.objects.create(commitment=self.item, text_version=self.text, start=start, end=end)
        page = self.page(self.uni_officer).content.decode()
        self.assertIn("<mark>学校每年选派教师到区里锻炼，一般不少于半年。</mark>", page)
        self.assertIn("双方建立互派机制。", page)
        self.assertNotIn("双方共建科技园", page)

    def test_telephone_and_room_of_both_sides_stand_there(self):
        page = self.page(self.uni_officer)
        for unit in (self.uni_lead, self.dis_lead):
            self.assertContains(page, unit.telephone)
            self.assertContains(page, unit.room)

    def test_htmx_gets_the_history_alone(self):
        answer = self.page(self.uni_officer, **HTMX)
        self.assertTemplateUsed(answer, "agreements/commitments/_history.html")
        self.assertTemplateNotUsed(answer, "base.html")
        self.assertIn("HX-Request", answer.headers["Vary"])

    def test_a_report_and_its_line_of_the_trail_are_one_entry(self):
        self.sign_in(self.uni_officer)
        answer = self.client.get(url("commitment_detail", self.item.pk))
        told = [event.verb for event in answer.context["history"].events]
        self.assertEqual(told.count("report"), 1)
        self.assertNotIn("start", told)

    def test_the_history_can_be_narrowed_and_lengthened(self):
        for number in range(25):
            with at(TODAY, hour=11):
                progress.report(self.item, by=self.uni_officer, text=f"第 {number} 次", percent=50)
        self.sign_in(self.uni_officer)
        page = url("commitment_detail", self.item.pk)
        shown = self.client.get(page, {"history": "reports"}, **HTMX).context["history"]
        self.assertEqual((len(shown.events), shown.more), (20, 40))
        self.assertEqual(self.client.get(page, {"history": "reports", "shown": "40"}).context["history"].more, 0)
        changes = self.client.get(page, {"history": "changes"}).context["history"].events
        self.assertNotIn("report", [event.verb for event in changes])

    def test_the_number_of_queries_does_not_grow_with_the_reports(self):
        counts = []
        for total in (5, 50):
            while ProgressReport.objects.count() < total:
                progress.report(self.item, by=self.uni_officer, text="又一次", percent=41)
            self.sign_in(self.uni_officer)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.client.get(url("commitment_detail", self.item.pk))
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_the_next_step_comes_alone_for_htmx_and_in_the_page_without(self):
        self.sign_in(self.uni_officer)
        where = url("commitment_next", self.item.pk)
        fragment = self.client.get(where, {"from": "desk"}, **HTMX)
        self.assertContains(fragment, f'id="next-{self.item.pk}"')
        self.assertContains(fragment, 'name="from" value="desk"')
        self.assertTemplateNotUsed(fragment, "base.html")
        self.assertTemplateUsed(self.client.get(where), "base.html")

    def test_whoever_may_do_nothing_reads_why(self):
        answer = self.page(self.uni_leader)
        self.assertEqual(answer.context["step"].kind, "none")
        self.assertContains(answer, "2026-12-28")


class WhatMayBeDoneNext(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def kind(self, actor, item, **asked):
        self.sign_in(actor)
        return self.client.get(url("commitment_detail", item.pk), asked).context["step"].kind

    def test_of_a_draft(self):
        draft = self.make_commitment()
        self.assertEqual(self.kind(self.uni_liaison, draft), "lead")
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        self.assertEqual(self.kind(self.uni_liaison, draft), "none")
        self.assertEqual(self.kind(self.uni_liaison, draft, do="edit"), "edit")
        self.assertEqual(self.kind(self.dis_liaison, draft), "lead")
        self.assertEqual(self.kind(self.uni_officer, draft), "none")

    def test_of_one_side_s_draft_the_other_names_a_contact(self):
        self.assertEqual(self.kind(self.dis_liaison, self.make_commitment(obliged_party=self.uni_party)), "contact")

    def test_of_a_draft_that_cannot_be_judged(self):
        draft = self.make_commitment(yardstick="", due_on=None)
        for by, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(draft, by=by, unit=unit, role=UnitRole.LEAD)
        self.assertEqual(self.kind(self.uni_liaison, draft), "edit")

    def test_of_what_was_assigned(self):
        item = self.make_assigned()
        self.assertEqual(self.kind(self.uni_officer, item), "accept")
        self.assertEqual(self.kind(self.uni_officer, item, do="report"), "report")
        self.assertEqual(self.kind(self.uni_leader, item), "none")

    def test_of_what_runs(self):
        item = self.make_running()
        self.assertEqual(self.kind(self.uni_officer, item), "report")
        self.assertEqual(self.kind(self.uni_officer, item, do="close"), "close")

    def test_of_what_is_complete(self):
        item = self.make_running(percent=100, obliged_party=self.uni_party)
        self.assertEqual(self.kind(self.uni_officer, item), "close")

    def test_of_what_waits_for_release(self):
        item = self.make_running()
        decisions.open_close(item, by=self.uni_officer, reason="做完了")
        self.assertEqual(self.kind(self.uni_liaison, item), "release")
        self.assertEqual(self.kind(self.uni_officer, item), "none")
        self.assertEqual(self.kind(self.uni_officer, item, do="report"), "report")
        self.assertEqual(self.kind(self.dis_liaison, item), "report")

    def test_of_what_was_submitted(self):
        item = self.make_submitted().commitment
        self.assertEqual(self.kind(self.dis_liaison, item), "confirm")
        self.assertEqual(self.kind(self.uni_liaison, item), "none")
        self.assertEqual(self.kind(self.dis_officer, item), "none")

    def test_an_objection_is_answered_once(self):
        decision = self.make_submitted()
        decisions.object_(decision, by=self.dis_liaison, reason="缺名单")
        self.assertEqual(self.kind(self.uni_officer, decision.commitment), "answer")
        with at(TODAY, hour=12):
            progress.report(decision.commitment, by=self.uni_officer, text="补了名单", percent=60)
            self.assertEqual(self.kind(self.uni_officer, decision.commitment), "report")


class WritingADraft(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"
        self.typed = {
            "title": "每年选派教师",
            "who": "joint",
            "clause": self.clause.pk,
            "passages": [f"sentence-{self.clause.sentences.order_by('start')[1].pk}"],
            "yardstick": "当年派出 8 人",
            "due_on": "2026-12-31",
            "strength": "firm",
            "category": "other",
            "cadence": "once",
        }

    def create(self, actor, **typed):
        self.sign_in(actor)
        return self.client.post(url("commitment_create", self.agreement.pk), self.typed | typed)

    def test_a_liaison_officer_writes_one_with_its_passage(self):
        answer = self.create(self.uni_liaison)
        made = Commitment.objects.get()
        self.assertRedirects(answer, url("commitment_detail", made.pk))
        span = made.spans.get()
        self.assertEqual(self.text.text[span.start : span.end], "学校每年选派教师到区里锻炼，一般不少于半年。")

    def test_the_form_offers_every_sentence(self):
        self.sign_in(self.dis_liaison)
        page = self.client.get(url("commitment_new", self.agreement.pk), {"clause": self.clause_2.pk})
        self.assertContains(page, "双方共建科技园。")
        self.assertContains(page, "双方建立互派机制。")

    def test_officers_may_not(self):
        self.assertEqual(self.create(self.uni_officer).status_code, 403)
        self.assertEqual(self.client.get(url("commitment_new", self.agreement.pk)).status_code, 403)

    def test_strangers_do_not_see_the_agreement(self):
        self.assertEqual(self.create(self.stranger).status_code, 404)

    def test_what_the_rules_refuse_comes_back_as_typed(self):
        answer = self.create(self.uni_liaison, starts_on="2027-01-31")
        self.assertContains(answer, "每年选派教师", status_code=422)
        self.assertContains(answer, "The due date cannot be before the start.", status_code=422)
        self.assertFalse(Commitment.objects.exists())

    def test_saving_keeps_a_passage_that_is_no_whole_sentence(self):
        draft = self.make_commitment()
        CommitmentSpan.objects.create(commitment=draft, text_version=self.text, start=6, end=9)
        self.sign_in(self.uni_liaison)
        page = self.client.get(url("commitment_edit", draft.pk))
        kept = f"span-{draft.spans.get().pk}"
        self.assertContains(page, f'value="{kept}" checked')
        self.client.post(
            url("commitment_save", draft.pk), self.typed | {"passages": [kept], "title": "新题目", "version": "1"}
        )
        self.assertEqual(draft.spans.get().start, 6)
        self.assertEqual(Commitment.objects.get().title, "新题目")

    def test_a_draft_changed_meanwhile_is_not_overwritten(self):
        draft = self.make_commitment()
        seen = last_seen(draft, self.uni_liaison)
        commitments.edit(draft, by=self.dis_liaison, version=draft.version, title="区里的题目")
        self.sign_in(self.uni_liaison)
        where, typed = (
            url("commitment_save", draft.pk),
            self.typed | {"title": "校里的题目", "version": "1", "seen": seen},
        )
        answer = self.client.post(where, typed)
        self.assertEqual(answer.status_code, 409)
        self.assertContains(answer, "区里的题目", status_code=409)
        self.assertContains(answer, "校里的题目", status_code=409)
        self.assertEqual(Commitment.objects.get().title, "区里的题目")
        again = self.client.post(where, typed | {"version": "2"})
        self.assertEqual(again.status_code, 302)
        self.assertEqual(Commitment.objects.get().title, "校里的题目")

    def test_the_history_tells_another_passage(self):
        draft = self.make_commitment()
        span = (self.text, 6, 9)
        commitments.edit(draft, by=self.uni_liaison, version=draft.version, spans=[span], strength="support")
        self.sign_in(self.uni_liaison)
        page = self.client.get(url("commitment_detail", draft.pk), {"history": "changes"}, **HTMX)
        for words in ("<dt>Passage</dt>", "6–9", "<del>Firm</del> → Support"):
            self.assertContains(page, words)

    def test_after_the_assignment_the_form_is_gone(self):
        item = self.make_assigned()
        self.sign_in(self.uni_liaison)
        self.assertRedirects(self.client.get(url("commitment_edit", item.pk)), url("commitment_detail", item.pk))
        answer = self.client.post(url("commitment_save", item.pk), self.typed | {"version": item.version})
        self.assertEqual(answer.status_code, 422)


class NamingUnits(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"
        self.draft = self.make_commitment()

    def name(self, actor, unit, role="lead", **more):
        self.sign_in(actor)
        return self.client.post(url("commitment_units", self.draft.pk), {"unit": unit.pk, "role": role}, **more)

    def test_the_last_one_assigns_it(self):
        self.assertRedirects(self.name(self.uni_liaison, self.uni_lead), url("commitment_detail", self.draft.pk))
        answer = self.name(self.dis_liaison, self.dis_lead, **HTMX)
        self.assertTemplateUsed(answer, "agreements/commitments/_changed.html")
        self.assertEqual(self.fresh(self.draft).status, "assigned")

    def test_nobody_names_the_other_side_s(self):
        self.assertEqual(self.name(self.uni_liaison, self.dis_lead).status_code, 422)
        self.assertFalse(self.draft.units.exists())

    def test_officers_name_none(self):
        self.assertEqual(self.name(self.uni_officer, self.uni_lead).status_code, 403)
        self.assertEqual(self.name(self.stranger, self.uni_lead).status_code, 404)

    def test_a_supporting_unit_comes_and_goes(self):
        self.name(self.uni_liaison, self.uni_third, role="support")
        page = self.client.get(url("commitment_detail", self.draft.pk), {"do": "unit"})
        self.assertContains(page, url("commitment_unit_remove", self.draft.pk))
        answer = self.client.post(url("commitment_unit_remove", self.draft.pk), {"unit": self.uni_third.pk})
        self.assertEqual(answer.status_code, 302)
        self.assertFalse(self.draft.units.exists())

    def test_a_head_names_the_officer_of_the_own_unit(self):
        self.name(self.uni_liaison, self.uni_lead)
        self.sign_in(self.uni_head)
        said = {"unit": self.uni_lead.pk, "officer": self.uni_officer.user.pk}
        self.assertEqual(self.client.post(url("commitment_officer", self.draft.pk), said).status_code, 302)
        self.assertEqual(self.draft.units.get().officer, self.uni_officer.user)
        self.sign_in(self.uni_officer)
        self.assertEqual(self.client.post(url("commitment_officer", self.draft.pk), said).status_code, 403)


class TakingASmallStep(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def step(self, actor, item, name, said=None, **more):
        self.sign_in(actor)
        return self.client.post(url("commitment_step", item.pk, name), said or {}, **more)

    def test_an_officer_accepts(self):
        item = self.make_assigned()
        answer = self.step(self.uni_officer, item, "accept", **HTMX)
        self.assertContains(answer, f'id="units-{item.pk}" class="card o4" hx-swap-oob="true"')
        self.assertTrue(item.units.get(unit=self.uni_lead).accepted_at)

    def test_a_head_declines_with_a_reason(self):
        item = self.make_assigned()
        self.assertEqual(self.step(self.uni_officer, item, "decline", {"reason": "x"}).status_code, 403)
        refused = self.step(self.uni_head, item, "decline", {"reason": " "}, **HTMX)
        self.assertContains(refused, "Please give a reason.", status_code=422)
        self.assertEqual(self.step(self.uni_head, item, "decline", {"reason": "不归我管"}).status_code, 302)
        self.assertEqual(self.fresh(item).status, "draft")

    def test_a_draft_is_withdrawn_and_put_back(self):
        draft = self.make_commitment()
        self.assertEqual(self.step(self.dis_liaison, draft, "withdraw").status_code, 403)
        self.assertEqual(self.step(self.uni_liaison, draft, "withdraw").status_code, 302)
        page = self.client.get(url("commitment_detail", draft.pk))
        self.assertEqual(page.context["step"].kind, "put_back")
        self.assertEqual(self.step(self.uni_liaison, draft, "put_back").status_code, 302)
        self.assertEqual(self.fresh(draft).status, "draft")

    def test_a_step_that_is_none_is_not_found(self):
        self.assertEqual(self.step(self.uni_liaison, self.make_commitment(), "close").status_code, 404)

    def test_a_step_that_is_not_possible_says_why(self):
        answer = self.step(self.uni_liaison, self.make_assigned(), "withdraw", **HTMX)
        self.assertContains(answer, "Assigned", status_code=422)

    def test_only_reading_leaves_no_line(self):
        item = self.make_running()
        before = TrailEntry.objects.count()
        self.sign_in(self.uni_officer)
        self.client.get(url("commitment_detail", item.pk))
        self.assertEqual(TrailEntry.objects.count(), before)
