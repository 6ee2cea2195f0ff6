"""What a decision does when every other party has confirmed it."""

from datetime import date

from .. import lifecycle, outbox
from ..models import Commitment, DecisionKind, NoticeKind, Recurrence
from . import occurrences, turn_days
from .voiding import void_waiting


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
    if row.may_recur:
        _with_occurrences(decision, row, by)
    told = [decision.opened_by_id, *outbox.lead_people(row)]
    told += outbox.liaisons(*(party.organization_id for party in row.agreement.party_list))
    outbox.notify(NoticeKind.AGREED, row, told, f"decision-{decision.pk}", by)
    return row


def _with_occurrences(decision, row, by):
    """What a recurring item has agreed goes for its occurrences that nobody has touched; they end and begin with it."""
    if decision.kind == DecisionKind.CHANGE:
        if "target" in values(decision):  # one target for all: the rule's own is older than what was agreed now
            Recurrence.objects.filter(commitment=row).update(target="")
        occurrences.follow(row, by=by)
    elif decision.kind == DecisionKind.END:
        occurrences.end_along(row, by=by, reason=decision.reason)
    else:
        occurrences.make(row, by=by)


def values(decision):
    """The fields that a proposal changes, as {name: [old, new]} with dates as dates."""
    told = decision.payload.get("changes", {})
    return {name: [_value(name, value) for value in pair] for name, pair in told.items()}


def _value(name, value):
    return date.fromisoformat(value) if value and name.endswith("_on") else value
