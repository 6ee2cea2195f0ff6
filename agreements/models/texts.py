"""The text of an agreement, its clauses and sentences; offsets count characters of the text."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreements import Agreement
from .people import User


class TextSource(models.TextChoices):
    PRESS_ACCOUNT = "press_account", _("Press account")
    SIGNED_COPY = "signed_copy", _("Signed copy")
    AMENDED = "amended", _("Amended text")


class TextVersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


class TextVersion(models.Model):
    """One version of an agreement's text, immutable: a trigger refuses a change of its words."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="texts", verbose_name=_("agreement"))
    source = models.CharField(_("provenance"), max_length=13, choices=TextSource)
    received_on = models.DateField(_("received on"))
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    text = models.TextField(_("text"))
    body_start = models.PositiveIntegerField(_("the agreement begins at"), null=True, blank=True)
    body_end = models.PositiveIntegerField(_("the agreement ends at"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        ordering = ["agreement", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="text_once_per_agreement",
                fields=["agreement", "sha256"],
                violation_error_message=_("This text is already recorded for the agreement."),
            ),
            models.CheckConstraint(
                name="text_not_empty", condition=~Q(text=""), violation_error_message=_("The text is empty.")
            ),
            models.CheckConstraint(
                name="text_body_in_order",
                condition=Q(body_start__isnull=True, body_end__isnull=True)
                | Q(body_start__isnull=False, body_end__gt=F("body_start")),
                violation_error_message=_("The agreement must end after it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.agreement.code} · {self.get_source_display()} · {self.received_on}"


class ClauseQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(text_version__in=TextVersion.objects.visible_to(actor))


class Clause(models.Model):
    """A numbered part of a text, from its number to the end of its words; a parent holds its children."""

    text_version = models.ForeignKey(
        TextVersion, models.PROTECT, related_name="clauses", verbose_name=_("text version")
    )
    number = models.CharField(_("number"), max_length=20)
    sort_key = models.CharField(_("sort key"), max_length=60)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    short_heading = models.CharField(_("short heading"), max_length=12, blank=True)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("clause above")
    )

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["text_version", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                name="clause_number_once_per_text",
                fields=["text_version", "number"],
                violation_error_message=_("This text already has a clause with this number."),
            ),
            models.CheckConstraint(
                name="clause_offsets_in_order",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A clause must end after it starts."),
            ),
            models.CheckConstraint(
                name="clause_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A clause cannot stand above itself."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.heading}".strip()

    def clean(self):
        """Refuse offsets outside the text or outside the clause above, and a circle of clauses."""
        from django.core.exceptions import ValidationError

        if None in (self.start, self.end, self.text_version_id):
            return
        if self.end > len(self.text_version.text):
            raise ValidationError({"end": _("The clause ends after the text does.")})
        above, seen = self.parent, {self.pk}
        if above and (
            above.text_version_id != self.text_version_id or not above.start <= self.start < self.end <= above.end
        ):
            raise ValidationError({"parent": _("The clause does not lie inside the clause above it.")})
        while above:
            if above.pk in seen:
                raise ValidationError({"parent": _("A clause cannot stand above itself.")})
            seen.add(above.pk)
            above = above.parent

    @staticmethod
    def sort_key_of(number):
        """A key that sorts clause numbers as people read them: 2 before 10, 5.1 after 5."""
        return ".".join(part.zfill(4) for part in number.split("."))


class Disposition(models.TextChoices):
    OPEN = "open", pgettext_lazy("sentence", "Open")
    NO_OBLIGATION = "no_obligation", _("No obligation")


class UsualReason(models.TextChoices):
    """Why a sentence obliges nobody, where it is one of the usual reasons: kept as a code, so that all read it."""

    BACKGROUND = "background", _("Background")
    PRINCIPLE = "principle", _("Statement of principle")
    DEFINITION = "definition", _("Definition")
    PROCEDURE = "procedure", _("Procedure")


def reason_words(reason):
    """A stored reason as people read it: a usual one in their language, another as it was typed."""
    return str(UsualReason(reason).label) if reason in UsualReason.values else reason


class Sentence(models.Model):
    """A sentence of a clause; whether a commitment covers it is computed, not stored."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="sentences", verbose_name=_("clause"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    disposition = models.CharField(_("disposition"), max_length=13, choices=Disposition, default=Disposition.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ["clause", "start"]
        constraints = [
            models.UniqueConstraint(
                name="sentence_once_per_clause",
                fields=["clause", "start"],
                violation_error_message=_("A sentence already starts here."),
            ),
            models.CheckConstraint(
                name="sentence_offsets_in_order",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A sentence must end after it starts."),
            ),
            models.CheckConstraint(
                name="sentence_reason_with_no_obligation",
                condition=Q(disposition=Disposition.OPEN, reason="")
                | (Q(disposition=Disposition.NO_OBLIGATION) & ~Q(reason="")),
                violation_error_message=_("“No obligation” needs a reason, and nothing else has one."),
            ),
        ]

    def __str__(self):
        return f"{self.clause.number} [{self.start}:{self.end}]"

    @property
    def reason_words(self):
        return reason_words(self.reason)

    def clean(self):
        """Refuse offsets outside the clause."""
        from django.core.exceptions import ValidationError

        if None in (self.start, self.end, self.clause_id):
            return
        if not self.clause.start <= self.start < self.end <= self.clause.end:
            raise ValidationError({"end": _("The sentence does not lie inside its clause.")})
