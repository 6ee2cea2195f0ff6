"""Indicators: adding one, recording target and actual of a period, locking the period and unlocking it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, periods, trail
from ..errors import Refused, Stale
from ..models import Every, Indicator, IndicatorValue
from ..standing import plain
from .commitments import allow
from .milestones import planned


@transaction.atomic
def add(commitment, *, by, name, measure="", direction="up", every=Every.YEAR):
    """Add an indicator and return it."""
    row = planned(commitment, by)
    indicator = Indicator(commitment=row, name=name.strip(), measure=measure.strip(), direction=direction, every=every)
    indicator.full_clean()
    indicator.save()
    trail.record("add_indicator", row, by=by, indicator=indicator.name)
    return indicator


@transaction.atomic
def drop(indicator, *, by):
    """Drop an indicator for which nothing is recorded: a suggestion at any time, another until the item is assigned."""
    row, indicator = _lock(indicator, by, "plan")
    if row.has_been_agreed and not indicator.is_suggested:
        raise Refused(_("Once the item is assigned its indicators stay; an administrator corrects a name."))
    if indicator.values.exists():
        raise Refused(_("Values have been recorded for it; it stays."))
    name = indicator.name
    indicator.delete()
    trail.record("drop_indicator", row, by=by, indicator=name)


@transaction.atomic
def record(indicator, *, by, period, target=None, actual=None, version=None):
    """Record target and actual of a period and return the value; with neither the period is taken out: None.

    `version` is that of the value which the page showed, 0 for a period that was not there.
    """
    row, indicator = _lock(indicator, by, "record_value")
    if indicator.is_suggested:
        raise Refused(_("It is only suggested: keep it first."))
    kept = IndicatorValue.objects.select_for_update(of=("self",)).filter(indicator=indicator, period=period).first()
    value = kept or IndicatorValue(indicator=indicator, period=period)
    if value.locked_at:
        raise Refused(_("The period is locked; its figures stand."))
    if version is not None and value.version != version:
        raise Stale(_("Somebody recorded other figures while you were writing. Yours are still here."), value)
    before = (value.target, value.actual)
    value.target, value.actual = target, actual
    if kept and (target, actual) == (None, None):
        kept.delete()
    else:
        _save(value)
    if changes := _changed(before, (value.target, value.actual)):
        trail.record("record_value", row, by=by, changes=changes, indicator=indicator.name, period=period)
    return value if value.pk else None


def _save(value):
    """Store a value, or refuse a period that the indicator is not counted by or that has not begun."""
    value.version += 1
    value.full_clean(exclude=["indicator"])
    period = periods.read(value.period)
    if period.unit != value.indicator.every:
        by_year = value.indicator.every == Every.YEAR
        raise Refused({"period": _("It is counted by year.") if by_year else _("It is counted by quarter.")})
    if value.actual is not None and period.first > timezone.localdate():
        raise Refused({"actual": _("The period has not begun: nothing has come of it yet.")})
    value.save()


def _changed(before, after):
    pairs = zip(("target", "actual"), before, after, strict=True)
    return {name: [plain(was), plain(now)] for name, was, now in pairs if was != now}


@transaction.atomic
def lock(value, *, by, version=None):
    """Lock a period as it was shown: from now on its figures stand."""
    row, value = _lock_value(value, by, "lock_period")
    if value.locked_at:
        raise Refused(_("The period is locked; its figures stand."))
    if version is not None and value.version != version:
        raise Stale(_("Somebody recorded other figures meanwhile: look at them before you lock them."), value)
    if value.actual is None:
        raise Refused(_("A period without an actual value is not locked."))
    return _set_lock("lock_period", row, value, timezone.now(), by)


@transaction.atomic
def unlock(value, *, by, reason):
    """Open a locked period again: an administrator's, with a reason; the sides then correct what was wrong."""
    row, value = _lock_value(value, by, "unlock_period")
    if not value.locked_at:
        raise Refused(_("The period is not locked."))
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    return _set_lock("unlock_period", row, value, None, by, reason=reason.strip(), repair=True)


def _set_lock(verb, row, value, at, by, **told):
    value.locked_at, value.locked_by = at, by.user if at else None
    value.version += 1
    value.save(update_fields=["locked_at", "locked_by", "version"])
    trail.record(verb, row, by=by, indicator=value.indicator.name, period=value.period, **told)
    return value


def _lock(indicator, by, verb):
    """Commitment and indicator as they stand, under the commitment's lock."""
    row = planned(indicator.commitment, by, verb)
    found = Indicator.objects.filter(pk=indicator.pk, commitment=row).first()
    if found is None:
        raise Refused(_("Somebody has dropped it meanwhile."))
    found.commitment = row
    return row, found


def _lock_value(value, by, verb):
    """Commitment and value as they stand; the commitment's lock comes first, as for every change of its plan."""
    row = lifecycle.lock(value.indicator.commitment)
    allow(by, verb, row)
    found = IndicatorValue.objects.select_for_update(of=("self",)).select_related("indicator").filter(pk=value.pk)
    if not (value := found.first()):
        raise Refused(_("Somebody has dropped it meanwhile."))
    return row, value
