"""Late, lamp, plan, drift: the only place where they are worked out.

Expressions over field names stand beside plain functions over a row, and a test
proves that both say the same. Nothing here is stored: SQL compares dates with
the days of a `Clock`, never working days.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .workdays import Calendar, cycle_start, reporting_day

DRAFT, ASSIGNED, IN_PROGRESS, SUBMITTED = "draft", "assigned", "in_progress", "submitted"
CLOSED, ON_HOLD, ENDED = "closed", "on_hold", "ended"
RUNNING = (ASSIGNED, IN_PROGRESS)

RED, YELLOW, BLUE, GREEN, GREY = "red", "yellow", "blue", "green", "grey"
DONE = "done"
LAMPS = (RED, YELLOW, BLUE, GREEN, GREY)
LAMP_WORDS = {
    RED: gettext_lazy("Red"),
    YELLOW: gettext_lazy("Yellow"),
    BLUE: gettext_lazy("Blue"),
    GREEN: gettext_lazy("Green"),
    GREY: gettext_lazy("Grey"),
}


@dataclass(frozen=True)
class Limits:
    """The thresholds of lamps and reports; an administrator edits them (`Thresholds`), these are the agreed ones."""

    yellow_days: int = 3
    blue_days: int = 7
    behind_points: int = 15
    silent_days: int = 3
    reporting_day: int = 28


@dataclass(frozen=True)
class Clock:
    """Today, the working calendar and the thresholds, with the two days lamps are compared with.

    `yellow_before` is the first due date with more than 3 working days left,
    `blue_before` the first with more than 7, or as many as the thresholds say.
    """

    today: date
    calendar: Calendar
    yellow_before: date
    blue_before: date
    limits: Limits = Limits()

    @classmethod
    def on(cls, today, calendar, limits=None):
        """The clock of a day."""
        limits = limits or Limits()
        return cls(
            today,
            calendar,
            calendar.nth_working_day_after(today, limits.yellow_days + 1),
            calendar.nth_working_day_after(today, limits.blue_days + 1),
            limits,
        )

    def reporting_day(self, months, day=None):
        """The day on which the report of the cycle that holds a day (today) is due."""
        start = cycle_start(day or self.today, months)
        return reporting_day(start, months, self.calendar, self.limits.reporting_day)

    def working_days_left(self, day):
        """Working days after today up to a day; negative when it has passed."""
        return self.calendar.working_days_between(self.today, day)


def late(day):
    """Q: the due date lies before a day."""
    return Q(due_on__lt=day)


def opened(day):
    """Q: no occurrence, or one that has opened by a day."""
    return Q(opens_on__isnull=True) | Q(opens_on__lte=day)


def is_open(row, today):
    """True for an occurrence that runs and has opened."""
    return row.status in RUNNING and (row.opens_on is None or row.opens_on <= today)


NOT_YET, OPEN_NOW, MISSED = "not_yet", "open", "missed"
PHASE_WORDS = {
    NOT_YET: gettext_lazy("Not yet due"),
    OPEN_NOW: gettext_lazy("Open now"),
    MISSED: gettext_lazy("Missed"),
}


def phase(row, today):
    """not_yet, open or missed of an occurrence; empty for one that does not run."""
    if row.status not in RUNNING:
        return ""
    if row.due_on and row.due_on < today:
        return MISSED
    return OPEN_NOW if is_open(row, today) else NOT_YET


def phase_expression(today):
    """The phase in SQL."""
    cases = (
        When(~Q(status__in=RUNNING), then=Value("")),
        When(late(today), then=Value(MISSED)),
        When(opened(today), then=Value(OPEN_NOW)),
    )
    return Case(*cases, default=Value(NOT_YET), output_field=CharField())


def recurring_lamp(row, occurrences, clock):
    """The lamp of a recurring item: the worst of its occurrences that are open; empty with none open."""
    if row.status not in RUNNING:
        return ""
    return worst(lamp(each, clock) for each in occurrences if is_open(each, clock.today))


def next_opening(occurrences, today):
    """The occurrence that opens next, or None."""
    ahead = [each for each in occurrences if phase(each, today) == NOT_YET]
    return min(ahead, key=lambda each: each.opens_on, default=None)


def _troubled(today):
    return Q(behind_on__lte=today) | Q(silent_on__lte=today) | Q(kept_up="no")


def lamp_expression(clock):
    """The lamp in SQL: its name, or an empty string for an item that carries none."""
    return Case(
        When(~Q(status__in=RUNNING), then=Value("")),
        *(When(applies, then=Value(name)) for name, applies in lamp_conditions(clock)),
        default=Value(GREY),
        output_field=CharField(),
    )


def lamp_conditions(clock):
    """(lamp, Q) for a running item, the first that applies; grey when none does."""
    return [
        (RED, late(clock.today)),
        (YELLOW, _troubled(clock.today) | Q(due_on__lt=clock.yellow_before)),
        (BLUE, Q(due_on__lt=clock.blue_before)),
        (GREEN, Q(due_on__isnull=False)),
    ]


def lamp_place_expression(clock):
    """0 for red to 4 for grey, 5 without a lamp: to sort by, and short, where the name is not needed in SQL."""
    return Case(
        When(~Q(status__in=RUNNING), then=Value(len(LAMPS))),
        *(When(applies, then=Value(LAMPS.index(name))) for name, applies in lamp_conditions(clock)),
        default=Value(LAMPS.index(GREY)),
        output_field=IntegerField(),
    )


def lamp_at(place):
    """The lamp of a place as `lamp_place_expression` gives it; empty without one."""
    return LAMPS[place] if place < len(LAMPS) else ""


def lamp(row, clock):
    """The lamp of a row that has status, due_on, behind_on, silent_on and kept_up."""
    if row.status not in RUNNING:
        return ""
    if row.due_on and row.due_on < clock.today:
        return RED
    if yellow_causes(row, clock):
        return YELLOW
    if row.due_on is None:
        return GREY
    return BLUE if row.due_on < clock.blue_before else GREEN


def yellow_causes(row, clock):
    """Why a row that is not red is yellow: any of behind, silent, not_kept_up, due_soon, in that order."""
    causes = {
        "behind": row.behind_on is not None and row.behind_on <= clock.today,
        "silent": row.silent_on is not None and row.silent_on <= clock.today,
        "not_kept_up": row.kept_up == "no",
        "due_soon": row.due_on is not None and row.due_on < clock.yellow_before,
    }
    return [name for name, applies in causes.items() if applies]


def worst(lamps):
    """The worst of several lamps in the order red, yellow, blue, green, grey; empty for none."""
    return min(filter(None, lamps), key=LAMPS.index, default="")


def planned_percent(start, due, day):
    """Planned progress on a day, linear from start to due, 0 to 100; None without both or when both are one day.

    Whole percents that the plan has reached, rounded down in whole numbers: so what is
    shown is `points` behind exactly on the days on which the lamp says so.
    """
    if start is None or due is None or start >= due:
        return None
    return min(max(100 * (day - start).days // (due - start).days, 0), 100)


def behind_from(start, due, percent, points):
    """The first day on which the plan is `points` or more ahead of `percent`; None when that never happens."""
    if start is None or due is None or start >= due or percent + points > 100:
        return None
    span = (due - start).days
    days = -(-(percent + points) * span // 100)  # rounded up: on this day the plan has reached percent + points
    return start + timedelta(days=days)


def plan_start(row):
    """The day the plan starts: as agreed, else the day of assignment, else None."""
    if row.starts_on:
        return row.starts_on
    return timezone.localdate(row.assigned_at) if row.assigned_at else None


def provisional(day, calendar):
    """Why a computed day may still move, in words; empty when its year's arrangement is official, or for no day."""
    if day is None or not calendar.is_provisional(day):
        return ""
    return _("provisional: the %(year)s calendar is not official yet") % {"year": day.year}


def dated(words, day, calendar):
    """A computed day as it is written, followed by why it may still move when it may."""
    why = provisional(day, calendar)
    return _("%(day)s (%(why)s)") % {"day": words, "why": why} if why else words


def drift_days(row):
    """Calendar days by which the due date has moved since it was first agreed; None when there is no date."""
    if row.due_on is None or row.first_due_on is None:
        return None
    return (row.due_on - row.first_due_on).days


def milestone_lamp(milestone, clock, running=True):
    """The lamp of one milestone: done, or how far its date is; empty where its item does not run."""
    if milestone.done_on:
        return DONE
    if not running:
        return ""
    if milestone.due_on is None:
        return GREY
    if milestone.due_on < clock.today:
        return RED
    if milestone.due_on < clock.yellow_before:
        return YELLOW
    return BLUE if milestone.due_on < clock.blue_before else GREEN


def milestone_share(milestones):
    """Percent of the milestones that is done, by weight, rounded down; None for none."""
    whole = sum(milestone.weight for milestone in milestones)
    if not whole:
        return None
    return 100 * sum(milestone.weight for milestone in milestones if milestone.done_on) // whole


def indicator_met(direction, target, actual):
    """Whether an actual value meets its target; None without both."""
    if target is None or actual is None:
        return None
    return {"up": actual >= target, "down": actual <= target, "keep": actual == target}[direction]


def plain(number):
    """A figure as text, without noughts that say nothing; None for none."""
    return None if number is None else format(number.normalize(), "f")


def due_label(due, clock):
    """How far a due date is, in words: days left, days late, or that none is set."""
    if due is None:
        return _("No date set")
    left = clock.working_days_left(due)
    if due < clock.today:
        if left == 0:
            return _("Past due")
        return ngettext("%(n)d working day late", "%(n)d working days late", -left) % {"n": -left}
    if due == clock.today:
        return _("Due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


def lamp_reason(row, clock):
    """Why the lamp is what it is, in a few words; empty for an item without a lamp."""
    name = lamp(row, clock)
    if not name:
        return ""
    if name in (RED, BLUE):
        return due_label(row.due_on, clock)
    if name == YELLOW:
        return _yellow_words(row, clock)
    return _("On plan") if name == GREEN else _("No date set")


def _yellow_words(row, clock):
    cause = yellow_causes(row, clock)[0]
    if cause == "behind":
        gap = (planned_percent(plan_start(row), row.due_on, clock.today) or 0) - row.percent
        return ngettext("%(n)d point behind plan", "%(n)d points behind plan", gap) % {"n": gap}
    words = {
        "silent": _("No report for a whole cycle"),
        "not_kept_up": _("Not kept up"),
        "due_soon": due_label(row.due_on, clock),
    }
    return words[cause]


def schedule(row, clock, claimed_on=None):
    """not_due, due_soon, late, done_on_time or done_late; empty without a date.

    A claim before the other side, or carried, is judged by the day it was released:
    nobody is late while the other side holds the pen. What runs (again) has no such claim.
    """
    if row.due_on is None or row.status in (DRAFT, ON_HOLD, ENDED):
        return ""
    if claimed_on and row.status not in RUNNING:
        return "done_on_time" if claimed_on <= row.due_on else "done_late"
    if row.due_on < clock.today:
        return "late"
    return "due_soon" if row.due_on < clock.blue_before else "not_due"
