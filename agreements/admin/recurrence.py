"""How commitments recur: corrected with a reason; what follows for the occurrences is made or removed at once."""

from django.contrib import admin

from .. import lifecycle
from ..actions import occurrences
from ..models import Recurrence
from .base import OurAdmin, actor_of


@admin.register(Recurrence)
class RecurrenceAdmin(OurAdmin):
    list_display = ["commitment", "every", "anchor", "starts_on", "until_on", "lead_days", "target"]
    list_filter = ["every", "anchor", "commitment__agreement"]
    list_select_related = ["commitment"]
    search_fields = ["commitment__code", "commitment__title", "target"]
    readonly_fields = ["commitment"]
    fields = ["commitment", "every", "anchor", "starts_on", "until_on", "lead_days", "target"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not lifecycle.obstacle("recur", obj.commitment))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        by = actor_of(request)
        occurrences.make(obj.commitment, by=by)
        if "target" in form.changed_data:
            occurrences.follow(obj.commitment, by=by)
