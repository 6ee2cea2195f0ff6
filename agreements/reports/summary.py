"""Figures by clause, side and unit, and how much of the text is covered: querysets in, dataclasses out.

Each figure is what the ledger shows behind its link: the same rows, counted here instead of listed.
"""

from dataclasses import dataclass, field, fields

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
    ProgressReport,
    ReportingCycle,
    Sentence,
    TextVersion,
)
from .filters import MARK_WORDS, STATUSES

# After the lamps the ledger's words for what carries none; without a lamp nothing is under way.
LETTER = "letter"  # closed as confirmed on paper: counted apart from what a person has confirmed
STATUS_PLACES = ("awaiting", "closed", LETTER, "to_assign", "stopped")
PLACES = (*standing.LAMPS, *STATUS_PLACES)


def place_expression(clock):
    """Where an item is counted: under its lamp while it runs, else under its status. Every item has one place."""
    on_paper = Confirmation.objects.closing_on_paper().values("decision__commitment")
    return Case(
        When(status__in=standing.RUNNING, then=standing.lamp_expression(clock)),
        When(status=CommitmentStatus.CLOSED, pk__in=on_paper, then=Value(LETTER)),
        *(When(status__in=STATUSES[place][1], then=Value(place)) for place in STATUS_PLACES if place != LETTER),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Cell:
    """One figure and the condition under which the ledger lists what it counts."""

    place: str
    count: int

    @property
    def condition(self):
        if self.place == "closed":
            return "status=closed&lamp=done"  # without what was closed by letter
        return f"{'lamp' if self.is_lamp or self.place == LETTER else 'status'}={self.place}"

    @property
    def is_lamp(self):
        return self.place in standing.LAMPS

    @property
    def word(self):
        if self.place == LETTER:
            return MARK_WORDS[LETTER]
        return standing.LAMP_WORDS[self.place] if self.is_lamp else STATUSES[self.place][0]


@dataclass
class Tally:
    """How many items stand where; the places never overlap, so they add up to the total."""

    red: int = 0
    yellow: int = 0
    blue: int = 0
    green: int = 0
    grey: int = 0
    awaiting: int = 0
    closed: int = 0  # confirmed by people
    letter: int = 0
    to_assign: int = 0
    stopped: int = 0

    def add(self, place, count):
        setattr(self, place, getattr(self, place) + count)

    @property
    def total(self):
        return sum(getattr(self, place.name) for place in fields(Tally))

    @property
    def all_closed(self):
        """What is closed, however it was confirmed: what the ledger lists under that status."""
        return self.closed + self.letter

    @property
    def cells(self):
        return [Cell(place, getattr(self, place)) for place in PLACES]

    @property
    def lamps(self):
        """The lamps that burn, worst first, and what is closed."""
        return [cell for cell in self.cells if cell.count and (cell.is_lamp or cell.place in ("closed", LETTER))]

    @property
    def bar(self):
        """The bar of shares, 100 wide, as (place, x, width) of each segment."""
        segments, x = [], 0.0
        for cell in self.cells:
            width = 100 * cell.count / (self.total or 1)
            if cell.count:
                segments.append((cell.place, f"{x:.2f}", f"{max(width - 0.8, 0.4):.2f}"))
            x += width
        return segments


def matrix(rows):
    """The columns of a table of (head, Tally), and its rows as (head, cells, total); the last row adds up.

    Drafts and stopped items have a column only where there are any.
    """
    whole = Tally()
    for _head, found in rows:
        for cell in found.cells:
            whole.add(cell.place, cell.count)
    columns = [cell for cell in whole.cells if cell.is_lamp or cell.count or cell.place in ("awaiting", "closed")]
    places = {cell.place for cell in columns}
    lines = [(head, [cell for cell in found.cells if cell.place in places], found.total) for head, found in rows]
    return columns, lines, whole.total


def tally(commitments, clock):
    """The Tally of a queryset; parents of recurring items are not counted."""
    found = Tally()
    for place, count in _grouped(commitments, clock):
        found.add(place, count)
    return found


def _grouped(commitments, clock, *by):
    """Rows of the `by` columns, the place and the count."""
    placed = commitments.counted().annotate(place=place_expression(clock)).order_by()
    return placed.values_list(*by, "place").annotate(n=Count("pk", distinct=True))


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
    """ClauseFigures in the order of the text, and last, if there are any, the items of no clause of this text.

    A clause is found by its number, as in the ledger: an item may name it in an older version of the text.
    """
    figures = {clause.sort_key: ClauseFigures(clause, below=below) for clause, below in clauses_of(text)}
    rest = ClauseFigures(None)
    for key, place, count in _grouped(commitments, clock, "clause__sort_key"):
        figures.get(top_key(key), rest).tally.add(place, count)
    return [*figures.values(), rest] if rest.tally.total else list(figures.values())


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


def by_side(agreement, clock):
    """SideFigures of the parties, in the order of the agreement: what each owes is what the ledger shows for it."""
    sides = {party.pk: SideFigures(party) for party in agreement.party_list}
    rows = _grouped(Commitment.objects.filter(agreement=agreement), clock, "obligation", "obliged_party")
    for obligation, obliged, place, count in rows:
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
    columns = ("units__party", "units__unit", "units__unit__name", "units__unit__code")
    for side, pk, name, code, place, count in _grouped(commitments, clock, *columns):
        units = sides[side][1]
        units.setdefault(pk, (code, UnitFigures(pk, name)))[1].tally.add(place, count)
    return [[party, [unit for _code, unit in sorted(units.values(), key=_code_of)]] for party, units in sides.values()]


def _code_of(pair):
    return pair[0]


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
