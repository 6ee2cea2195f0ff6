"""Whom the subject of an English sentence means: by name, by what a party is, by its people, by who acted before."""

from __future__ import annotations

import re

from .cast import ALL, Cast
from .kinds_english import KINDS, NOUNS, PLURALS, TRADES, kinds_of

Places = tuple[int, ...] | None

_PLURAL = "|".join(PLURALS)
_SINGLE_NOUN = "|".join(sorted(NOUNS))
# Everyone: “both universities”, “the signatory institutions”, “each partner”, “neither side”, “they”.
_ADJECTIVES = (
    r"(?:(?:both|all|each|the|these|our|of|two|three|four|five|\d|respective|partner|participating|signatory|"
    r"contracting|twinned|twin|neighbou?ring|allied|cooperating|undersigned|three|member) )*"
)
_EVERYONE = re.compile(
    rf"(?i)(?:(?P<several>{_ADJECTIVES}(?:of (?:the |them))?)(?P<noun>{_PLURAL})\b|"
    rf"(?:each|every|neither|either|any|no)(?: of the)? (?:\w+ )?"
    rf"(?:party|side|partner|participant|signatory|member|body|(?P<one>{_SINGLE_NOUN})|of them)\b|"
    rf"(?:they|we|both|each|all|neither)\b)"
)
_ANYBODY = re.compile(
    r"(?i)(?:parties|sides|partners|participants|signatories|institutions|organi[sz]ations|bodies|entities|members)\Z"
)
_MEMBERS_OF = re.compile(r"(?i)(?:the |all |individual )*(?:members?|partners) (?:of|from) (?=the |[A-Z])")
_SINGLE = re.compile(r"(?i)\b(?:each|every|either|neither|both|any|one|all)\b")
_OTHER = re.compile(
    r"(?i)(?:(?:the|its|their|his) )?(?:other|counterpart|neighbou?r|twin|partner)"
    r"(?: (?:party|side|partner|institution|one|university))?\b"
)
_ITS = re.compile(r"(?i)(?:which|who|its|his|her|it|the same)\b")
_TWO = re.compile(r"(?i)the (former|latter)\b")
_ANY_HOST = re.compile(r"(?i)(?:the |a )?(?:\w+ing (?:party|side|partner|institution)|host(?:s\b| \w+|\Z))")
_SOME_OF = re.compile(r"(?i)\A(?:(?:all |some |many |most |two |three |four |ten |up to \d+ |\d+ )?of )")
_INTRO = re.compile(
    r"(?i)\A(?:which|whom|that|whose|(?:the \w+|both|each|all|some) of (?:which|whom))\s+(?=\w)"
    r"(?!party|side|institution)"
)
# A body of both, which stands for all who run it.
_JOINT = re.compile(
    r"(?i)\b(?:(?:joint|steering|common|mixed|bilateral|coordinati\w+|liaison|working|advisory|management|"
    r"implementation|monitoring|project|programme)\s(?:\w+\s)?(?:committee|group|board|team|office|party|unit|council|"
    r"secretariat|taskforce|task force)|committee|task ?force|coordinators|contact persons|liaison officers)\b"
)
_PASSIVE = re.compile(
    r"(?i)\s*(?:(?:also|each|jointly|then|not|only|normally|initially|year)\s)*be\s(?:\w+ly\s|also\s|jointly\s)?"
    r"(?P<done>lit|won|split|overcome|set up|made available|handed over|"
    r"\w+(?:ed|en|wn|ne|ld|nt|id|de|ught|pt|lt|st|et|ut|un|ung|ead|und))\b"
)
_TOGETHER = re.compile(r"(?i)\b(?:together with|jointly with|along with|as well as)\s")
_COOPERATES = re.compile(
    r"(?i)\s*(?:\w+ly\s|closely\s)?(?:co-?operate|collaborate|work (?:closely )?(?:together )?)\s?(?:\w+ly\s)?with\s|"
    r"[^,;]{0,120}?\b(?:together|jointly) with\s"
)
_COMES_FROM = re.compile(r"(?i)\s*(?:come|be drawn|be met|be paid) from\s")
_BY = re.compile(r"(?i)(?P<before>[\w-]+),? (?:jointly |solely |exclusively )?by (?=\w)")
_GIVEN = re.compile(
    r"(?i)(?:given|granted|provided|offered|made available|lent|leased|let|paid|supplied|sent|delivered|handed over|"
    r"transferred|reimbursed|assigned)\b"
)
_TO_WHOM = re.compile(r"(?i)\b(?:to|for|at the disposal of) (?=\w)")
_PHRASE_ENDS = re.compile(
    r"(?i)[,;:()]|\.(?!\w)|\s(?:by|to|in|for|on|at|under|during|within|before|after|until|from|with|without|as|each|every|"
    r"once|twice|free|not|no|up|so|which|who|that|where|when|if|unless|through|per|among|between|according|starting|"
    r"\w+ly|and (?:shall|will|must|to)|and (?=\w+ed\b)|while|over|against)\b"
)
_HEAD_ENDS = re.compile(r"(?i) (?:of|for|in|at|on|with|from|which|that|who|and|or|to|as|under|is|are)\b")
_NOT_OF = re.compile(r"(?i) (?:for|in|at|on|with|from|which|that|who|to|as|under|is|are)\b")
_DETERMINED = re.compile(r"(?i)\A(?:the|that|this|said|a|an) (?P<words>[^,;:()]{2,80})")


def who_is(subject: str, after: str, cast: Cast, default=None, before=None) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Who undertakes what the words after a duty say of a subject, and the doubts about it.

    `default` are those whom the heading or the lead-in names, `before` those who acted last.
    """
    if not cast.everyone:
        return (), ("parties",)
    if by := agent(after, cast, before):
        return by, ()
    if found := meant(subject, cast, before):
        return _with_partner(found, subject, after, cast), ()
    if before and re.search(r"(?i)\s(?:it|they)\Z", subject):
        return before, ()  # “… whose upkeep it …”
    if subject and (last := antecedent(subject, cast)):
        return last, ()  # “Every May the University …”
    if not subject:
        return (default if default is not None else cast.everyone), ()
    if giver := _giver(after, cast):
        return giver, ()
    if default is not None:
        return default, () if len(default) == len(cast.everyone) else ("responsible",)
    return cast.everyone, () if _JOINT.search(subject) else ("responsible",)


def _with_partner(found: tuple[int, ...], subject: str, after: str, cast: Cast) -> tuple[int, ...]:
    """Who acts, and with whom: “the University, together with the City,”, “cooperates with the City”."""
    partner = _TOGETHER.search(subject) or _COOPERATES.match(after)
    other = (
        meant(phrase((subject if partner.re is _TOGETHER else after)[partner.end() :]), cast, found)
        if partner
        else None
    )
    return tuple(sorted({*found, *(other or ())}))


def agent(after: str, cast: Cast, before=None) -> tuple[int, ...] | None:
    """Whom “by …” names behind a passive; not who has done something within its object."""
    passive = _PASSIVE.match(after)
    if source := _COMES_FROM.match(after):
        return meant(phrase(after[source.end() :]), cast, before)
    for by in _BY.finditer(after, passive.start("done")) if passive else ():
        within = by.start("before") > passive.end("done") and re.search(r"(?:ed|en|wn|ld)\Z", by["before"])
        if not within and (found := meant(phrase(after[by.end() :]), cast, before)):
            return found
    return None


def _giver(after: str, cast: Cast) -> tuple[int, ...] | None:
    """Of two parties the one that gives, where a passive names only the one that receives."""
    passive = _PASSIVE.match(after)
    if not passive or len(cast.everyone) != 2 or not _GIVEN.match(passive["done"]):
        return None
    for to in _TO_WHOM.finditer(after, passive.end()):
        found = meant(phrase(after[to.end() :]), cast)
        if found and len(found) == 1:
            return tuple(place for place in cast.everyone if place not in found)
    return None


def phrase(words: str) -> str:
    """The noun phrase that begins here: up to a preposition, an adverb or a mark."""
    return _PHRASE_ENDS.split(words[:120], maxsplit=1)[0].strip()


def meant(subject: str, cast: Cast, before: Places = None) -> Places:
    """Whom a noun phrase means; `before` acted last, in the order in which they were named."""
    subject = _SOME_OF.sub("", _INTRO.sub("", subject.strip()))
    named = cast.at(subject)
    if named and not ALL.match(subject):
        return _with_the_rest(named, subject, cast)
    if two := _TWO.match(subject):
        return _of_two(two, before, cast)
    if _OTHER.match(subject) and not _EVERYONE.fullmatch(subject.split(" of ")[0]):
        return _others(cast, before)
    if _MEMBERS_OF.match(subject) and (owner := _by_owner(subject, cast)):
        return owner
    if (every := _EVERYONE.match(subject)) and (all_of := _all_of(every, cast)):
        return all_of
    if ALL.match(subject) or _ANY_HOST.match(subject):
        return cast.everyone
    if re.match(r"(?i)their\b", subject):
        return before if before and len(before) > 1 else cast.everyone
    if before and _ITS.match(subject):
        return before
    if _JOINT.search(subject) and not re.search(r"['’]| of ", subject):
        return cast.everyone
    for way in (_joined, _by_owner, _by_kind, _only):
        if found := way(subject, cast):
            return found
    return None


def _of_two(two: re.Match[str], before: Places, cast: Cast) -> Places:
    """The former or the latter of those named last, or of both parties."""
    pair = before if before and len(before) == 2 else cast.everyone
    return (pair[0] if two[1].lower() == "former" else pair[-1],) if len(pair) == 2 else None


def means_several(words: str, cast: Cast) -> bool:
    """True for words that mean everyone, or all of a kind: “Both organizations”."""
    every = _EVERYONE.fullmatch(words.strip())
    return bool(every and _all_of(every, cast))


def named_in(words: str, cast: Cast) -> tuple[int, ...]:
    """The parties that the words name, by a form of their names or by what they are."""
    nouns = (_by_kind(one[0], cast) for one in re.finditer(r"(?i)\bthe \w+", words[:300]))
    return tuple(sorted(cast.mentioned(words) | {place for some in nouns for place in some or ()}))


def in_order(places: tuple[int, ...], words: str, cast: Cast) -> tuple[int, ...]:
    """The parties as the words name them, one after the other."""
    named = [found[0][0] for one in cast.pattern.finditer(words) if (found := cast.at(one[0]))]
    return tuple(sorted(places, key=lambda place: named.index(place) if place in named else len(named)))


def antecedent(words: str, cast: Cast) -> tuple[int, ...] | None:
    """Whom “which” means behind these words: the party that they end with."""
    named = [one for one in cast.pattern.finditer(words) if one.end() == len(words)]
    if named:
        return meant(named[0][0], cast)
    noun = re.search(r"(?i)\b(?:by|to|with|from|and|year|month|quarter|day|\d) (?P<name>the (?:\w+ ){0,2}\w+)\Z", words)
    return _by_kind(noun["name"], cast) if noun else None


def _all_of(every: re.Match[str], cast: Cast) -> tuple[int, ...] | None:
    """Whom a plural means: those of that kind, where it is several of them, else everyone."""
    noun = (every["noun"] or every["one"] or "").lower()
    if not noun or _ANYBODY.match(noun):
        return cast.everyone
    one = re.sub(r"ies\Z", "y", noun) if noun.endswith("ies") else re.sub(r"s\Z", "", noun)
    fitting = tuple(place for place, party in enumerate(cast.parties) if _fit([one], party.name) > 1)
    if len(fitting) > 1:
        return fitting
    return (
        cast.everyone
        if every["one"] or re.search(r"(?i)both|two|three|four|all|partner|signatory", every["several"])
        else None
    )


def _with_the_rest(named, subject: str, cast: Cast) -> tuple[int, ...]:
    """Who is named first, and who is joined to it: “the Museum's keepers and the University”."""
    places, rest = set(named[0]), subject[named[1] :]
    if joined := re.search(r"(?:,? and |, )(?=the |its |[A-Z])", rest[:120]):
        places |= set(meant(rest[joined.end() :], cast, named[0]) or ())
    return tuple(sorted(places))


def _joined(subject: str, cast: Cast) -> Places:
    parts = re.split(r",? and |, ", subject)
    found = [meant(part, cast) for part in parts] if 1 < len(parts) < 5 else [None]
    return tuple(sorted({place for some in found for place in some or ()})) if all(found) else None


def _others(cast, before) -> tuple[int, ...]:
    if before and len(before) == 1:
        return tuple(place for place in cast.everyone if place not in before)
    return cast.everyone


def _by_owner(subject: str, cast: Cast) -> Places:
    """“the brewery's head brewers”, “the head brewers of the brewery”: whose they are."""
    owner = re.match(r"(?i)(?P<name>(?:the |an? )?[^'’]{2,70}?)['’]s?\s", subject)
    if owner and (of := meant(owner["name"], cast)):
        return of
    for of in re.finditer(r"(?i)\b(?:of|from|at|in) (?=(?P<name>(?:the |both |each )?[A-Za-z][^,;]{1,80}))", subject):
        if (found := cast.at(of["name"])) and not ALL.match(of["name"]):
            return found[0]
        if (every := _EVERYONE.match(of["name"])) and (all_of := _all_of(every, cast)):
            return all_of
        if of["name"].startswith("the ") and (found := _by_kind(phrase(of["name"]), cast)):
            return found
    return None


def _by_kind(subject: str, cast: Cast) -> Places:
    """The one party that a common noun fits best: by a word of its name, by its kind, by its people and units."""
    noun = _DETERMINED.match(subject)
    words = (noun["words"] if noun else subject).split("'")[0].split("’")[0]
    heads = _HEAD_ENDS.split(words)[0].lower().split()
    if not heads:
        return None
    alone = len(heads) < 3 and subject[:1].isupper()  # “Society and Faculty”, without articles
    if (noun or alone) and len(best := _best([_fit(heads, party.name) for party in cast.parties])) == 1:
        return best
    if re.match(r"(?i)(?:the )?(?:two|both)\b", subject):
        return None
    words = _NOT_OF.split(words)[0]
    fits = [float(any(KINDS[kind].people.search(words) for kind in kinds_of(party.name))) for party in cast.parties]
    return best if len(best := _best(fits)) == 1 else None


def _best(fits: list[float]) -> tuple[int, ...]:
    most = max(fits, default=0)
    return tuple(place for place, fit in enumerate(fits) if fit == most) if most > 0 else ()


def _fit(heads: list[str], name: str) -> float:
    """How well a common noun fits a name: its word, its stem, its trade, its kind; a little, if none is known."""
    words, noun = re.findall(r"[a-z][\w-]+", name.lower()), heads[-1]
    if noun in words or (len(noun) > 4 and any(word.endswith(noun) for word in words)):
        return 4
    if noun not in NOUNS and not noun.endswith(("er", "or", "ery", "ory", "ers")):
        return 0
    if any(_same_stem(one, word) for one in heads[-2:] for word in words):
        return 3
    if any(noun.endswith(trade) and pattern.search(name) for trade, pattern in TRADES.items()):
        return 2.5
    kinds = kinds_of(name)
    if any(noun in KINDS[kind].nouns for kind in kinds):
        return 2
    return 1 if not kinds and noun in NOUNS else 0


def _same_stem(one: str, other: str) -> bool:
    """brewery and brewing, bakery and bakers: the same beginning, but for an ending of at most five letters."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared >= min(4, len(one)) and shared >= len(one) - 4 and len(other) - shared <= 5


def _only(subject, cast) -> tuple[int, ...] | None:
    named = cast.mentioned(subject)
    return tuple(named) if len(named) == 1 and not ALL.search(subject) and not _SINGLE.search(subject) else None
