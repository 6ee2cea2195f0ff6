"""Many commitments in little time: copies of the demonstration's, with all that hangs on each."""

from itertools import cycle, islice

from django.db import transaction

from agreements.models import (
    Commitment,
    CommitmentSpan,
    CommitmentUnit,
    Confirmation,
    Decision,
    ProgressReport,
    ReportKind,
    TrailEntry,
)

BATCH = 2000


def copied(row, **changes):
    """An unsaved copy of a row."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**(values | changes))


@transaction.atomic
def grow(count, *, history=True):
    """Copy the demonstration's items until there are `count` commitments; without `history` no trail and no reports."""
    models = list(Commitment.objects.filter(parent__isnull=True, code__regex=r"^[^/]*$").order_by("pk"))
    start = Commitment.objects.count()
    pairs = [(old, number) for number, old in enumerate(islice(cycle(models), max(0, count - start)), start)]
    new = [copied(old, code=old.code and f"{old.code}/{number}", created_at=old.created_at) for old, number in pairs]
    Commitment.objects.bulk_create(new, BATCH)
    copies = {}
    for (old, _number), row in zip(pairs, new, strict=True):
        copies.setdefault(old.pk, []).append(row.pk)
    hang(CommitmentUnit, copies)
    hang(CommitmentSpan, copies)
    if history:
        hang(ProgressReport, copies, ProgressReport.objects.exclude(kind=ReportKind.SECOND))
        copy_decisions(copies)
        copy_trail(copies)


def hang(model, copies, rows=None):
    """Give every copy what hangs on its original."""
    rows = (model.objects.all() if rows is None else rows).filter(commitment__in=list(copies))
    new = [copied(row, commitment_id=pk) for row in rows for pk in copies[row.commitment_id]]
    return model.objects.bulk_create(new, BATCH)


def copy_decisions(copies):
    answers = {}
    for answer in Confirmation.objects.filter(decision__commitment__in=list(copies)):
        answers.setdefault(answer.decision_id, []).append(answer)
    old = list(Decision.objects.filter(commitment__in=list(copies)))
    pairs = [(row.pk, copied(row, commitment_id=pk)) for row in old for pk in copies[row.commitment_id]]
    Decision.objects.bulk_create([new for _pk, new in pairs], BATCH)
    given = [copied(answer, decision_id=new.pk) for pk, new in pairs for answer in answers.get(pk, ())]
    Confirmation.objects.bulk_create(given, BATCH)


def copy_trail(copies):
    lines = list(TrailEntry.objects.filter(object_type="commitment", object_id__in=list(copies)).order_by("pk"))
    TrailEntry.objects.bulk_create(
        (copied(line, object_id=pk) for line in lines for pk in copies[line.object_id]), BATCH
    )
