"""Deciding what a sentence obliges to: nothing, said with a reason, or still open."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..errors import Refused, Stale
from ..models import CommitmentSpan, CommitmentStatus, Disposition, Sentence
from ..reports.marking import token
from .commitments import allow
from .reopening import record, reopen_row

LONGEST_REASON = Sentence._meta.get_field("reason").max_length


@transaction.atomic
def dispose(sentence, *, by, reason, seen=None):
    """Record that a sentence carries no obligation, and why.

    With `seen`, the token of what the page showed, raises Stale when somebody has
    decided on the sentence since.
    """
    row = _locked(sentence)
    allow(by, "dispose", row.clause.text_version.agreement)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": _("Please give a reason.")})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": _("A reason has at most %(n)d characters.") % {"n": LONGEST_REASON}})
    check_seen([row], seen)
    if spans_in(row.clause.text_version, row.start, row.end):
        raise Refused(_("A commitment comes from this sentence. Take the passage away from it first."))
    before, row.disposition, row.reason = row.reason, Disposition.NO_OBLIGATION, reason
    row.decided_by = by.user
    row.save(update_fields=["disposition", "reason", "decided_by"])
    record("dispose", row, by, changes={"reason": [before, reason]})
    return row


@transaction.atomic
def reopen(sentence, *, by, seen=None):
    """Take back that a sentence carries no obligation: it is open again."""
    row = _locked(sentence)
    allow(by, "dispose", row.clause.text_version.agreement)
    check_seen([row], seen)
    if row.disposition != Disposition.NO_OBLIGATION:
        raise Refused(_("This sentence is open."))
    return reopen_row(row, by)


def check_seen(rows, seen):
    """Raise Stale when the sentences are not as the page with this token showed them."""
    version = rows[0].clause.text_version
    spans = spans_in(version, min(row.start for row in rows), max(row.end for row in rows))
    if seen is not None and seen != token([(row.pk, row.disposition, row.reason) for row in rows], spans):
        raise Stale(_("Somebody has decided on this sentence meanwhile. Your text is still here."), rows[0])


def spans_in(version, start, end):
    """(commitment, start, end) of the passages of living commitments that touch a stretch of a text."""
    spans = CommitmentSpan.objects.filter(text_version=version, start__lt=end, end__gt=start)
    spans = spans.filter(commitment__parent__isnull=True)
    return list(spans.exclude(commitment__status=CommitmentStatus.ENDED).values_list("commitment", "start", "end"))


def _locked(sentence):
    """The sentence as it stands, under a lock."""
    rows = Sentence.objects.select_for_update(of=("self",)).select_related("clause__text_version__agreement")
    row = rows.filter(pk=sentence.pk).first()
    if row is None:
        raise Refused(_("This text has been discarded meanwhile."))
    return row
