"""Discarding a text that was brought by mistake, as long as nobody has worked on it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Exists, OuterRef, Q, Subquery, Value
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
from .text_lock import lock


@transaction.atomic
def discard(version, *, by):
    """Take a text away with its clauses, its files and what was proposed on it; its trail stays."""
    row = lock(version)
    allow(by, "read_text", row.agreement)
    # Nobody decides on a sentence or a proposal between the look and the end.
    list(Sentence.objects.select_for_update(of=("self",)).filter(clause__text_version=row).values_list("pk"))
    list(row.proposals.select_for_update(of=("self",)).values_list("pk"))
    row = foreseen(TextVersion.objects.select_related("agreement"), by).get(pk=row.pk)
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
    """Texts with what decides whether the actor may discard them.

    That is `is_theirs`, `is_used`, `is_decided_on` and `is_shared`: somebody else than the side that brought it
    has done something to it: added a scan, corrected the structure, had it read.

    The side that brought a text discards it, or an administrator.
    """
    own = OrgUnit.objects.filter(organization=by.organization_id).values("pk")
    lines = TrailEntry.objects.filter(object_type="textversion", object_id=OuterRef("pk"))
    brought = lines.filter(verb="read_text")
    of_bringer = OrgUnit.objects.filter(organization=OuterRef(OuterRef("bringer")))
    here, inside = {"text_version": OuterRef("pk")}, {"clause__text_version": OuterRef("pk")}
    bringer = OrgUnit.objects.filter(pk=OuterRef("unit_id")).values("organization")[:1]
    return versions.annotate(
        bringer=Subquery(brought.annotate(side=Subquery(bringer)).values("side")[:1]),
        is_shared=Exists(lines.filter(~Q(unit_id__in=of_bringer.values("pk")))),
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
    if row.is_shared:
        return _("Somebody else has worked on this text (files, structure or a reading). It stays on record.")
    return ""
