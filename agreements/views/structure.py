"""The structure found in a text, and a reader's corrections of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..actions import discards, files, structure
from ..actions.commitments import allow
from ..errors import Stale
from ..forms.files import chosen_again
from ..forms.structure import BoundsForm, LabelForm, MergeForm, ScansForm, SplitForm
from ..models import TextVersion
from ..reports.structure import Outline, places
from .htmx import render_for, wants_fragment
from .item import put_errors
from .texts import scans_are_kept

FIRST_WORDS = 60
MOST_LINES = 3000  # that are offered as the first or last one
SAID = {
    "bounds": lambda row: _("Read anew between the lines you chose."),
    "label": lambda row: _("Clause %(number)s is corrected.") % {"number": row.number},
    "merge": lambda row: _("Merged into clause %(number)s.") % {"number": row.number},
    "split": lambda row: _("Clause %(number)s begins there now.") % {"number": row.number},
}
STEPS = {
    "bounds": (BoundsForm, structure.set_bounds),
    "label": (LabelForm, structure.label),
    "merge": (MergeForm, structure.merge),
    "split": (SplitForm, structure.split),
}


def text_to_correct(request, pk):
    """A text with its agreement: 404 out of sight, 403 when not the reader's to correct."""
    visible = TextVersion.objects.visible_to(request.actor).select_related("agreement")
    version = get_object_or_404(discards.foreseen(visible, request.actor), pk=pk)
    allow(request.actor, "correct_structure", version)
    return version


@require_safe
def text_structure(request, pk):
    """The clauses of a text; `clause` opens one for correction, `lines` the choice of the first and last line."""
    return structure_page(request, text_to_correct(request, pk), opened=request.GET.get("clause", ""))


@require_POST
def text_correct(request, pk, step):
    """Correct the structure; refused, what was typed stays beside the reason."""
    version = text_to_correct(request, pk)
    if step not in STEPS:
        raise Http404
    make, act = STEPS[step]
    form, status = make(request.POST), 422
    if form.is_valid():
        try:
            row = act(version, by=request.actor, **form.said)
        except Stale as stale:
            form.add_error(None, stale)
            status = 409
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, SAID[step](row))
            return corrected(request, version, "" if step == "bounds" else row.pk)
    version.refresh_from_db()
    return structure_page(request, version, opened=request.POST.get("opened", ""), form=form, step=step, status=status)


def corrected(request, version, touched):
    """The structure as it stands now, or the page at the clause that was touched."""
    if wants_fragment(request):
        version.refresh_from_db()
        return structure_page(request, version, touched=touched)
    return redirect(structure_url(version) + (f"#clause-{touched}" if touched else ""))


@require_POST
def text_scans(request, pk):
    """Keep scans beside a text that is on record."""
    version = text_to_correct(request, pk)
    form = ScansForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            files.keep_all(form.cleaned_data["scans"], by=request.actor, text_version=version)
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, scans_are_kept(len(form.cleaned_data["scans"])))
            return redirect(structure_url(version))
    return structure_page(request, version, scans_form=form, again=chosen_again(request), status=422)


@require_POST
def text_discard(request, pk):
    """Discard a text that was brought by mistake and on which nobody has worked."""
    version = text_to_correct(request, pk)
    try:
        discards.discard(version, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(structure_url(version))
    messages.success(request, _("The text is discarded. Texts brought before stand as they were."))
    return redirect("agreements:agreement_detail", version.agreement_id)


def structure_url(version):
    return reverse("agreements:text_structure", args=[version.pk])


def structure_page(request, version, status=200, **told):
    outline = Outline(version)
    lines = "lines" in request.GET or told.get("step") == "bounds"
    context = {
        "version": version,
        "agreement": version.agreement,
        "outline": outline,
        "rows": clause_rows(outline, **told),
        "sentences": sum(len(part.sentences) for part in outline.parts),
        "lines": line_rows(outline, **told) if lines else None,
        "scans": list(version.scans.all()),
        "scans_form": ScansForm(),
        "fragment": wants_fragment(request),
        "may_discard": version.is_theirs and not discards.obstacle(version),
        **told,
    }
    return render_for(
        request,
        page="agreements/texts/structure.html",
        fragment="agreements/texts/_structure.html",
        context=context,
        status=status,
    )


@dataclass
class Row:
    """One clause as the page shows it; opened, with the forms that correct it."""

    part: object
    words: str
    count: int  # its sentences, with those of the clauses inside it
    is_fixed: bool
    is_open: bool = False
    label: object = None
    targets: tuple = ()
    sentences: tuple = ()


def clause_rows(outline, opened="", form=None, step="", touched=None, **_told):
    """A Row per clause, in the order of the text."""
    rows = []
    for part in outline.parts:
        count = sum(len(each.sentences) for each in (part, *part.below))
        row = Row(part, first_words(outline.text, part), count, is_fixed(outline, part))
        if str(part.clause.pk) == str(opened):
            row.is_open = True
            row.label = form if step == "label" else LabelForm(initial=labels(part))
            row.targets = () if row.is_fixed else tuple(outline.targets(part))
            row.sentences = tuple(sentence_rows(outline, part, form if step == "split" else None))
        rows.append(row)
    return rows


def labels(part):
    return {"clause": part.clause.pk, "number": part.clause.number, "heading": part.clause.heading}


def is_fixed(outline, part):
    """True when both sides know something by its number or by one inside it."""
    return not outline.agreed.isdisjoint(each.clause.number for each in (part, *part.below))


def first_words(text, part):
    """The first words of a clause, behind its number and heading; empty where it has none of its own."""
    if not part.sentences:
        return ""
    start = part.sentences[0].start
    return " ".join(text[start : min(part.clause.end, start + FIRST_WORDS)].split())


def sentence_rows(outline, part, form):
    """Yield (sentence, its words, the number suggested or typed, errors) of an opened clause; no number, no split."""
    suggested = {sentence.pk: number for sentence, number in outline.splits(part)}
    for sentence in part.sentences:
        words = outline.text[sentence.start : sentence.end]
        number, errors = suggested.get(sentence.pk, ""), ()
        if form is not None and form.data.get("sentence") == str(sentence.pk):
            number, errors = form.data.get("number", number), form.errors.get("number", ())
        yield sentence, words, number, errors


def line_rows(outline, form=None, step="", **_told):
    """Every line as (start, end, words, is first, is last, lies inside), and how many are left out."""
    version, text = outline.version, outline.text
    begin, stop = version.body_start, version.body_end
    if begin is None and outline.parts:
        begin, stop = outline.parts[0].clause.start, max(part.clause.end for part in outline.parts)
    if step == "bounds" and form is not None:
        begin = form.cleaned_data.get("start") if form.cleaned_data.get("start") is not None else begin
        stop = form.cleaned_data.get("end") or stop
    found = list(places(text))
    left = max(len(found) - MOST_LINES, 0)
    if left:
        found = found[: MOST_LINES // 2] + found[-MOST_LINES // 2 :]
    first = max((start for start, end in found if start <= begin), default=found[0][0])
    last = min((end for start, end in found if end >= stop), default=found[-1][1])
    rows = [
        (start, end, text[start:end], start == first, end == last, first <= start and end <= last)
        for start, end in found
    ]
    return {"rows": rows, "left": left}
