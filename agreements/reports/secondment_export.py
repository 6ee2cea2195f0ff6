"""The register of secondments as a file: every posting under the filters, as .xlsx or CSV; never an evaluation."""

import csv
from datetime import date
from typing import NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from .export import HEAD, TITLE, Echo, Formats, begin, clean, csv_cell, hostile
from .heights import GrowingSheet, height_of


class Row(NamedTuple):
    """One posting, field by field in the order of the columns."""

    number: int
    person: str
    post: str
    sending_side: str
    sending_unit: str
    host_side: str
    host_unit: str
    commitment: str
    approval_number: str
    starts_on: date
    planned_end_on: date
    ended_on: date | None
    state: str
    breaks: str
    minimum: str
    exception: str


# Field: head, width in characters.
COLUMNS = {
    "number": (pgettext_lazy("export", "No."), 5),
    "person": (pgettext_lazy("export", "Person sent"), 12),
    "post": (pgettext_lazy("export", "Post held there"), 20),
    "sending_side": (pgettext_lazy("export", "Sending side"), 12),
    "sending_unit": (pgettext_lazy("export", "Sending unit"), 18),
    "host_side": (pgettext_lazy("export", "Host side"), 12),
    "host_unit": (pgettext_lazy("export", "Host unit"), 18),
    "commitment": (pgettext_lazy("export", "Commitment"), 34),
    "approval_number": (pgettext_lazy("export", "Approval number"), 16),
    "starts_on": (pgettext_lazy("export", "First day"), 11.5),
    "planned_end_on": (pgettext_lazy("export", "Last day as planned"), 11.5),
    "ended_on": (pgettext_lazy("export", "Ended on"), 11.5),
    "state": (pgettext_lazy("export", "State"), 12),
    "breaks": (pgettext_lazy("export", "Interruptions"), 26),
    "minimum": (pgettext_lazy("export", "Minimum duration"), 14),
    "exception": (pgettext_lazy("export", "Exception"), 30),
}


def heads():
    """The heads of the columns in the reader's language."""
    return [str(head) for head, _width in COLUMNS.values()]


def rows(lines):
    """The Rows of lines of a register, in their order."""
    return [_row(number, line) for number, line in enumerate(lines, start=1)]


def _row(number, line):
    posting = line.posting
    return Row(
        number,
        posting.person,
        posting.post,
        posting.sending_party.organization.short_name,
        posting.sending_unit.name,
        posting.host_party.organization.short_name,
        posting.host_unit.name,
        " ".join(filter(None, [posting.commitment.code, posting.commitment.title])),
        posting.approval_number,
        posting.starts_on,
        posting.planned_end_on,
        posting.ended_on,
        str(line.state.label),
        "\n".join(_break_words(one) for one in posting.breaks.all()),
        line.verdict.word,
        _exception_words(posting),
    )


def _break_words(one):
    told = {"first": one.starts_on.isoformat(), "last": one.ends_on.isoformat(), "reason": one.reason}
    return _("%(first)s to %(last)s: %(reason)s") % told


def _exception_words(posting):
    if not posting.has_exception:
        return ""
    told = {"reason": posting.exception_reason, "who": posting.exception_allowed_by}
    return _("%(reason)s (allowed by %(who)s)") % told


def csv_lines(found):
    """Yield the lines of the CSV, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(heads())
    for row in found:
        yield writer.writerow([csv_cell(value) for value in row])


def write_workbook(found, file, title, about):
    """Write the rows as .xlsx into a file: title, the line about conditions and origin, then the table."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "comments": about})
        sheet = book.add_worksheet(pgettext("export", "Secondments"), GrowingSheet)
        begin(book, sheet, COLUMNS, heads(), title, about)
        formats, widths = Formats(book), [width for _head, width in COLUMNS.values()]
        for line, row in enumerate(found, HEAD + 1):
            sheet.set_row(line, height_of([value if isinstance(value, str) else "" for value in row], widths))
            for place, value in enumerate(row):
                _write_cell(sheet, formats, line, place, value)
        sheet.autofilter(HEAD, 0, HEAD + len(found), len(COLUMNS) - 1)
        sheet.print_area(TITLE, 0, HEAD + len(found), len(COLUMNS) - 1)


def _write_cell(sheet, formats, line, place, value):
    if isinstance(value, int):
        sheet.write_number(line, place, value, formats.number)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats.date)
    elif not value:
        sheet.write_blank(line, place, None, formats.text)
    else:
        text = clean(value)
        sheet.write_string(line, place, text, formats.quoted if hostile(text) else formats.text)
