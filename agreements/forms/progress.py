"""Reporting progress."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import KeptUp, OrgUnit
from .look import FieldLook

FOLDED = ("problem", "next_step", "needs_other")


class ReportForm(FieldLook, forms.Form):
    """What a unit says of this cycle: one text and a figure, the rest folded.

    `places` are the rows of the units the reader may report for; with several the form asks which.
    """

    text = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea({"rows": 2}))
    percent = forms.IntegerField(label=_("Visible progress"), required=False, min_value=0, max_value=100)
    kept_up = forms.ChoiceField(
        label=_("Kept up this cycle"), required=False, choices=KeptUp.choices, widget=forms.RadioSelect
    )
    problem = forms.CharField(label=_("Problem"), required=False, widget=forms.Textarea({"rows": 2}))
    next_step = forms.CharField(label=_("Next step"), required=False, widget=forms.Textarea({"rows": 2}))
    needs_other = forms.CharField(
        label=_("Needed from the other side"), required=False, widget=forms.Textarea({"rows": 2})
    )
    unit = forms.ModelChoiceField(
        label=_("For the unit"), required=False, queryset=OrgUnit.objects.none(), empty_label=None
    )

    def __init__(self, data=None, *, commitment, places=(), **kwargs):
        super().__init__(data, auto_id=f"report-{commitment.pk}-%s", **kwargs)
        self.places = list(places)
        if len(self.places) > 1:
            self.fields["unit"].queryset = OrgUnit.objects.filter(pk__in=[place.unit_id for place in self.places])
        else:
            del self.fields["unit"]
        leads = any(place.role == "lead" for place in self.places)
        if commitment.is_continuous or not leads:
            del self.fields["percent"]
        if not commitment.is_continuous or not leads:
            del self.fields["kept_up"]

    @property
    def unfolded(self):
        """True when one of the folded fields holds something."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def said(self):
        """What the action takes, without empty places."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "unit"}
        unit = self.cleaned_data.get("unit") or (self.places[0].unit if self.places else None)
        return said | ({"unit": unit} if unit else {})
