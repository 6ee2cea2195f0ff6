"""How far something is, as people write it: 80%, 0.8, 已完成, 进行中."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,4})?)\s*%")
_CHINESE = re.compile(r"百分之(\d{1,3})(?!\d)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,6})?")
_ABOUT = re.compile(r"约|左右|近|超|以上|余|~|～|about|nearly|over", re.IGNORECASE)
_UNDONE = re.compile(r"未|尚|没有|正在|即将|拟|计划|基本|部分|待|无法|not|partly|almost", re.IGNORECASE)
_DONE = re.compile(
    r"(?:已|全部|均已|按期|按时|如期)*(?:完成|办结|完结|结项|销号|落实到位|done|completed?|finished|closed)[。.!！]?",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:正常|有序|按计划|按期|稳步|常态化?|持续)+(?:推进|开展|进行|落实|保持|坚持|运行)中?[。.]?")
_PARTLY = re.compile(r"滞后|缓慢|部分|不够|偏慢|partly|behind", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A percent, or nothing; `kept_up` answers for what goes on all the time; a doubt: about, unclear."""

    percent: int | None = None
    kept_up: str = ""
    doubt: str = ""
    words: str = ""  # what the cell says, when it says more than a number


def are_fractions(values: Iterable[object]) -> bool:
    """True when the numbers of a column are parts of one: 0.8, 0.25, 1."""
    numbers = [float(value) for value in values if isinstance(value, int | float | Decimal)]
    return bool(numbers) and all(0 <= number <= 1 for number in numbers) and any(0 < n < 1 for n in numbers)


def read_figure(value: object, *, fractions: bool = False) -> Figure:
    """How far something is. Words that name no figure give none: 进行中 is not 50 %."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(float(value), fractions)
    if not isinstance(value, str) or not value.strip():
        return Figure()
    written = value.strip()
    text = unicodedata.normalize("NFKC", written)
    if _NUMBER.fullmatch(text):
        return _number(float(text), fractions or ("." in text and float(text) < 1))
    kept_up = "partly" if _PARTLY.search(text) else "yes" if _YES.fullmatch(text) or _DONE.fullmatch(text) else ""
    found = _PERCENT.findall(text) or _CHINESE.findall(text)
    if len(found) == 1 and float(found[0]) <= 100:
        bare = _PERCENT.sub("", text).strip(" 。.()完成率度比例:：已") if _PERCENT.search(text) else ""
        words = written if bare else ""
        return Figure(round(float(found[0])), kept_up, "about" if _ABOUT.search(text) else "", words)
    if found:
        return Figure(None, kept_up, "unclear", written)
    if _DONE.fullmatch(text) and not _UNDONE.search(text):
        return Figure(100, "yes", "", written)
    return Figure(None, kept_up, "unclear" if re.search(r"\d\s*/\s*\d", text) else "", written)


def _number(number: float, fractions: bool) -> Figure:
    if fractions or 0 < number < 1:
        number *= 100
    if not 0 <= number <= 100:
        return Figure(None, "", "unclear")
    return Figure(round(number))
