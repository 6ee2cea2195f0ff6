"""What every request carries: the language, the actor, the clock; and how an ended session is told to htmx."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Actor, CalendarYear, Membership
from .standing import Clock
from .views import kept

ACTING = "acting"
AS_ADMINISTRATOR = "admin"


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
        if response.status_code != 302 or urlsplit(response.headers.get("Location", "")).path != login:
            return response
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": sign_in_again(login, request.htmx.current_url_abs_path or "/")})
        if request.method == "POST":
            kept.keep_post(request)
            return redirect(sign_in_again(login, page_of(request)))
        return response


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
        request.clock = SimpleLazyObject(lambda: Clock.on(timezone.localdate(), CalendarYear.objects.calendar()))
        return self.get_response(request)


def posts_of(user):
    """The memberships a person may act through today, with unit and organization."""
    if not user.is_authenticated:
        return []
    current = Membership.objects.current_on(timezone.localdate()).filter(user=user)
    return list(current.select_related("user", "unit__organization").order_by("pk"))


def actor_of(request):
    """The Actor of a request: through the post chosen last or the first; an administrator by default through none."""
    chosen = request.session.get(ACTING)
    for post in request.posts:
        if post.pk == chosen:
            return Actor(request.user, post)
    if request.user.is_authenticated and request.user.is_superuser:
        return Actor(request.user)
    return Actor(request.user, request.posts[0] if request.posts else None)
