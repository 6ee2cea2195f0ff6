"""CSV as spreadsheets write it: UTF-8 with or without a mark, UTF-16, GB18030; comma, semicolon or tab."""

import codecs
import csv
import re
from io import StringIO

from .book import COLUMNS, ROWS, Budget, Sheet, Unreadable, Value, Workbook, cut, value_of

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_DELIMITERS = ",;\t"
_SAMPLE = 50  # lines that decide on the delimiter
_SAMPLE_LENGTH = 100_000


def read_csv(data: bytes) -> Workbook:
    """The one sheet of a CSV file; every cell is text, for a CSV knows no numbers or dates."""
    text = _decoded(data)
    cells: dict[tuple[int, int], Value] = {}
    budget = Budget()
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, row in enumerate(rows):
            for column, raw in enumerate(row):
                if (value := value_of(raw, number + 1)) is None:
                    continue
                if number >= ROWS:
                    raise Unreadable("too_many_rows")
                if column >= COLUMNS:
                    raise Unreadable("too_many_columns", number + 1)
                budget.spend()
                cells[number, column] = value
    except csv.Error as error:
        raise Unreadable("broken") from error
    if not cells:
        raise Unreadable("empty")
    return Workbook((Sheet("", False, cut(cells)),), kind="csv")


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        text = _tried(data, "utf-16")
    elif b"\x00" in data:
        raise Unreadable("binary")
    else:
        text = _tried(data, "utf-8-sig") or _tried(data, "gb18030")
    if not text:
        raise Unreadable("encoding")
    if len(_CONTROL.findall(text)) * 100 > len(text):
        raise Unreadable("binary")
    if len(_FOREIGN.findall(text)) * 100 > len(text):
        raise Unreadable("encoding")  # GB18030 takes nearly any bytes for Chinese
    return text


def _tried(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _delimiter(text: str) -> str:
    """The character that cuts the most of the first lines into the same number of columns, more than one."""
    lines = []
    for number, line in enumerate(StringIO(text[:_SAMPLE_LENGTH], newline="")):
        if number >= _SAMPLE:
            break
        lines.append(line)
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = (wide.count(usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best
