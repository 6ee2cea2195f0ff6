"""Indicators: adding one, recording target and actual of a period, locking the period."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import trail
from ..errors import Refused, Stale
from ..models import Indicator, IndicatorValue
from ..standing import plain
from .commitments import allow
from .milestones import planned


@transaction.atomic
def add(commitment, *, by, name, measure="", direction="up"):
    """Add an indicator and return it."""
    row = planned(commitment, by)
    indicator = Indicator(commitment=row, name=name.strip(), measure=measure.strip(), direction=direction)
    indicator.full_clean()
    indicator.save()
    trail.record("add_indicator", row, by=by, indicator=indicator.name)
    return indicator


@transaction.atomic
def drop(indicator, *, by):
    """Drop an indicator for which nothing was recorded yet."""
    row = planned(indicator.commitment, by)
    if indicator.values.exists():
        raise Refused(_("Values have been recorded for it; it stays."))
    name = indicator.name
    Indicator.objects.filter(pk=indicator.pk).delete()
    trail.record("drop_indicator", row, by=by, indicator=name)


@transaction.atomic
def record(indicator, *, by, period, target=None, actual=None, seen=None):
    """Record target and actual of a period and return the value.

    `seen` are the two as the page showed them: when somebody else has recorded others
    meanwhile, nothing is overwritten.
    """
    row = planned(indicator.commitment, by)
    value = IndicatorValue.objects.select_for_update().filter(indicator=indicator, period=period).first()
    value = value or IndicatorValue(indicator=indicator, period=period)
    if value.locked_at:
        raise Refused(_("The period is locked; its figures stand."))
    before = (value.target, value.actual)
    if seen is not None and seen != before:
        raise Stale(_("Somebody recorded other figures while you were writing. Yours are still here."), value)
    value.target, value.actual = target, actual
    value.full_clean(exclude=["indicator"])
    value.save()
    target, actual = value.target, value.actual
    changes = {
        name: [plain(was), plain(now)]
        for name, was, now in zip(("target", "actual"), before, (target, actual), strict=True)
        if was != now
    }
    if changes:
        trail.record("record_value", row, by=by, changes=changes, indicator=indicator.name, period=period)
    return value


@transaction.atomic
def lock(value, *, by):
    """Lock a period: from now on its figures stand."""
    row = planned(value.indicator.commitment, by)
    allow(by, "lock_period", row)
    value = IndicatorValue.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=value.pk)
    if value.locked_at:
        raise Refused(_("The period is locked; its figures stand."))
    if value.actual is None:
        raise Refused(_("A period without an actual value is not locked."))
    value.locked_at, value.locked_by = timezone.now(), by.user
    value.save(update_fields=["locked_at", "locked_by"])
    trail.record("lock_period", row, by=by, indicator=value.indicator.name, period=value.period)
    return value
