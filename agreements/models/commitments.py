"""Commitments: what one clause obliges somebody to do, by whom, until when, and how it stands."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .. import periods, standing
from .agreements import Agreement, AgreementParty
from .kinds import Cadence, Category, EndedAs, KeptUp, Obligation, Strength
from .people import Organization, User
from .texts import Clause


class CommitmentStatus(models.TextChoices):
    DRAFT = standing.DRAFT, _("Draft")
    ASSIGNED = standing.ASSIGNED, _("Assigned")
    IN_PROGRESS = standing.IN_PROGRESS, _("In progress")
    SUBMITTED = standing.SUBMITTED, _("Awaiting confirmation")
    CLOSED = standing.CLOSED, _("Closed")
    ON_HOLD = standing.ON_HOLD, _("On hold")
    ENDED = standing.ENDED, _("Ended")


RUNNING = standing.RUNNING
OPEN = (*RUNNING, CommitmentStatus.SUBMITTED)
FINISHED = (CommitmentStatus.CLOSED, CommitmentStatus.ENDED)


# What making an occurrence leaves behind: lines of the trail, and records that come with it.
MAKING = ("occur", "follow")
MADE_WITH = ("CommitmentSpan", "CommitmentUnit")


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))

    def counted(self, also=None):
        """The rows that totals count: children of a recurring item, not the parent that has some.

        With `also`, a Q, the parents of which it holds come along: for a list of what somebody has to do.
        """
        # One list of parents for all rows, which are few, instead of a search for each row.
        parents = Q(pk__in=Commitment.objects.filter(parent__isnull=False).values("parent"))
        return self.filter(~parents | also) if also else self.exclude(parents)

    def running(self):
        return self.filter(status__in=RUNNING)

    def touched(self):
        """Those on which somebody has done something since they were made: anything hangs on them, or a line tells it.

        Asked of every kind of record there is, so that a new kind need not be thought of here.
        """
        from .trail import TrailEntry  # which names the agreement

        lines = TrailEntry.objects.filter(object_type="commitment", object_id=OuterRef("pk")).exclude(verb__in=MAKING)
        of_it = [one for one in self.model._meta.related_objects if one.related_model.__name__ not in MADE_WITH]
        hangs = [Exists(one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")})) for one in of_it]
        standing_still = Q(status=CommitmentStatus.ASSIGNED, actual="")
        return self.filter(reduce(or_, [~standing_still, Exists(lines), *hangs]))

    def opened_by(self, day):
        """Without the occurrences that open later: nobody is asked about them yet."""
        return self.filter(standing.opened(day))

    def unfinished(self):
        return self.exclude(status__in=FINISHED)

    def late_on(self, day):
        """Assigned or in progress, and past the due date."""
        return self.running().filter(standing.late(day))

    def with_lamp(self, clock):
        """Annotate `lamp`: the lamp's name, empty where there is none; of a recurring item its open occurrences' worst.

        Run over the occurrences of each item, not over the item's own days.
        """
        name, place = standing.lamp_expression(clock), standing.lamp_place_expression(clock)
        worst = Subquery(_open_occurrences(clock).annotate(place=place, name=name).order_by("place").values("name")[:1])
        return self.annotate(lamp=_or_of_occurrences(name, worst, Value(""), models.CharField()))

    def with_worst_first(self, clock):
        """Annotate `lamp_order`: the place in LAMPS of what `with_lamp` names, past them without one."""
        place, dark = standing.lamp_place_expression(clock), Value(len(standing.LAMPS))
        worst = Subquery(_open_occurrences(clock).annotate(place=place).order_by("place").values("place")[:1])
        return self.annotate(lamp_order=_or_of_occurrences(place, worst, dark, models.IntegerField()))

    def owed_by(self, organization_id):
        """Items that oblige an organization: its own and the joint ones of its agreements."""
        # Subqueries, not joins: a row must not be counted once per party.
        parties = AgreementParty.objects.filter(organization=organization_id)
        return self.filter(
            Q(obliged_party__in=parties.values("pk"))
            | Q(obligation=Obligation.JOINT, agreement__in=parties.values("agreement"))
        )

    def of_unit(self, unit_id, *roles):
        """Items on which a unit stands, in any role or in the given ones."""
        from .parts import CommitmentUnit  # which names this model

        units = CommitmentUnit.objects.filter(commitment=OuterRef("pk"), unit=unit_id)
        return self.filter(Exists(units.filter(role__in=roles) if roles else units))


def _open_occurrences(clock):
    """The occurrences of an outer item that run and have opened."""
    return Commitment.objects.filter(standing.opened(clock.today), parent=OuterRef("pk")).running().order_by()


def _or_of_occurrences(own, worst, dark, output_field):
    """What an item shows for itself or, where it recurs, the worst of its occurrences while it runs."""
    parents = Commitment.objects.filter(parent__isnull=False).order_by().values("parent")
    whole = Case(When(status__in=RUNNING, then=Coalesce(worst, dark)), default=dark)
    return Case(When(pk__in=parents, then=whole), default=own, output_field=output_field)


class Commitment(models.Model):
    """One thing that one party or all of them undertook in an agreement.

    `status` is written by `lifecycle.take` alone; `percent`, `kept_up`, `behind_on`
    and `silent_on` by the action that changes a report or a date.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commitments", verbose_name=_("agreement"))
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("clause")
    )
    code = models.CharField(_("code"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    obligation = models.CharField(_("obligation"), max_length=5, choices=Obligation)
    obliged_party = models.ForeignKey(
        AgreementParty, models.PROTECT, null=True, blank=True, related_name="owes", verbose_name=_("obliged party")
    )
    strength = models.CharField(_("strength"), max_length=11, choices=Strength, default=Strength.FIRM)
    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.OTHER)
    cadence = models.CharField(_("cadence"), max_length=10, choices=Cadence, default=Cadence.ONCE)
    yardstick = models.TextField(_("yardstick"), blank=True)
    target = models.CharField(_("target"), max_length=80, blank=True)
    no_yardstick_yet = models.BooleanField(_("no yardstick agreed yet"), default=False)
    due_text = models.CharField(_("due as written"), max_length=80, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    first_due_on = models.DateField(_("first agreed due date"), null=True, blank=True, editable=False)
    min_months = models.PositiveSmallIntegerField(_("minimum duration in months"), null=True, blank=True)
    min_months_party = models.ForeignKey(
        AgreementParty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("minimum duration binds postings sent by"),
    )

    status = models.CharField(
        _("status"), max_length=11, choices=CommitmentStatus, default=CommitmentStatus.DRAFT, editable=False
    )
    held_from = models.CharField(_("held from"), max_length=11, choices=CommitmentStatus, blank=True, editable=False)
    ended_as = models.CharField(_("ended as"), max_length=10, choices=EndedAs, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("successor")
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True, editable=False)

    percent = models.PositiveSmallIntegerField(_("visible progress"), default=0, editable=False)
    kept_up = models.CharField(_("kept up"), max_length=6, choices=KeptUp, blank=True, editable=False)
    behind_on = models.DateField(_("behind from"), null=True, blank=True, editable=False)
    silent_on = models.DateField(_("silent from"), null=True, blank=True, editable=False)

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name=_("recurring item")
    )
    period = models.CharField(_("period"), max_length=10, blank=True)
    opens_on = models.DateField(_("opens on"), null=True, blank=True, editable=False)
    actual = models.CharField(_("actual"), max_length=80, blank=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"), editable=False)
    listed_in = models.ForeignKey(
        "Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="listed",
        verbose_name=_("list of commitments"),
        editable=False,
    )
    created_for = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author's side"),
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["agreement", "clause__sort_key", "code", "pk"]
        indexes = [
            # All that a lamp needs, so that counting by lamp reads the index alone.
            models.Index(
                fields=["agreement", "status", "due_on", "behind_on", "silent_on", "kept_up"],
                name="commitment_by_lamp",
            ),
            models.Index(fields=["status", "due_on"], name="commitment_by_status"),
            # All that the figures of an agreement need, by clause and by side.
            models.Index(
                fields=[
                    *("agreement", "clause", "status", "due_on", "behind_on", "silent_on", "kept_up"),
                    *("obligation", "obliged_party", "id"),
                ],
                name="commitment_by_clause",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="commitment_code_once",
                fields=["code"],
                condition=~Q(code=""),
                violation_error_message=_("Another commitment already has this code."),
            ),
            models.CheckConstraint(
                name="commitment_obliged_party_when_one_side",
                condition=Q(obligation=Obligation.ONE, obliged_party__isnull=False)
                | Q(obligation=Obligation.JOINT, obliged_party__isnull=True),
                violation_error_message=_("Name the obliged party when one side is obliged, and only then."),
            ),
            models.CheckConstraint(
                name="commitment_due_after_start",
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message=_("The due date cannot be before the start."),
            ),
            models.CheckConstraint(
                name="commitment_percent_in_range",
                condition=Q(percent__lte=100),
                violation_error_message=_("Progress lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="commitment_finished_at_matches_status",
                condition=Q(status__in=FINISHED, finished_at__isnull=False)
                | (~Q(status__in=FINISHED) & Q(finished_at__isnull=True)),
                violation_error_message=_("A closed or ended commitment must say when it was."),
            ),
            models.CheckConstraint(
                name="commitment_held_from_when_on_hold",
                condition=Q(status=CommitmentStatus.ON_HOLD, held_from__in=RUNNING)
                | (~Q(status=CommitmentStatus.ON_HOLD) & Q(held_from="")),
                violation_error_message=_("A commitment on hold says from where, and nothing else does."),
            ),
            models.CheckConstraint(
                name="commitment_ended_as_when_ended",
                condition=(Q(status=CommitmentStatus.ENDED) & ~Q(ended_as=""))
                | (~Q(status=CommitmentStatus.ENDED) & Q(ended_as="")),
                violation_error_message=_("An ended commitment says how it ended, and nothing else does."),
            ),
            models.CheckConstraint(
                name="commitment_successor_when_superseded",
                condition=~Q(ended_as=EndedAs.SUPERSEDED) | Q(successor__isnull=False),
                violation_error_message=_("A superseded commitment names its successor."),
            ),
            models.CheckConstraint(
                name="commitment_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                violation_error_message=_("A commitment cannot replace itself."),
            ),
            models.CheckConstraint(
                name="commitment_code_and_day_once_assigned",
                condition=Q(assigned_at__isnull=True, code="") | (Q(assigned_at__isnull=False) & ~Q(code="")),
                violation_error_message=_("A commitment gets its code on the day of its first assignment."),
            ),
            models.CheckConstraint(
                name="commitment_assigned_before_it_runs",
                condition=Q(status=CommitmentStatus.DRAFT)
                | Q(status=CommitmentStatus.ENDED, ended_as=EndedAs.WITHDRAWN)
                | Q(assigned_at__isnull=False),
                violation_error_message=_("Only a draft or a withdrawn draft was never assigned."),
            ),
            models.CheckConstraint(
                name="commitment_period_with_parent",
                condition=Q(parent__isnull=True, period="") | (Q(parent__isnull=False) & ~Q(period="")),
                violation_error_message=_("An occurrence has a recurring item and a period."),
            ),
            models.UniqueConstraint(
                name="commitment_period_once_per_parent",
                fields=["parent", "period"],
                condition=Q(parent__isnull=False),
                violation_error_message=_("This period already exists."),
            ),
            models.CheckConstraint(
                name="commitment_opens_on_of_an_occurrence",
                condition=Q(opens_on__isnull=True) | Q(parent__isnull=False),
                violation_error_message=_("Only an occurrence opens on a day."),
            ),
            models.CheckConstraint(
                name="commitment_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A commitment cannot be its own occurrence."),
            ),
            models.CheckConstraint(
                name="commitment_min_months_positive",
                condition=Q(min_months__isnull=True) | Q(min_months__gte=1),
                violation_error_message=_("A minimum duration is at least one month."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}".strip()

    @property
    def is_joint(self):
        return self.obligation == Obligation.JOINT

    @property
    def is_continuous(self):
        return self.cadence == Cadence.CONTINUOUS

    @property
    def has_been_agreed(self):
        """True once assigned for the first time: from then on its agreed fields are frozen."""
        return self.assigned_at is not None

    @property
    def may_recur(self):
        """True for what is undertaken again and again; an occurrence of it is done once."""
        return self.cadence == Cadence.RECURRING and self.parent_id is None

    @property
    def lasts(self):
        """The periods.Period of an occurrence; None for anything else."""
        return periods.read(self.period) if self.parent_id else None

    def obliged_parties(self):
        """The parties that owe it, in the order of the agreement."""
        return [party for party in self.agreement.party_list if self.is_joint or party.pk == self.obliged_party_id]

    def other_parties(self):
        """The parties that do not owe it but receive it."""
        return [party for party in self.agreement.party_list if party not in self.obliged_parties()]

    def parties_needing_lead(self):
        """Obliged parties whose lead unit must be named; on a joint item not those that answer by letter."""
        return [party for party in self.obliged_parties() if not (self.is_joint and party.answers_by_letter)]

    def parties_needing_contact(self):
        """Parties that must name a contact unit: not obliged, and with accounts of their own."""
        return [party for party in self.other_parties() if not party.answers_by_letter]
