"""What hangs on a commitment: the passages it comes from, and the units that have a part in it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .agreements import AgreementParty
from .commitments import Commitment
from .kinds import KeptUp
from .letters import Letter
from .people import OrgUnit, User
from .texts import TextVersion


class CommitmentSpan(models.Model):
    """The passage of a text from which a commitment comes."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="spans", verbose_name=_("commitment"))
    text_version = models.ForeignKey(TextVersion, models.PROTECT, related_name="spans", verbose_name=_("text version"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["text_version", "start"]
        constraints = [
            models.UniqueConstraint(
                name="span_once_per_commitment",
                fields=["commitment", "text_version", "start", "end"],
                violation_error_message=_("This passage is already linked to the commitment."),
            ),
            models.CheckConstraint(
                name="span_offsets_in_order",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A passage must end after it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} [{self.start}:{self.end}]"

    def clean(self):
        """Refuse a passage that does not lie in a text of the commitment's agreement."""
        from django.core.exceptions import ValidationError

        if None in (self.start, self.end, self.text_version_id):
            return
        text = self.text_version
        if text.agreement_id != self.commitment.agreement_id or not 0 <= self.start < self.end <= len(text.text):
            raise ValidationError(_("This passage does not lie in the agreement's text."))


class UnitRole(models.TextChoices):
    LEAD = "lead", _("Lead unit")
    SUPPORT = "support", _("Supporting unit")
    CONTACT = "contact", _("Contact unit")


class CommitmentUnitQuerySet(models.QuerySet):
    def leads(self):
        return self.filter(role=UnitRole.LEAD)

    def visible_to(self, actor):
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))


class CommitmentUnit(models.Model):
    """A unit's part in a commitment; for a lead also how far it is and who accepted it."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="units", verbose_name=_("commitment"))
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("party"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="commitments", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=7, choices=UnitRole)
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="officer_on", verbose_name=_("officer")
    )
    leader = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="leader_on", verbose_name=_("leader in charge")
    )
    percent = models.PositiveSmallIntegerField(_("visible progress"), null=True, blank=True, editable=False)
    kept_up = models.CharField(_("kept up"), max_length=6, choices=KeptUp, blank=True, editable=False)
    named_at = models.DateTimeField(_("named at"), auto_now_add=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("accepted by")
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("named by letter")
    )

    objects = CommitmentUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit of a commitment")
        verbose_name_plural = _("units of a commitment")
        ordering = ["commitment", "party__order", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="commitmentunit_one_lead_per_party",
                fields=["commitment", "party"],
                condition=Q(role=UnitRole.LEAD),
                violation_error_message=_("This side already has a lead unit."),
            ),
            models.UniqueConstraint(
                name="commitmentunit_once",
                fields=["commitment", "unit"],
                violation_error_message=_("This unit already stands on the commitment."),
            ),
            models.CheckConstraint(
                name="commitmentunit_progress_for_leads",
                condition=Q(role=UnitRole.LEAD)
                | Q(percent__isnull=True, kept_up="", accepted_at__isnull=True, accepted_by__isnull=True),
                violation_error_message=_("Only a lead unit accepts and carries a percent."),
            ),
            models.CheckConstraint(
                name="commitmentunit_accepted_as_pair",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Who accepted and when are recorded together."),
            ),
            models.CheckConstraint(
                name="commitmentunit_percent_in_range",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Progress lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.get_role_display()}"
