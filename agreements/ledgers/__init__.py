"""Ledgers as people keep them in spreadsheets, understood: plain Python, without Django, database or clock."""

from .dates import Due, read_due
from .figures import Figure, are_fractions, read_figure
from .headings import FIELDS, Header, find_header, propose
from .names import matched_clause, normal, split_names
from .rows import Entry, Skipped, entries

__all__ = [
    "FIELDS",
    "Due",
    "Entry",
    "Figure",
    "Header",
    "Skipped",
    "are_fractions",
    "entries",
    "find_header",
    "matched_clause",
    "normal",
    "propose",
    "read_due",
    "read_figure",
    "split_names",
]
