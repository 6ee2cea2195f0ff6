"""Indicators: what is measured, and period by period what was aimed at and what came of it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import periods
from .commitments import Commitment
from .people import User


class Direction(models.TextChoices):
    UP = "up", _("The more the better")
    DOWN = "down", _("The less the better")
    KEEP = "keep", _("To be kept as it is")


class Every(models.TextChoices):
    """How often it is counted; the values are the units of `periods`."""

    YEAR = "year", _("By year")
    QUARTER = "quarter", _("By quarter")


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))


class Indicator(models.Model):
    """Something about a commitment that is counted; written by `actions.indicators` alone."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="indicators", verbose_name=_("commitment"), editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    measure = models.CharField(_("unit of measure"), max_length=20, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    every = models.CharField(_("counted"), max_length=7, choices=Every, default=Every.YEAR)
    is_suggested = models.BooleanField(_("suggested"), default=False, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["commitment", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="indicator_name_once_per_commitment",
                fields=["commitment", "name"],
                violation_error_message=_("The commitment already has an indicator of this name."),
            ),
        ]

    def __str__(self):
        return self.name


class IndicatorValueQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(indicator__in=Indicator.objects.visible_to(actor))


_year_words = pgettext_lazy("period", "%(year)s")
_quarter_words = pgettext_lazy("period", "%(year)s Q%(quarter)s")


def number(label):
    return models.DecimalField(label, max_digits=15, decimal_places=2, null=True, blank=True)


class IndicatorValue(models.Model):
    """Target and actual of one period, a year or a quarter, by its key in `periods`; a locked one takes no writes."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="values", verbose_name=_("indicator"), editable=False
    )
    period = models.CharField(
        _("period"),
        max_length=7,
        validators=[RegexValidator(r"\A20\d\d(-Q[1-4])?\Z", _("A year such as 2026, or a quarter such as 2026-Q1."))],
    )
    target = number(_("target value"))
    actual = number(_("actual value"))
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True, editable=False)
    locked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("locked by"), editable=False
    )

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["indicator", "period"]
        constraints = [
            models.UniqueConstraint(
                name="indicatorvalue_once_per_period",
                fields=["indicator", "period"],
                violation_error_message=_("This period already stands there."),
            ),
            models.CheckConstraint(
                name="indicatorvalue_locked_as_pair",
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                violation_error_message=_("Who locked a period and when are recorded together."),
            ),
            models.CheckConstraint(
                name="indicatorvalue_says_something",
                condition=Q(target__isnull=False) | Q(actual__isnull=False),
                violation_error_message=_("Give a target or an actual value."),
            ),
            models.CheckConstraint(
                name="indicatorvalue_locked_with_actual",
                condition=Q(locked_at__isnull=True) | Q(actual__isnull=False),
                violation_error_message=_("A period without an actual value is not locked."),
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.period}"

    @property
    def label(self):
        """The period in words."""
        return period_label(self.period)


def period_label(key):
    """A year or a quarter in words."""
    first = periods.read(key).first
    if periods.read(key).unit == "year":
        return _year_words % {"year": first.year}
    return _quarter_words % {"year": first.year, "quarter": (first.month + 2) // 3}
