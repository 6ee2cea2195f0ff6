"""What the page of one posting shows: its facts, the forms that fit its state, its history."""

from .. import access
from ..forms import (
    AnswerForm,
    BreakForm,
    CallOffForm,
    ChangeForm,
    EndForm,
    EvaluationForm,
    ExceptionForm,
    ReasonedForm,
    SecondmentForm,
)
from ..models import SecondmentEvaluation, SecondmentState
from ..reports import secondments as reports
from ..reports.posting_history import posting_history


def posting_context(request, posting, *, problems=(), **given):
    """The context of the page; a form in `given` is the one that was refused, shown as it was typed."""
    actor, today = request.actor, request.clock.today
    changes = list(posting.changes.select_related("party__organization", "asked_by", "answered_by"))
    change = next((one for one in changes if one.outcome == "open"), None)
    if change:
        change.secondment = posting
    line = reports.line_of(posting, today, change)
    context = {
        "posting": posting,
        "agreement": posting.commitment.agreement,
        "line": line,
        "term": posting.term(),
        "changes": changes,
        "change": change,
        "problems": problems,
        "history": posting_history(posting, actor),
        "refused": next(iter(given), ""),
    }
    if not access.refusal(actor, "keep_posting", posting):
        context |= keeping(posting, line, actor, today)
    if change:
        context |= answering(change, actor)
    return context | evaluating(posting, actor) | given


def keeping(posting, line, actor, today):
    """The forms of whoever keeps the posting, as its state allows them."""
    if posting.ended_on or posting.called_off_on:
        return {}
    forms = {"break_form": BreakForm(posting=posting), "unbreak_form": ReasonedForm(posting=posting)}
    agreement = posting.commitment.agreement
    forms["correct_form"] = SecondmentForm(agreement=agreement, actor=actor, posting=posting, auto_id="correct-%s")
    may_become_short = posting.months_required() and line.change is None
    if line.verdict.is_short or posting.has_exception or may_become_short:
        forms["exception_form"] = ExceptionForm(posting=posting)
    if line.change is None:
        forms["change_form"] = ChangeForm(posting=posting)
        if line.state == SecondmentState.PLANNED:
            forms["call_off_form"] = CallOffForm(posting=posting)
        elif posting.planned_end_on <= today:
            forms["end_form"] = EndForm(posting=posting)
    return forms


def answering(change, actor):
    by_letter = change.party.organization_id == actor.organization_id
    may_answer = not access.refusal(actor, "answer_posting", change)
    return {
        "answer_form": AnswerForm(by_letter=by_letter) if may_answer else None,
        "by_letter": by_letter,
        "may_take_back": not access.refusal(actor, "take_back_posting", change),
    }


def evaluating(posting, actor):
    """The evaluation for those whose it is; an administrator learns that there is one, nobody else even that."""
    found = SecondmentEvaluation.objects.visible_to(actor).filter(secondment=posting)
    if actor.is_admin:
        return {"evaluation_exists": found.exists()}
    if not (actor.unit and actor.unit.keeps_personnel):
        return {}
    evaluation = found.select_related("written_by", "written_unit").first()
    may = not access.refusal(actor, "evaluate_posting", posting)
    form = EvaluationForm(evaluation=evaluation) if may else None
    return {"sees_evaluation": True, "evaluation": evaluation, "evaluate_form": form}
