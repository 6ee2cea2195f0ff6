"""A field for a workbook or CSV that gives its rows."""

from pathlib import PurePath

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.workbooks import LARGEST, book_of

LONGEST_NAME = 120


class WorkbookField(forms.FileField):
    """An .xlsx or .csv file; cleaned, it gives (Workbook, name of the file, its bytes). Nothing of it is kept."""

    def __init__(self, **given):
        given.setdefault("label", _("Ledger"))
        given.setdefault("help_text", _("An .xlsx or .csv file of at most 5 MB and 5,000 rows."))
        given.setdefault("widget", forms.FileInput({"accept": ".xlsx,.csv"}))
        super().__init__(allow_empty_file=True, **given)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        content = file.read(LARGEST + 1)  # one byte past the limit is enough to see that it is too large
        return book_of(content, file.name), name_of(file), content


def name_of(file):
    """What the file is called, without folders and at a length that can be kept, its ending whole."""
    path = PurePath(file.name.replace("\\", "/").replace("\x00", ""))
    stem = "".join(c for c in path.stem if c.isprintable())
    suffix = "".join(c for c in path.suffix if c.isprintable())[:10]
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}" or "ledger"
