"""When somebody was last at the desk: what the list of changes begins with."""

from datetime import timedelta

from django.utils import timezone

from ..models import Membership

SAME_VISIT = timedelta(minutes=30)


def seen(actor):
    """Note that the actor looks at the desk, and return the visit before; None when it is the same visit still.

    It is written while a page is read, the one thing a GET changes here: having read the
    list is what marks it as read, and nothing that two people share hangs on it. It is no
    step of anybody's work either, so the trail keeps silent. A visit lasts half an hour,
    so that reloading the page does not empty the list.
    """
    post, now = actor.membership, timezone.now()
    before = post.desk_seen_at
    if before and now - before < SAME_VISIT:
        return None
    # Only if nobody else has just written it: two tabs opened at once are one visit.
    rows = Membership.objects.filter(pk=post.pk, desk_seen_at=before)
    if rows.update(desk_seen_at=now):
        post.desk_seen_at = now
    return before or now - timedelta(days=7)
