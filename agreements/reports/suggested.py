"""Units suggested to a side that its liaison officer has not answered."""

from ..models import CommitmentStatus, Role, SuggestedUnit

NAMEABLE = (
    CommitmentStatus.DRAFT,
    CommitmentStatus.ASSIGNED,
    CommitmentStatus.IN_PROGRESS,
    CommitmentStatus.ON_HOLD,
)


def open_suggestions(actor):
    """The suggestions to the actor's side that can still be accepted; none for whoever does not answer them."""
    if not actor.has_role(Role.LIAISON):
        return SuggestedUnit.objects.none()
    mine = SuggestedUnit.objects.visible_to(actor).open().filter(party__organization=actor.organization_id)
    return mine.filter(commitment__status__in=NAMEABLE)


def of_commitment(commitment):
    """The open suggestions for one commitment, to any side."""
    if commitment.status not in NAMEABLE:
        return SuggestedUnit.objects.none()
    rows = SuggestedUnit.objects.open().filter(commitment=commitment)
    return rows.select_related("unit", "officer", "party__organization", "suggested_by")


def to_look_at(actor, agreement):
    """The commitments of an agreement for which units are suggested to the actor's side, with the suggestions."""
    rows = open_suggestions(actor).filter(commitment__agreement=agreement)
    rows = rows.select_related("unit", "officer", "party__organization", "suggested_by", "commitment__clause")
    found = {}
    for row in rows.order_by("commitment__clause__sort_key", "commitment", "role", "pk"):
        found.setdefault(row.commitment, []).append(row)
    return list(found.items())
