"""How the fields of every form look."""

from django import forms

# Widgets that the class `input` would spoil.
BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput, forms.HiddenInput)


class FieldLook:
    """Mixed into a form (first): its fields look like ours.

    `aria-invalid` and `aria-describedby` come from Django; `includes/_field.html` gives help and errors their ids.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)


def dress(widget):
    """Give a widget the class `input`, unless the browser or a class of its own draws it."""
    given = widget.attrs.get("class", "").split()
    if not isinstance(widget, BARE) and "input" not in given:
        widget.attrs["class"] = " ".join([*given, "input"])
