"""The sheet “set dates”: due dates for all drafts of an agreement that have none, in one form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import commitments
from ..errors import Stale
from ..forms import DateSheet
from ..models import Agreement, Commitment
from ..reports.date_sheet import agreed_without
from .kept import kept_post
from .leads import by_clause, keep_problems, status_of

AGREED_SHOWN = 50


@require_safe
def date_sheet(request, pk):
    """The sheet, or what was typed on it before the session ended."""
    agreement = agreement_in_sight(request, pk)
    kept = kept_post(request, reverse("agreements:date_sheet_save", args=[pk]))
    return sheet_page(request, DateSheet(agreement, request.actor, kept))


def agreement_in_sight(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    commitments.allow(request.actor, "create", agreement)
    return agreement


def sheet_page(request, sheet, status=200, gone=()):
    context = {
        "agreement": sheet.agreement,
        "sheet": sheet,
        "groups": by_clause(sheet.lines),
        "agreed": agreed_without(sheet.agreement, request.actor, AGREED_SHOWN),
        "gone": gone,
    }
    return render(request, "agreements/dates/sheet.html", context, status=status)


@require_POST
def date_sheet_save(request, pk):
    """Set the date of every row that has one; what is refused stays as typed and says why, the rest is done."""
    agreement = agreement_in_sight(request, pk)
    sheet = DateSheet(agreement, request.actor, request.POST)
    if sheet.press():
        return sheet_page(request, sheet)
    saved = sum(save(sheet, line, request.actor) for line in sheet.open_lines if line.typed and line.typed_version)
    if saved:
        words = ngettext("Due date set for %(n)d draft.", "Due dates set for %(n)d drafts.", saved)
        messages.success(request, words % {"n": saved})
    gone = list(Commitment.objects.filter(agreement=agreement, pk__in=sheet.gone))
    status = status_of(sheet, gone)
    if status == 200:
        return redirect("agreements:date_sheet", pk)
    fresh = DateSheet(agreement, request.actor, request.POST)
    keep_problems(fresh, sheet.lines)
    return sheet_page(request, fresh, status, gone)


def save(sheet, line, actor):
    """Set the date of one row; True when it was, otherwise the row says why not."""
    day = sheet.said(line)
    if day is None:
        return False
    try:
        commitments.edit(line.item, by=actor, version=line.typed_version, due_on=day)
        return True
    except Stale:
        line.overtaken = True
        line.problem = _("It has changed since you opened the sheet. Look at it, then save again.")
    except (ValidationError, PermissionDenied) as refusal:
        line.problem = " ".join(getattr(refusal, "messages", [str(refusal)]))
    return False
