"""What reading a text found, awaiting a person: a proposal is never a commitment by itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreements import AgreementParty
from .commitments import Commitment
from .kinds import Cadence, Category, Obligation, Strength
from .people import User
from .texts import TextVersion


class ProposalStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("proposal", "Pending")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    DISCARDED = "discarded", pgettext_lazy("proposal", "Discarded")


class DiscardReason(models.TextChoices):
    BACKGROUND = "background", pgettext_lazy("discarded as", "Background")
    SPEECH = "speech", pgettext_lazy("discarded as", "Speech")
    REPEATED = "repeated", pgettext_lazy("discarded as", "Repeated")
    LEGAL = "legal", pgettext_lazy("discarded as", "Legal wording")
    OTHER = "other", pgettext_lazy("discarded as", "Other")


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(text_version__in=TextVersion.objects.visible_to(actor))

    def pending(self):
        return self.filter(status=ProposalStatus.PENDING)


class Proposal(models.Model):
    """A passage in which a reader found that somebody undertakes something, with what it says and what is doubtful.

    An empty `obligation` says that a person must choose who is obliged. `found` holds
    what has no field of its own, as read; `passage_hash` finds the passage again when
    the text is read anew or comes in a corrected version.
    """

    text_version = models.ForeignKey(
        TextVersion, models.PROTECT, related_name="proposals", verbose_name=_("text version")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    passage_hash = models.CharField(_("hash of the passage"), max_length=64, editable=False)
    reader = models.CharField(_("reader"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    obligation = models.CharField(_("obligation"), max_length=5, choices=Obligation, blank=True)
    obliged_party = models.ForeignKey(
        AgreementParty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("obliged party")
    )
    strength = models.CharField(_("strength"), max_length=11, choices=Strength)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    cadence = models.CharField(_("cadence"), max_length=10, choices=Cadence)
    target = models.CharField(_("target"), max_length=80, blank=True)
    min_months = models.PositiveSmallIntegerField(_("minimum duration in months"), null=True, blank=True)
    due_text = models.CharField(_("due as written"), max_length=80, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    found = models.JSONField(_("as read"), default=dict, blank=True)
    doubts = models.JSONField(_("doubts"), default=list, blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("had it read"))
    read_at = models.DateTimeField(_("read at"))

    status = models.CharField(_("status"), max_length=9, choices=ProposalStatus, default=ProposalStatus.PENDING)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("commitment")
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("discarded as"), max_length=10, choices=DiscardReason, blank=True)
    together = models.CharField(_("decided together"), max_length=32, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["text_version", "start", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_once_per_passage",
                fields=["text_version", "passage_hash"],
                violation_error_message=_("This passage is already proposed."),
            ),
            models.CheckConstraint(
                name="proposal_offsets_in_order",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A passage must end after it starts."),
            ),
            models.CheckConstraint(
                name="proposal_obliged_party_when_one_side",
                condition=Q(obligation=Obligation.ONE, obliged_party__isnull=False)
                | (~Q(obligation=Obligation.ONE) & Q(obliged_party__isnull=True)),
                violation_error_message=_("Name the obliged party when one side is obliged, and only then."),
            ),
            models.CheckConstraint(
                name="proposal_decided_with_who_and_when",
                condition=Q(status=ProposalStatus.PENDING, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status=ProposalStatus.PENDING) & Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                violation_error_message=_("A proposal that was decided on says by whom and when."),
            ),
            models.CheckConstraint(
                name="proposal_accepted_with_commitment",
                condition=Q(status=ProposalStatus.ACCEPTED, commitment__isnull=False)
                | (~Q(status=ProposalStatus.ACCEPTED) & Q(commitment__isnull=True)),
                violation_error_message=_("An accepted proposal names its commitment, and only such a one."),
            ),
            models.CheckConstraint(
                name="proposal_reason_when_discarded",
                condition=Q(reason="") | Q(status=ProposalStatus.DISCARDED),
                violation_error_message=_("Only a discarded proposal has a reason."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_pending(self):
        return self.status == ProposalStatus.PENDING

    @property
    def passage(self):
        return self.text_version.text[self.start : self.end]
