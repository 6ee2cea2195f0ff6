"""Starting from a template: suggestions that count nowhere until they are kept."""

from datetime import date

from django.test import TestCase
from django.utils import translation

from agreements.actions import decisions, indicators, milestones, templates
from agreements.models import Indicator, Milestone, Template
from tests.sides import Rules


class StartingFromATemplate(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.row = cls.make_running(starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
        cls.template = Template.objects.get(name="国家大学科技园")

    def take(self, by=None):
        templates.take(self.row, by=by or self.uni_officer, template=self.template)

    def test_five_templates_come_with_the_program_in_two_languages(self):
        self.assertEqual(Template.objects.count(), 5)
        self.assertEqual(str(self.template), "Science park")
        with translation.override("zh-hans"):
            self.assertEqual(str(self.template), "国家大学科技园")
        for template in Template.objects.all():
            self.assertTrue(template.milestones.exists() and template.indicators.exists())

    def test_suggestions_count_nowhere(self):
        self.take()
        self.assertEqual(Milestone.objects.filter(is_suggested=True).count(), self.template.milestones.count())
        self.assertFalse(Milestone.objects.open().exists())
        indicator = Indicator.objects.first()
        with self.refused("It is only suggested: keep it first."):
            indicators.record(indicator, by=self.uni_officer, period="2026", actual=1)
        self.assertTrue(decisions.open_close(self.row, by=self.uni_liaison, reason="完成").is_released)

    def test_a_date_shares_out_the_time_that_is_left_or_is_not_there(self):
        self.take()
        self.assertEqual(Milestone.objects.last().due_on, date(2026, 12, 31))
        self.assertEqual(Milestone.objects.first().due_on, date(2026, 12, 1))
        over = self.make_commitment(starts_on=date(2026, 1, 1), due_on=date(2026, 6, 30))
        templates.take(over, by=self.uni_liaison, template=self.template)
        self.assertFalse(over.milestones.filter(due_on__isnull=False).exists())
        undated = self.make_commitment(due_on=None)
        templates.take(undated, by=self.uni_liaison, template=self.template)
        self.assertFalse(undated.milestones.filter(due_on__isnull=False).exists())

    def test_a_name_that_a_template_says_twice_is_suggested_once(self):
        twice = Template.objects.create(name="自拟")
        for measure in ("家", "户"):
            twice.indicators.create(name="在孵企业数", measure=measure)
        templates.take(self.row, by=self.uni_officer, template=twice)
        self.assertEqual(self.row.indicators.count(), 1)

    def test_what_stands_there_is_not_suggested_again(self):
        milestones.add(self.row, by=self.uni_officer, title="Interim review")
        self.take()
        self.assertEqual(Milestone.objects.filter(title="Interim review").count(), 1)
        with translation.override("zh-hans"), self.refused():  # nor in the other language
            self.take()
        with self.refused("All that this template suggests stands there already."):
            self.take()

    def test_one_is_kept_and_its_date_is_a_first_date(self):
        self.take()
        one = Milestone.objects.first()
        templates.keep(self.row, by=self.dis_liaison, milestones=[one.pk])
        one.refresh_from_db()
        self.assertEqual((one.is_suggested, one.first_due_on), (False, one.due_on))
        self.assertEqual(self.verbs(self.row)[-2:], ["plan", "keep_suggestions"])
        with self.refused("Somebody has kept or dropped it meanwhile."):
            templates.keep(self.row, by=self.uni_liaison, milestones=[one.pk])

    def test_on_a_draft_the_first_date_waits_for_the_assignment(self):
        draft = self.make_commitment(starts_on=date(2026, 1, 1))
        templates.take(draft, by=self.dis_liaison, template=self.template)
        templates.keep(draft, by=self.uni_liaison)
        self.assertFalse(draft.milestones.filter(first_due_on__isnull=False).exists())
        self.assertFalse(draft.indicators.filter(is_suggested=True).exists())

    def test_all_the_others_are_dropped_at_once(self):
        self.take()
        one = Indicator.objects.first()
        templates.keep(self.row, by=self.uni_officer, indicators=[one.pk])
        templates.drop(self.row, by=self.uni_officer)
        self.assertFalse(Milestone.objects.exists())
        self.assertEqual(list(Indicator.objects.all()), [one])
        with self.refused("Somebody has kept or dropped it meanwhile."):
            templates.drop(self.row, by=self.uni_officer)

    def test_who_may_not_plan_takes_nothing(self):
        for actor in (self.uni_other, self.uni_leader, self.admin):
            with self.forbidden():
                self.take(by=actor)
