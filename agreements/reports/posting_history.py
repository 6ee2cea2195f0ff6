"""What happened to a posting: the trail's lines as the history of a commitment shows them."""

import json

from .. import trail
from ..models import Secondment, TrailEntry
from .history import Event

ICONS = {
    "posting_plan": "plus",
    "posting_consent": "check",
    "posting_end": "check",
    "posting_refuse": "x",
    "posting_call_off": "x",
    "posting_break": "clock",
    "posting_extend": "calendar-plus",
    "posting_shorten": "calendar-event",
}
LABELS = {field.name: field.verbose_name for field in Secondment._meta.get_fields() if hasattr(field, "verbose_name")}


def posting_history(posting, actor):
    """The Events of a posting that the actor may see, newest first."""
    lines = TrailEntry.objects.visible_to(actor).about(posting).order_by("-sequence")
    return [_event(line) for line in lines]


def _event(line):
    told = json.loads(line.text)
    changes = [
        (LABELS.get(name, name), before or "–", after or "–") for name, (before, after) in told["changes"].items()
    ]
    return Event(
        at=line.at,
        who=trail.who(told),
        side=told["side"],
        what=trail.sentence(line),
        icon=ICONS.get(line.verb, "edit"),
        remark=told["reason"],
        changes=changes,
        verb=line.verb,
        user_id=line.user_id,
    )
