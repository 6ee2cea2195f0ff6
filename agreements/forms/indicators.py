"""Indicators: what is counted, and the figures of one period."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import periods
from ..models import Direction, Every, period_label
from ..standing import plain
from .look import FieldLook

YEARS_AHEAD = 5  # for which targets are set where the agreement has no last day


class IndicatorForm(FieldLook, forms.Form):
    """A new indicator."""

    name = forms.CharField(label=_("Indicator"), max_length=60)
    measure = forms.CharField(label=_("Unit of measure"), max_length=20, required=False)
    every = forms.ChoiceField(label=_("Counted"), choices=Every)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="indicator-new-%s", **kwargs)


class ValueForm(FieldLook, forms.Form):
    """Target and actual of a period: of `value`, or of one that is not there yet.

    `there` are the periods that stand on the page: they are not offered again.
    """

    period = forms.ChoiceField(label=_("Period"))
    target = forms.DecimalField(label=_("Target value"), max_digits=15, decimal_places=2, required=False)
    actual = forms.DecimalField(label=_("Actual value"), max_digits=15, decimal_places=2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, data=None, *, indicator, value=None, today, there=(), **kwargs):
        about = f"value-{value.pk}" if value else f"indicator-{indicator.pk}"
        if value:
            told = {"target": plain(value.target), "actual": plain(value.actual)}
            kwargs["initial"] = told | {"period": value.period, "version": value.version}
        super().__init__(data, auto_id=f"{about}-%s", **kwargs)
        keys = {period.key for period in _offered(indicator, today)}
        if data is None and not value:
            keys -= set(there)
        keys |= {value.period} if value else set()
        self.fields["period"].choices = [(key, period_label(key)) for key in sorted(keys)]
        if value:
            self.fields["period"].widget = forms.HiddenInput()
            for name in ("target", "actual"):
                self.fields[name].widget.attrs["form"] = f"{about}-form"
        elif now := periods.period_of(today, indicator.every).key in keys:
            self.fields["period"].initial = now


def _offered(indicator, today):
    """The periods of an indicator, from its agreement's first day to its last, or to some years from today."""
    agreement = indicator.commitment.agreement
    first = agreement.effective_from or agreement.signed_on or today
    last = agreement.effective_to or date(max(today, first).year + YEARS_AHEAD, 12, 31)
    return periods.between(min(first, today), max(last, today), indicator.every)
