"""Lists: one side puts its drafts to the other as a whole, and every other side agrees to them in one click."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import lifecycle, outbox, trail
from ..errors import Refused, Stale
from ..models import Agreement, Answer, Commitment, CommitmentStatus, Decision, DecisionKind, NoticeKind, Outcome
from ..reports import listing
from .commitments import allow, assign_when_complete
from .decisions import answer, answering, settle, still_open


def free_drafts(agreement):
    """The drafts of an agreement that nobody has agreed to yet, and that stand in no list."""
    drafts = Commitment.objects.filter(agreement=agreement, status=CommitmentStatus.DRAFT)
    return drafts.filter(assigned_at__isnull=True, listed_in__isnull=True)


@transaction.atomic
def open_list(agreement, *, by, drafts=None, versions=None, reason=""):
    """Put drafts to every other side as one list and return the Decision; it is released at once.

    Without `drafts`, all that can be agreed. `versions` are those of the page from which
    the drafts were chosen: raises Stale when one of them has changed since. What could
    never be assigned afterwards, because nobody may edit it then, is refused.
    """
    allow(by, "open_list", agreement)
    rows = _chosen(agreement, drafts)
    _as_seen(rows, versions or {})
    # The drafts first, then the agreement: in the order in which naming the last lead locks them.
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    party = agreement.party_of(by.organization_id)
    if len(agreement.party_list) < 2:
        raise Refused(_("An agreement has two parties or more; enter them first."))
    if Decision.objects.before_the_others().filter(agreement=agreement, kind=DecisionKind.LIST).exists():
        raise Refused(_("A list of this agreement is already open."), code="open")
    decision = _released(agreement, party, rows, by, reason.strip())
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(listed_in=decision)
    trail.record("list_open", decision, by=by, reason=decision.reason, n=len(rows))
    for row in rows:
        trail.record("listed", row, by=by)
    others = outbox.other_liaisons(decision, party.organization_id)
    outbox.notify(NoticeKind.LISTED, agreement, others, f"list-{decision.pk}", by)
    return decision


def _chosen(agreement, drafts):
    """The drafts of a new list, locked; Refused when there are none or one of them cannot be listed."""
    rows = free_drafts(agreement) if drafts is None else Commitment.objects.filter(agreement=agreement)
    if drafts is not None:
        rows = rows.filter(pk__in=[draft.pk for draft in drafts])
    # The order of the key: two who lock several rows never wait for each other in a ring.
    rows = rows.select_for_update(of=("self",)).select_related("clause", "listed_in").order_by("pk")
    told = [(row, lifecycle.obstacle("listed", row)) for row in rows]
    if drafts is None:
        told = [(row, problem) for row, problem in told if not problem]
    problems = [_("“%(title)s”: %(problem)s") % {"title": row.title, "problem": said} for row, said in told if said]
    if problems:
        raise Refused(problems)
    if not told:
        raise Refused(_("Choose at least one draft."))
    return [row for row, _problem in told]


def _as_seen(rows, versions):
    changed = [row for row in rows if versions.get(row.pk, row.version) != row.version]
    if changed:
        words = _("Changed since you opened the page: %(titles)s. Look at them once more.")
        raise Stale(words % {"titles": _(", ").join(f"“{row.title}”" for row in changed)}, changed)


def _released(agreement, party, rows, by, reason):
    now = timezone.now()
    drafts = listing.told_of(rows, agreement.party_list)
    told = {
        "kind": DecisionKind.LIST,
        "agreement": agreement.code,
        "agreement_title": agreement.title,
        "opened_for": str(party),
        "opened_by": str(by.user),
        "remark": reason,
        "drafts": drafts,
        "released_at": now.isoformat(),
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
    versions = {row.pk: row.version for row in rows}
    return Decision.objects.create(
        kind=DecisionKind.LIST,
        agreement=agreement,
        party=party,
        opened_by=by.user,
        opened_unit=by.unit,
        opened_at=now,
        reason=reason,
        payload={"drafts": [[each["draft"], versions[each["draft"]]] for each in drafts]},
        released_by=by.user,
        released_at=now,
        canonical_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


@transaction.atomic
def confirm_list(decision, *, by, note="", letter=None):
    """Agree to a list for the actor's party, or for the party whose letter it is.

    When every other party has, the drafts are agreed: those with all their units are assigned at once.
    """
    rows, decision = lock(decision)
    party = answering(decision, by, letter)
    answer(decision, party, Answer.CONFIRM, note, by, letter)
    trail.record("list_confirm", decision, by=by, reason=note, letter=letter, party=party, n=len(rows))
    answered = set(decision.confirmations.values_list("party", flat=True))
    if {other.pk for other in decision.agreement.party_list} - {decision.party_id} <= answered:
        settle(decision, Outcome.CARRIED)
        for row in rows:
            trail.record("agreed", row, by=by, letter=letter)
            assign_when_complete(row, by=by, letter=letter)
    _tell_the_opener(decision, party, by)
    return decision


@transaction.atomic
def object_list(decision, *, by, reason, letter=None):
    """Object to a list for the actor's party, or for the party whose letter it is: its drafts are free again."""
    rows, decision = lock(decision)
    party = answering(decision, by, letter)
    if not reason.strip():
        raise Refused({"reason": _("Please give a reason.")})
    answer(decision, party, Answer.OBJECT, reason, by, letter)
    trail.record("list_object", decision, by=by, reason=reason, letter=letter, party=party, n=len(rows))
    settle(decision, Outcome.REFUSED)
    set_free(decision, rows, by)
    _tell_the_opener(decision, party, by)
    return decision


@transaction.atomic
def take_back_list(decision, *, by, reason=""):
    """Take an open list back: it is void, and its drafts are free again."""
    rows, decision = lock(decision)
    allow(by, "take_back", decision)
    still_open(decision)
    trail.record("list_take_back", decision, by=by, reason=reason, n=len(rows))
    settle(decision, Outcome.VOID)
    set_free(decision, rows, by)
    return decision


def lock(decision):
    """The drafts of a list in the order of the text, and the list, as they stand, under their locks."""
    rows = Commitment.objects.select_for_update(of=("self",)).filter(listed_in=decision).select_related("clause")
    rows = {row.pk: row for row in rows.prefetch_related("units").order_by("pk")}
    listed = Decision.objects.select_for_update(of=("self",)).select_related("party", "agreement").get(pk=decision.pk)
    for row in rows.values():
        row.agreement, row.listed_in = listed.agreement, listed
    return [rows[pk] for pk, _version in listed.payload["drafts"] if pk in rows], listed


def set_free(decision, rows, by):
    """Let drafts of a list go: they can be edited and put again."""
    Commitment.objects.filter(pk__in=[row.pk for row in rows], listed_in=decision).update(listed_in=None)
    for row in rows:
        trail.record("unlisted", row, by=by)


def _tell_the_opener(decision, party, by):
    told = [decision.opened_by_id, *outbox.liaisons(decision.party.organization_id)]
    outbox.notify(NoticeKind.ANSWERED, decision.agreement, told, f"list-{decision.pk}-party-{party.pk}", by)
