"""An organization's units with their people: posts, deputies, and how far each has come with the own account."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone

from .. import access
from ..models import Invitation, Membership, OrgUnit, Role, User

UNITS = 20
ROLE_ORDER = (Role.UNIT_HEAD, Role.LIAISON, Role.OFFICER, Role.LEADER, Role.AUDITOR)


@dataclass
class Entry:
    """One post with its deputies, the link that is still open, and what the reader may do."""

    post: Membership
    deputies: list = field(default_factory=list)
    invitation: Invitation | None = None
    may_invite: bool = False
    may_revoke: bool = False
    may_name: bool = False
    is_over_soon: bool = False

    @property
    def state(self):
        """signed_in, invited, password (one is set, never used) or open (nothing yet)."""
        if self.post.user.has_usable_password():
            return "signed_in" if self.post.user.last_login else "password"
        return "invited" if self.invitation else "open"


def units_page(organization, actor, number):
    """A page of the organization's active units, each with `entries`; the same few queries however many there are."""
    units = OrgUnit.objects.filter(organization=organization, is_active=True).select_related("parent").order_by("code")
    page = Paginator(units, UNITS).get_page(number)
    posts = list(lasting(Membership.objects.filter(unit__in=list(page)), timezone.localdate()))
    links = open_links([post.user_id for post in posts])
    deputies = {}
    for post in posts:
        if post.deputy_for_id:
            deputies.setdefault(post.deputy_for_id, []).append(post)
    entries = {}
    for post in sorted(posts, key=lambda post: (ROLE_ORDER.index(post.role), post.user.name, post.pk)):
        if not post.deputy_for_id:
            entry = Entry(post, deputies.get(post.pk, []), links.get(post.user_id), **_rights(actor, post))
            entries.setdefault(post.unit_id, []).append(entry)
    for unit in page:
        unit.entries = entries.get(unit.pk, [])
    return page


def _rights(actor, post):
    def may(verb, thing):
        return not access.refusal(actor, verb, thing)

    return {
        "may_invite": may("invite", post.user),
        "may_revoke": may("revoke_invitation", post.user),
        "may_name": may("name_deputy", post),
    }


def lasting(posts, day):
    """Posts of active people that are not over on a day, those to come too, with what rights are asked about."""
    posts = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), user__is_active=True)
    people = posts.select_related("user", "unit__organization", "deputy_for__user", "deputy_for__unit")
    return people.prefetch_related("user__memberships__unit").order_by("unit__code", "pk")


def open_links(people):
    """The invitation that each of the people can still use, by person."""
    found = Invitation.objects.usable_at(timezone.now()).filter(user__in=people)
    return {invitation.user_id: invitation for invitation in found}


def uninvited(organization, actor):
    """The people of an organization without a password or an open link whom the actor may invite, by unit."""
    posts = lasting(
        Membership.objects.filter(unit__organization=organization, unit__is_active=True), timezone.localdate()
    )
    posts = posts.filter(deputy_for__isnull=True, user__password__startswith="!")
    people = {post.user_id: post.user for post in posts}
    links = open_links(list(people))
    return [user for user in people.values() if user.pk not in links and not access.refusal(actor, "invite", user)]


def slips(made):
    """For every (invitation, token) the person's posts too: what is printed and handed over."""
    people = User.objects.filter(pk__in=[invitation.user_id for invitation, _token in made])
    people = people.prefetch_related("memberships__unit__organization").in_bulk()
    return [
        (
            invitation,
            token,
            [post for post in access.lasting_posts(people[invitation.user_id]) if not post.deputy_for_id],
        )
        for invitation, token in made
    ]
