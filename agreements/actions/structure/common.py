"""What the corrections have in common: the lock, the question whether the page is fresh, what goes along."""

from django.utils.translation import gettext as _

from ... import trail
from ...errors import Refused, Stale
from ...extraction import numerals
from ...models import Clause, Commitment, CommitmentStatus, Disposition, Sentence
from ...reports.structure import AGREED, Outline
from ..commitments import allow
from ..text_lock import lock

LONGEST_NUMBER = Clause._meta.get_field("number").max_length
HIGHEST = 9999
VERB = "correct_structure"


def opened(version, *, by, mark):
    """The Outline of a text under a lock, when the actor may correct it and the page was fresh."""
    row = lock(version)
    row.agreement = version.agreement  # with what the page has read of it
    allow(by, VERB, row)
    list(Clause.objects.select_for_update().filter(text_version=row).values_list("pk"))
    outline = Outline(row)
    if mark != outline.mark:
        raise Stale(_("Somebody corrected the structure meanwhile. It is shown as it stands now; look again."), row)
    outline.was = _told(outline)
    return outline


def part_of(outline, pk):
    """The part with this key; Stale when it is not there any more."""
    part = outline.by_pk.get(pk)
    if part is None:
        raise Stale(_("This clause is not there any more."), outline.version)
    return part


def record(verb, outline, *, by, changes, **words):
    """The line of a correction on the text's chain, with how its structure read before and reads now."""
    names = ("structure", "no_obligation")
    told = zip(names, outline.was, _told(Outline(outline.version)), strict=True)
    changed = {name: [before, after] for name, before, after in told if before != after}
    trail.record(verb, outline.version, by=by, changes=changes | changed, **words)


def _told(outline):
    """How a structure reads, and how many sentences were found to oblige nobody."""
    sentences = [sentence for part in outline.parts for sentence in part.sentences]
    return outline.words(), sum(sentence.disposition == Disposition.NO_OBLIGATION for sentence in sentences)


def number_of(written):
    """A clause's number as we keep it, 5.1 for 五.１ or 第五.1条; Refused when it is none."""
    plain = written.strip().strip("第条款章节()（）").replace("．", ".").replace("。", ".").strip(".、 ")
    parts = [numerals.to_int(part.strip()) for part in plain.split(".")] if plain else [None]
    number = ".".join(map(str, parts))
    if not all(part and 0 < part <= HIGHEST for part in parts) or len(number) > LONGEST_NUMBER:
        raise Refused({"number": _("A clause's number is written like 3 or 5.1.")})
    return number


def give_numbers(numbers):
    """Write {Clause: number}; in two steps, because on the way two clauses may not have the same one."""
    rows = [row for row, number in numbers.items() if row.number != number]
    for row in rows:
        row.number = f"~{row.pk}"
    Clause.objects.bulk_update(rows, ["number"])
    for row in rows:
        row.number = numbers[row]
        row.sort_key = Clause.sort_key_of(row.number)
    Clause.objects.bulk_update(rows, ["number", "sort_key"])


def keep_agreed(outline, numbers):
    """Refuse to take away a number under which both sides know a commitment."""
    known = sorted(outline.agreed.intersection(numbers), key=Clause.sort_key_of)
    if known:
        raise Refused(
            _("Both sides know commitments by the number of clause %(number)s; it stays.") % {"number": known[0]},
            code="agreed",
        )


def drafts_of(clauses):
    """What hangs on clauses and is not yet known to both sides by their number, under a lock."""
    rows = Commitment.objects.select_for_update(of=("self",)).filter(clause__in=clauses).exclude(AGREED)
    return list(rows.select_related("clause").order_by("pk"))


def move_drafts(places, *, by):
    """Put drafts under other clauses, {Commitment: Clause or None}, each with its line in the trail."""
    for row, clause in places.items():
        before, row.clause = row.clause, clause
        row.version += 1
        row.save(update_fields=["clause", "version"])
        trail.record("edit", row, by=by, changes={"clause": [str(before or ""), str(clause or "")]})


def is_withdrawn(commitment):
    return commitment.status == CommitmentStatus.ENDED


def settle_sentences(rows, wanted):
    """Make the sentences say what was cut, {(start, end): Clause}; those cut as before keep what was decided."""
    there = {(row.start, row.end): row for row in rows}
    Sentence.objects.filter(pk__in=[row.pk for place, row in there.items() if place not in wanted]).delete()
    moved = []
    for place, clause in wanted.items():
        row = there.get(place)
        if row and row.clause_id != clause.pk:
            row.clause = clause
            moved.append(row)
    Sentence.objects.bulk_update(moved, ["clause"])
    Sentence.objects.bulk_create(
        Sentence(clause=clause, start=start, end=end)
        for (start, end), clause in wanted.items()
        if (start, end) not in there
    )


def removed(clauses):
    """Take clauses away from which nothing hangs any more."""
    keys = [row.pk for row in clauses]
    Clause.objects.filter(pk__in=keys).update(parent=None)
    Clause.objects.filter(pk__in=keys).delete()
