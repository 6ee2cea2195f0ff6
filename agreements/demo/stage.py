"""The demonstration's cast and its steps: whatever the file tells is done by the actions, on the day of the step.

So the demonstration obeys the rules that everybody obeys, and its trail reads as any other.
"""

import hashlib
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import cache
from unittest import mock
from zlib import crc32

from django.contrib.auth.hashers import make_password
from django.utils import timezone, translation

from .. import periods
from ..actions import (
    commitments,
    decisions,
    deputies,
    extensions,
    indicators,
    milestones,
    nudges,
    progress,
    proposals,
    readings,
    templates,
)
from ..models import (
    Actor,
    Agreement,
    AgreementParty,
    CalendarYear,
    Clause,
    Decision,
    Disposition,
    Membership,
    Organization,
    OrgUnit,
    Outcome,
    Sentence,
    Signatory,
    Template,
    TextVersion,
    UnitRole,
    User,
)
from .postings import do_with_posting, mark_departments, posting_steps
from .recurring import row_for, say_how

# What marks an account as ours, so that nobody's own "admin" is ever taken over or removed.
MAIL_DOMAIN = "demo.invalid"
FIRST_HOUR, LAST_HOUR = 9, 17
LAST_SEEN = timedelta(days=5)
PLACES = (("contacts", UnitRole.CONTACT), ("leads", UnitRole.LEAD))
SAID = ("percent", "kept_up", "problem", "next_step", "needs_other")


@contextmanager
def _clock_at(moment):
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def _moment(day, minute=0):
    local = datetime.combine(day, time(FIRST_HOUR)) + timedelta(minutes=minute)
    return timezone.make_aware(local).astimezone(UTC)


class Stage:
    """The cast in place, and every step of every story in the order of time."""

    def __init__(self, data, secret):
        self.secret = make_password(secret)
        self.data, self.now, self.today = data, timezone.now(), timezone.localdate()
        self.calendar = CalendarYear.objects.calendar()
        self.parties, self.units, self.users, self.rows, self.postings = {}, {}, {}, {}, {}
        self.actor = cache(self.actor)

    # Who and what

    def set_up(self):
        first = min(item["drafted_on"] for item in self.data["commitments"])
        with _clock_at(_moment(self.today + timedelta(days=first - 14))):
            self._make_bodies()
            mark_departments(self)
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
        for told in self.data["accounts"]:
            is_admin = told["role"] == "admin"
            values = {
                "name": told["name"],
                "email": f"{told['username']}@{MAIL_DOMAIN}",
                "telephone": told["telephone"],
                "password": self.secret,
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
                    deputy_for=None,
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
        moves = [
            move for item in self.data["commitments"] for move in self._moves(item["key"], item, self._steps(item))
        ]
        for told in self.data["secondments"]:
            moves += self._moves(told["person"], told, posting_steps(told))
        author = f"liaison.{self.data['agreement']['parties'][0]}"
        moves += self._moves("text", None, [{"do": "read", "by": author, "on": 0}])
        for moment, item, step in sorted(moves, key=lambda move: move[0]):
            with _clock_at(moment):
                getattr(self, f"_{step['do']}")(item, step)
        for told in self.data["deputies"]:
            self._deputize(told)

    def _deputize(self, told):
        """A colleague with the rights of somebody's post from today on, named by whose post it is."""
        deputies.name_deputy(
            self.actor(told["for"]).membership,
            by=self.actor(told["for"]),
            person=self.users[told["deputy"]],
            starts_on=self.today,
            ends_on=self.today + timedelta(days=told["days"]),
        )

    def _moves(self, key, item, steps):
        """Every step of an item with its moment: in office hours of a working day, in order, never ahead of now."""
        steps, moments = list(steps), []
        for place, step in enumerate(steps):
            day = self.today + timedelta(days=step["on"])
            while not self.calendar.is_working(day):
                day -= timedelta(days=1)
            minute = crc32(f"{key} {place}".encode()) % ((LAST_HOUR - FIRST_HOUR) * 60)
            moments.append(min(_moment(day, minute), self.now))
        return [(moment, item, step) for moment, step in zip(sorted(moments), steps, strict=True)]

    def _read(self, _item, step):
        """Have the text read: what nobody has marked yet waits as proposals."""
        readings.read(self.text, by=self.actor(step["by"]))

    def _posting(self, told, step):
        do_with_posting(self, told, step)

    def _steps(self, item):
        """The story from the draft on, with naming the units told as a step of each side."""
        author, other = item["author"], self._other_liaison(item["author"])
        naming = [{"do": "name", "by": username} for username in (author, other)]
        yield {"do": "draft", "by": author, "on": item["drafted_on"]}
        if "recurs" in item:
            yield {"do": "recur", "by": author, "on": item["drafted_on"]}
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

    def _recur(self, item, step):
        say_how(self, item, self.actor(step["by"]))

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
        return action(row_for(self, self.rows[item["key"]], step), by=self.actor(step["by"], step.get("for")), **told)

    def _answer(self, action, item, step, **told):
        decision = Decision.objects.get(commitment=row_for(self, self.rows[item["key"]], step), outcome=Outcome.OPEN)
        return action(decision, by=self.actor(step["by"], step.get("for")), **told)

    def _milestone(self, item, step):
        due_on = self._day(step["due_offset"])
        milestones.add(
            self.rows[item["key"]], by=self.actor(step["by"]), title=step["title"], due_on=due_on, weight=step["weight"]
        )

    def _milestone_done(self, item, step):
        milestones.mark_done(self._found(item, step), by=self.actor(step["by"]), on=timezone.localdate())

    def _milestone_moved(self, item, step):
        found = self._found(item, step)
        kept = {"title": found.title, "unit": found.unit, "weight": found.weight}
        due_on = self._day(step["due_offset"])
        milestones.change(found, by=self.actor(step["by"]), due_on=due_on, reason=step["reason"], **kept)

    def _found(self, item, step):
        return self.rows[item["key"]].milestones.get(title=step["title"])

    def _indicator(self, item, step):
        """An indicator with figures up to the period of the day; all but the last are locked."""
        told = {name: step[name] for name in ("name", "measure", "direction", "every")}
        by = self.actor(step["by"])
        made = indicators.add(self.rows[item["key"]], by=by, **told)
        period = periods.period_of(timezone.localdate(), made.every)
        for target, actual in reversed(step["values"]):
            value = indicators.record(made, by=by, period=period.key, target=target, actual=actual)
            if period.last < timezone.localdate():
                indicators.lock(value, by=by)
            period = periods.period_of(period.first - timedelta(days=1), made.every)

    def _template(self, item, step):
        """The suggestions of a template, which an administrator may have taken away."""
        with translation.override("zh-hans"):
            if found := Template.objects.filter(name=step["template"]).first():
                templates.take(self.rows[item["key"]], by=self.actor(step["by"]), template=found)

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

    def _remind(self, item, step):
        self._act(nudges.remind, item, step, unit=self.units[step["unit"]])

    def _submit(self, item, step):
        self._act(decisions.open_close, item, step, reason=step["reason"])

    def _ask_extension(self, item, step):
        later = self.rows[item["key"]].due_on + timedelta(days=step["days"])
        self._act(extensions.ask, item, step, new_due_on=later, reason=step["reason"])

    def _propose(self, item, step):
        told = {"fields": {"target": step["target"]}} if "target" in step else {}
        self._act(proposals.propose, item, step, kind=step["kind"], reason=step["reason"], **told)

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
