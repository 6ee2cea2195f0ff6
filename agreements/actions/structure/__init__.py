"""A reader's corrections of what was found in a text: its bounds, its clauses, their numbers and headings.

The words of the text never change, nor do the passages that commitments have in it. What both sides
know by its clause's number (assigned, or in a list before both) keeps that number: a correction that
would take it away is refused. Drafts go where their passage goes.
"""

from .bounds import set_bounds
from .clauses import label, merge, rename, renumber, split

__all__ = ["label", "merge", "rename", "renumber", "set_bounds", "split"]
