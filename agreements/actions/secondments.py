"""The register of secondments: entering, interrupting, moving the last day, ending, evaluating."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import outbox, trail
from ..errors import Refused, Stale
from ..extraction.identity import has_identity_number
from ..models import (
    ChangeOutcome,
    Commitment,
    CommitmentStatus,
    EndedAs,
    NoticeKind,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
)
from .commitments import allow

TEXTS = ("person", "post", "approval_number", "exception_reason", "exception_allowed_by")
UNITS = ("sending_unit", "host_unit")
DAYS = ("starts_on", "planned_end_on")
FIELDS = ("commitment", *UNITS, *DAYS, *TEXTS)


def refuse_identity_numbers(**texts):
    """Raise Refused for every text that holds an identity number: none is ever stored."""
    found = {name: said_of_numbers() for name, text in texts.items() if text and has_identity_number(text)}
    if found:
        raise Refused(found)


def said_of_numbers():
    return _("This holds an identity number. Identity numbers are not recorded here; please take it out.")


def commitments_for(agreement):
    """The commitments of an agreement to which postings can belong: those with a minimum duration first."""
    rows = Commitment.objects.filter(agreement=agreement, parent__isnull=True).exclude(ended_as=EndedAs.WITHDRAWN)
    return rows.order_by("min_months", "clause__sort_key", "code", "pk")


def build(agreement, *, by, **fields):
    """A posting as it would be stored, checked and not stored; raises Refused, field by field."""
    row = Secondment(created_by=by.user, created_unit=by.unit, **fields)
    return _placed(row, agreement)


def _placed(row, agreement):
    """Find the parties of the units and ask everything that one row can say."""
    parties, faults = {party.organization_id: party for party in agreement.party_list}, {}
    for end, unit in (("sending", row.sending_unit), ("host", row.host_unit)):
        if party := parties.get(unit.organization_id):
            setattr(row, f"{end}_party", party)
        else:
            faults[f"{end}_unit"] = _("This unit belongs to no party of the agreement.")
    if not faults and row.sending_party == row.host_party:
        faults["host_unit"] = _("The sending and the host unit belong to different sides.")
    if row.planned_end_on < row.starts_on:
        faults["planned_end_on"] = _("A posting cannot end before it begins.")
    if row.commitment.agreement_id != agreement.pk:
        faults["commitment"] = _("This commitment belongs to another agreement.")
    if bool(row.exception_reason) != bool(row.exception_allowed_by):
        missing = "exception_allowed_by" if row.exception_reason else "exception_reason"
        faults[missing] = _("An exception says why and who allowed it.")
    if faults:
        raise Refused(faults)
    _check(row)
    return row


def _check(row):
    refuse_identity_numbers(**{name: getattr(row, name) for name in TEXTS})
    try:
        row.clean_fields(exclude=["created_unit"])
        row.validate_constraints()
    except ValidationError as fault:
        raise Refused(fault.error_dict if hasattr(fault, "error_dict") else fault.messages) from fault


@transaction.atomic
def plan(agreement, *, by, **fields):
    """Enter a posting and return it. One that is too short is entered all the same: the rule is a general one."""
    allow(by, "plan_posting", agreement)
    # Two that enter the same person at once wait for each other here.
    item = Commitment.objects.select_for_update().get(pk=fields["commitment"].pk)
    row = build(agreement, by=by, **fields | {"commitment": item})
    allow(by, "keep_posting", row)
    if item.status == CommitmentStatus.ENDED and item.ended_as == EndedAs.WITHDRAWN:
        raise Refused({"commitment": _("This draft was withdrawn.")})
    row.save(force_insert=True)
    trail.record("posting_plan", row, by=by, **_told(row))
    if row.has_exception:
        trail.record("posting_except", row, by=by, reason=row.exception_reason, allowed_by=row.exception_allowed_by)
    return row


def _told(row):
    return {"person": row.person, "first": row.starts_on.isoformat(), "last": row.planned_end_on.isoformat()}


def lock(posting, version=None):
    """The posting as it stands, under a lock; Stale when it changed since the version that the page showed."""
    rows = Secondment.objects.with_all().select_for_update(of=("self",))
    row = rows.get(pk=posting.pk)
    if version is not None and row.version != version:
        raise Stale(_("Somebody changed this posting while you were writing. Look at it again."), row)
    return row


def _open(posting, version, by):
    """A posting that still runs or is to come, locked, that the actor may keep."""
    row = lock(posting, version)
    allow(by, "keep_posting", row)
    if row.ended_on or row.called_off_on:
        raise Refused(_("This posting is over; its record no longer changes."))
    return row


def _save(row, *names):
    row.version += 1
    row.save(update_fields=[*names, "version"])


@transaction.atomic
def correct(posting, *, by, version, **fields):
    """Correct what was entered; once it has begun its days move only with the other side's consent."""
    row = _open(posting, version, by)
    agreement = row.commitment.agreement
    before = {name: getattr(row, name) for name in FIELDS}
    if row.starts_on <= timezone.localdate():
        moved = [name for name in DAYS if name in fields and fields[name] != before[name]]
        if moved:
            raise Refused({moved[0]: _("It has begun: its last day moves with the other side’s consent.")})
    elif row.changes.waiting().exists():
        raise Refused(_("Another last day is waiting for the other side. Take that back first."))
    for name, value in fields.items():
        setattr(row, name, value)
    _placed(row, agreement)
    allow(by, "keep_posting", row)
    changes = {name: [before[name], getattr(row, name)] for name in FIELDS if before[name] != getattr(row, name)}
    if changes:
        _save(row, *changes, "sending_party", "host_party")
        trail.record("posting_correct", row, by=by, changes=changes)
    return row


@transaction.atomic
def interrupt(posting, *, by, version, starts_on, ends_on, reason):
    """Record days that do not count; they lie inside the posting."""
    row = _open(posting, version, by)
    refuse_identity_numbers(reason=reason)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    if ends_on < starts_on:
        raise Refused({"ends_on": _("An interruption cannot end before it begins.")})
    if starts_on < row.starts_on or ends_on > row.planned_end_on:
        words = {"first": row.starts_on.isoformat(), "last": row.planned_end_on.isoformat()}
        raise Refused({"starts_on": _("An interruption lies inside the posting, %(first)s to %(last)s.") % words})
    made = SecondmentBreak.objects.create(secondment=row, starts_on=starts_on, ends_on=ends_on, reason=reason)
    _save(row)
    trail.record("posting_break", row, by=by, reason=reason, **_days_of(made))
    return made


@transaction.atomic
def take_back_break(found, *, by, version, reason):
    """Take back an interruption that was recorded by mistake; the trail keeps it and why."""
    row = _open(found.secondment, version, by)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    refuse_identity_numbers(reason=reason)
    trail.record("posting_unbreak", row, by=by, reason=reason, **_days_of(found))
    found.delete()
    _save(row)
    return row


def _days_of(found):
    return {"first": found.starts_on.isoformat(), "last": found.ends_on.isoformat()}


@transaction.atomic
def allow_exception(posting, *, by, version, reason, allowed_by):
    """Write down why a posting may be shorter than the rule, and who allowed it."""
    row = _open(posting, version, by)
    refuse_identity_numbers(exception_reason=reason, exception_allowed_by=allowed_by)
    for name, value in (("exception_reason", reason), ("exception_allowed_by", allowed_by)):
        if not value.strip():
            raise Refused({name: _("An exception says why and who allowed it.")})
    row.exception_reason, row.exception_allowed_by = reason, allowed_by
    _save(row, "exception_reason", "exception_allowed_by")
    trail.record("posting_except", row, by=by, reason=reason, allowed_by=allowed_by)
    return row


def needs_exception(posting, end):
    """The sentence why a posting cannot end on a day without an exception; empty when it can."""
    term = posting.term(end)
    if term is None or term.passes or posting.has_exception:
        return ""
    return ngettext(
        "It would be %(n)d day short: the earliest last day is %(day)s. First write down the exception and who"
        " allowed it.",
        "It would be %(n)d days short: the earliest last day is %(day)s. First write down the exception and who"
        " allowed it.",
        term.missing,
    ) % {"n": term.missing, "day": term.enough_on.isoformat()}


@transaction.atomic
def ask(posting, *, by, version, new_end_on, reason):
    """Ask the other side for another last day, and return the SecondmentChange that waits for its consent."""
    row = _open(posting, version, by)
    refuse_identity_numbers(reason=reason)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    if row.changes.waiting().exists():
        raise Refused(_("Another last day is already waiting for the other side."))
    if new_end_on == row.planned_end_on:
        raise Refused({"new_end_on": _("That is the last day already.")})
    if new_end_on < row.starts_on:
        raise Refused({"new_end_on": _("A posting cannot end before it begins.")})
    if new_end_on < row.planned_end_on and (problem := needs_exception(row, new_end_on)):
        raise Refused({"new_end_on": problem})
    party = row.sending_party if row.sending_party.organization_id == by.organization_id else row.host_party
    change = SecondmentChange.objects.create(
        secondment=row,
        old_end_on=row.planned_end_on,
        new_end_on=new_end_on,
        reason=reason,
        party=party,
        asked_by=by.user,
        asked_at=timezone.now(),
    )
    _save(row)
    verb = "posting_extend" if change.is_extension else "posting_shorten"
    trail.record(verb, row, by=by, reason=reason, day=new_end_on.isoformat())
    other = row.host_party if party == row.sending_party else row.sending_party
    told = outbox.liaisons(other.organization_id)
    outbox.notify(NoticeKind.POSTING, row.commitment, told, f"posting-{row.pk}-{change.pk}", by)
    return change


@transaction.atomic
def answer(change, *, by, agrees, note=""):
    """Consent to another last day, or not; by letter, the note says which letter."""
    row, change = _lock_change(change)
    allow(by, "answer_posting", change)
    refuse_identity_numbers(note=note)
    if not note.strip() and change.party.organization_id == by.organization_id:
        raise Refused({"note": _("Give the number and the date of the other side’s letter.")})
    if not note.strip() and not agrees:
        raise Refused({"note": _("Please give a reason.")})
    if agrees:
        _move_end(row, change.new_end_on)
    _settle(change, ChangeOutcome.AGREED if agrees else ChangeOutcome.DECLINED, by, note)
    _save(row)
    verb = "posting_consent" if agrees else "posting_refuse"
    trail.record(verb, row, by=by, reason=note, day=change.new_end_on.isoformat())
    told = [change.asked_by_id, *outbox.liaisons(change.party.organization_id)]
    outbox.notify(NoticeKind.POSTING_SET, row.commitment, told, f"posting-{row.pk}-{change.pk}", by)
    return change


def _move_end(row, day):
    """An earlier day that has come ends the posting; any other becomes the planned one."""
    if day < row.planned_end_on:
        if problem := needs_exception(row, day):
            raise Refused(problem)
        if day <= timezone.localdate():
            row.ended_on = day
            row.save(update_fields=["ended_on"])
            return
    row.planned_end_on = day
    row.save(update_fields=["planned_end_on"])


@transaction.atomic
def take_back(change, *, by):
    """Take back a request that the other side has not answered."""
    row, change = _lock_change(change)
    allow(by, "take_back_posting", change)
    _settle(change, ChangeOutcome.TAKEN_BACK, by, "")
    _save(row)
    trail.record("posting_take_back", row, by=by, day=change.new_end_on.isoformat())
    return change


def _lock_change(change):
    row = lock(change.secondment)
    found = SecondmentChange.objects.select_related("party").get(pk=change.pk)
    found.secondment = row
    if found.outcome != ChangeOutcome.OPEN:
        raise Refused(_("This request is answered already."), code="decided")
    return row, found


def _settle(change, outcome, by, note):
    change.outcome, change.answered_by, change.answered_at, change.note = outcome, by.user, timezone.now(), note
    change.save(update_fields=["outcome", "answered_by", "answered_at", "note"])


@transaction.atomic
def end(posting, *, by, version):
    """Record that a posting ended on its last day as planned."""
    row = _open(posting, version, by)
    if row.changes.waiting().exists():
        raise Refused(_("Another last day is already waiting for the other side."))
    if row.planned_end_on > timezone.localdate():
        raise Refused(_("Its last day has not come. An earlier one needs the other side’s consent."))
    if problem := needs_exception(row, row.planned_end_on):
        raise Refused(problem)
    row.ended_on = row.planned_end_on
    _save(row, "ended_on")
    trail.record("posting_end", row, by=by, day=row.ended_on.isoformat())
    return row


@transaction.atomic
def call_off(posting, *, by, version, reason):
    """Call off a posting that has not begun."""
    row = _open(posting, version, by)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    refuse_identity_numbers(reason=reason)
    if row.starts_on <= timezone.localdate():
        raise Refused(_("It has begun: it can only end early, with the other side’s consent."))
    if row.changes.waiting().exists():
        raise Refused(_("Another last day is waiting for the other side. Take that back first."))
    row.called_off_on = timezone.localdate()
    _save(row, "called_off_on")
    trail.record("posting_call_off", row, by=by, reason=reason)
    return row


@transaction.atomic
def evaluate(posting, *, by, text, version=0):
    """Write the final evaluation; the trail says that it was done and never what it says.

    `version` is that of the evaluation the page showed, 0 for none: Stale when somebody has written meanwhile,
    for what is overwritten stands nowhere else.
    """
    row = lock(posting)
    allow(by, "evaluate_posting", row)
    refuse_identity_numbers(text=text)
    if not text.strip():
        raise Refused({"text": _("An evaluation says something.")})
    found = SecondmentEvaluation.objects.filter(secondment=row).first()
    found = found or SecondmentEvaluation(secondment=row, version=0)
    if found.version != version:
        raise Stale(_("Somebody wrote the evaluation while you were writing. Your text is still here."), found)
    found.text, found.version = text, version + 1
    found.written_by, found.written_unit, found.written_at = by.user, by.unit, timezone.now()
    found.save()
    trail.record("posting_evaluate", row, by=by)
    return found
