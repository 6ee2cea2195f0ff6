"""The register of secondments: a posting, and what happens to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.secondments import commitments_for, said_of_numbers
from ..extraction.identity import has_identity_number
from ..models import Commitment, OrgUnit
from .look import FieldLook

MOST_LETTERS = 100_000
FOLDED = ("approval_number", "exception_reason", "exception_allowed_by")


def day_field(**given):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **given)


class WithoutNumbers(FieldLook):
    """Mixed into a form: no text of it may hold an identity number."""

    def clean(self):
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and has_identity_number(value):
                self.add_error(name, said_of_numbers())
        return super().clean()


class SecondmentForm(WithoutNumbers, forms.Form):
    """Who is sent from where to where, from when to when."""

    commitment = forms.ModelChoiceField(label=_("Commitment"), queryset=Commitment.objects.none())
    person = forms.CharField(label=_("Person sent"), max_length=40, help_text=_("The name alone, no identity number."))
    post = forms.CharField(label=_("Post held there"), max_length=60)
    sending_unit = forms.ModelChoiceField(label=_("Sending unit"), queryset=OrgUnit.objects.none())
    host_unit = forms.ModelChoiceField(label=_("Host unit"), queryset=OrgUnit.objects.none())
    starts_on = day_field(label=_("First day"))
    planned_end_on = day_field(label=_("Last day, that day included"))
    approval_number = forms.CharField(label=_("Approval number"), max_length=60, required=False)
    exception_reason = forms.CharField(
        label=_("Why it may be shorter"), max_length=400, required=False, widget=forms.Textarea({"rows": 2})
    )
    exception_allowed_by = forms.CharField(label=_("Who allowed the exception"), max_length=60, required=False)

    def __init__(self, data=None, *, agreement, actor, posting=None, **kwargs):
        kwargs.setdefault("auto_id", "posting-%s")
        super().__init__(data, **kwargs)
        self.posting = posting
        self.fields["commitment"].queryset = commitments_for(agreement).select_related("min_months_party")
        units = units_of(agreement)
        choices = grouped(units, agreement)
        for name in ("sending_unit", "host_unit"):
            self.fields[name].queryset = units
            self.fields[name].choices = choices
        if posting:
            for name in self.fields:
                self.fields[name].initial = getattr(posting, name)
            for name in ("exception_reason", "exception_allowed_by"):
                del self.fields[name]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=posting.version)
        else:
            self._first_guess(actor)

    def _first_guess(self, actor):
        """The only commitment with a minimum duration, and the unit of whoever enters."""
        asking = [row for row in self.fields["commitment"].queryset if row.min_months]
        if len(asking) == 1:
            self.fields["commitment"].initial = asking[0].pk
        if actor.has_role("officer", "unit_head"):
            self.fields["sending_unit"].initial = actor.unit_id

    @property
    def unfolded(self):
        return any(name in self.fields and (self[name].errors or self[name].value()) for name in FOLDED)


class PostingTableForm(SecondmentForm):
    """A pasted table, and what all its rows share: a row that says otherwise has its own."""

    def __init__(self, data=None, **given):
        super().__init__(data, auto_id="table-%s", **given)
        for name in ("person", *FOLDED):
            del self.fields[name]
        for name, field in self.fields.items():
            field.required = name == "commitment"
        self.fields["text"] = forms.CharField(
            label=_("The table"),
            max_length=MOST_LETTERS,
            strip=False,
            widget=forms.Textarea({"rows": 12, "class": "tall mono input", "wrap": "off", "spellcheck": "false"}),
            help_text=_(
                "Select the rows in Excel or WPS, copy, and paste them here; the row of headings may come along."
            ),
        )

    def clean(self):
        """Identity numbers are refused row by row, with the number of the row."""
        return self.cleaned_data

    @property
    def text(self):
        return self.cleaned_data["text"]

    @property
    def common(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "text"}


def units_of(agreement):
    """The units in use of all parties of an agreement."""
    parties = [party.organization_id for party in agreement.party_list]
    return OrgUnit.objects.filter(organization__in=parties, is_active=True).order_by("organization", "code")


def grouped(units, agreement):
    """Choices grouped by side, in the order of the agreement."""
    sides = {party.organization_id: (party.organization.short_name, []) for party in agreement.party_list}
    for unit in units:
        sides[unit.organization_id][1].append((unit.pk, unit.name))
    return [("", "–"), *sides.values()]


class Kept(WithoutNumbers, forms.Form):
    """A change of a posting: it carries the version of the page that it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, posting, **kwargs):
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", **kwargs)
        self.fields["version"].initial = posting.version


class EndForm(Kept):
    """That it ended as planned."""


class ReasonedForm(Kept):
    """A change that says why."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 2}))


class CallOffForm(ReasonedForm):
    """That it does not take place."""


class BreakForm(Kept):
    """Days that do not count."""

    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day, that day included"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ChangeForm(Kept):
    """Another last day."""

    new_end_on = day_field(label=_("New last day, that day included"))
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 2}))


class ExceptionForm(Kept):
    """Why it may be shorter, and who allowed it."""

    exception_reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 2}))
    exception_allowed_by = forms.CharField(
        label=_("Who allowed it"), max_length=60, help_text=_("A name and a post, or a meeting.")
    )

    def __init__(self, data=None, *, posting, **kwargs):
        super().__init__(data, posting=posting, **kwargs)
        for name in ("exception_reason", "exception_allowed_by"):
            self.fields[name].initial = getattr(posting, name)


class EvaluationForm(WithoutNumbers, forms.Form):
    """The final evaluation, for the organisation departments."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Final evaluation"), max_length=2000, widget=forms.Textarea({"rows": 5}))

    def __init__(self, data=None, *, evaluation=None, **kwargs):
        super().__init__(data, auto_id="evaluation-%s", **kwargs)
        self.fields["text"].initial = evaluation.text if evaluation else ""
        self.fields["version"].initial = evaluation.version if evaluation else 0


class AnswerForm(WithoutNumbers, forms.Form):
    """The answer to another last day; a refusal says why, a letter which one."""

    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, data=None, *, by_letter=False, **kwargs):
        super().__init__(data, auto_id="answer-%s", **kwargs)
        if by_letter:
            self.fields["note"].label = _("Number and date of the letter")
