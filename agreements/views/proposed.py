"""The reading desk: having a text read, and deciding on each passage that was proposed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from ..actions import proposed as actions
from ..actions import readings, second_reader
from ..actions.commitments import allow
from ..errors import Stale
from ..models import Proposal
from .htmx import wants_fragment
from .item import put_errors
from .marking import answer_offer, changed, offer_of, text_in_sight, text_url
from .marking_form import offer_form, reading_for

SILENT = {
    "stalled": gettext_lazy("The model did not answer in time; the rules have read the text."),
    "broken": gettext_lazy("The connection to the model failed or broke off; the rules have read the text."),
    "refused": gettext_lazy("The model refused to answer; the rules have read the text."),
    "nonsense": gettext_lazy("The model's answer could not be understood; the rules have read the text."),
}


@require_POST
def text_propose(request, pk):
    """Have the text read, by the rules or by the model: what is found waits beside it."""
    version = text_in_sight(request, pk)
    reader = second_reader if request.POST.get("reader") == "model" else readings
    try:
        outcome = reader.read(version, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if outcome.silent:
            messages.warning(request, SILENT[outcome.silent])
        messages.success(request, outcome_words(outcome))
    return to_the_desk(version)


def outcome_words(outcome):
    """What came of a reading, in a few sentences."""
    n = outcome.pending
    told = [ngettext("%(n)d proposal to decide on.", "%(n)d proposals to decide on.", n) % {"n": n}]
    if outcome.kept:
        n = outcome.kept
        told.append(ngettext("%(n)d was decided before.", "%(n)d were decided before.", n) % {"n": n})
    if outcome.settled:
        n = outcome.settled
        told.append(ngettext("%(n)d passage is settled already.", "%(n)d passages are settled already.", n) % {"n": n})
    if outcome.outside:
        n = outcome.outside
        told.append(ngettext("%(n)d lies in no clause.", "%(n)d lie in no clause, or in several.", n) % {"n": n})
    if outcome.beside:
        n = outcome.beside
        told.append(
            ngettext("%(n)d is proposed by another reader.", "%(n)d are proposed by another reader.", n) % {"n": n}
        )
    if outcome.dropped:
        n = outcome.dropped
        words = ngettext(
            "%(n)d passage was not in the text word for word and was dropped.",
            "%(n)d passages were not in the text word for word and were dropped.",
            n,
        )
        told.append(words % {"n": n})
    return " ".join(told)


@require_POST
def proposals_accept(request, pk):
    """Accept all without doubts; the page then offers the way back."""
    version = text_in_sight(request, pk)
    try:
        n, _key = actions.accept_all(version, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, ngettext("%(n)d commitment made as a draft.", "%(n)d commitments made as drafts.", n) % {"n": n}
        )
    return to_the_desk(version)


@require_POST
def proposals_undo(request, pk):
    """Take back what was accepted together."""
    version = text_in_sight(request, pk)
    try:
        n, stay = actions.undo_all(version, request.POST.get("together", ""), by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return to_the_desk(version)
    told = ngettext("%(n)d proposal is pending again.", "%(n)d proposals are pending again.", n) % {"n": n}
    if stay:
        told += " " + ngettext(
            "%(n)d stays: somebody has worked on its draft.", "%(n)d stay: somebody has worked on their drafts.", stay
        ) % {"n": stay}
    messages.success(request, told)
    return to_the_desk(version)


@require_POST
def proposal_accept(request, pk):
    """Make a draft of a proposal, as it was proposed or as the form corrects it."""
    found, offer = offer_sent(request, pk)
    version, _dot, seen = request.POST.get("seen", "").partition(".")
    told = {"by": request.actor, "version": number(version), "seen": seen or None}
    form = offer_form(found, offer, request.POST) if "title" in request.POST else None
    if form:
        if not form.is_valid():
            return answer_offer(request, found, offer, 422, form=form, problem=_("Something is missing or wrong."))
        told |= form.said() | {"place": form.place}
    try:
        made = actions.accept(offer.row, **told)
    except Stale as stale:
        return overtaken(request, found.version, pk, stale, form)
    except ValidationError as refusal:
        if form:
            put_errors(form, refusal)
        return answer_offer(request, found, offer, 422, form=form, problem=" ".join(refusal.messages))
    touched = form.place if form else (offer.start, offer.end)
    return decided(request, found, offer, _("Commitment made: %(title)s") % {"title": made.title}, touched)


@require_POST
def proposal_discard(request, pk):
    """Say that a proposal is no commitment; what follows the version says why."""
    version, _dot, reason = request.POST.get("seen", "").partition(".")
    reason = request.POST.get("reason", reason)
    return decide(request, pk, actions.discard, said_of, version=number(version), reason=reason)


def said_of(row):
    if row.reason:
        return _("Discarded: %(reason)s") % {"reason": row.get_reason_display()}
    return _("Discarded. You may say why.")


@require_POST
def proposal_undo(request, pk):
    """Take a decision back; the draft made of the proposal is withdrawn."""
    version, _dot, draft = request.POST.get("seen", "").partition(".")
    told = {"version": number(version), "draft": number(draft)}
    return decide(request, pk, actions.undo, lambda _row: _("The proposal is pending again."), **told)


def decide(request, pk, action, words, **said):
    """Decide on a proposal as a whole and answer: changed, refused (422) or overtaken (409)."""
    found, offer = offer_sent(request, pk)
    try:
        row = action(offer.row, by=request.actor, **said)
    except Stale as stale:
        return overtaken(request, found.version, pk, stale)
    except ValidationError as refusal:
        return answer_offer(request, found, offer, 422, problem=" ".join(refusal.messages))
    return decided(request, found, offer, words(row), (offer.start, offer.end))


def offer_sent(request, pk):
    """The Reading of a text and the proposal in it: 404 out of sight, 403 when not theirs to decide."""
    rows = Proposal.objects.visible_to(request.actor).select_related("text_version__agreement")
    version = get_object_or_404(rows, pk=pk).text_version
    allow(request.actor, "create", version.agreement)
    found = reading_for(request.actor, version)
    return found, offer_of(found, pk)


def decided(request, found, offer, done, touched):
    """All that a decision alters on the page; without htmx the page anew, at the proposal."""
    version = found.version
    if not wants_fragment(request):
        messages.success(request, done)
        return redirect(f"{text_url(version)}#offer-{offer.pk}")
    start, end = min(touched[0], offer.start), max(touched[1], offer.end)
    return changed(request, version, offer.lines[0], done, touched=(start, end), moved=True, offer=offer)


def overtaken(request, version, pk, stale, form=None):
    """409: who decided what meanwhile; where the proposal is still pending, with what was typed."""
    found = reading_for(request.actor, version)
    offer = offer_of(found, pk)
    told = {"problem": " ".join(stale.messages), "stale": True}
    if not offer.is_pending and wants_fragment(request):
        response = changed(
            request,
            found.version,
            offer.lines[0],
            "",
            touched=(offer.start, offer.end),
            moved=True,
            offer=offer,
            **told,
        )
        response.status_code = 409
        return response
    return answer_offer(request, found, offer, 409, form=form, **told)


def to_the_desk(version):
    """The page anew, at what it says came of it; the desk stands beside."""
    return redirect(f"{text_url(version)}#messages")


def number(value):
    return int(value) if value.isdecimal() and len(value) < 10 else None
