"""The parts of a plan for a pasted table: its rows, and units, people and posts as they would be afterwards."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..extraction.pasted import UNSEEN
from ..models import Membership, OrgUnit, User

LIMITS = {
    "unit_code": 30,
    "unit_name": 80,
    "higher_unit": 80,
    "unit_telephone": 40,
    "room": 60,
    "person": 60,
    "sign_in": 100,
    "telephone": 40,
    "role": 30,
    "starts_on": 30,
    "ends_on": 30,
}
REFUSED, NEW, CHANGED, THERE = "refused", "new", "changed", "there"
OF_PERSON = ("person", "sign_in", "telephone", "role", "starts_on", "ends_on")


@dataclass
class Row:
    """One row of the table: what it says, what it would do, what stands against it."""

    number: int
    said: dict
    unit: "Unit | None" = None
    person: "Person | None" = None
    post: "Post | None" = None
    does: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    is_new: bool = False

    def get(self, name):
        return self.said.get(name, "")

    def refuse(self, sentence, **words):
        self.problems.append(sentence % words if words else sentence)

    @property
    def state(self):
        if self.problems:
            return REFUSED
        if self.is_new:
            return NEW
        return CHANGED if self.does else THERE


@dataclass(eq=False)
class Unit:
    """A unit as it would be afterwards; `row` is where the table first names it, `told` which row said what."""

    code: str
    name: str
    row: int
    stored: OrgUnit | None = None
    above: "Unit | None" = None
    telephone: str = ""
    room: str = ""
    told: dict = field(default_factory=dict)

    def __str__(self):
        return self.name


@dataclass(eq=False)
class Person:
    """A person as they would be afterwards."""

    name: str
    username: str
    row: int
    email: str = ""
    telephone: str = ""
    stored: User | None = None
    told: dict = field(default_factory=dict)
    units: set = field(default_factory=set)  # codes of the units in which the table gives a post

    def __str__(self):
        return self.name


@dataclass(eq=False)
class Post:
    """A post as it would be afterwards."""

    person: Person
    unit: Unit
    role: str
    row: int
    starts_on: date | None = None
    ends_on: date | None = None
    stored: Membership | None = None


def check_cells(row):
    """Refuse what is too long for its column, and what nobody could see."""
    for name, word in row.said.items():
        if len(word) > LIMITS[name]:
            row.refuse(_("“%(word)s…” is too long: %(most)s characters at most."), word=word[:20], most=LIMITS[name])
        if UNSEEN.search(word):
            row.refuse(_("“%(word)s” holds characters that cannot be seen."), word=UNSEEN.sub("�", word)[:40])


def change(label, before, after):
    return _("%(what)s: %(before)s → %(after)s.") % {"what": label, "before": before or "–", "after": after}


def word_for(person):
    return f"{person.name} · {person.username}"


def listed(words):
    """Words one after the other, as the reader's language lists them."""
    return pgettext("between listed words", ", ").join(str(word) for word in words)
