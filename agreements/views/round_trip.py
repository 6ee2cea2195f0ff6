"""An exported workbook that comes back: brought, compared cell by cell, decided, taken over."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ..actions import returning
from ..actions import round_trip as actions
from ..actions.commitments import allow
from ..forms.round_trip import BackForm, decided
from ..models import ImportKind, LedgerImport, UnitRole
from ..reports.export import COLUMNS
from ..reports.round_trip import EDITABLE, REPORTED
from .item import put_errors

NOTES = {
    "lost_columns": gettext_lazy("These columns are missing from the workbook; nothing is taken of them:"),
    "no_key": gettext_lazy("New rows are not taken here; bring them in as a ledger of your own:"),
    "unknown_key": gettext_lazy("The keys of these rows were not in this export; nothing is taken of them:"),
    "copied": gettext_lazy("These rows stand in the workbook more than once; nothing is taken of them:"),
    "row_tampered": gettext_lazy("What the workbook keeps of these rows was changed; nothing is taken of them:"),
    "torn": gettext_lazy(
        "The keys no longer stand beside their own rows: columns were sorted apart, or code or title were changed. "
        "Nothing is taken of these rows:"
    ),
}
SHOWN_NOTES = 20
WAITS = "waits"
FATES = (
    (returning.TAKE, gettext_lazy("To be taken")),
    (WAITS, gettext_lazy("Waiting for words")),
    (returning.CONFLICT, gettext_lazy("In conflict")),
    (returning.ASK, gettext_lazy("Later dates")),
    (returning.REFUSED, gettext_lazy("Not taken")),
)


@require_safe
def ledger_back(request):
    """The form that takes an edited workbook, and what of it will be taken."""
    allow(request.actor, "bring_back", None)
    return upload_page(request, BackForm())


@require_POST
def ledger_back_read(request):
    """Compare the workbook and lead on to the preview; refused, the form says why."""
    allow(request.actor, "bring_back", None)
    form = BackForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = actions.begin(*form.data_and_name, by=request.actor)
        except ValidationError as refusal:
            put_errors(form, ValidationError({"file": refusal.messages}))
        else:
            return redirect("agreements:import_back", found.pk)
    return upload_page(request, form, status=422)


def upload_page(request, form, status=200):
    context = {"form": form, "taken": [COLUMNS[name][0] for name in COLUMNS if name in EDITABLE]}
    return render(request, "agreements/back/upload.html", context, status=status)


def import_in_sight(request, pk):
    """A workbook that the reader has brought back through the post that acts now; 404 when there is none."""
    mine = LedgerImport.objects.visible_to(request.actor).filter(kind=ImportKind.ROUND_TRIP)
    return get_object_or_404(mine, pk=pk)


@require_safe
def import_back(request, pk):
    """Row by row what would be taken, what is in conflict and what is refused; afterwards what was written."""
    found = import_in_sight(request, pk)
    if found.done_at:
        return render(request, "agreements/back/done.html", {"found": found, **found.choices})
    return preview(request, found)


@require_POST
def import_back_confirm(request, pk):
    """Write what was decided; when anything has changed since the preview, nothing, and the preview again."""
    found = import_in_sight(request, pk)
    told = {row["pk"] for row in found.cells["rows"]} if not found.done_at else set()
    given, seen = decided(request.POST, told)
    try:
        actions.confirm(found, by=request.actor, clock=request.clock, seen=seen, **given)
    except actions.Overtaken as overtaken:
        return preview(request, found, status=409, problems=overtaken.messages, changed=overtaken.changed, **given)
    except ValidationError as refusal:
        return preview(request, found, status=422, problems=refusal.messages, **given)
    return redirect("agreements:import_back", pk)


@require_POST
def import_back_discard(request, pk):
    """Forget the workbook; nothing of it was written."""
    found = import_in_sight(request, pk)
    try:
        actions.discard(found, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("agreements:import_back", pk)
    messages.success(request, _("The workbook is discarded; nothing of it was written."))
    return redirect("agreements:commitment_list")


def preview(request, found, status=200, problems=(), changed=(), **given):
    """The page on which a person decides; what was decided before stays as it was."""
    items = returning.plan(found.cells, request.actor, request.clock)
    rows = [dressed(item, item.pk in changed, **given) for item in items]
    fates = [cell["fate"] for row in rows for cell in row["cells"]]
    context = {
        "found": found,
        "origin": origin_words(found.cells),
        "rows": rows,
        "notes": notes(found.cells["notes"]),
        "problems": problems,
        "counts": [(word, fates.count(fate)) for fate, word in FATES if fate in fates],
        "anything": any(item.open or item.asks_for_a_date for item in items),
    }
    return render(request, "agreements/back/preview.html", context, status=status)


def origin_words(cells):
    """When the workbook was exported, and by whom."""
    when = timezone.localtime(datetime.fromisoformat(cells["exported_at"]))
    return _("Exported %(when)s by %(by)s.") % {"when": date_format(when, "Y-m-d H:i"), "by": cells["by"] or "–"}


def notes(told):
    """(sentence, what it is about, how many more) for what was noticed about whole rows and columns."""
    found = {}
    for code, about in told:
        found.setdefault(code, []).extend(about if isinstance(about, list) else [about])
    return [
        (NOTES[code], about[:SHOWN_NOTES], max(0, len(about) - SHOWN_NOTES))
        for code, about in found.items()
        if code in NOTES
    ]


def dressed(item, changed, chosen=(), words=None, reasons=None):
    """One row as the template shows it, with what was decided and typed before."""
    cells = [
        {
            "name": f"cell-{item.pk}-{cell.name}",
            "label": COLUMNS[cell.name][0],
            "then": cell.then,
            "now": cell.now,
            "yours": cell.yours,
            "fate": WAITS if waits_for_words(item, cell) else cell.fate,
            "why": cell.why,
            "mine": (item.pk, cell.name) in chosen,
        }
        for cell in sorted(item.cells, key=lambda cell: list(COLUMNS).index(cell.name))
    ]
    return {
        "item": item,
        "cells": cells,
        "report": report_words(item),
        "words": (words or {}).get(item.pk, ""),
        "reason": (reasons or {}).get(item.pk, ""),
        "words_in_conflict": any(cell.name == "text" for cell in item.open),
        "changed": changed,
    }


def waits_for_words(item, cell):
    """True for what is reported only once somebody has typed what was done."""
    return cell.fate == returning.TAKE and cell.name in REPORTED and item.asks_for_words


def report_words(item):
    """For which unit the row reports, and with what it leaves as it is; empty when it reports nothing."""
    told = [cell.name for cell in item.open if cell.name in REPORTED]
    if not told:
        return ""
    said = {"unit": item.place.unit}
    if item.place.role != UnitRole.LEAD or "percent" in told or item.commitment.is_continuous:
        return _("One report for %(unit)s.") % said
    own = item.place.percent if item.place.percent is not None else item.commitment.percent
    return _("One report for %(unit)s; its progress stays at %(percent)d%%.") % (said | {"percent": own})
