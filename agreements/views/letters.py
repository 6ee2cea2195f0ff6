"""Recording the letters of a party that answers on paper."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..actions import letters as actions
from ..actions.commitments import allow
from ..errors import Refused
from ..models import Decision
from ..reports.letter import confirmation_letter, parties_on_paper
from ..reports.official import letter_file
from .item import act, get_item
from .item_forms import letter_form
from .next_step import Proposal

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def decision_letter(request, pk):
    """The letter that asks a party which answers on paper to confirm a closing, as a Word file to print."""
    decisions = Decision.objects.visible_to(request.actor).select_related("agreement", "commitment__clause", "party")
    decision = get_object_or_404(decisions.prefetch_related("confirmations"), pk=pk)
    allow(request.actor, "print_letter", decision)
    wanted = request.GET.get("party", "")
    party = next((p for p in parties_on_paper(decision) if wanted in ("", str(p.pk))), None)
    if party is None:
        raise Http404
    letter = confirmation_letter(decision, party)
    response = HttpResponse(letter_file(letter), content_type=WORD)
    name = re.sub(r'[\x00-\x1f\\/:*?"<>|]', "-", letter.file_name)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.docx")
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


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
