"""Which sentences of an English press account tell what was agreed: by a lead, or by a party that will do something."""

from __future__ import annotations

import re

from .cast import Cast
from .english import IN_RETURN, behind_lead, does
from .subjects_english import agent, who_is
from .verbs_english import duty

_PACT = r"(?:agreement|mou|memorandum|deal|pact|accord|contract|partnership|arrangement|plan|terms|treaty)"
_LEAD = re.compile(
    rf"(?i)\b(?:under|as part of|in|according to|by|through|thanks to)\s(?:the|this|that|its|their|a)\s"
    rf"(?:terms\sof\s(?:the|this|their)\s)?(?:[\w-]+\s){{0,3}}?{_PACT}\b|"
    rf"\b{_PACT}\s(?:also\s|further\s|moreover\s)?(?:provides?|stipulates?|calls?|commits?|requires?|obliges?|foresees?|"
    rf"sets?\sout|envisages?|specif(?:y|ies)|lays?\sdown|binds?)\b|\bit\s(?:also\s|further\s)?(?:provides|stipulates|requires|obliges|commits|calls\sfor|foresees)\b|"
    rf"\b(?:parties|sides|partners|institutions|universities|they)\s(?:also\s|have\s|further\s)*(?:will|shall|agreed?|plan)\b|"
    rf"\b{_PACT}\b[^.]{{0,60}}\b(?:under|by|in)\swhich\b"
)
_OPENS = re.compile(rf"(?i)\A\W{{0,3}}(?:under|as part of)\s(?:the|this|that)\s[^,.]{{0,50}}{_PACT}")
_SAID = re.compile(
    r"(?i)\b(?:said|told|adding|remarked|noted|stated|hopes?|hoped|hoping|commented|stressed|welcomed|emphasi[sz]ed|joked|"
    r"recalled|recalls|explained|predicted|vowed|argued|insisted|quipped|praised|thanked|announced\sthat|promised\sthat|"
    r"expressed|according\sto\s(?:the\s)?(?:mayor|rector|president|minister)|believes?|believed|warned|called\sit)\b|"
    r"\b(?:he|she|mayor|rector|president|director|minister|spokes\w+)\sadded\b|[“\"][^”\"]{25,}"
)
_SIGNING = re.compile(
    r"(?i)\bsign(?:ed|s|ing)?\b|\bagreed\s(?:on|to)\san?\s|\bformed\sa\spartnership|\bentered\sinto\b|\bput\stheir\snames\b|"
    rf"\b(?:announced|approved|concluded|reached|struck|sealed|inked|finali[sz]ed|ratified|unveiled|adopted)\s[^.]{{0,40}}{_PACT}"
)
_OWN = re.compile(r"(?i)\bcompany (?:plans|aims)\b|\b(?:separately|elsewhere|independently of)\b")


# “The mayor, Ann Lee, will …”: a person by name is not the party.
_PERSON = re.compile(
    r"\W*(?:The |Its )?(?:[\w-]+ ){1,4}?,? ?[A-Z][a-z]+ [A-Z][a-z]+,? will\b|\W*The [\w -]{3,30}, [A-Z][a-z]+ [A-Z]"
)
_BARE = re.compile(r"(?!It|They|Both|Neither|Each|All|Either)[A-Z][a-z]+ will")  # “Students will …”: nobody's promise
_FACT = re.compile(
    r"\s?(?:also )?(?:has|have|had|is|was|were|employs|operates|runs|seats|serves|reaches|sold)\b(?! to\b)"
)


def kind_of(words: str, state: str, cast: Cast, opened: bool) -> str:
    """Lead, spoken, signed, agreed, aside or other, for a sentence; `opened`: the signing or a lead has been told."""
    said, lead = _SAID.search(words), _LEAD.search(words)
    if lead and (state != "spoken" or _OPENS.match(words)) and not (said and said.start() < lead.start()):
        return "lead" if duty(words) or re.search(r"(?i)\b(?:calls|requires|obliges|commits)\b", lead[0]) else "signed"
    if said or state == "spoken":
        return "spoken"
    if state == "aside" or (not state and not _SIGNING.search(words) and _is_fact(words, cast)):
        return "aside"
    if opened and not _OWN.search(words) and not _PERSON.match(words) and _undertakes(words, cast):
        return "agreed"
    if state == "agreed" and _to_be_done(words):
        return "agreed"
    return "signed" if _SIGNING.search(words) else "other"


def _is_fact(words: str, cast: Cast) -> bool:
    """True when a sentence tells what a party is or has, and promises nothing: what follows is no term either."""
    named = cast.at(words.lstrip())
    return bool(named and _FACT.match(words.lstrip(), named[1]) and not duty(words))


_DONE = re.compile(r"[^,;:]{3,90}?\s(?:will|shall)\s(?:also\s)?be\s(?:\w+ly\s)?\w+(?:ed|en|wn|ld|de|ught|set up)\b")


def _to_be_done(words: str) -> bool:
    """True when something is to be done, though not said by whom: in the paragraph of the terms it is one of them."""
    return bool(_DONE.match(words[behind_lead(words) :]))


def _undertakes(words: str, cast: Cast) -> bool:
    """True when a party, or what belongs to one, is to do something."""
    main = words[behind_lead(words) :]
    modal = duty(main)
    if not modal:
        return bool(IN_RETURN.match(words) and does(main, cast))
    subject = main[: modal.start()].strip(" ,")
    bare = (
        _BARE.fullmatch(f"{subject} {modal[0].split()[0]}")
        and not cast.at(subject)
        and not agent(main[modal.end() :], cast)
    )
    return bool(subject) and not bare and not who_is(subject, main[modal.end() :], cast, before=cast.everyone)[1]
