"""The ledger as a file, in the shape in which people keep it: every row under the conditions, as .xlsx or CSV.

It leaves the house, so it holds only what both sides see: no draft of a report, no
claim that waits for its own liaison officer. The rows are listed once and then
fetched by the chunk, so that a long ledger needs no more memory than a short one.
"""

import csv
import re
from array import array
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import xlsxwriter
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from ..models import (
    Cadence,
    Commitment,
    CommitmentStatus,
    CommitmentUnit,
    EndedAs,
    KeptUp,
    Obligation,
    ProgressReport,
    ReportKind,
    UnitRole,
)
from ..standing import BLUE, GREEN, GREY, RED, YELLOW
from . import filters as conditions
from . import ledger, round_trip
from .filters import LETTER, MARK_WORDS, MARKS
from .heights import GrowingSheet, height_of

CHUNK = 500


class Row(NamedTuple):
    """One commitment, field by field in the order of the columns."""

    number: int
    code: str
    agreement: str
    clause: str
    title: str
    sides: str
    leads: str
    supports: str
    officers: str
    due_on: date | None
    due_text: str
    lamp: str  # one of MARKS
    percent: int | str  # a word where the item is continuous
    status: str
    text: str
    problem: str
    next_step: str
    needs_other: str
    closed_on: date | None


class Origin(NamedTuple):
    """Which commitment a row shows, as of when."""

    pk: int
    version: int
    report: int | None  # the one whose words the row shows


# Field: head, width in characters.
COLUMNS = {
    "number": (pgettext_lazy("export", "No."), 5),
    "code": (pgettext_lazy("export", "Code"), 15),
    "agreement": (pgettext_lazy("export", "Agreement"), 16),
    "clause": (pgettext_lazy("export", "Clause"), 14),
    "title": (pgettext_lazy("export", "Commitment"), 34),
    "sides": (pgettext_lazy("export", "Owed by"), 12),
    "leads": (pgettext_lazy("export", "Lead units"), 18),
    "supports": (pgettext_lazy("export", "Supporting units"), 18),
    "officers": (pgettext_lazy("export", "Officers"), 12),
    "due_on": (pgettext_lazy("export", "Due"), 11.5),
    "due_text": (pgettext_lazy("export", "Due as written"), 14),
    "lamp": (pgettext_lazy("export", "Lamp"), 9),
    "percent": (pgettext_lazy("export", "Visible progress"), 9),
    "status": (pgettext_lazy("export", "Status"), 9),
    "text": (pgettext_lazy("export", "Progress"), 40),
    "problem": (pgettext_lazy("export", "Problem"), 26),
    "next_step": (pgettext_lazy("export", "Next step"), 26),
    "needs_other": (pgettext_lazy("export", "Needed from the other side"), 22),
    "closed_on": (pgettext_lazy("export", "Closed on"), 11.5),
}
FIELDS = (
    *("pk", "agreement_id", "clause_id", "code", "title", "obligation", "obliged_party_id", "cadence", "status"),
    *("ended_as", "due_on", "due_text", "percent", "kept_up", "finished_at", "mark", "version"),
)
REPORT_FIELDS = ("text", "problem", "next_step", "needs_other")


@dataclass(frozen=True)
class Export:
    """The ledger under some conditions, ready to be written; the language is that of the moment it was made."""

    filters: conditions.Filters
    choices: conditions.Choices
    actor: object
    clock: object
    keys: array
    heads: list
    words: dict

    @property
    def names(self):
        """The fields in the order of the heads."""
        return Row._fields

    def rows(self):
        """Yield every Row in order."""
        return (row for _origin, row in self.traced())

    def traced(self):
        """Yield every row in order as (Origin, Row): three queries a chunk."""
        for start in range(0, len(self.keys), CHUNK):
            yield from self._chunk(start, list(self.keys[start : start + CHUNK]))

    def _chunk(self, start, keys):
        asked = Commitment.objects.visible_to(self.actor).filter(pk__in=keys)
        found = {row.pk: row for row in ledger.marked(asked, self.clock).values_list(*FIELDS, named=True)}
        units, reports = _units(keys), _last_reports(keys, self.actor)
        for number, pk in enumerate(keys, start + 1):
            if pk in found:
                report, *said = reports.get(pk, (None, "", "", "", ""))
                origin = Origin(pk, found[pk].version, report)
                yield origin, self._row(number, found[pk], units.get(pk, ()), said)

    def _row(self, number, row, units, report):
        closed = row.status == CommitmentStatus.CLOSED
        return Row(
            number,
            row.code,
            self.choices.agreements[row.agreement_id][1],
            self.choices.clauses[row.clause_id].label if row.clause_id else "",
            row.title,
            self._sides(row),
            self._names(name for role, name, _officer in units if role == UnitRole.LEAD),
            self._names(name for role, name, _officer in units if role == UnitRole.SUPPORT),
            self._names(officer for _role, _name, officer in units if officer),
            row.due_on,
            row.due_text,
            MARKS[row.mark],
            self.words["kept_up"].get(row.kept_up, "") if row.cadence == Cadence.CONTINUOUS else row.percent,
            self._status(row),
            *report,
            timezone.localdate(row.finished_at) if closed else None,
        )

    def _sides(self, row):
        if row.obligation == Obligation.JOINT:
            owing = self.choices.parties_of(row.agreement_id)
        else:
            owing = [self.choices.parties[row.obliged_party_id][1]]
        return self._names(self.choices.sides[pk].short_name for pk in owing)

    def _names(self, names):
        return self.words["between"].join(dict.fromkeys(names))

    def _status(self, row):
        if row.status == CommitmentStatus.ENDED:
            return self.words["ended_as"][row.ended_as]
        return self.words["marks"][LETTER] if MARKS[row.mark] == LETTER else self.words["statuses"][row.status]


def export(actor, clock, data):
    """The Export that an address asks for; page and what cannot be met are left out."""
    choices = conditions.choices_for(actor)
    filters, _problems = conditions.read(data, choices)
    rows = ledger.marked(conditions.apply(ledger.seen_by(actor), filters, choices), clock)
    if filters.lamp:
        rows = ledger.bearing(rows, filters.lamp)
    rows = ledger.in_order(ledger.grouped(rows, filters.group, actor, tuple(choices.units)), filters)
    keys = array("Q", rows.values_list("pk", flat=True).iterator(chunk_size=2000))
    return _export(filters, choices, actor, clock, keys)


def of_rows(actor, clock, keys):
    """The Export of some rows, whatever the conditions: how they would be written now."""
    return _export(conditions.Filters(), conditions.choices_for(actor), actor, clock, array("Q", keys))


def _export(filters, choices, actor, clock, keys):
    # In words now: a file is written after the request, when its language is no longer in force.
    heads = [str(head) for head, _width in COLUMNS.values()]
    return Export(filters, choices, actor, clock, keys, heads, _words())


def _words():
    listed = {status: word for word, statuses in conditions.STATUSES.values() for status in statuses}
    listed[CommitmentStatus.ON_HOLD] = CommitmentStatus.ON_HOLD.label
    return {
        "between": pgettext("names", ", "),
        "marks": {mark: str(word) for mark, word in MARK_WORDS.items()},
        "statuses": {status: str(word) for status, word in listed.items()},
        "ended_as": {value: str(word) for value, word in EndedAs.choices},
        "kept_up": {
            "": _("Continuous"),
            **{value: _("Kept up: %(answer)s") % {"answer": word} for value, word in KeptUp.choices},
        },
    }


def _units(keys):
    """For each row its lead and supporting units as (role, name, officer's name), in the order of the parties."""
    found = {}
    units = CommitmentUnit.objects.filter(commitment__in=keys, role__in=(UnitRole.LEAD, UnitRole.SUPPORT))
    units = units.order_by("party__order", "pk")
    for pk, *part in units.values_list("commitment", "role", "unit__name", "officer__name"):
        found.setdefault(pk, []).append(part)
    return found


def _last_reports(keys, actor):
    """For each row the key and the words of its last submitted report; "no change" and seconding say nothing new."""
    told = ProgressReport.objects.submitted().filter(kind=ReportKind.REPORT)
    last = told.filter(commitment=OuterRef("pk")).order_by("-submitted_at", "-pk").values("pk")[:1]
    newest = Commitment.objects.filter(pk__in=keys).annotate(last=Subquery(last)).values("last")
    rows = ProgressReport.objects.visible_to(actor).filter(pk__in=newest.filter(last__isnull=False))
    return {pk: words for pk, *words in rows.values_list("commitment", "pk", *REPORT_FIELDS)}


# Cells

# What a spreadsheet takes for a formula, full-width forms too; a tab or a line end before it hides it.
LEADS = tuple("=+-@\t\r\n＝＋－＠")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_000  # a cell of a workbook holds 32,767


def clean(text):
    """The text without what a workbook cannot hold."""
    text = UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= LONGEST:
        return text
    held = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    return text if held == text else held + "…"


def hostile(text):
    """True when a spreadsheet could take the text for something to be worked out."""
    return text.lstrip(" ").startswith(LEADS)


class Echo:
    """A file that gives back what is written to it."""

    def write(self, line):
        return line


def csv_lines(found):
    """Yield the lines of the CSV, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(found.heads)
    for row in found.rows():
        shown = row._replace(lamp=found.words["marks"][row.lamp], percent=_percent_words(row.percent))
        yield writer.writerow([csv_cell(value) for value in shown])


def _percent_words(percent):
    return f"{percent}%" if isinstance(percent, int) else percent


def csv_cell(value):
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = clean(value)
    return f"'{text}" if hostile(text) else text


# Workbook

A3 = 8
KEY_PLACE = len(COLUMNS)  # behind the last column that is seen
TITLE, ABOUT, HEAD = 0, 1, 2  # rows
INK, SOFT, LINE, SHADE = "#1B2A2D", "#536164", "#C9D2D4", "#E3ECEC"
FILLS = {  # lamp: ink, ground, as on the screen
    RED: ("#A8201A", "#FDEBE8"),
    YELLOW: ("#774D00", "#FCF1D2"),
    BLUE: ("#1B52AB", "#E8EFFC"),
    GREEN: ("#1D6638", "#E4F3E9"),
    GREY: (SOFT, "#EBEFF0"),
}
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK}
CELL = {**FONT, "valign": "top", "border": 1, "border_color": LINE}
CENTRED = {**CELL, "align": "center"}


def write_workbook(found, file, title, about, by=""):
    """Write the rows as .xlsx into a file: title, the line about conditions and origin, then the table.

    With what it needs to come back once somebody has edited it; `by` is who exported it.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "comments": about})
        sheet = book.add_worksheet(_sheet_name(title), GrowingSheet)
        keeper = round_trip.Keeper(book, found, clean(by))
        sheet.set_column(KEY_PLACE, KEY_PLACE, 8, None, {"hidden": True})
        begin(book, sheet, COLUMNS, [*found.heads, str(round_trip.KEY)], title, about)
        last = _write_rows(found, sheet, Formats(book), keeper)
        sheet.autofilter(HEAD, 0, last, KEY_PLACE)  # what is sorted takes its key along
        sheet.print_area(TITLE, 0, last, len(COLUMNS) - 1)


def begin(book, sheet, columns, heads, title, about):
    """Lay a sheet out and write what stands above its rows: title, the line about conditions and origin, the head."""
    for place, (_head, width) in enumerate(columns.values()):
        sheet.set_column(place, place, width)
    _lay_out(sheet)
    sheet.set_row(TITLE, 30)
    sheet.write_string(TITLE, 0, clean(title), book.add_format({**FONT, "font_size": 16, "bold": True}))
    sheet.set_row(ABOUT, 20)
    sheet.write_string(ABOUT, 0, clean(about), book.add_format({**FONT, "font_color": SOFT}))
    look = book.add_format({**CENTRED, "bold": True, "bg_color": SHADE, "valign": "vcenter", "text_wrap": True})
    sheet.set_row(HEAD, 32)
    for place, word in enumerate(heads):
        sheet.write_string(HEAD, place, word, look)


def _lay_out(sheet):
    """Head and first columns stay in sight; on paper A3 across, as wide as the page, the head on every sheet."""
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")


def _sheet_name(title):
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]


class Formats:
    """The looks of cells, made once for the whole workbook."""

    def __init__(self, book):
        self.text = book.add_format({**CELL, "text_wrap": True})
        # The mark that typing ' leaves: the text stays text also after somebody edits it.
        self.quoted = book.add_format({**CELL, "text_wrap": True, "quote_prefix": True})
        self.number = book.add_format({**CENTRED, "font_color": SOFT})
        self.key = book.add_format({"align": "fill"})  # no word of a hidden column runs over into the one beside it
        self.date = book.add_format({**CENTRED, "num_format": "yyyy-mm-dd"})
        self.percent = book.add_format({**CENTRED, "num_format": 9})  # 0%
        self.word = book.add_format({**CENTRED, "text_wrap": True})
        self.lamps = {
            name: book.add_format({**CENTRED, "bold": True, "font_color": ink, "bg_color": ground})
            for name, (ink, ground) in FILLS.items()
        }


def _write_rows(found, sheet, formats, keeper):
    """Write every row and return the number of the last; of an empty table that of the head."""
    last, widths = HEAD, [width for _head, width in COLUMNS.values()]
    for last, (origin, row) in enumerate(found.traced(), HEAD + 1):
        sheet.set_row(last, height_of([value if isinstance(value, str) else "" for value in row], widths))
        for place, (name, value) in enumerate(zip(Row._fields, row, strict=True)):
            _write_cell(found, sheet, formats, last, place, name, value)
        sheet.write_string(last, KEY_PLACE, round_trip.key_of(origin.pk), formats.key)
        keeper.keep(origin, row)
    return last


def _write_cell(found, sheet, formats, line, place, name, value):
    if name == "lamp":
        sheet.write_string(line, place, found.words["marks"][value], formats.lamps.get(value, formats.word))
    elif name == "percent" and isinstance(value, int):
        sheet.write_number(line, place, value / 100, formats.percent)
    elif name == "number":
        sheet.write_number(line, place, value, formats.number)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats.date)
    elif not value:
        sheet.write_blank(line, place, None, formats.text)
    else:
        text = clean(value)
        look = formats.quoted if hostile(text) else formats.word if name in ("percent", "status") else formats.text
        sheet.write_string(line, place, text, look)
