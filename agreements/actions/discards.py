"""Discarding a text that was brought by mistake, as long as nobody has worked on it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Exists, OuterRef, Value
from django.utils.translation import gettext as _

from .. import trail
from ..errors import Refused
from ..models import (
    Clause,
    Commitment,
    CommitmentSpan,
    Disposition,
    OrgUnit,
    Proposal,
    ProposalStatus,
    Sentence,
    TextVersion,
    TrailEntry,
)
from .commitments import allow


@transaction.atomic
def discard(version, *, by):
    """Take a text away with its clauses, its files and what was proposed on it; its trail stays."""
    rows = foreseen(TextVersion.objects.select_for_update(of=("self",)).select_related("agreement"), by)
    row = rows.get(pk=version.pk)
    allow(by, "read_text", row.agreement)
    if not row.is_theirs:
        raise PermissionDenied(_("The side that brought a text discards it."))
    if problem := obstacle(row):
        raise Refused(problem)
    told = {"source": row.source, "received_on": row.received_on, "sha256": row.sha256}
    trail.record("discard_text", row, by=by, changes={name: [word, ""] for name, word in told.items()})
    for file in row.scans.all():
        file.delete()
        transaction.on_commit(lambda stored=file.file: stored.storage.delete(stored.name))
    row.proposals.all().delete()
    clauses = Clause.objects.filter(text_version=row)
    Sentence.objects.filter(clause__in=clauses).delete()
    clauses.update(parent=None)
    clauses.delete()
    row.delete()


def foreseen(versions, by):
    """Texts with what decides whether the actor may discard them: `is_theirs`, `is_used`, `is_decided_on`.

    The side that brought a text discards it, or an administrator.
    """
    own = OrgUnit.objects.filter(organization=by.organization_id).values("pk")
    brought = TrailEntry.objects.filter(object_type="textversion", object_id=OuterRef("pk"), verb="read_text")
    here, inside = {"text_version": OuterRef("pk")}, {"clause__text_version": OuterRef("pk")}
    return versions.annotate(
        is_theirs=Value(True, BooleanField()) if by.is_admin else Exists(brought.filter(unit_id__in=own)),
        is_used=Exists(CommitmentSpan.objects.filter(**here)) | Exists(Commitment.objects.filter(**inside)),
        is_decided_on=Exists(Sentence.objects.filter(disposition=Disposition.NO_OBLIGATION, **inside))
        | Exists(Proposal.objects.filter(**here).exclude(status=ProposalStatus.PENDING)),
    )


def obstacle(row):
    """Why a foreseen text cannot be discarded; empty as long as nobody has worked on it."""
    if row.is_used:
        return _("Commitments come from this text. It stays on record.")
    if row.is_decided_on:
        return _("Somebody has decided on sentences of this text already. It stays on record.")
    return ""
