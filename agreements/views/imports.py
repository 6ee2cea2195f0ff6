"""Bringing in a ledger: the file, its columns, a preview row by row, and the click that writes all of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import imports as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms.imports import JOINT, ImportForm, choices_sent, columns_sent, field_choices, whole
from ..models import Agreement, ImportKind, LedgerImport
from ..reports.incoming import layout, plan, row_choices
from .item import put_errors

PAGE = 50  # lines of a preview
ASKED = 40  # names that are asked for at once; the others are asked for once these are settled


def agreement_in_sight(request, pk):
    """The agreement into which the reader may bring a ledger: 404 out of sight, 403 when not theirs to bring."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    allow(request.actor, "import", agreement)
    return agreement


def import_in_sight(request, pk):
    """The reader's own import that waits; 404 for everybody else."""
    mine = LedgerImport.objects.visible_to(request.actor).filter(kind=ImportKind.LEDGER)
    found = get_object_or_404(mine.select_related("agreement"), pk=pk)
    allow(request.actor, "import", found.agreement)
    return found


@require_safe
def ledger_import_new(request, pk):
    return upload_page(request, agreement_in_sight(request, pk), ImportForm())


def upload_page(request, agreement, form, status=200):
    waiting = LedgerImport.objects.visible_to(request.actor).filter(
        kind=ImportKind.LEDGER, agreement=agreement, done_at__isnull=True
    )
    context = {"agreement": agreement, "form": form, "waiting": waiting.defer("cells").first()}
    return render(request, "agreements/imports/new.html", context, status=status)


@require_POST
def ledger_import_read(request, pk):
    """Take the cells of a file and lead on to its columns, or to the preview when they are known."""
    agreement = agreement_in_sight(request, pk)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        workbook, name, data = form.cleaned_data["file"]
        try:
            found = actions.begin(agreement, by=request.actor, workbook=workbook, name=name, data=data)
        except ValidationError as refusal:
            put_errors(form, ValidationError({"file": refusal.messages}))
        else:
            known = layout(found).is_ready and found.choices
            if known:
                messages.success(request, _("The columns are read as you chose them before."))
            return redirect(f"agreements:ledger_import_{'preview' if known else 'columns'}", found.pk)
    return upload_page(request, agreement, form, status=422)


@require_safe
def ledger_import_columns(request, pk):
    """What each column says; `sheet` and `row` in the address ask for another heading."""
    found = import_in_sight(request, pk)
    if found.done_at:
        return redirect("agreements:ledger_import_preview", pk)
    laid = layout(found, sheet=whole(request.GET.get("sheet")), row=whole(request.GET.get("row")))
    return columns_page(request, found, laid)


def columns_page(request, found, laid, status=200, problems=(), typed=None):
    columns = [
        (number, heading, samples, field_choices(said if typed is None else typed.get(number, "")))
        for number, heading, samples, said in laid.shown
    ]
    context = {
        "found": found,
        "agreement": found.agreement,
        "layout": laid,
        "columns": columns,
        "rows": row_choices(laid),
        "problems": problems,
    }
    return render(request, "agreements/imports/columns.html", context, status=status)


@require_POST
def ledger_import_columns_save(request, pk):
    found = import_in_sight(request, pk)
    sheet, row, columns = columns_sent(request.POST)
    try:
        sheet, row = -1 if sheet is None else sheet, -1 if row is None else row
        actions.choose_columns(found, by=request.actor, sheet=sheet, row=row, columns=columns)
    except ValidationError as refusal:
        found.refresh_from_db()
        if found.done_at:
            return redirect("agreements:ledger_import_preview", pk)
        laid = layout(found, sheet=max(sheet, 0), row=row if row >= 0 else None)
        return columns_page(request, found, laid, 422, refusal.messages, columns)
    return redirect("agreements:ledger_import_preview", pk)


@require_safe
def ledger_import_preview(request, pk):
    """What would be created, row by row; after the confirmation what was."""
    found = import_in_sight(request, pk)
    if found.done_at:
        return render(request, "agreements/imports/done.html", {"found": found, "agreement": found.agreement})
    if not layout(found).is_ready:
        return redirect("agreements:ledger_import_columns", pk)
    return preview_page(request, found)


def preview_page(request, found, status=200, problems=()):
    made = plan(found, request.actor)
    page = Paginator(made.lines, PAGE).get_page(request.GET.get("page"))
    today = request.clock.today.year
    obliged = found.choices.get("obliged")
    context = {
        "found": found,
        "agreement": found.agreement,
        "plan": made,
        "page": page,
        "questions": grouped(made.questions[:ASKED]),
        "unasked": len(made.questions) - ASKED,
        "years": [(year, year == found.choices.get("year")) for year in range(today - 2, today + 6)],
        "sides": [
            (JOINT, _("All sides together"), obliged == JOINT),
            *((party.pk, str(party), obliged == party.pk) for party in found.agreement.party_list),
        ],
        "problems": problems,
    }
    return render(request, "agreements/imports/preview.html", context, status=status)


def grouped(questions):
    """Every question with its number and its options by side, as (side, [(key, word, whether chosen)])."""
    rows = []
    for number, question in enumerate(questions):
        sides = {}
        for side, key, word in question.options:
            sides.setdefault(str(side), []).append((key, word, key == question.chosen))
        rows.append((number, question, list(sides.items())))
    return rows


@require_POST
def ledger_import_choose(request, pk):
    """Keep what was chosen for unknown names, a missing year and who is obliged, and show the preview again."""
    found = import_in_sight(request, pk)
    if not found.done_at and layout(found).is_ready:
        asked = plan(found, request.actor).questions[:ASKED]
        sent = choices_sent(request.POST, asked)
        try:
            actions.choose(found, by=request.actor, **kept(found, sent))
        except ValidationError as refusal:
            return preview_page(request, found, 422, refusal.messages)
    return redirect(f"{reverse('agreements:ledger_import_preview', args=[pk])}#import-rows")


def kept(found, sent):
    """What was chosen now, over what was chosen for names that were not asked for this time."""
    for name, kind in (("units", "unit"), ("people", "person"), ("clauses", "clause")):
        sent[name] = found.choices.get(kind, {}) | sent[name]
    return sent


@require_POST
def ledger_import_confirm(request, pk):
    """Write all of it, or nothing; what has changed since the preview was made is shown first (409)."""
    found = import_in_sight(request, pk)
    if not found.done_at and not layout(found).is_ready:
        return redirect("agreements:ledger_import_columns", pk)
    try:
        done = actions.confirm(found, by=request.actor, seal=request.POST.get("seal", ""))
    except ValidationError as refusal:
        return preview_page(request, found, 409 if isinstance(refusal, Stale) else 422, refusal.messages)
    count = done.choices["made"]
    words = ngettext("%(n)d draft is written.", "%(n)d drafts are written.", count)
    messages.success(request, words % {"n": count})
    return redirect("agreements:ledger_import_preview", pk)


@require_POST
def ledger_import_discard(request, pk):
    """Forget the cells; nothing of them was written."""
    found = import_in_sight(request, pk)
    try:
        actions.discard(found, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The import is discarded; nothing of it was written."))
    return redirect("agreements:agreement_detail", found.agreement_id)
