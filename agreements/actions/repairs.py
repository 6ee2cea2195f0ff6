"""What an administrator may put right, always with a reason and shown as a repair; never confirm, object or close."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import lifecycle, outbox
from ..errors import Refused
from ..models import Decision, NoticeKind, TrailEntry
from . import decisions, turn_days
from .commitments import allow

STEPS = ("start", "return", "take_back", "reopen")


@transaction.atomic
def repair(commitment, step, *, by, reason):
    """Take one of the repair steps and return the commitment; both sides' liaison officers are told.

    Returning what waits for release is the own side's matter: only its liaison officers are told.
    """
    allow(by, f"repair_{step}", commitment)
    open_ones = Decision.objects.filter(commitment=commitment, outcome="open").order_by("pk")
    told = {party.organization_id for party in commitment.agreement.party_list}
    if step == "take_back":
        _on_decision(decisions.take_back, open_ones.before_the_others().first(), by, reason)
    elif step == "return":
        decision = open_ones.waiting_for_release().select_related("party").first()
        _on_decision(decisions.return_, decision, by, reason)
        told = {decision.party.organization_id}
    else:
        lifecycle.take(step, commitment, by=by, reason=reason)
    row = lifecycle.lock(commitment)
    turn_days.refresh(row)
    about = f"repair-line-{TrailEntry.objects.about(row).last().sequence}"
    outbox.notify(NoticeKind.REPAIRED, row, outbox.liaisons(*told), about, by)
    return row


def _on_decision(action, decision, by, reason):
    if decision is None:
        raise Refused(_("No decision on it stands open."))
    action(decision, by=by, reason=reason)
