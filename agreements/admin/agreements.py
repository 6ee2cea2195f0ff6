"""Agreements with their parties, and parties with their signatories."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import corrections, occurrences
from ..models import Agreement, AgreementParty, Signatory
from .base import OurAdmin, OurInline, actor_of


def rebuild_lamps(modeladmin, request, row, agreement=None):
    """After a row of settings changed: the days on which lamps turn anew, and how many changed."""
    count, changed = corrections.rebuild_lamps(row, by=actor_of(request), agreement=agreement)
    told = ngettext(
        "The lamp of %(all)d commitment was worked out again; %(n)d changed.",
        "The lamps of %(all)d commitments were worked out again; %(n)d changed.",
        count,
    )
    modeladmin.message_user(request, told % {"all": count, "n": changed})


class PartyFormSet(BaseInlineFormSet):
    """Two parties or more; what commitments oblige does not change under them."""

    def add_fields(self, form, index):
        """New rows carry on the order of those above."""
        super().add_fields(form, index)
        if index is not None and form.instance._state.adding:
            form.initial["order"] = index + 1

    def clean(self):
        super().clean()
        if not self.instance.pk or not self.instance.commitments.exists():
            return
        for form in self.initial_forms:
            if self._should_delete_form(form):
                raise ValidationError(_("A party cannot be removed while commitments oblige the parties."))
            if "organization" in form.changed_data:
                raise ValidationError(_("A party cannot be exchanged while commitments oblige the parties."))


class PartyInline(OurInline):
    model = AgreementParty
    formset = PartyFormSet
    fields = ["order", "organization", "answers_by_letter", "gate_open"]
    autocomplete_fields = ["organization"]
    show_change_link = True

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, min_num=2, validate_min=True, **kwargs)


@admin.register(Agreement)
class AgreementAdmin(OurAdmin):
    list_display = ["code", "title", "kind", "status", "signed_on", "effective_to", "sides", "commitment_count"]
    list_display_links = ["code", "title"]
    list_filter = ["status", "kind", "parties__organization"]
    search_fields = ["code", "title", "archive_number"]
    date_hierarchy = "signed_on"
    autocomplete_fields = ["parent"]
    inlines = [PartyInline]
    fieldsets = [
        (None, {"fields": ["code", "title", "kind", "status"]}),
        (gettext_lazy("Term"), {"fields": ["signed_on", "effective_from", "effective_to", "reporting_cycle"]}),
        (gettext_lazy("Related agreement"), {"fields": ["parent", "relation"]}),
        (gettext_lazy("Archive"), {"fields": ["archive_number", "original_location", "remark"]}),
        (gettext_lazy("Reading by a model"), {"fields": ["model_may_read"]}),
    ]

    def get_queryset(self, request):
        parties = AgreementParty.objects.select_related("organization").order_by("order")
        rows = super().get_queryset(request).annotate(commitment_total=Count("commitments", distinct=True))
        return rows.prefetch_related(Prefetch("parties", parties))

    def get_readonly_fields(self, request, obj=None):
        """The code stands in the codes of the commitments and stays."""
        return ["code"] if obj and obj.commitment_total else []

    @admin.display(description=gettext_lazy("parties"))
    def sides(self, agreement):
        return " · ".join(party.organization.short_name for party in agreement.parties.all())

    @admin.display(description=gettext_lazy("commitments"), ordering="commitment_total")
    def commitment_count(self, agreement):
        return agreement.commitment_total

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed = {name for formset in formsets for row, names in formset.changed_objects for name in names}
        if change and (changed & {"answers_by_letter"} or "reporting_cycle" in form.changed_data):
            rebuild_lamps(self, request, form.instance, form.instance)
        if change and {"effective_from", "effective_to", "status"} & set(form.changed_data):
            occurrences.after_agreement(form.instance, by=actor_of(request))


class SignatoryInline(OurInline):
    model = Signatory
    fields = ["name", "post"]


@admin.register(AgreementParty)
class AgreementPartyAdmin(OurAdmin):
    """A party, for its signatories; the rest is changed on the page of its agreement."""

    list_display = ["agreement_code", "order", "organization", "answers_by_letter", "gate_open", "signed_by"]
    list_display_links = ["agreement_code", "organization"]
    list_filter = ["agreement", "organization", "answers_by_letter", "gate_open"]
    search_fields = ["organization__name", "organization__short_name", "agreement__code"]
    fields = readonly_fields = ["agreement", "organization", "order", "answers_by_letter", "gate_open"]
    inlines = [SignatoryInline]

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("agreement", "organization")
        return rows.prefetch_related("signatories")

    @admin.display(description=gettext_lazy("agreement"), ordering="agreement__code")
    def agreement_code(self, party):
        return party.agreement.code

    @admin.display(description=gettext_lazy("signatories"))
    def signed_by(self, party):
        return ", ".join(signatory.name for signatory in party.signatories.all())
