"""Bringing the text of an agreement."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions import files, texts
from ..errors import Refused
from ..models import TextSource
from .files import ScansField
from .look import FieldLook


class TextForm(FieldLook, forms.Form):
    """A text, pasted or as a file, where it comes from and since when it is here.

    Cleaned, `found` is the text that was read, `warnings` what to know about it, `original` the file to be kept.
    """

    text = forms.CharField(
        label=_("Text of the agreement"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "class": "tall"}),
        help_text=_("As it was signed or printed; what stands before and after the agreement may stay."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".docx,.pdf,.html,.htm,.txt"}),
        help_text=_("Word (.docx), PDF with text in it, a saved web page (.html) or .txt, up to 20 MB."),
    )
    scans = ScansField(label=_("Signed scan"))
    source = forms.ChoiceField(label=_("Provenance"), choices=TextSource, widget=forms.RadioSelect)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, auto_id="text-%s", **kwargs)
        self.fields["source"].initial = TextSource.SIGNED_COPY
        self.fields["received_on"].initial = timezone.localdate
        self.found, self.warnings, self.original = "", [], None

    def clean(self):
        typed, file = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if "text" in self.errors or "file" in self.errors:
            return
        if typed.strip() and file is not None:
            self.add_error("file", _("Paste the text or choose a file, not both."))
            return
        if not typed.strip() and file is None:
            self.add_error("text", _("Paste the text or choose a file."))
            return
        try:
            self._read(typed, file)
        except Refused as refusal:
            self.add_error("text" if file is None else "file", refusal)

    def _read(self, typed, file):
        if file is None:
            self.found = texts.text_of(typed.encode(), limit=texts.LARGEST)
            return
        # One byte past the limit is enough to see that it is too large.
        data = file.read(texts.LARGEST_FILE + 1)
        found = texts.read_file(data, file.name, limit=texts.LARGEST)
        self.found, self.warnings = found.text, texts.warnings(found)
        self.original = files.original(data, file.name, found.kind)
