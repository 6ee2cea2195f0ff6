"""The text layer of a .pdf file: its lines with their places, out of which `layout` makes paragraphs."""

import unicodedata
from collections.abc import Iterator
from ctypes import byref, c_double

import pypdfium2
from pypdfium2 import raw

from . import layout
from .common import PAGES, Read, Unreadable, has_words, made

# Printers choose by shape: the characters of the radical block stand for those that people write.
_RADICALS = dict(
    zip(
        "⺁⺟⺠⺩⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻮⻰⻳",
        "厂母民王虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齐齿龙龟",
        strict=True,
    )
)
_SHAPES = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0xFB00, 0xFB07))
    for code in block
} | {ord(shape): letter for shape, letter in _RADICALS.items()}
_ENDS = (0x0A, 0x0D)
_HYPHENS = (0x02, 0xFFFE)  # how pdfium says that a line ended in a hyphen, hard or soft
_FOREIGN = ("Co", "Cn", "Cc")


def read_pdf(data: bytes, limit: int) -> Read:
    """The text of the document's pages without what runs along their edges; Unreadable for scans and locked ones."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if "password" in str(error).lower() else "broken") from error
    if not 0 < len(document) <= PAGES:
        raise Unreadable("pages" if len(document) else "broken")
    pages, silent, taken = [], 0, 0
    for number in range(len(document)):
        page, pictures = _page(document, number)
        taken += sum(len(line.text) for line in page.lines)
        if taken > limit:
            raise Unreadable("too_large")
        silent += pictures and not any(has_words(line.text) for line in page.lines)
        pages.append(page)
    running = layout.drop_running_lines(pages)
    lines = layout.paragraphs(pages)
    if not _legible(lines):
        raise Unreadable("scan")
    return made("pdf", lines, limit, running_lines=running, pages_without_text=silent)


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[layout.Page, bool]:
    """A page's lines in the order in which they were written, and whether something is drawn on it."""
    try:
        page = document[number]
        width, height = page.get_size()
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return layout.Page(0, 0, []), True
    letters = _Letters(text.raw, page.get_rotation(), page.get_cropbox())
    lines = layout.rows(_lines(letters, raw.FPDFText_CountChars(text.raw)))
    drawn = raw.FPDFPage_CountObjects(page.raw) > 0
    text.close()
    page.close()
    return layout.Page(width, height, lines), drawn


class _Letters:
    """The characters of a page and where they stand, seen as the page is turned, from its lower left corner."""

    def __init__(self, text: object, turned: int, box: tuple[float, float, float, float]) -> None:
        self.text, self.turned, self.page = text, turned, box

    def code(self, place: int) -> int:
        return raw.FPDFText_GetUnicode(self.text, place)

    def box(self, place: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a character; its height is that of its type."""
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self.text, place, byref(box))
        (a, b), (c, d) = self._seen(box.left, box.bottom), self._seen(box.right, box.top)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def base(self, place: int) -> float:
        """How high a character stands, whatever its face."""
        across, up = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(self.text, place, byref(across), byref(up))
        return self._seen(across.value, up.value)[1]

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.page
        turns = ((x - left, y - bottom), (y - bottom, right - x), (right - x, top - y), (top - y, x - left))
        return turns[self.turned // 90 % 4]


def _lines(letters: _Letters, count: int) -> Iterator[layout.Line]:
    """Yield the lines that pdfium makes out, with their places; a word broken at an end keeps its hyphen."""
    begin = 0
    for place in range(count + 1):
        code = letters.code(place) if place < count else 0x0A
        if code in _ENDS or code in _HYPHENS:
            if line := _line(letters, begin, place, "\xad" if code in _HYPHENS else ""):
                yield line
            begin = place + 1


def _line(letters: _Letters, begin: int, end: int, hyphen: str) -> layout.Line | None:
    codes = [letters.code(place) for place in range(begin, end)]
    seen = [place for place, code in enumerate(codes) if code > 0x20 and code not in (0xA0, 0x3000)]
    if not seen:
        return None
    first, last = letters.box(begin + seen[0]), letters.box(begin + seen[-1])
    height = max(first[3] - first[1], last[3] - last[1], 1.0)
    words = [_SHAPES.get(code) or chr(min(code, 0x10FFFF)) for code in codes]
    for place in range(seen[0] + 1, seen[-1]):
        if codes[place] == 0x20 and codes[place - 1] > 0x7F and codes[place + 1] > 0x20:
            gap = letters.box(begin + place + 1)[0] - letters.box(begin + place - 1)[2]
            words[place] = "\t" if gap > layout.WIDE * height else " "
    return layout.Line(
        text=_whole("".join(words)).strip() + hyphen,
        left=min(first[0], last[0]),
        right=max(first[2], last[2]),
        base=letters.base(begin + seen[0]),
        height=height,
    )


def _whole(text: str) -> str:
    """The text with characters that come in two halves put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _legible(lines: list[str]) -> bool:
    """Whether there are words, and not many characters that mean nothing, as where the table of meanings is missing."""
    words = "".join(lines)
    foreign = sum(unicodedata.category(each) in _FOREIGN or each == "\ufffd" for each in words)
    return has_words(words) and foreign * 5 < len(words)
