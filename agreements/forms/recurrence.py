"""How a commitment recurs, and what was reached in one of its occurrences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Anchor, Rhythm
from .look import FieldLook


def _day(label, **given):
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **given)


class RecurrenceForm(FieldLook, forms.Form):
    """By what rule it recurs. Once every side has agreed to one, only how early it opens; `agreed` has no target."""

    every = forms.ChoiceField(label=_("Every"), choices=Rhythm.choices, widget=forms.RadioSelect)
    starts_on = _day(_("First period from"), help_text=_("The period that holds this day is the first one."))
    target = forms.CharField(
        label=_("Target each time"), max_length=80, required=False, help_text=_("Empty: the target of the commitment.")
    )
    lead_days = forms.IntegerField(
        label=_("Opens so many days ahead"),
        min_value=0,
        max_value=366,
        initial=0,
        help_text=_("Before that day nobody is asked to report on it."),
    )
    until_on = _day(_("Last day"), required=False, help_text=_("Empty: the end of the agreement."))
    anchor = forms.ChoiceField(label=_("Counted from"), choices=Anchor.choices, widget=forms.RadioSelect)

    def __init__(self, data=None, *, commitment, rule=None, agreed=False, today=None, **kwargs):
        if rule:
            initial = {name: getattr(rule, name) for name in self.base_fields}
        else:
            initial = {"every": Rhythm.YEAR, "anchor": Anchor.CALENDAR, "starts_on": commitment.starts_on or today}
        super().__init__(data, initial=initial, auto_id=f"recur-{commitment.pk}-%s", **kwargs)
        self.rule = rule
        if agreed and rule:
            self.fields = {"lead_days": self.fields["lead_days"]}
        elif agreed:
            del self.fields["target"]

    @property
    def folded_is_set(self):
        """True when something in the fold differs from what most leave as it is."""
        initial = self.initial
        return bool(self.errors or initial.get("until_on") or initial.get("anchor") == Anchor.LAST_DONE)

    @property
    def said(self):
        """The fields as the action takes them; what is fixed stays as it is."""
        kept = {name: getattr(self.rule, name) for name in self.base_fields} if self.rule else {}
        return kept | self.cleaned_data


class ActualForm(FieldLook, forms.Form):
    """What was reached in an occurrence."""

    actual = forms.CharField(label=_("What was reached"), max_length=80, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data=None, *, commitment, **kwargs):
        initial = {"actual": commitment.actual, "seen": commitment.actual}
        super().__init__(data, initial=initial, auto_id=f"actual-{commitment.pk}-%s", **kwargs)

    def now_seen(self, actual):
        """What was typed stays; sent once more it goes over what somebody else wrote meanwhile."""
        self.data = self.data.copy()
        self.data["seen"] = actual
