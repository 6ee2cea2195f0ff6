"""The days on which a lamp turns: written whenever a report or a date changes, rebuilt after a setting does."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import standing, workdays
from ..models import CalendarYear, Commitment, CommitmentUnit, KeptUp, ProgressReport, UnitRole

WORST_KEPT_UP = (KeptUp.NO, KeptUp.PARTLY, KeptUp.YES)


def refresh(commitment, calendar=None):
    """Work out percent, kept_up, behind_on and silent_on again and save them; the caller holds the row."""
    calendar = calendar or CalendarYear.objects.calendar()
    leads = list(CommitmentUnit.objects.leads().filter(commitment=commitment).select_related("party").order_by("pk"))
    counting = [lead for lead in leads if not (commitment.is_joint and lead.party.answers_by_letter)]
    commitment.percent = min((lead.percent or 0 for lead in counting), default=0)
    said = [lead.kept_up for lead in counting if lead.kept_up]
    commitment.kept_up = min(said, key=WORST_KEPT_UP.index, default="")
    commitment.behind_on = _behind_on(commitment)
    commitment.silent_on = _silent_on(commitment, leads, calendar)
    commitment.save(update_fields=["percent", "kept_up", "behind_on", "silent_on"])


def _behind_on(commitment):
    if commitment.is_continuous:
        return None
    start = standing.plan_start(commitment)
    points = settings.LAMP_THRESHOLDS["behind_points"]
    return standing.behind_from(start, commitment.due_on, commitment.percent, points)


def _silent_on(commitment, leads, calendar):
    """The first day on which a lead with an account has let a whole cycle pass; None before the assignment."""
    if commitment.assigned_at is None:
        return None
    days = [_lead_silent_on(commitment, lead, calendar) for lead in leads if not lead.party.answers_by_letter]
    return min(days, default=None)


def _lead_silent_on(commitment, lead, calendar):
    months = commitment.agreement.cycle_months
    reports = ProgressReport.objects.submitted().filter(commitment=commitment, unit=lead.unit_id)
    since = timezone.localdate(max(commitment.assigned_at, lead.named_at))
    first = workdays.cycle_start(since, months)
    if since == first:  # named on the first day: that cycle is a whole one
        first = workdays.previous_cycle(first, months)
    # What the unit said before it led, as a supporting unit, does not make its silence longer.
    reported = reports.order_by("-cycle_on").values_list("cycle_on", flat=True).first()
    limits = settings.LAMP_THRESHOLDS
    last = max(first, reported) if reported else first
    return workdays.silent_on(last, months, calendar, limits["silent_days"], limits["reporting_day"])


def rebuild(commitments=None):
    """Refresh every commitment that was ever assigned, each in its own transaction; how many were looked at."""
    calendar = CalendarYear.objects.calendar()
    rows = Commitment.objects.all() if commitments is None else commitments
    count = 0
    for pk in rows.filter(assigned_at__isnull=False).order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            refresh(Commitment.objects.select_for_update().get(pk=pk), calendar)
        count += 1
    return count


def lead_row(commitment, party):
    """The lead row of a party, or None."""
    return commitment.units.filter(role=UnitRole.LEAD, party=party).first()
