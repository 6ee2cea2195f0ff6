"""Recording the letters of a party that answers on paper: what they name, report, claim or answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..errors import Refused
from ..models import AgreementParty, Confirmation, DecisionKind, Letter, UnitRole
from . import commitments, decisions, files, lists, progress
from .commitments import allow


@transaction.atomic
def record(commitment, *, by, party, dated_on, number, signer, scans=()):
    """Put a letter on record and return it; one recorded before with the same number and day is used again.

    A liaison officer of another party records it; it is the writer's word, never the
    recorder's. `scans` are what `actions.files.keep` takes; they are not required.
    """
    allow(by, "record_letter", commitment)
    if party.agreement_id != commitment.agreement_id or not party.answers_by_letter:
        raise Refused({"party": _("This party does not answer by letter.")})
    if party.organization_id == by.organization_id:
        raise Refused({"party": _("Your own side speaks for itself; record the other side's letters.")})
    if dated_on > timezone.localdate():
        raise Refused({"dated_on": _("The letter is dated after today.")})
    number, signer = " ".join(number.split()), " ".join(signer.split())
    if not number or not signer:
        raise Refused(_("A letter needs its document number and who signed it."))
    paper = _recorded_before(party, dated_on, number, signer) or Letter.objects.create(
        party=party,
        dated_on=dated_on,
        number=number,
        signer=signer,
        recorded_by=by.user,
        recorded_unit=by.unit,
    )
    for scan in scans:
        files.keep(scan, by=by, letter=paper)
    return paper


def _recorded_before(party, dated_on, number, signer):
    """The letter with this number, if it is on record; Refused when it is told differently, or was contested."""
    AgreementParty.objects.select_for_update().get(pk=party.pk)  # two who record it at once make one letter
    for letter in Letter.objects.filter(party=party, number=number, dated_on__year=dated_on.year):
        if letter.dated_on != dated_on:
            raise Refused({"number": _("This number is on record with the date %(day)s.") % {"day": letter.dated_on}})
        if letter.signer != signer:
            raise Refused({"signer": _("This letter is on record as signed by %(name)s.") % {"name": letter.signer}})
        if Confirmation.objects.filter(letter=letter, contested_at__isnull=False).exists():
            raise Refused({"number": _("%(party)s contested this letter. Another one is needed.") % {"party": party}})
        return letter
    return None


@transaction.atomic
def add_scans(letter, *, by, scans):
    """Put scans beside a letter that is on record; only the side that recorded it does."""
    allow(by, "add_letter_scan", letter)
    if not scans:
        raise Refused({"scans": _("Choose a file.")})
    return [files.keep(scan, by=by, letter=letter) for scan in scans]


@transaction.atomic
def record_unit(commitment, *, by, unit, party, version=None, **letter):
    """Record the lead or contact unit that a party named on paper."""
    paper = record(commitment, by=by, party=party, **letter)
    role = UnitRole.LEAD if party in commitment.obliged_parties() else UnitRole.CONTACT
    return commitments.name_unit(commitment, by=by, unit=unit, role=role, party=party, letter=paper, version=version)


@transaction.atomic
def record_report(commitment, *, by, party, text, version=None, percent=None, kept_up="", **letter):
    """Record what a party reported on paper."""
    paper = record(commitment, by=by, party=party, **letter)
    return progress.report(
        commitment, by=by, text=text, percent=percent, kept_up=kept_up, letter=paper, version=version
    )


@transaction.atomic
def record_claim(commitment, *, by, party, reason, version=None, **letter):
    """Record a party's claim on paper that the commitment is done; it is before the other sides at once."""
    paper = record(commitment, by=by, party=party, **letter)
    return decisions.open_close(commitment, by=by, reason=reason, letter=paper, version=version)


@transaction.atomic
def record_answer(decision, *, by, party, confirms, note="", **letter):
    """Record a party's confirmation or objection on paper; nobody answers before being asked."""
    if decision.released_at and letter["dated_on"] < timezone.localdate(decision.released_at):
        asked = timezone.localdate(decision.released_at)
        raise Refused(
            {"dated_on": _("The letter is older than what it answers, which is of %(day)s.") % {"day": asked}}
        )
    paper = record(decision, by=by, party=party, **letter)
    if decision.kind == DecisionKind.LIST:
        if confirms:
            return lists.confirm_list(decision, by=by, note=note, letter=paper)
        return lists.object_list(decision, by=by, reason=note, letter=paper)
    if confirms:
        return decisions.confirm(decision, by=by, note=note, letter=paper)
    return decisions.object_(decision, by=by, reason=note, letter=paper)
