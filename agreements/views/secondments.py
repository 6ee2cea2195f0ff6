"""Secondments: the register of an agreement with its bars, entering a posting, and the page of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import secondments as actions
from ..actions.commitments import allow
from ..forms import SecondmentForm
from ..models import Agreement, Commitment, Secondment, SecondmentState
from ..reports import secondments as reports
from .htmx import render_for
from .item import put_errors

LIST, FRAGMENT = "agreements/secondments/list.html", "agreements/secondments/_register.html"
STATE_WORDS = {state: state.label for state in SecondmentState}


def agreement_in_sight(request, pk):
    return get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)


@require_safe
def secondment_list(request, pk):
    """The register: filtered by direction, state and commitment, with the bars of the page shown."""
    return list_page(request, agreement_in_sight(request, pk))


def list_page(request, agreement, form=None, status=200, **given):
    context = list_context(request, agreement) | form_context(request, agreement, form) | given
    return render_for(request, page=LIST, fragment=FRAGMENT, context=context, status=status)


def list_context(request, agreement):
    """What the register shows; the same number of queries however many postings there are."""
    asked, today = request.GET, request.clock.today
    register, commitment = register_asked(request, agreement)
    page = Paginator(register.lines, reports.PAGE).get_page(asked.get("page"))
    kept = {"from": str(register.direction or ""), "state": register.state, "commitment": commitment and commitment.pk}
    return {
        "agreement": agreement,
        "register": register,
        "page": page,
        "bars": reports.bars(page.object_list, today),
        "item": commitment,
        "states": states(register),
        "short_ones": [line for line in register.everything if line.verdict.kind == "short" and is_open(line)],
        "to_answer": [line for line in register.everything if line.change and may_answer(request.actor, line)],
        "kept": {name: value for name, value in kept.items() if value},
    }


def register_asked(request, agreement):
    """The register under the filters in the address, and the commitment that is one of them."""
    asked, commitment = request.GET, commitment_asked(request, agreement)
    told = {"direction": asked.get("from", ""), "state": asked.get("state", ""), "commitment": commitment}
    return reports.register(agreement, request.actor, request.clock.today, **told), commitment


def is_open(line):
    return line.state not in (SecondmentState.ENDED, SecondmentState.CALLED_OFF)


def may_answer(actor, line):
    line.change.secondment = line.posting
    return not access.refusal(actor, "answer_posting", line.change)


def states(register):
    """The filters by state that would show something, as (name, words, how many)."""
    words = STATE_WORDS | {reports.SHORT: _("Too short"), reports.ASKED: _("Consent asked")}
    return [(str(name), words[name], register.counts[name]) for name in reports.STATES if register.counts[name]]


def commitment_asked(request, agreement):
    wanted = request.GET.get("commitment", "")
    if not wanted.isdecimal() or len(wanted) > 17:
        return None
    return Commitment.objects.filter(agreement=agreement, pk=wanted).first()


def form_context(request, agreement, form=None):
    if access.refusal(request.actor, "plan_posting", agreement):
        return {"form": None}
    opened = form is not None or "new" in request.GET
    form = form or SecondmentForm(agreement=agreement, actor=request.actor)
    if item := commitment_asked(request, agreement):
        form.fields["commitment"].initial = item.pk
    return {"form": form, "form_open": opened}


# Entering


@require_POST
def secondment_add(request, pk):
    """Enter a posting; with `check` only the verdict on its dates is shown, for browsers without scripts."""
    agreement = agreement_in_sight(request, pk)
    allow(request.actor, "plan_posting", agreement)
    form = SecondmentForm(request.POST, agreement=agreement, actor=request.actor)
    if "check" in request.POST:
        return list_page(request, agreement, form, verdict=typed_verdict(request.POST, agreement, request.actor))
    if form.is_valid():
        try:
            made = actions.plan(agreement, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("%(person)s is on the register.") % {"person": made.person})
            return redirect("agreements:secondment_detail", made.pk)
    verdict = typed_verdict(request.POST, agreement, request.actor)
    return list_page(request, agreement, form, 422, verdict=verdict)


@require_safe
def secondment_verdict(request, pk):
    """What the minimum duration says of dates as they are typed; nothing while they are not whole."""
    agreement = agreement_in_sight(request, pk)
    found = typed_verdict(request.GET, agreement, request.actor)
    context = {"verdict": found, "verdict_id": "change" if request.GET.get("posting") else "new"}
    return render(request, "agreements/secondments/_verdict.html", context)


def typed_verdict(typed, agreement, actor):
    """The Verdict on what was typed so far, or None: of a posting that is there, to another last day."""
    end = day_typed(typed.get("new_end_on") or typed.get("planned_end_on"))
    posting = number_typed(typed.get("posting"))
    if posting:
        rows = Secondment.objects.visible_to(actor).filter(commitment__agreement=agreement).with_all()
        row = rows.filter(pk=posting).first()
        return reports.verdict_of(row, end) if row and end and end >= row.starts_on else None
    start = day_typed(typed.get("starts_on"))
    item = Commitment.objects.filter(agreement=agreement, pk=number_typed(typed.get("commitment"))).first()
    sender = number_typed(typed.get("sending_unit"))
    party = next((one for one in agreement.party_list if one.organization.units.filter(pk=sender).exists()), None)
    if not (start and end and item and party) or end < start:
        return None
    return reports.verdict_for(item, party, start, end, allowed_by=typed.get("exception_allowed_by", ""))


def day_typed(words):
    try:
        day = parse_date(words or "")
    except ValueError:
        return None
    return day if day and 1900 < day.year < 2200 else None


def number_typed(words):
    return int(words) if words and words.isdecimal() and len(words) < 18 else 0


# One posting


@require_safe
def secondment_detail(request, pk):
    """One posting: what it is, whether it is long enough, and all that happened to it."""
    return posting_page(request, posting_in_sight(request, pk))


def posting_in_sight(request, pk):
    return get_object_or_404(Secondment.objects.visible_to(request.actor).with_all(), pk=pk)


def posting_page(request, posting, status=200, **given):
    from .secondment_page import posting_context

    context = posting_context(request, posting, **given)
    return render(request, "agreements/secondments/detail.html", context, status=status)
