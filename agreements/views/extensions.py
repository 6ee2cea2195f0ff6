"""Dates that slip: asking for a later one, deciding, taking back, objecting; all in the item's next step."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import extensions as actions
from ..actions.commitments import allow
from ..forms import ExtensionForm, NoteForm
from ..models import ExtensionRequest
from .item import act, get_item
from .item_forms import objection_form, refuse_form


@require_POST
def extension_ask(request, pk):
    """Ask for a later due date."""
    commitment = get_item(request, pk)
    allow(request.actor, "ask_extension", commitment)
    form = ExtensionForm(request.POST, commitment=commitment)

    def ask(version):
        actions.ask(commitment, by=request.actor, version=version, **form.cleaned_data)

    done = _("The extension is asked for; until it is decided the date stays.")
    return act(request, commitment, "extend", ask, done, form=form, name="extension_form")


@require_POST
def extension_step(request, pk, step):
    """Accept, refuse or take back a request, or object to what another side accepted."""
    if step not in STEPS:
        raise Http404
    extension = get_object_or_404(ExtensionRequest.objects.visible_to(request.actor), pk=pk)
    commitment = get_item(request, extension.commitment_id)
    extension.commitment = commitment
    return STEPS[step](request, commitment, extension)


def accept(request, commitment, extension):
    allow(request.actor, "extend", extension)
    form = NoteForm(request.POST, about=f"extend-{commitment.pk}")
    done = _("Put to the other side: the date moves once it agrees.") if commitment.is_joint else _("Extended.")

    def say_yes(version):
        actions.accept(extension, by=request.actor, note=form.cleaned_data["note"])

    return act(request, commitment, "decide_extension", say_yes, done, form=form, name="note_form")


def refuse(request, commitment, extension):
    allow(request.actor, "refuse_extension", extension)
    form = refuse_form(commitment, request.POST)

    def say_no(version):
        actions.refuse(extension, by=request.actor, reason=form.cleaned_data["reason"])

    done = _("Refused: the date stays.")
    return act(request, commitment, "decide_extension", say_no, done, form=form, name="refuse_form")


def withdraw(request, commitment, extension):
    allow(request.actor, "withdraw_extension", extension)
    done = _("The request is taken back.")
    return act(request, commitment, "none", lambda version: actions.withdraw(extension, by=request.actor), done)


def object_(request, commitment, extension):
    allow(request.actor, "object_extension", extension)
    form = objection_form(commitment, request.POST)

    def say_no(version):
        actions.object_(extension, by=request.actor, reason=form.cleaned_data["reason"])

    done = _("Objection raised: the old date is put to every side.")
    return act(request, commitment, "object_extension", say_no, done, form=form, name="objection_form")


STEPS = {"accept": accept, "refuse": refuse, "withdraw": withdraw, "object": object_}
