"""Templates: milestones and indicators to start from, by kind of cooperation; edited in the administration."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .indicators import Direction, Every


def in_language(chinese, english):
    """The words in the reader's language, the Chinese ones where there are no others."""
    return chinese if not english or (get_language() or "").startswith("zh") else english


class Template(models.Model):
    """What usually stands on the way of one kind of cooperation."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["pk"]

    def __str__(self):
        return in_language(self.name, self.name_en)


class TemplateMilestone(models.Model):
    """A milestone to suggest; `place` is how far between start and due date it lies, in percent."""

    template = models.ForeignKey(
        Template, models.PROTECT, related_name="milestones", verbose_name=_("template"), editable=False
    )
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(_("percent of the time"))

    class Meta:
        verbose_name = _("milestone of a template")
        verbose_name_plural = _("milestones of a template")
        ordering = ["template", "place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="templatemilestone_place_in_range",
                condition=Q(place__lte=100),
                violation_error_message=_("The place lies between 0 and 100 percent of the time."),
            ),
        ]

    def __str__(self):
        return in_language(self.title, self.title_en)


class TemplateIndicator(models.Model):
    """An indicator to suggest."""

    template = models.ForeignKey(
        Template, models.PROTECT, related_name="indicators", verbose_name=_("template"), editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    measure = models.CharField(_("unit of measure"), max_length=20, blank=True)
    measure_en = models.CharField(_("unit of measure in English"), max_length=20, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    every = models.CharField(_("counted"), max_length=7, choices=Every, default=Every.YEAR)

    class Meta:
        verbose_name = _("indicator of a template")
        verbose_name_plural = _("indicators of a template")
        ordering = ["template", "pk"]

    def __str__(self):
        return in_language(self.name, self.name_en)

    def told(self):
        """What an indicator takes from it, in the reader's language."""
        measure = in_language(self.measure, self.measure_en)
        return {"name": str(self), "measure": measure, "direction": self.direction, "every": self.every}
