"""What a workbook gives once it is read, how much of it may be there, and why one cannot be read."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

LIMIT = 5 * 1024 * 1024  # bytes of the file as it was brought
ROWS, COLUMNS, LENGTH = 5000, 100, 2000
CELLS = 200_000  # cells with something in them, in all sheets together
SHEETS = 30

# Why a file cannot be read; the sentence for people belongs to whoever asks.
REASONS = (
    *("empty", "too_large", "binary", "encoding", "not_a_workbook", "broken"),
    *("old_xls", "encrypted", "macros", "external", "embedded", "bomb", "doctype"),
    *("too_many_rows", "too_many_columns", "too_many_cells", "too_many_sheets", "cell_too_long"),
)

Value = str | date | int | float | Decimal | None

_LINE_ENDS = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")  # how a workbook writes a control character: _x000D_
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ODD = ("Cc", "Cs", "Cn", "Co")  # control characters, halves of pairs, unassigned, private


class Unreadable(ValueError):
    """A file that gives no rows; `reason_code` is one of REASONS, `row` the row it is about, where there is one."""

    def __init__(self, reason_code: str, row: int | None = None) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code
        self.row = row


@dataclass(frozen=True)
class Doubt:
    """Something in a sheet that could not be taken as it stands; row and column count from 1, as people see them.

    `no_value`: a formula without the value it last had. `error`: #N/A and the like. `hidden_rows`: rows
    that are folded away or filtered out, read all the same.
    """

    code: str
    sheet: str
    row: int
    column: int = 0


@dataclass(frozen=True)
class Sheet:
    """One sheet, from its first row to its last used one; every row is as long as the longest.

    `merged` holds the places (row, column; counted from 0 as in `rows`) that had no value of their own and
    took that of the merged cell, `percents` those that the sheet shows as percent (0.8 is 80 % there).
    """

    name: str
    hidden: bool
    rows: list[list[Value]]
    merged: frozenset[tuple[int, int]] = frozenset()
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in their order, and what was doubtful in them."""

    sheets: tuple[Sheet, ...]
    doubts: tuple[Doubt, ...] = ()
    kind: str = "xlsx"

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    @property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets that a person sees and that hold anything."""
        return tuple(sheet for sheet in self.sheets if sheet.rows and not sheet.hidden)


@dataclass
class Budget:
    """How many cells may still be filled: one count for all sheets of a file."""

    left: int = CELLS
    length: int = LENGTH  # characters that one cell may hold
    doubts: list[Doubt] = field(default_factory=list)

    def spend(self, cells: int = 1) -> None:
        self.left -= cells
        if self.left < 0:
            raise Unreadable("too_many_cells")


def plain(text: str) -> str:
    """The text as a person would read it: no control or invisible characters, line ends as \\n, no space around it."""
    text = _LINE_ENDS.sub("\n", _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ")
    if not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _ODD)
    return text.strip()


def value_of(raw: object, row: int, length: int = LENGTH) -> Value:
    """A cell as text, date or number; None when there is nothing in it. `row` counts from 1, for the sentence."""
    if isinstance(raw, str):
        text = plain(raw)
        if len(text) > length:
            raise Unreadable("cell_too_long", row)
        return text or None
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, float):
        return raw if math.isfinite(raw) else str(raw)
    if raw is None or isinstance(raw, date | int | Decimal):
        return raw
    if isinstance(raw, time | timedelta):
        return str(raw)
    return plain(str(raw))[:LENGTH] or None


def cut(cells: dict[tuple[int, int], Value]) -> list[list[Value]]:
    """Rows of equal length out of the filled cells; what is empty behind the last ones is not there."""
    if not cells:
        return []
    height, width = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    rows: list[list[Value]] = [[None] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row][column] = value
    return rows
