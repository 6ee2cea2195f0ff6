"""Units that another side's ledger suggests: looked at, accepted, turned down."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import suggestions as actions
from ..actions.commitments import allow
from ..models import Agreement, SuggestedUnit
from ..reports.suggested import to_look_at


def agreement_in_sight(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    allow(request.actor, "name_leads", agreement)
    return agreement


@require_safe
def suggestion_list(request, pk):
    """The commitments of an agreement for which units are suggested to the reader's side."""
    agreement = agreement_in_sight(request, pk)
    found = to_look_at(request.actor, agreement)
    return render(request, "agreements/suggestions/list.html", {"agreement": agreement, "found": found})


@require_POST
def suggestion_accept_all(request, pk):
    """Accept every suggestion to the own side; what the rules do not let through stays open."""
    agreement = agreement_in_sight(request, pk)
    done, left = actions.accept_all(agreement, by=request.actor)
    words = ngettext("%(n)d suggested unit is named.", "%(n)d suggested units are named.", done)
    messages.success(request, words % {"n": done})
    if left:
        words = ngettext("%(n)d suggestion cannot be accepted now.", "%(n)d suggestions cannot be accepted now.", left)
        messages.warning(request, words % {"n": left})
    return back(request, agreement.pk)


@require_POST
def suggestion_accept(request, pk):
    suggestion = suggestion_in_sight(request, pk)
    return answered(request, suggestion, actions.accept, _("%(unit)s is named."))


@require_POST
def suggestion_decline(request, pk):
    suggestion = suggestion_in_sight(request, pk)
    return answered(request, suggestion, actions.decline, _("The suggestion of %(unit)s is turned down."))


def suggestion_in_sight(request, pk):
    rows = SuggestedUnit.objects.visible_to(request.actor).select_related("commitment__agreement", "unit", "party")
    suggestion = get_object_or_404(rows, pk=pk)
    allow(request.actor, "answer_suggestion", suggestion)
    return suggestion


def answered(request, suggestion, action, words):
    """Do it and go back to where the click came from, with the refusal in words when the rules did not let it."""
    try:
        action(suggestion, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, words % {"unit": suggestion.unit})
    if request.POST.get("from") == "item":
        return redirect("agreements:commitment_detail", suggestion.commitment_id)
    return back(request, suggestion.commitment.agreement_id)


def back(request, agreement):
    """The desk when the click came from there and nothing else, the list while something is left on it."""
    if request.POST.get("from") == "desk":
        return redirect("agreements:desk")
    return redirect(reverse("agreements:suggestion_list", args=[agreement]))
