"""What people see when a request comes to nothing: a page, or for htmx a sentence that app.js shows in #messages."""

import logging
import sys
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from .htmx import wants_fragment

logger = logging.getLogger(__name__)


def answer(request, status, sentence, **context):
    """The page of a status, or its sentence alone for htmx."""
    wanted = "includes/_problem.html" if wants_fragment(request) else f"{status}.html"
    context |= {"sentence": sentence, "signed_in": hasattr(request, "actor") and request.user.is_authenticated}
    return render(request, wanted, context, status=status)


@requires_csrf_token
def forbidden(request, exception=None):
    """403: why it is refused, in the words of whoever refused it."""
    return answer(request, 403, str(exception or "") or _("This is not for you to do."))


@requires_csrf_token
def missing(request, exception=None):
    """404: gone, never there, or out of this person's sight; the answer does not tell which."""
    return answer(request, 404, _("This page does not exist, or you may not view it."))


@requires_csrf_token
def too_many_requests(request, exception=None):
    """429: somebody, or something, asks too often."""
    return answer(request, 429, _("Too many requests in a short time. Wait a minute and try again."))


def broken(request):
    """500: a number to quote, which the log has too; no database, no context, nothing else that could break."""
    number = uuid.uuid4().hex[:8]
    logger.error("Error %s at %s", number, request.path, exc_info=sys.exc_info())
    fragment = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
    wanted = "includes/_problem.html" if fragment else "500.html"
    sentence = _("Something went wrong on our side. Nothing was saved. Quote this number: %(number)s") % {
        "number": number
    }
    return HttpResponse(loader.render_to_string(wanted, {"sentence": sentence, "number": number}), status=500)


@requires_csrf_token
def csrf_failure(request, reason=""):
    """403 for a form that does not carry the token of this browser: mostly one left open across a sign-in."""
    if wants_fragment(request):
        return answer(request, 403, _("This page is out of date. Nothing was sent; reload it, then send again."))
    return render(request, "403_csrf.html", {"signed_in": request.user.is_authenticated}, status=403)
