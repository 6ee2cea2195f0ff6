"""The ledger's lines as markup: what many rows share is worked out once a page, so that a row costs next to nothing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import CommitmentStatus, EndedAs, KeptUp, Strength
from ..reports.filters import AWAITING, DONE, DRAFT, HELD, LETTER, MARK_WORDS, MARKS
from ..standing import LAMPS, RED, YELLOW
from ..templatetags.tracker_ui import (
    LAMP_ICONS,
    LIST_WORDS,
    icon,
    lamp,
    numeral,
    side,
    side_word,
    status_glyph,
    strength,
)

QUIET = (CommitmentStatus.DRAFT, CommitmentStatus.CLOSED, CommitmentStatus.ON_HOLD, CommitmentStatus.ENDED)
MARK_STATUS = {
    AWAITING: CommitmentStatus.SUBMITTED,
    DRAFT: CommitmentStatus.DRAFT,
    HELD: CommitmentStatus.ON_HOLD,
    DONE: CommitmentStatus.CLOSED,
}


@dataclass(frozen=True)
class Row:
    """One row of the table, ready to print."""

    url: str
    mark: str
    code: str
    title: str
    period: str
    strength: str
    sides: str
    leads: str
    due: str
    percent: str
    status: str
    head: str  # the group's row above this one, where a group begins


def mark_icon(mark):
    """The icon of a lamp, or the pie of the status that stands for it; where nothing fits, a tick."""
    if mark in LAMPS:
        return icon(*LAMP_ICONS[mark])
    if mark == LETTER:
        return icon("file-text")
    return icon("check") if mark == DONE else status_glyph(MARK_STATUS[mark])


class Dresser:
    """Turns the lines of one Ledger into rows."""

    def __init__(self, ledger):
        self.ledger = ledger
        sides = ledger.choices.sides
        self.detail = reverse("agreements:commitment_detail", args=[0])
        self.marks = {name: lamp(name) for name in LAMPS} | {DONE: lamp("done"), LETTER: lamp("done")}
        self.strengths = {value: strength(value, label, bare=True) for value, label in Strength.choices}
        self.side_marks = {pk: side(found) for pk, found in sides.items()}
        self.side_words = {pk: side_word(found) for pk, found in sides.items()}
        self.statuses = {status: self._status(status) for status in CommitmentStatus}
        self.owing, self.dues = {}, {}

    def rows(self):
        """The rows of the page, each with the head of the group that begins with it."""
        found, before = [], None
        for line in self.ledger.lines:
            head = self.head(line.group) if line.group and line.group != before else ""
            before = line.group
            found.append(self.row(line, head))
        return found

    def row(self, line, head):
        return Row(
            url=self.detail.replace("/0/", f"/{line.pk}/"),
            mark=self.marks.get(line.mark, ""),
            code=line.code,
            title=line.title,
            period=line.period,
            strength=self.strengths[line.strength],
            sides=self.sides(line.sides),
            leads=self.leads(line.leads),
            due=self.due(line),
            percent=self.percent(line),
            status=self.status(line),
            head=head,
        )

    def sides(self, owing):
        if owing not in self.owing:
            words = _("Joint") if len(owing) > 1 else "".join(self.side_words[pk] for pk in owing)
            marks = format_html_join("", "{}", ((self.side_marks[pk],) for pk in owing))
            self.owing[owing] = format_html('<span class="sr">{}</span><span class="parties">{}</span>', words, marks)
        return self.owing[owing]

    def leads(self, leads):
        if not leads:
            return format_html('<span class="muted">{}</span>', _("Not named yet"))
        marks = self.side_marks
        return mark_safe(
            "".join(f'<span class="owner">{marks.get(pk, "")}<span>{escape(name)}</span></span>' for pk, name in leads)
        )

    def due(self, line):
        key = (line.due_on, line.due_label, line.mark == RED, line.far)
        if key not in self.dues:
            self.dues[key] = self._due(*key)
        return self.dues[key]

    def _due(self, due_on, label, late, far):
        if due_on is None:
            return format_html('<span class="due soft">{}</span>', label)
        day = due_on.isoformat()
        css = "due late" if late else "due soft" if not label else "due far" if far else "due"
        rel = format_html('<span class="rel">{}</span>', label) if label else ""
        return format_html('<span class="{}"><time datetime="{}">{}</time>{}</span>', css, day, day, rel)

    def percent(self, line):
        if line.said:
            return format_html('<span class="kept">{}</span>', line.said)
        if line.kept_up is not None:
            if not line.kept_up:
                return format_html('<span class="kept muted">{}</span>', _("Continuous"))
            said = _("Kept up: %(answer)s") % {"answer": KeptUp(line.kept_up).label}
            return format_html('<span class="kept">{}</span>', said)
        css = f" is-{line.mark}" if line.mark in (RED, YELLOW) else ""
        tick = f'<rect class="plan" x="{line.plan - 0.5}" width="1.2" height="8"/>' if line.plan is not None else ""
        planned = _("Plan: %(n)d%%") % {"n": line.plan} if line.plan is not None else ""
        told = f'<span class="sr"> {planned}</span>' if planned else ""
        return mark_safe(
            f'<span class="percent"><svg class="meter{css}" viewBox="0 0 100 8" preserveAspectRatio="none" '
            f'aria-hidden="true"><rect class="track" y="1.5" width="100" height="5" rx="1"/><rect class="fill" y="1.5" '
            f'width="{line.percent}" height="5" rx="1"/>{tick}</svg><b>{line.percent}%{told}</b></span>'
        )

    def status(self, line):
        if line.ended_as:
            return self._status(line.status, EndedAs(line.ended_as).label)
        note = ""
        if line.waiting:
            note = _("To be released")
        elif line.since:
            note = _("since %(day)s") % {"day": line.since.isoformat()}
        elif line.by_letter:
            note = _("by letter")
        badge = self.statuses[line.status]
        return format_html('{}<span class="note">{}</span>', badge, note) if note else badge

    def _status(self, status, word=""):
        css = "status muted" if status in QUIET else "status"
        return format_html('<span class="{}">{}{}</span>', css, status_glyph(status), word or LIST_WORDS[status])

    def head(self, key):
        """The row above a group: its name, its count, its marks and its mean."""
        group = self.ledger.groups[key]
        number, name = self.named(key)
        figures = [
            format_html(
                '<span class="lamp is-{}"><span class="sr">{} </span>{}{}</span>',
                mark if mark in LAMPS else "done",
                MARK_WORDS[mark],
                mark_icon(mark),
                group.marks[mark],
            )
            for mark in MARKS
            if mark in group.marks
        ]
        mean = _("Mean progress %(n)d%%") % {"n": group.mean} if group.mean is not None else ""
        return format_html(
            '<span class="g">{}<span>{}</span><span class="muted">{}</span>'
            '<span class="sub">{}<span>{}</span></span></span>',
            number,
            name,
            ngettext("%(n)d item", "%(n)d items", group.count) % {"n": group.count},
            mark_safe("".join(figures)),
            mean,
        )

    def named(self, key):
        """The mark and the name of a group: a clause's numeral and heading, or a side and its unit."""
        choices = self.ledger.choices
        if len(key) == 1:
            units = list(choices.units.values())
            organization, name = (None, _("No lead unit yet")) if key[0] is None else units[key[0]]
            return self.side_marks.get(organization, ""), name
        agreement, top = key
        parts = [part for part in choices.clauses.values() if part.agreement_id == agreement and part.key == top]
        code = choices.agreements[agreement][0] if len(choices.agreements) > 1 else ""
        number, heading = (parts[-1].number, parts[-1].heading) if parts else ("", _("Without a clause"))
        name = f"{code} {heading}".strip()
        return (format_html('<span class="no">{}</span>', numeral(number)) if number else ""), name
