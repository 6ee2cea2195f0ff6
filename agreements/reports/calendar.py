"""A month of dates: what falls due, when reports are due, which days are off or worked in exchange.

Every kind of date is a source: a function from a Scope to its Entries. More kinds are more lines in `SOURCES`.
"""

from calendar import Calendar as Weeks
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .. import access, standing, workdays
from ..models import (
    Agreement,
    CalendarDay,
    Commitment,
    CommitmentStatus,
    Milestone,
    ReportingCycle,
    Role,
    Secondment,
    SecondmentState,
)
from ..standing import Clock
from . import summary
from .tally import PLACES, Cell

SHOWN = 4  # entries of a day in the grid; the list has them all
FIRST_YEAR, LAST_YEAR = 2000, 2099
MINE, SIDE, ALL = "mine", "side", "all"


@dataclass(frozen=True)
class Scope:
    """Whose dates, between which days (both counted), of which agreement (None: of all)."""

    actor: object
    clock: Clock
    first: date
    last: date
    whose: str = ALL
    agreement: int | None = None

    def items(self):
        """The commitments in sight, whoever they are; what has come to an end without being done has no dates."""
        rows = Commitment.objects.visible_to(self.actor).exclude(status=CommitmentStatus.ENDED)
        return rows.filter(agreement=self.agreement) if self.agreement else rows

    def commitments(self):
        """Those of them whose dates are asked for."""
        rows = self.items()
        if self.whose == MINE:
            return rows.of_unit(self.actor.unit_id)
        return rows.owed_by(self.actor.organization_id) if self.whose == SIDE else rows


@dataclass(frozen=True)
class Entry:
    """One date: what it is, where it leads, and how it stands in a place of the ledger's or in a word of its own."""

    day: date
    kind: str
    title: str
    page: str
    key: int | None = None
    place: str = ""
    word: str = ""
    glyph: str = ""
    note: str = ""
    rank: int = 0


def due_dates(scope):
    """The due dates of commitments, worst lamp first."""
    rows = scope.commitments().counted().filter(due_on__range=(scope.first, scope.last))
    rows = rows.annotate(place=summary.place_expression(scope.clock)).order_by("due_on", "code", "pk")
    return [
        Entry(
            day=row.due_on,
            kind=_("Due date"),
            title=f"{row.title} · {row.period}" if row.period else row.title,
            page="agreements:commitment_detail",
            key=row.pk,
            place=row.place,
            word=str(Cell(row.place, 1).word),
            rank=PLACES.index(row.place),
        )
        for row in rows.only("pk", "code", "title", "period", "due_on", "status")
    ]


def openings(scope):
    """The days on which occurrences open, from which they are worked and reported on; after what falls due."""
    rows = scope.commitments().running().filter(opens_on__range=(scope.first, scope.last))
    return [
        Entry(
            day=row.opens_on,
            kind=_("Opens on"),
            title=f"{row.title} · {row.period}",
            page="agreements:commitment_detail",
            key=row.pk,
            glyph="calendar-event",
            word=str(standing.PHASE_WORDS[standing.phase(row, scope.clock.today)]),
            rank=len(PLACES),
        )
        for row in rows.only("pk", "code", "title", "period", "opens_on", "due_on", "status").order_by(
            "opens_on", "code"
        )
    ]


def reporting_days(scope):
    """The days on which the reports of the cycles of running items are due, first of their day."""
    running = scope.commitments().counted().running().order_by()
    kinds = running.values_list("agreement__reporting_cycle", flat=True).distinct()
    leads_to = "agreements:commitment_list" if access.no_cycle_sheet(scope.actor) else "agreements:cycle_sheet"
    entries = []
    for months in sorted(3 if kind == ReportingCycle.QUARTER else 6 for kind in set(kinds)):
        start = workdays.previous_cycle(scope.first, months)
        while start <= scope.last:
            day = scope.clock.reporting_day(months, start)
            if scope.first <= day <= scope.last:
                entries.append(_report(day, start, months, leads_to, scope.clock))
            start = workdays.next_cycle(start, months)
    return entries


def _report(day, start, months, leads_to, clock):
    number = {"number": (start.month - 1) // months + 1}
    words = _("Report for quarter %(number)s") if months == 3 else _("Report for half-year %(number)s")
    return Entry(
        day=day,
        kind=_("Reporting day"),
        title=words % number,
        page=leads_to,
        glyph="message-report",
        word=standing.due_label(day, clock) if day >= clock.today else _("Past"),
        note=standing.provisional(day, clock.calendar),
        rank=-1,
    )


def milestones(scope):
    """The days of milestones, each leading to its item; a unit has those of its items and those given to it."""
    asked = Q(commitment__in=scope.commitments().values("pk"))
    if scope.whose == MINE:
        asked |= Q(unit=scope.actor.unit_id, commitment__in=scope.items().values("pk"))
    rows = Milestone.objects.visible_to(scope.actor).meant().filter(asked, due_on__range=(scope.first, scope.last))
    return [_milestone(row, scope.clock) for row in rows.select_related("commitment").order_by("due_on", "pk")]


def _milestone(row, clock):
    item = row.commitment
    lamp = standing.milestone_lamp(row, clock, item.status in standing.RUNNING)
    is_lamp = lamp in standing.LAMPS
    word = standing.due_label(row.due_on, clock) if is_lamp else str(item.get_status_display())
    return Entry(
        day=row.due_on,
        kind=_("Milestone"),
        title=f"{row.title} · {item.title}",
        page="agreements:commitment_detail",
        key=item.pk,
        place=lamp if is_lamp else "",
        word=pgettext("milestone", "Done") if lamp == standing.DONE else word,
        glyph="check" if lamp == standing.DONE else "circle-dashed",
        rank=PLACES.index(lamp) if is_lamp else len(PLACES),
    )


def postings(scope):
    """The last days of postings that have not ended: as planned, or as moved; each leads to its posting."""
    rows = Secondment.objects.visible_to(scope.actor).taking_place().filter(ended_on__isnull=True)
    rows = rows.filter(planned_end_on__range=(scope.first, scope.last))
    if scope.agreement:
        rows = rows.filter(commitment__agreement=scope.agreement)
    if scope.whose == MINE:
        rows = rows.filter(Q(sending_unit=scope.actor.unit_id) | Q(host_unit=scope.actor.unit_id))
    elif scope.whose == SIDE:
        side = scope.actor.organization_id
        rows = rows.filter(Q(sending_party__organization=side) | Q(host_party__organization=side))
    return [_posting(row, scope.clock.today) for row in rows.order_by("planned_end_on", "pk")]


def _posting(row, today):
    state = row.state_on(today)
    return Entry(
        day=row.planned_end_on,
        kind=_("End of a posting"),
        title=f"{row.person} · {row.post}",
        page="agreements:secondment_detail",
        key=row.pk,
        word=str(state.label),
        glyph="clock" if state == SecondmentState.OVER else "users",
        rank=0 if state == SecondmentState.OVER else len(PLACES),  # an end to be recorded is somebody's turn
    )


SOURCES = (reporting_days, due_dates, openings, milestones, postings)


@dataclass
class Day:
    """A day of the grid: whether it is worked, by what name it is off or worked, and its entries."""

    day: date
    in_month: bool
    is_today: bool
    is_working: bool
    name: str = ""
    is_make_up: bool = False
    entries: list = field(default_factory=list)

    @property
    def is_marked(self):
        """A holiday or a make-up day: a day that differs from its weekday."""
        return bool(self.name) or self.is_make_up

    @property
    def left_out(self):
        return max(len(self.entries) - SHOWN, 0)

    @property
    def is_bare(self):
        return not (self.entries or self.is_marked or self.is_today)


@dataclass(frozen=True)
class Month:
    """A month in whole weeks from Monday, with the months beside it."""

    first: date
    days: list
    is_provisional: bool
    before: str
    after: str
    count: int


def month_of(text, today):
    """The first day of the month written as 2026-11; of this month when it is no month we show."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else today.replace(day=1)


def month(actor, clock, first, whose=ALL, agreement=None):
    """The Month that begins on a day; as many queries for one entry as for hundreds."""
    weeks = list(Weeks().itermonthdates(first.year, first.month))
    scope = Scope(actor, clock, weeks[0], weeks[-1], whose, agreement)
    by_day = defaultdict(list)
    for source in SOURCES:
        for entry in source(scope):
            by_day[entry.day].append(entry)
    named = _named(scope)
    days = [_day(day, first.month, clock, named, sorted(by_day[day], key=lambda entry: entry.rank)) for day in weeks]
    inside = [day for day in days if day.in_month]
    return Month(
        first=first,
        days=days,
        is_provisional=clock.calendar.is_provisional(first),
        before=_written(first - timedelta(days=1)),
        after=_written(first + timedelta(days=31)),
        count=sum(len(day.entries) for day in inside),
    )


def _written(day):
    return f"{day:%Y-%m}" if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def _named(scope):
    """{day: name} of the holidays and make-up days of the official years."""
    days = CalendarDay.objects.filter(day__range=(scope.first, scope.last), year__official=True)
    return dict(days.values_list("day", "name"))


def _day(day, month, clock, named, entries):
    works = clock.calendar.is_working(day)
    return Day(
        day=day,
        in_month=day.month == month,
        is_today=day == clock.today,
        is_working=works,
        name=named.get(day, ""),
        is_make_up=works and day.weekday() >= 5,
        entries=entries,
    )


def views_of(actor):
    """Whose dates an actor may ask for, the usual one first."""
    if actor.membership is None:
        return (ALL,)
    return (MINE, SIDE, ALL) if actor.has_role(Role.OFFICER, Role.UNIT_HEAD) else (ALL, SIDE, MINE)


def agreements_of(actor):
    """(key, code, title) of the agreements an actor may ask for."""
    return list(Agreement.objects.visible_to(actor).order_by("code").values_list("pk", "code", "title"))
