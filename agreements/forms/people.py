"""Pasting units and people, naming a deputy, and the password that an invitation asks for."""

import csv

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..extraction import pasted
from ..models import User
from .look import FieldLook, dress

COLUMN_WORDS = {
    "unit_code": _("Unit code"),
    "unit_name": _("Unit name"),
    "higher_unit": _("Higher unit"),
    "unit_telephone": _("Unit telephone"),
    "room": _("Room"),
    "person": _("Name"),
    "sign_in": _("Sign-in name or e-mail"),
    "telephone": _("Telephone"),
    "role": _("Role"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
}
CHOICES = [("", pgettext_lazy("column", "– leave out –")), *COLUMN_WORDS.items()]
MOST_LETTERS = 200_000
MOST_COLUMNS = 30


class TableForm(FieldLook, forms.Form):
    """A pasted table and what its columns are: found by their headings or their order, changeable by the reader."""

    text = forms.CharField(
        label=_("The table"),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea({"rows": 12, "class": "tall mono", "wrap": "off", "spellcheck": "false"}),
        help_text=_("Select the rows in Excel or WPS, copy, and paste them here; the row of headings may come along."),
    )
    headed = forms.BooleanField(label=_("The first row holds headings"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data.copy() if data is not None else None, auto_id="table-%s", **kwargs)
        self.lines, self.width = [], 0
        if self.is_bound:
            self._cut()
            self._know_columns()

    def _cut(self):
        text = self.data.get("text", "")
        try:
            self.lines = pasted.cut(text) if len(text) <= MOST_LETTERS else []
        except csv.Error:
            self.lines = []
        self.width = max((len(line.cells) for line in self.lines), default=0)

    def _know_columns(self):
        """Fields for the columns: as the reader set them, as long as the table has as many; else as they are found."""
        if self.data.get("mapped") != str(self.width):
            found = pasted.headings(self.lines[0]) if self.lines else None
            columns = (found or pasted.by_order(self.width)) + [""] * self.width
            for place in range(self.width):
                self.data[f"column-{place}"] = columns[place]
            self.data["headed"] = "on" if found else ""
        for place in range(min(self.width, MOST_COLUMNS)):
            field = forms.ChoiceField(label=self._label(place), required=False, choices=CHOICES)
            dress(field.widget)
            self.fields[f"column-{place}"] = field

    def _label(self, place):
        return _("Column %(number)d") % {"number": place + 1}

    @property
    def columns(self):
        """The columns as (bound field, what stands in their first row)."""
        first = self.lines[0].cells if self.lines else ()
        return [
            (self[f"column-{place}"], first[place] if place < len(first) else "")
            for place in range(min(self.width, MOST_COLUMNS))
        ]

    def clean(self):
        if "text" in self.errors:
            return
        names = [self.cleaned_data.get(f"column-{place}", "") for place in range(min(self.width, MOST_COLUMNS))]
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if not self.lines:
            self.add_error("text", _("No table was found in this."))
        elif self.width == 1 or self.width > MOST_COLUMNS:
            self.add_error("text", _("This is no table of units: it should have several columns, one below the other."))
        elif twice:
            words = {"column": COLUMN_WORDS[twice[0]]}
            self.add_error(None, forms.ValidationError(_("Two columns are called “%(column)s”."), params=words))
        elif not {"unit_code", "unit_name"} & set(names):
            self.add_error(None, _("Say which column holds the unit: its code or its name."))
        elif not self.rows():
            self.add_error("text", _("There is no row in this table."))

    def rows(self):
        """The rows below the headings, as (number, {column: words})."""
        names = [self.cleaned_data.get(f"column-{place}", "") for place in range(self.width)]
        lines = self.lines[1:] if self.cleaned_data.get("headed") else self.lines
        return [
            (line.number, {name: cell for name, cell in zip(names, line.cells, strict=False) if name and cell})
            for line in lines
        ]


class DeputyForm(FieldLook, forms.Form):
    """Who deputizes for a post, and from when to when."""

    person = forms.ModelChoiceField(label=_("Deputy"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Until, that day included"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data=None, *, posts=(), **kwargs):
        super().__init__(data, auto_id="deputy-%s", **kwargs)
        people = {post.user_id: f"{post.user} · {post.unit.name} · {post.get_role_display()}" for post in posts}
        self.fields["person"].queryset = User.objects.filter(pk__in=people)
        self.fields["person"].choices = [("", "–"), *people.items()]
        self.fields["starts_on"].initial = timezone.localdate


class FirstPasswordForm(FieldLook, SetPasswordForm):
    """The password that somebody invited chooses, twice."""

    def __init__(self, user, data=None, **kwargs):
        super().__init__(user, data, auto_id="password-%s", **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password, once more")
