"""What stands beside the tasks of a desk: what is coming, what waits for the other side, what changed since."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import standing, trail
from ..models import (
    Commitment,
    CommitmentUnit,
    Decision,
    DecisionKind,
    ReportingCycle,
    Role,
    TrailEntry,
    UnitRole,
)
from . import summary
from .tasks import PARTS, unanswered

WEEKS = timedelta(weeks=4)


# Words that the desk and its surroundings share


def short(text, length=40):
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def waited(since, clock):
    days = (clock.today - timezone.localdate(since)).days
    if days < 1:
        return _("Waiting since today")
    return ngettext("Waiting for %(n)d day", "Waiting for %(n)d days", days) % {"n": days}


# What is coming


@dataclass(frozen=True)
class Coming:
    """A date ahead: an item that falls due."""

    pk: int
    title: str
    due_on: date
    lamp: str
    leads: str
    percent: int | None


def concerning(actor):
    """What a desk speaks of: the unit's items for its people, everything in sight for the others."""
    rows = Commitment.objects.visible_to(actor).counted()
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD):
        return rows.of_unit(actor.unit_id)
    return rows


def coming(actor, clock, limit=7):
    """The items that fall due in the next four weeks."""
    rows = concerning(actor).running().filter(due_on__gte=clock.today, due_on__lte=clock.today + WEEKS)
    rows = rows.with_lamp(clock).order_by("due_on", "pk").prefetch_related("units__unit", "units__party")
    return [
        Coming(
            pk=row.pk,
            title=row.title,
            due_on=row.due_on,
            lamp=row.lamp,
            leads=_lead_names(row),
            percent=None if row.is_continuous else row.percent,
        )
        for row in rows[:limit]
    ]


def _lead_names(row):
    leads = sorted((unit for unit in row.units.all() if unit.role == UnitRole.LEAD), key=lambda lead: lead.party.order)
    return _(", ").join(lead.unit.name for lead in leads)


@dataclass(frozen=True)
class Cycle:
    """The report of the cycle that runs: when it is due, and how many of one's own are in.

    `passed` says how it stands from its day on, when no days are left to count.
    """

    months: int
    due_on: date
    working_days: int
    number: int
    reported: int
    to_report: int
    passed: str = ""


def cycles(actor, clock):
    """The Cycle of each length that the actor's running items have; the own unit's or, for others, the own side's."""
    if actor.membership is None:
        return []
    items = Commitment.objects.counted().running().opened_by(clock.today)
    places = CommitmentUnit.objects.filter(commitment__in=items)
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD):
        places = places.filter(unit=actor.unit_id, role__in=PARTS)
    else:
        places = places.leads().filter(party__organization=actor.organization_id)
    found = []
    for cycle, months in ((ReportingCycle.QUARTER, 3), (ReportingCycle.HALF_YEAR, 6)):
        told = Exists(summary.reports_of_lead(summary.cycle_on(months, clock.today)))
        rows = places.filter(commitment__agreement__reporting_cycle=cycle)
        figures = rows.aggregate(all=Count("pk"), told=Count("pk", filter=told))
        if figures["all"]:
            day = summary.reporting_day(months, clock)
            number = (clock.today.month - 1) // months + 1
            left = clock.working_days_left(day)
            passed = "" if day > clock.today else _passed(day, clock, figures)
            found.append(Cycle(months, day, left, number, figures["told"], figures["all"], passed))
    return found


def _passed(day, clock, figures):
    return _("all reported") if figures["told"] == figures["all"] else standing.due_label(day, clock)


# What waits for the other side


@dataclass(frozen=True)
class Waiting:
    """Something the other side has to answer."""

    pk: int
    title: str
    words: str
    since: datetime
    waited: str
    page: str = "agreements:commitment_detail"


def waiting_for_others(actor, clock, limit=8):
    """Claims and lists before the other side, and requests in reports that it has not answered; longest first."""
    side = actor.organization_id
    own, theirs = Q(unit__organization=side), ~Q(unit__organization=side)
    asked, first = unanswered(own, theirs).filter(commitment__in=concerning(actor).running()), {}
    columns = ("submitted_at", "commitment", "commitment__title", "needs_other")
    for row in asked.order_by("submitted_at", "pk").values_list(*columns):
        first.setdefault(row[1], row)
    found = sorted([*_before_others(actor), *first.values()], key=itemgetter(0, 1))
    # Only what is shown is put into words: there may be many more.
    return [_waiting(*row, clock) for row in found[:limit]], len(found)


def _before_others(actor):
    """What the actor's side has put to the others, as (since, key, title, drafts of a list); one query."""
    concerned = Q(commitment__in=concerning(actor))
    if actor.has_role(Role.LIAISON):
        concerned |= Q(kind=DecisionKind.LIST)
    decisions = Decision.objects.visible_to(actor).before_the_others().filter(party__organization=actor.organization_id)
    columns = ("released_at", "commitment", "commitment__title", "agreement", "agreement__title", "payload", "kind")
    for at, item, title, agreement, agreement_title, payload, kind in decisions.filter(concerned).values_list(*columns):
        what = "" if kind == DecisionKind.CLOSE else _("Proposal: %(kind)s") % {"kind": DecisionKind(kind).label}
        yield (at, item, title, what) if item else (at, agreement, agreement_title, payload["drafts"])


def _waiting(at, pk, title, what, clock):
    """One row: a request's own words, the drafts of a list, or a claim, of which nothing more is said."""
    if isinstance(what, list):
        words = ngettext("List of %(n)d commitment", "List of %(n)d commitments", len(what)) % {"n": len(what)}
        return Waiting(pk, title, words, at, waited(at, clock), "agreements:list_detail")
    return Waiting(pk, title, short(what) if what else _("Awaiting confirmation"), at, waited(at, clock))


# What changed

TAGS = {
    gettext_lazy("Report"): ("report", "no_change", "second"),
    gettext_lazy("Closing"): ("submit", "release", "take_back", "return"),
    gettext_lazy("Objection"): ("object", "contest"),
    gettext_lazy("Confirmation"): ("confirm",),
    gettext_lazy("Closed"): ("close",),
    gettext_lazy("Assignment"): ("assign", "accept", "decline"),
    gettext_lazy("Due date"): ("ask_extension", "extend", "refuse_extension", "withdraw_extension"),
    gettext_lazy("Proposal"): (
        *("propose_change", "propose_hold", "propose_resume", "propose_end", "propose_reopen"),
        "take_back_proposal",
    ),
    gettext_lazy("Agreed"): ("change", "hold", "resume", "end"),
    gettext_lazy("Draft"): ("create", "withdraw", "put_back"),
    gettext_lazy("Correction"): ("reopen", "correct"),
    gettext_lazy("Reminder"): ("urge",),
    gettext_lazy("Request"): ("ask_report",),
}
TAG_OF = {verb: tag for tag, verbs in TAGS.items() for verb in verbs}
MANY_CHANGES = 100  # are not counted to the last one


@dataclass(frozen=True)
class Change:
    """One line of the trail as the desk tells it."""

    pk: int
    title: str
    tag: str
    is_good: bool
    who: str
    what: str
    at: datetime


def changes_since(actor, since, limit=8):
    """What others did since a moment, newest first, and how much there was in all: MANY_CHANGES stands for more."""
    lines = TrailEntry.objects.visible_to(actor).filter(at__gt=since, object_type="commitment", verb__in=TAG_OF)
    lines = lines.filter(Q(user_id__isnull=True) | ~Q(user_id=actor.user.pk))
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD):
        # Asked line by line, the newest first: so the database may stop at the last that is shown.
        units = CommitmentUnit.objects.filter(commitment=OuterRef("object_id"), unit=actor.unit_id)
        parents = Commitment.objects.filter(parent__isnull=False).values("parent")
        lines = lines.filter(Exists(units)).exclude(object_id__in=parents)
    shown = list(lines.order_by("-at", "-pk")[:limit])
    titles = dict(Commitment.objects.filter(pk__in=[row.object_id for row in shown]).values_list("pk", "title"))
    changes = [_change(line, titles.get(line.object_id, "")) for line in shown]
    return changes, lines.order_by("-at", "-pk")[:MANY_CHANGES].count()


def _change(line, title):
    told = json.loads(line.text)
    who = told["unit"] or told["who"]
    return Change(line.object_id, title, TAG_OF[line.verb], line.verb == "close", who, trail.sentence(line), line.at)
