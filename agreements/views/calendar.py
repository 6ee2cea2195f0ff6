"""The calendar: a month of dates as a grid, or as a list."""

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ..reports import calendar
from .cycle import number_in
from .htmx import render_for

WHOSE = {
    calendar.MINE: gettext_lazy("Own unit"),
    calendar.SIDE: gettext_lazy("Own side"),
    calendar.ALL: gettext_lazy("All"),
}
VIEWS = {"": gettext_lazy("Month"), "list": gettext_lazy("List")}


@require_safe
def calendar_month(request):
    """One address: `month` (2026-11), `whose`, `agreement` and `view` say what is shown."""
    offered = calendar.views_of(request.actor)
    whose = request.GET.get("whose") if request.GET.get("whose") in offered else offered[0]
    agreements = calendar.agreements_of(request.actor)
    agreement = number_in(request.GET, "agreement")
    agreement = agreement if agreement in {pk for pk, _code, _title in agreements} else None
    view = "list" if request.GET.get("view") == "list" else ""
    first = calendar.month_of(request.GET.get("month", ""), request.clock.today)
    month = calendar.month(request.actor, request.clock, first, whose, agreement)
    asked = {"month": f"{first:%Y-%m}", "whose": whose, "agreement": agreement, "view": view}
    return render_for(
        request,
        page="agreements/calendar/month.html",
        fragment="agreements/calendar/_month.html",
        context={"agreements": agreements, **addresses(asked, offered, month, request.clock.today)},
    )


def addresses(asked, offered, month, today):
    """What is asked for, and the addresses that ask for something beside it."""
    whose, view = asked["whose"], asked["view"]
    return {
        **asked,
        "month": month,
        "asked": asked,
        "ways": [(WHOSE[each], address(asked, whose=each), each == whose) for each in offered],
        "views": [(word, address(asked, view=each), each == view) for each, word in VIEWS.items()],
        "as_list": address(asked, view="list"),
        "before": address(asked, month=month.before) if month.before else "",
        "after": address(asked, month=month.after) if month.after else "",
        "this_month": address(asked, month=f"{today:%Y-%m}"),
        "is_this_month": month.first == today.replace(day=1),
    }


def address(asked, **changes):
    """The query of what is asked for, with some of it changed."""
    return "?" + urlencode({name: value for name, value in (asked | changes).items() if value})
