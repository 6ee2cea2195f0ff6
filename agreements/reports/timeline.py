"""One agreement's commitments and postings as bars over time: the geometry, and the same in words for the table."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, islice
from unicodedata import east_asian_width

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import standing
from ..models import Milestone, Secondment
from . import ledger, secondments, summary
from .tally import Cell

LABEL, TAIL, ROW, HEAD = 330, 110, 25, 50  # pixels: titles at the left, words at the right, one bar, one heading
STAY = 20  # pixels: the bar of a posting, below the one of its commitment
PAGE = 744  # what is left of a page for the months
SCALES = {"year": (10, 20), "quarter": (28, 60), "month": (72, 120)}  # pixels a month: at least, at most
TICK_MONTHS = {"year": 12, "quarter": 3, "month": 1}
SHOWN, PER_PART = 400, 6  # a part of the chart is never cut by the edge of a sheet
LONGEST = 10 * 366  # days before and after today that the axis may reach


@dataclass
class Bar:
    """A commitment as a bar: where it lies, and what is written beside it."""

    row: object
    start: date
    end: date | None
    lamp: str
    css: str
    words: str
    label: str
    told: str
    y: int = 0
    x: float = 0
    width: float = 0
    done: float = 0
    first_x: float | None = None
    drift: int = 0
    marks: list = field(default_factory=list)
    stays: list = field(default_factory=list)
    height = ROW

    @property
    def is_late(self):
        return self.lamp == standing.RED

    @property
    def end_x(self):
        return round(self.x + self.width, 1)

    @property
    def words_x(self):
        return round(self.x + self.width + 7, 1)


@dataclass
class Stay:
    """A posting as a bar below its commitment's: the days served, those planned, and what is missing."""

    line: secondments.Line
    label: str
    told: str
    words: str
    y: int = 0
    x: float = 0
    width: float = 0
    done: float = 0
    breaks: list = field(default_factory=list)
    height = STAY
    is_stay = True

    @property
    def posting(self):
        return self.line.posting

    @property
    def is_short(self):
        return self.line.verdict.kind == "short"

    @property
    def words_x(self):
        return round(self.x + self.width + 7, 1)


@dataclass
class Part:
    """Bars of one clause, at most as many as stay together on a sheet; its first part carries the heading."""

    clause: object
    rows: list
    is_first: bool

    @property
    def height(self):
        return ROW * self.is_first + sum(row.height for row in self.rows)


@dataclass(frozen=True)
class Timeline:
    """The whole chart: its axis, its parts, and how many bars were left out."""

    width: float
    ticks: list
    today_x: float
    parts: list
    bars: list
    stays: int
    left: int
    moved: int


class Axis:
    """Days as pixels: months are equally wide, so that quarters and years are too; a short time fills the page."""

    def __init__(self, first, last, scale):
        self.first, self.last, self.scale = first.replace(day=1), last, scale
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        least, most = SCALES[scale]
        self.month = round(min(max(PAGE / months, least), most), 2)

    def x(self, day):
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        part = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
        return round(LABEL + self.month * max(months + part, 0), 1)

    @property
    def end(self):
        return self.x(self.last + timedelta(days=1))

    def ticks(self):
        """(x, width, words, year or "", whether shaded) of every year, quarter or month on the axis."""
        step, ticks = TICK_MONTHS[self.scale], []
        day = self.first.replace(month=(self.first.month - 1) // step * step + 1)
        while day <= self.last:
            after = (day.replace(day=28) + timedelta(days=31 * step - 20)).replace(day=1)
            x, end = self.x(max(day, self.first)), min(self.x(after), self.end)
            year = str(day.year) if day.month == 1 or not ticks else ""
            ticks.append({"x": x, "mid": round((x + end) / 2, 1), "width": round(end - x, 1), "year": year})
            ticks[-1] |= {"words": self._words(day), "shaded": len(ticks) % 2 == 1}
            day = after
        return ticks

    def _words(self, day):
        if self.scale == "year":
            return ""
        quarter = _("Q%(number)s") % {"number": (day.month + 2) // 3}
        return quarter if self.scale == "quarter" else str(day.month)


def timeline(agreement, actor, clock, scale):
    """The Timeline of an agreement; five queries however many bars."""
    rows = ledger.seen_by(actor).filter(agreement=agreement).exclude(status="ended", assigned_at=None)
    rows = rows.with_lamp(clock)
    rows = rows.annotate(place=summary.place_expression(clock)).select_related("clause")
    rows = rows.prefetch_related(Prefetch("milestones", Milestone.objects.meant().exclude(due_on=None)))
    rows = list(rows.order_by(F("clause__sort_key").asc(nulls_last=True), "code", "pk")[: SHOWN + 1])
    bars = [_bar(row, clock) for row in rows[:SHOWN]]
    _with_stays(bars, agreement, actor, clock.today)
    axis = Axis(*_span(bars, clock.today), scale)
    for bar in bars:
        _lay(bar, axis)
        for stay in bar.stays:
            _lay_stay(stay, axis, clock.today)
    parts = _parts(bars)
    for part in parts:
        y = ROW * part.is_first
        for row in part.rows:
            row.y, y = y, y + row.height
    return Timeline(
        width=axis.end + TAIL,
        ticks=axis.ticks(),
        today_x=axis.x(clock.today),
        parts=parts,
        bars=bars,
        stays=sum(len(bar.stays) for bar in bars),
        left=max(len(rows) - SHOWN, 0),
        moved=sum(1 for bar in bars if bar.drift),
    )


def _bar(row, clock):
    start = standing.plan_start(row) or timezone.localdate(row.created_at)
    place = Cell(row.place, 1)
    drift = standing.drift_days(row) or 0
    words = standing.due_label(row.due_on, clock) if row.lamp == standing.RED else _progress(row, place)
    title = f"{row.title} · {row.period}" if row.period else row.title
    told = [title, str(place.word), _("due %(day)s") % {"day": row.due_on} if row.due_on else _("No date set")]
    if drift:
        told.append(_("first agreed for %(day)s") % {"day": row.first_due_on})
    told.append(words)
    css = row.lamp or ("done" if row.status in ("closed", "ended") else "grey")
    end = row.due_on if row.due_on and row.due_on >= start else None
    start = row.due_on if row.due_on and end is None else start  # due before it began: one day
    return Bar(row, start, row.due_on, row.lamp, css, words, fitting(title, LABEL - 40), " · ".join(told), drift=drift)


def _with_stays(bars, agreement, actor, today):
    """Give each bar the postings of its commitment; those of a recurring item lie below the year they began in."""
    if not bars:
        return
    rows = Secondment.objects.visible_to(actor).filter(commitment__agreement=agreement).taking_place()
    own = {bar.row.pk: bar for bar in bars}
    years = {}
    for bar in bars:
        if bar.row.parent_id:
            years.setdefault(bar.row.parent_id, []).append(bar)
    for posting in rows.with_all().order_by("starts_on", "pk")[:SHOWN]:
        bar = own.get(posting.commitment_id) or _year_of(years.get(posting.commitment_id), posting.starts_on)
        if bar:
            bar.stays.append(_stay(secondments.line_of(posting, today)))


def _year_of(bars, day):
    """Of the bars of one recurring item's occurrences the last that began by a day, else the first of all."""
    found = sorted(bars or (), key=lambda bar: bar.start)
    return next((bar for bar in reversed(found) if bar.start <= day), found[0] if found else None)


def _stay(line):
    posting, verdict = line.posting, line.verdict
    days = {"first": posting.starts_on.isoformat(), "last": posting.last_day.isoformat()}
    told = [str(posting), str(line.state.label), _("%(first)s to %(last)s") % days]
    if verdict.kind != "free":
        told.append(verdict.word)
    words = verdict.word if verdict.is_short else str(line.state.label)
    return Stay(line, fitting(str(posting), LABEL - 58), " · ".join(told), words)


def _lay_stay(stay, axis, today):
    posting = stay.posting
    stay.x, stay.width = _stretch(axis, posting.starts_on, posting.last_day)
    served = posting.last_day if posting.ended_on else min(posting.last_day, today)
    stay.done = _stretch(axis, posting.starts_on, served)[1] if served >= posting.starts_on else 0
    stay.breaks = [_stretch(axis, one.starts_on, min(one.ends_on, posting.last_day)) for one in posting.breaks.all()]


def _stretch(axis, first, last):
    """Position and width of the days from first to last, both counted, as far as they lie on the axis."""
    x = axis.x(min(max(first, axis.first), axis.last))
    end = axis.end if last >= axis.last else axis.x(max(last + timedelta(days=1), axis.first))
    return x, round(max(end - x, 3), 1)


def _progress(row, place):
    if not place.is_lamp:
        return str(place.word)
    return row.get_kept_up_display() if row.is_continuous else f"{row.percent}%"


def _span(bars, today):
    """The first and the last day of the axis: every bar, today, and the rest of the last quarter."""
    days = [today, *(bar.start for bar in bars), *(bar.end for bar in bars if bar.end)]
    days += [bar.row.first_due_on for bar in bars if bar.row.first_due_on]
    days += [day for bar in bars for stay in bar.stays for day in (stay.posting.starts_on, stay.posting.last_day)]
    first = max(min(days), today - timedelta(days=LONGEST))
    last = min(max(days), today + timedelta(days=LONGEST))
    quarter_end = (last.month + 2) // 3 * 3
    return first, last.replace(month=quarter_end, day=calendar.monthrange(last.year, quarter_end)[1])


def _lay(bar, axis):
    inside = min(max(bar.start, axis.first), axis.last)
    bar.x = axis.x(inside)
    end = axis.end if bar.end is None or bar.end >= axis.last else axis.x(bar.end + timedelta(days=1))
    bar.width = round(max(end - bar.x, 3), 1)
    bar.done = round(bar.width * (100 if bar.row.status == "closed" else bar.row.percent) / 100, 1)
    if bar.drift:
        bar.first_x = axis.x(bar.row.first_due_on)
    for mark in bar.row.milestones.all():
        if axis.first <= mark.due_on <= axis.last:
            words = f"{mark.title} {date_format(mark.due_on, 'Y-m-d')}"
            bar.marks.append({"x": axis.x(mark.due_on), "done": bool(mark.done_on), "words": words})


def _parts(bars):
    parts = []
    for _clause, grouped in groupby(bars, key=lambda bar: bar.row.clause_id):
        grouped = list(grouped)
        rows, is_first = (row for bar in grouped for row in (bar, *bar.stays)), True
        while chunk := list(islice(rows, PER_PART)):
            parts.append(Part(grouped[0].row.clause, chunk, is_first))
            is_first = False
    return parts


def fitting(text, pixels):
    """The text, cut with an ellipsis to fit into so many pixels at the size of the chart's labels."""
    room = pixels
    for place, character in enumerate(text):
        room -= 12 if east_asian_width(character) in "WFA" else 7
        if room < 12 and place < len(text) - 1:
            return f"{text[:place]}…"
    return text
