"""Reporting: the unit that speaks, drafts, no change, seconding, a page that went stale."""

from datetime import date, timedelta

from django.test import TestCase

from agreements.actions import commitments, progress
from agreements.errors import Stale
from agreements.models import ProgressReport, UnitRole
from tests.sides import Rules
from tests.world import TODAY, at


class WhoSpeaks(Rules, TestCase):
    def test_a_liaison_reports_for_a_named_unit_of_the_own_side(self):
        row = self.make_assigned()
        told = progress.report(row, by=self.uni_liaison, unit=self.uni_lead, text="代报。", percent=30)
        self.assertEqual(
            (told.unit, told.acting_unit, told.author), (self.uni_lead, self.uni_office, self.uni_liaison.user)
        )
        with self.refused("No unit of this side"):
            progress.report(row, by=self.uni_liaison, unit=self.dis_lead, text="代报。", percent=30)

    def test_an_officer_reports_for_the_own_unit(self):
        row = self.make_assigned()
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        with self.forbidden("You report for your own unit."):
            progress.report(row, by=self.uni_other, unit=self.uni_lead, text="越位。", percent=90)

    def test_a_contact_unit_reports_nothing(self):
        row = self.make_assigned(obliged_party=self.uni_party)
        with self.forbidden():
            progress.report(row, by=self.dis_officer, text="收到。", percent=10)

    def test_a_report_belongs_to_the_cycle_of_its_day(self):
        told = progress.report(self.make_assigned(), by=self.uni_officer, text="进展。", percent=30)
        self.assertEqual(told.cycle_on, date(2026, 10, 1))
        with at(date(2027, 1, 1)):
            told = progress.report(told.commitment, by=self.uni_officer, text="进展。", percent=40)
        self.assertEqual(told.cycle_on, date(2027, 1, 1))

    def test_a_page_that_went_stale_is_told_so(self):
        row = self.make_assigned()
        progress.report(row, by=self.uni_officer, text="进展。", percent=30, version=row.version)
        with self.assertRaises(Stale) as caught:
            progress.report(row, by=self.uni_head, text="另一份。", percent=50, version=row.version)
        self.assertEqual(caught.exception.current.version, self.fresh(row).version)
        self.assertEqual(row.reports.count(), 1)


class Drafts(Rules, TestCase):
    def test_one_draft_is_kept_and_written_over(self):
        row = self.make_assigned()
        for words in ("先写", "再写"):
            progress.save_draft(row, by=self.uni_officer, text=words, percent=20)
        draft = row.reports.get()
        self.assertEqual((draft.text, draft.state, self.status(row)), ("再写", "draft", "assigned"))
        self.assertFalse(ProgressReport.objects.visible_to(self.uni_head).exists())

    def test_submitting_uses_the_draft_up_and_sends_what_was_sent(self):
        row = self.make_assigned()
        progress.save_draft(row, by=self.uni_officer, text="先写", percent=20, problem="不想说的")
        progress.report(row, by=self.uni_officer, text="写好了", percent=25)
        told = row.reports.get()
        self.assertEqual((told.text, told.problem, told.percent, told.state), ("写好了", "", 25, "submitted"))

    def test_no_change_sends_no_word_of_an_unfinished_draft(self):
        row = self.make_running()
        progress.save_draft(row, by=self.uni_officer, text="还没写完", problem="内部顾虑", needs_other="先别说")
        told = progress.no_change(row, by=self.uni_officer)
        self.assertEqual((told.kind, told.text, told.problem, told.needs_other), ("no_change", "", "", ""))
        self.assertEqual(row.reports.get(state="draft").text, "还没写完")


class NoChange(Rules, TestCase):
    def test_it_keeps_the_percent_and_breaks_the_silence(self):
        row = self.make_running(obliged_party=self.uni_party)
        with at(TODAY + timedelta(days=60)):
            told = progress.no_change(row, by=self.uni_officer)
        row = self.fresh(row)
        self.assertEqual((told.percent, row.percent, row.silent_on), (40, 40, date(2027, 7, 1)))

    def test_as_a_leads_first_word_it_accepts_and_starts(self):
        row = self.make_assigned()
        progress.no_change(row, by=self.uni_officer)
        self.assertEqual((self.status(row), self.fresh(row).percent), ("in_progress", 0))
        self.assertIsNotNone(row.units.get(unit=self.uni_lead).accepted_at)


class Seconding(Rules, TestCase):
    def test_the_other_leads_report_becomes_ones_own(self):
        row = self.make_running(percent=40)
        told = progress.second(row, by=self.dis_officer)
        self.assertEqual((told.kind, told.percent, told.seconds.unit), ("second", 40, self.uni_lead))
        self.assertEqual(self.fresh(row).percent, 40)

    def test_it_is_done_once_and_not_after_having_spoken_oneself(self):
        row = self.make_running()
        progress.second(row, by=self.dis_officer)
        with self.refused("no report of the other lead to second"):
            progress.second(row, by=self.dis_officer)
        with self.refused("no report of the other lead to second"):
            progress.second(row, by=self.uni_officer)  # a seconding is not seconded
        progress.report(row, by=self.uni_officer, text="又进一步。", percent=60)
        progress.second(row, by=self.dis_head)
        self.assertEqual(self.fresh(row).percent, 60)

    def test_it_is_for_a_lead(self):
        row = self.make_running()
        for actor in (self.uni_liaison, self.uni_other, self.dis_leader):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                progress.second(row, by=actor)
