"""What is to be reported in the current cycle: the rows of one's own sheet, and the units that have not reported."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, Subquery
from django.utils import timezone

from .. import standing
from ..models import (
    Commitment,
    CommitmentUnit,
    Nudge,
    OrgUnit,
    ProgressReport,
    ReportingCycle,
    ReportKind,
    ReportState,
    Role,
    TrailEntry,
    UnitRole,
)
from . import summary
from .tasks import PARTS, UNIT_PEOPLE, my_part

ABOUT = ("commitment__agreement", "commitment__clause", "unit__organization", "party__organization")


# The cycle itself


@dataclass(frozen=True)
class Due:
    """The cycle of one length: its number in the year, the day its reports are due, and how far that is."""

    months: int
    number: int
    starts_on: date
    due_on: date
    label: str
    is_over: bool


def due_of(months, clock):
    """The Due of the current cycle."""
    starts_on, day = summary.cycle_on(months, clock.today), summary.reporting_day(months, clock)
    number = (clock.today.month - 1) // months + 1
    return Due(months, number, starts_on, day, standing.due_label(day, clock), day < clock.today)


def _told(clock):
    """Q over units of commitments: the unit has reported this cycle."""
    quarter, half = (Exists(summary.reports_of_lead(summary.cycle_on(months, clock.today))) for months in (3, 6))
    cycle = "commitment__agreement__reporting_cycle"
    return Q(**{cycle: ReportingCycle.QUARTER}) & Q(quarter) | Q(**{cycle: ReportingCycle.HALF_YEAR}) & Q(half)


def _newest(**reports):
    """The id of the newest submitted report of the unit of an outer CommitmentUnit."""
    rows = ProgressReport.objects.submitted().filter(
        commitment=OuterRef("commitment"), unit=OuterRef("unit"), **reports
    )
    return Subquery(rows.order_by("-submitted_at", "-pk").values("pk")[:1])


def _running_parts(actor):
    """Units of the running items in the actor's sight; of a recurring item the occurrences that are open."""
    items = Commitment.objects.visible_to(actor).counted().running().opened_by(timezone.localdate())
    return CommitmentUnit.objects.filter(commitment__in=items)


def _share_agreements(places):
    """One Agreement per agreement, so that what is asked of it is read once and not once a row."""
    found = {}
    for place in places:
        item = place.commitment
        item.agreement = found.setdefault(item.agreement_id, item.agreement)


# One's own sheet


@dataclass
class Line:
    """An item as one unit reports on it: what was said last, the own draft, who reminded, and what is to be typed.

    `role` is empty for a unit that has been taken off the item since the sheet was made.
    """

    commitment: Commitment
    unit: OrgUnit
    role: str = ""
    percent: int | None = None
    kept_up: str = ""
    lamp: str = ""
    told: bool = False
    last: ProgressReport | None = None  # the newest report of the unit
    words: ProgressReport | None = None  # the newest one that says something
    draft: ProgressReport | None = None
    nudge: Nudge | None = None
    seen: int = 0

    @property
    def key(self):
        return key_of(self.commitment.pk, self.unit.pk)

    @property
    def asks_percent(self):
        return self.role == UnitRole.LEAD and not self.commitment.is_continuous

    @property
    def asks_kept_up(self):
        return self.role == UnitRole.LEAD and self.commitment.is_continuous

    @property
    def is_open(self):
        """True as long as something is to be typed: nothing reported this cycle, or a draft begun since."""
        return not self.told or self.draft is not None

    @property
    def is_no_change(self):
        return bool(self.draft) and self.draft.kind == ReportKind.NO_CHANGE


def key_of(commitment_id, unit_id):
    return f"{commitment_id}-{unit_id}"


def my_places(actor):
    """The parts on which an actor reports: an officer's and a head's, for a liaison officer the own side's."""
    places = _running_parts(actor).filter(role__in=PARTS)
    if actor.has_role(Role.LIAISON):
        return places.filter(party__organization=actor.organization_id)
    if actor.has_role(*UNIT_PEOPLE):
        return places.filter(my_part(actor), unit=actor.unit_id)
    return places.none()


def lines(actor, clock, unit_id=None):
    """The Lines of the actor's sheet, reported ones too; `unit_id` narrows it to one unit."""
    places = my_places(actor)
    return _lines(places.filter(unit=unit_id) if unit_id else places, actor, clock)


def lines_of(pairs, actor, clock):
    """The Lines of (commitment id, unit id) pairs by their key, whatever has become of the items since.

    What is out of the actor's sight is missing.
    """
    items = {row.pk: row for row in Commitment.objects.visible_to(actor).filter(pk__in=[pk for pk, _unit in pairs])}
    units = OrgUnit.objects.filter(organization=actor.organization_id, pk__in=[unit for _pk, unit in pairs])
    units = {unit.pk: unit for unit in units.select_related("organization")}
    places = CommitmentUnit.objects.filter(role__in=PARTS, commitment__in=items, unit__in=units)
    found = {line.key: line for line in _lines(places, actor, clock)}
    for pk, unit in pairs:
        if pk in items and unit in units:
            found.setdefault(key_of(pk, unit), Line(items[pk], units[unit]))
    return {key: found[key] for key in (key_of(*pair) for pair in pairs) if key in found}


def _lines(places, actor, clock):
    told = ExpressionWrapper(_told(clock), output_field=BooleanField())
    places = places.annotate(told=told, last_pk=_newest(), words_pk=_newest(text__gt=""))
    places = places.select_related(*ABOUT).order_by(
        "unit__code", "unit", "commitment__agreement", "commitment__clause__sort_key", "commitment__code", "pk"
    )
    places = list(places)
    _share_agreements(places)
    about = _About(places, actor)
    found = [about.line(place, clock) for place in places]
    # Unit by unit the reminded ones first, else the order of the text.
    return sorted(found, key=lambda line: (line.unit.code, line.unit.pk, line.nudge is None))


class _About:
    """Everything the lines need beside the places, in a fixed number of queries."""

    def __init__(self, places, actor):
        items = {place.commitment_id for place in places}
        wanted = {pk for place in places for pk in (place.last_pk, place.words_pk) if pk}
        self.reports = ProgressReport.objects.select_related("author", "letter").in_bulk(wanted)
        drafts = ProgressReport.objects.visible_to(actor).filter(
            commitment__in=items, author=actor.user, state=ReportState.DRAFT
        )
        self.drafts = {(draft.commitment_id, draft.unit_id): draft for draft in drafts}
        self.nudges = newest_nudges(actor, items)
        lines = TrailEntry.objects.visible_to(actor).filter(object_type="commitment", object_id__in=items)
        self.seen = dict(lines.order_by().values_list("object_id").annotate(newest=Max("pk")))

    def line(self, place, clock):
        item, pair = place.commitment, (place.commitment_id, place.unit_id)
        nudge = self.nudges.get(pair)
        return Line(
            commitment=item,
            unit=place.unit,
            role=place.role,
            percent=place.percent,
            kept_up=place.kept_up,
            lamp=standing.lamp(item, clock),
            told=place.told,
            last=self.reports.get(place.last_pk),
            words=self.reports.get(place.words_pk),
            draft=self.drafts.get(pair),
            nudge=nudge if nudge and not place.told and is_current(nudge, item, clock) else None,
            seen=self.seen.get(item.pk, 0),
        )


def newest_nudges(actor, items):
    """The newest Nudge that the actor may see by (commitment id, unit id)."""
    rows = Nudge.objects.visible_to(actor).filter(commitment__in=items)
    rows = rows.select_related("sent_by", "sent_unit__organization").order_by("pk")
    return {(nudge.commitment_id, nudge.unit_id): nudge for nudge in rows}


def newest_current(actor, clock, items):
    """The newest Nudge of this cycle to the actor's unit on some items, asked for only then; or None."""
    quarter, half = (Q(cycle_on__gte=summary.cycle_on(months, clock.today)) for months in (3, 6))
    cycle = "commitment__agreement__reporting_cycle"
    now = Q(**{cycle: ReportingCycle.QUARTER}) & quarter | Q(**{cycle: ReportingCycle.HALF_YEAR}) & half
    rows = Nudge.objects.visible_to(actor).filter(now, unit=actor.unit_id)
    if not rows.exists():
        return None
    rows = rows.filter(commitment__in=items().values("pk"))
    return rows.select_related("sent_by", "sent_unit__organization").order_by("-pk").first()


def is_current(nudge, item, clock):
    """True for a reminder of the current cycle."""
    return nudge.cycle_on >= summary.cycle_on(item.agreement.cycle_months, clock.today)


# Who has not reported


@dataclass
class Unreported:
    """An item on which a unit has said nothing this cycle."""

    place: CommitmentUnit
    due: Due
    lamp: str
    last_at: datetime | None
    nudge: Nudge | None
    nudged_today: bool


@dataclass
class SilentUnit:
    """A unit with what it has not reported; `across` for a unit of another side."""

    unit: OrgUnit
    across: bool
    items: list = field(default_factory=list)

    @property
    def nudge(self):
        """The newest reminder of any of its items."""
        return max((item.nudge for item in self.items if item.nudge), key=lambda nudge: nudge.pk, default=None)

    @property
    def all_nudged_today(self):
        return all(item.nudged_today for item in self.items)


def unreported_places(actor, clock):
    """Parts not reported this cycle, of the units that the actor may remind.

    Inside the own side leads and supporters (a head: the own unit); of the other sides, for a
    liaison officer, the leads: whom they ask to support is their own matter. A party that
    answers by letter has nobody to remind.
    """
    own = Q(party__organization=actor.organization_id, role__in=PARTS)
    if actor.has_role(Role.UNIT_HEAD):
        own &= Q(unit=actor.unit_id)
    elif actor.has_role(Role.LIAISON):
        own |= Q(role=UnitRole.LEAD) & ~Q(party__organization=actor.organization_id)
    elif not actor.has_role(Role.LEADER):
        return CommitmentUnit.objects.none()
    return _running_parts(actor).filter(own, party__answers_by_letter=False).exclude(_told(clock))


def silent_units(actor, clock, unit_id=None):
    """The SilentUnits, the own side first, then by the unit's code: a list to work through, never a ranking."""
    last = ProgressReport.objects.submitted().filter(commitment=OuterRef("commitment"), unit=OuterRef("unit"))
    last = Subquery(last.order_by("-submitted_at").values("submitted_at")[:1])
    places = unreported_places(actor, clock)
    places = places.filter(unit=unit_id) if unit_id else places
    places = (
        places.annotate(last_at=last)
        .select_related(*ABOUT)
        .order_by(
            "unit__code", "unit", "commitment__agreement", "commitment__clause__sort_key", "commitment__code", "pk"
        )
    )
    places = list(places)
    _share_agreements(places)
    nudges = newest_nudges(actor, {place.commitment_id for place in places})
    dues = {months: due_of(months, clock) for months in {place.commitment.agreement.cycle_months for place in places}}
    found = {}
    for place in places:
        across = place.party.organization_id != actor.organization_id
        unit = found.setdefault(place.unit_id, SilentUnit(place.unit, across))
        unit.items.append(_unreported(place, actor, clock, dues, nudges))
    return sorted(found.values(), key=lambda unit: (unit.across, unit.unit.organization_id))


def _unreported(place, actor, clock, dues, nudges):
    nudge = nudges.get((place.commitment_id, place.unit_id))
    nudge = nudge if nudge and is_current(nudge, place.commitment, clock) else None
    mine = nudge is not None and nudge.sent_unit.organization_id == actor.organization_id
    return Unreported(
        place=place,
        due=dues[place.commitment.agreement.cycle_months],
        lamp=standing.lamp(place.commitment, clock),
        last_at=place.last_at,
        nudge=nudge,
        nudged_today=mine and nudge.sent_on == clock.today,
    )


def silent_unit_count(actor, clock):
    """How many units of the own side have something left to report; one query."""
    places = unreported_places(actor, clock).filter(party__organization=actor.organization_id)
    return places.order_by().values("unit").distinct().count()
