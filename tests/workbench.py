"""What a person does to an exported workbook in a spreadsheet program, done with openpyxl."""

import io

import openpyxl
from django.http import QueryDict

from agreements.models import CalendarYear
from agreements.reports import export as files
from agreements.reports.export import COLUMNS
from agreements.standing import Clock

from .world import TODAY, at

NAMES = (*COLUMNS, "key")
HEAD = 3  # the row of the headings, counted from 1


def clock():
    return Clock.on(TODAY, CalendarYear.objects.calendar())


def exported(actor, query=""):
    """The bytes of the workbook that the actor exports now."""
    file = io.BytesIO()
    files.write_workbook(files.export(actor, clock(), QueryDict(query)), file, "台账", "全部", by=str(actor.user))
    return file.getvalue()


class Bench:
    """An exported workbook open on somebody's desk."""

    def __init__(self, data):
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        self.columns = {name: place for place, name in enumerate(NAMES, 1)}

    def line(self, row):
        """The line of the sheet on which a commitment stands."""
        for line in range(HEAD + 1, self.sheet.max_row + 1):
            if self.sheet.cell(line, self.columns["key"]).value == f"#{row.pk}":
                return line
        raise LookupError(row)

    def cell(self, row, name):
        return self.sheet.cell(self.line(row), self.columns[name])

    def write(self, row, **cells):
        """Type into the cells of a commitment's row; the Bench itself."""
        for name, value in cells.items():
            self.cell(row, name).value = value
        return self

    def insert_column(self, before, heading="备注"):
        place = self.columns[before]
        self.sheet.insert_cols(place)
        self.sheet.cell(HEAD, place).value = heading
        self.columns = {name: at + (at >= place) for name, at in self.columns.items()}
        return self

    def sort(self, key, without=()):
        """Sort the rows by a function of their values; the columns named in `without` stay where they are."""
        lines = range(HEAD + 1, self.sheet.max_row + 1)
        stay = {self.columns[name] for name in without}
        width = self.sheet.max_column
        rows = [[self.sheet.cell(line, place) for place in range(1, width + 1)] for line in lines]
        rows = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in rows]
        rows.sort(key=lambda row: key([value for value, _type, _format in row]))
        for line, row in zip(lines, rows, strict=True):
            for place in range(1, width + 1):
                if place not in stay:
                    cell = self.sheet.cell(line, place)
                    cell.value, cell.data_type, cell.number_format = row[place - 1]  # what was text stays text
        return self

    def copy_row(self, row, **cells):
        """A row copied to the end, with some cells typed over."""
        line, last = self.line(row), self.sheet.max_row + 1
        for place in range(1, self.sheet.max_column + 1):
            self.sheet.cell(last, place).value = self.sheet.cell(line, place).value
        for name, value in cells.items():
            self.sheet.cell(last, self.columns[name]).value = value
        return self

    def save(self):
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()


__all__ = ["HEAD", "NAMES", "TODAY", "Bench", "at", "clock", "exported"]
