"""What every page's frame shows: who acts for which unit, and the way around."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from ..reports import desk


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
        "desk_count": SimpleLazyObject(lambda: desk.count_for(actor, request.clock)),
        "section": match.url_name.split("_")[0] if match and match.url_name else "",
        "languages": settings.LANGUAGES,
    }
