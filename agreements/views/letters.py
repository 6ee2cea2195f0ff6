"""To be written."""

from django.http import Http404


def letter_record(request, **kwargs):
    raise Http404
