"""Who agrees in an English text: between A (“First Party”) and B."""

import re
from collections.abc import Iterable

_HEAD = 30_000
_BETWEEN = re.compile(
    r"(?i:\b(?:by and between|between and among|between|among))\s*:?\s*(?=(?:the\s|The\s|\*\*)?[A-Z\"“*\[])"
)
_DEFINED = re.compile(
    r"(?P<name>[A-Z\[][^()\n]{1,160}?)\s*[,]?\s*\((?:[^()\"“”]{0,60}?)[\"“](?P<short>[^\"“”\n]{2,40})[\"”][^()\n]{0,60}\)"
)
_SIGNED_EN = re.compile(
    r"(?:\A|\n|\. |, )(?:[Tt]he )?(?P<one>[A-Z][\w&.'’-]*(?: (?:[A-Z][\w&.'’-]*|of|for|the|and))*?),? and (?:the )?"
    r"(?P<two>[A-Z][\w&.'’-]*(?: (?:[A-Z][\w&.'’-]*|of|for|the))*) (?:have |has |today |"
    r"on \w+ )?(?:signed|sign|agreed|concluded|entered)"
)


def between(text: str) -> list[tuple[str, tuple[str, ...]]]:
    for opening in list(_BETWEEN.finditer(text[:12_000]))[:5]:
        window = text[opening.end() : opening.end() + 1200]
        window = re.split(r"(?i)\bwhereas\b|\bthe parties\b|collectively|\n\s*(?:1\.|article)", window)[0]
        names = _defined(window) or _plain(window)
        if len(names) > 1:
            return [_with_forms(name, shorts, text) for name, shorts in names]
    if signed := _SIGNED_EN.search(text[:6000]):
        return [_with_forms(signed[group], (), text) for group in ("one", "two")]
    return []


def _defined(window: str) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for match in _DEFINED.finditer(window):
        name = re.sub(r"\A(?:and\s+)?(?:the|The)\s+|\A\W+", "", match["name"].strip()).strip(" *")
        name = re.split(r",| of the Republic| \(|\ban? (?:company|university|body)\b| represented by| located", name)[
            0
        ].strip(" *")
        name = re.sub(r"\A(?:and\s+)?(?:[Tt]he\s+)?", "", name)
        short = re.sub(r"\A[Tt]he\s+", "", match["short"].strip(" ,"))
        if 2 < len(name) <= 120 and not re.match(r"(?i)MOU|agreement|memorandum|parties|project", short):
            found.append((name, (short,)))
    return found if len(found) > 1 else []


def _plain(window: str) -> list[tuple[str, tuple[str, ...]]]:
    line = re.split(r"[;:]|\.\s|\n\s*\n\s*(?!and\b|AND\b|[A-Z][\w ]+\n?\s*(?:and|AND)\b)", window.strip())[0]
    parts = re.split(
        r",?\s+(?:and|AND)\s+(?:the\s+|The\s+)?(?=[A-Z])|,\s+(?:the\s+)?(?=[A-Z][a-z]+ (?:University|College|of))",
        line,
        maxsplit=4,
    )
    names = []
    for part in parts:
        name = re.split(r",|\(|\n| (?:on|in|for|to|is|signed|dated|hereinafter|regarding|concerning)\b", part)[0].strip(
            ' *."”“'
        )
        name = re.sub(r"\A[Tt]he\s+", "", name)
        if 2 < len(name) <= 100 and name[0].isupper():
            names.append((name, ()))
    return names


def _with_forms(name: str, shorts: Iterable[str], text: str) -> tuple[str, tuple[str, ...]]:
    forms = set(shorts)
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w]*", name))
    if len(initials) > 2 and re.search(rf"\b{re.escape(initials)}\b", text[:_HEAD]):
        forms.add(initials)
    kinds = re.findall(r"University|College|Institute|City|District|Company|Ministry|Council|Agency|Foundation", name)
    if kinds:
        forms.add(kinds[0] if " of " in name else kinds[-1])
    return name, tuple(sorted((form for form in forms if form != name), key=lambda form: (-len(form), form)))
