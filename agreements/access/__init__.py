"""Who may do what: `refusal` gives the reason why not, or an empty string.

Seeing is `visible_to` of the querysets; what an actor cannot see never comes here.
The table is domain rule 7.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Confirmation, Membership, Role, UnitRole
from . import people
from .people import beyond_a_liaison, lasting_posts

__all__ = [
    "beyond_a_liaison",
    "extension_deciders",
    "lasting_posts",
    "no_cycle_sheet",
    "no_list_of_missing",
    "party_of",
    "refusal",
    "unit_rows",
]

OF_PEOPLE = ("enter_people", "invite", "revoke_invitation", "name_deputy", "end_deputy")
FOLLOWING = ("occur", "end_along")  # what follows from what was agreed, in whoever's wake it is done
REPAIRS = ("repair_start", "repair_return", "repair_take_back", "repair_reopen", "unlock_period")


def refusal(actor, verb, thing):
    """Why the actor may not do this to the thing; an empty string when they may.

    `thing` is an Agreement, a Commitment, a Decision, an Organization, a person or a post, as the verb asks for.
    """
    if actor.is_admin:
        if verb in ADMIN_VERBS or (verb in ADMIN_VERBS_IF and ADMIN_VERBS_IF[verb](thing)):
            return ""
        return _("Administrators repair and correct; they do not speak for a side.")
    if actor.is_daily_run and verb in FOLLOWING:
        return ""
    if actor.membership is None:
        return _("You have no post through which to act. Ask your administrator.")
    if verb in REPAIRS:
        return _("Only administrators repair, and they give a reason.")
    return RULES[verb](actor, thing)


def party_of(actor, agreement):
    """The party for which the actor acts in an agreement, or None."""
    return agreement.party_of(actor.organization_id)


def unit_rows(actor, commitment, *roles):
    """The rows on which the actor's unit stands, in any role or the given ones."""
    return [row for row in commitment.units.all() if row.unit_id == actor.unit_id and (not roles or row.role in roles)]


def _liaison(actor, agreement):
    if not party_of(actor, agreement):
        return _("Your organization is not a party to this agreement.")
    if not actor.has_role(Role.LIAISON):
        return _("This is for the liaison officer of your side.")
    return ""


def _own_agreement(actor, agreement):
    return _liaison(actor, agreement)


def _own_item(actor, commitment):
    return _liaison(actor, commitment.agreement)


def _reports(actor, commitment):
    if actor.has_role(Role.LIAISON):
        return _own_item(actor, commitment)
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD) and unit_rows(actor, commitment, UnitRole.LEAD, UnitRole.SUPPORT):
        return ""
    return _("Reports come from the lead or supporting units, or from the liaison officer of their side.")


def _lead_unit(actor, commitment):
    if actor.has_role(Role.LIAISON):
        side = party_of(actor, commitment.agreement)
        if side and any(row.role == UnitRole.LEAD and row.party_id == side.pk for row in commitment.units.all()):
            return ""
        return _("No unit of your side leads this commitment.")
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD) and unit_rows(actor, commitment, UnitRole.LEAD):
        return ""
    return _("This is for the lead unit: its officer, its head, or the liaison officer of its side.")


def _as_draft_until(rule):
    """Milestones and indicators: on a draft like the draft, then like the work itself."""
    return lambda actor, commitment: (rule if commitment.has_been_agreed else _own_item)(actor, commitment)


def _accepts(actor, commitment):
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD) and unit_rows(actor, commitment, UnitRole.LEAD):
        return ""
    return _("Accepting is for the officer or the head of the lead unit.")


def _declines(actor, commitment):
    if actor.has_role(Role.UNIT_HEAD) and unit_rows(actor, commitment, UnitRole.LEAD):
        return ""
    return _("Declining is for the head of the lead unit.")


def _seconds(actor, commitment):
    if not unit_rows(actor, commitment, UnitRole.LEAD):
        return _("Seconding is for the other lead unit.")
    return _accepts(actor, commitment)


def _names_officer(actor, commitment):
    if actor.has_role(Role.UNIT_HEAD) and unit_rows(actor, commitment):
        return ""
    return _own_item(actor, commitment)


def _author_side(actor, commitment):
    if commitment.created_for_id != actor.organization_id:
        return _("Only the side that wrote the draft withdraws it or puts it back.")
    if commitment.created_by_id in actor.stands_for:
        return ""
    return _own_item(actor, commitment)


def _opener_liaison(actor, decision):
    if decision.party.organization_id != actor.organization_id:
        return _("This is for the liaison officer of the side that submitted it.")
    return _liaison(actor, decision.agreement)


def _opened_it(actor, decision):
    return decision.party.organization_id == actor.organization_id and decision.opened_by_id in actor.stands_for


def _releases(actor, decision):
    if decision.party.gate_open and _opened_it(actor, decision):
        return ""  # the open gate is the liaison officer's standing release
    return _opener_liaison(actor, decision)


def _takes_back(actor, decision):
    return "" if _opened_it(actor, decision) else _opener_liaison(actor, decision)


def _answers(actor, decision):
    if refused := _liaison(actor, decision.agreement):
        return refused
    if decision.party.organization_id == actor.organization_id:
        return _("Your own side submitted this; the other side answers.")
    if not decision.letter_id and not {decision.opened_by_id, decision.released_by_id}.isdisjoint(actor.stands_for):
        return _("You submitted this for the other side; somebody else must answer for yours.")
    spoken = Confirmation.objects.filter(decision=decision, user__in=actor.stands_for, letter__isnull=True)
    if spoken.exclude(party__organization=actor.organization_id).exists():
        return _("You have already answered for another side.")
    return ""


def extension_deciders(extension):
    """The posts of the asking side whose holders may decide on an extension: never the requester's own.

    What binds every side jointly is put to the others by a liaison officer.
    """
    roles = (Role.LIAISON,) if extension.commitment.is_joint else (Role.LIAISON, Role.LEADER)
    posts = Membership.objects.current_on(timezone.localdate()).filter(
        role__in=roles, unit__organization=extension.party.organization_id
    )
    return posts.exclude(user=extension.asked_by_id).exclude(deputy_for__user=extension.asked_by_id)


def _decides_extension(actor, extension):
    if extension.asked_by_id in actor.stands_for:
        return _("You asked for it; somebody else decides.")
    agreement, joint = extension.commitment.agreement, extension.commitment.is_joint
    if extension.party.organization_id == actor.organization_id:
        if not joint and actor.has_role(Role.LEADER):
            return ""
        return _liaison(actor, agreement)
    if joint or extension_deciders(extension).exists():
        return _("This is decided by the liaison officer or the leader of the side that asked.")
    return _liaison(actor, agreement)


def _withdraws_extension(actor, extension):
    if extension.party.organization_id != actor.organization_id:
        return _("Only the side that asked takes it back.")
    return "" if extension.asked_by_id in actor.stands_for else _liaison(actor, extension.commitment.agreement)


def _objects_to_extension(actor, extension):
    if extension.party.organization_id == actor.organization_id:
        return _("Your own side asked for this; another side may object.")
    if extension.decided_unit_id and extension.decided_unit.organization_id == actor.organization_id:
        return _("Your own side decided this.")
    return _liaison(actor, extension.commitment.agreement)


def _records_letter(actor, about):
    return _own_item(actor, about)  # a commitment or a decision: both know their agreement


def _records_letters_of(actor, letter):
    if letter.recorded_unit.organization_id != actor.organization_id:
        return _("Scans are added by the side that recorded the letter.")
    return _liaison(actor, letter.party.agreement)


def _own_text(actor, version):
    return _liaison(actor, version.agreement)


def _prints_letter(actor, about):
    """The letter goes out through a liaison officer; an auditor takes it into the archive."""
    if party_of(actor, about.agreement) and actor.has_role(Role.AUDITOR):
        return ""
    return _liaison(actor, about.agreement)


def _has_liaison(party):
    posts = Membership.objects.current_on(timezone.localdate())
    return posts.filter(role=Role.LIAISON, unit__organization=party.organization_id).exists()


def _contests(actor, confirmation):
    if confirmation.party.organization_id != actor.organization_id:
        return _("Only the side in whose name the letter was recorded can contest it.")
    return _liaison(actor, confirmation.decision.agreement)


def _answers_suggestion(actor, suggestion):
    if suggestion.party.organization_id != actor.organization_id:
        return _("Each side names its own units.")
    return _liaison(actor, suggestion.commitment.agreement)


def _urges(actor, place):
    """`place` is the CommitmentUnit that has not reported: the own side is urged, another side is asked."""
    if actor.has_role(Role.LIAISON):
        return _liaison(actor, place.commitment.agreement)
    if place.party.organization_id != actor.organization_id:
        return _("The liaison officers of the two sides ask each other.")
    if actor.has_role(Role.LEADER) or (actor.has_role(Role.UNIT_HEAD) and place.unit_id == actor.unit_id):
        return ""
    return _("Reminders come from the liaison officer or the leader of the side, or from the head of the unit.")


def no_cycle_sheet(actor):
    """Why the actor has no cycle sheet; an empty string for whoever may report on something."""
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON):
        return ""
    return _("Reports come from the lead or supporting units, or from the liaison officer of their side.")


def _brings_back(actor, agreement):
    """An edited workbook, of one agreement or, before it is known which, of any: what is in it is asked row by row."""
    if not actor.has_role(Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON):
        return _("What is reported and named comes from officers, unit heads and liaison officers.")
    if agreement is not None and not party_of(actor, agreement):
        return _("Your organization is not a party to this agreement.")
    return ""


def no_list_of_missing(actor):
    """Why the actor is not shown who has not reported; an empty string for whoever may remind somebody."""
    if actor.has_role(Role.UNIT_HEAD, Role.LIAISON, Role.LEADER):
        return ""
    return _("Reminders come from the liaison officer or the leader of the side, or from the head of the unit.")


# Postings


def _plans_posting(actor, agreement):
    """Whether the actor may enter postings of an agreement at all; of which units, each posting says itself."""
    if not party_of(actor, agreement):
        return _("Your organization is not a party to this agreement.")
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON):
        return ""
    return _("Postings are kept by the units concerned and by the liaison officers of their sides.")


def _keeps_posting(actor, posting):
    """`posting` may be one that is not stored yet."""
    if actor.has_role(Role.LIAISON) and actor.organization_id in posting.parties:
        return ""
    if actor.has_role(Role.OFFICER, Role.UNIT_HEAD) and actor.unit_id in (
        posting.sending_unit_id,
        posting.host_unit_id,
    ):
        return ""
    return _("A posting is kept by its sending and its host unit and by the liaison officers of their sides.")


def _answers_posting(actor, change):
    """The other side consents; where it answers by letter, whoever asked records its letter."""
    posting = change.secondment
    other = posting.host_party if change.party_id == posting.sending_party_id else posting.sending_party
    if other.answers_by_letter:
        other = change.party
    elif change.asked_by_id in actor.stands_for:
        return _("You submitted this for the other side; somebody else must answer for yours.")
    if actor.has_role(Role.LIAISON) and actor.organization_id == other.organization_id:
        return ""
    return _("The liaison officer of the other side consents.")


def _withdraws_posting_change(actor, change):
    if change.party.organization_id != actor.organization_id:
        return _("Only the side that asked takes it back.")
    return _keeps_posting(actor, change.secondment)


def _evaluates(actor, posting):
    if actor.unit.keeps_personnel and actor.organization_id in posting.parties and not actor.has_role(Role.AUDITOR):
        return ""
    return _("Final evaluations are for the organisation departments of the two sides.")


RULES = {
    "create": _own_agreement,
    "read_text": _own_agreement,
    "import": _own_agreement,
    "answer_suggestion": _answers_suggestion,
    "take_over": _own_item,
    "dispose": _own_agreement,
    "open_list": _own_agreement,
    "name_leads": _own_agreement,
    "bring_back": _brings_back,
    "edit": _own_item,
    "name_unit": _own_item,
    "name_officer": _names_officer,
    "plan": _as_draft_until(_lead_unit),
    "record_value": _as_draft_until(_reports),
    "lock_period": lambda actor, commitment: _own_item(actor, commitment) or _lead_unit(actor, commitment),
    "assign": _own_item,
    "recur": _own_item,
    **dict.fromkeys(FOLLOWING, _own_item),
    "accept": _accepts,
    "decline": _declines,
    "start": _reports,
    "report": _reports,
    "second": _seconds,
    "urge": _urges,
    "submit": _lead_unit,
    "release": _releases,
    "return": _opener_liaison,
    "take_back": _takes_back,
    "confirm": _answers,
    "close": _answers,
    "object": _answers,
    "withdraw": _author_side,
    "put_back": _author_side,
    "ask_extension": _lead_unit,
    "extend": _decides_extension,
    "refuse_extension": _decides_extension,
    "withdraw_extension": _withdraws_extension,
    "object_extension": _objects_to_extension,
    **dict.fromkeys(("propose_change", "propose_hold", "propose_resume", "propose_end", "propose_reopen"), _own_item),
    **dict.fromkeys(("change", "hold", "resume", "end", "reopen"), _answers),
    "record_letter": _records_letter,
    "print_letter": _prints_letter,
    "add_letter_scan": _records_letters_of,
    "add_scan": _own_text,
    "correct_structure": _own_text,
    "contest": _contests,
    "enter_people": people.enters_people,
    "invite": people.invites,
    "revoke_invitation": people.revokes_invitation,
    "name_deputy": people.names_deputy,
    "end_deputy": people.ends_deputy,
    "plan_posting": _plans_posting,
    "keep_posting": _keeps_posting,
    "answer_posting": _answers_posting,
    "take_back_posting": _withdraws_posting_change,
    "evaluate_posting": _evaluates,
}
ADMIN_VERBS = (
    *("create", "read_text", "bring_back", "add_scan", "correct_structure"),
    *("edit", "name_unit", "name_officer", "assign", "print_letter"),
    *("import", "take_over", "recur"),
    *FOLLOWING,
    "dispose",
    *REPAIRS,
    *OF_PEOPLE,
)
ADMIN_VERBS_IF = {
    "withdraw": lambda commitment: commitment.created_for_id is None,  # an administrator is its author
    "put_back": lambda commitment: commitment.created_for_id is None,
    "contest": lambda confirmation: not _has_liaison(confirmation.party),  # on that party's letter
}
