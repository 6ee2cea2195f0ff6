"""Commitments in English sentences: who shall, will, agrees or intends to do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import segments
from .cast import ALL, Cast, Said
from .law_english import is_law_of, law_subject, refused
from .subjects_english import Places, agent, antecedent, in_order, meant, named_in, phrase, who_is
from .verbs_english import ASIDE, BASE_VERB, DO, DOING, MODAL, PURPOSE, SPLIT, VERBS, duty

_LONGEST = 2500
_LEADING = re.compile(
    r"(?i)\A(?:if|where|when|whenever|before|after|upon|under|subject to|in (?:order to|"
    r"accordance|addition|particular|the event|case|line|support|pursuit|recognition|case)|"
    r"to (?=[a-z]+)|as |for the purposes? of|for this purpose|"
    r"through|based on|within|during|with (?:a view|the aim|respect|regard)|pursuant|"
    r"according|following|by \w+ing|recogni[sz]ing|should|unless|provided|at the|on the|so that|"
    r"over the|throughout|from|until|in \d{4}|by \d{4}|by the end|furthermore|moreover|"
    r"in (?:close )?(?:cooperation|co-operation|partnership|consultation|collaboration)|together with|on request|"
    r"wherever|as soon as|once|(?:every|each) (?:spring|summer|autumn|fall|winter|month|week|quarter|term|semester)|"
    r"also|additionally|finally|accordingly|"
    r"in return|in exchange|for (?:its|their|his|her) part|to this end|"
    r"to that end|subsequently|"
    r"thereafter|annually|every year|each year)"
)
_JOINS = re.compile(
    r"(?i)\A(?:and/or|and|or|but|also|in return|in exchange|consequently|furthermore|moreover|"
    r"in addition|additionally|finally)\b[ ,]*"
)
# A new subject: a few words that begin as a noun phrase does, and a duty.
_SUBJECT = re.compile(
    r"(?:(?:(?i:the|an?|its|their|his|her|both|each|all|any|every|neither|either|no|one|two|three|another|such|these|"
    r"this|that)\s|[A-Z])"
    r"(?:(?!(?i:which|that|who|whom|whose|if|where|when|and|or|may|can|shall|will|must|agrees?)\b)[\w'’&.-]+\s){0,11}?"
    rf"(?i:{MODAL.pattern})|(?i:it|they|each|both)\s(?:(?i:also|then|each)\s)?(?i:{MODAL.pattern}))"
)
_PAIRED = re.compile(r"(?i)the (?:former|latter)\b")
_NO_TURN = re.compile(r"(?i)\b(?:that|whether|if|where|when|so that|which)\s*\Z")
# “…, and patient data are to be stored”: behind a comma and “and”, a noun without an article opens a clause too.
_BARE = re.compile(
    r"(?:(?!(?:which|that|who|whom|whose|if|where|when|and|or|also|may|can|shall|will|must|to|then|jointly|thereafter)\b)"
    r"[\w'’-]+\s){1,5}?(?:shall|will|must|(?:is|are)\sto)\b"
)
# “…, while the bank supports the search”, “Samples are stored by the bank”: a party and what it does.
_DOES = re.compile(
    rf"(?P<who>[^,;:]{{2,80}}?)\s(?:also\s|\w+ly\s)?(?=(?:{DOING})\b|"
    r"(?P<passive>(?:is|are)\s(?:\w+ly\s)?\w+(?:ed|en|wn|ne|pt|id|ld|nt)\s))"
)
_DO = re.compile(
    rf"(?i)(?P<who>(?:[^,;:]{{2,60}}?\sand\s)?[^,;:]{{2,60}}?(?:s|\sand\s[\w ]{{3,40}}|both))(?P<passive>(?!))?\s"
    rf"(?:also\s|\w+ly\s)?(?=(?:{DO})\s)"
)
IN_RETURN = re.compile(r"(?i)\W*(?:under (?:the|this)|in return|in exchange|for (?:its|their) part|as part of the)\b")
_ASIDE_OF_DUTY = re.compile(r"\s*,\s[^,;]{2,80},\s")
_NO_SUBJECT = re.compile(rf"(?i)\b(?:may|can|could|might|is|are|was|were|has|have|had|not)\b|{MODAL.pattern}")
_PARTICIPLE = re.compile(r"[a-z]+(?:ed|en|wn|ught|lt|pt|id|ld|nt)\s(?:[^,;]{0,60}?\s)?by\s")
_SET_OFF = re.compile(r"[,;:]|\b(?:which|who|that|whose)\b")
_OWN_COSTS = re.compile(r"(?i)\bbears?\s(?:its|their)\sown\s(?:costs|expenses)\b")  # how costs fall, not an act
_PAST = re.compile(r"(?i)\b(?:since|last (?:year|winter|summer|month)|in (?:1[89]|20[01])\d\d|ago)\b")
_RELATIVE = re.compile(
    rf"(?i)(?:(?P<which>which|who)\s|(?P<whose>(?:whose|the \w+ of which|(?:both|each|all|some) of (?:which|whom))\s"
    rf"(?:[^,;]{{2,50}}?\s)??)|(?P<whom>(?:which|whom|that)\s)(?P<they>[^,;]{{2,50}}?)\s|"
    rf"(?:(?:\w+\s)?(?:during|under|at|for|from|after|by|in|to|upon|of|with|on|about|over|through|without|against)\s"
    rf"(?:which|whom|whose \w+)|where)\s"
    rf"(?P<subject>[^,;]{{2,60}}?)\s)"
    rf"(?:{MODAL.pattern}|(?P<does>(?:{DOING})\b(?![^,;]*\b(?:shall|will|must)\b)))"
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
    at, named, present = 0, None, present or bool(IN_RETURN.match(words))
    while at < len(words):
        if at and _PAIRED.match(words, at) and len(pair := _named_last(words[:at], cast)) == 2:
            named = pair
        start = _start(words[at:], cast, default, named or before, present=present or at > 0)
        stop, following, then = _turn(words, at, at + start.verb if start else len(words), cast, start)
        for one in _one(words[at:stop], cast, default, start):
            if not _PAIRED.match(words, at + one.start):
                before = in_order(one.who, words[at + one.start : at + one.end], cast)
            yield replace(one, start=one.start + at, end=one.end + at)
        at, named = following, then


def _named_last(words: str, cast: Cast) -> tuple[int, ...]:
    """The parties that the words name, in that order."""
    return in_order(tuple(sorted(cast.mentioned(words))), words, cast)


@dataclass(frozen=True)
class Start:
    """Where a main clause and its verb begin, who is its subject, and what is doubtful; `undertakes` or only says."""

    begin: int
    verb: int
    who: tuple[int, ...]
    doubts: tuple[str, ...]
    undertakes: bool = True


def _start(words: str, cast: Cast, default: Places, before: Places, *, present: bool) -> Start | None:
    begin = behind_lead(words)
    main = words[begin:]
    modal = duty(main)
    if present and (by := _done_by(main, cast)) and (modal is None or "," in main[: modal.start()]):
        return Start(begin, begin, by, ())
    doing = does(main, cast, before) if present else None
    if doing and (modal is None or _SET_OFF.search(main[len(doing[0]) : modal.start()])):
        refuses = _PAST.search(main) or _OWN_COSTS.search(main) or law_subject(doing[0]) or is_law_of(main[:240])
        return Start(begin, begin + len(doing[0]), doing[1], (), not bool(refuses))
    if modal is None:
        return None
    subject = main[: modal.start()].strip(" ,")
    if begin and len(led := named_in(words[:begin], cast)) == 1:
        before = led  # “If the City is late, it …”
    who, doubts = who_is(subject, main[modal.end() :], cast, default, before)
    refuses = refused(main, subject, modal, acts=bool(subject) and not doubts)
    aside = _ASIDE_OF_DUTY.match(main, modal.end())
    return Start(begin, begin + (aside or modal).end(), who, doubts, not refuses)


def _done_by(words: str, cast: Cast) -> Places:
    """Whom words name that go on a passive: “… housed by the City and taught by the University”."""
    return agent(f" be {words}", cast) if _PARTICIPLE.match(words) else None


def _turn(words: str, start: int, at: int, cast: Cast, acts: Start | None) -> tuple[int, int, Places]:
    """Where another subject takes over: the end of what was before, the new beginning, whom “which” means there."""
    acting = acts.who if acts else None
    while link := _TURN.search(words, at):
        at = link.start() + 1
        if _inside(words, start, link.start()):
            continue
        subject = cast.at(words, link.end())
        named = subject and MODAL.match(words[subject[1] : subject[1] + 60].lstrip())
        if named or (_SUBJECT.match(words, link.end()) and not _NO_TURN.search(words[: link.start()])):
            return link.start(), link.end(), None
        if re.match(r"[,;]\s+(?:and|that)\s", link[0]) and _BARE.match(words, link.end()):
            return link.start(), link.end(), None
        if link[0].strip() == "and" and _done_by(words[link.end() :], cast) not in (None, acting):
            return link.start(), link.end(), None
        if re.search(r"while|whereas|and|;", link[0]) and does(words[link.end() :], cast, acting):
            return link.start(), link.end(), None
        if relative := _relative(words, link, cast, acting):
            return link.start(), *relative
    return len(words), len(words), None


def does(words: str, cast: Cast, acting: Places = None) -> tuple[str, Places] | None:
    """A party that the words begin with and that does something, in the present tense; and whom it is."""
    found = _DOES.match(words) or _DO.match(words)
    if not found or _NO_SUBJECT.search(found["who"]) or BASE_VERB.match(found["who"]):
        return None
    by = agent(re.sub(r"\A(?:is|are)\s", " be ", words[found.end() :]), cast, acting) if found["passive"] else None
    who = by or (None if found["passive"] else meant(found["who"], cast, acting))
    return (words[: found.end()], who) if who else None


def _relative(words: str, link: re.Match[str], cast: Cast, acting: Places) -> tuple[int, Places] | None:
    """A relative clause with a duty of its own, where it says whose: its beginning, and whom “which” means."""
    found = _RELATIVE.match(words, link.end())
    if not found:
        return None
    after = words[found.end() :]
    if found["does"]:
        return (link.end(), acting) if found["they"] and meant(found["they"], cast, acting) else None
    if found["which"]:
        nearest = antecedent(words[max(0, link.start() - 120) : link.start()], cast)
        return (link.end(), nearest) if nearest or agent(after, cast, acting) else None
    if who_is((found["whose"] or found["they"] or found["subject"]).strip(), after, cast, before=acting)[1]:
        return None
    return (found.start("subject") if found["subject"] else link.end()), acting


# “The agreement calls for the City to pay …”: the duty stands in the infinitive.
_CALLS_FOR = re.compile(
    r"(?i)\b(?:it|agreement|memorandum|mou|accord|deal|pact|plan|contract|"
    r"treaty)\s(?:also\s|further\s)?(?:calls?\sfor|requires?|obliges?|commits?|provides?\sfor)\s"
)


# Each duty of such a sentence: whom it binds, up to “to”.
_BOUND = re.compile(
    r"(?:,?\s*\b(?:and|while)\s+|,\s+)?(?P<who>(?:(?:the|its|both)\s|[A-Z])[^,;:]{1,60}?)\s+to\s+(?=[a-z])"
)


def _called_for(words: str, cast: Cast) -> Iterator[Said]:
    lead = _CALLS_FOR.search(words)
    if not lead:
        return
    bound = [(one, who) for one in _BOUND.finditer(words, lead.end()) if (who := meant(one["who"], cast))]
    if not bound or bound[0][0].start("who") != lead.end():
        return
    ends = [*(one.start() for one, _ in bound[1:]), len(words)]
    for (one, who), end in zip(bound, ends, strict=True):
        yield from pieces(words, one.start("who"), one.end(), end, who)


# “Tuning is the responsibility of the school.”
_RESPONSIBILITY = re.compile(
    r"(?i)[^,;:]{2,120}?\s(?:is|are|shall be|will be)\s"
    r"(?:the\s(?:sole\s|joint\s)?(?:responsibility|task|duty)\sof|incumbent\son)\s|"
    r"(?i:[^,;:]{3,120}?\s(?:lies|rests|lie|rest)\s(?:solely\s|jointly\s)?with)\s"
)


def _is_for(words: str, cast: Cast) -> Iterator[Said]:
    """What is said to be somebody's task."""
    found = _RESPONSIBILITY.match(words)
    who = meant(phrase(words[found.end() :]), cast) if found else None
    if found and who:
        yield Said(0, trim(words, 0, len(words)), who)


# “In no case shall the City close the road”: the subject behind the duty.
_INVERTED = re.compile(
    r"(?i)\A(?:(?:in|under|at|on) no \w+|nor|not only|neither)\s(?:shall|will|may|must)\s"
    r"(?=(?:the|either|any|each)\s|[A-Z])"
)
_ITS_VERB = re.compile(rf"(?i)\s(?=(?:be|{VERBS})\s)")


def _inverted(words: str, cast: Cast) -> Iterator[Said]:
    """What a party shall in no case do."""
    found = _INVERTED.match(words)
    verb = _ITS_VERB.search(words, found.end()) if found else None
    if found and verb:
        who, doubts = who_is(words[found.end() : verb.start()], words[verb.start() :], cast)
        yield Said(0, trim(words, 0, len(words)), who, doubts)


def _one(words: str, cast: Cast, default: Places, start: Start | None) -> Iterator[Said]:
    if called := [*_called_for(words, cast)] or [*_is_for(words, cast)] or [*_inverted(words, cast)]:
        yield from called
    elif start is None:
        begin = behind_lead(words)
        if default is not None and BASE_VERB.match(words[begin:]):
            yield from pieces(words, begin, begin, len(words), default)
    elif start.undertakes:
        yield from pieces(words, start.begin, start.verb, len(words), start.who, start.doubts)


# “It is agreed that …”, “The agreement provides that …”: what is agreed follows.
_THAT = re.compile(
    r"(?i)\A(?:\(?\w{1,2}[.)]\s+)?(?:it (?:is|was) (?:further |also |hereby |"
    r"mutually )?agreed|(?:(?:the|this) (?:agreement|memorandum|mou|accord|deal|pact)|it) "
    r"(?:also |further |moreover )?(?:provides|stipulates|states|specifies|foresees|says|sets out|lays down|"
    r"requires|ensures|determines|notes)|"
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
        if numbered := _NUMBER.match(words[at:]):
            at += numbered.end()
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
            return at if fallback is None and not MODAL.search(words[start:at]) else fallback
        fallback = at if fallback is None else fallback
        if ALL.match(rest) or re.match(r"(?i)(?:the|each|both|either|this|a|an)\b|[A-Z]", rest):
            return at
    return fallback if fallback is not None and not MODAL.search(words[start:fallback]) else None


_FIRST_ITEM = re.compile(r"\s*:?\s*\((?:i|a|1)\)\s+")  # “shall (i) form …; (ii) apply …”


def pieces(words, begin, verb_at, end, who, doubts=()) -> Iterator[Said]:
    purpose = PURPOSE.search(words, verb_at + 10)
    end = purpose.start() if purpose else end
    numbered = _FIRST_ITEM.match(words, verb_at)
    first = numbered.end() if numbered else begin
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
