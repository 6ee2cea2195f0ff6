"""Drafting a commitment, naming its units and officers, accepting and declining it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .. import access, lifecycle, outbox, trail
from ..errors import Refused
from ..models import (
    Agreement,
    Clause,
    Commitment,
    CommitmentSpan,
    CommitmentStatus,
    CommitmentUnit,
    Membership,
    NoticeKind,
    Recurrence,
    Role,
    UnitRole,
)
from . import occurrences, suggested, taking_over, turn_days
from .reopening import reopen_touched

DRAFT_FIELDS = (
    "clause",
    "title",
    "obligation",
    "obliged_party",
    "strength",
    "category",
    "cadence",
    "yardstick",
    "target",
    "no_yardstick_yet",
    "due_text",
    "starts_on",
    "due_on",
    "min_months",
    "min_months_party",
)

# What a side agrees to when it names its unit: a change of it asks the other sides again.
AGREED_FIELDS = (
    "title",
    "obligation",
    "obliged_party",
    "yardstick",
    "target",
    "due_on",
    "min_months",
    "min_months_party",
)


def allow(actor, verb, thing):
    """Raise PermissionDenied with the reason when the actor may not do this to the thing."""
    if not_allowed := access.refusal(actor, verb, thing):
        raise PermissionDenied(not_allowed)


@transaction.atomic
def create(agreement, *, by, spans=(), **fields):
    """Write a draft and return it; `spans` are (text version, start, end) of the passages it comes from."""
    allow(by, "create", agreement)
    if len(agreement.party_list) < 2:
        raise Refused(_("An agreement has two parties or more; enter them first."))
    commitment = Commitment(
        agreement=agreement, created_by=by.user, created_for=by.organization, **_draft_fields(fields)
    )
    check_draft(commitment)
    commitment.save()
    for version, start, end in spans:
        _add_span(commitment, version, start, end, by)
    trail.record("create", commitment, by=by, changes={"title": ["", commitment.title]})
    return commitment


@transaction.atomic
def edit(commitment, *, by, version, spans=None, **fields):
    """Change a draft that was never assigned; raises Stale when it changed since `version`.

    A side that has named its unit agreed to what the draft said then: when that
    changes, the other sides' lead and contact units are dropped and named again.
    """
    row = lifecycle.lock(commitment, version)
    allow(by, "edit", row)
    if problem := lifecycle.obstacle("edit", row):
        raise Refused(problem)
    changes = {}
    for name, value in _draft_fields(fields).items():
        if getattr(row, name) != value:
            changes[name] = [getattr(row, name), value]
            setattr(row, name, value)
    check_draft(row)
    if spans is not None:
        changes |= _replace_spans(row, spans, by)
    if changes:
        row.version += 1
        row.save(update_fields=[*(name for name in changes if name != "spans"), "version"])
        trail.record("edit", row, by=by, changes=changes)
        if not row.may_recur:
            Recurrence.objects.filter(commitment=row).delete()
        if changes.keys() & set(AGREED_FIELDS):
            ask_the_others_again(row, by)
        _drop_units_that_no_longer_fit(row)
        row = assign_when_complete(row, by=by)
    return row


def _draft_fields(fields):
    return {name: value for name, value in fields.items() if name in DRAFT_FIELDS}


def check_draft(commitment):
    """Raise what stands against the fields of a draft: a clause or party of another agreement, a constraint."""
    if commitment.clause and commitment.clause.text_version.agreement_id != commitment.agreement_id:
        raise Refused({"clause": _("This clause belongs to another agreement.")})
    party = commitment.obliged_party
    if party and party.agreement_id != commitment.agreement_id:
        raise Refused({"obliged_party": _("This party belongs to another agreement.")})
    try:
        commitment.validate_constraints()
    except ValidationError as problem:
        raise Refused(problem) from problem


def _add_span(commitment, version, start, end, by):
    """Link a passage; a sentence that was found to oblige nobody does after all."""
    span = CommitmentSpan(commitment=commitment, text_version=version, start=start, end=end)
    try:
        span.clean()
    except ValidationError as problem:
        raise Refused(problem.message) from None
    span.save()
    reopen_touched(version, start, end, by)


def _replace_spans(row, spans, by):
    """Link the draft to these passages only; what changed, for the trail."""
    held = sorted(row.spans.values_list("text_version", "start", "end"))
    wanted = sorted((version.pk, start, end) for version, start, end in spans)
    if held == wanted:
        return {}
    row.spans.all().delete()
    for version, start, end in spans:
        _add_span(row, version, start, end, by)
    return {"spans": [", ".join(f"{start}–{end}" for _pk, start, end in told) for told in (held, wanted)]}


def ask_the_others_again(row, by):
    """Drop the lead and contact units that other sides named for what the draft said before, and tell them."""
    named = row.units.filter(role__in=(UnitRole.LEAD, UnitRole.CONTACT)).select_related("unit")
    dropped = list(named.exclude(party__organization=by.organization_id) if by.organization_id else named)
    for held in dropped:
        held.delete()
        trail.record("remove_unit", row, by=by, unit_named=held.unit.name)
    told = outbox.liaisons(*{held.unit.organization_id for held in dropped})
    outbox.notify(NoticeKind.NEEDS_YOU, row, told, f"edited-v{row.version}", by)


def _drop_units_that_no_longer_fit(row):
    """After a change of who is obliged: a lead of a side that no longer owes it becomes its contact, and back."""
    obliged = {party.pk for party in row.obliged_parties()}
    row.units.filter(role=UnitRole.LEAD).exclude(party__in=obliged).update(role=UnitRole.CONTACT)
    row.units.filter(role=UnitRole.CONTACT, party__in=obliged).delete()


@transaction.atomic
def name_unit(commitment, *, by, unit, role, officer=None, party=None, letter=None, version=None):
    """Put a unit on a commitment as lead, support or contact; naming the last missing one assigns it.

    A side names its own units; `letter` lets another side's liaison officer record
    the unit that a party named on paper. A lead that exists is replaced and has to
    accept again. Returns the commitment as it stands afterwards.
    """
    row = lifecycle.lock(commitment, version)
    party = party or row.agreement.party_of(unit.organization_id)
    _may_name(row, by, party, letter)
    _fits(row, party, unit, role, officer)
    if problem := lifecycle.obstacle("name_unit", row):
        raise Refused(problem)
    named = _put_unit(row, party, unit, role, officer, letter)
    row.version += 1
    row.save(update_fields=["version"])
    words = {"unit_named": unit.name, "unit_role": ROLE_WORDS[role]}
    trail.record("name_unit", row, by=by, letter=letter, **words)
    suggested.answered_by_naming(row, by=by, party=party, unit=unit, role=role)
    was_running = row.status != CommitmentStatus.DRAFT
    row = assign_when_complete(row, by=by, letter=letter)
    turn_days.refresh(row)
    if was_running:
        occurrences.follow(row, by=by)
        outbox.notify(NoticeKind.ASSIGNED, row, outbox.unit_people(named), f"unit-{named.pk}-v{row.version}", by)
    return row


ROLE_WORDS = {
    UnitRole.LEAD: gettext_noop("lead unit"),
    UnitRole.SUPPORT: gettext_noop("supporting unit"),
    UnitRole.CONTACT: gettext_noop("contact unit"),
}


def _may_name(row, by, party, letter):
    allow(by, "record_letter" if letter else "name_unit", row)
    if party is None:
        raise Refused({"unit": _("This unit belongs to none of the parties.")})
    if letter:
        if not party.answers_by_letter or letter.party_id != party.pk:
            raise Refused(_("Only a party that answers by letter names its unit by letter."))
    elif not by.is_admin and party.organization_id != by.organization_id:
        raise PermissionDenied(_("Each side names its own units."))


def _fits(row, party, unit, role, officer):
    if unit.organization_id != party.organization_id or not unit.is_active:
        raise Refused({"unit": _("Choose a unit of %(party)s that is in use.") % {"party": party}})
    obliged = party in row.obliged_parties()
    if role == UnitRole.LEAD and not obliged:
        raise Refused(
            {"role": _("%(party)s does not owe this commitment and names a contact unit.") % {"party": party}}
        )
    if role == UnitRole.CONTACT and obliged:
        raise Refused({"role": _("%(party)s owes this commitment and names a lead unit.") % {"party": party}})
    if officer:
        _check_officer(officer, unit)


def _check_officer(officer, unit):
    posts = Membership.objects.current_on(timezone.localdate()).filter(user=officer, unit=unit, deputy_for__isnull=True)
    if not posts.filter(role__in=(Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON)).exists():
        raise Refused({"officer": _("%(person)s has no post in this unit.") % {"person": officer}})


def _put_unit(row, party, unit, role, officer, letter):
    """Write the unit's row: a lead or contact replaces the one before it, a second role of a unit its first."""
    single = role in (UnitRole.LEAD, UnitRole.CONTACT)
    held = row.units.filter(party=party, role=role).first() if single else None
    if held and held.unit_id == unit.pk:
        held.officer, held.letter = officer or held.officer, letter or held.letter
        held.save(update_fields=["officer", "letter"])
        return held
    stands = row.units.filter(unit=unit).first()
    if stands and stands.role != UnitRole.SUPPORT:
        raise Refused({"unit": _("This unit is the lead or contact unit. Name another one in its place first.")})
    if stands:
        stands.delete()
    if held:
        held.unit, held.officer, held.letter, held.named_at = unit, officer, letter, timezone.now()
        held.accepted_by = held.accepted_at = None
        held.save(update_fields=["unit", "officer", "letter", "named_at", "accepted_by", "accepted_at"])
        return held
    return CommitmentUnit.objects.create(
        commitment=row, party=party, unit=unit, role=role, officer=officer, letter=letter
    )


@transaction.atomic
def remove_unit(commitment, *, by, unit, version=None):
    """Take a supporting unit off a commitment; leads and contacts are replaced, not removed."""
    row = lifecycle.lock(commitment, version)
    allow(by, "name_unit", row)
    found = row.units.filter(unit=unit, role=UnitRole.SUPPORT).select_related("party").first()
    if not found:
        raise Refused(_("This unit does not support the commitment."))
    if not by.is_admin and found.party.organization_id != by.organization_id:
        raise PermissionDenied(_("Each side names its own units."))
    if problem := lifecycle.obstacle("name_unit", row):
        raise Refused(problem)
    found.delete()
    row.version += 1
    row.save(update_fields=["version"])
    trail.record("remove_unit", row, by=by, unit_named=unit.name)
    occurrences.follow(row, by=by)
    return row


@transaction.atomic
def name_officer(commitment, *, by, unit, officer, version=None):
    """Name the officer of a unit that stands on the commitment: by its head or the side's liaison officer."""
    row = lifecycle.lock(commitment, version)
    allow(by, "name_officer", row)
    found = row.units.filter(unit=unit).select_related("party").first()
    if not found:
        raise Refused({"unit": _("This unit does not stand on the commitment.")})
    own = by.is_admin or found.party.organization_id == by.organization_id
    if not own or (by.has_role(Role.UNIT_HEAD) and found.unit_id != by.unit_id):
        raise PermissionDenied(_("Each unit names its own officer."))
    if problem := lifecycle.obstacle("name_unit", row):
        raise Refused(problem)
    _check_officer(officer, unit)
    found.officer = officer
    found.save(update_fields=["officer"])
    row.version += 1
    row.save(update_fields=["version"])
    trail.record("name_officer", row, by=by, officer=officer, unit_named=unit.name)
    occurrences.follow(row, by=by)
    if row.status != CommitmentStatus.DRAFT:
        told = outbox.with_deputies(officer.pk, unit.pk)
        outbox.notify(NoticeKind.ASSIGNED, row, told, f"officer-v{row.version}", by)
    return row


def assign_when_complete(row, *, by, letter=None):
    """Assign a draft as soon as nothing stands in the way; the row as it stands afterwards."""
    if row.status != CommitmentStatus.DRAFT or lifecycle.obstacle("assign", row):
        return row
    first = row.assigned_at is None
    if first:
        row.assigned_at = timezone.now()
        row.first_due_on = row.due_on
        row.code = _next_code(row)
        row.save(update_fields=["assigned_at", "first_due_on", "code"])
        row.milestones.meant().update(first_due_on=F("due_on"))
    row = lifecycle.take("assign", row, by=by, letter=letter)
    turn_days.refresh(row)
    occurrences.make(row, by=by)
    outbox.notify(NoticeKind.ASSIGNED, row, outbox.lead_people(row), f"assigned-v{row.version}", by)
    return taking_over.first_report(row, by=by)


def _next_code(row):
    """The next free code of the clause, such as BC2022-5.1-02; the agreement's row is locked so none is given twice."""
    locked = Agreement.objects.select_for_update().filter(pk=row.agreement_id)
    (agreement_code,) = locked.values_list("code", flat=True)
    clause = row.clause or _clause_of_first_span(row)
    prefix = f"{agreement_code}-{clause.number if clause else 0}-"
    taken = Commitment.objects.filter(agreement=row.agreement_id, code__startswith=prefix, parent__isnull=True)
    ends = [code.removeprefix(prefix) for code in taken.values_list("code", flat=True)]
    return f"{prefix}{max((int(end) for end in ends if end.isdecimal()), default=0) + 1:02d}"


def _clause_of_first_span(row):
    span = row.spans.order_by("start").first()
    if not span:
        return None
    holds = Q(start__lte=span.start, end__gte=span.end, text_version=span.text_version_id)
    return Clause.objects.filter(holds).order_by("-start").first()


@transaction.atomic
def accept(commitment, *, by, version=None):
    """Record that the actor's unit accepts its lead; accepting twice changes nothing."""
    row = lifecycle.lock(commitment, version)
    allow(by, "accept", row)
    lead = row.units.get(role=UnitRole.LEAD, unit=by.unit_id)
    if lead.accepted_at:
        return row
    accept_for(lead, by)
    occurrences.accept_along(row, lead)
    return lifecycle.take("accept", row, by=by, unit_named=lead.unit.name)


def accept_for(lead, by):
    """Write who accepted a lead and when, as a pair."""
    lead.accepted_by, lead.accepted_at = by.user, timezone.now()
    lead.save(update_fields=["accepted_by", "accepted_at"])


@transaction.atomic
def decline(commitment, *, by, reason, version=None):
    """Give a lead back before accepting it: the unit's lead goes, everything else stays."""
    row = lifecycle.lock(commitment, version)
    allow(by, "decline", row)
    lead = row.units.get(role=UnitRole.LEAD, unit=by.unit_id)
    if lead.accepted_at:
        raise Refused(_("Your unit has already accepted it."))
    row = lifecycle.take("decline", row, by=by, reason=reason, unit_named=lead.unit.name)
    lead.delete()
    turn_days.refresh(row)
    occurrences.drop_all(row, by=by)
    about = f"declined-v{row.version}"
    outbox.notify(NoticeKind.DECLINED, row, outbox.liaisons(by.organization_id), about, by)
    return row


def withdraw(commitment, *, by, version=None):
    """Withdraw a draft that was never assigned."""
    with transaction.atomic():
        return lifecycle.take("withdraw", lifecycle.lock(commitment, version), by=by)


def put_back(commitment, *, by, version=None):
    """Put a withdrawn draft back; what it comes from obliges again."""
    with transaction.atomic():
        row = lifecycle.take("put_back", lifecycle.lock(commitment, version), by=by)
        for span in row.spans.select_related("text_version"):
            reopen_touched(span.text_version, span.start, span.end, by)
        return row
