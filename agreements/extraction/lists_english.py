"""Lists that complete an English lead-in: which of their items are commitments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cast import Cast, Said
from .english import behind_lead, find, pieces, trim
from .law_english import refused
from .subjects_english import meant, who_is
from .verbs_english import ACT_NOUN, BASE_VERB, duty

_FIELDS = re.compile(
    r"(?i)\b(?:related to|relating to|in the (?:following )?(?:areas?|fields?)|areas?|"
    r"fields?|on the following|advice (?:on|about)|topics|subjects|cooperat\w+ (?:on|in)|"
    r"collaborat\w+ (?:on|in)|with respect to|regarding|concerning)\b[^:]{0,60}:?\W*\Z"
)
_CATCH_ALL = re.compile(
    r"(?i)\A(?:any )?other\b|\A(?:and )?(?:any )?others?\b|as (?:may be )?(?:mutually )?agreed\W*\Z"
)


# A line over a list that says whose duties follow: “Responsibilities of the Council”, “What the Council will do”.
_DUTIES = "responsibilities|obligations|duties|undertakings|commitments|contributions?|tasks"
_DUTIES_OF = re.compile(
    rf"(?i)\W{{0,4}}(?:(?:roles? and )?(?:{_DUTIES}) of [^.;:]{{3,60}}|[^.;:]{{3,60}}['’]s? (?:{_DUTIES})|"
    r"what [^.;:]{3,60} will (?:do|provide|contribute|bring|offer))"
)
_LEADS = re.compile(r"(?i)\b(?:undertakes?|agrees?|commits?|pledges?|promises?|will|shall|responsible for)\W*\Z")
_INCLUDES = re.compile(
    r"(?i)\A(?:the )?(?:co-?operation|collaboration|partnership|(?:joint )?activities|areas? of \w+|work)\b[^:;]{0,80}"
    r"\b(?:shall|will) (?:also )?(?:include|comprise|consist of)\b"
)


def leads(words: str) -> bool:
    """True when the words end with a verb of duty, for which a list says what is undertaken."""
    return bool(_LEADS.search(words[-40:]))


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


class Lists:
    """Lists that complete a lead-in: told sentence by sentence, it says which items are commitments."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.open: List | None = None

    def opens(self, words: str, start: int, clause: str) -> bool:
        """True when the sentence (folded) only leads in a list; it is then open."""
        self.open = None
        tail = words[-160:].rstrip("*_ ")
        leads = tail.endswith((":", "alia", "-", "–")) or (_DUTIES_OF.fullmatch(tail) and self.cast.mentioned(tail))
        if not leads and not re.search(r"(?i)(?:following|to|shall|will)\Z", tail):
            return False
        begin = behind_lead(words)
        main = words[begin:]
        modal = duty(main)
        subject = main[: modal.start()].strip() if modal else main
        undertakes = bool(modal) or bool(
            re.search(r"(?i)responsibilit|obligations|undertak|\bagree[sd]?\b|\bcommit|\bpledge|\bpromise", words)
        )
        undertakes = undertakes or self.names_one(words)
        if modal and refused(main, subject, modal, acts=True) and not _INCLUDES.search(main):
            undertakes = False
        who, _ = who_is(subject, main[modal.end() :], self.cast) if modal else (_named(words, self.cast), ())
        fields = bool(_FIELDS.search(words[-200:])) and not re.search(
            r"(?i)activities|measures|actions|tasks", words[-120:]
        )
        self.open = List(who, start + begin, clause, fields, bool(re.search(r"(?i)include", tail)), law=not undertakes)
        return True

    def names_one(self, line: str) -> bool:
        """True for a line that is nothing but a party: “The Council:”, with what it shall do below."""
        found = re.fullmatch(r"(?:\d{1,2}[.)]\s+)?(?P<name>[^:]{2,80}):", line.strip())
        return bool(found and self.cast.pattern.fullmatch(found["name"]))

    @staticmethod
    def heading_above(gap: str) -> str:
        """The line over an item that says whose duties follow, up to the item's mark; empty where there is none."""
        lines = [line.strip() for line in gap.splitlines() if re.search(r"[A-Za-z]{2}", line)]
        return lines[-1] if lines and _DUTIES_OF.fullmatch(lines[-1]) else ""

    def item(self, words: str) -> list[Said]:
        """The commitments of an item, when it is one of its own: an act, or two where it has two verbs."""
        opened = self.open
        if opened is None or opened.law or opened.fields or _CATCH_ALL.search(words):
            return []
        if BASE_VERB.match(words):
            return list(pieces(words, 0, 0, len(words), opened.who))
        if duty(words[:120]) and (found := list(find(words, self.cast, opened.who))):
            return found
        if ACT_NOUN.match(words) or not opened.acts:
            return [Said(0, trim(words, 0, len(words)), opened.who)]
        return []


def _named(words: str, cast: Cast) -> tuple[int, ...]:
    named = cast.mentioned(words)
    return tuple(named) if len(named) == 1 else meant(words.rstrip(" :*_"), cast) or cast.everyone
