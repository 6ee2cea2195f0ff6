"""My desk: what needs me now and what is around it; for leaders the state of one agreement."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..actions import visits
from ..models import Agreement, Commitment, Role
from ..reports import cycle, leader, outlook, papers, summary
from ..reports.desk import SHEET, Needs, tasks_for
from ..reports.tally import matrix
from .htmx import render_for, wants_fragment

SINCE = "desk_since"
BACK = timedelta(days=7)


@require_safe
@never_cache  # going back shows what is left to do, not what was
def desk(request):
    """The page somebody starts from, by the role they act in."""
    actor = request.actor
    if actor.membership is None:
        return overview(request)
    if actor.has_role(Role.LEADER, Role.AUDITOR):
        page, fragment, context = "leader.html", "_leader.html", leader_context(request)
    else:
        page, fragment, context = "index.html", "_desk.html", desk_context(request)
    return render_for(request, page=f"agreements/desk/{page}", fragment=f"agreements/desk/{fragment}", context=context)


def overview(request):
    """For an administrator: the first run, or what there is, with the ways into the administration."""
    from .account import needs_first_run

    if request.actor.is_admin and needs_first_run():
        return redirect("agreements:first_run")
    agreements = list(Agreement.objects.visible_to(request.actor).prefetch_related("parties__organization"))
    tallies = summary.by_agreement(Commitment.objects.filter(agreement__in=agreements), request.clock)
    rows = [(agreement, tallies.get(agreement.pk, summary.Tally())) for agreement in agreements]
    return render(request, "agreements/desk/overview.html", {"rows": rows})


def desk_context(request):
    """What the desk shows."""
    actor, clock = request.actor, request.clock
    needs = Needs(actor, clock)
    tasks, count = tasks_for(actor, clock, needs=needs), needs.number
    since = changed_since(request)
    changes, changed = outlook.changes_since(actor, since)
    return {
        **agreement_context(request),
        **around_context(request),
        "tasks": tasks,
        "has_sheet": any(task.kind == SHEET for task in tasks),
        "tasks_count": count,
        "desk_count": count,
        "since": since,
        "changes": changes,
        "changed": changed,
        "changed_more": changed >= outlook.MANY_CHANGES,
        "letters": papers.on_the_desk(actor),
        "silent_units": cycle.silent_unit_count(actor, clock) if actor.has_role(Role.LIAISON) else 0,
    }


def agreement_context(request):
    """The agreement whose clauses are shown: the chosen one, else the newest in sight."""
    agreements = list(Agreement.objects.visible_to(request.actor).order_by("-signed_on", "-pk"))
    chosen = request.GET.get("agreement", "")
    agreement = next((row for row in agreements if str(row.pk) == chosen), agreements[0] if agreements else None)
    if agreement is None:
        return {"agreement": None, "agreements": []}
    counted = summary.Counted(Commitment.objects.filter(agreement=agreement), request.clock)
    return {
        "agreement": agreement,
        "agreements": agreements,
        "counted": counted,
        "clauses": counted.by_clause(summary.newest_text(agreement)),
    }


def around_context(request):
    """What is coming and what waits for the other side: the parts that an act on the desk may change."""
    actor, clock = request.actor, request.clock
    waiting, count = outlook.waiting_for_others(actor, clock)
    return {
        "coming": outlook.coming(actor, clock),
        "cycles": outlook.cycles(actor, clock),
        "waiting": waiting,
        "waiting_count": count,
    }


def changed_since(request):
    """The moment from which changes are new to the actor; the same for every look within one visit."""
    post = str(request.actor.membership.pk)
    kept = request.session.get(SINCE, {})
    before = visits.seen(request.actor)
    if before is None:
        return datetime.fromisoformat(kept[post]) if post in kept else timezone.now() - BACK
    request.session[SINCE] = kept | {post: before.isoformat()}
    return before


def done(request, commitment, message):
    """The answer when something was done on the desk: the row says so, and the counts follow.

    It replaces the whole row, whatever part of it the form had aimed at. An item that
    needs the actor for the next thing at once shows that instead of going.
    """
    if not wants_fragment(request):
        messages.success(request, message)
        return redirect("agreements:desk")
    needs = Needs(request.actor, request.clock)
    task = next(iter(tasks_for(request.actor, request.clock, commitment=commitment, needs=needs)), None)
    is_sheet = bool(task) and task.kind == SHEET  # the item has gone on to the row that stands for all reports
    is_leader = request.actor.has_role(Role.LEADER)  # whose page has nothing around the rows that an act would change
    context = {
        **({} if is_leader else around_context(request)),
        "is_leader": is_leader,
        "commitment": commitment,
        "done": message,
        "task": None if is_sheet else task,
        "sheet": task if is_sheet else None,
        "tasks_count": needs.number,
        "desk_count": needs.number,
        "oob": True,
    }
    response = render(request, "agreements/desk/_done.html", context)
    response["HX-Retarget"] = f"#task-{commitment.pk}"
    response["HX-Reswap"] = "outerHTML"
    patch_vary_headers(response, ["HX-Request"])
    return response


def leader_context(request):
    """What a leader's desk shows of one agreement."""
    context = agreement_context(request)
    agreement, clock = context["agreement"], request.clock
    if agreement is None:
        return context
    needs = Needs(request.actor, clock)
    tasks = tasks_for(request.actor, clock, needs=needs)
    context |= {"tasks": tasks, "tasks_count": needs.number, "desk_count": needs.number}
    rows = Commitment.objects.filter(agreement=agreement)
    late = leader.late_items(rows, clock)
    return context | {
        "tally": context["counted"].tally(),
        "matrix": matrix([(figures, figures.tally) for figures in context["clauses"]]),
        "late": late,
        "longest": late[0] if late else None,
        "silent": leader.silent_items(rows, clock),
        **sides_context(agreement, clock, context["counted"]),
        **units_context(agreement, clock),
        "cycles": outlook.cycles(request.actor, clock),
    }


def sides_context(agreement, clock, counted):
    """The figures of the sides, and for two sides the rows of the table that mirrors them."""
    sides = summary.by_side(agreement, clock, counted)
    ledger = f"{reverse('agreements:commitment_list')}?agreement={agreement.pk}&side="
    rows = (
        (_("Owes"), "owes", ""),
        (_("Closed"), "closed", "&status=closed"),
        *([(_("Of them by letter"), "by_letter", "&lamp=letter")] if any(side.by_letter for side in sides) else []),
        (_("Late"), "late", "&lamp=red"),
        (_("Waiting for an answer"), "waiting", None),
        (_("Reported this cycle"), "reported", None),
    )
    most = max((side.owes for side in sides), default=0) or 1
    mirror = []
    for word, name, condition in rows if sides else ():
        ends = []
        for side in sides[:2]:
            count = getattr(side, name)
            width = 100 * count / most
            address = "" if condition is None else f"{ledger}{side.party.organization_id}{condition}"
            ends.append({"count": count, "width": f"{width:.1f}", "x": f"{100 - width:.1f}", "address": address})
        mirror.append({"word": word, "late": name == "late", "left": ends[0], "right": ends[-1]})
    lines = [(side, [getattr(side, name) for _word, name, _condition in rows]) for side in sides]
    return {"sides": sides, "mirror": mirror, "side_lines": lines}


def units_context(agreement, clock):
    """The units of every party with the same columns for all, as (party, lines)."""
    sides = summary.by_unit(agreement, clock)
    columns, lines, _whole = matrix([(unit, unit.tally) for _party, units in sides for unit in units])
    of_unit = {unit.unit_id: (unit, cells, total) for unit, cells, total in lines}
    units = [(party, [of_unit[unit.unit_id] for unit in found]) for party, found in sides]
    return {"unit_columns": columns, "units": units}
