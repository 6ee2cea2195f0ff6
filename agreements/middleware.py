"""What every request carries: the language, the actor, the clock; and how an ended session is told to htmx."""

from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from .models import CalendarYear
from .standing import Clock
from .views import kept
from .views.acting import actor_of, posts_of


class LanguageMiddleware:
    """The person's language, else the cookie's, else Chinese; never the browser's guess."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        wanted = request.session.get("language") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class SessionEndedMiddleware:
    """Whoever comes without a session is sent to the sign-in page and back to the *page*, and loses nothing typed.

    htmx gets HX-Redirect, never a 302, and app.js keeps the form. Of a plain form the fields are kept here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            return known(request, response)
        login = resolve_url(settings.LOGIN_URL)
        if not asks_to_sign_in(request, response, login):
            return response
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": sign_in_again(login, request.htmx.current_url_abs_path or "/")})
        if request.method == "POST":
            kept.keep_post(request)
            return redirect(sign_in_again(login, page_of(request)))
        return response


def asks_to_sign_in(request, response, login):
    """True for the answer that whoever needs a session and has none gets to this request; not for a sign-out."""
    location = urlsplit(response.headers.get("Location", ""))
    asked_for = parse_qs(location.query).get("next", [""])[0]
    return response.status_code == 302 and location.path == login and urlsplit(asked_for).path == request.path


def known(request, response):
    """The response, with the cookie that says who uses this browser when it does not say so yet."""
    mark = kept.mark_of(request.user)
    if request.COOKIES.get(kept.PERSON) != mark:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(kept.PERSON, mark, httponly=True, secure=secure, samesite="Lax")
    return response


def sign_in_again(login, page):
    """The address of the sign-in page that leads back to a page."""
    parts = urlsplit(page)
    back = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"{login}?{urlencode({'next': back})}"


def page_of(request):
    """The page of ours on which a form was filled in; the first one when the browser does not say."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else "/"


class ActorMiddleware:
    """`request.actor`: the person acting through the chosen post; `request.clock`: today and the calendar."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.posts = SimpleLazyObject(lambda: posts_of(request.user))
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        request.clock = SimpleLazyObject(clock_now)
        return self.get_response(request)


def clock_now():
    """Today with the calendar and the thresholds as they stand."""
    return Clock.on(timezone.localdate(), *CalendarYear.objects.calendar_and_limits())
