"""Deputies (A/B 角): a colleague with the same rights for a time, and the end of that time."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import trail
from ..errors import Refused
from ..models import Membership, Role
from .commitments import allow


def colleagues(post, day):
    """The posts of those who can deputize for a post: of the same unit, for a liaison officer of the organization."""
    posts = Membership.objects.current_on(day).filter(deputy_for__isnull=True).exclude(user=post.user_id)
    if post.role == Role.LIAISON:
        return posts.filter(unit__organization=post.unit.organization_id)
    return posts.filter(unit=post.unit_id)


@transaction.atomic
def name_deputy(post, *, by, person, starts_on, ends_on):
    """Give a colleague the rights of a post from one day to another, both included; the deputy's Membership."""
    held = Membership.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=post.pk)
    allow(by, "name_deputy", held)
    today = timezone.localdate()
    if starts_on < today:
        raise Refused({"starts_on": _("A deputy cannot have acted before being named: from today on.")})
    if ends_on < starts_on:
        raise Refused({"ends_on": _("The last day comes before the first.")})
    if held.ends_on and held.ends_on < starts_on:
        raise Refused({"starts_on": _("The post itself ends before, on %(day)s.") % {"day": held.ends_on.isoformat()}})
    deputy = Membership(
        user=person, unit=held.unit, role=held.role, deputy_for=held, starts_on=starts_on, ends_on=ends_on
    )
    try:
        deputy.clean()
    except ValidationError as fault:
        raise Refused({"person": fault.messages}) from fault
    if not colleagues(held, today).filter(user=person).exists():
        raise Refused({"person": _("%(person)s is no colleague who could deputize here.") % {"person": person}})
    other = held.deputies.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).select_related("user").first()
    if other:
        words = {"person": other.user, "first": other.starts_on.isoformat(), "last": other.ends_on.isoformat()}
        raise Refused(_("%(person)s deputizes from %(first)s to %(last)s already. End that first.") % words)
    deputy.save(force_insert=True)
    words = {"deputy": person, "first": starts_on.isoformat(), "last": ends_on.isoformat()}
    trail.record("name_deputy", held, by=by, own_party=held.unit.organization_id, **words)
    return deputy


@transaction.atomic
def end_deputy(deputy, *, by):
    """End a deputy's time at once; the line on the post's trail tells that it was and who ended it.

    What begins today or later is taken away whole: a time cannot end before it begins.
    """
    held = Membership.objects.select_for_update().get(pk=deputy.deputy_for_id)
    row = Membership.objects.select_related("unit", "user", "deputy_for__unit").filter(pk=deputy.pk).first()
    if row is None:
        return
    allow(by, "end_deputy", row)
    today = timezone.localdate()
    if row.ends_on < today:
        return
    trail.record("end_deputy", held, by=by, own_party=row.unit.organization_id, deputy=row.user)
    if row.starts_on >= today:
        row.delete()
    else:
        row.ends_on = today - timedelta(days=1)
        row.save(update_fields=["ends_on"])
