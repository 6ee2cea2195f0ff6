"""Contesting a letter that another side recorded in the own party's name: the answer is marked, never deleted.

What follows depends on what the letter answered: a closing is undone; an open list or proposal is refused; of a list
that was agreed the drafts not yet assigned are free again. What was assigned or changed meanwhile stays until both
sides agree otherwise: others have worked on it in good faith.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox, trail
from ..errors import Refused
from ..models import Answer, CommitmentStatus, Confirmation, DecisionKind, NoticeKind, Outcome
from . import decisions, lists, turn_days
from .commitments import allow


@transaction.atomic
def contest(confirmation, *, by, reason):
    """Contest an answer by letter and return it, marked; Refused when there is none, or it is contested already."""
    of_kind = {DecisionKind.CLOSE: _closing, DecisionKind.LIST: _list}
    return of_kind.get(confirmation.decision.kind, _proposal)(confirmation, by, reason)


def _closing(confirmation, by, reason):
    row, decision = decisions.lock(confirmation.decision)
    confirmation = _contestable(confirmation, decision, by)
    row = lifecycle.take("contest", row, by=by, on=confirmation, reason=reason, party=confirmation.party)
    decisions.settle(decision, Outcome.REFUSED)
    turn_days.refresh(row)
    return _marked(confirmation, row, by, reason)


def _proposal(confirmation, by, reason):
    row, decision = decisions.lock(confirmation.decision)
    confirmation = _contestable(confirmation, decision, by)
    row = lifecycle.take("contest_agreed", row, by=by, on=confirmation, reason=reason, party=confirmation.party)
    if decision.outcome == Outcome.OPEN:
        decisions.settle(decision, Outcome.REFUSED)
        turn_days.refresh(row)
    return _marked(confirmation, row, by, reason)


def _list(confirmation, by, reason):
    rows, decision = lists.lock(confirmation.decision)
    confirmation = _contestable(confirmation, decision, by)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    told = {"by": by, "reason": reason.strip(), "party": confirmation.party}
    trail.record("contest", decision, **told)
    if confirmation.answer == Answer.CONFIRM and decision.outcome in (Outcome.OPEN, Outcome.CARRIED):
        free = [row for row in rows if row.status == CommitmentStatus.DRAFT and not row.has_been_agreed]
        for row in rows:
            if row not in free:
                trail.record("contest", row, **told)
        lists.set_free(decision, free, by)
        if decision.outcome == Outcome.OPEN:
            decisions.settle(decision, Outcome.REFUSED)
    return _marked(confirmation, decision.agreement, by, reason)


def _contestable(confirmation, decision, by):
    """The answer under a lock; Refused when nothing is left to contest."""
    row = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    allow(by, "contest", row)
    if not row.letter_id or row.contested_at:
        raise Refused(_("There is no letter here to contest."))
    if not decision.can_be_contested():
        raise Refused(_("This decision no longer stands."))
    return row


def _marked(confirmation, about, by, reason):
    confirmation.contested_by, confirmation.contested_at = by.user, timezone.now()
    confirmation.contest_reason = reason.strip()
    confirmation.save(update_fields=["contested_by", "contested_at", "contest_reason"])
    told = outbox.liaisons(*(other.organization_id for other in confirmation.decision.agreement.party_list))
    outbox.notify(NoticeKind.CONTESTED, about, told, f"confirmation-{confirmation.pk}", by)
    return confirmation
