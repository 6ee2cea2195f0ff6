"""Commitments in English sentences: who shall, will, agrees or intends to do what, and lists that complete them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import segments
from .cast import ALL, Cast, Said

_LONGEST = 2500
_MODAL = re.compile(
    r"\b(?:(?:shall|will|must)(?:\s+(?:also|then|jointly|each|together|further|not|"
    r"continue to|use (?:its|their) best (?:efforts|endeavou?rs) to|endeavou?r to|seek to|"
    r"strive to|"
    r"work (?:together|jointly) to|be responsible for|make (?:every|all reasonable) effort(?:s)? to))*|"
    r"(?:(?:jointly|mutually|also|further|each)\s+)?(?:agree[sd]?|undertakes?|commits?|"
    r"pledges?|intends?|plans?|aims?|seeks?|endeavou?rs?|strives?|proposes?|"
    r"promises?)\s+(?:themselves\s+|itself\s+)?(?:jointly\s+)?to\b|"
    r"(?:is|are)\s+(?:jointly\s+)?(?:responsible\s+for|committed\s+to|required\s+to|obliged\s+to|to\s+(?=[a-z]+\b))|"
    r"(?:have|has)\s+agreed\s+to|agree[sd]?\s+(?:on|that)\b|(?:will|shall)\b)",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:may|can|could|might)\b|\bat liberty\b|\breserves? the right\b|\bis entitled\b|\bare entitled\b",
    re.IGNORECASE,
)
# The law of the agreement itself.
_LAW_SUBJECT = re.compile(
    r"^(?:\W|(?:The|the|This|this|Any|any|All|all|Either|either|Neither|neither|No|no|Such|"
    r"such|Each|each|Both|both|or|and|of|its|their|said|present|"
    r"provisions?|terms?|clauses?|conditions?|duration|validity|changes?|term or condition) ?)*"
    r"(?i:MOU|Memorandum|Agreement|agreement|amendments?|modifications?|terminations?|"
    r"disputes?|differences?|notices?|LOI|Letter of Intent|"
    r"Parties are liable|liabilit\w+|cooperation under this|deliverables|costs attaching|"
    r"intellectual property|IP rights|"
    r"provision\w*|obligations? (?:under|of)|nothing|annex\w*|interpretation|headings?|changes? made|term of)\b"
)
_LAW = re.compile(
    r"\b(?:terminat(?:e|ed|ion|ing)|amend(?:ed|ment|ments)?|modif(?:y|ied|ication)|"
    r"in (?:force|effect)|into (?:force|effect)|enter into force|effective (?:from|upon|on|"
    r"until|for)|"
    r"be effective|force majeure|governing law|governed by|disputes?|arbitration|"
    r"severab\w+|invalid|unenforceable|legally binding|binding|liable|liability|"
    r"indemnif\w+|"
    r"renew(?:ed|al)?\b|conflict of interest|be the property of|vest in|"
    r"remain the property|be construed|deemed|be interpreted|mean(?:s)? |written notice|"
    r"prior notice|express notice|"
    r"resolve differences|settled? amicably|amicabl[ey]|proposed amendments|any changes|"
    r"counterparts|remain valid|no (?:legal|financial) obligation|not create|shall not be|"
    r"assign (?:this|its|their)|entire agreement|supersede|confidential|copyright|belongs? to|"
    r"non-disclosure|disclos(?:e|ed|ing|ure)\\b)",
    re.IGNORECASE,
)
_LAW_HEADING = re.compile(
    r"(?i)\b(?:definitions?|interpretation|terminat\w+|amendment|disputes?|settlement of|"
    r"severability|enforceab\w+|governing law|force majeure|entire agreement|"
    r"conflict of interest|assignment|notices?|(?:period|term|duration)\b|validity|"
    r"effective date|entry into|legal (?:status|effect)|liability|indemnity|counterparts|"
    r"recitals|background|preamble|purpose|objectives?|non-binding|signatures?|"
    r"general provisions|modification|renewal|applicable law|relationship of)\b"
)
_PROPERTY = re.compile(r"(?i)\b(?:intellectual property|ownership|confidential\w*)\b")
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
_PURPOSE = re.compile(
    r",?\s+(?:in order to|so as to|so that|with (?:a|the) (?:view|aim|goal|objective|"
    r"purpose) (?:to|of)|with the intention of|thereby|to ensure that|aimed at|"
    r"taking into account|for the purpose of)\b",
    re.IGNORECASE,
)
_LIST_LEAD = re.compile(
    r"(?:\b(?:following|include|includes|including|below|as follows|namely|to|shall|will|"
    r"by|for|inter alia)\b\W*)\Z|:[*_\s]*\Z",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"(?i)\b(?:related to|relating to|in the (?:following )?(?:areas?|fields?)|areas?|"
    r"fields?|on the following|advice (?:on|about)|topics|subjects|cooperat\w+ (?:on|in)|"
    r"collaborat\w+ (?:on|in)|with respect to|regarding|concerning)\b[^:]{0,60}:?\W*\Z"
)
_CATCH_ALL = re.compile(
    r"(?i)\A(?:any )?other\b|\A(?:and )?(?:any )?others?\b|as (?:may be )?(?:mutually )?agreed\W*\Z"
)
# A clause inside an act, with verbs of its own.
_ASIDE = re.compile(r"(?i)\b(?:which|that|who|(?:designed|needed|required|wish\w*|how|enable \w+) to)\s[^,;]{0,50}\Z")
_VERBS = (
    r"admit|advance|advertise|align|announce|audit|authori[sz]e|buy|catalogue|certify|charge|"
    r"clean|close|coach|commission|commit|connect|"
    r"cultivate|cut|deepen|demonstrate|digitali[sz]e|discuss|display|distribute|document|"
    r"double|earmark|educate|enhance|enlarge|enroll?|"
    r"enter|examine|exhibit|explain|feed|fill|finali[sz]e|fit|follow up|found|free|furnish|"
    r"guarantee|guide|handle|harmoni[sz]e|house|"
    r"inspect|instruct|insure|integrate|intensify|interview|keep|lay|lease|let|limit|list|"
    r"loan|locate|mentor|mobili[sz]e|move|negotiate|"
    r"open up|order|pass on|permit|pool|post|print|process|procure|pursue|put|qualify|raise|"
    r"reach|record|reduce|register|release|remove|"
    r"rent|research|reserve|resurface|return|save|scale up|schedule|screen|sell|settle|ship|"
    r"show|simplify|speed up|spend|stage|step up|"
    r"store|streamline|study|subsidi[sz]e|survey|take|tackle|tender|top up|track|trial|tutor|verify|view|widen|write|"
    r"accept|accommodate|adopt|advise|allocate|allow|analy[sz]e|appoint|attend|bear|"
    r"build up|co-finance|construct|digiti[sz]e|extend|host|involve|join|keep|link|measure|"
    r"obtain|pilot|plant|protect|provide|raise|reimburse|restore|run|secure|serve|sign|"
    r"translate|upgrade|apply|arrange|assess|assign|"
    r"assist|award|begin|bring|build|carry out|circulate|co-fund|co-host|co-organi[sz]e|"
    r"co-publish|collaborate|collect|communicate|compile|complete|"
    r"conduct|consult|continue|contribute|convene|cooperate|co-operate|coordinate|cover|"
    r"create|deliver|deploy|design|designate|develop|disseminate|donate|draft|draw up|"
    r"employ|enable|encourage|endeavou?r|engage|ensure|equip|establish|"
    r"evaluate|exchange|execute|expand|explore|facilitate|finance|form|foster|fund|give|"
    r"grant|help|hire|hold|host|identify|implement|improve|inform|install|introduce|invest|"
    r"invite|issue|jointly \w+|launch|lead|lend|license|maintain|make|manage|meet|"
    r"monitor|nominate|notify|offer|open|operate|organi[sz]e|oversee|participate|pay|"
    r"perform|place|plan|prepare|present|produce|promote|propose|provide|publish|purchase|"
    r"receive|recogni[sz]e|recommend|recruit|refer|renovate|repair|replace|report|"
    r"review|second|seek|select|send|set up|share|sponsor|staff|start|strengthen|submit|"
    r"supply|support|supervise|teach|test|train|transfer|undertake|update|use|visit|waive|"
    r"welcome|work"
)
_SPLIT = re.compile(
    rf"(?:(?P<link>,?\s+and(?:\s+to)?\s+|,\s+(?:to\s+)?|;\s*(?:and\s+)?)"
    rf"(?=(?:also |jointly |further )?(?:{_VERBS})\b\s+(?!and\b|or\b|of\b|,)\w)|"
    r"(?P<duty>,?\s+and\s+(?P<modal>(?:shall|will|must|agrees? to|undertakes? to|intends? to|commits? to)\s+))(?=\w))",
    re.IGNORECASE,
)
# Where another subject may take over: “…, while the City will …”.
_TURN = re.compile(r"(?:[,;]\s*)?\b(?:and|while|whereas|but)\s+(?:that\s+)?|[;,]\s+", re.IGNORECASE)
_ACT_NOUN = re.compile(
    r"(?i)\A(?:(?:the|a|an|one|two|three|joint(?:ly)?|mutual|regular|annual|yearly|quarterly|"
    r"monthly|weekly|common|at least|up to|\d+|"
    r"\w+(?:al|ary|ive|ic|ar|ous))\s+)*(?:\w+ )?(?:\w+ing\b|\w+(?:tion|sion|ment|ance|ence|al|ery|sis|ge|ship)s?\b|"
    r"design\b|support\b|visits?\b|work\b|research\b|use\b|hosting|advice\b|access\b|training\b|"
    r"meetings?\b|workshops?\b|seminars?\b|"
    r"lectures?\b|courses?\b|projects?\b|programmes?\b|programs?\b|events?\b|camps?\b|"
    r"festivals?\b|surveys?\b|studies\b|reviews?\b|"
    r"reports?\b|transfers?\b|loans?\b|set-?up\b|launch\b|release\b|upkeep\b|repairs?\b)"
)
_BASE_VERB = re.compile(rf"(?i)\A(?:to |also |jointly |actively )*(?:{_VERBS})s?\b")
_WILL_BE_AS = re.compile(
    r"(?i)\A\s*(?:be )?(?:as (?:detailed|set out|described|agreed)|subject to|in writing|be in writing)"
)


@dataclass
class List:
    """A lead-in that ended with a colon and the items that complete it."""

    who: tuple[int, ...]
    start: int
    clause: str
    fields: bool
    acts: bool
    end: int = 0
    items: int = 0
    law: bool = False


def is_law(heading: str) -> bool:
    """True when a clause with this heading holds the law of the agreement itself."""
    return bool(_LAW_HEADING.search(heading)) and not re.search(r"(?i)scope of work|responsibilit|activities", heading)


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
    first = _MODAL.search(words)
    if not first:
        return
    for link in _TURN.finditer(words, first.end()):
        subject = cast.at(words, link.end())
        if subject and _MODAL.match(words[subject[1] : subject[1] + 60].lstrip()):
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
        yield from _pieces(words, at, infinitive.end(), end, found[0])
        at = infinitive.end() + turn.end() if turn else len(words)


def _one(words: str, cast: Cast, default: tuple[int, ...] | None) -> Iterator[Said]:
    if called := list(_called_for(words, cast)):
        yield from called
        return
    begin = _behind_lead(words)
    main = words[begin:]
    modal = _MODAL.search(main)
    if not modal:
        if default is not None and _BASE_VERB.match(main):
            yield from _pieces(words, begin, begin, len(words), default)
        return
    subject = main[: modal.start()].strip()
    if _refused(main, subject, modal):
        return
    who, doubts = _who(words, begin, subject, cast, default)
    yield from _pieces(words, begin, begin + modal.end(), len(words), who, doubts)


def _refused(main: str, subject: str, modal: re.Match[str]) -> bool:
    if len(subject) > 400 or _LAW_SUBJECT.match(subject) or _NOT_DONE.search(main[: modal.end() + 30]):
        return True
    after = main[modal.end() : modal.end() + 240]
    if _LAW.search(after) or _LAW.search(subject):
        return True
    if _WILL_BE_AS.match(after) or re.search(r"(?i)\b(?:which|that|who|as)\Z", subject):
        return True
    if re.match(r"(?i)\A(?:is|are)\s+to\b", modal[0]) and not ALL.match(subject):
        return True
    return (
        bool(re.search(r"(?i)\b(?:hope|wish|desire|expected|it is|there)\b", subject)) or subject[:3].lower() == "no "
    )


# “It is agreed that …”, “The agreement provides that …”: what is agreed follows.
_THAT = re.compile(
    r"(?i)\A(?:\(?\w{1,2}[.)]\s+)?(?:it (?:is|was) (?:further |also |hereby |"
    r"mutually )?agreed|(?:the|this) (?:agreement|memorandum|mou|accord|deal|pact) "
    r"(?:also |further )?(?:provides|stipulates|states|specifies|foresees|says|sets out)|"
    r"(?:the )?(?:two )?(?:parties|sides|partners) (?:also |further |hereby |"
    r"mutually )?agreed?) that\s+"
)
_NUMBER = re.compile(r"\A\(\w{1,3}\)\s+")


def _behind_lead(words: str) -> int:
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
        if not _MODAL.search(words[at:]):
            break
        fallback = at if fallback is None else fallback
        if ALL.match(rest) or re.match(r"(?i)(?:the|each|both|either|this|a|an)\b|[A-Z]", rest):
            return at
    return fallback if fallback is not None and not _MODAL.search(words[start:fallback]) else None


def _pieces(words, begin, verb_at, end, who, doubts=()) -> Iterator[Said]:
    purpose = _PURPOSE.search(words, verb_at + 10)
    end = purpose.start() if purpose else end
    first = begin
    for link in _SPLIT.finditer(words, verb_at, end):
        if (
            link.start() - first < 12
            or _inside(words, verb_at, link.start())
            or not _verbal(words[verb_at : link.start()])
        ):
            continue
        if "," not in (link["link"] or ",") and _ASIDE.search(words[max(verb_at, link.start() - 60) : link.start()]):
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


def _who(words, begin, subject, cast, default) -> tuple[tuple[int, ...], tuple[str, ...]]:
    if not cast.everyone:
        return (), ("parties",)
    found = cast.at(subject) or cast.at(re.sub(r"(?i)\Athe ", "", subject))
    if found:
        return found[0], ()
    if default is not None and re.match(r"(?i)(?:it|this party)\b", subject):
        return default, ()
    owner = re.match(r"(?i)(?:the )?(?P<name>.{2,60}?)['’]s?\b", subject)
    if owner and (of := cast.at(owner["name"])):
        return of[0], ()
    by = re.search(r"(?i)\bby (?:the )?(?P<name>[^,;.]{2,80})", words[begin:])
    if by and (agent := cast.at(by["name"])):
        return agent[0], ()
    named = cast.mentioned(subject)
    if len(named) == 1 and not ALL.search(subject):
        return tuple(named), ()
    return (default if default is not None and not subject else cast.everyone), () if not subject else ("responsible",)


class Lists:
    """Lists that complete a lead-in: told sentence by sentence, it says which items are commitments."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.open: List | None = None

    def opens(self, words: str, start: int, clause: str) -> bool:
        """True when the sentence (folded) only leads in a list; it is then open."""
        self.open = None
        tail = words[-160:].rstrip("*_ ")
        if not tail.endswith((":", "alia", "-", "–")) and not re.search(r"(?i)(?:following|to|shall|will)\Z", tail):
            return False
        begin = _behind_lead(words)
        main = words[begin:]
        modal = _MODAL.search(main)
        subject = main[: modal.start()].strip() if modal else main
        undertakes = bool(modal) or bool(re.search(r"(?i)responsibilit|obligations|undertak", words))
        if modal and _refused(main, subject, modal):
            undertakes = False
        who, _ = _who(words, begin, subject, self.cast, None) if modal else (_named(words, self.cast), ())
        fields = bool(_FIELDS.search(words[-200:])) and not re.search(
            r"(?i)activities|measures|actions|tasks", words[-120:]
        )
        self.open = List(who, start + begin, clause, fields, bool(re.search(r"(?i)include", tail)), law=not undertakes)
        return True

    def item(self, words: str) -> list[Said]:
        """The commitments of an item, when it is one of its own: an act, or two where it has two verbs."""
        opened = self.open
        if opened is None or opened.law or opened.fields or _CATCH_ALL.search(words):
            return []
        if _MODAL.search(words[:120]):
            return list(find(words, self.cast, opened.who))
        if _BASE_VERB.match(words):
            return list(_pieces(words, 0, 0, len(words), opened.who))
        if _ACT_NOUN.match(words) or not opened.acts:
            return [Said(0, trim(words, 0, len(words)), opened.who)]
        return []


def _named(words: str, cast: Cast) -> tuple[int, ...]:
    named = cast.mentioned(words)
    return tuple(named) if len(named) == 1 else cast.everyone
