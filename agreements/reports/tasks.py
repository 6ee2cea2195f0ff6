"""Which commitments need an actor now, and for what: one task per item, found in SQL.

`tasked` is the only place where the kinds are told apart; the desk lists its rows and
every page's badge counts them, so the two cannot differ.
"""

from functools import reduce
from operator import or_

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from .. import standing
from ..models import (
    Agreement,
    AgreementParty,
    AgreementStatus,
    Cadence,
    Commitment,
    CommitmentStatus,
    CommitmentUnit,
    Confirmation,
    Decision,
    DecisionKind,
    ExtensionRequest,
    Membership,
    Obligation,
    Outcome,
    ProgressReport,
    Role,
    Secondment,
    SecondmentChange,
    Sentence,
    TrailEntry,
    UnitRole,
)
from . import summary
from .suggested import open_suggestions

# In the order of the desk: where the other side waits first. An item that fits several has the first.
CONFIRM, AGREE, ASKED = "confirm", "agree", "asked"
KINDS = (
    CONFIRM,
    AGREE,
    ASKED,
    "objected",
    "returned",
    "release",
    "extension",
    "letter",
    "late",
    "accept",
    "close",
    "officer",
    "report",
    "lead",
    "contact",
)
OTHERS_WAIT = (CONFIRM, AGREE, ASKED)
REPORT = KINDS.index("report")
ON_A_SHEET = 2  # from so many reports on, the desk has one row for all of them: the cycle sheet
PROPOSALS = (DecisionKind.CHANGE, DecisionKind.HOLD, DecisionKind.RESUME, DecisionKind.END, DecisionKind.REOPEN)
LIVE = (CommitmentStatus.DRAFT, *standing.RUNNING, CommitmentStatus.SUBMITTED)
UNIT_PEOPLE = (Role.OFFICER, Role.UNIT_HEAD)
PARTS = (UnitRole.LEAD, UnitRole.SUPPORT)
FEW = 3  # of an agreement's drafts without an own unit; more are one row of the desk, which leads to the sheet


class Needs:
    """What an actor has to do, counted by the database before any of it is read.

    `counts` has how many items each of KINDS is about, an item once, under the first that
    applies; kinds without any are missing. A list then asks only for the kinds it shows.
    With `listed` false it is for the number alone: `leads` stays empty, what it holds is counted.
    """

    def __init__(self, actor, clock, listed=True):
        self.actor, self.clock = actor, clock
        many = many_without_own_unit(actor)
        self.leads = list(many) if listed and actor.has_role(Role.LIAISON) else []
        many = [pk for pk, *_words in self.leads] if listed else many.order_by().values("agreement")
        self.rows, self.kinds = _needing(actor, clock, many)
        self.counts, self.lamps = {}, {}
        self.of_agreements = {}
        if actor.has_role(Role.LIAISON):
            self.of_agreements = _count_of_agreements(actor, clock.today, () if listed else many)
        self.on_sheet = actor.has_role(*UNIT_PEOPLE)
        if not self.kinds:
            return
        by = ["task"]
        found = self.rows.annotate(task=self._task(self.kinds)).order_by()
        if self.on_sheet:
            found = found.annotate(lamp_order=standing.lamp_place_expression(clock))
            by += ["lamp_order", "agreement__reporting_cycle"]
        for place, *lamp, number in found.values_list(*by).annotate(n=Count("pk")):
            if place is not None:
                self.counts[KINDS[place]] = self.counts.get(KINDS[place], 0) + number
            if place == REPORT:
                self.lamps[tuple(lamp)] = number

    @property
    def has_sheet(self):
        """True where the reports are one row: the cycle sheet."""
        return self.counts.get("report", 0) >= ON_A_SHEET and self.on_sheet

    @property
    def number(self):
        """How many rows the desk has for the actor."""
        found = sum(self.counts.values()) - (self.counts["report"] - 1 if self.has_sheet else 0)
        return found + len(self.leads) + sum(self.of_agreements.values())

    def _task(self, kinds):
        """The place in KINDS of the first of some kinds that applies to a row."""
        cases = [When(self.kinds[kind], then=Value(KINDS.index(kind))) for kind in KINDS if kind in kinds]
        return Case(*cases, output_field=IntegerField())

    def first(self, limit):
        """The items that come first on the desk, at least so many where there are, without a sheet's.

        Annotated with `task`. Of the kinds that come later nothing is asked.
        """
        kinds, seen = [], 0
        for kind in KINDS:
            if seen < limit and kind in self.counts and not (kind == "report" and self.has_sheet):
                kinds.append(kind)
                seen += self.counts[kind]
        return self._of(kinds)

    def reports(self):
        """The items of the cycle sheet's row."""
        return self._of(list(self.counts)).filter(task=REPORT)

    def about(self, commitment):
        """The item itself, if it needs the actor."""
        return self._of(list(self.counts)).filter(pk=commitment.pk)

    def _of(self, kinds):
        if not kinds:
            return Commitment.objects.annotate(task=Value(0)).none()
        rows = self.rows.filter(reduce(or_, (self.kinds[kind] for kind in kinds)))
        return rows.annotate(task=self._task(kinds) if len(kinds) > 1 else Value(KINDS.index(kinds[0])))


def _needing(actor, clock, many):
    """The items among which the actor's are, and for each kind the Q of the items that need it."""
    if actor.has_role(Role.LIAISON):
        rows, kinds = Commitment.objects.visible_to(actor), _of_liaison(actor, clock, many)
    elif actor.has_role(Role.LEADER):
        decide = Q(pk__in=to_decide(actor).values("commitment"))
        rows, kinds = Commitment.objects.visible_to(actor).filter(decide), {"extension": decide}
    elif actor.has_role(*UNIT_PEOPLE):
        mine = CommitmentUnit.objects.filter(my_part(actor), role__in=PARTS, unit=actor.unit_id)
        rows = Commitment.objects.visible_to(actor).filter(pk__in=mine.values("commitment"))
        kinds = _of_unit(actor, clock)
    else:
        return Commitment.objects.none(), {}
    # A recurring item is worked on in its occurrences; what is proposed about it as a whole is answered on it,
    # and a proposal may be about what is on hold or finished: to resume it, or to reopen it.
    parents = Commitment.objects.filter(parent__isnull=False).values("parent")
    asked = Q(status__in=LIVE) & ~Q(pk__in=parents)
    for kind in (AGREE, "letter"):
        asked = asked | kinds[kind] if kind in kinds else asked
    return rows.filter(asked), kinds


def agreements_to_break_down(actor):
    """Agreements in force with sentences that nobody has dealt with, and no draft that would show the work goes on."""
    if not actor.has_role(Role.LIAISON):
        return Agreement.objects.none()
    loose = Sentence.objects.filter(clause__text_version__agreement=OuterRef("pk"))
    newest = summary.newest_texts()
    loose = summary.sentence_states(loose.filter(clause__text_version__in=newest)).filter(state="open")
    drafts = Commitment.objects.filter(agreement=OuterRef("pk"), status=CommitmentStatus.DRAFT)
    visible = Agreement.objects.visible_to(actor).filter(status=AgreementStatus.IN_FORCE)
    return visible.filter(Exists(loose)).exclude(Exists(drafts))


def count_for(actor, clock):
    """How many rows the desk has for the actor: the number beside “My desk”, in two queries at most."""
    return Needs(actor, clock, listed=False).number


# What a liaison officer has to do about an agreement as a whole


def _count_of_agreements(actor, today, many):
    """How many rows of the desk are about a whole agreement, by what is to be done; one query."""
    return Agreement.objects.visible_to(actor).aggregate(
        lists=Count("pk", filter=Q(pk__in=lists_for(actor).values("agreement"))),
        leads=Count("pk", filter=Q(pk__in=many)),
        suggested=Count("pk", filter=Q(pk__in=open_suggestions(actor).order_by().values("commitment__agreement"))),
        postings=Count(
            "pk", filter=Q(pk__in=changes_for(actor).order_by().values("secondment__commitment__agreement"))
        ),
        over=Count("pk", filter=Q(pk__in=over_for(actor, today).order_by().values("commitment__agreement"))),
        loose=Count("pk", filter=Q(pk__in=agreements_to_break_down(actor).order_by().values("pk"))),
    )


def changes_for(actor):
    """The requests for another last day of a posting that the actor's side has to answer, never to oneself."""
    asked_by_oneself = Q(asked_by__in=actor.stands_for) & ~Q(party__organization=actor.organization_id)
    waiting = SecondmentChange.objects.visible_to(actor).waiting_for(actor.organization_id)
    return waiting.exclude(asked_by_oneself).order_by()


def over_for(actor, today):
    """The postings from or to the actor's side whose last day has passed and whose end nobody has recorded."""
    rows = Secondment.objects.visible_to(actor).taking_place().filter(ended_on__isnull=True, planned_end_on__lt=today)
    side = actor.organization_id
    return rows.filter(Q(sending_party__organization=side) | Q(host_party__organization=side))


def lists_for(actor):
    """The lists that need the actor: to be agreed to, to be answered by a letter on record, or refused and mended."""
    answer, by_letter = to_answer(actor).values("pk"), to_answer_by_letter(actor).values("pk")
    ours = Q(pk__in=answer) | Q(pk__in=by_letter) | Q(pk__in=refused_lists(actor).values("pk"))
    lists = Decision.objects.filter(kind=DecisionKind.LIST, agreement__in=Agreement.objects.visible_to(actor))
    return lists.filter(ours).order_by()


def refused_lists(actor):
    """The last list of an agreement, put by the own side and refused, or its letter contested, with drafts left."""
    later = Decision.objects.filter(kind=DecisionKind.LIST, agreement=OuterRef("agreement"), pk__gt=OuterRef("pk"))
    left = Commitment.objects.filter(agreement=OuterRef("agreement"), status=CommitmentStatus.DRAFT)
    left = left.filter(assigned_at__isnull=True, listed_in__isnull=True)
    own = Decision.objects.filter(kind=DecisionKind.LIST, party__organization=actor.organization_id)
    contested = Exists(Confirmation.objects.filter(decision=OuterRef("pk"), contested_at__isnull=False))
    not_agreed = Q(outcome=Outcome.REFUSED) | Q(contested, outcome=Outcome.CARRIED)
    return own.filter(not_agreed, Exists(left)).exclude(Exists(later))


def without_own_unit(actor):
    """Drafts for which the actor's side has not named its lead or, where it owes nothing, its contact unit."""
    lead, contact = _unnamed(actor)
    return Commitment.objects.visible_to(actor).counted().filter(lead | contact)


def many_without_own_unit(actor):
    """The agreements that have more than a few such drafts, as (id, code, title, drafts)."""
    rows = without_own_unit(actor).order_by("agreement__code")
    rows = rows.values_list("agreement", "agreement__code", "agreement__title").annotate(n=Count("pk"))
    return rows.filter(n__gt=FEW)


def _unnamed(actor):
    """Q of the drafts that miss the own lead unit, and Q of those that miss the own contact unit."""
    parties = AgreementParty.objects.filter(organization=actor.organization_id)
    obliged = Q(obligation=Obligation.JOINT) | Q(obliged_party__in=parties.values("pk"))
    own = CommitmentUnit.objects.filter(commitment=OuterRef("pk"), party__organization=actor.organization_id)
    draft, contacts = Q(status=CommitmentStatus.DRAFT), own.filter(role=UnitRole.CONTACT)
    return draft & obliged & ~Exists(own.leads()), draft & ~obliged & ~Exists(contacts)


def _of_liaison(actor, clock, many):
    side = actor.organization_id
    parties = AgreementParty.objects.filter(organization=side)
    obliged = Q(obligation=Obligation.JOINT) | Q(obliged_party__in=parties.values("pk"))
    of_side = {"unit__organization": side}
    told = summary.reported_this_cycle(clock.today, **of_side) & _reported_since_due(**of_side)
    lead, contact = _unnamed(actor)
    few = ~Q(agreement__in=many)
    return {
        CONFIRM: Q(status=CommitmentStatus.SUBMITTED) & _about(to_answer(actor)),
        AGREE: _about(to_answer(actor).filter(kind__in=PROPOSALS)),
        "letter": _about(to_answer_by_letter(actor).exclude(kind=DecisionKind.LIST)),
        "extension": Q(pk__in=to_decide(actor).values("commitment")),
        "objected": Q(status__in=standing.RUNNING) & _about(refused(actor)),
        "release": Q(status=CommitmentStatus.IN_PROGRESS) & _about(to_release(actor)),
        "late": Q(status__in=standing.RUNNING) & standing.late(clock.today) & obliged & ~told,
        "lead": lead & few,
        "contact": contact & few,
    }


def _reported_since_due(**reports):
    """Q over commitments: a report was submitted after the due date; `reports` narrows them."""
    told = ProgressReport.objects.submitted().filter(commitment=OuterRef("pk"), **reports)
    return Q(Exists(told.filter(submitted_at__date__gt=OuterRef("due_on"))))


def _of_unit(actor, clock):
    unit, side = actor.unit_id, actor.organization_id
    lead = CommitmentUnit.objects.leads().filter(commitment=OuterRef("pk"), unit=unit)
    leads, running = Q(Exists(lead)), Q(status__in=standing.RUNNING)
    asked_now = running & standing.opened(clock.today)  # of what opens later nothing is asked yet
    done = Q(status=CommitmentStatus.IN_PROGRESS, percent=100) & ~Q(cadence=Cadence.CONTINUOUS)
    asked = unanswered(~Q(unit__organization=side), Q(unit__organization=side)).filter(commitment=OuterRef("pk"))
    kinds = {
        ASKED: running & Q(Exists(asked)),
        "objected": running & leads & _about(refused(actor)),
        "returned": running & leads & _about(returned(actor)),
        "accept": asked_now & Q(Exists(lead.filter(accepted_at__isnull=True))),
        "close": done & leads & ~_about(to_release(actor)),
        "report": asked_now & ~summary.reported_this_cycle(clock.today, unit=unit),
    }
    if actor.has_role(Role.UNIT_HEAD):
        kinds["officer"] = asked_now & Q(Exists(lead.filter(officer__isnull=True)))
    return kinds


def my_part(actor):
    """Q over units of commitments: an officer has what nobody else is named for; a head has all of the unit."""
    if actor.has_role(Role.UNIT_HEAD):
        return Q()
    return Q(officer__isnull=True) | Q(officer__in=actor.stands_for)


# Decisions and reports


def _about(decisions):
    """Q over commitments: one of the decisions is about it. They are few and read once, not searched row by row."""
    return Q(pk__in=decisions.values("commitment"))


def to_answer(actor):
    """Decisions before the actor's party that it has not answered and that the actor may answer."""
    side = actor.organization_id
    decisions = Decision.objects.before_the_others().exclude(party__organization=side)
    given = Confirmation.objects.filter(decision=OuterRef("pk"))
    spoke = given.filter(user__in=actor.stands_for, letter__isnull=True).exclude(party__organization=side)
    mine = Q(letter__isnull=True) & (Q(opened_by__in=actor.stands_for) | Q(released_by__in=actor.stands_for))
    return decisions.exclude(mine).exclude(Exists(given.filter(party__organization=side))).exclude(Exists(spoke))


def to_answer_by_letter(actor):
    """Decisions before a party that answers on paper and has not: the actor's side records its letter."""
    given = Confirmation.objects.filter(decision=OuterRef(OuterRef("pk")), party=OuterRef("pk"))
    silent = AgreementParty.objects.filter(agreement=OuterRef("agreement"), answers_by_letter=True)
    silent = silent.exclude(organization=actor.organization_id).exclude(pk=OuterRef("party")).exclude(Exists(given))
    return Decision.objects.before_the_others().filter(Exists(silent))


def to_decide(actor):
    """Requests for an extension of the actor's side that somebody else of it asked for; not joint ones for a leader.

    And those of another side that has nobody else, where its other side's liaison officer decides.
    """
    pending = ExtensionRequest.objects.pending().exclude(asked_by__in=actor.stands_for)
    own = pending.filter(party__organization=actor.organization_id)
    if not actor.has_role(Role.LIAISON):
        return own.exclude(commitment__obligation=Obligation.JOINT)
    foreign = pending.filter(commitment__in=Commitment.objects.visible_to(actor)).exclude(
        Q(party__organization=actor.organization_id) | Q(commitment__obligation=Obligation.JOINT)
    )
    posts = Membership.objects.current_on(timezone.localdate()).filter(
        role__in=(Role.LIAISON, Role.LEADER), unit__organization=OuterRef("party__organization")
    )
    posts = posts.exclude(user=OuterRef("asked_by")).exclude(deputy_for__user=OuterRef("asked_by"))
    return ExtensionRequest.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=foreign.exclude(Exists(posts)).values("pk"))
    )


def to_release(actor):
    """Decisions of the actor's own side that wait for its liaison officer."""
    return Decision.objects.waiting_for_release().filter(party__organization=actor.organization_id)


def _unresolved(actor):
    """The last decisions of the actor's side, as long as the side has not reported since."""
    own = Decision.objects.filter(party__organization=actor.organization_id, kind=DecisionKind.CLOSE)
    later = Decision.objects.filter(
        commitment=OuterRef("commitment"),
        kind=DecisionKind.CLOSE,
        party__organization=actor.organization_id,  # not party=: its index would be taken before the item's
        opened_at__gt=OuterRef("opened_at"),
    )
    answered = ProgressReport.objects.submitted().filter(
        commitment=OuterRef("commitment"),
        unit__organization=actor.organization_id,
        submitted_at__gt=OuterRef("decided_at"),
    )
    return own.exclude(Exists(later)).exclude(Exists(answered))


def refused(actor):
    """Claims of the actor's side to which another side objected, or whose letter it contested; not yet answered."""
    return _unresolved(actor).filter(outcome=Outcome.REFUSED)


def returned(actor):
    """Claims that the own liaison officer returned. The decision does not say whether it was returned or taken back."""
    line = TrailEntry.objects.filter(
        object_type="commitment", object_id=OuterRef("commitment_id"), verb="return", at__gte=OuterRef("opened_at")
    )
    return _unresolved(actor).filter(Exists(line), outcome=Outcome.VOID, released_at__isnull=True)


def unanswered(asking, answering):
    """Reports that ask another side for something, with no later report of those who are asked.

    `asking` and `answering` are Q over reports, and say who asks and who is asked.
    """
    later = ProgressReport.objects.submitted().filter(
        answering, commitment=OuterRef("commitment"), submitted_at__gt=OuterRef("submitted_at")
    )
    asked = ProgressReport.objects.submitted().filter(asking).exclude(needs_other="")
    return asked.exclude(Exists(later))
