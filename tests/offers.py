"""A proposal as a reading leaves it, without the reading."""

from datetime import UTC, datetime

from agreements.models import Proposal, Sentence


def make_proposal(version, by, n=0, **given):
    """A pending proposal for the n-th sentence of a text, if it has any; `given` are other fields."""
    lines = Sentence.objects.filter(clause__text_version=version).order_by("start").values_list("start", "end")
    start, end = next(iter(lines[n : n + 1]), (0, len(version.text)))
    fields = {"start": start, "end": end, "title": "互派机制", "obligation": "joint", "strength": "firm"}
    fields |= {"category": "other", "cadence": "once", "reader": "rules", "passage_hash": f"{n:064}"}
    fields |= {"read_by": by.user, "read_at": datetime(2026, 11, 20, tzinfo=UTC)}
    return Proposal.objects.create(text_version=version, **fields | given)
