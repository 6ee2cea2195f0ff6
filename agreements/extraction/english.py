"""Commitments in English sentences: who shall, will, agrees or intends to do what, and lists that complete them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import segments
from .cast import ALL, Cast, Said
from .law_english import refused
from .subjects_english import who_is
from .verbs_english import ASIDE, BASE_VERB, MODAL, PURPOSE, SPLIT

_LONGEST = 2500
_LEADING = re.compile(
    r"(?i)\A(?:if|where|when|whenever|before|after|upon|under|subject to|in (?:order to|"
    r"accordance|addition|particular|the event|case|line|support|pursuit|recognition|case)|"
    r"to (?=[a-z]+)|as |for the purposes? of|for this purpose|"
    r"through|based on|within|during|with (?:a view|the aim|respect|regard)|pursuant|"
    r"according|following|by \w+ing|recogni[sz]ing|should|unless|provided|at the|on the|"
    r"over the|throughout|from|until|in \d{4}|by \d{4}|by the end|furthermore|moreover|"
    r"also|additionally|finally|accordingly|to this end|to that end|subsequently|"
    r"thereafter|annually|every year|each year)"
)
_JOINS = re.compile(r"(?i)\A(?:and/or|and|or|but|also|furthermore|moreover|in addition|additionally|finally)\b[ ,]*")
# Where another subject may take over: “…, while the City will …”.
_TURN = re.compile(r"(?:[,;]\s*)?\b(?:and|while|whereas|but)\s+(?:that\s+)?|[;,]\s+", re.IGNORECASE)


def find(words: str, cast: Cast, default: tuple[int, ...] | None = None) -> Iterator[Said]:
    """Yield the commitments of one sentence (folded); places count within it."""
    if len(words) > _LONGEST:
        return
    turns = [(0, 0), *_turns(words, cast)]
    ends = [*(stop for stop, _ in turns[1:]), len(words)]
    for (_, start), end in zip(turns, ends, strict=True):
        for one in _one(words[start:end], cast, default):
            yield replace(one, start=one.start + start, end=one.end + start)


def _turns(words: str, cast: Cast) -> Iterator[tuple[int, int]]:
    """Where in a sentence another party takes over as subject: the end of what was before, the new beginning."""
    first = MODAL.search(words)
    if not first:
        return
    for link in _TURN.finditer(words, first.end()):
        subject = cast.at(words, link.end())
        if subject and MODAL.match(words[subject[1] : subject[1] + 60].lstrip()):
            yield link.start(), link.end()


# “The agreement calls for the City to pay …”: the duty stands in the infinitive.
_CALLS_FOR = re.compile(
    r"(?i)\b(?:agreement|memorandum|mou|accord|deal|pact|plan|contract|"
    r"treaty)\s(?:also\s)?(?:calls?\sfor|requires?|obliges?|commits?|provides?\sfor)\s"
)


def _called_for(words: str, cast: Cast) -> Iterator[Said]:
    lead = _CALLS_FOR.search(words)
    at = lead.end() if lead else len(words)
    while found := cast.at(words, at):
        infinitive = re.compile(r"\s+to\s+(?=\w)").match(words, found[1])
        if not infinitive:
            return
        turn = next(
            (
                m
                for m in re.finditer(r",?\s+(?:and|while)\s+", words[infinitive.end() :])
                if cast.at(words, infinitive.end() + m.end())
            ),
            None,
        )
        end = infinitive.end() + turn.start() if turn else len(words)
        yield from pieces(words, at, infinitive.end(), end, found[0])
        at = infinitive.end() + turn.end() if turn else len(words)


def _one(words: str, cast: Cast, default: tuple[int, ...] | None) -> Iterator[Said]:
    if called := list(_called_for(words, cast)):
        yield from called
        return
    begin = behind_lead(words)
    main = words[begin:]
    modal = MODAL.search(main)
    if not modal:
        if default is not None and BASE_VERB.match(main):
            yield from pieces(words, begin, begin, len(words), default)
        return
    subject = main[: modal.start()].strip()
    if refused(main, subject, modal):
        return
    who, doubts = who_is(words, begin, subject, cast, default)
    yield from pieces(words, begin, begin + modal.end(), len(words), who, doubts)


# “It is agreed that …”, “The agreement provides that …”: what is agreed follows.
_THAT = re.compile(
    r"(?i)\A(?:\(?\w{1,2}[.)]\s+)?(?:it (?:is|was) (?:further |also |hereby |"
    r"mutually )?agreed|(?:the|this) (?:agreement|memorandum|mou|accord|deal|pact) "
    r"(?:also |further )?(?:provides|stipulates|states|specifies|foresees|says|sets out)|"
    r"(?:the )?(?:two )?(?:parties|sides|partners) (?:also |further |hereby |"
    r"mutually )?agreed?) that\s+"
)
_NUMBER = re.compile(r"\A\(\w{1,3}\)\s+")


def behind_lead(words: str) -> int:
    """Where the main clause begins: behind joining words and leading conditions and purposes."""
    before = _THAT.match(words) or _NUMBER.match(words)
    at = before.end() if before else 0
    for _ in range(4):
        joins = _JOINS.match(words[at:])
        at += joins.end() if joins else 0
        if not _LEADING.match(words[at:]):
            break
        comma = _main_comma(words, at)
        if comma is None:
            break
        at = comma + 1
        at += len(words[at:]) - len(words[at:].lstrip())
    return at


def _main_comma(words: str, start: int) -> int | None:
    """The comma that ends a leading adverbial: the first behind which a subject and its verb of duty stand."""
    fallback = None
    for _first, end, mark in segments.cut(words[start : start + 900]):
        if mark != ",":
            break
        at = start + end
        rest = words[at + 1 : at + 160].lstrip()
        if not MODAL.search(words[at:]):
            break
        fallback = at if fallback is None else fallback
        if ALL.match(rest) or re.match(r"(?i)(?:the|each|both|either|this|a|an)\b|[A-Z]", rest):
            return at
    return fallback if fallback is not None and not MODAL.search(words[start:fallback]) else None


def pieces(words, begin, verb_at, end, who, doubts=()) -> Iterator[Said]:
    purpose = PURPOSE.search(words, verb_at + 10)
    end = purpose.start() if purpose else end
    first = begin
    for link in SPLIT.finditer(words, verb_at, end):
        if (
            link.start() - first < 12
            or _inside(words, verb_at, link.start())
            or not _verbal(words[verb_at : link.start()])
        ):
            continue
        if "," not in (link["link"] or ",") and ASIDE.search(words[max(verb_at, link.start() - 60) : link.start()]):
            continue
        yield Said(first, trim(words, first, link.start()), who, doubts)
        first = link.start("modal") if link["modal"] else link.end()
    yield Said(first, trim(words, first, end), who, doubts)


def _verbal(left: str) -> bool:
    """True when what stands before a link is a verb with its object, and not the first of two verbs of one object."""
    return len(left.split()) > 2 or (len(left.split()) > 1 and len(left) > 12)


def _inside(words: str, start: int, at: int) -> bool:
    part = words[start:at]
    return part.count("(") > part.count(")") or part.count("“") > part.count("”") or part.count('"') % 2 == 1


def trim(words: str, start: int, end: int) -> int:
    stop = start + len(words[start:end].rstrip(" \t\r\n,;.:"))
    return start + len(re.sub(r"(?:;|,)?\s+(?:and|or|and/or)\Z", "", words[start:stop]))
