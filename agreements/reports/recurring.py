"""What recurs: the names of periods, an item's occurrences at a glance, what was reached in each."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import standing
from ..models import Commitment, CommitmentStatus, Secondment

QUARTERS = (
    gettext_lazy("first quarter of %(year)s"),
    gettext_lazy("second quarter of %(year)s"),
    gettext_lazy("third quarter of %(year)s"),
    gettext_lazy("fourth quarter of %(year)s"),
)
HALVES = (gettext_lazy("first half of %(year)s"), gettext_lazy("second half of %(year)s"))
SHOWN = 24  # chips in sight; the others fold


def period_name(period):
    """A period in words: 2027, first half of 2027, first quarter of 2027, March 2027."""
    if period.unit == "month":
        return date_format(period.first, "YEAR_MONTH_FORMAT")
    if period.unit == "year":
        return _("year %(year)s") % {"year": period.first.year}
    return cycle_name(period.first, 3 if period.unit == "quarter" else 6)


def cycle_name(start, months):
    """A quarter or half-year in words."""
    names = QUARTERS if months == 3 else HALVES
    return names[(start.month - 1) // months] % {"year": start.year}


@dataclass(frozen=True)
class Chip:
    """One occurrence of a recurring item as its page shows it."""

    row: Commitment
    name: str
    lamp: str  # "done" once it is closed
    word: str  # how it stands, in words
    phase: str
    target: str
    actual: str
    percent: int

    @property
    def is_open(self):
        return self.phase in (standing.OPEN_NOW, standing.MISSED)


@dataclass(frozen=True)
class Round:
    """A recurring item's occurrences in the order of time, and what is worked out from them."""

    chips: list
    lamp: str
    next: Chip | None  # the one that opens next
    counted: bool  # what was reached is counted from the register of postings

    @property
    def open(self):
        return [chip for chip in self.chips if chip.is_open]

    @property
    def done(self):
        return sum(1 for chip in self.chips if chip.row.status == CommitmentStatus.CLOSED)

    @property
    def first_folded(self):
        """Those before the ones in sight, when there are too many to be seen at once."""
        return self.chips[: self._from]

    @property
    def shown(self):
        return self.chips[self._from : self._from + SHOWN]

    @property
    def last_folded(self):
        return self.chips[self._from + SHOWN :]

    @property
    def _from(self):
        """The place of the first in sight: a few before the first that is open or opens next."""
        if len(self.chips) <= SHOWN:
            return 0
        live = (place for place, chip in enumerate(self.chips) if chip.is_open or chip is self.next)
        return min(max(next(live, 0) - 4, 0), len(self.chips) - SHOWN)


def round_of(parent, clock):
    """The Round of a recurring item; two or three queries however many occurrences."""
    rows = list(Commitment.objects.filter(parent=parent).order_by("period", "pk"))
    begun = _begun(parent, clock.today)
    chips = [_chip(row, begun, clock) for row in rows]
    ahead = standing.next_opening(rows, clock.today)
    return Round(
        chips=chips,
        lamp=standing.recurring_lamp(parent, rows, clock),
        next=next((chip for chip in chips if chip.row is ahead), None),
        counted=begun is not None,
    )


def _begun(parent, today):
    """The first days of the postings that count for a recurring item so far; None where the register does not count."""
    if not counts_postings(parent):
        return None
    counted = Secondment.objects.counted_for(parent, date.min, today)
    return list(counted.order_by().values_list("starts_on", flat=True))


def counts_postings(item):
    """True where what was reached stands in the register: of a minimum duration, or once a posting is entered."""
    of_item = item.parent_id or item.pk
    return item.min_months is not None or Secondment.objects.filter(commitment=of_item).exists()


def _chip(row, begun, clock):
    period, phase, lamp = row.lasts, standing.phase(row, clock.today), standing.lamp(row, clock)
    actual = row.actual
    if begun is not None:  # what is not open yet has reached nothing, not even none
        reached = sum(1 for day in begun if period.first <= day <= period.last)
        actual = str(reached) if reached or phase != standing.NOT_YET else ""
    return Chip(
        row=row,
        name=period_name(period),
        lamp="done" if row.status == CommitmentStatus.CLOSED else lamp if phase != standing.NOT_YET else "",
        word=str(standing.PHASE_WORDS[phase]) if phase else row.get_status_display(),
        phase=phase,
        target=row.target,
        actual=actual,
        percent=row.percent,
    )


def actual_of(occurrence, clock):
    """(what was reached in an occurrence, whether the register counts it)."""
    if not counts_postings(occurrence):
        return occurrence.actual, False
    period = occurrence.lasts
    counted = Secondment.objects.counted_for(occurrence, period.first, min(period.last, clock.today))
    return str(counted.count()), True


@dataclass(frozen=True)
class Figures:
    """What one line says of a recurring item: the worst lamp, the next day, how many are done."""

    lamp: str
    due_on: date | None
    opens_on: date | None
    count: int
    done: int


def figures_of(parents, clock):
    """{id: Figures} of the recurring items among some ids; one query."""
    rows = Commitment.objects.filter(parent__in=parents).select_related("parent").order_by("period", "pk")
    found = {}
    for row in rows.only(*MEASURED):
        found.setdefault(row.parent_id, []).append(row)
    return {pk: _figures(of_it, clock) for pk, of_it in found.items()}


MEASURED = (
    *("status", "due_on", "behind_on", "silent_on", "kept_up", "opens_on", "parent_id"),
    "parent__status",
)


def _figures(rows, clock):
    today = clock.today
    live = [row for row in rows if standing.phase(row, today) in (standing.OPEN_NOW, standing.MISSED)]
    ahead = standing.next_opening(rows, today)
    return Figures(
        lamp=standing.recurring_lamp(rows[0].parent, rows, clock),
        due_on=live[0].due_on if live else None,
        opens_on=ahead.opens_on if ahead and not live else None,
        count=len(rows),
        done=sum(1 for row in rows if row.status == CommitmentStatus.CLOSED),
    )
