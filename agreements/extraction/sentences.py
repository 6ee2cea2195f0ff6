"""Clauses cut into sentences; numbers and headings are none, and every sentence keeps its place in the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .bounds import is_title
from .clauses import Clause, body_start
from .numbering import marker_at

_LINE = re.compile(
    r"(?:[^<\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|<(?!br[ /]{0,3}>))+(?:<br[ /]{0,3}>)?|<br[ /]{0,3}>", re.IGNORECASE
)
_LINE_BREAK_TAG = re.compile(r"<br[ /]{0,3}>\Z", re.IGNORECASE)
_ITEM_DONE = re.compile(r"[;；][ \t]*(?:and/or|and|or|以及|和|及|或)[,，]?\Z")
_DASHED = re.compile(r"[ \t]*[-–—*+][ \t]+\S")
_ONLY_JOINS = re.compile(r"\s*(?:and/or|and|or|以及|并且|和|及|并|或)[\s,，]*")
_STOP = re.compile(r"[。！？!?；;｡．.]+")
_CLOSERS = re.compile(r"[”’」』）)】》〉\]*_'\"]*+")
_PAIRS = {
    "(": ")",
    "（": "）",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_BRACKET = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")
_LONGEST_BRACKET = 300
_BEFORE_WORDS = re.compile(r"[\s\u3000\xa0\ufeff\u200b*_#>•·●■◆▪\-–—]*+(?:\[[ xX]\]\s)?")
_AFTER_WORDS = " \t\r\n\u3000\xa0\u200b#>"
_WORD = re.compile(r"\w")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[A-Za-z0-9.]{1,12}\Z")
_ABBREVIATIONS = frozenset(
    re.split(
        r"\s+",
        r"""no nos art arts sec secs para paras cl fig figs p pp vol vols ch mr mrs ms dr prof st vs e.g eg i.e
        ie cf viz al etc inc ltd co corp dept univ approx ca est jan feb mar apr jun jul aug sept sep oct nov
        dec u.s u.k a.m p.m ph.d""",
    )
)
_MAY_END = frozenset(("etc", "inc", "ltd", "co", "corp", "a.m", "p.m", "u.s", "u.k", "al"))
_WRAPPED = 50  # a line must be that long for a break behind it to be the paper's and not the writer's
_WRAPPED_HAN = 20


@dataclass(frozen=True)
class Sentence:
    """A sentence of the clause with this number; of the innermost one that holds it."""

    clause: str
    start: int
    end: int


def cut_sentences(text: str, clauses: Iterable[Clause]) -> tuple[Sentence, ...]:
    """The sentences of the clauses, in the order of the text, none overlapping another.

    Clauses come in order, as `find_clauses` gives them or as a person has corrected them. A clause that
    is nothing but its title keeps that line as its sentence: it is all that was agreed.
    """
    ordered = sorted(clauses, key=lambda clause: (clause.start, -clause.end))
    found: list[Sentence] = []
    for clause, pieces in _own_words(text, ordered):
        sentences = [sentence for begin, end in pieces for sentence in _cut(text, clause, begin, end)]
        found.extend(sentences)
    return tuple(sorted(found, key=lambda sentence: sentence.start))


def _own_words(text: str, ordered: list[Clause]) -> Iterator[tuple[Clause, list[tuple[int, int]]]]:
    """Yield each clause with the pieces of its text that no clause inside it holds."""
    inner: dict[int, list[Clause]] = {}
    open_: list[int] = []
    for index, clause in enumerate(ordered):
        while open_ and ordered[open_[-1]].end <= clause.start:
            open_.pop()
        if open_:
            inner.setdefault(open_[-1], []).append(clause)
        open_.append(index)
    for index, clause in enumerate(ordered):
        at = body_start(text, clause)
        children = inner.get(index, [])
        if clause.heading and not children and not _WORD.search(text, at, clause.end):
            at = body_start(text, Clause(clause.number, "", clause.start, clause.end))
        pieces = []
        for child in children:
            pieces.append((at, child.start))
            at = max(at, child.end)
        pieces.append((at, clause.end))
        yield clause, pieces


def _cut(text: str, clause: Clause, start: int, end: int) -> Iterator[Sentence]:
    paragraphs = list(_paragraphs(text, start, end))
    if not _is_numbered(text, clause):
        paragraphs = _without_titles(text, paragraphs)
    for begin, close in paragraphs:
        for first, last in _in_paragraph(text, begin, close):
            first = _skip(text, first, last)
            stop = first + len(text[first:last].rstrip(_AFTER_WORDS))
            if _WORD.search(text, first, stop):
                yield Sentence(clause.number, first, stop)


def _is_numbered(text: str, clause: Clause) -> bool:
    return bool(clause.heading) or body_start(text, clause) > clause.start


def _without_titles(text: str, paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs of prose without the titles over them: no full stop, and a paragraph that has one below."""
    titles = [is_title(text, begin, end) for begin, end in paragraphs]
    below = [*titles[1:], True][: len(titles)]
    return [
        paragraph
        for paragraph, is_one, next_is_one in zip(paragraphs, titles, below, strict=True)
        if not is_one
        or next_is_one
        or text[paragraph[1] - 1] in ":：,，、"
        or text[paragraph[0] : paragraph[0] + 20].lstrip()[:1] in tuple("•·●■◆▪")
        or _ITEM_DONE.search(text[slice(*paragraph)])
    ]


def _skip(text: str, start: int, end: int) -> int:
    """Where the words begin, behind white space, mark-up, bullets and the number of an item."""
    match = _BEFORE_WORDS.match(text, start, end)
    start = match.end() if match else start
    if start == 0 or text[start - 1] in "\r\n\x0b\x0c\u2028\u2029 \t\u3000\xa0":
        line_start = start
        marker = marker_at(text, line_start, end)
        if marker and marker.words < end and _at_line_start(text, line_start):
            match = _BEFORE_WORDS.match(text, marker.words, end)
            return match.end() if match else marker.words
    return start


def _at_line_start(text: str, at: int) -> bool:
    before = text[max(0, at - 80) : at].rstrip(" \t\u3000\xa0*_#>•·●■◆▪-–—")
    return not before or before[-1] in "\r\n\x0b\x0c\u2028\u2029"


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield lines, put together where a line was only broken because the paper was full."""
    begin: int | None = None
    before: tuple[int, int] | None = None
    for line in _LINE.finditer(text, start, end):
        here = line.span()
        if (tag := _LINE_BREAK_TAG.search(text, max(here[0], here[1] - 8), here[1])) is not None:
            here = (here[0], tag.start())
        if before is not None and begin is not None and not _goes_on(text, before, here):
            yield begin, before[1]
            begin = None
        begin = here[0] if begin is None else begin
        before = here
    if begin is not None and before is not None:
        yield begin, before[1]


def _goes_on(text: str, above: tuple[int, int], below: tuple[int, int]) -> bool:
    """True when the line below carries on the sentence of the line above."""
    if text[above[1] : below[0]] not in ("\n", "\r\n", "\r"):
        return False
    length = above[1] - above[0]
    last = text[max(above[0], above[1] - 80) : above[1]].rstrip(" \t\u3000*_")
    first = text[below[0] : below[0] + 80].lstrip(" \t\u3000*_")
    if _ITEM_DONE.search(last):
        return False
    if not last or not first or last[-1] in "。！？!?；;：:" or marker_at(text, *below) or first[0] in "•·●■◆▪":
        return False
    if _DASHED.match(text, *below) and (last[-1] == "," or _DASHED.match(text, *above)):
        return False
    if _HAN.match(last[-1]) or last[-1] in "，、“《（”》）":
        indented = text[below[0]] in " \u3000\t"
        return (
            not indented and length >= _WRAPPED_HAN and (last[-1] in "，、“《（" or below[1] - below[0] <= length + 2)
        )
    if last[-1] in ",-–—(":
        return True
    return first[0].islower() or (length >= _WRAPPED and last[-1] != "." and bool(_TOKEN.search(last)))


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of one paragraph; a stop inside brackets or quotation marks ends none."""
    inside = _enclosed(text, start, end)
    at, begin, last_pair = start, start, 0
    while stop := _STOP.search(text, at, end):
        at = stop.end()
        while last_pair < len(inside) and inside[last_pair][1] <= stop.start():
            last_pair += 1
        closers = _CLOSERS.match(text, at, end)
        close = _closed(text, begin, at, closers.end() if closers else at)
        pair = inside[last_pair] if last_pair < len(inside) else None
        if pair and pair[0] < stop.start() and close <= pair[1]:
            continue
        if not _ends(text, begin, stop, end):
            continue
        joins = _ONLY_JOINS.match(text, close, end)
        if joins and joins.end() == end:
            close = end  # “…; and” before the next item
        yield begin, close
        begin = at = max(close, at)
    yield begin, end


def _closed(text: str, begin: int, stop: int, close: int) -> int:
    """The end of the closing marks behind a stop; a straight quotation mark closes only what it opened."""
    for at in range(stop, close):
        if text[at] in "'\"" and text[at] == '"' and text.count('"', begin, at) % 2 == 0:
            return at
    return close


def _enclosed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The outermost brackets and quotations that close again soon; an opening one alone encloses nothing."""
    open_: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for found in _BRACKET.finditer(text, start, end):
        mark = found[0]
        if mark in _PAIRS:
            open_.append((mark, found.start()))
            continue
        for depth in range(len(open_) - 1, max(-1, len(open_) - 5), -1):
            if _PAIRS[open_[depth][0]] == mark:
                opened = open_[depth][1]
                del open_[depth:]
                if found.start() - opened <= _LONGEST_BRACKET:
                    while pairs and pairs[-1][0] > opened:
                        pairs.pop()
                    pairs.append((opened, found.start()))
                break
    return pairs


def _ends(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """True when the stop ends a sentence: always but for a dot in a number, an abbreviation or an address."""
    mark = stop[0]
    if mark.strip(".．"):
        return not (
            mark == ";"
            and re.search(r"&(?:[a-zA-Z]{2,8}|#\d{1,6})\Z", text[max(begin, stop.start() - 10) : stop.start()])
        )
    after = text[stop.end() : stop.end() + 4]
    before = text[max(begin, stop.start() - 12) : stop.start()]
    if len(mark) > 1:
        return stop.end() >= end or (after[:1].isspace() and not after.lstrip()[:1].islower())
    token = _TOKEN.search(before)
    if not token:
        return True  # behind Chinese or a closing mark a dot is a full stop
    if stop.end() < end and after[:1].isascii() and (after[:1].isalnum() or after[:1] in "/@-_,;:"):
        return False
    word = token[0].lower()
    if word.isdigit() and not _WORD.search(text, begin, stop.start() - len(word)):
        return False  # the number of an item
    rest = after.lstrip()
    if stop.end() >= end or not rest:
        return True
    if word in _ABBREVIATIONS:
        return word in _MAY_END and rest[:1].isupper() and after[:1].isspace()
    initial = len(word) == 1 and word.isalpha() and token[0].isupper()
    return not initial and not rest[:1].islower()
