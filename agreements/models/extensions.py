"""Requests to move a due date: asked by the lead's side, decided by somebody else, never forgotten."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreements import AgreementParty
from .commitments import Commitment
from .decisions import Decision
from .people import OrgUnit, User


class ExtensionOutcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("extension", "Open")
    ACCEPTED = "accepted", pgettext_lazy("extension", "Accepted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")
    PUT = "put", pgettext_lazy("extension", "Put to the other side")
    WITHDRAWN = "withdrawn", pgettext_lazy("extension", "Taken back")
    VOID = "void", pgettext_lazy("extension", "Void")


DECIDED = (ExtensionOutcome.ACCEPTED, ExtensionOutcome.REFUSED, ExtensionOutcome.PUT)


class ExtensionRequestQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of the items that the actor sees: the date stands on both sides' papers, so both see who asks."""
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))

    def pending(self):
        return self.filter(outcome=ExtensionOutcome.OPEN)


class ExtensionRequest(models.Model):
    """The lead's side asks for a later due date; the old one is kept."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="extensions", verbose_name=_("commitment"))
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("asked for"))
    old_due_on = models.DateField(_("due date until then"))
    new_due_on = models.DateField(_("new due date"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"))
    asked_at = models.DateTimeField(_("asked at"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=ExtensionOutcome, default=ExtensionOutcome.OPEN)
    note = models.TextField(_("note"), blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deciding unit")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_new_after_old",
                condition=Q(new_due_on__gt=F("old_due_on")),
                violation_error_message=_("The new date must be later than the one agreed now."),
            ),
            models.CheckConstraint(
                name="extension_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("A request for an extension says why."),
            ),
            models.CheckConstraint(
                name="extension_decided_with_who_and_when",
                condition=Q(outcome=ExtensionOutcome.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome=ExtensionOutcome.OPEN) & Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                violation_error_message=_("A request that is not open says who decided it and when."),
            ),
            models.CheckConstraint(
                name="extension_decider_is_not_requester",
                condition=~Q(outcome__in=DECIDED) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Whoever asked for an extension does not decide it."),
            ),
            models.CheckConstraint(
                name="extension_put_with_decision",
                condition=Q(outcome=ExtensionOutcome.PUT, decision__isnull=False)
                | (~Q(outcome=ExtensionOutcome.PUT) & Q(decision__isnull=True)),
                violation_error_message=_("A request put to the other side names the decision, and only such a one."),
            ),
            models.UniqueConstraint(
                name="extension_one_open_per_item",
                fields=["commitment"],
                condition=Q(outcome=ExtensionOutcome.OPEN),
                violation_error_message=_("An extension of this commitment is already asked for."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} · {self.old_due_on} → {self.new_due_on}"

    @property
    def is_open(self):
        return self.outcome == ExtensionOutcome.OPEN
