"""One-time links: made and printed by those who enter people, opened by whoever was invited."""

import time
from functools import wraps

from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import invitations as actions
from ..actions.commitments import allow
from ..forms import FirstPasswordForm
from ..models import User
from ..reports.people import slips, uninvited
from . import errors
from .people import list_address, organization_in_sight, organization_to_enter, organizations_in_sight

FAILED = {"app": "allauth.account", "action": "invitation_failed"}


# Making links


def person_in_sight(request, pk):
    """A person with a post in the reader's organization; an administrator sees everybody. 404 for anyone else."""
    people = User.objects.prefetch_related("memberships__unit")
    if not request.actor.is_admin:
        people = people.filter(memberships__unit__organization__in=organizations_in_sight(request)).distinct()
    return get_object_or_404(people, pk=pk)


@require_POST
def people_invite(request, pk):
    """Make one person's link and show it, this once."""
    person = person_in_sight(request, pk)
    return slips_page(request, [actions.invite(person, by=request.actor)])


@require_POST
def people_invite_all(request):
    """Make a link for everybody of the organization who has neither a password nor an open link, and show them once."""
    organization = organization_to_enter(request)
    people = uninvited(organization, request.actor)
    if not people:
        messages.info(request, _("Everybody here is invited already."))
        return redirect(list_address(organization))
    return slips_page(request, actions.invite_all(people, by=request.actor))


def slips_page(request, made):
    """The slips to copy or print; neither browser nor proxy keeps the page."""
    rows = [
        (invitation, posts, request.build_absolute_uri(reverse("agreements:invitation_accept", args=[token])))
        for invitation, token, posts in slips(made)
    ]
    organization = organization_in_sight(request)
    response = render(request, "agreements/people/slips.html", {"slips": rows, "organization": organization})
    return kept_nowhere(response)


@require_POST
def people_revoke(request, pk):
    """Take a link back: whoever opens it from now on is told to ask for a new one."""
    person = person_in_sight(request, pk)
    allow(request.actor, "revoke_invitation", person)
    if actions.revoke(person, by=request.actor):
        messages.success(request, _("The invitation of %(person)s is revoked.") % {"person": person})
    return redirect("agreements:people_list")


# Using a link


def kept_nowhere(response):
    """The response as one that nobody stores and whose address no other request carries along.

    Of the address only the site goes out, never the path that holds the token. Not `no-referrer`:
    under it browsers say "Origin: null", and the form would be refused as somebody else's.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


def by_link(view):
    """A view that a link opens for anybody: it gets the Invitation; other links get one sentence, guessers a pause."""

    @wraps(view)
    def opened(request, token):
        if has_tried_too_often(request):
            return kept_nowhere(errors.too_many_requests(request))
        try:
            response = view(request, token, actions.find(token))
        except actions.Unusable as refusal:
            ratelimit.consume(request, limit_get=True, **FAILED)
            context = {"sentence": " ".join(refusal.messages)}
            response = render(request, "agreements/invitations/gone.html", context, status=404)
        return kept_nowhere(response)

    return login_not_required(sensitive_post_parameters()(opened))


def has_tried_too_often(request):
    """True when links that open nothing were tried from this address again and again."""
    for rate in ratelimit.get_rates(**FAILED):
        tried = cache.get(ratelimit.get_cache_key(request, rate=rate, **FAILED), [])
        if sum(at > time.time() - rate.duration for at in tried) >= rate.amount:
            return True
    return False


@by_link
@require_safe
def invitation_accept(request, token, invitation):
    """Who is invited, and the form for a password; reading it uses nothing up."""
    return accept_page(request, token, invitation, FirstPasswordForm(invitation.user))


@by_link
@require_POST
def invitation_use(request, token, invitation):
    """Set the password and sign in the ordinary way, a second factor included."""
    form = FirstPasswordForm(invitation.user, request.POST)
    if not form.is_valid():
        return accept_page(request, token, invitation, form, status=422)
    person = actions.use(token, password=form.cleaned_data["new_password1"])
    if request.user.is_authenticated:
        logout(request)  # whoever sat here before
    messages.success(request, _("Your password is set."))
    return perform_login(request, person, redirect_url=reverse("agreements:desk"))


def accept_page(request, token, invitation, form, status=200):
    person = invitation.user
    posts = [post for post in access.lasting_posts(person) if not post.deputy_for_id]
    context = {"token": token, "invitation": invitation, "person": person, "posts_held": posts, "form": form}
    return render(request, "agreements/invitations/accept.html", context, status=status)
