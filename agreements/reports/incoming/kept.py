"""The cells of an import as they are kept until it is confirmed, and how the person has them read."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...ledgers import FIELDS, Header, entries, find_header, normal, propose
from ...ledgers.headings import LOOKED_AT, header_at

SAMPLES = 3
SHORT = 60  # characters of a cell that show what a column holds


def pack(workbook):
    """The visible sheets of a workbook as JSON can hold them: a date as {"date": …}, 0.8 shown as percent as "80%"."""
    return [
        {
            "name": sheet.name,
            "rows": [
                [_packed(cell, (r, c) in sheet.percents) for c, cell in enumerate(row)]
                for r, row in enumerate(sheet.rows)
            ],
            "merged": sorted([row, column] for row, column in sheet.merged),
        }
        for sheet in workbook.visible
    ]


def _packed(cell, is_percent):
    if is_percent and isinstance(cell, int | float | Decimal):
        return f"{cell * 100:.10g}%"
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return float(cell) if isinstance(cell, Decimal) else cell


def unpack(kept):
    """The rows of a kept sheet, and which of their cells took the value of a merged one."""
    rows = [
        [date.fromisoformat(cell["date"]) if isinstance(cell, dict) else cell for cell in row] for row in kept["rows"]
    ]
    return rows, frozenset((row, column) for row, column in kept["merged"])


def heading_key(headings):
    """By what a heading is known again: a SHA-256 over its words in their order."""
    return hashlib.sha256(json.dumps([normal(word) for word in headings]).encode()).hexdigest()


@dataclass(frozen=True)
class Layout:
    """How a sheet is read: which sheet, its heading (None: none was found), and what each column says."""

    sheet: int
    sheets: tuple
    rows: list
    merged: frozenset
    header: Header | None
    columns: dict

    @property
    def shown(self):
        """Every column as (number, heading, its first cells, what it says); columns without anything are left out."""
        below = self.rows[self.header.row + self.header.lines :] if self.header else self.rows
        found = []
        for column in range(max(map(len, self.rows), default=0)):
            heading = self.header.headings[column] if self.header and column < len(self.header.headings) else ""
            cells = [row[column] for row in below if column < len(row) and row[column] is not None]
            if heading or cells:
                samples = list(dict.fromkeys(_short(cell) for cell in cells))[:SAMPLES]
                found.append((column, heading, samples, self.columns.get(column, "")))
        return found

    @property
    def is_ready(self):
        """True when it is known where the task stands."""
        return self.header is not None and "title" in self.columns.values()

    def entries(self):
        """The items and the rows that are none."""
        return entries(self.rows, self.header, self.columns, self.merged)


def layout(found, *, sheet=None, row=None):
    """The Layout of an import as it was chosen; another sheet or another row of headings gives a new proposal."""
    chosen = found.choices
    sheet = chosen.get("sheet") if sheet is None else sheet
    number = sheet if isinstance(sheet, int) and 0 <= sheet < len(found.cells) else _likeliest(found.cells)
    rows, merged = unpack(found.cells[number])
    names = tuple(kept["name"] for kept in found.cells)
    as_chosen = number == chosen.get("sheet") and row in (None, chosen.get("row")) and chosen.get("columns")
    row = chosen.get("row") if as_chosen else row
    known = row is not None and 0 <= row < len(rows)
    header = header_at(rows, row, merged) if known else find_header(rows, merged)
    if as_chosen:
        columns = {int(column): field for column, field in chosen["columns"].items() if field in FIELDS}
    else:
        columns = propose(header, rows) if header else {}
    return Layout(number, names, rows, merged, header, columns)


def _likeliest(cells):
    """The first sheet that has a heading, else the first."""
    return next((n for n, kept in enumerate(cells) if find_header(*unpack(kept))), 0)


def row_choices(laid):
    """Rows that may be the heading, as (row counted from 0, its first words)."""
    found = []
    for number, row in enumerate(laid.rows[:LOOKED_AT]):
        words = list(dict.fromkeys(_short(cell) for cell in row if cell is not None))
        if words:
            found.append((number, " · ".join(words[:6])[: 2 * SHORT]))
    return found


def _short(cell):
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
