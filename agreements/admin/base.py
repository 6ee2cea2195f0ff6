"""What our admins share: every change leaves a line in the trail, nothing agreed is deleted."""

from collections import Counter

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import corrections
from ..models import Actor

REASON = "correction_reason"


def actor_of(request):
    """The administrator as an Actor: in the admin nobody acts through a post."""
    return Actor(request.user)


class CorrectionForm(forms.ModelForm):
    """A change form that also asks why; the answer goes to the trail."""

    reason_required = False
    correction_reason = forms.CharField(
        label=gettext_lazy("Reason for the correction"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Kept in the trail beside what was changed."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields.pop(REASON, None)
        elif REASON in self.fields:
            self.fields[REASON].required = self.reason_required


class OurAdmin(admin.ModelAdmin):
    """Additions, changes and removals are recorded; rows are kept unless the class says otherwise."""

    form = CorrectionForm
    list_per_page = 50
    deletable = False
    reason_required = True

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != REASON]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        if REASON in flatten_fieldsets(fieldsets):
            return fieldsets
        return [*fieldsets, (None, {"fields": [REASON]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if hasattr(form, "reason_required"):
            form.reason_required = self.needs_reason(obj)
        return form

    def needs_reason(self, obj):
        """Whether a change of this row must say why: what was agreed must."""
        return self.reason_required

    def has_delete_permission(self, request, obj=None):
        return self.deletable and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request, obj, form, change):
        before = corrections.as_stored(obj) if change else None
        super().save_model(request, obj, form, change)
        told = {"by": actor_of(request), "reason": form.cleaned_data.get(REASON, "")}
        if before:
            corrections.record_change(before, obj, **told)
        else:
            corrections.record_addition(obj, **told)

    def save_formset(self, request, form, formset, change):
        changed = [inline.instance.pk for inline in formset.initial_forms if inline.has_changed()]
        before = corrections.all_as_stored(formset.model, changed)
        deleted = [inline.instance.pk for inline in getattr(formset, "deleted_forms", ())]
        super().save_formset(request, form, formset, change)
        told = {"by": actor_of(request), "reason": form.cleaned_data.get(REASON, "")}
        for row, _names in formset.changed_objects:
            corrections.record_change(before[row.pk], row, **told)
        for row in formset.new_objects:
            corrections.record_addition(row, **told)
        for pk in filter(before.get, deleted):
            corrections.record_removal(before[pk], **told)

    def delete_model(self, request, obj):
        before = corrections.as_stored(obj)
        super().delete_model(request, obj)
        corrections.record_removal(before, by=actor_of(request))

    def get_deleted_objects(self, objs, request):
        """The row itself, and what protects it by number and kind, never row by row."""
        protected = protecting(objs)
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), protected


def protecting(rows):
    """What stands against deleting rows: one phrase per kind of record; an empty list when nothing does."""
    try:
        Collector(using="default").collect(rows)
    except ProtectedError as refused:
        kinds = Counter(row._meta.verbose_name_plural for row in refused.protected_objects)
        return [
            ngettext("%(count)d record in “%(kind)s”", "%(count)d records in “%(kind)s”", count)
            % {"count": count, "kind": kind}
            for kind, count in sorted(kinds.items(), key=str)
        ]
    return []


class OurInline(admin.TabularInline):
    """Rows inside a page; one that others hang on is kept, with their number instead of a list."""

    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("InlineForm", (_InlineForm, formset.form), {})
        return formset


class _InlineForm:
    def _post_clean(self):
        """Ask the constraints that speak of the row above, too: inside a page Django leaves them out."""
        super()._post_clean()
        if self.errors or not self.has_changed():
            return
        checks = [one for one in self.instance._meta.constraints if isinstance(one, CheckConstraint)]
        for constraint in checks:
            try:
                constraint.validate(type(self.instance), self.instance)
            except ValidationError as refused:
                self.add_error(None, refused)

    def hand_clean_DELETE(self):
        """Take the place of the admin's own, which would name every row that hangs on this one."""
        if not self.cleaned_data.get("DELETE") or self.instance._state.adding:
            return
        if found := protecting([self.instance]):
            told = {"row": self.instance, "found": ", ".join(found)}
            raise ValidationError(_("“%(row)s” is still used by %(found)s."), params=told)


class ReadOnly:
    """Mixed into an admin or an inline: looked at, never added, changed or removed."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    list_per_page = 50
    actions = None


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False
