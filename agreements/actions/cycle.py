"""The rows of the cycle sheet: each is a draft until it is submitted, and each is submitted by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import lifecycle
from ..errors import Refused
from ..models import ProgressReport
from . import progress


@transaction.atomic
def submit_row(commitment, unit, *, by, version, no_change=False, **said):
    """Submit one row and return the report; its draft is used up, whichever of the two the row says.

    Raises Stale when the item changed since `version`, Refused when the rules do not let anybody report now.
    """
    if not no_change:
        return progress.report(commitment, by=by, unit=unit, version=version, **said)
    progress.save_draft(commitment, by=by, unit=unit, version=version, no_change=True, **said)
    return progress.no_change(commitment, by=by, unit=unit, version=version)


@transaction.atomic
def keep_row(commitment, unit, *, by, last=0, no_change=False, **said):
    """Keep one row as a draft and return it.

    `last` is the newest report of the unit that the sheet knows of. Refused when the same person has
    submitted one since: a draft that was on its way while everything was submitted must not rise again.
    """
    lifecycle.lock(commitment)
    sent = ProgressReport.objects.submitted().filter(commitment=commitment, unit=unit, author=by.user, pk__gt=last)
    if sent.exists():
        raise Refused(_("This has been submitted; no draft was kept."), code="submitted")
    return progress.save_draft(commitment, by=by, unit=unit, no_change=no_change, **said)
