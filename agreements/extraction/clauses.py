"""The numbered structure of an agreement: 第三条, 一、, （一）, 1., 5.1, (a), from the number to the end of its words.

A clause is what a reader would cite by its number. Where the agreement stands inside something longer (a
press account, a page), what comes before its first number and what follows its last words is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import headings
from .bounds import breaks, end_of_words, is_afterwards, is_title, without_credit
from .numbering import DOTTED, LINE, NAMED, Marker, find_markers, marker_at
from .outline import Node, Outline

LONGEST_NUMBER = 20
TITLE = "title"  # a title without a number that heads numbers of its own
_LONGEST_TITLE = 30
_WORD = re.compile(r"\w")
_CLOSED = re.compile(r"[。；;.!?！？:：][*_'\"”’)）」』]*\s*(?:and|or|及|和|以及)?\s*\Z")
_NOT_WORDS = re.compile(r"(?:[\s\u3000\xa0\ufeff\u200b]|(?<=[\r\n])[ \t]*(?:[-*_=#—]{2,}|#{1,6}|[*_]{2}))++\Z")
_SPOKEN = re.compile(
    r"(?:表示|指出|强调|(?<!据)介绍|(?<!的)要求|认为|说(?!了|明)|提出|希望|议程|流程|said|remarked|agenda|Agenda)[^。\r\n]{0,60}[:：]?\s*\Z"
)
# “PARTIES”, “between:”: the numbers that follow count those who agree.
_LEADS_IN_PARTIES = re.compile(r"(?i:\bparties|\bbetween|\bamong)\W*\Z")
_AGREED = re.compile(
    r"(?:协议|备忘录|合同|意向书|约定|共识|议定|内容|看点|条款)[^。\r\n]{0,40}[:：?？]?\s*\Z|"
    r"(?i:agree[sd]? (?:as follows|that|to)|memorandum|agreement)"
)


@dataclass(frozen=True)
class Clause:
    """A numbered part of a text; `parent` is the number of the clause that holds it, or empty."""

    number: str
    heading: str
    start: int
    end: int
    parent: str = ""


def find_clauses(text: str, *, start: int | None = None, end: int | None = None) -> tuple[Clause, ...]:
    """The clauses of the agreement in the text, in order; one without number or title when it has no numbers.

    With start or end a person has said where the agreement begins or ends, and no line is taken for a
    signature or a credit any more. A text without words has no clauses.
    """
    given = start is not None or end is not None
    start, end = max(0, start or 0), len(text) if end is None else min(end, len(text))
    outline = Outline(text, find_markers(text, start, end), [] if given else list(breaks(text, start, end)))
    group, limit = _agreement(text, outline.groups, start, end, whole=given)
    if not group:
        return _whole(text, start, end, given=given)
    nodes = list(_in_order(group))
    last = nodes[-1].marker
    if not given:
        limit = end_of_words(text, last.words if last.words < last.end else last.end, limit)
    found = _clauses(text, nodes, limit)
    return tuple(found)


def _agreement(text: str, groups: list[list[Node]], start: int, end: int, *, whole: bool) -> tuple[list[Node], int]:
    """The group of numbers that is the agreement's, and where the next group begins."""
    best, score, limit = [], 0.0, end
    for index, group in enumerate(groups):
        if len(group) == 1 and not group[0].children and group[0].kind not in NAMED:
            continue
        begins = group[0].marker.line
        ends = groups[index + 1][0].marker.line if index + 1 < len(groups) else end
        weight = (ends if whole else end_of_words(text, _last(group).marker.end, ends)) - begins
        weight *= _likelihood(text, group, start)
        if weight > score:
            best, score, limit = group, weight, ends
    return _with_alike(text, groups, best, limit, start, end) if best else (best, limit)


def _with_alike(
    text: str, groups: list[list[Node]], best: list[Node], limit: int, start: int, end: int
) -> tuple[list[Node], int]:
    """The group together with those beside it that begin afresh under titles of their own, without a number.

    “Duties of A: 1. 2. Duties of B: 1. 2.” would give every number twice: the titles become clauses.
    """
    at = next(index for index, group in enumerate(groups) if group is best)
    titles = {at: _title_above(text, best, start)}
    for step in (-1, 1):
        index = at + step
        while titles[at] and 0 <= index < len(groups) and groups[index][0].kind == best[0].kind:
            if (title := _title_above(text, groups[index], start)) is None:
                break
            titles[index] = title
            index += step
    if len(titles) == 1 or best[0].kind in NAMED:
        return best, limit
    merged: list[Node] = []
    for value, index in enumerate(sorted(titles), 1):
        begins, ends = titles[index] or (0, 0)
        parent = Node(Marker(begins, begins, begins, ends, 0, ()), TITLE, (value,), None, groups[index])
        for node in groups[index]:
            node.parent = parent
        merged.append(parent)
    after = max(titles) + 1
    return merged, groups[after][0].marker.line if after < len(groups) else end


def _title_above(text: str, group: list[Node], start: int) -> tuple[int, int] | None:
    """Where the title stands directly above a group; None when something else stands there."""
    above = text[max(start, group[0].marker.line - 100) : group[0].marker.line].rstrip("\r\n")
    ends = max(start, group[0].marker.line - 100) + len(above)
    begins = ends - len(re.split(r"[\r\n]", above)[-1])
    words = text[begins:ends].strip()
    if (
        begins <= start
        or marker_at(text, begins, ends) is not None
        or not is_title(text, begins, ends)
        or is_afterwards(text, begins, ends)
        or _SPOKEN.search(words)
    ):
        return None
    begins += len(text[begins:ends]) - len(text[begins:ends].lstrip())
    return (begins, ends) if len(words) <= _LONGEST_TITLE and not re.search(r"[，,、]\Z|.{13}[：:]\Z", words) else None


def _likelihood(text: str, group: list[Node], start: int) -> float:
    """How much like an agreement's a group is, by its kind and by the words that lead up to it."""
    first = group[0].marker.line
    before = text[max(start, first - 120) : first].strip()
    factor = 4.0 if group[0].kind in NAMED else 1.0
    if _AGREED.search(before):
        factor *= 2
    if _SPOKEN.search(before) or _LEADS_IN_PARTIES.search(before):
        factor /= 8
    return factor


def _last(group: list[Node]) -> Node:
    node = group[-1]
    while node.children:
        node = node.children[-1]
    return node


def _in_order(group: list[Node]) -> Iterator[Node]:
    for node in group:
        yield node
        yield from _in_order(node.children)


def _clauses(text: str, nodes: list[Node], limit: int) -> Iterator[Clause]:
    ends = _ends(text, nodes, limit)
    kept = _without_lists(text, nodes, ends)
    titles = _titles(text, kept, ends)
    numbers: dict[Node, str] = {}
    taken: set[str] = set()
    for node in kept:
        above = numbers.get(node.parent, "") if node.parent else ""
        number = f"{above}.{node.value}" if above else ".".join(map(str, node.path))
        if number in taken or len(number) > LONGEST_NUMBER or (node.parent and not above):
            continue
        taken.add(number)
        numbers[node] = number
        yield Clause(number, titles.get(node, ""), node.marker.start, ends[node], above)


def _ends(text: str, nodes: list[Node], limit: int) -> dict[Node, int]:
    """Where each part ends: before the next number that does not stand inside it."""
    ends: dict[Node, int] = {}
    open_: list[Node] = []
    for node in nodes:
        depth = node.depth
        while len(open_) > depth:
            done = open_.pop()
            ends[done] = _trimmed(text, done.marker.start, node.marker.line)
        open_.append(node)
    for node in open_:
        ends[node] = _trimmed(text, node.marker.start, max(limit, node.marker.words))
    return ends


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without white space, rules and mark-up that belong to what follows."""
    while end > start:
        tail = max(start, end - 200)
        found = _NOT_WORDS.search(text, tail, end)
        if not found:
            return end
        end = found.start()
        if end > tail:
            return end
    return start + 1


def _without_lists(text: str, nodes: list[Node], ends: dict[Node, int]) -> list[Node]:
    """The parts without lists: lines under a number that are phrases, with no full stop and nothing below.

    “2. Areas: 1. … 2. …” enumerates what one clause is about; 2.1 is a clause where it says a sentence.
    """
    dropped: set[Node] = set()
    for node in nodes:
        if node.children and _is_list(text, node.children, ends):
            dropped.update(node.children)
    return [node for node in nodes if node not in dropped]


def _is_list(text: str, children: list[Node], ends: dict[Node, int]) -> bool:
    if len(children) < 2 or children[0].kind in (*NAMED, DOTTED):
        return False
    for child in children:
        marker = child.marker
        if child.children or marker.words >= marker.end or _CLOSED.search(text[marker.words : marker.end][-20:]):
            return False
        below = headings.next_line(text, marker.end, ends[child])
        if below and (child is not children[-1] or not _stands_apart(text, marker.end, below[0])):
            return False
    return True


def _stands_apart(text: str, above: int, below: int) -> bool:
    """True when an empty line parts the two."""
    return len(re.findall(r"\r\n|\r|\n", text[above:below][:100])) > 1


def _titles(text: str, nodes: list[Node], ends: dict[Node, int]) -> dict[Node, str]:
    """The heading of each part; titles inside a line or with a full stop only where all siblings have one."""
    found = {node: _own_title(text, node, ends[node]) for node in nodes}
    siblings: dict[Node | None, list[Node]] = {}
    for node in nodes:
        siblings.setdefault(node.parent, []).append(node)
    for family in siblings.values():
        for shape in (_run_in, _closed):
            _give_alike(text, family, ends, found, shape)
    return found


def _give_alike(
    text: str,
    family: list[Node],
    ends: dict[Node, int],
    found: dict[Node, str],
    shape: Callable[[str, Node, int], str],
) -> None:
    without = [node for node in family if not found[node]]
    titles = {node: shape(text, node, ends[node]) for node in without}
    if len(without) > 1 and all(titles.values()):
        found.update(titles)


def _own_title(text: str, node: Node, end: int) -> str:
    marker = node.marker
    line_end = min(marker.end, end)
    if marker.words < line_end:
        more = bool(node.children) or headings.next_line(text, line_end, end) is not None
        return headings.title_line(text[marker.words : line_end], has_more=more)
    below = headings.next_line(text, line_end, end)
    if not below or (node.children and below[0] >= node.children[0].marker.line):
        return ""
    more = headings.next_line(text, below[1], end) is not None
    return headings.title_line(text[below[0] : below[1]], has_more=more) if more else ""


def _run_in(text: str, node: Node, end: int) -> str:
    marker = node.marker
    return headings.run_in_title(text[marker.words : min(marker.end, end, marker.words + 200)])


def _closed(text: str, node: Node, end: int) -> str:
    marker = node.marker
    line_end = min(marker.end, end)
    if headings.next_line(text, line_end, end) is None or line_end - marker.words > 200:
        return ""
    return headings.closed_title(text[marker.words : line_end])


def _whole(text: str, start: int, end: int, *, given: bool) -> tuple[Clause, ...]:
    """The one clause of a text without numbers: from its first sentence to the end of its words."""
    begin = start
    if not given:
        for line in LINE.finditer(text, start, end):
            if text[line.start() : line.end()].strip() and not is_title(text, line.start(), line.end()):
                begin = line.start()
                break
        end = without_credit(text, begin, end_of_words(text, begin, end, told=True))
    span = text[begin:end]
    begin += len(span) - len(span.lstrip("\ufeff\u200b \t\r\n\u3000\xa0\x0b\x0c"))
    end = _trimmed(text, begin, end) if begin < end else begin
    return (Clause("1", "", begin, end),) if _WORD.search(text, begin, end) else ()


def body_start(text: str, clause: Clause) -> int:
    """Where the words of a clause begin, behind its number and heading."""
    line = LINE.match(text, clause.start, clause.end)
    marker = marker_at(text, clause.start, line.end()) if line else None
    at = marker.words if marker and marker.start == clause.start else clause.start
    if clause.heading:
        found = text.find(clause.heading, at, min(clause.end, at + len(clause.heading) + 20))
        if found >= 0 and not text[at:found].strip("*_#: \t\r\n\u3000\xa0：、.-"):
            at = found + len(clause.heading)
            at += len(text[at : at + 4]) - len(text[at : at + 4].lstrip("*_:："))
    return min(at, clause.end)
