"""Repairs: admin actions that ask for a reason first, then go row by row and show each refusal."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import repairs
from ..errors import Refused
from .base import actor_of

AT_ONCE = 100
LABELS = {
    "start": gettext_lazy("Repair: start work"),
    "return": gettext_lazy("Repair: return for completion"),
    "take_back": gettext_lazy("Repair: take the closing back"),
    "reopen": gettext_lazy("Repair: reopen"),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


def repair_action(step):
    """The admin action that takes one repair step on the chosen commitments."""

    @admin.action(description=LABELS[step], permissions=["change"])
    def action(modeladmin, request, queryset):
        return repair_page(modeladmin, request, queryset, step)

    action.__name__ = f"repair_{step}"
    return action


REPAIRS = [repair_action(step) for step in repairs.STEPS]


def repair_page(modeladmin, request, queryset, step):
    """Ask for the reason, and with it repair; None sends the reader back to the list."""

    def act(row, request, reason):
        repairs.repair(row, step, by=actor_of(request), reason=reason)

    return reasoned(modeladmin, request, queryset, f"repair_{step}", title=LABELS[step], act=act)


def reasoned(modeladmin, request, queryset, name, *, title, act):
    """Ask for the reason, and with it do something to each row; None sends the reader back to the list."""
    rows = list(queryset.order_by("pk")[: AT_ONCE + 1])
    if len(rows) > AT_ONCE:
        modeladmin.message_user(request, _("Choose at most %(n)d records.") % {"n": AT_ONCE}, messages.ERROR)
        return None
    asked = "apply" in request.POST
    form = ReasonForm(request.POST if asked else None)
    if asked and form.is_valid():
        act_on_each(modeladmin, request, rows, act, form.cleaned_data["reason"])
        return None
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": title,
        "opts": modeladmin.opts,
        "rows": rows,
        "form": form,
        "action": name,
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": modeladmin.media,
    }
    page = f"admin/agreements/{modeladmin.opts.model_name}/repair.html"
    return TemplateResponse(request, page, context, status=422 if asked else 200)


def act_on_each(modeladmin, request, rows, act, reason):
    """Go row by row: what one row refuses does not stop the next."""
    done = 0
    for row in rows:
        try:
            act(row, request, reason)
            done += 1
        except Refused as refused:
            modeladmin.message_user(request, f"{row}: {' '.join(refused.messages)}", messages.ERROR)
        except PermissionDenied as refused:
            modeladmin.message_user(request, f"{row}: {refused}", messages.ERROR)
    if done:
        told = ngettext("%(n)d record repaired.", "%(n)d records repaired.", done) % {"n": done}
        modeladmin.message_user(request, told, messages.SUCCESS)
