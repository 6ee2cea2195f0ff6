"""One version of a text as it is worked through: its sentences, what is marked in them, what was undertaken.

As many queries whatever the length of the text; the pages make strings of what is found here.
"""

import hashlib
from dataclasses import dataclass, field
from itertools import pairwise

from ..models import Clause, Commitment, CommitmentSpan, CommitmentStatus, Disposition, Sentence, reason_words
from . import summary

# The line under a passage follows the strongest of the commitments it belongs to.
BY_STRENGTH = ("firm", "support", "exploratory")


@dataclass(frozen=True)
class Mark:
    """A passage of a commitment that has not ended."""

    pk: int
    commitment: int
    start: int
    end: int
    strength: str


@dataclass(frozen=True)
class Piece:
    """Words that carry the same marks from their first character to their last; no line break inside."""

    start: int
    words: str
    commitments: tuple
    strength: str  # empty: unmarked
    offers: tuple = ()  # proposals that nobody has decided on


@dataclass
class Line:
    """A sentence: what was said of it, and the passages that lie in it at least in part."""

    pk: int
    clause: int
    start: int
    end: int
    disposition: str
    reason: str
    decided_by: str
    state: str  # open, cov, none: as the bar of coverage has it
    number: int  # its place in its clause, from 1
    marks: list = field(default_factory=list)
    offers: list = field(default_factory=list)  # filled by reports.proposals

    @property
    def reason_words(self):
        return reason_words(self.reason)

    @property
    def commitments(self):
        return list(dict.fromkeys(mark.commitment for mark in self.marks))


@dataclass
class Card:
    """A commitment beside the text; `clause` is where it stands there, None where it names none of this text."""

    row: dict
    clause: int | None
    marks: list = field(default_factory=list)


@dataclass
class Reading:
    """A text version with its clauses, Lines and Cards, each in the order of the text."""

    version: object
    clauses: list
    lines: list
    cards: list
    coverage: summary.Coverage
    offers: list = field(default_factory=list)
    desk: object = None  # filled by reports.proposals, for those who decide

    def __post_init__(self):
        self.line_by_pk = {line.pk: line for line in self.lines}
        self.clause_by_pk = {clause.pk: clause for clause in self.clauses}
        self.card_by_pk = {card.row["pk"]: card for card in self.cards}

    def words(self, start, end):
        return self.version.text[start:end]

    def touched(self, start, end):
        """The lines that a passage touches."""
        return [line for line in self.lines if line.start < end and start < line.end]

    def next_open(self, after=None):
        """The next line nobody has dealt with, from the top again after the last one; None when there is none."""
        waiting = [line for line in self.lines if line.state == "open"]
        below = [line for line in waiting if after is None or line.start > after.start]
        return next(iter(below or waiting), None)


def reading(version):
    """The Reading of a text version, in four queries."""
    clauses = list(Clause.objects.filter(text_version=version).order_by("start", "-end"))
    lines = _lines(version)
    marks = _marks(version)
    for line, mark in overlaps(lines, marks):
        line.marks.append(mark)
    found = summary.Coverage()
    for line in lines:
        found.add(line.state)
    return Reading(version, clauses, lines, _cards(version, clauses, lines, marks), found)


def _lines(version):
    rows = summary.sentence_states(Sentence.objects.filter(clause__text_version=version)).order_by("start", "pk")
    columns = ("pk", "clause_id", "start", "end", "disposition", "reason", "decided_by__name", "state")
    lines, counted = [], {}
    for pk, clause, *rest in rows.values_list(*columns):
        counted[clause] = counted.get(clause, 0) + 1
        lines.append(Line(pk, clause, *rest, number=counted[clause]))
    return lines


def _marks(version):
    spans = CommitmentSpan.objects.filter(text_version=version, commitment__parent__isnull=True)
    spans = spans.exclude(commitment__status=CommitmentStatus.ENDED)
    rows = spans.order_by("start", "end", "pk")
    return [Mark(*row) for row in rows.values_list("pk", "commitment", "start", "end", "commitment__strength")]


def overlaps(lines, marks):
    """Pairs of a line and a mark, or a proposal, that touch; both come in the order of the text."""
    first = 0
    for mark in marks:
        while first < len(lines) and lines[first].end <= mark.start:
            first += 1
        for place in range(first, len(lines)):
            if lines[place].start >= mark.end:
                break
            yield lines[place], mark


CARD = (
    *("pk", "code", "title", "status", "ended_as", "strength", "obligation", "obliged_party"),
    *("version", "assigned_at", "created_by__name"),
)


def _cards(version, clauses, lines, marks):
    """The commitments that have not ended, without single occurrences, under the clause of their first passage.

    Those without a passage stand under the clause of their number.
    """
    by_key = {clause.sort_key: clause.pk for clause in clauses}
    rows = Commitment.objects.filter(agreement=version.agreement_id, parent__isnull=True)
    rows = rows.exclude(status=CommitmentStatus.ENDED)
    own, first = {}, {}
    for mark in marks:
        own.setdefault(mark.commitment, []).append(mark)
    for line in lines:
        for mark in line.marks:
            first.setdefault(mark.commitment, line.clause)
    found = []
    for row in rows.order_by("clause__sort_key", "code", "pk").values(*CARD, "clause__sort_key"):
        clause = first.get(row["pk"]) or by_key.get(row["clause__sort_key"])
        found.append(Card(row, clause, own.get(row["pk"], [])))
    # Drafts without a passage stand after those that have one, which follow the text.
    end = len(version.text)
    return sorted(found, key=lambda card: card.marks[0].start if card.marks else end)


def pieces(text, line):
    """The Pieces of a line: cut wherever a mark begins or ends, and at line breaks, which belong to no piece."""
    cuts = {line.start, line.end}
    offers = [offer for offer in line.offers if offer.is_pending]
    for mark in (*line.marks, *offers):
        cuts |= {min(max(place, line.start), line.end) for place in (mark.start, mark.end)}
    breaks = {place for place in range(line.start, line.end) if text[place] == "\n"}
    cuts |= breaks | {place + 1 for place in breaks}
    places = sorted(place for place in cuts if place <= line.end)
    found = []
    for start, end in pairwise(places):
        if start in breaks:
            continue
        over = [mark for mark in line.marks if mark.start <= start and end <= mark.end]
        strength = next((each for each in BY_STRENGTH if any(mark.strength == each for mark in over)), "")
        commitments = tuple(dict.fromkeys(mark.commitment for mark in over))
        proposed = tuple(offer.pk for offer in offers if offer.start <= start and end <= offer.end)
        found.append(Piece(start, text[start:end], commitments, strength, proposed))
    return found


def token(sentences, spans):
    """What a page knew of some sentences, as a short string: another decision on one of them changes it.

    `sentences` are (id, disposition, reason), `spans` (commitment, start, end) of what has not ended.
    """
    told = repr((sorted(map(tuple, sentences)), sorted(map(tuple, spans))))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def token_of(lines):
    """The token of Lines, as a page carries it."""
    spans = {(mark.commitment, mark.start, mark.end) for line in lines for mark in line.marks}
    return token([(line.pk, line.disposition, line.reason) for line in lines], spans)


def state_of(found):
    """The whole page as a short string: whatever anybody decides on the text changes it."""
    lines = [(line.pk, line.disposition, line.reason) for line in found.lines]
    cards = [(card.row["pk"], card.row["version"], card.row["status"]) for card in found.cards]
    marks = sorted({(mark.pk, mark.start, mark.end) for line in found.lines for mark in line.marks})
    told = repr((lines, cards, marks, [(offer.pk, offer.row.version) for offer in found.offers]))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def has_no_obligation(line):
    return line.disposition == Disposition.NO_OBLIGATION
