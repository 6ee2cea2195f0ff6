"""The sheet “name the leads”: one row a draft, each with its own unit, officer and supporting units."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..models import Commitment, OrgUnit, UnitRole, User
from ..reports import lead_sheet
from .commitments import people_by_unit

SHOWN = 60  # the options of every row are part of the page


@dataclass
class Line:
    """One row of the sheet; ids as typed or likely, and what stood against saving it."""

    item: Commitment
    role: str
    unit: int | None = None
    officer: int | None = None
    supports: list = field(default_factory=list)
    why: str = ""
    problem: str = ""
    typed_version: int | None = None
    overtaken: bool = False

    @property
    def is_lead(self):
        return self.role == UnitRole.LEAD


class LeadSheet:
    """The rows of one side of an agreement; with `data`, as they were typed.

    Thirty rows of the same choices: the options are written once and put into every
    row with the chosen one marked.
    """

    def __init__(self, agreement, actor, data=None):
        self.agreement, self.data = agreement, data
        self.party = agreement.party_of(actor.organization_id)
        rows, self.more = lead_sheet.missing(agreement, actor, SHOWN)
        self.units = {unit.pk: unit for unit in self._own_units(actor)}
        self.groups = people_by_unit([actor.organization_id])
        self.people = {pk for _unit, people in self.groups for pk, _name in people}
        self.seen = lead_sheet.last_line(rows)
        known = lead_sheet.likely(agreement, rows, actor)
        self.lines = [self._line(row, known.get(row.pk, lead_sheet.Likely())) for row in rows]

    def _own_units(self, actor):
        return OrgUnit.objects.filter(organization=actor.organization_id, is_active=True).order_by("code")

    def _line(self, row, likely):
        line = Line(row, lead_sheet.role_for(row, self.party))
        if self.data is not None and f"version-{row.pk}" in self.data:
            line.unit, line.officer = self._number(f"unit-{row.pk}"), self._number(f"officer-{row.pk}")
            line.supports = [int(value) for value in self.data.getlist(f"support-{row.pk}") if value.isdecimal()]
            line.typed_version = self._number(f"version-{row.pk}")
        else:
            line.unit, line.officer, line.supports = likely.unit, likely.officer, list(likely.supports)
        line.why = likely.why if line.unit and line.unit == likely.unit else ""
        return line

    def _number(self, name):
        value = self.data.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 18 else None

    @property
    def typed_seen(self):
        """The newest line of the trail that the page had shown."""
        return self._number("seen") or 0

    @property
    def gone(self):
        """Ids of rows that somebody filled in and that miss no unit any more."""
        there = {f"version-{line.item.pk}" for line in self.lines}
        names = [name for name in self.data if name.startswith("version-") and name not in there]
        keys = [name.removeprefix("version-") for name in names]
        return [int(key) for key in keys if key.isdecimal() and len(key) < 18 and self._number(f"unit-{key}")]

    # What two buttons do for whoever has no script

    def fill(self):
        """Put the unit chosen on top into the rows that have none."""
        unit = self._number("fill-unit")
        for line in self.lines:
            if not line.unit and unit in self.units:
                line.unit = unit

    def same(self, key):
        """Put into a row what the row above says."""
        for above, line in zip(self.lines, self.lines[1:], strict=False):
            if str(line.item.pk) == key:
                line.unit, line.officer, line.supports = above.unit, above.officer, list(above.supports)

    # What a row says, as the action takes it

    @cached_property
    def _officers(self):
        return User.objects.in_bulk({line.officer for line in self.lines if line.officer in self.people})

    def said(self, line):
        """The units and officer of a row; None when they cannot be, and the row says why."""
        if line.unit not in self.units or not set(line.supports) <= set(self.units):
            line.problem = _("Choose units of your own side that are in use.")
        elif line.officer and line.officer not in self.people:
            line.problem = _("Choose an officer of your own side.")
        if line.problem:
            return None
        return {
            "unit": self.units[line.unit],
            "officer": self._officers.get(line.officer),
            "supports": [self.units[pk] for pk in line.supports],
        }

    # The choices as HTML

    def dressed(self):
        """Every line with its three lists of options."""
        units = format_html_join("", '<option value="{}">{}</option>', ((u.pk, u.name) for u in self.units.values()))
        numbers = {unit.name: unit.pk for unit in self.units.values()}
        people = format_html_join(
            "",
            '<optgroup label="{}" data-unit="{}">{}</optgroup>',
            (
                (unit, numbers.get(unit, ""), format_html_join("", '<option value="{}">{}</option>', found))
                for unit, found in self.groups
            ),
        )
        for line in self.lines:
            line.unit_options = chosen(units, line.unit)
            line.officer_options = chosen(people, line.officer)
            line.support_options = chosen(units, *line.supports)
        self.unit_options = units
        return self.lines


def chosen(options, *keys):
    """The options with these marked as selected."""
    for key in filter(None, keys):
        value = format_html('value="{}"', key)
        options = mark_safe(options.replace(value, f"{value} selected", 1))
    return options
