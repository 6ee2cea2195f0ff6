"""What every page's frame shows: who acts for which unit, and the way around."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject


def things_to_do(actor, clock):
    """How many things need the actor now; counted only where a page shows it."""
    try:
        from ..reports import desk
    except ImportError:
        return 0
    return desk.count_for(actor, clock)


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
        "desk_count": SimpleLazyObject(lambda: things_to_do(actor, request.clock)),
        "section": match.url_name.split("_")[0] if match and match.url_name else "",
        "languages": settings.LANGUAGES,
    }
