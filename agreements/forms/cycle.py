"""One row of the cycle sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import KeptUp
from .look import FieldLook

FOLDED = ("problem", "next_step", "needs_other")


class RowForm(FieldLook, forms.Form):
    """What one unit says of one item: text and figure or “no change”, the rest folded.

    `line` is the row of the sheet; it says which figure is asked, if any, and what stands there before anybody types.
    """

    text = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea({"rows": 2}))
    percent = forms.IntegerField(label=_("Visible progress"), required=False, min_value=0, max_value=100)
    kept_up = forms.ChoiceField(
        label=_("Kept up this cycle"), required=False, choices=KeptUp.choices, widget=forms.RadioSelect
    )
    no_change = forms.BooleanField(label=_("No change this cycle"), required=False)
    problem = forms.CharField(label=_("Problem"), required=False, widget=forms.Textarea({"rows": 2}))
    next_step = forms.CharField(label=_("Next step"), required=False, widget=forms.Textarea({"rows": 2}))
    needs_other = forms.CharField(
        label=_("Needed from the other side"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data=None, *, line):
        self.line = line
        super().__init__(data, prefix=f"row-{line.key}", auto_id="%s", initial=self.before())
        if line.asks_percent:
            self.fields["percent"].widget.attrs["inputmode"] = "numeric"
        else:
            del self.fields["percent"]
        if not line.asks_kept_up:
            del self.fields["kept_up"]

    def before(self):
        """What the row shows before anybody types: the draft, else the figure as it stands."""
        draft = self.line.draft
        if draft is None:
            return {"percent": self.line.percent, "kept_up": self.line.kept_up or KeptUp.YES}
        names = ("text", "percent", "kept_up", *FOLDED)
        return {name: getattr(draft, name) for name in names} | {"no_change": self.line.is_no_change}

    @property
    def names(self):
        """The names of the row's fields as they are sent, and of the hidden ones beside them."""
        return ",".join(self.add_prefix(name) for name in (*self.fields, "version", "seen", "last"))

    @property
    def unfolded(self):
        """True when one of the folded fields holds something."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def said(self):
        """What the actions take: what could be read of it."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.fields}

    @property
    def is_touched(self):
        """True when something was typed or ticked, or the figure is not the one that stands there anyway."""
        if self.errors:
            return True
        said = self.said()
        figures = {"percent": self.line.percent, "kept_up": self.line.kept_up or KeptUp.YES}
        if any(said[name] != figures[name] for name in figures if name in said):
            return True
        return any(said[name] for name in ("text", "no_change", *FOLDED))
