"""Several postings from one table: what each row would enter, and entering all of them or none."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import access
from ..errors import Refused, Stale
from ..extraction.pasted import day_of
from ..extraction.postings import read
from ..models import Commitment, OrgUnit, Secondment
from ..reports.secondments import verdict_of
from . import secondments
from .commitments import allow

NEW, THERE, REFUSED = "new", "there", "refused"
MOST_ROWS = 200
MAY_BE_EMPTY = ("approval_number", "exception_reason", "exception_allowed_by")


class Row:
    """One row of the table: what it says, the posting it would enter, and what stands against that."""

    def __init__(self, number, said):
        self.number, self.said = number, said
        self.posting, self.verdict, self.is_there, self.problems = None, None, False, []

    @property
    def state(self):
        if self.problems:
            return REFUSED
        return THERE if self.is_there else NEW


class Plan:
    """What a table would enter; `rows` in its order. Cells that are empty take what is said for all."""

    def __init__(self, agreement, text, common, by):
        self.agreement, self.common, self.by = agreement, common, by
        self.units = Units(agreement)
        self.rows = [Row(number, said) for number, said in read(text)[: MOST_ROWS + 1]]
        self.item = Commitment.objects.select_related("agreement").get(pk=common["commitment"].pk)
        self.known = self._known()
        for row in self.rows:
            self._judge(row)

    @property
    def refused(self):
        return [row for row in self.rows if row.state == REFUSED]

    @property
    def changes(self):
        return [row for row in self.rows if row.state == NEW]

    @property
    def short(self):
        return [row for row in self.changes if row.verdict and row.verdict.kind == "short"]

    @property
    def digest(self):
        """What was shown, in short: it tells whether the same would happen now."""
        shown = [(row.number, sorted(row.said.items()), row.state, row.problems) for row in self.rows]
        told = sorted((name, str(value)) for name, value in self.common.items())
        return hashlib.sha256(repr((told, shown)).encode()).hexdigest()

    def _known(self):
        """Who is on the register already, with the first day and the sending unit."""
        rows = Secondment.objects.taking_place().filter(commitment=self.item)
        return dict.fromkeys(rows.values_list("person", "starts_on", "sending_unit"), 0)

    def _judge(self, row):
        fields = self._fields(row)
        if row.problems:
            return
        key = (fields["person"], fields["starts_on"], fields["sending_unit"].pk)
        if (earlier := self.known.get(key)) is not None:
            if earlier:
                row.problems.append(_("Row %(row)s says the same.") % {"row": earlier})
            row.is_there = True
            return
        self.known[key] = row.number
        try:
            row.posting = secondments.build(self.agreement, by=self.by, commitment=self.item, **fields)
        except Refused as refusal:
            row.problems += problems_of(refusal)
            return
        if not_allowed := access.refusal(self.by, "keep_posting", row.posting):
            row.problems.append(not_allowed)
        row.verdict = verdict_of(row.posting)

    def _fields(self, row):
        fields = {}
        for name in ("person", "post", *MAY_BE_EMPTY):
            fields[name] = row.said.get(name) or self.common.get(name) or ""
            if not fields[name] and name not in MAY_BE_EMPTY:
                row.problems.append(_("%(field)s: nothing is given.") % {"field": label(name)})
        for name in secondments.UNITS:
            fields[name] = self._unit(row, name)
        for name in secondments.DAYS:
            fields[name] = self._day(row, name)
        return fields

    def _unit(self, row, name):
        if word := row.said.get(name):
            found = self.units.called(word)
            if len(found) == 1:
                return found[0]
            said = _("“%(unit)s” is a unit of several sides: give its code.") if found else _("“%(unit)s” is no unit.")
            row.problems.append(said % {"unit": word})
        elif self.common.get(name):
            return self.common[name]
        else:
            row.problems.append(_("%(field)s: nothing is given.") % {"field": label(name)})
        return None

    def _day(self, row, name):
        if word := row.said.get(name):
            day = day_of(word)
            if day is None:
                row.problems.append(_("“%(word)s” is no day: write it as 2026-12-31.") % {"word": word})
            return day
        if not self.common.get(name):
            row.problems.append(_("%(field)s: nothing is given.") % {"field": label(name)})
        return self.common.get(name)


class Units:
    """The units in use of the parties of an agreement, by code and by name."""

    def __init__(self, agreement):
        parties = [party.organization_id for party in agreement.party_list]
        self.units = list(OrgUnit.objects.filter(organization__in=parties, is_active=True).order_by("pk"))

    def called(self, word):
        by_code = [unit for unit in self.units if unit.code.casefold() == word.casefold()]
        return by_code or [unit for unit in self.units if unit.name == word]


def label(name):
    return Secondment._meta.get_field(name).verbose_name


def problems_of(refusal):
    """The sentences of a refusal, each with the field that it is about."""
    if not hasattr(refusal, "error_dict"):
        return refusal.messages
    found = []
    for name, errors in refusal.error_dict.items():
        told = ValidationError(errors).messages
        found += [f"{label(name)}: {said}" if name in secondments.FIELDS else said for said in told]
    return found


def plan_table(agreement, text, common, *, by):
    """The Plan of a table; Refused when it is none, or too long."""
    allow(by, "plan_posting", agreement)
    plan = Plan(agreement, text, common, by)
    if not plan.rows:
        raise Refused({"text": _("No table was found in this.")})
    if len(plan.rows) > MOST_ROWS:
        raise Refused({"text": _("At most %(n)d rows at once.") % {"n": MOST_ROWS}})
    return plan


@transaction.atomic
def enter_table(agreement, text, common, *, by, seen):
    """Enter all rows of a table, or none: Stale, with the Plan of now, when it is not what was `seen`."""
    Commitment.objects.select_for_update().get(pk=common["commitment"].pk)
    plan = plan_table(agreement, text, common, by=by)
    if plan.digest != seen:
        raise Stale(_("The register changed meanwhile. Nothing was entered; this is what would happen now."), plan)
    if plan.refused:
        raise Refused(_("Some rows cannot be entered, so none was."))
    for row in plan.changes:
        posting = row.posting
        fields = {name: getattr(posting, name) for name in secondments.FIELDS}
        secondments.plan(agreement, by=by, **fields)
    return plan
