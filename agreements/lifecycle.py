"""The life of a commitment, written once: `take` is the only code that writes `status`.

Source of the steps and guards: domain rule 4.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import access, trail
from .errors import Refused, Stale
from .models import (
    FINISHED,
    AgreementStatus,
    Commitment,
    CommitmentStatus,
    Decision,
    DecisionKind,
    EndedAs,
    ExtensionRequest,
    Outcome,
    Recurrence,
    UnitRole,
)

DRAFT, ASSIGNED, IN_PROGRESS = CommitmentStatus.DRAFT, CommitmentStatus.ASSIGNED, CommitmentStatus.IN_PROGRESS
SUBMITTED, CLOSED, ENDED = CommitmentStatus.SUBMITTED, CommitmentStatus.CLOSED, CommitmentStatus.ENDED
ON_HOLD = CommitmentStatus.ON_HOLD


def has_every_lead_and_contact(commitment):
    """Say which party has not named its lead or contact unit."""
    named = {(row.party_id, row.role) for row in commitment.units.all()}
    for party in commitment.parties_needing_lead():
        if (party.pk, UnitRole.LEAD) not in named:
            return _("%(party)s has not named a lead unit.") % {"party": party}
    for party in commitment.parties_needing_contact():
        if (party.pk, UnitRole.CONTACT) not in named:
            return _("%(party)s has not named a contact unit.") % {"party": party}
    return ""


def has_a_source(commitment):
    """Say when neither a passage nor a clause of the agreement stands behind it."""
    if commitment.clause_id or commitment.spans.exists():
        return ""
    return _("It is not linked to a passage of the agreement.")


def can_be_judged(commitment):
    """Say when there is nothing to judge it by."""
    by_what = (commitment.yardstick, commitment.target, commitment.min_months, commitment.due_on)
    if any(by_what) or commitment.no_yardstick_yet or recurs(commitment):
        return ""
    return _(
        "There is nothing to judge it by: give a yardstick, a target or a due date, or tick that none is agreed yet."
    )


def recurs(commitment):
    """True for a recurring item, of which each occurrence has a date; it is looked up only where it may be one."""
    if not commitment.may_recur:
        return False
    known = commitment._state.fields_cache
    if "recurrence" in known:
        return known["recurrence"] is not None
    return Recurrence.objects.filter(commitment=commitment).exists()


def is_no_recurring_item(commitment):
    """Say when what is done is said of its occurrences."""
    return _("It recurs: choose the occurrence it is about.") if recurs(commitment) else ""


def is_to_recur(commitment):
    """Say when it is not undertaken again and again, or is itself one of those times."""
    if commitment.may_recur:
        return ""
    return _("Only what is recurring by its cadence has a recurrence: change the cadence of the draft first.")


def no_occurrence_begun(commitment):
    """Say when somebody has already worked on one of its occurrences."""
    if commitment.may_recur and commitment.occurrences.touched().exists():
        return _("Work on an occurrence has begun: decline that one.")
    return ""


def is_an_occurrence(commitment):
    """Say when it is no occurrence of an item that runs."""
    if commitment.parent_id and commitment.parent.status in AT_WORK:
        return ""
    return _("It is no occurrence of an item that is assigned.")


def its_item_has_ended(commitment):
    """Say when neither the item of which it is an occurrence has ended nor, for such an item, its agreement."""
    if commitment.parent_id:
        over = commitment.parent.status == ENDED
    else:
        over = recurs(commitment) and commitment.agreement.status == AgreementStatus.ENDED
    return "" if over else _("What it hangs on has not ended.")


def nothing_before_the_others(commitment):
    """Say when a decision on it is before the other side; found out for many rows at once: `is_before_the_others`."""
    known = getattr(commitment, "is_before_the_others", None)
    if Decision.objects.before_the_others().filter(commitment=commitment).exists() if known is None else known:
        return _("A decision on it is before the other side. Take it back first.")
    return ""


def not_being_closed(commitment):
    """Say when its closing is before the other side: then nothing of it is changed. Other decisions stop no work.

    Whoever asks it of many rows may have found out for all of them at once and put it into `is_being_closed`.
    """
    known = getattr(commitment, "is_being_closed", None)
    closing = Decision.objects.before_the_others().filter(commitment=commitment, kind=DecisionKind.CLOSE)
    if closing.exists() if known is None else known:
        return _("A decision on it is before the other side. Take it back first.")
    return ""


def no_extension_pending(commitment):
    """Say when a later date is asked for and not decided; found out for many rows at once: `has_extension_pending`."""
    known = getattr(commitment, "has_extension_pending", None)
    if ExtensionRequest.objects.pending().filter(commitment=commitment).exists() if known is None else known:
        return _("An extension is asked for and not yet decided. Decide it or take it back first.")
    return ""


def has_a_due_date(commitment):
    """Say when no date was agreed that could be moved."""
    return "" if commitment.due_on else _("No date was agreed, so none can be moved: propose a change instead.")


def was_assigned(commitment):
    """Say when it is a draft that was never assigned."""
    return "" if commitment.has_been_agreed else _("It is a draft that was never assigned: edit or withdraw it.")


def nothing_waiting(commitment, party):
    """Say when a closing of the same side already waits; another side's is none of its business before the release."""
    if Decision.objects.waiting_for_release().filter(commitment=commitment, party=party).exists():
        return _("A request to close it is already waiting for release.")
    return ""


def no_open_milestones(commitment):
    """Name the milestones that are not done; whoever asks to close it all the same says why."""
    titles = [f"“{milestone.title}”" for milestone in commitment.milestones.open()]
    if not titles:
        return ""
    return _("Milestones are open: %(titles)s. Say why it can be closed all the same.") % {
        "titles": _(", ").join(titles)
    }


def has_a_report_taken_over(commitment):
    """Say when no report was taken over from a ledger: nothing else starts work at the assignment."""
    if commitment.reports.filter(taken_over=True).exists():
        return ""
    return _("Nothing was taken over from a ledger.")


def never_assigned(commitment):
    """Say when it was assigned before, so that both sides know it."""
    return _("It was assigned before; ending it is for both sides.") if commitment.has_been_agreed else ""


def in_no_open_list(commitment):
    """Say when it stands in a list that the other side has not answered."""
    if commitment.listed_in_id and commitment.listed_in.outcome == Outcome.OPEN:
        return _("It stands in a list before the other side: that list is answered or taken back first.")
    return ""


def not_agreed_by_a_list(commitment):
    """Say when every side has agreed to it as part of a list."""
    if commitment.listed_in_id and commitment.listed_in.outcome == Outcome.CARRIED:
        return _("Agreed by a list; a change needs a decision.")
    return ""


def was_withdrawn(commitment):
    """Say when it did not end by withdrawal."""
    return "" if commitment.ended_as == EndedAs.WITHDRAWN else _("It was not withdrawn.")


def was_not_withdrawn(commitment):
    """Say when it is a withdrawn draft, which is put back instead."""
    return _("It is a withdrawn draft: put it back instead.") if commitment.ended_as == EndedAs.WITHDRAWN else ""


@dataclass(frozen=True)
class Step:
    """From which statuses to which; a target of None leaves the status as it is.

    `own_guards` are asked with the party that takes the step as well. `verb` is how
    rights and trail call the step, when not by its own name, `said` the trail alone;
    `resumes` leads back to where it was put on hold. `excusable` guards give way to an explanation.
    """

    sources: tuple
    target: str | None = None
    guards: tuple = ()
    own_guards: tuple = ()
    excusable: tuple = ()
    needs_reason: bool = False
    ended_as: str = ""
    verb: str = ""
    said: str = ""
    resumes: bool = False


AT_WORK = (ASSIGNED, IN_PROGRESS)
STOPPABLE = (DRAFT, ASSIGNED, IN_PROGRESS, ON_HOLD)
ANY = (*STOPPABLE, SUBMITTED, CLOSED, ENDED)

STEPS = {
    "edit": Step((DRAFT,), guards=(never_assigned, in_no_open_list, not_agreed_by_a_list)),
    # After a list is agreed nobody edits it: what could never be assigned is not put into one.
    "listed": Step(
        (DRAFT,), guards=(never_assigned, in_no_open_list, not_agreed_by_a_list, has_a_source, can_be_judged)
    ),
    "assign": Step(
        (DRAFT,), ASSIGNED, guards=(in_no_open_list, has_every_lead_and_contact, has_a_source, can_be_judged)
    ),
    "name_unit": Step(STOPPABLE, guards=(not_being_closed,)),
    "plan": Step(STOPPABLE, guards=(in_no_open_list, not_being_closed)),
    "accept": Step((ASSIGNED, IN_PROGRESS)),
    "decline": Step((ASSIGNED,), DRAFT, guards=(no_extension_pending, no_occurrence_begun), needs_reason=True),
    "start": Step((ASSIGNED,), IN_PROGRESS),
    "take_over": Step((ASSIGNED,), IN_PROGRESS, guards=(has_a_report_taken_over,)),
    "report": Step(AT_WORK, guards=(not_being_closed, is_no_recurring_item)),
    "submit": Step(
        (IN_PROGRESS,),
        guards=(nothing_before_the_others, no_extension_pending, is_no_recurring_item),
        own_guards=(nothing_waiting,),
        excusable=(no_open_milestones,),
        needs_reason=True,
    ),
    "release": Step(
        (IN_PROGRESS,),
        SUBMITTED,
        guards=(nothing_before_the_others, no_extension_pending, is_no_recurring_item),
        excusable=(no_open_milestones,),
    ),
    "return": Step((IN_PROGRESS, SUBMITTED), needs_reason=True),
    "take_back": Step((SUBMITTED,), IN_PROGRESS),
    # What still waits for release is the own side's: the status stays, even while another side's claim is out.
    "take_back_waiting": Step((IN_PROGRESS, SUBMITTED), verb="take_back"),
    "object": Step((SUBMITTED,), IN_PROGRESS, needs_reason=True),
    "confirm": Step((SUBMITTED,)),
    "close": Step((SUBMITTED,), CLOSED),
    "contest": Step((SUBMITTED, CLOSED), IN_PROGRESS, needs_reason=True),
    "contest_agreed": Step(ANY, needs_reason=True, verb="contest"),  # what was changed is changed back by agreement
    "withdraw": Step(
        (DRAFT,),
        ENDED,
        guards=(never_assigned, in_no_open_list, not_agreed_by_a_list),
        ended_as=EndedAs.WITHDRAWN,
    ),
    "put_back": Step((ENDED,), DRAFT, guards=(was_withdrawn,)),
    # What recurs: by what rule, each of its times, and what happens to those when it ends.
    "recur": Step((DRAFT, *AT_WORK), guards=(is_to_recur, in_no_open_list, nothing_before_the_others)),
    "occur": Step((DRAFT,), ASSIGNED, guards=(is_an_occurrence,)),
    "end_along": Step(
        (*STOPPABLE, SUBMITTED), ENDED, guards=(its_item_has_ended,), ended_as=EndedAs.TERMINATED, needs_reason=True
    ),
    # A date that slips.
    "ask_extension": Step(
        AT_WORK,
        guards=(nothing_before_the_others, no_extension_pending, has_a_due_date, is_no_recurring_item),
        needs_reason=True,
    ),
    "extend": Step(AT_WORK, guards=(nothing_before_the_others,)),
    "refuse_extension": Step(ANY, needs_reason=True),
    "withdraw_extension": Step(ANY),
    # What one party proposes: the status stays until every other party has answered.
    "propose_change": Step((DRAFT, *AT_WORK), guards=(was_assigned, nothing_before_the_others), needs_reason=True),
    "propose_hold": Step(AT_WORK, guards=(nothing_before_the_others, is_no_recurring_item), needs_reason=True),
    "propose_resume": Step((ON_HOLD,), guards=(nothing_before_the_others,), needs_reason=True),
    "propose_end": Step(STOPPABLE, guards=(was_assigned, nothing_before_the_others), needs_reason=True),
    "propose_reopen": Step((CLOSED, ENDED), guards=(was_not_withdrawn, nothing_before_the_others), needs_reason=True),
    "agree": Step(ANY, verb="confirm"),
    "disagree": Step(ANY, needs_reason=True, verb="object"),
    "take_back_proposal": Step(ANY, verb="take_back", said="take_back_proposal"),
    # What follows when it carries, by the kind of the decision.
    "change": Step((DRAFT, *AT_WORK), needs_reason=True),
    "hold": Step(AT_WORK, ON_HOLD, needs_reason=True),
    "resume": Step((ON_HOLD,), needs_reason=True, resumes=True),
    "end": Step(STOPPABLE, ENDED, guards=(was_assigned,), ended_as=EndedAs.TERMINATED, needs_reason=True),
    "reopen": Step((CLOSED, ENDED), IN_PROGRESS, guards=(was_not_withdrawn,), needs_reason=True),
}


def obstacle(name, commitment, party=None):
    """Say why a step cannot be taken now; an empty string when it can.

    With the party that would take it, what only its own side may know is asked too.
    """
    step = STEPS[name]
    if commitment.status not in step.sources:
        return _("The commitment is “%(status)s” now.") % {"status": commitment.get_status_display()}
    found = next(filter(None, (guard(commitment) for guard in step.guards)), "")
    if not found and party:
        found = next(filter(None, (guard(commitment, party) for guard in step.own_guards)), "")
    return found


def lock(commitment, version=None):
    """The row as it stands, under a lock.

    With the version a page was made from, raises Stale when the row has changed since.
    """
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if version is not None and row.version != version:
        raise Stale(_("Somebody changed this commitment while you were writing. Your text is still here."), row)
    return row


@transaction.atomic
def take(name, commitment, *, by, reason="", on=None, letter=None, excuse="", ending=None, **told):
    """Take one step of a commitment's life and return the row: the only code that writes `status`.

    `on` is the decision or confirmation the step answers, `letter` the paper whose word
    it is, `excuse` explains what stands open, `ending` how it ends and what replaces it,
    `told` goes to the trail. Raises
    PermissionDenied with the reason when the actor may not, Refused when the rules do not let anybody.
    """
    step = STEPS[name]
    row = lock(commitment)
    verb = step.verb or name
    repair = by.is_admin and f"repair_{verb}" in access.REPAIRS
    asked = "record_letter" if letter else f"repair_{verb}" if repair else verb
    if not_allowed := access.refusal(by, asked, row if letter or on is None else on):
        raise PermissionDenied(not_allowed)
    party = letter.party if letter else step.own_guards and row.agreement.party_of(by.organization_id)
    if problem := obstacle(name, row, party or None):
        raise Refused(problem, code=verb)
    if not excuse.strip() and (problem := next(filter(None, (guard(row) for guard in step.excusable)), "")):
        raise Refused({"about_milestones": problem})
    if (step.needs_reason or repair) and not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    before = row.status
    row.status = (row.held_from if step.resumes else step.target) or before
    _follow(row, before, step, ending)
    if told.get("own_party") is None:  # what the other side must not notice does not make its page stale
        row.version += 1
    row.save(update_fields=["status", "held_from", "ended_as", "successor", "finished_at", "version"])
    changes = told.pop("changes", {})
    if row.status != before:
        changes = {"status": [before, row.status]} | changes
    trail.record(step.said or verb, row, by=by, reason=reason, changes=changes, letter=letter, repair=repair, **told)
    return row


def _follow(row, before, step, ending):
    """Write what belongs to the status that the row has come to, and to no other."""
    if row.status == before:
        return
    row.held_from = before if row.status == ON_HOLD else ""
    row.ended_as, row.successor = (ending or (step.ended_as, None)) if row.status == ENDED else ("", None)
    row.finished_at = (row.finished_at or timezone.now()) if row.status in FINISHED else None
