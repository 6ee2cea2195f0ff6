"""How high a row of a workbook must be for its words, in every program that opens it.

Excel fits rows without a height when it opens a file; LibreOffice and others take such rows for one line each and
cut what is wrapped. A height that is written holds everywhere, and still grows when somebody types more.
"""

import unicodedata

from xlsxwriter.worksheet import Worksheet

LINE, ROOM, MOST = 16.5, 3, 400  # points: a line of the font at 10 points, what stands around, what a row may have
_WIDE = ("W", "F", "A")


class GrowingSheet(Worksheet):
    """A sheet whose rows are as high as they are told to be until somebody types more."""

    def _xml_start_tag_unencoded(self, tag, attributes=()):
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def height_of(words, widths):
    """The height of a row in points; `words` are what its cells say, `widths` those of their columns in characters."""
    return min(MOST, ROOM + LINE * max(map(_lines, words, widths), default=1))


def _lines(words, width):
    """How many lines the words take in a column, a Chinese character as wide as two others."""
    return sum(max(1, -(-_width(line) // width)) for line in words.split("\n"))


def _width(line):
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1.1 for character in line)
