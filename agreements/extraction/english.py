"""Commitments in English sentences: who shall, will, agrees or intends to do what, and lists that complete them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import segments
from .cast import ALL, Cast, Said
from .law_english import refused
from .subjects_english import Places, agent, antecedent, in_order, meant, who_is
from .verbs_english import ASIDE, BASE_VERB, DOING, MODAL, PURPOSE, SPLIT, duty

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
# A new subject: a few words that begin as a noun phrase does, and a duty.
_SUBJECT = re.compile(
    r"(?:(?i:the|an?|its|their|his|her|both|each|all|any|every|neither|either|no|one|two|three|another|such|these|"
    r"this|that)\s|[A-Z])"
    r"(?:(?!(?i:which|that|who|whom|whose|if|where|when|and|or|may|can|shall|will|must|agrees?)\b)[\w'’&.-]+\s){0,11}?"
    r"(?i:shall|will|must|may\snot|(?:is|are)\sto|undertakes?\sto|agrees?\sto|commits?\s(?:itself\s|themselves\s)?to|intends?\sto|"
    r"pledges?\sto)\b|(?i:it|they|each|both)\s(?:(?i:also|then|each)\s)?(?i:shall|will|must|undertakes?|agrees?|intends?)\b"
)
_PAIRED = re.compile(r"(?i)the (?:former|latter)\b")
_NO_TURN = re.compile(r"(?i)\b(?:that|whether|if|where|when|so that|which)\s*\Z")
# “…, and patient data are to be stored”: behind a comma and “and”, a noun without an article opens a clause too.
_BARE = re.compile(
    r"(?:(?!(?:which|that|who|whom|whose|if|where|when|and|or|also|may|can|shall|will|must|to|then|jointly|thereafter)\b)"
    r"[\w'’-]+\s){1,5}?(?:shall|will|must|(?:is|are)\sto)\b"
)
# “…, while the bank supports the search”: a party and what it does.
_DOES = re.compile(rf"(?P<who>[^,;:]{{2,80}}?)\s(?:also\s)?(?=(?:{DOING})\s)")
_RELATIVE = re.compile(
    rf"(?i)(?:(?P<which>which|who)\s|(?P<whose>(?:whose|the \w+ of which|(?:both|each|all|some) of (?:which|whom))\s"
    rf"(?:[^,;]{{2,50}}?\s)??)|(?P<whom>(?:which|whom|that)\s)(?P<they>[^,;]{{2,50}}?)\s|"
    rf"(?:\w+\s)?(?:during|under|at|for|from|after|by|in|to|upon|of|with) which\s(?P<subject>[^,;]{{2,60}}?)\s)"
    rf"(?:{MODAL.pattern})"
)
# Where another subject may take over: “…, while the City will …”.
_TURN = re.compile(r"(?:[,;]\s*)?\b(?:and|while|whereas|but)\s+(?:that\s+)?|[;,]\s+(?:that\s+)?", re.IGNORECASE)


def find(
    words: str, cast: Cast, default: Places = None, before: Places = None, *, present: bool = False
) -> Iterator[Said]:
    """Yield the commitments of one sentence (folded); places count within it.

    `before` acted in what stands before; `present`: what a party does is what it undertakes.
    """
    if len(words) > _LONGEST:
        return
    start, named = 0, None
    while start < len(words):
        acting = _acting(words[start:], cast, default, named or before)
        stop, following, then = _turn(words, start, cast, acting)
        for one in _one(words[start:stop], cast, default, named or before, present=present or start > 0):
            if not _PAIRED.match(words, start + one.start):
                before = in_order(one.who, words[start + one.start : start + one.end], cast)
            yield replace(one, start=one.start + start, end=one.end + start)
        start, named = following, then


def _acting(words: str, cast: Cast, default: Places, before: Places) -> Places:
    """Who acts in the words that begin here."""
    main = words[behind_lead(words) :]
    modal = duty(main)
    if not modal or not cast.everyone:
        return before
    return who_is(main[: modal.start()].strip(" ,"), main[modal.end() :], cast, default, before)[0]


def _turn(words: str, start: int, cast: Cast, acting: Places) -> tuple[int, int, Places]:
    """Where another subject takes over: the end of what was before, the new beginning, whom “which” means there."""
    first = duty(words, start + behind_lead(words[start:]))
    at = first.end() if first else len(words)
    while link := _TURN.search(words, at):
        at = link.start() + 1
        if _inside(words, start, link.start()):
            continue
        subject = cast.at(words, link.end())
        named = subject and MODAL.match(words[subject[1] : subject[1] + 60].lstrip())
        if named or (_SUBJECT.match(words, link.end()) and not _NO_TURN.search(words[: link.start()])):
            return link.start(), link.end(), None
        if re.match(r"[,;]\s+and\s", link[0]) and _BARE.match(words, link.end()):
            return link.start(), link.end(), None
        if re.search(r"while|whereas|and", link[0]) and does(words[link.end() :], cast, acting):
            return link.start(), link.end(), None
        if relative := _relative(words, link, cast, acting):
            return link.start(), *relative
    return len(words), len(words), None


def does(words: str, cast: Cast, acting: Places = None) -> tuple[str, Places] | None:
    """A party that the words begin with and that does something, in the present tense; and whom it is."""
    found = _DOES.match(words)
    who = meant(found["who"], cast, acting) if found else None
    return (found["who"], who) if found and who else None


def _relative(words: str, link: re.Match[str], cast: Cast, acting: Places) -> tuple[int, Places] | None:
    """A relative clause with a duty of its own, where it says whose: its beginning, and whom “which” means."""
    found = _RELATIVE.match(words, link.end())
    if not found:
        return None
    after = words[found.end() :]
    if found["which"]:
        nearest = antecedent(words[max(0, link.start() - 120) : link.start()], cast)
        return (link.end(), nearest) if nearest or agent(after, cast, acting) else None
    if who_is(found["whose"] or found["they"] or found["subject"], after, cast, before=acting)[1]:
        return None
    return (found.start("subject") if found["subject"] else link.end()), acting


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


def _one(words: str, cast: Cast, default: Places, before: Places, *, present: bool) -> Iterator[Said]:
    if called := list(_called_for(words, cast)):
        yield from called
        return
    begin = behind_lead(words)
    main = words[begin:]
    modal = duty(main)
    if not modal:
        if present and (doing := does(main, cast, before)):
            yield from pieces(words, begin, begin + len(doing[0]), len(words), doing[1])
        elif default is not None and BASE_VERB.match(main):
            yield from pieces(words, begin, begin, len(words), default)
        return
    subject = main[: modal.start()].strip(" ,")
    who, doubts = who_is(subject, main[modal.end() :], cast, default, before)
    if not refused(main, subject, modal, acts=bool(subject) and not doubts):
        yield from pieces(words, begin, begin + modal.end(), len(words), who, doubts)


# “It is agreed that …”, “The agreement provides that …”: what is agreed follows.
_THAT = re.compile(
    r"(?i)\A(?:\(?\w{1,2}[.)]\s+)?(?:it (?:is|was) (?:further |also |hereby |"
    r"mutually )?agreed|(?:(?:the|this) (?:agreement|memorandum|mou|accord|deal|pact)|it) "
    r"(?:also |further |moreover )?(?:provides|stipulates|states|specifies|foresees|says|sets out)|"
    r"(?:the )?(?:two )?(?:parties|sides|partners) (?:also |further |hereby |"
    r"mutually )?agreed?) that\s+"
)
# “… signed an agreement under which the City will …”
_UNDER_WHICH = re.compile(
    r"(?i)\A[^;:]{5,220}?\b(?:agreement|memorandum|mou|accord|deal|pact|contract|partnership|arrangement|plan)\b"
    r"[^.;:]{0,60}?\b(?:under|by|in) which\s+"
)
_NUMBER = re.compile(r"\A\(\w{1,3}\)\s+")


def behind_lead(words: str) -> int:
    """Where the main clause begins: behind joining words and leading conditions and purposes."""
    before = _THAT.match(words) or _UNDER_WHICH.match(words) or _NUMBER.match(words)
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
