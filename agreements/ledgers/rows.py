"""The rows of a ledger under its heading: what stands in each, and which are none of its items."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .headings import Header
from .names import bare, is_numbered, normal

# Why a row is not an item. `heading`: it groups those below it. `repeated`: the heading again, for the printer.
SKIPS = ("no_title", "heading", "repeated", "total")

_TOTAL = re.compile(r"^(?:合计|小计|总计|共计|累计|总数|total|subtotal|sum)(?:[:：\s（(]|$)", re.IGNORECASE)
_SHORTENED = 40


@dataclass(frozen=True)
class Entry:
    """One item: the number of its row as people see it, and the cells by what they say; `group` stands above it."""

    row: int
    cells: dict[str, object]
    group: str = ""

    def text(self, name: str) -> str:
        """What a cell says, as text."""
        value = self.cells.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return value.isoformat() if isinstance(value, date) else "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Skipped:
    """A row that is no item, and why; `words` are its first ones."""

    row: int
    why: str
    words: str = ""


@dataclass
class _Walk:
    header: Header
    columns: Mapping[int, str]
    merged: frozenset[tuple[int, int]]
    group: str = ""
    headings: set[str] = field(default_factory=set)


def entries(
    rows: Sequence[Sequence[object]],
    header: Header,
    columns: Mapping[int, str],
    merged: frozenset[tuple[int, int]] = frozenset(),
) -> tuple[list[Entry], list[Skipped]]:
    """The items under the heading, and the rows that are none; empty rows are neither."""
    walk = _Walk(header, columns, merged, headings={normal(word) for word in header.headings if word})
    found, skipped = [], []
    first = header.row + header.lines
    for number, row in enumerate(rows[first:], first):
        filled = {column: cell for column, cell in enumerate(row) if cell is not None}
        if not filled:
            continue
        words = next((str(cell) for cell in filled.values() if isinstance(cell, str)), "")
        why = _why_not(walk, number, filled)
        if why == "heading":
            walk.group = words
        if why:
            skipped.append(Skipped(number + 1, why, words[:_SHORTENED]))
        else:
            cells = {said: row[column] for column, said in columns.items() if column < len(row)}
            found.append(Entry(number + 1, cells, walk.group))
    return found, skipped


def _why_not(walk: _Walk, number: int, filled: dict[int, object]) -> str:
    texts = {str(cell).strip() for cell in filled.values()}
    if any(_TOTAL.match(text.replace(" ", "").replace("\u3000", "")) for text in texts if len(text) < _SHORTENED):
        first = next(iter(filled.values()))
        title = _title(walk, filled)
        if _TOTAL.match(normal(str(first))) or _TOTAL.match(normal(title)):
            return "total"
    repeated = [text for text in texts if normal(text) in walk.headings]
    if len(repeated) > 1 and 2 * len(repeated) > len(texts):
        return "repeated"
    if len(texts) == 1 and _is_group(walk, number, filled):
        return "heading"
    return "" if bare(_title(walk, filled)) else "no_title"


def _title(walk: _Walk, filled: dict[int, object]) -> str:
    return next(
        (str(filled[column]) for column, said in walk.columns.items() if said == "title" and column in filled), ""
    )


def _is_group(walk: _Walk, number: int, filled: dict[int, object]) -> bool:
    """One text for the whole row: across merged cells, or alone and numbered like a heading."""
    text = next(iter(filled.values()))
    if not isinstance(text, str):
        return False
    across = sum((number, column) in walk.merged for column in filled)
    return across > 0 or is_numbered(text)
