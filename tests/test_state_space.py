"""Every state that a commitment can reach, and from each a way to closed.

A state is what decides what may follow: the status, the leads named and accepted, the decisions
and who has answered them. The walk goes down from a draft through everything that anybody can do,
rolls back after each, and keeps the map; what is refused must leave no mark.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.test import TestCase

from agreements import trail
from agreements.actions import commitments, contesting, decisions, letters, lists, progress, repairs
from agreements.errors import Refused
from agreements.models import Confirmation, Decision, Role, UnitRole

from .sides import PAPER, Rules, ThreeSides, everything


class Walk(Rules):
    """A walk over all states of one item; the scenario says which."""

    oblige = None  # the party that owes it; None: all of them
    on_paper = ()
    repeats = True  # also what leads back to the same state: seconding, no change, repairs in every state
    listing = True  # also by a list; among three sides the drafts of a list would be most of the map

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for name in cls.on_paper:
            party = getattr(cls, name)
            party.answers_by_letter = True
            party.save()

    def setUp(self):
        super().setUp()
        given = {"obliged_party": getattr(self, self.oblige)} if self.oblige else {}
        self.item = self.make_commitment(**given)
        self.sides = [
            name.removesuffix("_party") for name in ("uni_party", "dis_party", "ent_party") if hasattr(self, name)
        ]
        self.map, self.tried_by_all = {}, set()

    def side(self, actor):
        names = [name for name in self.sides if getattr(self, f"{name}_party").organization_id == actor.organization_id]
        return names[0] if names else "uni"

    # What can be done

    def name_unit(self, row, by):
        party = getattr(self, f"{self.side(by)}_party")
        role = UnitRole.LEAD if party in row.obliged_parties() else UnitRole.CONTACT
        return commitments.name_unit(row, by=by, unit=getattr(self, f"{self.side(by)}_lead"), role=role)

    def edit(self, row, by):
        title = "甲" if row.title != "甲" else "乙"
        return commitments.edit(row, by=by, version=row.version, title=title)

    def ways(self, row):
        """Yield (name, roles that might, function of the actor) of everything one can try on the item."""
        yield "name", ("liaison",), lambda by: self.name_unit(row, by)
        yield "edit", ("liaison",), lambda by: self.edit(row, by)
        yield "accept", ("officer",), lambda by: commitments.accept(row, by=by)
        yield "decline", ("unit_head",), lambda by: commitments.decline(row, by=by, reason="不归我们")
        yield "report", ("officer",), lambda by: progress.report(row, by=by, text="进展。", percent=50)
        yield "submit", ("officer", "liaison"), lambda by: decisions.open_close(row, by=by, reason="已完成。")
        yield "withdraw", ("liaison",), lambda by: commitments.withdraw(row, by=by)
        yield "put back", ("liaison",), lambda by: commitments.put_back(row, by=by)
        if self.repeats:
            yield "no change", ("officer",), lambda by: progress.no_change(row, by=by)
            yield "second", ("officer",), lambda by: progress.second(row, by=by)
            for step in repairs.STEPS:
                yield f"repair {step}", ("",), lambda by, step=step: repairs.repair(row, step, by=by, reason="更正")
        if self.listing and not row.assigned_at:
            yield from self.ways_of_lists(row)
        latest = Decision.objects.filter(commitment=row).order_by("-pk").select_related("party", "commitment")
        for decision in latest[: 1 + len(self.sides)]:
            yield from self.ways_of(decision)
        for name in self.on_paper:
            yield from self.ways_on_paper(row, getattr(self, name))

    def ways_of_lists(self, row):
        yield "open list", ("liaison",), lambda by: lists.open_list(self.agreement, by=by, drafts=[row])
        if row.listed_in:
            decision = row.listed_in
            yield "confirm list", ("liaison",), lambda by: lists.confirm_list(decision, by=by)
            yield "object to list", ("liaison",), lambda by: lists.object_list(decision, by=by, reason="不同意")
            yield "take back list", ("liaison",), lambda by: lists.take_back_list(decision, by=by)

    def ways_of(self, decision):
        if decision.outcome == "open":
            yield "release", ("liaison",), lambda by: decisions.release(decision, by=by)
            yield "return", ("liaison",), lambda by: decisions.return_(decision, by=by, reason="补材料")
            yield "take back", ("officer", "liaison"), lambda by: decisions.take_back(decision, by=by)
        yield "confirm", ("liaison",), lambda by: decisions.confirm(decision, by=by)
        yield "object", ("liaison",), lambda by: decisions.object_(decision, by=by, reason="不属实")
        for answer in decision.confirmations.filter(letter__isnull=False).select_related("party", "decision"):
            yield "contest", ("liaison",), lambda by, answer=answer: contesting.contest(answer, by=by, reason="无此函")

    def ways_on_paper(self, row, party):
        words = PAPER | {"party": party}
        unit = self.dis_lead
        yield "name by letter", ("liaison",), lambda by: letters.record_unit(row, by=by, unit=unit, **words)
        yield (
            "report by letter",
            ("liaison",),
            lambda by: letters.record_report(row, by=by, text="函告。", percent=50, **words),
        )
        yield "claim by letter", ("liaison",), lambda by: letters.record_claim(row, by=by, reason="函告。", **words)
        about = Q(commitment=row) | Q(kind="list")
        for decision in Decision.objects.filter(about, outcome="open").select_related("commitment"):
            for confirms in (True, False):
                yield (
                    f"answer by letter: {confirms}",
                    ("liaison",),
                    lambda by, decision=decision, confirms=confirms: letters.record_answer(
                        decision, by=by, confirms=confirms, note="函复。", **words
                    ),
                )

    # Who does it

    def actors(self):
        for side in self.sides:
            yield from (getattr(self, f"{side}_{post}") for post in ("liaison", "officer", "head"))
        yield self.admin

    def others(self):
        return [self.uni_leader, self.dis_auditor, self.uni_other, self.stranger]

    # The walk

    def state(self, row):
        if row.status == "ended":
            return ("withdrawn", "never assigned", (), ())
        units = tuple(
            sorted(
                (unit.party.order, unit.role, "accepted" if unit.accepted_at else "named")
                for unit in row.units.select_related("party")
            )
        )
        pending = []
        for decision in Decision.objects.filter(commitment=row, outcome="open").select_related("party"):
            answers = self.spoken(decision.confirmations)
            by_paper = decision.letter_id is not None
            pending.append((decision.party.order, "released" if decision.released_at else "waiting", by_paper, answers))
        if row.status == "closed":  # what can still be contested
            carried = Confirmation.objects.filter(decision__commitment=row, decision__outcome="carried")
            pending = self.spoken(carried)
        known = "agreed" if row.assigned_at else "never assigned"
        if row.listed_in and not row.assigned_at:
            known = f"in a list of {row.listed_in.party.order}, {row.listed_in.outcome}"
        # Once at work, who has accepted decides nothing any more.
        return (row.status, known, units if row.status in ("draft", "assigned") else (), tuple(sorted(pending)))

    def spoken(self, answers):
        """Who answered, and whether by letter."""
        return tuple(sorted((order, letter is None) for order, letter in answers.values_list("party__order", "letter")))

    def explore(self, state):
        """Try everything from here, once; go on into every state that is new."""
        self.map[state] = set()
        row = self.fresh(self.item)
        row.validate_constraints()
        by_all = state[0] not in self.tried_by_all
        self.tried_by_all.add(state[0])
        before, found = everything(), []
        for name, roles, attempt in self.ways(row):
            for actor in [*self.actors(), *(self.others() if by_all else ())]:
                if by_all or actor.role in roles:
                    self.attempt(state, name, actor, attempt, found)
        self.assertEqual(everything(), before, f"something refused, or rolled back, left a mark in {state}")
        if state[0] == "closed":
            self.look_at_the_end()

    def attempt(self, state, name, actor, attempt, found):
        with transaction.atomic():
            try:
                attempt(actor)
            except (Refused, PermissionDenied):
                return
            self.assertNotIn(actor.role, (Role.LEADER, Role.AUDITOR), name)
            self.assertNotIn(actor, self.others(), name)
            after = self.state(self.fresh(self.item))
            self.map[state].add((name, after))
            if after not in self.map:
                self.explore(after)
            transaction.set_rollback(True)

    def look_at_the_end(self):
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])
        for decision in Decision.objects.filter(commitment=self.item, outcome="carried"):
            spoken = sorted(decision.confirmations.filter(answer="confirm").values_list("party", flat=True))
            others = {party.pk for party in self.agreement.party_list} - {decision.party_id}
            self.assertEqual(spoken, sorted(others))
        self.assertFalse(Decision.objects.filter(commitment=self.item, outcome="open").exists())

    def test_from_every_state_there_is_a_way_to_closed(self):
        self.explore(self.state(self.fresh(self.item)))
        ends = {state for state in self.map if state[0] == "closed"}
        self.assertTrue(ends)
        reaching, grown = set(ends), True
        while grown:
            grown = {
                state
                for state, ways in self.map.items()
                if state not in reaching and any(after in reaching for _name, after in ways)
            }
            reaching |= grown
        self.assertEqual(set(self.map) - reaching, set())
        self.assertEqual({state[0] for state in self.map}, self.statuses)

    statuses = {"draft", "withdrawn", "assigned", "in_progress", "submitted", "closed"}


def swapped(state):
    """The state as it would be if the second party were the third and the third the second."""

    def other(order):
        return {2: 3, 3: 2}.get(order, order)

    status, known, units, pending = state
    if status == "closed":
        return status, known, units, tuple(sorted((other(order), letter) for order, letter in pending))
    return (
        status,
        known,
        tuple(sorted((other(order), role, said) for order, role, said in units)),
        tuple(
            sorted(
                (other(order), stage, by_paper, tuple(sorted((other(who), letter) for who, letter in answers)))
                for order, stage, by_paper, answers in pending
            )
        ),
    )


# Every step that any walk takes from any status is taken by `JointWithAPartyOnPaper` too: that one walk puts all
# constraints, locks and triggers to each database. Which states the others add is a matter of our rules alone.


@pytest.mark.once
class OneParty(Walk, TestCase):
    oblige = "uni_party"


@pytest.mark.once
class Joint(Walk, TestCase):
    pass


@pytest.mark.once
class JointWithThreeParties(Walk, ThreeSides, TestCase):
    repeats, listing = False, False

    def state(self, row):
        """The district and the enterprise are alike here: what differs only by which of the two is one state."""
        here = super().state(row)
        return min(here, swapped(here), key=str)


@pytest.mark.once
class OwedByAPartyOnPaper(Walk, TestCase):
    oblige, on_paper = "dis_party", ("dis_party",)


class JointWithAPartyOnPaper(Walk, TestCase):
    on_paper = ("dis_party",)


@pytest.mark.once
class OwedToAPartyOnPaper(Walk, TestCase):
    oblige, on_paper = "uni_party", ("dis_party",)
