"""The text of a saved web page: its blocks as lines, without scripts, styles, forms and navigation."""

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from ..numbering import marker_at
from .common import Read, Unreadable, cut_lines, made
from .ordinals import ordinal
from .plain import decoded

_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312", "csgb2312"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "tfoot thead tr td th ul"
)
_LEFT_OUT = _names(
    "head script style noscript template iframe object embed applet svg math canvas audio video nav aside button "
    "select option textarea input datalist map noframes dialog rt rp del s strike"
)
_ROLES = _names("navigation banner contentinfo search menu menubar toolbar alert dialog complementary")
_FRAME = ("header", "footer")  # of the page, unless they belong to the article
_ARTICLE = ("article", "main")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WRAPPED = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t\r]*\n\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_LIST_OF_LINKS = ("div", "ul", "ol", "dl", "table", "section", "p", "td", "menu")
_LINKS, _SHARE, _LONGEST = 3, 0.75, 3000


def read_html(data: bytes, limit: int) -> Read:
    """The text of the page; Unreadable when it is broken or none is left."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(_in_utf8(data), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("broken") from error
    if root is None:
        raise Unreadable("empty")
    if any("XML_PARSE_HUGE" in each.message or each.level_name == "FATAL" for each in parser.error_log):
        raise Unreadable("broken")  # the rest was not read
    page = _Page(_links(root))
    for event, element in (walk := etree.iterwalk(root, events=("start", "end"))):
        if event == "end":
            page.end(element)
        elif page.is_left_out(element):
            walk.skip_subtree()
            page.skipped.add(element)
        else:
            page.start(element)
    page.flush()
    return made("html", page.lines[0], limit)


def _in_utf8(data: bytes) -> bytes:
    """The page in the one encoding that the parser is told; what it says of itself is believed if it holds."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    told = _CHARSET.search(data[:8192]) or _XML_CHARSET.match(data)
    if told and (encoding := _ENCODINGS.get(told[1].decode("ascii", "replace").lower())):
        try:
            return data.decode(encoding).encode("utf-8")
        except UnicodeDecodeError:
            text = data.decode(encoding, "replace")
            if text.count("\ufffd") * 200 < len(text):
                return text.encode("utf-8")  # a character cut in two, as page makers do
    if b"\x00" in data:
        raise Unreadable("encoding")
    return decoded(data).encode("utf-8")


@dataclass
class _Links:
    """What stands below an element: how many letters, how many of them in links, how many links."""

    letters: int = 0
    linked: int = 0
    links: int = 0


def _links(root: etree._Element) -> dict[etree._Element, _Links]:
    """Count for every element that may be a list of links, from the innermost outwards."""
    counts: dict[etree._Element, _Links] = {}
    open_counts: list[_Links] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            open_counts.append(_Links(letters=_size(element.text)))
            continue
        own = open_counts.pop()
        if element.tag in _LIST_OF_LINKS:
            counts[element] = own
        linked, links = (own.letters, 1) if element.tag == "a" and element.get("href") else (own.linked, own.links)
        if open_counts:
            above = open_counts[-1]
            above.letters += own.letters + _size(element.tail)
            above.linked += linked
            above.links += links
    return counts


def _size(words: str | None) -> int:
    return len("".join(words.split())) if words else 0


@dataclass
class _Page:
    """Goes through a page once; `lines[0]` are its lines, those after it belong to cells that are still open."""

    links: dict[etree._Element, _Links]
    lines: list[list[str]] = field(default_factory=lambda: [[]])
    words: list[str] = field(default_factory=list)
    rows: list[list[list[str]]] = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)
    number: str = ""
    verbatim: int = 0
    article: int = 0
    skipped: set = field(default_factory=set)

    def is_left_out(self, element: etree._Element) -> bool:
        """Whether nobody sees an element, or it leads elsewhere."""
        tag = element.tag
        if tag in _LEFT_OUT or (tag in _FRAME and not self.article):
            return True
        if tag in ("html", "body"):
            return False
        if element.get("hidden") is not None or (element.get("role") or "").lower() in _ROLES:
            return True
        if element.get("aria-hidden") == "true" or _UNSEEN_STYLE.search(element.get("style") or ""):
            return True
        below = self.links.get(element)
        return bool(
            below and below.links >= _LINKS and below.letters < _LONGEST and below.linked >= _SHARE * below.letters
        )

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        if tag in _ARTICLE:
            self.article += 1
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "br":
            self.words.append("\n")
        elif tag == "li":
            self.number = self._number(element)
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.lines.append([])
        self.add(element.text)

    def end(self, element: etree._Element) -> None:
        if element in self.skipped:
            self.skipped.discard(element)
            if element.tag in _BLOCKS:
                self.flush()
            self.add(element.tail)
            return
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        if tag in _ARTICLE:
            self.article -= 1
        elif tag == "pre":
            self.verbatim -= 1
        elif tag == "li":
            self.number = ""
        elif tag in ("td", "th"):
            cell = self.lines.pop()
            if self.rows:
                self.rows[-1].append(cell)
            else:
                self.lines[-1] += cell
        elif tag == "tr":
            self._row(self.rows.pop())
        self.add(element.tail)

    def add(self, words: str | None) -> None:
        if words:
            self.words.append(words if self.verbatim else " ".join(f".{_WRAPPED.sub('', words)}.".split())[1:-1])

    def flush(self) -> None:
        """End a line."""
        words, self.words = "".join(self.words), []
        lines = cut_lines(words)
        if lines and self.number:
            if marker_at(lines[0], 0, len(lines[0])) is None:
                lines[0] = f"{self.number} {lines[0]}"
            self.number = ""
        self.lines[-1] += lines

    def _row(self, cells: list[list[str]]) -> None:
        """A row is a line where each of its cells is one; else the cells stand below each other."""
        cells = [cell for cell in cells if cell]
        if all(len(cell) == 1 for cell in cells):
            cells = [["\t".join(cell[0] for cell in cells)]] if cells else []
        self.lines[-1] += [line for cell in cells for line in cell]

    def _number(self, element: etree._Element) -> str:
        """What a browser writes before an item of a numbered list."""
        around = element.getparent()
        if around is None or around.tag != "ol":
            return ""
        if around not in self.counted:
            self.counted[around] = _whole(around.get("start"), 1) - 1
        self.counted[around] = _whole(element.get("value"), self.counted[around] + 1)
        if any(_NO_MARKER.search(each.get("style") or "") for each in (around, element)):
            return ""
        return ordinal(self.counted[around], _FORMS.get(around.get("type") or "1", "decimal")) + "."


def _whole(written: str | None, otherwise: int) -> int:
    """A short whole number as an attribute gives it."""
    return int(written) if written and re.fullmatch(r"-?\d{1,5}", written.strip()) else otherwise
