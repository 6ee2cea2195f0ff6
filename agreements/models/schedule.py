"""The working calendar and the thresholds, edited by administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..standing import Limits
from ..workdays import Calendar

LIMITS = tuple(Limits.__dataclass_fields__)
HORIZON_MONTHS = 36


class CalendarYearQuerySet(models.QuerySet):
    def calendar(self):
        """The working calendar as a plain value; one query."""
        return self.calendar_and_limits()[0]

    def calendar_and_limits(self):
        """The working calendar and the thresholds as plain values, in the one query that every request pays."""
        limits = {f"limit_{name}": models.Subquery(Thresholds.objects.values(name)[:1]) for name in LIMITS}
        days = ("year", "days__day", "days__is_working_day")
        rows = list(self.filter(official=True).annotate(**limits).values_list(*days, *limits))
        calendar = Calendar(
            working=frozenset(day for _year, day, works, *_limits in rows if day and works),
            off=frozenset(day for _year, day, works, *_limits in rows if day and not works),
            official_years=frozenset(row[0] for row in rows),
        )
        told = rows[0][len(days) :] if rows else ()
        known = told and None not in told
        return calendar, Limits(*told) if known else Thresholds.objects.limits()


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


class ThresholdsQuerySet(models.QuerySet):
    def limits(self):
        """The thresholds as a plain value; the agreed ones where nobody has set any."""
        row = self.values(*LIMITS).first()
        return Limits(**row) if row else Limits()

    def horizon_months(self):
        """For how many months occurrences are made ahead where nothing has a last day."""
        return self.values_list("horizon_months", flat=True).first() or HORIZON_MONTHS


class Thresholds(models.Model):
    """The one row that says on which days lamps turn, when reports are due, how far ahead occurrences are made."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    yellow_days = models.PositiveSmallIntegerField(
        _("yellow from"), default=3, help_text=_("So many working days or fewer are left until the due date.")
    )
    blue_days = models.PositiveSmallIntegerField(
        _("blue from"), default=7, help_text=_("So many working days or fewer are left until the due date.")
    )
    behind_points = models.PositiveSmallIntegerField(
        _("behind plan from"), default=15, help_text=_("So many points or more lie between the plan and the progress.")
    )
    silent_days = models.PositiveSmallIntegerField(
        _("silent after"), default=3, help_text=_("So many working days after the reporting day of a whole cycle.")
    )
    reporting_day = models.PositiveSmallIntegerField(
        _("reporting day"),
        default=28,
        help_text=_("Of the cycle's last month; a day off moves it to the next working day."),
    )

    horizon_months = models.PositiveSmallIntegerField(
        _("occurrences made ahead for"),
        default=HORIZON_MONTHS,
        help_text=_("So many months, where neither the agreement nor the recurrence has a last day."),
    )

    objects = ThresholdsQuerySet.as_manager()

    class Meta:
        verbose_name = _("thresholds")
        verbose_name_plural = _("thresholds")
        constraints = [
            models.CheckConstraint(
                name="thresholds_one_row",
                condition=models.Q(id=1),
                violation_error_message=_("There is one row of thresholds only."),
            ),
            models.CheckConstraint(
                name="thresholds_blue_before_yellow",
                condition=models.Q(blue_days__gte=models.F("yellow_days")) & models.Q(blue_days__lte=60),
                violation_error_message=_("Blue begins with yellow or earlier, at most 60 working days ahead."),
            ),
            models.CheckConstraint(
                name="thresholds_points_in_range",
                condition=models.Q(behind_points__gte=1, behind_points__lte=100),
                violation_error_message=_("Behind plan begins at 1 to 100 points."),
            ),
            models.CheckConstraint(
                name="thresholds_silent_days_in_range",
                condition=models.Q(silent_days__lte=60),
                violation_error_message=_("Silence begins at most 60 working days after the reporting day."),
            ),
            models.CheckConstraint(
                name="thresholds_day_of_a_month",
                condition=models.Q(reporting_day__gte=1, reporting_day__lte=31),
                violation_error_message=_("The reporting day is a day of the month, 1 to 31."),
            ),
            models.CheckConstraint(
                name="thresholds_horizon_in_range",
                condition=models.Q(horizon_months__gte=1, horizon_months__lte=240),
                violation_error_message=_("Occurrences are made ahead for 1 to 240 months."),
            ),
        ]

    def __str__(self):
        return str(_("thresholds"))
