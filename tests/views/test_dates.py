"""The sheet “set dates”: what it offers, what one save does, what it leaves alone."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, lists
from agreements.models import Commitment, TrailEntry, UnitRole
from tests.sides import Rules


class Sheet(Rules):
    def setUp(self):
        super().setUp()
        self.by_year = self.make_commitment(title="有年份的", due_on=None, due_text="2027年底前")
        self.every = self.make_commitment(title="每年的", due_on=None, due_text="每年", cadence="recurring")
        self.bare = self.make_commitment(title="没写的", due_on=None, clause=self.clause_2)
        self.dated = self.make_commitment(title="已有时限的")

    def open(self, actor=None):
        self.sign_in(actor or self.uni_liaison)
        self.client.cookies["django_language"] = "en"
        return self.client.get(reverse("agreements:date_sheet", args=[self.agreement.pk]))

    def send(self, page, actor=None, **typed):
        """Send the sheet as it is, with these fields typed over."""
        self.sign_in(actor or self.uni_liaison)
        self.client.cookies["django_language"] = "en"
        sent = {}
        for line in page.context["sheet"].lines:
            sent |= {f"version-{line.item.pk}": line.item.version, f"due-{line.item.pk}": line.typed}
        url = reverse("agreements:date_sheet_save", args=[self.agreement.pk])
        return self.client.post(url, sent | typed)

    def due(self, row):
        return Commitment.objects.values_list("due_on", flat=True).get(pk=row.pk)

    def typed(self, answer):
        return [line.typed for line in answer.context["sheet"].lines]


class Opening(Sheet, TestCase):
    def test_every_draft_without_a_date_stands_beside_its_words_and_what_they_come_to(self):
        page = self.open()
        lines = page.context["sheet"].lines
        self.assertEqual([line.item.title for line in lines], ["有年份的", "每年的", "没写的"])
        self.assertEqual([line.item.proposed.day for line in lines], [date(2027, 12, 31), None, None])
        self.assertEqual(self.typed(page), ["", "", ""])  # a date that nobody set is never made up
        self.assertContains(page, "End of the year named")
        self.assertContains(page, "Again and again: no single day")

    def test_what_was_assigned_without_a_date_needs_an_agreed_change(self):
        row = self.make_assigned(title="交办了的", due_on=None)
        page = self.open()
        self.assertEqual([each.pk for each in page.context["agreed"]], [row.pk])
        self.assertNotIn(row.pk, [line.item.pk for line in page.context["sheet"].lines])
        answer = self.send(page, **{f"version-{row.pk}": row.version, f"due-{row.pk}": "2027-01-01"})
        self.assertEqual(answer.status_code, 409)
        self.assertIsNone(self.due(row))

    def test_a_draft_on_a_list_has_no_field(self):
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[self.by_year])
        page = self.open()
        self.assertContains(page, "On a list that waits")
        self.assertNotContains(page, f'id="due-{self.by_year.pk}"')
        self.send(page, **{f"due-{self.by_year.pk}": "2027-01-01"})
        self.assertIsNone(self.due(self.by_year))

    def test_only_liaison_officers_and_administrators(self):
        for actor, status in (
            (self.uni_officer, 403),
            (self.stranger, 404),
            (self.dis_liaison, 200),
            (self.admin, 200),
        ):
            self.assertEqual(self.open(actor).status_code, status)

    def test_fifty_rows_cost_as_many_queries_as_five(self):
        def queries():
            self.open()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("agreements:date_sheet", args=[self.agreement.pk]))
            return len(asked)

        def more(count):
            for place in range(count):
                row = self.make_commitment(title=f"事项{place}", due_on=None)
                commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)

        more(2)
        few = queries()
        more(45)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 20)


class Saving(Sheet, TestCase):
    def test_rows_with_a_date_are_set_and_the_others_stay(self):
        answer = self.send(self.open(), **{f"due-{self.by_year.pk}": "2027-12-31"})
        self.assertRedirects(answer, reverse("agreements:date_sheet", args=[self.agreement.pk]))
        self.assertEqual([self.due(row) for row in (self.by_year, self.every)], [date(2027, 12, 31), None])
        self.assertEqual(TrailEntry.objects.about(self.by_year).last().verb, "edit")
        self.assertEqual([line.item.title for line in self.open().context["sheet"].lines], ["每年的", "没写的"])

    def test_a_refused_row_keeps_what_was_typed_and_the_others_are_saved(self):
        typed = {f"due-{self.by_year.pk}": "明年", f"due-{self.bare.pk}": "2028-01-31"}
        answer = self.send(self.open(), **typed)
        self.assertContains(answer, "Write the day as 2026-12-31.", 1, status_code=422)
        self.assertEqual(self.typed(answer), ["明年", ""])
        self.assertEqual(self.due(self.bare), date(2028, 1, 31))

    def test_a_row_that_changed_meanwhile_is_not_overwritten_and_sending_again_is_meant(self):
        page = self.open()
        commitments.edit(self.bare, by=self.dis_liaison, version=self.bare.version, title="改过的")
        answer = self.send(page, **{f"due-{self.bare.pk}": "2028-01-31"})
        self.assertContains(answer, "It has changed since you opened the sheet", status_code=409)
        self.assertIsNone(self.due(self.bare))
        self.send(answer)
        self.assertEqual(self.due(self.bare), date(2028, 1, 31))

    def test_somebody_was_quicker(self):
        page = self.open()
        commitments.edit(self.bare, by=self.dis_liaison, version=self.bare.version, due_on=date(2029, 1, 1))
        answer = self.send(page, **{f"version-{self.bare.pk}": 1, f"due-{self.bare.pk}": "2028-01-31"})
        self.assertContains(answer, "somebody was quicker", status_code=409)
        self.assertEqual(self.due(self.bare), date(2029, 1, 1))

    def test_the_buttons_fill_in_and_save_nothing(self):
        page = self.open()
        self.assertEqual(self.typed(self.send(page, take="all")), ["2027-12-31", "", ""])
        self.assertEqual(self.typed(self.send(page, take=self.by_year.pk)), ["2027-12-31", "", ""])
        answer = self.send(page, **{"fill": "1", "fill-day": "2030-01-01", f"due-{self.every.pk}": "2031-01-01"})
        self.assertEqual(self.typed(answer), ["2030-01-01", "2031-01-01", "2030-01-01"])
        answer = self.send(page, **{"same": self.every.pk, f"due-{self.by_year.pk}": "2032-01-01"})
        self.assertEqual(self.typed(answer), ["2032-01-01", "2032-01-01", ""])
        self.assertEqual(Commitment.objects.filter(due_on=None).count(), 3)

    def test_the_page_of_an_item_shows_the_rule_behind_its_date(self):
        self.send(self.open(), **{f"due-{self.by_year.pk}": "2027-12-31"})
        page = self.client.get(reverse("agreements:commitment_detail", args=[self.by_year.pk]))
        self.assertContains(page, "The words come to 2027-12-31: End of the year named.")
