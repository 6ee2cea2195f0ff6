"""The sheet “name the leads”: what it offers, what one save does, what it leaves alone."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, lists
from agreements.models import CommitmentUnit, SuggestedUnit, UnitRole
from tests.sides import Rules


class Sheet(Rules):
    def setUp(self):
        super().setUp()
        self.joint = self.make_commitment(title="双方的")
        self.theirs = self.make_commitment(title="区方的", obliged_party=self.dis_party)
        self.second = self.make_commitment(title="园区的", clause=self.clause_2)
        self.rows = [self.joint, self.theirs, self.second]

    def open(self, actor=None):
        self.sign_in(actor or self.uni_liaison)
        self.client.cookies["django_language"] = "en"
        return self.client.get(reverse("agreements:lead_sheet", args=[self.agreement.pk]))

    def fields(self, page, **typed):
        """What the browser would send of the sheet as it is, with these fields typed over."""
        sheet = page.context["sheet"]
        sent = {"seen": sheet.seen}
        for line in sheet.lines:
            pk = line.item.pk
            sent |= {
                f"version-{pk}": line.item.version,
                f"unit-{pk}": line.unit or "",
                f"officer-{pk}": line.officer or "",
            }
            sent[f"support-{pk}"] = line.supports
        return sent | typed

    def save(self, page, actor=None, **typed):
        self.sign_in(actor or self.uni_liaison)
        self.client.cookies["django_language"] = "en"
        url = reverse("agreements:lead_sheet_save", args=[self.agreement.pk])
        return self.client.post(url, self.fields(page, **typed))

    def unit_of(self, row, side=None):
        named = CommitmentUnit.objects.filter(commitment=row, party=side or self.uni_party).exclude(role="support")
        return named.values_list("unit__name", flat=True).first()


class Opening(Sheet, TestCase):
    def test_every_draft_without_a_unit_of_the_own_side_is_a_row(self):
        commitments.name_unit(self.joint, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        page = self.open()
        self.assertEqual([line.item.title for line in page.context["sheet"].lines], ["区方的", "园区的"])
        self.assertContains(page, "Contact unit", 1)
        page = self.open(self.dis_liaison)
        self.assertEqual(len(page.context["sheet"].lines), 3)
        self.assertContains(page, "科研院", 1)  # what the other side has named
        self.assertNotContains(page, f'<option value="{self.uni_lead.pk}"')

    def test_what_was_declined_stands_there_again(self):
        row = self.make_assigned(title="退回的")
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        self.assertIn("退回的", [line.item.title for line in self.open().context["sheet"].lines])

    def test_the_unit_named_last_in_the_clause_is_proposed(self):
        commitments.name_unit(self.joint, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        another = self.make_commitment(title="再一项")
        lines = {line.item.pk: line for line in self.open().context["sheet"].lines}
        self.assertEqual(
            (lines[another.pk].unit, lines[another.pk].why), (self.uni_third.pk, "Named last in this clause")
        )
        self.assertIsNone(lines[self.theirs.pk].unit)  # a contact is not a lead
        self.assertIsNone(lines[self.second.pk].unit)

    def test_the_other_sides_suggestion_comes_first(self):
        told = {"commitment": self.joint, "party": self.uni_party, "suggested_by": self.dis_liaison.user}
        SuggestedUnit.objects.create(unit=self.uni_lead, role="lead", officer=self.uni_officer.user, **told)
        SuggestedUnit.objects.create(unit=self.uni_third, role="support", **told)
        page = self.open()
        line = next(line for line in page.context["sheet"].lines if line.item == self.joint)
        self.assertEqual(
            (line.unit, line.officer, line.supports), (self.uni_lead.pk, self.uni_officer.user.pk, [self.uni_third.pk])
        )
        self.assertContains(page, "Suggested by dis_liaison")
        self.save(page)
        self.assertEqual(self.unit_of(self.joint), "科研院")
        self.assertTrue(self.joint.units.filter(unit=self.uni_third, role="support").exists())
        self.assertFalse(SuggestedUnit.objects.open().exists())

    def test_fifty_rows_cost_as_many_queries_as_five(self):
        def queries():
            self.open()
            with CaptureQueriesContext(connection) as asked:
                self.assertEqual(self.open_again().status_code, 200)
            return len(asked)

        def more(count):
            for place in range(count):
                row = self.make_commitment(title=f"事项{place}")
                commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)

        more(2)
        few = queries()
        more(45)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 24)

    def open_again(self):
        return self.client.get(reverse("agreements:lead_sheet", args=[self.agreement.pk]))


class Saving(Sheet, TestCase):
    def test_one_save_names_every_row_and_the_last_side_assigns(self):
        typed = {f"unit-{row.pk}": self.uni_lead.pk for row in self.rows}
        answer = self.save(self.open(), **typed)
        self.assertRedirects(answer, reverse("agreements:lead_sheet", args=[self.agreement.pk]))
        self.assertEqual([self.unit_of(row) for row in self.rows], ["科研院"] * 3)
        self.assertEqual(self.theirs.units.get().role, "contact")
        typed = {f"unit-{row.pk}": self.dis_lead.pk for row in self.rows}
        self.save(self.open(self.dis_liaison), self.dis_liaison, **typed)
        self.assertEqual([self.status(row) for row in self.rows], ["assigned"] * 3)
        self.assertContains(self.open(self.dis_liaison), "Every draft has a unit of your side")

    def test_rows_left_empty_stay(self):
        self.save(self.open(), **{f"unit-{self.joint.pk}": self.uni_lead.pk})
        self.assertEqual([self.unit_of(row) for row in self.rows], ["科研院", None, None])

    def test_a_refused_row_keeps_what_was_typed_and_the_others_are_saved(self):
        typed = {f"unit-{row.pk}": self.uni_lead.pk for row in self.rows}
        typed[f"officer-{self.joint.pk}"] = self.uni_other.user.pk  # of another unit
        answer = self.save(self.open(), **typed)
        self.assertContains(answer, "uni_other has no post in this unit.", 1, status_code=422)
        self.assertContains(answer, "Units named for 2 commitments", status_code=422)
        self.assertEqual([self.unit_of(row) for row in self.rows], [None, "科研院", "科研院"])
        line = answer.context["sheet"].lines[0]
        self.assertEqual((line.item, line.unit, line.officer), (self.joint, self.uni_lead.pk, self.uni_other.user.pk))

    def test_a_row_is_named_whole_or_not_at_all(self):
        typed = {f"unit-{self.joint.pk}": self.uni_lead.pk, f"support-{self.joint.pk}": [self.uni_lead.pk]}
        answer = self.save(self.open(), **typed)
        self.assertContains(answer, "does not support it as well", status_code=422)
        self.assertIsNone(self.unit_of(self.joint))

    def test_units_of_another_side_are_refused(self):
        answer = self.save(self.open(), **{f"unit-{self.joint.pk}": self.dis_lead.pk})
        self.assertContains(answer, "Choose units of your own side", status_code=422)
        self.assertFalse(CommitmentUnit.objects.exists())

    def test_what_the_draft_says_changed_meanwhile_is_told_in_the_row(self):
        page = self.open()
        commitments.edit(self.joint, by=self.dis_liaison, version=1, title="另一件事")
        typed = {f"unit-{self.joint.pk}": self.uni_lead.pk, f"unit-{self.second.pk}": self.uni_third.pk}
        answer = self.save(page, **typed)
        self.assertContains(answer, "Somebody changed the draft since you opened the sheet.", status_code=409)
        self.assertContains(answer, "另一件事", status_code=409)
        self.assertEqual((self.unit_of(self.joint), self.unit_of(self.second)), (None, "教务处"))
        again = self.save(answer, **{f"unit-{self.joint.pk}": self.uni_lead.pk})
        self.assertEqual((again.status_code, self.unit_of(self.joint)), (302, "科研院"))

    def test_that_the_other_side_named_its_units_is_in_nobodys_way(self):
        page = self.open()
        for row in self.rows:
            commitments.name_unit(row, by=self.dis_liaison, unit=self.dis_lead, role=UnitRole.LEAD)
        answer = self.save(page, **{f"unit-{row.pk}": self.uni_lead.pk for row in self.rows})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual([self.status(row) for row in self.rows], ["assigned"] * 3)

    def test_what_a_colleague_named_meanwhile_is_not_overwritten(self):
        page = self.open()
        commitments.name_unit(self.joint, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.LEAD)
        answer = self.save(page, **{f"unit-{self.joint.pk}": self.uni_lead.pk})
        self.assertContains(answer, "somebody was quicker", status_code=409)
        self.assertEqual(self.unit_of(self.joint), "教务处")

    def test_on_an_open_list_units_are_named_and_agreeing_assigns(self):
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        self.save(self.open(), **{f"unit-{row.pk}": self.uni_lead.pk for row in self.rows})
        page = self.open(self.dis_liaison)
        lists.confirm_list(decision, by=self.dis_liaison)
        answer = self.save(page, self.dis_liaison, **{f"unit-{row.pk}": self.dis_lead.pk for row in self.rows})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual([self.status(row) for row in self.rows], ["assigned"] * 3)


class WithoutAScript(Sheet, TestCase):
    def test_filling_the_empty_ones_saves_nothing_yet(self):
        typed = {"fill": "1", "fill-unit": self.uni_lead.pk, f"unit-{self.theirs.pk}": self.uni_third.pk}
        answer = self.save(self.open(), **typed)
        units = [line.unit for line in answer.context["sheet"].lines]
        self.assertEqual(units, [self.uni_lead.pk, self.uni_third.pk, self.uni_lead.pk])
        self.assertFalse(CommitmentUnit.objects.exists())

    def test_as_above_copies_the_row_before(self):
        typed = {
            "same": self.theirs.pk,
            f"unit-{self.joint.pk}": self.uni_lead.pk,
            f"officer-{self.joint.pk}": self.uni_officer.user.pk,
            f"support-{self.joint.pk}": [self.uni_third.pk],
        }
        answer = self.save(self.open(), **typed)
        line = answer.context["sheet"].lines[1]
        self.assertEqual(
            (line.unit, line.officer, line.supports), (self.uni_lead.pk, self.uni_officer.user.pk, [self.uni_third.pk])
        )
        self.assertContains(answer, f'<option value="{self.uni_lead.pk}" selected>科研院</option>', 2)
        self.assertFalse(CommitmentUnit.objects.exists())
