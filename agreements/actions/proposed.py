"""Deciding on what a reading proposed: taken as it is or corrected, discarded, and all of it taken back."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, lifecycle, trail
from ..errors import Refused, Stale
from ..models import (
    CommitmentStatus,
    DiscardReason,
    EndedAs,
    Obligation,
    Proposal,
    ProposalStatus,
)
from ..reports import proposals
from . import commitments, marking
from .commitments import allow
from .text_lock import lock

TAKEN = (
    *("title", "obligation", "obliged_party", "strength", "category", "cadence"),
    *("target", "min_months", "due_text", "due_on"),
)
AS_MADE = 1  # the version of a draft that nobody has touched
_QUOTED = 60  # characters of a passage that the trail repeats


@transaction.atomic
def accept(proposal, *, by, version=None, seen=None, place=None, **corrected):
    """Make a draft of a proposal and return it; `place` and `corrected` are what the reader changed.

    With the version and the token that the page showed, raises Stale when somebody
    has decided on the proposal or on its sentence since.
    """
    row = _locked(proposal, version)
    allow(by, "create", row.text_version.agreement)
    if not row.is_pending:
        raise Refused(_decided(row))
    return _take(row, by, seen, place, **corrected)


def _take(row, by, seen=None, place=None, together="", **corrected):
    said = {name: getattr(row, name) for name in TAKEN} | corrected
    if not said["obligation"]:
        raise Refused({"obligation": _("Say who is obliged.")})
    if said["min_months"] and said["obligation"] == Obligation.ONE:
        said["min_months_party"] = said["obliged_party"]
    start, end = place or (row.start, row.end)
    made = marking.make(row.text_version, start, end, by=by, seen=seen, **said)
    changes = {name: [getattr(row, name), getattr(made, name)] for name in TAKEN}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if (start, end) != (row.start, row.end):
        changes["span"] = [row.passage, row.text_version.text[start:end]]
    trail.record("take_proposal", made, by=by, changes=changes, reader=row.reader, passage=_quoted(row))
    _decide(row, by, ProposalStatus.ACCEPTED, commitment=made, together=together)
    return made


@transaction.atomic
def discard(proposal, *, by, version=None, reason=""):
    """Say that a proposal is no commitment; a reason, which may come afterwards, is counted."""
    row = _locked(proposal, version)
    allow(by, "create", row.text_version.agreement)
    if row.status == ProposalStatus.ACCEPTED:
        raise Refused(_decided(row))
    if reason and reason not in DiscardReason.values:
        raise Refused({"reason": _("Choose one of the reasons.")})
    if row.status == ProposalStatus.DISCARDED and row.reason == reason:
        return row
    words = {"passage": _quoted(row), "reader": row.reader}
    trail.record("discard_proposal", row.text_version, by=by, changes={"reason": [row.reason, reason]}, **words)
    return _decide(row, by, ProposalStatus.DISCARDED, reason=reason)


@transaction.atomic
def undo(proposal, *, by, version=None, draft=None):
    """Take a decision back: the proposal is pending again, its draft withdrawn.

    `draft` is the version of the draft that the page knew. Raises Stale when somebody has
    worked on the draft since, or when it was worked on at all and the page says nothing of it.
    """
    row = _locked(proposal, version)
    allow(by, "create", row.text_version.agreement)
    if row.is_pending:
        raise Refused(_("Nothing has been decided on this proposal."))
    made = row.commitment and lifecycle.lock(row.commitment)
    if made and made.status == CommitmentStatus.DRAFT and made.version not in (AS_MADE, draft):
        raise Stale(_("Somebody has worked on the draft since; look at it before you take this back."), row)
    return _undo(row, by, made)


@transaction.atomic
def accept_all(version, *, by):
    """Take every pending proposal without a doubt; (how many, the key with which they are taken back)."""
    version = lock(version)
    allow(by, "create", version.agreement)
    rows, together = without_doubts(version), uuid.uuid4().hex
    for row in rows:
        _take(row, by, together=together)
    if not rows:
        raise Refused(_("No proposal is without doubts."))
    trail.record("take_proposals", version, by=by, n=len(rows))
    return len(rows), together


@transaction.atomic
def undo_all(version, together, *, by):
    """Take back what was accepted together; (how many, how many stay because they have been worked on since)."""
    version = lock(version)
    allow(by, "create", version.agreement)
    rows = version.proposals.filter(status=ProposalStatus.ACCEPTED, together=together).exclude(together="")
    taken, stay = 0, 0
    for row in rows.select_related("commitment", "text_version__agreement").order_by("start", "pk"):
        draft = lifecycle.lock(row.commitment)
        if _is_as_made(draft):
            _undo(row, by, draft)
            taken += 1
        else:
            stay += 1
    if not taken and not stay:
        raise Refused(_("There is nothing to take back."))
    return taken, stay


def last_together(desk, by):
    """(key, how many, by whom) of what was last accepted together and `by` can take back; None without any."""
    rows = [offer.row for offer in desk.decided if offer.row.together]
    rows = [row for row in rows if _is_as_made(row.commitment) and not access.refusal(by, "withdraw", row.commitment)]
    if not rows:
        return None
    last = max(rows, key=lambda row: (row.decided_at, row.pk))
    return last.together, sum(row.together == last.together for row in rows), last.decided_by


def _is_as_made(draft):
    """True when nobody has worked on a draft since it was made of a proposal, and nothing keeps it from going."""
    return draft is not None and draft.version == AS_MADE and not lifecycle.obstacle("withdraw", draft)


def without_doubts(version):
    """The pending proposals that nothing speaks against, in the order of the text."""
    return [offer.row for offer in proposals.at_desk(version).desk.waiting if offer.is_clear]


def _undo(proposal, by, draft):
    if draft and not (draft.status == CommitmentStatus.ENDED and draft.ended_as == EndedAs.WITHDRAWN):
        commitments.withdraw(draft, by=by)
    trail.record("undo_proposal", proposal.text_version, by=by, passage=_quoted(proposal), reader=proposal.reader)
    proposal.decided_by = proposal.decided_at = proposal.commitment = None
    proposal.status, proposal.reason, proposal.together = ProposalStatus.PENDING, "", ""
    return _save(proposal)


def _decide(proposal, by, status, *, commitment=None, reason="", together=""):
    proposal.status, proposal.commitment, proposal.reason, proposal.together = status, commitment, reason, together
    proposal.decided_by, proposal.decided_at = by.user, timezone.now()
    return _save(proposal)


def _save(proposal):
    proposal.version += 1
    proposal.save(update_fields=["status", "commitment", "reason", "together", "decided_by", "decided_at", "version"])
    return proposal


def _locked(proposal, version):
    """The proposal as it stands, its text under a lock; Stale when it is not as the page showed it."""
    lock(proposal.text_version)
    rows = Proposal.objects.select_related("text_version__agreement", "commitment", "decided_by", "obliged_party")
    row = rows.get(pk=proposal.pk)
    if version is not None and row.version != version:
        raise Stale(_decided(row) if not row.is_pending else _("This proposal has been read anew meanwhile."), row)
    return row


def _decided(row):
    told = {"person": row.decided_by, "title": row.title}
    if row.status == ProposalStatus.ACCEPTED:
        return _("%(person)s has already made a commitment of this: %(title)s") % told
    return _("%(person)s has already discarded this: %(title)s") % told


def _quoted(row):
    words = row.passage.replace("\n", "")
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"
