"""Who has not reported this cycle, and reminding them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import nudges
from ..actions.commitments import allow
from ..models import Commitment, CommitmentUnit
from ..reports import cycle
from .cycle import number_in
from .htmx import render_for, wants_fragment


@require_safe
@never_cache
def cycle_missing(request):
    if not_allowed := access.no_list_of_missing(request.actor):
        raise PermissionDenied(not_allowed)
    return render_missing(request)


def render_missing(request, said="", refused="", status=200):
    """The list, with what was just done or refused."""
    units = cycle.silent_units(request.actor, request.clock)
    dues = {item.due.months: item.due for unit in units for item in unit.items}
    context = {
        "own": [unit for unit in units if not unit.across],
        "others": [unit for unit in units if unit.across],
        "dues": [dues[months] for months in sorted(dues)],
        "said": said,
        "refused": refused,
    }
    return render_for(
        request,
        page="agreements/cycle/missing.html",
        fragment="agreements/cycle/_missing.html",
        context=context,
        status=status,
    )


@require_POST
def cycle_remind(request, pk):
    """Remind a unit of everything it has not reported."""
    places = CommitmentUnit.objects.visible_to(request.actor).filter(unit=pk)
    place = places.select_related("commitment__agreement", "party__organization", "unit").first()
    if place is None:
        raise Http404
    allow(request.actor, "urge", place)
    items = [
        item.place.commitment for unit in cycle.silent_units(request.actor, request.clock, pk) for item in unit.items
    ]
    return reminding(request, place.unit, items)


@require_POST
def commitment_remind(request, pk):
    """Remind one unit of one item."""
    item = get_object_or_404(Commitment.objects.visible_to(request.actor), pk=pk)
    unit = number_in(request.POST, "unit")
    place = item.units.filter(unit=unit).select_related("commitment__agreement", "party__organization", "unit").first()
    if place is None:
        raise Http404
    allow(request.actor, "urge", place)
    return reminding(request, place.unit, [item])


def reminding(request, unit, items):
    """Remind, and answer with the list as it stands then."""
    try:
        count = nudges.remind_of_all(unit, items, by=request.actor)
    except ValidationError as refusal:
        return render_missing(request, refused=" ".join(refusal.messages), status=422)
    words = {"unit": unit, "n": count}
    if unit.organization_id == request.actor.organization_id:
        said = ngettext("%(unit)s was reminded of %(n)d item.", "%(unit)s was reminded of %(n)d items.", count) % words
    else:
        said = ngettext("%(unit)s was asked about %(n)d item.", "%(unit)s was asked about %(n)d items.", count) % words
    if not count:
        said = _("%(unit)s has reported everything.") % words
    if wants_fragment(request):
        return render_missing(request, said=said)
    messages.success(request, said)
    return redirect("agreements:cycle_missing")
