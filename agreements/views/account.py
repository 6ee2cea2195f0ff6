"""What concerns whoever is signed in, or about to: the menu, the post acted through, the language, the first run."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access, demo
from ..models import Agreement, AgreementParty, Commitment, Membership, Organization, OrgUnit, Role, User
from .acting import ACTING, AS_ADMINISTRATOR, actor_of

# Pages that whoever changes posts may stay on: everybody has them, or the row decides.
FOR_EVERYBODY = ("desk", "more", "find", "agreement_list", "commitment_list", "calendar_month")
OF_A_ROW = {"agreement_detail": Agreement, "commitment_detail": Commitment}


@require_safe
def more(request):
    """The menu of everything that is not work itself."""
    ways = {"reports": not access.no_cycle_sheet(request.actor), "urges": not access.no_list_of_missing(request.actor)}
    return render(request, "agreements/account/more.html", ways)


@require_safe
def find(request):
    """A field for words; on a phone it stands in for the one in the page's head."""
    return render(request, "agreements/account/find.html")


def way_back(request):
    """Where a small form came from: its `next`, when that is a page of ours; else the desk."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("agreements:desk")


@require_POST
def acting_switch(request):
    """Act through another of one's posts from now on; back to the page when the new actor may see it."""
    wanted = request.POST.get("post", "")
    if wanted == AS_ADMINISTRATOR:
        if not request.user.is_superuser:
            raise PermissionDenied(_("Only an administrator acts without a post."))
        request.session[ACTING] = AS_ADMINISTRATOR
    else:
        post = next((post for post in request.posts if str(post.pk) == wanted), None)
        if post is None:
            raise PermissionDenied(_("You do not hold this post, or no longer."))
        request.session[ACTING] = post.pk
    page = way_back(request)
    return redirect(page if stays_visible(page, actor_of(request)) else "agreements:desk")


def stays_visible(page, actor):
    """True when a page shows something to this actor too."""
    try:
        match = resolve(page.partition("?")[0])
    except Resolver404:
        return False
    if match.url_name in OF_A_ROW:
        return OF_A_ROW[match.url_name].objects.visible_to(actor).filter(pk=match.kwargs["pk"]).exists()
    return match.app_name == "agreements" and match.url_name in FOR_EVERYBODY


@login_not_required
@require_POST
def language_switch(request):
    """Show the site in another language; kept for the session, for the browser, and for the person."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    request.session["language"] = language
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    response = redirect(way_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


# The demonstration


def demo_accounts():
    """The demonstration's people with their posts, by side; nobody unless DEBUG is on and it is loaded."""
    if not settings.DEBUG or not demo.exists():
        return {}
    names = [account.username for account in demo.accounts()]
    people = User.objects.filter(username__in=names).prefetch_related("memberships__unit__organization")
    sides = {}
    for person in sorted(people, key=lambda person: names.index(person.username)):
        posts = [post for post in person.memberships.all() if not post.deputy_for_id]
        sides.setdefault(posts[0].unit.organization if posts else None, []).append((person, posts))
    return sides


@login_not_required
@require_POST
def demo_sign_in(request):
    """Sign in as somebody of the demonstration by one click: with DEBUG, and only then.

    Only accounts that the demonstration made can be entered so, never somebody's own with the same name.
    """
    username = request.POST.get("username", "")
    if username not in [person.username for people in demo_accounts().values() for person, _posts in people]:
        raise Http404
    return perform_login(request, User.objects.get(username=username), redirect_url=way_back(request))


# The first run


def needs_first_run():
    """True while there is nothing to work on: no agreement has been entered."""
    return not Agreement.objects.exists()


def first_steps():
    """What must be entered before work can begin, in order: (name, done)."""
    sides = Organization.objects.filter(is_active=True)
    staffed = OrgUnit.objects.filter(is_active=True).values("organization").distinct().count()
    parties = AgreementParty.objects.values("organization").distinct().count()
    liaisons = (
        Membership.objects.filter(role=Role.LIAISON, unit__organization__parties__isnull=False)
        .values("unit__organization")
        .distinct()
        .count()
    )
    return [
        ("organizations", sides.count() >= 2),
        ("units", staffed >= 2),
        ("agreement", Agreement.objects.exists() and parties >= 2),
        ("liaisons", liaisons >= 2),
    ]


@require_safe
def first_run(request):
    """For an administrator before an empty ledger: what to enter, in which order, and what is done already."""
    if not request.user.is_superuser:
        raise PermissionDenied(_("Setting up is for administrators."))
    steps = first_steps()
    return render(
        request,
        "agreements/account/first_run.html",
        {
            "steps": [{"name": name, "done": done} for name, done in steps],
            "now": next((name for name, done in steps if not done), ""),
        },
    )
