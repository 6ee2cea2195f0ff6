"""Reading agreements: plain Python over text, without Django, database or clock."""

from .clauses import Clause, find_clauses
from .extract import Commitment, Found, extract
from .reading import LIMIT, REASONS, Unreadable, read_text
from .sentences import Sentence, cut_sentences

__all__ = [
    "LIMIT",
    "REASONS",
    "Clause",
    "Commitment",
    "Found",
    "Sentence",
    "Unreadable",
    "cut_sentences",
    "extract",
    "find_clauses",
    "read_text",
]
