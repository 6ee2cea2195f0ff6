"""Bringing in a ledger: kept as cells until it is confirmed, then all of it becomes drafts, or nothing."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import outbox, trail
from ..errors import Refused, Stale
from ..ledgers import FIELDS
from ..ledgers.headings import LOOKED_AT, header_at
from ..models import Agreement, ColumnMapping, ImportKind, LedgerImport, NoticeKind, TakenOver, UnitRole
from ..reports.incoming import heading_key, pack, plan, unpack
from . import commitments, suggestions
from .commitments import allow

# Contact and lead come last: naming the last one that is missing assigns, and then everything else stands already.
LAST = {UnitRole.SUPPORT: 0, UnitRole.CONTACT: 1, UnitRole.LEAD: 2}


@transaction.atomic
def begin(agreement, *, by, workbook, name, data):
    """Keep the cells of a workbook for this person to look at and return the LedgerImport; the file is not kept.

    What the same person began before and never confirmed goes. Columns whose headings this side has
    brought before are read as they were then.
    """
    allow(by, "import", agreement)
    if not workbook.visible:
        raise Refused(_("There is nothing in the sheets that are visible."))
    mine = LedgerImport.objects.filter(begun_by=by.user, kind=ImportKind.LEDGER, done_at__isnull=True)
    mine.delete()
    found = LedgerImport(
        agreement=agreement,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        cells=pack(workbook),
        begun_by=by.user,
        begun_unit=by.unit,
    )
    found.choices = _remembered(found, by)
    found.save()
    return found


def _remembered(found, by):
    """The sheet, the row and the columns as this side chose them for the same headings, or nothing."""
    keys = {}
    for number, kept in enumerate(found.cells):
        rows, merged = unpack(kept)
        for row in range(min(len(rows), LOOKED_AT)):
            keys.setdefault(heading_key(header_at(rows, row, merged).headings), (number, row))
    known = ColumnMapping.objects.filter(organization=by.organization, headings__in=keys)
    places = sorted((*keys[mapping.headings], mapping.pk) for mapping in known)
    if not places:
        return {}
    sheet, row, pk = places[0]
    columns = next(mapping.columns for mapping in known if mapping.pk == pk)
    return {"sheet": sheet, "row": row, "columns": columns}


@transaction.atomic
def choose_columns(found, *, by, sheet, row, columns):
    """Say which row holds the headings and what each column says; the side's next ledger is read the same way."""
    held = _pending(found, by)
    if not 0 <= sheet < len(held.cells):
        raise Refused(_("Choose one of the sheets."))
    rows, merged = unpack(held.cells[sheet])
    if not 0 <= row < len(rows):
        raise Refused(_("Choose the row of the headings."))
    columns = {str(column): field for column, field in columns.items() if field in FIELDS}
    said = list(columns.values())
    if "title" not in said:
        raise Refused(_("Say which column names what is to be done."))
    if len(set(said)) < len(said):
        raise Refused(_("Two columns say the same. Choose one of them."))
    header = header_at(rows, row, merged)
    held.choices = {"sheet": sheet, "row": header.row, "columns": columns}
    held.save(update_fields=["choices"])
    ColumnMapping.objects.update_or_create(
        organization=by.organization,
        headings=heading_key(header.headings),
        defaults={"columns": columns, "changed_by": by.user},
    )
    return held


@transaction.atomic
def choose(found, *, by, units=None, people=None, clauses=None, year=None, obliged=None):
    """Keep what the person decided of names that nobody knows, a year that is missing, and who is obliged."""
    held = _pending(found, by)
    held.choices |= {"unit": units or {}, "person": people or {}, "clause": clauses or {}}
    held.choices |= {"year": year, "obliged": obliged}
    held.save(update_fields=["choices"])
    return held


def discard(found, *, by):
    """Forget an import that was not confirmed; nothing of it was written."""
    with transaction.atomic():
        _pending(found, by).delete()


@transaction.atomic
def confirm(found, *, by, seal):
    """Write every draft of the import, or none, and return it with what was made; confirming twice writes once.

    `seal` is that of the plan that was shown: raises Stale when something has changed it since.
    """
    held = _held(found, by)
    if held.done_at:
        return held
    allow(by, "import", held.agreement)
    Agreement.objects.select_for_update().get(pk=held.agreement_id)  # two imports one after the other
    made = plan(held, by)
    if made.seal != seal:
        raise Stale(_("Something has changed since this preview was made. Look at it again."), held)
    if made.obstacles:
        raise Refused(made.obstacles)
    others = set()
    for line in made.lines:
        others |= _write(held, line, by)
    outbox.notify(NoticeKind.SUGGESTED, held.agreement, outbox.liaisons(*others), f"import-{held.pk}", by)
    held.choices = {"made": len(made.lines), "suggested": made.suggested, "taken": made.taken}
    held.cells, held.done_at = [], timezone.now()
    held.save(update_fields=["cells", "choices", "done_at"])
    return held


def _write(held, line, by):
    """One draft with its units and what it takes over; the ids of the organizations to which units were suggested."""
    fields = ("clause", "title", "obligation", "obliged_party", "cadence", "yardstick", "due_text", "due_on")
    draft = commitments.create(held.agreement, by=by, **{name: getattr(line, name) for name in fields})
    whole = line.whole_title if line.whole_title != line.title else ""
    trail.record("import", draft, by=by, reason=whole, file=held.name, line=line.row)
    if line.taken:
        TakenOver.objects.create(
            commitment=draft,
            party=held.agreement.party_of(by.organization_id),
            source=_("%(file)s, row %(row)d") % {"file": held.name, "row": line.row},
            taken_by=by.user,
            taken_unit=by.unit,
            **line.taken,
        )
    others = set()
    for named in sorted(line.units, key=lambda named: LAST[named.role]):
        if named.suggested:
            suggestions.suggest(draft, by=by, unit=named.unit, role=named.role, officer=named.officer)
            others.add(named.party.organization_id)
        else:
            draft = commitments.name_unit(draft, by=by, unit=named.unit, role=named.role, officer=named.officer)
    return others


def _held(found, by):
    """The import under a lock; Refused when it is gone: discarded, or given way to a newer one."""
    held = LedgerImport.objects.visible_to(by).filter(kind=ImportKind.LEDGER, pk=found.pk)
    held = held.select_related("agreement").select_for_update(of=("self",)).first()
    if held is None:
        raise Refused(_("This import is no longer here. Begin again with the file."))
    return held


def _pending(found, by):
    held = _held(found, by)
    allow(by, "import", held.agreement)
    if held.done_at:
        raise Refused(_("This import was already confirmed."))
    return held
