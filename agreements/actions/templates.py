"""Suggestions of a template: put on a commitment as such, kept or dropped one by one or all at once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import standing, trail
from ..errors import Refused
from ..models import Indicator, Milestone
from .milestones import planned


@transaction.atomic
def take(commitment, *, by, template):
    """Put a template's milestones and indicators on a commitment as suggestions; what stands there is not repeated.

    A date is suggested only where start and due date are known: it shares out the time that is left between them.
    """
    row = planned(commitment, by)
    titles = set(row.milestones.values_list("title", flat=True))
    names = set(row.indicators.values_list("name", flat=True))
    made = [
        Milestone(commitment=row, title=str(one), due_on=_day(row, one.place), is_suggested=True)
        for one in template.milestones.all()
        if titles.isdisjoint((one.title, one.title_en))
    ]
    told = [one.told() for one in template.indicators.all() if names.isdisjoint((one.name, one.name_en))]
    told = {fields["name"]: fields for fields in told}  # a template may say the same name twice
    measured = [Indicator(commitment=row, is_suggested=True, **fields) for fields in told.values()]
    if not made and not measured:
        raise Refused(_("All that this template suggests stands there already."))
    Milestone.objects.bulk_create(made)
    Indicator.objects.bulk_create(measured)
    trail.record("plan", row, by=by, template=template)


def _day(row, place):
    start = standing.plan_start(row)
    if start is None or row.due_on is None:
        return None
    start = max(start, timezone.localdate())
    if start > row.due_on:
        return None
    return start + timedelta(days=(row.due_on - start).days * place // 100)


@transaction.atomic
def keep(commitment, *, by, milestones=None, indicators=None):
    """Keep suggestions, all of them when none are named: from now on they count.

    On an assigned item their dates become first dates.
    """
    row = planned(commitment, by)
    stones, measured = _suggested(row, milestones, indicators)
    for milestone in stones:
        milestone.is_suggested = False
        milestone.first_due_on = milestone.due_on if row.has_been_agreed else None
        milestone.version += 1
        milestone.save(update_fields=["is_suggested", "first_due_on", "version"])
    Indicator.objects.filter(pk__in=[one.pk for one in measured]).update(is_suggested=False)
    trail.record("keep_suggestions", row, by=by, what=_named(stones, measured))


@transaction.atomic
def drop(commitment, *, by, milestones=None, indicators=None):
    """Drop suggestions, all of them when none are named."""
    row = planned(commitment, by)
    stones, measured = _suggested(row, milestones, indicators)
    told = _named(stones, measured)
    Milestone.objects.filter(pk__in=[one.pk for one in stones]).delete()
    Indicator.objects.filter(pk__in=[one.pk for one in measured]).delete()
    trail.record("drop_suggestions", row, by=by, what=told)


def _suggested(row, milestones, indicators):
    """The suggestions of a commitment that are meant; Refused when somebody has settled them meanwhile."""
    stones = row.milestones.select_for_update(of=("self",)).filter(is_suggested=True)
    measured = row.indicators.select_for_update(of=("self",)).filter(is_suggested=True)
    if milestones is not None or indicators is not None:
        stones, measured = stones.filter(pk__in=milestones or []), measured.filter(pk__in=indicators or [])
    stones, measured = list(stones), list(measured)
    if not stones and not measured:
        raise Refused(_("Somebody has kept or dropped it meanwhile."))
    return stones, measured


def _named(stones, measured):
    return _(", ").join(f"“{one}”" for one in (*stones, *measured))
