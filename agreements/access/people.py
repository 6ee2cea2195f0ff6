"""Rights over units, people, invitations and deputies."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Membership, Role


def enters_people(actor, organization):
    if organization.pk != actor.organization_id:
        return _("Each side enters its own units and people.")
    if not actor.has_role(Role.LIAISON):
        return _("Units and people are entered by the liaison officer of their side, or by an administrator.")
    return ""


def invites(actor, person):
    if not actor.has_role(Role.LIAISON):
        return _("People are invited by the liaison officer of their side, or by an administrator.")
    return beyond_a_liaison(person, actor.organization_id)


def beyond_a_liaison(person, organization_id):
    """Why only an administrator may open this account; empty when the liaison officer of the organization may.

    Whoever makes the link could use it: so it opens no account that could do more than the liaison officer can.
    """
    posts = lasting_posts(person)
    if not any(post.unit.organization_id == organization_id for post in posts):
        return _("This person has no post at your organization.")
    if person.is_superuser or any(post.role == Role.LIAISON for post in posts):
        return _("Liaison officers and administrators are invited by an administrator.")
    if any(post.unit.organization_id != organization_id for post in posts):
        return _("This person has a post at another organization too; an administrator invites them.")
    if person.has_usable_password():
        return _("This account is in use. An administrator makes a link for a new password.")
    return "" if person.is_active else _("This account is switched off. An administrator switches it on.")


def lasting_posts(person):
    """The posts of a person that are not over, those to come among them; from what was prefetched when it was."""
    today = timezone.localdate()
    if "memberships" in getattr(person, "_prefetched_objects_cache", ()):
        posts = person.memberships.all()
    else:
        posts = Membership.objects.filter(user=person).select_related("unit__organization").order_by("pk")
    return [post for post in posts if post.ends_on is None or post.ends_on >= today]


def revokes_invitation(actor, person):
    at_home = any(post.unit.organization_id == actor.organization_id for post in lasting_posts(person))
    if at_home and actor.has_role(Role.LIAISON):
        return ""
    return _("Invitations are revoked by the liaison officer of the person's side, or by an administrator.")


def names_deputy(actor, post):
    if post.unit.organization_id != actor.organization_id:
        return _("Each side names its own deputies.")
    if actor.membership.deputy_for_id:
        return _("A deputy appoints no deputy.")
    if post.user_id == actor.user.pk or actor.has_role(Role.LIAISON):
        return ""
    if actor.has_role(Role.UNIT_HEAD) and actor.unit_id == post.unit_id and post.role in (Role.OFFICER, Role.UNIT_HEAD):
        return ""
    return _("A deputy is named by whose post it is, by the head of the unit, or by the liaison officer of the side.")


def ends_deputy(actor, post):
    if post.user_id == actor.user.pk and post.unit.organization_id == actor.organization_id:
        return ""
    return names_deputy(actor, post.deputy_for)
