"""The forms of the site, by the action they serve: the shape of what is typed, no rule."""

from .commitments import DraftForm, OfficerForm, UnitForm
from .decisions import NoteForm, ReasonForm
from .letters import LetterForm
from .look import FieldLook, dress
from .progress import ReportForm
from .texts import TextForm

__all__ = [
    "DraftForm",
    "FieldLook",
    "LetterForm",
    "NoteForm",
    "OfficerForm",
    "ReasonForm",
    "ReportForm",
    "TextForm",
    "UnitForm",
    "dress",
]
