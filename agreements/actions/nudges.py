"""Reminding a unit that has not reported: urging inside a side, a neutral request across the sides."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox, trail, workdays
from ..errors import Refused
from ..models import NoticeKind, Nudge, ProgressReport, UnitRole
from .commitments import allow


@transaction.atomic
def remind(commitment, unit, *, by):
    """Remind a unit that it has not reported on an item this cycle, and return the Nudge.

    Of another side the report is asked for: both sides see it, and its liaison officers are told too.
    Once a day from a side: Refused says who was quicker. The item itself is not changed by it.
    """
    row = lifecycle.lock(commitment)
    places = row.units.filter(unit=unit, role__in=(UnitRole.LEAD, UnitRole.SUPPORT))
    place = places.select_related("commitment__agreement", "party__organization", "unit").first()
    if place is None:
        raise Refused(_("This unit does not report on the commitment."))
    allow(by, "urge", place)
    _check(row, place, by)
    across = place.party.organization_id != by.organization_id
    nudge = Nudge.objects.create(
        commitment=row,
        unit=place.unit,
        cycle_on=_cycle(row),
        across=across,
        sent_by=by.user,
        sent_unit=by.unit,
        sent_on=timezone.localdate(),
    )
    side = None if across else by.organization_id
    trail.record("ask_report" if across else "urge", row, by=by, own_party=side, unit_named=place.unit.name)
    _tell(row, place, by, across)
    return nudge


@transaction.atomic
def remind_of_all(unit, commitments, *, by):
    """Remind a unit of several items at once; how many it was. Those it cannot be reminded of now are passed over.

    Raises the last refusal when there was not one.
    """
    count, refusal = 0, None
    for commitment in commitments:
        try:
            remind(commitment, unit, by=by)
            count += 1
        except Refused as refused:
            refusal = refused
    if refusal and not count:
        raise refusal
    return count


def _check(row, place, by):
    if problem := lifecycle.obstacle("report", row):
        raise Refused(problem)
    if place.party.answers_by_letter:
        raise Refused(_("%(party)s answers by letter; write to it.") % {"party": place.party})
    reports = ProgressReport.objects.submitted().filter(commitment=row, unit=place.unit)
    if reports.filter(cycle_on__gte=_cycle(row)).exists():
        raise Refused(_("%(unit)s has reported this cycle.") % {"unit": place.unit})
    today = Nudge.objects.filter(commitment=row, unit=place.unit, sent_on=timezone.localdate())
    if earlier := today.filter(sent_unit__organization=by.organization_id).select_related("sent_by").first():
        words = {"unit": place.unit, "who": earlier.sent_by}
        if earlier.across:
            raise Refused(_("%(unit)s was already asked today, by %(who)s.") % words, code="already")
        raise Refused(_("%(unit)s was already reminded today, by %(who)s.") % words, code="already")


def _tell(row, place, by, across):
    """Across the sides it is the other side that needs somebody, and its liaison officers know whom."""
    about = f"unit-{place.unit_id}:{timezone.localdate()}"
    people = outbox.unit_people(place)
    if across:
        people += outbox.liaisons(place.party.organization_id)
    outbox.notify(NoticeKind.NEEDS_YOU if across else NoticeKind.URGED, row, people, about, by)


def _cycle(row):
    return workdays.cycle_start(timezone.localdate(), row.agreement.cycle_months)
