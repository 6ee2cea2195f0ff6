"""The demonstration: loaded through the actions on an empty or a used database, and removed again.

`data/demo.json` tells what happens; `stage` plays it. Nothing here touches an account or
an agreement that is not the demonstration's own.
"""

import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from .. import trail
from ..errors import Refused
from ..models import (
    Actor,
    Agreement,
    AgreementParty,
    Clause,
    Commitment,
    CommitmentSpan,
    CommitmentUnit,
    Confirmation,
    Decision,
    ExtensionRequest,
    Indicator,
    IndicatorValue,
    Letter,
    Membership,
    Milestone,
    Notification,
    Nudge,
    Organization,
    OrgUnit,
    ProgressReport,
    Proposal,
    Recurrence,
    ReportKind,
    Role,
    Secondment,
    SecondmentBreak,
    SecondmentChange,
    SecondmentEvaluation,
    Sentence,
    Signatory,
    TextVersion,
    User,
)
from .stage import MAIL_DOMAIN, Stage

DATA = Path(__file__).parent.parent / "data" / "demo.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily taken for another


class Account(NamedTuple):
    """A demonstration account; `role` is a Role or "admin", `side` the organization's short name or empty."""

    username: str
    role: str
    side: str
    name: str

    @property
    def role_name(self):
        """The role in the reader's language."""
        return Role(self.role).label if self.role in Role.values else _("Administrator")


@cache
def _data():
    return json.loads(DATA.read_text(encoding="utf-8"))


def exists():
    """True when the demonstration is loaded."""
    return Agreement.objects.filter(is_demo=True).exists()


def accounts():
    """The demonstration accounts that can sign in, side by side in the order of the file; empty without any."""
    present = set(_users().filter(is_active=True).values_list("username", flat=True))
    sides = {unit["code"]: body["short_name"] for body in _data()["organizations"] for unit in body["units"]}
    return [
        Account(told["username"], told["role"], sides.get(told["unit"], ""), told["name"])
        for told in _data()["accounts"]
        if told["username"] in present
    ]


def _users():
    return User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}")


def password_file():
    """Where the one password of all demonstration accounts is kept."""
    return Path(settings.VAR_DIR) / "demo_password"


def password():
    """The password of all demonstration accounts; made at random, kept, and given to them when there is none yet."""
    kept = password_file()
    if kept.exists():
        return kept.read_text().strip()
    made = "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made + "\n")
    _users().update(password=make_password(made))
    return made


# Loading


@transaction.atomic
def seed():
    """Load the demonstration as of today and return its agreement; all of it or nothing.

    Raises Refused when it is there already, or when something of somebody else's stands in its place.
    """
    data = _data()
    if exists():
        raise Refused(_("The demonstration is already loaded."))
    if Agreement.objects.filter(code=data["agreement"]["code"]).exists():
        raise Refused(_("Another agreement already has the code %(code)s.") % {"code": data["agreement"]["code"]})
    names = [account["username"] for account in data["accounts"]]
    strangers = User.objects.filter(username__in=names).exclude(pk__in=_users())
    if taken := strangers.values_list("username", flat=True):
        raise Refused(_("These accounts exist and are somebody's own: %(names)s.") % {"names": ", ".join(taken)})
    stage = Stage(data, password())
    stage.set_up()
    stage.play()
    trail.record("demo", stage.agreement, by=Actor(stage.users["admin"]))
    return stage.agreement


# Removing


@transaction.atomic
def remove():
    """Remove the demonstration and return the usernames kept because other records name them; its trail stays.

    Raises ProtectedError, with nothing removed, when something of another agreement hangs on it.
    """
    found = Agreement.objects.filter(is_demo=True)
    items = Commitment.objects.filter(agreement__in=found)
    reports = ProgressReport.objects.filter(commitment__in=items)
    clauses = Clause.objects.filter(text_version__agreement__in=found)
    _remove_postings(items)
    for rows in (
        Notification.objects.filter(commitment__in=items),
        Nudge.objects.filter(commitment__in=items),
        Confirmation.objects.filter(decision__agreement__in=found),
        ExtensionRequest.objects.filter(commitment__in=items),
        Decision.objects.filter(agreement__in=found),
        reports.filter(kind=ReportKind.SECOND),
        reports,
        *_plan(items),
        Proposal.objects.filter(text_version__agreement__in=found),
        CommitmentUnit.objects.filter(commitment__in=items),
        CommitmentSpan.objects.filter(commitment__in=items),
        items.filter(parent__isnull=False),
        items,
        Sentence.objects.filter(clause__in=clauses),
        *(clauses.filter(parent__isnull=False), clauses),
        TextVersion.objects.filter(agreement__in=found),
        Letter.objects.filter(party__agreement__in=found),
        Signatory.objects.filter(party__agreement__in=found),
        AgreementParty.objects.filter(agreement__in=found),
        found,
    ):
        rows.delete()
    Membership.objects.filter(deputy_for__user__in=_users()).delete()
    kept = [user.username for user in _users() if not _deleted(user.memberships.all(), user)]
    _users().update(is_active=False)
    _remove_bodies()
    return kept


def _remove_bodies():
    """The organizations and units of the file, as far as nothing else refers to them."""
    for told in _data()["organizations"]:
        codes = [unit["code"] for unit in told["units"]]
        for unit in OrgUnit.objects.filter(organization__name=told["name"], code__in=codes):
            _deleted(unit)
        for body in Organization.objects.filter(name=told["name"]):
            _deleted(body)


def _remove_postings(items):
    """The postings under some commitments, with all that hangs on them."""
    postings = Secondment.objects.filter(commitment__in=items)
    for model in (SecondmentEvaluation, SecondmentChange, SecondmentBreak):
        model.objects.filter(secondment__in=postings).delete()
    postings.delete()


def _plan(items):
    """What was planned for the items, what hangs on others first."""
    indicators = Indicator.objects.filter(commitment__in=items)
    values = IndicatorValue.objects.filter(indicator__in=indicators)
    of_items = {"commitment__in": items}
    return [values, indicators, Milestone.objects.filter(**of_items), Recurrence.objects.filter(**of_items)]


def _deleted(*things):
    """True when the things could go; False, with all of them kept, when something else refers to them."""
    try:
        with transaction.atomic():
            for thing in things:
                thing.delete()
    except ProtectedError:
        return False
    return True
