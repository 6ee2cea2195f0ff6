"""Bringing in a ledger: the file, what its columns say, and what is chosen for names that nobody knows."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..ledgers import FIELDS
from .look import FieldLook
from .workbooks import WorkbookField

FIELD_WORDS = {
    "clause": _("Clause"),
    "title": _("What is to be done"),
    "obliged": _("Owed by"),
    "lead": _("Lead unit"),
    "support": _("Supporting units"),
    "officer": _("Officer"),
    "due": _("Due date"),
    "yardstick": _("Yardstick"),
    "progress": _("What was done"),
    "percent": _("Visible progress"),
    "problem": _("Problem"),
    "next_step": _("Next step"),
}
NOT_TAKEN = pgettext_lazy("column", "– is not taken over –")
JOINT = "joint"
LONGEST_CHOICE = 12  # digits


class ImportForm(FieldLook, forms.Form):
    """The file; `book` is what was read of it. It is not kept."""

    file = WorkbookField()

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, auto_id="import-%s", **kwargs)


def field_choices(chosen):
    """What a column may say, as (name, word, whether it is chosen)."""
    words = [("", NOT_TAKEN), *((name, FIELD_WORDS[name]) for name in FIELDS)]
    return [(name, word, name == chosen) for name, word in words]


def columns_sent(post):
    """What a form of columns says: (sheet, row, {column: field}); None for a number that is none."""
    columns = {}
    for name, value in post.items():
        kind, _dash, column = name.partition("-")
        if kind == "column" and value in FIELDS and (number := whole(column)) is not None:
            columns[number] = value
    return whole(post.get("sheet")), whole(post.get("row")), columns


def whole(written):
    """The whole number that a form sent, or None."""
    return int(written) if written and written.isdecimal() and len(written) <= LONGEST_CHOICE else None


def choices_sent(post, questions):
    """What was chosen in a preview, as `actions.imports.choose` takes it; `questions` are those that were shown."""
    chosen = {"unit": {}, "person": {}, "clause": {}}
    for number, question in enumerate(questions):
        key = whole(post.get(f"{question.kind}-{number}"))
        if key and post.get(f"name-{number}") == question.name:
            chosen[question.kind][question.name] = key
    year, obliged = whole(post.get("year")), post.get("obliged", "")
    return {
        "units": chosen["unit"],
        "people": chosen["person"],
        "clauses": chosen["clause"],
        "year": year if year and 2000 <= year <= 2100 else None,
        "obliged": JOINT if obliged == JOINT else whole(obliged),
    }
