"""What an exported workbook carries so that it can come back: a key for each row, the values as they were, a seal.

The key stands in the last column of the table, hidden and inside the filter's range, so that it moves with
its row when people sort. The rest stands in a sheet that nobody sees. Columns are found again by their
headings, rows by their keys; what programs change in passing (dates, percents, line ends) is made the same
on both sides by `canonical`.
"""

import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy

from ..workbooks import Sheet, Workbook, plain

SHEET = "_pactkeeper"
FORMAT = "pactkeeper 1"
KEY = pgettext_lazy("export", "Row key")

REPORTED = ("percent", "text", "problem", "next_step", "needs_other")  # together one report
EDITABLE = ("officers", *REPORTED)
# What both sides agreed, or what is computed: of these the workbook keeps only by what to see a change.
FIXED = (
    *("code", "agreement", "clause", "title", "sides", "leads", "supports"),
    *("due_on", "due_text", "lamp", "status", "closed_on"),
)
DAYS = ("due_on", "closed_on")
HEAD = ("key", "version", "report", "seal", "fixed", *EDITABLE)
TOP = 30  # the heading of the table stands in one of the first rows

_KEY = re.compile(r"#(\d{1,18})$")
_NUMBER = re.compile(r"\d{1,18}$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook writes a character, and an underscore before one
_FIGURE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(%?)$")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?$")
_EPOCH = date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 9999-12-31, counted from there


# One spelling


def canonical(name: str, value, as_percent: bool = False) -> str:
    """A cell as one text, however a program or a person spelled it; `as_percent`: the cell shows 0.8 as 80 %."""
    if value is None:
        return ""
    if name == "percent":
        return _percent(value, as_percent)
    return _day(value) if name in DAYS else _words(value)


def _words(value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    text = str(value)
    for _time in range(3):  # whichever program escaped how often; endless nesting was made to keep us busy
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return "\n".join(line.rstrip() for line in plain(text).split("\n"))


def _percent(value, as_percent: bool) -> str:
    if isinstance(value, str):
        text = _words(value)
        found = _FIGURE.match(unicodedata.normalize("NFKC", text))
        if not found:
            return text
        if found[2]:
            return _figure(float(found[1]))
        value = float(found[1])
    elif not isinstance(value, int | float | Decimal):
        return _words(value)
    if abs(value) > 1_000_000:
        return _words(value)
    value = float(value)
    if as_percent or 0 < value < 1:
        return _figure(value * 100)
    return "1" if value == 1 else _figure(value)  # a bare 1 may be one percent or all of it: nobody guesses


def _figure(value: float) -> str:
    value = round(value, 6)
    return f"{int(value)}%" if value == int(value) else f"{value:g}%"


def _day(value) -> str:
    if isinstance(value, int | float | Decimal) and value == int(value) and 0 < value <= _LAST_DAY:
        return (_EPOCH + timedelta(days=int(value))).isoformat()
    text = _words(value)
    found = _DAY.match(unicodedata.normalize("NFKC", text))
    try:
        return date(*map(int, found.groups())).isoformat() if found else text
    except ValueError:
        return text


def exported(row, words) -> dict:
    """The cells of an exported row by the name of their column, each in its one spelling."""
    shown = row._asdict() | {"lamp": words["marks"][row.lamp]}
    if isinstance(row.percent, int):
        shown["percent"] = f"{row.percent}%"
    return {name: canonical(name, shown[name]) for name in (*FIXED, *EDITABLE)}


def digest(name: str, value: str) -> str:
    """By what a value is known again without being kept."""
    return hashlib.sha256(f"{name}\n{value}".encode()).hexdigest()[:8]


def _signer() -> Signer:
    return Signer(salt="agreements.round_trip")


def _told(*parts) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _holds(seal: str, *parts) -> bool:
    try:
        _signer().unsign(f"{_told(*parts)}:{seal}")
    except BadSignature:
        return False
    return True


# Going out


class Keeper:
    """Writes the unseen sheet row by row, beside the seen one: no row is held in memory."""

    def __init__(self, book, found, by):
        self.sheet = book.add_worksheet(SHEET)
        self.sheet.very_hidden()
        self.words, self.book, self.line = found.words, secrets.token_hex(8), 0
        heads = [*found.heads, str(KEY)]
        facts = (get_language() or "", timezone.now().isoformat(timespec="seconds"), _words(by), self.book)
        self._write(FORMAT, *facts)
        self._write(*found.names, "key")
        self._write(*heads)
        self._write(_signer().signature(_told(FORMAT, *facts, *found.names, *heads)))
        self._write(*HEAD)

    def keep(self, origin, row):
        """Write what has to be known of one row when it comes back."""
        told = exported(row, self.words)
        fixed = " ".join(digest(name, told[name]) for name in FIXED)
        then = [told[name] for name in EDITABLE]
        known = (key_of(origin.pk), str(origin.version), str(origin.report or ""))
        self._write(*known, _signer().signature(_told(self.book, *known, fixed, *then)), fixed, *then)

    def _write(self, *cells):
        for place, text in enumerate(cells):
            if text:
                self.sheet.write_string(self.line, place, text)
        self.line += 1


def key_of(pk: int) -> str:
    return f"#{pk}"


# Coming back


class NotOurs(ValueError):
    """A workbook that cannot come back; `code` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass
class Returned:
    """What was changed in a workbook since it was exported: everything as it can be kept in JSON.

    `rows` hold pk, report (the last one then), label, and by column, only what differs: then, fixed (a
    digest instead), yours and bad (why a cell cannot be read). `notes` are (code, what it is about) for
    people; `keys` all the rows with which it went out.
    """

    language: str
    exported_at: str
    by: str
    keys: list
    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def note(self, code, about=""):
        self.notes.append([code, about])


def returned(book: Workbook) -> Returned:
    """What a workbook says differently than when it was exported; NotOurs when it is none of ours."""
    sheet = book.sheet(SHEET)
    if book.kind != "xlsx":
        raise NotOurs("csv")
    if sheet is None or len(sheet.rows) < 5 or _text(sheet.rows[0], 0).split()[:1] != ["pactkeeper"]:
        raise NotOurs("not_exported")
    if _text(sheet.rows[0], 0) != FORMAT:
        raise NotOurs("other_format")
    facts = [_text(sheet.rows[0], place) for place in range(5)]
    names, heads = ([_words(cell) for cell in row if cell is not None] for row in sheet.rows[1:3])
    if (
        len(names) != len(heads)
        or names[-1:] != ["key"]
        or not _holds(_text(sheet.rows[3], 0), *facts, *names[:-1], *heads)
    ):
        raise NotOurs("tampered")
    _format, language, exported_at, by, token = facts
    kept = {}
    for row in sheet.rows[5:]:
        kept[_text(row, 0)] = [_text(row, place) for place in range(len(HEAD))]
    keys = [int(found[1]) for key in kept if (found := _KEY.match(key))]
    back = Returned(language, exported_at, by, keys)
    table = _table(book, dict(zip(heads, names, strict=True)), back)
    _compare(table, kept, token, back)
    return back


def _text(row, place) -> str:
    return _words(row[place]) if place < len(row) and row[place] is not None else ""


@dataclass
class _Table:
    sheet: Sheet
    head: int
    places: dict  # name of a column: its place
    bad: dict  # (row, column): why the cell cannot be read


def _table(book, known, back) -> _Table:
    """The table of the one seen sheet that has the column of the keys."""
    key = next(head for head, name in known.items() if name == "key")
    found = []
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows[:TOP]):
            if sheet.name != SHEET and key in map(_heading, row):
                found.append((sheet, number))
                break
    if not found:
        raise NotOurs("no_keys")
    if len(found) > 1:
        raise NotOurs("two_tables")
    sheet, head = found[0]
    places = {}
    for place, cell in enumerate(sheet.rows[head]):
        name = known.get(_heading(cell))
        if name and name in places:
            raise NotOurs("column_twice")
        if name:
            places[name] = place
    if lost := [head for head, name in known.items() if name not in places]:
        back.note("lost_columns", lost)
    bad = {(doubt.row - 1, doubt.column - 1): doubt.code for doubt in book.doubts if doubt.sheet == sheet.name}
    return _Table(sheet, head, places, dict.fromkeys(sheet.merged, "merged") | bad)


def _heading(cell) -> str:
    return _words(cell).strip() if isinstance(cell, str) else ""


def _compare(table, kept, token, back):
    """Put into `back` what each row of the table says differently."""
    lines, twice, seen = [], set(), set()
    for number, row in enumerate(table.sheet.rows[table.head + 1 :], table.head + 1):
        if any(cell is not None for cell in row):
            key = _text(row, table.places["key"])
            key = unicodedata.normalize("NFKC", key)
            twice |= {key} & seen
            seen.add(key)
            lines.append((number, row, key))
    for number, row, key in lines:
        label = _label(table, row, number)
        if not _KEY.match(key):
            back.note("no_key", label)
        elif key not in kept:
            back.note("unknown_key", label)
        elif changed := _changed(table, number, row, kept[key], label):
            if key in twice:
                back.note("copied", label)
            elif not _holds(kept[key][3], token, *kept[key][:3], *kept[key][4:]):
                back.note("row_tampered", label)
            elif _torn(table, row, kept[key]):
                back.note("torn", label)
            else:
                back.rows.append(changed)


def _label(table, row, number) -> str:
    """How a person finds the row: its code and title, or its number in the sheet."""
    words = [_text(row, table.places[name]) for name in ("code", "title") if name in table.places]
    return " ".join(filter(None, words))[:160] or f"{number + 1}"


def _changed(table, number, row, kept, label):
    """What the row says differently, or None."""
    fixed, then = dict(zip(FIXED, kept[4].split(" "), strict=False)), dict(zip(EDITABLE, kept[5:], strict=True))
    yours, bad = {}, {}
    for name, place in table.places.items():
        if name not in fixed and name not in then:
            continue
        where = number, place
        value = canonical(name, row[place], where in table.sheet.percents)
        if value != then[name] if name in then else digest(name, value) != fixed[name]:
            yours[name] = value
            if where in table.bad:
                bad[name] = table.bad[where]
    if not yours:
        return None
    then = {name: then[name] for name in EDITABLE if name in yours}
    known = {"pk": int(kept[0][1:]), "report": int(kept[2]) if _NUMBER.match(kept[2]) else 0, "label": label}
    fixed = {name: fixed[name] for name in fixed if name in yours}
    return known | {"then": then, "fixed": fixed, "yours": yours, "bad": bad}


def _torn(table, row, kept) -> bool:
    """True when the key has come away from its row: columns were sorted without the last one."""
    fixed = dict(zip(FIXED, kept[4].split(" "), strict=False))
    name = "title" if fixed.get("code") == digest("code", "") else "code"
    if name not in table.places:
        return True
    return digest(name, canonical(name, row[table.places[name]])) != fixed.get(name)
