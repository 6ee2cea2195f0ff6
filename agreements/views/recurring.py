"""What the page of a recurring item, or of one of its occurrences, shows of that."""

from .. import access, lifecycle, standing
from ..actions.recurrences import is_agreed
from ..forms import ActualForm, RecurrenceForm
from ..models import Commitment
from ..reports import recurring


def rule_of(commitment):
    """The Recurrence of a commitment read with it, or None."""
    return getattr(commitment, "recurrence", None) if commitment.may_recur else None


def recurrence_form(request, commitment, data=None):
    """The form of the rule, with the fields that may still be changed."""
    rule, agreed = rule_of(commitment), is_agreed(commitment)
    return RecurrenceForm(data, commitment=commitment, rule=rule, agreed=agreed, today=request.clock.today)


def recurring_context(request, commitment, form=None):
    """For a recurring item its rule and its Round; for an occurrence its place in it; for anything else nothing."""
    rule = rule_of(commitment)
    if rule:
        rule.commitment = commitment
        return {"rule": rule, "round": recurring.round_of(commitment, request.clock), "last_day": rule.last_day()}
    return occurrence_context(request, commitment, form)


def occurrence_context(request, commitment, form=None):
    """What the block of an occurrence shows; `form` is the one that was refused."""
    if not commitment.parent_id:
        return {}
    clock, actor = request.clock, request.actor
    actual, counted = recurring.actual_of(commitment, clock)
    phase = standing.phase(commitment, clock.today)
    may = bool(phase) and not counted and not access.refusal(actor, "plan", commitment)
    may = may and not lifecycle.obstacle("plan", commitment)
    return {
        "parent": commitment.parent,
        "period_name": recurring.period_name(commitment.lasts),
        "phase": phase,
        "phase_word": standing.PHASE_WORDS.get(phase, ""),
        "reached": actual,
        "reached_counted": counted,
        "actual_form": (form or ActualForm(commitment=commitment)) if may else None,
        "beside": _beside(commitment),
    }


def _beside(occurrence):
    """The occurrences before and after it, as (before, after); one query."""
    rows = Commitment.objects.filter(parent=occurrence.parent_id).order_by("period", "pk")
    keys = list(rows.values_list("pk", "period"))
    place = [pk for pk, _period in keys].index(occurrence.pk)
    return {
        "before": keys[place - 1] if place else None,
        "after": keys[place + 1] if place + 1 < len(keys) else None,
    }
