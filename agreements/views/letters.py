"""Recording the letters of a party that answers on paper."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import letters as actions
from ..actions.commitments import allow
from ..errors import Refused
from .item import act, get_item
from .item_forms import letter_form
from .next_step import Proposal


@require_POST
def letter_record(request, pk):
    """What a letter names, reports, claims or answers: the writer's word, recorded for the writer."""
    commitment = get_item(request, pk)
    allow(request.actor, "record_letter", commitment)
    proposal = Proposal(commitment, request.actor, request.clock)
    form = letter_form(commitment, proposal, request.POST)

    def record(version):
        RECORD[form.cleaned_data["what"]](request.actor, commitment, proposal, form, version)

    return act(request, commitment, "letter", record, _("The letter is on record."), form=form, name="letter_form")


def _unit(actor, commitment, proposal, form, version):
    unit = form.cleaned_data.get("unit")
    if unit is None:
        raise Refused({"unit": _("Choose the unit that the letter names.")})
    actions.record_unit(commitment, by=actor, unit=unit, version=version, **form.letter)


def _report(actor, commitment, proposal, form, version):
    said = form.cleaned_data
    actions.record_report(
        commitment,
        by=actor,
        text=said["text"],
        percent=said.get("percent"),
        kept_up=said.get("kept_up", ""),
        version=version,
        **form.letter,
    )


def _claim(actor, commitment, proposal, form, version):
    actions.record_claim(commitment, by=actor, reason=form.cleaned_data["text"], version=version, **form.letter)


def _answer(actor, commitment, proposal, form, version):
    said = form.cleaned_data
    decision = proposal.before_others or proposal.last
    confirms = said["what"] == "confirm"
    actions.record_answer(decision, by=actor, confirms=confirms, note=said["text"], **form.letter)


RECORD = {"unit": _unit, "report": _report, "claim": _claim, "confirm": _answer, "object": _answer}
