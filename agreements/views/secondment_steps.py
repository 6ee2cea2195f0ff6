"""What is done with a posting: corrected, interrupted, moved, excepted, ended, called off, evaluated."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..actions import secondments as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import (
    AnswerForm,
    BreakForm,
    CallOffForm,
    ChangeForm,
    EndForm,
    EvaluationForm,
    ExceptionForm,
    ReasonedForm,
    SecondmentForm,
)
from ..models import SecondmentBreak, SecondmentChange
from .item import put_errors
from .secondments import posting_in_sight, posting_page

FORMS = {
    "interrupt": BreakForm,
    "except": ExceptionForm,
    "change": ChangeForm,
    "end": EndForm,
    "call_off": CallOffForm,
}
NAMES = {"interrupt": "break_form", "except": "exception_form"}
DONE = {
    "correct": gettext_lazy("The posting is corrected."),
    "interrupt": gettext_lazy("The interruption is on record."),
    "except": gettext_lazy("The exception is on record."),
    "change": gettext_lazy("The other side is asked for its consent."),
    "end": gettext_lazy("The end is on record."),
    "call_off": gettext_lazy("The posting is called off."),
    "evaluate": gettext_lazy("The evaluation is kept."),
    "consent": gettext_lazy("You consented; the new last day stands."),
    "refuse": gettext_lazy("Your answer is on record; the last day stays as it was."),
    "take_back": gettext_lazy("The request is taken back."),
}


@require_POST
def secondment_step(request, pk, step):
    """One act on a posting, by its name."""
    if step not in (*FORMS, "correct", "evaluate"):
        raise Http404
    posting = posting_in_sight(request, pk)
    allow(request.actor, "evaluate_posting" if step == "evaluate" else "keep_posting", posting)
    form, name = form_for(request, posting, step), NAMES.get(step, f"{step}_form")
    return answered(request, posting, step, partial(act, posting, step, request.actor), **{name: form})


def form_for(request, posting, step):
    if step == "correct":
        agreement = posting.commitment.agreement
        given = {"agreement": agreement, "actor": request.actor, "posting": posting, "auto_id": "correct-%s"}
        return SecondmentForm(request.POST, **given)
    if step == "evaluate":
        return EvaluationForm(request.POST)
    return FORMS[step](request.POST, posting=posting)


def act(posting, step, by, **told):
    """Call the action of a step with what its form holds."""
    if step == "evaluate":
        return actions.evaluate(posting, by=by, **told)
    if step == "except":
        told = {
            "version": told["version"],
            "reason": told["exception_reason"],
            "allowed_by": told["exception_allowed_by"],
        }
    does = {
        "correct": actions.correct,
        "interrupt": actions.interrupt,
        "except": actions.allow_exception,
        "change": actions.ask,
        "end": actions.end,
        "call_off": actions.call_off,
    }
    return does[step](posting, by=by, **told)


@require_POST
def secondment_unbreak(request, pk):
    """Take back an interruption recorded by mistake."""
    found = get_object_or_404(SecondmentBreak.objects.visible_to(request.actor), pk=pk)
    posting = posting_in_sight(request, found.secondment_id)
    allow(request.actor, "keep_posting", posting)
    form = ReasonedForm(request.POST, posting=posting)
    return answered(
        request,
        posting,
        "interrupt",
        partial(actions.take_back_break, found, by=request.actor),
        said=_("The interruption is taken back."),
        unbreak_form=form,
    )


@require_POST
def secondment_answer(request, pk, step):
    """Consent to another last day, refuse it, or take the request back."""
    if step not in ("consent", "refuse", "take_back"):
        raise Http404
    change = get_object_or_404(SecondmentChange.objects.visible_to(request.actor).select_related("party"), pk=pk)
    posting = change.secondment = posting_in_sight(request, change.secondment_id)
    allow(request.actor, "take_back_posting" if step == "take_back" else "answer_posting", change)
    form = AnswerForm(request.POST, by_letter=change.party.organization_id == request.actor.organization_id)

    def do(note=""):
        if step == "take_back":
            return actions.take_back(change, by=request.actor)
        return actions.answer(change, by=request.actor, agrees=step == "consent", note=note)

    return answered(request, posting, step, do, answer_form=form)


def answered(request, posting, step, action, said="", **named):
    """Do it and go back to the page; refused: the page with the form as it was typed, stale: 409."""
    form = next(iter(named.values()))
    if form.is_valid():
        try:
            action(**form.cleaned_data)
        except Stale as stale:
            form.data = form.data | {"version": stale.current.version}  # what was typed can be sent again
            return posting_page(request, posting_in_sight(request, posting.pk), 409, problems=stale.messages, **named)
        except ValidationError as refusal:
            if getattr(refusal, "code", "") == "decided":
                return posting_page(request, posting_in_sight(request, posting.pk), 409, problems=refusal.messages)
            put_errors(form, refusal)
        else:
            messages.success(request, said or DONE[step])
            return redirect("agreements:secondment_detail", posting.pk)
    return posting_page(request, posting, 422, **named)
