"""Asking for a later date, and proposing to the other side what is to become of a commitment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Commitment, CommitmentStatus, DecisionKind, EndedAs
from .look import FieldLook

ENDINGS = (EndedAs.WAIVED, EndedAs.SUPERSEDED, EndedAs.TERMINATED)
CHANGED = ("title", "yardstick", "target", "due_on")


class ExtensionForm(FieldLook, forms.Form):
    """The later date, and why."""

    new_due_on = forms.DateField(label=_("New due date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data=None, *, commitment, **kwargs):
        super().__init__(data, auto_id=f"extension-{commitment.pk}-%s", **kwargs)


class ProposalForm(FieldLook, forms.Form):
    """What one side proposes: the fields that its kind needs, and the reason."""

    title = forms.CharField(label=_("title"), max_length=120, required=False)
    yardstick = forms.CharField(label=_("yardstick"), required=False, widget=forms.Textarea({"rows": 2}))
    target = forms.CharField(label=_("target"), max_length=80, required=False)
    due_on = forms.DateField(label=_("due date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ended_as = forms.ChoiceField(label=_("How it ends"), choices=[(how.value, how.label) for how in ENDINGS])
    successor = forms.ModelChoiceField(label=_("Replaced by"), required=False, queryset=Commitment.objects.none())
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data=None, *, kind, commitment, **kwargs):
        initial = {name: getattr(commitment, name) for name in CHANGED}
        super().__init__(data, initial=initial, auto_id=f"{kind}-{commitment.pk}-%s", **kwargs)
        self.kind = kind
        if kind != DecisionKind.CHANGE:
            for name in CHANGED:
                del self.fields[name]
        if kind == DecisionKind.END:
            others = Commitment.objects.filter(agreement=commitment.agreement_id, parent__isnull=True)
            others = others.exclude(pk=commitment.pk)
            self.fields["successor"].queryset = others.exclude(status=CommitmentStatus.ENDED).order_by("code", "pk")
        else:
            del self.fields["ended_as"], self.fields["successor"]

    @property
    def label(self):
        return DecisionKind(self.kind).label

    @property
    def said(self):
        """What was typed, as the action takes it."""
        said = self.cleaned_data
        given = {name: said[name] for name in ("reason", "ended_as", "successor") if name in said}
        if self.kind == DecisionKind.CHANGE:
            given["fields"] = {name: said[name] for name in CHANGED}
        return given
