"""Corrections by an administrator: whatever is added, changed or removed in the admin leaves a line in the trail."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import lifecycle, trail
from ..errors import Refused
from ..models import FINISHED, Commitment
from . import occurrences, turn_days
from .commitments import allow

# What may be put right on a commitment that both sides know; everything else was agreed.
NOT_AGREED = ("strength", "category", "due_text")

SECRET = {("user", "password")}
NOT_TOLD = {
    ("user", "last_login"),
    ("user", "date_joined"),
    ("membership", "desk_seen_at"),
    ("textversion", "text"),  # its hash says which
    ("commitment", "version"),
}


def as_stored(row):
    """The row as the database has it, under a lock: what it was before a form changed it."""
    return all_as_stored(type(row), [row.pk])[row.pk]


def all_as_stored(model, keys):
    """Rows as the database has them, by key and under a lock; one query."""
    return model._base_manager.select_for_update().order_by().in_bulk(keys)


def record_addition(row, *, by, reason="", own_party=None):
    """Write that a row was added, with what it says; `own_party` as in `trail.record`."""
    told = {name: ["", word] for name, word in _all_words(row).items()}
    return trail.record("add", row, by=by, reason=reason, own_party=own_party, changes=told)


def record_change(before, row, *, by, reason="", own_party=None):
    """Write what a row said before and says now; the line, or None when it says the same."""
    changed = [field for field in _told_fields(row) if getattr(before, field.attname) != getattr(row, field.attname)]
    told = {field.name: [_word(before, field), _word(row, field)] for field in changed}
    return trail.record("correct", row, by=by, reason=reason, own_party=own_party, changes=told) if told else None


def record_removal(before, *, by, reason=""):
    """Write what a row that is gone had said; `before` is the row as it was stored."""
    told = {name: [word, ""] for name, word in _all_words(before).items()}
    return trail.record("remove", before, by=by, reason=reason, changes=told)


def record_factor_removed(user, kind, *, by):
    """Write on a person's chain that a second factor was taken away."""
    return trail.record("correct", user, by=by, changes={"second_factor": [kind, ""]})


def _told_fields(row):
    label = row._meta.model_name
    return [
        field for field in row._meta.concrete_fields if not field.primary_key and (label, field.name) not in NOT_TOLD
    ]


def _all_words(row):
    words = {field.name: _word(row, field) for field in _told_fields(row)}
    return {name: word for name, word in words.items() if word not in (None, "")}


def _word(row, field):
    """A field's value for the trail: links by what they lead to, secrets only by whether there is one."""
    value = getattr(row, field.name)
    if (row._meta.model_name, field.name) in SECRET:
        return "•••" if value else ""
    return value if value is None or isinstance(value, bool | int) else str(value)


@transaction.atomic
def correct_commitment(commitment, *, by, reason, version=None, **fields):
    """Put right what was not agreed on a commitment that was assigned before; the row as it stands afterwards."""
    row = lifecycle.lock(commitment, version)
    allow(by, "edit", row)
    changes = {name: [getattr(row, name), fields[name]] for name in NOT_AGREED if name in fields}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return row
    if not reason.strip():
        raise Refused({"correction_reason": _("Please give a reason.")})
    if problem := lifecycle.nothing_before_the_others(row):
        raise Refused(problem)
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    trail.record("correct", row, by=by, reason=reason, changes=changes)
    occurrences.follow(row, by=by)
    return row


@transaction.atomic
def rebuild_lamps(row, *, by, agreement=None):
    """Work the lamps' days out again after a row of settings changed, with a line on it: (how many, how many changed).

    All in one transaction: nobody sees some lamps by the old calendar and others by the new one.
    """
    rows = Commitment.objects.exclude(status__in=FINISHED)
    if agreement:
        rows = rows.filter(agreement=agreement)
    count, changed = turn_days.rebuild(rows)
    trail.record("rebuild", row, by=by, n=changed, all=count)
    return count, changed
