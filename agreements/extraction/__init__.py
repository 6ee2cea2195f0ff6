"""Reading agreements: plain Python over text, without Django, database or clock."""

from .clauses import Clause, find_clauses
from .extract import Commitment, Found, described, extract
from .reading import LARGEST, LIMIT, REASONS, WARNINGS, Read, Unreadable, read, read_text
from .sentences import Sentence, cut_sentences

__all__ = [
    "LARGEST",
    "LIMIT",
    "REASONS",
    "WARNINGS",
    "Clause",
    "Commitment",
    "Found",
    "Read",
    "Sentence",
    "Unreadable",
    "cut_sentences",
    "described",
    "extract",
    "find_clauses",
    "read",
    "read_text",
]
