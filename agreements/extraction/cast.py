"""Whom the words of a passage mean: a party by any of its forms, several of them, or everyone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .segments import FOLD

ALL = re.compile(
    r"(?:甲[、]?乙(?:丙)?|甲方、?乙方|校地|地校|校企|企校|政企|区校|校区|校政|政校|市校|校市|"
    r"省校|县校|校县|校校|校院|院校|院地|地院|"
    r"院企|府校|医校|银企|区企|村企|协议|签约|合作|缔约|中外|协作|两地|我们)?(?:双方|各方|"
    r"三方|四方|两家|多方)(?:单位)?|"
    r"(?:[两三]|[二三四])[校地市区院国县省州镇企馆家所](?![一-龥]级(?!医院|医疗))|(?:各|全体|所有)?(?:成员|合作|签约|共建)单位|"
    r"(?:市校|校地|校企|政企|区校|院地|府校|院校)(?=共同|联合|共建|携手|每|将)|(?:任何|任意|任)?一方(?!面)|"
    r"(?:both |the |all |all the |each of the )?(?:two |three )?(?:parties|sides|partners|participants|signatories)\b|"
    r"each (?:party|side)\b|both\b|(?:the )?two (?:institutions|universities|cities|organi[sz]ations|bodies)\b|"
    r"they\b|either party\b",
    re.IGNORECASE,
)
_OF_TWO = re.compile("前者|后者")
_NEAR = 300  # how far before 前者 and 后者 the two are named
_JOINED = re.compile(r"\s*(?:与|和|、|及|同|以及|,?\s*and(?: the)?\s|&)\s*")


@dataclass(frozen=True)
class Party:
    """One who agrees: its fullest name in the text, its role, and the other forms in which the text names it."""

    name: str
    role: str
    aliases: tuple[str, ...] = ()
    label: str = ""

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Said:
    """An act in a sentence: its place, who does it, doubts, whether it is said in general only, when it is to be."""

    start: int
    end: int
    who: tuple[int, ...]
    doubts: tuple[str, ...] = ()
    general: bool = False
    when: tuple[int, int] | None = None


class Cast:
    """The parties of a text, asked whom words mean; places count from 0, `everyone` is all of them."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self.parties = tuple(parties)
        self.everyone = tuple(range(len(self.parties)))
        forms: dict[str, set[int]] = {}
        for place, party in enumerate(self.parties):
            for form in party.forms:
                forms.setdefault(form.translate(FOLD).lower(), set()).add(place)
        self._places = {form: places.copy().pop() for form, places in forms.items() if len(places) == 1}
        ordered = sorted(self._places, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(_bounded, ordered)) or r"(?!)", re.IGNORECASE)

    def names(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.parties[place].name for place in sorted(places))

    def at(self, words: str, start: int = 0) -> tuple[tuple[int, ...], int] | None:
        """Whom the words name at this place and where the name ends: 双方, a party, or several joined by 与."""
        if match := ALL.match(words, start):
            return self.everyone, match.end()
        if match := _OF_TWO.match(words, start):
            two = self._last_two(words, start)
            return ((two[match[0] == "后者"],), match.end()) if two else None
        places: set[int] = set()
        at = start
        while match := self.pattern.match(words, at):
            places.add(self._place(match))
            at = match.end()
            joined = _JOINED.match(words, at)
            if not joined or not self.pattern.match(words, joined.end()):
                break
            at = joined.end()
        return (tuple(sorted(places)), at) if places else None

    def _last_two(self, words: str, end: int) -> tuple[int, ...]:
        """The two parties named last before this place, in that order; else the two that there are."""
        named = [self._place(match) for match in self.pattern.finditer(words, max(0, end - _NEAR), end)]
        two = tuple(reversed(tuple(dict.fromkeys(reversed(named)))[:2]))
        return two if len(two) == 2 else self.everyone if len(self.everyone) == 2 else ()

    def mentioned(self, words: str) -> set[int]:
        return {self._place(match) for match in self.pattern.finditer(words)}

    def _place(self, match: re.Match[str]) -> int:
        form = match[0].lower()
        return self._places[form] if form in self._places else self._places[form.removeprefix("the ")]


def _bounded(form: str) -> str:
    """A pattern for the form; a Latin one stands as a word of its own."""
    latin = form[:1].isascii() and form[-1:].isascii()
    return rf"(?:the )?(?<![A-Za-z\d]){re.escape(form)}(?![A-Za-z\d])" if latin else re.escape(form)
