"""The other forms in which an English text names a party: short forms, initials, its place, the noun of its kind."""

import re
from collections.abc import Iterable

from .kinds_english import HAS_ORG, ORG
from .roll_english import LEGAL

_HEAD = 30_000
_KINDS = (
    r"University|College|Institute|School|Academy|City|Town|County|District|Borough|"
    r"Municipality|Company|Corporation|Ministry|"
    r"Council|Agency|Foundation|Hospital|Department|Authority|Association|Chamber|Museum|"
    r"Library|Bank|Group|Centre|Center|"
    r"Commission|Government|Port|Trust|Office|Bureau|Province|Laboratory|Shipyard|Federation|"
    r"Union|Airport|Consortium|Park|Clinic|Polytechnic|Society|Theatre|Orchestra|Opera|Club|League|Region|Canton|Guild|"
    r"Cooperative|Network|Faculty|Zoo|Gallery|Archive|Institution|Republic|State"
)
_PLACE = re.compile(
    r"(?:City|Town|County|District|Borough|Municipality|Province|State|Region|Port|Government|"
    r"Republic|Council|Commune|University|"
    r"Kingdom) of (?:the )?(?:City of )?(?P<place>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)"
)
_MADE_OF_PLACE = re.compile(
    r"(?P<place>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*?) (?:City|Town|County|District|Borough|"
    r"Municipal|Regional|Provincial|Metropolitan)\b(?: (?:Council|Government|Administration|"
    r"Authority|Municipality))*"
)
COMPANY = re.compile(
    r"(?i)\b(?:ltd|limited|inc|corp|corporation|llc|gmbh|plc|company|group|shipyards?|"
    r"holdings?|works|industries|systems|technologies|bank|energy|services|partners|ag|sa|bv|"
    r"oy|ab)\b\.?"
)
_COMMON = (
    r"(?i:the|royal|national|state|federal|central|north|south|east|west|northern|southern|"
    r"eastern|western|new|general|first|international|regional|united|city|county|public|"
    r"saint|st\.?|technical)"
)
_COMPANY_NOUNS = "company firm manufacturer enterprise"


def with_forms(names: list[tuple[str, tuple[str, ...]]], text: str) -> list[tuple[str, tuple[str, ...]]]:
    head = text[:_HEAD]
    forms = [_forms(name, shorts, head) for name, shorts in names]
    unique = []
    for at, (name, _) in enumerate(names):
        others = {form.lower() for n, own in enumerate(forms) if n != at for form in own}
        own = {form for form in forms[at] if form.lower() not in others and form != name}
        unique.append((name, tuple(sorted(own, key=lambda form: (-len(form), form)))))
    return unique


def _titled(name: str) -> str:
    """A name in capitals as it is written in a sentence."""
    return re.sub(r"\b(?:Of|For|The|And)\b", lambda word: word[0].lower(), name.title()) if name.isupper() else name


def _forms(name: str, shorts: Iterable[str], head: str) -> set[str]:
    """Short forms given, initials, the place of a city, the first word of a company, and the noun of its kind."""
    forms = {*shorts, *name.split(",")[:1], re.sub(rf"(?:,? {LEGAL})+\Z", "", name)}
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w]*", name))
    if len(initials) > 2 and re.search(rf"\b{re.escape(initials)}\b", head):
        forms.add(initials)
    shown = _titled(name)
    candidates = {word.title() for word in re.findall(rf"(?i)\b(?:{_KINDS})\b", name)}
    if place := (_PLACE.search(shown) or _MADE_OF_PLACE.match(shown)):
        candidates.add(place["place"])
    if re.search(r"City|Town|Borough|Municip", shown):
        candidates |= {"City", "Municipality", "Town"}
    if COMPANY.search(name) or not HAS_ORG.search(name):
        candidates |= set(_COMPANY_NOUNS.split())
        candidates |= {name.split()[0], COMPANY.split(name)[0].strip(" ,"), name.split()[-1].rstrip("s")}
    plain = re.sub(rf"(?: (?:{ORG}))+\Z", "", shown)
    if plain != shown and " of " not in plain and not re.fullmatch(_COMMON, plain):
        candidates.add(plain)
        if not re.fullmatch(_COMMON, plain.split()[0]):
            candidates.add(plain.split()[0])
    words = shown.split()
    for tail in (" ".join(words[-2:]), words[-1]):
        if len(words) > 2 and re.search(rf"(?i)\bthe {re.escape(tail)}\b", head.replace(name, "")):
            candidates.add(tail)
    for given in re.findall(rf"{re.escape(name)} \(([A-Z][\w-]{{1,15}})\)", head):
        forms.add(given)
    rest = head.replace(name, "")
    return forms | {one for one in candidates if len(one) > 2 and re.search(rf"(?i:\b{re.escape(one)}\b)", rest)}
