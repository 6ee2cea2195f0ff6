"""Taking back an exported workbook that somebody has edited: begun, shown, and written all or nothing."""

import hashlib
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..errors import Refused
from ..models import Commitment, ImportKind, LedgerImport
from ..reports.round_trip import NotOurs, returned
from ..workbooks import Unreadable, read
from . import commitments, extensions, progress, returning
from .workbooks import UNREADABLE

LONGEST = 32_767  # what a cell of a workbook holds
ROWS = 300  # with more changed at once nobody reads the preview
FORGOTTEN = timedelta(days=7)  # what was begun and never confirmed

NOT_OURS = {
    "csv": gettext_noop(
        "A CSV file carries no row keys and cannot come back. Export the ledger as an Excel workbook and edit that."
    ),
    "not_exported": gettext_noop(
        "This workbook was not exported from here, or was saved without its hidden sheet. Export the ledger anew; a "
        "ledger of your own is brought in from the agreement’s page."
    ),
    "other_format": gettext_noop("This workbook was exported by another version. Export the ledger anew."),
    "tampered": gettext_noop(
        "The hidden sheet of this workbook was changed, or it comes from another installation. Export the ledger anew."
    ),
    "no_keys": gettext_noop(
        "The hidden last column with the row keys is missing. Export the ledger anew and keep that column."
    ),
    "two_tables": gettext_noop("Several sheets of this workbook hold the ledger. Keep the one that you edited."),
    "column_twice": gettext_noop("A heading of the ledger stands in two columns. Keep one of them."),
}


class Overtaken(Refused):
    """Somebody changed rows between the preview and the confirmation: nothing was written; `changed` are their keys."""

    def __init__(self, changed):
        super().__init__(_("Somebody changed these rows meanwhile. Nothing was written; look at them again."))
        self.changed = changed


@transaction.atomic
def begin(data, name, *, by):
    """Compare a workbook's bytes with what it was exported with and return the import; Refused says why not."""
    commitments.allow(by, "bring_back", None)
    told = _compared(data, name)
    visible = Commitment.objects.visible_to(by).filter(pk__in=told.keys).order_by("pk")
    agreement = visible.values_list("agreement", flat=True).first()
    if agreement is None:
        raise Refused(_("This workbook holds no commitment that you see."))
    if len(told.rows) > ROWS:
        raise Refused(
            _("Changed rows: %(count)d; at once %(most)d are taken. Export fewer rows under conditions.")
            % {"count": len(told.rows), "most": ROWS}
        )
    mine = LedgerImport.objects.filter(begun_by=by.user, kind=ImportKind.ROUND_TRIP, done_at__isnull=True)
    mine.filter(begun_at__lt=timezone.now() - FORGOTTEN).delete()
    return LedgerImport.objects.create(
        kind=ImportKind.ROUND_TRIP,
        agreement_id=agreement,
        name=name[:120],
        sha256=hashlib.sha256(data).hexdigest(),
        cells={
            "language": told.language,
            "exported_at": told.exported_at,
            "by": told.by,
            "rows": told.rows,
            "notes": told.notes,
        },
        begun_by=by.user,
        begun_unit=by.unit,
    )


@transaction.atomic
def discard(found, *, by):
    """Forget a workbook that was brought back and not taken over; nothing of it was written."""
    row = LedgerImport.objects.visible_to(by).filter(kind=ImportKind.ROUND_TRIP, pk=found.pk)
    row = row.select_for_update(of=("self",)).first()
    if row is not None and row.done_at:
        raise Refused(_("This workbook was already taken over."))
    if row is not None:
        row.delete()


def _compared(data, name):
    try:
        return returned(read(data, name, LONGEST))
    except Unreadable as error:
        raise Refused(_(UNREADABLE[error.reason_code]), code=error.reason_code) from error
    except NotOurs as error:
        raise Refused(_(NOT_OURS[error.code]), code=error.code) from error


@transaction.atomic
def confirm(found, *, by, clock, chosen=(), words=None, reasons=None, seen=None):
    """Write what the person decided and return the import: every row, or none.

    `chosen` are the (commitment, column) of conflicts decided for the workbook, `words` what was done by
    commitment, `reasons` why a later date is asked for, `seen` the mark of every row as the person saw it. What
    stands there is read again under a lock: Overtaken when any of it has changed since. Confirming twice
    writes once.
    """
    row = LedgerImport.objects.select_for_update().get(pk=found.pk)
    if row.done_at:
        return row
    commitments.allow(by, "bring_back", None)
    keys = [told["pk"] for told in row.cells["rows"]]
    list(Commitment.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    items = returning.plan(row.cells, by, clock)
    seen, decided = seen or {}, (set(chosen), words or {}, reasons or {})
    if changed := [item.pk for item in items if seen.get(item.pk) != item.seen]:
        raise Overtaken(changed)
    written = [line for item in items if (line := _write(item, by, *decided))]
    if not written:
        raise Refused(
            _("Nothing is to be taken: decide a conflict for the workbook, say what was done, or why a date slips.")
        )
    # The cells have done their work: what remains is what was written, and how many rows were not.
    row.choices, row.cells, row.done_at = {"written": written, "left": len(items) - len(written)}, {}, timezone.now()
    row.save(update_fields=["choices", "cells", "done_at"])
    return row


def _write(item, by, chosen, words, reasons):
    """Report, name officers and ask for a date as the row says; what was written, or None when nothing was."""
    if item.commitment is None:
        return None
    said, officers = returning.report_of(item, chosen, words), returning.officers_of(item, chosen)
    later = returning.extension_of(item, reasons)
    if not said and not officers and not later:
        return None
    try:
        if said:
            version = item.commitment.version
            progress.report(item.commitment, by=by, unit=item.place.unit, version=version, **said)
        for unit, person in officers:
            commitments.name_officer(item.commitment, by=by, unit=unit, officer=person)
        if later:
            extensions.ask(item.commitment, by=by, new_due_on=later[0], reason=later[1])
    except (Refused, PermissionDenied) as refusal:
        why = " ".join(refusal.messages) if isinstance(refusal, Refused) else str(refusal)
        raise Refused(_("%(row)s: %(why)s") % {"row": item.label, "why": why}) from refusal
    return {
        "pk": item.pk,
        "label": str(item.commitment),
        "unit": item.place.unit.name if said else "",
        "officers": [person.name for _unit, person in officers],
        "asked": later[0].isoformat() if later else "",
    }
