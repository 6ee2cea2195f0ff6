"""The forms of the site, by the action they serve: the shape of what is typed, no rule."""

from .commitments import DraftForm, OfficerForm, UnitForm
from .cycle import RowForm
from .decisions import NoteForm, ReasonForm
from .leads import LeadSheet
from .letters import LetterForm, LetterScanForm
from .look import FieldLook, dress
from .marking import MarkForm
from .people import DeputyForm, FirstPasswordForm, TableForm
from .progress import ReportForm
from .texts import TextForm

__all__ = [
    "DeputyForm",
    "DraftForm",
    "FieldLook",
    "FirstPasswordForm",
    "LeadSheet",
    "LetterForm",
    "LetterScanForm",
    "MarkForm",
    "NoteForm",
    "OfficerForm",
    "ReasonForm",
    "ReportForm",
    "RowForm",
    "TableForm",
    "TextForm",
    "UnitForm",
    "dress",
]
