"""In whose name a request is made: the posts a person holds today, and the one acted through."""

from django.utils import timezone

from ..models import Actor, Membership

ACTING = "acting"  # in the session: the post's key, or AS_ADMINISTRATOR
AS_ADMINISTRATOR = "admin"


def posts_of(user):
    """The memberships a person may act through today, with unit and organization; the own before those as deputy."""
    if not user.is_authenticated:
        return []
    current = Membership.objects.current_on(timezone.localdate()).filter(user=user)
    posts = current.select_related("user", "unit__organization", "deputy_for__user").order_by("pk")
    return sorted(posts, key=lambda post: (bool(post.deputy_for_id), post.pk))


def actor_of(request):
    """The Actor of a request: through the post chosen last or the first; an administrator by default through none."""
    chosen = request.session.get(ACTING)
    for post in request.posts:
        if post.pk == chosen:
            return Actor(request.user, post)
    if request.user.is_authenticated and request.user.is_superuser:
        return Actor(request.user)
    return Actor(request.user, request.posts[0] if request.posts else None)
