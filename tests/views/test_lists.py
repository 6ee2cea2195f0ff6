"""The page of a list: choosing drafts, putting them, agreeing in one click, objecting, letters."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, letters, lists
from agreements.models import Decision, UnitRole
from tests.sides import PAPER, DistrictByLetter, Rules
from tests.world import TEXT


class Page(Rules):
    def address(self, name="list_detail", pk=None):
        return reverse(f"agreements:{name}", args=[pk or self.agreement.pk])

    def ask(self, actor, **given):
        self.sign_in(actor)
        self.client.cookies["django_language"] = "en"
        return self.client.get(self.address(), **given)

    def send(self, actor, url, data=None, **given):
        self.sign_in(actor)
        self.client.cookies["django_language"] = "en"
        return self.client.post(url, data or {}, **given)

    def step(self, decision, step):
        return reverse("agreements:decision_step", args=[decision.pk, step])

    def drafts(self, count):
        return [self.make_commitment(title=f"事项{place}") for place in range(count)]


class ChoosingDrafts(Page, TestCase):
    def test_all_that_fit_are_ticked_and_the_others_say_why_not(self):
        self.make_commitment(title="齐备")
        self.make_commitment(title="无衡量", yardstick="", due_on=None)
        page = self.ask(self.uni_liaison)
        self.assertContains(page, " checked>", 1)
        self.assertContains(page, " disabled>", 1)
        self.assertContains(page, "There is nothing to judge it by")
        self.assertContains(page, "1 of 2 drafts can be put")
        self.assertContains(page, "btn primary", 1)

    def test_only_liaison_officers_are_offered_ticks(self):
        self.make_commitment(title="齐备")
        page = self.ask(self.dis_auditor)
        self.assertContains(page, "齐备")
        self.assertNotContains(page, 'type="checkbox"')
        self.assertNotContains(page, "btn primary")

    def test_what_is_ticked_is_put_and_nothing_else(self):
        first, second = self.drafts(2)
        answer = self.send(
            self.uni_liaison, self.address("list_open"), {"draft": [f"{first.pk}:1"], "reason": "请核对。"}
        )
        self.assertRedirects(answer, self.address())
        decision = Decision.objects.get()
        self.assertEqual((decision.payload["drafts"], decision.reason), ([[first.pk, 1]], "请核对。"))
        self.assertIsNone(self.fresh(second).listed_in)

    def test_nothing_ticked_is_refused_and_the_remark_stays(self):
        self.drafts(1)
        answer = self.send(self.uni_liaison, self.address("list_open"), {"draft": ["x:1"], "reason": "请核对。"})
        self.assertContains(answer, "Choose at least one draft.", status_code=422)
        self.assertContains(answer, "请核对。", status_code=422)
        self.assertFalse(Decision.objects.exists())

    def test_what_changed_meanwhile_is_shown_and_nothing_is_put(self):
        first, second = self.drafts(2)
        commitments.edit(first, by=self.dis_liaison, version=1, title="另一个题目")
        sent = {"draft": [f"{first.pk}:1", f"{second.pk}:1"]}
        answer = self.send(self.uni_liaison, self.address("list_open"), sent)
        self.assertContains(answer, "Changed meanwhile", 1, status_code=409)
        self.assertContains(answer, f'value="{first.pk}:2"', status_code=409)
        self.assertFalse(Decision.objects.exists())

    def test_without_drafts_it_says_so(self):
        self.assertContains(self.ask(self.uni_liaison), "No drafts are left to agree to")


class AnsweringAList(Page, TestCase):
    def setUp(self):
        super().setUp()
        start = TEXT.index("学校每年选派")
        passage = [(self.text, start, TEXT.index("。", start) + 1)]
        self.first = self.make_commitment(title="第一项", spans=passage)
        self.second = self.make_commitment(title="第二项", obliged_party=self.uni_party)
        self.decision = lists.open_list(self.agreement, by=self.uni_liaison, reason="请核对。")

    def test_the_other_side_sees_every_word_and_one_button(self):
        page = self.ask(self.dis_liaison)
        for words in ("第一项", "第二项", "学校每年选派教师", "请核对。", self.decision.sha256[:16]):
            self.assertContains(page, words)
        self.assertContains(page, "Confirm the list", 1)
        self.assertContains(page, "btn primary", 1)
        self.assertNotContains(page, "Take the list back")

    def test_one_click_agrees(self):
        answer = self.send(self.dis_liaison, self.step(self.decision, "confirm"), follow=True)
        self.assertContains(answer, "The list is agreed")
        self.assertContains(answer, self.address("lead_sheet"))
        self.decision.refresh_from_db()
        self.assertEqual(self.decision.outcome, "carried")

    def test_agreeing_assigns_many_at_once(self):
        lists.take_back_list(self.decision, by=self.uni_liaison)
        rows = self.drafts(6)
        decision = lists.open_list(self.agreement, by=self.uni_liaison, drafts=rows)
        for row in rows:
            for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
                commitments.name_unit(row, by=liaison, unit=unit, role=UnitRole.LEAD)
        self.send(self.dis_liaison, self.step(decision, "confirm"))
        self.assertEqual([self.status(row) for row in rows], ["assigned"] * 6)
        codes = [self.fresh(row).code for row in rows]
        self.assertEqual(codes, [f"XY2022-1-0{place}" for place in range(1, 7)])

    def test_an_objection_needs_its_reason_and_keeps_the_page(self):
        answer = self.send(self.dis_liaison, self.step(self.decision, "object"), {"reason": " "})
        self.assertContains(answer, "Please give a reason.", status_code=422)
        answer = self.send(
            self.dis_liaison, self.step(self.decision, "object"), {"reason": "第二项应为双方。"}, follow=True
        )
        self.assertContains(answer, "第二项应为双方。")
        page = self.ask(self.uni_liaison)
        self.assertContains(page, "objected to the last list")
        self.assertContains(page, " checked>", 2)

    def test_the_opener_waits_or_takes_it_back(self):
        page = self.ask(self.uni_liaison)
        self.assertContains(page, "Waiting for 区")
        self.assertNotContains(page, "Confirm the list")
        self.send(self.uni_liaison, self.step(self.decision, "take_back"))
        self.decision.refresh_from_db()
        self.assertEqual(self.decision.outcome, "void")

    def test_a_second_click_is_told_how_it_came_out(self):
        lists.take_back_list(self.decision, by=self.uni_liaison)
        answer = self.send(self.dis_liaison, self.step(self.decision, "confirm"))
        self.assertContains(answer, "This has been decided meanwhile: Void.", status_code=409)

    def test_the_next_list_says_what_changed_since_the_refused_one(self):
        lists.object_list(self.decision, by=self.dis_liaison, reason="改")
        commitments.edit(
            self.second, by=self.uni_liaison, version=1, title="第二项改", obligation="joint", obliged_party=None
        )
        third = self.make_commitment(title="第三项")
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[self.second, third])
        page = self.ask(self.dis_liaison)
        self.assertContains(page, "<del>第二项</del> → <ins>第二项改</ins>", html=False)
        self.assertContains(page, "<del>大学</del> → <ins>大学, 区</ins>", html=False)
        self.assertContains(page, '<span class="tag on">New</span>', 1)
        self.assertContains(page, "and not in this one: 第一项")

    def test_an_earlier_list_stays_readable(self):
        lists.object_list(self.decision, by=self.dis_liaison, reason="改")
        self.sign_in(self.dis_officer)
        page = self.client.get(self.address(), {"list": self.decision.pk})
        self.assertContains(page, self.decision.sha256)
        self.assertNotContains(page, "<button")

    def test_a_fragment_is_one_element_and_says_that_it_varies(self):
        page = self.ask(self.dis_liaison, headers={"HX-Request": "true"})
        self.assertTrue(page.content.decode().strip().startswith(f'<div class="page" id="list-{self.agreement.pk}">'))
        self.assertIn("HX-Request", page["Vary"])


class AnsweringOnPaper(DistrictByLetter, Page, TestCase):
    def test_the_opener_records_the_letter_on_the_page(self):
        self.drafts(2)
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        page = self.ask(self.uni_liaison)
        self.assertContains(page, "区 answers by letter.")
        letter = {
            "party": self.dis_party.pk,
            "what": "confirm",
            "dated_on": "2026-11-24",
            "number": "",
            "signer": "主任",
        }
        answer = self.send(self.uni_liaison, self.address("list_letter", decision.pk), letter)
        self.assertEqual(answer.status_code, 422)
        letter["number"] = "区函〔2026〕3 号"
        answer = self.send(self.uni_liaison, self.address("list_letter", decision.pk), letter, follow=True)
        self.assertContains(answer, "by letter 区函〔2026〕3 号")
        decision.refresh_from_db()
        self.assertEqual(decision.outcome, "carried")
        letter = decision.confirmations.get().letter
        page = self.client.get(reverse("agreements:letter_detail", args=[letter.pk]))
        self.assertContains(page, "区函〔2026〕3 号")

    def test_the_side_in_whose_name_it_was_recorded_contests_it_on_the_letters_page(self):
        self.drafts(2)
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        told = PAPER | {"party": self.dis_party}
        letters.record_answer(decision, by=self.uni_liaison, confirms=True, **told)
        answer = decision.confirmations.get()
        where = reverse("agreements:confirmation_contest", args=[answer.pk])
        self.assertEqual(self.send(self.uni_liaison, where, {"reason": "x"}).status_code, 403)
        self.sign_in(self.dis_liaison)
        page = reverse("agreements:letter_detail", args=[answer.letter_id])
        self.assertContains(self.client.get(self.address("list_detail", self.agreement.pk), follow=True), page)
        self.assertContains(self.client.get(page), where)
        refused = self.client.post(where, {"reason": ""})
        self.assertContains(refused, "Please give a reason.", status_code=422)
        done = self.client.post(where, {"reason": "我方未发过此函"}, follow=True)
        self.assertContains(done, "The letter is contested; every side is told.")
        self.assertContains(done, "我方未发过此函")
        self.assertNotContains(done, where)
        shown = self.client.get(f"{self.address('list_detail', self.agreement.pk)}?list={decision.pk}")
        self.assertContains(shown, "Contested on")
        self.assertContains(shown, "我方未发过此函")


class Costs(Page, TestCase):
    def queries(self, actor):
        self.ask(actor)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(self.address()).status_code, 200)
        return len(asked)

    def test_fifty_drafts_cost_as_many_queries_as_five(self):
        spans = [(self.text, 0, 4)]
        for count in range(5):
            self.make_commitment(title=f"事项{count}", spans=spans)
        few = self.queries(self.uni_liaison)
        for count in range(45):
            self.make_commitment(title=f"再{count}", spans=spans)
        self.assertEqual(self.queries(self.uni_liaison), few)
        lists.open_list(self.agreement, by=self.uni_liaison)
        many = self.queries(self.dis_liaison)
        self.assertLessEqual(max(few, many), 24)


class OnTheDesk(Page, TestCase):
    def desk(self, actor):
        self.sign_in(actor)
        self.client.cookies["django_language"] = "en"
        return self.client.get(reverse("agreements:desk"))

    def counted(self, page):
        return page.context["tasks_count"], len(page.context["tasks"])

    def test_a_list_is_the_first_thing_of_the_other_side_and_waits_for_it_at_the_openers(self):
        self.make_submitted()
        self.drafts(2)
        lists.open_list(self.agreement, by=self.uni_liaison)
        page = self.desk(self.dis_liaison)
        self.assertContains(page, "A list of 2 commitments waits for your confirmation")
        self.assertEqual(page.context["tasks"][0].kind, "list")
        self.assertEqual(*self.counted(page))
        page = self.desk(self.uni_liaison)
        self.assertContains(page, "List of 2 commitments")
        self.assertNotIn("list", [task.kind for task in page.context["tasks"]])
        self.assertEqual(page.context["waiting_count"], 2)
        self.assertEqual(*self.counted(page))

    def test_a_refused_list_comes_back_until_another_is_put(self):
        self.drafts(2)
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        lists.object_list(decision, by=self.dis_liaison, reason="不同意")
        page = self.desk(self.uni_liaison)
        self.assertContains(page, "区 objected on 24 November: 不同意")
        self.assertEqual(*self.counted(page))
        lists.open_list(self.agreement, by=self.uni_liaison)
        self.assertNotContains(self.desk(self.uni_liaison), "objected on")

    def test_more_than_a_few_drafts_without_a_unit_are_one_row(self):
        self.drafts(3)
        page = self.desk(self.uni_liaison)
        self.assertEqual([task.kind for task in page.context["tasks"]], ["lead"] * 3)
        self.assertEqual(*self.counted(page))
        self.make_commitment(obliged_party=self.dis_party)
        page = self.desk(self.uni_liaison)
        self.assertEqual([task.kind for task in page.context["tasks"]], ["leads"])
        self.assertContains(page, "Name the leads of 4 commitments")
        self.assertEqual(*self.counted(page))
