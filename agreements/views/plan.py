"""The plan of a commitment on its page: its milestones and indicators, and how every change of them is answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from .. import access, lifecycle, standing
from ..errors import Stale
from ..forms import DoneForm, MilestoneForm
from ..models import Milestone, Template
from .htmx import wants_fragment
from .plan_figures import indicators_context

PLAN_TEMPLATE = "agreements/plan/_plan.html"


def plan_context(request, commitment, given=None):
    """What the plan shows. `given` holds what was refused: `where` it was, its bound `form`, a `problem` in words."""
    given = given or {}
    actor = request.actor
    may_plan = not access.refusal(actor, "plan", commitment) and not lifecycle.obstacle("plan", commitment)
    milestones = list(Milestone.objects.filter(commitment=commitment).select_related("unit"))
    for milestone in milestones:
        milestone.commitment = commitment
    meant = [milestone for milestone in milestones if not milestone.is_suggested]
    return {
        "may_plan": may_plan,
        "plan_problem": given.get("problem", ""),
        "milestone_rows": [_row(milestone, request.clock, may_plan, given) for milestone in milestones],
        "milestone_form": _form(given, "add", MilestoneForm, units=units_of(commitment)) if may_plan else None,
        "adding_milestone": given.get("where") == "add",
        "milestones_done": sum(1 for milestone in meant if milestone.done_on),
        "milestones_all": len(meant),
        "milestone_share": standing.milestone_share(meant),
        "any_weight": any(milestone.weight != 1 for milestone in meant),
        "templates": list(Template.objects.all()) if may_plan else [],
        "milestones_suggested": len(meant) < len(milestones),
        **indicators_context(request, commitment, may_plan, given, _form),
    }


def units_of(commitment):
    return [place.unit for place in commitment.units.all()]


def _form(given, where, make, **kwargs):
    """The form that was refused, where it was; else a new one."""
    return given["form"] if given.get("where") == where and given.get("form") is not None else make(**kwargs)


def _row(milestone, clock, may_plan, given):
    """One milestone as its row shows it, with the forms that may be sent there."""
    commitment, pk = milestone.commitment, milestone.pk
    drift = standing.drift_days(milestone) or 0
    row = {
        "milestone": milestone,
        "lamp": standing.milestone_lamp(milestone, clock, commitment.status in standing.RUNNING),
        "later": max(drift, 0),
        "earlier": max(-drift, 0),
        "days_late": _days_late(milestone),
        "may_drop": may_plan and not milestone.is_suggested and not commitment.has_been_agreed,
        "is_open": given.get("where") == f"save-{pk}",
        "stale": given.get("stale") if given.get("where") == f"save-{pk}" else None,
    }
    if not may_plan:
        return row
    if not milestone.done_on:
        row["form"] = _form(given, f"save-{pk}", MilestoneForm, units=units_of(commitment), milestone=milestone)
    if not milestone.done_on and not milestone.is_suggested and commitment.has_been_agreed:
        today = {"done_on": clock.today}
        row["done_form"] = _form(given, f"done-{pk}", DoneForm, milestone=milestone, initial=today)
    return row


def _days_late(milestone):
    if not (milestone.done_on and milestone.due_on):
        return 0
    return max((milestone.done_on - milestone.due_on).days, 0)


# Acting


def plan_act(request, commitment, where, action, done, form=None):
    """Do something and answer: changed, refused with what was typed (422), or overtaken (409)."""
    from .item import get_item, put_errors  # which shows the plan on its page

    given, status = {"where": where, "form": form}, 422
    if form is None or form.is_valid():
        try:
            action()
        except Stale as stale:
            given |= {"problem": " ".join(stale.messages), "stale": stale.current}
            status = 409
        except ValidationError as refusal:
            if form is None:
                given["problem"] = " ".join(refusal.messages)
            else:
                put_errors(form, refusal)
        else:
            return _changed(request, commitment, done)
    return _answered(request, get_item(request, commitment.pk), given, status)


def _changed(request, commitment, done):
    """The plan and what else changed with it for htmx, the page for everyone else."""
    from .item import detail_context, get_item

    messages.success(request, done)
    if not wants_fragment(request):
        return redirect(f"{reverse('agreements:commitment_detail', args=[commitment.pk])}#plan-{commitment.pk}")
    context = detail_context(request, get_item(request, commitment.pk))
    response = render(request, "agreements/plan/_changed.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _answered(request, commitment, given, status):
    from .item import PAGE_TEMPLATE, detail_context

    if wants_fragment(request):
        template, context = PLAN_TEMPLATE, {"commitment": commitment, **plan_context(request, commitment, given)}
    else:
        template, context = PAGE_TEMPLATE, detail_context(request, commitment, plan=given)
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
