"""Deputies (A/B 角): who stands in for whom, naming one, ending it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import deputies as actions
from ..actions.commitments import allow
from ..forms import DeputyForm
from ..models import Membership
from ..reports.people import lasting
from .item import put_errors
from .people import organization_in_sight, organizations_in_sight


def posts_in_sight(request):
    """The posts of the reader's organization that are not over; an administrator's of all."""
    posts = Membership.objects.filter(unit__organization__in=organizations_in_sight(request), unit__is_active=True)
    return lasting(posts, request.clock.today)


def own_or_led(request, posts):
    """Those of the posts for which the reader may name a deputy."""
    return [post for post in posts if not post.deputy_for_id and not access.refusal(request.actor, "name_deputy", post)]


@require_safe
def people_deputy(request):
    """Who deputizes for whom, and the form for the post that is asked for, or the only one there is."""
    organizations_in_sight(request)
    wanted = request.GET.get("post", "")
    if wanted:
        key = int(wanted) if wanted.isdigit() and len(wanted) < 18 else 0
        post = get_object_or_404(posts_in_sight(request).filter(deputy_for__isnull=True), pk=key)
        allow(request.actor, "name_deputy", post)
        return deputy_page(request, post)
    return deputy_page(request)


def deputy_page(request, post=None, form=None, status=200):
    organization = post.unit.organization if post else organization_in_sight(request)
    posts = list(posts_in_sight(request).filter(unit__organization=organization))
    namable = own_or_led(request, posts)
    post = post or (namable[0] if len(namable) == 1 else None)
    if post and form is None:
        form = DeputyForm(posts=colleagues_of(request, post))
    deputies = [(one, not access.refusal(request.actor, "end_deputy", one)) for one in posts if one.deputy_for_id]
    context = {"organization": organization, "namable": namable, "post": post, "form": form, "deputies": deputies}
    return render(request, "agreements/people/deputy.html", context, status=status)


def colleagues_of(request, post):
    return actions.colleagues(post, request.clock.today).select_related("user", "unit").order_by("unit__code", "pk")


@require_POST
def people_deputy_name(request, pk):
    """Name a deputy for a post, for a time."""
    post = get_object_or_404(posts_in_sight(request).filter(deputy_for__isnull=True), pk=pk)
    allow(request.actor, "name_deputy", post)
    form = DeputyForm(request.POST, posts=colleagues_of(request, post))
    if form.is_valid():
        try:
            deputy = actions.name_deputy(post, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            put_errors(form, refusal)
        else:
            said = {"deputy": deputy.user, "person": post.user, "first": deputy.starts_on, "last": deputy.ends_on}
            messages.success(request, _("%(deputy)s deputizes for %(person)s from %(first)s to %(last)s.") % said)
            return redirect("agreements:people_deputy")
    return deputy_page(request, post, form, status=422)


@require_POST
def people_deputy_end(request, pk):
    """End a deputy's time now."""
    deputy = get_object_or_404(posts_in_sight(request).filter(deputy_for__isnull=False), pk=pk)
    allow(request.actor, "end_deputy", deputy)
    actions.end_deputy(deputy, by=request.actor)
    messages.success(request, _("%(person)s no longer deputizes.") % {"person": deputy.user})
    return redirect("agreements:people_deputy")
