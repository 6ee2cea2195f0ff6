"""The trail: append-only, chained per object, sealed daily."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement


class TrailEntryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Lines about what the actor sees, without those that are another side's own matter."""
        visible = self.filter(agreement_id__in=Agreement.objects.visible_to(actor).values("pk"))
        return visible.filter(Q(own_party__isnull=True) | Q(own_party=actor.organization_id))

    def about(self, row):
        """The chain of one object, oldest first."""
        return self.filter(object_type=row._meta.model_name, object_id=row.pk).order_by("sequence")


class TrailEntry(models.Model):
    """One line of an object's history.

    `text` is what is hashed: it holds everything, the other columns repeat parts
    of it for queries and `verify_trail` compares them. Only plain ids, no foreign
    keys: a line outlives what it speaks of.
    """

    object_type = models.CharField(_("object"), max_length=30)
    object_id = models.BigIntegerField(_("object id"))
    sequence = models.PositiveIntegerField(_("sequence"))
    agreement_id = models.BigIntegerField(_("agreement"), null=True, db_index=True)
    own_party = models.BigIntegerField(_("own matter of"), null=True)
    verb = models.CharField(_("what happened"), max_length=30)
    user_id = models.BigIntegerField(_("person"), null=True)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    at = models.DateTimeField(_("at"), db_index=True)
    text = models.TextField(_("recorded text"))
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = TrailEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="trail_sequence_once_per_object",
                fields=["object_type", "object_id", "sequence"],
                violation_error_message=_("This place in the trail is already taken."),
            ),
        ]

    def __str__(self):
        return f"{self.object_type} {self.object_id} · {self.sequence} · {self.verb}"


class TrailSeal(models.Model):
    """The trail up to the end of a day: how many lines, and the head of every chain touched since the seal before."""

    day = models.DateField(_("day"), unique=True)
    entry_count = models.PositiveBigIntegerField(_("lines so far"))
    last_entry_id = models.BigIntegerField(_("last line"))
    heads = models.TextField(_("heads"), blank=True)
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("trail seal")
        verbose_name_plural = _("trail seals")
        ordering = ["-day"]

    def __str__(self):
        return str(self.day)
