"""What one party proposes to the others on an item: to change it, put it on hold, resume, end or reopen it."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox
from ..errors import Refused
from ..models import Commitment, CommitmentStatus, Decision, DecisionKind, EndedAs, NoticeKind
from .commitments import allow

KINDS = (DecisionKind.CHANGE, DecisionKind.HOLD, DecisionKind.RESUME, DecisionKind.END, DecisionKind.REOPEN)
FIELDS = ("title", "yardstick", "target", "due_on")
ENDINGS = (EndedAs.WAIVED, EndedAs.SUPERSEDED, EndedAs.TERMINATED)


@transaction.atomic
def propose(commitment, kind, *, by, reason, version=None, fields=None, ended_as="", successor=None):
    """Put a proposal to every other party and return the Decision; it is released at once.

    `fields` are what a change changes, `ended_as` and `successor` how it ends.
    Raises Stale, Refused or PermissionDenied.
    """
    row = lifecycle.lock(commitment, version)
    allow(by, f"propose_{kind}", row)
    payload = {}
    if kind == DecisionKind.CHANGE:
        payload = {"changes": _changes(row, fields or {})}
    if kind == DecisionKind.END:
        payload = _ending(row, ended_as, successor)
    party = row.agreement.party_of(by.organization_id)
    changes = payload.get("changes", {})
    row = lifecycle.take(f"propose_{kind}", row, by=by, reason=reason, changes=changes)
    decision = _released(row, kind, party, payload, by, reason.strip())
    others = outbox.other_liaisons(row, party.organization_id)
    outbox.notify(NoticeKind.PROPOSED, row, others, f"decision-{decision.pk}", by)
    return decision


def _changes(row, fields):
    """What differs, as {name: [old, new]} in plain values; Refused when nothing does or it would not stand."""
    changed = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise ValueError(name)
        if getattr(row, name) != value:
            changed[name] = [getattr(row, name), value]
    if not changed:
        raise Refused(_("Nothing would change. Write what is to be different."))
    if "yardstick" in changed and changed["yardstick"][1] and row.no_yardstick_yet:
        changed["no_yardstick_yet"] = [True, False]
    after = Commitment.objects.get(pk=row.pk)
    for name, (_old, new) in changed.items():
        setattr(after, name, new)
    if not after.title.strip():
        raise Refused({"title": _("Give it a title.")})
    if problem := lifecycle.can_be_judged(after):
        raise Refused(problem)
    try:
        after.validate_constraints()
    except ValidationError as broken:
        raise Refused(broken.messages) from broken
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}


def _plain(value):
    return value if value is None or isinstance(value, bool | str) else value.isoformat()


def _ending(row, ended_as, successor):
    if ended_as not in ENDINGS:
        raise Refused({"ended_as": _("Say how it ends.")})
    if ended_as != EndedAs.SUPERSEDED:
        return {"ended_as": ended_as, "successor": None}
    if successor is None:
        raise Refused({"successor": _("Name the commitment that replaces it.")})
    if successor.agreement_id != row.agreement_id or successor.pk == row.pk:
        raise Refused({"successor": _("Choose another commitment of the same agreement.")})
    if successor.status == CommitmentStatus.ENDED:
        raise Refused({"successor": _("That commitment has ended itself.")})
    return {"ended_as": ended_as, "successor": successor.pk}


def _released(row, kind, party, payload, by, reason):
    now = timezone.now()
    text = _canonical_text(row, kind, party, payload, by, reason, now)
    return Decision.objects.create(
        kind=kind,
        agreement=row.agreement,
        commitment=row,
        party=party,
        opened_by=by.user,
        opened_unit=by.unit,
        opened_at=now,
        reason=reason,
        payload=payload,
        released_by=by.user,
        released_at=now,
        canonical_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _canonical_text(row, kind, party, payload, by, reason, at):
    """What the other side is asked to confirm, as one text: what it is now, what it would be, and why."""
    successor = Commitment.objects.filter(pk=payload.get("successor")).first()
    told = {
        "kind": kind,
        "agreement": row.agreement.code,
        "code": row.code,
        "title": row.title,
        "status": row.status,
        "obligation": row.obligation,
        "obliged": [str(party) for party in row.obliged_parties()],
        "changes": payload.get("changes", {}),
        "ended_as": payload.get("ended_as", ""),
        "successor": successor.code or successor.title if successor else "",
        "proposed_for": str(party),
        "proposed_by": str(by.user),
        "reason": reason,
        "released_at": at.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
