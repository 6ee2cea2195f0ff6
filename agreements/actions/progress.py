"""Reporting progress: a report, "no change", seconding the other lead's report, a draft."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox, trail, workdays
from ..errors import Refused
from ..models import CommitmentStatus, KeptUp, NoticeKind, ProgressReport, ReportKind, ReportState, UnitRole
from . import turn_days
from .commitments import accept_for, allow


@transaction.atomic
def report(commitment, *, by, text, unit=None, version=None, letter=None, **said):
    """Submit a report for a unit and return it.

    `said` may hold percent (0 to 100), kept_up (continuous items instead of percent),
    problem, next_step, needs_other. A lead's first report accepts and starts. Raises
    Stale when the item changed since `version`, Refused when the rules do not let
    anybody report now.
    """
    if not text.strip():
        raise Refused({"text": _("Say what was done.")})
    row, place = _ready(commitment, by, unit, version, letter)
    _check_figures(row, place, said)
    return _submit(row, place, by, letter=letter, kind=ReportKind.REPORT, text=text.strip(), **said)


@transaction.atomic
def no_change(commitment, *, by, unit=None, version=None):
    """Report for a unit that nothing changed this cycle; percent stays as it is."""
    row, place = _ready(commitment, by, unit, version)
    return _submit(row, place, by, kind=ReportKind.NO_CHANGE, percent=place.percent, kept_up=place.kept_up)


@transaction.atomic
def second(commitment, *, by, version=None):
    """Make the other lead's last report one's own: its percent becomes this lead's too."""
    row = lifecycle.lock(commitment, version)
    allow(by, "second", row)
    if problem := lifecycle.obstacle("report", row):
        raise Refused(problem)
    place = row.units.get(role=UnitRole.LEAD, unit=by.unit_id)
    told = secondable(row, by.unit_id)
    if told is None:
        raise Refused(_("There is no report of the other lead to second."))
    return _submit(row, place, by, kind=ReportKind.SECOND, percent=told.percent, kept_up=told.kept_up, seconds=told)


def secondable(commitment, unit_id):
    """The other lead's last report that a lead unit may second, or None when it has spoken since or already did."""
    others = commitment.units.filter(role=UnitRole.LEAD).exclude(unit=unit_id).values("unit")
    submitted = ProgressReport.objects.submitted().filter(commitment=commitment)
    told = submitted.filter(unit__in=others, kind=ReportKind.REPORT).order_by("-submitted_at", "-pk").first()
    mine = submitted.filter(unit=unit_id).order_by("-submitted_at", "-pk").first()
    if told is None or (mine and (mine.submitted_at, mine.pk) > (told.submitted_at, told.pk)):
        return None
    return told


@transaction.atomic
def save_draft(commitment, *, by, unit=None, version=None, no_change=False, **said):
    """Keep what was typed for later; the one draft of this person for this unit is written over.

    With `no_change` it is a draft of "no change": words typed beside it are kept, but are not
    what would be sent. Raises Stale when the item changed since `version`.
    """
    row, place = _ready(commitment, by, unit, version)
    draft = _drafts(row, place.unit, by).first() or ProgressReport(
        commitment=row, unit=place.unit, author=by.user, state=ReportState.DRAFT
    )
    draft.acting_unit, draft.cycle_on = by.unit, _cycle(row)
    draft.kind = ReportKind.NO_CHANGE if no_change else ReportKind.REPORT
    for name in ("text", "problem", "next_step", "needs_other"):
        setattr(draft, name, said.get(name, ""))
    draft.percent, draft.kept_up = said.get("percent"), said.get("kept_up") or ""
    draft.created_at = timezone.now()  # of a draft: when it was last written
    draft.save()
    return draft


@transaction.atomic
def discard_draft(commitment, *, by, unit):
    """Forget this person's draft for a unit: everything that was typed has been deleted again."""
    lifecycle.lock(commitment)
    _drafts(commitment, unit, by).delete()


def _drafts(commitment, unit, by):
    return ProgressReport.objects.filter(commitment=commitment, unit=unit, author=by.user, state=ReportState.DRAFT)


def _ready(commitment, by, unit, version, letter=None):
    """Lock the item and find the unit that speaks; PermissionDenied or Refused when it cannot."""
    row = lifecycle.lock(commitment, version)
    allow(by, "record_letter" if letter else "report", row)
    if problem := lifecycle.obstacle("report", row):
        raise Refused(problem)
    places = row.units.filter(role__in=(UnitRole.LEAD, UnitRole.SUPPORT)).select_related("unit", "party")
    side = {"party": letter.party_id} if letter else {"party__organization": by.organization_id}
    places = places.filter(**side)
    if unit is not None:
        places = places.filter(unit=unit)
    elif places.filter(unit=by.unit_id).exists() and not letter:
        places = places.filter(unit=by.unit_id)
    place = places.order_by("role", "pk").first()  # "lead" sorts before "support"
    if place is None:
        raise Refused({"unit": _("No unit of this side can report on the commitment.")})
    own_words = letter or by.role == "liaison" or place.unit_id == by.unit_id
    if not own_words:
        raise PermissionDenied(_("You report for your own unit."))
    return row, place


def _check_figures(row, place, said):
    if place.role != UnitRole.LEAD:
        said["percent"], said["kept_up"] = None, ""
    elif row.is_continuous:
        said["percent"] = None
        if said.get("kept_up") not in KeptUp.values:
            raise Refused({"kept_up": _("Say whether it was kept up this cycle.")})
    else:
        said["kept_up"] = ""
        if said.get("percent") is None:
            raise Refused({"percent": _("Say how far it is, in percent.")})
        if not 0 <= said["percent"] <= 100:
            raise Refused({"percent": _("Progress lies between 0 and 100 percent.")})


def _cycle(row):
    return workdays.cycle_start(timezone.localdate(), row.agreement.cycle_months)


def _submit(row, place, by, *, kind, letter=None, **said):
    """Write the report, the lead's figures, the lamp's days, the trail and the notices, in the caller's transaction."""
    is_lead = place.role == UnitRole.LEAD
    if is_lead and not place.accepted_at:
        accept_for(place, by)
    if is_lead and row.status == CommitmentStatus.ASSIGNED:
        row = lifecycle.take("start", row, by=by, letter=letter)
    before = {"percent": row.percent, "kept_up": row.kept_up}
    said = {name: value if value is not None or name == "percent" else "" for name, value in said.items()}
    if not letter:  # the draft becomes the report of its kind; its words are what was sent, no more
        used_up = (ReportKind.REPORT, ReportKind.NO_CHANGE) if kind == ReportKind.REPORT else (kind,)
        _drafts(row, place.unit, by).filter(kind__in=used_up).delete()
    written = ProgressReport.objects.create(
        commitment=row,
        unit=place.unit,
        author=by.user,
        acting_unit=by.unit,
        cycle_on=_cycle(row),
        kind=kind,
        letter=letter,
        state=ReportState.SUBMITTED,
        submitted_at=timezone.now(),
        **said,
    )
    if is_lead:
        place.percent, place.kept_up = said.get("percent"), said.get("kept_up") or ""
        place.save(update_fields=["percent", "kept_up"])
    turn_days.refresh(row)
    row.version += 1
    row.save(update_fields=["version"])
    _tell(row, place, written, before, by, letter)
    return written


def _tell(row, place, written, before, by, letter):
    after = {"percent": row.percent, "kept_up": row.kept_up}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    trail.record(written.kind, row, by=by, changes=changes, letter=letter, unit_named=place.unit.name)
    about = f"report-{written.pk}"
    outbox.notify(NoticeKind.REPORTED, row, outbox.liaisons(place.party.organization_id), about, by)
    if written.needs_other:
        others = outbox.other_liaisons(row, place.party.organization_id)
        outbox.notify(NoticeKind.NEEDS_YOU, row, others, about, by)
