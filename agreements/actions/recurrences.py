"""Saying how a commitment recurs, and what came of one of its occurrences."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import lifecycle, trail
from ..errors import Refused, Stale
from ..models import RUNNING, Outcome, Recurrence
from . import commitments, occurrences
from .milestones import planned

FIELDS = ("every", "anchor", "starts_on", "until_on", "lead_days", "target")


@transaction.atomic
def set_recurrence(commitment, *, by, version=None, **fields):
    """Write by what rule a commitment recurs and return it; one that is assigned gets its occurrences at once.

    Once every side has agreed, a rule that stands is changed in its lead days only, and a
    new one has the target of the commitment. Raises Stale, Refused or PermissionDenied.
    """
    row = lifecycle.lock(commitment, version)
    commitments.allow(by, "recur", row)
    if problem := lifecycle.obstacle("recur", row):
        raise Refused(problem)
    rule = Recurrence.objects.filter(commitment=row).first()
    before = {name: getattr(rule, name) for name in FIELDS} if rule else dict.fromkeys(FIELDS)
    changes = {name: [before[name], fields[name]] for name in FIELDS if name in fields and fields[name] != before[name]}
    rule = rule or Recurrence(commitment=row)
    rule.commitment = row
    if is_agreed(row):
        _as_agreed(rule, changes)
    for name, (_old, new) in changes.items():
        setattr(rule, name, new)
    rule.full_clean(exclude=["commitment"])
    if not changes:
        return rule
    rule.save()
    row.version += 1
    row.save(update_fields=["version"])
    trail.record("recur", row, by=by, changes=_told(changes))
    if not row.has_been_agreed and changes.keys() - {"lead_days"}:
        commitments.ask_the_others_again(row, by)
    row = commitments.assign_when_complete(row, by=by)
    occurrences.make(row, by=by)
    return rule


def is_agreed(row):
    """True once every side has agreed to it: by naming its unit, or as part of a list."""
    return row.has_been_agreed or bool(row.listed_in_id and row.listed_in.outcome == Outcome.CARRIED)


def _as_agreed(rule, changes):
    if rule.pk and changes.keys() - {"lead_days"}:
        raise Refused(_("Every side has agreed to how it recurs: only how early it opens is changed by one."))
    if changes.get("target", ("", ""))[1]:
        raise Refused({"target": _("Every side has agreed to the target: each occurrence has that of the commitment.")})


def _told(changes):
    """The changes as the trail keeps them: codes and days, which each reader's language puts into words."""
    told = {name: ["" if value in (None, "") else str(value) for value in pair] for name, pair in changes.items()}
    return {name: pair for name, pair in told.items() if pair[0] != pair[1]}


@transaction.atomic
def set_actual(commitment, *, by, actual, counted=False, seen=None):
    """Write what was reached in an occurrence; `counted` says that the register counts it instead.

    `seen` is what the page showed: Stale when somebody wrote something else meanwhile.
    """
    row = planned(commitment, by)
    if not row.parent_id:
        raise Refused(_("What was reached is written down for each occurrence."))
    if counted:
        raise Refused(_("It is counted from the register of postings."))
    if row.status not in RUNNING:
        raise Refused(lifecycle.obstacle("report", row))
    if seen is not None and row.actual not in (seen, actual.strip()):
        told = _("Somebody wrote “%(actual)s” meanwhile. What you typed is still here.") % {"actual": row.actual}
        raise Stale(told, row)
    before, row.actual = row.actual, actual.strip()
    if before != row.actual:
        row.save(update_fields=["actual"])
        trail.record("set_actual", row, by=by, changes={"actual": [before, row.actual]})
    return row
