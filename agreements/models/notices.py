"""The outbox: what must be told to whom; only the daily run sends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreements import Agreement
from .commitments import Commitment
from .people import OrgUnit, User


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
    URGED = "urged", _("Reminded to report")
    LISTED = "listed", _("A list waits for your answer")
    ANSWERED = "answered", _("Your list was answered")
    SUGGESTED = "suggested", _("Units suggested for your side")
    POSTING = "posting", _("Another last day of a posting waits for your consent")
    POSTING_SET = "posting_set", _("Your request about a posting was answered")
    EXTENSION = "extension", _("Extension asked for")
    EXTENDED = "extended", _("Extension decided")
    PROPOSED = "proposed", _("A proposal waits for your answer")
    AGREED = "agreed", _("Agreed by every side")


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", pgettext_lazy("notice", "Unknown")
    DEAD = "dead", _("Given up")


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The person's own notices about what the acting post may see."""
        seen = Q(commitment__in=Commitment.objects.visible_to(actor))
        seen |= Q(agreement__in=Agreement.objects.visible_to(actor))
        return self.filter(seen, recipient=actor.user)


class Notification(models.Model):
    """One thing to tell one person, once: the dedupe key holds what it is about."""

    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("commitment")
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("agreement")
    )
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
        constraints = [
            models.CheckConstraint(
                name="notice_about_one_thing",
                condition=Q(commitment__isnull=False, agreement__isnull=True)
                | Q(commitment__isnull=True, agreement__isnull=False),
                violation_error_message=_("A notice is about a commitment or about an agreement."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.recipient}"


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Reminders of what the actor sees: inside a side those of the own side, across the sides all."""
        visible = self.filter(commitment__in=Commitment.objects.visible_to(actor))
        if actor.is_admin:
            return visible
        return visible.filter(Q(across=True) | Q(unit__organization=actor.organization_id))


class Nudge(models.Model):
    """A reminder that a unit has not reported: urging inside a side, a neutral request across the sides."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="nudges", verbose_name=_("commitment"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="nudges", verbose_name=_("unit reminded"))
    cycle_on = models.DateField(_("cycle from"))
    across = models.BooleanField(_("across the sides"), default=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reminded by"))
    sent_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"))
    sent_on = models.DateField(_("reminded on"))
    sent_at = models.DateTimeField(_("reminded at"), auto_now_add=True)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="nudge_once_a_day",
                fields=["commitment", "unit", "sent_by", "sent_on"],
                violation_error_message=_("You have already reminded this unit today."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.sent_on}"
