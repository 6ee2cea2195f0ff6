"""台账: the commitments an actor sees, one plain line each, with the figures above them.

Every row carries exactly one mark: a lamp, or why it has none. So the counts by
mark add up to all, and each equals the rows behind its link.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import Left, NullIf, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import standing
from ..models import (
    FINISHED,
    RUNNING,
    Cadence,
    Commitment,
    CommitmentStatus,
    CommitmentUnit,
    Confirmation,
    Decision,
    DecisionKind,
    Obligation,
    Outcome,
)
from . import filters as conditions
from . import recurring
from .filters import AWAITING, DONE, DRAFT, HELD, LETTER, MARKS

PAGE = 50
TOP = 4  # a clause's sort key begins with its top number, padded to so many figures
FIELDS = (
    *("pk", "agreement_id", "code", "title", "obligation", "obliged_party_id", "strength", "cadence", "status"),
    *("ended_as", "starts_on", "assigned_at", "due_on", "percent", "kept_up", "period", "mark"),
)
LIFE = tuple(CommitmentStatus.values)
WAITING = "waiting"


@dataclass(frozen=True)
class Line:
    """One commitment as the ledger shows it."""

    pk: int
    code: str
    title: str
    strength: str
    mark: str
    status: str
    ended_as: str
    sides: tuple  # organizations that owe it
    leads: tuple  # (organization, unit's name)
    due_on: date | None
    due_label: str
    far: bool
    percent: int | None
    kept_up: str | None  # None unless continuous
    plan: int | None
    waiting: bool  # before the own liaison, unseen by the other side
    since: date | None  # before the other side since
    by_letter: bool
    group: tuple
    period: str = ""  # of an occurrence
    said: str = ""  # of a recurring item, instead of its progress: how many of its occurrences are done


@dataclass(frozen=True)
class Group:
    """The figures of a group, over all its rows that the conditions leave."""

    count: int
    marks: dict
    mean: int | None


@dataclass(frozen=True)
class Ledger:
    """One page of the ledger under some conditions, with everything around it."""

    filters: conditions.Filters
    choices: conditions.Choices
    problems: list
    counts: dict  # by mark, under every other condition
    lines: list
    groups: dict
    page: int
    pages: int
    total: int

    @property
    def everything(self):
        """The rows under every condition but the lamp."""
        return sum(self.counts.values())

    @property
    def first(self):
        return (self.page - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self):
        return min(self.page * PAGE, self.total)


def ledger(actor, clock, data):
    """The Ledger that an address asks for; what cannot be met is left out and said in `problems`."""
    choices = conditions.choices_for(actor)
    filters, problems = conditions.read(data, choices)
    rows = marked(conditions.apply(seen_by(actor), filters, choices), clock)
    counts = counted_by_mark(rows)
    total = counts[filters.lamp] if filters.lamp else sum(counts.values())
    if filters.lamp:
        rows = bearing(rows, filters.lamp)
    rows = grouped(rows, filters.group, actor, tuple(choices.units))
    pages = max(1, -(-total // PAGE))
    page = min(filters.page, pages)
    # Where nothing is left, nothing is asked: the counts have said so.
    groups = _groups(rows, filters.group) if filters.group and total else {}
    one = filters.group == "clause" and len({agreement for agreement, _top in groups}) == 1
    shown = _page_of_clauses(rows, filters, choices, groups, page) if one else _page_of(rows, filters, counts, page)
    lines = _lines(shown, filters, choices, actor, clock) if total else []
    return Ledger(replace(filters, page=page), choices, problems, counts, lines, groups, page, pages, total)


def of_agreement(agreement, actor, clock, each):
    """One agreement's first lines of every top clause, as a Ledger of one page, and how many lines each clause has.

    What recurs is one line here, with the worst lamp of its open occurrences; these stand on its page.
    """
    choices = conditions.choices_for(actor)
    filters = conditions.Filters(agreement=agreement.pk, group="clause", sort="code")
    whole = Commitment.objects.visible_to(actor).filter(agreement=agreement, parent__isnull=True)
    shown, counts = _first_of_clauses(whole, choices, each)
    rows = grouped(marked(whole.filter(pk__in=shown), clock), "clause", actor, ())
    lines = _lines(rows.order_by(*_group_order("clause"), *_order("code")), filters, choices, actor, clock)
    recurs = whole.filter(pk__in=shown, occurrences__isnull=False).order_by().values("pk")
    figures = recurring.figures_of(recurs, clock)
    lines = [_recurring(line, figures[line.pk], clock) if line.pk in figures else line for line in lines]
    return Ledger(filters, choices, [], {}, lines, {}, 1, 1, len(lines)), counts


def _first_of_clauses(rows, choices, each):
    """The ids of the first rows of every top clause, in the order of the text, and how many it has by its key."""
    place = Window(RowNumber(), partition_by=F("clause"), order_by=[*_by_code()[-1:], F("pk").asc()])
    found = rows.order_by().annotate(place=place, of=Window(Count("pk"), partition_by=F("clause")))
    found = found.filter(place__lte=each).values_list("clause", "place", "pk", "of")
    key_of = {pk: part.key for pk, part in choices.clauses.items()}
    firsts, counts = {}, {}
    for clause, at, pk, of in sorted(found, key=lambda row: (key_of.get(row[0], ""), row[0] or 0, row[1])):
        top = key_of[clause][:TOP] if clause in key_of else None
        firsts.setdefault(top, []).append(pk)
        counts[top] = counts.get(top, 0) + (of if at == 1 else 0)
    return [pk for pks in firsts.values() for pk in pks[:each]], counts


def seen_by(actor):
    """The rows that the ledger counts."""
    return Commitment.objects.visible_to(actor).counted()


# The statuses that can carry each mark: with them the database looks at fewer rows.
BEHIND = {
    **dict.fromkeys(standing.LAMPS, RUNNING),
    AWAITING: (CommitmentStatus.SUBMITTED,),
    DRAFT: (CommitmentStatus.DRAFT,),
    HELD: (CommitmentStatus.ON_HOLD,),
    DONE: FINISHED,
    LETTER: (CommitmentStatus.CLOSED,),
}
PLACE = {name: place for place, name in enumerate(MARKS)}


def marked(rows, clock):
    """Annotate `mark`: the place in MARKS of the lamp or of why there is none; the worst is 0."""
    letters = Confirmation.objects.closing_on_paper()
    running = Q(status__in=RUNNING)
    cases = [
        *((name, running & applies) for name, applies in standing.lamp_conditions(clock)),
        (standing.GREY, running),
        (AWAITING, Q(status=CommitmentStatus.SUBMITTED)),
        (DRAFT, Q(status=CommitmentStatus.DRAFT)),
        (HELD, Q(status=CommitmentStatus.ON_HOLD)),
        (LETTER, Q(status=CommitmentStatus.CLOSED, pk__in=letters.values("decision__commitment"))),
    ]
    places = [When(applies, then=Value(PLACE[name])) for name, applies in cases]
    return rows.annotate(mark=Case(*places, default=Value(PLACE[DONE]), output_field=IntegerField()))


def bearing(rows, *marks):
    """The rows, already marked, that carry one of some marks."""
    statuses = {status for mark in marks for status in BEHIND[mark]}
    return rows.filter(status__in=sorted(statuses), mark__in=[PLACE[mark] for mark in marks])


def counted_by_mark(rows):
    """How many rows carry each mark: one query, zeros included."""
    found = dict(rows.order_by().values_list("mark").annotate(n=Count("pk")))
    return {mark: found.get(PLACE[mark], 0) for mark in MARKS}


def hidden_by(actor, clock, filters, choices):
    """For an empty list: how many rows there are at all, and how many each condition alone keeps away."""
    everything = seen_by(actor).count()
    freed = []
    for name in filters.active:
        fewer = filters.without(name)
        rows = conditions.apply(seen_by(actor), fewer, choices)
        rows = bearing(marked(rows, clock), fewer.lamp) if fewer.lamp else rows
        freed.append((name, rows.count()))
    return everything, freed


# Order


def _place(field, names):
    return Case(
        *(When(**{field: name}, then=Value(place)) for place, name in enumerate(names)),
        default=Value(len(names)),
        output_field=IntegerField(),
    )


def _by_code(down=False):
    last = {"nulls_last": True}
    keys = (F("agreement__code"), F("clause__sort_key"), NullIf("code", Value("")))
    return [key.desc(**last) if down else key.asc(**last) for key in keys]


def _order(sort):
    """The expressions of an order such as "due" or "-due": stable, dates that nobody set last either way."""
    name, down = sort.lstrip("-") or "lamp", sort.startswith("-")
    due = F("due_on").asc(nulls_last=True)
    if name == "code":
        return [*_by_code(down), "pk"]
    if name == "due":
        return [F("due_on").desc(nulls_last=True) if down else due, "code", "pk"]
    key = {
        "lamp": F("mark"),
        "title": F("title"),
        "percent": F("percent"),
        "status": _place("status", LIFE),
    }[name]
    return [key.desc() if down else key.asc(), due, "code", "pk"]


def _page_of(rows, filters, counts, page):
    """The rows of a page in their order."""
    start, skipped = (page - 1) * PAGE, 0
    if not (filters.lamp or filters.group or filters.sort):
        # The counts tell which marks the page shows: the others need not be sorted.
        needed, seen = [], 0
        for mark, count in counts.items():
            if seen + count <= start:
                skipped = seen + count
            elif seen < start + PAGE:
                needed.append(mark)
            seen += count
        rows = bearing(rows, *needed)
    return in_order(rows, filters)[start - skipped : start - skipped + PAGE]


def _page_of_clauses(rows, filters, choices, groups, page):
    """The rows of a page grouped by the clauses of one agreement: those of other pages' clauses need not be sorted."""
    start, skipped, seen, needed = (page - 1) * PAGE, 0, 0, set()
    for agreement, top in sorted(groups, key=lambda key: (key[1] is None, key[1])):
        before, seen = seen, seen + groups[agreement, top].count
        skipped = seen if seen <= start else skipped
        if before < start + PAGE and seen > start:
            needed.add(top)
    within = Q(clause__in=[pk for pk, part in choices.clauses.items() if part.key[:TOP] in needed])
    rows = rows.filter(within | Q(clause__isnull=True) if None in needed else within)
    return in_order(rows, filters)[start - skipped : start - skipped + PAGE]


def in_order(rows, filters):
    """The rows, marked and grouped, in the order that an address asks for."""
    return rows.order_by(*_group_order(filters.group), *_order(filters.sort))


# Groups


def grouped(rows, group, actor, units):
    """Annotate what a grouping needs: the top clause, or the lead unit's place (the own side's where there is one)."""
    if group == "clause":
        return rows.annotate(top=Left("clause__sort_key", TOP))
    if group == "unit":
        own = Case(When(party__organization=actor.organization_id, then=Value(0)), default=Value(1))
        lead = CommitmentUnit.objects.leads().filter(commitment=OuterRef("pk")).order_by(own, "party__order")
        return rows.annotate(lead_unit=Subquery(lead.annotate(place=_place("unit", units)).values("place")[:1]))
    return rows


GROUP_KEYS = {"": (), "clause": ("agreement_id", "top"), "unit": ("lead_unit",)}


def _group_order(group):
    if group == "clause":
        return [F("agreement__code").asc(), F("top").asc(nulls_last=True)]
    if group == "unit":
        return [F("lead_unit").asc(nulls_last=True)]
    return []


def _groups(rows, group):
    """The figures of every group in one query."""
    keys = GROUP_KEYS[group]
    measured = ~Q(cadence=Cadence.CONTINUOUS) & ~Q(status__in=(CommitmentStatus.DRAFT, CommitmentStatus.ENDED))
    found = rows.order_by().values_list(*keys, "mark")
    found = found.annotate(n=Count("pk"), of=Count("pk", filter=measured), sum=Sum("percent", filter=measured))
    folded = {}
    for *key, mark, count, of, total in found:
        marks, figures = folded.setdefault(tuple(key), ({}, [0, 0]))
        marks[MARKS[mark]] = count
        figures[0] += of
        figures[1] += total or 0
    return {
        key: Group(sum(marks.values()), marks, round(total / of) if of else None)
        for key, (marks, (of, total)) in folded.items()
    }


# Lines


def _lines(rows, filters, choices, actor, clock):
    keys = GROUP_KEYS[filters.group]
    extra = [key for key in keys if key not in FIELDS]
    found = list(rows.values_list(*FIELDS, *extra, named=True))
    shown = [row.pk for row in found]
    leads = _leads(shown)
    steps = _closing(shown, actor)
    return [
        _line(row, tuple(getattr(row, key) for key in keys), leads, steps.get(row.pk), choices, clock) for row in found
    ]


def _leads(shown):
    found = {}
    units = CommitmentUnit.objects.leads().filter(commitment__in=shown).order_by("party__order")
    for pk, organization, name in units.values_list("commitment", "party__organization", "unit__name"):
        found.setdefault(pk, []).append((organization, name))
    return found


def _closing(shown, actor):
    """For each row with an open claim: the day it went to the other side, or WAITING while the own side holds it."""
    decisions = Decision.objects.visible_to(actor).filter(commitment__in=shown, outcome=Outcome.OPEN)
    mine = Q(released_at__isnull=False) | Q(party__organization=actor.organization_id)
    rows = decisions.filter(mine, kind=DecisionKind.CLOSE).order_by(F("released_at").asc(nulls_first=True))
    found = rows.values_list("commitment", "released_at")
    return {pk: timezone.localdate(at) if at else WAITING for pk, at in found}


def _recurring(line, figures, clock):
    """The line of a recurring item: what is measured of its occurrences instead of the item itself."""
    said = _("%(done)s of %(all)s done") % {"done": figures.done, "all": figures.count}
    label = ""
    if line.status in RUNNING:
        label = standing.due_label(figures.due_on, clock) if figures.due_on else ""
        label = _("Opens on %(day)s") % {"day": figures.opens_on.isoformat()} if figures.opens_on else label
    far = figures.due_on is not None and figures.due_on >= clock.blue_before
    mark = figures.lamp if line.status in RUNNING else line.mark
    return replace(line, mark=mark, due_on=figures.due_on, due_label=label, far=far, said=said)


def _line(row, group, leads, closing, choices, clock):
    running = row.status in RUNNING
    continuous = row.cadence == Cadence.CONTINUOUS
    start = standing.plan_start(row) if running and not continuous else None
    if row.obligation == Obligation.JOINT:
        sides = tuple(choices.parties_of(row.agreement_id))
    else:
        sides = (choices.parties[row.obliged_party_id][1],)
    return Line(
        pk=row.pk,
        code=row.code,
        title=row.title,
        strength=row.strength,
        mark=MARKS[row.mark],
        status=row.status,
        ended_as=row.ended_as,
        sides=sides,
        leads=tuple(leads.get(row.pk, ())),
        due_on=row.due_on,
        due_label=standing.due_label(row.due_on, clock) if running or row.due_on is None else "",
        far=row.due_on is not None and row.due_on >= clock.blue_before,
        percent=None if continuous else row.percent,
        kept_up=row.kept_up if continuous else None,
        plan=standing.planned_percent(start, row.due_on, clock.today),
        waiting=closing is WAITING,
        since=closing if isinstance(closing, date) else None,
        by_letter=MARKS[row.mark] == LETTER,
        group=group,
        period=row.period,
    )
