"""The sheet “name the leads”: the units of one's own side for all drafts that miss one, in one form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import leads as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import LeadSheet
from ..models import Agreement, Commitment, CommitmentStatus
from ..reports.lead_sheet import changed_since
from .kept import kept_post


@require_safe
def lead_sheet(request, pk):
    """The sheet, with what is likely filled in, or what was typed before the session ended."""
    agreement = agreement_in_sight(request, pk)
    kept = kept_post(request, reverse("agreements:lead_sheet_save", args=[pk]))
    return sheet_page(request, LeadSheet(agreement, request.actor, MultiValueDict(kept) if kept else None))


def agreement_in_sight(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    allow(request.actor, "name_leads", agreement)
    return agreement


def sheet_page(request, sheet, status=200, **given):
    lines = sheet.dressed()
    context = {"agreement": sheet.agreement, "sheet": sheet, "groups": by_clause(lines), **given}
    return render(request, "agreements/leads/sheet.html", context, status=status)


def by_clause(lines):
    """The lines as (clause or None, lines), in their order."""
    groups = []
    for line in lines:
        if not groups or groups[-1][0] != line.item.clause:
            groups.append((line.item.clause, []))
        groups[-1][1].append(line)
    return groups


@require_POST
def lead_sheet_save(request, pk):
    """Name the units of every row that has one; what is refused stays as typed and says why, the rest is done."""
    agreement = agreement_in_sight(request, pk)
    sheet = LeadSheet(agreement, request.actor, request.POST)
    if "fill" in request.POST or "same" in request.POST:  # without a script: nothing is saved yet
        sheet.fill() if "fill" in request.POST else sheet.same(request.POST["same"])
        return sheet_page(request, sheet)
    named = save(sheet, request.actor)
    gone = list(Commitment.objects.filter(agreement=agreement, pk__in=sheet.gone))
    tell(request, named)
    status = status_of(sheet, gone)
    if status == 200:
        return redirect("agreements:lead_sheet", pk)
    fresh = LeadSheet(agreement, request.actor, request.POST)
    keep_problems(fresh, sheet.lines)
    return sheet_page(request, fresh, status, gone=gone)


def save(sheet, actor):
    """Name the units row by row; the rows named, by id, as they stand. What is refused says so in its line."""
    named = {}
    filled = [line for line in sheet.lines if line.unit and line.typed_version is not None]
    moved = [line.item for line in filled if line.typed_version != line.item.version]
    changed = changed_since(moved, actor, sheet.typed_seen) if moved else {}
    for line in filled:
        if line.item.pk in changed:
            overtake(line, changed[line.item.pk])
            continue
        said = sheet.said(line)
        if said is None:
            continue
        try:
            named[line.item.pk] = actions.name_together(line.item, by=actor, version=line.item.version, **said)
        except Stale:
            overtake(line, "")
        except (ValidationError, PermissionDenied) as refusal:
            line.problem = " ".join(getattr(refusal, "messages", [str(refusal)]))
    return named


def overtake(line, what):
    line.overtaken = True
    if what:
        line.problem = _("Somebody %(what)s since you opened the sheet. Look at it, then save again.") % {"what": what}
    else:
        line.problem = _("It has changed since you opened the sheet. Look at it, then save again.")


def keep_problems(sheet, lines):
    """Say in the rows of a sheet what stood against them when they were sent."""
    said = {line.item.pk: line for line in lines}
    for line in sheet.lines:
        if line.item.pk in said:
            line.problem = said[line.item.pk].problem


def status_of(sheet, gone):
    """200 when all that was filled in was saved, 422 when something was refused, 409 when it was only overtaken."""
    problems = [line for line in sheet.lines if line.problem]
    if any(not line.overtaken for line in problems):
        return 422
    return 409 if problems or gone else 200


def tell(request, named):
    """Say how much was named, and what was assigned by it."""
    if not named:
        return
    assigned = sum(row.status != CommitmentStatus.DRAFT for row in named.values())
    words = ngettext(
        "Units named for %(n)d commitment; assigned now: %(assigned)d.",
        "Units named for %(n)d commitments; assigned now: %(assigned)d.",
        len(named),
    )
    messages.success(request, words % {"n": len(named), "assigned": assigned})
