"""Agreements, their parties and who signed them."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .people import Organization


class AgreementKind(models.TextChoices):
    FRAMEWORK = "framework", _("Framework agreement")
    SPECIAL = "special", _("Special agreement")
    AMENDMENT = "amendment", _("Amendment")


class AgreementStatus(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


class Relation(models.TextChoices):
    SPECIAL_OF = "special_of", _("special agreement under")
    AMENDS = "amends", _("amends")
    RENEWS = "renews", _("renews")
    SUPERSEDES = "supersedes", _("supersedes")


class ReportingCycle(models.TextChoices):
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Agreements to which the organization the actor acts for is a party."""
        if actor.is_admin:
            return self
        parties = AgreementParty.objects.filter(organization=actor.organization_id)
        return self.filter(pk__in=parties.values("agreement"))


class Agreement(models.Model):
    """A signed agreement between two parties or more."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=AgreementKind, default=AgreementKind.FRAMEWORK)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    effective_to = models.DateField(_("effective to"), null=True, blank=True, help_text=_("Empty: open-ended."))
    status = models.CharField(_("status"), max_length=10, choices=AgreementStatus, default=AgreementStatus.IN_FORCE)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="related", verbose_name=_("related agreement")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, blank=True)
    reporting_cycle = models.CharField(
        _("reporting cycle"), max_length=9, choices=ReportingCycle, default=ReportingCycle.QUARTER
    )
    archive_number = models.CharField(_("archive number"), max_length=60, blank=True)
    original_location = models.CharField(_("where the original lies"), max_length=120, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    model_may_read = models.BooleanField(
        _("a model may read its texts"),
        default=False,
        help_text=_("Its texts may then be sent to the model that the settings of the site name, when somebody asks."),
    )
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                violation_error_message=_("An agreement cannot end before it takes effect."),
            ),
            models.CheckConstraint(
                name="agreement_relation_with_parent",
                condition=Q(parent__isnull=True, relation="") | (Q(parent__isnull=False) & ~Q(relation="")),
                violation_error_message=_("A related agreement and the relation to it are given together."),
            ),
            models.CheckConstraint(
                name="agreement_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("An agreement cannot be related to itself."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """Refuse a circle of related agreements."""
        from django.core.exceptions import ValidationError

        above, seen = self.parent, {self.pk}
        while above:
            if above.pk in seen:
                raise ValidationError({"parent": _("An agreement cannot be related to itself.")})
            seen.add(above.pk)
            above = above.parent

    @property
    def cycle_months(self):
        """Length of a reporting cycle, in months."""
        return 3 if self.reporting_cycle == ReportingCycle.QUARTER else 6

    @cached_property
    def party_list(self):
        """The parties in the order of the agreement, with their organizations."""
        return list(self.parties.select_related("organization").order_by("order"))

    def party_of(self, organization_id):
        """The party that an organization is in this agreement, or None."""
        return next((party for party in self.party_list if party.organization_id == organization_id), None)


class AgreementParty(models.Model):
    """One side of an agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties", verbose_name=_("agreement"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="parties", verbose_name=_("organization")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    answers_by_letter = models.BooleanField(
        _("answers by letter"),
        default=False,
        help_text=_("This party has no accounts; the other parties' liaison officers record its letters."),
    )
    gate_open = models.BooleanField(
        _("gate open"),
        default=False,
        help_text=_("Submissions leave this side at once, without its liaison officer's release."),
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["agreement", "order"]
        constraints = [
            models.UniqueConstraint(
                name="party_once_per_agreement",
                fields=["agreement", "organization"],
                violation_error_message=_("This organization already is a party to the agreement."),
            ),
            models.UniqueConstraint(
                name="party_order_once_per_agreement",
                fields=["agreement", "order"],
                violation_error_message=_("Two parties of an agreement cannot have the same place in the order."),
            ),
        ]

    def __str__(self):
        return self.organization.short_name


class Signatory(models.Model):
    """Who signed for a party."""

    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="signatories", verbose_name=_("party"))
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["party", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="signatory_once_per_party",
                fields=["party", "name"],
                violation_error_message=_("This person already stands among the signatories."),
            ),
        ]

    def __str__(self):
        return self.name
