"""Conditions of the ledger: read from an address, applied to rows, written back as an address and in words."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ..models import (
    Agreement,
    AgreementParty,
    Clause,
    CommitmentStatus,
    OrgUnit,
)
from ..standing import LAMP_WORDS, LAMPS, RUNNING

# What a row shows at its start: one of five lamps, or why it carries none. Every row has exactly one.
AWAITING, DRAFT, HELD, DONE, LETTER = "awaiting", "draft", "held", "done", "letter"
MARKS = (*LAMPS, AWAITING, DRAFT, HELD, DONE, LETTER)
MARK_WORDS = {
    **LAMP_WORDS,
    AWAITING: gettext_lazy("Awaiting confirmation"),
    DRAFT: gettext_lazy("To be assigned"),
    HELD: gettext_lazy("On hold"),
    DONE: gettext_lazy("Done"),
    LETTER: gettext_lazy("Closed by letter"),
}
# The five words of lists, each with the statuses behind it.
STATUSES = {
    "to_assign": (gettext_lazy("To be assigned"), (CommitmentStatus.DRAFT,)),
    "under_way": (gettext_lazy("Under way"), RUNNING),
    "awaiting": (gettext_lazy("Awaiting confirmation"), (CommitmentStatus.SUBMITTED,)),
    "closed": (gettext_lazy("Closed"), (CommitmentStatus.CLOSED,)),
    "stopped": (gettext_lazy("On hold or ended"), (CommitmentStatus.ON_HOLD, CommitmentStatus.ENDED)),
}
SORTS = ("lamp", "code", "title", "due", "percent", "status")
GROUPS = ("clause", "unit")
WORDS, LONGEST = 8, 200


class Side(NamedTuple):
    """An organization as far as a list shows it."""

    pk: int
    kind: str
    short_name: str


class Part(NamedTuple):
    """A clause as a list shows it; `key` sorts it within its agreement, whatever the version of the text."""

    pk: int
    agreement_id: int
    key: str
    number: str
    heading: str
    short_heading: str

    @property
    def label(self):
        return f"{self.number} {self.heading}".strip()


@dataclass(frozen=True)
class Choices:
    """What an actor may choose from, and the names that a list needs: four queries."""

    agreements: dict  # pk: (code, title)
    parties: dict  # pk: (agreement, organization), in the order of the agreements
    sides: dict  # organization: Side
    units: dict  # pk: (organization, name)
    clauses: dict  # pk: Part

    def parties_of(self, agreement_id):
        """The organizations that are party to an agreement, in its order."""
        return [organization for agreement, organization in self.parties.values() if agreement == agreement_id]

    def agreements_of(self, organization_id):
        """The agreements to which an organization is a party."""
        return [agreement for agreement, organization in self.parties.values() if organization == organization_id]

    def clause_choices(self, agreement_id):
        """The clauses of an agreement, or of the only one, each number once, in order."""
        if agreement_id is None and len(self.agreements) == 1:
            agreement_id = next(iter(self.agreements))
        newest = {part.key: part for part in self.clauses.values() if part.agreement_id == agreement_id}
        return [newest[key] for key in sorted(newest)]


def choices_for(actor):
    """The Choices of an actor: only what the actor sees."""
    visible = Agreement.objects.visible_to(actor)
    parties = AgreementParty.objects.filter(agreement__in=visible).order_by("agreement", "order")
    parties = list(
        parties.values_list("pk", "agreement", "organization", "organization__kind", "organization__short_name")
    )
    sides = {row[2]: Side(*row[2:]) for row in parties}
    units = OrgUnit.objects.filter(organization__in=list(sides)).order_by("organization", "code")
    clauses = Clause.objects.visible_to(actor).order_by("text_version", "sort_key")
    names = ("pk", "text_version__agreement", "sort_key", "number", "heading", "short_heading")
    return Choices(
        agreements={pk: (code, title) for pk, code, title in visible.values_list("pk", "code", "title")},
        parties={row[0]: (row[1], row[2]) for row in parties},
        sides=sides,
        units={pk: (org, name) for pk, org, name in units.values_list("pk", "organization", "name")},
        clauses={row[0]: Part(*row) for row in clauses.values_list(*names)},
    )


@dataclass(frozen=True)
class Filters:
    """The conditions, the order and the page; None or an empty string where nothing was asked."""

    q: str = ""
    agreement: int | None = None
    clause: int | None = None
    unit: int | None = None
    side: int | None = None
    status: str = ""
    lamp: str = ""
    due_from: date | None = None
    due_to: date | None = None
    undated: str = ""
    sort: str = ""
    group: str = ""
    page: int = 1

    CONDITIONS = ("agreement", "clause", "unit", "side", "status", "lamp", "due", "q")

    def address(self, **changes):
        """The query string of these conditions with some changed; another list begins on its first page."""
        wanted = asdict(replace(self, **({"page": 1} | changes)))
        if wanted["page"] == 1:
            del wanted["page"]
        return "?" + urlencode({name: value for name, value in wanted.items() if value})

    def without(self, name):
        """The Filters without one condition; the clause goes with its agreement."""
        if name == "due":
            return replace(self, due_from=None, due_to=None, undated="", page=1)
        if name == "agreement":
            return replace(self, agreement=None, clause=None, page=1)
        return replace(self, **{name: type(self).__dataclass_fields__[name].default, "page": 1})

    def cleared(self):
        """The same order and grouping without any condition."""
        return Filters(sort=self.sort, group=self.group)

    @property
    def has_due(self):
        return bool(self.due_from or self.due_to or self.undated)

    @property
    def active(self):
        """The names of the conditions in force, in the order of the form."""
        return [name for name in self.CONDITIONS if (self.has_due if name == "due" else getattr(self, name))]


def read(data, choices):
    """Filters from a query string, and a sentence for each condition that had to be left out."""
    problems = []

    def one_of(name, label, allowed, number=False):
        raw = data.get(name, "").strip()
        try:
            value = int(raw) if number and raw else raw
        except ValueError:
            value = raw
        if raw == "" or value in allowed:
            return value or None if number else value
        problems.append(_("“%(name)s” was left out: there is no such choice.") % {"name": label})
        return None if number else ""

    def day(name):
        raw = data.get(name, "").strip()
        try:
            return date.fromisoformat(raw) if raw else None
        except ValueError:
            problems.append(_("“%(value)s” was left out: write a date as 2026-12-31.") % {"value": raw[:20]})

    found = Filters(
        q=" ".join(data.get("q", "").replace("\0", " ")[:LONGEST].split()[:WORDS]),
        agreement=one_of("agreement", _("Agreement"), choices.agreements, number=True),
        clause=one_of("clause", _("Clause"), choices.clauses, number=True),
        unit=one_of("unit", _("Unit"), choices.units, number=True),
        side=one_of("side", _("Owed by"), choices.sides, number=True),
        status=one_of("status", _("Status"), STATUSES),
        lamp=one_of("lamp", _("Lamp"), MARKS),
        due_from=day("due_from"),
        due_to=day("due_to"),
        undated="1" if data.get("undated") else "",
        sort=one_of("sort", _("Order"), _orders()),
        group=one_of("group", _("Grouping"), GROUPS),
        page=_page(data.get("page", "")),
    )
    return _consistent(found, choices, problems), problems


def _consistent(found, choices, problems):
    """The same Filters without conditions that contradict each other."""
    part = choices.clauses.get(found.clause)
    if part and found.agreement and part.agreement_id != found.agreement:
        problems.append(_("“%(name)s” was left out: it belongs to another agreement.") % {"name": part.label})
        found = replace(found, clause=None)
    if found.due_from and found.due_to and found.due_from > found.due_to:
        problems.append(_("The due dates were left out: the range ends before it begins."))
        found = replace(found, due_from=None, due_to=None)
    return found


def _orders():
    return {"", *SORTS, *(f"-{name}" for name in SORTS)}


def _page(raw):
    return int(raw) if raw.isdecimal() and len(raw) < 10 and int(raw) > 0 else 1


def apply(rows, filters, choices):
    """The rows that meet every condition but the lamp, which `reports.ledger` applies where it is computed."""
    for word in filters.q.split():
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word) | Q(yardstick__icontains=word))
    if filters.agreement:
        rows = rows.filter(agreement=filters.agreement)
    if filters.clause:
        part = choices.clauses[filters.clause]
        below = Q(clause__sort_key=part.key) | Q(clause__sort_key__startswith=f"{part.key}.")
        rows = rows.filter(below, agreement=part.agreement_id)
    if filters.unit:
        rows = rows.of_unit(filters.unit)
    if filters.side:
        rows = rows.owed_by(filters.side)
    if filters.status:
        rows = rows.filter(status__in=STATUSES[filters.status][1])
    return rows.filter(_due(filters))


def _due(filters):
    within = Q()
    if filters.due_from:
        within &= Q(due_on__gte=filters.due_from)
    if filters.due_to:
        within &= Q(due_on__lte=filters.due_to)
    if filters.undated:
        return within | Q(due_on__isnull=True) if within else Q(due_on__isnull=True)
    return within


def in_words(filters, choices):
    """Each condition in force as (name, label, value), in words."""
    return [(name, *_words_of(name, filters, choices)) for name in filters.active]


def in_one_line(chips):
    """The conditions as `in_words` gives them, in one line for a head on paper; empty when there are none."""
    told = pgettext("condition", "%(label)s: %(value)s")
    return pgettext("list", "; ").join(told % {"label": label, "value": value} for _name, label, value in chips)


def _words_of(name, filters, choices):
    if name == "agreement":
        return _("Agreement"), choices.agreements[filters.agreement][0]
    if name == "clause":
        return _("Clause"), choices.clauses[filters.clause].label
    if name == "unit":
        return _("Unit"), choices.units[filters.unit][1]
    if name == "side":
        return _("Owed by"), choices.sides[filters.side].short_name
    if name == "status":
        return _("Status"), STATUSES[filters.status][0]
    if name == "lamp":
        return _("Lamp"), MARK_WORDS[filters.lamp]
    return (_("Words"), filters.q) if name == "q" else (_("Due"), _due_words(filters))


def _due_words(filters):
    days = {"from": filters.due_from, "to": filters.due_to}
    if filters.due_from and filters.due_to:
        words = _("%(from)s to %(to)s") % days
    elif filters.due_from:
        words = _("from %(from)s") % days
    elif filters.due_to:
        words = _("until %(to)s") % days
    else:
        return _("No date set")
    return _("%(range)s, or no date set") % {"range": words} if filters.undated else words
