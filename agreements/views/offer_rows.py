"""What was proposed beside a text as markup: strings, one row a proposal, so that three hundred cost little."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .. import access, lifecycle
from ..actions import readers
from ..models import DiscardReason, Obligation, ProposalStatus
from ..templatetags.tracker_ui import icon
from .text_rows import OOB

AFRESH = mark_safe(' hx-target="#work" hx-swap="outerHTML"')


def doubt_words(code, row):
    """A doubt as a sentence for people."""
    names = "、".join(row.found.get("responsible", []))
    if code == "who" and names:
        return _("Who is obliged? The text names %(names)s.") % {"names": names}
    told = {
        "who": _("The text does not say who is obliged."),
        "parties": _("The text names no parties; who is obliged follows from the wording alone."),
        "responsible": _("It is not certain who is obliged; the subject is not a party by its name."),
        "each": _("It may oblige each side for itself; then it is one commitment for each, not a joint one."),
        "signed_on": _("The text gives no day of signing; dates counted from it stay open."),
        "general": _("The wording is general; it may be no more than an introduction."),
        "wording": _("It begins with no word that the reading knows; check whether anything is undertaken."),
        "due": _("“%(due)s” is no certain date; check it.") % {"due": row.due_text},
        "quantities": _("The text leaves the amount open."),
        "months": _("The minimum duration is longer than a hundred years; it was left out."),
        "bounds": _("It is not certain that these are words of the agreement."),
        "marked": _("A commitment comes from these words already."),
        "nothing": _("This sentence was found to oblige nobody."),
    }
    return told.get(code) or _("The reading is not certain here: %(code)s.") % {"code": code}


class OfferRows:
    """The rows of one page; `dresser` lends what passages and commitments look like."""

    def __init__(self, found, dresser, actor):
        self.found, self.dresser, self.actor = found, dresser, actor
        self.take, self.drop = pgettext("proposal", "Accept"), pgettext("proposal", "Discard")
        self.edit, self.back = _("Edit"), _("Take it back")
        self.reasons = [(value, str(label)) for value, label in DiscardReason.choices]
        self.urls = {
            verb: reverse(f"agreements:proposal_{verb}", args=[0]).split("0/") for verb in ("accept", "discard", "undo")
        }

    def rows(self, offers):
        return format_html_join("\n", "{}", ((self.row(offer),) for offer in offers))

    def row(self, offer, oob=False):
        """A proposal: where it stands, what it says, what is doubtful, and what can be done with it."""
        body = self._pending(offer) if offer.is_pending else self._decided(offer)
        return format_html(
            '<li class="proposal offer{}" id="offer-{}" data-lines="{}" data-from="{}" data-to="{}" tabindex="-1"{}>'
            "{}</li>",
            "" if offer.is_pending else " done",
            offer.pk,
            " ".join(str(line.pk) for line in offer.lines),
            offer.start,
            offer.end,
            OOB if oob else "",
            body,
        )

    def _pending(self, offer):
        row = offer.row
        return format_html(
            '<div class="top"><span>{}</span><span class="end">{}{}</span></div>'
            '<h4>{}</h4><p class="src" lang="zh-Hans">{}</p>{}{}<div class="actions">{}'
            '<a class="btn sm" href="{}?proposal={}#work" data-edit="{}">{}</a>{}</div>',
            self._place(offer),
            self.dresser.strengths[row.strength],
            self._side(row),
            row.title,
            self.found.words(offer.start, offer.end).replace("\n", ""),
            self._facts(row),
            self._doubts(offer),
            self._button("accept", offer, self.take),
            self.dresser.url,
            offer.pk,
            offer.pk,
            self.edit,
            self._button("discard", offer, self.drop, "btn ghost sm"),
        )

    def _place(self, offer):
        line = offer.lines[0]
        told = {"clause": self.found.clause_by_pk[line.clause].number, "n": line.number}
        return format_html("{} · {}", _("Clause %(clause)s, sentence %(n)s") % told, readers.name_of(offer.row.reader))

    def _side(self, row):
        if row.obligation == Obligation.JOINT:
            return self.dresser.all_sides
        return self.dresser.sides.get(row.obliged_party_id, "")

    def _facts(self, row):
        """What it says besides, in one line: how often, how much, how long, until when."""
        told = [
            row.get_cadence_display() if row.cadence != "once" else "",
            row.target,
            _("at least %(n)d months") % {"n": row.min_months} if row.min_months else "",
            row.due_on.isoformat() if row.due_on else row.due_text,
        ]
        told = list(filter(None, told))
        return format_html('<p class="facts-line">{}</p>', " · ".join(map(str, told))) if told else ""

    def _doubts(self, offer):
        mark = icon("alert-triangle")
        return format_html_join(
            "",
            '<p class="doubt">{}<span>{}</span></p>',
            ((mark, doubt_words(code, offer.row)) for code in offer.doubts),
        )

    def _button(self, verb, offer, word, css="btn sm", **more):
        """A button of the one form around the list; it says back what the page showed of the proposal."""
        url = f"{self.urls[verb][0]}{offer.pk}/{self.urls[verb][1]}"
        seen = offer.seen if verb == "accept" else f"{offer.row.version}."
        if "reason" in more:
            seen += more["reason"]
        if verb == "undo" and offer.row.commitment:
            seen += str(offer.row.commitment.version)
        return format_html(
            '<button class="{}" formaction="{}" hx-post="{}"{} name="seen" value="{}" data-do="{}">{}</button>',
            css,
            url,
            url,
            AFRESH,
            seen,
            verb if "reason" not in more else "why",
            word,
        )

    def _decided(self, offer):
        row = offer.row
        accepted = row.status == ProposalStatus.ACCEPTED
        link = format_html('<a href="{}{}/">{}</a>', self.dresser.item, row.commitment_id, row.title)
        return format_html(
            '<div class="top">{}<h4>{}{}</h4><span class="end">{}</span></div><div class="after">'
            '<span class="muted">{}</span>{}{}</div>',
            icon("check" if accepted else "x"),
            link if accepted else row.title,
            format_html('<span class="sr"> ({})</span>', row.get_status_display()),
            self.found.clause_by_pk[offer.lines[0].clause].number,
            self._who(offer),
            self._reasons(offer) if not accepted and not row.reason else "",
            self._button("undo", offer, self.back, "btn ghost sm") if self._may_undo(offer) else "",
        )

    def _who(self, offer):
        row = offer.row
        if offer.is_withdrawn:
            return _("%(person)s accepted it; the draft was withdrawn") % {"person": row.decided_by}
        if row.status == ProposalStatus.ACCEPTED:
            return _("%(person)s accepted it") % {"person": row.decided_by}
        if row.reason:
            told = {"person": row.decided_by, "reason": row.get_reason_display()}
            return _("%(person)s discarded it: %(reason)s") % told
        return _("%(person)s discarded it. Why?") % {"person": row.decided_by}

    def _reasons(self, offer):
        buttons = (
            (self._button("discard", offer, word, "btn ghost sm", reason=value),) for value, word in self.reasons
        )
        return format_html_join("", "{}", buttons)

    def _may_undo(self, offer):
        row = offer.row
        if row.status == ProposalStatus.DISCARDED or offer.is_withdrawn:
            return True
        draft = row.commitment
        return not lifecycle.obstacle("withdraw", draft) and not access.refusal(self.actor, "withdraw", draft)
