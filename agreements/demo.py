"""The demonstration: the agreement of data/demo.json with its people, played through the actions on invented days.

Whatever the file tells is done by `agreements.actions`, with the clock set to the day
of the step, so the demonstration obeys the rules that everybody obeys.
"""

import hashlib
import json
import os
import secrets
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest import mock
from zlib import crc32

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import trail
from .actions import commitments, decisions, progress
from .errors import Refused
from .models import (
    Actor,
    Agreement,
    AgreementParty,
    CalendarYear,
    Clause,
    Commitment,
    CommitmentSpan,
    CommitmentUnit,
    Confirmation,
    Decision,
    Disposition,
    Letter,
    Membership,
    Notification,
    Organization,
    OrgUnit,
    Outcome,
    ProgressReport,
    ReportKind,
    Role,
    Sentence,
    Signatory,
    TextVersion,
    UnitRole,
    User,
)

DATA = Path(__file__).parent / "data" / "demo.json"
# What marks an account as ours, so that nobody's own "admin" is ever taken over or removed.
MAIL_DOMAIN = "demo.invalid"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily taken for another
FIRST_HOUR, LAST_HOUR = 9, 17
LAST_SEEN = timedelta(days=5)


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
    stage = _Stage(data)
    stage.set_up()
    stage.play()
    trail.record("demo", stage.agreement, by=Actor(stage.users["admin"]))
    return stage.agreement


@contextmanager
def _clock_at(moment):
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def _moment(day, minute=0):
    return timezone.make_aware(datetime.combine(day, time(FIRST_HOUR)) + timedelta(minutes=minute))


class _Stage:
    """The cast in place, and every step of every story in the order of time."""

    def __init__(self, data):
        self.data, self.now, self.today = data, timezone.now(), timezone.localdate()
        self.calendar = CalendarYear.objects.calendar()
        self.parties, self.units, self.users, self.rows = {}, {}, {}, {}
        self.actor = cache(self.actor)

    # Who and what

    def set_up(self):
        first = min(item["drafted_on"] for item in self.data["commitments"])
        with _clock_at(_moment(self.today + timedelta(days=first - 14))):
            self._make_bodies()
            self._make_people()
            self._make_agreement()
            self._make_text()

    def _make_bodies(self):
        for told in self.data["organizations"]:
            body, _new = Organization.objects.get_or_create(
                name=told["name"], defaults={"short_name": told["short_name"], "kind": told["kind"]}
            )
            self.parties[told["key"]] = body
            for unit in told["units"]:
                values = {name: unit[name] for name in ("name", "telephone", "room")}
                self.units[unit["code"]], _new = OrgUnit.objects.get_or_create(
                    organization=body, code=unit["code"], defaults=values
                )

    def _make_people(self):
        secret = make_password(password())
        for told in self.data["accounts"]:
            is_admin = told["role"] == "admin"
            values = {
                "name": told["name"],
                "email": f"{told['username']}@{MAIL_DOMAIN}",
                "telephone": told["telephone"],
                "password": secret,
                "is_active": True,
                "is_staff": is_admin,
                "is_superuser": is_admin,
                "date_joined": timezone.now(),
            }
            user, _new = User.objects.update_or_create(username=told["username"], defaults=values)
            self.users[user.username] = user
            for post in [] if is_admin else [told, *told.get("also", [])]:
                Membership.objects.update_or_create(
                    user=user,
                    unit=self.units[post["unit"]],
                    role=post["role"],
                    defaults={"desk_seen_at": self.now - LAST_SEEN},
                )

    def _make_agreement(self):
        told = self.data["agreement"]
        names = ("code", "title", "kind", "signed_on", "effective_from", "effective_to")
        names += ("reporting_cycle", "archive_number")
        self.agreement = Agreement.objects.create(
            **{name: told[name] for name in names}, remark=f"{self.data['notice']}{told['note']}", is_demo=True
        )
        for order, key in enumerate(told["parties"], start=1):
            self.parties[key] = AgreementParty.objects.create(
                agreement=self.agreement, organization=self.parties[key], order=order
            )
        for signed in told["signatories"]:
            Signatory.objects.create(party=self.parties[signed["party"]], name=signed["name"], post=signed["post"])

    def _make_text(self):
        told, text = self.data["agreement"], self.data["text"]
        self.text = TextVersion.objects.create(
            agreement=self.agreement,
            source=told["text_source"],
            received_on=told["received_on"],
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        self.clauses = {}
        for clause in self.data["clauses"]:
            self.clauses[clause["number"]] = Clause.objects.create(
                text_version=self.text,
                number=clause["number"],
                sort_key=Clause.sort_key_of(clause["number"]),
                heading=clause["heading"],
                short_heading=clause["short"],
                start=clause["start"],
                end=clause["end"],
                parent=self.clauses.get(clause["parent"]),
            )
        reasons = {(row["clause"], row["start"]): row["reason"] for row in self.data["no_obligation"]}
        for row in self.data["sentences"]:
            sentence = Sentence(clause=self.clauses[row["clause"]], start=row["start"], end=row["end"])
            if reason := reasons.get((row["clause"], row["start"])):
                sentence.disposition, sentence.reason = Disposition.NO_OBLIGATION, reason
                sentence.decided_by = self.users[f"liaison.{told['parties'][0]}"]
            sentence.save()

    def actor(self, username, unit=None):
        """The Actor of an account: through its post in the unit if it has one there, else through its first."""
        posts = Membership.objects.filter(user=self.users[username]).select_related("user", "unit__organization")
        there = posts.filter(unit__code=unit).first() if unit else None
        return Actor(self.users[username], there or posts.order_by("pk").first())

    # What happens

    def play(self):
        moves = [move for item in self.data["commitments"] for move in self._moves(item)]
        for moment, item, step in sorted(moves, key=lambda move: move[0]):
            with _clock_at(moment):
                getattr(self, f"_{step['do']}")(item, step)

    def _moves(self, item):
        """Every step of an item with its moment: in office hours of a working day, in order, never ahead of now."""
        steps = list(self._steps(item))
        moments = []
        for place, step in enumerate(steps):
            day = self.today + timedelta(days=step["on"])
            while not self.calendar.is_working(day):
                day -= timedelta(days=1)
            minute = crc32(f"{item['key']} {place}".encode()) % ((LAST_HOUR - FIRST_HOUR) * 60)
            moments.append(min(_moment(day, minute), self.now))
        return [(moment, item, step) for moment, step in zip(sorted(moments), steps, strict=True)]

    def _steps(self, item):
        """The story from the draft on, with naming the units told as a step of each side."""
        author, other = item["author"], self._other_liaison(item["author"])
        naming = [{"do": "name", "by": username} for username in (author, other)]
        yield {"do": "draft", "by": author, "on": item["drafted_on"]}
        if all(step["do"] != "assign" for step in item["story"]):
            yield from (step | {"on": item["drafted_on"]} for step in naming)
        for step in item["story"]:
            yield from (each | {"on": step["on"]} for each in naming) if step["do"] == "assign" else (step,)

    def _other_liaison(self, username):
        keys = self.data["agreement"]["parties"]
        return f"liaison.{next(key for key in keys if not username.endswith(key))}"

    def _day(self, offset):
        return None if offset is None else self.today + timedelta(days=offset)

    def _draft(self, item, step):
        names = ("title", "obligation", "strength", "category", "cadence", "yardstick", "target")
        names += ("no_yardstick_yet", "due_text", "min_months")
        due_on = self._day(item["due_offset"])
        if item["due_workdays"]:
            due_on = self.calendar.nth_working_day_after(self.today, item["due_workdays"])
        self.rows[item["key"]] = commitments.create(
            self.agreement,
            by=self.actor(step["by"]),
            spans=[(self.text, item["start"], item["end"])],
            clause=self.clauses[item["clause"]],
            obliged_party=self.parties.get(item["party"]),
            min_months_party=self.parties.get(item["min_months_direction"]),
            starts_on=self._day(item["start_offset"]),
            due_on=due_on,
            **{name: item[name] for name in names},
        )

    def _name(self, item, step):
        """One side's liaison officer names its units, the lead or contact last."""
        by = self.actor(step["by"])
        side = next(key for key, party in self.parties.items() if party.organization_id == by.organization_id)
        named = [(unit, UnitRole.SUPPORT) for unit in item["supports"].get(side, [])]
        named += [(item[place][side], role) for place, role in PLACES if side in item[place]]
        for unit, role in named:
            officer = self.users.get(item["officers"].get(unit))
            commitments.name_unit(self.rows[item["key"]], by=by, unit=self.units[unit], role=role, officer=officer)

    def _act(self, action, item, step, **told):
        return action(self.rows[item["key"]], by=self.actor(step["by"], step.get("for")), **told)

    def _answer(self, action, item, step, **told):
        decision = Decision.objects.get(commitment=self.rows[item["key"]], outcome=Outcome.OPEN)
        return action(decision, by=self.actor(step["by"], step.get("for")), **told)

    def _accept(self, item, step):
        self._act(commitments.accept, item, step)

    def _decline(self, item, step):
        self._act(commitments.decline, item, step, reason=step["reason"])

    def _withdraw(self, item, step):
        self._act(commitments.withdraw, item, step)

    def _put_back(self, item, step):
        self._act(commitments.put_back, item, step)

    def _report(self, item, step):
        said = {name: step[name] for name in SAID if name in step}
        self._act(progress.report, item, step, unit=self.units.get(step.get("for")), text=step["text"], **said)

    def _no_change(self, item, step):
        self._act(progress.no_change, item, step, unit=self.units.get(step.get("for")))

    def _second(self, item, step):
        self._act(progress.second, item, step)

    def _submit(self, item, step):
        self._act(decisions.open_close, item, step, reason=step["reason"])

    def _release(self, item, step):
        self._answer(decisions.release, item, step)

    def _return(self, item, step):
        self._answer(decisions.return_, item, step, reason=step["reason"])

    def _take_back(self, item, step):
        self._answer(decisions.take_back, item, step, reason=step.get("reason", ""))

    def _object(self, item, step):
        self._answer(decisions.object_, item, step, reason=step["reason"])

    def _confirm(self, item, step):
        self._answer(decisions.confirm, item, step, note=step.get("note", ""))


PLACES = (("contacts", UnitRole.CONTACT), ("leads", UnitRole.LEAD))
SAID = ("percent", "kept_up", "problem", "next_step", "needs_other")


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
    for rows in (
        Notification.objects.filter(commitment__in=items),
        Confirmation.objects.filter(decision__agreement__in=found),
        Decision.objects.filter(agreement__in=found),
        reports.filter(kind=ReportKind.SECOND),
        reports,
        CommitmentUnit.objects.filter(commitment__in=items),
        CommitmentSpan.objects.filter(commitment__in=items),
        items.filter(parent__isnull=False),
        items,
        Sentence.objects.filter(clause__in=clauses),
        clauses.filter(parent__isnull=False),
        clauses,
        TextVersion.objects.filter(agreement__in=found),
        Letter.objects.filter(party__agreement__in=found),
        Signatory.objects.filter(party__agreement__in=found),
        AgreementParty.objects.filter(agreement__in=found),
        found,
    ):
        rows.delete()
    kept = [user.username for user in _users() if not _deleted(user.memberships.all(), user)]
    _users().update(is_active=False)
    for told in _data()["organizations"]:
        codes = [unit["code"] for unit in told["units"]]
        for unit in OrgUnit.objects.filter(organization__name=told["name"], code__in=codes):
            _deleted(unit)
        for body in Organization.objects.filter(name=told["name"]):
            _deleted(body)
    return kept


def _deleted(*things):
    """True when the things could go; False, with all of them kept, when something else refers to them."""
    try:
        with transaction.atomic():
            for thing in things:
                thing.delete()
    except ProtectedError:
        return False
    return True
