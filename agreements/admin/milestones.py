"""Milestones: corrected with a reason; who adds them and marks them as done are the sides."""

from django.contrib import admin

from .. import lifecycle
from ..models import Milestone
from .base import OurAdmin


@admin.register(Milestone)
class MilestoneAdmin(OurAdmin):
    list_display = ["title", "commitment", "due_on", "first_due_on", "done_on", "unit", "weight", "is_suggested"]
    list_filter = ["is_suggested", "commitment__agreement", ("done_on", admin.EmptyFieldListFilter)]
    list_select_related = ["commitment", "unit"]
    search_fields = ["title", "commitment__code", "commitment__title"]
    date_hierarchy = "due_on"
    autocomplete_fields = ["unit"]
    readonly_fields = ["commitment", "first_due_on", "done_on", "is_suggested", "version"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not lifecycle.obstacle("plan", obj.commitment))
