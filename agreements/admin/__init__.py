"""The administration: people, units, agreements, texts, calendars, corrections and repairs.

For superusers only: an administrator acts through no post, and an account is
staff exactly when it is an administrator.
"""

# Their admins come first, so that ours can take their place whatever the order of the apps.
import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import (  # noqa: F401
    agreements,
    brought,
    calendar,
    commitments,
    indicators,
    milestones,
    people,
    proposals,
    records,
    recurrence,
    templates,
    texts,
    trail,
)


def is_administrator(request):
    """Only administrators enter, not everybody who is called staff."""
    return request.user.is_active and request.user.is_staff and request.user.is_superuser


admin.site.has_permission = is_administrator
admin.site.site_header = admin.site.site_title = _("Pactkeeper administration")
admin.site.index_title = _("Records and settings")
admin.site.site_url = "/"
