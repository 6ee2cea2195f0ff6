"""What a liaison officer has to do about an agreement as a whole: its lists, and many leads in one form."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Agreement, Answer, Outcome
from .outlook import short, waited
from .suggested import open_suggestions
from .tasks import changes_for, lists_for, over_for

LIST, LIST_LETTER, LIST_REFUSED, LEADS = "list", "list_letter", "list_refused", "leads"
SUGGESTED, POSTINGS, ENDS = "suggested", "postings", "ends"


def list_tasks(actor, clock):
    """What a Task says of each list that needs the actor; those first that the other side has put."""
    lists = lists_for(actor).select_related("agreement", "party__organization", "opened_unit")
    found = []
    for decision in lists.prefetch_related("confirmations__party__organization").order_by("released_at", "pk"):
        kind, title, ask = _list_words(decision, len(decision.payload["drafts"]), actor)
        when = waited(decision.released_at, clock) if kind != LIST_REFUSED else ""
        agreement = decision.agreement
        told = {"kind": kind, "number": agreement.pk, "code": agreement.code, "title": title, "ask": ask}
        found.append(told | {"owner": agreement.title, "when": when})
    return sorted(found, key=lambda told: told["kind"] != LIST)


def lead_tasks(many):
    """What a Task says of each agreement that has more than a few drafts without a unit of the own side."""
    found = []
    for pk, code, title, count in many:
        words = ngettext("Name the lead of %(n)d commitment", "Name the leads of %(n)d commitments", count)
        ask = _("One form for all; the last one named assigns")
        found.append(
            {"kind": LEADS, "number": pk, "code": code, "title": words % {"n": count}, "ask": ask, "owner": title}
        )
    return found


def answer_tasks(actor, clock):
    """What a Task says of each agreement in which postings or suggested units need the actor: one query.

    Two lists: postings whose last day the other side wants to move, and after them what nobody outside waits for:
    units that another side's ledger suggests, and postings whose last day has passed.
    """
    suggested, changes = open_suggestions(actor).order_by(), changes_for(actor)
    over = over_for(actor, clock.today).order_by()
    rows = Agreement.objects.visible_to(actor).filter(
        Q(pk__in=suggested.values("commitment__agreement"))
        | Q(pk__in=changes.values("secondment__commitment__agreement"))
        | Q(pk__in=over.values("commitment__agreement"))
    )
    of_postings = Q(commitments__secondments__changes__in=changes)
    rows = rows.order_by("code").annotate(
        moved=Count("commitments__secondments__changes", filter=of_postings, distinct=True),
        over=Count("commitments__secondments", filter=Q(commitments__secondments__in=over), distinct=True),
        suggested=Count("commitments", filter=Q(commitments__in=suggested.values("commitment")), distinct=True),
    )
    postings, later = [], []
    for row in rows:
        told = {"number": row.pk, "code": row.code, "owner": row.title}
        if row.moved:
            postings.append(told | _posting_words(row.moved))
        if row.suggested:
            later.append(told | _suggested_words(row.suggested))
        if row.over:
            later.append(told | _over_words(row.over))
    return postings, later


def _posting_words(count):
    words = ngettext("%(n)d posting waits for your consent", "%(n)d postings wait for your consent", count)
    ask = _("Another last day is asked for; until you consent it stays as it was")
    return {"kind": POSTINGS, "title": words % {"n": count}, "ask": ask}


def _over_words(count):
    words = ngettext("%(n)d posting is past its last day", "%(n)d postings are past their last day", count)
    ask = _("Record that it ended, or ask for another last day")
    return {"kind": ENDS, "title": words % {"n": count}, "ask": ask}


def _suggested_words(count):
    words = ngettext("Units are suggested for %(n)d commitment", "Units are suggested for %(n)d commitments", count)
    ask = _("Another side’s ledger names units of yours; they stand once you accept")
    return {"kind": SUGGESTED, "title": words % {"n": count}, "ask": ask}


def _why_not_agreed(given):
    """The objection to a list; where nobody objected, the letter that its own side contested."""
    objection = next((answer for answer in given if answer.answer == Answer.OBJECT), None)
    if objection:
        sentence, at, note = _("%(party)s objected on %(day)s: %(note)s"), objection.answered_at, objection.note
    else:
        objection = next(answer for answer in given if answer.contested_at)
        sentence, at = _("%(party)s contested its letter on %(day)s: %(note)s"), objection.contested_at
        note = objection.contest_reason
    day = date_format(timezone.localtime(at), "MONTH_DAY_FORMAT")
    return sentence % {"party": objection.party, "day": day, "note": short(note)}


def _list_words(decision, count, actor):
    """What is to be done with a list: the kind of task, its title and its sentence."""
    given = list(decision.confirmations.all())
    day = date_format(timezone.localtime(decision.released_at), "MONTH_DAY_FORMAT")
    if decision.outcome in (Outcome.REFUSED, Outcome.CARRIED):
        title = ngettext(
            "The list of %(n)d commitment was not agreed", "The list of %(n)d commitments was not agreed", count
        )
        return LIST_REFUSED, title % {"n": count}, _why_not_agreed(given)
    if actor.organization_id in {decision.party.organization_id, *(answer.party.organization_id for answer in given)}:
        title = ngettext(
            "A list of %(n)d commitment waits for a letter", "A list of %(n)d commitments waits for a letter", count
        )
        ask = _("Put to the other side on %(day)s; its answer comes by letter") % {"day": day}
        return LIST_LETTER, title % {"n": count}, ask
    title = ngettext(
        "A list of %(n)d commitment waits for your confirmation",
        "A list of %(n)d commitments waits for your confirmation",
        count,
    )
    by = decision.opened_unit or decision.party
    return LIST, title % {"n": count}, _("%(unit)s put it to you on %(day)s") % {"unit": by, "day": day}
