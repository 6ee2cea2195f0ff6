"""What the page of a list shows: the drafts as they would be agreed, or as they were hashed."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from .. import access, lifecycle
from ..actions import lists
from ..forms import LetterForm, ReasonForm
from ..models import (
    Anchor,
    Answer,
    Cadence,
    Category,
    Confirmation,
    Decision,
    DecisionKind,
    Outcome,
    Rhythm,
    Strength,
)
from ..reports import listing
from ..reports.history import field_label, field_words
from ..templatetags.tracker_ui import side, strength

USUAL = (("cadence", Cadence.ONCE), ("category", Category.OTHER))
NOT_SAID_TWICE = ("heading", "obligation")  # the clause and who is obliged say it


@dataclass
class Row:
    """One draft in the table; `changes` is None for one that the list before did not hold."""

    pk: int
    title: str
    url: str
    sides: str
    strength: str
    due: str
    due_text: str
    judged: list
    passages: list
    notes: list
    problem: str = ""
    value: str = ""
    ticked: bool = False
    overtaken: bool = False
    is_new: bool = False
    changes: list = field(default_factory=list)


def list_context(request, agreement, decision=None, problems=(), **given):
    """What `_list.html` shows; `decision` is the list whose form was refused, `given` what was typed."""
    actor = request.actor
    known = list(_lists(agreement, actor))
    asked = request.GET.get("list", "") if decision is None else str(decision.pk)
    shown = next((each for each in known if str(each.pk) == asked), None) or _current(known)
    drafts = lists.free_drafts(agreement).select_related("clause")
    may_open = not access.refusal(actor, "open_list", agreement)
    if shown is None or (shown.outcome != Outcome.OPEN and not asked and drafts.exists()):
        shown, rows, gone = None, _candidates(agreement, drafts, known, **given), []
    else:
        rows, gone = _listed(shown, known)
    context = {
        "agreement": agreement,
        "decision": shown,
        "groups": _groups(rows),
        "count": len(rows),
        "fit": sum(not row.problem for _told, row in rows),
        "gone": gone,
        "problems": problems,
        "may_open": may_open,
        "reason": given.get("reason", ""),
        "last": known[0] if known else None,
        "others": [party for party in agreement.party_list if party.organization_id != actor.organization_id],
        "earlier": [each for each in known if shown is None or each.pk != shown.pk],
        "may_name": not access.refusal(actor, "name_leads", agreement),
    }
    return context | (_answers(request, shown, given) if shown else {})


def _lists(agreement, actor):
    answers = Confirmation.objects.select_related("party__organization", "user", "letter", "contested_by")
    answers = answers.order_by("answered_at")
    lists_ = Decision.objects.visible_to(actor).filter(agreement=agreement, kind=DecisionKind.LIST)
    people = lists_.select_related("party__organization", "opened_by", "opened_unit")
    for decision in people.prefetch_related(Prefetch("confirmations", answers)).order_by("-pk"):
        decision.agreement = agreement
        decision.objections = [answer for answer in decision.confirmations.all() if answer.answer == Answer.OBJECT]
        decision.count = len(decision.payload["drafts"])
        yield decision


def _current(known):
    """The list that stands open, else the last one."""
    return next((each for each in known if each.outcome == Outcome.OPEN), known[0] if known else None)


def _answers(request, decision, given):
    """What the reader may do with a list that stands open."""
    actor, is_open = request.actor, decision.outcome == Outcome.OPEN
    answered = {answer.party_id for answer in decision.confirmations.all()}
    party = access.party_of(actor, decision.agreement) if actor.membership else None
    is_ours = party is not None and party.pk == decision.party_id
    refusal = access.refusal(actor, "confirm", decision) if is_open else ""
    paper = on_paper(decision, actor) if is_open and not access.refusal(actor, "record_letter", decision) else {}
    letter_form = given.get("letter_form") or (LetterForm(**paper) if paper.get("parties") else None)
    return {
        "may_confirm": is_open and not refusal and party.pk not in answered,
        "why_not": "" if is_ours or not party else refusal,
        "may_take_back": is_open and not access.refusal(actor, "take_back", decision),
        "is_ours": is_ours,
        "object_form": given.get("object_form") or objection(decision),
        "letter_form": letter_form,
        "silent": [p for p in decision.agreement.party_list if p.pk not in {*answered, decision.party_id}],
    }


def objection(decision, data=None):
    label, help_text = _("What is not right"), _("The drafts are free again, and the objection stays beside them.")
    return ReasonForm(data, about=f"object-{decision.pk}", label=label, help_text=help_text)


def on_paper(decision, actor):
    """What the form of a letter takes: the parties that answer on paper and have not, and what they can say."""
    spoken = set(decision.confirmations.values_list("party", flat=True)) | {decision.party_id}
    others = [p for p in decision.agreement.party_list if p.answers_by_letter and p.pk not in spoken]
    parties = [party for party in others if party.organization_id != actor.organization_id]
    return {"commitment": decision, "parties": parties, "possible": ("confirm", "object")}


# Rows


def _candidates(agreement, drafts, known, chosen=None, overtaken=(), **_typed):
    """The drafts that could be put into a list, each with what stands against it; all that fit are ticked."""
    drafts = list(drafts)
    told = listing.told_of(drafts, agreement.party_list)
    by_key, before = {draft.pk: draft for draft in drafts}, _refused_before(known, None)
    changed, _gone = listing.changed_since(listing.read(before), told) if before else ({}, [])
    dresser, rows = Dresser(agreement), []
    for each in told:
        draft = by_key[each["draft"]]
        row = dresser.row(each, changed, before)
        row.problem = lifecycle.obstacle("listed", draft)
        row.value = f"{draft.pk}:{draft.version}"
        row.ticked = not row.problem and (chosen is None or draft.pk in chosen)
        row.overtaken = draft.pk in overtaken
        rows.append((each, row))
    return rows


def _listed(decision, known):
    """The drafts of a list as its hashed text holds them, with what changed since the last one that was refused."""
    told, before = listing.read(decision), _refused_before(known, decision)
    changed, gone = listing.changed_since(listing.read(before), told) if before else ({}, [])
    dresser = Dresser(decision.agreement)
    return [(each, dresser.row(each, changed, before)) for each in told], [each["title"] for each in gone]


def _refused_before(known, decision):
    """The last list before this one, when it was refused; one that was taken back in between is passed over."""
    older = [each for each in known if decision is None or each.pk < decision.pk]
    last = next((each for each in older if each.outcome != Outcome.VOID), None)
    return last if last and last.outcome == Outcome.REFUSED else None


def _groups(rows):
    """The rows by clause, as (number, heading, rows)."""
    groups = []
    for told, row in rows:
        if not groups or groups[-1][0] != told["clause"]:
            groups.append((told["clause"], told["heading"], []))
        groups[-1][2].append(row)
    return groups


class Dresser:
    """Turns what a draft says into a Row: marks and words for people."""

    def __init__(self, agreement):
        self.marks = {str(party): side(party.organization) for party in agreement.party_list}

    def row(self, told, changed, before):
        """`changed` is what `listing.changed_since` found against `before`, the list that was refused."""
        changes = changed.get(told["draft"], ())
        due = parse_date(told["due_on"]) if told["due_on"] else None
        return Row(
            pk=told["draft"],
            title=told["title"],
            url=reverse("agreements:commitment_detail", args=[told["draft"]]),
            sides=format_html_join("", "{}", ((self.marks.get(name, name),) for name in told["obliged"])),
            strength=strength(told["strength"], Strength(told["strength"]).label, bare=True),
            due=due.isoformat() if due else "",
            due_text=told["due_text"],
            judged=_judged(told),
            notes=_notes(told),
            passages=[passage["words"].replace("\n", "") for passage in told["passages"]],
            is_new=before is not None and changes is None,
            changes=[_change(*change) for change in changes or () if change[0] not in NOT_SAID_TWICE],
        )


def _notes(told):
    """What else is agreed and not usual: the cadence, the category, the start."""
    found = [field_words(name, told[name]) for name, usual in USUAL if told[name] != usual]
    found += [_rule(told["recurs"])] if told.get("recurs") else []
    return found + ([_("From %(day)s") % {"day": told["starts_on"]}] if told["starts_on"] else [])


def _rule(told):
    """How it recurs, in words."""
    values = {"every": Rhythm(told["every"]).label, "first": told["starts_on"], "last": told["until_on"]}
    until = (
        _("Every: %(every)s, from %(first)s to %(last)s") if told["until_on"] else _("Every: %(every)s, from %(first)s")
    )
    words = [until % values]
    if told["anchor"] == Anchor.LAST_DONE:
        words.append(_("each is due so long after the last time it was done"))
    if told["target"]:
        words.append(_("target each time: %(target)s") % {"target": told["target"]})
    return _(", ").join(words)


def _judged(told):
    """By what it will be judged, in words."""
    found = [told["yardstick"], told["target"]]
    if told["min_months"]:
        words = {"n": told["min_months"], "party": told["min_months_party"]}
        found.append(
            _("At least %(n)s months, postings sent by %(party)s") % words
            if told["min_months_party"]
            else _("At least %(n)s months") % words
        )
    if told["no_yardstick_yet"] and not any(found):
        found.append(field_label("no_yardstick_yet"))
    return [words for words in found if words]


def _change(name, before, now):
    """A changed field as (label, before, now)."""
    if name == "passages":
        before, now = ("".join(passage["words"] for passage in told or ()) for told in (before, now))
        return _("Passage"), before, now
    if name == "recurs":
        return _("Recurrence"), *(_rule(told) if told else "–" for told in (before, now))
    if name == "obliged":
        before, now = (_(", ").join(told or ()) for told in (before, now))
        return _("Who is obliged"), before, now
    return field_label(name), field_words(name, before), field_words(name, now)
