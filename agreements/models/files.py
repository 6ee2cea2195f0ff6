"""Files that were brought in: scans of signed texts and of letters, and what texts were read from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .letters import Letter
from .people import OrgUnit, User
from .texts import TextVersion


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Files of what the actor sees."""
        texts, letters = TextVersion.objects.visible_to(actor), Letter.objects.visible_to(actor)
        return self.filter(Q(text_version__in=texts) | Q(letter__in=letters))


class StoredFile(models.Model):
    """One file as it was brought, never changed: the scan of a text or a letter, or what a text was read from.

    It lies under a name of our own; `name` is the sender's and only shown.
    """

    text_version = models.ForeignKey(
        TextVersion, models.PROTECT, null=True, blank=True, related_name="scans", verbose_name=_("text version")
    )
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="scans", verbose_name=_("letter")
    )
    file = models.FileField(_("file"), upload_to="files/%Y/")
    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(_("media type"), max_length=80)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting unit")
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="storedfile_of_one_thing",
                condition=Q(text_version__isnull=True, letter__isnull=False)
                | Q(text_version__isnull=False, letter__isnull=True),
                violation_error_message=_("A file belongs to a text or to a letter."),
            ),
            models.UniqueConstraint(
                name="storedfile_once_per_text",
                fields=["text_version", "sha256"],
                condition=Q(text_version__isnull=False),
                violation_error_message=_("This file is already there."),
            ),
            models.UniqueConstraint(
                name="storedfile_once_per_letter",
                fields=["letter", "sha256"],
                condition=Q(letter__isnull=False),
                violation_error_message=_("This file is already there."),
            ),
        ]

    def __str__(self):
        return self.name
