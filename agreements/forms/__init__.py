"""The forms of the site, by the action they serve: the shape of what is typed, no rule."""

from .commitments import DraftForm, OfficerForm, UnitForm
from .cycle import RowForm
from .dates import DateSheet
from .decisions import CloseForm, NoteForm, ReasonForm
from .extensions import ExtensionForm, ProposalForm
from .indicators import IndicatorForm, ValueForm
from .leads import LeadSheet
from .letters import LetterForm, LetterScanForm
from .look import FieldLook, dress
from .marking import MarkForm, OfferForm
from .milestones import DoneForm, MilestoneForm
from .people import DeputyForm, FirstPasswordForm, TableForm
from .progress import ReportForm
from .recurrence import ActualForm, RecurrenceForm
from .secondments import (
    AnswerForm,
    BreakForm,
    CallOffForm,
    ChangeForm,
    EndForm,
    EvaluationForm,
    ExceptionForm,
    PostingTableForm,
    ReasonedForm,
    SecondmentForm,
)
from .texts import TextForm

__all__ = [
    "ActualForm",
    "AnswerForm",
    "BreakForm",
    "CallOffForm",
    "ChangeForm",
    "CloseForm",
    "DateSheet",
    "DeputyForm",
    "DoneForm",
    "DraftForm",
    "EndForm",
    "EvaluationForm",
    "ExceptionForm",
    "ExtensionForm",
    "FieldLook",
    "FirstPasswordForm",
    "IndicatorForm",
    "LeadSheet",
    "LetterForm",
    "LetterScanForm",
    "MarkForm",
    "MilestoneForm",
    "NoteForm",
    "OfferForm",
    "OfficerForm",
    "PostingTableForm",
    "ProposalForm",
    "ReasonForm",
    "ReasonedForm",
    "RecurrenceForm",
    "ReportForm",
    "RowForm",
    "SecondmentForm",
    "TableForm",
    "TextForm",
    "UnitForm",
    "ValueForm",
    "dress",
]
