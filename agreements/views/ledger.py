"""The ledger 台账: page and table on one address, every condition in that address."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from .. import access
from ..models import Role
from ..reports import filters as conditions
from ..reports.ledger import hidden_by, ledger
from .htmx import render_for, wants_fragment
from .ledger_rows import Dresser, mark_icon

# Column: sort it takes (empty: none), class, word.
COLUMNS = (
    ("lamp", "c-lamp", gettext_lazy("Lamp")),
    ("code", "c-code", gettext_lazy("Code")),
    ("title", "c-title", gettext_lazy("Commitment")),
    ("", "c-side", gettext_lazy("Owed by")),
    ("", "c-lead", gettext_lazy("Lead unit")),
    ("due", "c-due", gettext_lazy("Due")),
    ("percent", "c-pct", gettext_lazy("Progress")),
    ("status", "c-status", gettext_lazy("Status")),
)
EXPORTS = (
    ("xlsx", gettext_lazy("Excel workbook (.xlsx)")),
    ("csv", gettext_lazy("Table as text (.csv; cannot be brought back)")),
)
GROUP_WORDS = (
    ("", gettext_lazy("Not grouped")),
    ("clause", gettext_lazy("By clause")),
    ("unit", gettext_lazy("By unit")),
)


@require_safe
def commitment_list(request):
    """Every commitment the actor may see, under the conditions in the address."""
    found = ledger(request.actor, request.clock, request.GET)
    response = render_for(
        request,
        page="agreements/commitments/list.html",
        fragment="agreements/commitments/_ledger.html",
        context=ledger_context(request, found),
    )
    if wants_fragment(request):  # the address without the form's empty fields
        response["HX-Push-Url"] = reverse("agreements:commitment_list") + found.filters.address(page=found.page)
    return response


def ledger_context(request, found):
    """What the ledger's templates show."""
    filters = found.filters
    chips = conditions.in_words(filters, found.choices)
    return {
        "here": reverse("agreements:commitment_list"),
        "ledger": found,
        "filters": filters,
        "choices": found.choices,
        "clauses": found.choices.clause_choices(filters.agreement),
        "status_choices": [(name, word) for name, (word, _statuses) in conditions.STATUSES.items()],
        "unit_choices": unit_choices(found.choices),
        "all_marks": filters.address(lamp=""),
        "marks": marks(found),
        "chips": [(label, value, filters.without(name).address()) for name, label, value in chips],
        "cleared": filters.cleared().address(),
        "exports": [
            (reverse("agreements:commitment_export", args=[kind]) + filters.address(), word) for kind, word in EXPORTS
        ],
        "may_bring_back": not access.refusal(request.actor, "bring_back", None),
        "imports_into": imports_into(request.actor, found),
        "columns": columns(filters),
        "groupings": [(word, filters.address(group=name), name == filters.group) for name, word in GROUP_WORDS],
        "rows": Dresser(found).rows(),
        "previous_page": filters.address(page=found.page - 1) if found.page > 1 else "",
        "next_page": filters.address(page=found.page + 1) if found.page < found.pages else "",
        "printed": printed(request, chips),
        **(empty(request, found, chips) if not found.total else {}),
    }


def imports_into(actor, found):
    """The agreement into which the actor may bring a ledger from here: the chosen one, or the only one; else None."""
    agreements = found.choices.agreements
    pk = found.filters.agreement or (next(iter(agreements)) if len(agreements) == 1 else None)
    may = actor.is_admin or actor.has_role(Role.LIAISON)
    return pk if may and pk in agreements else None


def marks(found):
    """The counts above the table as (mark, icon, word, count, address, chosen); 0 stays for lamps, not for letters."""
    filters = found.filters
    return [
        (
            mark if mark in conditions.LAMPS else "done",
            mark_icon(mark),
            conditions.MARK_WORDS[mark],
            count,
            filters.address(lamp=mark),
            mark == filters.lamp,
        )
        for mark, count in found.counts.items()
        if count or mark == filters.lamp or mark not in (conditions.HELD, conditions.LETTER)
    ]


def unit_choices(choices):
    """The units by side, for a select with groups."""
    return [
        (side.short_name, [(pk, name) for pk, (organization, name) in choices.units.items() if organization == side.pk])
        for side in choices.sides.values()
    ]


def columns(filters):
    """The heads of the table as (class, word, address, direction); another click turns the order round."""
    chosen, down = (filters.sort or "lamp").lstrip("-"), filters.sort.startswith("-")
    heads = []
    for name, css, word in COLUMNS:
        sort = f"-{name}" if name == chosen and not down else "" if name == "lamp" else name
        falls = down != (name == "lamp")  # the worst lamp counts as the highest
        direction = ("descending" if falls else "ascending") if name and name == chosen else ""
        heads.append((css, word, filters.address(sort=sort) if name else "", direction))
    return heads


def printed(request, chips):
    """The line above a printed ledger: under which conditions, when and by whom."""
    told = conditions.in_one_line(chips) or _("All commitments")
    actor = request.actor
    by = actor.unit.name if actor.unit else request.user.name
    when = date_format(timezone.localtime(), "Y-m-d H:i")
    return _("Ledger of commitments · %(conditions)s · printed %(when)s, %(by)s") % {
        "conditions": told,
        "when": when,
        "by": by,
    }


def empty(request, found, chips):
    """Why the table is empty, and which condition to drop."""
    everything, freed = hidden_by(request.actor, request.clock, found.filters, found.choices)
    words = {name: f"{label} {value}" for name, label, value in chips}
    drops = [(words[name], found.filters.without(name).address(), count) for name, count in freed if count]
    return {"everything": everything, "drops": drops, "condition_count": len(chips)}
