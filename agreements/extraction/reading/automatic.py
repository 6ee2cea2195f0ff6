"""The automatic numbers of a .docx file: what Word shows before a paragraph and writes nowhere in its words."""

import re
from dataclasses import dataclass

from lxml import etree

from .archive import Archive, child, is_on, local, value
from .ordinals import ordinal

LEVELS = 9
_HOPS = 20  # styles that rest on styles
_PLACE = re.compile(r"%([1-9])")
_CLOSED = re.compile(r"[、．，：）〕】》」）]$")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, how numbers are written, the words around them, what follows."""

    start: int = 1
    form: str = "decimal"
    words: str = ""
    gap: str = " "
    restart: int | None = None
    only_digits: bool = False
    style: str = ""


class Numbers:
    """Counts the paragraphs of a document through; `label` is asked once for each, in their order."""

    def __init__(self, archive: Archive) -> None:
        self.styles: dict[str, etree._Element] = {}
        self.default = ""
        self._read_styles(archive.tree("styles.xml"))
        self.lists: dict[str, dict[int, Level]] = {}
        self.numbers: dict[str, tuple[str, dict[int, int]]] = {}  # number → its list, and levels begun anew
        self._read_numbering(archive.tree("numbering.xml"))
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()

    def style_name(self, properties: etree._Element | None) -> str:
        """The name of a paragraph's style, in lower case."""
        style = value(child(properties, "pStyle"))
        return (value(child(self.styles.get(style), "name")) or style).lower()

    def label(self, properties: etree._Element | None) -> str:
        """The number of a paragraph with the gap behind it; an empty string when it has none."""
        number, depth = self._of(properties)
        if number not in self.numbers:
            return ""
        name, anew = self.numbers[number]
        levels = self.lists.get(name, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(name, {})
        if depth in anew and (number, depth) not in self.begun:
            self.begun.add((number, depth))
            counts[depth] = anew[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [each for each in counts if each > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                del counts[deeper]
        for above in range(depth):
            counts.setdefault(above, levels[above].start if above in levels else 1)
        return _written(level, levels, counts)

    def _of(self, properties: etree._Element | None) -> tuple[str, int]:
        """The number and depth that a paragraph has by itself or from its style."""
        own = child(properties, "numPr")
        number, depth = value(child(own, "numId")), value(child(own, "ilvl"))
        style = value(child(properties, "pStyle")) or self.default
        for _hop in range(_HOPS):
            if number and depth:
                break
            given = self.styles.get(style)
            if given is None:
                break
            inherited = child(given, "pPr", "numPr")
            if inherited is not None and not number:
                number = value(child(inherited, "numId"))
                depth = depth or value(child(inherited, "ilvl")) or self._depth_by_style(number, style)
            style = value(child(given, "basedOn"))
        below = _whole(depth, 0)
        return number, below if below < LEVELS else 0

    def _depth_by_style(self, number: str, style: str) -> str:
        name, _anew = self.numbers.get(number, ("", {}))
        return next((str(depth) for depth, level in self.lists.get(name, {}).items() if level.style == style), "")

    def _read_styles(self, root: etree._Element | None) -> None:
        for each in () if root is None else root:
            if local(each) == "style":
                name = value(each, "styleId")
                self.styles[name] = each
                if value(each, "type") == "paragraph" and is_on_attribute(each, "default"):
                    self.default = name

    def _read_numbering(self, root: etree._Element | None) -> None:
        parts = [] if root is None else list(root)
        linked = {}
        for each in parts:
            if local(each) == "abstractNum":
                name = value(each, "abstractNumId")
                self.lists[name] = dict(map(_level, _named(each, "lvl")))
                linked[name] = value(child(each, "numStyleLink"))
        for each in parts:
            if local(each) == "num":
                self._read_number(each)
        for number, (name, anew) in list(self.numbers.items()):
            if linked.get(name) and not self.lists.get(name):
                real = value(child(self.styles.get(linked[name]), "pPr", "numPr", "numId"))
                self.numbers[number] = (self.numbers.get(real, (name, {}))[0], anew)

    def _read_number(self, each: etree._Element) -> None:
        number, name = value(each, "numId"), value(child(each, "abstractNumId"))
        anew: dict[int, int] = {}
        changed = dict(self.lists.get(name, {}))
        for override in _named(each, "lvlOverride"):
            depth = _whole(value(override, "ilvl"), 0)
            start = _whole(value(child(override, "startOverride")), None)
            if start is not None:
                anew[depth] = start
            if (own := child(override, "lvl")) is not None:
                changed[depth] = _level(own)[1]
        if changed != self.lists.get(name, {}):
            name = f"{name}/{number}"  # a list of its own, counted by itself
            self.lists[name] = changed
        self.numbers[number] = (name, anew)


def is_on_attribute(element: etree._Element, name: str) -> bool:
    return value(element, name).lower() in ("1", "true", "on")


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in element if local(each) == name]


def _whole(written: str, otherwise: int | None) -> int | None:
    """A number of up to five digits; no document has a longer one."""
    return int(written) if written.isdecimal() and len(written) < 6 else otherwise


def _level(element: etree._Element) -> tuple[int, Level]:
    form = child(element, "numFmt")
    if form is None:
        # mc:AlternateContent holds a form of its own and, for everybody else, a usual one.
        form = next((each for each in element.iter() if local(each) == "numFmt"), None)
    return _whole(value(element, "ilvl"), 0), Level(
        start=_whole(value(child(element, "start")), 1 if child(element, "start") is None else 0),
        form=value(form) or "decimal",
        words=value(child(element, "lvlText")),
        gap="" if value(child(element, "suff")) == "nothing" else " ",
        restart=_whole(value(child(element, "lvlRestart")), None),
        only_digits=is_on(child(element, "isLgl")),
        style=value(child(element, "pStyle")),
    )


def _written(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    if level.form == "bullet":
        return ""  # a dot is no number, and most are characters of one face only
    if level.form == "none" and not _PLACE.sub("", level.words).strip():
        return ""

    def number(found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        form = levels[depth].form if depth in levels else "decimal"
        if level.only_digits and form not in ("none", "decimalZero"):
            form = "decimal"
        return ordinal(counts.get(depth, 1), form)

    words = _PRIVATE.sub("", _PLACE.sub(number, level.words)).strip()
    return words + ("" if not words or _CLOSED.search(words) else level.gap)
