"""The letters of a party that answers on paper: asking for one, recording, contesting and reading it."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from .. import access, lifecycle
from ..actions import contesting
from ..actions import letters as actions
from ..actions.commitments import allow
from ..errors import Refused
from ..forms import LetterScanForm, ReasonForm
from ..forms.files import chosen_again
from ..models import Confirmation, Decision, DecisionKind
from ..reports import papers
from ..reports.letter import confirmation_letter, parties_on_paper
from ..reports.official import letter_file
from .htmx import render_for
from .item import act, get_item, put_errors
from .item_forms import contest_form, letter_form
from .next_step import Proposal

PAGE = 50
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


@require_safe
def letter_list(request):
    """The letters on record: all, those in the own side's name, those without a scan, those contested."""
    view = request.GET.get("show", "")
    view = view if view in papers.VIEWS else ""
    page = Paginator(papers.letters(request.actor, view), PAGE).get_page(request.GET.get("page"))
    views = [name for name in papers.VIEWS if name != papers.OWN_NAME or request.actor.membership]
    context = {"page": page, "view": view, "views": views}
    fragment = "agreements/letters/_list.html"
    return render_for(request, page="agreements/letters/list.html", fragment=fragment, context=context)


@require_safe
def letter_detail(request, pk):
    """One letter: its scans, what was recorded as its word, and what the reader may do about it."""
    return render(request, "agreements/letters/detail.html", letter_context(request, get_letter(request, pk)))


def get_letter(request, pk):
    """A letter in the reader's sight with all that its page reads of it; 404 when there is none."""
    return get_object_or_404(papers.letters(request.actor).prefetch_related("scans__added_by"), pk=pk)


def letter_context(request, letter, form=None, contested=None):
    """`form` and `contested`, a reason by the key of what it contests, are those that were sent and refused."""
    said = papers.what_it_says(letter, request.actor)
    steps = lifecycle.STEPS["contest"].sources
    given = [
        one
        for one in said
        if one.answer
        and not one.answer.contested_at
        and one.answer.decision.can_be_contested()
        and not access.refusal(request.actor, "contest", one.answer)
    ]
    closings = [one for one in given if one.answer.decision.kind == DecisionKind.CLOSE]
    agreed = {one.answer.pk for one in given if one not in closings}
    sent = contested or {}

    def form_of(answer):
        return (sent.get(answer.pk) or contest_reason(answer)) if answer and answer.pk in agreed else None

    return {
        "letter": letter,
        "said": [(WHAT_IT_SAID[one.kind], one, form_of(one.answer)) for one in said],
        "contestable": [one for one in closings if one.commitment.status in steps],
        "scan_form": None if access.refusal(request.actor, "add_letter_scan", letter) else form or LetterScanForm(),
    }


def contest_reason(answer, data=None):
    """The form for why a letter that answers a list or a proposal does not say so."""
    if answer.decision.kind == DecisionKind.LIST:
        follows = _("Drafts that are not assigned yet are free again. What is assigned stays until both sides end it.")
    else:
        follows = _("What was agreed by it stays until both sides change it back; everybody sees that it is contested.")
    label = _("Why the letter does not say so")
    return ReasonForm(data, about=f"contest-answer-{answer.pk}", label=label, help_text=follows)


WHAT_IT_SAID = {
    "unit": gettext_lazy("Names its unit"),
    "report": gettext_lazy("Reports progress"),
    "claim": gettext_lazy("Says its part is done"),
    "confirm": gettext_lazy("Confirms"),
    "object": gettext_lazy("Objects"),
}


@require_POST
def letter_scan(request, pk):
    """Put scans beside a letter that is on record."""
    letter = get_letter(request, pk)
    allow(request.actor, "add_letter_scan", letter)
    form = LetterScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_scans(letter, by=request.actor, scans=form.cleaned_data["scans"])
        except Refused as refusal:
            put_errors(form, refusal)
    if form.errors:
        context = letter_context(request, letter, form) | {"files_again": chosen_again(request)}
        return render(request, "agreements/letters/detail.html", context, status=422)
    messages.success(request, _("The scan is kept beside the letter."))
    return redirect("agreements:letter_detail", pk=letter.pk)


@require_POST
def confirmation_contest(request, pk):
    """Contest a letter that was recorded in the own side's name: a closing on the item's page, the rest on its own."""
    confirmation = get_object_or_404(Confirmation.objects.visible_to(request.actor), pk=pk)
    if confirmation.decision.kind != DecisionKind.CLOSE:
        return contest_agreed(request, confirmation)
    commitment = get_item(request, confirmation.decision.commitment_id)
    allow(request.actor, "contest", confirmation)
    form = contest_form(commitment, request.POST)

    def contest(version):
        contesting.contest(confirmation, by=request.actor, reason=form.cleaned_data["reason"])

    done = _("The letter is contested: the commitment is in progress again.")
    return act(request, commitment, "contest", contest, done, form=form, name="contest_form")


def contest_agreed(request, confirmation):
    """Contest an answer to a list or a proposal, on the page of the letter."""
    allow(request.actor, "contest", confirmation)
    if confirmation.letter_id is None:
        raise Http404
    form = contest_reason(confirmation, request.POST)
    if form.is_valid():
        try:
            contesting.contest(confirmation, by=request.actor, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            put_errors(form, refusal)
    if form.errors:
        context = letter_context(request, get_letter(request, confirmation.letter_id), None, {confirmation.pk: form})
        return render(request, "agreements/letters/detail.html", context, status=422)
    messages.success(request, _("The letter is contested; every side is told."))
    return redirect("agreements:letter_detail", pk=confirmation.letter_id)


@require_POST
def letter_record(request, pk):
    """What a letter names, reports, claims or answers: the writer's word, recorded for the writer."""
    commitment = get_item(request, pk)
    allow(request.actor, "record_letter", commitment)
    proposal = Proposal(commitment, request.actor, request.clock)
    form = letter_form(commitment, proposal, request.POST, request.FILES)

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
    decision = proposal.asked or proposal.last
    confirms = said["what"] == "confirm"
    actions.record_answer(decision, by=actor, confirms=confirms, note=said["text"], **form.letter)


RECORD = {"unit": _unit, "report": _report, "claim": _claim, "confirm": _answer, "object": _answer}
