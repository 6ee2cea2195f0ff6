"""The structure of a text as it stands: its clauses in the order of the text, and what can be corrected in it."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from ..extraction.numbering import LINE, Marker, marker_at
from ..models import Clause, Commitment, Outcome, Sentence

_PIECE = re.compile(r"[^\r\n。！？!?；;]*[。！？!?；;]+[”’」』）)》]*|[^\r\n。！？!?；;]+")
_LONG = 80  # a line longer than that is offered in sentences
_WORD = re.compile(r"\w")

# What both sides know by its clause's number: assigned, or in a list that is or was before both.
AGREED = Q(assigned_at__isnull=False) | Q(
    listed_in__released_at__isnull=False, listed_in__outcome__in=(Outcome.OPEN, Outcome.CARRIED)
)


@dataclass(eq=False)
class Part:
    """A clause with its own sentences, those above it and below it."""

    clause: Clause
    depth: int
    sentences: list = field(default_factory=list)
    children: list = field(default_factory=list)
    above: "Part | None" = None

    @property
    def below(self):
        """Every part inside it, in the order of the text."""
        return [part for child in self.children for part in (child, *child.below)]

    @property
    def chain(self):
        """Itself and what it stands in, the innermost first."""
        return [self, *(self.above.chain if self.above else [])]


class Outline:
    """The clauses of one text as a tree, in the order of the text."""

    def __init__(self, version):
        self.version, self.text = version, version.text
        rows = list(Clause.objects.filter(text_version=version).order_by("start", "-end", "pk"))
        self.parts, self.by_pk = [], {}
        for row in rows:
            above = self.by_pk.get(row.parent_id)
            part = Part(row, above.depth + 1 if above else 0, above=above)
            if above:
                above.children.append(part)
            self.parts.append(part)
            self.by_pk[row.pk] = part
        for sentence in Sentence.objects.filter(clause__text_version=version).order_by("start", "pk"):
            self.by_pk[sentence.clause_id].sentences.append(sentence)

    @cached_property
    def mark(self):
        """What a page keeps to tell whether the structure has changed since."""
        told = [f"{self.version.body_start}:{self.version.body_end}"]
        names = ("pk", "number", "heading", "start", "end", "parent_id")
        told += [":".join(str(getattr(part.clause, name)) for name in names) for part in self.parts]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    @cached_property
    def numbers(self):
        return {part.clause.number for part in self.parts}

    @cached_property
    def agreed(self):
        """The numbers under which both sides know a commitment, in whichever version of the text."""
        rows = Commitment.objects.filter(AGREED, agreement=self.version.agreement_id, clause__isnull=False)
        return set(rows.values_list("clause__number", flat=True).distinct())

    def words(self):
        """The structure in a few words, for the trail."""
        return "; ".join(f"{part.clause} [{part.clause.start}:{part.clause.end}]" for part in self.parts)

    def siblings(self, part):
        return part.above.children if part.above else [each for each in self.parts if not each.above]

    def targets(self, part):
        """The parts into which it can be merged: the one whose words come right before, and what holds that one."""
        siblings = self.siblings(part)
        place = siblings.index(part)
        if not place:
            return [part.above] if part.above else []
        last = siblings[place - 1]
        while last.children:
            last = last.children[-1]
        return [each for each in last.chain if each.depth >= part.depth]

    def marker_before(self, part, sentence):
        """The number that stands before a sentence in its line, when it belongs to no sentence; None without one."""
        begin = max(self.text.rfind(end, 0, sentence.start) for end in "\r\n") + 1
        taken = [each.end for each in part.sentences if each.end <= sentence.start]
        taken += [child.clause.end for child in part.children if child.clause.end <= sentence.start]
        begin = max([begin, part.clause.start, *taken])
        line = LINE.match(self.text, begin)
        marker: Marker | None = marker_at(self.text, begin, line.end()) if line else None
        return marker if marker and marker.start < sentence.start and marker.start > part.clause.start else None

    def splits(self, part):
        """The sentences at which a part can be split, each with the number that suggests itself."""
        return [(sentence, self.suggested(part, sentence)) for sentence in part.sentences[1:]]

    def suggested(self, part, sentence):
        """A number that is free for what begins at a sentence: the one the text gives, the next one, or one inside."""
        above = f"{part.above.clause.number}." if part.above else ""
        if marker := self.marker_before(part, sentence):
            for number in (above, f"{part.clause.number}."):
                number += str(marker.readings[0][1][-1])
                if number not in self.numbers:
                    return number
        last = part.clause.number.rpartition(".")[2]
        beside = f"{above}{int(last) + 1}" if last.isdecimal() else ""
        if beside and beside not in self.numbers and not self.after(part):
            return beside
        return self.free_inside(part.clause.number)

    def after(self, part):
        """The part beside it that follows."""
        siblings = self.siblings(part)
        return next(iter(siblings[siblings.index(part) + 1 :]), None)

    def free_inside(self, number, taken=()):
        """The lowest number inside a clause that is higher than all there are."""
        stem = f"{number}."
        used = [each.removeprefix(stem) for each in {*self.numbers, *taken} if each.startswith(stem)]
        return stem + str(max((int(each) for each in used if each.isdecimal()), default=0) + 1)


def places(text):
    """Yield (start, end) of the lines of a text, long ones in sentences: where the agreement may begin or end."""
    for line in LINE.finditer(text):
        pieces = [line.span()] if len(line[0].strip()) <= _LONG else _pieces(text, *line.span())
        for start, end in pieces:
            if _WORD.search(text, start, end):
                words = text[start:end]
                start += len(words) - len(words.lstrip("\ufeff\u200b \t\u3000\xa0"))
                yield start, start + len(text[start:end].rstrip())


def _pieces(text, start, end):
    return [found.span() for found in _PIECE.finditer(text, start, end)]
