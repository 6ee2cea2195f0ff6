"""The text page: a text worked through sentence by sentence, each made a commitment of or found to oblige nobody."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import marking as actions
from ..actions import proposed, second_reader, sentences
from ..errors import Stale
from ..forms import MarkForm
from ..models import Agreement, Commitment, CommitmentSpan, Sentence, TextVersion
from ..reports import marking
from .htmx import render_for, wants_fragment
from .item import put_errors
from .marking_form import fresh_form, offer_form, place_asked_for, reading_for, work_context
from .offer_rows import OfferRows
from .text_rows import Dresser

PAGE_TEMPLATE = "agreements/texts/detail.html"
WORK_TEMPLATE = "agreements/texts/_work.html"


@require_safe
def text_current(request, pk):
    """The newest text of an agreement; without one, the page on which to bring it, or the agreement's."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    newest = agreement.texts.order_by("-pk").values_list("pk", flat=True).first()
    if newest:
        return redirect("agreements:text_detail", newest)
    bare = "agreement_detail" if access.refusal(request.actor, "read_text", agreement) else "text_new"
    return redirect(f"agreements:{bare}", pk)


@require_safe
def text_detail(request, pk):
    """The page; for htmx the form of the sentence asked for alone."""
    found = reading_for(request.actor, text_in_sight(request, pk))
    if request.GET.get("state") == marking.state_of(found):
        return HttpResponse(status=204)
    if "proposal" in request.GET:
        return answer_offer(request, found, offer_of(found, request.GET["proposal"]))
    asked = request.GET.get("sentence", "")
    line = found.line_by_pk.get(int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    if asked and line is None:
        raise Http404
    place = line and place_asked_for(request.GET, found, line)
    form = fresh_form(request, found, line, place) if line else None
    return answer(request, found, line, place=place, form=form)


def offer_of(found, asked):
    """The proposal with this key, where the reader may decide on it; else 404."""
    return next((offer for offer in found.offers if str(offer.pk) == str(asked)), None) or not_there()


def answer_offer(request, found, offer, status=200, *, form=None, **told):
    """The page with the form of a proposal, or that form alone; of a decided one the page."""
    line, place = offer.lines[0], (offer.start, offer.end)
    if not offer.is_pending and not told:
        return answer(request, found, line, place=place, form=None)
    form = form or offer_form(found, offer)
    return answer(request, found, line, status, form=form, place=form.place or place, offer=offer, **told)


def text_in_sight(request, pk):
    """A text that the reader may read, with its agreement; else 404."""
    visible = TextVersion.objects.visible_to(request.actor).select_related("agreement")
    return get_object_or_404(visible, pk=pk)


def answer(request, found, line, status=200, **told):
    """The page with the form of a sentence, or for htmx that form alone."""
    context = work_context(request, found, line, **told)
    if not wants_fragment(request):
        context |= page_context(request.actor, found, line)
    return render_for(request, page=PAGE_TEMPLATE, fragment=WORK_TEMPLATE, context=context, status=status)


def page_context(actor, found, here):
    """What stands on the page besides the form."""
    version = found.version
    dresser = Dresser(found, text_url(version))
    newest = version.agreement.texts.order_by("-pk").values("pk", "received_on").first()
    return {
        "agreement": version.agreement,
        "body": dresser.body(),
        "groups": dresser.groups(),
        "may_correct": not access.refusal(actor, "correct_structure", version),
        "newer": newest if newest["pk"] != version.pk else None,
        **offers_context(actor, found, dresser),
        **coverage_context(found, dresser, here),
    }


def coverage_context(found, dresser, here):
    return {
        "coverage": found.coverage,
        "ticks": dresser.ticks(here),
        "ticks_width": dresser.width,
        "next_open": found.next_open(here),
    }


def offers_context(actor, found, dresser, rows=True):
    """What was proposed, for those who decide on it; else nothing."""
    desk = found.desk
    if desk is None:
        return {"desk": None}
    told = {"desk": desk, "state": marking.state_of(found)}
    told["together"] = proposed.last_together(desk, actor)
    told["model"] = second_reader.name_for(found.version.agreement)
    if rows:
        dressed = OfferRows(found, dresser, actor)
        told |= {"waiting": dressed.rows(desk.waiting), "decided": dressed.rows(desk.decided)}
    return told


def text_url(version):
    return reverse("agreements:text_detail", args=[version.pk])


# Changes


@require_POST
def text_mark(request, pk):
    """Make a commitment of a passage."""
    version, found, line = sentence_sent(request, pk, "create")
    form = MarkForm(request.POST, version=version, line=line)
    if not form.is_valid():
        return answer(request, found, line, 422, form=form, place=form.place)
    seen = request.POST.get("seen")
    try:
        make = actions.make_each if form.for_each else actions.make
        make(version, *form.place, by=request.actor, seen=seen, **form.said())
    except Stale as stale:
        return overtaken(request, version, line, stale, form)
    except ValidationError as refusal:
        put_errors(form, refusal)
        return answer(request, found, line, 422, form=form, place=form.place)
    words = _("Commitment made for each side: %(title)s") if form.for_each else _("Commitment made: %(title)s")
    done = words % {"title": form.cleaned_data["title"]}
    return changed(request, version, line, done, touched=form.place)


@require_POST
def text_add(request, pk):
    """Add a passage to a draft that is there already."""
    version, found, line = sentence_sent(request, pk, "create")
    chosen = request.POST.get("commitment", "")
    drafts = Commitment.objects.visible_to(request.actor).filter(agreement=version.agreement_id)
    draft = get_object_or_404(drafts, pk=chosen if chosen.isdecimal() and len(chosen) < 18 else 0)
    place = place_asked_for(request.POST, found, line)
    try:
        actions.add_span(draft, version, *place, by=request.actor, seen=request.POST.get("seen"))
    except Stale as stale:
        return overtaken(request, version, line, stale)
    except ValidationError as refusal:
        return refused(request, found, line, refusal, place)
    done = _("Passage added to: %(title)s") % {"title": draft.title}
    return changed(request, version, line, done, touched=place, moved=True)


@require_POST
def span_remove(request, pk):
    """Take a passage away from a draft."""
    spans = CommitmentSpan.objects.filter(commitment__in=Commitment.objects.visible_to(request.actor))
    span = get_object_or_404(spans.select_related("commitment", "text_version__agreement"), pk=pk)
    version, title = span.text_version, {"title": span.commitment.title}
    found = reading_for(request.actor, version)
    line = next(iter(found.touched(span.start, span.end)), None)
    try:
        actions.remove_span(span.commitment, span, by=request.actor)
    except ValidationError as refusal:
        return refused(request, found, line, refusal, (span.start, span.end))
    done = _("Passage taken away from: %(title)s") % title
    return changed(request, version, line, done, touched=(span.start, span.end), moved=True)


@require_POST
def sentence_dispose(request, pk):
    """Say that a sentence carries no obligation."""
    return decide(request, pk, sentences.dispose, reason=request.POST.get("reason", ""))


@require_POST
def sentence_reopen(request, pk):
    """Take that back."""
    return decide(request, pk, sentences.reopen)


def decide(request, pk, action, **said):
    """Decide on a whole sentence and answer: changed, refused (422) or overtaken (409)."""
    rows = Sentence.objects.filter(clause__text_version__in=TextVersion.objects.visible_to(request.actor))
    row = get_object_or_404(rows.select_related("clause__text_version__agreement"), pk=pk)
    version = row.clause.text_version
    try:
        row = action(row, by=request.actor, seen=request.POST.get("seen"), **said)
    except Stale as stale:
        return overtaken(request, version, reading_for(request.actor, version).line_by_pk[row.pk], stale)
    except ValidationError as refusal:
        found = reading_for(request.actor, version)
        return refused(request, found, found.line_by_pk[row.pk], refusal)
    words = _("No obligation: %(reason)s") if row.reason else _("The sentence is open again.")
    done = words % {"reason": row.reason_words}
    return changed(request, version, row, done, touched=(row.start, row.end))


def sentence_sent(request, pk, verb):
    """The text, its Reading and the sentence that a form is about: 404 out of sight, 403 when not theirs."""
    version = text_in_sight(request, pk)
    actions.allow(request.actor, verb, version.agreement)
    found, sent = reading_for(request.actor, version), request.POST.get("sentence", "")
    line = found.line_by_pk.get(int(sent)) if sent.isdecimal() and len(sent) < 18 else None
    if line is None and sent:  # cut anew meanwhile: the one that stands there now
        start = request.POST.get("start", "")
        line = next(iter(found.touched(int(start), int(start) + 1)), None) if start.isdecimal() else None
    return version, found, line or (found.lines[0] if found.lines else not_there())


def not_there():
    raise Http404


def refused(request, found, line, refusal, place=None):
    """422: why not, above the form of the sentence."""
    place = place or (line and (line.start, line.end))
    form = fresh_form(request, found, line, place) if line else None
    return answer(request, found, line, 422, form=form, place=place, problem=" ".join(refusal.messages))


def overtaken(request, version, line, stale, form=None):
    """409: how the sentence stands now, beside what was typed; sending again is then a decision."""
    found = reading_for(request.actor, version)
    line = found.line_by_pk.get(line.pk, line)
    place = form.place if form else (line.start, line.end)
    form = form or fresh_form(request, found, line, place)
    return answer(request, found, line, 409, form=form, place=place, problem=" ".join(stale.messages), stale=True)


def changed(request, version, line, done, touched, moved=False, offer=None, **told):
    """All that a change alters on the page; without htmx the page anew, at the sentence.

    `moved`: the card of a commitment may stand under another clause than before; `offer` is what was decided on.
    """
    if not wants_fragment(request):
        messages.success(request, done)
        return redirect(f"{text_url(version)}?sentence={line.pk}#s-{line.pk}" if line else text_url(version))
    found = reading_for(request.actor, version)
    line = line and found.line_by_pk.get(line.pk)
    dresser = Dresser(found, text_url(version))
    lines = found.touched(*touched)
    places = (*found.clause_by_pk, None) if moved else {each.clause for each in lines}
    context = {
        **work_context(request, found, line, done=done, offer=offer, **told),
        **coverage_context(found, dresser, line),
        "lines": [dresser.line(each, oob=True) for each in lines],
        "groups": [dresser.group(pk, oob=True) for pk in places],
        **offers_context(request.actor, found, dresser, rows=False),
        "offers": offer_rows(request.actor, found, dresser, lines),
    }
    response = render(request, "agreements/texts/_marked.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def offer_rows(actor, found, dresser, lines):
    """The proposals of some sentences, to be put in the place of what the page shows of them."""
    dressed = OfferRows(found, dresser, actor)
    touched = dict.fromkeys(offer.pk for line in lines for offer in line.offers)
    return [dressed.row(offer, oob=True) for offer in found.offers if offer.pk in touched]
