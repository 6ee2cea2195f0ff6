"""Decisions: everything that two sides agree, in one form."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreements import Agreement, AgreementParty
from .commitments import Commitment
from .letters import Letter
from .people import OrgUnit, User


class DecisionKind(models.TextChoices):
    CLOSE = "close", pgettext_lazy("decision", "Close")
    CHANGE = "change", pgettext_lazy("decision", "Change")
    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("Resume")
    END = "end", _("End")
    REOPEN = "reopen", _("Reopen")
    LIST = "list", _("List of commitments")


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    CARRIED = "carried", _("Carried")
    REFUSED = "refused", _("Refused")
    VOID = "void", _("Void")


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Released decisions of what the actor sees; before the release only the opener's side's own."""
        visible = self.filter(agreement__in=Agreement.objects.visible_to(actor))
        if actor.is_admin:
            return visible
        return visible.filter(Q(released_at__isnull=False) | Q(party__organization=actor.organization_id))

    def waiting_for_release(self):
        return self.filter(outcome=Outcome.OPEN, released_at__isnull=True)

    def before_the_others(self):
        """Released and not yet decided: the other side holds the pen."""
        return self.filter(outcome=Outcome.OPEN, released_at__isnull=False)


class Decision(models.Model):
    """A question that one party puts and every other party answers."""

    kind = models.CharField(_("kind"), max_length=6, choices=DecisionKind)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="decisions", verbose_name=_("agreement"))
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("commitment")
    )
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="opened", verbose_name=_("opened for"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting unit")
    )
    opened_at = models.DateTimeField(_("opened at"))
    reason = models.TextField(_("reason"))
    about_milestones = models.TextField(_("why milestones are open"), blank=True)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("released by")
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    canonical_text = models.TextField(_("canonical text"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, default=Outcome.OPEN)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("claimed by letter")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_item_unless_list",
                condition=(Q(kind=DecisionKind.LIST) & Q(commitment__isnull=True))
                | (~Q(kind=DecisionKind.LIST) & Q(commitment__isnull=False)),
                violation_error_message=_("A decision is about one commitment, a list about none."),
            ),
            models.CheckConstraint(
                name="decision_released_with_text",
                condition=Q(released_at__isnull=True, released_by__isnull=True, canonical_text="", sha256="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(canonical_text="") & ~Q(sha256="")),
                violation_error_message=_("A release fixes the text, its hash, who and when together."),
            ),
            models.CheckConstraint(
                name="decision_decided_at_matches_outcome",
                condition=Q(outcome=Outcome.OPEN, decided_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(decided_at__isnull=False)),
                violation_error_message=_("A decision that is not open says when it was decided."),
            ),
            models.UniqueConstraint(
                name="decision_one_released_per_item",
                fields=["commitment"],
                condition=Q(outcome=Outcome.OPEN, released_at__isnull=False, commitment__isnull=False),
                violation_error_message=_("Another decision on this commitment is already before the other side."),
            ),
            models.UniqueConstraint(
                name="decision_one_open_list_per_agreement",
                fields=["agreement"],
                condition=Q(outcome=Outcome.OPEN, kind=DecisionKind.LIST),
                violation_error_message=_("A list of this agreement is already open."),
            ),
            models.UniqueConstraint(
                name="decision_one_waiting_per_item_and_party",
                fields=["commitment", "party"],
                condition=Q(outcome=Outcome.OPEN, released_at__isnull=True, commitment__isnull=False),
                violation_error_message=_("A decision on this commitment is already waiting for release."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.commitment or self.agreement}"

    @property
    def is_released(self):
        return self.released_at is not None

    def can_be_contested(self):
        """True while contesting a letter changes something: a closing that stands, anything else not taken back."""
        return self.stands() if self.kind == DecisionKind.CLOSE else self.outcome != Outcome.VOID

    def stands(self):
        """True while its item stands on it: a closing, open or carried, and nothing put to the others later is."""
        if self.kind != DecisionKind.CLOSE:
            return False
        standing = (Outcome.OPEN, Outcome.CARRIED)
        later = Decision.objects.filter(commitment=self.commitment_id, released_at__isnull=False, pk__gt=self.pk)
        return self.outcome in standing and not later.filter(outcome__in=standing).exists()


class Answer(models.TextChoices):
    CONFIRM = "confirm", _("Confirmed")
    OBJECT = "object", _("Objected")


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(decision__in=Decision.objects.visible_to(actor))

    def closing_on_paper(self):
        """Confirmations by letter that stand and carried the last closing of their item.

        An item that was reopened and closed again stands on the later closing alone.
        """
        closings = Decision.objects.filter(kind=DecisionKind.CLOSE, outcome=Outcome.CARRIED)
        later = closings.filter(commitment=OuterRef("decision__commitment"), pk__gt=OuterRef("decision"))
        given = self.filter(letter__isnull=False, contested_at__isnull=True, answer=Answer.CONFIRM)
        return given.filter(decision__in=closings).exclude(Exists(later))


class Confirmation(models.Model):
    """One party's answer to a decision."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="confirmations", verbose_name=_("decision"))
    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="+", verbose_name=_("party"))
    answer = models.CharField(_("answer"), max_length=7, choices=Answer)
    note = models.TextField(_("note"), blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given or recorded by"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("acting unit"))
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by letter")
    )
    answered_at = models.DateTimeField(_("answered at"))
    contested_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contested by")
    )
    contested_at = models.DateTimeField(_("contested at"), null=True, blank=True)
    contest_reason = models.TextField(_("why contested"), blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["decision", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="confirmation_once_per_party",
                fields=["decision", "party"],
                violation_error_message=_("This party has already answered."),
            ),
            models.CheckConstraint(
                name="confirmation_objection_has_note",
                condition=Q(answer=Answer.CONFIRM) | ~Q(note=""),
                violation_error_message=_("An objection says why."),
            ),
            models.CheckConstraint(
                name="confirmation_contested_with_reason",
                condition=Q(contested_at__isnull=True, contested_by__isnull=True, contest_reason="")
                | (Q(contested_at__isnull=False, contested_by__isnull=False) & ~Q(contest_reason="")),
                violation_error_message=_("Contesting records who, when and why together."),
            ),
        ]

    def __str__(self):
        return f"{self.party} · {self.get_answer_display()}"
