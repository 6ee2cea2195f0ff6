"""Indicators and their figures: corrected with a reason; what is locked is looked at."""

from django.contrib import admin

from .. import lifecycle
from ..models import Indicator, IndicatorValue
from .base import OurAdmin


@admin.register(Indicator)
class IndicatorAdmin(OurAdmin):
    list_display = ["name", "commitment", "measure", "direction"]
    list_filter = ["direction", "commitment__agreement"]
    list_select_related = ["commitment"]
    search_fields = ["name", "commitment__code", "commitment__title"]
    readonly_fields = ["commitment"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not lifecycle.obstacle("plan", obj.commitment))


@admin.register(IndicatorValue)
class IndicatorValueAdmin(OurAdmin):
    list_display = ["indicator", "period", "target", "actual", "locked_at", "locked_by"]
    list_filter = ["period", ("locked_at", admin.EmptyFieldListFilter), "indicator__commitment__agreement"]
    list_select_related = ["indicator", "locked_by"]
    search_fields = ["indicator__name", "indicator__commitment__code", "period"]
    readonly_fields = ["indicator", "locked_at", "locked_by"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        is_open = obj is None or not (obj.locked_at or lifecycle.obstacle("plan", obj.indicator.commitment))
        return allowed and is_open
