"""One commitment on a page: what it shows, and how every act on it is answered."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from .. import access, standing
from ..errors import Stale
from ..forms.files import chosen_again
from ..models import Commitment, CommitmentStatus, Membership, Outcome, Role, TakenOver
from ..reports import due_rules
from ..reports.history import CHANGES, CONFIRMATIONS, PAGE, REPORTS, history, last_seen, lines_since
from ..reports.passage import passages
from ..reports.suggested import of_commitment
from .agreed import pending_context
from .conflict import conflict_rows, outcome_of
from .htmx import render_for, wants_fragment
from .item_forms import step_forms
from .next_step import NextStep, Proposal, prepared
from .plan import plan_context
from .recurring import recurring_context

PAGE_TEMPLATE = "agreements/commitments/detail.html"
NEXT_TEMPLATE = "agreements/commitments/_next.html"


def get_item(request, pk):
    """A commitment in the reader's sight with all that the page reads of it; 404 when there is none."""
    visible = Commitment.objects.visible_to(request.actor).select_related(
        "clause__text_version", "obliged_party__organization", "created_by", "min_months_party__organization"
    )
    return get_object_or_404(prepared(visible), pk=pk)


def next_context(request, commitment, step=None, **given):
    """What `_next.html` shows: the step, its forms (those in `given` are the ones that were refused)."""
    proposal = Proposal(commitment, request.actor, request.clock)
    step = step or proposal.step(request.GET.get("do", ""))
    origin = request.POST.get("from") or request.GET.get("from") or ""
    return {
        "commitment": commitment,
        "step": step,
        "proposal": proposal,
        "origin": "desk" if origin == "desk" else "",
        "seen": last_seen(commitment, request.actor),
        "due": due_facts(commitment, request.clock),
        "due_words": standing.due_label(step.due, request.clock) if step.due else "",
        "files_again": chosen_again(request) if request.method == "POST" else "",
        **pending_context(commitment, proposal),
        **step_forms(request, commitment, step, proposal, given),
        **given,
    }


def detail_context(request, commitment, step=None, plan=None, actual_form=None, **given):
    """What the whole page shows; `plan` and `actual_form` are what was refused there."""
    clock = request.clock
    recurs = recurring_context(request, commitment, actual_form)
    lamp = recurs["round"].lamp if "round" in recurs else standing.lamp(commitment, clock)
    return {
        **next_context(request, commitment, step, **given),
        **recurs,
        **history_context(request, commitment),
        **plan_context(request, commitment, plan),
        "passages": passages(commitment),
        "lamp_name": lamp,
        "lamp_reason": "" if "round" in recurs else standing.lamp_reason(commitment, clock),
        "life": life(commitment),
        "by_letter": standing_answers(commitment),
        "may_print": not access.refusal(request.actor, "print_letter", commitment),
        "sides": with_suggestions(sides(commitment, request.actor, clock.today), commitment, request.actor),
        "taken": taken_over(commitment),
    }


def history_context(request, commitment):
    """The history as the address asks for it; on an act's answer the newest of all kinds."""
    shown = request.GET.get("shown", "")
    shown = min(int(shown), 2000) if shown.isdigit() else PAGE
    return {
        "commitment": commitment,
        "history": history(commitment, request.actor, request.GET.get("history", ""), max(shown, PAGE)),
        "history_kinds": ("", REPORTS, CONFIRMATIONS, CHANGES),
    }


def standing_answers(commitment):
    """The confirmations on paper on which a closed item stands now: those of its last closing."""
    if commitment.status != CommitmentStatus.CLOSED:
        return []
    carried = [d for d in commitment.known_decisions if d.kind == "close" and d.outcome == Outcome.CARRIED]
    last = max(carried, key=lambda decision: decision.pk, default=None)
    return [a for a in last.confirmations.all() if a.letter_id and not a.contested_at] if last else []


LIFE = (
    CommitmentStatus.DRAFT,
    CommitmentStatus.ASSIGNED,
    CommitmentStatus.IN_PROGRESS,
    CommitmentStatus.SUBMITTED,
    CommitmentStatus.CLOSED,
)


def life(commitment):
    """The five steps as (status, past / now / later, day or None, percent or None)."""
    status = commitment.held_from or commitment.status
    if commitment.status == CommitmentStatus.ENDED:
        status = CommitmentStatus.ASSIGNED if commitment.has_been_agreed else CommitmentStatus.DRAFT
    now = LIFE.index(status)
    closings = (d for d in commitment.known_decisions if d.kind == "close" and d.released_at)
    open_one = next((d for d in closings if d.outcome == "open"), None)
    days = {
        CommitmentStatus.DRAFT: commitment.created_at,
        CommitmentStatus.ASSIGNED: commitment.assigned_at,
        CommitmentStatus.SUBMITTED: open_one and open_one.released_at,
        CommitmentStatus.CLOSED: commitment.finished_at if commitment.status == CommitmentStatus.CLOSED else None,
    }
    places = ["past" if place < now else "now" if place == now else "later" for place in range(len(LIFE))]
    return [
        {
            "word": step.label,
            "place": place,
            "day": days.get(step) if place != "later" else None,
            "is_work": step == CommitmentStatus.IN_PROGRESS,
        }
        for step, place in zip(LIFE, places, strict=True)
    ]


def due_facts(commitment, clock):
    """The figures of the due card."""
    start = standing.plan_start(commitment)
    planned = None
    if commitment.status in standing.RUNNING and not commitment.is_continuous:
        planned = standing.planned_percent(start, commitment.due_on, clock.today)
    lamp = standing.lamp(commitment, clock)
    due = commitment.due_on
    return {
        "label": standing.due_label(due, clock) if commitment.status in (*standing.RUNNING, "draft") else "",
        "late": bool(due and due < clock.today and commitment.status in standing.RUNNING),
        "planned": planned,
        "plan_x": None if planned is None else max(min(planned - 0.6, 98.8), 0),
        "meter": lamp if lamp in ("red", "yellow") else "",
        "drift": standing.drift_days(commitment),
        "rule": due_rules.rule_behind(commitment),
        "provisional": due if due and due >= clock.today and clock.calendar.is_provisional(due) else None,
    }


def sides(commitment, actor, today):
    """Per party: its units, its liaison officers, what it still has to name, whether it is the actor's."""
    parties = commitment.agreement.party_list
    posts = Membership.objects.filter(role=Role.LIAISON, unit__organization__in=[p.organization_id for p in parties])
    liaisons = list(posts.current_on(today).select_related("user", "unit").order_by("pk"))
    named = {(row.party_id, row.role) for row in commitment.units.all()}
    needs_lead, needs_contact = commitment.parties_needing_lead(), commitment.parties_needing_contact()
    rows = sorted(commitment.units.all(), key=lambda row: (("lead", "contact", "support").index(row.role), row.pk))
    return [
        {
            "party": party,
            "units": [row for row in rows if row.party_id == party.pk],
            "liaisons": [post for post in liaisons if post.unit.organization_id == party.organization_id],
            "misses_lead": party in needs_lead and (party.pk, "lead") not in named,
            "misses_contact": party in needs_contact and party.pk not in {pk for pk, _role in named},
            "is_mine": actor.organization_id == party.organization_id,
        }
        for party in parties
    ]


def with_suggestions(parties, commitment, actor):
    """The sides with the units that another side's ledger suggests to them, and whether the actor answers that."""
    found = list(of_commitment(commitment))
    may_answer = not actor.is_admin and actor.has_role(Role.LIAISON)
    for side in parties:
        side["suggested"] = [held for held in found if held.party_id == side["party"].pk]
        side["may_answer"] = may_answer and side["is_mine"]
    return parties


def taken_over(commitment):
    """What an imported ledger said of a draft's progress, as long as it is a draft; None when it said nothing."""
    if commitment.status != CommitmentStatus.DRAFT:
        return None
    rows = TakenOver.objects.filter(commitment=commitment, report__isnull=True)
    return rows.select_related("party__organization").first()


# Acting


def act(request, commitment, kind, action, done, *, form=None, name=""):
    """Do something and answer: changed, refused with the form as typed (422), or overtaken (409).

    `action` takes the version the page was made from; `kind` is the step whose template
    shows the form, `name` what that template calls it.
    """
    given = {name: form} if form is not None else {}
    if form is not None and not form.is_valid():
        return refused(request, commitment, kind, given)
    try:
        unless_unseen(request, commitment, action)
    except Stale as stale:
        return overtaken(request, stale.current.pk, kind, form)
    except ValidationError as refusal:
        if getattr(refusal, "code", "") == "decided":
            return decided(request, commitment, kind, form)
        if form is None:
            given["problem"] = " ".join(refusal.messages)
        else:
            put_errors(form, refusal)
        return refused(request, commitment, kind, given)
    return changed(request, commitment, done)


def number_sent(request, name):
    value = request.POST.get(name, "")
    return int(value) if value.isdigit() and len(value) < 18 else None


def unless_unseen(request, commitment, action):
    """Act from the version the page was made from; what the reader may not see at all does not stand in the way."""
    try:
        action(number_sent(request, "version"))
    except Stale as stale:
        if lines_since(commitment, request.actor, number_sent(request, "seen") or 0):
            raise
        action(stale.current.version)


def put_errors(form, refusal):
    """Put what the rules said beside the fields it is about, the rest above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)


def refused(request, commitment, kind, given):
    """The same form with what was typed and why not: 422."""
    step = step_again(request, commitment, kind)
    context = next_context(request, commitment, step, **given)
    return answered(request, commitment, context, step, 422, **given)


def step_again(request, commitment, kind):
    """The step whose form was sent, with what else may be done; it is shown even where it is not proposed any more."""
    proposal = Proposal(commitment, request.actor, request.clock)
    step = proposal.step(kind)
    if step.template == NextStep(kind).template:
        return step
    return proposal.of_kind(kind)


def overtaken(request, pk, kind, form):
    """409: what happened meanwhile beside what was typed, and the choice what to keep."""
    commitment = get_item(request, pk)
    lines = lines_since(commitment, request.actor, number_sent(request, "seen") or 0)
    given = {
        "panel": "agreements/commitments/_stale.html",
        "lines": lines,
        "rows": conflict_rows(commitment, form, lines),
        "typed": form,
        "again": request.path,
    }
    return answered(request, commitment, None, step_again(request, commitment, kind), 409, **given)


def decided(request, commitment, kind, form):
    """409: the decision was made meanwhile; its outcome, and what was typed."""
    commitment = get_item(request, commitment.pk)
    given = {
        "panel": "agreements/commitments/_decided.html",
        "outcome": outcome_of(commitment, request.actor),
        "rows": conflict_rows(commitment, form, []),
    }
    return answered(request, commitment, None, None, 409, **given)


def answered(request, commitment, context, step, status, **given):
    if wants_fragment(request):
        context = context or next_context(request, commitment, step, **given)
    else:
        context = detail_context(request, commitment, step, **given)
    return render_for(request, page=PAGE_TEMPLATE, fragment=NEXT_TEMPLATE, context=context, status=status)


def changed(request, commitment, done):
    """All that changed on the page, for htmx; the desk's own answer when it was done there; else back to the page."""
    from . import desk  # which proposes next steps itself

    at_desk = request.POST.get("from") == "desk"
    if at_desk and wants_fragment(request) and hasattr(desk, "done"):
        return desk.done(request, get_item(request, commitment.pk), done)
    messages.success(request, done)
    if not wants_fragment(request):
        return redirect("agreements:desk" if at_desk else reverse("agreements:commitment_detail", args=[commitment.pk]))
    fresh = get_item(request, commitment.pk)
    response = render(request, "agreements/commitments/_changed.html", detail_context(request, fresh))
    patch_vary_headers(response, ["HX-Request"])
    return response
