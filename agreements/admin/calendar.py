"""The working calendar, a year with the days on which it differs from Monday to Friday; and the thresholds."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..models import CalendarDay, CalendarYear, Thresholds
from .agreements import rebuild_lamps
from .base import OurAdmin, OurInline


class DayInline(OurInline):
    model = CalendarDay
    fields = ["day", "is_working_day", "name"]


@admin.register(CalendarYear)
class CalendarYearAdmin(OurAdmin):
    reason_required = False
    list_display = ["year", "official", "day_count"]
    list_filter = ["official"]
    search_fields = ["year"]
    inlines = [DayInline]
    fields = ["year", "official"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(day_total=Count("days"))

    def get_readonly_fields(self, request, obj=None):
        return ["year"] if obj else []

    @admin.display(description=_("days"), ordering="day_total")
    def day_count(self, year):
        return year.day_total

    def save_related(self, request, form, formsets, change):
        """The days on which lamps turn follow the calendar."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            rebuild_lamps(self, request, form.instance)


@admin.register(Thresholds)
class ThresholdsAdmin(OurAdmin):
    """The one row of thresholds: there from the beginning, changed and never removed."""

    reason_required = False
    search_fields = ["reporting_day"]
    list_display = ["__str__", "yellow_days", "blue_days", "behind_points", "silent_days", "reporting_day"]
    fields = ["yellow_days", "blue_days", "behind_points", "silent_days", "reporting_day", "horizon_months"]

    def has_add_permission(self, request):
        return not Thresholds.objects.exists()

    def save_related(self, request, form, formsets, change):
        """The days on which lamps turn follow the thresholds."""
        super().save_related(request, form, formsets, change)
        if form.has_changed():
            rebuild_lamps(self, request, form.instance)
