"""Indicators, corrected with a reason; their figures are the sides' own; a locked period is opened with a reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from .. import lifecycle
from ..actions import indicators
from ..models import Indicator, IndicatorValue
from .base import OurAdmin, ReadOnly, actor_of
from .repairs import reasoned


@admin.register(Indicator)
class IndicatorAdmin(OurAdmin):
    list_display = ["name", "commitment", "measure", "every", "direction"]
    list_filter = ["direction", "every", "commitment__agreement"]
    list_select_related = ["commitment"]
    search_fields = ["name", "commitment__code", "commitment__title"]
    readonly_fields = ["commitment", "every"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not lifecycle.obstacle("plan", obj.commitment))


def unlock(row, request, reason):
    indicators.unlock(row, by=actor_of(request), reason=reason)


@admin.action(description=gettext_lazy("Open the locked periods again"), permissions=["view"])
def open_again(modeladmin, request, queryset):
    rows = queryset.select_related("indicator__commitment")
    return reasoned(modeladmin, request, rows, "open_again", title=open_again.short_description, act=unlock)


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ReadOnly, OurAdmin):
    list_display = ["indicator", "period", "target", "actual", "locked_at", "locked_by"]
    list_filter = ["period", ("locked_at", admin.EmptyFieldListFilter), "indicator__commitment__agreement"]
    list_select_related = ["indicator", "locked_by"]
    search_fields = ["indicator__name", "indicator__commitment__code", "period"]
    actions = [open_again]
