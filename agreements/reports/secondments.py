"""The register of secondments as it is read: each posting with its state and its verdict, and the bars over months."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..models import Secondment, SecondmentChange, SecondmentState, months_required
from ..workdays import term_of

SHORT, ASKED = "short", "asked"
STATES = (*SecondmentState, SHORT, ASKED)
PAGE = 50


@dataclass(frozen=True)
class Verdict:
    """What the minimum duration says of a posting: `kind` is fits, noted, short, excepted or free."""

    kind: str
    word: str
    note: str

    @property
    def is_short(self):
        return self.kind in ("short", "excepted")


def verdict(months, term, end, party, allowed_by=""):
    """The Verdict on a posting to `end`; `term` is None where no minimum applies."""
    if term is None:
        return Verdict(
            "free",
            pgettext("verdict", "No minimum"),
            _("The commitment sets no minimum for postings of %(party)s.") % {"party": party},
        )
    if term.passes and end >= term.civil_on:
        return Verdict(
            "fits",
            pgettext("verdict", "Long enough"),
            _("The earliest last day is %(day)s.") % {"day": term.enough_on.isoformat()},
        )
    if term.passes:
        return Verdict("noted", pgettext("verdict", "Long enough"), _civil_note(term, end))
    return _short(months, term, allowed_by)


def _civil_note(term, end):
    days = (term.civil_on - end).days
    return ngettext(
        "Counted by the civil code, without the first day, it would be full on %(day)s: %(n)d day later.",
        "Counted by the civil code, without the first day, it would be full on %(day)s: %(n)d days later.",
        days,
    ) % {"day": term.civil_on.isoformat(), "n": days}


def _short(months, term, allowed_by):
    word = ngettext("%(n)d day short", "%(n)d days short", term.missing) % {"n": term.missing}
    if allowed_by:
        return Verdict("excepted", word, _("Exception allowed by %(who)s.") % {"who": allowed_by})
    return Verdict(
        "short",
        word,
        ngettext(
            "For %(n)d month the last day is %(day)s at the earliest; otherwise write down an exception and who"
            " allowed it before it ends.",
            "For %(n)d months the last day is %(day)s at the earliest; otherwise write down an exception and who"
            " allowed it before it ends.",
            months,
        )
        % {"n": months, "day": term.enough_on.isoformat()},
    )


def verdict_of(posting, end=None):
    """The Verdict on a posting as it stands, or to another last day."""
    return verdict(
        posting.months_required(),
        posting.term(end),
        end or posting.last_day,
        posting.sending_party,
        posting.exception_allowed_by,
    )


def verdict_for(commitment, party, starts_on, ends_on, breaks=(), allowed_by=""):
    """The Verdict on dates that are only typed so far."""
    months = months_required(commitment, party.pk)
    term = term_of(starts_on, ends_on, months, breaks) if months else None
    return verdict(months, term, ends_on, party, allowed_by)


@dataclass(frozen=True)
class Line:
    """One posting as the register shows it."""

    posting: Secondment
    state: SecondmentState
    verdict: Verdict
    change: SecondmentChange | None

    @property
    def is_short(self):
        return self.verdict.is_short and self.state != SecondmentState.CALLED_OFF


def line_of(posting, day, change=None):
    return Line(posting, posting.state_on(day), verdict_of(posting), change)


@dataclass(frozen=True)
class Register:
    """The postings of an agreement as they were asked for; `counts` tells how many each filter would show."""

    lines: list
    everything: list
    directions: list  # (party, how many)
    counts: dict
    direction: int | None
    state: str


def register(agreement, actor, day, *, direction="", state="", commitment=None):
    """The register of an agreement: filtered by sending party and by state; four queries however many there are."""
    rows = Secondment.objects.visible_to(actor).filter(commitment__agreement=agreement)
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    waiting = SecondmentChange.objects.waiting().filter(secondment__commitment__agreement=agreement)
    changes = {change.secondment_id: change for change in waiting.select_related("party__organization")}
    found = [line_of(row, day, changes.get(row.pk)) for row in rows.with_all().order_by("starts_on", "pk")]
    directions = [
        (party, sum(line.posting.sending_party_id == party.pk for line in found)) for party in agreement.party_list
    ]
    wanted = next((party.pk for party, _count in directions if str(party.pk) == direction), None)
    sent = [line for line in found if wanted in (None, line.posting.sending_party_id)]
    counts = {name: sum(has_state(line, name) for line in sent) for name in STATES}
    state = state if state in STATES else ""
    shown = [line for line in sent if has_state(line, state)]
    return Register(shown, found, directions, counts, wanted, state)


def has_state(line, state):
    """Whether a line is shown under a filter; under none everything is but what was called off."""
    if state == SHORT:
        return line.is_short
    if state == ASKED:
        return line.change is not None
    return line.state == state if state else line.state != SecondmentState.CALLED_OFF


# Bars

GUTTER, WIDTH, TOP, ROW = 190, 1180, 18, 30
NOTE = 230  # what is written to the right of a bar needs this much


@dataclass(frozen=True)
class Bar:
    """One posting drawn: positions as SVG wants them, written out so that no locale touches them."""

    line: Line
    name: str
    post: str
    y: int
    text_y: int
    whole: tuple  # x, width
    past: tuple | None
    breaks: list
    enough_x: str
    gap: tuple | None
    note_x: str
    note: str


@dataclass(frozen=True)
class Bars:
    bars: list
    ticks: list  # (x, words)
    today_x: str
    height: int
    width: int = WIDTH


def bars(lines, today):
    """The Bars of some lines, by person over months; None when there is nothing to draw."""
    lines = [line for line in lines if line.state != SecondmentState.CALLED_OFF]
    if not lines:
        return None
    scale = Scale(lines, today)
    drawn = [_bar(line, place, scale, today) for place, line in enumerate(lines)]
    height = TOP + ROW * len(lines) + 4
    in_sight = scale.first <= today <= scale.last
    return Bars(drawn, scale.ticks(), scale.x(today) if in_sight else "", height)


class Scale:
    """Days to positions, from the quarter of the first day to where the last bar's note ends."""

    def __init__(self, lines, today):
        ends = [max(_reach(line), today if line.state == SecondmentState.RUNNING else _reach(line)) for line in lines]
        start, end = min(line.posting.starts_on for line in lines), max(ends)
        self.first = date(start.year, (start.month - 1) // 3 * 3 + 1, 1)
        days = max((end - self.first).days, 60)
        self.per_day = (WIDTH - GUTTER - NOTE) / days
        self.last = self.first + timedelta(days=int((WIDTH - GUTTER - 20) / self.per_day))

    def place(self, day):
        return GUTTER + (day - self.first).days * self.per_day

    def x(self, day):
        return f"{self.place(day):.1f}"

    def stretch(self, first, last):
        """Position and width of the days from first to last, both counted."""
        return self.x(first), f"{max((last - first).days + 1, 1) * self.per_day:.1f}"

    def ticks(self):
        """A line a quarter, or a year where quarters would stand too close."""
        months = 3 if self.per_day * 92 > 84 else 12
        found, year, month = [], self.first.year, self.first.month
        while (day := date(year, month, 1)) <= self.last:
            if months == 3 or month == 1:
                found.append((self.x(day), f"{year}-{month:02}"))
            year, month = (year, month + 3) if month < 10 else (year + 1, 1)
        return [(x, words, f"{float(x) + 4:.1f}") for x, words in found]


def _reach(line):
    """The last day that is drawn of a posting: its own, or the one that it does not reach."""
    return line.posting.last_day + timedelta(days=_missing(line))


def _missing(line):
    term = line.posting.term()
    return term.missing if term else 0


def _bar(line, place, scale, today):
    posting, y = line.posting, TOP + place * ROW + 12
    last, term = posting.last_day, posting.term()
    past_to = last if line.state == SecondmentState.ENDED else min(last, today)
    missing = term.missing if term else 0
    after = last + timedelta(days=1)
    end_x = scale.place(after + timedelta(days=missing))
    served = [one for one in posting.breaks.all() if one.starts_on <= last]
    return Bar(
        line,
        _cut(posting.person, 5),
        _cut(posting.post, 8),
        y,
        y + 12,
        scale.stretch(posting.starts_on, last),
        scale.stretch(posting.starts_on, past_to) if past_to >= posting.starts_on else None,
        [scale.stretch(one.starts_on, min(one.ends_on, last)) for one in served],
        scale.x(term.enough_on + timedelta(days=1)) if term else "",
        scale.stretch(after, term.enough_on) if missing else None,
        f"{end_x + 8:.1f}",
        _bar_note(line),
    )


def _bar_note(line):
    if line.verdict.kind in ("short", "excepted"):
        return line.verdict.word
    return line.posting.last_day.isoformat()


def _cut(words, letters):
    return words if len(words) <= letters else words[: letters - 1] + "…"
