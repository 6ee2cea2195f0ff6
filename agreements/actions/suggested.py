"""Answers to suggested units: what naming a unit says about them."""

from django.utils import timezone

from ..models import SuggestedUnit, UnitRole


def answered_by_naming(row, *, by, party, unit, role):
    """Close the suggestions that naming a unit answers: its own, and that of another unit in the same single part."""
    for held in SuggestedUnit.objects.open().filter(commitment=row, party=party):
        if held.unit_id == unit.pk:
            answer(held, by, accepted=True)
        elif role != UnitRole.SUPPORT and held.role != UnitRole.SUPPORT:
            answer(held, by, accepted=False)


def answer(held, by, *, accepted):
    """Write whether a suggestion was accepted, by whom and when."""
    held.accepted, held.answered_by, held.answered_at = accepted, by.user, timezone.now()
    held.save(update_fields=["accepted", "answered_by", "answered_at"])
