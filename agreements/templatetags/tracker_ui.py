"""The small marks of the interface: icons, lamps, statuses, sides. Colour never stands alone: each has its word."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .. import standing
from ..forms import dress
from ..models import CommitmentStatus, EndedAs, OrganizationKind
from ..standing import LAMP_WORDS

register = template.Library()

LAMP_ICONS = {
    "red": ("alert-octagon-f", True),
    "yellow": ("alert-triangle-f", True),
    "blue": ("hourglass-f", True),
    "green": ("circle-check-f", True),
    "grey": ("circle-dashed", False),
    "done": ("check", False),
}
OTHER_ICONS = {"letter": "file-certificate"}
SIDE_MARKS = {
    OrganizationKind.UNIVERSITY: ("u", pgettext_lazy("mark of a side", "U")),
    OrganizationKind.DISTRICT: ("d", pgettext_lazy("mark of a side", "D")),
    OrganizationKind.ENTERPRISE: ("u", pgettext_lazy("mark of a side", "E")),
    OrganizationKind.OTHER: ("d", pgettext_lazy("mark of a side", "O")),
}
# Filled share of the status pie; None: a figure of its own.
PIE = {CommitmentStatus.ASSIGNED: 0, CommitmentStatus.IN_PROGRESS: 50, CommitmentStatus.SUBMITTED: 75}
# The five words of lists: draft, running (assigned or in progress), awaiting confirmation, closed, held or ended.
LIST_WORDS = {
    CommitmentStatus.DRAFT: gettext_lazy("To be assigned"),
    CommitmentStatus.ASSIGNED: gettext_lazy("Under way"),
    CommitmentStatus.IN_PROGRESS: gettext_lazy("Under way"),
    CommitmentStatus.SUBMITTED: gettext_lazy("Awaiting confirmation"),
    CommitmentStatus.CLOSED: gettext_lazy("Closed"),
    CommitmentStatus.ON_HOLD: gettext_lazy("On hold"),
    CommitmentStatus.ENDED: gettext_lazy("Ended"),
}


@register.simple_tag
def icon(name, fill=False):
    """An icon of the sprite, hidden from screen readers: a word always stands beside it."""
    css = "icon fill" if fill else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', css, static("img/icons.svg"), name
    )


@register.simple_tag
def lamp(name, reason="", pill=None):
    """A lamp as icon and word, with its reason where it is read first; empty for no lamp.

    On a tint where it is trouble (red, yellow) unless `pill` says otherwise.
    """
    if not name:
        return ""
    glyph, fill = LAMP_ICONS[name]
    on_tint = name in ("red", "yellow") if pill is None else pill
    word = LAMP_WORDS.get(name, gettext_lazy("Done"))
    return format_html(
        '<span class="lamp is-{}{}">{}<span class="w">{}</span>{}</span>',
        name,
        " pill" if on_tint else "",
        icon(glyph, fill),
        word,
        format_html(" · {}", reason) if reason else "",
    )


@register.simple_tag(takes_context=True)
def provisional(context, day):
    """Why a computed day may still move, in words on a mark of its own; empty for a day that will not."""
    why = standing.provisional(day, context["clock"].calendar)
    return format_html('<span class="provisional">{}{}</span>', icon("alert-triangle"), why) if why else ""


def status_glyph(status):
    """The pie of a status as SVG markup."""
    if status == CommitmentStatus.DRAFT:
        inner = '<circle class="ring dash" cx="7" cy="7" r="6"/>'
    elif status == CommitmentStatus.CLOSED:
        inner = '<circle class="disc" cx="7" cy="7" r="6.5"/><path class="cut" d="M4.2 7.2l2 2l3.6-4"/>'
    elif status == CommitmentStatus.ON_HOLD:
        inner = '<circle class="ring" cx="7" cy="7" r="6"/><path class="ring" d="M5.5 4.8v4.4M8.5 4.8v4.4"/>'
    elif status == CommitmentStatus.ENDED:
        inner = '<circle class="ring" cx="7" cy="7" r="6"/><path class="ring" d="M3.2 10.8l7.6-7.6"/>'
    else:
        inner = (
            '<circle class="ring" cx="7" cy="7" r="6"/><circle class="pie" cx="7" cy="7" r="3" pathLength="100" '
            f'stroke-dasharray="{PIE[status]} 100" transform="rotate(-90 7 7)"/>'
        )
    return mark_safe(f'<svg viewBox="0 0 14 14" aria-hidden="true">{inner}</svg>')


@register.simple_tag
def status_badge(commitment, badge=False):
    """The status as pie and word; an ended one says how."""
    word = commitment.get_status_display()
    if commitment.ended_as:
        word = EndedAs(commitment.ended_as).label
    css = "status badge" if badge else "status"
    return format_html('<span class="{}">{}{}</span>', css, status_glyph(commitment.status), word)


@register.simple_tag
def place_icon(place):
    """The mark of a place in which items are counted: a lamp's glyph, a tick for closed, else a status's pie."""
    if place in LAMP_ICONS:
        return icon(*LAMP_ICONS[place])
    statuses = {
        "awaiting": CommitmentStatus.SUBMITTED,
        "to_assign": CommitmentStatus.DRAFT,
        "stopped": CommitmentStatus.ON_HOLD,
    }
    glyph = status_glyph(statuses[place]) if place in statuses else icon(OTHER_ICONS.get(place, "check"))
    return format_html('<span class="status">{}</span>', glyph)


@register.simple_tag
def status_mark(status):
    """The status as its pie alone, where there is no room; the word is there for screen readers."""
    return format_html(
        '<span class="status" title="{0}">{1}<span class="sr">{0}</span></span>',
        LIST_WORDS[status],
        status_glyph(status),
    )


STRENGTH_GLYPHS = {
    "firm": '<rect width="9" height="9"/>',
    "support": '<circle class="h" cx="4.5" cy="4.5" r="3.75"/><path d="M4.5 .75a3.75 3.75 0 0 0 0 7.5z"/>',
    "exploratory": '<circle class="h" cx="4.5" cy="4.5" r="3.75" stroke-dasharray="1.6 1.6"/>',
}


@register.simple_tag
def strength(value, word, bare=False):
    """The strength of the wording as shape and word; `bare` keeps the word for screen readers only."""
    glyph = mark_safe(f'<svg viewBox="0 0 9 9" aria-hidden="true">{STRENGTH_GLYPHS[value]}</svg>')
    if bare:
        return format_html('<span class="strength bare {}">{}<span class="sr">{}</span></span>', value, glyph, word)
    return format_html('<span class="strength {}">{}{}</span>', value, glyph, word)


@register.simple_tag
def side(organization):
    """The mark of a side: a letter or character in a square or a circle, with the short name for screen readers."""
    css, mark = SIDE_MARKS[organization.kind]
    return format_html(
        '<span class="party {}" title="{}"><span aria-hidden="true">{}</span></span>',
        css,
        organization.short_name,
        mark,
    )


@register.simple_tag
def side_word(organization):
    """校方, 区方 … in words."""
    words = {
        OrganizationKind.UNIVERSITY: _("University side"),
        OrganizationKind.DISTRICT: _("District side"),
        OrganizationKind.ENTERPRISE: _("Enterprise side"),
    }
    return words.get(organization.kind, organization.short_name)


@register.filter
def list_word(status):
    """The word of a status in lists."""
    return LIST_WORDS[status]


@register.filter
def numeral(number):
    """A clause number as its Chinese numeral when it is 1 to 10 and the page is Chinese; else as it stands."""
    from django.utils.translation import get_language

    figures = "一二三四五六七八九十"
    chinese = (get_language() or "").startswith("zh")
    return figures[int(number) - 1] if chinese and number.isdigit() and 1 <= int(number) <= 10 else number


@register.filter
def dressed(form):
    """A form of another library with our look: the class `input`, and no label inside the field."""
    for field in form.fields.values():
        dress(field.widget)
        field.widget.attrs.pop("placeholder", None)
    return form
