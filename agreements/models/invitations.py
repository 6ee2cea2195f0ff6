"""One-time links by which a person who was entered takes the account into use."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import OrgUnit, User


class InvitationQuerySet(models.QuerySet):
    def usable_at(self, moment):
        """Not used, not revoked, not run out."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=moment)


class Invitation(models.Model):
    """A link that lets one person set a password, once; only the hash of its token is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name=_("person"))
    token_sha256 = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting unit")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_revoked_as_pair",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                violation_error_message=_("Who revoked and when are recorded together."),
            ),
        ]

    def __str__(self):
        return str(self.user)
