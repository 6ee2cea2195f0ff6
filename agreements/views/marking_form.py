"""The form beside a sentence: what it offers, prefilled from the wording, and what was decided already."""

from .. import access
from ..actions.parties_found import names_of
from ..extraction import wording
from ..forms import MarkForm, OfferForm
from ..forms.marking import as_before, as_proposed, place_of, prefilled, trimmed
from ..models import Commitment, CommitmentStatus, UsualReason
from ..reports import marking, proposals
from .offer_rows import doubt_words
from .text_rows import Dresser


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
        parties=[names_of(party.organization, n, version.text) for n, party in enumerate(parties)],
    )
    initial = prefilled(suggestion, parties)
    if request.GET.get("same") and (before := made_before(request.actor, version)):
        initial |= as_before(before)
    initial |= {"passage": found.words(start, end), "start": start, "end": end}
    return MarkForm(version=version, line=line, initial=initial)


def reading_for(actor, version):
    """The Reading of a text; for those who decompose it with what was proposed."""
    found = marking.reading(version)
    if not access.refusal(actor, "create", version.agreement):
        proposals.attach(found)
    return found


def offer_form(found, offer, data=None):
    """The form for a proposal, as it was proposed or as it came back."""
    version, line = found.version, offer.lines[0]
    words = {"passage": found.words(offer.start, offer.end), "start": offer.start, "end": offer.end}
    return OfferForm(data, version=version, line=line, initial=as_proposed(offer.row) | words)


def made_before(actor, version):
    """The commitment that the actor made last in the agreement, or None."""
    made = Commitment.objects.filter(agreement=version.agreement_id, created_by=actor.user)
    made = made.filter(parent__isnull=True)
    return made.exclude(status=CommitmentStatus.ENDED).order_by("-pk").first()


def work_context(request, found, line, *, place=None, form=None, done="", problem="", stale=False, offer=None):
    """What `_work.html` shows of a sentence; `done` says what was just decided, and then nothing more is asked.

    With `offer` the form is about what was proposed, and sends back what the page showed of it.
    """
    version = found.version
    may = not access.refusal(request.actor, "create", version.agreement)
    if line is None or (offer and done):
        return {"version": version, "line": None, "may": may, "done": done, "problem": problem, "decided": offer}
    place = place or (line.start, line.end)
    nothing = marking.has_no_obligation(line)
    before = made_before(request.actor, version) if may and not done else None
    asks = may and not done and (not nothing or offer or (form and form.is_bound))
    told = {"version": version, "line": line, "may": may, "done": done, "problem": problem, "stale": stale}
    told |= {"form": form if asks else None, "nothing": nothing, "next_open": found.next_open(line)}
    return told | shown_of(found, line, place, before, offer) | made_of(found, line, place, may, done)


def shown_of(found, line, place, before, offer):
    """What the form sends back of what the page showed, and what it may be filled from."""
    return {
        "clause": found.clause_by_pk[line.clause],
        "place": place,
        "words": found.words(*place).replace("\n", ""),
        "seen": offer.seen if offer else marking.token_of(found.touched(*place) or [line]),
        "offer": offer,
        "doubts": [doubt_words(code, offer.row) for code in offer.doubts] if offer else [],
        "before": before,
        "same": as_before(before) if before else None,
    }


def made_of(found, line, place, may, done):
    """The commitments of a sentence, the drafts to which its passage can be added, and why it may oblige nobody."""
    drafts = drafts_beside(found, line, place) if may and not done else []
    ready = {"reasons": UsualReason.choices, "seen_sentence": marking.token_of([line])}
    return {"items": items_of(found, line, may), "drafts": drafts} | ready


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
