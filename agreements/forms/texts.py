"""Bringing the text of an agreement."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions import texts
from ..errors import Refused
from ..models import TextSource
from .files import ScansField
from .look import FieldLook


class TextForm(FieldLook, forms.Form):
    """A text, pasted or as a file, where it comes from and since when it is here; `found` is what was read."""

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
        widget=forms.FileInput({"accept": ".txt,text/plain"}),
        help_text=_("A .txt file in UTF-8 or GB18030."),
    )
    scans = ScansField(label=_("Signed scan"))
    source = forms.ChoiceField(label=_("Provenance"), choices=TextSource, widget=forms.RadioSelect)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, auto_id="text-%s", **kwargs)
        self.fields["source"].initial = TextSource.SIGNED_COPY
        self.fields["received_on"].initial = timezone.localdate
        self.found = ""

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
            # One byte past the limit is enough to see that it is too large.
            data = typed.encode() if file is None else file.read(texts.LARGEST + 1)
            self.found = texts.text_of(data, limit=texts.LARGEST)
        except Refused as refusal:
            self.add_error("text" if file is None else "file", refusal)
