"""What a leader is shown beside the figures: what is late, and where nothing is heard."""

from dataclasses import dataclass
from datetime import date

from .. import standing
from ..models import UnitRole


@dataclass(frozen=True)
class Standing:
    """One item in a list for leaders: what, whose, until when and how far off."""

    pk: int
    title: str
    leads: tuple
    due_on: date | None
    words: str


def late_items(commitments, clock, limit=10):
    """The items past their due date, longest first."""
    rows = commitments.counted().late_on(clock.today).order_by("due_on", "pk")
    return [_standing(row, standing.due_label(row.due_on, clock)) for row in _with_leads(rows)[:limit]]


def silent_items(commitments, clock, limit=10):
    """The running items on which a lead has let a whole cycle pass without a word, longest first."""
    rows = commitments.counted().running().filter(silent_on__lte=clock.today).order_by("silent_on", "pk")
    return [_standing(row, "") for row in _with_leads(rows)[:limit]]


def _with_leads(rows):
    return rows.prefetch_related("units__unit__organization", "units__party")


def _standing(row, words):
    leads = sorted((unit for unit in row.units.all() if unit.role == UnitRole.LEAD), key=lambda lead: lead.party.order)
    return Standing(row.pk, row.title, tuple(lead.unit for lead in leads), row.due_on, words)
