"""Numbers in the order of the text, placed into a tree: which continues which, which stands inside which."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .bounds import is_title
from .numbering import BARE, CUSTOM, DOTTED, LINE, NAMED, PART, WHOLE, Marker

DEEPEST = 6
_MOST_SKIPPED = 20  # articles that a shortened text may leave out between two that it gives
_LONGEST_LEAD_IN = 2000
_NAME_LINE = re.compile(r"[\r\n][ \t\u3000]*[^\s:：,，。;；]{1,8}(?: [^\s:：,，。;；]{1,12})?[:：]\Z")


@dataclass(eq=False)
class Node:
    """A number that has found its place."""

    marker: Marker
    kind: str
    path: tuple[int, ...]  # as written: 5.1 is (5, 1), （一） is (1,)
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def value(self) -> int:
        return self.path[-1]

    @property
    def depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 0


class Sequences:
    """Where each kind of number is given which value, to look ahead without searching."""

    def __init__(self, markers: list[Marker]) -> None:
        self._places: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._of_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, marker in enumerate(markers):
            for kind, path in marker.readings:
                if len(path) == 1:
                    self._places[kind, path[0]].append(place)
                    self._of_kind[kind].append((place, path[0]))
        self._run_ends = {kind: self._ends(entries) for kind, entries in self._of_kind.items()}

    @staticmethod
    def _ends(entries: list[tuple[int, int]]) -> list[int]:
        ends = list(range(len(entries)))
        for index in range(len(entries) - 2, -1, -1):
            if entries[index + 1][1] == entries[index][1] + 1:
                ends[index] = ends[index + 1]
        return ends

    def comes(self, kind: str, value: int, after: int) -> bool:
        """True when the number is given once more behind this place."""
        places = self._places.get((kind, value), [])
        return bisect_right(places, after) < len(places)

    def resumes(self, kind: str, value: int, after: int) -> bool:
        """True when the kind goes on with this value behind the run, if any, that begins here."""
        entries = self._of_kind.get(kind, [])
        index = bisect_right(entries, (after, -1))
        if index < len(entries) and entries[index][0] == after:
            index = self._run_ends[kind][index] + 1
        return index < len(entries) and entries[index][1] == value


class Outline:
    """Groups of numbered parts: a group is a tree that begins afresh, as a list in a speech or an annex does."""

    def __init__(self, text: str, markers: Iterable[Marker], breaks: list[int]) -> None:
        self.text = text
        self.markers = list(markers)
        self.breaks = breaks
        self.groups: list[list[Node]] = []
        self._sequences = Sequences(self.markers)
        self._open: list[Node] = []
        for place, marker in enumerate(self.markers):
            self._place(place, marker)

    # A number goes on where one level of the open ones expects it, or begins a level of its own.

    def _place(self, place: int, marker: Marker) -> None:
        readings = [(kind, path) for kind, path in marker.readings if self._may_be(kind, marker)]
        for kind, path in readings:
            if len(path) == 1 and (before := self._continued(place, marker, kind, path[0])):
                self._add(marker, kind, path, before.parent)
                return
        for kind, path in readings:
            if self._begin(place, marker, DOTTED if len(path) > 1 else kind, path):
                return

    def _may_be(self, kind: str, marker: Marker) -> bool:
        """A bare number counts only above a title: elsewhere it is a page's number or a figure."""
        if kind != BARE:
            return True
        following = LINE.search(self.text, marker.end)
        while following and not following[0].strip():
            following = LINE.search(self.text, following.end())
        return following is not None and is_title(self.text, following.start(), following.end())

    def _continued(self, place: int, marker: Marker, kind: str, value: int) -> Node | None:
        fitting = [node for node in self._open if node.kind == kind and self._follows(place, node, value)]
        alike = [node for node in fitting if self._look(node.marker) == self._look(marker)]
        return (alike or fitting or [None])[-1]

    def _follows(self, place: int, node: Node, value: int) -> bool:
        if node.kind in NAMED:
            return node.value < value <= node.value + _MOST_SKIPPED
        if value == node.value + 2:  # one number was forgotten
            return not self._sequences.comes(node.kind, node.value + 1, place)
        return value == node.value + 1

    def _look(self, marker: Marker) -> tuple[int, str]:
        return marker.indent, self.text[marker.line : marker.start].strip()

    def _begin(self, place: int, marker: Marker, kind: str, path: tuple[int, ...]) -> bool:
        if kind == DOTTED:
            return self._begin_dotted(marker, path)
        if kind in NAMED:
            return self._begin_named(place, marker, kind, path)
        if path[0] != 1 or not self._sequences.comes(kind, 2, place):
            return False
        if not self._open or self._starts_afresh(place, marker, kind):
            self._new_group(marker, kind, path)
            return True
        if kind in {node.kind for node in self._open} and not self._is_inside(place, marker, kind):
            if self._open[0].kind == kind:
                self._new_group(marker, kind, path)
                return True
            return False  # a second list inside one clause: its numbers are taken
        if self._open[-1].depth + 1 >= DEEPEST:
            return False
        self._add(marker, kind, path, self._open[-1])
        return True

    def _starts_afresh(self, place: int, marker: Marker, kind: str) -> bool:
        """True when a break or a higher kind of numbering ends the group that is open."""
        root = self._open[0]
        if self._sequences.resumes(root.kind, root.value + 1, place):
            return False
        index = bisect_right(self.breaks, self._open[-1].marker.start)
        if index < len(self.breaks) and self.breaks[index] < marker.start:
            return True
        return root.kind in CUSTOM and kind in CUSTOM and CUSTOM[kind] < CUSTOM[root.kind]

    def _is_inside(self, place: int, marker: Marker, kind: str) -> bool:
        """True when a kind that is already open begins again as a list of its own, inside what is open."""
        above = next(node for node in reversed(self._open) if node.kind == kind)
        if self._stands_under_name(marker) and self._stands_under_name(self.groups[-1][0].marker):
            return False
        if marker.indent > above.marker.indent or (self._look(above.marker)[1] and not self._look(marker)[1]):
            return True
        if self._sequences.resumes(kind, above.value + 1, place):
            return True
        if marker.line - above.marker.words > _LONGEST_LEAD_IN:
            return False
        between = self.text[above.marker.words : marker.line].strip()
        lines = [line for line in between.splitlines() if line.strip()]
        return len(lines) <= 1 or (len(lines) <= 2 and between.endswith((":", "：")))

    def _stands_under_name(self, marker: Marker) -> bool:
        """True when the line above is but a word or two and a colon: “甲方：”, “University:”."""
        above = self.text[max(0, marker.line - 30) : marker.line].rstrip()
        return bool(_NAME_LINE.search(above))

    def _begin_named(self, place: int, marker: Marker, kind: str, path: tuple[int, ...]) -> bool:
        rank = NAMED.index(kind)
        if self._open and self._open[0].kind not in NAMED:
            root = self._open[0]
            if self._sequences.resumes(root.kind, root.value + 1, place) and path[0] == 1:
                self._add(marker, kind, path, self._open[-1])
                return True
            self._new_group(marker, kind, path)
            return True
        above = [node for node in self._open if node.kind in NAMED and NAMED.index(node.kind) < rank]
        if above:
            self._add(marker, kind, path, above[-1])
        elif not self._open or path[0] == 1 or kind == PART:
            self._new_group(marker, kind, path)
        else:
            return False
        return True

    def _begin_dotted(self, marker: Marker, path: tuple[int, ...]) -> bool:
        """Place 5.1 under 5, beside 5.0 or, where no 5 was given, on its own if it begins or goes on."""
        for node in reversed(self._open):
            if node.path == path[:-1] and node.kind in (DOTTED, *WHOLE):
                last = node.children[-1].value if node.children and node.children[-1].kind == DOTTED else 0
                if not last < path[-1] <= last + 3 or node.depth + 1 >= DEEPEST:
                    return False
                self._add(marker, DOTTED, path, node)
                return True
        roots = self.groups[-1] if self.groups else []
        if not self._open and path[-1] == 1:
            self._new_group(marker, DOTTED, path)
            return True
        if roots and roots[-1].kind == DOTTED and len(path) == len(roots[-1].path):
            before = roots[-1].path
            beside = path[:-1] == before[:-1] and before[-1] < path[-1] <= before[-1] + 3
            if beside or (path[-1] == 1 and before[:-1] < path[:-1] <= (before[0] + 3, *before[1:-1])):
                self._add(marker, DOTTED, path, None)
                return True
        return False

    def _add(self, marker: Marker, kind: str, path: tuple[int, ...], parent: Node | None) -> None:
        node = Node(marker, kind, path, parent)
        (parent.children if parent else self.groups[-1]).append(node)
        self._open = [*self._open[: parent.depth + 1], node] if parent else [node]

    def _new_group(self, marker: Marker, kind: str, path: tuple[int, ...]) -> None:
        self.groups.append([])
        self._add(marker, kind, path, None)
