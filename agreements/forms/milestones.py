"""Milestones: what is to be done on the way, by when, and the day it was."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .look import FieldLook


def _day(label, **given):
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **given)


class MilestoneForm(FieldLook, forms.Form):
    """A milestone; `units` are those that stand on its item. A reason is asked where a first date stands."""

    title = forms.CharField(label=_("Milestone"), max_length=120)
    due_on = _day(_("Due date"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, initial=1)
    reason = forms.CharField(label=_("Why the date moves"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data=None, *, units, milestone=None, **kwargs):
        if milestone:
            names = ("title", "due_on", "weight")
            kwargs["initial"] = {name: getattr(milestone, name) for name in names} | {"unit": milestone.unit_id or ""}
        super().__init__(data, auto_id=f"milestone-{milestone.pk if milestone else 'new'}-%s", **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        if milestone and milestone.unit_id:
            self.units.setdefault(str(milestone.unit_id), milestone.unit)
        self.fields["unit"].choices = [("", "–"), *((pk, unit.name) for pk, unit in self.units.items())]
        if milestone is None or milestone.first_due_on is None:
            del self.fields["reason"]

    def said(self):
        """The fields as the action takes them."""
        return self.cleaned_data | {"unit": self.units.get(self.cleaned_data["unit"])}


class DoneForm(FieldLook, forms.Form):
    """The day a milestone was done."""

    done_on = _day(_("Done on"))

    def __init__(self, data=None, *, milestone, **kwargs):
        super().__init__(data, auto_id=f"milestone-{milestone.pk}-%s", **kwargs)
