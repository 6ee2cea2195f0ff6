"""What a reader corrects in the structure of a text."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .files import ScansField
from .look import FieldLook


class Correction(FieldLook, forms.Form):
    """A correction; `mark` says which structure its page showed."""

    mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def said(self):
        """The fields as the actions take them."""
        return self.cleaned_data


class LabelForm(Correction):
    """A clause's number and heading."""

    clause = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=pgettext_lazy("of a clause", "Number"), required=False, max_length=40)
    heading = forms.CharField(label=_("Heading"), required=False, max_length=400)


class MergeForm(Correction):
    clause = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.IntegerField(widget=forms.HiddenInput)


class SplitForm(Correction):
    sentence = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=pgettext_lazy("of a clause", "Number"), required=False, max_length=40)


class BoundsForm(Correction):
    """The first and the last line, by their offsets; `as_found` takes both back."""

    start = forms.IntegerField(label=_("Begins"), required=False, min_value=0)
    end = forms.IntegerField(label=_("Ends"), required=False, min_value=0)
    as_found = forms.BooleanField(required=False)

    def clean(self):
        if self.cleaned_data.get("as_found"):
            self.cleaned_data |= {"start": None, "end": None}
        elif not self.errors and None in (self.cleaned_data["start"], self.cleaned_data["end"]):
            raise forms.ValidationError(_("Choose the first and the last line of the agreement."))

    @property
    def said(self):
        return {name: self.cleaned_data[name] for name in ("mark", "start", "end")}


class ScansForm(FieldLook, forms.Form):
    """Scans added to a text that is on record."""

    scans = ScansField(required=True)

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, auto_id="scan-%s", **kwargs)
