"""Lists: an agreement's drafts put to the other side as a whole, answered in one click."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import letters
from ..actions import lists as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import LetterForm
from ..models import Agreement, Commitment, Decision, DecisionKind, Outcome
from .htmx import render_for
from .item import put_errors
from .list_rows import list_context, objection, on_paper

PAGE = "agreements/lists/detail.html"
FRAGMENT = "agreements/lists/_list.html"


@require_safe
def list_detail(request, pk):
    """The list that stands open, else the drafts that could be put into one; `list` in the address asks for another."""
    return list_page(request, agreement_in_sight(request, pk))


def agreement_in_sight(request, pk):
    return get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)


def list_page(request, agreement, status=200, **given):
    context = list_context(request, agreement, **given)
    return render_for(request, page=PAGE, fragment=FRAGMENT, context=context, status=status)


@require_POST
def list_open(request, pk):
    """Put the ticked drafts to the other side; each tick says the version that was on the page."""
    agreement = agreement_in_sight(request, pk)
    allow(request.actor, "open_list", agreement)
    versions = dict(filter(None, map(ticked, request.POST.getlist("draft"))))
    drafts = list(Commitment.objects.filter(agreement=agreement, pk__in=versions))
    reason = request.POST.get("reason", "")
    typed = {"chosen": set(versions), "reason": reason}
    try:
        decision = actions.open_list(agreement, by=request.actor, drafts=drafts, versions=versions, reason=reason)
    except Stale as stale:
        typed["overtaken"] = {row.pk for row in stale.current}
        return list_page(request, agreement, 409, problems=stale.messages, **typed)
    except ValidationError as refusal:
        return list_page(request, agreement, 422, problems=refusal.messages, **typed)
    count = len(decision.payload["drafts"])
    words = ngettext(
        "The list of %(n)d commitment is before the other side.",
        "The list of %(n)d commitments is before the other side.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect("agreements:list_detail", pk)


def ticked(value):
    """A tick as (draft, version); None for what no page of ours sends."""
    draft, _colon, version = value.partition(":")
    numbers = draft.isdecimal() and version.isdecimal() and len(value) < 36
    return (int(draft), int(version)) if numbers else None


def list_step(request, decision, step):
    """Confirm a list, object to it or take it back: what `decision_step` does with a list."""
    if step not in STEPS:
        raise Http404
    allow(request.actor, step, decision)
    return STEPS[step](request, decision)


def confirm(request, decision):
    return answered(request, decision, lambda: actions.confirm_list(decision, by=request.actor))


def object_(request, decision):
    form = objection(decision, request.POST)
    form.is_valid()

    def say_no():
        actions.object_list(decision, by=request.actor, reason=form.cleaned_data["reason"])

    return answered(request, decision, say_no, object_form=form)


def take_back(request, decision):
    return answered(request, decision, lambda: actions.take_back_list(decision, by=request.actor))


STEPS = {"confirm": confirm, "object": object_, "take_back": take_back}


@require_POST
def list_letter(request, pk):
    """Record the letter in which a party answers a list on paper."""
    lists = Decision.objects.visible_to(request.actor).filter(kind=DecisionKind.LIST)
    decision = get_object_or_404(lists, pk=pk)
    allow(request.actor, "record_letter", decision)
    form = LetterForm(request.POST, request.FILES, **on_paper(decision, request.actor))
    if not form.is_valid():
        return list_page(request, decision.agreement, 422, decision=decision, letter_form=form)

    def record():
        confirms = form.cleaned_data["what"] == "confirm"
        said = form.letter | {"note": form.cleaned_data["text"]}
        letters.record_answer(decision, by=request.actor, confirms=confirms, **said)

    return answered(request, decision, record, letter_form=form)


def answered(request, decision, action, **forms):
    """Do it and go back to the page, which says what follows; refused: the form as typed, decided meanwhile: 409."""
    try:
        action()
    except ValidationError as refusal:
        form = next(iter(forms.values()), None)
        if getattr(refusal, "code", "") == "decided":
            return list_page(request, decision.agreement, 409, problems=refusal.messages)
        if form is None:
            return list_page(request, decision.agreement, 422, problems=refusal.messages)
        put_errors(form, refusal)
        return list_page(request, decision.agreement, 422, decision=decision, **forms)
    decision.refresh_from_db()
    messages.success(request, done(decision))
    page = reverse("agreements:list_detail", args=[decision.agreement_id])
    # Drafts that were not on the list would hide what was just agreed.
    return redirect(f"{page}?list={decision.pk}" if decision.outcome == Outcome.CARRIED else page)


def done(decision):
    return {
        Outcome.OPEN: _("Answered; the list waits for the other parties."),
        Outcome.CARRIED: _("The list is agreed. What has all its units is assigned."),
        Outcome.REFUSED: _("The objection is on record; the drafts are free again."),
        Outcome.VOID: _("The list is taken back; the drafts are free again."),
    }[decision.outcome]
