"""What a draft says when it is put to the other side, field by field, and what changed since another list said it.

The same dictionaries are hashed when a list is opened and shown on its page, so that
the page shows what is agreed and nothing else.
"""

import json

from ..models import CommitmentSpan, Recurrence, TextVersion

# Everything that `edit` may change: once the list carries, all of it is frozen.
PLAIN = (
    *("title", "obligation", "strength", "category", "cadence", "yardstick", "target", "no_yardstick_yet"),
    *("due_text", "starts_on", "due_on", "min_months"),
)
RULE = ("every", "anchor", "starts_on", "until_on", "target")


def told_of(drafts, parties):
    """One dictionary a draft, in the order of the text; two or three queries however many there are.

    `drafts` come with their clause; `parties` are those of their agreement.
    """
    names, passages = {party.pk: str(party) for party in parties}, _passages(drafts)
    rules = _rules(drafts)
    told = [_told(draft, names, passages.get(draft.pk, [])) | rules.get(draft.pk, {}) for draft in drafts]
    return sorted(told, key=_place)


def read(decision):
    """The drafts of a list as its hashed text holds them."""
    return json.loads(decision.canonical_text)["drafts"]


def _told(draft, names, passages):
    plain = {name: getattr(draft, name) for name in PLAIN}
    return plain | {
        "draft": draft.pk,
        "clause": draft.clause.number if draft.clause else "",
        "heading": draft.clause.heading if draft.clause else "",
        "obliged": list(names.values()) if draft.is_joint else [names[draft.obliged_party_id]],
        "starts_on": draft.starts_on and draft.starts_on.isoformat(),
        "due_on": draft.due_on and draft.due_on.isoformat(),
        "min_months_party": names.get(draft.min_months_party_id, ""),
        "passages": passages,
    }


def _rules(drafts):
    """How each of the recurring drafts recurs, by its id; the others say nothing of it."""
    recurring = [draft.pk for draft in drafts if draft.may_recur]
    if not recurring:
        return {}
    rules = Recurrence.objects.filter(commitment__in=recurring).values("commitment", *RULE)
    return {
        rule["commitment"]: {"recurs": {name: str(rule[name]) if rule[name] else "" for name in RULE}} for rule in rules
    }


def _passages(drafts):
    """The words of every draft's passages, by its id; each text is read once."""
    spans = CommitmentSpan.objects.filter(commitment__in=[draft.pk for draft in drafts])
    spans = list(spans.order_by("text_version", "start").values_list("commitment", "text_version", "start", "end"))
    texts = TextVersion.objects.in_bulk({version for _draft, version, _start, _end in spans})
    found = {}
    for draft, version, start, end in spans:
        text = texts[version]
        told = {"text_sha256": text.sha256, "start": start, "end": end, "words": text.text[start:end]}
        found.setdefault(draft, []).append(told)
    return found


def _place(told):
    number = [int(part) if part.isdecimal() else 0 for part in told["clause"].split(".")]
    return (not told["clause"], number, told["passages"][0]["start"] if told["passages"] else 0, told["draft"])


def changed_since(before, now):
    """What a list says differently from one before it: {draft: [(field, before, now)]}, and the drafts that are gone.

    A draft that the list before did not hold is None.
    """
    old = {told["draft"]: told for told in before}
    changed = {}
    for told in now:
        was = old.pop(told["draft"], None)
        if was is None:
            changed[told["draft"]] = None
        elif told != was:
            changed[told["draft"]] = [
                (name, was.get(name), value) for name, value in told.items() if was.get(name) != value
            ]
    return changed, list(old.values())
