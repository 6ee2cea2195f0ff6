"""Where the agreement begins and ends in its text: chosen by a reader, the structure read anew in between."""

from django.db import transaction
from django.utils.translation import gettext as _

from ...errors import Refused
from ...extraction import cut_sentences, find_clauses
from ...models import Clause, CommitmentSpan
from ...reports.structure import AGREED
from .common import drafts_of, give_numbers, is_withdrawn, move_drafts, opened, record, removed, settle_sentences

LONGEST_HEADING = Clause._meta.get_field("heading").max_length


@transaction.atomic
def set_bounds(version, *, by, mark, start, end):
    """Say where the agreement begins and ends, None and None for “as found”, and read its structure anew; the version.

    Clauses that begin where one began before stay the same rows, sentences cut as before keep what was
    decided of them; other corrections are read over.
    """
    outline = opened(version, by=by, mark=mark)
    row = outline.version
    if (start is None) != (end is None) or (start is not None and not 0 <= start < end <= len(row.text)):
        raise Refused({"end": _("The agreement must end after it begins.")})
    found = find_clauses(row.text) if start is None else find_clauses(row.text, start=start, end=end)
    if not found:
        raise Refused(_("There are no words between these lines."))
    _keep_what_is_agreed(outline, found)
    before = f"{row.body_start}–{row.body_end}" if row.body_end else ""
    row.body_start, row.body_end = start, end
    row.save(update_fields=["body_start", "body_end"])
    rows, gone = _laid_out(outline, found)
    _replace_drafts(outline, list(rows.values()), by=by)
    sentences = [sentence for part in outline.parts for sentence in part.sentences]
    cut = cut_sentences(row.text, found)
    settle_sentences(sentences, {(each.start, each.end): rows[each.clause] for each in cut})
    removed(gone)
    now = f"{start}–{end}" if end else ""
    record("set_bounds", outline, by=by, changes={"bounds": [before, now]})
    return row


def _keep_what_is_agreed(outline, found):
    """Refuse when a number that both sides know would go to other words, or a passage behind it to another clause."""
    new = {each.number: each for each in found}
    agreed = [part for part in outline.parts if part.clause.number in outline.agreed]
    for part in agreed:
        same = new.get(part.clause.number)
        if not same or same.start != part.clause.start:
            raise _not_this_way(part.clause.number)
    version = outline.version
    spans = CommitmentSpan.objects.filter(text_version=version, commitment__in=_known(version))
    for number, start, end in spans.values_list("commitment__clause__number", "start", "end"):
        same = new.get(number)
        if number in outline.numbers and not (same and same.start <= start and end <= same.end):
            old = next(part.clause for part in outline.parts if part.clause.number == number)
            if old.start <= start and end <= old.end:
                raise _not_this_way(number)


def _known(version):
    return version.agreement.commitments.filter(AGREED)


def _not_this_way(number):
    return Refused(
        _(
            "Read like this, clause %(number)s would be another one, and both sides know commitments by its number. "
            "Choose lines that leave it whole."
        )
        % {"number": number},
        code="agreed",
    )


def _laid_out(outline, found):
    """The rows of the clauses found, by number, and those that are gone; what begins as before keeps its row."""
    at = {part.clause.start: part.clause for part in reversed(outline.parts)}
    kept = {each.number: at.pop(each.start) for each in found if each.start in at}
    gone = [part.clause for part in outline.parts if part.clause not in kept.values()]
    Clause.objects.filter(pk__in=[row.pk for row in gone]).update(parent=None)
    for number, row in enumerate(gone):
        row.number = f"~~{number}"  # out of the way of those that take their numbers
    Clause.objects.bulk_update(gone, ["number"])
    give_numbers({row: number for number, row in kept.items()})
    rows = {}
    for each in found:
        row = kept.get(each.number) or Clause(text_version=outline.version, number=each.number)
        row.sort_key = Clause.sort_key_of(each.number)
        row.heading = each.heading[:LONGEST_HEADING]
        row.start, row.end, row.parent = each.start, each.end, rows.get(each.parent)
        row.save()
        rows[each.number] = row
    return rows, gone


def _replace_drafts(outline, clauses, *, by):
    """Put drafts where their first passage is now; refuse when it lies outside."""
    drafts, spans, places = drafts_of([part.clause for part in outline.parts]), {}, {}
    for span in CommitmentSpan.objects.filter(commitment__in=drafts, text_version=outline.version).order_by("-start"):
        spans[span.commitment_id] = span.start
    stays = {clause.pk: clause for clause in clauses}
    inner = sorted(clauses, key=lambda clause: clause.end - clause.start)
    for draft in drafts:
        at, same = spans.get(draft.pk, draft.clause.start), stays.get(draft.clause_id)
        if same and same.start <= at < same.end:
            continue
        places[draft] = next((clause for clause in inner if clause.start <= at < clause.end), None)
        if places[draft] is None and not is_withdrawn(draft):
            raise Refused(
                _("The passage of the draft “%(title)s” would lie outside the agreement. Withdraw the draft first.")
                % {"title": draft.title},
                code="outside",
            )
    move_drafts(places, by=by)
