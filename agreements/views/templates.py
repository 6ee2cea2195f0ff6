"""Starting from a template: its suggestions on a commitment, kept or dropped."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import templates as actions
from ..actions.commitments import allow
from ..models import Template
from .item import get_item, number_sent
from .plan import plan_act


@require_POST
def template_take(request, pk):
    commitment = get_item(request, pk)
    allow(request.actor, "plan", commitment)
    template = get_object_or_404(Template, pk=number_sent(request, "template"))

    def take():
        actions.take(commitment, by=request.actor, template=template)

    return plan_act(request, commitment, "template", take, _("The template’s suggestions stand there now."))


@require_POST
def template_settle(request, pk, step):
    """Keep or drop: the suggestion that is named, or all."""
    if step not in ("keep", "drop"):
        raise Http404
    commitment = get_item(request, pk)
    allow(request.actor, "plan", commitment)
    named = {f"{kind}s": [found] for kind in ("milestone", "indicator") if (found := number_sent(request, kind))}
    settle, done = {
        "keep": (actions.keep, _("Kept: it counts from now on.")),
        "drop": (actions.drop, _("Suggestions dropped.")),
    }[step]

    def act():
        settle(commitment, by=request.actor, **named)

    return plan_act(request, commitment, "suggested", act, done)
