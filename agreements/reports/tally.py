"""The figures of a row of a table: where items stand, each in one place, so that they add up."""

from dataclasses import dataclass, fields

from .. import standing
from .filters import MARK_WORDS, STATUSES

# After the lamps the ledger's words for what carries none; without a lamp nothing is under way.
LETTER = "letter"  # closed as confirmed on paper: counted apart from what a person has confirmed
STATUS_PLACES = ("awaiting", "closed", LETTER, "to_assign", "stopped")
PLACES = (*standing.LAMPS, *STATUS_PLACES)


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
