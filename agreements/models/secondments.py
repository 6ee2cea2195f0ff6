"""Secondments: who is sent where for how long, what interrupts it, what the two sides change of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import workdays
from .agreements import Agreement, AgreementParty
from .commitments import Commitment
from .kinds import Obligation
from .people import OrgUnit, User


class SecondmentState(models.TextChoices):
    """Where a posting stands on a day: worked out, never stored."""

    PLANNED = "planned", pgettext_lazy("posting", "Planned")
    RUNNING = "running", pgettext_lazy("posting", "Running")
    OVER = "over", pgettext_lazy("posting", "End to be recorded")
    ENDED = "ended", pgettext_lazy("posting", "Ended")
    CALLED_OFF = "called_off", pgettext_lazy("posting", "Called off")


class SecondmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(commitment__agreement__in=Agreement.objects.visible_to(actor))

    def taking_place(self):
        """Without those that were called off."""
        return self.filter(called_off_on__isnull=True)

    def counted_for(self, commitment, start, end):
        """The postings that count for a commitment and a period, both days included: those that began in it.

        An occurrence counts what the register holds for its recurring item. What one side alone owes is counted
        for that side. Whoever wants the actual up to a day gives that day as the end.
        """
        of_item = Q(commitment=commitment.pk)
        if commitment.parent_id:
            of_item |= Q(commitment=commitment.parent_id)
        rows = self.taking_place().filter(of_item, starts_on__gte=start, starts_on__lte=end)
        if commitment.obligation == Obligation.ONE:
            rows = rows.filter(sending_party=commitment.obliged_party_id)
        return rows

    def with_all(self):
        """With the rows that a line of the register reads; the number of queries does not depend on how many."""
        return self.select_related(
            "commitment__agreement",
            "commitment__min_months_party__organization",
            "sending_party__organization",
            "host_party__organization",
            "sending_unit",
            "host_unit",
        ).prefetch_related("breaks")


class Secondment(models.Model):
    """One person sent by a unit of one side to a unit of another, for a commitment.

    The evaluation is not here but in a table of its own, so that no list can carry it along.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="secondments", verbose_name=_("commitment"))
    person = models.CharField(pgettext_lazy("posting", "person"), max_length=40)
    post = models.CharField(pgettext_lazy("posting", "post"), max_length=60)
    sending_party = models.ForeignKey(
        AgreementParty, models.PROTECT, related_name="sends", verbose_name=_("sending party")
    )
    sending_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="sends", verbose_name=_("sending unit"))
    host_party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="hosts", verbose_name=_("host party"))
    host_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="hosts", verbose_name=_("host unit"))
    approval_number = models.CharField(_("approval number"), max_length=60, blank=True)
    starts_on = models.DateField(_("first day"))
    planned_end_on = models.DateField(_("last day as planned"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    called_off_on = models.DateField(_("called off on"), null=True, blank=True)
    exception_reason = models.TextField(_("reason for the exception"), blank=True, max_length=400)
    exception_allowed_by = models.CharField(_("exception allowed by"), max_length=60, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("registered by"))
    created_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"))
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = SecondmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("secondment")
        verbose_name_plural = _("secondments")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="secondment_between_two_sides",
                condition=~Q(sending_party=F("host_party")),
                violation_error_message=_("The sending and the host unit belong to different sides."),
            ),
            models.CheckConstraint(
                name="secondment_ends_after_start",
                condition=Q(planned_end_on__gte=F("starts_on"))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"))),
                violation_error_message=_("A posting cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="secondment_exception_whole",
                condition=Q(exception_reason="", exception_allowed_by="")
                | (~Q(exception_reason="") & ~Q(exception_allowed_by="")),
                violation_error_message=_("An exception says why and who allowed it."),
            ),
            models.CheckConstraint(
                name="secondment_ended_or_called_off",
                condition=Q(ended_on__isnull=True) | Q(called_off_on__isnull=True),
                violation_error_message=_("A posting that was called off does not end."),
            ),
            models.CheckConstraint(
                name="secondment_named",
                condition=~Q(person="") & ~Q(post=""),
                violation_error_message=_("A posting names the person and the post."),
            ),
            models.UniqueConstraint(
                name="secondment_once",
                fields=["commitment", "person", "sending_unit", "starts_on"],
                condition=Q(called_off_on__isnull=True),
                violation_error_message=_("This person is already on the register from this day on."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.post}"

    @property
    def last_day(self):
        """The last day served, or, as long as it has not ended, the planned one."""
        return self.ended_on or self.planned_end_on

    @property
    def has_exception(self):
        return bool(self.exception_reason)

    @property
    def parties(self):
        """Ids of the two organizations between which it takes place."""
        return self.sending_party.organization_id, self.host_party.organization_id

    def state_on(self, day):
        """The SecondmentState on a day."""
        if self.called_off_on:
            return SecondmentState.CALLED_OFF
        if self.ended_on:
            return SecondmentState.ENDED
        if self.starts_on > day:
            return SecondmentState.PLANNED
        return SecondmentState.RUNNING if self.planned_end_on >= day else SecondmentState.OVER

    def months_required(self):
        """How many months the commitment asks for; None where it binds the other direction, or nobody."""
        return months_required(self.commitment, self.sending_party_id)

    def term(self, end=None):
        """The workdays.Term of the posting, to its last day or to another; None where no minimum applies."""
        months = self.months_required()
        if not months:
            return None
        breaks = [(one.starts_on, one.ends_on) for one in self.breaks.all()] if self.pk else []
        return workdays.term_of(self.starts_on, end or self.last_day, months, breaks)


def months_required(commitment, sending_party_id):
    """The least number of months for a posting under a commitment, sent by a party; None when none is asked for."""
    if commitment.min_months_party_id in (None, sending_party_id):
        return commitment.min_months
    return None


class OfSecondmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(secondment__in=Secondment.objects.visible_to(actor))


class SecondmentBreak(models.Model):
    """Days inside a posting that do not count."""

    secondment = models.ForeignKey(Secondment, models.PROTECT, related_name="breaks", verbose_name=_("secondment"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)

    objects = OfSecondmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("interruption")
        verbose_name_plural = _("interruptions")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="secondmentbreak_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An interruption cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"

    @property
    def days(self):
        return (self.ends_on - self.starts_on).days + 1


class ChangeOutcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("change of a posting", "Open")
    AGREED = "agreed", pgettext_lazy("change of a posting", "Agreed")
    DECLINED = "declined", pgettext_lazy("change of a posting", "Declined")
    TAKEN_BACK = "taken_back", pgettext_lazy("change of a posting", "Taken back")


class SecondmentChangeQuerySet(OfSecondmentQuerySet):
    def waiting(self):
        return self.filter(outcome=ChangeOutcome.OPEN)

    def waiting_for(self, organization_id):
        """Open ones that an organization has to answer: asked by the other side, or by itself of a side on paper."""
        sent, hosted = Q(party=F("secondment__sending_party")), Q(party=F("secondment__host_party"))
        theirs = (hosted & Q(secondment__sending_party__organization=organization_id)) | (
            sent & Q(secondment__host_party__organization=organization_id)
        )
        on_paper = (sent & Q(secondment__host_party__answers_by_letter=True)) | (
            hosted & Q(secondment__sending_party__answers_by_letter=True)
        )
        return self.waiting().filter(theirs | (on_paper & Q(party__organization=organization_id)))


class SecondmentChange(models.Model):
    """Another last day, asked for by one side: later is an extension, earlier an early end. The other side consents."""

    secondment = models.ForeignKey(Secondment, models.PROTECT, related_name="changes", verbose_name=_("secondment"))
    old_end_on = models.DateField(_("last day so far"))
    new_end_on = models.DateField(_("new last day"))
    reason = models.TextField(_("reason"), max_length=400)
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("asked for"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ChangeOutcome, default=ChangeOutcome.OPEN)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = SecondmentChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a secondment")
        verbose_name_plural = _("changes of secondments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="secondmentchange_one_open",
                fields=["secondment"],
                condition=Q(outcome="open"),
                violation_error_message=_("Another last day is already waiting for the other side."),
            ),
            models.CheckConstraint(
                name="secondmentchange_moves_the_end",
                condition=~Q(new_end_on=F("old_end_on")),
                violation_error_message=_("That is the last day already."),
            ),
            models.CheckConstraint(
                name="secondmentchange_answered_with_outcome",
                condition=Q(outcome="open", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                violation_error_message=_("What is answered says by whom and when."),
            ),
        ]

    def __str__(self):
        return f"{self.old_end_on} → {self.new_end_on}"

    @property
    def is_extension(self):
        return self.new_end_on > self.old_end_on


class SecondmentEvaluationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """For the units of the two sides that keep personnel matters; an administrator knows that they exist."""
        if actor.is_admin:
            return self
        if not (actor.unit and actor.unit.keeps_personnel):
            return self.none()
        sides = Q(secondment__sending_party__organization=actor.organization_id)
        sides |= Q(secondment__host_party__organization=actor.organization_id)
        return self.filter(sides)


class SecondmentEvaluation(models.Model):
    """The final evaluation of a posting, for the two sides' organisation departments alone."""

    secondment = models.OneToOneField(Secondment, models.PROTECT, related_name="+", verbose_name=_("secondment"))
    text = models.TextField(_("final evaluation"), max_length=2000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"))
    written_at = models.DateTimeField(_("written at"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = SecondmentEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("final evaluation")
        verbose_name_plural = _("final evaluations")
        constraints = [
            models.CheckConstraint(
                name="secondmentevaluation_says_something",
                condition=~Q(text=""),
                violation_error_message=_("An evaluation says something."),
            ),
        ]

    def __str__(self):
        return str(self.pk)
