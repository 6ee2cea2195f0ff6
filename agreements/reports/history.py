"""What happened on a commitment, as one list: reports, answers and the trail's lines, newest first."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Lag
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import trail
from ..models import (
    Answer,
    Commitment,
    Confirmation,
    KeptUp,
    ProgressReport,
    Recurrence,
    ReportKind,
    TrailEntry,
)

PAGE = 20
REPORTS, CONFIRMATIONS, CHANGES = "reports", "confirmations", "changes"
# Lines that say again what a report or an answer says.
TOLD_ELSEWHERE = ("report", "no_change", "second", "confirm", "object")
PROPOSALS = ("propose_change", "propose_hold", "propose_resume", "propose_end", "propose_reopen")
ABOUT_CLOSING = ("submit", "release", "take_back", "return", "close", "contest", "reopen")
ICONS = {
    "create": "file-plus",
    "edit": "edit",
    "submit": "send",
    "release": "send",
    "take_back": "minus",
    "return": "minus",
    "close": "check",
    "contest": "message-exclamation",
    "assign": "user-share",
    "accept": "check",
    "decline": "x",
    "withdraw": "x",
    "remove_unit": "minus",
    "urge": "bell-ringing",
    **dict.fromkeys(PROPOSALS, "send"),
    "take_back_proposal": "minus",
    **dict.fromkeys(("extend", "change", "hold", "resume", "end"), "check"),
    "refuse_extension": "x",
    "withdraw_extension": "minus",
    "ask_report": "bell-ringing",
}


@dataclass
class Event:
    """One entry: who said or did what when; `css` is say, agree, object or nothing."""

    at: datetime
    who: str
    side: str
    what: str
    css: str = ""
    icon: str = "edit"
    moved: str = ""
    remark: str = ""  # the reason or the note
    words: list = field(default_factory=list)  # (label, text) of a report
    changes: list = field(default_factory=list)  # (field, before, after)
    letter: str = ""
    letter_id: int | None = None
    scans: list = field(default_factory=list)
    recorded_by: str = ""
    contested: str = ""
    source: str = ""  # the ledger from which a report was taken over
    repair: bool = False
    own: bool = False
    verb: str = ""
    user_id: int | None = None
    year: int | None = None  # set where a year begins


@dataclass(frozen=True)
class History:
    """A page of events, which kind is shown, and how many to ask for to see older ones (0: none are left)."""

    events: list
    kind: str
    shown: int
    more: int


def history(commitment, actor, kind="", shown=PAGE):
    """The newest `shown` events that the actor may see, of one kind or of all."""
    kind = kind if kind in (REPORTS, CONFIRMATIONS, CHANGES) else ""
    limit = shown + 1
    events = []
    if kind in ("", REPORTS):
        events += [report_event(report) for report in _reports(commitment)[:limit]]
    if kind in ("", CONFIRMATIONS):
        events += [answer_event(answer) for answer in _answers(commitment, actor)[:limit]]
    if kind != REPORTS:
        events += [line_event(line) for line in _lines(commitment, actor, kind)[:limit]]
    events = _without_echoes(sorted(events, key=lambda event: event.at, reverse=True))
    more = shown + PAGE if len(events) > shown else 0
    return History(_with_years(events[:shown]), kind, shown, more)


def lines_since(commitment, actor, seen):
    """What the actor may see of what happened after a line of the trail, newest first."""
    return [
        line_event(line)
        for line in TrailEntry.objects.visible_to(actor).about(commitment).filter(pk__gt=seen).order_by("-pk")
    ]


def last_seen(commitment, actor):
    """The newest line of the trail that the actor may see; what a form carries beside the version."""
    lines = TrailEntry.objects.visible_to(actor).about(commitment)
    return lines.order_by("-pk").values_list("pk", flat=True).first() or 0


def _reports(commitment):
    before = Window(Lag("percent"), partition_by=[F("unit")], order_by=[F("submitted_at").asc(), F("pk").asc()])
    rows = ProgressReport.objects.submitted().filter(commitment=commitment)
    people = rows.select_related(
        "author",
        "unit__organization",
        "acting_unit__organization",
        "letter__recorded_unit__organization",
        "seconds",
        "taken_from",
    ).prefetch_related("letter__scans")
    people = people.annotate(percent_before=before, line=_line("author", "submitted_at", "commitment"))
    return people.order_by("-submitted_at", "-pk")


def _answers(commitment, actor):
    answers = Confirmation.objects.visible_to(actor).filter(decision__commitment=commitment)
    people = answers.select_related(
        "user",
        "unit__organization",
        "party__organization",
        "letter__party__organization",
        "letter__recorded_unit__organization",
        "contested_by",
    )
    people = people.annotate(line=_line("user", "answered_at", "decision__commitment"))
    return people.order_by("-answered_at", "-pk")


def _line(person, at, commitment):
    """The text of the trail's line that was written with a report or an answer: it knows who acted as a deputy."""
    lines = TrailEntry.objects.filter(
        object_type="commitment",
        object_id=OuterRef(commitment),
        verb__in=TOLD_ELSEWHERE,
        user_id=OuterRef(person),
        at__gte=OuterRef(at),
    )
    return Subquery(lines.order_by("sequence").values("text")[:1])


def _spoke(person, line):
    """Who reported or answered; of a deputy also for whom."""
    told = json.loads(line) if line else {"deputy_for": ""}
    return trail.who(told) if told["deputy_for"] else str(person)


def _lines(commitment, actor, kind):
    lines = TrailEntry.objects.visible_to(actor).about(commitment).exclude(verb__in=TOLD_ELSEWHERE)
    lines = lines.exclude(Q(verb="start") & ~Q(text__contains='"repair": true'))  # a report starts it
    lines = lines.exclude(verb="take_over")  # so does one that was taken over
    if kind == CONFIRMATIONS:
        lines = lines.filter(verb__in=ABOUT_CLOSING)
    elif kind == CHANGES:
        lines = lines.exclude(verb__in=ABOUT_CLOSING)
    return lines.order_by("-at", "-pk")


def report_event(report):
    """A submitted report as an Event; the figure before it comes from `_reports`."""
    words = {"unit_named": report.unit.name}
    before = getattr(report, "percent_before", None)
    moved = ""
    if report.percent is not None and report.kind != ReportKind.NO_CHANGE:
        moved = f"{report.percent}%" if before in (None, report.percent) else f"{before}% → {report.percent}%"
    elif report.kept_up:
        moved = _("Kept up: %(answer)s") % {"answer": KeptUp(report.kept_up).label}
    said = [
        (_("What was done"), report.text),
        (_("Problem"), report.problem),
        (_("Next step"), report.next_step),
        (_("Needed from the other side"), report.needs_other),
    ]
    return Event(
        at=report.submitted_at,
        who=_spoke(report.author, report.line) if not report.letter_id else report.unit.organization.short_name,
        side=report.unit.organization.short_name,
        what=_(trail.SENTENCES[report.kind]) % words,
        css="say",
        icon="message-report",
        moved=moved,
        words=[(label, text) for label, text in said if text],
        source=report.taken_from.source if report.taken_over else "",
        user_id=report.author_id,
        verb=report.kind,
        **_on_paper(report.letter, report.acting_unit),
    )


def answer_event(answer):
    """A confirmation or an objection as an Event."""
    confirms = answer.answer == Answer.CONFIRM
    verb = "confirm" if confirms else "object"
    contested = ""
    if answer.contested_at:
        contested = _("Contested on %(day)s by %(who)s: %(reason)s") % {
            "day": timezone.localdate(answer.contested_at).isoformat(),
            "who": answer.contested_by,
            "reason": answer.contest_reason,
        }
    return Event(
        at=answer.answered_at,
        who=_spoke(answer.user, getattr(answer, "line", ""))
        if not answer.letter_id
        else answer.party.organization.short_name,
        side=answer.party.organization.short_name,
        what=_(trail.SENTENCES[verb]) % {"party": answer.party},
        css="agree" if confirms else "object",
        icon="check" if confirms else "message-exclamation",
        remark=answer.note,
        contested=contested,
        user_id=answer.user_id,
        verb=verb,
        **_on_paper(answer.letter, answer.unit),
    )


def _on_paper(letter, recorder):
    """Which letter it was, its scans, and which side recorded what it says."""
    if letter is None:
        return {}
    return {
        "letter": _("By letter %(number)s of %(day)s, signed by %(signer)s")
        % {"number": letter.number, "day": letter.dated_on.isoformat(), "signer": letter.signer},
        "letter_id": letter.pk,
        "scans": list(letter.scans.all()),
        "recorded_by": (recorder or letter.recorded_unit).organization.short_name,
    }


def line_event(line):
    """A line of the trail as an Event."""
    told = json.loads(line.text)
    return Event(
        at=line.at,
        who=trail.who(told),
        side=told["side"],
        what=trail.sentence(line),
        icon=ICONS.get(line.verb, "users" if line.verb.startswith("name") else "edit"),
        remark=told["reason"],
        changes=[] if line.verb == "create" else _changes(told["changes"]),
        letter=_("By letter %(letter)s") % {"letter": told["letter"]} if told["letter"] else "",
        recorded_by=told["side"] if told["letter"] else "",
        repair=told["repair"],
        own=line.own_party is not None,
        verb=line.verb,
        user_id=line.user_id,
    )


SILENT_FIELDS = ("status", "percent", "kept_up")  # said by the sentence, or by the report


def _changes(changes):
    """What changed in words: the field's name, before, after."""
    rows = []
    for name, (before, after) in changes.items():
        if name not in SILENT_FIELDS:
            rows.append((field_label(name), field_words(name, before), field_words(name, after)))
    return rows


# Of a recurrence as well: its lines stand on the chain of its commitment.
FIELDS = {
    found.name: found for model in (Recurrence, Commitment) for found in model._meta.get_fields() if found.concrete
}


OTHER_FIELDS = {"actual": gettext_lazy("actual value")}


def field_label(name):
    """The name of a commitment's field for people; what is no field of its row are the passages."""
    return FIELDS[name].verbose_name if name in FIELDS else OTHER_FIELDS.get(name) or _("Passage")


def field_words(name, value):
    """A field's value for people: the word of a choice, yes or no, a dash for nothing."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return "–"
    choices = dict(FIELDS[name].choices or ()) if name in FIELDS else {}
    return choices.get(value, value)


AT_ONCE = timedelta(seconds=2)


def _without_echoes(events):
    """Fold what one act wrote twice: asking and releasing at once, the last confirmation and the closing."""
    kept = []
    for event in events:
        last = kept[-1] if kept else None
        at_once = last is not None and last.user_id == event.user_id and last.at - event.at < AT_ONCE
        if at_once and (event.verb, last.verb) == ("submit", "release"):
            continue
        if at_once and {event.verb, last.verb} == {"confirm", "close"}:
            answer = event if event.verb == "confirm" else last
            answer.what = _("%(what)s; it is closed") % {"what": answer.what}
            kept[-1] = answer
            continue
        kept.append(event)
    return kept


def _with_years(events):
    year = timezone.localdate().year
    for event in events:
        at = timezone.localtime(event.at).year
        if at != year:
            event.year = year = at
    return events
