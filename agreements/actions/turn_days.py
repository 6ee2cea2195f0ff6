"""The days on which a lamp turns: written whenever a report or a date changes, rebuilt after a threshold does."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .. import standing, workdays
from ..models import (
    CalendarYear,
    Commitment,
    CommitmentUnit,
    Decision,
    DecisionKind,
    KeptUp,
    Outcome,
    ProgressReport,
    UnitRole,
)

WORST_KEPT_UP = (KeptUp.NO, KeptUp.PARTLY, KeptUp.YES)
COMPUTED = ("percent", "kept_up", "behind_on", "silent_on")
AT_ONCE = 500  # rows written by one statement


@dataclass(frozen=True)
class Basis:
    """What turn days depend on beside the commitment: the calendar, the thresholds, the leads and their last words.

    `resumed` is when work was last taken up again by a decision: time on hold is no silence.
    """

    calendar: workdays.Calendar
    limits: standing.Limits
    leads: dict
    reported: dict
    resumed: dict

    @classmethod
    def of(cls, commitments):
        """The basis of the commitments of a queryset; four queries however many they are."""
        of_them = {"commitment__in": commitments.order_by().values("pk")}
        leads, reported = {}, {}
        for lead in CommitmentUnit.objects.leads().filter(**of_them).select_related("party").order_by("pk"):
            leads.setdefault(lead.commitment_id, []).append(lead)
        newest = ProgressReport.objects.submitted().filter(**of_them).order_by().values_list("commitment", "unit")
        for commitment, unit, cycle_on in newest.annotate(newest=Max("cycle_on")):
            reported[commitment, unit] = cycle_on
        again = Decision.objects.filter(kind__in=(DecisionKind.RESUME, DecisionKind.REOPEN), outcome=Outcome.CARRIED)
        resumed = again.filter(**of_them).order_by().values_list("commitment").annotate(last=Max("decided_at"))
        return cls(*CalendarYear.objects.calendar_and_limits(), leads, reported, dict(resumed))


def refresh(commitment):
    """Work out percent, kept_up, behind_on and silent_on again and save them; the caller holds the row."""
    _work_out(commitment, Basis.of(Commitment.objects.filter(pk=commitment.pk)))
    commitment.save(update_fields=COMPUTED)


def _work_out(commitment, basis):
    leads = basis.leads.get(commitment.pk, [])
    counting = [lead for lead in leads if not (commitment.is_joint and lead.party.answers_by_letter)]
    commitment.percent = min((lead.percent or 0 for lead in counting), default=0)
    said = [lead.kept_up for lead in counting if lead.kept_up]
    commitment.kept_up = min(said, key=WORST_KEPT_UP.index, default="")
    commitment.behind_on = _behind_on(commitment, basis.limits)
    commitment.silent_on = _silent_on(commitment, leads, basis)


def _behind_on(commitment, limits):
    if commitment.is_continuous:
        return None
    start = standing.plan_start(commitment)
    return standing.behind_from(start, commitment.due_on, commitment.percent, limits.behind_points)


def _silent_on(commitment, leads, basis):
    """The first day on which a lead with an account has let a whole cycle pass; None before the assignment."""
    if commitment.assigned_at is None:
        return None
    days = [_lead_silent_on(commitment, lead, basis) for lead in leads if not lead.party.answers_by_letter]
    return min(days, default=None)


def _lead_silent_on(commitment, lead, basis):
    months = commitment.agreement.cycle_months
    resumed = basis.resumed.get(commitment.pk, commitment.assigned_at)
    since = timezone.localdate(max(commitment.assigned_at, lead.named_at, resumed))
    since = max(since, commitment.opens_on or since)  # nobody is asked before it opens
    first = workdays.cycle_start(since, months)
    if since == first:  # named on the first day: that cycle is a whole one
        first = workdays.previous_cycle(first, months)
    # What the unit said before it led, as a supporting unit, does not make its silence longer.
    reported = basis.reported.get((commitment.pk, lead.unit_id))
    last = max(first, reported) if reported else first
    limits = basis.limits
    return workdays.silent_on(last, months, basis.calendar, limits.silent_days, limits.reporting_day)


@transaction.atomic
def rebuild(commitments=None):
    """Work every commitment that was ever assigned out again, all in one go: (how many, how many changed)."""
    rows = (Commitment.objects.all() if commitments is None else commitments).filter(assigned_at__isnull=False)
    held = list(rows.order_by("pk").select_related("agreement").select_for_update(of=("self",)))
    basis, changed = Basis.of(rows), []
    for row in held:
        before = [getattr(row, name) for name in COMPUTED]
        _work_out(row, basis)
        if before != [getattr(row, name) for name in COMPUTED]:
            changed.append(row)
    Commitment.objects.bulk_update(changed, COMPUTED, batch_size=AT_ONCE)
    return len(held), len(changed)


def lead_row(commitment, party):
    """The lead row of a party, or None."""
    return commitment.units.filter(role=UnitRole.LEAD, party=party).first()
