"""To be written."""

from django.http import Http404


def progress_report(request, **kwargs):
    raise Http404


def progress_no_change(request, **kwargs):
    raise Http404


def progress_second(request, **kwargs):
    raise Http404


def progress_draft(request, **kwargs):
    raise Http404
