"""Dates that slip and what one side proposes to the others: who answers what, and what may be asked or proposed."""

from dataclasses import replace

from .. import access, lifecycle
from ..actions.extensions import may_be_objected_to
from ..actions.proposals import KINDS
from ..models import Commitment, DecisionKind, EndedAs, ExtensionOutcome, ExtensionRequest
from ..reports.history import field_label, field_words


def with_agreed(proposal, step):
    """The step that the status proposes, or before it the answer that others wait for; the rest stands beside it."""
    others = tuple(kind for kind in (step.kind, *step.others, *_offers(proposal)) if kind != "none")
    pending = proposal.extension
    if proposal.may_answer:
        return proposal.make("agree", others=others, decision=proposal.proposed)
    if pending and proposal.may("extend", pending):
        return proposal.make("decide_extension", others=others)
    if proposal.proposed and "letter" in others and proposal.unanswered_on_paper:
        return proposal.make("letter", others=others)
    return replace(step, others=tuple(kind for kind in dict.fromkeys(others) if kind != step.kind))


def _offers(proposal):
    """What the actor may ask for or propose, by the name of its form."""
    offers = []
    if proposal.item.due_on and proposal.can("ask_extension"):
        offers.append("extend")
    if objectionable(proposal):
        offers.append("object_extension")
    if possible_proposals(proposal):
        offers.append("propose")
    return offers


def possible_proposals(proposal):
    """The kinds of decision that the actor may open on the item now."""
    return [kind for kind in KINDS if proposal.can(f"propose_{kind}")]


def pending_extension(commitment):
    """The request for an extension that nobody has decided, or None."""
    people = ("party__organization", "asked_by", "asked_unit__organization")
    extension = ExtensionRequest.objects.pending().filter(commitment=commitment).select_related(*people).first()
    if extension:
        extension.commitment = commitment
    return extension


def objectionable(proposal):
    """The extension that another side accepted and to which the actor may object, or None."""
    item = proposal.item
    if not item.first_due_on or item.due_on == item.first_due_on or lifecycle.obstacle("propose_change", item):
        return None
    accepted = ExtensionRequest.objects.filter(commitment=item, outcome=ExtensionOutcome.ACCEPTED)
    extension = accepted.select_related("party", "decided_unit").order_by("-pk").first()
    if extension is None or not may_be_objected_to(extension, item):
        return None
    extension.commitment = item
    return extension if proposal.may("object_extension", extension) else None


def pending_context(commitment, proposal):
    """What stands open about an item's dates and terms, for everybody who sees it."""
    extension, decision = proposal.extension, proposal.proposed
    deciders = []
    if extension:
        posts = access.extension_deciders(extension).select_related("user", "unit").order_by("pk")
        deciders = list(posts)
    return {
        "extension": extension,
        "extension_deciders": deciders,
        "extension_days": (extension.new_due_on - extension.old_due_on).days if extension else 0,
        "may_withdraw": bool(extension) and proposal.may("withdraw_extension", extension),
        "proposed": decision,
        "proposed_rows": proposed_rows(decision) if decision else [],
        "proposed_waits": proposal.unanswered if decision else [],
        "may_take_back": bool(decision) and proposal.may("take_back", decision),
    }


def proposed_rows(decision):
    """What a proposal would change, as (field, before, after) in words."""
    payload = decision.payload
    rows = [
        (field_label(name), field_words(name, old), field_words(name, new))
        for name, (old, new) in payload.get("changes", {}).items()
    ]
    if decision.kind == DecisionKind.END:
        rows.append((field_label("ended_as"), "–", EndedAs(payload["ended_as"]).label))
        if successor := Commitment.objects.filter(pk=payload["successor"]).first():
            rows.append((field_label("successor"), "–", str(successor)))
    return rows
