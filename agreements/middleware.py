"""What every request carries: the language, the actor, the clock; and how an ended session is told to htmx."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from .models import Actor, CalendarYear, Membership
from .standing import Clock

ACTING = "acting"


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
    """An htmx request without a session gets HX-Redirect to the sign-in page and back to the *page*, never a 302."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        location = response.headers.get("Location", "")
        login = resolve_url(settings.LOGIN_URL)
        if not (request.htmx and response.status_code == 302 and urlsplit(location).path == login):
            return response
        page = urlsplit(request.htmx.current_url_abs_path or "/")
        back = page.path + (f"?{page.query}" if page.query else "")
        return HttpResponse(headers={"HX-Redirect": f"{login}?{urlencode({'next': back})}"})


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
    """The Actor of a request: through the post chosen last, else the first; administrators through none unless chosen."""
    chosen = request.session.get(ACTING)
    for post in request.posts:
        if post.pk == chosen:
            return Actor(request.user, post)
    if request.user.is_authenticated and request.user.is_superuser:
        return Actor(request.user)
    return Actor(request.user, request.posts[0] if request.posts else None)
