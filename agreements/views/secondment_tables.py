"""Several postings at once: a table pasted from a spreadsheet, shown row by row, entered as a whole or not at all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import secondment_table as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import PostingTableForm
from .item import put_errors
from .secondments import agreement_in_sight


def agreement_to_enter(request, pk):
    agreement = agreement_in_sight(request, pk)
    allow(request.actor, "plan_posting", agreement)
    return agreement


@require_safe
def secondment_paste(request, pk):
    agreement = agreement_to_enter(request, pk)
    return paste_page(request, agreement, PostingTableForm(agreement=agreement, actor=request.actor))


@require_POST
def secondment_paste_preview(request, pk):
    """Show what the table would enter, row by row; nothing is written."""
    agreement = agreement_to_enter(request, pk)
    form = PostingTableForm(request.POST, agreement=agreement, actor=request.actor)
    plan = plan_of(request, agreement, form)
    return preview_page(request, agreement, form, plan) if plan else paste_page(request, agreement, form, 422)


@require_POST
def secondment_paste_confirm(request, pk):
    """Enter what was shown, all of it; otherwise the preview as it is now, and nothing was entered."""
    agreement = agreement_to_enter(request, pk)
    form = PostingTableForm(request.POST, agreement=agreement, actor=request.actor)
    plan = plan_of(request, agreement, form)
    if plan is None:
        return paste_page(request, agreement, form, 422)
    try:
        seen = request.POST.get("seen", "")
        done = actions.enter_table(agreement, form.text, form.common, by=request.actor, seen=seen)
    except Stale as stale:
        return preview_page(request, agreement, form, stale.current, " ".join(stale.messages), 409)
    except ValidationError as refusal:
        return preview_page(request, agreement, form, plan, " ".join(refusal.messages), 422)
    count = len(done.changes)
    words = ngettext("%(n)d posting is on the register.", "%(n)d postings are on the register.", count)
    messages.success(request, words % {"n": count})
    return redirect("agreements:secondment_list", pk)


def plan_of(request, agreement, form):
    """What the table would enter; None, with the form saying why, when it cannot be read."""
    if form.is_valid():
        try:
            return actions.plan_table(agreement, form.text, form.common, by=request.actor)
        except ValidationError as refusal:
            put_errors(form, refusal)
    return None


def paste_page(request, agreement, form, status=200):
    context = {"agreement": agreement, "form": form}
    return render(request, "agreements/secondments/paste.html", context, status=status)


def preview_page(request, agreement, form, plan, problem="", status=200):
    context = {"agreement": agreement, "form": form, "plan": plan, "problem": problem}
    return render(request, "agreements/secondments/preview.html", context, status=status)
