"""Indicators: what is counted, and the figures of one period."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Direction
from ..standing import plain
from .look import FieldLook


class IndicatorForm(FieldLook, forms.Form):
    """A new indicator."""

    name = forms.CharField(label=_("Indicator"), max_length=60)
    measure = forms.CharField(label=_("Unit of measure"), max_length=20, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="indicator-new-%s", **kwargs)


class ValueForm(FieldLook, forms.Form):
    """Target and actual of a period; of one that stands there already also what was shown of it."""

    period = forms.CharField(label=_("Period"), max_length=7)
    target = forms.DecimalField(label=_("Target value"), max_digits=16, decimal_places=2, required=False)
    actual = forms.DecimalField(label=_("Actual value"), max_digits=16, decimal_places=2, required=False)
    seen_target = forms.DecimalField(required=False, widget=forms.HiddenInput)
    seen_actual = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, indicator, value=None, **kwargs):
        about = f"value-{value.pk}" if value else f"indicator-{indicator.pk}"
        if value:
            target, actual = plain(value.target), plain(value.actual)
            kwargs["initial"] = {"period": value.period, "target": target, "actual": actual}
            kwargs["initial"] |= {"seen_target": target, "seen_actual": actual}
        super().__init__(data, auto_id=f"{about}-%s", **kwargs)
        self.fields["period"].widget.attrs["placeholder"] = "2026 / 2026-Q1"
        if value:
            self.fields["period"].widget = forms.HiddenInput()
            for name in ("target", "actual"):
                self.fields[name].widget.attrs["form"] = f"{about}-form"
        else:
            del self.fields["seen_target"], self.fields["seen_actual"]

    def said(self):
        """The fields as the action takes them."""
        said = {name: self.cleaned_data[name] for name in ("period", "target", "actual")}
        if "seen_target" in self.fields:
            said["seen"] = (self.cleaned_data["seen_target"], self.cleaned_data["seen_actual"])
        else:
            said["seen"] = (None, None)  # a period that was not there
        return said
