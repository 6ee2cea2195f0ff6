"""Marking a text: a commitment made of a passage, a passage added to one or taken away from it."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import lifecycle
from ..errors import Refused
from ..models import Obligation, Sentence
from . import commitments, sentences
from .commitments import allow


@transaction.atomic
def make(version, start, end, *, by, seen=None, **fields):
    """Write a draft that comes from a passage of a text, and return it.

    With `seen`, the token of what the page showed of the passage's sentences, raises
    Stale when somebody has decided on one of them since: nobody is overwritten, and
    nothing is made twice.
    """
    allow(by, "create", version.agreement)
    rows = _settled(version, start, end, seen)
    made = commitments.create(version.agreement, by=by, spans=[(version, start, end)], clause=rows[0].clause, **fields)
    return made


@transaction.atomic
def make_each(version, start, end, *, by, seen=None, **fields):
    """Write one draft for every party from the same passage, for what each does for itself, and return them."""
    made = []
    for party in version.agreement.party_list:
        said = fields | {"obligation": Obligation.ONE, "obliged_party": party}
        made.append(make(version, start, end, by=by, seen=None if made else seen, **said))
    return made


@transaction.atomic
def add_span(commitment, version, start, end, *, by, seen=None):
    """Let a draft come from one more passage; what was agreed keeps those it has."""
    row = lifecycle.lock(commitment)
    allow(by, "edit", row)
    _settled(version, start, end, seen)
    spans = _spans_of(row)
    if (version, start, end) in spans:
        raise Refused(_("This passage is already linked to the commitment."))
    return commitments.edit(row, by=by, version=row.version, spans=[*spans, (version, start, end)])


@transaction.atomic
def remove_span(commitment, span, *, by):
    """Take a passage away from a draft: the sentences that nothing else covers are open again."""
    row = lifecycle.lock(commitment)
    allow(by, "edit", row)
    gone = (span.text_version, span.start, span.end)
    return commitments.edit(row, by=by, version=row.version, spans=[each for each in _spans_of(row) if each != gone])


def _spans_of(row):
    return [(span.text_version, span.start, span.end) for span in row.spans.select_related("text_version")]


def _settled(version, start, end, seen):
    """The locked sentences that a passage touches, as the page showed them."""
    touched = Sentence.objects.filter(clause__text_version=version, start__lt=end, end__gt=start)
    touched = touched.select_for_update(of=("self",)).select_related("clause__text_version__agreement")
    rows = list(touched.order_by("start", "pk"))
    if not rows or start < rows[0].start or end > rows[-1].end or start >= end:
        raise Refused(_("The passage must lie inside the sentences of the text."))
    if len({row.clause_id for row in rows}) > 1:
        raise Refused(_("The passage reaches over several clauses; choose it inside one."))
    sentences.check_seen(rows, seen)
    return rows
