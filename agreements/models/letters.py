"""Letters of a party that answers on paper, as another party's liaison officer records them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement, AgreementParty
from .people import OrgUnit, User


class LetterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(party__agreement__in=Agreement.objects.visible_to(actor))


class Letter(models.Model):
    """A letter on record: the word of the party that wrote it, never of the person who typed it in."""

    party = models.ForeignKey(AgreementParty, models.PROTECT, related_name="letters", verbose_name=_("party"))
    dated_on = models.DateField(_("date of the letter"))
    number = models.CharField(_("document number"), max_length=60)
    signer = models.CharField(_("signed by"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("recorded for"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_number_and_signer",
                condition=~models.Q(number="") & ~models.Q(signer=""),
                violation_error_message=_("A letter needs its document number and who signed it."),
            ),
        ]

    def __str__(self):
        return f"{self.number} · {self.dated_on}"
