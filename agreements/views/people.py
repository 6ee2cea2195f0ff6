"""An organization's units and people: looked at, and entered from a pasted table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import people as actions
from ..actions.commitments import allow
from ..errors import Stale
from ..forms import TableForm
from ..models import Organization
from ..reports.people import uninvited, units_page
from .item import put_errors


def organizations_in_sight(request):
    """The organizations whose people the reader may see: the own one, for an administrator all."""
    actor = request.actor
    if not actor.is_admin and actor.membership is None:
        raise PermissionDenied(_("You have no post through which to act. Ask your administrator."))
    bodies = Organization.objects.filter(is_active=True).order_by("pk")
    return bodies if actor.is_admin else bodies.filter(pk=actor.organization_id)


def organization_in_sight(request):
    """The organization that is asked for, else the first in sight; 404 out of sight."""
    bodies = organizations_in_sight(request)
    wanted = request.POST.get("organization") or request.GET.get("organization")
    if wanted:
        return get_object_or_404(bodies, pk=wanted if wanted.isdigit() and len(wanted) < 18 else 0)
    if (first := bodies.first()) is None:
        raise Http404
    return first


def organization_to_enter(request):
    organization = organization_in_sight(request)
    allow(request.actor, "enter_people", organization)
    return organization


def list_address(organization):
    return f"{reverse('agreements:people_list')}?organization={organization.pk}"


@require_safe
def people_list(request):
    """Units and people of the own organization; an administrator chooses which."""
    organization = organization_in_sight(request)
    may_enter = not access.refusal(request.actor, "enter_people", organization)
    context = {
        "organization": organization,
        "organizations": list(organizations_in_sight(request)) if request.actor.is_admin else [],
        "page": units_page(organization, request.actor, request.GET.get("page")),
        "may_enter": may_enter,
        "uninvited": uninvited(organization, request.actor) if may_enter else [],
    }
    return render(request, "agreements/people/list.html", context)


# Entering


@require_safe
def people_paste(request):
    return paste_page(request, organization_to_enter(request), TableForm())


@require_POST
def people_paste_preview(request):
    """Show what the table would change, row by row; nothing is written."""
    organization = organization_to_enter(request)
    form = TableForm(request.POST)
    plan = plan_of(request, organization, form)
    if plan is None:
        return paste_page(request, organization, form, status=422)
    return preview_page(request, organization, form, plan)


@require_POST
def people_paste_confirm(request):
    """Write what was shown, all of it; otherwise the preview as it is now, and nothing was written."""
    organization = organization_to_enter(request)
    form = TableForm(request.POST)
    plan = plan_of(request, organization, form)
    if plan is None:
        return paste_page(request, organization, form, status=422)
    try:
        done = actions.enter(organization, form.rows(), by=request.actor, seen=request.POST.get("seen", ""))
    except Stale as stale:
        return preview_page(request, organization, form, stale.current, " ".join(stale.messages), status=409)
    except ValidationError as refusal:
        return preview_page(request, organization, form, plan, " ".join(refusal.messages), status=422)
    messages.success(request, what_was_entered(done))
    return redirect(list_address(organization))


def plan_of(request, organization, form):
    """What the table would change; None, with the form saying why, when it cannot be read."""
    if form.is_valid():
        try:
            return actions.plan(organization, form.rows(), by=request.actor)
        except ValidationError as refusal:
            put_errors(form, refusal)
    return None


def paste_page(request, organization, form, status=200):
    context = {"organization": organization, "form": form}
    return render(request, "agreements/people/paste.html", context, status=status)


def preview_page(request, organization, form, plan, problem="", status=200):
    context = {"organization": organization, "form": form, "plan": plan, "problem": problem}
    return render(request, "agreements/people/preview.html", context, status=status)


def what_was_entered(plan):
    if not plan.changes:
        return _("Everything in this table was here already; nothing was changed.")
    count = len(plan.changes)
    return ngettext("%(count)d row is entered.", "%(count)d rows are entered.", count) % {"count": count}
