"""What every page's frame shows: who acts for which unit, and the way around."""

from django.conf import settings
from django.core.cache import caches
from django.utils.functional import SimpleLazyObject

from ..models import TrailEntry
from ..reports import desk

BADGE_SECONDS = 60


def frame(request):
    """The context of base.html; lazy, so that a fragment pays for none of it."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.user.is_authenticated:
        return {"languages": settings.LANGUAGES}
    match = request.resolver_match
    return {
        "actor": actor,
        "posts": request.posts,
        "clock": request.clock,
        "desk_count": SimpleLazyObject(lambda: desk_count(actor, request.clock)),
        "section": match.url_name.split("_")[0] if match and match.url_name else "",
        "languages": settings.LANGUAGES,
    }


def desk_count(actor, clock):
    """The number beside “My desk”: worked out again on a new day and after every line of the trail.

    Whatever changes what somebody has to do writes a line, so the newest one says whether the
    number kept by this process still holds; for the rare line that comes out of turn there is a limit.
    """
    if actor.membership is None:
        return 0
    newest = TrailEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"desk:{actor.membership.pk}:{clock.today}:{newest}"
    return caches["process"].get_or_set(key, lambda: desk.count_for(actor, clock), BADGE_SECONDS)
