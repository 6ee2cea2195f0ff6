"""Making void what stands open on an item that has changed or ended under it."""

from django.utils import timezone

from ..models import Decision, ExtensionOutcome, ExtensionRequest, Outcome


def void_waiting(row, by):
    """Make void what still waits on an item: closings not yet released, and extensions asked for."""
    _void(Decision.objects.waiting_for_release().filter(commitment=row), row, by)


def void_all(row, by):
    """Make void whatever stands open on an item, before the other side or not."""
    _void(Decision.objects.filter(commitment=row, outcome=Outcome.OPEN), row, by)


def _void(decisions, row, by):
    now = timezone.now()
    decisions.update(outcome=Outcome.VOID, decided_at=now)
    pending = ExtensionRequest.objects.pending().filter(commitment=row)
    pending.update(outcome=ExtensionOutcome.VOID, decided_by=by.user, decided_unit=by.unit, decided_at=now)
