"""Agreements: the list, and one with its parties, its clauses in their own words and what was undertaken in each."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .. import access
from ..models import Agreement, AgreementParty, Commitment, CommitmentUnit, Membership, Role, Sentence
from ..reports import summary
from ..reports.ledger import of_agreement
from .desk import sides_context
from .htmx import render_for
from .ledger_rows import Dresser

PAGE = 50
A_CLAUSE = 20  # rows; the others are counted and in the ledger


@require_safe
def agreement_list(request):
    """Every agreement the actor may see, with how it stands."""
    return render_for(
        request,
        page="agreements/agreements/list.html",
        fragment="agreements/agreements/_table.html",
        context=list_context(request),
    )


def list_context(request):
    """One page of agreements, each with its Tally and its Coverage."""
    parties = AgreementParty.objects.select_related("organization").order_by("order")
    visible = Agreement.objects.visible_to(request.actor).prefetch_related(Prefetch("parties", parties))
    page = Paginator(visible.order_by("-signed_on", "-pk"), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    tallies = summary.by_agreement(Commitment.objects.filter(agreement__in=shown), request.clock)
    covered = summary.coverage_by_agreement(shown)
    none = summary.Tally(), summary.Coverage()
    rows = [(row, tallies.get(row.pk, none[0]), covered.get(row.pk, none[1])) for row in shown]
    return {"rows": rows, "page": page}


@require_safe
def agreement_detail(request, pk):
    """One agreement: who signed what, and how every clause stands."""
    visible = Agreement.objects.visible_to(request.actor).select_related("parent")
    agreement = get_object_or_404(visible, pk=pk)
    return render_for(
        request,
        page="agreements/agreements/detail.html",
        fragment="agreements/agreements/_detail.html",
        context=detail_context(request, agreement),
    )


def detail_context(request, agreement):
    """What the page of one agreement shows."""
    actor, clock = request.actor, request.clock
    text = summary.newest_text(agreement)
    counted = summary.Counted(Commitment.objects.filter(agreement=agreement), clock)
    figures = counted.by_clause(text)
    related = Agreement.objects.visible_to(actor).filter(parent=agreement).order_by("signed_on", "pk")
    above = agreement.parent
    if above and not actor.is_admin and not above.parties.filter(organization=actor.organization_id).exists():
        above = None
    sides = sides_context(agreement, clock, counted)
    return {
        "agreement": agreement,
        "anchors": True,
        "clauses": figures,
        "sections": sections(figures, text, *of_agreement(agreement, actor, clock, A_CLAUSE)),
        **sides,
        "cards": cards(agreement, sides["sides"], clock),
        **coverage_context(text),
        "texts": agreement.texts.defer("text").order_by("-pk").prefetch_related("scans"),
        "text": text,
        "above": above,
        "related": related,
        "reporting_day": summary.reporting_day(agreement.cycle_months, clock),
        "may_create": not access.refusal(actor, "create", agreement),
        "may_read_text": not access.refusal(actor, "read_text", agreement),
        "may_import": not access.refusal(actor, "import", agreement),
        "may_correct": text is not None and not access.refusal(actor, "correct_structure", text),
    }


def coverage_context(text):
    """The Coverage of the text and its bar: a tick a sentence, 20 apart."""
    found = summary.coverage(text)
    ticks = [(state, 2 + 20 * place) for place, state in enumerate(found.ticks)]
    return {"coverage": found, "ticks": ticks, "ticks_width": 20 * len(ticks)}


def sections(figures, text, found, counts):
    """Every clause of the first level as (figures, passages, rows shown, rows left out)."""
    dresser, of_clause = Dresser(found), {}
    for line in found.lines:
        of_clause.setdefault(line.group[1], []).append(dresser.row(line, ""))
    words, known = passages(text), {each.clause.sort_key for each in figures if each.clause}
    made = []
    for each in figures:
        if each.clause:
            keys = [each.clause.sort_key]
            told = [(part, words[part.pk]) for part in (each.clause, *each.below) if part.pk in words]
        else:
            keys, told = [key for key in counts if key not in known], []
        mine = [row for key in of_clause if key in keys for row in of_clause[key]][:A_CLAUSE]
        made.append((each, told, mine, sum(counts.get(key, 0) for key in keys) - len(mine)))
    return made


def passages(text):
    """The own words of every clause of a text, from its first sentence to its last, by the clause's id."""
    found = {}
    rows = Sentence.objects.filter(clause__text_version=text).values_list("clause", "start", "end")
    for clause, start, end in rows:
        first, last = found.get(clause, (start, end))
        found[clause] = min(first, start), max(last, end)
    return {clause: text.text[start:end].replace("\n", "") for clause, (start, end) in found.items()}


def cards(agreement, sides, clock):
    """Per party: signatories, liaison officers, the units that have a part, and its figures."""
    parties = {side.party.pk: side for side in sides}
    rows = AgreementParty.objects.filter(pk__in=parties).order_by("order").prefetch_related("signatories")
    posts = Membership.objects.current_on(clock.today).filter(role=Role.LIAISON).select_related("user", "unit")
    posts = list(posts.filter(unit__organization__in=[party.organization_id for party in agreement.party_list]))
    units = CommitmentUnit.objects.filter(commitment__agreement=agreement).order_by("unit__code")
    taking_part = list(units.values_list("party", "unit__name").distinct())
    return [
        {
            "party": parties[row.pk].party,
            "figures": parties[row.pk],
            "signatories": row.signatories.all(),
            "liaisons": [post for post in posts if post.unit.organization_id == row.organization_id],
            "units": list(dict.fromkeys(name for party, name in taking_part if party == row.pk)),
        }
        for row in rows
    ]
