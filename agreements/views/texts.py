"""The text of an agreement: brought by paste or as a file, its clauses and sentences found, scans beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..actions import texts as actions
from ..actions.commitments import allow
from ..forms import TextForm
from ..forms.files import chosen_again
from ..models import Agreement, Clause, Sentence
from .item import put_errors


def agreement_in_sight(request, pk):
    """The agreement to which the reader may bring a text: 404 out of sight, 403 when not theirs to bring."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=pk)
    allow(request.actor, "read_text", agreement)
    return agreement


@require_safe
def text_new(request, pk):
    return text_page(request, agreement_in_sight(request, pk), TextForm())


@require_POST
def text_read(request, pk):
    """Put the text on record and lead to what was found in it; refused, what was typed stays in the form."""
    agreement = agreement_in_sight(request, pk)
    form = TextForm(request.POST, request.FILES)
    if form.is_valid():
        known = actions.recorded(agreement, form.found)
        said = {name: form.cleaned_data[name] for name in ("source", "received_on")}
        scans = form.cleaned_data["scans"]
        try:
            version = actions.read(
                agreement, form.found, by=request.actor, scans=[*filter(None, [form.original]), *scans], **said
            )
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, known_already(version) if known else what_was_found(version))
            if form.warnings:
                messages.warning(request, " ".join(form.warnings))
            if scans:
                messages.success(request, scans_are_kept(len(scans)))
            return redirect("agreements:text_structure", version.pk)
    return text_page(request, agreement, form, status=422, again=chosen_again(request))


def text_page(request, agreement, form, status=200, **told):
    context = {"agreement": agreement, "form": form, "versions": agreement.texts.count(), **told}
    return render(request, "agreements/texts/new.html", context, status=status)


def known_already(version):
    return _("This text is already on record, received %(day)s; nothing was added to it.") % {
        "day": version.received_on.isoformat()
    }


def what_was_found(version):
    return _("The text is on record. Clauses found: %(clauses)d; sentences: %(sentences)d.") % {
        "clauses": Clause.objects.filter(text_version=version).count(),
        "sentences": Sentence.objects.filter(clause__text_version=version).count(),
    }


def scans_are_kept(count):
    return ngettext("%(n)d scan is kept beside the text.", "%(n)d scans are kept beside the text.", count) % {
        "n": count
    }
