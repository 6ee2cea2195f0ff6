"""The one thing an actor may do next with a commitment, or why not.

Rights and obstacles are asked of `access` and `lifecycle`; here is only the order in
which the possible things are worth proposing.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access, lifecycle, standing, workdays
from ..models import (
    Answer,
    CommitmentStatus,
    CommitmentUnit,
    Confirmation,
    Decision,
    DecisionKind,
    Outcome,
    ProgressReport,
    UnitRole,
)
from ..reports.recurring import cycle_name
from .agreed import pending_extension, with_agreed

# What can be proposed: the heading of the place where it is done, and the button of a row that leads there.
TITLES = {
    "confirm": (gettext_lazy("Confirm that it is done, or object"), gettext_lazy("Review and confirm")),
    "release": (gettext_lazy("Release the request to close"), gettext_lazy("Review and release")),
    "accept": (gettext_lazy("Accept for your unit"), gettext_lazy("Accept")),
    "answer": (gettext_lazy("Answer the objection"), gettext_lazy("Answer the objection")),
    "report": (gettext_lazy("Report progress"), gettext_lazy("Report progress")),
    "close": (gettext_lazy("Ask to close"), gettext_lazy("Ask to close")),
    "lead": (gettext_lazy("Name the lead unit"), gettext_lazy("Name the lead unit")),
    "contact": (gettext_lazy("Name the contact unit"), gettext_lazy("Name the contact unit")),
    "unit": (gettext_lazy("Name or change units"), gettext_lazy("Name or change units")),
    "officer": (gettext_lazy("Name the officer"), gettext_lazy("Name the officer")),
    "letter": (gettext_lazy("Record a letter"), gettext_lazy("Record a letter")),
    "agree": (gettext_lazy("Answer what the other side proposes"), gettext_lazy("Review and answer")),
    "decide_extension": (gettext_lazy("Decide on the extension"), gettext_lazy("Decide on the extension")),
    "recur": (gettext_lazy("Say how it recurs"), gettext_lazy("Say how it recurs…")),
    "occurrence": (gettext_lazy("Report on the occurrence that is open"), gettext_lazy("To the occurrences")),
    "extend": (gettext_lazy("Ask for an extension"), gettext_lazy("Ask for an extension…")),
    "object_extension": (gettext_lazy("Object to the later date"), gettext_lazy("Object to the later date…")),
    "propose": (gettext_lazy("Change, put on hold, end"), gettext_lazy("Change, put on hold, end…")),
    "edit": (gettext_lazy("Complete the draft"), gettext_lazy("Edit the draft")),
    "contest": (gettext_lazy("Contest the letter"), gettext_lazy("Contest…")),
    "put_back": (gettext_lazy("Put the draft back"), gettext_lazy("Put back")),
    "none": (gettext_lazy("Nothing for you to do now"), ""),
}
# Which template draws it.
TEMPLATES = {"answer": "report", "lead": "unit", "contact": "unit"}


@dataclass(frozen=True)
class NextStep:
    """`kind` is a key of TITLES; `why` the sentence beside it; `others` what may be done instead, as kinds or verbs.

    `decision` and `confirmation` are what the step answers; `due` is the day by which a report is expected.
    """

    kind: str
    why: str = ""
    decision: Decision | None = None
    confirmation: Confirmation | None = None
    due: object = None
    cycle: str = ""
    others: tuple = field(default=())

    @property
    def is_mine(self):
        """True when there is something for the actor to do."""
        return self.kind != "none"

    @property
    def title(self):
        if self.kind == "report" and self.cycle:
            return _("Report progress for the %(cycle)s") % {"cycle": self.cycle}
        return TITLES[self.kind][0]

    @property
    def button(self):
        return TITLES[self.kind][1]

    @property
    def links(self):
        """The other things possible that have a place of their own, as (kind, label)."""
        return [(kind, TITLES[kind][1]) for kind in self.others if kind != self.kind and kind in TITLES]

    @property
    def verbs(self):
        """The other things possible in one click, by the name of the step."""
        return [verb for verb in self.others if verb in ("take_back", "withdraw")]

    @property
    def template(self):
        return f"agreements/commitments/next/_{TEMPLATES.get(self.kind, self.kind)}.html"


def prepared(commitments):
    """A queryset of commitments with all that `next_step` reads, in a fixed number of queries."""
    return commitments.select_related("recurrence", "parent").prefetch_related(
        "agreement",
        Prefetch("units", CommitmentUnit.objects.select_related("unit", "party__organization", "officer")),
        Prefetch("decisions", all_decisions(), to_attr="known_decisions"),
    )


def all_decisions():
    """Every decision with what is read of it, newest first; the reader's scope is applied in `Proposal`."""
    answers = Confirmation.objects.select_related(
        *("party__organization", "user", "unit__organization", "letter", "decision__agreement")
    ).prefetch_related("letter__scans")
    people = Decision.objects.select_related("party__organization", "opened_by", "released_by", "letter", "agreement")
    return people.prefetch_related(Prefetch("confirmations", answers)).order_by("-opened_at", "-pk")


def next_step(commitment, actor, clock, wanted=""):
    """The NextStep of an actor; `wanted` chooses another of the things possible now."""
    return Proposal(commitment, actor, clock).step(wanted)


class Proposal:
    """Works out one NextStep; kept while one page is made."""

    def __init__(self, commitment, actor, clock):
        self.item, self.actor, self.clock = commitment, actor, clock
        self.party = access.party_of(actor, commitment.agreement) if actor.membership else None
        known = getattr(commitment, "known_decisions", None)
        self.decisions = list(all_decisions().filter(commitment=commitment)) if known is None else known
        for decision in self.decisions:  # one agreement, so that its parties are read once
            decision.agreement = commitment.agreement
        visible = [d for d in self.decisions if d.is_released or (self.party and d.party_id == self.party.pk)]
        still_open = [d for d in visible if d.outcome == Outcome.OPEN]
        self.asked = next((d for d in still_open if d.is_released), None)  # what the other side has to answer
        closing = self.asked is None or self.asked.kind == DecisionKind.CLOSE
        self.before_others, self.proposed = (self.asked, None) if closing else (None, self.asked)
        self.waiting = next((d for d in still_open if not d.is_released), None)
        closings = (d for d in visible if d.kind == DecisionKind.CLOSE and d.is_released)
        self.last = next((d for d in closings if d.outcome != Outcome.VOID), None)

    @cached_property
    def extension(self):
        return pending_extension(self.item)

    def step(self, wanted=""):
        step = with_agreed(self, self._by_status())
        if wanted and wanted != step.kind and wanted in step.others and wanted in TITLES:
            others = tuple(other for other in (step.kind, *step.others) if other not in (wanted, "none"))
            return self.make(wanted, others=others, confirmation=self.contestable if wanted == "contest" else None)
        return step

    def of_kind(self, kind):
        """A step of a kind whether or not it would be proposed now: a form that was sent is shown again."""
        return self.make(kind, decision=self.asked or self.waiting or self.last)

    def _by_status(self):
        at = self.item.status
        if at == CommitmentStatus.DRAFT:
            return self._draft()
        if at in standing.RUNNING:
            return self._running()
        if at == CommitmentStatus.SUBMITTED:
            return self._submitted()
        return self._finished()

    def make(self, kind, why="", others=(), **given):
        if kind == "report":
            given |= {"due": self.reporting_day, "cycle": cycle_name(self.cycle_on, self.months)}
        decision = given.pop("decision", self.waiting if kind in ("release", "none") else self.before_others)
        others = tuple(dict.fromkeys(other for other in others if other != kind))
        return NextStep(kind, why=str(why), others=others, decision=decision, **given)

    # what is asked again and again

    def may(self, verb, thing=None):
        return not access.refusal(self.actor, verb, thing or self.item)

    def can(self, step):
        return self.may(step) and not lifecycle.obstacle(step, self.item, self.party)

    @property
    def unanswered(self):
        """The parties that have not answered what is before them."""
        answered = {answer.party_id for answer in self.asked.confirmations.all()} | {self.asked.party_id}
        return [party for party in self.item.agreement.party_list if party.pk not in answered]

    @property
    def unanswered_on_paper(self):
        """Those of them that answer by letter, when the actor may record their letters."""
        return [party for party in self.on_paper if party in self.unanswered]

    @property
    def may_answer(self):
        """True when a proposal of another side waits for the actor's answer."""
        return bool(self.proposed) and self.party in self.unanswered and self.may("confirm", self.proposed)

    @property
    def months(self):
        return self.item.agreement.cycle_months

    @property
    def cycle_on(self):
        return workdays.cycle_start(self.clock.today, self.months)

    @property
    def reporting_day(self):
        return self.clock.reporting_day(self.months)

    @property
    def my_lead(self):
        """The lead row of the actor's unit, or for a liaison officer of the own side; None when there is none."""
        rows = [row for row in self.item.units.all() if row.role == UnitRole.LEAD]
        own = [row for row in rows if row.unit_id == self.actor.unit_id]
        side = [row for row in rows if self.party and row.party_id == self.party.pk]
        return next(iter(own or side), None)

    @property
    def on_paper(self):
        """Other parties that answer by letter, when the actor may record their letters."""
        others = [p for p in self.item.agreement.party_list if p.answers_by_letter and p != self.party]
        return others if others and self.may("record_letter") else []

    # one method per status

    def _draft(self):
        manages = self.may("name_unit")
        others = [*(["edit"] if self.can("edit") else []), *(["unit"] if manages else [])]
        others += ["recur"] if self.can("recur") else []
        others += ["withdraw"] if self.can("withdraw") else []
        problem = lifecycle.obstacle("assign", self.item)
        if "recur" in others and not lifecycle.recurs(self.item):
            why = _("It is undertaken again and again. Say how often: then each time has a date and a lamp of its own.")
            kind = self._missing_unit()
            others = [kind, *(other for other in others if other != "unit")] if kind else others
            return self.make("recur", why, others=others)
        if manages and (kind := self._missing_unit()):
            return self.make(kind, self._draft_why(problem), others=[o for o in others if o != "unit"])
        named = {row.party_id for row in self.item.units.all()}
        if self.on_paper and any(p in self.item.parties_needing_lead() and p.pk not in named for p in self.on_paper):
            return self.make("letter", problem, others=others)
        unsaid = not lifecycle.has_every_lead_and_contact(self.item) and problem
        if unsaid and "edit" in others:
            return self.make("edit", problem, others=[o for o in others if o != "edit"])
        return self.make("none", problem or self._whose_turn(), others=others)

    def _draft_why(self, problem):
        return _("Naming the last missing unit assigns it.") if problem else ""

    def _missing_unit(self):
        """What a side still has to name: "lead", "contact" or nothing."""
        own = [p for p in self.item.agreement.party_list if self.actor.is_admin or p == self.party]
        rows = {(row.party_id, row.role) for row in self.item.units.all()}
        if any(p in own and (p.pk, UnitRole.LEAD) not in rows for p in self.item.parties_needing_lead()):
            return "lead"
        named = {party for party, _role in rows}
        if any(p in own and p.pk not in named for p in self.item.parties_needing_contact()):
            return "contact"
        return ""

    def _running(self):
        others = self._running_others()
        if self.waiting and self.may("release", self.waiting):
            return self.make("release", others=[*others, "return"])
        if self.may("name_unit") and (kind := self._missing_unit()):
            return self.make(kind, others=[o for o in others if o != "unit"])
        if self.waiting:
            why = _("The request to close waits for release by your liaison officer. Work goes on.")
            return self.make("none", why, others=others)
        lead = self.my_lead
        if lead and not lead.accepted_at and self.can("accept"):
            return self.make("accept", others=[*others, *(["decline"] if self.can("decline") else [])])
        return self._recurring(others) if lifecycle.recurs(self.item) else self._progress(others)

    def _recurring(self, others):
        """A recurring item is worked on in its occurrences."""
        if self._places():
            return self.make("occurrence", others=others)
        return self.make("none", _("It recurs: what is done is said of each of its occurrences."), others=others)

    def _running_others(self):
        others = ["report"] if self.can("report") and self._places() else []
        others += ["close"] if not self.waiting and self.can("submit") else []
        others += ["take_back"] if self.waiting and self.may("take_back", self.waiting) else []
        others += ["letter"] if self.on_paper else []
        others += ["unit"] if self.may("name_unit") else []
        others += ["recur"] if self.can("recur") else []
        others += ["officer"] if "unit" not in others and self.may("name_officer") else []
        return others

    def _progress(self, others):
        if "report" in others:
            if self.objection:
                return self.make("answer", others=[o for o in others if o != "report"], decision=self.last)
            if "close" in others and not self.item.is_continuous and self.item.percent == 100:
                return self.make("close", _("Progress stands at 100 percent."), others=others)
            return self.make("report", others=[o for o in others if o != "report"])
        if "letter" in others:
            return self.make("letter", self._whose_turn(), others=[o for o in others if o != "letter"])
        return self.make("none", self._whose_turn(), others=others)

    def _places(self):
        """The rows of the units for which the actor may report."""
        return reporting_places(self.item, self.actor)

    @cached_property
    def objection(self):
        """The objection that the last claim of the own side met and that it has not answered yet, or None."""
        refused = self.last and self.last.outcome == Outcome.REFUSED and self.party
        if not refused or self.last.party_id != self.party.pk:
            return None
        since = ProgressReport.objects.submitted().filter(commitment=self.item, submitted_at__gt=self.last.decided_at)
        if since.filter(unit__organization=self.party.organization_id).exists():
            return None
        return next((a for a in self.last.confirmations.all() if a.answer == Answer.OBJECT), None)

    def _submitted(self):
        decision = self.before_others
        if decision is None:
            return self.make("none", self._whose_turn())
        others = ["take_back"] if self.may("take_back", decision) else []
        contested = self.contestable
        others += ["contest"] if contested else []
        answered = {answer.party_id for answer in decision.confirmations.all()}
        if self.may("confirm", decision) and self.party.pk not in answered:
            return self.make("confirm", others=[*others, "object"])
        paper = [p for p in self.on_paper if p.pk not in answered and p.pk != decision.party_id]
        if paper:
            return self.make("letter", self._whose_turn(), others=others)
        return self.make("none", self._whose_turn(), others=others, confirmation=contested, decision=decision)

    def _finished(self):
        if self.can("put_back"):
            return self.make("put_back", _("It was withdrawn before it was ever assigned."))
        if (contested := self.contestable) and self.item.status == CommitmentStatus.CLOSED:
            why = _("A letter was recorded in your side’s name. If it does not say so, contest it.")
            return self.make("none", why, others=["contest"], confirmation=contested, decision=contested.decision)
        others = ["letter"] if self.proposed and self.unanswered_on_paper else []
        return self.make("none", self._whose_turn(), others=others)

    @property
    def contestable(self):
        """A confirmation by letter that one may contest, in the decision on which the item stands now, or None."""
        released = (d for d in self.decisions if d.released_at and d.outcome in (Outcome.OPEN, Outcome.CARRIED))
        decision = next(released, None)
        closing = decision and decision.kind == DecisionKind.CLOSE
        for answer in decision.confirmations.all() if closing else ():
            if answer.letter_id and not answer.contested_at and self.may("contest", answer):
                return answer
        return None

    def _whose_turn(self):
        """Who holds the pen, in a sentence."""
        at, item = self.item.status, self.item
        if at == CommitmentStatus.SUBMITTED and self.before_others:
            answered = {answer.party_id for answer in self.before_others.confirmations.all()}
            left = [
                p for p in item.agreement.party_list if p.pk not in answered and p.pk != self.before_others.party_id
            ]
            since = day_of(self.before_others.released_at)
            return _("Waiting for confirmation by %(party)s since %(day)s.") % {"party": listed(left), "day": since}
        if at in standing.RUNNING:
            units = [row.unit.name for row in item.units.all() if row.role == UnitRole.LEAD]
            due = standing.dated(self.reporting_day.isoformat(), self.reporting_day, self.clock.calendar)
            return _("%(units)s will report by %(day)s.") % {"units": listed(units), "day": due} if units else ""
        if at == CommitmentStatus.CLOSED:
            return _("Closed on %(day)s.") % {"day": day_of(item.finished_at)}
        return lifecycle.obstacle("report", item)


def reporting_places(commitment, actor):
    """The rows of the units for which an actor may report, the own unit's first, leads before supporters."""
    if access.refusal(actor, "report", commitment):
        return []
    party = access.party_of(actor, commitment.agreement)
    rows = [r for r in commitment.units.all() if r.role != UnitRole.CONTACT and party and r.party_id == party.pk]
    own = [row for row in rows if row.unit_id == actor.unit_id]
    return own or sorted(rows, key=lambda row: (row.role, row.pk))


def day_of(moment):
    """The local day of a moment, as it is written everywhere."""
    return timezone.localdate(moment).isoformat()


def listed(things):
    """Names with the separator of the reader's language between them."""
    return _(", ").join(str(thing) for thing in things)
