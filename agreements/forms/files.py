"""A field for scans: several files at once, each looked at before anything is kept."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import files
from ..errors import Refused

AT_ONCE = 10  # files of one form
TOGETHER = 60 * 1024 * 1024  # bytes of one form
ACCEPT = ",".join(ending for endings in files.ENDINGS.values() for ending in endings)


class ScansInput(forms.ClearableFileInput):
    """The browser's own choice of several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPT} | (attrs or {}))


class ScansField(forms.FileField):
    """Any number of PDFs and pictures; cleaned, a list of what `actions.files.keep` takes.

    A browser never fills a file field again: a form that is refused says so with `chosen_again`.
    """

    widget = ScansInput

    def __init__(self, **given):
        given.setdefault("label", gettext_lazy("Signed scan"))
        given.setdefault(
            "help_text", gettext_lazy("PDF, PNG, JPEG, TIFF or WebP, up to 20 MB a file; several may be chosen.")
        )
        super().__init__(**{"required": False, "allow_empty_file": True} | given)

    def clean(self, data, initial=None):
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        sent = [upload for upload in sent if upload]
        if self.required and not sent:
            raise Refused(_("Choose a file."), code="required")
        if len(sent) > AT_ONCE or sum(upload.size for upload in sent) > TOGETHER:
            raise Refused(_("That is too much at once: at most 10 files, and 60 MB together."), code="too_much")
        found, problems = [], []
        for upload in sent:
            try:
                found.append(files.check(upload))
            except Refused as refusal:
                problems.append(refusal)
        if problems:
            raise Refused(problems)
        return found


def chosen_again(request):
    """The sentence that files must be chosen again; empty when none were sent."""
    count = sum(len(request.FILES.getlist(name)) for name in request.FILES)
    if not count:
        return ""
    return ngettext(
        "Nothing was kept. Please choose the file again; a browser does not send it twice.",
        "Nothing was kept. Please choose the files again; a browser does not send them twice.",
        count,
    )
