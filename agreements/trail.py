"""The trail: one line per change, chained per object; how a line reads; seals; the triggers that guard it."""

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from django.db import connection, transaction
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
    "who",
]

# How a line reads after the name of who did it. The words in %()s come from the line itself.
SENTENCES = {
    "create": gettext_noop("wrote the draft"),
    "edit": gettext_noop("changed the draft"),
    "name_unit": gettext_noop("named %(unit_named)s as %(unit_role)s"),
    "remove_unit": gettext_noop("removed %(unit_named)s"),
    "name_officer": gettext_noop("named %(officer)s as officer of %(unit_named)s"),
    "plan": gettext_noop("added the suggestions of the template “%(template)s”"),
    "add_milestone": gettext_noop("added the milestone “%(milestone)s”"),
    "change_milestone": gettext_noop("changed the milestone “%(milestone)s”"),
    "move_milestone": gettext_noop("moved the date of the milestone “%(milestone)s”"),
    "drop_milestone": gettext_noop("dropped the milestone “%(milestone)s”"),
    "milestone_done": gettext_noop("marked the milestone “%(milestone)s” as done on %(day)s"),
    "milestone_not_done": gettext_noop("took back that the milestone “%(milestone)s” is done"),
    "add_indicator": gettext_noop("added the indicator “%(indicator)s”"),
    "drop_indicator": gettext_noop("dropped the indicator “%(indicator)s”"),
    "record_value": gettext_noop("recorded “%(indicator)s” for %(period)s"),
    "lock_period": gettext_noop("locked “%(indicator)s” for %(period)s"),
    "unlock_period": gettext_noop("opened “%(indicator)s” for %(period)s again"),
    "keep_suggestions": gettext_noop("kept the suggestions %(what)s"),
    "drop_suggestions": gettext_noop("dropped the suggestions %(what)s"),
    "recur": gettext_noop("said how it recurs"),
    "make_occurrences": gettext_noop("had its occurrences made: %(n)s, %(periods)s"),
    "drop_occurrences": gettext_noop("had occurrences removed on which nobody had worked: %(n)s, %(periods)s"),
    "occur": gettext_noop("had it made as one occurrence of the recurring item"),
    "follow": gettext_noop("had it follow the recurring item"),
    "end_along": gettext_noop("ended it together with what it hangs on"),
    "set_actual": gettext_noop("wrote down what was reached"),
    "assign": gettext_noop("assigned it: every side has named its unit"),
    "accept": gettext_noop("accepted it for %(unit_named)s"),
    "decline": gettext_noop("declined it for %(unit_named)s"),
    "start": gettext_noop("started work"),
    "report": gettext_noop("reported progress for %(unit_named)s"),
    "no_change": gettext_noop("reported no change this cycle for %(unit_named)s"),
    "second": gettext_noop("seconded the report for %(unit_named)s"),
    "urge": gettext_noop("reminded %(unit_named)s to report"),
    "ask_report": gettext_noop("asked %(unit_named)s for its report"),
    "submit": gettext_noop("asked to close it; waiting for release by its own side"),
    "release": gettext_noop("put the closing to the other side"),
    "take_back": gettext_noop("took the closing back"),
    "return": gettext_noop("returned the closing for completion"),
    "object": gettext_noop("objected for %(party)s"),
    "confirm": gettext_noop("confirmed for %(party)s"),
    "close": gettext_noop("closed it: every other side has confirmed"),
    "contest": gettext_noop("contested the letter recorded for %(party)s"),
    "list_open": gettext_noop("put %(n)s commitments to the other side as a list"),
    "list_confirm": gettext_noop("agreed to the list of %(n)s commitments for %(party)s"),
    "list_object": gettext_noop("objected to the list of %(n)s commitments for %(party)s"),
    "list_take_back": gettext_noop("took the list of %(n)s commitments back"),
    "listed": gettext_noop("put it to the other side as part of a list"),
    "unlisted": gettext_noop("set it free again: the list was not agreed"),
    "agreed": gettext_noop("agreed to it as part of a list: every other side has"),
    "import": gettext_noop("brought it in from “%(file)s”, row %(line)s"),
    "suggest_unit": gettext_noop("suggested %(unit_named)s as %(unit_role)s to %(party)s"),
    "decline_unit": gettext_noop("did not take up the suggestion of %(unit_named)s"),
    "take_over": gettext_noop("set free what “%(file)s” said: the first report of %(unit_named)s"),
    "withdraw": gettext_noop("withdrew the draft"),
    "put_back": gettext_noop("put the draft back"),
    "reopen": gettext_noop("reopened it"),
    "ask_extension": gettext_noop("asked for an extension"),
    "extend": gettext_noop("accepted the extension"),
    "refuse_extension": gettext_noop("refused the extension"),
    "withdraw_extension": gettext_noop("took the request for an extension back"),
    "propose_change": gettext_noop("proposed a change to the other side"),
    "propose_hold": gettext_noop("proposed to the other side to put it on hold"),
    "propose_resume": gettext_noop("proposed to the other side to resume it"),
    "propose_end": gettext_noop("proposed to the other side to end it"),
    "propose_reopen": gettext_noop("proposed to the other side to reopen it"),
    "take_back_proposal": gettext_noop("took the proposal back"),
    "change": gettext_noop("changed it: every other side has confirmed"),
    "hold": gettext_noop("put it on hold: every other side has confirmed"),
    "resume": gettext_noop("resumed it: every other side has confirmed"),
    "end": gettext_noop("ended it: every other side has confirmed"),
    "add": gettext_noop("added it to the record"),
    "correct": gettext_noop("corrected the record"),
    "remove": gettext_noop("removed it from the record"),
    "read_text": gettext_noop("brought the text"),
    "discard_text": gettext_noop("discarded the text, on which nobody had worked yet"),
    "dispose": gettext_noop("found no obligation in “%(passage)s”"),
    "reopen_sentence": gettext_noop("took back that there is no obligation in “%(passage)s”"),
    "read_proposals": gettext_noop("had the text read by %(reader)s: %(n)s proposals to decide on"),
    "ask_model": gettext_noop("asked the model %(reader)s to read the text"),
    "read_by_model": gettext_noop(
        "had the text read by %(reader)s: %(n)s proposals to decide on, %(dropped)s passages dropped"
    ),
    "take_proposal": gettext_noop("took it from a proposal by %(reader)s"),
    "take_proposals": gettext_noop("made commitments of %(n)s proposals without doubts at once"),
    "discard_proposal": gettext_noop("discarded the proposal by %(reader)s for “%(passage)s”"),
    "undo_proposal": gettext_noop("took the decision on the proposal for “%(passage)s” back"),
    "add_scan": gettext_noop("added the scan “%(file)s”"),
    "add_original": gettext_noop("kept the file “%(file)s”, from which the text was read"),
    "set_bounds": gettext_noop("said where the agreement begins and ends in its text, and had it read anew"),
    "merge_clause": gettext_noop("merged clause %(number)s into %(into)s"),
    "split_clause": gettext_noop("split clause %(number)s: %(now)s begins there"),
    "renumber_clause": gettext_noop("gave clause %(number)s the number %(now)s"),
    "rename_clause": gettext_noop("changed the heading of clause %(number)s"),
    "rebuild": gettext_noop("had the lamps of %(all)s commitments worked out again; %(n)s changed"),
    "invite": gettext_noop("made an invitation for %(person)s"),
    "revoke_invitation": gettext_noop("revoked the invitation of %(person)s"),
    "use_invitation": gettext_noop("set a password by invitation"),
    "name_deputy": gettext_noop("named %(deputy)s as deputy from %(first)s to %(last)s"),
    "end_deputy": gettext_noop("ended the deputizing of %(deputy)s"),
    "posting_plan": gettext_noop("registered the posting of %(person)s, %(first)s to %(last)s"),
    "posting_correct": gettext_noop("corrected the posting"),
    "posting_break": gettext_noop("recorded an interruption, %(first)s to %(last)s"),
    "posting_unbreak": gettext_noop("took the interruption back, %(first)s to %(last)s"),
    "posting_except": gettext_noop("recorded an exception allowed by %(allowed_by)s"),
    "posting_extend": gettext_noop("asked the other side for %(day)s as a later last day"),
    "posting_shorten": gettext_noop("asked the other side for %(day)s as an earlier last day"),
    "posting_consent": gettext_noop("consented to %(day)s as the last day"),
    "posting_refuse": gettext_noop("did not consent to %(day)s as the last day"),
    "posting_take_back": gettext_noop("took back the request for %(day)s as the last day"),
    "posting_end": gettext_noop("recorded the end on %(day)s"),
    "posting_call_off": gettext_noop("called the posting off"),
    "posting_evaluate": gettext_noop("recorded the final evaluation"),
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
        "agreement_id": _agreement_id(row),
        "own_party": own_party,
        "verb": verb,
        "user_id": by.user.pk,
        "unit_id": by.unit_id,
    }
    at = timezone.now()
    text = json.dumps(
        columns
        | _author(by)
        | {
            "at": at.astimezone(UTC).isoformat(),
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


def _agreement_id(row):
    """The agreement that a row belongs to, found through the rows it hangs on; None for people, units, calendars."""
    if isinstance(row, Agreement):
        return row.pk
    if hasattr(row, "agreement_id"):
        return row.agreement_id
    above = next(
        (
            name
            for name in ("commitment", "decision", "text_version", "clause", "party", "secondment", "indicator")
            if hasattr(row, name)
        ),
        None,
    )
    return _agreement_id(getattr(row, above)) if above else None


def _author(by):
    return {
        "who": str(by.user),
        "unit": by.unit.name if by.unit else "",
        "deputy_for": str(by.membership.deputy_for.user) if by.membership and by.membership.deputy_for_id else "",
        "side": by.organization.short_name if by.organization else "",
    }


def _plain(value):
    return value if value is None or isinstance(value, int | bool) else str(value)


def _hash(before, text):
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def sentence(entry):
    """What a line says, after the name of who did it, in the reader's language."""
    told = json.loads(entry.text)
    words = defaultdict(str, told["words"])  # an older line may lack a word that its sentence has now
    for name in ("unit_role", "reader"):
        if words[name]:
            words[name] = _(words[name])
    return _(SENTENCES[entry.verb]) % words


def who(told):
    """Who wrote a line, in the reader's language; of a deputy also for whom. `told` is the line's text as read."""
    if not told["deputy_for"]:
        return told["who"]
    return _("%(who)s (deputy for %(principal)s)") % {"who": told["who"], "principal": told["deputy_for"]}


class Break:
    """The first fault of a chain: which object, at which place, and what is wrong."""

    def __init__(self, chain, sequence, fault):
        self.chain, self.sequence, self.fault = chain, sequence, fault

    def __str__(self):
        if self.chain == SEALS:
            return f"seal of {self.sequence}: {self.fault}"
        return f"{self.chain[0]} {self.chain[1]}, line {self.sequence}: {self.fault}"


SEALS = ("seal",)  # the seals are one chain of their own; a place in it is a day
COLUMNS = ("object_type", "object_id", "sequence", "agreement_id", "own_party", "verb", "user_id", "unit_id")


def find_breaks():
    """Yield the first Break of every chain and of the seals; nothing when the trail is whole."""
    broken, expected, before, chain = set(), 0, "", None
    lines = TrailEntry.objects.order_by("object_type", "object_id", "sequence")
    for entry in lines.iterator(chunk_size=5000):
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
    try:
        told = json.loads(entry.text)
        same = all(told[name] == getattr(entry, name) for name in COLUMNS)
        same = same and datetime.fromisoformat(told["at"]) == entry.at
    except (ValueError, KeyError, TypeError):
        return "the text is not one that was recorded"
    return "" if same else "the columns do not match the text"


def _seal_breaks(broken):
    """Every line belongs to one seal, by its id: each is looked up once, however many seals there are."""
    before, last_id, count, whole = "", None, 0, True
    for seal_ in TrailSeal.objects.order_by("day").iterator(chunk_size=100):
        sealed = {(kind, pk, place): hash_ for kind, pk, place, hash_ in _lines(last_id, seal_.last_entry_id)}
        count += len(sealed)
        fault = ""
        if seal_.previous_hash != before:
            fault = "does not follow from the seal before"
        elif seal_.hash != _seal_hash(seal_):
            fault = "it does not match its hash"
        elif count != seal_.entry_count:
            fault = f"{seal_.entry_count} lines were sealed, {count} are there"
        if fault and whole:
            whole = False
            yield Break(SEALS, seal_.day, fault)
        for chain, sequence, head in _heads(seal_):
            if chain not in broken and sealed.get((*chain, sequence)) != head:
                broken.add(chain)
                yield Break(chain, sequence, f"sealed on {seal_.day}, and missing or replaced since")
        before, last_id = seal_.hash, seal_.last_entry_id


def _heads(seal_):
    """The chains that a seal names, each with its last line's number and hash; what cannot be read is left out."""
    for line in seal_.heads.splitlines():
        kind, _colon, rest = line.partition(":")
        pk, _colon, rest = rest.partition(":")
        sequence, _colon, head = rest.partition(":")
        if pk.isdecimal() and sequence.isdecimal():
            yield (kind, int(pk)), int(sequence), head


def _lines(after, upto):
    """Object, number and hash of the lines with an id in a range, chain by chain."""
    found = _since(after).filter(pk__lte=upto).order_by("object_type", "object_id", "sequence")
    return found.values_list("object_type", "object_id", "sequence", "hash")


def _since(after):
    return TrailEntry.objects.all() if after is None else TrailEntry.objects.filter(pk__gt=after)


def _seal_hash(seal_):
    told = f"{seal_.day}\n{seal_.entry_count}\n{seal_.last_entry_id}\n{seal_.heads}"
    return _hash(seal_.previous_hash, told)


@transaction.atomic
def seal(day):
    """Seal all lines up to the last one of a day that is over; the TrailSeal, or None when nothing is new.

    Lines are told apart by their id, not by their moment: two that are written at once
    around midnight may carry them in different orders, and none may fall between two
    seals. Raises ValueError for a day that is not over: its lines are still being written.
    """
    if day >= timezone.localdate():
        raise ValueError("only a day that is over can be sealed")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # wait for lines that have an id and are not yet committed
            cursor.execute("LOCK TABLE agreements_trailentry IN SHARE MODE")
    last = TrailSeal.objects.order_by("-day").first()
    if last and last.day >= day:
        return None
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    after = last.last_entry_id if last else None
    last_id = _since(after).filter(at__lt=midnight).aggregate(last=Max("pk"))["last"]
    if last_id is None:
        return None
    lines = list(_lines(after, last_id))
    heads = {(kind, pk): f"{kind}:{pk}:{sequence}:{hash_}" for kind, pk, sequence, hash_ in lines}  # the last one stays
    new = TrailSeal(
        day=day,
        entry_count=(last.entry_count if last else 0) + len(lines),
        last_entry_id=last_id,
        heads="\n".join(heads.values()),
        previous_hash=last.hash if last else "",
    )
    new.hash = _seal_hash(new)
    new.save(force_insert=True)
    return new
