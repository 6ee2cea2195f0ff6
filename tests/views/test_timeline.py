"""The timeline: what a bar says and where it lies, by scale; the table beside it; its cost with 200 bars."""

from datetime import date, timedelta
from itertools import pairwise

from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Commitment, SecondmentBreak
from agreements.reports.timeline import LABEL, PER_PART, Axis, fitting
from tests.postings import asking_item, make_posting
from tests.views.test_desk import Visiting
from tests.world import TODAY, at


class Looking(Visiting):
    def setUp(self):
        self.enterContext(at(TODAY))

    def look(self, actor=None, **asked):
        self.sign_in(actor or self.uni_liaison)
        session = self.client.session
        session["language"] = "en"
        session.save()
        return self.client.get(reverse("agreements:agreement_timeline", args=[self.agreement.pk]), asked)

    def bars(self, **asked):
        return {bar.row.title: bar for bar in self.look(**asked).context["timeline"].bars}


class Bars(Looking, TestCase):
    def setUp(self):
        super().setUp()
        self.late = self.make_running(
            title="过期的事",
            obliged_party=self.uni_party,
            percent=40,
            due_on=date(2026, 11, 20),
            starts_on=date(2026, 1, 1),
        )
        self.moved = self.make_running(title="改期的事", due_on=date(2026, 12, 31), starts_on=date(2026, 1, 1))
        Commitment.objects.filter(pk=self.moved.pk).update(due_on=date(2027, 6, 30))
        self.bare = self.make_assigned(title="没日期的事", due_on=None, clause=self.clause_2)

    def test_a_bar_lies_between_its_days_and_is_filled_by_its_progress(self):
        bar = self.bars()["过期的事"]
        axis = Axis(bar.start, date(2027, 6, 30), "quarter")
        self.assertEqual((bar.x, bar.x + bar.width), (LABEL, axis.x(date(2026, 11, 21))))
        self.assertAlmostEqual(bar.done, bar.width * 0.4, delta=0.1)
        self.assertEqual((bar.lamp, bar.words), ("red", "2 working days late"))

    def test_the_first_date_stands_apart_from_the_present_one(self):
        bar = self.bars()["改期的事"]
        self.assertEqual(bar.drift, 181)
        self.assertLess(bar.first_x, bar.x + bar.width)
        self.assertIn("first agreed for 2026-12-31", bar.told)
        self.assertIsNone(self.bars()["过期的事"].first_x)
        self.assertContains(self.look(), "1 with a date that was moved")

    def test_without_a_date_there_is_no_end(self):
        bar = self.bars()["没日期的事"]
        self.assertIsNone(bar.end)
        self.assertContains(self.look(), 'class="hatch"', 2)  # the bar and the legend

    def test_scales_and_parts_by_clause(self):
        widths = [self.look(scale=scale).context["timeline"].width for scale in ("year", "quarter", "month")]
        self.assertEqual(widths, sorted(widths))
        self.assertEqual(self.look(scale="week").context["timeline"].width, widths[1])
        parts = self.look().context["timeline"].parts
        self.assertEqual([(part.clause.number, len(part.rows)) for part in parts], [("1", 2), ("2", 1)])

    def test_the_table_says_the_same_and_every_bar_is_a_link(self):
        page = self.look()
        address = reverse("agreements:commitment_detail", args=[self.moved.pk])
        self.assertContains(page, f'href="{address}"', 2)
        self.assertContains(page, '</span>2026-12-31</td><td><span class="k">Due date</span>2027-06-30</td>')
        self.assertNotContains(page, "style=")

    def test_two_hundred_bars_cost_as_many_queries_as_three(self):
        def queries():
            self.look()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("agreements:agreement_timeline", args=[self.agreement.pk]))
            return len(asked)

        few = queries()
        self.copies(self.late, 200)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 12)
        found = self.look().context["timeline"]
        self.assertEqual(len(found.bars), 203)
        self.assertTrue(all(len(part.rows) <= PER_PART for part in found.parts))

    def test_days_far_away_do_not_stretch_the_axis(self):
        Commitment.objects.filter(pk=self.late.pk).update(due_on=date(9999, 12, 31), starts_on=date(1900, 1, 1))
        self.assertLess(self.look(scale="year").context["timeline"].width, 3500)

    def test_an_empty_agreement_and_one_out_of_sight(self):
        other = Agreement.objects.create(code="XY2030", title="另一份", signed_on=TODAY)
        self.sign_in(self.uni_liaison)
        self.assertEqual(self.client.get(reverse("agreements:agreement_timeline", args=[other.pk])).status_code, 404)
        other.parties.create(organization=self.university, order=1)
        page = self.client.get(reverse("agreements:agreement_timeline", args=[other.pk]))
        self.assertEqual(page.status_code, 200)


class Postings(Looking, TestCase):
    def setUp(self):
        super().setUp()
        self.item = asking_item(self, starts_on=date(2026, 1, 1))

    def make(self, **given):
        return make_posting(self, commitment=self.item, **given)

    def stays(self, **asked):
        (bar,) = (bar for bar in self.bars(**asked).values() if bar.stays)
        self.assertEqual(bar.row.pk, self.item.pk)
        return {stay.posting.person: stay for stay in bar.stays}

    def test_a_posting_lies_below_its_commitment_served_to_today(self):
        self.make()
        stay = self.stays()["张一"]
        axis = Axis(date(2026, 1, 1), date(2027, 3, 31), "quarter")
        self.assertAlmostEqual(stay.x, axis.x(date(2026, 9, 1)), delta=0.1)
        self.assertAlmostEqual(stay.x + stay.width, axis.x(date(2027, 3, 1)), delta=0.1)
        self.assertAlmostEqual(stay.x + stay.done, axis.x(date(2026, 11, 25)), delta=0.1)
        self.assertEqual(stay.words, "Running")
        self.assertEqual(stay.told, "张一 · 科长助理 · Running · 2026-09-01 to 2027-02-28 · Long enough")
        (part,) = self.look().context["timeline"].parts
        self.assertEqual([(row.y, row.height) for row in part.rows], [(25, 25), (50, 20)])
        self.assertEqual(part.height, 70)

    def test_short_planned_interrupted_and_called_off(self):
        self.make(planned_end_on=date(2027, 2, 27))
        self.make(person="李二", starts_on=date(2027, 1, 1), planned_end_on=date(2027, 6, 30))
        broken = self.make(person="王三", starts_on=date(2026, 8, 1))
        SecondmentBreak.objects.create(
            secondment=broken, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31), reason="出国"
        )
        off = self.make(person="赵四")
        off.called_off_on = TODAY
        off.save()
        stays = self.stays()
        self.assertEqual(list(stays), ["王三", "张一", "李二"])
        self.assertEqual((stays["张一"].is_short, stays["张一"].words), (True, "1 day short"))
        self.assertEqual((stays["李二"].done, stays["李二"].words), (0, "Planned"))
        ((x, _width),) = stays["王三"].breaks
        self.assertGreater(x, stays["王三"].x)

    def test_the_table_has_them_too_and_each_is_a_link(self):
        posting = self.make()
        page = self.look()
        self.assertContains(page, f'href="{reverse("agreements:secondment_detail", args=[posting.pk])}"', 2)
        self.assertContains(page, '</span>2026-09-01</td><td class="none">–</td>')
        self.assertContains(page, '<span class="k">Last day</span>2027-02-28</td><td>Long enough</td>')
        self.assertContains(page, "1 posting")
        self.sign_in(self.stranger)
        self.assertEqual(self.client.get(page.wsgi_request.path).status_code, 404)

    def test_those_of_a_recurring_item_lie_below_the_year_they_began_in(self):
        for year in (2025, 2026):
            Commitment.objects.create(
                agreement=self.agreement,
                clause=self.item.clause,
                title=f"{year} 年选派",
                parent=self.item,
                period=str(year),
                starts_on=date(year, 1, 1),
                due_on=date(year, 12, 31),
                created_by=self.item.created_by,
                obligation=self.item.obligation,
                obliged_party=self.uni_party,
            )
        self.make()
        self.make(person="李二", starts_on=date(2025, 3, 1), planned_end_on=date(2025, 8, 31))
        self.make(person="王三", starts_on=date(2024, 9, 1), planned_end_on=date(2025, 2, 28))
        found = {bar.row.title: [stay.posting.person for stay in bar.stays] for bar in self.bars().values()}
        self.assertEqual(found, {"2025 年选派": ["王三", "李二"], "2026 年选派": ["张一"]})

    def test_fifty_postings_cost_as_many_queries_as_one(self):
        one = self.make()

        def queries():
            self.look()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("agreements:agreement_timeline", args=[self.agreement.pk]))
            return len(asked)

        few = queries()
        for n in range(50):
            one.pk, one.person = None, f"第{n}人"
            one.save(force_insert=True)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 14)
        found = self.look().context["timeline"]
        self.assertEqual(found.stays, 51)
        self.assertEqual([len(part.rows) for part in found.parts], [6] * 8 + [4])
        self.assertEqual([part.is_first for part in found.parts], [True] + [False] * 8)


class Geometry(SimpleTestCase):
    def test_months_are_equally_wide_and_ticks_meet(self):
        for scale, count in (("year", 3), ("quarter", 8), ("month", 24)):
            axis = Axis(date(2025, 10, 5), date(2027, 9, 30), scale)
            ticks = axis.ticks()
            with self.subTest(scale=scale):
                self.assertEqual(len(ticks), count)
                for before, after in pairwise(ticks):
                    self.assertAlmostEqual(before["x"] + before["width"], after["x"], delta=0.2)
        self.assertEqual(axis.x(date(2025, 10, 1)), LABEL)
        days = [axis.x(date(2025, 10, 1) + timedelta(days=step)) for step in range(700)]
        self.assertEqual(days, sorted(days))

    def test_a_long_title_is_cut_to_its_room(self):
        self.assertEqual(fitting("短标题", 290), "短标题")
        self.assertEqual(fitting("一" * 40, 290), "一" * 23 + "…")
        self.assertTrue(fitting("a" * 80, 290).endswith("…"))
