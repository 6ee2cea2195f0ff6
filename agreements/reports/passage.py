"""The passage a commitment comes from, in the sentences around it."""

from dataclasses import dataclass

from django.db.models import Q

from ..models import Clause, Sentence

AROUND = 2  # sentences shown before and after the passage


@dataclass(frozen=True)
class Passage:
    """A clause's words cut into (text, is ours) pieces, where they stand, and from what text."""

    pieces: list
    clause: Clause | None
    version: object
    sentence_numbers: list
    cut_before: bool
    cut_after: bool
    sentence: int | None  # the id of the first sentence it touches


def passages(commitment):
    """One Passage per clause in which the commitment has spans; the whole clause, unmarked, when it has none."""
    spans = list(commitment.spans.select_related("text_version"))
    if not spans:
        if not commitment.clause:
            return []
        return [_cut(commitment.clause, commitment.clause.text_version, [])]
    found = {}
    clauses = _leaves(spans)
    for span in spans:
        clause = next((c for c in clauses if _holds(c, span)), None)
        found.setdefault((span.text_version, clause), []).append((span.start, span.end))
    return [_cut(clause, version, marks) for (version, clause), marks in found.items()]


def _leaves(spans):
    """The clauses that hold the spans, the innermost first; one query."""
    wanted = Q(pk__in=[])
    for span in spans:
        wanted |= Q(text_version=span.text_version_id, start__lte=span.start, end__gte=span.end)
    return sorted(Clause.objects.filter(wanted), key=lambda clause: clause.end - clause.start)


def _holds(clause, span):
    return clause.text_version_id == span.text_version_id and clause.start <= span.start and span.end <= clause.end


def _cut(clause, version, marks):
    text = version.text
    sentences = list(Sentence.objects.filter(clause=clause).order_by("start")) if clause else []
    inside = [
        place for place, s in enumerate(sentences) if any(s.start < end and start < s.end for start, end in marks)
    ]
    if sentences:
        first = max(min(inside) - AROUND, 0) if inside else 0
        last = min(max(inside) + AROUND, len(sentences) - 1) if inside else len(sentences) - 1
        start, end = sentences[first].start, sentences[last].end
        cut = first > 0, last < len(sentences) - 1
    else:
        start, end = (min(m[0] for m in marks), max(m[1] for m in marks)) if marks else (clause.start, clause.end)
        cut = False, False
    numbers = [place + 1 for place in inside]
    first = sentences[inside[0]].pk if inside else None
    return Passage(_pieces(text, start, end, sorted(marks)), clause, version, numbers, *cut, first)


def _pieces(text, start, end, marks):
    pieces, at = [], start
    for mark_start, mark_end in marks:
        if mark_start > at:
            pieces.append((text[at:mark_start], False))
        pieces.append((text[max(at, mark_start) : mark_end], True))
        at = max(at, mark_end)
    if at < end:
        pieces.append((text[at:end], False))
    return [(words, ours) for words, ours in pieces if words]
