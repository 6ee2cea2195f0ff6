"""Texts, immutable once recorded; their clauses and sentences."""

import hashlib

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Clause, Disposition, Sentence, TextVersion
from .base import CorrectionForm, OurAdmin, OurInline


class TextForm(CorrectionForm):
    """Takes a pasted text as it will be stored: with plain line ends, and its hash beside it."""

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def _post_clean(self):
        """The hash stands in no field of the form, so that the form alone would leave its constraint out."""
        super()._post_clean()
        if self.errors or not self.instance._state.adding:
            return
        self.instance.sha256 = hashlib.sha256(self.instance.text.encode()).hexdigest()
        try:
            self.instance.validate_constraints()
        except ValidationError as refused:
            self.add_error(None, ValidationError(refused.messages))


class ClauseInline(OurInline):
    model = Clause
    fields = ["number", "heading", "short_heading", "start", "end", "parent"]
    readonly_fields = ["parent"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("parent", "text_version")


def keep_sort_keys(formset):
    """Set the key of every clause of a formset from its number before it is saved."""
    for form in formset.forms:
        form.instance.sort_key = Clause.sort_key_of(form.instance.number)


@admin.register(TextVersion)
class TextVersionAdmin(OurAdmin):
    form = TextForm
    list_display = ["agreement_code", "source", "received_on", "short_hash", "created_at"]
    list_display_links = ["agreement_code", "source"]
    list_filter = ["source", "agreement"]
    list_select_related = ["agreement"]
    search_fields = ["agreement__code", "agreement__title", "sha256"]
    date_hierarchy = "received_on"
    autocomplete_fields = ["agreement"]
    inlines = [ClauseInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("agreement")

    def get_fields(self, request, obj=None):
        given = ["agreement", "source", "received_on"]
        return [*given, "sha256", "created_at", "text"] if obj else [*given, "text"]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_formset(self, request, form, formset, change):
        keep_sort_keys(formset)
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("agreement"), ordering="agreement__code")
    def agreement_code(self, text):
        return text.agreement.code

    @admin.display(description="SHA-256", ordering="sha256")
    def short_hash(self, text):
        return text.sha256[:12]


class SentenceInline(OurInline):
    model = Sentence
    fields = ["start", "end", "words", "disposition", "reason"]
    readonly_fields = ["words"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("clause__text_version")

    @admin.display(description=_("text"))
    def words(self, sentence):
        return sentence.clause.text_version.text[sentence.start : sentence.end] if sentence.pk else ""


def decide(request, sentence):
    """Note who said that a sentence obliges nobody."""
    sentence.decided_by = request.user if sentence.disposition == Disposition.NO_OBLIGATION else None


class ClauseForm(CorrectionForm):
    """The sort key follows from the number."""

    def _post_clean(self):
        if number := self.cleaned_data.get("number"):
            self.instance.sort_key = Clause.sort_key_of(number)
        super()._post_clean()


@admin.register(Clause)
class ClauseAdmin(OurAdmin):
    form = ClauseForm
    list_display = ["number", "heading", "short_heading", "text_version", "parent", "start", "end"]
    list_display_links = ["number", "heading"]
    list_filter = ["text_version__agreement", "text_version__source"]
    list_select_related = ["text_version__agreement", "parent"]
    search_fields = ["number", "heading", "short_heading", "text_version__agreement__code"]
    autocomplete_fields = ["text_version", "parent"]
    fields = ["text_version", "number", "heading", "short_heading", "start", "end", "parent", "passage"]
    readonly_fields = ["passage"]
    inlines = [SentenceInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text_version__agreement", "parent")

    def get_readonly_fields(self, request, obj=None):
        return ["text_version", "passage"] if obj else ["passage"]

    @admin.display(description=_("text"))
    def passage(self, clause):
        return clause.text_version.text[clause.start : clause.end] if clause.pk else ""

    def save_formset(self, request, form, formset, change):
        for inline in formset.forms:
            if "disposition" in inline.changed_data:
                decide(request, inline.instance)
        super().save_formset(request, form, formset, change)


@admin.register(Sentence)
class SentenceAdmin(OurAdmin):
    """Sentences across all clauses, for those whose meaning nobody has settled yet."""

    list_display = ["clause", "words", "disposition", "told_reason"]
    list_display_links = ["words"]
    list_filter = ["disposition", "clause__text_version__agreement"]
    list_select_related = ["clause__text_version"]
    search_fields = ["reason", "clause__number", "clause__heading"]
    fields = ["clause", "start", "end", "words", "disposition", "reason", "decided_by"]
    readonly_fields = ["clause", "words", "decided_by"]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("text"))
    def words(self, sentence):
        return sentence.clause.text_version.text[sentence.start : sentence.end][:60]

    @admin.display(description=_("reason"), ordering="reason")
    def told_reason(self, sentence):
        return sentence.reason_words

    def save_model(self, request, obj, form, change):
        if "disposition" in form.changed_data:
            decide(request, obj)
        super().save_model(request, obj, form, change)
