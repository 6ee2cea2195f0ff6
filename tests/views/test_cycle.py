"""The cycle sheet as page and as fragment: rows that save themselves, submitting all, what is refused, what is kept."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, decisions, nudges, progress
from agreements.models import Commitment, ProgressReport, ReportKind, ReportState
from tests.views.test_desk import FRAGMENT, Visiting
from tests.world import TODAY, at

SHEET, SUBMIT = reverse("agreements:cycle_sheet"), reverse("agreements:cycle_submit")


class Sheets(Visiting):
    """Items of the last quarter, reported then and not since; ways to fill rows as a browser would."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(date(2026, 9, 20)):
            cls.items = [cls.make_running(title=f"第{place}件", percent=40) for place in range(1, 4)]

    def setUp(self):
        self.enterContext(at(TODAY))

    def look(self, actor, query="", headers=None, language="en"):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = language
        session.save()
        return self.client.get(SHEET + query, headers=headers)

    def rows(self, actor, query=""):
        """The rows to be filled in, by (title, unit)."""
        return {(row.line.commitment.title, row.line.unit.name): row for row in self.look(actor, query).context["rows"]}

    def fields(self, row, **typed):
        """What a row's fields hold as the page has them, with what is typed."""
        shown = {"version": row.version, "seen": row.seen, "last": row.last}
        for name in row.form.fields:
            value = row.form[name].value()
            shown |= {name: value} if value not in (None, "", False) else {}
        return {row.form.add_prefix(name): value for name, value in (shown | typed).items() if value is not None}

    def filled(self, actor, *typed):
        """The whole form with the rows in order filled; None leaves one as it is."""
        rows = list(self.rows(actor).values())
        sent = {"row": [row.line.key for row in rows]}
        for row, said in zip(rows, [*typed, *[None] * len(rows)], strict=False):
            sent |= self.fields(row, **(said or {}))
        return sent

    def submit(self, actor, sent, headers=FRAGMENT, language="en", **more):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = language
        session.save()
        return self.client.post(SUBMIT, sent | more, headers=headers)

    def save_row(self, actor, row, headers=FRAGMENT, **typed):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = "en"
        session.save()
        address = reverse("agreements:cycle_row_save", args=[row.line.commitment.pk])
        return self.client.post(f"{address}?unit={row.line.unit.pk}", self.fields(row, **typed), headers=headers)

    def drafts(self):
        return ProgressReport.objects.filter(state=ReportState.DRAFT).order_by("commitment")

    def reports(self):
        return ProgressReport.objects.submitted().filter(cycle_on="2026-10-01").order_by("pk")


class WhatIsOnIt(Sheets, TestCase):
    def test_what_is_not_reported_this_cycle_and_below_what_is(self):
        progress.report(self.items[0], by=self.uni_head, text="本季在做。", percent=55)
        page = self.look(self.uni_officer)
        self.assertEqual([title for title, _unit in self.rows(self.uni_officer)], ["第2件", "第3件"])
        done = page.content.decode().partition('id="told-3"')[2]
        self.assertIn("55% · 本季在做。", done)
        self.assertContains(page, 'value="40"', 2)
        self.assertContains(page, "40% · 已启动。")
        self.assertContains(page, "Report for quarter 4")

    def test_an_officer_has_what_nobody_else_is_named_for_and_a_head_all(self):
        colleague = self.person("colleague", self.uni_lead, "officer")
        commitments.name_officer(self.items[0], by=self.uni_head, unit=self.uni_lead, officer=colleague.user)
        self.assertEqual(len(self.rows(self.uni_officer)), 2)
        self.assertEqual(len(self.rows(colleague)), 3)
        self.assertEqual(len(self.rows(self.uni_head)), 3)
        self.assertEqual(len(self.rows(self.uni_other)), 0)
        self.assertContains(self.look(self.uni_other), "No item of yours is under way.")

    def test_a_liaison_officer_has_the_own_side_by_unit_and_may_look_at_one(self):
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        rows = self.rows(self.uni_liaison)
        self.assertEqual([unit for _title, unit in rows], ["科研院"] * 3 + ["教务处"])
        self.assertEqual(list(self.rows(self.uni_liaison, f"?unit={self.uni_third.pk}")), [("第1件", "教务处")])
        self.assertEqual(len(self.rows(self.uni_officer, f"?unit={self.uni_third.pk}")), 3)
        self.assertEqual(self.rows(self.uni_liaison, f"?unit={self.dis_lead.pk}"), {})

    def test_units_stay_together_when_one_of_their_items_was_reminded(self):
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        nudges.remind(self.items[0], self.uni_third, by=self.uni_liaison)
        nudges.remind(self.items[2], self.uni_lead, by=self.uni_liaison)
        rows = list(self.rows(self.uni_liaison))
        self.assertEqual([unit for _title, unit in rows], ["科研院"] * 3 + ["教务处"])
        self.assertEqual(rows[0], ("第3件", "科研院"))

    def test_a_supporting_unit_has_no_figure_and_a_continuous_item_asks_whether_it_was_kept_up(self):
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        (row,) = self.rows(self.uni_other).values()
        self.assertNotIn("percent", row.form.fields)
        self.make_running(title="长期的事", cadence="continuous", due_on=None)
        commitments.accept(self.items[0], by=self.dis_officer)
        row = self.rows(self.dis_officer)["长期的事", "科信局"]
        self.assertEqual([name for name in ("percent", "kept_up") if name in row.form.fields], ["kept_up"])

    def test_agreements_with_other_cycles_stand_apart(self):
        other = self.agreement
        other.pk, other.code, other.reporting_cycle = None, "XY2023", "half_year"
        other.save()
        copy = Commitment.objects.get(pk=self.items[2].pk)
        Commitment.objects.filter(pk=copy.pk).update(agreement=other)
        for place, party in enumerate((self.university, self.district), 1):
            other.parties.create(organization=party, order=place)
        page = self.look(self.uni_officer)
        self.assertContains(page, 'id="cycle-3"')
        self.assertNotContains(page, 'id="cycle-6"')  # reported in this half-year, in September
        self.assertContains(page, 'id="told-6"')
        with at(date(2027, 1, 4)):
            self.assertContains(self.look(self.uni_officer), 'id="cycle-6"')

    def test_reminded_items_come_first_and_say_so(self):
        nudges.remind(self.items[2], self.uni_lead, by=self.uni_liaison)
        self.assertEqual(next(iter(self.rows(self.uni_officer)))[0], "第3件")
        self.assertContains(self.look(self.uni_officer), "Reminded by uni_liaison on 24 November", 1)

    def test_it_speaks_chinese(self):
        page = self.look(self.uni_officer, language="zh-hans")
        for words in ("填报单", "全部提交", "本期无变化", "照抄上次内容", "尚未填写"):
            self.assertContains(page, words)

    def test_the_fragment_is_the_page_without_its_frame(self):
        answer = self.look(self.uni_officer, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, 'id="cycle"', 1)
        self.assertIn("HX-Request", answer["Vary"])

    def test_fifty_items_cost_as_many_queries_as_five(self):
        def queries(actor):
            self.look(actor)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(SHEET)
            return len(asked)

        progress.save_draft(self.items[1], by=self.uni_officer, text="草稿")
        nudges.remind(self.items[2], self.uni_lead, by=self.uni_liaison)
        self.copies(self.items[0], 2)
        actors = (self.uni_officer, self.uni_liaison)
        few = [queries(actor) for actor in actors]
        self.copies(self.items[0], 45)
        self.assertEqual([queries(actor) for actor in actors], few)
        self.assertLessEqual(max(few), 18)


class ARowSavesItself(Sheets, TestCase):
    def row(self, actor=None):
        return next(iter(self.rows(actor or self.uni_officer).values()))

    def test_as_a_draft_that_only_its_writer_sees_and_says_when(self):
        answer = self.save_row(self.uni_officer, self.row(), text="写了一半", percent=60, problem="缺人")
        self.assertContains(answer, "Saved 10:00 as a draft")
        self.assertNotContains(answer, "<textarea")
        draft = self.drafts().get()
        self.assertEqual((draft.text, draft.percent, draft.problem), ("写了一半", 60, "缺人"))
        page = self.look(self.uni_officer)
        self.assertContains(page, "写了一半")
        self.assertContains(page, "Saved 10:00 as a draft")
        self.assertContains(page, '<details class="fold" open>', 1)
        self.assertNotContains(self.look(self.uni_head), "写了一半")
        with at(TODAY + timedelta(days=1)):
            self.assertContains(self.look(self.uni_officer), "Saved on 24 November as a draft")

    def test_written_over_and_forgotten_when_it_is_emptied(self):
        self.save_row(self.uni_officer, self.row(), text="先写")
        self.save_row(self.uni_officer, self.row(), text="再写")
        self.assertEqual(self.drafts().get().text, "再写")
        answer = self.save_row(self.uni_officer, self.row(), text="")
        self.assertContains(answer, "Nothing typed yet")
        self.assertFalse(self.drafts().exists())

    def test_no_change_keeps_what_was_typed_and_says_that_it_is_set_aside(self):
        answer = self.save_row(self.uni_officer, self.row(), text="写了一半", no_change="on")
        self.assertContains(answer, "no change; the text is set aside")
        draft = self.drafts().get()
        self.assertEqual((draft.kind, draft.text), (ReportKind.NO_CHANGE, "写了一半"))
        row = self.row()
        self.assertTrue(row.form["no_change"].value())
        self.assertEqual(row.form["text"].value(), "写了一半")

    def test_a_figure_out_of_range_does_not_cost_the_text(self):
        answer = self.save_row(self.uni_officer, self.row(), text="写了一半", percent=140)
        self.assertContains(answer, "Saved 10:00 as a draft, but not everything:", status_code=422)
        self.assertEqual((self.drafts().get().text, self.drafts().get().percent), ("写了一半", None))

    def test_a_colleague_who_reports_meanwhile_is_told(self):
        row = self.row()
        progress.report(self.items[0], by=self.uni_head, text="负责人报了。", percent=50)
        answer = self.save_row(self.uni_officer, row, text="写了一半")
        self.assertContains(answer, "uni_head reported progress for 科研院")
        self.assertEqual(self.drafts().get().text, "写了一半")
        page = self.look(self.uni_officer)  # a draft keeps the row open
        self.assertContains(page, "写了一半")

    def test_a_draft_that_arrives_after_its_report_does_not_rise_again(self):
        row = self.row()
        self.submit(self.uni_officer, self.filled(self.uni_officer, {"text": "报了。"}))
        self.assertContains(self.save_row(self.uni_officer, row, text="报了"), "Submitted", status_code=422)
        self.assertFalse(self.drafts().exists())

    def test_what_cannot_be_reported_on_any_more_says_why(self):
        row = self.row()
        decisions.open_close(self.items[0], by=self.uni_liaison, reason="完成")
        answer = self.save_row(self.uni_officer, row, text="写了一半")
        self.assertContains(answer, "Not saved: ", status_code=422)
        self.assertContains(answer, "Awaiting confirmation", status_code=422)

    def test_rights(self):
        row = self.row()
        for actor, status in ((self.stranger, 404), (self.uni_leader, 403), (self.uni_other, 403), (self.admin, 403)):
            with self.subTest(actor.user.username):
                self.assertEqual(self.save_row(actor, row, text="x").status_code, status)
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        self.assertEqual(self.save_row(self.uni_other, row, text="x").status_code, 403)  # for another unit
        self.assertContains(self.save_row(self.uni_liaison, row, text="代填"), "as a draft")
        self.assertRedirects(self.save_row(self.uni_officer, row, headers=None, text="x"), SHEET)

    def test_a_save_costs_the_same_however_many_rows_there_are(self):
        def queries(text):
            with CaptureQueriesContext(connection) as asked:
                self.save_row(self.uni_officer, row, text=text)
            return len(asked)

        row = self.row()
        self.save_row(self.uni_officer, row, text="x")
        few = queries("y")
        self.copies(self.items[0], 47)
        self.assertEqual(queries("z"), few)


class SubmittingAll(Sheets, TestCase):
    def test_what_is_filled_goes_and_the_rest_stays(self):
        sent = self.filled(self.uni_officer, {"text": "第一季报。", "percent": 55}, {"no_change": "on"})
        answer = self.submit(self.uni_officer, sent)
        self.assertEqual(answer.status_code, 200)
        self.assertContains(answer, "2 submitted, 1 untouched.")
        self.assertEqual([(row.kind, row.percent) for row in self.reports()], [("report", 55), ("no_change", 40)])
        self.assertEqual([row.line.commitment.title for row in answer.context["rows"]], ["第3件"])
        self.assertFalse(self.drafts().exists())
        answer = self.submit(self.uni_officer, self.filled(self.uni_officer, {"text": "第三件也报。"}))
        self.assertContains(answer, "All 1 submitted.")
        self.assertContains(answer, "Everything is reported for this cycle.")

    def test_without_htmx_it_leads_back_and_says_how_many(self):
        answer = self.submit(self.uni_officer, self.filled(self.uni_officer, {"text": "报。"}), headers=None)
        self.assertRedirects(answer, SHEET, fetch_redirect_response=False)
        self.assertContains(self.client.get(SHEET), "1 submitted, 2 untouched.")

    def test_saved_drafts_go_as_they_stand_and_are_used_up(self):
        for place, typed in enumerate(({"text": "草稿一"}, {"no_change": "on", "text": "不送"})):
            self.save_row(self.uni_officer, list(self.rows(self.uni_officer).values())[place], **typed)
        self.submit(self.uni_officer, self.filled(self.uni_officer))
        self.assertEqual([(row.kind, row.text) for row in self.reports()], [("report", "草稿一"), ("no_change", "")])
        self.assertFalse(self.drafts().exists())

    def test_a_refused_row_keeps_its_text_and_says_why_and_the_others_land(self):
        for headers in (FRAGMENT, None):
            with self.subTest(headers):
                sent = self.filled(self.uni_officer, {"percent": 140, "text": "写错百分比"}, {"text": "好的"})
                answer = self.submit(self.uni_officer, sent, headers=headers)
                self.assertContains(answer, "写错百分比", status_code=422)
                self.assertContains(answer, 'value="140"', status_code=422)
                self.assertContains(answer, "less than or equal to 100", status_code=422)
        self.assertEqual([row.text for row in self.reports()], ["好的", "好的"])

    def test_a_decision_that_went_out_meanwhile(self):
        sent = self.filled(self.uni_officer, {"text": "还在做", "percent": 45}, {"text": "好的"})
        decisions.open_close(self.items[0], by=self.uni_liaison, reason="完成")
        answer = self.submit(self.uni_officer, sent)
        self.assertContains(answer, "1 submitted, 1 needs you, 1 untouched.", status_code=422)
        self.assertContains(answer, "还在做", status_code=422)
        self.assertEqual(self.reports().get().text, "好的")
        row = answer.context["rows"][-1]
        self.assertTrue(row.changed or row.form.errors)

    def test_percent_missing_and_a_figure_without_a_word(self):
        self.make_assigned(title="新的事")
        rows = self.rows(self.uni_officer)
        self.assertIsNone(rows["新的事", "科研院"].form["percent"].value())
        sent = self.filled(self.uni_officer, None, None, {"percent": 70}, {"text": "开始了"})
        answer = self.submit(self.uni_officer, sent)
        self.assertContains(answer, "0 submitted, 2 need you, 2 untouched.", status_code=422)
        self.assertContains(answer, "Say what was done.", status_code=422)
        self.assertContains(answer, "Say how far it is, in percent.", status_code=422)
        self.assertContains(answer, "开始了", status_code=422)

    def test_a_first_report_accepts_and_starts(self):
        item = self.make_assigned(title="新的事")
        self.submit(self.uni_officer, self.filled(self.uni_officer, None, None, None, {"text": "开始", "percent": 5}))
        self.assertEqual(self.fresh(item).status, "in_progress")
        self.assertIsNotNone(item.units.get(unit=self.uni_lead).accepted_at)

    def test_whoever_was_quicker_is_told_and_nothing_is_written_over(self):
        sent = self.filled(self.uni_officer, {"text": "我的", "percent": 60}, {"text": "好的"})
        progress.report(self.items[0], by=self.uni_head, text="负责人先报了。", percent=50)
        answer = self.submit(self.uni_officer, sent)
        self.assertContains(answer, "1 submitted, 1 needs you, 1 untouched.", status_code=422)
        for words in ("uni_head", "reported progress for 科研院", "负责人先报了。", "我的"):
            self.assertContains(answer, words, status_code=422)
        self.assertEqual([row.text for row in self.reports()], ["负责人先报了。", "好的"])
        row = next(row for row in answer.context["rows"] if row.changed)
        self.assertEqual(row.version, self.fresh(self.items[0]).version)
        again = {"row": [row.line.key]} | self.fields(row, text="我的", percent=60)
        self.assertContains(self.submit(self.uni_officer, again), "All 1 submitted.")
        self.assertEqual(self.reports().last().text, "我的")

    def test_sending_the_same_form_twice_reports_once(self):
        sent = self.filled(self.uni_officer, {"text": "一次"})
        self.submit(self.uni_officer, sent)
        self.assertEqual(self.submit(self.uni_officer, sent).status_code, 422)
        self.assertEqual(self.reports().count(), 1)

    def test_a_reminder_or_the_own_sides_waiting_claim_does_not_stand_in_the_way(self):
        sent = self.filled(self.uni_officer, {"text": "一"})
        nudges.remind(self.items[0], self.uni_lead, by=self.uni_liaison)
        self.assertContains(self.submit(self.uni_officer, sent), "1 submitted, 2 untouched.")

    def test_a_liaison_officer_submits_two_units_of_one_item(self):
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        self.items[0].refresh_from_db()
        sent = self.filled(self.uni_liaison, {"text": "科研院的"}, None, None, {"text": "教务处的"})
        self.assertContains(self.submit(self.uni_liaison, sent), "2 submitted, 2 untouched.")
        self.assertEqual(
            [(row.unit.name, row.text) for row in self.reports()], [("科研院", "科研院的"), ("教务处", "教务处的")]
        )

    def test_a_unit_that_was_taken_off_keeps_its_words(self):
        commitments.name_unit(self.items[0], by=self.uni_liaison, unit=self.uni_third, role="support")
        sent = self.filled(self.uni_other, {"text": "我们做的"})
        commitments.remove_unit(self.fresh(self.items[0]), by=self.uni_liaison, unit=self.uni_third)
        answer = self.submit(self.uni_other, sent)
        self.assertContains(answer, "我们做的", status_code=422)
        self.assertFalse(self.reports().exists())

    def test_nothing_filled_in_says_so(self):
        self.assertContains(self.submit(self.uni_officer, self.filled(self.uni_officer)), "no row is filled in")
        self.assertEqual(self.submit(self.uni_officer, {}, headers=None).status_code, 302)

    def test_rows_out_of_sight_or_made_up_are_404(self):
        for key in (f"{self.items[0].pk}-{self.dis_lead.pk}", "x", "1-", f"{10**20}-1", "99999-1"):
            with self.subTest(key):
                self.assertEqual(self.submit(self.uni_officer, {"row": [key]}).status_code, 404)
        self.assertEqual(self.submit(self.uni_leader, {}).status_code, 403)

    def test_save_all_without_javascript(self):
        sent = self.filled(self.uni_officer, {"text": "一"}, {"no_change": "on"})
        answer = self.submit(self.uni_officer, sent, headers=None, do="save")
        self.assertRedirects(answer, SHEET, fetch_redirect_response=False)
        self.assertContains(self.client.get(SHEET), "2 rows saved as drafts.")
        self.assertEqual([row.kind for row in self.drafts()], ["report", "no_change"])
        self.assertFalse(self.reports().exists())

    def test_it_answers_in_chinese(self):
        answer = self.submit(self.uni_officer, self.filled(self.uni_officer, {"text": "一"}), language="zh-hans")
        self.assertContains(answer, "已提交 1 项，2 项未填写。")
