"""The cells of an .xlsx file: values as last computed, dates as dates, merged cells filled."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from .archive import opened
from .book import COLUMNS, LENGTH, ROWS, SHEETS, Budget, Doubt, Sheet, Unreadable, Value, Workbook, cut, value_of

_MERGE = f"{{{SHEET_MAIN_NS}}}mergeCell"
_HOLDERS = {f"{{{SHEET_MAIN_NS}}}{name}" for name in ("sheetData", "mergeCells")}
MERGES = 20_000


def read_xlsx(data: bytes, length: int = LENGTH) -> Workbook:
    """The sheets of an .xlsx file; Unreadable when it is broken or more than a ledger can be.

    openpyxl opens the parts and knows what a cell means. Its loops over a sheet are not used: they trust
    the size that a sheet says it has, and read much that nobody needs here.
    """
    opened(data).close()
    budget = Budget(length=length)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = tuple(_sheets(data, budget))
    except Unreadable:
        raise
    except Exception as error:  # a part that does not hold what it should raises nearly anything
        raise Unreadable("broken") from error
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty")
    return Workbook(sheets, tuple(budget.doubts))


def _sheets(data: bytes, budget: Budget) -> Iterator[Sheet]:
    reader = ExcelReader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    found = [(sheet, rel.target) for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type]
    if len(found) > SHEETS:
        raise Unreadable("too_many_sheets")
    if len({target for _, target in found}) < len(found):
        raise Unreadable("broken")  # one part shown as many sheets
    percents = _percent_styles(reader.wb)
    for sheet, target in found:
        with reader.archive.open(target) as source:
            parser = WorkSheetParser(
                source,
                reader.shared_strings,
                data_only=True,
                epoch=reader.wb.epoch,
                date_formats=reader.wb._date_formats,
                timedelta_formats=reader.wb._timedelta_formats,
            )
            hidden = sheet.state != "visible"
            yield _Reading(parser, str(sheet.name)[:100], budget, percents).sheet(hidden)


def _percent_styles(workbook) -> set[int]:
    """The numbers of the cell styles that show a number as percent."""
    own = dict(enumerate(workbook._number_formats, 164))
    percent = {number for number, code in own.items() if "%" in code} | {9, 10}
    return {place for place, style in enumerate(workbook._cell_styles) if style.numFmtId in percent}


class _Reading:
    """One sheet on its way from markup to rows."""

    def __init__(self, parser: WorkSheetParser, name: str, budget: Budget, percents: set[int]) -> None:
        self.parser, self.name, self.budget, self.percent_styles = parser, name, budget, percents
        self.cells: dict[tuple[int, int], Value] = {}
        self.percents: set[tuple[int, int]] = set()
        self.merges: list[str] = []
        self.hidden_row = 0

    def sheet(self, hidden: bool) -> Sheet:
        holder: Element | None = None
        for event, element in iterparse(self.parser.source, events=("start", "end")):
            if element.tag in _HOLDERS:
                holder = element if event == "start" else None
            elif event == "start":
                continue
            elif element.tag == ROW_TAG:
                self._row(element)
                holder.clear() if holder is not None else element.clear()
            elif element.tag == _MERGE:
                self.merges.append(element.get("ref", ""))
                if len(self.merges) > MERGES:
                    raise Unreadable("too_many_cells")
        merged = self._fill()
        if self.hidden_row and not hidden:
            self.budget.doubts.append(Doubt("hidden_rows", self.name, self.hidden_row))
        return Sheet(self.name, hidden, cut(self.cells), frozenset(merged), frozenset(self.percents))

    def _row(self, element: Element) -> None:
        parser = self.parser
        parser.row_counter = int(element.get("r") or parser.row_counter + 1)
        parser.col_counter = 0
        for child in element:
            if not len(child) and child.get("r"):
                continue  # only a format
            cell = parser.parse_cell(child)
            place = (cell["row"] - 1, cell["column"] - 1)
            value = self._value(child, cell)
            if value is None:
                continue
            self._within(place)
            self.budget.spend()
            self.cells[place] = value
            if not self.hidden_row and element.get("hidden") in ("1", "true"):
                self.hidden_row = cell["row"]
            if cell["style_id"] in self.percent_styles and isinstance(value, int | float):
                self.percents.add(place)

    def _value(self, element: Element, cell: dict) -> Value:
        where = (self.name, cell["row"], cell["column"])
        if cell["data_type"] == "e":
            self.budget.doubts.append(Doubt("error", *where))
            return None
        value = value_of(cell["value"], cell["row"], self.budget.length)
        if value is None and element.find(FORMULA_TAG) is not None:
            self.budget.doubts.append(Doubt("no_value", *where))
        return value

    def _within(self, place: tuple[int, int]) -> None:
        if place[0] < 0 or place[1] < 0:
            raise Unreadable("broken")
        if place[0] >= ROWS:
            raise Unreadable("too_many_rows")
        if place[1] >= COLUMNS:
            raise Unreadable("too_many_columns", place[0] + 1)

    def _fill(self) -> set[tuple[int, int]]:
        """Give every place of a merged cell the value of its first one, as far as the sheet is used."""
        if not self.cells:
            return set()
        last_row, last_column = (max(place[axis] for place in self.cells) for axis in (0, 1))
        filled: set[tuple[int, int]] = set()
        for ref in self.merges:
            left, top, right, bottom = (number - 1 for number in range_boundaries(ref))
            value = self.cells.get((top, left))
            if value is None:
                continue
            # What is merged below the last used row still belongs to that cell, but adds no rows of its own.
            for row in range(top, min(bottom, last_row) + 1):
                for column in range(left, min(right, last_column) + 1):
                    if (row, column) not in self.cells:
                        self.budget.spend()
                        self.cells[row, column] = value
                        filled.add((row, column))
                        if (top, left) in self.percents:
                            self.percents.add((row, column))
        return filled
