"""The outbox: what must be told to whom; only the daily run sends."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .commitments import Commitment
from .people import User


class NoticeKind(models.TextChoices):
    ASSIGNED = "assigned", _("Assigned to your unit")
    DECLINED = "declined", _("Declined")
    REPORTED = "reported", _("Progress reported")
    NEEDS_YOU = "needs_you", _("The other side needs you")
    WAITING = "waiting", _("Waiting for your release")
    RETURNED = "returned", _("Returned for completion")
    RELEASED = "released", _("Waiting for your confirmation")
    OBJECTED = "objected", _("Objection")
    CLOSED = "closed", _("Closed")
    CONTESTED = "contested", _("Contested")
    REPAIRED = "repaired", _("Repaired by an administrator")


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", pgettext_lazy("notice", "Unknown")
    DEAD = "dead", _("Given up")


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The person's own notices about what the acting post may see."""
        return self.filter(recipient=actor.user, commitment__in=Commitment.objects.visible_to(actor))


class Notification(models.Model):
    """One thing to tell one person, once: the dedupe key holds what it is about."""

    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="notices", verbose_name=_("commitment"))
    channel = models.CharField(_("channel"), max_length=10, default="email")
    dedupe_key = models.CharField(_("dedupe key"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=NoticeState, default=NoticeState.QUEUED)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="notice_to_send")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.recipient}"
