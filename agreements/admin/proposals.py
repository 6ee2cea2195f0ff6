"""What readings proposed and what became of it: the ledger of a reader's errors, counted by reason."""

from django.contrib import admin

from ..models import Proposal
from .base import OurAdmin, ReadOnly


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, OurAdmin):
    list_display = ["title", "text_version", "reader", "status", "reason", "decided_by", "decided_at"]
    list_filter = ["reason", "status", "reader", "strength", "text_version__agreement"]
    list_select_related = ["text_version__agreement", "decided_by"]
    search_fields = ["title", "text_version__agreement__code", "text_version__agreement__title"]
    date_hierarchy = "decided_at"
    show_facets = admin.ShowFacets.ALWAYS  # how many were discarded for which reason
