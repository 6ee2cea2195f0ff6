"""Workbooks and CSV files brought from outside, as plain rows: plain Python, without Django, database or clock."""

from .book import LIMIT, REASONS, Doubt, Sheet, Unreadable, Workbook, plain
from .reading import read

__all__ = ["LIMIT", "REASONS", "Doubt", "Sheet", "Unreadable", "Workbook", "plain", "read"]
