"""What an administrator may put right, always with a reason and shown as a repair; never confirm, object or close."""

from django.db import transaction

from .. import lifecycle, outbox
from ..errors import Refused
from ..models import Decision, NoticeKind
from . import decisions, turn_days

STEPS = ("start", "return", "take_back", "reopen")


@transaction.atomic
def repair(commitment, step, *, by, reason):
    """Take one of the repair steps and return the commitment; both sides' liaison officers are told."""
    open_ones = Decision.objects.filter(commitment=commitment, outcome="open").order_by("pk")
    if step == "take_back":
        _on_decision(decisions.take_back, open_ones.before_the_others().first(), by, reason)
    elif step == "return":
        _on_decision(decisions.return_, open_ones.waiting_for_release().first(), by, reason)
    else:
        lifecycle.take(step, commitment, by=by, reason=reason)
    row = lifecycle.lock(commitment)
    turn_days.refresh(row)
    told = outbox.liaisons(*(party.organization_id for party in row.agreement.party_list))
    outbox.notify(NoticeKind.REPAIRED, row, told, f"repair-v{row.version}", by)
    return row


def _on_decision(action, decision, by, reason):
    if decision is None:
        from django.utils.translation import gettext as _

        raise Refused(_("No decision on it stands open."))
    action(decision, by=by, reason=reason)
