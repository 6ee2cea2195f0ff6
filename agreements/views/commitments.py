"""To be written."""

from django.http import Http404


def commitment_new(request, **kwargs):
    raise Http404


def commitment_create(request, **kwargs):
    raise Http404


def commitment_detail(request, **kwargs):
    raise Http404


def commitment_next(request, **kwargs):
    raise Http404


def commitment_edit(request, **kwargs):
    raise Http404


def commitment_save(request, **kwargs):
    raise Http404


def commitment_units(request, **kwargs):
    raise Http404


def commitment_unit_remove(request, **kwargs):
    raise Http404


def commitment_officer(request, **kwargs):
    raise Http404


def commitment_step(request, **kwargs):
    raise Http404
