"""The text of a .docx file: paragraphs with their automatic numbers, tables, tracked changes as accepted."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from .archive import Archive, child, is_on, local, value
from .automatic import Numbers
from .common import Read, Unreadable, cut_lines, made

# What only wraps paragraphs, or words.
_AROUND_BLOCKS = ("customXml", "ins", "moveTo", "smartTag", "sdtContent", "body")
_AROUND_WORDS = ("hyperlink", "smartTag", "customXml", "fldSimple", "sdtContent", "dir", "bdo", "rubyBase", "ruby")
_REMOVED = ("del", "moveFrom")
_ADDED = ("ins", "moveTo")
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes.xml", "endnoteReference": "endnotes.xml"}
_CONTENTS = ("toc ", "toc1", "contents ", "table of figures")
_PICTURES = ("drawing", "pict", "object")
_DEEPEST = 60  # tables in tables in text boxes; nobody reads beyond


def read_docx(data: bytes, limit: int) -> Read:
    """The text of the document; Unreadable when it is locked, broken, a bomb, or has only pictures in it."""
    archive = Archive(data)
    reader = _Reader(archive)
    reader.blocks(archive.document())
    reader.flush()
    said = {name: reader.counts[name] for name in ("tracked", "hidden", "notes", "boxes", "comments")}
    try:
        return made("docx", reader.lines, limit, **said)
    except Unreadable as error:
        if error.reason_code == "empty" and reader.counts["pictures"]:
            raise Unreadable("scan") from error
        raise


class _Reader:
    """Goes through a document once; `lines` is what was read so far, `counts` what is to be said of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.numbers = Numbers(archive)
        self.lines: list[str] = []
        self.counts: Counter[str] = Counter()
        self.carried = ""  # words of a paragraph whose end was removed: the next one goes on with them
        self.boxes: list[etree._Element] = []
        self.notes: list[tuple[str, str]] = []
        self.known: dict[str, dict[str, etree._Element]] = {}
        self.depth = 0

    # Blocks

    def blocks(self, parent: etree._Element) -> None:
        """Read the paragraphs and tables below an element."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unreadable("broken")
        for each in parent:
            name = local(each)
            if name == "p":
                self.paragraph(each)
            elif name == "tbl":
                self.table(each)
            elif name == "sdt":
                self.content_control(each)
            elif name == "AlternateContent":
                self.blocks(_chosen(each))
            elif name in _AROUND_BLOCKS:
                self.blocks(each)
        self.depth -= 1

    def content_control(self, element: etree._Element) -> None:
        gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
        content = child(element, "sdtContent")
        if content is not None and value(gallery).lower() != "table of contents":
            self.blocks(content)

    def paragraph(self, element: etree._Element) -> None:
        properties = child(element, "pPr")
        if self.numbers.style_name(properties).startswith(_CONTENTS):
            return  # a table of contents repeats the headings
        words = "".join(self.words(element))
        if any(child(properties, "rPr", name) is not None for name in _REMOVED):
            self.counts["tracked"] += 1
            self.carried += words
            return
        label = self.numbers.label(properties)
        words, self.carried = self.carried + words, ""
        # A number is written even where a number was typed as well: that is what the page shows.
        self.lines += cut_lines(label + words if words.strip() else "")
        self.beside()

    def beside(self) -> None:
        """The text boxes and notes of the paragraph that was just read stand behind it."""
        boxes, self.boxes, notes, self.notes = self.boxes, [], self.notes, []
        for box in boxes:
            before = len(self.lines)
            self.blocks(box)
            self.counts["boxes"] += len(self.lines) > before
        for part, name in notes:
            note = self.part_notes(part).get(name)
            lines = [] if note is None else self.apart(note)
            if lines:
                self.counts["notes"] += 1
                self.lines += [f"[{self.counts['notes']}] {lines[0]}", *lines[1:]]

    def flush(self) -> None:
        self.lines += cut_lines(self.carried)
        self.carried = ""

    def apart(self, element: etree._Element) -> list[str]:
        """The lines of an element by themselves."""
        kept, self.lines = self.lines, []
        carried, self.carried = self.carried, ""
        self.blocks(element)
        self.flush()
        found, self.lines, self.carried = self.lines, kept, carried
        return found

    def table(self, element: etree._Element) -> None:
        """A row is a line where each of its cells is one; else the cells stand below each other."""
        for row in _below(element, "tr", ("customXml", "sdt", "sdtContent", *_ADDED)):
            if child(row, "trPr", "del") is not None:
                self.counts["tracked"] += 1
                continue
            cells = [self.apart(cell) for cell in _below(row, "tc", ("customXml", "sdt", "sdtContent"))]
            cells = [cell for cell in cells if cell]
            if all(len(cell) == 1 for cell in cells):
                cells = [["\t".join(cell[0] for cell in cells)]] if cells else []
            self.lines += [line for cell in cells for line in cell]

    def part_notes(self, part: str) -> dict[str, etree._Element]:
        if part not in self.known:
            root = self.archive.tree(part)
            self.known[part] = {} if root is None else {value(each, "id"): each for each in root}
        return self.known[part]

    # Words

    def words(self, parent: etree._Element) -> Iterator[str]:
        """Yield the words below an element of a paragraph, as they are once every tracked change is accepted."""
        for each in parent:
            name = local(each)
            if name == "r":
                yield from self.run(each)
            elif name in _ADDED:
                inside = "".join(self.words(each))
                self.counts["tracked"] += bool(inside.strip())
                yield inside
            elif name in _REMOVED:
                self.counts["tracked"] += 1
            elif name == "sdt":
                yield from self.words(each)
            elif name == "AlternateContent":
                yield from self.words(_chosen(each))
            elif name in _AROUND_WORDS:
                yield from self.words(each)
            elif name in ("oMath", "oMathPara"):
                yield "".join(found.text or "" for found in each.iter() if local(found) == "t")

    def run(self, element: etree._Element) -> Iterator[str]:
        properties = child(element, "rPr")
        if is_on(child(properties, "vanish")) or is_on(child(properties, "webHidden")):
            self.counts["hidden"] += any(local(each) == "t" for each in element)
            return
        yield from self.pieces(element)

    def pieces(self, element: etree._Element) -> Iterator[str]:
        for each in element:
            name = local(each)
            if name == "t":
                yield each.text or ""
            elif name in _MARKS:
                yield _MARKS[name]
            elif name == "ruby":
                yield from self.words(each)
            elif name in _NOTES:
                self.notes.append((_NOTES[name], value(each, "id")))
            elif name == "commentReference":
                self.counts["comments"] += 1
            elif name == "AlternateContent":
                yield from self.pieces(_chosen(each))
            elif name in _PICTURES:
                self.picture(each)

    def picture(self, element: etree._Element) -> None:
        """Keep the text boxes of a drawing for later; those inside others are read with them."""
        self.counts["pictures"] += 1
        waiting = [element]
        while waiting:
            each = waiting.pop()
            if local(each) == "txbxContent":
                self.boxes.append(each)
            elif local(each) == "AlternateContent":
                waiting += reversed(_chosen(each))
            else:
                waiting += reversed(each)


def _chosen(alternatives: etree._Element) -> etree._Element | list:
    """The first of the ways in which a document says the same thing; two would say it twice."""
    return next(iter(alternatives), [])


def _below(parent: etree._Element, name: str, around: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the children of a name, also those in what only wraps them."""
    for each in parent:
        if local(each) == name:
            yield each
        elif local(each) in around:
            yield from _below(each, name, around)
