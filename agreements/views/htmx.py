"""Page or fragment: which of the two a request wants, and how it gets it."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request):
    """True when htmx will swap the answer into part of the page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_for(request, *, page, fragment, context, status=200):
    """The fragment for htmx, the page for everyone else; caches are told that the two differ."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
