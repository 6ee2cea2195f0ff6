"""Figures by clause, side and unit, and how much of the text is covered: querysets in, dataclasses out.

Each figure is what the ledger shows behind its link: the same rows, counted here instead of listed.
"""

from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When

from .. import standing, workdays
from ..models import (
    Clause,
    Commitment,
    CommitmentSpan,
    CommitmentStatus,
    CommitmentUnit,
    Confirmation,
    Decision,
    Disposition,
    Obligation,
    OrgUnit,
    ProgressReport,
    ReportingCycle,
    Sentence,
    TextVersion,
)
from .filters import STATUSES
from .tally import LETTER, STATUS_PLACES, Tally


def place_expression(clock):
    """Where an item is counted: under its lamp while it runs, else under its status. Every item has one place."""
    on_paper = Confirmation.objects.closing_on_paper().values("decision__commitment")
    return Case(
        When(status__in=standing.RUNNING, then=standing.lamp_expression(clock)),
        When(status=CommitmentStatus.CLOSED, pk__in=on_paper, then=Value(LETTER)),
        *(When(status__in=STATUSES[place][1], then=Value(place)) for place in STATUS_PLACES if place != LETTER),
        output_field=CharField(),
    )


def tally(commitments, clock):
    """The Tally of a queryset; parents of recurring items are not counted."""
    return Counted(commitments, clock).tally()


def _grouped(commitments, clock, *by):
    """Rows of the `by` columns, the place and the count; a unit stands on an item once."""
    placed = commitments.counted().annotate(place=place_expression(clock)).order_by()
    return placed.values_list(*by, "place").annotate(n=Count("pk"))


class Counted:
    """Where the items of an agreement stand, counted once for all figures of a page: by clause, side and place."""

    def __init__(self, commitments, clock):
        columns = ("clause", "obligation", "obliged_party")
        self.rows = list(_grouped(commitments, clock, *columns))

    def tally(self):
        """The Tally of all of them."""
        found = Tally()
        for *_where, place, count in self.rows:
            found.add(place, count)
        return found

    def by_clause(self, text):
        """ClauseFigures in the order of the text, and last, if there are any, the items of no clause of this text.

        A clause is found by its number, as in the ledger: an item may name it in an older version of the text.
        """
        clauses = clauses_of(text)
        keys = {row.pk: row.sort_key for top, below in clauses for row in (top, *below)}
        if older := {clause for clause, *_row in self.rows if clause} - keys.keys():
            keys |= dict(Clause.objects.filter(pk__in=older).values_list("pk", "sort_key"))
        figures = {clause.sort_key: ClauseFigures(clause, below=below) for clause, below in clauses}
        rest = ClauseFigures(None)
        for clause, _obligation, _party, place, count in self.rows:
            figures.get(top_key(keys.get(clause)), rest).tally.add(place, count)
        return [*figures.values(), rest] if rest.tally.total else list(figures.values())


# By clause


@dataclass
class ClauseFigures:
    """A clause of the first level with what hangs on it and below it; no clause: the items that name none."""

    clause: Clause | None
    tally: Tally = field(default_factory=Tally)
    below: list = field(default_factory=list)

    @property
    def name(self):
        return self.clause.short_heading or self.clause.heading or self.clause.number


def newest_text(agreement):
    """The text on which the work rests: the one recorded last, or None."""
    return agreement.texts.order_by("-pk").first()


def newest_texts():
    """The newest text of every agreement."""
    newest = TextVersion.objects.filter(agreement=OuterRef("agreement")).order_by("-pk").values("pk")[:1]
    return TextVersion.objects.filter(pk=Subquery(newest))


def clauses_of(text):
    """The clauses of a text in its order, as [first-level clause, [clauses below it]]."""
    if text is None:
        return []
    rows = list(Clause.objects.filter(text_version=text).order_by("sort_key"))
    found = {row.pk: row for row in rows}

    def top(row):
        while row.parent_id in found:
            row = found[row.parent_id]
        return row

    tops = [[row, []] for row in rows if top(row) is row]
    below = {row.pk: children for row, children in tops}
    for row in rows:
        if top(row) is not row:
            below[top(row).pk].append(row)
    return tops


def by_clause(commitments, text, clock):
    """The ClauseFigures of a queryset, as `Counted` has them."""
    return Counted(commitments, clock).by_clause(text)


def top_key(sort_key):
    """The sort key of the clause of the first level above a clause, or the clause's own."""
    return (sort_key or "").split(".")[0]


# By agreement


def by_agreement(commitments, clock):
    """Tally by the agreement's id; an agreement without commitments is missing."""
    found = {}
    for agreement, place, count in _grouped(commitments, clock, "agreement"):
        found.setdefault(agreement, Tally()).add(place, count)
    return found


# By side


@dataclass
class SideFigures:
    """What one party owes (joint items count for every side), has done, is late with, waits for and has reported."""

    party: object
    tally: Tally = field(default_factory=Tally)
    waiting: int = 0
    to_report: int = 0
    reported: int = 0

    @property
    def owes(self):
        return self.tally.total

    @property
    def closed(self):
        return self.tally.all_closed

    @property
    def by_letter(self):
        return self.tally.letter

    @property
    def late(self):
        return self.tally.red


def by_side(agreement, clock, counted=None):
    """SideFigures of the parties, in the order of the agreement: what each owes is what the ledger shows for it."""
    sides = {party.pk: SideFigures(party) for party in agreement.party_list}
    counted = counted or Counted(Commitment.objects.filter(agreement=agreement), clock)
    for _clause, obligation, obliged, place, count in counted.rows:
        for pk, side in sides.items():
            if obligation == Obligation.JOINT or obliged == pk:
                side.tally.add(place, count)
    waiting = Decision.objects.before_the_others().filter(agreement=agreement).order_by()
    for pk, count in waiting.values_list("party").annotate(n=Count("pk")):
        sides[pk].waiting = count
    for pk, told, count in _leads_by_report(agreement, clock):
        sides[pk].to_report += count
        sides[pk].reported += count if told else 0
    return list(sides.values())


def _leads_by_report(agreement, clock):
    """Rows of party, whether its lead unit reported this cycle, and how many running items that is."""
    items = Commitment.objects.filter(agreement=agreement).counted().running().opened_by(clock.today)
    leads = CommitmentUnit.objects.leads().filter(commitment__in=items)
    leads = leads.annotate(told=Exists(reports_of_lead(cycle_on(agreement.cycle_months, clock.today))))
    return leads.order_by().values_list("party", "told").annotate(n=Count("pk"))


def reports_of_lead(since):
    """Reports of the unit of an outer CommitmentUnit since the cycle that starts on a day."""
    return ProgressReport.objects.submitted().filter(
        commitment=OuterRef("commitment"), unit=OuterRef("unit"), cycle_on__gte=since
    )


# The cycle


def cycle_on(months, today):
    """The first day of the cycle in which a day lies."""
    return workdays.cycle_start(today, months)


def reporting_day(months, clock):
    """The day on which the report of the current cycle is due."""
    return clock.reporting_day(months)


def reported_this_cycle(today, **reports):
    """Q over commitments: a submitted report of this cycle exists; `reports` narrows them, say to a unit."""
    told = ProgressReport.objects.submitted().filter(commitment=OuterRef("pk"), **reports)
    quarter, half = (Exists(told.filter(cycle_on__gte=cycle_on(months, today))) for months in (3, 6))
    return (Q(agreement__reporting_cycle=ReportingCycle.QUARTER) & Q(quarter)) | (
        Q(agreement__reporting_cycle=ReportingCycle.HALF_YEAR) & Q(half)
    )


# By unit


@dataclass
class UnitFigures:
    """A unit and where the items stand on which it has a part, whichever part."""

    unit_id: int
    name: str
    tally: Tally = field(default_factory=Tally)


def by_unit(agreement, clock):
    """UnitFigures of every party as [party, [UnitFigures by the unit's code]]: read as a list, never as a ranking."""
    commitments = Commitment.objects.filter(agreement=agreement, units__unit__isnull=False)
    sides = {party.pk: [party, {}] for party in agreement.party_list}
    rows = list(_grouped(commitments, clock, "units__party", "units__unit"))
    named = OrgUnit.objects.filter(pk__in={unit for _side, unit, *_row in rows}).order_by("code", "pk")
    names = dict(named.values_list("pk", "name"))
    for side, pk, place, count in rows:
        sides[side][1].setdefault(pk, UnitFigures(pk, names[pk])).tally.add(place, count)
    return [[party, [units[pk] for pk in names if pk in units]] for party, units in sides.values()]


# Coverage of the text


@dataclass
class Coverage:
    """How many sentences of a text carry an obligation, and how many of these a commitment covers."""

    covered: int = 0
    open: int = 0
    none: int = 0
    ticks: list = field(default_factory=list)

    def add(self, state, count=1):
        """Count sentences of a state, as `sentence_states` names it."""
        name = {"cov": "covered", "open": "open", "none": "none"}[state]
        setattr(self, name, getattr(self, name) + count)

    @property
    def obliging(self):
        return self.covered + self.open

    @property
    def percent(self):
        return round(100 * self.covered / self.obliging) if self.obliging else None


def covering_spans():
    """Passages of commitments that have not ended and that overlap an outer sentence."""
    spans = CommitmentSpan.objects.exclude(commitment__status=CommitmentStatus.ENDED)
    return spans.filter(
        text_version=OuterRef("clause__text_version"), start__lt=OuterRef("end"), end__gt=OuterRef("start")
    )


def sentence_states(sentences):
    """Annotate `state` of sentences: none, cov or open, after the marks of the bar."""
    return sentences.annotate(
        state=Case(
            When(disposition=Disposition.NO_OBLIGATION, then=Value("none")),
            When(Exists(covering_spans()), then=Value("cov")),
            default=Value("open"),
            output_field=CharField(),
        )
    )


def coverage(text):
    """The Coverage of one text, with a tick per sentence in its order."""
    found = Coverage()
    if text is None:
        return found
    rows = sentence_states(Sentence.objects.filter(clause__text_version=text)).order_by("start", "pk")
    for state in rows.values_list("state", flat=True):
        found.add(state)
        found.ticks.append(state)
    return found


def coverage_by_agreement(agreements):
    """Coverage of the newest text of each agreement, by the agreement's id; one query."""
    texts = newest_texts().filter(agreement__in=agreements)
    rows = sentence_states(Sentence.objects.filter(clause__text_version__in=texts)).order_by()
    found = {}
    for agreement, state, count in rows.values_list("clause__text_version__agreement", "state").annotate(n=Count("pk")):
        found.setdefault(agreement, Coverage()).add(state, count)
    return found
