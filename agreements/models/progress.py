"""Progress reports: append-only once submitted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .commitments import Commitment
from .kinds import KeptUp
from .letters import Letter
from .people import OrgUnit, User


class ReportKind(models.TextChoices):
    REPORT = "report", _("Report")
    NO_CHANGE = "no_change", _("No change this cycle")
    SECOND = "second", _("Seconded")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class ProgressReportQuerySet(models.QuerySet):
    def submitted(self):
        return self.filter(state=ReportState.SUBMITTED)

    def visible_to(self, actor):
        """Submitted reports of what the actor sees, and the actor's own drafts."""
        visible = self.filter(commitment__in=Commitment.objects.visible_to(actor))
        mine = Q(state=ReportState.DRAFT, author=actor.user, acting_unit=actor.unit_id)
        return visible.filter(Q(state=ReportState.SUBMITTED) | mine)


class ProgressReport(models.Model):
    """What a unit says of its part in one reporting cycle."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reports", verbose_name=_("commitment"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("for the unit"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    acting_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"), null=True, blank=True
    )
    cycle_on = models.DateField(_("cycle from"))
    kind = models.CharField(_("kind"), max_length=9, choices=ReportKind, default=ReportKind.REPORT)
    text = models.TextField(_("what was done"), blank=True)
    percent = models.PositiveSmallIntegerField(_("visible progress"), null=True, blank=True)
    kept_up = models.CharField(_("kept up this cycle"), max_length=6, choices=KeptUp, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    needs_other = models.TextField(_("needed from the other side"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ReportState, default=ReportState.DRAFT)
    seconds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="seconded_by", verbose_name=_("seconds")
    )
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported by letter")
    )
    taken_over = models.BooleanField(_("taken over"), default=False, editable=False)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["commitment", "unit", "cycle_on", "state"], name="report_by_cycle"),
            # The few that need something from another side.
            models.Index(
                fields=["commitment", "submitted_at"],
                condition=Q(state=ReportState.SUBMITTED) & ~Q(needs_other=""),
                name="report_that_asks",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="report_submitted_at_matches_state",
                condition=Q(state=ReportState.SUBMITTED, submitted_at__isnull=False)
                | Q(state=ReportState.DRAFT, submitted_at__isnull=True),
                violation_error_message=_("A submitted report says when it was submitted."),
            ),
            models.CheckConstraint(
                name="report_says_something",
                condition=~Q(kind=ReportKind.REPORT) | Q(state=ReportState.DRAFT) | ~Q(text=""),
                violation_error_message=_("A report says what was done."),
            ),
            models.CheckConstraint(
                name="report_percent_in_range",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Progress lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="report_seconds_a_report",
                condition=Q(kind=ReportKind.SECOND, seconds__isnull=False)
                | (~Q(kind=ReportKind.SECOND) & Q(seconds__isnull=True)),
                violation_error_message=_("Seconding names the report that is seconded."),
            ),
            models.UniqueConstraint(
                name="report_one_draft_per_author",
                fields=["commitment", "unit", "author"],
                condition=Q(state=ReportState.DRAFT),
                violation_error_message=_("You already have a draft for this unit."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment.code} · {self.unit} · {self.cycle_on}"
