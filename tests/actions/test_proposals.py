"""What one party proposes to the others: change, hold, resume, end, reopen; confirmed by all, or not at all."""

import hashlib
import json
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase

from agreements.actions import commitments, contesting, decisions, extensions, letters, progress, proposals, repairs
from agreements.models import AgreementParty, Decision, Notification
from tests.sides import PAPER, DistrictByLetter, Rules, ThreeSides
from tests.world import at

KINDS = ("change", "hold", "resume", "end", "reopen")


class Items(Rules):
    def setUp(self):
        super().setUp()
        self.item = self.make_running()

    def propose(self, kind, by=None, item=None, **given):
        if kind == "change":
            given.setdefault("fields", {"due_on": date(2027, 3, 31)})
        if kind == "end":
            given.setdefault("ended_as", "waived")
        return proposals.propose(
            item or self.item, kind, by=by or self.uni_liaison, reason=given.pop("reason", "情况变化。"), **given
        )

    def agreed(self, kind, **given):
        decisions.confirm(self.propose(kind, **given), by=self.dis_liaison)
        return self.fresh(given.get("item", self.item))


class Proposing(Items, TestCase):
    def test_it_is_before_the_other_side_at_once_with_its_text_and_hash(self):
        decision = self.propose("change", fields={"due_on": date(2027, 3, 31), "target": "8 人"})
        told = json.loads(decision.canonical_text)
        self.assertEqual(told["changes"], {"due_on": ["2026-12-31", "2027-03-31"], "target": ["", "8 人"]})
        self.assertEqual(decision.sha256, hashlib.sha256(decision.canonical_text.encode()).hexdigest())
        self.assertEqual((decision.is_released, decision.outcome), (True, "open"))
        row = self.fresh(self.item)
        self.assertEqual((row.status, row.due_on, row.target), ("in_progress", date(2026, 12, 31), ""))
        told = {notice.recipient.username for notice in Notification.objects.filter(kind="proposed")}
        self.assertEqual(told, {"dis_liaison"})

    def test_only_a_liaison_of_a_party_proposes(self):
        for by in (self.uni_officer, self.uni_head, self.uni_leader, self.dis_auditor, self.stranger, self.admin):
            with self.subTest(by=by.user.username), self.forbidden():
                self.propose("hold", by)

    def test_one_decision_at_a_time_is_before_the_other_side(self):
        closed, held = self.make_running(), self.make_running()
        decisions.confirm(decisions.open_close(closed, by=self.uni_liaison, reason="已完成。"), by=self.dis_liaison)
        self.agreed("hold", item=held)
        for kind, row in zip(KINDS, (self.item, self.item, held, self.item, closed), strict=True):
            with self.subTest(kind), transaction.atomic():
                self.propose("hold" if row is self.item else kind, item=row)
                with self.refused("A decision on it is before the other side."):
                    self.propose(kind, by=self.dis_liaison, item=row)
                transaction.set_rollback(True)

    def test_a_change_changes_something_and_leaves_something_to_judge_by(self):
        with self.refused("Nothing would change."):
            self.propose("change", fields={"title": self.item.title})
        with self.refused("Give it a title."):
            self.propose("change", fields={"title": " "})
        with self.refused("There is nothing to judge it by"):
            self.propose("change", fields={"yardstick": "", "due_on": None})

    def test_a_date_before_the_start_is_refused(self):
        row = self.make_running(starts_on=date(2026, 6, 1))
        with self.refused("The due date cannot be before the start."):
            self.propose("change", item=row, fields={"due_on": date(2026, 5, 1)})

    def test_an_end_says_how_and_what_replaces_it(self):
        other = self.make_running()
        for ended_as, successor, words in (
            ("", None, "Say how it ends."),
            ("withdrawn", None, "Say how it ends."),
            ("superseded", None, "Name the commitment that replaces it."),
            ("superseded", self.item, "Choose another commitment"),
        ):
            with self.subTest(ended_as), self.refused(words):
                self.propose("end", ended_as=ended_as, successor=successor)
        self.agreed("end", item=other)
        with self.refused("That commitment has ended itself."):
            self.propose("end", ended_as="superseded", successor=self.fresh(other))

    def test_work_goes_on_while_it_is_proposed(self):
        self.propose("change")
        progress.report(self.item, by=self.uni_officer, text="进展。", percent=60)
        with self.refused("A decision on it is before the other side."):
            decisions.open_close(self.item, by=self.uni_liaison, reason="已完成。")

    def test_a_draft_that_nobody_agreed_to_is_edited_instead(self):
        draft = self.make_commitment()
        with self.refused("It is a draft that was never assigned"):
            self.propose("change", item=draft)


class Carrying(Items, TestCase):
    def test_a_change_writes_the_agreed_fields_and_the_trail_says_from_what_to_what(self):
        row = self.make_running(yardstick="", no_yardstick_yet=True, due_on=None)
        decision = self.propose("change", item=row, fields={"yardstick": "派出 8 人", "due_on": date(2027, 6, 30)})
        decisions.confirm(decision, by=self.dis_liaison, note="同意")
        row = self.fresh(row)
        self.assertEqual((row.yardstick, row.no_yardstick_yet, row.due_on), ("派出 8 人", False, date(2027, 6, 30)))
        self.assertIsNone(row.first_due_on)
        self.assertEqual(self.verbs(row)[-3:], ["propose_change", "confirm", "change"])
        self.assertWhole()

    def test_on_hold_it_carries_no_lamp_and_resumes_where_it_was(self):
        for row, status in ((self.make_assigned(), "assigned"), (self.item, "in_progress")):
            held = self.agreed("hold", item=row)
            self.assertEqual((held.status, held.held_from), ("on_hold", status))
            back = self.agreed("resume", item=held)
            self.assertEqual((back.status, back.held_from), (status, ""))
        self.assertWhole()

    def test_time_on_hold_is_no_silence(self):
        self.agreed("hold")
        with at(date(2027, 11, 1)):
            self.agreed("resume")
            self.assertGreater(self.fresh(self.item).silent_on, date(2027, 12, 31))

    def test_it_ends_as_agreed(self):
        successor = self.make_running()
        for ended_as, replaced_by in (("waived", None), ("terminated", None), ("superseded", successor)):
            with self.subTest(ended_as), transaction.atomic():
                row = self.agreed("end", ended_as=ended_as, successor=replaced_by)
                self.assertEqual((row.status, row.ended_as, row.successor), ("ended", ended_as, replaced_by))
                self.assertIsNotNone(row.finished_at)
                again = self.agreed("reopen")
                self.assertEqual((again.status, again.ended_as, again.successor), ("in_progress", "", None))
                transaction.set_rollback(True)

    def test_what_is_closed_is_reopened(self):
        decisions.confirm(decisions.open_close(self.item, by=self.uni_liaison, reason="已完成。"), by=self.dis_liaison)
        row = self.agreed("reopen", by=self.uni_liaison)
        self.assertEqual((row.status, row.finished_at), ("in_progress", None))
        decisions.confirm(decisions.open_close(row, by=self.uni_liaison, reason="确已完成。"), by=self.dis_liaison)
        self.assertEqual(self.status(row), "closed")

    def test_while_a_reopening_is_proposed_it_stays_as_it_ended(self):
        self.agreed("end")
        self.propose("reopen")
        self.assertEqual(self.fresh(self.item).ended_as, "waived")

    def test_what_waits_beside_it_is_void(self):
        waiting = decisions.open_close(self.item, by=self.uni_officer, reason="已完成。")
        asked = extensions.ask(self.item, by=self.uni_officer, new_due_on=date(2027, 2, 1), reason="推迟")
        self.agreed("hold")
        waiting.refresh_from_db()
        asked.refresh_from_db()
        self.assertEqual((waiting.outcome, asked.outcome, asked.decided_by), ("void", "void", self.dis_liaison.user))

    def test_the_people_of_the_leads_and_both_liaisons_are_told(self):
        self.agreed("hold")
        told = {notice.recipient.username for notice in Notification.objects.filter(kind="agreed")}
        self.assertEqual(told, {"uni_officer", "uni_head", "uni_liaison", "dis_officer", "dis_head"})


class Refusing(Items, TestCase):
    def test_an_objection_leaves_everything_as_it_was(self):
        decision = self.propose("hold")
        with self.refused("Please give a reason."):
            decisions.object_(decision, by=self.dis_liaison, reason="")
        decision = decisions.object_(decision, by=self.dis_liaison, reason="不同意")
        self.assertEqual((decision.outcome, self.status(self.item)), ("refused", "in_progress"))
        self.assertEqual(self.propose("hold").outcome, "open")

    def test_the_opener_takes_it_back_and_nobody_else(self):
        decision = self.propose("hold")
        for by in (self.dis_liaison, self.uni_officer):
            with self.forbidden():
                decisions.take_back(decision, by=by)
        decision = decisions.take_back(decision, by=self.uni_liaison)
        self.assertEqual((decision.outcome, self.verbs(self.item)[-1]), ("void", "take_back_proposal"))

    def test_an_administrator_takes_it_back_as_a_repair(self):
        decision = self.propose("end")
        repairs.repair(self.item, "take_back", by=self.admin, reason="误操作")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(self.item)), ("void", "in_progress"))

    def test_nobody_answers_the_own_proposal(self):
        decision = self.propose("hold")
        for by in (self.uni_liaison, self.dis_officer, self.dis_leader, self.admin):
            with self.forbidden():
                decisions.confirm(decision, by=by)

    def test_it_is_decided_once(self):
        decision = self.propose("hold")
        decisions.confirm(decision, by=self.dis_liaison)
        with self.refused(code="decided"):
            decisions.object_(decision, by=self.dis_liaison, reason="晚了")


class OnPaper(Items, DistrictByLetter, TestCase):
    def test_its_letter_confirms_or_objects(self):
        row = self.make_commitment(obliged_party=self.uni_party)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role="lead")
        words = PAPER | {"party": self.dis_party}
        decision = self.propose("hold", item=self.fresh(row))
        letters.record_answer(decision, by=self.uni_liaison, confirms=True, note="函复", **words)
        self.assertEqual(self.status(row), "on_hold")
        decision = self.propose("end", item=self.fresh(row))
        letters.record_answer(decision, by=self.uni_liaison, confirms=False, note="函复", **words)
        self.assertEqual(self.status(row), "on_hold")

    def test_a_letter_in_ones_name_is_contested_and_what_it_changed_stays_until_changed_back(self):
        row = self.make_commitment(obliged_party=self.uni_party)
        commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role="lead")
        words = PAPER | {"party": self.dis_party}
        decision = self.propose("hold", item=self.fresh(row))
        letters.record_answer(decision, by=self.uni_liaison, confirms=True, **words)
        answer = decision.confirmations.get()
        with self.refused("Please give a reason."):
            contesting.contest(answer, by=self.dis_liaison, reason=" ")
        with self.assertRaises(PermissionDenied):
            contesting.contest(answer, by=self.uni_liaison, reason="无此函")
        contesting.contest(answer, by=self.dis_liaison, reason="无此函")
        answer.refresh_from_db()
        self.assertEqual((answer.contested_by, answer.contest_reason), (self.dis_liaison.user, "无此函"))
        self.assertEqual((self.status(row), Decision.objects.get(pk=decision.pk).outcome), ("on_hold", "carried"))
        self.assertEqual(self.verbs(row)[-1], "contest")
        told = Notification.objects.filter(kind="contested", commitment=row).values_list("recipient", flat=True)
        self.assertIn(self.uni_liaison.user.pk, told)
        with self.refused("There is no letter here to contest."):
            contesting.contest(answer, by=self.dis_liaison, reason="再次")
        back = self.propose("resume", item=self.fresh(row))
        with self.refused("contested this letter. Another one is needed."):
            letters.record_answer(back, by=self.uni_liaison, confirms=True, **words)

    def test_an_objection_on_paper_is_contested_too(self):
        decision = self.propose("hold")
        words = PAPER | {"party": self.dis_party, "note": "不同意"}
        letters.record_answer(decision, by=self.uni_liaison, confirms=False, **words)
        answer = contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        self.assertTrue(answer.contested_at)
        self.assertEqual(
            (self.status(self.item), Decision.objects.get(pk=decision.pk).outcome), ("in_progress", "refused")
        )


class AmongThree(Items, ThreeSides, TestCase):
    def test_a_contested_letter_refuses_a_proposal_that_others_still_look_at(self):
        AgreementParty.objects.filter(pk=self.dis_party.pk).update(answers_by_letter=True)
        decision = self.propose("hold")
        told = PAPER | {"party": AgreementParty.objects.get(pk=self.dis_party.pk)}
        letters.record_answer(decision, by=self.ent_liaison, confirms=True, **told)
        contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        self.assertEqual(
            (self.status(self.item), Decision.objects.get(pk=decision.pk).outcome), ("in_progress", "refused")
        )

    def test_every_other_party_confirms(self):
        decision = self.propose("hold")
        decisions.confirm(decision, by=self.dis_liaison)
        self.assertEqual(self.status(self.item), "in_progress")
        decisions.confirm(decision, by=self.ent_liaison)
        self.assertEqual(self.status(self.item), "on_hold")
        self.assertEqual(Decision.objects.get().outcome, "carried")
