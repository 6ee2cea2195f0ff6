"""One-time links by which people take their account into use: made, revoked, used."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, trail
from ..errors import Refused
from ..models import Actor, Invitation, User
from .commitments import allow

TOKEN_BYTES = 32


class Unusable(Refused):
    """The link opens nothing: used, revoked, run out, or never made; which of these it is, is not told."""


@transaction.atomic
def invite(person, *, by):
    """Make a link for a person, revoking any older one; (Invitation, token). The token is nowhere kept."""
    return _invite(User.objects.select_for_update().get(pk=person.pk), by)


@transaction.atomic
def invite_all(people, *, by):
    """Make a link for every one of the people, or for none when one of them may not be invited."""
    rows = User.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")
    return [_invite(row, by) for row in rows.prefetch_related("memberships__unit")]


def _invite(row, by):
    allow(by, "invite", row)
    if not row.is_active:
        raise Refused(_("This account is switched off. An administrator switches it on."))
    now = timezone.now()
    _revoke(row, by, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Invitation.objects.create(
        user=row,
        token_sha256=_hash(token),
        invited_by=by.user,
        invited_unit=by.unit,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    trail.record("invite", row, by=by, own_party=by.organization_id, person=row)
    return made, token


@transaction.atomic
def revoke(person, *, by):
    """Take back the link that a person could still use; how many there were: one, or none."""
    row = User.objects.select_for_update().get(pk=person.pk)
    allow(by, "revoke_invitation", row)
    revoked = _revoke(row, by, timezone.now())
    if revoked:
        trail.record("revoke_invitation", row, by=by, own_party=by.organization_id, person=row)
    return revoked


def _revoke(person, by, now):
    open_ones = Invitation.objects.filter(user=person, used_at__isnull=True, revoked_at__isnull=True)
    return open_ones.update(revoked_at=now, revoked_by=by.user)


def find(token):
    """The Invitation that a link opens now; raises Unusable for any other link."""
    usable = Invitation.objects.usable_at(timezone.now()).filter(token_sha256=_hash(token))
    found = usable.select_related("user", "invited_by", "invited_unit").first()
    if found is None or not _still_right(found, found.user):
        raise Unusable(_("This link does not open an account, or no longer. Ask whoever gave it to you for a new one."))
    return found


@transaction.atomic
def use(token, *, password):
    """Set the password by a link and return the person; the link is used up, and older sessions of the person end.

    Of two who use it at once one wins: the other waits for the person's row and finds the link used.
    """
    person = User.objects.select_for_update().get(pk=find(token).user_id)
    found = find(token)
    person.set_password(password)  # every session carries a hash of the password before
    person.save(update_fields=["password"])
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    own_party = found.invited_unit.organization_id if found.invited_unit else None
    trail.record("use_invitation", person, by=Actor(person), own_party=own_party)
    return person


def _still_right(found, person):
    """True while whoever made the link could make it today: the account may have been given more since."""
    if not person.is_active:
        return False
    if found.invited_unit is None:
        return found.invited_by.is_superuser and found.invited_by.is_active
    return not access.beyond_a_liaison(person, found.invited_unit.organization_id)


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
