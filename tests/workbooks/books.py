"""Workbooks made in the tests: ordinary ones, and such as somebody made to do harm."""

import io
import zipfile

import openpyxl
import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def saved(workbook):
    """The bytes of an openpyxl workbook."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def with_rows(*rows, name="台账", merge=()):
    """A workbook of one sheet with these rows and merged ranges."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for ref in merge:
        sheet.merge_cells(ref)
    return saved(workbook)


def written(fill):
    """A workbook by XlsxWriter (with shared texts, as Excel writes them); `fill(workbook, sheet)` writes it."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(workbook, workbook.add_worksheet("台账"))
    workbook.close()
    return target.getvalue()


def plain_book():
    return written(lambda _workbook, sheet: sheet.write("A1", "任务"))


def altered(data, parts=(), *, compression=zipfile.ZIP_DEFLATED, **also):
    """The archive with parts replaced or added: {name: bytes or text}."""
    parts = dict(parts) | also
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name) if name in parts else old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def with_sheet(markup):
    """A workbook whose sheet is this markup."""
    return altered(plain_book(), {"xl/worksheets/sheet1.xml": markup})


def sheet_of(rows, after="", dimension="A1"):
    return f'<worksheet {MAIN}><dimension ref="{dimension}"/><sheetData>{rows}</sheetData>{after}</worksheet>'


def part_of(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
