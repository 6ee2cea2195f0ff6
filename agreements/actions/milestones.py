"""Milestones: adding, changing, moving, marking as done; each on the trail of its commitment."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, trail
from ..errors import Refused, Stale
from ..models import Milestone
from .commitments import allow


def planned(commitment, by, verb="plan"):
    """The commitment under its lock, when the actor may change its milestones and indicators now.

    Its version is not counted up: whoever writes a report meanwhile is in nobody's way.
    """
    row = lifecycle.lock(commitment)
    allow(by, verb, row)
    if problem := lifecycle.obstacle("plan", row):
        raise Refused(problem)
    return row


@transaction.atomic
def add(commitment, *, by, title, due_on=None, unit=None, weight=1):
    """Add a milestone and return it; on an assigned item its date is its first date."""
    row = planned(commitment, by)
    first = due_on if row.has_been_agreed else None
    milestone = Milestone(
        commitment=row, title=title.strip(), due_on=due_on, first_due_on=first, unit=unit, weight=weight
    )
    _check(milestone)
    milestone.save()
    trail.record("add_milestone", row, by=by, changes=_moved(None, due_on), milestone=milestone.title)
    return milestone


@transaction.atomic
def change(milestone, *, by, title, due_on, unit, weight, reason="", version=None):
    """Change a milestone that is not done; a first date stays, and moving it needs a reason."""
    row, milestone = _lock(milestone, by, version)
    if milestone.done_on:
        raise Refused(_("It is marked as done: take that back first."))
    before = milestone.due_on
    if before != due_on and milestone.first_due_on and not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    milestone.title, milestone.due_on, milestone.unit, milestone.weight = title.strip(), due_on, unit, weight
    if row.has_been_agreed and not milestone.is_suggested:
        milestone.first_due_on = milestone.first_due_on or due_on
    _save(milestone)
    verb = "move_milestone" if before != due_on else "change_milestone"
    trail.record(verb, row, by=by, reason=reason.strip(), changes=_moved(before, due_on), milestone=milestone.title)
    return milestone


@transaction.atomic
def mark_done(milestone, *, by, on):
    """Record the day a milestone was done; either lead's side may, and the other sees it in the trail."""
    row, milestone = _lock(milestone, by)
    if milestone.is_suggested:
        raise Refused(_("It is only suggested: keep it first."))
    if milestone.done_on:
        raise Refused(_("It has been marked as done on %(day)s meanwhile.") % {"day": milestone.done_on.isoformat()})
    if not row.has_been_agreed:
        raise Refused(_("Nothing is done before it is assigned."))
    if on is None or on > timezone.localdate():
        raise Refused({"done_on": _("The day it was done is today or earlier.")})
    milestone.done_on = on
    _save(milestone)
    trail.record("milestone_done", row, by=by, milestone=milestone.title, day=on.isoformat())
    return milestone


@transaction.atomic
def undo(milestone, *, by):
    """Take back that a milestone is done."""
    row, milestone = _lock(milestone, by)
    if not milestone.done_on:
        raise Refused(_("It is not marked as done."))
    milestone.done_on = None
    _save(milestone)
    trail.record("milestone_not_done", row, by=by, milestone=milestone.title)
    return milestone


@transaction.atomic
def drop(milestone, *, by):
    """Drop a milestone: a suggestion at any time, another as long as the item was never assigned."""
    row, milestone = _lock(milestone, by)
    if row.has_been_agreed and not milestone.is_suggested:
        raise Refused(_("What stood there when it was assigned stays; move its date instead."))
    title = milestone.title
    milestone.delete()
    trail.record("drop_milestone", row, by=by, milestone=title)


def _lock(milestone, by, version=None):
    """Commitment and milestone as they stand, under the commitment's lock; Stale when it is not as it was shown."""
    row = planned(milestone.commitment, by)
    found = Milestone.objects.select_for_update(of=("self",)).filter(pk=milestone.pk).first()
    if found is None:
        raise Refused(_("Somebody has dropped it meanwhile."))
    if version is not None and found.version != version:
        raise Stale(_("Somebody changed this milestone while you were writing. Your text is still here."), found)
    found.commitment = row
    return row, found


def _save(milestone):
    milestone.version += 1
    _check(milestone)
    milestone.save(update_fields=["title", "due_on", "first_due_on", "done_on", "unit", "weight", "version"])


def _check(milestone):
    """Refuse what the constraints would, in words, and a unit that does not stand on the item."""
    unit = milestone.unit_id
    if unit and not milestone.commitment.units.filter(unit=unit).exists():
        raise Refused({"unit": _("This unit does not stand on the commitment.")})
    milestone.full_clean(exclude=["commitment", "unit"])


def _moved(before, after):
    return {"due_on": [before, after]} if before != after else {}
