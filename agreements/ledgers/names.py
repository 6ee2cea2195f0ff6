"""Names of units, people and clauses as they stand in a cell: cut apart, and made comparable."""

import re
import unicodedata
from collections.abc import Sequence

from ..extraction import numerals

_BETWEEN = re.compile(r"[、，,；;/\n\t|｜]+|\s{2,}|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]{3,})")
_REMARK = re.compile(r"[（(][^（）()]{0,60}[）)]")
_TELEPHONE = re.compile(r"[:：]?\s*\+?\d[\d\s\-—]{5,}$")
_LABEL = re.compile(r"^(?:牵头|配合|协办|主办|责任|联系)(?:单位|部门|人)?[:：]\s*")
_TAIL = re.compile(r"等(?:单位|部门)?$")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\s“”\"'‘’《》<>()（）\[\]【】·•,，。.、:：;；\-—_]+")

_H, _N = f"[{numerals.HAN}]", r"[0-9]"
_DOTTED = re.compile(rf"^{_N}{{1,3}}(?:\.{_N}{{1,3}}){{0,4}}(?!{_N})")
_ARTICLE = re.compile(
    rf"^第\s?({_H}{{1,6}}|{_N}{{1,3}})\s?[条章节款项部]"
    rf"(?:\s?[(（]({_H}{{1,4}}|{_N}{{1,2}})[)）]|\s?第?\s?({_H}{{1,4}}|{_N}{{1,2}})\s?[款项条目])?"
)
_HAN_MARK = re.compile(rf"^({_H}{{1,4}})(?:[、.．\s]|$)")
_PAREN = re.compile(rf"^[(（]({_H}{{1,4}}|{_N}{{1,2}})[)）]")
_WORD = re.compile(
    rf"^(?:article|clause|section|art\.?|no\.?|§)\s?({_N}{{1,3}}(?:\.{_N}{{1,3}}){{0,4}})", re.IGNORECASE
)
_NUMBERED = (_ARTICLE, _HAN_MARK, _PAREN)


def normal(text: str) -> str:
    """The text for comparing: full-width as half-width, without spaces, lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bare(text: str) -> str:
    """The text for comparing, without punctuation either."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def split_names(text: str) -> list[str]:
    """The names in a cell, in their order, each once: 科研院、教务处；组织部 (李明) gives three."""
    names = []
    for part in _BETWEEN.split(_REMARK.sub("", text)):
        name = _TAIL.sub("", _TELEPHONE.sub("", _LABEL.sub("", part.strip()))).strip(" .。:：—-")
        if name and name not in names and not name.isdecimal():
            names.append(name)
    return names


def clause_number(text: str) -> str:
    """The number with which a clause is referred to: 第五条第一款 and 5.1 give 5.1, 五、 gives 5; else empty."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _WORD.match(text):
        return found[1]
    if found := _DOTTED.match(text):
        return found[0]
    for pattern in _NUMBERED:
        if found := pattern.match(text):
            parts = [numerals.to_int(part) for part in found.groups() if part]
            return ".".join(str(part) for part in parts) if all(parts) else ""
    return ""


def is_numbered(text: str) -> bool:
    """True for a line that begins like a heading: 一、 （一） 第三条."""
    text = unicodedata.normalize("NFKC", text).strip()
    return any(pattern.match(text) for pattern in _NUMBERED)


def matched_clause(written: str, clauses: Sequence[tuple[int, str, str]]) -> int | None:
    """The clause that a cell means, by number or by heading; None when it is none of them or could be two.

    `clauses` are (key, number, heading). A heading decides where number and heading disagree: numbers
    shift from one ledger to the next, names do not.
    """
    said = bare(written)
    if not said:
        return None
    number = clause_number(written)
    named = [key for key, _number, heading in clauses if bare(heading) and bare(heading) in said]
    numbered = [key for key, own, _heading in clauses if own == number]
    if len(named) > 1:
        longest = max(len(bare(heading)) for key, _number, heading in clauses if key in named)
        named = [key for key, _number, heading in clauses if key in named and len(bare(heading)) == longest]
    if len(named) == 1:
        return named[0]
    both = [key for key in named if key in numbered]
    if both:
        return both[0]
    rest = said.removeprefix(bare(number)) if number else ""
    words = re.sub(rf"^[第{numerals.HAN}0-9条章节款项]+", "", rest)
    if len(words) > 1 and any(heading for _key, _number, heading in clauses):
        # It has a heading of its own, which is none of the agreement's.
        close = [key for key, own, heading in clauses if own == number and words in bare(heading)]
        return close[0] if len(close) == 1 else None
    return numbered[0] if len(numbered) == 1 else None
