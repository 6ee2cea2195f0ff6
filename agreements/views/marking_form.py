"""The form beside a sentence: what it offers, prefilled from the wording, and what was decided already."""

from django.utils.translation import gettext as _

from .. import access
from ..extraction import wording
from ..forms import MarkForm
from ..forms.marking import as_before, place_of, prefilled, trimmed
from ..models import Commitment, CommitmentStatus
from ..reports import marking
from .text_rows import Dresser


def ready_reasons():
    """The usual reasons why a sentence obliges nobody."""
    return [_("Background"), _("Statement of principle"), _("Definition"), _("Procedure")]


def place_asked_for(asked, found, line):
    """(start, end) of the passage that an address or a form names: by place, by its words, else the sentence."""
    text = found.version.text
    start, end = number(asked.get("start")), number(asked.get("end"))
    if words := asked.get("passage", ""):
        return place_of(text, line, words, start, end) or (line.start, line.end)
    if start is not None and end is not None and line.start <= start < end <= len(text):
        start, end = trimmed(text, start, end)
        if start < end and len({each.clause for each in found.touched(start, end)}) == 1:
            return start, end
    return line.start, line.end


def number(value):
    return int(value) if value and value.isdecimal() and len(value) < 10 else None


def fresh_form(request, found, line, place):
    """The form for a passage as its wording suggests it; with `same` in the address, as the one made before."""
    version, (start, end) = found.version, place
    parties = version.agreement.party_list
    suggestion = wording.suggest(
        found.words(start, end),
        before=found.words(line.start, start) if start > line.start else "",
        heading=found.clause_by_pk[line.clause].heading,
        parties=[names_of(party, n, version.text) for n, party in enumerate(parties)],
    )
    initial = prefilled(suggestion, parties)
    if request.GET.get("same") and (before := made_before(request.actor, version)):
        initial |= as_before(before)
    initial |= {"passage": found.words(start, end), "start": start, "end": end}
    return MarkForm(version=version, line=line, initial=initial)


def names_of(party, place, text):
    organization = party.organization
    return wording.names_of(organization.name, organization.short_name, organization.kind, place, text)


def made_before(actor, version):
    """The commitment that the actor made last in the agreement, or None."""
    made = Commitment.objects.filter(agreement=version.agreement_id, created_by=actor.user)
    made = made.filter(parent__isnull=True)
    return made.exclude(status=CommitmentStatus.ENDED).order_by("-pk").first()


def work_context(request, found, line, *, place=None, form=None, done="", problem="", stale=False):
    """What `_work.html` shows of a sentence; `done` says what was just decided, and then nothing more is asked."""
    version = found.version
    may = not access.refusal(request.actor, "create", version.agreement)
    if line is None:
        return {"version": version, "line": None, "may": may, "done": done, "problem": problem}
    place = place or (line.start, line.end)
    nothing = marking.has_no_obligation(line)
    before = made_before(request.actor, version) if may and not done else None
    return {
        "version": version,
        "line": line,
        "clause": found.clause_by_pk[line.clause],
        "may": may,
        "place": place,
        "words": found.words(*place).replace("\n", ""),
        "form": form if may and not done and (not nothing or form.is_bound) else None,
        "seen": marking.token_of(found.touched(*place) or [line]),
        "seen_sentence": marking.token_of([line]),
        "nothing": nothing,
        "items": items_of(found, line, may),
        "drafts": drafts_beside(found, line, place) if may and not done else [],
        "reasons": ready_reasons(),
        "before": before,
        "same": as_before(before) if before else None,
        "next_open": found.next_open(line),
        "done": done,
        "problem": problem,
        "stale": stale,
    }


def items_of(found, line, may):
    """The commitments of a sentence as (row, strength, [(passage id, words)]); passages only where one may go."""
    strengths = Dresser(found, "").strengths
    made = []
    for pk in line.commitments:
        card = found.card_by_pk[pk]
        marks = [mark for mark in line.marks if mark.commitment == pk] if may and is_draft(card) else []
        marks = [(mark.pk, found.words(mark.start, mark.end).replace("\n", "")) for mark in marks]
        made.append((card.row, strengths[card.row["strength"]], marks))
    return made


def drafts_beside(found, line, place):
    """The drafts to which a passage can be added: all that do not have it, those of the clause first."""
    cards = [
        card for card in found.cards if is_draft(card) and place not in [(mark.start, mark.end) for mark in card.marks]
    ]
    return [card.row for card in sorted(cards, key=lambda card: card.clause != line.clause)]


def is_draft(card):
    return card.row["status"] == CommitmentStatus.DRAFT and card.row["assigned_at"] is None
