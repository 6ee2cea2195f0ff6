"""The sheet “set dates”: one row a draft without a due date, with what its words come to."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..models import Commitment
from ..reports import date_sheet

SHOWN = 100


@dataclass
class Line:
    """One row of the sheet: what was typed, and what stood against saving it."""

    item: Commitment
    typed: str = ""
    typed_version: int | None = None
    problem: str = ""
    overtaken: bool = False

    @property
    def is_locked(self):
        """Part of a list that is before the other side, or that was agreed."""
        return self.item.listed_in_id is not None


class DateSheet:
    """The drafts of an agreement without a due date; with `data`, as they were typed."""

    def __init__(self, agreement, actor, data=None):
        self.agreement, self.data = agreement, data or {}
        rows, self.more = date_sheet.undated(agreement, actor, SHOWN)
        self.lines = [self._line(row) for row in rows]

    def _line(self, row):
        typed = self.data.get(f"due-{row.pk}", "").strip()[:40]
        return Line(row, typed, self._number(f"version-{row.pk}"))

    def _number(self, name):
        value = self.data.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 18 else None

    @cached_property
    def open_lines(self):
        return [line for line in self.lines if not line.is_locked]

    @property
    def proposals(self):
        """How many rows have a day that their words come to."""
        return sum(line.item.proposed.day is not None for line in self.open_lines)

    @property
    def gone(self):
        """Ids of rows that somebody filled in and that need no date any more."""
        there = {f"version-{line.item.pk}" for line in self.lines}
        keys = [name.removeprefix("version-") for name in self.data if name.startswith("version-")]
        keys = [key for key in keys if key.isdecimal() and len(key) < 18 and f"version-{key}" not in there]
        return [int(key) for key in keys if self.data.get(f"due-{key}")]

    # What the buttons do for whoever has no script

    def press(self):
        """True when a button was pressed that fills in and saves nothing yet."""
        if "fill" in self.data:
            self._fill(self.data.get("fill-day", ""))
        elif "take" in self.data:
            self._take(self.data["take"])
        elif "same" in self.data:
            self._same(self.data["same"])
        else:
            return False
        return True

    def _fill(self, day):
        for line in self.open_lines:
            line.typed = line.typed or day

    def _take(self, key):
        """Put in what the words come to, for one row or, with “all”, for every empty one."""
        for line in self.open_lines:
            if line.item.proposed.day and (key == str(line.item.pk) or (key == "all" and not line.typed)):
                line.typed = line.item.proposed.day.isoformat()

    def _same(self, key):
        for above, line in zip(self.open_lines, self.open_lines[1:], strict=False):
            if str(line.item.pk) == key:
                line.typed = above.typed

    def said(self, line):
        """The day of a row; None when it is none, and the row says why."""
        try:
            return forms.DateField(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]).clean(line.typed)
        except forms.ValidationError:
            line.problem = _("Write the day as 2026-12-31.")
        return None
