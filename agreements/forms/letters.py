"""Recording a letter of a party that answers on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import KeptUp, OrgUnit
from .files import ScansField
from .look import FieldLook

WHAT = {
    "unit": _("It names its unit"),
    "report": _("It reports progress"),
    "claim": _("It says its part is done"),
    "confirm": _("It confirms"),
    "object": _("It objects"),
}


class LetterForm(FieldLook, forms.Form):
    """The letter and what it says; `possible` names what a letter can say now."""

    party = forms.ModelChoiceField(label=_("Party"), queryset=None, empty_label=None)
    what = forms.ChoiceField(label=_("What the letter says"), widget=forms.RadioSelect)
    dated_on = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    number = forms.CharField(label=_("Document number"), max_length=60)
    signer = forms.CharField(label=_("Signed by"), max_length=60)
    scans = ScansField(label=_("Scan of the letter"))
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=OrgUnit.objects.none())
    percent = forms.IntegerField(label=_("Visible progress"), required=False, min_value=0, max_value=100)
    kept_up = forms.ChoiceField(label=_("Kept up this cycle"), required=False, choices=[("", "–"), *KeptUp.choices])
    text = forms.CharField(label=_("In the letter's words"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data=None, files=None, *, commitment, parties, possible, **kwargs):
        super().__init__(data, files, auto_id=f"letter-{commitment.pk}-%s", **kwargs)
        self.parties = parties
        organizations = [party.organization_id for party in parties]
        self.fields["party"].queryset = commitment.agreement.parties.filter(
            pk__in=[party.pk for party in parties]
        ).select_related("organization")
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = parties[0].pk
        self.fields["what"].choices = [(name, WHAT[name]) for name in WHAT if name in possible]
        self.fields["what"].initial = next(iter(possible), None)
        self.fields["unit"].queryset = OrgUnit.objects.filter(organization__in=organizations, is_active=True)
        if "unit" not in possible:
            del self.fields["unit"]
        if "report" not in possible or commitment.is_continuous:
            del self.fields["percent"]
        if "report" not in possible or not commitment.is_continuous:
            del self.fields["kept_up"]

    @property
    def letter(self):
        """The letter's own particulars, as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("party", "dated_on", "number", "signer", "scans")}


class LetterScanForm(FieldLook, forms.Form):
    """Scans for a letter that is on record."""

    scans = ScansField(label=_("Scan of the letter"), required=True)
