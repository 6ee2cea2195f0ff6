"""Lines that begin with a number: which style of numbering, which number, and where the words begin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import numerals

# The kinds of numbering, from those that name their part to the loosest. Named parts never stand inside a
# lower one, whatever order they come in; all others nest in the order in which a text brings them up.
PART, SECTION, ARTICLE = "part", "section", "article"
NAMED = (PART, SECTION, ARTICLE)
BARE, HAN, HAN_PAREN = "bare", "han", "han_paren"
DOTTED, NUMBER, NUMBER_PAREN, NUMBER_HALF, CIRCLED = "dotted", "number", "number_paren", "number_half", "circled"
SPACED = "spaced"
LETTER, CAPITAL, ROMAN, ROMAN_CAPITAL = "letter", "capital", "roman", "roman_capital"

# How Chinese official writing ranks the loose kinds; the same kinds may be used otherwise.
CUSTOM = {
    kind: rank
    for rank, kinds in enumerate(
        ((BARE,), (HAN, ROMAN_CAPITAL), (HAN_PAREN, CAPITAL), (NUMBER, SPACED), (NUMBER_PAREN, NUMBER_HALF, LETTER))
    )
    for kind in kinds
} | {CIRCLED: 5, ROMAN: 5}

# Kinds under which 5.1 may stand as the first part of 5.
WHOLE = (ARTICLE, BARE, HAN, ROMAN_CAPITAL, NUMBER, SPACED)

HIGHEST = 9999  # of parts that are named as such: 第1024条
HIGHEST_LOOSE = 999  # of all others: 2022、 is a year
_HEAD = 120  # a number stands at the very beginning of its line; the rest of a long line is not looked at

LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_MARKUP = r"(?:[#>]{1,6}[ \t]*)?(?:\*\*|__)?[ \t\u3000\xa0]*"
_LEAD = re.compile(r"(?P<indent>[ \t\u3000\xa0\ufeff\u200b]*+)" + _MARKUP)
_N, _DOT, _GAP = r"[0-9０-９]", r"[.．]", r"[ \t\u3000\xa0]"
_H = f"[{numerals.HAN}]"
# What follows a number that is referred to and not given: 第三条规定的…, Section 4 applies.
_REFERRED = (
    r"(?!(?:规定|所述|所称|所列|约定|之规定|第|款|的|中|和|及|与|至|、|,|，|"
    r"\s*(?:of|and|or|applies|shall|above|below)\b))"
)
_STYLES = (
    (PART, rf"第[ ]?(?P<v>{_H}{{1,6}}|{_N}{{1,4}})[ ]?(?:章|编|篇|部分){_REFERRED}"),
    (SECTION, rf"第[ ]?(?P<v>{_H}{{1,6}}|{_N}{{1,4}})[ ]?节{_REFERRED}"),
    (ARTICLE, rf"第[ ]?(?P<v>{_H}{{1,8}}|{_N}{{1,4}})[ ]?条{_REFERRED}"),
    (PART, r"(?i:chapter|part)[ ](?P<v>\d{1,3}|[ivxlIVXL]{1,6}|[A-Za-z]{3,8})\b(?!\.\d)" + _REFERRED),
    (
        ARTICLE,
        r"(?i:article|art\.|section|clause|paragraph|§)[ ]?"
        r"(?P<v>\d{1,4}(?:\.\d{1,3}){0,4}|[ivxlIVXL]{1,6}|[A-Za-z]{3,8})\b" + _REFERRED,
    ),
    (DOTTED, rf"(?P<v>{_N}{{1,3}}(?:{_DOT}{_N}{{1,3}}){{1,4}})(?!{_N})(?:{_DOT}(?!{_N}))?(?![%％‰])"),
    (NUMBER, rf"(?P<v>{_N}{{1,3}})(?:{_DOT}|[、:：])(?!{_N})"),
    (HAN, rf"(?P<v>{_H}{{1,4}})(?:[、．:：]|\.)(?!{_H}{{1,3}}[、级类线])"),
    (HAN_PAREN, rf"[（(]{_GAP}?(?P<v>{_H}{{1,4}}){_GAP}?[）)]"),
    (NUMBER_PAREN, rf"[（(]{_GAP}?(?P<v>{_N}{{1,2}}){_GAP}?[）)]"),
    (NUMBER_HALF, rf"(?P<v>{_N}{{1,2}})[）)]"),
    (CIRCLED, "(?P<v>[①-⑳❶-❿])"),
    (BARE, rf"(?:(?i:part|no)[. ]?{_GAP}?)?(?P<v>{_N}{{1,2}}|{_H}{{1,3}})(?:\*\*|__)?{_GAP}*+\Z"),
    (SPACED, rf"(?P<v>{_N}{{1,2}}|{_H}{{1,3}})(?:{_GAP}+|[ \t]*[|｜丨][ \t]*)(?=[A-Z\u4e00-\u9fff“《])"),
    (LETTER, r"\((?P<v>[a-zA-Z])\)|(?P<w>[a-z])[.)](?=\s)"),
    (ROMAN, r"\((?P<v>[ivx]{1,5})\)|(?P<w>[ivx]{1,5})[.)](?=\s)"),
    (ROMAN_CAPITAL, r"(?P<v>[IVX]{1,5})[.、](?=\s|[\u4e00-\u9fff])"),
    (CAPITAL, r"(?P<v>[A-Z])[.、)](?=\s|[\u4e00-\u9fff])"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _STYLES)
_AFTER = re.compile(r"(?:\*\*|__)?[ \t\u3000\xa0]*[:：、.．\-–—]?[ \t\u3000\xa0]*(?:\*\*|__)?")
_DOTS = re.compile(r"[.．]")


@dataclass(frozen=True)
class Marker:
    """A number at the beginning of a line; `readings` are the kinds and numbers it can be read as, likeliest first."""

    line: int  # where the line begins
    start: int  # where the number begins, behind white space and mark-up
    words: int  # where the words behind the number begin
    end: int  # where the line ends
    indent: int
    readings: tuple[tuple[str, tuple[int, ...]], ...]


def find_markers(text: str, start: int = 0, end: int | None = None) -> Iterator[Marker]:
    """Yield every line that begins with a number, in the order of the text."""
    for match in LINE.finditer(text, start, len(text) if end is None else end):
        if marker := marker_at(text, match.start(), match.end()):
            yield marker


def marker_at(text: str, start: int, end: int) -> Marker | None:
    """The number with which the line from start to end begins; None when there is none."""
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    head = text[begin : min(end, begin + _HEAD)]
    readings: list[tuple[str, tuple[int, ...]]] = []
    length = 0
    for kind, pattern in _COMPILED:
        found = pattern.match(head)
        if found and (path := _path(kind, found)):
            readings.append((kind, path))
            length = length or found.end()
    if not readings or not lead:
        return None
    after = _AFTER.match(text, begin + length, end)
    words = after.end() if after else begin + length
    return Marker(start, begin, words, end, _width(lead["indent"]), tuple(readings))


def _path(kind: str, found: re.Match[str]) -> tuple[int, ...]:
    """The number as written, one part per dot; empty when it is no number a clause can have."""
    written = found["v"] or found.groupdict().get("w") or ""
    if kind in (LETTER, CAPITAL):
        path = (ord(written.lower()) - ord("a") + 1,)
    elif kind in (ROMAN, ROMAN_CAPITAL):
        path = (numerals.roman(written) or 0,)
    else:
        path = tuple(_value(part) for part in _DOTS.split(written))
    highest = HIGHEST if kind in NAMED else HIGHEST_LOOSE
    return path if all(0 < part <= highest for part in path) else ()


def _value(written: str) -> int:
    return numerals.to_int(written) or numerals.roman(written) or numerals.word(written) or 0


def _width(indent: str) -> int:
    return sum(4 if character == "\t" else 2 if character == "\u3000" else 1 for character in indent[:80])
