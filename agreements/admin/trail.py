"""The trail and its seals: searched and read."""

import json
from collections import defaultdict

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import TrailEntry, TrailSeal, reason_words
from ..trail import SENTENCES, sentence
from .base import ReadOnlyAdmin
from .records import one_sides_own


def verb_words(verb):
    """How a line with this verb reads, whoever and whatever it is about."""
    return gettext(SENTENCES[verb]) % defaultdict(lambda: "…") if verb in SENTENCES else verb


def kind_words(model_name):
    """What an object is called, by the name of its model."""
    found = apps.all_models["agreements"].get(model_name)
    return capfirst(found._meta.verbose_name) if found else model_name


class WordsFilter(admin.AllValuesFieldListFilter):
    """The values that occur, in words."""

    words = staticmethod(str)

    def choices(self, changelist):
        first, *values = super().choices(changelist)
        return [first, *({**value, "display": self.words(value["display"])} for value in values)]


class VerbFilter(WordsFilter):
    words = staticmethod(verb_words)


class KindFilter(WordsFilter):
    words = staticmethod(kind_words)


@admin.register(TrailEntry)
class TrailEntryAdmin(ReadOnlyAdmin):
    """Lines that are one side's own matter say that something happened, not what was written about it."""

    list_display = ["at", "who", "line", "kind", "object_id", "sequence", "told_reason"]
    list_display_links = ["at", "line"]
    list_filter = [("verb", VerbFilter), ("object_type", KindFilter), "at"]
    search_fields = ["object_type", "verb"]
    search_help_text = _("Code, name, reason, kind of record or its number.")
    date_hierarchy = "at"
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["at", "who", "line", "told_reason", "told_changes"]}),
        (_("object"), {"fields": ["kind", "object_id", "sequence", "agreement_id", "own_party"]}),
        (_("recorded text"), {"fields": ["told_text", "previous_hash", "hash"]}),
    ]

    def get_search_results(self, request, queryset, search_term):
        """Also by what a line holds, save where that is one side's own matter."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if term := search_term.strip():
            also = Q(own_party__isnull=True, text__icontains=term)
            if term.isdigit():
                also |= Q(object_id=int(term[:18]))
            found |= queryset.filter(also)
        return found, duplicates

    @admin.display(description=_("person"))
    def who(self, entry):
        told = json.loads(entry.text)
        return f"{told['who']} · {told['unit']}" if told["unit"] else told["who"]

    @admin.display(description=_("object"), ordering="object_type")
    def kind(self, entry):
        return kind_words(entry.object_type)

    @admin.display(description=_("what happened"), ordering="verb")
    def line(self, entry):
        return sentence(entry)

    @admin.display(description=_("reason"))
    def told_reason(self, entry):
        return json.loads(entry.text)["reason"] if entry.own_party is None else one_sides_own()

    @admin.display(description=_("what changed"))
    def told_changes(self, entry):
        if entry.own_party is not None:
            return one_sides_own()
        changes = json.loads(entry.text)["changes"]
        if entry.object_type == "sentence" and "reason" in changes:
            changes["reason"] = [reason_words(reason) for reason in changes["reason"]]
        return "\n".join(f"{name}: {before} → {after}" for name, (before, after) in changes.items())

    @admin.display(description=_("recorded text"))
    def told_text(self, entry):
        return entry.text if entry.own_party is None else one_sides_own()


@admin.register(TrailSeal)
class TrailSealAdmin(ReadOnlyAdmin):
    list_display = ["day", "entry_count", "last_entry_id", "hash", "sealed_at"]
    search_fields = ["hash", "heads"]
    date_hierarchy = "day"
