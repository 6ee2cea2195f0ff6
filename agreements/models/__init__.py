"""All models of the app: outside the package, import them from here only."""

from .agreements import (
    Agreement,
    AgreementKind,
    AgreementParty,
    AgreementStatus,
    Relation,
    ReportingCycle,
    Signatory,
)
from .commitments import (
    FINISHED,
    OPEN,
    RUNNING,
    Commitment,
    CommitmentStatus,
)
from .decisions import Answer, Confirmation, Decision, DecisionKind, Outcome
from .extensions import ExtensionOutcome, ExtensionRequest
from .files import StoredFile
from .imports import ColumnMapping, ImportKind, LedgerImport, SuggestedUnit, TakenOver
from .indicators import Direction, Every, Indicator, IndicatorValue, period_label
from .invitations import Invitation
from .kinds import Cadence, Category, EndedAs, KeptUp, Obligation, Strength
from .letters import Letter
from .milestones import Milestone
from .notices import NoticeKind, NoticeState, Notification, Nudge
from .parts import CommitmentSpan, CommitmentUnit, UnitRole
from .people import Actor, Membership, Organization, OrganizationKind, OrgUnit, Role, User, acting
from .progress import ProgressReport, ReportKind, ReportState
from .proposals import DiscardReason, Proposal, ProposalStatus
from .recurrence import Anchor, Recurrence, Rhythm
from .schedule import CalendarDay, CalendarYear, Thresholds
from .secondments import (
    ChangeOutcome,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    SecondmentState,
    months_required,
)
from .templates import Template, TemplateIndicator, TemplateMilestone
from .texts import Clause, Disposition, Sentence, TextSource, TextVersion, UsualReason, reason_words
from .trail import TrailEntry, TrailSeal

__all__ = [
    "FINISHED",
    "OPEN",
    "RUNNING",
    "Actor",
    "Agreement",
    "AgreementKind",
    "AgreementParty",
    "AgreementStatus",
    "Anchor",
    "Answer",
    "Cadence",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "ChangeOutcome",
    "Clause",
    "ColumnMapping",
    "Commitment",
    "CommitmentSpan",
    "CommitmentStatus",
    "CommitmentUnit",
    "Confirmation",
    "Decision",
    "DecisionKind",
    "Direction",
    "DiscardReason",
    "Disposition",
    "EndedAs",
    "Every",
    "ExtensionOutcome",
    "ExtensionRequest",
    "ImportKind",
    "Indicator",
    "IndicatorValue",
    "Invitation",
    "KeptUp",
    "LedgerImport",
    "Letter",
    "Membership",
    "Milestone",
    "NoticeKind",
    "NoticeState",
    "Notification",
    "Nudge",
    "Obligation",
    "OrgUnit",
    "Organization",
    "OrganizationKind",
    "Outcome",
    "ProgressReport",
    "Proposal",
    "ProposalStatus",
    "Recurrence",
    "Relation",
    "ReportKind",
    "ReportState",
    "ReportingCycle",
    "Rhythm",
    "Role",
    "Secondment",
    "SecondmentBreak",
    "SecondmentChange",
    "SecondmentEvaluation",
    "SecondmentState",
    "Sentence",
    "Signatory",
    "StoredFile",
    "Strength",
    "SuggestedUnit",
    "TakenOver",
    "Template",
    "TemplateIndicator",
    "TemplateMilestone",
    "TextSource",
    "TextVersion",
    "Thresholds",
    "TrailEntry",
    "TrailSeal",
    "UnitRole",
    "User",
    "UsualReason",
    "acting",
    "months_required",
    "period_label",
    "reason_words",
]
