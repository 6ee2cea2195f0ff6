"""Letters on record as people look for them: those recorded in one's name, those that still lack their scan."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from ..models import (
    Answer,
    CommitmentUnit,
    Confirmation,
    Decision,
    Letter,
    ProgressReport,
    ReportState,
    Role,
    StoredFile,
)

OWN_NAME, NO_SCAN, CONTESTED = "own", "no-scan", "contested"
VIEWS = ("", OWN_NAME, NO_SCAN, CONTESTED)


def letters(actor, view=""):
    """The letters that the actor may see, newest first, with all that a row shows; `view` is one of VIEWS."""
    found = Letter.objects.visible_to(actor)
    if view == OWN_NAME:
        found = found.filter(party__organization=actor.organization_id)
    elif view == NO_SCAN:
        found = found.filter(~Exists(_scans()))
    elif view == CONTESTED:
        found = found.filter(Exists(_contested()))
    found = found.annotate(is_contested=Exists(_contested()), has_scan=Exists(_scans()))
    people = found.select_related("party__organization", "party__agreement", "recorded_unit__organization")
    return people.order_by("-recorded_at", "-pk")


def _scans():
    return StoredFile.objects.filter(letter=OuterRef("pk"))


def _contested():
    return Confirmation.objects.filter(letter=OuterRef("pk"), contested_at__isnull=False)


@dataclass(frozen=True)
class OnTheDesk:
    """What a desk says of letters: the newest in the own side's name, and how many of its own records lack a scan."""

    in_our_name: list
    without_scan: int


def on_the_desk(actor, limit=5):
    """The OnTheDesk of a liaison officer; None for everybody else, or where there is nothing to say."""
    if not actor.has_role(Role.LIAISON):
        return None
    own = list(letters(actor, OWN_NAME)[:limit])
    mine = Letter.objects.filter(recorded_unit__organization=actor.organization_id)
    without = mine.filter(~Exists(_scans())).count()
    return OnTheDesk(own, without) if own or without else None


@dataclass(frozen=True)
class Said:
    """One thing that a letter says, on which commitment or, where there is none, to which list."""

    kind: str  # a key of forms.letters.WHAT
    commitment: object
    text: str
    answer: Confirmation | None = None


def what_it_says(letter, actor):
    """Everything recorded as the word of a letter, in the order in which it was recorded, kind by kind."""
    units = CommitmentUnit.objects.filter(letter=letter).select_related("commitment", "unit").order_by("pk")
    said = [Said("unit", row.commitment, row.unit.name) for row in units]
    reports = ProgressReport.objects.filter(letter=letter, state=ReportState.SUBMITTED).select_related("commitment")
    said += [Said("report", row.commitment, row.text) for row in reports.order_by("pk")]
    claims = Decision.objects.visible_to(actor).filter(letter=letter, commitment__isnull=False)
    said += [Said("claim", row.commitment, row.reason) for row in claims.select_related("commitment").order_by("pk")]
    answers = Confirmation.objects.visible_to(actor).filter(letter=letter)
    answers = answers.select_related("decision__commitment", "decision__agreement", "party", "contested_by")
    answers = answers.order_by("pk")
    for row in answers:
        row.decision.agreement = letter.party.agreement  # one agreement, so that its parties are read once
    kinds = {Answer.CONFIRM: "confirm", Answer.OBJECT: "object"}
    said += [Said(kinds[row.answer], row.decision.commitment, row.note, row) for row in answers]
    return said
