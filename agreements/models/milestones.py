"""Milestones: the days on the way to a due date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .commitments import Commitment
from .people import OrgUnit


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(commitment__in=Commitment.objects.visible_to(actor))

    def meant(self):
        """Those that somebody set or kept: a suggestion counts nowhere."""
        return self.filter(is_suggested=False)

    def open(self):
        return self.meant().filter(done_on__isnull=True)


class Milestone(models.Model):
    """One step on the way, by when, and the day it was done; written by `actions.milestones` alone.

    `first_due_on` is set at the item's assignment, or with the first date after it, and
    never changed. A suggestion comes from a template, counts nowhere and has neither.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="milestones", verbose_name=_("commitment"), editable=False
    )
    title = models.CharField(_("title"), max_length=120)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    first_due_on = models.DateField(_("first date"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("unit")
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_suggested = models.BooleanField(_("suggested"), default=False, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["commitment", models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="milestone_weight_in_range",
                condition=Q(weight__gte=1, weight__lte=100),
                violation_error_message=_("A weight lies between 1 and 100."),
            ),
            models.CheckConstraint(
                name="milestone_first_date_with_a_date",
                condition=Q(first_due_on__isnull=True) | Q(due_on__isnull=False),
                violation_error_message=_("An agreed date is moved, not taken away."),
            ),
            models.CheckConstraint(
                name="milestone_suggestion_is_not_agreed",
                condition=Q(is_suggested=False) | Q(first_due_on__isnull=True, done_on__isnull=True),
                violation_error_message=_("A suggestion is kept before it is agreed or done."),
            ),
        ]

    def __str__(self):
        return self.title
