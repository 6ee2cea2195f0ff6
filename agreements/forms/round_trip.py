"""Bringing back a workbook that was exported and edited, and deciding what is taken of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..workbooks import LIMIT
from .look import FieldLook
from .workbooks import name_of


class BackForm(FieldLook, forms.Form):
    """A workbook of ours; `data` and `name` are what the action reads. The file is not kept."""

    file = forms.FileField(
        label=_("The edited workbook"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=_("The .xlsx file that you exported here; 5 MB and 5,000 rows at most."),
    )

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, auto_id="back-%s", **kwargs)

    @property
    def data_and_name(self):
        """The bytes, as far as they may go, and what the file is called."""
        file = self.cleaned_data["file"]
        return file.read(LIMIT + 1), name_of(file)


def decided(post, items):
    """What a preview sent, as the action takes it, and what was seen; `items` are the keys of the rows."""
    chosen, seen, typed = set(), {}, {"words": {}, "reason": {}}
    for name in post:
        kind, _dash, rest = name.partition("-")
        key, _dash, column = rest.partition("-")
        if not (key.isdecimal() and len(key) < 19 and int(key) in items):
            continue
        if kind == "cell" and post[name] == "yours":
            chosen.add((int(key), column))
        elif kind in typed:
            typed[kind][int(key)] = post[name][:20_000]
        elif kind == "seen":
            seen[int(key)] = post[name]
    return {"chosen": chosen, "words": typed["words"], "reasons": typed["reason"]}, seen
