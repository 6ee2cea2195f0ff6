"""The working calendar, edited by administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..workdays import Calendar


class CalendarYearQuerySet(models.QuerySet):
    def calendar(self):
        """The working calendar as a plain value; one query."""
        rows = list(self.filter(official=True).values_list("year", "days__day", "days__is_working_day"))
        return Calendar(
            working=frozenset(day for _year, day, works in rows if day and works),
            off=frozenset(day for _year, day, works in rows if day and not works),
            official_years=frozenset(year for year, _day, _works in rows),
        )


class CalendarYear(models.Model):
    """A year and whether its holidays are the official ones."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    official = models.BooleanField(
        _("official"),
        default=False,
        help_text=_("Until a year is official, Monday to Friday count and its dates show as provisional."),
    )

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from Monday to Friday: a holiday or a make-up working day."""

    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days", verbose_name=_("calendar year"))
    day = models.DateField(_("day"), unique=True)
    is_working_day = models.BooleanField(_("working day"), default=False)
    name = models.CharField(_("name"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                name="calendarday_in_its_year",
                condition=models.Q(day__year=models.F("year")),
                violation_error_message=_("The day does not lie in its year."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}".strip()
