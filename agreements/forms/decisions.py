"""Asking, answering, declining: one text each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .look import FieldLook


class ReasonForm(FieldLook, forms.Form):
    """Why: needed, which the action says, not the form."""

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data=None, *, about, label=None, help_text="", **kwargs):
        super().__init__(data, auto_id=f"{about}-%s", **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text


class CloseForm(ReasonForm):
    """On what a claim rests; where milestones are open (`problem` names them), why it can be closed all the same."""

    about_milestones = forms.CharField(
        label=_("Why milestones are open"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data=None, *, problem, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["about_milestones"].help_text = "" if self.is_bound else problem
        if not problem:
            del self.fields["about_milestones"]


class NoteForm(FieldLook, forms.Form):
    """A remark that goes with a confirmation."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data=None, *, about, **kwargs):
        super().__init__(data, auto_id=f"{about}-%s", **kwargs)
