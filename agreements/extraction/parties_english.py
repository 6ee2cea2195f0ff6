"""Who agrees in an English text: between A (“First Party”) and B; A and B have signed; Party A: …."""

import re

from .forms_english import COMPANY, with_forms
from .kinds_english import HAS_ORG, ORG, PLURALS
from .roll_english import body_of, dotted, name_at, rolls

_HEAD = 30_000
_FIRST = 12_000
_WORD = r"(?:plc\b|e\.V\.|(?:St|Mt|Ft)\.|[A-Z](?:[\w&'’-]|\.(?=\w))*)"
_NAME = rf"{_WORD}(?:(?:,? (?:of|for|and|de|du|la)(?: the)?| the)? (?:{_WORD}|&|\([A-Z][\w ]{{1,20}}\))){{0,15}}"
_BETWEEN = re.compile(
    r"(?i:\b(?:by and between|between and among|between|among|"
    r"(?:signed|concluded|made|entered into|agreed)(?: jointly)?"
    r"(?: on [^,.;\n]{3,30})? by))\s*:?\s*(?=(?:the\s|The\s|THE\s|\*\*)?[A-Z\"“*\[])"
)
_DEFINED = re.compile(
    r"(?P<name>[A-Z\[][^()\n]{1,160}?)\s*[,]?\s*\((?:[^()\"“”‘’]{0,60}?)[\"“‘'](?P<short>[^\"“”\n]{2,40})[\"”’'][^()\n]{0,60}\)"
)
_HEREINAFTER = re.compile(
    r"(?P<name>[A-Z][^()\n;]{1,120}?),[^()\n;]{0,120}?\bhereinafter(?: referred to as|"
    r" called)?,? (?:the )?[\"“‘'](?P<short>[^\"“”\n]{2,40})[\"”’']"
)
# “the Diocese of Hallow (hereinafter: the Diocese)”, without quotation marks.
_CALLED = re.compile(
    rf"(?P<name>{_NAME}),? \((?:hereinafter|hereafter|henceforth|referred to|called|below)[^()\"“”]{{0,30}}?"
    rf"(?:the )?(?P<short>[A-Z][\w&-]+(?: [A-Z][\w&-]+){{0,3}})\)"
)
_LABELLED = re.compile(
    r"(?m)^\W{0,12}(?P<label>Party [A-D1-4]|(?:First|Second|Third|Fourth) Party|"
    r"Parties? No\. ?\d)\W{0,3}[:|\t]\s*\**(?:[Tt]he )?(?P<name>[A-Z][^\n,;(|]{2,80})"
)
# “Supplier: A”, “Customer: B”: what each is called from there on.
_ROLE = re.compile(r"(?m)^\W{0,12}(?P<label>[A-Z][a-z]+)\s?[:|]\s*\**(?:[Tt]he )?(?P<name>[A-Z][^\n]{2,80})$")
_SIGNING = (
    r"(?:have |has |had |today |on \w+ |yesterday |this week |formally |jointly |recently )*"
    r"(?:sign(?:ed|s)?|declared?|confirm(?:ed)?|wish|undertake|intend|agreed?|approved?|"
    r"adopted?|announced?|ratified|struck|unveiled|"
    r"established|concluded?|entered|enter|renewed?|inked|reached|launch(?:ed)?|"
    r"join(?:ed)? forces|formed?|hereby|put (?:their|its) names?|teamed up|team up|sealed?|finali[sz]ed|clinched|"
    r"pledged|will (?:cooperate|collaborate|work together))\b"
)
# “the airline Skylark Airways”: what it is, before its name.
_THE = r"(?:[Tt]he (?:[a-z-]+ ){0,2})?"
_SIGNED_BOTH = re.compile(
    rf"(?:\A|\n|[.:–—-] |, |"
    rf"\) ){_THE}(?P<names>{_NAME}(?:, {_THE}{_NAME})*,? and {_THE}{_NAME})(?: \([^()\n]{{1,60}}\))?,?"
    rf"(?:,[^.\n]{{0,200}},)? {_SIGNING}"
)
_SIGNED_WITH = re.compile(
    rf"(?:\A|\n|[.:–—-] |, |\) ){_THE}(?P<one>{_NAME}) {_SIGNING}[^.\n]{{0,120}}? with {_THE}(?P<two>{_NAME})"
)
# “…, represented by its Mayor,”: who speaks for it, and where it sits.
_ASIDES = re.compile(
    r",\s(?:represented|acting|established|incorporated|located|having|hereinafter|a|an|with)\b[^,.;\n]{0,120},(?=\s)"
)
# “Ministry of Fisheries (MoF)”, where no quotation marks stand: initials behind a name.
_INITIALS = re.compile(rf"(?P<name>{_NAME}),? \((?:the )?(?P<short>[A-Z][\w&-]{{1,20}})\)")
# “The Ministry of Labour of Estra (the Estran Participant)”: a name of its own in brackets.
_THE_SHORT = re.compile(rf"(?P<name>{_NAME}),? \(the (?P<short>[A-Z][\w-]+(?: [A-Z][\w-]+){{0,3}})\)")
# “BRW (the basin authority), LIF (the hydrology institute) and …”: what each is, behind its name.
_WHAT_EACH_IS = re.compile(
    rf"{_NAME} \((?:the|an?) [a-z][^()\n]{{2,60}}\)(?:,? and |, )(?={_NAME} \((?:the|an?) [a-z])"
)
# A title that is nothing but initials: BRW – LIF – NAM.
_ALL_INITIALS = re.compile(r"(?m)^\W{0,12}([A-Z]{2,8}(?:\s*(?:[–—/&,-]|\band\b)\s*[A-Z]{2,8})+)\W*$")
# What stands under an agreement: “For the City: …”, “Signed for and on behalf of the University”.
_SIGNED_FOR = re.compile(
    r"(?m)^\W{0,12}(?:(?i:signed )?(?i:for and on behalf of|on behalf of|for))\W{1,4}(?:[Tt]he |THE )?"
    rf"(?P<name>{_NAME})"
)
# “The participants are A, B and C.”
_WHO_ARE = re.compile(
    r"(?i:\b(?:participants|partners|parties|signatories)(?: (?:to|in|of) this \w+)? (?:are|shall be)\s*:?\s*)"
    r"(?=(?:the |The )?[A-Z])"
)
# A and B, at the head of a preamble: “…, recalling …, have reached …”.
_NAMED = re.compile(_NAME)
_PREAMBLE = re.compile(
    rf"(?m)^(?:[Tt]he |THE )?(?P<names>{_NAME}(?:, (?:the )?{_NAME})*,? and (?:the )?{_NAME}),?\s*$"
    rf"|^(?:[Tt]he )?(?P<led>{_NAME}(?:, (?:the )?{_NAME})*,? and (?:the )?{_NAME}),\s"
    rf"(?i:recogni|recall|desir|wish|consider|noting|having|mindful|convinced|acting|hereinafter|hereby|being|in )"
)
_LEGAL_FORM = (
    r"(?: (?:Group|Company|Corporation|Holdings?|Ltd|Limited|plc|PLC|Inc|GmbH|LLC|AG|SA|AS|AB|Oy|BV|NHS|"
    r"Trust)\b)+"
)
_NOT_SHORT = re.compile(
    r"(?i)\bMOU\b|\bLOI\b|agreement|memorandum|part(?:ies|ners)\Z|project|programme|program\b|"
    r"effective|centre\Z|center\Z|term\Z|letter"
)


_BLANKS = re.compile(r"\s{6,}")


def find_english(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The parties with the other forms of their names; empty where two cannot be made out."""
    text = _BLANKS.sub(lambda blank: "\n\n" if "\n" in blank[0] else "  ", text)
    for find in (
        _labelled,
        _rolled,
        _who_are,
        _between,
        _all_defined,
        _signed,
        _in_table,
        _with_initials,
        _by_initials,
        _preamble,
        _signed_for,
        _first_named,
    ):
        names = [(dotted(_in_small(name, text), text), forms) for name, forms in find(text)]
        if len(names) > 1:
            return with_forms([(_with_article(name, text), forms) for name, forms in names], text)
    return []


def _with_article(name: str, text: str) -> str:
    """The name with the article where that stands in capitals within a sentence: “on behalf of The University of …”."""
    article = re.search(rf"[a-z] The {re.escape(name)}\b", text[:_HEAD])
    return f"The {name}" if article else name


def _in_small(name: str, text: str) -> str:
    """A name that a title has in capitals as the text writes it elsewhere."""
    if not name.isupper() or len(name.split()) < 2:
        return name
    written = re.finditer(re.escape(name), text[:_HEAD], re.IGNORECASE)
    return next((one[0] for one in written if not one[0].isupper()), name)


def _rolled(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The first roll of bodies; one of people in office only where no other is found."""
    weak: list[tuple[str, tuple[str, ...]]] = []
    for entries in rolls(text):
        found = {}
        for entry in entries:
            body = body_of(entry, text)
            name = _fuller(body, text[:6000]) if body else ""
            if (
                name
                and not re.search(r"(?i)\bMOU\b|agreement|memorandum", name)
                and not (entry.office and not HAS_ORG.search(name))
            ):
                found[name] = tuple(one for one in entry.shorts if not _NOT_SHORT.search(one))
        known = any(HAS_ORG.search(name) for name in found) or all(entry.placed for entry in entries)
        if _in_one_word([entry.name for entry in entries]):
            continue
        if len(found) < 2 or not known:
            continue
        if not any(entry.office for entry in entries):
            return list(found.items())
        weak = weak or list(found.items())
    return weak


def _in_one_word(names: list[str]) -> bool:
    """True for “Orme and Tarn Councils”: names that a title draws together."""
    return len(names) > 1 and not HAS_ORG.search(names[-2]) and names[-1].split()[-1].lower() in PLURALS


def _who_are(text: str) -> list[tuple[str, tuple[str, ...]]]:
    opening = _WHO_ARE.search(text[:_FIRST])
    if not opening:
        return []
    window = re.split(r"\.\s|\n\s*\n", text[opening.end() : opening.end() + 800])[0]
    return _defined(window) or [(name, ()) for name in _split(re.sub(r"\s+", " ", window))]


def _with_initials(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = {
        m["short"]: _clean(m["name"])
        for m in _INITIALS.finditer(text[: _FIRST // 2])
        if _is_short_of(m["short"], m["name"])
    }
    return [(name, (short,)) for short, name in found.items() if not _NOT_SHORT.search(short)][:6]


def _in_table(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of a table at the head, each with a body and, in its last cell, what the text calls it."""
    found = []
    for row in re.findall(r"(?m)^\|(.+)\|\s*$", text[:4000]):
        cells = [cell.strip(" *") for cell in row.split("|")]
        name = next((_clean(cell) for cell in cells if len(cell.split()) > 1 and HAS_ORG.search(cell)), "")
        short = re.sub(r"\A[Tt]he ", "", cells[-1])
        name = re.split(r",(?! (?:Ltd|Inc|LLC))", name)[0]  # an address
        if name and name[0].isupper():
            found.append((name, (short,) if short != name and len(short) < 30 and short[:1].isupper() else ()))
    return found


def _by_initials(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Bodies known by their initials alone, in a title or with what each is behind them."""
    head = text[:_FIRST]
    for title in _ALL_INITIALS.finditer(head[:1500]):
        names = re.findall(r"[A-Z]{2,8}", title[1])
        if all(len(re.findall(rf"\b{name}\b", head)) > 1 for name in names):
            return [(name, ()) for name in dict.fromkeys(names)]
    if first := _WHAT_EACH_IS.search(head):
        rest = re.split(r"\.\s", head[first.start() :])[0]
        names = re.findall(rf"({_NAME}) \((?:the|an?) [a-z]", rest)
        return [(_clean(name), ()) for name in names]
    return []


def _first_named(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """As a last resort the first two organizations that are named, one not a part of the other's name."""
    names: list[str] = []
    for found in _NAMED.finditer(re.sub(r"[ \t]*\n[ \t]*(?=[a-z&])", " ", text[:2500])):
        for name in _split(found[0]):
            known = any(name in other or other in name for other in names)
            if len(name.split()) > 1 and HAS_ORG.search(name) and not known and not _NOT_SHORT.search(name):
                names.append(name)
    return [(_fuller(name, text[:6000]), ()) for name in names[:2]]


def _is_short_of(short: str, name: str) -> bool:
    """True when a word in brackets is made of a name: its initials, or one of its words."""
    capitals = "".join(letter for letter in name if letter.isupper())
    return short in name.split() or (short.isupper() and short[0] in capitals) or short.upper() == capitals


def _preamble(text: str) -> list[tuple[str, tuple[str, ...]]]:
    for found in _PREAMBLE.finditer(text[:4000]):
        names = _split(found["names"] or found["led"])
        if len(names) > 1 and all(HAS_ORG.search(name) for name in names):
            return [(name, ()) for name in names]
    return []


def _signed_for(text: str) -> list[tuple[str, tuple[str, ...]]]:
    end = text[-3000:]
    names = dict.fromkeys(name_at(text, len(text) - len(end) + m.start("name")) for m in _SIGNED_FOR.finditer(end))
    return [(name, ()) for name in names if HAS_ORG.search(name)][:6]


def _labelled(text: str) -> list[tuple[str, tuple[str, ...]]]:
    head = text[:_FIRST]
    found = {
        m["label"]: (name_at(text, m.start("name")) or _clean(m["name"]), (m["label"],))
        for m in _LABELLED.finditer(head)
    }
    if len(found) > 1:
        return list(found.values())
    roles = {
        m["label"]: (name_at(text, m.start("name")), (m["label"],))
        for m in _ROLE.finditer(head)
        if re.search(rf"\b[Tt]he {m['label']}\b", text[m.end() : _HEAD])
    }
    named = [one for one in roles.values() if len(one[0]) > 2]
    return named if any(HAS_ORG.search(name) for name, _ in named) else []


def _between(text: str) -> list[tuple[str, tuple[str, ...]]]:
    for opening in list(_BETWEEN.finditer(text[:_FIRST]))[:6]:
        window = text[opening.end() : opening.end() + 1200]
        window = re.split(r"(?i)\bwhereas\b|\bthe parties\b|collectively|\n\s*(?:1\.|article)", window)[0]
        names = _defined(window) or _plain(window)
        if len(names) > 1 and any(HAS_ORG.search(name) for name, _ in names):
            return names
    return []


def _all_defined(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return _defined(text[: _FIRST // 2])


def _signed(text: str) -> list[tuple[str, tuple[str, ...]]]:
    head = _ASIDES.sub(",", text[:6000])
    found = sorted((m for p in (_SIGNED_BOTH, _SIGNED_WITH) for m in p.finditer(head)), key=lambda m: m.start())
    for match in found:
        groups = match.groupdict()
        names = _split(groups["names"]) if groups.get("names") else [_clean(match["one"]), _clean(match["two"])]
        names = [_fuller(name, head) for name in names]
        if len(names) > 1 and any(HAS_ORG.search(name) for name in names):
            return [(name, ()) for name in names]
    return []


_SEAT = "City|Town|County|District|Borough|Municipality|Province|Port|State|Region"


def _fuller(name: str, head: str) -> str:
    """The fuller form of a name: City of Riverton for Riverton, Dolby Freight Group for Dolby Freight."""
    bare = re.escape(name)
    seats = [one[0] for one in re.finditer(rf"\b(?:{_SEAT}|University) of {bare}\b(?! [A-Z&])", head)]
    if not HAS_ORG.search(name) and not seats:
        wide = re.search(rf"\b{bare}(?: [A-Z][\w&.-]*){{0,4}} (?:{ORG})\b", head)
        return wide[0] if wide else name
    if seats and " of " not in name and (not HAS_ORG.search(name.split()[-1]) or name.split()[0] == "Port"):
        return seats[0]
    longer = re.search(rf"\b{bare}{_LEGAL_FORM}", head)
    if not longer and re.search(r"(?:College|School|Institute|Academy|Ministry|Museum|Faculty)\Z", name):
        longer = re.search(rf"\b{bare} (?:of|for) {_WORD}(?:(?: (?:and|of))? {_WORD}){{0,3}}", head)
    if not longer and len(name.split()) == 2:  # Tarn Technical College for Tarn College
        first, last = map(re.escape, name.split())
        longer = re.search(rf"\b{first}(?: {_WORD}){{1,2}} {last}\b", head)
    return longer[0] if longer else name


def _defined(window: str) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    matches = [m for pattern in (_DEFINED, _HEREINAFTER, _CALLED, _THE_SHORT) for m in pattern.finditer(window)]
    past = 0
    for match in sorted(matches, key=lambda one: one.start()):
        name = re.split(r"(?:\A|(?<!\bSt)(?<!\bMt)[.;:\n] )(?=(?:[^.;:\n]|(?<=\bSt)\.|(?<=\bMt)\.)*\Z)", match["name"])[
            -1
        ]
        name = re.split(r"\b(?:are|is)\s+(?:the\s+)?(?=[A-Z])", name)[-1]
        name = re.split(
            r"\b(?i:by and between|between|among|(?:signed|made|agreed|entered into) by)\s+(?:the\s+)?(?=[A-Z])",
            name,
        )[-1]
        # “…, represented by its Rector, and the University of B (“B”)”
        name = _clean(re.split(r", (?:and|AND) (?:the |THE )?(?=[A-Z]\w+ )", name)[-1])
        if not HAS_ORG.search(name):  # who speaks for it stands nearer: “…, represented by its Dean, Dr. A (“B”)”
            named = (one[0] for one in _NAMED.finditer(window, past, match.start("short")))
            name = next((_clean(one) for one in named if HAS_ORG.search(one)), name)
        past = match.end()
        short = re.sub(r"\A(?:[Tt]he|or)\s+", "", match["short"].strip(" ,"))
        if 2 < len(name) <= 120 and name[0].isupper() and not _NOT_SHORT.search(short):
            found.append((name, (short,)))
    return found if len(found) > 1 else []


def _clean(name: str) -> str:
    """The name without what stands round it: the article, an address, whom it is represented by."""
    name = re.sub(r"(?i)\A(?:and\s+)?the\s+|\A\W+", "", name.strip()).strip(" *")
    name = re.split(
        r",(?! (?:Ltd|Inc|LLC))(?! [A-Z][a-z]+\Z)| \(|\ban? (?:company|university|body)\b|"
        r" represented by| located| hereinafter",
        name,
    )[0]
    if capitals := re.match(r"(?:[A-Z&][A-Z&.'’-]+ ){1,8}?[A-Z&][A-Z&.'’-]+(?= of [A-Z][a-z]| (?:of|at) \d)", name):
        name = capitals[0]
    name = re.sub(r"\A(?:and\s+)?(?:[Tt]he\s+)?", "", name.strip(' *."”“_'))
    return name.split(",")[0] if "," in name and COMPANY.search(name.split(",")[0]) and "Ltd" not in name else name


def _plain(window: str) -> list[tuple[str, tuple[str, ...]]]:
    window = re.sub(r"\s*\n\s*(?:and|AND)\b\s*", " and ", window.strip())
    window = re.sub(r" \([^()\n]{1,30}\)", "", _ASIDES.sub("", window))
    line = re.split(r"[;:]|\.\s|\n\s*\n\s*(?!and\b|AND\b|[A-Z][\w ]+\n?\s*(?:and|AND)\b)", window.strip())[0]
    line = re.split(
        r"(?<=\w)\s+(?:on|for|to|is|are|was|were|will|signed|dated|hereinafter|regarding|"
        r"concerning|has|have|in the field|at (?:the|an?) [a-z]+)\b",
        line,
    )[0]
    return [(name, ()) for name in _split(re.sub(r"\s+", " ", line.replace("\nAND\n", " and ")))]


def _split(words: str) -> list[str]:
    """Names out of “A, B and C”: a piece without a word for an organisation goes on with the name before it."""
    pieces = re.split(
        r"(,?\s+(?:and|AND)\s+(?:[Tt]he\s+(?:[a-z-]+\s){0,2}|THE\s+)?(?=[A-Z])|,\s+(?:the\s+(?:[a-z-]+\s){0,2})?(?=[A-Z]))",
        words,
    )
    names = [pieces[0]]
    for link, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        more = len(pieces) > 3 and "and the" not in link and not HAS_ORG.search(piece)
        if more and HAS_ORG.search(names[-1]) and re.search(r" (?:of|for) ", names[-1]):
            names[-1] += link + piece
        else:
            names.append(piece)
    cleaned = [_clean(name) for name in names]
    return [name for name in cleaned if 2 < len(name) <= 100 and name[0].isupper()]
