"""The letter that asks a party which answers on paper to confirm a closing: plain content, no layout.

What is claimed comes from the decision's canonical text, the words that were fixed and
hashed at the release: so the letter says what the page says, and nothing of one side's own.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import DecisionKind, KeptUp, Outcome, ProgressReport, ReportKind
from .passage import passages


@dataclass(frozen=True)
class Part:
    """One paragraph: words of the letter, a quotation, a labelled fact, or the check value."""

    text: str
    kind: str = "words"  # words, quote, fact or hash
    label: str = ""


@dataclass(frozen=True)
class ConfirmationLetter:
    """The letter and its reply slip, in the reader's language."""

    title: str
    addressee: str
    opening: list
    sections: list  # (heading, [Part])
    closing: str
    enclosure: str
    sender: str
    date_line: str
    slip: "ReplySlip"
    file_name: str
    written_at: datetime


@dataclass(frozen=True)
class ReplySlip:
    """What the other side fills in, seals and sends back."""

    title: str
    to: str
    about: str
    boxes: list
    rows: list = field(default_factory=list)  # (label, lines of room)
    check: str = ""


def parties_on_paper(decision):
    """The parties to which a closing goes as a letter: those that answer on paper, or have answered so."""
    if decision.kind != DecisionKind.CLOSE or not decision.is_released:
        return []
    written = {answer.party_id for answer in decision.confirmations.all() if answer.letter_id}
    parties = decision.agreement.party_list
    return [p for p in parties if p.pk != decision.party_id and (p.answers_by_letter or p.pk in written)]


def confirmation_letter(decision, party):
    """The ConfirmationLetter that puts a released closing to one party."""
    told, row = json.loads(decision.canonical_text), decision.commitment
    sender = decision.party.organization.name
    return ConfirmationLetter(
        title=_("Request to confirm that a commitment is done"),
        addressee=pgettext("addressee of a letter", "%(party)s:") % {"party": party.organization.name},
        opening=_opening(decision, sender),
        sections=[
            (_("1. What the agreement says"), _passage(row)),
            (_("2. The commitment"), _facts(told, row)),
            (_("3. What is claimed"), _claim(told, decision)),
            (_("4. The reports it rests on"), _reports(told, row)),
            (_("5. Check value"), _check(decision)),
        ],
        closing=_("Please check this, fill in the enclosed reply slip, put your seal on it and send it back."),
        enclosure=_("Enclosure: reply slip"),
        sender=sender,
        date_line=_date_line(),
        slip=_slip(told, decision, sender),
        file_name=_("Confirmation letter %(code)s %(party)s") % {"code": told["code"], "party": party},
        written_at=decision.released_at,
    )


def _day(day):
    if isinstance(day, str):
        day = parse_date(day)
    elif not isinstance(day, date) or isinstance(day, datetime):
        day = timezone.localdate(day)
    return date_format(day, pgettext("date in a letter", "j F Y"))


def _date_line():
    return pgettext("blank date in a letter", "Date: ____________________")


def _opening(decision, sender):
    agreement = decision.agreement
    words = {"title": agreement.title, "code": agreement.code, "side": sender}
    if agreement.signed_on:
        text = _("Under the agreement “%(title)s” (%(code)s, signed on %(day)s), %(side)s asks you to confirm this.")
        text = text % (words | {"day": _day(agreement.signed_on)})
    else:
        text = _("Under the agreement “%(title)s” (%(code)s), %(side)s asks you to confirm this.") % words
    parts = [Part(text)]
    if decision.outcome != Outcome.OPEN:
        outcome = {"outcome": decision.get_outcome_display(), "day": _day(decision.decided_at)}
        parts.append(Part(_("Copy for the archive; decided on %(day)s: %(outcome)s.") % outcome))
    return parts


def _passage(row):
    """Where it stands, the words themselves, and from what text they are quoted."""
    parts = []
    for found in passages(row):
        if found.clause:
            words = {"number": found.clause.number, "heading": found.clause.heading}
            parts.append(Part(_("Clause %(number)s %(heading)s") % words))
        marked = [words for words, ours in found.pieces if ours] or [words for words, _ours in found.pieces]
        parts += [Part(words, "quote") for words in _lines("\n".join(marked))]
        parts.append(Part(_("(Source of the text: %(source)s)") % {"source": found.version.get_source_display()}))
    return parts


def _lines(text):
    """The lines that say something, each without the white space around it."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _facts(told, row):
    due = told["due_on"]
    facts = [
        (_("Code"), told["code"]),
        (_("Commitment"), told["title"]),
        (_("Owed by"), _(", ").join(told["obliged"])),
        (_("Yardstick"), told["yardstick"]),
        (_("Target"), told["target"]),
        (_("Due date"), _day(due) if due else _("No date set")),
        (_("Due as written"), row.due_text),
        (_("First agreed due date"), _day(row.first_due_on) if row.first_due_on else ""),
    ]
    return [_fact(label, text) for label, text in facts if text]


def _fact(label, text):
    return Part(text, "fact", pgettext("label of a fact in a letter", "%(label)s: ") % {"label": label})


def _claim(told, decision):
    words = {"day": _day(decision.released_at), "who": told["claimed_by"], "side": told["claimed_for"]}
    parts = [Part(_("On %(day)s %(who)s asked for %(side)s to close it, and said:") % words)]
    parts += [Part(line, "quote") for line in _lines(told["claim"])]
    if why := told.get("open_milestones"):  # an older text knows of no milestones
        parts.append(_fact(_("Why milestones are open"), " ".join(_lines(why))))
    if told["kept_up"]:
        kept_up = KeptUp(told["kept_up"]).label
        parts.append(_fact(_("Kept up this cycle"), str(kept_up)))
    else:
        parts.append(_fact(_("Visible progress"), f"{told['percent']}%"))
    return parts


def _reports(told, row):
    """Every report that the canonical text names, with its day and figure; both are fixed once it is submitted."""
    named = [pk for pk, _unit, _text in told["reports"]]
    found = ProgressReport.objects.submitted().filter(commitment=row).in_bulk(named)
    parts = []
    for place, (pk, unit, text) in enumerate(told["reports"], 1):
        report = found[pk]
        words = {"n": place, "unit": unit, "day": _day(report.submitted_at), "what": _figure(report)}
        head = _("%(n)d. %(unit)s, %(day)s, %(what)s:") if words["what"] else _("%(n)d. %(unit)s, %(day)s:")
        parts.append(Part(head % words))
        parts += [Part(line, "quote") for line in _lines(text)]
    return parts or [Part(_("No report was submitted."))]


def _figure(report):
    if report.kind != ReportKind.REPORT:
        return str(report.get_kind_display())
    if report.kept_up:
        return _("kept up: %(answer)s") % {"answer": report.get_kept_up_display()}
    return "" if report.percent is None else _("progress %(percent)d%%") % {"percent": report.percent}


def _check(decision):
    why = _("What is claimed is kept under the following value (SHA-256), by which your answer is matched to it:")
    return [Part(why), Part(decision.sha256, "hash")]


def _slip(told, decision, sender):
    words = {"code": told["code"], "title": told["title"]}
    return ReplySlip(
        title=_("Reply slip"),
        to=_("To %(side)s:") % {"side": sender},
        about=_("On your letter asking to confirm that the commitment %(code)s “%(title)s” is done, we answer:")
        % words,
        boxes=[_("□ Confirmed: it is done."), _("□ Objected, for the reason given below.")],
        rows=[
            (_("Answer"), 0),
            (_("Reason for an objection"), 4),
            (_("Document number"), 1),
            (_("Signed by"), 1),
            (_("Date"), 1),
            (_("Seal"), 4),
        ],
        check=_("Check value: %(value)s") % {"value": decision.sha256},
    )
