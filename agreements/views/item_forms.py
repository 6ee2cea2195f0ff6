"""The forms a step needs, filled with what was saved or typed before."""

from django.urls import reverse
from django.utils.translation import gettext as _

from .. import access, lifecycle
from ..actions.progress import secondable
from ..forms import (
    CloseForm,
    ExtensionForm,
    LetterForm,
    NoteForm,
    OfficerForm,
    ProposalForm,
    ReasonForm,
    ReportForm,
    UnitForm,
)
from ..models import CommitmentStatus, KeptUp, ProgressReport, ReportState, UnitRole
from ..reports import recurring
from .agreed import objectionable, possible_proposals
from .kept import kept_post
from .next_step import reporting_places
from .recurring import recurrence_form


def step_forms(request, commitment, step, proposal, given):
    """What the step's template needs, by name; what `given` holds is not made again."""
    make = MAKERS.get(step.kind, lambda *_args: {})
    return {name: value for name, value in make(request, commitment, proposal, given).items() if name not in given}


def _report(request, commitment, proposal, given):
    places = reporting_places(commitment, request.actor)
    made = {
        "places": places,
        "objection": proposal.objection,
        "last_report": last_report(commitment, places),
        "may_second": may_second(commitment, request.actor),
        "reported_now": False,
    }
    last = made["last_report"]
    made["reported_now"] = bool(last and last.cycle_on == proposal.cycle_on)
    if "report_form" not in given:
        made["report_form"] = report_form(request, commitment, places, last)
    return made


def report_form(request, commitment, places, last):
    """The form as it was left: what an ended session kept, else the saved draft, else the last figures."""
    kept = kept_post(request, reverse("agreements:progress_report", args=[commitment.pk]))
    if kept:
        return ReportForm(commitment=commitment, places=places, initial={k: v[-1] for k, v in kept.items()})
    drafts = ProgressReport.objects.visible_to(request.actor).filter(commitment=commitment, author=request.actor.user)
    draft = drafts.filter(state=ReportState.DRAFT).order_by("-pk").first()
    place = places[0] if places else None
    if draft:
        fields = ("text", "percent", "kept_up", "problem", "next_step", "needs_other", "unit")
        initial = {name: getattr(draft, name) for name in fields}
    else:
        initial = {"kept_up": "", "percent": place.percent if place and place.percent is not None else 0}
        initial["kept_up"] = (place and place.kept_up) or KeptUp.YES
    form = ReportForm(commitment=commitment, places=places, initial=initial)
    form.is_saved_draft = bool(draft)
    return form


def last_report(commitment, places):
    """The last submitted report of the first of the places, or None."""
    if not places:
        return None
    rows = ProgressReport.objects.submitted().filter(commitment=commitment, unit=places[0].unit_id)
    return rows.order_by("-submitted_at", "-pk").first()


def may_second(commitment, actor):
    """The other lead's report that the actor's unit may second, or None."""
    if access.refusal(actor, "second", commitment) or lifecycle.obstacle("report", commitment):
        return None
    if len([row for row in commitment.units.all() if row.role == UnitRole.LEAD]) < 2:
        return None
    return secondable(commitment, actor.unit_id)


def _close(request, commitment, proposal, given):
    return {} if "close_form" in given else {"close_form": close_form(commitment)}


def close_form(commitment, data=None):
    help_text = _("The other side reads this. Say on what it rests: what was done, where it can be seen.")
    problem = lifecycle.no_open_milestones(commitment)
    return CloseForm(data, about=f"close-{commitment.pk}", help_text=help_text, problem=problem)


def object_form(commitment, data=None):
    label, help_text = _("Why you object"), _("Say what is missing, and with what you would confirm.")
    return ReasonForm(data, about=f"object-{commitment.pk}", label=label, help_text=help_text)


def return_form(commitment, data=None):
    help_text = _("Only your own side reads this.")
    return ReasonForm(data, about=f"return-{commitment.pk}", label=_("What is to be completed"), help_text=help_text)


def decline_form(commitment, data=None):
    return ReasonForm(data, about=f"decline-{commitment.pk}", label=_("Why your unit declines"))


def contest_form(commitment, data=None):
    return ReasonForm(data, about=f"contest-{commitment.pk}", label=_("Why the letter does not say so"))


def _confirm(request, commitment, proposal, given):
    return {
        "note_form": NoteForm(about=f"confirm-{commitment.pk}"),
        "object_form": object_form(commitment),
        "reports": claimed_reports(commitment),
    }


def _release(request, commitment, proposal, given):
    return {"return_form": return_form(commitment), "reports": claimed_reports(commitment)}


def claimed_reports(commitment):
    """The last report of each unit: what the claim rests on."""
    rows = ProgressReport.objects.submitted().filter(commitment=commitment).select_related("unit__organization")
    last = {}
    for report in rows.exclude(text="").order_by("-submitted_at", "-pk")[:40]:
        last.setdefault(report.unit_id, report)
    return list(last.values())


def _accept(request, commitment, proposal, given):
    return {"decline_form": decline_form(commitment)}


def _unit(request, commitment, proposal, given):
    own = own_parties(commitment, request.actor)
    removable = [row for row in commitment.units.all() if row.role == UnitRole.SUPPORT and row.party in own]
    return {"unit_form": unit_form(commitment, request.actor), "removable": removable}


def unit_form(commitment, actor, data=None):
    own = own_parties(commitment, actor)
    return UnitForm(data, commitment=commitment, parties=own) if own else None


def own_parties(commitment, actor):
    """The parties whose units the actor names: the own one, for an administrator all."""
    return [p for p in commitment.agreement.party_list if actor.is_admin or p.organization_id == actor.organization_id]


def _officer(request, commitment, proposal, given):
    return {"officer_form": officer_form(commitment, request.actor)}


def officer_form(commitment, actor, data=None):
    """The form to name an officer: of the own unit, for a liaison officer of any unit of the own side."""
    rows = [row for row in commitment.units.all() if row.party in own_parties(commitment, actor)]
    own = rows if actor.is_admin or actor.role == "liaison" else [row for row in rows if row.unit_id == actor.unit_id]
    return OfficerForm(data, commitment=commitment, places=own)


def _letter(request, commitment, proposal, given):
    asked = proposal.before_others
    parties = proposal.unanswered_on_paper if asked and proposal.may("print_letter") else []
    return {"letter_form": letter_form(commitment, proposal), "print_for": parties}


def letter_form(commitment, proposal, data=None, files=None):
    """The form to record a letter, with what a letter can say at this point of the commitment's life."""
    parties = proposal.on_paper
    if proposal.asked:
        parties = proposal.unanswered_on_paper or parties
    possible = {CommitmentStatus.DRAFT: ["unit"], CommitmentStatus.SUBMITTED: ["confirm", "object"]}.get(
        commitment.status, []
    )
    leads = {row.party_id for row in commitment.units.all() if row.role == UnitRole.LEAD}
    if not lifecycle.obstacle("report", commitment):
        possible = ["report", "unit"] if any(party.pk in leads for party in parties) else ["unit"]
        if any(party.pk in leads for party in parties) and not lifecycle.obstacle("submit", commitment):
            possible.append("claim")
    if proposal.proposed and proposal.unanswered_on_paper:
        possible = ["confirm", "object", *possible]
    return LetterForm(data, files, commitment=commitment, parties=parties, possible=possible)


def _contest(request, commitment, proposal, given):
    return {"contest_form": contest_form(commitment), "contested": proposal.contestable}


def _agree(request, commitment, proposal, given):
    return {"note_form": NoteForm(about=f"agree-{commitment.pk}"), "object_form": object_form(commitment)}


def _extend(request, commitment, proposal, given):
    return {"extension_form": ExtensionForm(commitment=commitment)}


def _decide_extension(request, commitment, proposal, given):
    return {
        "note_form": NoteForm(about=f"extend-{commitment.pk}"),
        "refuse_form": refuse_form(commitment),
    }


def refuse_form(commitment, data=None):
    return ReasonForm(data, about=f"refuse-{commitment.pk}", label=_("Why the date stays"))


def objection_form(commitment, data=None):
    help_text = _("The old date is then put to every side again; until all agree the later one stands.")
    label = _("Why you object")
    return ReasonForm(data, about=f"object-date-{commitment.pk}", label=label, help_text=help_text)


def _object_extension(request, commitment, proposal, given):
    return {"objection_form": objection_form(commitment), "objectionable": objectionable(proposal)}


def _propose(request, commitment, proposal, given):
    kinds = possible_proposals(proposal)
    refused = given.get("proposal_form")
    kinds = kinds if refused is None or refused.kind in kinds else [refused.kind, *kinds]
    forms = {kind: ProposalForm(kind=kind, commitment=commitment) for kind in kinds}
    return {"proposal_forms": [refused if refused and refused.kind == kind else forms[kind] for kind in kinds]}


def _recur(request, commitment, proposal, given):
    return {} if "recur_form" in given else {"recur_form": recurrence_form(request, commitment)}


def _occurrence(request, commitment, proposal, given):
    return {"round": recurring.round_of(commitment, request.clock)}


MAKERS = {
    "recur": _recur,
    "occurrence": _occurrence,
    "agree": _agree,
    "extend": _extend,
    "decide_extension": _decide_extension,
    "object_extension": _object_extension,
    "propose": _propose,
    "report": _report,
    "answer": _report,
    "close": _close,
    "confirm": _confirm,
    "release": _release,
    "accept": _accept,
    "lead": _unit,
    "contact": _unit,
    "unit": _unit,
    "officer": _officer,
    "letter": _letter,
    "contest": _contest,
}
