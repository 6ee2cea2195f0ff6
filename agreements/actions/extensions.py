"""Dates that slip: asking for a later one, deciding on it, objecting to what another side decided."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, lifecycle, outbox
from ..errors import Refused
from ..models import Decision, DecisionKind, ExtensionOutcome, ExtensionRequest, NoticeKind, Role
from . import proposals, turn_days
from .commitments import allow


@transaction.atomic
def ask(commitment, *, by, new_due_on, reason, version=None):
    """Ask for a later due date and return the ExtensionRequest, or on a joint item of a liaison officer the Decision.

    What binds every side is changed by every side: a liaison officer puts the new date to
    the others at once, an officer's request waits for the own liaison officer to do so.
    """
    row = lifecycle.lock(commitment, version)
    allow(by, "ask_extension", row)
    if problem := lifecycle.obstacle("ask_extension", row):
        raise Refused(problem, code="ask_extension")
    if new_due_on <= row.due_on:
        raise Refused({"new_due_on": _("The new date must be later than the one agreed now.")})
    if row.is_joint and by.has_role(Role.LIAISON):
        return proposals.propose(row, DecisionKind.CHANGE, by=by, reason=reason, fields={"due_on": new_due_on})
    moved = {"due_on": [row.due_on, new_due_on]}
    row = lifecycle.take("ask_extension", row, by=by, reason=reason, changes=moved)
    extension = ExtensionRequest.objects.create(
        commitment=row,
        party=row.agreement.party_of(by.organization_id),
        old_due_on=row.due_on,
        new_due_on=new_due_on,
        reason=reason.strip(),
        asked_by=by.user,
        asked_unit=by.unit,
        asked_at=timezone.now(),
    )
    told = set(access.extension_deciders(extension).values_list("user", flat=True))
    if not told or not row.is_joint:
        told |= set(outbox.other_liaisons(row, by.organization_id))
    outbox.notify(NoticeKind.EXTENSION, row, told, f"extension-{extension.pk}", by)
    return extension


@transaction.atomic
def accept(extension, *, by, note=""):
    """Accept a request: the due date moves and the first one stays; of a joint item it is put to the other side."""
    row, extension = _lock(extension)
    allow(by, "extend", extension)
    _still_open(extension)
    if row.is_joint:
        fields = {"due_on": extension.new_due_on}
        decision = proposals.propose(row, DecisionKind.CHANGE, by=by, reason=extension.reason, fields=fields)
        return _settle(extension, ExtensionOutcome.PUT, by, note, decision)
    moved = {"due_on": [row.due_on, extension.new_due_on]}
    row.due_on = extension.new_due_on
    row.save(update_fields=["due_on"])
    row = lifecycle.take("extend", row, by=by, on=extension, reason=note, changes=moved)
    _settle(extension, ExtensionOutcome.ACCEPTED, by, note)
    turn_days.refresh(row)
    _tell(extension, row, by)
    return extension


@transaction.atomic
def refuse(extension, *, by, reason):
    """Refuse a request: the due date stays."""
    row, extension = _lock(extension)
    allow(by, "refuse_extension", extension)
    _still_open(extension)
    row = lifecycle.take("refuse_extension", row, by=by, on=extension, reason=reason)
    _settle(extension, ExtensionOutcome.REFUSED, by, reason)
    _tell(extension, row, by)
    return extension


@transaction.atomic
def withdraw(extension, *, by):
    """Take a request back before it is decided."""
    row, extension = _lock(extension)
    allow(by, "withdraw_extension", extension)
    _still_open(extension)
    lifecycle.take("withdraw_extension", row, by=by, on=extension)
    return _settle(extension, ExtensionOutcome.WITHDRAWN, by, "")


@transaction.atomic
def object_(extension, *, by, reason):
    """Object to the later date that another side accepted: a change back to the old one, put to every side."""
    row, extension = _lock(extension)
    allow(by, "object_extension", extension)
    if not may_be_objected_to(extension, row):
        raise Refused(_("This date does not stand any more, or was put to every side already."), code="decided")
    fields = {"due_on": extension.old_due_on}
    return proposals.propose(row, DecisionKind.CHANGE, by=by, reason=reason, fields=fields)


def may_be_objected_to(extension, row):
    """True while the date it gave stands and no change was put to every side since."""
    if extension.outcome != ExtensionOutcome.ACCEPTED or row.due_on != extension.new_due_on:
        return False
    since = Decision.objects.filter(commitment=row, kind=DecisionKind.CHANGE, opened_at__gte=extension.decided_at)
    return not since.exists()


def _lock(extension):
    """The item and the request as they stand, under the item's lock."""
    row = lifecycle.lock(extension.commitment)
    found = ExtensionRequest.objects.select_for_update(of=("self",)).select_related("party", "decided_unit")
    extension = found.get(pk=extension.pk)
    extension.commitment = row
    return row, extension


def _still_open(extension):
    if not extension.is_open:
        raise Refused(
            _("This has been decided meanwhile: %(outcome)s.") % {"outcome": extension.get_outcome_display()},
            code="decided",
        )


def _settle(extension, outcome, by, note, decision=None):
    extension.outcome, extension.note, extension.decision = outcome, note.strip(), decision
    extension.decided_by, extension.decided_unit, extension.decided_at = by.user, by.unit, timezone.now()
    extension.save(update_fields=["outcome", "note", "decision", "decided_by", "decided_unit", "decided_at"])
    return extension


def _tell(extension, row, by):
    told = {extension.asked_by_id, *outbox.lead_people(row)}
    told |= set(outbox.liaisons(*(party.organization_id for party in row.agreement.party_list)))
    outbox.notify(NoticeKind.EXTENDED, row, told, f"extension-{extension.pk}", by)
