"""What two sides agree: asking to close, proposing, releasing, answering, taking back."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import decisions as actions
from ..actions import proposals
from ..actions.commitments import allow
from ..forms import NoteForm, ProposalForm
from ..models import Decision, DecisionKind
from .item import act, get_item
from .item_forms import close_form, object_form, return_form
from .lists import list_step


@require_POST
def decision_open(request, pk):
    """Ask to close a commitment."""
    commitment = get_item(request, pk)
    allow(request.actor, "submit", commitment)
    form = close_form(commitment, request.POST)

    def open_close(version):
        actions.open_close(commitment, by=request.actor, version=version, **form.cleaned_data)

    return act(
        request, commitment, "close", open_close, _("The request to close is on its way."), form=form, name="close_form"
    )


@require_POST
def decision_propose(request, pk):
    """Propose to the other side to change a commitment, put it on hold, resume, end or reopen it."""
    commitment = get_item(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in proposals.KINDS:
        raise Http404
    allow(request.actor, f"propose_{kind}", commitment)
    form = ProposalForm(request.POST, kind=kind, commitment=commitment)

    def propose(version):
        proposals.propose(commitment, kind, by=request.actor, version=version, **form.said)

    done = _("Proposed: the other side can answer now.")
    return act(request, commitment, "propose", propose, done, form=form, name="proposal_form")


@require_POST
def decision_step(request, pk, step):
    """Release, return, take back, confirm or object; a list is answered on a page of its own."""
    if step not in STEPS:
        raise Http404
    decision = get_object_or_404(Decision.objects.visible_to(request.actor), pk=pk)
    if decision.kind == DecisionKind.LIST:
        return list_step(request, decision, step)
    commitment = get_item(request, decision.commitment_id)
    return STEPS[step](request, commitment, decision)


def release(request, commitment, decision):
    return act(
        request,
        commitment,
        "release",
        lambda version: actions.release(decision, by=request.actor),
        _("Released: the other side can answer now."),
    )


def return_(request, commitment, decision):
    allow(request.actor, "return", decision)
    form = return_form(commitment, request.POST)

    def give_back(version):
        actions.return_(decision, by=request.actor, reason=form.cleaned_data["reason"])

    done = _("Returned for completion.")
    return act(request, commitment, "release", give_back, done, form=form, name="return_form")


def take_back(request, commitment, decision):
    allow(request.actor, "take_back", decision)  # an administrator's is a repair, done in the administration
    done = _("Taken back: work goes on.") if is_closing(decision) else _("The proposal is taken back.")
    return act(
        request,
        commitment,
        "none",
        lambda version: actions.take_back(decision, by=request.actor),
        done,
    )


def confirm(request, commitment, decision):
    allow(request.actor, "confirm", decision)
    form = NoteForm(request.POST, about=f"confirm-{commitment.pk}")

    def say_yes(version):
        actions.confirm(decision, by=request.actor, note=form.cleaned_data["note"])

    kind = "confirm" if is_closing(decision) else "agree"
    return act(request, commitment, kind, say_yes, _("Confirmed."), form=form, name="note_form")


def object_(request, commitment, decision):
    allow(request.actor, "object", decision)
    form = object_form(commitment, request.POST)

    def say_no(version):
        actions.object_(decision, by=request.actor, reason=form.cleaned_data["reason"])

    if is_closing(decision):
        kind, done = "confirm", _("Objection raised: the commitment is in progress again.")
    else:
        kind, done = "agree", _("Objection raised: everything stays as it was.")
    return act(request, commitment, kind, say_no, done, form=form, name="object_form")


def is_closing(decision):
    return decision.kind == DecisionKind.CLOSE


STEPS = {"release": release, "return": return_, "take_back": take_back, "confirm": confirm, "object": object_}
