"""Ledgers brought from outside: how their columns are read, what waits to be confirmed, what a draft took over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement, AgreementParty
from .commitments import Commitment
from .kinds import KeptUp
from .parts import UnitRole
from .people import Organization, OrgUnit, User
from .progress import ProgressReport


class ColumnMapping(models.Model):
    """Which column of a side's ledgers says what, remembered by the headings of the columns."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )
    headings = models.CharField(_("headings"), max_length=64)  # SHA-256 of the headings in their order
    columns = models.JSONField(_("columns"), default=dict)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [
            models.UniqueConstraint(
                name="columnmapping_once",
                fields=["organization", "headings"],
                violation_error_message=_("These headings are already known."),
            ),
        ]

    def __str__(self):
        return str(self.organization or "")


class ImportKind(models.TextChoices):
    LEDGER = "ledger", _("A ledger of one's own")
    ROUND_TRIP = "round_trip", _("An exported ledger coming back")


class LedgerImportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The person's own imports, as long as the post through which they were begun is the acting one."""
        mine = self.filter(begun_by=actor.user, begun_unit=actor.unit_id)
        return mine.filter(agreement__in=Agreement.objects.visible_to(actor))


class LedgerImport(models.Model):
    """The cells of a workbook or CSV on their way into an agreement; nothing is written before `done_at`.

    The file itself is not kept. `cells` holds the rows as text, `choices` what the person
    decided so far: the mapping of columns, or the conflicts of a round trip.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind, default=ImportKind.LEDGER)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", verbose_name=_("agreement"))
    name = models.CharField(_("name of the file"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    cells = models.JSONField(_("cells"), default=list)
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    begun_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting unit")
    )
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self):
        return self.name


class TakenOver(models.Model):
    """What an imported ledger said of a draft's progress; becomes the lead's first report at assignment."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="taken_over", verbose_name=_("commitment")
    )
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("party"))
    text = models.TextField(_("what was done"), blank=True)
    percent = models.PositiveSmallIntegerField(_("visible progress"), null=True, blank=True)
    kept_up = models.CharField(_("kept up this cycle"), max_length=6, choices=KeptUp, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    source = models.CharField(_("taken over from"), max_length=160)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("taken over by"))
    taken_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting unit")
    )
    taken_at = models.DateTimeField(_("taken over at"), auto_now_add=True)
    report = models.OneToOneField(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="taken_from", verbose_name=_("report")
    )

    class Meta:
        verbose_name = _("progress taken over")
        verbose_name_plural = _("progress taken over")
        constraints = [
            models.CheckConstraint(
                name="takenover_percent_in_range",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Progress lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} · {self.source}"


class SuggestedUnitQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))

    def open(self):
        """Suggestions that the side they are about has neither accepted nor turned down."""
        return self.filter(answered_at__isnull=True)


class SuggestedUnit(models.Model):
    """A unit that one side's ledger names for another side; it stands only once that side's liaison accepts it."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="suggested_units", verbose_name=_("commitment")
    )
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("party"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=7, choices=UnitRole)
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    suggested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("suggested by"))
    suggested_at = models.DateTimeField(_("suggested at"), auto_now_add=True)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = SuggestedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested unit")
        verbose_name_plural = _("suggested units")
        ordering = ["commitment", "party__order", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="suggestedunit_once",
                fields=["commitment", "unit"],
                violation_error_message=_("This unit is already suggested."),
            ),
            models.CheckConstraint(
                name="suggestedunit_answered_together",
                condition=Q(accepted__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(accepted__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                violation_error_message=_("An answer says who gave it and when."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.get_role_display()}"
