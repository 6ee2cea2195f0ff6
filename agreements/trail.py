"""The trail: one line per change, chained per object; how a line reads; seals; the triggers that guard it."""

import hashlib
import json

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .models import Agreement, TrailEntry, TrailSeal
from .trail_triggers import install_triggers, missing_triggers, remove_triggers

__all__ = [
    "SENTENCES",
    "Break",
    "find_breaks",
    "install_triggers",
    "missing_triggers",
    "record",
    "remove_triggers",
    "seal",
    "sentence",
]

# How a line reads after the name of who did it. The words in %()s come from the line itself.
SENTENCES = {
    "create": gettext_noop("wrote the draft"),
    "edit": gettext_noop("changed the draft"),
    "name_unit": gettext_noop("named %(unit_named)s as %(unit_role)s"),
    "remove_unit": gettext_noop("removed %(unit_named)s"),
    "name_officer": gettext_noop("named %(officer)s as officer of %(unit_named)s"),
    "assign": gettext_noop("assigned it: every side has named its unit"),
    "accept": gettext_noop("accepted it for %(unit_named)s"),
    "decline": gettext_noop("declined it for %(unit_named)s"),
    "start": gettext_noop("started work"),
    "report": gettext_noop("reported progress for %(unit_named)s"),
    "no_change": gettext_noop("reported no change this cycle for %(unit_named)s"),
    "second": gettext_noop("seconded the report for %(unit_named)s"),
    "submit": gettext_noop("asked to close it; waiting for the own side's release"),
    "release": gettext_noop("put the closing to the other side"),
    "take_back": gettext_noop("took the closing back"),
    "return": gettext_noop("returned the closing for completion"),
    "object": gettext_noop("objected for %(party)s"),
    "confirm": gettext_noop("confirmed for %(party)s"),
    "close": gettext_noop("closed it: every other side has confirmed"),
    "contest": gettext_noop("contested the letter recorded for %(party)s"),
    "withdraw": gettext_noop("withdrew the draft"),
    "put_back": gettext_noop("put the draft back"),
    "reopen": gettext_noop("reopened it"),
    "correct": gettext_noop("corrected the record"),
    "demo": gettext_noop("loaded the demonstration"),
}


def record(verb, row, *, by, reason="", own_party=None, changes=None, letter=None, repair=False, **words):
    """Write one line to the chain of a row and return it; the caller holds the row's lock and transaction.

    `changes` maps field names to [before, after]; `words` fill the sentence of the
    verb; `own_party` (an organization's id) makes it that side's own matter.
    """
    if verb not in SENTENCES:
        raise KeyError(verb)
    chain = TrailEntry.objects.about(row)
    last = chain.order_by("-sequence").values("sequence", "hash").first() or {"sequence": 0, "hash": ""}
    columns = {
        "object_type": row._meta.model_name,
        "object_id": row.pk,
        "sequence": last["sequence"] + 1,
        "agreement_id": row.pk if isinstance(row, Agreement) else getattr(row, "agreement_id", None),
        "own_party": own_party,
        "verb": verb,
        "user_id": by.user.pk,
        "unit_id": by.unit_id,
    }
    at = timezone.now()
    text = json.dumps(
        columns
        | {
            "at": at.isoformat(),
            "who": str(by.user),
            "unit": by.unit.name if by.unit else "",
            "side": by.organization.short_name if by.organization else "",
            "reason": reason,
            "changes": {name: [_plain(value) for value in pair] for name, pair in (changes or {}).items()},
            "letter": str(letter) if letter else "",
            "repair": repair,
            "words": {name: str(word) for name, word in words.items()},
        },
        ensure_ascii=False,
        sort_keys=True,
    )
    return TrailEntry.objects.create(
        **columns, at=at, text=text, previous_hash=last["hash"], hash=_hash(last["hash"], text)
    )


def _plain(value):
    return value if value is None or isinstance(value, int | bool) else str(value)


def _hash(before, text):
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def sentence(entry):
    """What a line says, after the name of who did it, in the reader's language."""
    told = json.loads(entry.text)
    words = {"unit_named": "", "unit_role": "", "officer": "", "party": ""} | told["words"]
    if words["unit_role"]:
        words["unit_role"] = _(words["unit_role"])
    return _(SENTENCES[entry.verb]) % words


class Break:
    """The first fault of a chain: which object, at which place, and what is wrong."""

    def __init__(self, chain, sequence, fault):
        self.chain, self.sequence, self.fault = chain, sequence, fault

    def __str__(self):
        return f"{self.chain[0]} {self.chain[1]}, line {self.sequence}: {self.fault}"


def find_breaks():
    """Yield the first Break of every chain and of the seals; nothing when the trail is whole."""
    broken, expected, before, chain = set(), 0, "", None
    for entry in TrailEntry.objects.order_by("object_type", "object_id", "sequence").iterator():
        if chain != (entry.object_type, entry.object_id):
            chain, expected, before = (entry.object_type, entry.object_id), 0, ""
        expected += 1
        if chain in broken:
            continue
        if fault := _fault(entry, expected, before):
            broken.add(chain)
            yield Break(chain, expected, fault)
        before = entry.hash
    yield from _seal_breaks(broken)


def _fault(entry, expected, before):
    if entry.sequence != expected:
        return f"missing; the next one there is line {entry.sequence}"
    if entry.previous_hash != before:
        return "does not follow from the line before"
    if entry.hash != _hash(before, entry.text):
        return "the text does not match its hash"
    told = json.loads(entry.text)
    columns = ("object_type", "object_id", "sequence", "agreement_id", "own_party", "verb", "user_id", "unit_id")
    if any(told[name] != getattr(entry, name) for name in columns) or told["at"] != entry.at.isoformat():
        return "the columns do not match the text"
    return ""


def _seal_breaks(broken):
    before = ""
    for seal_ in TrailSeal.objects.order_by("day"):
        chain = ("seal", seal_.day)
        if seal_.previous_hash != before or seal_.hash != _seal_hash(seal_):
            yield Break(chain, 0, "the seal does not match its hash")
            return
        for line in seal_.heads.splitlines():
            kind, pk, sequence, head = line.split(":")
            found = TrailEntry.objects.filter(object_type=kind, object_id=pk, sequence=sequence)
            key = (kind, int(pk))
            if key not in broken and found.values_list("hash", flat=True).first() != head:
                broken.add(key)
                yield Break(key, int(sequence), f"the tail sealed on {seal_.day} is missing or was replaced")
        if TrailEntry.objects.filter(pk__lte=seal_.last_entry_id).count() != seal_.entry_count:
            yield Break(chain, 0, "the number of lines is not the one that was sealed")
            return
        before = seal_.hash


def _seal_hash(seal_):
    told = f"{seal_.day}\n{seal_.entry_count}\n{seal_.last_entry_id}\n{seal_.heads}"
    return _hash(seal_.previous_hash, told)


@transaction.atomic
def seal(day):
    """Seal all lines up to the end of a day that is over; the TrailSeal, or None when nothing new is to be sealed.

    Raises ValueError for a day that is not over: its lines are still being written.
    """
    if day >= timezone.localdate():
        raise ValueError("only a day that is over can be sealed")
    last = TrailSeal.objects.order_by("-day").first()
    if last and last.day >= day:
        return None
    upto = TrailEntry.objects.filter(at__date__lte=day)
    fresh = upto.filter(pk__gt=last.last_entry_id) if last else upto
    if not fresh.exists():
        return None
    heads = fresh.values("object_type", "object_id").annotate(sequence=Max("sequence"))
    lines = []
    for head in heads.order_by("object_type", "object_id"):
        entry = TrailEntry.objects.only("hash").get(**head)
        lines.append(f"{head['object_type']}:{head['object_id']}:{head['sequence']}:{entry.hash}")
    last_id = upto.aggregate(last=Max("pk"))["last"]
    new = TrailSeal(
        day=day,
        entry_count=TrailEntry.objects.filter(pk__lte=last_id).count(),
        last_entry_id=last_id,
        heads="\n".join(lines),
        previous_hash=last.hash if last else "",
    )
    new.hash = _seal_hash(new)
    new.save(force_insert=True)
    return new
