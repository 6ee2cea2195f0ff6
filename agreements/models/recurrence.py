"""Recurrence: how often a recurring commitment comes round, from when to when, and how early each time opens."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import periods
from .commitments import Commitment

LONGEST_LEAD = 366


class Rhythm(models.TextChoices):
    MONTH = "month", pgettext_lazy("every", "Month")
    QUARTER = "quarter", pgettext_lazy("every", "Quarter")
    HALF_YEAR = "half_year", pgettext_lazy("every", "Half-year")
    YEAR = "year", pgettext_lazy("every", "Year")


class Anchor(models.TextChoices):
    CALENDAR = "calendar", _("The calendar: every period has one")
    LAST_DONE = "last_done", _("The last time it was done: the next is due so long afterwards")


class RecurrenceQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))


class Recurrence(models.Model):
    """By what rule a commitment recurs; its occurrences are made by `actions.occurrences` alone."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="recurrence", verbose_name=_("commitment"), editable=False
    )
    every = models.CharField(_("every"), max_length=9, choices=Rhythm, default=Rhythm.YEAR)
    anchor = models.CharField(_("counted from"), max_length=9, choices=Anchor, default=Anchor.CALENDAR)
    starts_on = models.DateField(_("first period from"))
    until_on = models.DateField(_("last day"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("opens so many days ahead"), default=0)
    target = models.CharField(_("target each time"), max_length=80, blank=True)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        ordering = ["commitment"]
        constraints = [
            models.CheckConstraint(
                name="recurrence_until_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("starts_on")),
                violation_error_message=_("The last day cannot lie before the first."),
            ),
            models.CheckConstraint(
                name="recurrence_lead_days_in_range",
                condition=Q(lead_days__lte=LONGEST_LEAD),
                violation_error_message=_("It opens at most 366 days ahead."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} · {self.get_every_display()}"

    def clean(self):
        """Refuse a rule by which it never comes round before its last day or the agreement's."""
        last = self.last_day()
        if last is None or self.starts_on is None or self.lead_days is None:
            return
        if self.until_on and self.until_on < self.starts_on:
            return  # the constraint has its own sentence
        if self.starts_on > last:
            told = _("The last day is %(day)s, before that.") % {"day": last.isoformat()}
            raise ValidationError({"starts_on": told})
        if not self.follows_the_calendar:
            first = periods.after(self.starts_on, self.every, self.lead_days).due_on
            if first > last:
                told = {"due": first.isoformat(), "day": last.isoformat()}
                raise ValidationError(
                    {"starts_on": _("The first time would be due on %(due)s, after the last day %(day)s.") % told}
                )

    @property
    def follows_the_calendar(self):
        return self.anchor == Anchor.CALENDAR

    def last_day(self):
        """The day after which none is due: its own or the agreement's, the earlier; None when it is open-ended."""
        days = (self.until_on, self.commitment.agreement.effective_to)
        return min(filter(None, days), default=None)

    def times(self, horizon):
        """The Times of the calendar from the first period on, to the last day or, when open-ended, to the horizon."""
        last = self.last_day()
        first = max(filter(None, (self.starts_on, self.commitment.agreement.effective_from)))
        return periods.times(first, last or horizon, self.every, self.lead_days, last)
