"""The desk: what needs an actor now, one lamp, one sentence and one button a row."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import standing
from ..models import (
    Answer,
    Commitment,
    Decision,
    ExtensionRequest,
    Outcome,
    ProgressReport,
    ReportingCycle,
    Role,
    TrailEntry,
    UnitRole,
)
from . import cycle, summary
from .agreement_tasks import (
    ENDS,
    LEADS,
    LIST,
    LIST_LETTER,
    LIST_REFUSED,
    POSTINGS,
    SUGGESTED,
    answer_tasks,
    lead_tasks,
    list_tasks,
)
from .outlook import short, waited
from .tasks import (
    AGREE,
    CONFIRM,
    KINDS,
    OTHERS_WAIT,
    REPORT,
    Needs,
    agreements_to_break_down,
    count_for,
)

__all__ = ["Needs", "Task", "count_for", "tasks_for"]

SHOWN = 30
BREAK_DOWN = "break_down"
SHEET = "sheet"
OF_AGREEMENT = (BREAK_DOWN, LIST, LIST_LETTER, LIST_REFUSED, POSTINGS, SUGGESTED, ENDS, LEADS)

BUTTONS = {
    "confirm": gettext_lazy("Review and confirm"),
    "agree": gettext_lazy("Review and answer"),
    "extension": gettext_lazy("Decide"),
    "asked": gettext_lazy("Report"),
    "objected": gettext_lazy("See the objection"),
    "returned": gettext_lazy("See what is missing"),
    "release": gettext_lazy("Release"),
    "letter": gettext_lazy("Record the letter"),
    "late": gettext_lazy("See how it stands"),
    "accept": gettext_lazy("Accept"),
    "close": gettext_lazy("Ask to close"),
    "officer": gettext_lazy("Name the officer"),
    "report": gettext_lazy("Report"),
    "lead": gettext_lazy("Name the lead unit"),
    "contact": gettext_lazy("Name a contact unit"),
    BREAK_DOWN: gettext_lazy("Work through the text"),
    LIST: gettext_lazy("Review and confirm"),
    LIST_LETTER: gettext_lazy("Record the letter"),
    LIST_REFUSED: gettext_lazy("See the objection"),
    SUGGESTED: gettext_lazy("Accept all"),
    POSTINGS: gettext_lazy("Review and consent"),
    ENDS: gettext_lazy("See the register"),
    LEADS: gettext_lazy("Name the leads"),
    SHEET: gettext_lazy("Fill in"),
}
ONE_CLICK = ("release", "accept")
ONLY_A_LINK = ("late", BREAK_DOWN, SHEET)


@dataclass(frozen=True)
class Task:
    """One thing to do: a lamp, a sentence, a button. `number` is the commitment's or the agreement's."""

    kind: str
    number: int
    code: str
    title: str
    ask: str
    lamp: str = ""
    owner: str = ""
    when: str = ""
    due_on: date | None = None
    is_late: bool = False
    decision: int | None = None
    status: str = ""

    @property
    def wanted(self):
        """What the commitment's page calls it."""
        return {"extension": "decide_extension", "asked": "report", "objected": "answer", "returned": "report"}.get(
            self.kind, self.kind
        )

    @property
    def button(self):
        return BUTTONS[self.kind]

    @property
    def others_wait(self):
        return self.kind in (LIST, POSTINGS, *OTHERS_WAIT)

    @property
    def is_of_agreement(self):
        return self.kind in OF_AGREEMENT

    @property
    def page(self):
        """The name of the page where what a whole agreement needs is done."""
        pages = {
            BREAK_DOWN: "agreements:text_current",
            LEADS: "agreements:lead_sheet",
            SUGGESTED: "agreements:suggestion_list",
            POSTINGS: "agreements:secondment_list",
            ENDS: "agreements:secondment_list",
        }
        return pages.get(self.kind, "agreements:list_detail")

    @property
    def in_one_click(self):
        return self.kind in ONE_CLICK

    @property
    def opens_in_place(self):
        return self.kind not in (*ONE_CLICK, *ONLY_A_LINK)


# What needs the actor now


def tasks_for(actor, clock, limit=SHOWN, commitment=None, needs=None):
    """The Tasks of an actor, where the other side waits first, then by kind, lamp and date; or that of one item.

    Several reports are one task, the cycle sheet: ten rows that say the same help nobody.
    """
    needs = needs or Needs(actor, clock)
    sheet = needs.has_sheet
    rows = needs.first(limit) if commitment is None else needs.about(commitment)
    rows = rows.with_worst_first(clock).select_related("agreement").prefetch_related("units__unit", "units__party")
    rows = list(rows.order_by("task", "lamp_order", F("due_on").asc(nulls_last=True), "pk")[:limit])
    if commitment is not None:
        sheet = sheet and any(row.task == REPORT for row in rows)
        rows = [] if sheet else rows
    for row in rows:
        row.task, row.lamp = KINDS[row.task], standing.lamp_at(row.lamp_order)
    told = _Told(actor, rows, clock)
    tasks = [told.task(row) for row in rows]
    # Reporting is the last of the kinds that a unit's people have.
    tasks += [_sheet(needs)] if sheet and len(tasks) < limit else []
    return tasks if commitment is not None else _with_agreements(tasks, needs, limit)


def _with_agreements(tasks, needs, limit):
    """The Tasks with those about a whole agreement before and after; of what there is none of, nothing is asked."""
    actor, clock, found = needs.actor, needs.clock, needs.of_agreements
    before, after = [], []
    if found.get("lists"):
        before += list_tasks(actor, clock)
    if any(found.get(name) for name in ("postings", "suggested", "over")):
        postings, after = answer_tasks(actor, clock)
        before += postings
    after += lead_tasks(needs.leads)
    tasks = [*(Task(**told) for told in before), *tasks, *(Task(**told) for told in after)]
    if found.get("loose") and len(tasks) < limit:
        tasks += _to_break_down(actor)
    return tasks[:limit]


class _Told:
    """Everything the sentences need, read once for all rows."""

    def __init__(self, actor, rows, clock):
        self.actor, self.clock = actor, clock
        shown = [row.pk for row in rows]
        kinds = {row.task for row in rows}
        self.decisions, self.returns, self.asked, self.nudges, self.extensions = {}, {}, {}, {}, {}
        if "extension" in kinds:
            pending = ExtensionRequest.objects.pending().filter(commitment__in=shown)
            self.extensions = {row.commitment_id: row for row in pending.select_related("asked_unit")}
        if kinds & {CONFIRM, AGREE, "objected", "returned", "release", "letter"}:
            self._read_decisions(shown)
        if "returned" in kinds:
            lines = TrailEntry.objects.visible_to(actor).filter(object_type="commitment", verb="return")
            lines = lines.filter(object_id__in=shown).order_by("pk")
            self.returns = {line.object_id: json.loads(line.text)["reason"] for line in lines}
        if "asked" in kinds:
            side = Q(unit__organization=actor.organization_id)
            reports = ProgressReport.objects.submitted().filter(~side, commitment__in=shown).exclude(needs_other="")
            for report in reports.select_related("unit").order_by("submitted_at", "pk"):
                self.asked[report.commitment_id] = report

        self.reported = set()
        if "late" in kinds:
            late = Commitment.objects.filter(pk__in=[row.pk for row in rows if row.task == "late"])
            told = summary.reported_this_cycle(clock.today, unit__organization=actor.organization_id)
            self.reported = set(late.filter(told).values_list("pk", flat=True))
        if "report" in kinds:
            self.nudges = cycle.newest_nudges(actor, shown)

    def _read_decisions(self, shown):
        """The newest decision on each item that the actor may see and that says what the row is about."""
        decisions = Decision.objects.visible_to(self.actor).filter(commitment__in=shown)
        decisions = decisions.exclude(outcome=Outcome.CARRIED).order_by("opened_at", "pk")
        decisions = decisions.select_related("opened_unit", "party__organization", "letter")
        for decision in decisions.prefetch_related("confirmations__party__organization"):
            self.decisions[decision.commitment_id] = decision

    def task(self, row):
        decision = self.decisions.get(row.pk)
        when, is_late = _when(row, self.clock)
        if row.task in (CONFIRM, AGREE, "letter"):
            when, is_late = waited(decision.released_at, self.clock), False
        return Task(
            kind=row.task,
            number=row.pk,
            code=row.code,
            title=row.title,
            ask=getattr(self, f"ask_{row.task}")(row, decision),
            lamp=row.lamp,
            owner=self._owner(row),
            when=when,
            due_on=row.due_on,
            is_late=is_late,
            decision=decision.pk if decision else None,
            status=row.status,
        )

    def _owner(self, row):
        """For whoever answers for the whole side, whose item it is among the own units."""
        if not self.actor.has_role(Role.LIAISON, Role.LEADER):
            return ""
        return next((unit.unit.name for unit in self._own_leads(row)), "")

    def _own_leads(self, row):
        own = [unit for unit in row.units.all() if unit.party.organization_id == self.actor.organization_id]
        return [unit for unit in own if unit.role == UnitRole.LEAD]

    # one sentence each

    def ask_confirm(self, row, decision):
        words = {"unit": _opener(decision), "day": _day(decision.opened_at)}
        return _("%(unit)s asked to close it on %(day)s and waits for your confirmation") % words

    def ask_agree(self, row, decision):
        words = {"party": decision.party, "day": _day(decision.opened_at), "reason": short(decision.reason)}
        words["kind"] = decision.get_kind_display()
        return _("%(party)s proposed on %(day)s: %(kind)s. %(reason)s") % words

    def ask_extension(self, row, decision):
        asked = self.extensions[row.pk]
        words = {"unit": asked.asked_unit, "old": asked.old_due_on, "new": asked.new_due_on}
        return _("%(unit)s asks to move the date from %(old)s to %(new)s: %(reason)s") % (
            words | {"reason": short(asked.reason)}
        )

    def ask_letter(self, row, decision):
        return _("Put to the other side on %(day)s; its answer comes by letter") % {"day": _day(decision.released_at)}

    def ask_release(self, row, decision):
        words = {"unit": _opener(decision), "day": _day(decision.opened_at), "reason": short(decision.reason)}
        return _("%(unit)s asked to close it on %(day)s: %(reason)s") % words

    def ask_objected(self, row, decision):
        given = list(decision.confirmations.all())
        for answer in given:
            words = {"party": answer.party, "note": short(answer.note)}
            if answer.answer == Answer.OBJECT:
                return _("%(party)s objected on %(day)s: %(note)s") % (words | {"day": _day(answer.answered_at)})
        for answer in given:
            if answer.contested_at:
                words = {"party": answer.party, "note": short(answer.contest_reason)}
                return _("%(party)s contested the letter recorded for it: %(note)s") % words
        return _("The claim was refused")

    def ask_returned(self, row, decision):
        words = {"day": _day(decision.decided_at), "reason": short(self.returns.get(row.pk, ""))}
        return _("Returned for completion on %(day)s: %(reason)s") % words

    def ask_asked(self, row, decision):
        report = self.asked[row.pk]
        return _("%(unit)s needs from you: %(text)s") % {"unit": report.unit, "text": short(report.needs_other)}

    def ask_late(self, row, decision):
        if row.pk in self.reported:
            return _("Nothing reported since it fell due")
        return _("Nothing reported this cycle")

    def ask_accept(self, row, decision):
        mine = next((unit for unit in self._own_leads(row) if unit.unit_id == self.actor.unit_id), None)
        return _("Assigned to your unit on %(day)s") % {"day": _day(mine.named_at) if mine else ""}

    def ask_close(self, row, decision):
        return _("Everything is done; the other side can be asked to confirm")

    def ask_officer(self, row, decision):
        return _("No officer is named in your unit")

    def ask_report(self, row, decision):
        nudge = self.nudges.get((row.pk, self.actor.unit_id))
        nudge = nudge if nudge and cycle.is_current(nudge, row, self.clock) else None
        return _to_report(row.agreement.cycle_months, nudge, self.clock)

    def ask_lead(self, row, decision):
        return _("Draft; your side has not named its lead unit")

    def ask_contact(self, row, decision):
        return _("Draft; your side has not named its contact unit")


def _to_report(months, nudge, clock):
    """That a report is due, and who reminded of it."""
    day = clock.reporting_day(months)
    due = standing.dated(date_format(day, "MONTH_DAY_FORMAT"), day, clock.calendar)
    if nudge:
        words = {"who": nudge.sent_by, "unit": nudge.sent_unit, "due": due}
        words["day"] = date_format(nudge.sent_on, "MONTH_DAY_FORMAT")
        if nudge.across:
            return _("%(who)s (%(unit)s) asked for a report on %(day)s; due on %(due)s") % words
        return _("Reminded by %(who)s on %(day)s; due on %(due)s") % words
    if months == 3:
        return _("Not yet reported this quarter; due on %(day)s") % {"day": due}
    return _("Not yet reported this half-year; due on %(day)s") % {"day": due}


def _sheet(needs):
    """The one Task for all the reports of a unit, under its worst lamp."""
    clock, lamps = needs.clock, needs.lamps
    months = {3 if cycle == ReportingCycle.QUARTER else 6 for _place, cycle in lamps}
    first = min(months, key=lambda length: summary.reporting_day(length, clock))
    day = summary.reporting_day(first, clock)
    return Task(
        kind=SHEET,
        number=0,
        code="",
        title=_("Cycle sheet: %(n)d items") % {"n": sum(lamps.values())},
        ask=_to_report(first, cycle.newest_current(needs.actor, clock, needs.reports), clock),
        lamp=standing.lamp_at(min(place for place, _cycle in lamps)),
        when=standing.due_label(day, clock),
        due_on=day,
        is_late=day < clock.today,
    )


def _to_break_down(actor):
    agreements = list(agreements_to_break_down(actor).order_by("code"))
    covered = summary.coverage_by_agreement(agreements) if agreements else {}
    tasks = []
    for agreement in agreements:
        found = covered[agreement.pk]
        words = ngettext(
            "%(open)d sentence has no commitment yet; %(covered)d of %(all)d are covered",
            "%(open)d sentences have no commitment yet; %(covered)d of %(all)d are covered",
            found.open,
        )
        ask = words % {"open": found.open, "covered": found.covered, "all": found.obliging}
        tasks.append(Task(BREAK_DOWN, agreement.pk, agreement.code, agreement.title, ask))
    return tasks


def _opener(decision):
    return decision.party if decision.letter_id or not decision.opened_unit else decision.opened_unit


def _day(moment):
    return date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")


def _when(row, clock):
    """How far the due date is, and whether that is late: nobody is late who does not run."""
    if row.status not in standing.RUNNING and row.due_on:
        return "", False
    return standing.due_label(row.due_on, clock), row.lamp == standing.RED
