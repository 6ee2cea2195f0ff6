"""Everything that is found in an agreement's text: parties, clauses, commitments with what they say, and doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from . import amounts, bounds, chinese, deadlines, english, telling, wording
from .cast import Cast, Party
from .clauses import Clause, body_start, find_clauses
from .parties import find_parties
from .segments import FOLD
from .sentences import cut_sentences
from .undertaken import Act, from_clauses, from_report, without_repeats

LONGEST_TITLE = 30
# What may be doubtful about a proposal: who the parties are, who acts, that it is said in general only, that its
# words begin with no known verb, a date without a day, an amount without a number. Of the whole text also:
# the day of signing, and where in a report the agreement stands.
DOUBTS = ("parties", "responsible", "general", "wording", "due", "quantities")
TEXT_DOUBTS = ("parties", "signed_on", "bounds")
_SPOKEN_LEAD = re.compile(
    r"(?:表示|指出|强调|(?<!的)要求|说(?!了|明)|希望|提出)(?![^。\r\n]{0,60}(?:约定|协议|议定|商定)如下)"
    r"[^。\r\n]{0,60}[:：,，]?\s*\Z"
)
_TERM = re.compile(
    r"(?:有效期|合作期限|协议期限|"
    r"期限)[^。;\n]{0,16}?(?<![\d〇零])(?P<value>[一二两三四五六七八九十\d]{1,3})\s?(?:\([^)]{1,6}\)\s?)?(?P<unit>年|"
    r"个月)|"
    r"(?i:(?:force|effect|effective|valid|term|period|duration)\b[^.;\n]{0,80}?\b(?:for|"
    r"of)\s(?:a (?:period|term) of )?(?P<en>\w{1,8})(?: \(\d+\))?[ -](?P<en_unit>year|"
    r"month)s?)"
)
_SIGNER = re.compile(
    r"(?P<names>[\u4e00-\u9fff、和与,]{2,80}?)(?:分别)?(?:代表|作为)[^,。]{0,20}?(?:双方|"
    r"各方|各自|代表)?[^,。]{0,12}(?:签[署订约字])"
)
_PERSON = re.compile(
    r"(?P<post>(?:党委)?(?:副)?(?:书记|校长|院长|区长|市长|县长|主任|总裁|董事长|总经理|"
    r"局长|总监|理事长|会长))(?P<name>[\u4e00-\u9fff]{2,3})(?=、|和|与|,|分别|代表|作为|"
    r"\Z)"
)


@dataclass(frozen=True)
class Commitment:
    """One thing undertaken: its place, those responsible, and what its words say; `doubts` name what is uncertain."""

    start: int
    end: int
    text: str
    clause: str | None
    responsible: tuple[str, ...]
    modality: str
    recurrence: str | None
    quantities: tuple[amounts.Amount, ...]
    duration_min_months: int | float | None
    due: str | None
    due_text: str
    category: str
    title: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What an agreement's text holds; `kind` is agreement or news, `start` and `end` are where it stands."""

    kind: str
    start: int
    end: int
    parties: tuple[Party, ...]
    signatories: tuple[str, ...]
    signed_on: str | None
    term_months: int | None
    clauses: tuple[Clause, ...]
    commitments: tuple[Commitment, ...]
    doubts: tuple[str, ...] = ()


def extract(text: str, reference: date | None = None) -> Found:
    """All that is found in a text; relative dates are counted from `reference`, else from the text's own date."""
    clauses, numbered = _clauses(text)
    sentences = cut_sentences(text, clauses)
    parties = find_parties(text)
    cast = Cast(parties)
    start, end = (clauses[0].start, max(clause.end for clause in clauses)) if clauses else (0, 0)
    report = not numbered and telling.is_report(text, 0, end)
    acts = from_report(text, sentences, cast) if report else from_clauses(text, clauses, sentences, cast, numbered)
    signed = deadlines.signed_on(text, start, end)
    year = deadlines.year_of(text)
    day = reference or (date.fromisoformat(signed) if signed else date(year, 1, 1) if year else None)
    headings = {clause.number: clause.heading for clause in clauses}
    commitments = tuple(
        _commitment(text, act, cast, headings, day, reference)
        for act in without_repeats(text, acts)
        if act.end > act.start
    )
    doubts = tuple(
        name for name, said in (("parties", len(parties) < 2), ("signed_on", not signed), ("bounds", report)) if said
    )
    return Found(
        "news" if report else "agreement",
        start,
        end,
        parties,
        _signatories(text),
        signed,
        _term(text, start, end),
        clauses if numbered else (),
        commitments,
        doubts,
    )


def described(text: str, found: Found, start: int, end: int, names: tuple[str, ...]) -> Commitment:
    """What the words between start and end say, when somebody else than the rules has found the passage.

    `names` are those who undertake it; without any it is all parties, and that is doubtful.
    """
    clause = max(
        (one for one in found.clauses if one.start <= start and end <= one.end), default=None, key=lambda one: one.start
    )
    act = Act(start, end, (), clause.number if clause else None, () if names else ("responsible",))
    day = date.fromisoformat(found.signed_on) if found.signed_on else None
    headings = {one.number: one.heading for one in found.clauses}
    said = _commitment(text, act, Cast(found.parties), headings, day, None)
    return replace(said, responsible=names or tuple(one.name for one in found.parties))


def _clauses(text: str) -> tuple[tuple[Clause, ...], bool]:
    """The clauses, and whether they are numbered; a list within a speech is not the agreement's."""
    clauses = find_clauses(text)
    if not clauses:
        return (), False
    first = clauses[0]
    numbered = len(clauses) > 1 or bool(first.heading) or body_start(text, first) > first.start
    if numbered and _SPOKEN_LEAD.search(text[max(0, first.start - 120) : first.start].rstrip()):
        end = bounds.end_of_words(text, 0, len(text), told=True)
        return (Clause("1", "", 0, end),), False
    return clauses, numbered


def _commitment(text, act, cast, headings, day, since) -> Commitment:
    start, end = _bare(text, act.start, act.end)
    words = text[start:end]
    folded = words.translate(FOLD)
    due = deadlines.find_due(folded, day, since=since)
    rhythm = deadlines.rhythm_of(folded)
    due_words = words
    if act.when and not due:
        due_words = text[slice(*act.when)]
        due = deadlines.find_due(due_words.translate(FOLD), day, since=since)
    if act.when and not rhythm:
        rhythm = deadlines.rhythm_of(text[slice(*act.when)])
    found = tuple(_placed(one, words, start) for one in amounts.find_amounts(folded))
    heading = headings.get(act.clause or "", "")
    months = amounts.months_of(folded)
    return Commitment(
        start,
        end,
        words,
        act.clause,
        cast.names(act.who),
        wording.strength_of(_behind_subject(folded, cast)),
        rhythm,
        found,
        months,
        due.value if due else None,
        due_words[due.start : due.end] if due else "",
        wording.category_of(words, heading),
        wording.title_of(words, [p.forms for p in cast.parties], LONGEST_TITLE),
        _doubts(act, due, found),
    )


def _behind_subject(words: str, cast: Cast) -> str:
    """The words without the party they begin with: 海门大学支持… helps as 支持… does."""
    if doing := english.does(words, cast):
        return words[len(doing[0]) :].lstrip()
    subject = chinese.subject_of(words, cast)
    return words[subject[1] :] if subject and subject[1] < len(words) else words


def _doubts(act, due, found) -> tuple[str, ...]:
    doubts = list(act.doubts)
    if act.general and "general" not in doubts:
        doubts.append("general")
    if due and due.value is None:
        doubts.append("due")
    if any(one.value is None for one in found):
        doubts.append("quantities")
    return tuple(dict.fromkeys(doubts))


def _placed(amount: amounts.Amount, words: str, start: int) -> amounts.Amount:
    written = words[amount.start : amount.end]
    return amounts.Amount(
        written, amount.value, amount.unit, amount.comparator, amount.per, start + amount.start, start + amount.end
    )


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(text[start:end].rstrip())


def _term(text: str, start: int, end: int) -> int | None:
    found = _TERM.search(text[start : min(end, start + 200_000)].translate(FOLD))
    if not found:
        return None
    value = amounts.numerals.to_int(found["value"]) if found["value"] else None
    if found["en"]:
        value = amounts.numerals.word(found["en"]) or amounts.numerals.to_int(found["en"])
    unit = found["unit"] or found["en_unit"]
    return value * (12 if unit.lower() in ("年", "year") else 1) if value else None


def _signatories(text: str) -> tuple[str, ...]:
    """The people said to have signed, with their posts."""
    found = _SIGNER.search(text[:30_000].translate(FOLD))
    if not found:
        return ()
    return tuple(f"{one['post']}{one['name']}" for one in _PERSON.finditer(found["names"]))[:6]
