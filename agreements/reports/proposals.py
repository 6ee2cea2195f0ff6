"""What a reading proposed beside a text, with all that is doubtful about it; one query more than the text alone."""

from dataclasses import dataclass, field

from ..models import CommitmentStatus, Obligation, Proposal
from . import marking


@dataclass
class Offer:
    """A proposal where it stands in the text; `doubts` are those of the reader and those that arose since."""

    row: Proposal
    lines: list = field(default_factory=list)
    beside: set = field(default_factory=set)  # what the same passage has made for other parties

    @property
    def pk(self):
        return self.row.pk

    @property
    def start(self):
        return self.row.start

    @property
    def end(self):
        return self.row.end

    @property
    def is_pending(self):
        return self.row.is_pending

    @property
    def doubts(self):
        """Codes; nothing is doubtful any more once it is decided."""
        if not self.is_pending:
            return []
        marks = [mark for line in self.lines for mark in line.marks if mark.commitment not in self.beside]
        marked = any(mark.start < self.end and self.start < mark.end for mark in marks)
        nothing = any(marking.has_no_obligation(line) for line in self.lines)
        more = [code for code, said in (("marked", marked), ("nothing", nothing)) if said]
        return [*self.row.doubts, *more]

    @property
    def is_clear(self):
        return self.is_pending and not self.doubts

    @property
    def is_withdrawn(self):
        """True when the draft made of it was withdrawn elsewhere."""
        draft = self.row.commitment
        return draft is not None and draft.status == CommitmentStatus.ENDED

    @property
    def seen(self):
        """What the page shows of it, as its buttons say it back: its version and its sentences."""
        return f"{self.row.version}.{marking.token_of(self.lines)}"


@dataclass(frozen=True)
class Desk:
    """The Offers beside a text: those to decide on, doubtful ones first, and those decided."""

    waiting: list
    decided: list

    @property
    def doubtful(self):
        return sum(bool(offer.doubts) for offer in self.waiting)

    @property
    def clear(self):
        return len(self.waiting) - self.doubtful


def attach(found):
    """Put the Offers of a text into its Reading, where they touch a sentence, and return the Desk."""
    rows = found.version.proposals.select_related("decided_by", "commitment__listed_in").order_by("start", "end", "pk")
    offers = [Offer(row) for row in rows]
    for offer in offers:
        offer.row.text_version = found.version
        if offer.row.commitment:
            offer.row.commitment.agreement = found.version.agreement
    _put_beside(offers)
    for line, offer in marking.overlaps(found.lines, offers):
        line.offers.append(offer)
        offer.lines.append(line)
    found.offers = [offer for offer in offers if offer.lines]
    waiting = sorted((offer for offer in found.offers if offer.is_pending), key=lambda offer: not offer.doubts)
    found.desk = Desk(waiting, [offer for offer in found.offers if not offer.is_pending])
    return found.desk


def _put_beside(offers):
    """Tell the Offers of a passage that obliges each party for itself what was made of it for the others."""
    made = {}
    for offer in offers:
        draft = offer.row.commitment
        if draft and draft.obligation == Obligation.ONE:
            made.setdefault((offer.start, offer.end), []).append(draft)
    for offer in offers:
        party = offer.row.obliged_party_id
        drafts = made.get((offer.start, offer.end), ()) if party else ()
        offer.beside = {draft.pk for draft in drafts if draft.obliged_party_id != party}


def at_desk(version):
    """The Reading of a text with what was proposed for it."""
    found = marking.reading(version)
    attach(found)
    return found
