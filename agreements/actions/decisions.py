"""Decisions: asking to close, releasing, taking back, returning, answering."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox
from ..errors import Refused
from ..models import (
    Answer,
    Confirmation,
    Decision,
    DecisionKind,
    NoticeKind,
    Outcome,
    ProgressReport,
    Role,
    UnitRole,
)
from . import occurrences, turn_days
from .carrying import carry
from .commitments import allow
from .voiding import void_waiting


@transaction.atomic
def open_close(commitment, *, by, reason, about_milestones="", version=None, letter=None):
    """Ask to close a commitment and return the Decision.

    It waits for the own liaison officer's release; one that a liaison officer opens,
    a letter claims, or whose party's gate is open is released at once. `reason` says
    on what the claim rests, `about_milestones` why some are open. Raises Stale, Refused or PermissionDenied.
    """
    row = lifecycle.lock(commitment, version)
    party = letter.party if letter else row.agreement.party_of(by.organization_id)
    if letter and not row.units.filter(party=party, role=UnitRole.LEAD).exists():
        raise Refused(_("%(party)s leads nothing here and cannot claim it done.") % {"party": party})
    about = about_milestones.strip() if row.milestones.open().exists() else ""
    row = lifecycle.take(
        "submit",
        row,
        by=by,
        reason=_claim(reason, about),
        letter=letter,
        excuse=about or (reason if letter else ""),  # a letter's word is all the explanation there is
        own_party=party.organization_id if party else None,
    )
    decision = Decision.objects.create(
        kind=DecisionKind.CLOSE,
        agreement=row.agreement,
        commitment=row,
        party=party,
        opened_by=by.user,
        opened_unit=by.unit,
        opened_at=timezone.now(),
        reason=reason.strip(),
        about_milestones=about,
        letter=letter,
    )
    if letter or by.has_role(Role.LIAISON) or party.gate_open:
        return _release(decision, row, by)
    outbox.notify(NoticeKind.WAITING, row, outbox.liaisons(party.organization_id), f"decision-{decision.pk}", by)
    return decision


@transaction.atomic
def release(decision, *, by):
    """Put a waiting decision before the other side; only now does that side see it."""
    row, decision = lock(decision)
    allow(by, "release", decision)
    still_open(decision)
    if decision.is_released:
        raise Refused(_("It is already before the other side."))
    return _release(decision, row, by)


def _release(decision, row, by):
    """Fix the text and its hash, and take the step; access was asked by the caller or at opening."""
    now = timezone.now()
    decision.released_by, decision.released_at = by.user, now
    decision.canonical_text = canonical_text(decision, row, now)
    decision.sha256 = hashlib.sha256(decision.canonical_text.encode()).hexdigest()
    on = None if decision.letter_id else decision
    excuse = decision.about_milestones or (decision.reason if decision.letter_id else "")
    said = _claim(decision.reason, decision.about_milestones)
    row = lifecycle.take("release", row, by=by, on=on, letter=decision.letter, reason=said, excuse=excuse)
    decision.save(update_fields=["released_by", "released_at", "canonical_text", "sha256"])
    others = outbox.other_liaisons(row, decision.party.organization_id)
    outbox.notify(NoticeKind.RELEASED, row, others, f"decision-{decision.pk}", by)
    return decision


def _claim(reason, about_milestones):
    """On what a claim rests and why milestones are open, as the trail keeps it; without a reason nothing."""
    return "\n".join(filter(None, [reason.strip(), about_milestones])) if reason.strip() else ""


def canonical_text(decision, row, at):
    """What the other side is asked to confirm, as one text: only what both sides can see."""
    reports = ProgressReport.objects.submitted().filter(commitment=row).order_by("pk")
    told = {
        "kind": decision.kind,
        "agreement": decision.agreement.code,
        "code": row.code,
        "title": row.title,
        "obligation": row.obligation,
        "obliged": [str(party) for party in row.obliged_parties()],
        "yardstick": row.yardstick,
        "target": row.target,
        "due_on": row.due_on and row.due_on.isoformat(),
        "percent": row.percent,
        "kept_up": row.kept_up,
        "period": row.period,
        "actual": row.actual,
        "claimed_for": str(decision.party),
        "claimed_by": str(decision.opened_by),
        "claim": decision.reason,
        "milestones": [
            [milestone.title, milestone.due_on and milestone.due_on.isoformat(), bool(milestone.done_on)]
            for milestone in row.milestones.meant()
        ],
        "open_milestones": decision.about_milestones,
        "letter": str(decision.letter) if decision.letter_id else "",
        "reports": [[report.pk, str(report.unit), report.text] for report in reports.select_related("unit")],
        "released_at": at.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


@transaction.atomic
def take_back(decision, *, by, reason=""):
    """Take an open decision back: it is void, and a released closing goes back to in progress."""
    row, decision = lock(decision)
    allow(by, "repair_take_back" if by.is_admin else "take_back", decision)
    still_open(decision)
    own = None if decision.is_released else decision.party.organization_id
    on = None if by.is_admin else decision
    step = "take_back" if decision.is_released else "take_back_waiting"
    step = step if decision.kind == DecisionKind.CLOSE else "take_back_proposal"
    row = lifecycle.take(step, row, by=by, on=on, reason=reason, own_party=own)
    settle(decision, Outcome.VOID)
    turn_days.refresh(row)
    return decision


@transaction.atomic
def return_(decision, *, by, reason):
    """Return a decision that waits for release to the unit that opened it; the other side never saw it."""
    row, decision = lock(decision)
    allow(by, "repair_return" if by.is_admin else "return", decision)
    still_open(decision)
    if decision.is_released:
        raise Refused(_("It is already before the other side; take it back instead."))
    on = None if by.is_admin else decision
    own = decision.party.organization_id
    row = lifecycle.take("return", row, by=by, on=on, reason=reason, own_party=own)
    settle(decision, Outcome.VOID)
    outbox.notify(NoticeKind.RETURNED, row, [decision.opened_by_id], f"decision-{decision.pk}", by)
    return decision


@transaction.atomic
def confirm(decision, *, by, note="", letter=None):
    """Confirm for the actor's party, or for the party whose letter it is; with the last one the decision carries."""
    row, decision = lock(decision)
    party = answering(decision, by, letter)
    step = "confirm" if decision.kind == DecisionKind.CLOSE else "agree"
    row = lifecycle.take(step, row, by=by, on=decision, letter=letter, reason=note, party=party)
    answer(decision, party, Answer.CONFIRM, note, by, letter)
    answered = set(decision.confirmations.values_list("party", flat=True))
    if {other.pk for other in row.agreement.party_list} - {decision.party_id} <= answered:
        settle(decision, Outcome.CARRIED)
        if decision.kind != DecisionKind.CLOSE:
            carry(decision, row, by=by, letter=letter)
            return decision
        row = lifecycle.take("close", row, by=by, on=decision, letter=letter)
        void_waiting(row, by)
        occurrences.make_after(row, by=by)
        told = [decision.opened_by_id, decision.released_by_id, *outbox.lead_people(row)]
        if letter:  # whose word it is said to be must be able to contest it
            told += outbox.liaisons(party.organization_id)
        outbox.notify(NoticeKind.CLOSED, row, told, f"decision-{decision.pk}", by)
    return decision


@transaction.atomic
def object_(decision, *, by, reason, letter=None):
    """Object for the actor's party, or for the party whose letter it is: refused, a closing goes back to work."""
    row, decision = lock(decision)
    party = answering(decision, by, letter)
    step = "object" if decision.kind == DecisionKind.CLOSE else "disagree"
    row = lifecycle.take(step, row, by=by, on=decision, letter=letter, reason=reason, party=party)
    answer(decision, party, Answer.OBJECT, reason.strip(), by, letter)
    settle(decision, Outcome.REFUSED)
    turn_days.refresh(row)
    told = [decision.opened_by_id, *outbox.liaisons(decision.party.organization_id)]
    if letter:
        told += outbox.liaisons(party.organization_id)
    outbox.notify(NoticeKind.OBJECTED, row, told, f"decision-{decision.pk}", by)
    return decision


def lock(decision):
    """The item and the decision as they stand, under the item's lock."""
    row = lifecycle.lock(decision.commitment)
    return row, Decision.objects.select_for_update(of=("self",)).select_related("party", "agreement").get(
        pk=decision.pk
    )


def still_open(decision):
    """Raise Refused when a decision is not open any more."""
    if decision.outcome != Outcome.OPEN:
        raise Refused(
            _("This has been decided meanwhile: %(outcome)s.") % {"outcome": decision.get_outcome_display()},
            code="decided",
        )


def answering(decision, by, letter):
    """The party that answers; Refused when the decision is not before it, PermissionDenied when not for the actor."""
    allow(by, "record_letter" if letter else "confirm", decision)
    still_open(decision)
    if not decision.is_released:
        raise Refused(_("It is not before the other side."))
    party = letter.party if letter else decision.agreement.party_of(by.organization_id)
    if letter and (not party.answers_by_letter or party.pk == decision.party_id):
        raise Refused(_("No letter of this party can answer here."))
    if decision.confirmations.filter(party=party).exists():
        raise Refused(_("%(party)s has already answered.") % {"party": party}, code="decided")
    return party


def answer(decision, party, said, note, by, letter):
    """Write what a party said to a decision: confirmed or objected."""
    Confirmation.objects.create(
        decision=decision,
        party=party,
        answer=said,
        note=note.strip(),
        user=by.user,
        unit=by.unit,
        letter=letter,
        answered_at=timezone.now(),
    )


def settle(decision, outcome):
    """Write how a decision came out, and when."""
    decision.outcome, decision.decided_at = outcome, timezone.now()
    decision.save(update_fields=["outcome", "decided_at"])
