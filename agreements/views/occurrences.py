"""What recurs: by what rule, its occurrences on the page of the item, and what was reached in one of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import recurrences as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import ActualForm
from ..reports import recurring
from .htmx import wants_fragment
from .item import PAGE_TEMPLATE, act, detail_context, get_item, put_errors
from .recurring import occurrence_context, recurrence_form

FRAGMENT = "agreements/recurring/_occurrence.html"


@require_POST
def recurrence_save(request, pk):
    """Say how it recurs; an assigned item has its occurrences at once."""
    commitment = get_item(request, pk)
    allow(request.actor, "recur", commitment)
    form = recurrence_form(request, commitment, request.POST)

    def save(version):
        actions.set_recurrence(commitment, by=request.actor, version=version, **form.said)

    return act(request, commitment, "recur", save, _("How it recurs is written down."), form=form, name="recur_form")


@require_POST
def occurrence_actual(request, pk):
    """Write what was reached in an occurrence; its block alone for htmx."""
    commitment = get_item(request, pk)
    if not commitment.parent_id:
        raise Http404
    allow(request.actor, "plan", commitment)
    form, status = ActualForm(request.POST, commitment=commitment), 422
    if form.is_valid():
        told = {"actual": form.cleaned_data["actual"], "counted": recurring.counts_postings(commitment)}
        try:
            actions.set_actual(commitment, by=request.actor, seen=request.POST.get("seen"), **told)
        except Stale as stale:
            form.now_seen(stale.current.actual)
            put_errors(form, stale)
            status = 409
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("What was reached is written down."))
            if not wants_fragment(request):
                return redirect(reverse("agreements:commitment_detail", args=[pk]))
            commitment, form, status = get_item(request, pk), None, 200
    return answered(request, commitment, form, status)


def answered(request, commitment, form, status):
    if wants_fragment(request):
        context = {"commitment": commitment, "answered": True} | occurrence_context(request, commitment, form)
        response = render(request, FRAGMENT, context, status=status)
    else:
        context = detail_context(request, commitment, actual_form=form)
        response = render(request, PAGE_TEMPLATE, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
