"""A ledger brought from outside: what an import of it would create, row by row; nothing here writes."""

from .kept import Layout, heading_key, layout, pack, row_choices, unpack
from .plan import MOST, Line, Plan, plan

__all__ = ["MOST", "Layout", "Line", "Plan", "heading_key", "layout", "pack", "plan", "row_choices", "unpack"]
