"""A roll of parties in an English text, read from left to right: A (“First Party”), a company of X, and B."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds_english import HAS_ORG, NOUNS

_HEAD = 12_000
_NEWS = 6_000
_ANCHORS = 12
_MOST = 8
_CAP = "A-ZÀ-ÖØ-Þ\u0100-\u017f"
LEGAL = (
    r"(?:Incorporated|(?i:inc|ltd|corp|llc|llp|plc)|(?i:limited)|L\.L\.C|Co|GmbH|Pty|S\.A|AG|AB|Oy|B\.V|N\.V|S\.p\.A|"
    r"S\.r\.l)\b\.?"
)
_TOKEN = re.compile(
    rf"(?:St|Mt|Ft|(?i:inc|ltd|corp)|Co|Bros|Jr)\.(?!\w)|e\.V\.|S\.p\.A\.|S\.r\.l\.|A/S\b|plc\b|(?:[{_CAP}]\.){{1,4}}(?!\w)|"
    rf"\([{_CAP}][a-z]{{1,20}}\)(?= (?:{LEGAL}|[{_CAP}]\w+ (?:{LEGAL})))|"
    rf"(?!AND\b|and\b)(?:[dl]['’])?[{_CAP}](?:[\w&'’-]|\.(?=\w))*"
)
_RUN = re.compile(rf"(?:{_TOKEN.pattern})(?: (?:{_TOKEN.pattern}))*")
_FULL_RUN = re.compile(rf"{_RUN.pattern}(?: (?:of|for)(?: the)? {_RUN.pattern})*")
_LINK = re.compile(
    r" (?:of|for|de|du|des|del|della|di|da|do|dos|das|der|für|van|von|und|et|y|e|al|&|-)"
    r"(?: (?:the|la|las|los|le|les|el))? "
)
_PLACED = re.compile(r" (?:in|at|on)(?: the)? ")
_AND = re.compile(r" (?:and|AND) ")
_THE = r"(?:(?i:the|an?)\s{1,9})"
# “the German heating firm Kessler”, “the airline Skylark”: what it is, before its name.
_WHAT = re.compile(rf"{_THE}?(?:[A-Z][a-z]+ )?(?:[a-z][a-z-]+ ){{0,3}}?(?P<noun>[a-z]+) (?=[{_CAP}])")
# “the cities of Orme and Wend”, “the harbour town of Orme”: bare places are parties then.
_PLACES = re.compile(
    r"(?:[Tt]he )?(?:[a-z-]+ ){0,2}(?:cit(?:y|ies)|towns?|ports?|villages?|boroughs?|count(?:y|ies)|"
    r"municipalit(?:y|ies)|states?|provinces?|regions?|districts?|communes?|cantons?) of (?=[A-Z])"
)
_NUMBER = re.compile(
    r"[*_\"“\s]{0,12}(?P<number>(?:\(\w{1,3}\)|(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s{1,9}|[-•*·]\s{1,9})?[*_\"“]{0,6}"
)
_QUOTED = re.compile(r"[\"“‘'](?P<short>[^\"“”‘\n]{2,40}?),?[\"”’']")
_BRACKETS = re.compile(r",?\s{0,3}\((?P<in>[^()]{1,200})\)")
_CALLED = re.compile(
    rf"\s{{0,9}},?\s{{0,9}}(?:(?:hereinafter|hereafter|henceforth|below)"
    rf"(?:,? (?:jointly |each )?(?:referred to as|called|known as))?|"
    rf"referred to as|known as)[ ,:]{{0,6}}(?:[Tt]he )?[\"“‘'*]{{0,3}}(?:[Tt]he )?"
    rf"(?P<short>[{_CAP}][\w&-]*(?: [{_CAP}][\w&-]*){{0,3}})[\"”’'*]{{0,3}}"
)
_SHORT = re.compile(
    rf"(?:(?:hereinafter|hereafter|henceforth|referred to|called|below|or|and|as|to)\b[ :,]{{0,6}})*(?:[Tt]he )?"
    rf"(?P<short>[{_CAP}][\w&-]*(?: [{_CAP}][\w&-]*){{0,3}})\Z"
)
_NO_NAME = re.compile(
    r"(?i)\A(?:MOU|LOI|(?:this |the )?(?:agreement|memorandum|letter|treaty|contract|deal)|parties|partners|project|"
    r"programme|program|mr|mrs|ms|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|"
    r"may|june|july|august|september|october|november|december|whereas|article|section|considering|recogni[sz]ing|noting|having|have|recalling|desiring|wishing|now|today|yesterday|we|on|at|in|under|when|this|that|these|it|they|both|after|following|with|as|by)\b"
)
# Who speaks for a party, where it sits, what it is: up to the next party.
_ASIDE = re.compile(
    r"(?:\s{0,9},\s{1,9}|\s{1,9}(?=(?:as )?represented|acting|through|on behalf|of the (?:one|other|first|second)|"
    r"with (?:its|offices|registered)|a (?:company|body|public)|of|at))(?:as |duly |both |each )*"
    r"(?:represented|acting|through|by|(?:an?|the|its)(?= (?:[A-Z]\w+ )?(?!of|for|and)[a-z])|whose|with|having|"
    r"established|being|incorporated|located|registered|organi[sz]ed|on behalf|in its capacity|of|at|based|"
    r"headquartered|domiciled|in|which|who)\b"
)
_NEXT = re.compile(
    r"[;:](?=\s)|(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\b[A-Z])\.\s|\n\s{0,9}(?:\n|(?i:and\b)|\()|"
    r"\s{0,9}\((?=[^()\n]{0,50}[\"“‘'])|,?\s{1,9}(?:hereinafter|hereafter)\b|"
    r",?\s(?P<and>and|AND)\s(?:[Tt]he |THE )?(?=[A-Z])|,(?=\s(?:ha(?:s|ve)|signed)\b)"
)
_STREET = re.compile(
    r" (?:of|at) (?=(?:(?! of | at )[^,;()]){0,40}\b(?:Street|Road|Avenue|Lane|Square|Drive|House|Town Hall|City Hall|"
    r"Guildhall|Quay|Hill)\b).*| (?:of|at) [A-Z]?\d.*",
    re.DOTALL,
)
_LINKED = re.compile(
    r"(?:\s{0,9}[;,]?\s{0,9}(?:\bof the (?:one|other|first|second) part,?\s{1,9})?"
    r"(?:(?i:and)|&|together with|jointly with|as well as)(?=[\s:])(?: also| between)?[\s:*_]{0,12}|"
    r"\s{0,9}[;,]\s{0,9}|(?P<item>\s{0,9}\n\s{0,9}(?=\(?\w{1,2}[.)]\s)))(?:[Tt]he |THE )?"
)
_PLACE_BEHIND = re.compile(rf",\s(?:[{_CAP}][\w-]+(?: [{_CAP}\d][\w-]*)?)(?=\s{{0,9}}(?:[,;(]|\n|\.|\Z| and\b))")
_ADDRESS = re.compile(
    rf",\s(?:[{_CAP}][\w-]+ )?\d[\w-]*(?: [{_CAP}\d][\w-]*){{0,3}}(?=\s{{0,9}}(?:[,;(.]|\n|\Z| and\b))"
)
# “the Embassy of Orme in Tarn and …”
_SEATED = re.compile(rf" in [{_CAP}]\w+(?=,? and (?:the )?[{_CAP}])")
# Who holds an office, and who is named with a title: not the party, but one who speaks for it.
_OFFICE = re.compile(
    r"(?i)\A(?:(?:deputy|vice|acting|lord|lady|his|her|excellency|right|honou?rable|assistant|permanent|executive|"
    r"managing|prime|chief|general)[ -])*(?:mayor|minister|chancellor|vice-?chancellor|rector|president|principal|"
    r"leader|director|director-general|chair|chairman|chairwoman|chairperson|dean|secretary|secretary-general|governor|head|"
    r"executive|officer|commissioner|provost|ambassador|councillor|cllr|professor|prof|dr|mr|mrs|ms|sir|dame|lord|manager|"
    r"headteacher|captain|bishop|ceo)\b(?!\w)"
)
_OF_WHAT = re.compile(r"\b(?:of|for) (?:the )?(?P<body>[A-Z].*)\Z", re.DOTALL)


@dataclass
class Entry:
    """One of a roll: its name as it stands there, the forms given with it, and whether words say that it is a body."""

    name: str
    shorts: list[str] = field(default_factory=list)
    office: bool = False
    placed: bool = False


def read(text: str, at: int) -> tuple[list[Entry], int]:
    """The parties that are listed from this place on, and where the list ends."""
    entries: list[Entry] = []
    end, places, numbered = at, False, False
    while len(entries) < _MOST:
        number = _NUMBER.match(text, at)
        begin = number.end()
        if not entries:
            numbered = bool(number["number"])
        if placed := _PLACES.match(text, begin):
            begin, places = placed.end(), True
        elif what := _WHAT.match(text, begin):
            begin = what.end() if what["noun"] in NOUNS else _behind_the(text, begin)
        else:
            begin = _behind_the(text, begin)
        name, at = _name(text, begin)
        if not name or _NO_NAME.match(name):
            break
        entry = Entry(name, placed=places, office=bool(_OFFICE.match(name)))
        end = at = _behind(text, at, entry)
        entries.append(entry)
        linked = _LINKED.match(text, at)
        if not linked or (linked["item"] and not numbered):
            break
        at = linked.end()
    return entries, end


def _behind_the(text: str, at: int) -> int:
    article = re.compile(rf"{_THE}(?=[\"“*]{{0,6}}[{_CAP}])").match(text, at)
    return article.end() if article else at


def _name(text: str, at: int) -> tuple[str, int]:
    """The name that begins here and its end; “and” goes on with it where no other body begins behind it."""
    begin = at
    token = _TOKEN.match(text, at)
    words = 0
    while token and words < 20:
        at, words = token.end(), words + 1
        gap = _gap(text, begin, at)
        token = _TOKEN.match(text, gap) if gap else None
    return dotted(re.sub(r"\s+", " ", _STREET.sub("", text[begin:at])), text), at


def dotted(name: str, text: str) -> str:
    """The name with the dot of its last abbreviation; a dot that only ends a sentence is none of the name."""
    bare = name.rstrip(".")
    if not re.search(r"(?i)\b(?:inc|ltd|corp|co|bros|jr)\Z", bare):
        return name
    undotted = re.search(rf"{re.escape(bare)}(?![.\w])", text[:_HEAD])
    with_dot = re.search(rf"{re.escape(bare)}\.(?=\s?[,;:()”\"’]|\s[a-z])", text[:_HEAD])
    if with_dot or (name != bare and not undotted and not re.search(r"(?i)ltd\Z", bare)):
        return f"{bare}."
    return bare


def name_at(text: str, at: int) -> str:
    """The name that begins here, behind an article."""
    return _name(text, _behind_the(text, at))[0]


def _gap(text: str, begin: int, at: int) -> int | None:
    """Where the name goes on behind a blank, a preposition, an ampersand, “and” or a comma; None where it ends."""
    if legal := re.compile(rf", (?={LEGAL})").match(text, at):
        return legal.end()
    if re.search(rf"(?:{LEGAL}|e\.V\.)\Z", text[begin:at]) and not re.match(
        rf" (?:& |{LEGAL}|KG\b)", text[at : at + 12]
    ):
        return None
    if re.match(r" (?:of|at) [A-Z][a-z]", text[at : at + 8]) and re.fullmatch(
        r"[A-Z&.'’-]+(?: [A-Z&.'’-]+)+", text[begin:at]
    ):
        return None  # a name in capitals and its address
    ahead = re.sub(r"\n", " ", text[at : at + 40]) if _wraps(text, at) else text[at : at + 40]
    if link := _LINK.match(ahead):
        return at + link.end()
    if (placed := _PLACED.match(ahead)) and _stands_again(text, begin, at + placed.end()):
        return at + placed.end()
    if (joined := _AND.match(ahead)) and _goes_on(text, begin, at, at + joined.end()):
        return at + joined.end()
    if ahead[:1] == "," and (field_ := _fields(text, begin, at)):
        return field_
    return at + 1 if ahead[:1] == " " else None


def _wraps(text: str, at: int) -> bool:
    """True when a line ends near here for its length alone."""
    stop = text.find("\n", at, at + 12)
    return stop >= 0 and stop - text.rfind("\n", 0, stop) > 55


def _stands_again(text: str, begin: int, past: int) -> bool:
    """True when the words, with the next, stand twice in the text: “Embassy of Orme in Brine”."""
    token = _TOKEN.match(text, past)
    return bool(token) and text.count(text[begin : token.end()], 0, _HEAD) > 1


def _goes_on(text: str, begin: int, at: int, past: int) -> bool:
    """True when “and” joins words of one name: “Education and Science”; not where another body begins."""
    run = _RUN.match(text[past : past + 90])
    if not run:
        return False
    before, head = text[begin:at], re.split(r"(?i) (?:of|for) ", run[0])[0]
    if before in ("City", "Town", "State", "County"):
        return True  # “City and County of Orme”
    if " " not in before and re.match(r"(?:District|Region|Area|County) [A-Z]", run[0]):
        return True  # “Orme and District Chamber of Commerce”
    if not HAS_ORG.search(before):  # “Orme Fire and Rescue Service”
        bare = re.search(rf"{re.escape(before)}\b(?! and )", text[:_HEAD])
        return " " in before and bool(HAS_ORG.search(head)) and not bare
    field_of = re.search(r"(?i) (?:of|for|on) ", before)
    return bool(field_of) and (" " not in head or not HAS_ORG.search(head)) and _alone(head, text) == 0


def _fields(text: str, begin: int, at: int) -> int | None:
    """Where a name goes on with its fields: “Ministry of Food, Agriculture and Fisheries”."""
    if not re.search(rf" (?:of|for) (?:[{_CAP}]\w+)\Z", text[begin:at]):
        return None
    listed = re.compile(rf"(?:, [{_CAP}]\w+){{1,4}},? and [{_CAP}]\w+").match(text, at)
    if not listed:
        return None
    fields = re.findall(rf"[{_CAP}]\w+", listed[0])
    return at + 2 if not any(HAS_ORG.search(one) or _alone(one, text) for one in fields) else None


def _alone(words: str, text: str) -> int:
    """How often words stand in the text other than in a list."""
    listed = re.compile(rf"(?:(?i:\bof|,|\band|\bfor|&)(?: the)?|\b[{_CAP}][\w'’]*)\s\Z")
    found = re.finditer(rf"\b{re.escape(words)}\b(?! [{_CAP}&])", text[:_HEAD])
    return sum(not listed.search(text[max(0, one.start() - 20) : one.start()]) for one in found)


def _behind(text: str, at: int, entry: Entry) -> int:
    """Where what is said of a party ends; the forms that are given with it are noted."""
    for _ in range(8):
        if found := _BRACKETS.match(text, at):
            _note(found["in"], entry)
            at = found.end()
        elif found := _CALLED.match(text, at):
            entry.shorts.append(found["short"])
            at = found.end()
        elif (found := _PLACE_BEHIND.match(text, at)) and not _another(text, found):
            at = found.end()
            if (
                re.match(r"\s{0,9}\(", text[at : at + 3])
                and text[: found.start()].endswith(entry.name)
                and " " not in found[0][2:]
            ):  # “Institute of Timber, Orme (“IT”)”
                entry.name += found[0]
        elif found := _ADDRESS.match(text, at):
            at = found.end()
        elif found := _SEATED.match(text, at):
            at = found.end()
            entry.name += found[0]
        elif found := _ASIDE.match(text, at):
            stop = _next(text, found.end())
            if stop is None:
                break
            at = stop
        else:
            break
    return at


def _next(text: str, at: int) -> int | None:
    """Where what is said of a party ends: at a mark, a form of its name, or “and” with another body behind it."""
    for stop in _NEXT.finditer(text, at, at + 400):
        run = _FULL_RUN.match(text[stop.end() : stop.end() + 90]) if stop["and"] else None
        if not stop["and"] or (run and HAS_ORG.search(run[0])):
            return stop.start()
    return None


def _another(text: str, found: re.Match[str]) -> bool:
    """True when words behind a comma are another party and not the place of the one before."""
    words = found[0][2:]
    if HAS_ORG.search(words):
        return True
    return text[found.end() : found.end() + 1] != "(" and _alone(words, text) > 0


def _note(inside: str, entry: Entry) -> None:
    quoted = [one["short"] for one in _QUOTED.finditer(inside)]
    if not quoted and (plain := _SHORT.match(inside.strip())):
        quoted = [plain["short"]]
    entry.shorts += [re.sub(r"\A(?:[Tt]he|or)\s{1,9}", "", one.strip(" ,*")) for one in quoted]


_BETWEEN = re.compile(
    r"(?i:\b(?:by and between|by and among|between and among|between|among|"
    r"(?:signed|concluded|made|entered into|agreed)(?: jointly)?(?: on [^,.;\n]{3,30})? by|"
    r"(?:the )?part(?:ies|ners)(?: (?:to|in|of) this \w+)?(?: are| shall be)?:|"
    r"(?:participants|partners|parties|signatories)(?: (?:to|in|of) this \w+)? (?:are|shall be))(?: the undersigned)?)"
    rf"[\s:*_]{{0,12}}(?=(?:(?i:the|an?)\s)?(?:[a-z-]+ ){{0,3}}[{_CAP}\"“*(\d-])"
)
_SIGNING = (
    r"(?:have |has |had |today |on \w+ |yesterday |this week |formally |jointly |recently |are |also |"
    r"announced (?:\w+ ){0,2}that (?:it|they) )*"
    r"(?:sign(?:ed|s)?|declared?|confirm(?:ed)?|wish|undertake|intend|agreed?|approved?|"
    r"adopted?|announced?|ratified|struck|unveiled|"
    r"established|concluded?|entered|enter|renewed?|inked|reached|launch(?:ed)?|"
    r"join(?:ed|ing)? forces|formed?|hereby|put (?:their|its) names?|put pen|teamed up|team(?:ing)? up|sealed?|"
    r"finali[sz]ed|clinched|partner(?:ed|ing)?|pledged|will (?:cooperate|collaborate|work together)|"
    r"ha(?:ve|s) (?i:agreed))\b"
)
_SIGN = re.compile(rf"[,\s]*(?:{_SIGNING}|HAVE AGREED|AGREE\b)")
_PREAMBLE = re.compile(
    r",?\s(?i:recogni|recall|desir|wish|consider|noting|having|mindful|convinced|acting|hereinafter|hereby|being|in )"
)
_WITH = re.compile(r"[^.\n]{0,120}?\b(?:with|between (?:itself|the two) and) ")
_STARTS = re.compile(rf"(?:\A|\n|[.:–—-] |\) |, )[*_#\s]{{0,12}}(?=(?:[Tt]he |THE )?(?:[a-z-]+ ){{0,3}}[{_CAP}])")


def rolls(text: str) -> Iterator[list[Entry]]:
    """The rolls at the places where a text names its parties, those of the agreement itself first."""
    for anchor in list(_BETWEEN.finditer(text[:_HEAD]))[:_ANCHORS]:
        yield read(text, anchor.end())[0]
    for start in list(_STARTS.finditer(text[:_NEWS]))[:150]:
        entries, end = read(text, start.end())
        if not entries:
            continue
        signs = _SIGN.match(text, end)
        if signs and len(entries) == 1 and (with_whom := _WITH.match(text, signs.end())):
            entries += read(text, with_whom.end())[0]
        if signs or (len(entries) > 1 and _PREAMBLE.match(text, end)):
            yield entries


def body_of(entry: Entry, text: str) -> str:
    """The body that an office is of: the Rector of Tarn University speaks for it, the Minister for the Ministry."""
    if not entry.office:
        return entry.name
    of = _OF_WHAT.search(re.sub(r"\bof State\b", "", entry.name))
    if not of:
        return ""
    ministry = re.search(
        rf"\b(?:Ministry|Department|Office) (?:of|for) (?:the )?{re.escape(of['body'])}\b", text[:_HEAD]
    )
    return ministry[0] if ministry else of["body"]
