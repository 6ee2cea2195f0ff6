"""To be written."""

from django.http import Http404


def decision_open(request, **kwargs):
    raise Http404


def decision_step(request, **kwargs):
    raise Http404


def confirmation_contest(request, **kwargs):
    raise Http404
