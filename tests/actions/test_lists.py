"""Lists: drafts put to the other side as a whole, agreed in one click, frozen from then on."""

import hashlib
import json
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import TestCase

from agreements import lifecycle
from agreements.actions import commitments, contesting, letters, lists
from agreements.errors import Stale
from agreements.models import (
    AgreementParty,
    CalendarYear,
    Commitment,
    Decision,
    Notification,
    Role,
    TrailEntry,
    UnitRole,
)
from agreements.reports.agreement_tasks import list_tasks
from agreements.standing import Clock
from tests.sides import PAPER, DistrictByLetter, Rules, ThreeSides
from tests.world import TEXT, TODAY


def tasks_of(actor):
    return list_tasks(actor, Clock.on(TODAY, CalendarYear.objects.calendar()))


class Lists(Rules):
    def listed(self, *drafts, **given):
        """An open list of the university's over these drafts, or over two new ones; the Decision."""
        self.first = self.make_commitment(title="第一项")
        self.second = self.make_commitment(title="第二项", obliged_party=self.uni_party)
        return lists.open_list(self.agreement, by=self.uni_liaison, **({"drafts": drafts} if drafts else {}), **given)

    def lead(self, draft, by, unit):
        role = UnitRole.LEAD if unit.organization_id == self.university.pk or draft.is_joint else UnitRole.CONTACT
        return commitments.name_unit(draft, by=by, unit=unit, role=role)


class Opening(Lists, TestCase):
    def test_it_is_before_the_other_side_at_once_with_every_word_hashed(self):
        decision = self.listed(reason="请贵方核对。")
        self.assertEqual(
            (decision.outcome, decision.released_by, decision.party), ("open", self.uni_liaison.user, self.uni_party)
        )
        self.assertEqual(decision.sha256, hashlib.sha256(decision.canonical_text.encode()).hexdigest())
        told = json.loads(decision.canonical_text)
        self.assertEqual(told["remark"], "请贵方核对。")
        self.assertEqual([draft["title"] for draft in told["drafts"]], ["第一项", "第二项"])
        self.assertEqual(told["drafts"][0]["due_on"], "2026-12-31")
        self.assertEqual(told["drafts"][1]["obliged"], ["大学"])
        self.assertEqual(decision.payload["drafts"], [[self.first.pk, 1], [self.second.pk, 1]])
        self.assertEqual(set(Commitment.objects.values_list("listed_in", flat=True)), {decision.pk})
        self.assertEqual(self.verbs(decision), ["list_open"])
        self.assertEqual(self.verbs(self.first), ["create", "listed"])
        told = Notification.objects.get(kind="listed")
        self.assertEqual((told.recipient, told.agreement), (self.dis_liaison.user, self.agreement))
        self.assertWhole()

    def test_the_words_of_the_passages_are_in_the_text(self):
        start = TEXT.index("学校每年选派")
        end = TEXT.index("。", start) + 1
        draft = self.make_commitment(spans=[(self.text, start, end)])
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        told = json.loads(decision.canonical_text)["drafts"]
        self.assertEqual([each["draft"] for each in told], [draft.pk])
        self.assertEqual(told[0]["passages"][0]["words"], TEXT[start:end])
        self.assertEqual(told[0]["passages"][0]["text_sha256"], self.text.sha256)

    def test_only_liaison_officers_of_a_party_open_one(self):
        self.make_commitment()
        for actor in (self.uni_officer, self.uni_head, self.uni_leader, self.dis_auditor, self.stranger, self.admin):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                lists.open_list(self.agreement, by=actor)

    def test_one_is_open_at_a_time(self):
        self.listed()
        self.make_commitment()
        with self.refused("already open"):
            lists.open_list(self.agreement, by=self.dis_liaison)

    def test_what_could_never_be_assigned_is_not_listed(self):
        bare = self.make_commitment(title="无衡量", yardstick="", due_on=None)
        loose = self.make_commitment(title="无出处", clause=None)
        for draft, words in ((bare, "nothing to judge it by"), (loose, "not linked to a passage")):
            with self.subTest(words=words), self.refused(words):
                lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft])
        with self.refused("Choose at least one draft."):
            lists.open_list(self.agreement, by=self.uni_liaison)
        whole = self.make_commitment()
        decision = lists.open_list(self.agreement, by=self.uni_liaison)
        self.assertEqual(decision.payload["drafts"], [[whole.pk, 1]])

    def test_what_was_assigned_once_or_is_listed_already_is_not_listed(self):
        assigned = self.make_assigned()
        declined = commitments.decline(assigned, by=self.uni_head, reason="不归我们")
        with self.refused("It was assigned before"):
            lists.open_list(self.agreement, by=self.uni_liaison, drafts=[declined])
        lists.confirm_list(self.listed(), by=self.dis_liaison)
        with self.refused("Agreed by a list"):
            lists.open_list(self.agreement, by=self.uni_liaison, drafts=[self.first])

    def test_what_stands_in_an_open_list_is_not_put_into_another(self):
        self.listed()
        with self.refused(f"“第一项”: {lifecycle.obstacle('listed', self.fresh(self.first))}"):
            lists.open_list(self.agreement, by=self.uni_liaison, drafts=[self.first])
        self.assertIn("stands in a list", lifecycle.obstacle("listed", self.fresh(self.first)))

    def test_nobody_puts_what_they_have_not_seen(self):
        draft = self.make_commitment()
        commitments.edit(draft, by=self.dis_liaison, version=1, title="另一个题目")
        with self.assertRaises(Stale), transaction.atomic():
            lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft], versions={draft.pk: 1})
        lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft], versions={draft.pk: 2})

    def test_a_draft_of_another_agreement_is_not_taken(self):
        other = type(self.agreement).objects.create(code="QT2024", title="另一份")
        draft = self.make_commitment()
        Commitment.objects.filter(pk=draft.pk).update(agreement=other)
        with self.refused("Choose at least one draft."):
            lists.open_list(self.agreement, by=self.uni_liaison, drafts=[draft])


class WhileItIsOpen(Lists, TestCase):
    def test_its_drafts_are_neither_edited_nor_withdrawn(self):
        self.listed()
        with self.refused("stands in a list before the other side"):
            commitments.edit(self.first, by=self.uni_liaison, version=1, title="改")
        with self.refused("stands in a list before the other side"):
            commitments.edit(self.first, by=self.uni_liaison, version=1, spans=[(self.text, 0, 4)])
        with self.refused("stands in a list before the other side", code="withdraw"):
            commitments.withdraw(self.first, by=self.uni_liaison)

    def test_leads_are_named_and_nothing_is_assigned(self):
        self.listed()
        self.lead(self.first, self.uni_liaison, self.uni_lead)
        row = self.lead(self.first, self.dis_liaison, self.dis_lead)
        self.assertEqual((row.status, row.code), ("draft", ""))
        self.assertIn("stands in a list", lifecycle.obstacle("assign", row))

    def test_the_database_refuses_to_change_them(self):
        self.listed()
        for given in ({"title": "改"}, {"due_on": date(2027, 1, 1)}, {"yardstick": "改"}):
            with self.subTest(given=given), self.assertRaises(DatabaseError), transaction.atomic():
                Commitment.objects.filter(pk=self.first.pk).update(**given)

    def test_the_opener_or_a_liaison_of_the_side_takes_it_back_and_nobody_else(self):
        decision = self.listed()
        for actor in (self.dis_liaison, self.uni_officer, self.stranger, self.admin):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                lists.take_back_list(decision, by=actor)
        taken = lists.take_back_list(decision, by=self.uni_liaison)
        self.assertEqual(taken.outcome, "void")
        self.assertFalse(Commitment.objects.filter(listed_in__isnull=False).exists())
        self.assertEqual(self.verbs(self.first)[-1], "unlisted")
        commitments.edit(self.first, by=self.uni_liaison, version=1, title="改")
        with self.refused("decided meanwhile", code="decided"):
            lists.take_back_list(decision, by=self.uni_liaison)


class Agreeing(Lists, TestCase):
    def test_one_click_freezes_what_was_agreed_and_assigns_what_has_all_its_units(self):
        decision = self.listed()
        self.lead(self.second, self.uni_liaison, self.uni_lead)
        self.lead(self.second, self.dis_liaison, self.dis_lead)
        self.lead(self.first, self.uni_liaison, self.uni_lead)
        decision = lists.confirm_list(decision, by=self.dis_liaison)
        self.assertEqual(decision.outcome, "carried")
        first, second = self.fresh(self.first), self.fresh(self.second)
        self.assertEqual((first.status, second.status, second.code), ("draft", "assigned", "XY2022-1-01"))
        self.assertEqual(self.verbs(second)[-2:], ["agreed", "assign"])
        with self.refused("Agreed by a list; a change needs a decision."):
            commitments.edit(first, by=self.uni_liaison, version=first.version, title="改")
        with self.refused("Agreed by a list; a change needs a decision.", code="withdraw"):
            commitments.withdraw(first, by=self.uni_liaison)
        self.assertEqual(self.lead(first, self.dis_liaison, self.dis_lead).status, "assigned")
        self.assertEqual(Notification.objects.get(kind="answered").recipient, self.uni_liaison.user)
        self.assertWhole()

    def test_the_database_keeps_what_was_agreed(self):
        decision = lists.confirm_list(self.listed(), by=self.dis_liaison)
        for rows, given in (
            (Commitment.objects.filter(pk=self.first.pk), {"target": "改"}),
            (Decision.objects.filter(pk=decision.pk), {"payload": {}}),
            (Decision.objects.filter(pk=decision.pk), {"outcome": "refused"}),
        ):
            with self.subTest(given=given), self.assertRaises(DatabaseError), transaction.atomic():
                rows.update(**given)

    def test_nobody_answers_what_their_own_side_put(self):
        decision = self.listed()
        for actor in (self.uni_liaison, self.dis_officer, self.dis_leader, self.stranger, self.admin):
            with self.subTest(actor=str(actor.user)), self.forbidden():
                lists.confirm_list(decision, by=actor)
        both = self.also_posted(self.uni_liaison, self.dis_office, Role.LIAISON)
        with self.forbidden("somebody else must answer"):
            lists.confirm_list(decision, by=both)

    def test_it_is_agreed_once(self):
        decision = self.listed()
        lists.confirm_list(decision, by=self.dis_liaison)
        with self.refused("decided meanwhile", code="decided"):
            lists.confirm_list(decision, by=self.dis_liaison)
        with self.refused("decided meanwhile", code="decided"):
            lists.object_list(decision, by=self.dis_liaison, reason="迟了")

    def test_an_objection_sets_the_drafts_free_and_stays(self):
        decision = self.listed()
        with self.refused("Please give a reason."):
            lists.object_list(decision, by=self.dis_liaison, reason=" ")
        decision = lists.object_list(decision, by=self.dis_liaison, reason="第二项应为双方。")
        self.assertEqual(decision.outcome, "refused")
        self.assertEqual(decision.confirmations.get().note, "第二项应为双方。")
        self.assertFalse(Commitment.objects.filter(listed_in__isnull=False).exists())
        commitments.edit(self.second, by=self.uni_liaison, version=1, obligation="joint", obliged_party=None)
        again = lists.open_list(self.agreement, by=self.uni_liaison)
        self.assertEqual(len(again.payload["drafts"]), 2)

    def test_the_trail_of_the_list_names_the_party(self):
        decision = self.listed()
        lists.confirm_list(decision, by=self.dis_liaison)
        line = TrailEntry.objects.about(decision).get(verb="list_confirm")
        told = json.loads(line.text)
        self.assertEqual((told["words"], line.agreement_id), ({"n": "2", "party": "区"}, self.agreement.pk))


class AgreeingAmongThree(Lists, ThreeSides, TestCase):
    def test_every_other_party_agrees_and_one_objection_is_enough(self):
        decision = self.listed()
        self.assertEqual(lists.confirm_list(decision, by=self.dis_liaison).outcome, "open")
        with self.refused("has already answered"):
            lists.confirm_list(decision, by=self.dis_liaison)
        both = self.also_posted(self.dis_liaison, self.ent_office, Role.LIAISON)
        with self.forbidden("already answered for another side"):
            lists.confirm_list(decision, by=both)
        self.assertEqual(lists.confirm_list(decision, by=self.ent_liaison).outcome, "carried")
        late = self.make_commitment()
        again = lists.open_list(self.agreement, by=self.ent_liaison, drafts=[late])
        lists.confirm_list(again, by=self.uni_liaison)
        self.assertEqual(lists.object_list(again, by=self.dis_liaison, reason="不同意").outcome, "refused")


class ContestedAmongThree(Lists, ThreeSides, TestCase):
    def test_a_letter_that_is_contested_before_the_last_has_answered_refuses_the_list(self):
        AgreementParty.objects.filter(pk=self.dis_party.pk).update(answers_by_letter=True)
        decision = self.listed()
        told = PAPER | {"party": AgreementParty.objects.get(pk=self.dis_party.pk)}
        letters.record_answer(decision, by=self.ent_liaison, confirms=True, **told)
        contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        decision.refresh_from_db()
        self.assertEqual(decision.outcome, "refused")
        self.assertEqual(len(lists.free_drafts(self.agreement)), 2)
        (task,) = tasks_of(self.uni_liaison)
        self.assertIn("contested its letter", task["ask"])


class AgreeingByLetter(Lists, DistrictByLetter, TestCase):
    def test_the_openers_side_records_the_letter_of_the_other(self):
        decision = self.listed()
        with self.refused("Your own side speaks for itself"):
            letters.record_answer(decision, by=self.dis_liaison, party=self.dis_party, confirms=True, **PAPER)
        self.lead(self.first, self.uni_liaison, self.uni_lead)
        decision = letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        self.assertEqual(decision.outcome, "carried")
        self.assertEqual(decision.confirmations.get().letter.number, PAPER["number"])
        self.assertEqual(self.status(self.first), "assigned")

    def test_an_objection_on_paper(self):
        decision = self.listed()
        told = PAPER | {"party": self.dis_party, "note": "不同意"}
        decision = letters.record_answer(decision, by=self.uni_liaison, confirms=False, **told)
        self.assertEqual((decision.outcome, decision.confirmations.get().note), ("refused", "不同意"))

    def test_a_letter_in_ones_name_is_contested_and_what_is_not_assigned_is_free_again(self):
        decision = self.listed()
        self.lead(self.first, self.uni_liaison, self.uni_lead)
        told = PAPER | {"party": self.dis_party}
        letters.record_answer(decision, by=self.uni_liaison, confirms=True, **told)
        self.assertEqual(self.status(self.first), "assigned")
        answer = decision.confirmations.get()
        with self.refused("Please give a reason."):
            contesting.contest(answer, by=self.dis_liaison, reason="")
        with self.assertRaises(PermissionDenied):
            contesting.contest(answer, by=self.uni_liaison, reason="无此函")
        contesting.contest(answer, by=self.dis_liaison, reason="我方未发过此函")
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.status(self.first)), ("carried", "assigned"))
        self.assertEqual(self.verbs(self.first)[-1], "contest")
        self.assertEqual(self.verbs(self.second)[-1], "unlisted")
        self.assertNotIn(self.first, lists.free_drafts(self.agreement))
        self.assertIn(self.second, lists.free_drafts(self.agreement))
        self.assertTrue(Notification.objects.filter(kind="contested", agreement=self.agreement).exists())
        (task,) = tasks_of(self.uni_liaison)
        self.assertEqual((task["kind"], "contested its letter" in task["ask"]), ("list_refused", True))
        with self.refused("There is no letter here to contest."):
            contesting.contest(answer, by=self.dis_liaison, reason="再次")

    def test_an_objection_on_paper_is_contested_and_the_list_put_again(self):
        decision = self.listed()
        told = PAPER | {"party": self.dis_party, "note": "不同意"}
        letters.record_answer(decision, by=self.uni_liaison, confirms=False, **told)
        again = self.listed()
        contesting.contest(decision.confirmations.get(), by=self.dis_liaison, reason="无此函")
        again.refresh_from_db()
        self.assertEqual(again.outcome, "open")
