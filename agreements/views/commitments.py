"""One commitment: its page, its draft, its units and officers, and the steps a unit takes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access, lifecycle
from ..actions import commitments as actions
from ..errors import Stale
from ..forms import DraftForm
from ..models import Agreement
from ..reports.history import last_seen, lines_since
from .conflict import draft_rows
from .htmx import render_for, wants_fragment
from .item import (
    NEXT_TEMPLATE,
    PAGE_TEMPLATE,
    act,
    detail_context,
    get_item,
    history_context,
    next_context,
    number_sent,
    put_errors,
    unless_unseen,
)
from .item_forms import decline_form, officer_form, unit_form


@require_safe
def commitment_detail(request, pk):
    """The page; for htmx only the history, which is all that its own links ask for."""
    commitment = get_item(request, pk)
    fragment = wants_fragment(request)
    context = history_context(request, commitment) if fragment else detail_context(request, commitment)
    return render_for(request, page=PAGE_TEMPLATE, fragment="agreements/commitments/_history.html", context=context)


@require_safe
def commitment_next(request, pk):
    """The next step alone, on the page or in a row of the desk; `do` chooses another of those possible."""
    commitment = get_item(request, pk)
    make = next_context if wants_fragment(request) else detail_context
    return render_for(request, page=PAGE_TEMPLATE, fragment=NEXT_TEMPLATE, context=make(request, commitment))


# Drafts


def agreement_in_sight(request, pk):
    """The agreement for which the reader may write drafts: 404 out of sight, 403 when not theirs to write."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    actions.allow(request.actor, "create", agreement)
    return agreement


def draft_in_sight(request, pk):
    """A commitment whose draft the reader may edit: 404 out of sight, 403 when not theirs or no draft any more."""
    commitment = get_item(request, pk)
    actions.allow(request.actor, "edit", commitment)
    return commitment


@require_safe
def commitment_new(request, pk):
    """The form for a new draft; `clause` and `sentence` in the address choose where it comes from."""
    agreement = agreement_in_sight(request, pk)
    initial = {name: request.GET[name] for name in ("clause", "title") if request.GET.get(name)}
    form = DraftForm(agreement=agreement, initial=initial, ticked=request.GET.getlist("sentence"))
    return draft_page(request, form)


@require_POST
def commitment_create(request, pk):
    agreement = agreement_in_sight(request, pk)
    form = DraftForm(request.POST, agreement=agreement)
    if form.is_valid():
        try:
            made = actions.create(agreement, by=request.actor, spans=form.chosen_spans(), **form.said())
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            return redirect("agreements:commitment_detail", made.pk)
    return draft_page(request, form, status=422)


@require_safe
def commitment_edit(request, pk):
    commitment = draft_in_sight(request, pk)
    if lifecycle.obstacle("edit", commitment):
        return redirect("agreements:commitment_detail", pk)
    return draft_page(request, DraftForm(agreement=commitment.agreement, instance=commitment), commitment)


@require_POST
def commitment_save(request, pk):
    commitment = draft_in_sight(request, pk)
    form = DraftForm(request.POST, agreement=commitment.agreement, instance=commitment)
    if not form.is_valid():
        return draft_page(request, form, commitment, status=422)

    def save(version):
        actions.edit(commitment, by=request.actor, version=version, spans=form.chosen_spans(), **form.said())

    try:
        unless_unseen(request, commitment, save)
    except Stale:
        return draft_overtaken(request, form, pk)
    except ValidationError as refusal:
        put_errors(form, refusal)
        return draft_page(request, form, get_item(request, pk), status=422)
    return redirect("agreements:commitment_detail", pk)


def draft_overtaken(request, form, pk):
    """409: the draft as it stands now beside what was typed; saving again keeps what was typed."""
    fresh = get_item(request, pk)
    lines = lines_since(fresh, request.actor, number_sent(request, "seen") or 0)
    return draft_page(request, form, fresh, status=409, lines=lines, rows=draft_rows(fresh, form), stale=True)


def draft_page(request, form, commitment=None, status=200, **given):
    context = {
        "form": form,
        "agreement": form.agreement,
        "commitment": commitment,
        "seen": last_seen(commitment, request.actor) if commitment else 0,
        **given,
    }
    return render(request, "agreements/commitments/form.html", context, status=status)


# Units and officers


@require_POST
def commitment_units(request, pk):
    commitment = get_item(request, pk)
    form = unit_form(commitment, request.actor, request.POST)
    if form is None or access.refusal(request.actor, "name_unit", commitment):
        raise PermissionDenied(access.refusal(request.actor, "name_unit", commitment))

    def name(version):
        said = form.cleaned_data
        actions.name_unit(
            commitment, by=request.actor, unit=said["unit"], role=said["role"], officer=said["officer"], version=version
        )

    return act(request, commitment, "unit", name, _("Unit named."), form=form, name="unit_form")


@require_POST
def commitment_unit_remove(request, pk):
    commitment = get_item(request, pk)
    places = {str(row.unit_id): row.unit for row in commitment.units.all()}
    unit = places.get(request.POST.get("unit", ""))
    if unit is None:
        raise Http404
    return act(
        request,
        commitment,
        "unit",
        lambda version: actions.remove_unit(commitment, by=request.actor, unit=unit, version=version),
        _("Unit removed."),
    )


@require_POST
def commitment_officer(request, pk):
    commitment = get_item(request, pk)
    actions.allow(request.actor, "name_officer", commitment)
    form = officer_form(commitment, request.actor, request.POST)

    def name(version):
        said = form.cleaned_data
        actions.name_officer(commitment, by=request.actor, unit=said["unit"], officer=said["officer"], version=version)

    return act(request, commitment, "officer", name, _("Officer named."), form=form, name="officer_form")


# Steps


@require_POST
def commitment_step(request, pk, step):
    """Accept, decline, withdraw, put back."""
    if step not in DONE:
        raise Http404
    commitment = get_item(request, pk)
    form, said = None, {}
    if step == "decline":
        actions.allow(request.actor, "decline", commitment)
        form = decline_form(commitment, request.POST)
        said = {"reason": request.POST.get("reason", "")}
    action = getattr(actions, step)
    return act(
        request,
        commitment,
        KINDS.get(step, step),
        lambda version: action(commitment, by=request.actor, version=version, **said),
        DONE[step](),
        form=form,
        name="decline_form",
    )


KINDS = {"decline": "accept", "withdraw": "edit"}
DONE = {
    "accept": lambda: _("Accepted."),
    "decline": lambda: _("Declined; the liaison officer of your side has been told."),
    "withdraw": lambda: _("The draft is withdrawn."),
    "put_back": lambda: _("The draft is back."),
}
