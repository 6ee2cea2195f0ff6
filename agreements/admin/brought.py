"""What came from outside and whom it was told: scans, imports, invitations, reminders; looked at only."""

from django.contrib import admin

from ..models import (
    ColumnMapping,
    Invitation,
    LedgerImport,
    Nudge,
    StoredFile,
    SuggestedUnit,
    TakenOver,
)
from .base import ReadOnlyAdmin


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "text_version", "letter", "media_type", "size", "added_by", "added_at"]
    list_filter = ["media_type"]
    list_select_related = ["text_version__agreement", "letter", "added_by"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "added_at"
    fields = [*("text_version", "letter", "name", "media_type", "size", "sha256"), "added_by", "added_unit", "added_at"]


@admin.register(LedgerImport)
class LedgerImportAdmin(ReadOnlyAdmin):
    """That somebody brings a ledger and whether it was confirmed; its cells are the person's own until then."""

    list_display = ["name", "kind", "agreement", "begun_by", "begun_at", "done_at"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter), "agreement"]
    list_select_related = ["agreement", "begun_by"]
    search_fields = ["name", "sha256", "begun_by__name"]
    date_hierarchy = "begun_at"
    fields = [*("kind", "agreement", "name", "sha256"), "begun_by", "begun_unit", "begun_at", "done_at"]


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    list_display = ["organization", "changed_by", "changed_at"]
    list_select_related = ["organization", "changed_by"]
    search_fields = ["organization__name", "changed_by__name"]
    fields = ["organization", "headings", "columns", "changed_by", "changed_at"]


@admin.register(TakenOver)
class TakenOverAdmin(ReadOnlyAdmin):
    list_display = ["commitment", "party", "percent", "source", "taken_by", "taken_at", "report"]
    list_filter = ["commitment__agreement"]
    list_select_related = ["commitment", "party__organization", "taken_by", "report__commitment", "report__unit"]
    search_fields = ["commitment__code", "commitment__title", "source"]
    date_hierarchy = "taken_at"


@admin.register(SuggestedUnit)
class SuggestedUnitAdmin(ReadOnlyAdmin):
    list_display = ["commitment", "party", "unit", "role", "suggested_by", "suggested_at", "accepted", "answered_by"]
    list_filter = ["accepted", "role", "commitment__agreement"]
    list_select_related = ["commitment", "party__organization", "unit", "suggested_by", "answered_by"]
    search_fields = ["commitment__code", "commitment__title", "unit__name"]
    date_hierarchy = "suggested_at"


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited and whether the link was used; nothing here gives the link back."""

    list_display = ["user", "invited_by", "created_at", "expires_at", "used_at", "revoked_at", "revoked_by"]
    list_filter = [("used_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "invited_by", "revoked_by"]
    search_fields = ["user__username", "user__name"]
    date_hierarchy = "created_at"
    fields = [
        *("user", "invited_by", "invited_unit", "created_at"),
        "expires_at",
        "used_at",
        "revoked_at",
        "revoked_by",
    ]


@admin.register(Nudge)
class NudgeAdmin(ReadOnlyAdmin):
    list_display = ["commitment", "unit", "cycle_on", "across", "sent_by", "sent_at"]
    list_filter = ["across", "cycle_on", "commitment__agreement"]
    list_select_related = ["commitment", "unit", "sent_by"]
    search_fields = ["commitment__code", "commitment__title", "unit__name"]
    date_hierarchy = "sent_at"
