"""Naming what one's side gives to a commitment in one go: the lead or contact unit, its officer, who supports."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..errors import Refused
from ..models import UnitRole
from .commitments import allow, name_unit


@transaction.atomic
def name_together(commitment, *, by, unit, officer=None, supports=(), version=None):
    """Name the own side's units of a commitment, all or none of them; the row as it stands afterwards.

    The lead where the side owes it, else the contact. The last one missing assigns, as always.
    """
    allow(by, "name_leads", commitment.agreement)
    party = commitment.agreement.party_of(by.organization_id)
    role = UnitRole.LEAD if party in commitment.obliged_parties() else UnitRole.CONTACT
    row = name_unit(commitment, by=by, unit=unit, role=role, officer=officer, party=party, version=version)
    for support in supports:
        if support == unit:
            raise Refused({"supports": _("The lead or contact unit does not support it as well.")})
        row = name_unit(row, by=by, unit=support, role=UnitRole.SUPPORT)
    return row
