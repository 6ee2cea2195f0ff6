"""Occurrences: the times that a recurring item comes round, made ahead as commitments of their own.

The maker works out what should be there and compares it with what is there, under the lock of the
recurring item: so it does not matter how often, when or in which order it is run.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, periods, trail
from ..errors import Refused
from ..models import (
    FINISHED,
    RUNNING,
    AgreementStatus,
    Commitment,
    CommitmentSpan,
    CommitmentStatus,
    CommitmentUnit,
    Recurrence,
    Thresholds,
)
from ..workdays import civil_code_day
from . import turn_days
from .voiding import void_all

# What an occurrence has from its recurring item; the target may be the recurrence's own.
TAKEN = (
    *("title", "obligation", "obliged_party", "strength", "category", "yardstick", "target"),
    *("no_yardstick_yet", "due_text", "min_months", "min_months_party"),
)
UNIT_TAKEN = ("party", "unit", "role", "officer", "leader", "letter", "accepted_by", "accepted_at")


@transaction.atomic
def make(commitment, *, by, day=None):
    """Make the occurrences of a recurring item that are missing and return their periods.

    What the recurrence does not give any more, because a term was shortened, is removed as
    long as nobody has touched it; what has been worked on stays.
    """
    if not commitment.may_recur:
        return []
    parent = lifecycle.lock(commitment)
    rule = Recurrence.objects.filter(commitment=parent).first()
    if rule is None or parent.status not in RUNNING:
        return []
    rule.commitment = parent
    held = {each.period: each for each in sorted(parent.occurrences.all(), key=_last_of)}
    touched = set(parent.occurrences.touched().values_list("pk", flat=True))
    given = _given(rule, list(held.values()), touched, day or timezone.localdate())
    stale = [each for each in held.values() if each.pk not in touched and not _fits(each, given.get(each.period))]
    gone = {each.period for each in _remove(parent, stale, by)}
    _open_anew([each for period, each in held.items() if period not in gone], given)
    return _add(parent, rule, [time for key, time in given.items() if key not in held or key in gone], by)


def _last_of(occurrence):
    """The last day of its period: agreed dates move, and one that was agreed away is no day at all."""
    return occurrence.lasts.last


def _fits(occurrence, time):
    return time is not None and (occurrence.starts_on, occurrence.due_on) == (time.starts_on, time.due_on)


def _given(rule, held, touched, day):
    """The Times that should be there, by key; by the calendar as far as the horizon, or what is there, reaches."""
    if rule.follows_the_calendar:
        horizon = civil_code_day(day, Thresholds.objects.horizon_months())
        return {time.key: time for time in rule.times(max([horizon, *map(_last_of, held)]))}
    pending = [each for each in held if each.status not in FINISHED]
    if any(each.pk in touched for each in pending):
        return {}
    over = [each for each in held if each.status in FINISHED]
    time = periods.after(_last_done(rule, over), rule.every, rule.lead_days, frozenset(each.period for each in over))
    last = rule.last_day()
    return {} if last and time.due_on > last else {time.key: time}


def _last_done(rule, over):
    """The day from which the next one counts: when the last was closed; of a waived one, its period's last day."""
    if not over:
        return rule.starts_on
    last = over[-1]
    return timezone.localdate(last.finished_at) if last.status == CommitmentStatus.CLOSED else _last_of(last)


def _remove(parent, stale, by):
    """Remove occurrences that nobody has touched, not even in this moment; those that went."""
    if not stale:
        return []
    keys = [each.pk for each in stale]
    # Whoever holds one is touching it: it is skipped, so that nobody waits for the other.
    free = Commitment.objects.filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
    free = set(free.values_list("pk", flat=True))
    free -= set(Commitment.objects.filter(pk__in=free).touched().values_list("pk", flat=True))
    gone = [each for each in stale if each.pk in free]
    for model in (CommitmentSpan, CommitmentUnit):
        model.objects.filter(commitment__in=free).delete()
    Commitment.objects.filter(pk__in=free).delete()
    if gone:
        trail.record("drop_occurrences", parent, by=by, n=len(gone), periods=_told(each.period for each in gone))
    return gone


def _told(keys):
    """Periods in a few words: one, or the first and the last."""
    keys = sorted(keys)
    return keys[0] if len(keys) == 1 else f"{keys[0]} – {keys[-1]}"


def _open_anew(kept, given):
    """The days on which they open follow the lead days, also of what has been worked on."""
    moved = [each for each in kept if each.period in given and each.opens_on != given[each.period].opens_on]
    for each in moved:
        each.opens_on = given[each.period].opens_on
    Commitment.objects.bulk_update(moved, ["opens_on"], batch_size=turn_days.AT_ONCE)
    if moved:
        turn_days.rebuild(Commitment.objects.filter(pk__in=[each.pk for each in moved]))


def _add(parent, rule, times, by):
    if not times:
        return []
    now = timezone.now()
    common = {"agreement": parent.agreement, "clause": parent.clause, "parent": parent, "assigned_at": now}
    common |= {"created_by_id": parent.created_by_id, "created_for_id": parent.created_for_id}
    made = Commitment.objects.bulk_create(
        Commitment(
            code=f"{parent.code}/{time.key}",
            period=time.key,
            starts_on=time.starts_on,
            due_on=time.due_on,
            first_due_on=time.due_on,
            opens_on=time.opens_on,
            **common,
            **_taken(parent, rule),
        )
        for time in times
    )
    spans, units = list(parent.spans.all()), list(parent.units.all())
    CommitmentSpan.objects.bulk_create(
        CommitmentSpan(commitment=each, text_version_id=span.text_version_id, start=span.start, end=span.end)
        for each in made
        for span in spans
    )
    CommitmentUnit.objects.bulk_create(_unit_of(each, place) for each in made for place in units)
    for each in made:
        lifecycle.take("occur", each, by=by)
    turn_days.rebuild(Commitment.objects.filter(pk__in=[each.pk for each in made]))
    keys = [time.key for time in times]
    trail.record("make_occurrences", parent, by=by, n=len(made), periods=_told(keys))
    return keys


def _taken(parent, rule):
    fields = {name: getattr(parent, name) for name in TAKEN}
    return fields | {"target": rule.target or parent.target}


def _unit_of(occurrence, place):
    return CommitmentUnit(commitment=occurrence, **{name: getattr(place, name) for name in UNIT_TAKEN})


@transaction.atomic
def follow(commitment, *, by):
    """After a change of a recurring item's terms or units: the occurrences that nobody has touched take them over."""
    if not commitment.may_recur:
        return
    parent = lifecycle.lock(commitment)
    rule = Recurrence.objects.filter(commitment=parent).first()
    if rule is None:
        return
    touched = parent.occurrences.touched().values("pk")
    rows = list(parent.occurrences.exclude(pk__in=touched).select_for_update(of=("self",), skip_locked=True))
    if not rows:
        return
    fields, units = _taken(parent, rule), list(parent.units.all())
    CommitmentUnit.objects.filter(commitment__in=rows).delete()
    CommitmentUnit.objects.bulk_create(_unit_of(each, place) for each in rows for place in units)
    for each in rows:
        for name, value in fields.items():
            setattr(each, name, value)
        each.version += 1
        trail.record("follow", each, by=by)
    Commitment.objects.bulk_update(rows, [*fields, "version"], batch_size=turn_days.AT_ONCE)
    turn_days.rebuild(Commitment.objects.filter(pk__in=[each.pk for each in rows]))


def accept_along(commitment, lead):
    """Whoever accepts a recurring item accepts the occurrences that its unit leads and has not accepted."""
    if not commitment.may_recur:
        return
    places = CommitmentUnit.objects.leads().filter(commitment__parent=commitment, unit=lead.unit_id)
    places = places.filter(commitment__status__in=RUNNING, accepted_at__isnull=True)
    places.update(accepted_by=lead.accepted_by, accepted_at=lead.accepted_at)


def drop_all(commitment, *, by):
    """When a recurring item goes back to being a draft: its occurrences, none of which has begun, go."""
    if commitment.may_recur:
        _remove(commitment, list(commitment.occurrences.order_by("due_on")), by)


def make_after(commitment, *, by):
    """When an occurrence is closed, what follows the last time it was done is made as soon as that is stored.

    After the commit, because the item above is locked before its occurrences and never after them; if it
    does not come to that, the daily run makes it.
    """
    if commitment.parent_id:
        transaction.on_commit(partial(_make_for, commitment.parent_id, by), robust=True)


def _make_for(pk, by):
    make(Commitment.objects.get(pk=pk), by=by)


# Ending


@transaction.atomic
def end_along(parent, *, by, reason):
    """A recurring item has ended: what nobody has touched goes, what is open ends with it."""
    touched = parent.occurrences.touched().values("pk")
    _remove(parent, list(parent.occurrences.exclude(pk__in=touched)), by)
    ending = (parent.ended_as, parent.successor)
    for each in parent.occurrences.exclude(status__in=FINISHED).order_by("pk"):
        row = lifecycle.take("end_along", each, by=by, reason=reason, ending=ending)
        void_all(row, by)
        turn_days.refresh(row)


@transaction.atomic
def after_agreement(agreement, *, by):
    """After a change of an agreement's term or status: its recurring items end with it, or have what its term gives."""
    for parent in Commitment.objects.filter(agreement=agreement, recurrence__isnull=False).order_by("pk"):
        if agreement.status == AgreementStatus.ENDED:
            _end_with_agreement(parent, by)
        else:
            make(parent, by=by)


def _end_with_agreement(parent, by):
    if parent.status in FINISHED or not parent.has_been_agreed:
        return
    reason = _("The agreement has ended.")
    row = lifecycle.take("end_along", parent, by=by, reason=reason)
    void_all(row, by)
    turn_days.refresh(row)
    end_along(row, by=by, reason=reason)


# The daily run


def plan(day, *, by):
    """Yield (recurring item, periods made or the Refused that stood against it), one after the other."""
    for parent in Commitment.objects.filter(recurrence__isnull=False).exclude(status__in=FINISHED).order_by("pk"):
        try:
            with transaction.atomic():
                if parent.agreement.status == AgreementStatus.ENDED:
                    _end_with_agreement(parent, by)
                told = make(parent, by=by, day=day)
        except Refused as refusal:
            told = refusal
        yield parent, told
