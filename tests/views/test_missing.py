"""Who has not reported: the list by role, reminding in one click, as page and as fragment."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, nudges, progress
from agreements.models import Nudge
from tests.views.test_desk import FRAGMENT, Visiting
from tests.world import TODAY, at

MISSING = reverse("agreements:cycle_missing")


class Missing(Visiting):
    def setUp(self):
        self.enterContext(at(TODAY))

    def look(self, actor, headers=None, language="en"):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = language
        session.save()
        return self.client.get(MISSING, headers=headers)

    def remind(self, actor, unit, headers=FRAGMENT, item=None, language="en"):
        self.look(actor, language=language)
        if item:
            return self.client.post(
                reverse("agreements:commitment_remind", args=[item.pk]), {"unit": unit.pk}, headers=headers
            )
        return self.client.post(reverse("agreements:cycle_remind", args=[unit.pk]), headers=headers)

    def shown(self, actor):
        """{unit: titles} of the list."""
        context = self.look(actor).context
        return {
            unit.unit.name: [item.place.commitment.title for item in unit.items]
            for unit in (*context["own"], *context["others"])
        }


class WhoIsListed(Missing, TestCase):
    def setUp(self):
        super().setUp()
        self.told = self.make_running(title="已报的事")  # by the university's lead alone
        self.item = self.make_assigned(title="没报的事")
        commitments.name_unit(self.item, by=self.uni_liaison, unit=self.uni_third, role="support")
        commitments.name_unit(self.item, by=self.dis_liaison, unit=self.dis_office, role="support")

    def test_the_own_side_with_its_supporters_and_the_leads_of_the_others(self):
        self.assertEqual(
            self.shown(self.uni_liaison),
            {"科研院": ["没报的事"], "教务处": ["没报的事"], "科信局": ["已报的事", "没报的事"]},
        )

    def test_a_head_sees_the_own_unit_and_a_leader_the_own_side(self):
        self.assertEqual(self.shown(self.uni_head), {"科研院": ["没报的事"]})
        self.assertEqual(self.shown(self.uni_leader), {"科研院": ["没报的事"], "教务处": ["没报的事"]})
        for actor in (self.uni_officer, self.uni_auditor, self.admin):
            self.assertEqual(self.look(actor).status_code, 403)
        self.assertEqual(self.shown(self.stranger), {})

    def test_a_report_takes_it_off_and_a_new_cycle_brings_it_back(self):
        progress.no_change(self.item, by=self.uni_officer)
        self.assertNotIn("科研院", self.shown(self.uni_liaison))
        with at(date(2027, 1, 4)):
            self.assertEqual(self.shown(self.uni_liaison)["科研院"], ["已报的事", "没报的事"])

    def test_half_years_have_their_own_day(self):
        self.agreement.reporting_cycle = "half_year"
        self.agreement.save()
        page = self.look(self.uni_liaison)
        self.assertContains(page, "Report for half-year 2")
        self.assertContains(page, "due 2026-12-28")
        self.assertContains(page, "24 working days left")
        with at(date(2026, 12, 30)):
            self.assertContains(self.look(self.uni_liaison), "2 working days late")

    def test_a_party_on_paper_is_not_on_it(self):
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        self.assertNotIn("科信局", self.shown(self.uni_liaison))

    def test_both_languages_and_no_word_of_supervision_across_the_sides(self):
        page = self.look(self.uni_liaison, language="zh-hans").content.decode()
        own, _head, others = page.partition('id="missing-others"')
        self.assertIn("催办", own)
        self.assertIn("请对方反馈", others)
        self.assertNotIn("催办", others)
        self.assertContains(self.look(self.uni_liaison), "Ask for the report")

    def test_the_fragment_is_the_page_without_its_frame(self):
        answer = self.look(self.uni_liaison, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, 'id="missing"', 1)
        self.assertIn("HX-Request", answer["Vary"])

    def test_fifty_items_cost_as_many_queries_as_five(self):
        def queries(actor):
            self.look(actor)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(MISSING)
            return len(asked)

        self.copies(self.item, 4)
        actors = (self.uni_liaison, self.uni_leader, self.uni_head)
        few = [queries(actor) for actor in actors]
        self.copies(self.item, 45)
        self.assertEqual([queries(actor) for actor in actors], few)
        self.assertLessEqual(max(few), 20)


class Reminding(Missing, TestCase):
    def setUp(self):
        super().setUp()
        self.items = [self.make_assigned(title="一"), self.make_assigned(title="二")]

    def test_a_unit_is_reminded_of_everything_in_one_click(self):
        answer = self.remind(self.uni_liaison, self.uni_lead)
        self.assertContains(answer, "科研院 was reminded of 2 items.")
        self.assertContains(answer, "Reminded by uni_liaison on 24 November", 2)
        self.assertContains(answer, "Reminded today")
        self.assertNotContains(answer, "<html")
        self.assertEqual(Nudge.objects.filter(unit=self.uni_lead).count(), 2)

    def test_a_second_time_says_who_was_quicker(self):
        self.remind(self.uni_liaison, self.uni_lead)
        for headers in (FRAGMENT, None):
            answer = self.remind(self.uni_leader, self.uni_lead, headers=headers)
            self.assertContains(answer, "already reminded today, by uni_liaison", status_code=422)
        self.assertEqual(Nudge.objects.count(), 2)

    def test_without_htmx_it_leads_back(self):
        answer = self.remind(self.uni_liaison, self.uni_lead, headers=None)
        self.assertRedirects(answer, MISSING, fetch_redirect_response=False)
        self.assertContains(self.client.get(MISSING), "科研院 was reminded of 2 items.")

    def test_one_item_alone(self):
        self.remind(self.uni_head, self.uni_lead, item=self.items[0])
        self.assertEqual(Nudge.objects.get().commitment, self.items[0])
        answer = self.remind(self.uni_liaison, self.uni_lead)
        self.assertContains(answer, "科研院 was reminded of 1 item.")

    def test_the_other_side_is_asked(self):
        answer = self.remind(self.uni_liaison, self.dis_lead, language="zh-hans")
        self.assertContains(answer, "已请科信局反馈 2 项")
        self.assertEqual(Nudge.objects.filter(across=True).count(), 2)
        theirs = self.look(self.dis_liaison)
        self.assertContains(theirs, "uni_liaison (联络处) asked for a report on 24 November", 2)

    def test_a_unit_without_anything_left_says_so(self):
        for item in self.items:
            progress.no_change(item, by=self.uni_officer)
        self.assertContains(self.remind(self.uni_liaison, self.uni_lead), "科研院 has reported everything.")

    def test_out_of_sight_is_404_and_not_allowed_403(self):
        for actor, status in ((self.stranger, 404), (self.uni_officer, 403), (self.dis_leader, 403), (self.admin, 403)):
            with self.subTest(actor.user.username):
                self.assertEqual(self.remind(actor, self.uni_lead).status_code, status)
                self.assertEqual(self.remind(actor, self.uni_lead, item=self.items[0]).status_code, status)
        self.assertEqual(self.remind(self.uni_liaison, self.out_office).status_code, 404)
        self.assertFalse(Nudge.objects.exists())


class TheDesk(Missing, TestCase):
    def test_a_reminded_item_says_who_reminded(self):
        item = self.make_running(title="上季报过")
        with at(date(2026, 9, 20)):
            item = self.make_running(title="本季没报")
        nudges.remind(item, self.uni_lead, by=self.uni_liaison)
        nudges.remind(item, self.dis_lead, by=self.uni_liaison)
        self.assertContains(self.ask(self.uni_officer), "Reminded by uni_liaison on 24 November; due on 28 December")
        self.assertNotContains(self.ask(self.dis_officer), "Reminded by")

    def test_across_the_sides_it_says_whose_liaison_officer_asked(self):
        with at(date(2026, 9, 20)):
            item = self.make_running()
        progress.report(item, by=self.uni_officer, text="在做。", percent=50)
        commitments.accept(item, by=self.dis_officer)
        nudges.remind(item, self.dis_lead, by=self.uni_liaison)
        self.assertContains(self.ask(self.dis_officer), "uni_liaison (联络处) asked for a report on 24 November")

    def test_several_reports_are_one_row_that_leads_to_the_sheet(self):
        with at(date(2026, 9, 20)):
            items = [self.make_running(title=f"第{place}件") for place in range(3)]
        page = self.ask(self.uni_officer)
        self.assertContains(page, "Cycle sheet: 3 items")
        self.assertContains(page, '<li class="row" id="task-sheet">')
        self.assertNotContains(page, f'id="task-{items[0].pk}"')
        self.assertContains(page, '<span class="count hot">1</span>')
        nudges.remind(items[1], self.uni_lead, by=self.uni_liaison)
        self.assertContains(self.ask(self.uni_officer), "Reminded by uni_liaison on 24 November; due on 28 December")

    def test_an_item_that_is_accepted_goes_to_the_row_of_the_sheet(self):
        with at(date(2026, 9, 20)):
            for place in range(2):
                self.make_running(title=f"第{place}件")
        new = self.make_assigned(title="新交办")
        self.assertContains(self.ask(self.uni_officer), '<span class="count hot">2</span>')
        answer = self.act(self.uni_officer, reverse("agreements:commitment_step", args=[new.pk, "accept"]))
        self.assertContains(answer, f'<li class="row done" id="task-{new.pk}">')
        self.assertContains(answer, '<li class="row" id="task-sheet" hx-swap-oob="true">')
        self.assertContains(answer, "Cycle sheet: 3 items")
        self.assertContains(answer, '<span id="tasks-count" hx-swap-oob="true"><span class="count hot">1</span>')

    def test_the_liaison_officer_is_led_to_who_has_not_reported(self):
        self.make_assigned()
        self.assertContains(self.ask(self.uni_liaison), "Who has not reported (1 unit)")
        self.assertNotContains(self.ask(self.uni_officer), "Who has not reported")
