"""Paragraphs out of the lines of printed pages: what runs along the edges is dropped, what was broken is joined.

A line goes on in the next when the first word of that one would not have fitted behind it, unless an
indent, a gap, another size or a number says that something new begins.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ..numbering import HAN, NAMED, Marker, marker_at
from .common import clean_line

WIDE = 1.2  # a gap of so many characters' height parts columns
_EDGE, _EDGE_POINTS = 0.14, 100  # of a page's height, or so much, above and below, in which lines run along
_EDGE_LINES = 3
_NARROWEST = 0.75  # of a page's width; where all lines end before it, they are short ones
_OFTEN = 0.4  # of the pages; left and right pages may differ

_HAN = r"\u2e80-\u2fdf\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·"
_LETTER = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_HAN = re.compile(f"[{_HAN}]")
_DIGITS = re.compile(r"\d+")
_OWN_NUMBER = re.compile(r"[\d０-９.．]+[、.．)）]?[ \t]+")
_BETWEEN = re.compile(rf"(?<=[{_LETTER}])[ \xa0]+(?=\d)|(?<=\d)[ \xa0]+(?=[{_LETTER}])")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第|page|p\.?)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*页?"
    r"(?:\s*(?:/|of|共|,|，|之)\s*){0,2}(?:第|共)?\s*(?:\d{1,4})?\s*页?[\W_]*",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"[，、,（《“和与及或的照据按在至到款项议]$")  # what comes next is spoken of, as in 按照第三条
_OPENS, _CLOSES = re.compile(r"[（《“‘【〔]"), re.compile(r"[，。、；：？！）》”’】〕]")
_SPREAD = re.compile(rf"(?:[{_LETTER}][ \t]){{3,}}[{_LETTER}](?![{_LETTER}])")
# What a browser prints around a page: its address and number, the day and hour with its title.
_BY_BROWSER = re.compile(
    r"(?:https?|file)://\S*(?:\s+\d+/\d+)?|\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:[上下]午)?\s?\d{1,2}:\d\d(?:\s[AP]M)?(?:\s.*)?"
)
_ENDED = re.compile(r"[。；;：:.!！?？][”’\"')）】》]*$")
_SENTENCE = re.compile(r"[。；;]$|.{80}")  # no heading of pages ends so, or is so long
_HYPHENED = re.compile(r"(?<=[a-zA-Z])[-\u2010\xad]$")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\uffef]+|.")
_LAST_PART = re.compile(r"[A-Za-z]+$")
_FIRST_PART = re.compile(r"[A-Za-z]+")
_COMPOUND = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+")
_WORD = re.compile(r"[A-Za-z]{2,}")
# First halves that keep their hyphen when nothing else in the text tells.
_KEEP = (
    *("long", "short", "high", "low", "full", "part", "well", "self", "cross", "multi", "non", "co"),
    *("one", "two", "three", "four", "five", "year", "day", "state", "world", "mid"),
)


@dataclass(frozen=True)
class Line:
    """A printed line: its words, its sides, how high it stands on the page, the height of its type."""

    text: str
    left: float
    right: float
    base: float
    height: float


@dataclass
class Page:
    width: float
    height: float
    lines: list[Line]


def rows(lines: Iterable[Line]) -> list[Line]:
    """The lines of a page, with those put together that stand behind each other at one height."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else line
        step = 0.35 * min(before.height, line.height)
        gap = line.left - before.right
        if out and abs(before.base - line.base) < step and gap > -0.8 * before.height and before.text[-1:] != "\xad":
            between = "\t" if gap > WIDE * line.height else " " if gap > 0.25 * line.height else ""
            words = f"{before.text}{between}{line.text}"
            out[-1] = Line(words, before.left, line.right, before.base, max(before.height, line.height))
        else:
            out.append(line)
    return out


# What runs along the edges


def drop_running_lines(pages: list[Page]) -> int:
    """Take headers, footers and page numbers out of the pages; how many lines that were."""
    edges = [_edge_lines(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(line) for line in edge if not _SENTENCE.search(line.text)})
    needed = max(2, _OFTEN * len(pages))
    dropped = 0
    for page, edge in zip(pages, edges, strict=True):
        outermost = _outermost(page)
        gone = {id(line) for line in edge if seen[_key(line)] >= needed or (line in outermost and _stamped(line.text))}
        dropped += len(gone)
        page.lines = [line for line in page.lines if id(line) not in gone]
    return dropped


def _stamped(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _BY_BROWSER.fullmatch(text))


def _key(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def _edge_lines(page: Page) -> list[Line]:
    ordered = sorted(page.lines, key=lambda line: line.base)
    edge = max(_EDGE * page.height, _EDGE_POINTS)
    foot = [line for line in ordered[:_EDGE_LINES] if line.base < edge]
    head = [line for line in ordered[-_EDGE_LINES:] if line.base > page.height - edge]
    return [*foot, *(line for line in head if line not in foot)]


def _outermost(page: Page) -> list[Line]:
    if len(page.lines) < 2:
        return page.lines[:1] if len(page.lines) and len(page.lines[0].text) < 12 else []
    ordered = sorted(page.lines, key=lambda line: line.base)
    return [ordered[0], ordered[-1]]


# Paragraphs


def paragraphs(pages: list[Page]) -> list[str]:
    """The lines of the text, each a whole paragraph."""
    lefts, rights = _margins(pages)
    words = _Words(pages)
    out: list[list[str]] = []
    before: tuple[Page, Line] | None = None
    begins = True
    for page in pages:
        width = round(page.width)
        leading = _leading(page, rights[width])
        for line in page.lines:
            if before and _goes_on(before, (page, line), lefts[width], rights[width], leading, begins=begins):
                out[-1][-1], between = words.seam(out[-1][-1], line.text)
                out[-1] += (between, line.text)
                begins = False
            else:
                out.append([line.text])
                begins = True
            before = (page, line)
    return [done for each in out if (done := clean_line(_closed_up("".join(each))))]


def _margins(pages: list[Page]) -> tuple[dict[int, float], dict[int, float]]:
    """Where lines begin and end on pages of a width: nearly the rightmost end, the leftmost frequent beginning."""
    of_width: dict[int, list[Line]] = defaultdict(list)
    for page in pages:
        of_width[round(page.width)] += page.lines
    rights, lefts = defaultdict(float), defaultdict(float)
    for width, every in of_width.items():
        # Rows of a table may be wider than the words around it.
        if lines := [line for line in every if "\t" not in line.text] or every:
            wide = [line for line in lines if line.right - line.left > 0.4 * width] or lines
            ends = sorted((line.right for line in wide), reverse=True)
            rights[width] = max(ends[len(ends) // 50], _NARROWEST * width)
            long = [line for line in lines if line.right - line.left > 0.6 * (rights[width] - line.left)] or lines
            counted = Counter(round(line.left) for line in long)
            lefts[width] = float(min(place for place, n in counted.items() if 3 * n >= max(counted.values())))
    return lefts, rights


def _leading(page: Page, right: float) -> float:
    """How far below each other the lines of a paragraph stand: what is usual below full lines, or else a small gap."""
    pairs = [(a, a.base - b.base) for a, b in pairwise(page.lines) if 0.5 < (a.base - b.base) / a.height < 4]
    full = sorted(gap for a, gap in pairs if right - a.right < 1.3 * a.height)
    gaps = full if len(full) > 2 else sorted(gap for _line, gap in pairs)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _goes_on(
    before: tuple[Page, Line], after: tuple[Page, Line], left: float, right: float, leading: float, *, begins: bool
) -> bool:
    """Whether the words of the first line go on in the second; `begins`: the first is the first of its paragraph."""
    a, b = before[1], after[1]
    if a.text.endswith("\xad"):
        return True
    marked = marker_at(a.text, 0, len(a.text)) is not None
    if not _full(a, b, right) or ("\t" in a.text and not marked):
        return False
    if before[0] is after[0] and not 0 < a.base - b.base <= 1.2 * (leading or a.base - b.base):
        return False
    if max(a.height, b.height) > 1.35 * min(a.height, b.height):
        return False
    ended = bool(_ENDED.search(a.text))
    if (marker := marker_at(b.text, 0, len(b.text))) and (ended or _is_heading(marker, a.text, b.text)):
        return False
    shift = b.left - a.left
    step = 1.2 * min(a.height, b.height)
    if shift > step:
        return begins and marked  # a number hangs out to the left of its words
    if shift < -step:
        return begins or not ended  # the first line was indented
    # Two lines indented alike are two paragraphs of one line each, where the first is at its end.
    return not (begins and not marked and a.left > left + step and (ended or _IS_HAN.match(b.text)))


def _is_heading(marker: Marker, before: str, words: str) -> bool:
    """Whether a Chinese number begins something new though no full stop stands before it, as below a title."""
    kind = marker.readings[0][0]
    return kind in (*NAMED, HAN) and bool(_IS_HAN.match(words)) and not _LEADS_ON.search(before)


def _full(a: Line, b: Line, right: float) -> bool:
    """Whether the first word of a line would not have fitted behind the line before."""
    word = _FIRST_WORD.match(b.text)
    first, size = word[0] if word else "", max(a.height, b.height)
    needed = size if _ENDED.search(a.text) else 1.3 * size
    if _IS_HAN.match(first):
        # Marks that may not begin or end a line take a character with them.
        needed += size * bool(_OPENS.match(first) or _CLOSES.match(b.text[1:]))
    else:
        needed = max(needed, (len(first) + 1) * min((b.right - b.left) / max(len(b.text), 1), 0.6 * size) + 0.5 * size)
    return right - a.right < needed


class _Words:
    """Joins lines; what stands unbroken elsewhere in the text tells which hyphens belong to a word."""

    def __init__(self, pages: list[Page]) -> None:
        texts = [line.text for page in pages for line in page.lines]
        self.compounds = {found.lower() for text in texts for found in _COMPOUND.findall(text)}
        self.whole = {found.lower() for text in texts for found in _WORD.findall(text)}

    def seam(self, a: str, b: str) -> tuple[str, str]:
        """The first line as it stands before the second, and what stands between them."""
        if _HYPHENED.search(a) and _FIRST_PART.match(b):
            return a[:-1], "-" if self._keeps_hyphen(a[:-1], b) else ""
        if a.endswith("-") and a[-2:-1].isdigit():
            return a, ""
        return a, "" if _IS_HAN.match(a[-1:]) or _IS_HAN.match(b[:1]) else " "

    def _keeps_hyphen(self, a: str, b: str) -> bool:
        first, second = _LAST_PART.search(a), _FIRST_PART.match(b)
        head, tail = (first[0] if first else "").lower(), (second[0] if second else "").lower()
        if f"{head}-{tail}" in self.compounds:
            return True
        return head + tail not in self.whole and (head in _KEEP or not b[:1].islower())


def _closed_up(text: str) -> str:
    """The text without spaces that printing put between Chinese and digits or letters; a first number keeps its own."""
    text = _SPREAD.sub(lambda found: "".join(found[0].split()), text)
    own = _OWN_NUMBER.match(text)
    begin = own.end() if own else 0
    return text[:begin] + _BETWEEN.sub("", text[begin:])
