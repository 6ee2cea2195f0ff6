"""Milestones of a commitment: added, changed, marked as done, dropped."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import milestones as actions
from ..actions.commitments import allow
from ..forms import DoneForm, MilestoneForm
from ..models import Milestone
from .item import get_item, number_sent
from .plan import plan_act, units_of


@require_POST
def milestone_add(request, pk):
    commitment = get_item(request, pk)
    allow(request.actor, "plan", commitment)
    form = MilestoneForm(request.POST, units=units_of(commitment))

    def add():
        actions.add(commitment, by=request.actor, **form.said())

    return plan_act(request, commitment, "add", add, _("Milestone added."), form)


@require_POST
def milestone_save(request, pk):
    milestone, commitment = milestone_in_sight(request, pk)
    form = MilestoneForm(request.POST, units=units_of(commitment), milestone=milestone)

    def save():
        actions.change(milestone, by=request.actor, version=number_sent(request, "version"), **form.said())

    return plan_act(request, commitment, f"save-{pk}", save, _("Milestone saved."), form)


@require_POST
def milestone_step(request, pk, step):
    """Mark as done, take that back, drop."""
    if step not in STEPS:
        raise Http404
    milestone, commitment = milestone_in_sight(request, pk)
    return STEPS[step](request, milestone, commitment)


def milestone_in_sight(request, pk):
    """A milestone and its commitment: 404 out of sight, 403 when the reader may not change it."""
    milestone = get_object_or_404(Milestone.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    commitment = get_item(request, milestone.commitment_id)
    allow(request.actor, "plan", commitment)
    return milestone, commitment


def done(request, milestone, commitment):
    form = DoneForm(request.POST, milestone=milestone)

    def mark():
        actions.mark_done(milestone, by=request.actor, on=form.cleaned_data["done_on"])

    return plan_act(request, commitment, f"done-{milestone.pk}", mark, _("Milestone done."), form)


def undo(request, milestone, commitment):
    def act():
        actions.undo(milestone, by=request.actor)

    return plan_act(request, commitment, "undo", act, _("The milestone is open again."))


def drop(request, milestone, commitment):
    def act():
        actions.drop(milestone, by=request.actor)

    return plan_act(request, commitment, "drop", act, _("Milestone dropped."))


STEPS = {"done": done, "undo": undo, "drop": drop}
