"""Indicators of a commitment: added, figures recorded in place, periods locked."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import indicators as actions
from ..actions.commitments import allow
from ..forms import IndicatorForm, ValueForm
from ..models import Indicator, IndicatorValue
from .item import get_item, number_sent
from .plan import plan_act


@require_POST
def indicator_add(request, pk):
    commitment = get_item(request, pk)
    allow(request.actor, "plan", commitment)
    form = IndicatorForm(request.POST)

    def add():
        actions.add(commitment, by=request.actor, **form.cleaned_data)

    return plan_act(request, commitment, "add-indicator", add, _("Indicator added."), form)


@require_POST
def indicator_drop(request, pk):
    indicator, commitment = indicator_in_sight(request, pk)

    def drop():
        actions.drop(indicator, by=request.actor)

    return plan_act(request, commitment, "drop", drop, _("Indicator dropped."))


@require_POST
def indicator_record(request, pk):
    """Target and actual of a period, of one in the table or of a new one."""
    indicator, commitment = indicator_in_sight(request, pk, "record_value")
    version = number_sent(request, "version") or 0
    shown = indicator.values.filter(period=request.POST.get("period", "")).first() if version else None
    form = ValueForm(request.POST, indicator=indicator, value=shown, today=request.clock.today)

    def record():
        actions.record(indicator, by=request.actor, **form.cleaned_data)

    where = f"value-{shown.pk}" if shown else f"record-{pk}"
    return plan_act(request, commitment, where, record, _("Figures recorded."), form)


@require_POST
def value_lock(request, pk):
    value = get_object_or_404(IndicatorValue.objects.visible_to(request.actor).select_related("indicator"), pk=pk)
    commitment = get_item(request, value.indicator.commitment_id)
    allow(request.actor, "lock_period", commitment)

    def lock():
        actions.lock(value, by=request.actor, version=number_sent(request, "version"))

    return plan_act(request, commitment, "lock", lock, _("The period is locked."))


def indicator_in_sight(request, pk, verb="plan"):
    """An indicator and its commitment: 404 out of sight, 403 when the reader may not write there."""
    indicator = get_object_or_404(Indicator.objects.visible_to(request.actor), pk=pk)
    commitment = get_item(request, indicator.commitment_id)
    allow(request.actor, verb, commitment)
    indicator.commitment = commitment
    return indicator, commitment
