"""The demonstration's recurring commitments: by what rule, and which of their occurrences a step is about."""

from datetime import timedelta

from django.utils import timezone

from .. import periods
from ..actions import recurrences


def say_how(stage, item, by):
    """Write the rule of an item as the file tells it, its first day counted from today."""
    told = item["recurs"]
    rule = {name: told[name] for name in ("every", "lead_days", "target")}
    starts_on = stage.today + timedelta(days=told["first"])
    recurrences.set_recurrence(stage.rows[item["key"]], by=by, anchor="calendar", starts_on=starts_on, **rule)


def row_for(stage, row, step):
    """The commitment that a step is about: of a recurring one the occurrence, so many periods from that of the day.

    Steps that belong together name one day in `counted_from`: between them a new year may begin.
    """
    if "occurrence" not in step:
        return row
    counted = step.get("counted_from")
    day = timezone.localdate() if counted is None else stage.today + timedelta(days=counted)
    unit = row.recurrence.every
    for _back in range(-step["occurrence"]):
        day = periods.period_of(day, unit).first - timedelta(days=1)
    return row.occurrences.get(period=periods.period_of(day, unit).key)
