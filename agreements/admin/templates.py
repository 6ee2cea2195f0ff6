"""Templates: the milestones and indicators that are suggested for one kind of cooperation."""

from django.contrib import admin

from ..models import Template, TemplateIndicator, TemplateMilestone
from .base import OurAdmin, OurInline


class MilestoneInline(OurInline):
    model = TemplateMilestone


class IndicatorInline(OurInline):
    model = TemplateIndicator


@admin.register(Template)
class TemplateAdmin(OurAdmin):
    list_display = ["name", "name_en"]
    search_fields = ["name", "name_en"]
    inlines = [MilestoneInline, IndicatorInline]
    deletable = True
    reason_required = False
