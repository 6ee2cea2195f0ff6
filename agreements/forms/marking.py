"""A commitment made of a passage of the text: what nearly everybody fills in, prefilled from the wording."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Commitment, Obligation
from .commitments import EACH, JOINT, who_choices, who_said
from .look import FieldLook

FOLDED = ("strength", "category", "cadence")


class MarkForm(FieldLook, forms.ModelForm):
    """A draft from a passage of one sentence; scripts say where it is, people without them type its words."""

    who = forms.ChoiceField(label=_("Who is obliged"), widget=forms.RadioSelect)
    passage = forms.CharField(
        label=_("Passage"),
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only a part of the sentence: leave just these words, as they stand in the text."),
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields = ("title", "yardstick", "no_yardstick_yet", "due_on", "due_text", *FOLDED)
        widgets = {
            "title": forms.TextInput({"autocomplete": "off"}),
            "yardstick": forms.Textarea({"rows": 2}),
            "due_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def __init__(self, data=None, *, version, line, **kwargs):
        super().__init__(data, auto_id="mark-%s", **kwargs)
        self.version, self.line, self.place = version, line, None
        self.fields["who"].choices = self._who_choices()

    def _who_choices(self):
        """All together, each for itself, or one of the sides."""
        joint, *sides = who_choices(self.version.agreement.party_list)
        return [joint, (EACH, _("Each side for itself")), *sides]

    @property
    def for_each(self):
        """True when every side is to have a commitment of its own."""
        return self.cleaned_data["who"] == EACH

    @property
    def unfolded(self):
        """True when one of the folded fields was refused."""
        return any(self[name].errors for name in FOLDED)

    def _post_clean(self):
        """The constraints are asked by the action, on the row as it then stands."""

    def clean(self):
        said = super().clean()
        words = said.get("passage", "")
        if words:
            self.place = place_of(self.version.text, self.line, words, said.get("start"), said.get("end"))
        if words and self.place is None:
            self.add_error("passage", self._not_found(words))
        return said

    def _not_found(self, words):
        if self.version.text[self.line.start : self.line.end].count(plain(words)) > 1:
            return ValidationError(_("These words stand in the sentence more than once; take a few more with them."))
        return ValidationError(_("These words do not stand in the sentence as you typed them."))

    def said(self):
        """The fields as the actions take them."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return said if self.for_each else said | who_said(self.cleaned_data["who"], self.version.agreement.party_list)


class OfferForm(MarkForm):
    """A draft from what a reading proposed: also how much and for how long at least."""

    class Meta(MarkForm.Meta):
        fields = (*MarkForm.Meta.fields, "target", "min_months")

    def _who_choices(self):
        """A proposal becomes one commitment; of what each side does for itself there is one for each."""
        return who_choices(self.version.agreement.party_list)

    @property
    def unfolded(self):
        return super().unfolded or bool(self["target"].errors or self["min_months"].errors)


def as_proposed(row):
    """The fields of the form as a proposal has them; nobody is chosen where a person must choose."""
    who = JOINT if row.obligation == Obligation.JOINT else str(row.obliged_party_id or "")
    names = ("title", "strength", "category", "cadence", "target", "min_months", "due_text", "due_on")
    return {"who": who} | {name: getattr(row, name) for name in names}


def place_of(text, line, words, start=None, end=None):
    """(start, end) of the words: where they are said to be if they stand there, else where they stand but once."""
    words = plain(words)
    there = start is not None and end is not None and 0 <= start < end <= len(text)
    if words and there and _solid(text[start:end]) == _solid(words):  # a page leaves out blanks between lines
        return trimmed(text, start, end)
    sentence = text[line.start : line.end]
    if not words or sentence.count(words) != 1:
        return None
    start = line.start + sentence.index(words)
    return start, start + len(words)


def plain(words):
    """Words with plain line ends and without the blanks around them."""
    return words.replace("\r\n", "\n").strip()


def _solid(words):
    return "".join(words.split())


def trimmed(text, start, end):
    """The place of a passage without the blanks at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def prefilled(suggestion, parties):
    """The fields of the form as the wording suggests them; where it does not tell who, nobody is chosen."""
    who = suggestion.who
    return {
        "title": suggestion.title,
        "who": who if who in (JOINT, EACH) else str(parties[who].pk) if who is not None else "",
        "strength": suggestion.strength,
        "category": suggestion.category,
        "cadence": suggestion.cadence,
        "due_text": suggestion.due_text,
    }


def as_before(commitment):
    """What “same as the one before” takes over: all that a row of alike commitments shares."""
    joint = commitment.obligation == Obligation.JOINT
    return {
        "who": JOINT if joint else str(commitment.obliged_party_id),
        "strength": commitment.strength,
        "category": commitment.category,
        "cadence": commitment.cadence,
        "no_yardstick_yet": commitment.no_yardstick_yet,
        "due_text": commitment.due_text,
    }
