"""The timeline of an agreement: its commitments as bars, and the same as a table."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from ..models import Agreement
from ..reports import timeline

SCALES = {
    "year": pgettext_lazy("scale", "Year"),
    "quarter": pgettext_lazy("scale", "Quarter"),
    "month": pgettext_lazy("scale", "Month"),
}


@require_safe
def agreement_timeline(request, pk):
    """`scale` is year, quarter or month."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    scale = request.GET.get("scale") if request.GET.get("scale") in SCALES else "quarter"
    found = timeline.timeline(agreement, request.actor, request.clock, scale)
    context = {
        "agreement": agreement,
        "timeline": found,
        "scales": [(name, word, name == scale) for name, word in SCALES.items()],
        "row": timeline.ROW,
        "head": timeline.HEAD,
    }
    return render(request, "agreements/timeline/page.html", context)
