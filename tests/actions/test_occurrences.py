"""Occurrences: made ahead once however often and in whichever order, removed only while nobody has touched them."""

import json
import random
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from agreements import lifecycle, trail
from agreements.actions import (
    commitments,
    decisions,
    extensions,
    lists,
    milestones,
    occurrences,
    progress,
    proposals,
    recurrences,
)
from agreements.errors import Refused, Stale
from agreements.models import (
    Actor,
    Agreement,
    Commitment,
    Recurrence,
    Thresholds,
    TrailEntry,
)
from agreements.reports import history, listing
from tests.recurring import YEARLY, Recurring
from tests.sides import Rules
from tests.world import TODAY, at


class Case(Recurring, Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.make_term()


class Making(Case):
    def test_assigning_a_recurring_item_makes_its_occurrences_to_the_end_of_the_agreement(self):
        draft = self.make_recurring_draft()
        self.assertEqual(self.periods(draft), [])
        self.name_both(draft)
        row = self.fresh(draft)
        self.assertEqual(self.periods(row), ["2026", "2027", "2028", "2029"])
        first, last = self.of(row, "2026"), self.of(row, "2029")
        self.assertEqual((first.code, first.status), (f"{row.code}/2026", "assigned"))
        self.assertEqual(
            (first.starts_on, first.due_on, first.opens_on),
            (date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)),
        )
        self.assertEqual((last.due_on, last.first_due_on), (date(2029, 7, 25), date(2029, 7, 25)))

    def test_an_occurrence_has_the_terms_passages_and_units_of_its_item(self):
        start = self.text.text.index("学校每年")
        draft = self.make_recurring_draft({"target": "每年 6 人"}, min_months=6)
        commitments.edit(draft, by=self.uni_liaison, version=draft.version, spans=[(self.text, start, start + 9)])
        self.name_both(draft)
        one = self.of(self.fresh(draft), "2027")
        self.assertEqual((one.title, one.target, one.min_months, one.cadence), ("选派教师锻炼", "每年 6 人", 6, "once"))
        self.assertEqual([(span.start, span.end) for span in one.spans.all()], [(start, start + 9)])
        self.assertEqual(
            {(each.unit, each.role) for each in one.units.all()}, {(self.uni_lead, "lead"), (self.dis_lead, "lead")}
        )
        self.assertEqual([line.verb for line in TrailEntry.objects.about(one)], ["occur"])
        self.assertFalse(one.occurrences.exists())

    def test_running_it_again_changes_nothing(self):
        row = self.make_recurring()
        before = list(row.occurrences.order_by("pk").values())
        lines = TrailEntry.objects.count()
        for _again in range(3):
            self.assertEqual(occurrences.make(row, by=self.dis_liaison), [])
        self.assertEqual(list(row.occurrences.order_by("pk").values()), before)
        self.assertEqual(TrailEntry.objects.count(), lines)

    def test_days_in_any_order_and_any_number_give_the_same(self):
        """Open-ended: the horizon moves with the day, and a run for an earlier day takes nothing away."""
        self.make_term(None)
        chance = random.Random(20261124)
        for unit in ("month", "half_year"):
            days = [TODAY + timedelta(days=chance.randint(0, 400)) for _day in range(4)]
            found = set()
            for _order in range(2):
                row = self.make_recurring({"every": unit, "starts_on": date(2026, 11, 1)})
                for day in [*chance.sample(days, len(days)), days[0]]:
                    occurrences.make(row, by=self.uni_liaison, day=day)
                found.add(
                    tuple(row.occurrences.order_by("due_on").values_list("period", "starts_on", "due_on", "opens_on"))
                )
            self.assertEqual(len(found), 1)
            (told,) = found
            self.assertEqual(len({each[0] for each in told}), len(told))

    def test_the_horizon_is_a_setting(self):
        self.make_term(None)
        Thresholds.objects.update_or_create(pk=1, defaults={"horizon_months": 14})
        self.assertEqual(self.periods(self.make_recurring()), ["2026", "2027", "2028"])

    def test_a_last_day_of_its_own_ends_it(self):
        row = self.make_recurring({"every": "half_year", "until_on": date(2027, 3, 31)})
        self.assertEqual(self.periods(row), ["2026-H1", "2026-H2", "2027-H1"])
        self.assertEqual(self.of(row, "2027-H1").due_on, date(2027, 3, 31))

    def test_it_opens_so_many_days_ahead(self):
        row = self.make_recurring({"lead_days": 30})
        self.assertEqual(self.of(row, "2027").opens_on, date(2026, 12, 2))

    def test_nothing_is_made_for_a_draft_or_what_has_ended(self):
        draft = self.make_recurring_draft()
        self.assertEqual(occurrences.make(draft, by=self.uni_liaison), [])
        commitments.withdraw(draft, by=self.uni_liaison)
        self.assertEqual(occurrences.make(self.fresh(draft), by=self.uni_liaison), [])

    def test_what_is_not_open_yet_is_not_silent_before_it_opens(self):
        row = self.make_recurring()
        now, later = self.of(row, "2026"), self.of(row, "2028")
        self.assertLess(now.silent_on, date(2027, 6, 1))
        self.assertGreater(later.silent_on, date(2028, 3, 1))

    def test_how_it_recurs_is_kept_in_codes_and_told_in_the_language_of_whoever_reads(self):
        with translation.override("zh-hans"):
            row = self.make_recurring_draft()
        line = TrailEntry.objects.about(row).filter(verb="recur").get()
        self.assertEqual(json.loads(line.text)["changes"]["every"], ["", "year"])
        for language, words in (("en", "Year"), ("zh-hans", "每年")):
            with translation.override(language):
                self.assertIn(words, [str(after) for _label, _before, after in history.line_event(line).changes])

    def test_the_trail_of_the_item_says_what_was_made(self):
        row = self.make_recurring()
        line = TrailEntry.objects.about(row).filter(verb="make_occurrences").get()
        self.assertEqual(trail.sentence(line), "had its occurrences made: 4, 2026 – 2029")
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])


class AfterTheLastTime(Case):
    rule = {"anchor": "last_done", "every": "half_year", "starts_on": date(2026, 7, 1), "lead_days": 30}

    def done(self, occurrence):
        progress.report(occurrence, by=self.uni_officer, text="已办。", percent=100)
        decision = decisions.open_close(self.fresh(occurrence), by=self.uni_liaison, reason="已完成。")
        with self.captureOnCommitCallbacks(execute=True):
            decisions.confirm(decision, by=self.dis_liaison)

    def test_one_is_open_at_a_time_and_the_next_counts_from_the_day_it_was_done(self):
        row = self.make_recurring(self.rule)
        self.assertEqual(self.periods(row), ["2027-H1"])
        first = self.of(row, "2027-H1")
        self.assertEqual((first.due_on, first.opens_on), (date(2027, 1, 1), date(2026, 12, 2)))
        self.done(first)
        self.assertEqual(self.periods(row), ["2027-H1", "2027-H2"])  # done in November: its own period is taken
        self.assertEqual(self.of(row, "2027-H2").due_on, date(2027, 5, 24))
        self.assertEqual(occurrences.make(row, by=self.uni_liaison), [])

    def test_none_is_made_past_the_last_day(self):
        self.make_term(date(2027, 3, 1))
        row = self.make_recurring(self.rule)
        self.done(self.of(row, "2027-H1"))
        self.assertEqual(self.periods(row), ["2027-H1"])

    def test_what_is_worked_on_is_waited_for(self):
        row = self.make_recurring(self.rule)
        progress.report(self.of(row, "2027-H1"), by=self.uni_officer, text="在办。", percent=10)
        self.assertEqual(occurrences.make(row, by=self.uni_liaison), [])
        self.assertEqual(self.periods(row), ["2027-H1"])


class Shortening(Case):
    def shorten(self, last=date(2027, 6, 30)):
        Agreement.objects.filter(pk=self.agreement.pk).update(effective_to=last)
        self.agreement.refresh_from_db()
        occurrences.after_agreement(self.agreement, by=self.admin)

    def test_what_nobody_has_touched_goes_and_the_last_one_is_cut(self):
        row = self.make_recurring()
        self.shorten()
        self.assertEqual(self.periods(row), ["2026", "2027"])
        self.assertEqual(self.of(row, "2027").due_on, date(2027, 6, 30))
        verbs = list(TrailEntry.objects.about(row).values_list("verb", flat=True))[-2:]
        self.assertEqual(verbs, ["drop_occurrences", "make_occurrences"])

    def test_what_has_been_touched_stays(self):
        row = self.make_recurring()
        touches = {
            "2027": lambda one: progress.save_draft(one, by=self.uni_officer, text="草稿"),
            "2028": lambda one: milestones.add(one, by=self.uni_officer, title="第一批"),
            "2029": lambda one: commitments.accept(one, by=self.uni_officer),
        }
        for period, touch in touches.items():
            touch(self.of(row, period))
        self.shorten(date(2026, 12, 31))
        self.assertEqual(self.periods(row), ["2026", "2027", "2028", "2029"])

    def test_a_decision_an_extension_a_unit_or_an_actual_touches_it_too(self):
        row = self.make_recurring(obliged_party=self.uni_party)
        later = {"new_due_on": date(2027, 3, 31), "reason": "推迟。"}
        extensions.ask(self.of(row, "2026"), by=self.uni_officer, **later)
        proposals.propose(self.of(row, "2027"), "hold", by=self.uni_liaison, reason="暂缓")
        commitments.name_unit(self.of(row, "2028"), by=self.uni_liaison, unit=self.uni_third, role="support")
        recurrences.set_actual(self.of(row, "2029"), by=self.uni_officer, actual="8 人")
        self.assertEqual(row.occurrences.touched().count(), 4)

    def test_making_it_longer_again_brings_them_back(self):
        row = self.make_recurring()
        self.shorten()
        self.shorten(date(2029, 7, 25))
        self.assertEqual(self.periods(row), ["2026", "2027", "2028", "2029"])

    def test_an_agreement_that_ends_ends_its_recurring_items(self):
        row = self.make_recurring()
        progress.report(self.of(row, "2026"), by=self.uni_officer, text="在办。", percent=10)
        Agreement.objects.filter(pk=self.agreement.pk).update(status="ended")
        self.agreement.refresh_from_db()
        occurrences.after_agreement(self.agreement, by=self.admin)
        row = self.fresh(row)
        self.assertEqual((row.status, row.ended_as, self.periods(row)), ("ended", "terminated", ["2026"]))
        self.assertEqual(self.of(row, "2026").status, "ended")


class TheItem(Case):
    def test_nothing_is_reported_submitted_or_moved_on_the_item_itself(self):
        row = self.make_recurring()
        with self.refused("It recurs: choose the occurrence it is about."):
            progress.report(row, by=self.uni_officer, text="进展。", percent=10)
        Commitment.objects.filter(pk=row.pk).update(status="in_progress", due_on=date(2026, 12, 31))
        row = self.fresh(row)
        for step in ("report", "submit", "release", "ask_extension", "propose_hold"):
            self.assertIn("It recurs", str(lifecycle.obstacle(step, row)), step)

    def test_it_ends_by_decision_and_takes_along_what_is_open(self):
        row = self.make_recurring()
        begun = self.of(row, "2026")
        progress.report(begun, by=self.uni_officer, text="在办。", percent=10)
        claimed = self.of(row, "2027")
        progress.report(claimed, by=self.uni_officer, text="已办。", percent=100)
        claim = decisions.open_close(self.fresh(claimed), by=self.uni_liaison, reason="已完成。")
        end = proposals.propose(self.fresh(row), "end", by=self.uni_liaison, reason="不再需要", ended_as="waived")
        decisions.confirm(end, by=self.dis_liaison)
        row = self.fresh(row)
        self.assertEqual((row.status, self.periods(row)), ("ended", ["2026", "2027"]))
        self.assertEqual({(each.status, each.ended_as) for each in row.occurrences.all()}, {("ended", "waived")})
        claim.refresh_from_db()
        self.assertEqual(claim.outcome, "void")
        again = proposals.propose(row, "reopen", by=self.uni_liaison, reason="重启")
        decisions.confirm(again, by=self.dis_liaison)
        self.assertEqual(self.periods(row), ["2026", "2027", "2028", "2029"])

    def test_an_occurrence_is_not_ended_along_while_its_item_runs(self):
        one = self.of(self.make_recurring(), "2026")
        with self.refused("What it hangs on has not ended."):
            lifecycle.take("end_along", one, by=self.uni_liaison, reason="x")

    def test_an_agreed_change_and_other_units_go_for_what_nobody_has_touched(self):
        row = self.make_recurring()
        progress.report(self.of(row, "2026"), by=self.uni_officer, text="在办。", percent=10)
        change = proposals.propose(
            self.fresh(row), "change", by=self.uni_liaison, reason="改", fields={"target": "10 人"}
        )
        decisions.confirm(change, by=self.dis_liaison)
        self.assertEqual([self.of(row, key).target for key in ("2026", "2027")], ["8 人", "10 人"])
        commitments.name_unit(self.fresh(row), by=self.uni_liaison, unit=self.uni_third, role="lead")
        leads = [self.of(row, key).units.get(party=self.uni_party).unit for key in ("2026", "2027")]
        self.assertEqual(leads, [self.uni_lead, self.uni_third])
        self.assertFalse(row.occurrences.filter(period="2027").touched().exists())

    def test_an_agreed_target_goes_before_the_target_of_the_rule(self):
        row = self.make_recurring({"target": "6 人"})
        self.agree(row, {"target": "10 人"})
        self.assertEqual({each.target for each in row.occurrences.all()}, {"10 人"})

    def test_an_occurrence_without_a_due_date_keeps_its_period(self):
        row = self.make_recurring()
        self.agree(self.of(row, "2027"), {"due_on": None})
        self.assertEqual(occurrences.make(row, by=self.uni_liaison), [])
        ((_row, made),) = occurrences.plan(TODAY, by=Actor.daily_run())
        self.assertEqual((made, self.periods(row)[-1]), ([], "2029"))

    def test_an_occurrence_moved_far_away_makes_no_others(self):
        self.make_term(None)
        row = self.make_recurring({"every": "month"})
        before = row.occurrences.count()
        self.agree(row.occurrences.order_by("period").first(), {"due_on": date(2036, 11, 30)})
        self.assertEqual((occurrences.make(row, by=self.uni_liaison), row.occurrences.count()), ([], before))

    def agree(self, row, fields):
        change = proposals.propose(self.fresh(row), "change", by=self.uni_liaison, reason="改", fields=fields)
        decisions.confirm(change, by=self.dis_liaison)

    def test_a_rule_by_which_it_never_comes_round_is_refused(self):
        self.make_term(date(2027, 3, 1))
        for rule in ({"starts_on": date(2035, 1, 1)}, {"anchor": "last_done", "starts_on": date(2026, 7, 1)}):
            with self.subTest(rule=rule), self.assertRaises(ValidationError) as refused:
                self.make_recurring_draft(rule)
            self.assertEqual(list(refused.exception.message_dict), ["starts_on"])

    def test_what_was_reached_is_not_overwritten_unseen(self):
        one = self.of(self.make_recurring(), "2026")
        recurrences.set_actual(one, by=self.uni_officer, actual="8 人", seen="")
        with self.assertRaises(Stale):
            recurrences.set_actual(one, by=self.dis_officer, actual="7 人", seen="")
        self.assertEqual(self.fresh(one).actual, "8 人")
        recurrences.set_actual(one, by=self.dis_officer, actual="8 人", seen="")
        recurrences.set_actual(one, by=self.dis_officer, actual="7 人", seen="8 人")
        self.assertEqual(self.fresh(one).actual, "7 人")

    def test_accepting_it_accepts_its_occurrences(self):
        row = self.make_recurring()
        commitments.accept(row, by=self.uni_officer)
        lead = self.of(row, "2028").units.get(party=self.uni_party)
        self.assertEqual(lead.accepted_by, self.uni_officer.user)
        self.assertFalse(row.occurrences.touched().exists())

    def test_declining_it_takes_its_occurrences_away_unless_one_has_begun(self):
        row = self.make_recurring()
        commitments.decline(row, by=self.uni_head, reason="不归我们")
        row = self.fresh(row)
        self.assertEqual((row.status, self.periods(row)), ("draft", []))
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_third, role="lead")
        self.assertEqual(self.periods(row), ["2026", "2027", "2028", "2029"])
        progress.report(self.of(row, "2026"), by=self.dis_officer, text="在办。", percent=10)
        with self.refused("Work on an occurrence has begun: decline that one."):
            commitments.decline(self.fresh(row), by=self.dis_head, reason="不归我们")

    def test_an_occurrence_lives_as_any_commitment_does(self):
        row = self.make_recurring()
        one = self.of(row, "2026")
        progress.report(one, by=self.uni_officer, text="已办。", percent=100)
        decision = decisions.open_close(self.fresh(one), by=self.uni_liaison, reason="已完成。")
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual((self.of(row, "2026").status, self.fresh(row).status), ("closed", "assigned"))
        draft = self.make_commitment()
        with self.refused("It is no occurrence of an item that is assigned."):
            lifecycle.take("occur", draft, by=self.uni_liaison)


class SayingHowItRecurs(Case):
    def set(self, row, by=None, **rule):
        return recurrences.set_recurrence(row, by=by or self.uni_liaison, **YEARLY | rule)

    def test_a_rule_alone_is_something_to_judge_by(self):
        draft = self.make_recurring_draft(yardstick="", target="")
        self.name_both(draft)
        self.assertEqual(self.fresh(draft).status, "assigned")

    def test_saying_it_on_a_draft_that_lacked_nothing_else_assigns_it(self):
        draft = self.make_commitment(cadence="recurring", due_on=None, yardstick="")
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role="lead")
        self.set(draft)
        commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role="lead")
        self.assertEqual(len(self.periods(draft)), 4)

    def test_only_what_is_recurring_by_its_cadence_and_no_occurrence(self):
        for row in (self.make_commitment(), self.of(self.make_recurring(), "2026")):
            with self.refused("Only what is recurring by its cadence has a recurrence"):
                self.set(row)

    def test_changing_it_on_a_draft_asks_the_other_side_again(self):
        draft = self.make_recurring_draft()
        commitments.name_unit(draft, by=self.dis_liaison, unit=self.dis_lead, role="lead")
        self.set(self.fresh(draft), lead_days=10)
        self.assertTrue(draft.units.exists())
        self.set(self.fresh(draft), every="quarter")
        self.assertFalse(draft.units.exists())

    def test_once_agreed_one_side_changes_only_how_early_it_opens(self):
        row = self.make_recurring()
        with self.refused("Every side has agreed to how it recurs"):
            self.set(row, every="quarter")
        self.set(row, by=self.dis_liaison, lead_days=31)
        self.assertEqual(self.of(row, "2027").opens_on, date(2026, 12, 1))

    def test_an_item_assigned_without_one_gets_its_occurrences_at_once(self):
        row = self.make_assigned(cadence="recurring", due_on=None, target="8 人")
        with self.refused("Every side has agreed to the target"):
            self.set(row, target="2 人")
        self.set(self.fresh(row))
        self.assertEqual(self.of(row, "2028").target, "8 人")

    def test_what_does_not_fit_together_is_refused(self):
        draft = self.make_commitment(cadence="recurring")
        for rule in (
            {"until_on": date(2025, 1, 1)},
            {"lead_days": 400},
            {"every": "week"},
            {"starts_on": date(2030, 1, 1)},
        ):
            with self.subTest(rule=rule), self.assertRaises(ValidationError):
                self.set(draft, **rule)

    def test_not_on_a_stale_page_in_an_open_list_or_before_the_other_side(self):
        draft = self.make_recurring_draft()
        with self.assertRaises(Stale):
            self.set(draft, version=draft.version - 1, every="quarter")
        row = self.make_assigned(cadence="recurring", due_on=None)
        proposals.propose(row, "change", by=self.uni_liaison, reason="改", fields={"target": "10 人"})
        with self.refused("A decision on it is before the other side. Take it back first."):
            self.set(self.fresh(row))
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft])
        with self.refused("It stands in a list before the other side"):
            self.set(self.fresh(draft), every="quarter")

    def test_a_list_says_how_its_drafts_recur_and_what_is_agreed_there_stays(self):
        draft = self.make_recurring_draft({"target": "6 人"})
        put = lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft])
        (told,) = listing.read(put)
        rule = {"every": "year", "anchor": "calendar", "starts_on": "2026-01-01", "until_on": "", "target": "6 人"}
        self.assertEqual(told["recurs"], rule)
        self.sign_in(self.dis_liaison)
        page = self.client.get(
            reverse("agreements:list_detail", args=[self.agreement.pk]), headers={"accept-language": "en"}
        )
        self.assertContains(page, "6 人")
        lists.confirm_list(put, by=self.dis_liaison)
        with self.refused("Every side has agreed to how it recurs"):
            self.set(self.fresh(draft), every="quarter")

    def test_a_draft_that_does_not_recur_any_more_has_no_rule(self):
        draft = self.make_recurring_draft()
        commitments.edit(draft, by=self.uni_liaison, version=draft.version, cadence="once")
        self.assertFalse(Recurrence.objects.exists())

    def test_what_was_reached_is_written_on_an_occurrence(self):
        row = self.make_recurring()
        recurrences.set_actual(self.of(row, "2026"), by=self.uni_officer, actual=" 7 人 ")
        self.assertEqual(self.of(row, "2026").actual, "7 人")
        with self.refused("What was reached is written down for each occurrence."):
            recurrences.set_actual(row, by=self.uni_officer, actual="7 人")
        with self.refused("It is counted from the register of postings."):
            recurrences.set_actual(self.of(row, "2026"), by=self.uni_officer, actual="7 人", counted=True)


class TheDailyRun(Case):
    def test_it_makes_what_is_missing_in_nobodys_name(self):
        row = self.make_recurring()
        row.occurrences.all()
        occurrences.drop_all(row, by=self.uni_liaison)
        by = Actor.daily_run()
        made = [(parent.pk, periods) for parent, periods in occurrences.plan(TODAY, by=by)]
        self.assertEqual(made, [(row.pk, ["2026", "2027", "2028", "2029"])])
        line = TrailEntry.objects.about(row).last()
        self.assertEqual((line.verb, line.user_id, line.unit_id), ("make_occurrences", by.user.pk, None))
        self.assertFalse(by.user.is_active or by.user.has_usable_password())
        self.assertEqual([periods for _row, periods in occurrences.plan(TODAY, by=by)], [[]])

    def test_it_may_nothing_else(self):
        from agreements import access

        row, by = self.make_recurring(), Actor.daily_run()
        refused = [verb for verb in access.RULES if verb not in access.FOLLOWING and not access.refusal(by, verb, row)]
        self.assertEqual(refused, [])

    def test_what_stands_against_one_stops_no_other(self):
        from unittest import mock

        rows = [self.make_recurring(title=str(place)) for place in range(2)]
        with mock.patch("agreements.actions.occurrences.make", side_effect=[Refused("x"), ["2026"]]):
            told = dict(occurrences.plan(TODAY, by=Actor.daily_run()))
        self.assertEqual([str(told[row]) for row in rows], ["['x']", "['2026']"])
