"""The register of secondments: who may enter what, what is refused, what needs the other side's consent."""

from datetime import date, timedelta

from django.test import TestCase

from agreements.actions import secondments
from agreements.errors import Refused, Stale
from agreements.models import (
    Actor,
    Notification,
    Role,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    TrailEntry,
)
from agreements.reports.tasks import changes_for
from tests.postings import asking_item, make_posting
from tests.sides import DistrictByLetter, Rules, ThreeSides
from tests.world import TODAY

NUMBER = "11010519491231002X"
HALF_YEAR = {"starts_on": date(2026, 9, 1), "planned_end_on": date(2027, 2, 28)}


class Postings(Rules):
    def setUp(self):
        super().setUp()
        self.item = asking_item(self)

    def make(self, **given):
        return make_posting(self, **{"commitment": self.item} | given)

    def now(self, posting):
        return Secondment.objects.with_all().get(pk=posting.pk)


class Entering(Postings, TestCase):
    def fields_refused(self, **given):
        with self.assertRaises(Refused) as caught:
            self.make(**given)
        self.assertFalse(Secondment.objects.exists())
        return set(caught.exception.error_dict)

    def test_both_directions_are_entered_and_the_sides_follow_from_the_units(self):
        there = self.make()
        back = self.make(person="李二", sending_unit=self.dis_lead, host_unit=self.uni_lead)
        self.assertEqual((there.sending_party, there.host_party), (self.uni_party, self.dis_party))
        self.assertEqual((back.sending_party, back.host_party), (self.dis_party, self.uni_party))
        self.assertEqual(self.verbs(there), ["posting_plan"])
        self.assertEqual(TrailEntry.objects.about(there).get().agreement_id, self.agreement.pk)
        self.assertWhole()

    def test_the_unit_concerned_enters_its_own_and_no_other(self):
        for actor in (self.uni_officer, self.uni_head, self.dis_officer, self.dis_liaison):
            with self.subTest(actor=actor.user.username):
                self.make(by=actor, person=actor.user.username)
        with self.forbidden("kept by its sending and its host unit"):
            self.make(by=self.uni_other, person="王三")

    def test_what_does_not_fit_is_said_beside_its_field(self):
        self.assertEqual(self.fields_refused(host_unit=self.uni_third), {"host_unit"})
        self.assertEqual(self.fields_refused(sending_unit=self.out_office), {"sending_unit"})
        self.assertEqual(self.fields_refused(planned_end_on=date(2026, 8, 31)), {"planned_end_on"})
        self.assertEqual(self.fields_refused(exception_reason="工作需要"), {"exception_allowed_by"})
        self.assertEqual(self.fields_refused(exception_allowed_by="部长"), {"exception_reason"})

    def test_identity_numbers_are_refused_wherever_they_stand(self):
        for name in ("person", "post", "approval_number"):
            self.assertEqual(self.fields_refused(**{name: f"甲 {NUMBER}"}), {name})
        spaced = "１１０１０５ 19491231-0029"
        self.assertEqual(self.fields_refused(post=spaced), {"post"})
        self.make(approval_number="京组〔2026〕12 号 010-67391234")

    def test_nobody_is_entered_twice(self):
        self.make()
        with self.assertRaisesMessage(Refused, "already on the register"):
            self.make()
        self.make(starts_on=date(2027, 3, 1), planned_end_on=date(2027, 8, 31))

    def test_one_that_is_too_short_is_entered_and_flagged(self):
        short = self.make(planned_end_on=date(2027, 2, 27))
        self.assertEqual(short.term().missing, 1)
        self.assertEqual(short.term().enough_on, date(2027, 2, 28))

    def test_the_minimum_binds_its_own_direction_alone(self):
        back = self.make(sending_unit=self.dis_lead, host_unit=self.uni_lead, planned_end_on=date(2026, 9, 30))
        self.assertIsNone(back.term())
        self.item.min_months_party = None
        back.commitment = self.item
        self.assertEqual(back.term().missing, 151)

    def test_an_exception_is_entered_along(self):
        posting = self.make(exception_reason="项目只有四个月", exception_allowed_by="组织部长", **HALF_YEAR)
        self.assertEqual(self.verbs(posting), ["posting_plan", "posting_except"])


class Counting(Postings, TestCase):
    def test_a_period_counts_what_began_in_it_and_was_not_called_off(self):
        year = date(2026, 1, 1), date(2026, 12, 31)
        inside = self.make()
        self.make(person="去年", starts_on=date(2025, 12, 31))
        self.make(person="对方", sending_unit=self.dis_lead, host_unit=self.uni_lead)
        off = self.make(person="取消", starts_on=date(2026, 12, 1), planned_end_on=date(2027, 6, 1))
        secondments.call_off(off, by=self.uni_liaison, version=1, reason="人选变动")
        self.assertEqual(list(Secondment.objects.counted_for(self.item, *year)), [inside])
        joint = asking_item(self, obliged_party=None, obligation="joint")
        self.assertFalse(Secondment.objects.counted_for(joint, *year).exists())

    def test_an_occurrence_counts_for_its_recurring_item(self):
        posting = self.make()
        child = type(self.item)(pk=0, parent=self.item, obligation="one", obliged_party=self.uni_party)
        found = Secondment.objects.counted_for(child, date(2026, 9, 1), date(2026, 9, 1))
        self.assertEqual(list(found), [posting])


class Interrupting(Postings, TestCase):
    def interrupt(self, posting, first, last, version=1, **given):
        told = {"starts_on": first, "ends_on": last, "reason": "病假"} | given
        return secondments.interrupt(posting, by=self.uni_officer, version=version, **told)

    def test_its_days_move_the_required_end_and_overlaps_count_once(self):
        posting = self.make()
        self.interrupt(posting, date(2026, 10, 1), date(2026, 10, 10))
        self.interrupt(posting, date(2026, 10, 6), date(2026, 10, 15), version=2)
        self.assertEqual(self.now(posting).term().enough_on, date(2027, 3, 15))
        secondments.take_back_break(SecondmentBreak.objects.last(), by=self.uni_head, version=3, reason="重复")
        self.assertEqual(self.now(posting).term().enough_on, date(2027, 3, 10))
        self.assertEqual(self.verbs(posting)[1:], ["posting_break", "posting_break", "posting_unbreak"])

    def test_it_lies_inside_the_posting_and_says_why(self):
        posting = self.make()
        for first, last, words in (
            (date(2026, 8, 31), date(2026, 9, 2), "inside"),
            (date(2027, 2, 27), date(2027, 3, 1), "inside"),
            (date(2026, 10, 2), date(2026, 10, 1), "before it begins"),
        ):
            with self.refused(words):
                self.interrupt(posting, first, last)
        with self.refused("reason"):
            self.interrupt(posting, date(2026, 10, 1), date(2026, 10, 2), reason=" ")
        with self.refused("identity"):
            self.interrupt(posting, date(2026, 10, 1), date(2026, 10, 2), reason=NUMBER)

    def test_a_stale_page_changes_nothing(self):
        posting = self.make()
        self.interrupt(posting, date(2026, 10, 1), date(2026, 10, 1))
        with self.assertRaises(Stale):
            self.interrupt(posting, date(2026, 10, 2), date(2026, 10, 2))


class MovingTheEnd(Postings, TestCase):
    def ask(self, posting, day, by=None, version=1):
        return secondments.ask(posting, by=by or self.uni_officer, version=version, new_end_on=day, reason="项目未完")

    def test_an_extension_stands_once_the_other_side_consents(self):
        posting = self.make()
        change = self.ask(posting, date(2027, 6, 30))
        self.assertEqual(self.now(posting).planned_end_on, date(2027, 2, 28))
        self.assertTrue(Notification.objects.filter(recipient=self.dis_liaison.user, kind="posting").exists())
        with self.forbidden():
            secondments.answer(change, by=self.uni_liaison, agrees=True)
        secondments.answer(change, by=self.dis_liaison, agrees=True)
        self.assertEqual(self.now(posting).planned_end_on, date(2027, 6, 30))
        self.assertEqual(self.verbs(posting), ["posting_plan", "posting_extend", "posting_consent"])
        self.assertTrue(Notification.objects.filter(recipient=self.uni_officer.user, kind="posting_set").exists())
        with self.refused("answered already", code="decided"):
            secondments.answer(change, by=self.dis_liaison, agrees=True)

    def test_a_refusal_says_why_and_moves_nothing(self):
        posting = self.make()
        change = self.ask(posting, date(2027, 6, 30), by=self.dis_head)
        with self.refused("reason"):
            secondments.answer(change, by=self.uni_liaison, agrees=False)
        secondments.answer(change, by=self.uni_liaison, agrees=False, note="学期已排课")
        self.assertEqual(self.now(posting).planned_end_on, date(2027, 2, 28))

    def test_one_waits_at_a_time_and_is_taken_back_by_its_side(self):
        posting = self.make()
        change = self.ask(posting, date(2027, 6, 30))
        with self.refused("already waiting"):
            self.ask(posting, date(2027, 7, 31), version=2)
        with self.forbidden("side that asked"):
            secondments.take_back(change, by=self.dis_officer)
        secondments.take_back(change, by=self.uni_head)
        self.ask(posting, date(2027, 7, 31), version=3)

    def test_an_early_end_that_is_too_short_needs_its_exception_first(self):
        posting = self.make()
        with self.refused("99 days short"):
            self.ask(posting, date(2026, 11, 21))
        secondments.allow_exception(posting, by=self.uni_head, version=1, reason="调任", allowed_by="组织部长")
        change = self.ask(posting, date(2026, 11, 21), version=2)
        secondments.answer(change, by=self.dis_liaison, agrees=True)
        self.assertEqual(self.now(posting).ended_on, date(2026, 11, 21))

    def test_an_early_end_to_come_becomes_the_planned_one(self):
        posting = self.make(planned_end_on=date(2027, 8, 31))
        change = self.ask(posting, date(2027, 3, 31))
        secondments.answer(change, by=self.dis_liaison, agrees=True)
        self.assertEqual((self.now(posting).planned_end_on, self.now(posting).ended_on), (date(2027, 3, 31), None))

    def test_nobody_consents_for_one_side_to_what_they_asked_for_the_other(self):
        change = self.ask(self.make(), date(2027, 6, 30))
        post = self.uni_officer.user.memberships.create(unit=self.dis_office, role=Role.LIAISON)
        other = Actor(self.uni_officer.user, post)
        self.assertTrue(changes_for(self.dis_liaison).exists())
        self.assertFalse(changes_for(other).exists())
        for agrees in (True, False):
            with self.forbidden("somebody else must answer"):
                secondments.answer(change, by=other, agrees=agrees, note="不同意")

    def test_the_consent_is_checked_again_when_it_is_given(self):
        posting = self.make(planned_end_on=date(2027, 8, 31))
        change = self.ask(posting, date(2027, 2, 28))
        told = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 5), "reason": "病假"}
        secondments.interrupt(posting, by=self.dis_officer, version=2, **told)
        with self.refused("5 days short"):
            secondments.answer(change, by=self.dis_liaison, agrees=True)


class Ending(Postings, TestCase):
    def make_over(self, **given):
        days = {"starts_on": date(2026, 5, 1), "planned_end_on": date(2026, 10, 31)}
        return self.make(**days | given)

    def test_it_ends_on_its_last_day_once_that_has_come(self):
        posting = self.make_over()
        secondments.end(posting, by=self.dis_officer, version=1)
        self.assertEqual(self.now(posting).ended_on, date(2026, 10, 31))
        with self.refused("over"):
            secondments.end(posting, by=self.dis_officer, version=2)

    def test_not_before_and_not_while_another_day_waits(self):
        running = self.make(person="李二", planned_end_on=TODAY + timedelta(days=1))
        with self.refused("has not come"):
            secondments.end(running, by=self.uni_officer, version=1)
        posting = self.make_over()
        secondments.ask(posting, by=self.uni_officer, version=1, new_end_on=date(2026, 12, 31), reason="续")
        with self.refused("waiting"):
            secondments.end(posting, by=self.uni_officer, version=2)

    def test_one_that_is_too_short_ends_with_an_exception_alone(self):
        posting = self.make_over(planned_end_on=date(2026, 10, 30))
        with self.refused("1 day short"):
            secondments.end(posting, by=self.uni_officer, version=1)
        for reason, who in (("", "部长"), ("调任", " ")):
            with self.refused("who allowed it"):
                secondments.allow_exception(posting, by=self.uni_officer, version=1, reason=reason, allowed_by=who)
        secondments.allow_exception(posting, by=self.uni_officer, version=1, reason="调任", allowed_by="部长")
        secondments.end(posting, by=self.uni_officer, version=2)

    def test_only_what_has_not_begun_is_called_off(self):
        running = self.make(person="李二")
        with self.refused("has begun"):
            secondments.call_off(running, by=self.uni_officer, version=1, reason="变动")
        planned = self.make(starts_on=TODAY + timedelta(days=1))
        with self.refused("reason"):
            secondments.call_off(planned, by=self.uni_officer, version=1, reason="")
        secondments.call_off(planned, by=self.uni_officer, version=1, reason="变动")
        self.assertEqual(self.now(planned).called_off_on, TODAY)


class Correcting(Postings, TestCase):
    def test_once_it_has_begun_its_days_move_only_with_consent(self):
        posting = self.make()
        secondments.correct(posting, by=self.uni_officer, version=1, post="副科长")
        with self.refused("other side’s consent"):
            secondments.correct(posting, by=self.uni_officer, version=2, planned_end_on=date(2027, 3, 31))
        planned = self.make(person="李二", starts_on=date(2026, 12, 1), planned_end_on=date(2027, 5, 1))
        secondments.correct(planned, by=self.uni_officer, version=1, planned_end_on=date(2027, 5, 31))
        line = TrailEntry.objects.about(planned).last()
        self.assertIn('"2027-05-01", "2027-05-31"', line.text)

    def test_nobody_corrects_it_away_from_the_own_unit(self):
        posting = self.make()
        with self.forbidden():
            secondments.correct(posting, by=self.uni_officer, version=1, sending_unit=self.uni_third)


class Evaluating(Postings, TestCase):
    def test_the_organisation_departments_write_and_the_trail_says_only_that_they_did(self):
        posting = self.make()
        with self.forbidden("organisation departments"):
            secondments.evaluate(posting, by=self.uni_liaison, text="优秀")
        self.uni_third.keeps_personnel = True
        self.uni_other.membership.unit = self.uni_third
        with self.refused("says something"):
            secondments.evaluate(posting, by=self.uni_other, text=" ")
        secondments.evaluate(posting, by=self.uni_other, text="考核结论甲乙丙")
        with self.refused("while you were writing"):
            secondments.evaluate(posting, by=self.uni_other, text="考核结论丙")
        secondments.evaluate(posting, by=self.uni_other, text="考核结论丁", version=1)
        self.assertEqual(SecondmentEvaluation.objects.get().text, "考核结论丁")
        for line in TrailEntry.objects.all():
            self.assertNotIn("考核结论", line.text)
        self.assertWhole()


class WithASideOnPaper(DistrictByLetter, TestCase):
    def test_the_letter_of_the_other_side_is_recorded_by_whoever_asked(self):
        posting = make_posting(self)
        given = {"version": 1, "new_end_on": date(2027, 6, 30), "reason": "续"}
        change = secondments.ask(posting, by=self.uni_officer, **given)
        with self.refused("letter"):
            secondments.answer(change, by=self.uni_liaison, agrees=True)
        secondments.answer(change, by=self.uni_liaison, agrees=True, note="区函〔2026〕15 号，11 月 20 日")
        self.assertEqual(SecondmentChange.objects.get().outcome, "agreed")


class BetweenTwoOfThree(ThreeSides, TestCase):
    def test_a_third_side_neither_keeps_nor_consents(self):
        posting = make_posting(self)
        change = secondments.ask(posting, by=self.uni_officer, version=1, new_end_on=date(2027, 6, 30), reason="续")
        with self.forbidden():
            secondments.answer(change, by=self.ent_liaison, agrees=True)
        with self.forbidden():
            secondments.end(posting, by=self.ent_liaison, version=2)
