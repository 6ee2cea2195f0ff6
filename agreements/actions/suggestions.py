"""Units that one side's ledger names for another side: suggested, accepted by that side's liaison officer, or not."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, trail
from ..errors import Refused
from ..models import Membership, Role, SuggestedUnit, UnitRole
from ..reports.suggested import open_suggestions
from .commitments import ROLE_WORDS, allow, name_unit
from .suggested import answer

SPEAKING = (Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON)


def suggest(commitment, *, by, unit, role, officer=None):
    """Propose a unit of another side for a draft; the caller holds the row's lock and transaction.

    It stands on nothing until that side accepts it.
    """
    party = commitment.agreement.party_of(unit.organization_id)
    if party is None or party.organization_id == by.organization_id:
        raise Refused({"unit": _("Units are suggested to another side of the agreement.")})
    if held := SuggestedUnit.objects.filter(commitment=commitment, unit=unit).first():
        return held
    row = SuggestedUnit.objects.create(
        commitment=commitment, party=party, unit=unit, role=role, officer=officer, suggested_by=by.user
    )
    words = {"unit_named": unit.name, "unit_role": ROLE_WORDS[role], "party": party}
    trail.record("suggest_unit", commitment, by=by, **words)
    return row


@transaction.atomic
def accept(suggestion, *, by):
    """Name the suggested unit, as the liaison officer of its side; the commitment as it stands afterwards.

    The part it has follows from who is obliged today. An officer who has left the unit since is not named.
    """
    row, held = _open(suggestion, by)
    role = _fitting(row, held)
    officer = held.officer if held.officer_id and _has_post(held) else None
    return name_unit(row, by=by, unit=held.unit, role=role, officer=officer)


@transaction.atomic
def accept_all(agreement, *, by):
    """Accept every open suggestion of the actor's side in an agreement; (how many, how many the rules left open)."""
    done = left = 0
    mine = open_suggestions(by).filter(commitment__agreement=agreement)
    mine = mine.select_related("commitment__agreement", "party")
    for suggestion in mine.order_by("commitment_id", "pk"):
        try:
            with transaction.atomic():
                accept(suggestion, by=by)
            done += 1
        except Refused:
            left += 1
    return done, left


@transaction.atomic
def decline(suggestion, *, by):
    """Turn a suggestion down; the unit is not named."""
    row, held = _open(suggestion, by)
    answer(held, by, accepted=False)
    trail.record("decline_unit", row, by=by, unit_named=held.unit.name)
    return row


def _open(suggestion, by):
    """The locked commitment and the suggestion as it stands; refused when it was answered or is not the actor's."""
    row = lifecycle.lock(suggestion.commitment)
    allow(by, "answer_suggestion", suggestion)
    held = SuggestedUnit.objects.select_related("unit", "officer", "party").filter(pk=suggestion.pk).first()
    if held is None:
        raise Refused(_("This suggestion was already answered."))
    if held.party.organization_id != by.organization_id:
        raise PermissionDenied(_("Each side names its own units."))
    if held.answered_at:
        raise Refused(_("This suggestion was already answered."))
    return row, held


def _fitting(row, held):
    if held.role == UnitRole.SUPPORT:
        return UnitRole.SUPPORT
    return UnitRole.LEAD if held.party in row.obliged_parties() else UnitRole.CONTACT


def _has_post(held):
    posts = Membership.objects.current_on(timezone.localdate())
    return posts.filter(user=held.officer_id, unit=held.unit_id, role__in=SPEAKING).exists()
