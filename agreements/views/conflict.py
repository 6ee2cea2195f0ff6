"""What is shown beside what was typed when somebody else was quicker."""

from django.utils.translation import gettext as _

from ..models import Decision, Outcome, ProgressReport
from ..reports.history import answer_event, field_words

REPORTED = ("report", "no_change", "second")


def conflict_rows(commitment, form, lines):
    """(label, theirs, mine) for every field that somebody typed in and that differs."""
    if form is None:
        return []
    theirs = {}
    if any(line.verb in REPORTED for line in lines):
        report = (
            ProgressReport.objects.submitted().filter(commitment=commitment).order_by("-submitted_at", "-pk").first()
        )
        theirs = {name: getattr(report, name) for name in form.fields if hasattr(report, name)}
    rows = [(field.label, shown(theirs.get(field.name)), typed_words(field)) for field in form if told(field)]
    return [row for row in rows if row[1] != row[2]]


def told(field):
    """True for what was typed; files are chosen anew."""
    return not field.is_hidden and not field.field.widget.needs_multipart_form


def draft_rows(commitment, form):
    """(label, as it stands now, as typed) for the fields of a draft that differ."""
    rows = []
    for name in form.Meta.fields:
        theirs = field_words(name, getattr(commitment, name))
        mine = field_words(name, form.cleaned_data.get(name))
        if str(theirs) != str(mine):
            rows.append((form.fields[name].label, theirs, mine))
    return rows


def typed_words(field):
    """What was typed in a field as it reads: the word of a choice, not its value."""
    value = field.value()
    if value in (None, "", []):
        return ""
    choices = getattr(field.field, "choices", None)
    if choices:
        flat = {str(key): str(word) for key, word in field.field.widget.choices if not isinstance(word, list | tuple)}
        return flat.get(str(value), str(value))
    return shown(value)


def shown(value):
    return "" if value is None else str(value)


def outcome_of(commitment, actor):
    """How the last decision that the actor may see came out, and what was answered, as (sentence, Events)."""
    visible = Decision.objects.visible_to(actor).filter(commitment=commitment)
    decision = visible.order_by("-opened_at", "-pk").first()
    if decision is None:
        return "", []
    answers = decision.confirmations.select_related(
        "user", "unit__organization", "party__organization", "letter__recorded_unit__organization", "contested_by"
    ).prefetch_related("letter__scans")
    words = {
        Outcome.OPEN: _("It is still before the other side."),
        Outcome.CARRIED: _("Every other side has confirmed: the commitment is closed."),
        Outcome.REFUSED: _("It met an objection: the commitment is in progress again."),
        Outcome.VOID: _("It was taken back or returned: the commitment is in progress."),
    }
    return words[decision.outcome], [answer_event(answer) for answer in answers.order_by("pk")]
