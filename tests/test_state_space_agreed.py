"""What two sides agree of an item at work: changed, held, resumed, ended, reopened, extended, from every state.

The walk of `test_state_space`, begun where work has begun and without what belongs to drafts and
reports: those ways are walked there. A state here is the status, what is proposed and who has
answered, and whether a later date is asked for or can be objected to.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase

from agreements import trail
from agreements.actions import decisions, extensions, proposals
from agreements.errors import Refused
from agreements.models import Decision, ExtensionRequest, Role

from .test_state_space import Walk

LIAISON = ("liaison",)
BY_LEADERS = {"extend", "refuse extension"}


class Agreed(Walk, TestCase):
    oblige = "uni_party"
    statuses = {"in_progress", "submitted", "closed", "on_hold", "ended"}

    def setUp(self):
        super().setUp()
        self.item = self.make_running(obliged_party=self.uni_party)
        self.kinds = set()

    def actors(self):
        return [self.uni_liaison, self.dis_liaison, self.uni_officer, self.uni_leader]

    def others(self):
        return [self.dis_officer, self.dis_leader, self.dis_auditor, self.uni_other, self.stranger, self.admin]

    # What can be done

    def propose(self, row, kind):
        given = {"ended_as": "waived"} if kind == "end" else {}
        if kind == "change":
            given = {"fields": {"title": "甲" if row.title != "甲" else "乙"}}
        return lambda by: proposals.propose(row, kind, by=by, reason="双方商定", **given)

    def ways(self, row):
        for kind in ("change", "hold", "resume", "end", "reopen"):
            yield f"propose {kind}", LIAISON, self.propose(row, kind)
        yield "submit", LIAISON, lambda by: decisions.open_close(row, by=by, reason="已完成。")
        for decision in Decision.objects.filter(commitment=row, outcome="open").select_related("party", "commitment"):
            yield f"confirm {decision.kind}", LIAISON, lambda by, d=decision: decisions.confirm(d, by=by)
            yield (
                f"object {decision.kind}",
                LIAISON,
                lambda by, d=decision: decisions.object_(d, by=by, reason="不同意"),
            )
            yield f"take back {decision.kind}", LIAISON, lambda by, d=decision: decisions.take_back(d, by=by)
        yield from self.ways_of_extensions(row)

    def ways_of_extensions(self, row):
        later = row.due_on + timedelta(days=30)
        yield (
            "ask extension",
            ("officer", "liaison"),
            lambda by: extensions.ask(row, by=by, new_due_on=later, reason="场地推迟。"),
        )
        latest = ExtensionRequest.objects.filter(commitment=row).order_by("-pk").first()
        if latest:
            deciding = ("liaison", "leader")
            yield "extend", deciding, lambda by: extensions.accept(latest, by=by)
            yield "refuse extension", deciding, lambda by: extensions.refuse(latest, by=by, reason="能按期完成")
            yield "withdraw extension", ("officer", "liaison"), lambda by: extensions.withdraw(latest, by=by)
            yield "object to extension", LIAISON, lambda by: extensions.object_(latest, by=by, reason="影响我方")

    # Where it stands

    def state(self, row):
        """The sides are alike in what they propose, so by whom is not told of a proposal: half as many states."""
        pending = [
            (decision.kind, decision.party.order if decision.kind == "close" else 0, bool(decision.released_at))
            for decision in Decision.objects.filter(commitment=row, outcome="open").select_related("party")
        ]
        latest = ExtensionRequest.objects.filter(commitment=row).order_by("-pk").first()
        asked = ""
        if latest and latest.is_open:
            asked = "asked for"
        elif latest and extensions.may_be_objected_to(latest, row):
            asked = "may be objected to"
        return (row.status, row.held_from or "", tuple(sorted(pending)), asked)

    def attempt(self, state, name, actor, attempt, found):
        with transaction.atomic():
            try:
                attempt(actor)
            except (Refused, PermissionDenied):
                return
            self.assertNotIn(actor, self.others(), name)
            if actor.role == Role.LEADER:
                self.assertIn(name, BY_LEADERS)
            row = self.fresh(self.item)
            self.look_at(row, actor, name)
            after = self.state(row)
            self.map[state].add((name, after))
            if after not in self.map:
                self.explore(after)
            transaction.set_rollback(True)

    def look_at(self, row, actor, name):
        """What holds in every state."""
        before_others = Decision.objects.filter(commitment=row, outcome="open", released_at__isnull=False)
        self.assertLessEqual(before_others.count(), 1)
        self.assertEqual(row.status == "on_hold", bool(row.held_from))
        self.assertEqual(row.status == "ended", bool(row.ended_as))
        self.assertEqual(row.first_due_on, self.item.first_due_on)
        for decision in Decision.objects.filter(commitment=row, outcome="carried"):
            self.kinds.add(decision.kind)
            spoken = set(decision.confirmations.filter(answer="confirm").values_list("party", flat=True))
            self.assertEqual(spoken, {party.pk for party in self.agreement.party_list} - {decision.party_id})
        for extension in ExtensionRequest.objects.filter(commitment=row, outcome__in=("accepted", "refused", "put")):
            self.assertNotEqual(extension.asked_by_id, extension.decided_by_id)

    def look_at_the_end(self):
        self.assertEqual([str(fault) for fault in trail.find_breaks()], [])

    def test_from_every_state_there_is_a_way_to_closed(self):
        super().test_from_every_state_there_is_a_way_to_closed()
        self.assertEqual(self.kinds, {"change", "hold", "resume", "end", "reopen", "close"})
        held = [state for state in self.map if state[0] in ("on_hold", "ended", "closed")]
        self.assertNotIn("asked for", [asked for *_rest, asked in held])  # what stops an item settles what was asked
