"""The calendar: which dates stand on which day, for whom; marked days; months beside; page and fragment; its cost."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments
from agreements.models import Agreement, CalendarYear, Milestone, Secondment
from tests.postings import asking_item, make_posting
from tests.views.test_desk import FRAGMENT, Visiting
from tests.world import TODAY, at

CALENDAR = reverse("agreements:calendar_month")


class Looking(Visiting):
    def setUp(self):
        self.enterContext(at(TODAY))

    def look(self, actor, headers=None, language="en", **asked):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = language
        session.save()
        return self.client.get(CALENDAR, asked, headers=headers)

    def dates(self, actor, **asked):
        """{day: [(title, word)]} of the days in the month that have something."""
        month = self.look(actor, **asked).context["month"]
        return {
            day.day.isoformat(): [(entry.title, entry.word) for entry in day.entries]
            for day in month.days
            if day.entries and day.in_month
        }


class WhatStandsThere(Looking, TestCase):
    def setUp(self):
        super().setUp()
        self.late = self.make_assigned(title="过期的事", due_on=date(2026, 11, 20))
        self.done = self.make_submitted(title="待确认的事", due_on=date(2026, 11, 20)).commitment
        self.theirs = self.make_assigned(title="区里的事", due_on=date(2026, 11, 27), obliged_party=self.dis_party)
        self.draft = self.make_commitment(title="草稿的事", due_on=date(2026, 11, 30))

    def test_due_dates_with_the_word_of_where_they_stand_worst_first(self):
        self.assertEqual(
            self.dates(self.uni_liaison),
            {
                "2026-11-20": [("过期的事", "Red"), ("待确认的事", "Awaiting confirmation")],
                "2026-11-27": [("区里的事", "Yellow")],
                "2026-11-30": [("草稿的事", "To be assigned")],
            },
        )

    def test_the_own_unit_and_the_own_side(self):
        self.assertNotIn("2026-11-27", self.dates(self.uni_liaison, whose="side"))
        self.assertEqual(self.dates(self.uni_other, whose="mine"), {})
        mine = self.dates(self.uni_officer)  # an officer begins with the own unit, here contact for what is theirs
        self.assertEqual(set(mine), {"2026-11-20", "2026-11-27"})
        self.assertIn("2026-11-27", self.dates(self.uni_officer, whose="all"))
        self.assertIn("2026-11-30", self.dates(self.admin, whose="mine"))  # acts through no post: everything
        self.assertEqual(self.dates(self.stranger), {})

    def test_reporting_days_lead_to_whoever_reports(self):
        december = {"month": "2026-12"}
        self.assertEqual(
            self.dates(self.uni_liaison, **december)["2026-12-28"],
            [("Report for quarter 4", "24 working days left")],
        )
        page = self.look(self.uni_liaison, **december)
        self.assertContains(page, f'href="{reverse("agreements:cycle_sheet")}"')
        self.assertNotContains(self.look(self.uni_leader, **december), f'href="{reverse("agreements:cycle_sheet")}"')
        Agreement.objects.update(reporting_cycle="half_year")
        self.assertIn("Report for half-year 2", str(self.dates(self.uni_liaison, **december)))

    def test_one_agreement(self):
        other = Agreement.objects.create(code="XY2030", title="另一份", signed_on=TODAY)
        for party in (self.uni_party, self.dis_party):
            other.parties.create(organization=party.organization, order=party.order)
        self.assertEqual(self.dates(self.uni_liaison, agreement=other.pk), {})
        self.assertTrue(self.dates(self.uni_liaison, agreement=self.agreement.pk))
        self.assertContains(self.look(self.uni_liaison, agreement=other.pk), "XY2030 另一份")
        self.assertTrue(self.dates(self.uni_liaison, agreement=999999))  # out of sight: as if nothing was asked

    def test_what_ended_has_no_date_and_a_parent_stands_for_no_child(self):
        commitments.withdraw(self.draft, by=self.uni_liaison)
        self.assertNotIn("2026-11-30", self.dates(self.uni_liaison))


class OnTheWay(Looking, TestCase):
    """Milestones, and the last days of postings."""

    def setUp(self):
        super().setUp()
        self.item = self.make_assigned(title="建园区", due_on=date(2027, 3, 1), obliged_party=self.uni_party)

    def milestone(self, title, due_on=date(2026, 11, 20), **given):
        return Milestone.objects.create(commitment=given.pop("item", self.item), title=title, due_on=due_on, **given)

    def posting(self, **given):
        given = {"commitment": self.asking, "planned_end_on": date(2026, 11, 30), "starts_on": TODAY} | given
        return make_posting(self, **given)

    def test_a_milestone_has_its_lamp_and_leads_to_its_item(self):
        self.milestone("腾空")
        self.milestone("挂牌", done_on=TODAY)
        self.milestone("招商", is_suggested=True)
        self.milestone("草稿节点", item=self.make_commitment(title="草稿", due_on=date(2027, 3, 1)))
        self.assertEqual(
            self.dates(self.dis_liaison),
            {
                "2026-11-20": [
                    ("腾空 · 建园区", "2 working days late"),
                    ("挂牌 · 建园区", "Done"),
                    ("草稿节点 · 草稿", "Draft"),
                ]
            },
        )
        page = self.look(self.dis_liaison)
        self.assertContains(page, f'href="{reverse("agreements:commitment_detail", args=[self.item.pk])}"', 2)
        self.assertContains(page, "is-red", 1)
        self.assertEqual(self.dates(self.stranger), {})

    def test_a_unit_has_the_milestones_given_to_it_beside_those_of_its_items(self):
        self.milestone("腾空", unit=self.dis_lead)
        mine = {"whose": "mine"}
        self.assertIn("2026-11-20", self.dates(self.uni_officer, **mine))
        self.assertEqual(self.dates(self.uni_other, **mine), {})
        Milestone.objects.update(unit=self.uni_other.unit)
        self.assertIn("2026-11-20", self.dates(self.uni_other, **mine))

    def test_a_posting_stands_on_its_last_day_until_it_has_ended(self):
        self.asking = asking_item(self, due_on=None)
        posting = self.posting()
        over = self.posting(person="李二", starts_on=date(2026, 5, 1), planned_end_on=date(2026, 11, 2))
        self.posting(person="王三", starts_on=date(2026, 11, 25), planned_end_on=date(2026, 11, 30))
        expected = {
            "2026-11-02": [("李二 · 科长助理", "End to be recorded")],
            "2026-11-30": [("张一 · 科长助理", "Running"), ("王三 · 科长助理", "Planned")],
        }
        for actor in (self.uni_liaison, self.dis_liaison, self.dis_officer, self.uni_leader):
            with self.subTest(actor=actor.user.username):
                self.assertEqual(self.dates(actor), expected)
        self.assertEqual(self.dates(self.uni_liaison, whose="side"), expected)
        self.assertEqual(self.dates(self.uni_other, whose="mine"), {})
        self.assertEqual(self.dates(self.stranger), {})
        self.assertContains(self.look(self.uni_liaison), reverse("agreements:secondment_detail", args=[posting.pk]))
        Secondment.objects.filter(pk=over.pk).update(ended_on=date(2026, 11, 2))
        self.assertNotIn("2026-11-02", self.dates(self.uni_liaison))
        self.assertEqual(self.dates(self.uni_liaison, agreement=self.agreement.pk, month="2026-10"), {})

    def test_their_number_changes_no_count_of_queries(self):
        self.asking = asking_item(self, due_on=None)
        self.sign_in(self.uni_liaison)

        def queries():
            self.client.get(CALENDAR)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(CALENDAR)
            return len(asked)

        self.milestone("其一")
        one = self.posting()
        few = queries()
        Milestone.objects.bulk_create(
            Milestone(commitment=self.item, title=f"节点 {n}", due_on=TODAY) for n in range(60)
        )
        for n in range(60):
            one.pk, one.person = None, f"第{n}人"
            one.save(force_insert=True)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 14)


class MarkedDays(Looking, TestCase):
    def day(self, day):
        page = self.look(self.uni_liaison, month=f"{day:%Y-%m}")
        return next(each for each in page.context["month"].days if each.day == day)

    def test_holidays_make_up_days_week_ends_and_today(self):
        for day, name, works, make_up in (
            (date(2026, 9, 20), "国庆节调休", True, True),
            (date(2026, 9, 25), "中秋节", False, False),
            (date(2026, 10, 7), "国庆节", False, False),
            (date(2026, 10, 8), "", True, False),
            (date(2026, 10, 10), "国庆节调休", True, True),
            (date(2026, 10, 11), "", False, False),
            (date(2026, 10, 12), "", True, False),
        ):
            with self.subTest(day=day):
                found = self.day(day)
                self.assertEqual((found.name, found.is_working, found.is_make_up), (name, works, make_up))
        self.assertTrue(self.day(TODAY).is_today)
        page = self.look(self.uni_liaison, month="2026-10")
        self.assertContains(page, "国庆节 · off", 7)
        self.assertContains(page, "Make-up working day", 1)

    def test_a_year_without_an_arrangement_is_provisional_and_so_are_its_reporting_days(self):
        self.make_running(due_on=date(2027, 6, 30))
        page = self.look(self.uni_liaison, month="2027-03")
        self.assertContains(page, "The 2027 calendar is not official yet")
        self.assertContains(page, "provisional: the 2027 calendar is not official yet")
        self.assertIn("2027-03-29", self.dates(self.uni_liaison, month="2027-03"))
        CalendarYear.objects.update_or_create(year=2027, defaults={"official": True})
        self.assertNotContains(self.look(self.uni_liaison, month="2027-03"), "not official yet")

    def test_months_beside_and_what_is_no_month(self):
        page = self.look(self.uni_liaison, month="2026-12", whose="side", view="list")
        self.assertEqual(page.context["before"], "?month=2026-11&whose=side&view=list")
        self.assertEqual(page.context["after"], "?month=2027-01&whose=side&view=list")
        for wrong in ("", "2026-13", "1999-12", "2100-01", "9999-12", "2026-1", "２０２６-11", "now"):
            with self.subTest(wrong=wrong):
                month = self.look(self.uni_liaison, month=wrong).context["month"]
                self.assertEqual(month.first, TODAY.replace(day=1))
        self.assertEqual(self.look(self.uni_liaison, month="2000-01").context["before"], "")
        self.assertEqual(self.look(self.uni_liaison, month="2099-12").context["after"], "")


class PageAndCost(Looking, TestCase):
    def test_the_fragment_is_the_page_without_its_frame(self):
        answer = self.look(self.uni_liaison, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, 'id="calendar"', 1)
        self.assertIn("HX-Request", answer["Vary"])

    def test_a_full_day_shows_four_in_the_grid_and_counts_the_rest(self):
        self.copies(self.make_assigned(due_on=TODAY), 6)
        page = self.look(self.uni_liaison)
        self.assertContains(page, 'class="over"', 3)
        self.assertContains(page, "3 more")

    def test_three_hundred_dates_cost_as_many_queries_as_three(self):
        row = self.make_assigned(due_on=TODAY)

        def queries():
            self.look(self.uni_liaison)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(CALENDAR)
            return len(asked)

        self.copies(row, 2)
        few = queries()
        self.copies(row, 297)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 14)
