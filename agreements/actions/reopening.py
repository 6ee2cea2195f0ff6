"""What was found to oblige nobody and does after all: its sentence is open again, on the trail."""

from .. import trail
from ..models import Disposition, Sentence

_QUOTED = 60  # characters of a sentence that the trail repeats


def reopen_touched(version, start, end, by):
    """Open the sentences again from which a commitment comes now, though they were found to oblige nobody."""
    touched = Sentence.objects.filter(clause__text_version=version, start__lt=end, end__gt=start)
    touched = touched.filter(disposition=Disposition.NO_OBLIGATION).select_for_update(of=("self",))
    for row in touched.select_related("clause__text_version__agreement").order_by("start", "pk"):
        reopen_row(row, by)


def reopen_row(row, by):
    """Open a locked sentence again, and say so on the trail."""
    before, row.disposition, row.reason, row.decided_by = row.reason, Disposition.OPEN, "", None
    row.save(update_fields=["disposition", "reason", "decided_by"])
    record("reopen_sentence", row, by, changes={"reason": [before, ""]})
    return row


def record(verb, row, by, changes):
    """A line on the trail of the text about one of its sentences, with its first words."""
    text = row.clause.text_version.text[row.start : row.end].replace("\n", "")
    words = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    trail.record(verb, row.clause.text_version, by=by, changes=changes, passage=words)
