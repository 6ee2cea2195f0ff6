"""Commitments: drafts are edited, what was agreed is read; units are named; repairs are asked for with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import lifecycle, standing
from ..actions import commitments, corrections
from ..errors import Refused
from ..models import AgreementParty, Clause, Commitment, CommitmentSpan, CommitmentUnit
from .base import REASON, CorrectionForm, OurAdmin, OurInline, actor_of
from .repairs import REPAIRS

READ_ONLY = [
    "code",
    "status",
    "held_from",
    "ended_as",
    "successor",
    "percent",
    "kept_up",
    "first_due_on",
    "behind_on",
    "silent_on",
    "opens_on",
    "assigned_at",
    "finished_at",
    "created_by",
    "created_for",
    "created_at",
    "version",
    "parent",
    "period",
]


class CommitmentForm(CorrectionForm):
    """Saves through the actions, so it asks beforehand what they would refuse."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["seen_version"]
        else:
            self.fields["seen_version"].initial = self.instance.version

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self._ask_the_rules()
        except ValidationError as refused:
            self.add_error(None, ValidationError(refused.messages))

    def _ask_the_rules(self):
        row = self.instance
        commitments.check_draft(row)
        if row._state.adding:
            return
        if self.cleaned_data.get("seen_version") != row.version:
            raise Refused(_("Somebody changed this commitment while you were writing. Open it again."))
        if self.changed_fields and (problem := lifecycle.nothing_before_the_others(row)):
            raise Refused(problem)

    @property
    def changed_fields(self):
        """The fields of the commitment itself that were changed."""
        return [name for name in self.changed_data if name in commitments.DRAFT_FIELDS]


class SpanInline(OurInline):
    model = CommitmentSpan
    fields = ["text_version", "start", "end", "words"]
    readonly_fields = ["words"]
    autocomplete_fields = ["text_version"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text_version__agreement", "commitment")

    @admin.display(description=gettext_lazy("text"))
    def words(self, span):
        return span.text_version.text[span.start : span.end] if span.pk else ""

    def _draft(self, obj):
        return obj is None or not lifecycle.obstacle("edit", obj)

    def has_add_permission(self, request, obj=None):
        return self._draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._draft(obj) and super().has_delete_permission(request, obj)


class UnitInline(OurInline):
    """The units that stand on a commitment; only who acts for them is changed here."""

    model = CommitmentUnit
    fields = ["role", "unit", "officer", "leader", "percent", "kept_up", "accepted_by", "accepted_at"]
    readonly_fields = ["role", "unit", "percent", "kept_up", "accepted_by", "accepted_at"]
    autocomplete_fields = ["officer", "leader"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit", "officer", "leader", "accepted_by")

    def has_add_permission(self, request, obj=None):
        return False


class NewUnitFormSet(forms.BaseInlineFormSet):
    """Forms for units to be named: the action looks for the row of the same lead or contact itself."""

    def save(self, commit=True):
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        return []


class NewUnitInline(OurInline):
    """Units to be named: a lead or contact takes the place of the one before."""

    model = CommitmentUnit
    formset = NewUnitFormSet
    verbose_name = gettext_lazy("unit to be named")
    verbose_name_plural = gettext_lazy("name a unit")
    fields = ["role", "unit", "officer"]
    autocomplete_fields = ["unit", "officer"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_change_permission(self, request, obj=None):
        return True


class LampFilter(admin.SimpleListFilter):
    title = gettext_lazy("lamp")
    parameter_name = "lamp"

    def lookups(self, request, model_admin):
        return [(name, standing.LAMP_WORDS[name]) for name in standing.LAMPS]

    def queryset(self, request, queryset):
        return queryset.filter(lamp=self.value()) if self.value() in standing.LAMPS else queryset


@admin.register(Commitment)
class CommitmentAdmin(OurAdmin):
    form = CommitmentForm
    list_display = ["code", "title", "agreement_code", "status", "lamp_word", "due_on", "percent"]
    list_display_links = ["code", "title"]
    list_filter = [
        "status",
        LampFilter,
        "agreement",
        "obligation",
        "cadence",
        "strength",
        "category",
        ("due_on", admin.DateFieldListFilter),
    ]
    list_select_related = ["agreement"]
    search_fields = ["code", "title", "yardstick", "target", "due_text"]
    date_hierarchy = "due_on"
    ordering = ["agreement", "code", "pk"]
    autocomplete_fields = ["agreement", "clause", "obliged_party", "min_months_party"]
    actions = REPAIRS
    fieldsets = [
        (None, {"fields": ["agreement", "clause", "code", "title", "status"]}),
        (gettext_lazy("Who owes it"), {"fields": ["obligation", "obliged_party", "strength", "category"]}),
        (
            gettext_lazy("By what it is judged"),
            {"fields": ["yardstick", "target", "no_yardstick_yet", "min_months", "min_months_party"]},
        ),
        (gettext_lazy("Dates"), {"fields": ["cadence", "due_text", "starts_on", "due_on", "first_due_on"]}),
        (
            gettext_lazy("How it stands"),
            {
                "fields": [
                    *["percent", "kept_up", "behind_on", "silent_on", "assigned_at", "finished_at"],
                    *["held_from", "ended_as", "successor", "parent", "period", "opens_on"],
                ]
            },
        ),
        (gettext_lazy("On record"), {"fields": ["created_by", "created_for", "created_at", "version"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_lamp(request.clock)

    @admin.display(description=gettext_lazy("agreement"), ordering="agreement__code")
    def agreement_code(self, commitment):
        return commitment.agreement.code

    @admin.display(description=gettext_lazy("lamp"))
    def lamp_word(self, commitment):
        return standing.LAMP_WORDS.get(commitment.lamp, "")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return [(title, {"fields": fillable(options["fields"])}) for title, options in fieldsets[:4]]
        return [*fieldsets[:-1], (None, {"fields": [REASON, "seen_version"]})]

    def get_readonly_fields(self, request, obj=None):
        """What was agreed is read; of a draft everything is written but what actions write."""
        if obj is None:
            return []
        if not lifecycle.obstacle("edit", obj):
            return [*READ_ONLY, "agreement"]
        if obj.listed_in_id and not obj.has_been_agreed:
            return [*READ_ONLY, "agreement", *commitments.DRAFT_FIELDS]
        agreed = [name for name in commitments.DRAFT_FIELDS if name not in corrections.NOT_AGREED]
        return [*READ_ONLY, "agreement", *agreed]

    def get_inlines(self, request, obj):
        if obj is None:
            return [SpanInline]
        inlines = [SpanInline, UnitInline]
        return inlines if obj.status in (lifecycle.CLOSED, lifecycle.ENDED) else [*inlines, NewUnitInline]

    def needs_reason(self, obj):
        return bool(obj and obj.has_been_agreed)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """On the page of a commitment only the clauses and parties of its own agreement are offered."""
        pk = request.resolver_match.kwargs.get("object_id", "")
        of_one = {"clause": Clause, "obliged_party": AgreementParty, "min_months_party": AgreementParty}
        if db_field.name in of_one and str(pk).isdigit():
            rows = of_one[db_field.name].objects.all()
            if db_field.name == "clause":
                kwargs["queryset"] = rows.filter(text_version__agreement__commitments=pk).select_related("text_version")
            else:
                kwargs["queryset"] = rows.filter(agreement__commitments=pk).select_related("organization")
            return db_field.formfield(**kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Through the actions: they check, count the version and write the trail."""
        by, given = actor_of(request), {name: form.cleaned_data[name] for name in form.cleaned_data}
        fields = {name: given[name] for name in commitments.DRAFT_FIELDS if name in given}
        if not change:
            saved = commitments.create(obj.agreement, by=by, **fields)
        elif not form.changed_fields:
            return
        elif obj.has_been_agreed:
            saved = corrections.correct_commitment(obj, by=by, reason=given[REASON], version=obj.version, **fields)
        else:
            saved = commitments.edit(obj, by=by, version=obj.version, **fields)
        obj.pk = saved.pk
        obj.refresh_from_db()
        obj._state.adding = False

    def save_formset(self, request, form, formset, change):
        if isinstance(formset, NewUnitFormSet):
            self.name_units(request, form.instance, formset)
            formset.save()
        elif formset.model is CommitmentUnit:
            self.name_people(request, form, formset)
        else:
            super().save_formset(request, form, formset, change)

    def name_units(self, request, commitment, formset):
        for given in filter(None, (inline.cleaned_data for inline in formset.forms if inline.has_changed())):
            told = {name: given.get(name) for name in ("unit", "role", "officer")}
            self.attempt(request, commitments.name_unit, commitment, **told)

    def name_people(self, request, form, formset):
        """Officers are named through the action; leaders in charge are corrected and recorded."""
        officers = [
            (inline.instance.unit, inline.cleaned_data["officer"])
            for inline in formset.initial_forms
            if "officer" in inline.changed_data and inline.cleaned_data["officer"]
        ]
        for inline in formset.initial_forms:
            if "officer" in inline.changed_data and inline.cleaned_data["officer"]:
                inline.instance.officer_id = inline.initial["officer"]
        super().save_formset(request, form, formset, True)
        for unit, officer in officers:
            self.attempt(request, commitments.name_officer, form.instance, unit=unit, officer=officer)

    def attempt(self, request, action, commitment, **told):
        """Do one thing through its action; a refusal becomes a message, and the rest goes on."""
        try:
            action(commitment, by=actor_of(request), **told)
        except Refused as refused:
            self.message_user(request, "; ".join(refused.messages), messages.ERROR)
        except PermissionDenied as refused:
            self.message_user(request, str(refused), messages.ERROR)


def fillable(fields):
    """The fields of a fieldset that a new draft has; the rest is written by actions."""
    return [name for name in fields if name == "agreement" or name in commitments.DRAFT_FIELDS]
