"""What people have said and what was told to them: looked at, never changed here.

What is still one side's own matter (a draft report, a closing that was not
released) shows that it exists, not what it says.
"""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import (
    Confirmation,
    Decision,
    ExtensionRequest,
    Letter,
    Notification,
    ProgressReport,
    ReportState,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
)
from .base import ReadOnlyAdmin, ReadOnlyInline


def one_sides_own():
    return _("One side's own matter until it is released.")


def shown(name, is_open, label):
    """A column that shows a field's words only where they are no longer one side's own matter."""

    @admin.display(description=label)
    def column(self, row):
        return getattr(row, name) if is_open(row) else one_sides_own()

    return column


def is_submitted(report):
    return report.state == ReportState.SUBMITTED


def is_released(decision):
    return decision.is_released


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    list_display = ["commitment", "unit", "kind", "cycle_on", "percent", "author", "state", "submitted_at"]
    list_filter = ["state", "kind", "commitment__agreement", "cycle_on"]
    list_select_related = ["commitment", "unit", "author"]
    search_fields = ["commitment__code", "commitment__title", "unit__name", "author__name"]
    date_hierarchy = "submitted_at"
    fieldsets = [
        (None, {"fields": ["commitment", "unit", "author", "acting_unit", "cycle_on", "kind", "state", "letter"]}),
        (
            gettext_lazy("Report"),
            {"fields": ["told_text", "told_percent", "told_kept_up", "told_problem", "told_next", "told_needs"]},
        ),
        (gettext_lazy("On record"), {"fields": ["seconds", "created_at", "submitted_at"]}),
    ]
    told_text = shown("text", is_submitted, gettext_lazy("what was done"))
    told_percent = shown("percent", is_submitted, gettext_lazy("visible progress"))
    told_kept_up = shown("kept_up", is_submitted, gettext_lazy("kept up this cycle"))
    told_problem = shown("problem", is_submitted, gettext_lazy("problem"))
    told_next = shown("next_step", is_submitted, gettext_lazy("next step"))
    told_needs = shown("needs_other", is_submitted, gettext_lazy("needed from the other side"))


class ConfirmationInline(ReadOnlyInline):
    model = Confirmation
    fields = ["party", "answer", "note", "user", "unit", "letter", "answered_at", "contested_at", "contest_reason"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("party__organization", "user", "unit", "letter")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "commitment", "party", "opened_by", "opened_at", "released_at", "outcome", "decided_at"]
    list_display_links = ["kind", "commitment"]
    list_filter = ["outcome", "kind", "agreement", ("released_at", admin.EmptyFieldListFilter)]
    list_select_related = ["commitment", "party__organization", "opened_by"]
    search_fields = ["commitment__code", "commitment__title", "agreement__code", "sha256"]
    date_hierarchy = "opened_at"
    inlines = [ConfirmationInline]
    fieldsets = [
        (None, {"fields": ["kind", "agreement", "commitment", "party", "outcome", "decided_at"]}),
        (gettext_lazy("Opened"), {"fields": ["opened_by", "opened_unit", "opened_at", "told_reason", "letter"]}),
        (gettext_lazy("Released"), {"fields": ["released_by", "released_at", "canonical_text", "sha256"]}),
    ]
    told_reason = shown("reason", is_released, gettext_lazy("reason"))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ["decision", "party", "answer", "user", "unit", "letter", "answered_at", "contested_at"]
    list_filter = [
        "answer",
        ("letter", admin.EmptyFieldListFilter),
        ("contested_at", admin.EmptyFieldListFilter),
        "decision__agreement",
    ]
    list_select_related = ["decision__commitment", "party__organization", "user", "unit", "letter"]
    search_fields = ["decision__commitment__code", "decision__commitment__title", "note"]
    date_hierarchy = "answered_at"


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["number", "dated_on", "party", "signer", "recorded_by", "recorded_unit", "recorded_at"]
    list_filter = ["party__agreement", "party__organization"]
    list_select_related = ["party__organization", "recorded_by", "recorded_unit"]
    search_fields = ["number", "signer", "party__organization__name"]
    date_hierarchy = "dated_on"


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["recipient", "kind", "commitment", "channel", "state", "due_at", "attempts", "sent_at"]
    list_filter = ["state", "kind", "channel"]
    list_select_related = ["recipient", "commitment"]
    search_fields = ["recipient__username", "recipient__name", "commitment__code", "dedupe_key"]
    date_hierarchy = "due_at"


class SecondmentBreakInline(ReadOnlyInline):
    model = SecondmentBreak
    fields = ["starts_on", "ends_on", "reason"]


class SecondmentChangeInline(ReadOnlyInline):
    model = SecondmentChange
    fields = ["old_end_on", "new_end_on", "reason", "party", "asked_by", "asked_at", "outcome", "answered_by", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("party__organization", "asked_by", "answered_by")


class SecondmentEvaluationInline(ReadOnlyInline):
    """That there is one and who wrote it; its words are for the organisation departments."""

    model = SecondmentEvaluation
    fields = ["written_by", "written_unit", "written_at"]


@admin.register(Secondment)
class SecondmentAdmin(ReadOnlyAdmin):
    """The register; of a final evaluation only that there is one."""

    list_display = ["person", "post", "sending_unit", "host_unit", "starts_on", "planned_end_on", "ended_on"]
    list_filter = ["commitment__agreement", "sending_party__organization", "starts_on"]
    list_select_related = ["sending_unit", "host_unit"]
    search_fields = ["person", "post", "approval_number", "commitment__code"]
    date_hierarchy = "starts_on"
    inlines = [SecondmentBreakInline, SecondmentChangeInline, SecondmentEvaluationInline]
    fieldsets = [
        (None, {"fields": ["commitment", "person", "post", "approval_number"]}),
        (None, {"fields": ["sending_party", "sending_unit", "host_party", "host_unit"]}),
        (None, {"fields": ["starts_on", "planned_end_on", "ended_on", "called_off_on"]}),
        (gettext_lazy("Exception"), {"fields": ["exception_reason", "exception_allowed_by"]}),
        (gettext_lazy("On record"), {"fields": ["created_by", "created_unit", "created_at"]}),
    ]


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(ReadOnlyAdmin):
    list_display = ["commitment", "party", "old_due_on", "new_due_on", "outcome", "asked_by", "decided_by"]
    list_filter = ["outcome", "commitment__agreement"]
    list_select_related = ["commitment", "party__organization", "asked_by", "decided_by"]
    search_fields = ["commitment__code", "commitment__title", "reason"]
    date_hierarchy = "asked_at"
