"""Reporting progress: a report, no change, seconding, a draft."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import progress as actions
from ..actions.commitments import allow
from ..forms import ReportForm
from .item import act, get_item
from .item_forms import reporting_places


def report_in_sight(request, pk):
    """The commitment and the form as sent: 404 out of sight, 403 for whoever may not report."""
    commitment = get_item(request, pk)
    allow(request.actor, "report", commitment)
    return commitment, ReportForm(
        request.POST, commitment=commitment, places=reporting_places(commitment, request.actor)
    )


@require_POST
def progress_report(request, pk):
    commitment, form = report_in_sight(request, pk)

    def report(version):
        actions.report(commitment, by=request.actor, version=version, **form.said())

    return act(request, commitment, "report", report, _("Report submitted."), form=form, name="report_form")


@require_POST
def progress_no_change(request, pk):
    commitment, form = report_in_sight(request, pk)

    def no_change(version):
        actions.no_change(commitment, by=request.actor, unit=form.said().get("unit"), version=version)

    return act(
        request, commitment, "report", no_change, _("Reported: no change this cycle."), form=form, name="report_form"
    )


@require_POST
def progress_second(request, pk):
    commitment = get_item(request, pk)
    return act(
        request,
        commitment,
        "report",
        lambda version: actions.second(commitment, by=request.actor, version=version),
        _("Report seconded."),
    )


@require_POST
def progress_draft(request, pk):
    commitment, form = report_in_sight(request, pk)

    def save(version):
        actions.save_draft(commitment, by=request.actor, **form.said())

    done = _("Draft saved; only you see it.")
    return act(request, commitment, "report", save, done, form=form, name="report_form")
