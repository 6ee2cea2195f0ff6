"""A text with its marks as markup: strings for every sentence, mark and card, so that a long text costs little."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Obligation, Strength
from ..reports import marking
from ..templatetags.tracker_ui import LIST_WORDS, numeral, side, status_glyph, strength

# How the line under a passage is drawn, by strength; the style sheet calls support soft.
LINES = {"firm": "firm", "support": "soft", "exploratory": "exploratory", "": ""}
OOB = mark_safe(' hx-swap-oob="true"')


class Dresser:
    """The strings of one page; what all of them share is worked out once."""

    def __init__(self, reading, url):
        self.reading, self.text, self.url = reading, reading.version.text, url
        self.open_word, self.unmarked = _("not dealt with yet"), _("no passage marked yet")
        self.strengths = {value: strength(value, label) for value, label in Strength.choices}
        parties = reading.version.agreement.party_list
        self.sides = {party.pk: side(party.organization) for party in parties}
        self.all_sides = mark_safe("".join(self.sides.values()))
        self.item = reverse("agreements:commitment_detail", args=[0]).removesuffix("0/")

    # The sheet

    def body(self):
        """The headings and paragraphs of the whole text."""
        made, heads, before = [], list(self.reading.clauses), None
        for line in self.reading.lines:
            while heads and heads[0].start <= line.start:
                made.append(mark_safe("</p>") if before else "")
                made.append(self.heading(heads.pop(0)))
                before = None
            if before is None:
                made.append(mark_safe("<p>"))
            elif "\n" in self.text[before.end : line.start]:
                made.append(mark_safe("</p><p>"))
            made.append(self.line(line))
            before = line
        made.append(mark_safe("</p>") if before else "")
        return format_html_join("\n", "{}", ((piece,) for piece in made if piece))

    def heading(self, clause):
        """A clause's number and title: the first level with its numeral in the margin."""
        if len(self.reading.clauses) == 1 and not clause.heading:
            return ""
        if clause.parent_id:
            return format_html('<h3 id="clause-{}">{} {}</h3>', clause.pk, clause.number, clause.heading)
        number = numeral(clause.number)
        return format_html('<h2 id="clause-{}"><span class="no">{}</span>{}</h2>', clause.pk, number, clause.heading)

    def line(self, line, oob=False):
        """A sentence as a link to its form, cut into the pieces that carry the same marks."""
        return format_html(
            '<a class="s {}" id="s-{}" href="{}?sentence={}#work" draggable="false" data-from="{}" data-to="{}"{}{}>'
            '{}{}<span class="sr"> ({})</span></a>',
            "none" if line.state == "none" else "open" if line.state == "open" else "cov",
            line.pk,
            self.url,
            line.pk,
            line.start,
            line.end,
            format_html(' title="{}"', line.reason_words) if line.state == "none" else "",
            OOB if oob else "",
            format_html_join("", '<span class="p{}" data-at="{}"{}>{}</span>', self._pieces(line)),
            format_html('<sup aria-hidden="true">{}</sup>', len(line.commitments)) if line.marks else "",
            self.state(line),
        )

    def _pieces(self, line):
        for piece in marking.pieces(self.text, line):
            ids = " ".join(map(str, piece.commitments))
            css = f" {LINES[piece.strength]}" if piece.strength else ""
            told = format_html(' data-c="{}"', ids) if ids else ""
            if piece.offers:
                css += " offered"
                told = format_html('{} data-o="{}"', told, " ".join(map(str, piece.offers)))
            yield css, piece.start, told, piece.words

    def state(self, line):
        """What was said of a sentence, in words."""
        if line.state == "none":
            return _("no obligation: %(reason)s") % {"reason": line.reason_words}
        if line.state == "open":
            return self.open_word
        n = len(line.commitments)
        return ngettext("%(n)d commitment", "%(n)d commitments", n) % {"n": n}

    # The bar

    def ticks(self, here=None):
        """The bar of coverage: a tick a sentence, 20 apart, each a link to it; a ring where the reader is."""
        rows = [(2 + 20 * place, line) for place, line in enumerate(self.reading.lines)]
        ticks = format_html_join(
            "",
            '<a href="#s-{}" tabindex="-1"><rect class="{}" x="{}" y="6" width="16" height="12" rx="2"/></a>',
            ((line.pk, line.state, x) for x, line in rows),
        )
        ring = next((x for x, line in rows if here and line.pk == here.pk), None)
        around = '<rect class="here" x="{}" y="3" width="21" height="18" rx="4"/>'
        return format_html("{}{}", ticks, "" if ring is None else format_html(around, ring - 2.5))

    @property
    def width(self):
        return 20 * len(self.reading.lines)

    # The commitments beside it

    def groups(self):
        """The cards of every clause, and last of none."""
        places = [*(clause.pk for clause in self.reading.clauses), None]
        return format_html_join("\n", "{}", ((self.group(pk),) for pk in places))

    def group(self, clause, oob=False):
        """The cards of a clause; an empty one keeps its place for those to come."""
        cards = [card for card in self.reading.cards if card.clause == clause]
        mark = OOB if oob else ""
        if not cards:
            return format_html('<section id="marks-{}" hidden{}></section>', clause or "none", mark)
        return format_html(
            '<section class="marks" id="marks-{}"{}><h3>{}</h3><ul>{}</ul></section>',
            clause or "none",
            mark,
            self._head(clause),
            format_html_join("", "{}", ((self.card(card),) for card in cards)),
        )

    def _head(self, pk):
        if pk is None:
            return _("Without a clause")
        clause = self.reading.clause_by_pk[pk]
        return format_html("{} {}", numeral(clause.number), clause.short_heading or clause.heading)

    def card(self, card):
        """A commitment: its title, how it is worded, who owes it, how it stands."""
        row = card.row
        return format_html(
            '<li class="mark" id="mark-{}" data-c="{}"><a href="{}{}/">{}</a><span class="meta">{}{}'
            '<span class="status">{}{}</span>{}{}</span></li>',
            row["pk"],
            row["pk"],
            self.item,
            row["pk"],
            row["title"],
            self.strengths[row["strength"]],
            self.all_sides if row["obligation"] == Obligation.JOINT else self.sides.get(row["obliged_party"], ""),
            status_glyph(row["status"]),
            LIST_WORDS[row["status"]],
            format_html("<span>{}</span>", row["code"]) if row["code"] else "",
            "" if card.marks else format_html("<span>{}</span>", self.unmarked),
        )
