"""To be written."""

from django.http import Http404


def more(request, **kwargs):
    raise Http404


def acting_switch(request, **kwargs):
    raise Http404


def language_switch(request, **kwargs):
    raise Http404


def demo_sign_in(request, **kwargs):
    raise Http404


def first_run(request, **kwargs):
    raise Http404
