"""A workbook or CSV brought by a person, as rows, or a sentence that says what to do instead."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..errors import Refused
from ..workbooks import LIMIT, Unreadable, read

LARGEST = LIMIT

UNREADABLE = {
    "empty": gettext_noop("There is nothing in this file."),
    "too_large": gettext_noop(
        "This file is larger than 5 MB; a ledger takes far less. Remove pictures and old sheets."
    ),
    "binary": gettext_noop("This is neither a workbook nor a CSV file. Save the ledger as .xlsx and bring it again."),
    "encoding": gettext_noop(
        "The characters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8, and bring it again."
    ),
    "not_a_workbook": gettext_noop(
        "This file is no workbook, whatever its name says. Open it in your spreadsheet program, save it as .xlsx "
        "and bring it again."
    ),
    "broken": gettext_noop(
        "This workbook is damaged. Open it in your spreadsheet program, save it under a new name as .xlsx and bring "
        "it again."
    ),
    "old_xls": gettext_noop("This is the old .xls format. Save the workbook as .xlsx and bring it again."),
    "encrypted": gettext_noop("This workbook is protected by a password. Remove the password and bring it again."),
    "macros": gettext_noop("This workbook contains macros. Save it as .xlsx, which keeps none, and bring it again."),
    "external": gettext_noop(
        "This workbook draws on other files. Break the links, keeping the values, and bring it again."
    ),
    "embedded": gettext_noop("Other documents are embedded in this workbook. Remove them and bring it again."),
    "bomb": gettext_noop("Unpacked, this workbook is far larger than a ledger can be; it was not read."),
    "doctype": gettext_noop(
        "This workbook was not written by a spreadsheet program and was not read. Save it anew as .xlsx."
    ),
    "too_many_rows": gettext_noop("This has more than 5,000 rows. Bring the rows of one agreement only."),
    "too_many_columns": gettext_noop("This has more than 100 columns. Remove those that nobody needs."),
    "too_many_cells": gettext_noop("There are more cells in this workbook than a ledger has. Remove the other sheets."),
    "too_many_sheets": gettext_noop("This workbook has more than 30 sheets. Keep the one with the ledger."),
    "cell_too_long": gettext_noop("A cell holds more than 2,000 characters. Shorten it and bring the file again."),
}
IN_A_ROW = gettext_noop("Row %(row)d: %(sentence)s")


def book_of(data, name):
    """The Workbook in a file's bytes; Refused, with a sentence that says what to do, when it cannot be read."""
    try:
        return read(data, name)
    except Unreadable as error:
        sentence = _(UNREADABLE[error.reason_code])
        if error.row:
            sentence = _(IN_A_ROW) % {"row": error.row, "sentence": sentence}
        raise Refused(sentence, code=error.reason_code) from error
