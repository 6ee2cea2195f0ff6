"""What the sheet “name the leads” starts from: the drafts that miss a unit of one side, and what is likely."""

from dataclasses import dataclass, field

from django.db.models import F, Max, Prefetch
from django.utils.translation import gettext as _

from .. import trail
from ..models import CommitmentUnit, SuggestedUnit, TrailEntry, UnitRole
from .tasks import without_own_unit

# Lines that leave what a draft says, and who leads it for the own side, as it was.
HARMLESS = (
    *("name_unit", "remove_unit", "name_officer", "suggest_unit", "decline_unit"),
    *("listed", "unlisted", "agreed", "assign", "decline"),
)


@dataclass
class Likely:
    """The units that are probably meant, by their ids, and why; empty where nothing is known."""

    unit: int | None = None
    officer: int | None = None
    supports: list = field(default_factory=list)
    why: str = ""


def missing(agreement, actor, limit):
    """The drafts that miss the own lead or contact unit, in the order of the text, and how many more there are."""
    others = CommitmentUnit.objects.exclude(party__organization=actor.organization_id).exclude(role=UnitRole.SUPPORT)
    others = Prefetch("units", others.select_related("unit", "party__organization"), to_attr="others_named")
    rows = without_own_unit(actor).filter(agreement=agreement).select_related("clause", "listed_in")
    rows = rows.order_by(F("clause__sort_key").asc(nulls_last=True), "pk")
    shown = list(rows.prefetch_related(others)[:limit])
    for row in shown:  # one agreement, so that its parties are read once
        row.agreement = agreement
    return shown, max(rows.count() - limit, 0) if len(shown) == limit else 0


def likely(agreement, rows, actor):
    """The Likely of every row: what the other side's ledger suggests, else the unit last named in the same clause."""
    party = agreement.party_of(actor.organization_id)
    found = _suggested(rows, party)
    last = CommitmentUnit.objects.filter(commitment__agreement=agreement, party=party, unit__is_active=True)
    last = last.exclude(role=UnitRole.SUPPORT).order_by("named_at", "pk")
    by_clause = {(clause, role): unit for clause, role, unit in last.values_list("commitment__clause", "role", "unit")}
    for row in rows:
        role = role_for(row, party)
        if row.pk not in found and row.clause_id and (unit := by_clause.get((row.clause_id, role))):
            found[row.pk] = Likely(unit=unit, why=_("Named last in this clause"))
    return found


def role_for(row, party):
    """Whether a party leads a commitment, or is its contact."""
    return UnitRole.LEAD if row.is_joint or row.obliged_party_id == party.pk else UnitRole.CONTACT


def _suggested(rows, party):
    found = {}
    open_ones = SuggestedUnit.objects.open().filter(commitment__in=rows, party=party, unit__is_active=True)
    for each in open_ones.select_related("suggested_by").order_by("pk"):
        told = found.setdefault(each.commitment_id, Likely(why=_("Suggested by %(who)s") % {"who": each.suggested_by}))
        if each.role == UnitRole.SUPPORT:
            told.supports.append(each.unit_id)
        else:
            told.unit, told.officer = each.unit_id, each.officer_id
    return found


def last_line(rows):
    """The number of the newest line on the trail of the rows: what the reader of the sheet has seen."""
    lines = TrailEntry.objects.filter(object_type="commitment", object_id__in=[row.pk for row in rows])
    return lines.aggregate(last=Max("pk"))["last"] or 0


def changed_since(rows, actor, seen):
    """What others did to the rows since, as {row: sentence}; what changes nothing for who names a unit is left out."""
    lines = TrailEntry.objects.visible_to(actor).filter(
        object_type="commitment", object_id__in=[row.pk for row in rows]
    )
    lines = lines.filter(pk__gt=seen).exclude(verb__in=HARMLESS).order_by("pk")
    return {line.object_id: trail.sentence(line) for line in lines}
