"""Having a text read: what the reader finds is kept as proposals; what people decided before stays decided."""

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, trail
from ..errors import Refused
from ..extraction import wording
from ..models import (
    Agreement,
    Cadence,
    Category,
    CommitmentStatus,
    Disposition,
    Obligation,
    Proposal,
    Sentence,
    Strength,
)
from ..reports import proposals
from . import commitments, sentences
from .commitments import allow
from .parties_found import names_of, parties_meant
from .readers import READERS, RULES
from .text_lock import lock

LONGEST = 400_000  # characters read within a request; ten pages are some 15,000
MOST = 1000  # proposals kept of one reading
MOST_MONTHS = 1200  # a hundred years; what is longer is a slip of the reading, and no column holds it
FIELDS = (
    *("start", "end", "title", "obligation", "obliged_party_id", "strength", "category", "cadence"),
    *("target", "min_months", "due_text", "due_on", "found", "doubts"),
)
ONGOING = ("ongoing-mechanism", "ongoing")


@dataclass
class Outcome:
    """What came of a reading: how many proposals wait, and what was kept or left out."""

    pending: int = 0
    doubtful: int = 0
    kept: int = 0  # decided before
    settled: int = 0  # a commitment or “no obligation” stands there already
    outside: int = 0  # not inside one clause of the text
    beside: int = 0  # for the most part in what another reader proposed
    dropped: int = 0  # said by a model, and not in the text word for word
    silent: str = ""  # why a model gave nothing, so that the rules read instead


@transaction.atomic
def read(version, *, by, reader=RULES, told=None):
    """Have a text read and return the Outcome; reading again changes only what nobody has decided.

    A decision is found again by the words of its passage, in this version of the text
    or in an earlier one, so a corrected text asks nothing twice. `told` is what a reader
    that was asked before found, and how many passages of it were dropped.
    """
    version = lock(version)
    allow(by, "create", version.agreement)
    refuse_long(version)
    found, dropped = told or (READERS[reader](version.text, version.agreement.signed_on), 0)
    places, outcome = _Places(version), Outcome(dropped=dropped)
    wanted = {}
    for row in _rows_of(version, found, reader):
        if not places.fit(row):
            outcome.outside += 1
        elif len(wanted) < MOST:
            wanted.setdefault(row.passage_hash, row)
    _keep(version, wanted, places, outcome, by=by, reader=reader)
    desk = proposals.at_desk(version).desk
    outcome.pending, outcome.doubtful = len(desk.waiting), desk.doubtful
    words = {"n": outcome.pending, "doubtful": outcome.doubtful, "reader": reader, "dropped": dropped}
    trail.record("read_proposals" if told is None else "read_by_model", version, by=by, **words)
    return outcome


def refuse_long(version):
    """Refuse a text that is too long to be read within a request."""
    if len(version.text) > LONGEST:
        raise Refused(
            _("This text has more than %(n)d characters and is not read at one go. Mark its passages by hand.")
            % {"n": LONGEST}
        )


def _keep(version, wanted, places, outcome, *, by, reader):
    """Store what is wanted beside what is decided; what is still pending is brought to what was read now."""
    held = {row.passage_hash: row for row in version.proposals.all()}
    earlier = _decided_before(version, set(wanted) - set(held))
    others = _joined((row.start, row.end) for row in held.values() if row.reader != reader)
    made, gone = [], []
    for key, row in held.items():
        if row.is_pending and row.reader == reader and key not in wanted:
            gone.append(row.pk)
    now = timezone.now()
    for key, row in wanted.items():
        row.read_by, row.read_at = by.user, now
        if key in held:
            outcome.kept += not held[key].is_pending
            _renew(held[key], row)
        elif before := earlier.get(key):
            outcome.kept += 1
            made.append(_decided_as(before, row))
        elif places.settled(row):
            outcome.settled += 1
        elif _mostly_in(others, row):
            outcome.beside += 1
        else:
            made.append(row)
    Proposal.objects.filter(pk__in=gone).delete()
    Proposal.objects.bulk_create(made)
    for row in made:
        if row.commitment_id:
            _cover(row, by)


def _renew(held, row):
    """Bring a pending proposal of the same reader to what it says now."""
    if not held.is_pending or held.reader != row.reader:
        return
    changed = [name for name in FIELDS if getattr(held, name) != getattr(row, name)]
    if changed:
        for name in changed:
            setattr(held, name, getattr(row, name))
        held.version += 1
        held.save(update_fields=[*changed, "version"])


def _decided_before(version, keys):
    """What was decided last on each passage: in the newest other version of the text that holds it, or nothing.

    A decision taken back there, or one whose draft was withdrawn, is not looked for in versions still older.
    """
    rows = Proposal.objects.filter(text_version__agreement=version.agreement).exclude(text_version=version)
    rows = rows.select_related("commitment").order_by("text_version_id")
    last = {row.passage_hash: row for row in rows if row.passage_hash in keys}
    return {key: row for key, row in last.items() if _is_decided(row)}


def _is_decided(row):
    withdrawn = row.commitment and row.commitment.status == CommitmentStatus.ENDED
    return not row.is_pending and not withdrawn


def _decided_as(before, row):
    for name in ("status", "commitment_id", "decided_by_id", "decided_at", "reason"):
        setattr(row, name, getattr(before, name))
    return row


def _cover(row, by):
    """A draft taken from an earlier version comes from this one's passage too; what was agreed keeps what it has."""
    draft = lifecycle.lock(row.commitment)
    if lifecycle.obstacle("edit", draft):
        return
    spans = [(span.text_version, span.start, span.end) for span in draft.spans.select_related("text_version")]
    here = (row.text_version, row.start, row.end)
    if here not in spans:
        commitments.edit(draft, by=by, version=draft.version, spans=[*spans, here])


class _Places:
    """Where passages may lie: the sentences of a text, and what was decided of them."""

    def __init__(self, version):
        rows = Sentence.objects.filter(clause__text_version=version).order_by("start", "pk")
        self.rows = list(rows.values_list("start", "end", "clause", "disposition"))
        self.starts, self.ends = [row[0] for row in self.rows], [row[1] for row in self.rows]
        self.spans = sorted(_joined(span[1:] for span in sentences.spans_in(version, 0, len(version.text))))

    def touched(self, row):
        return self.rows[bisect_right(self.ends, row.start) : bisect_left(self.starts, row.end)]

    def fit(self, row):
        """Cut a proposal to the sentences it touches; False when they are none or of several clauses."""
        touched = self.touched(row)
        if not touched or len({clause for _start, _end, clause, _said in touched}) > 1:
            return False
        row.start, row.end = max(row.start, touched[0][0]), min(row.end, touched[-1][1])
        return row.start < row.end

    def settled(self, row):
        """True when most of the passage belongs to a commitment, or its sentences oblige nobody."""
        if all(said == Disposition.NO_OBLIGATION for *_place, said in self.touched(row)):
            return True
        return _mostly_in(self.spans, row)


def _mostly_in(spans, row):
    """True when more than half of the passage lies in these stretches, which do not overlap."""
    covered = sum(max(0, min(end, row.end) - max(start, row.start)) for start, end in spans)
    return covered * 2 > row.end - row.start


def _joined(spans):
    """Stretches without those that overlap one another."""
    found = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# What is found, as rows


def _rows_of(version, found, reader):
    """Unsaved proposals for all that was found, in the order of the text; of two of three who are bound, one each."""
    parties = Agreement.objects.get(pk=version.agreement_id).party_list
    who = _Who(found.parties, parties, version.text)
    seen = {}
    for each in sorted(found.commitments, key=lambda one: (one.start, one.end)):
        words = bare(version.text[each.start : each.end])
        seen[words] = seen.get(words, 0) + 1
        apart = wording.each_of(each.text, who.names)
        for part, (obligation, party) in enumerate(who.of(each, apart)):
            yield Proposal(
                text_version=version,
                start=each.start,
                end=each.end,
                passage_hash=hashlib.sha256(f"{words}|{seen[words]}|{part}".encode()).hexdigest(),
                reader=reader,
                obligation=obligation,
                obliged_party_id=party,
                **_fields_of(each, obligation, apart),
            )


def bare(words):
    """The words alone, so that a passage is known again with other blanks, breaks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words)).lower()


class _Who:
    """Who is obliged by what was found, among the parties of the agreement."""

    def __init__(self, found, parties, text):
        self.found, self.parties = found, parties
        self.meant = parties_meant(found, parties, text)
        self.names = [names_of(party.organization, place, text) for place, party in enumerate(parties)]

    def of(self, each, apart=""):
        """(obligation, party) of each commitment a passage makes; an empty obligation where a person must choose.

        What all undertake is one joint commitment, or one of each where `apart` is EACH.
        """
        made = self._named(each)
        if made == [(Obligation.JOINT, None)] and apart == wording.EACH and len(self.parties) > 1:
            return [(Obligation.ONE, party.pk) for party in self.parties]
        return made

    def _named(self, each):
        named = [self.meant.get(name) for name in each.responsible]
        known = bool(named) and None not in named
        alike = len(self.found) == len(self.parties) > 1
        if (known and len(named) == len(self.parties)) or (alike and len(named) == len(self.found)):
            return [(Obligation.JOINT, None)]
        if known:
            return [(Obligation.ONE, pk) for pk in named]
        return [("", None)] if named else [self._by_wording(each.text)]

    def _by_wording(self, words):
        """What the words alone suggest where the text names no parties: 双方, 学校."""
        who = wording.who_of(words, parties=self.names)
        if who is None:
            return "", None
        return (Obligation.JOINT, None) if who == wording.JOINT else (Obligation.ONE, self.parties[who].pk)


def _fields_of(each, obligation, apart):
    again = each.recurrence
    cadence = Cadence.CONTINUOUS if again in ONGOING else Cadence.RECURRING if again else wording.cadence_of(each.text)
    doubts = [code for code in each.doubts if code != "parties"]
    if not each.responsible or not obligation:
        doubts.append("parties" if obligation else "who")
    if obligation == Obligation.JOINT and apart:
        doubts.append("each")
    if (each.duration_min_months or 0) > MOST_MONTHS:
        doubts.append("months")
    return {
        "title": (each.title or each.text)[:120],
        "strength": each.modality if each.modality in Strength.values else Strength.FIRM,
        "category": each.category if each.category in Category.values else Category.OTHER,
        "cadence": cadence,
        "target": "、".join(amount.text for amount in each.quantities)[:80],
        "min_months": _whole(each.duration_min_months),
        "due_text": (each.due_text or wording.due_of(each.text))[:80],
        "due_on": _day(each.due),
        "found": {
            "responsible": list(each.responsible),
            "recurrence": again,
            "due": each.due,
            "months": each.duration_min_months,
        },
        "doubts": doubts,
    }


def _whole(months):
    return int(months) if months and 1 <= months <= MOST_MONTHS and months == int(months) else None


def _day(due):
    """A day as found; a year alone is no day, and a person says which."""
    return date.fromisoformat(due) if due and re.fullmatch(r"\d{4}-\d\d-\d\d", due) else None
