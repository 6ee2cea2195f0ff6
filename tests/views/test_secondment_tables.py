"""Postings from a pasted table: row by row what would be entered, then all of it or nothing."""

from datetime import date

from django.test import SimpleTestCase, TestCase

from agreements.actions import secondments
from agreements.extraction.postings import read
from agreements.models import Secondment, TrailEntry
from tests.views.test_secondments import Pages

TEN = "\n".join(f"教师{place}\t助理{place}" for place in range(10))


class ReadingATable(SimpleTestCase):
    def test_columns_are_known_by_their_headings_in_any_order(self):
        text = "序号\t挂职单位\t姓名\t挂职职务\t起始日期\t截止日期\t派出单位\n"
        text += "1\t科信局\t张一\t助理\t2026.9.1\t2027年2月28日\t科研院"
        self.assertEqual(
            read(text),
            [
                (
                    2,
                    {
                        "host_unit": "科信局",
                        "person": "张一",
                        "post": "助理",
                        "starts_on": "2026.9.1",
                        "planned_end_on": "2027年2月28日",
                        "sending_unit": "科研院",
                    },
                )
            ],
        )

    def test_without_headings_they_stand_in_our_order(self):
        self.assertEqual(read("张一\t助理\t\t科信局"), [(1, {"person": "张一", "post": "助理", "host_unit": "科信局"})])
        self.assertEqual(read(" \n"), [])


class Pasting(Pages, TestCase):
    def common(self, **given):
        return {
            "commitment": self.item.pk,
            "sending_unit": self.uni_lead.pk,
            "host_unit": self.dis_lead.pk,
            "starts_on": "2026-09-01",
            "planned_end_on": "2027-02-28",
            "post": "",
        } | given

    def paste(self, text, actor=None, step="preview", **given):
        name, args = f"secondment_paste_{step}", [self.agreement.pk]
        return self.send(actor or self.uni_liaison, name, args, self.common(text=text) | given)

    def enter(self, text, actor=None, **given):
        plan = self.paste(text, actor, **given).context["plan"]
        return self.paste(text, actor, "confirm", seen=plan.digest, **given)

    def problems(self, text, **given):
        plan = self.paste(text, **given).context["plan"]
        return [" ".join(row.problems) for row in plan.rows]

    def test_ten_people_posted_the_same_day_are_entered_in_one_table(self):
        page = self.paste(TEN)
        self.assertContains(page, "Enter 10 postings")
        self.assertFalse(Secondment.objects.exists())
        self.assertEqual(self.enter(TEN).status_code, 302)
        self.assertEqual(Secondment.objects.filter(starts_on=date(2026, 9, 1), host_unit=self.dis_lead).count(), 10)
        self.assertEqual(TrailEntry.objects.filter(verb="posting_plan").count(), 10)
        self.assertWhole()

    def test_a_cell_goes_before_what_is_the_same_for_all(self):
        text = "姓名\t岗位\t派出单位\t接收单位\t起\t止\n李二\t处长助理\tD2\t科研院\t2026/10/1\t2026-12-31"
        self.enter(text)
        row = Secondment.objects.get()
        self.assertEqual((row.sending_unit, row.host_unit), (self.dis_lead, self.uni_lead))
        self.assertEqual((row.starts_on, row.planned_end_on), (date(2026, 10, 1), date(2026, 12, 31)))

    def test_short_ones_are_counted_before_they_are_entered(self):
        page = self.paste(TEN, planned_end_on="2027-02-27")
        self.assertContains(page, "10 postings are too short")
        self.assertContains(page, "1 day short", 10)
        self.assertEqual(self.enter(TEN, planned_end_on="2027-02-27").status_code, 302)

    def test_what_cannot_be_is_said_row_by_row_and_nothing_is_entered(self):
        head = "姓名\t岗位\t派出单位\t接收单位\t起\t止\n"
        text = head + "\n".join(
            (
                "张一\t\t\t\t\t",
                "李二\t助理\t无此处\t\t\t",
                "王三\t助理\t\t教务处\t\t",
                "赵四\t助理\t\t\t2026-02-30\t",
                "钱五\t助理\t\t\t2026-09-01\t2026-08-01",
                "孙六 110105194912310029\t助理\t\t\t\t",
                "周七\t助理\t\t\t\t",
                "周七\t主任\t\t\t\t",
            )
        )
        found = self.problems(text)
        wanted = (
            "nothing is given",
            "is no unit",
            "different sides",
            "is no day",
            "before it begins",
            "identity number",
        )
        for said, words in zip(found, (*wanted, "", "Row 8 says the same"), strict=True):
            self.assertIn(words, said)
        self.assertEqual(found[6], "")
        answer = self.enter(text)
        self.assertContains(answer, "none was", status_code=422)
        self.assertFalse(Secondment.objects.exists())

    def test_a_unit_that_several_sides_have_needs_its_code(self):
        for organization, code in ((self.university, "U9"), (self.district, "D9")):
            self.unit(organization, code, "办公室")
        text = "姓名\t岗位\t派出单位\n张一\t助理\t办公室\n李二\t助理\tu9"
        self.assertEqual([bool(said) for said in self.problems(text)], [True, False])

    def test_who_is_here_already_is_not_entered_again(self):
        self.make(person="教师0")
        page = self.paste(TEN)
        self.assertContains(page, "Enter 9 postings")
        self.enter(TEN)
        self.assertEqual(Secondment.objects.count(), 10)
        self.assertContains(self.paste(TEN), "here already")

    def test_a_unit_enters_its_own_alone(self):
        self.assertEqual(self.problems(TEN), [""] * 10)
        answer = self.paste(TEN, self.uni_other)
        self.assertContains(answer, "A posting is kept by its sending", 10)
        self.assertContains(answer, "btn primary", 1)

    def test_what_changed_meanwhile_is_shown_and_nothing_is_entered(self):
        plan = self.paste(TEN).context["plan"]
        secondments.plan(self.agreement, by=self.uni_liaison, **self.of(person="教师3"))
        answer = self.paste(TEN, step="confirm", seen=plan.digest)
        self.assertContains(answer, "The register changed meanwhile", status_code=409)
        self.assertEqual(Secondment.objects.count(), 1)

    def of(self, **given):
        return {
            "commitment": self.item,
            "post": "助理",
            "sending_unit": self.uni_lead,
            "host_unit": self.dis_lead,
            "starts_on": date(2026, 9, 1),
            "planned_end_on": date(2027, 2, 28),
        } | given

    def test_no_table_and_one_that_is_too_long_are_refused(self):
        self.assertContains(self.paste(" \n "), "required", status_code=422)
        self.assertContains(self.paste("姓名\t岗位"), "No table was found", status_code=422)
        long = "\n".join(f"某{place}\t助理" for place in range(201))
        self.assertContains(self.paste(long), "At most 200 rows", status_code=422)
        self.assertContains(self.paste(TEN, commitment=""), "required", status_code=422)

    def test_the_page_offers_it(self):
        self.assertContains(self.ask(self.uni_officer, "secondment_paste"), "What the table may hold")
