"""What an imported ledger said of a draft's progress becomes the lead's first report when the draft is assigned."""

from django.utils import timezone

from .. import lifecycle, outbox, workdays
from ..models import Actor, NoticeKind, ProgressReport, ReportKind, ReportState, TakenOver
from . import turn_days


def first_report(row, *, by):
    """Write the report in the caller's transaction, and return the row as it stands afterwards.

    Only the lead of the side that brought the ledger reports by it, and only what says something was done.
    The words are those of whoever brought them; who named the last unit merely set them free.
    """
    from .commitments import accept_for  # which assigns, and calls this

    said = TakenOver.objects.filter(commitment=row, report__isnull=True).exclude(text="")
    taken = said.select_related("taken_by", "taken_unit").first()
    place = taken and row.units.leads().filter(party=taken.party_id).select_related("unit", "party").first()
    if not place:
        return row
    before = {"percent": row.percent, "kept_up": row.kept_up}
    taken.report = _report(row, taken, place)
    taken.save(update_fields=["report"])
    accept_for(place, Actor(taken.taken_by))
    place.percent, place.kept_up = taken.report.percent, taken.report.kept_up
    place.save(update_fields=["percent", "kept_up"])
    turn_days.refresh(row)
    changes = {name: [was, getattr(row, name)] for name, was in before.items() if was != getattr(row, name)}
    told = {"changes": changes, "unit_named": place.unit.name, "file": taken.source}
    row = lifecycle.take("take_over", row, by=by, **told)
    about, liaisons = f"report-{taken.report.pk}", outbox.liaisons(place.party.organization_id)
    outbox.notify(NoticeKind.REPORTED, row, liaisons, about, by)
    return row


def _report(row, taken, place):
    """The report, as its author would have sent it on the day of the assignment."""
    return ProgressReport.objects.create(
        commitment=row,
        unit=place.unit,
        author=taken.taken_by,
        acting_unit=taken.taken_unit,
        cycle_on=workdays.cycle_start(timezone.localdate(), row.agreement.cycle_months),
        kind=ReportKind.REPORT,
        text=taken.text,
        percent=None if row.is_continuous else taken.percent,
        kept_up=taken.kept_up if row.is_continuous else "",
        problem=taken.problem,
        next_step=taken.next_step,
        taken_over=True,
        state=ReportState.SUBMITTED,
        submitted_at=timezone.now(),
    )
