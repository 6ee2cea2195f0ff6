"""What a decision does when every other party has confirmed it."""

from datetime import date

from django.utils import timezone

from .. import lifecycle, outbox
from ..models import Commitment, Decision, DecisionKind, ExtensionOutcome, ExtensionRequest, NoticeKind, Outcome
from . import turn_days


def carry(decision, row, *, by, letter=None):
    """Apply a proposal that carried and return the row; what waited beside it is void. The caller holds the lock."""
    changes = values(decision)
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    if changes:
        row.save(update_fields=[*changes])
    ending = None
    if decision.kind == DecisionKind.END:
        successor = Commitment.objects.filter(pk=decision.payload["successor"]).first()
        ending = (decision.payload["ended_as"], successor)
    row = lifecycle.take(
        decision.kind, row, by=by, on=decision, letter=letter, reason=decision.reason, changes=changes, ending=ending
    )
    void_waiting(row, by)
    turn_days.refresh(row)
    told = [decision.opened_by_id, *outbox.lead_people(row)]
    told += outbox.liaisons(*(party.organization_id for party in row.agreement.party_list))
    outbox.notify(NoticeKind.AGREED, row, told, f"decision-{decision.pk}", by)
    return row


def values(decision):
    """The fields that a proposal changes, as {name: [old, new]} with dates as dates."""
    told = decision.payload.get("changes", {})
    return {name: [_value(name, value) for value in pair] for name, pair in told.items()}


def _value(name, value):
    return date.fromisoformat(value) if value and name.endswith("_on") else value


def void_waiting(row, by):
    """Make void what still waits on an item: closings not yet released, and extensions asked for."""
    now = timezone.now()
    waiting = Decision.objects.waiting_for_release().filter(commitment=row)
    waiting.update(outcome=Outcome.VOID, decided_at=now)
    pending = ExtensionRequest.objects.pending().filter(commitment=row)
    pending.update(outcome=ExtensionOutcome.VOID, decided_by=by.user, decided_unit=by.unit, decided_at=now)
