"""What the sheet “set dates” shows: the drafts without a due date, and what was assigned without one."""

from django.db.models import F, Prefetch

from ..models import Commitment, CommitmentStatus, CommitmentUnit, UnitRole
from .due_rules import Term, propose


def undated(agreement, actor, limit):
    """The drafts without a due date in the order of the text, each with `proposed`, and how many more there are."""
    others = CommitmentUnit.objects.exclude(role=UnitRole.SUPPORT).exclude(party__organization=actor.organization_id)
    others = Prefetch("units", others.select_related("party__organization"), to_attr="others_named")
    rows = _without_date(agreement, actor).filter(status=CommitmentStatus.DRAFT, assigned_at=None)
    shown = list(_in_order(rows).select_related("listed_in").prefetch_related(others)[:limit])
    term = Term(agreement.signed_on, agreement.effective_from, agreement.effective_to)
    for row in shown:  # one agreement, so that its parties are read once
        row.agreement = agreement
        row.proposed = propose(row.due_text, term)
    return shown, max(rows.count() - limit, 0) if len(shown) == limit else 0


def agreed_without(agreement, actor, limit):
    """What was assigned without a due date and goes on: only a change that both sides agree gives it one."""
    rows = _without_date(agreement, actor).unfinished().filter(assigned_at__isnull=False)
    return list(_in_order(rows)[:limit])


def _without_date(agreement, actor):
    return Commitment.objects.visible_to(actor).counted().filter(agreement=agreement, due_on=None)


def _in_order(rows):
    return rows.select_related("clause").order_by(F("clause__sort_key").asc(nulls_last=True), "pk")
