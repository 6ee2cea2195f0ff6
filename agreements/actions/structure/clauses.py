"""Clauses put right one at a time: merged into the one before, split at a sentence, given another number or heading."""

from django.db import transaction
from django.utils.translation import gettext as _

from ...errors import Refused, Stale
from ...extraction import Clause as Read
from ...extraction import cut_sentences
from ...extraction.clauses import body_start
from ...models import Clause, CommitmentSpan, Sentence
from ...reports.structure import AGREED, Outline
from .common import (
    LONGEST_NUMBER,
    drafts_of,
    give_numbers,
    keep_agreed,
    move_drafts,
    number_of,
    opened,
    part_of,
    record,
    removed,
    settle_sentences,
)

LONGEST_HEADING = Clause._meta.get_field("heading").max_length


@transaction.atomic
def label(version, *, by, mark, clause, number, heading):
    """Give a clause its number and its heading, as one form asks for both; the Clause."""
    renumber(version, by=by, mark=mark, clause=clause, number=number)
    return rename(version, by=by, mark=Outline(version).mark, clause=clause, heading=heading)


@transaction.atomic
def rename(version, *, by, mark, clause, heading):
    """Give a clause another heading, or none; the Clause. Its sentences stay as they were cut."""
    outline = opened(version, by=by, mark=mark)
    row = part_of(outline, clause).clause
    heading = " ".join(heading.split())
    if len(heading) > LONGEST_HEADING:
        raise Refused({"heading": _("A heading has at most %(n)d characters.") % {"n": LONGEST_HEADING}})
    if heading != row.heading:
        before, row.heading = row.heading, heading
        row.save(update_fields=["heading"])
        record("rename_clause", outline, by=by, changes={"heading": [before, heading]}, number=row.number)
    return row


@transaction.atomic
def renumber(version, *, by, mark, clause, number):
    """Give a clause another number, and those inside it theirs accordingly; the Clause."""
    outline = opened(version, by=by, mark=mark)
    part = part_of(outline, clause)
    row, number = part.clause, number_of(number)
    if number == row.number:
        return row
    above = part.above.clause.number if part.above else ""
    stem = number.rpartition(".")[0]
    if stem != above and (above or stem in outline.numbers):
        raise Refused({"number": _level(row.number, above)})
    numbers = {each.clause: number + each.clause.number.removeprefix(row.number) for each in (part, *part.below)}
    own = [each.number for each in numbers]
    _free(outline, numbers.values(), but=own)
    keep_agreed(outline, own)
    before = row.number
    give_numbers(numbers)
    record("renumber_clause", outline, by=by, changes={"number": [before, number]}, number=before, now=number)
    return row


def _level(number, above):
    if above:
        return _("Clause %(number)s stands inside %(above)s: its number begins with %(above)s.") % {
            "number": number,
            "above": above,
        }
    return _(
        "Clause %(number)s stands inside no other. To put it inside one, merge it into that one and split it off again."
    ) % {"number": number}


def _free(outline, numbers, but=()):
    """Refuse numbers that other clauses have, but for those given, or that are too long to be kept."""
    for number in numbers:
        if number in outline.numbers.difference(but):
            raise Refused({"number": _("There is a clause %(number)s already.") % {"number": number}})
        if len(number) > LONGEST_NUMBER:
            raise Refused({"number": _("A clause's number is written like 3 or 5.1.")})


@transaction.atomic
def merge(version, *, by, mark, clause, into):
    """Make a clause part of the one before it, or of one that holds that one; the clause it went into."""
    outline = opened(version, by=by, mark=mark)
    part, target = part_of(outline, clause), part_of(outline, into)
    if target not in outline.targets(part):
        raise Refused(_("A clause can only go into the one right before it."))
    keep_agreed(outline, [each.clause.number for each in (part, *part.below)])
    gone, row = part.clause, target.clause
    drafts, heading = drafts_of([gone]), _title_in_text(outline.text, target)
    _hand_down(outline, part, target)
    if target is not part.above:
        reached = [each.clause for each in target.chain if each.depth >= part.depth]
        for each in reached:
            each.end = max(each.end, gone.end)
        Clause.objects.bulk_update(reached, ["end"])
    _recut(outline, part, target, heading)
    move_drafts(dict.fromkeys(drafts, row), by=by)
    removed([gone])
    record("merge_clause", outline, by=by, changes={}, number=gone.number, into=row.number)
    return row


def _hand_down(outline, part, target):
    """Put what stands inside a clause inside the one it goes into, with numbers that are free there."""
    numbers, taken = {}, set()
    for child in part.children:
        number = outline.free_inside(target.clause.number, taken)
        taken.add(number)
        for each in (child, *child.below):
            numbers[each.clause] = number + each.clause.number.removeprefix(child.clause.number)
        child.clause.parent = target.clause
    _free(outline, numbers.values())
    Clause.objects.bulk_update([child.clause for child in part.children], ["parent"])
    give_numbers(numbers)


def _recut(outline, part, target, heading):
    """Cut the words of a clause anew after another went into it; a sentence that the cut passes over stays."""
    row = target.clause
    inside = [each.clause for each in (*target.below, *part.below) if each is not part]
    read = [Read(row.number, heading, row.start, row.end)]
    read += [Read(each.number, each.heading, each.start, each.end) for each in dict.fromkeys(inside)]
    cut = [(each.start, each.end) for each in cut_sentences(outline.text, read) if each.clause == row.number]
    old = [*target.sentences, *part.sentences]
    passed = [
        (each.start, each.end) for each in old if not any(start < each.end and each.start < end for start, end in cut)
    ]
    settle_sentences(old, dict.fromkeys([*cut, *passed], row))


def _title_in_text(text, part):
    """What stands between a clause's number and its first sentence: its title as the text has it."""
    row = part.clause
    if not part.sentences:
        return row.heading
    begin = body_start(text, Read(row.number, "", row.start, row.end))
    ends = [part.sentences[0].start, *(child.clause.start for child in part.children)]
    return text[begin : min(ends)].strip()


@transaction.atomic
def split(version, *, by, mark, sentence, number):
    """Let a new clause begin at a sentence and return it: beside the one that was there or, by number, inside it."""
    outline = opened(version, by=by, mark=mark)
    part, first = _at(outline, sentence)
    row, number = part.clause, number_of(number)
    marker = outline.marker_before(part, first)
    start = marker.start if marker else first.start
    inside = number.rpartition(".")[0] == row.number
    if not inside:
        _fits_beside(outline, part, number)
    _free(outline, [number])
    new = Clause(text_version=outline.version, number=number, sort_key=Clause.sort_key_of(number), start=start)
    if inside:
        later = [child.clause.start for child in part.children if child.clause.start > start]
        new.parent, new.end = row, _before(outline.text, start, min([*later, row.end]))
    else:
        _keep_passages(outline, row.number, start, row.end)
        new.parent, new.end = row.parent, row.end
        row.end = _before(outline.text, row.start, start)
    new.save()
    if not inside:
        row.save(update_fields=["end"])
        _hand_over(outline, part, new)
    moved = [each.pk for each in part.sentences if new.start <= each.start < new.end]
    Sentence.objects.filter(pk__in=moved).update(clause=new)
    _drafts_along(outline, row, new, by=by)
    record("split_clause", outline, by=by, changes={}, number=row.number, now=number)
    return new


def _at(outline, sentence):
    """The part and the sentence with this key; refused where nothing of the clause stands before it."""
    for part in outline.parts:
        for found in part.sentences:
            if found.pk == sentence:
                earlier = [*part.sentences, *(child.clause for child in part.children)]
                if not any(each.start < found.start for each in earlier):
                    raise Refused(_("Nothing of the clause stands before its first sentence."))
                return part, found
    raise Stale(_("This sentence is not there any more."), outline.version)


def _fits_beside(outline, part, number):
    above = part.above.clause.number if part.above else ""
    stem = number.rpartition(".")[0]
    if stem != above and (above or stem in outline.numbers):
        own = part.clause.number
        raise Refused(
            {
                "number": _("What begins inside clause %(number)s stands beside it, or inside it as %(example)s.")
                % {"number": own, "example": outline.free_inside(own)}
            }
        )


def _before(text, start, end):
    """The end without the white space before what follows."""
    return start + len(text[start:end].rstrip())


def _keep_passages(outline, number, start, end):
    """Refuse to take a passage away from the number under which both sides know its commitment."""
    version = outline.version
    known = version.agreement.commitments.filter(AGREED, clause__number=number)
    if CommitmentSpan.objects.filter(
        commitment__in=known, text_version=version, start__gte=start, start__lt=end
    ).exists():
        raise Refused(
            _("Both sides know a commitment from this passage by the number of clause %(number)s; it stays there.")
            % {"number": number},
            code="agreed",
        )


def _hand_over(outline, part, new):
    """Give a clause that was split off what stands inside it now."""
    numbers, moved = {}, [child for child in part.children if child.clause.start >= new.start]
    for place, child in enumerate(moved, 1):
        for each in (child, *child.below):
            numbers[each.clause] = f"{new.number}.{place}{each.clause.number.removeprefix(child.clause.number)}"
        child.clause.parent = new
    keep_agreed(outline, [each.number for each in numbers])
    _free(outline, numbers.values())
    Clause.objects.bulk_update([child.clause for child in moved], ["parent"])
    give_numbers(numbers)


def _drafts_along(outline, row, new, *, by):
    """Put the drafts of a clause that was split where their first passage is."""
    drafts = {draft.pk: draft for draft in drafts_of([row])}
    spans = CommitmentSpan.objects.filter(commitment__in=drafts, text_version=outline.version).order_by("-start")
    first = {span.commitment_id: span.start for span in spans}
    along = [drafts[pk] for pk, start in first.items() if new.start <= start < new.end]
    move_drafts(dict.fromkeys(along, new), by=by)
