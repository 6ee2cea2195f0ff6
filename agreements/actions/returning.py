"""An exported workbook on its way back, cell by cell: as it was then, as it stands now, as the person has it.

Here nothing is written. Where then and now agree, the person's cell is taken; where now already says the
same, there is nothing to do; where both have moved, it is a conflict that a person decides. What the sender
may not change, and what nobody changes in a workbook, is refused with a sentence. A later due date asks for
an extension, once a reason is given.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access, lifecycle
from ..models import (
    Commitment,
    CommitmentUnit,
    Decision,
    DecisionKind,
    ExtensionRequest,
    KeptUp,
    Membership,
    ProgressReport,
    Role,
    UnitRole,
)
from ..reports import export
from ..reports.round_trip import EDITABLE, REPORTED, digest, exported

TAKE, CONFLICT, REFUSED, ASK = "take", "conflict", "refused", "ask"
CARRIED = ("problem", "next_step", "needs_other")

WHY_NOT = {
    "due_text": gettext_lazy("The date as written is the agreement’s own wording and is not changed in a workbook."),
    "title": gettext_lazy("What was agreed is not changed in a workbook; a draft is edited on its page."),
    "leads": gettext_lazy("Each side’s liaison officer names its units on the commitment’s page."),
    "supports": gettext_lazy("Each side’s liaison officer names its units on the commitment’s page."),
    "status": gettext_lazy(
        "The status follows from the steps taken on the commitment’s page, such as asking to close."
    ),
    "closed_on": gettext_lazy("The closing date is the day on which the other side confirms."),
    "lamp": gettext_lazy("The lamp is worked out from date, progress and reports."),
}
NEVER = gettext_lazy("This column is not changed in a workbook.")
UNREADABLE = {
    "merged": gettext_lazy("This cell is merged with another. Separate them and write in each what belongs there."),
    "error": gettext_lazy("This cell holds an error instead of a value."),
    "no_value": gettext_lazy("This cell holds a formula without a value. Write the value itself."),
}
SPEAKING = (Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON)
_BETWEEN = re.compile(r"[、,，;；/\n]+")
_WHOLE = re.compile(r"(\d{1,3})%$")


@dataclass
class Cell:
    """One cell that differs from then; `then` is None where the workbook does not keep what stood there."""

    name: str
    then: str | None
    now: str
    yours: str
    fate: str
    why: str = ""


@dataclass
class Item:
    """One row of the workbook in which something differs, and what becomes of it.

    `place` is the unit that would report, `carried` what its report takes along from the last one, `figure` the
    percent or the answer whether it was kept up; `named` holds the officers that the row names, by unit;
    `seen` tells whether it has changed since.
    """

    pk: int
    label: str
    cells: list = field(default_factory=list)
    commitment: Commitment | None = None
    why: str = ""
    place: CommitmentUnit | None = None
    carried: dict = field(default_factory=dict)
    left_out: bool = False  # the last report is another side's: its words are not repeated as one's own
    newer: str = ""  # what has been reported since the export
    figure: int | str = ""
    named: dict = field(default_factory=dict)
    seen: str = ""

    def cell(self, name):
        return next((cell for cell in self.cells if cell.name == name), None)

    @property
    def open(self):
        """The cells of which something may be taken."""
        return [cell for cell in self.cells if cell.fate in (TAKE, CONFLICT)]

    @property
    def asks_for_a_date(self):
        """True when the row asks for a later due date."""
        cell = self.cell("due_on")
        return cell is not None and cell.fate == ASK

    @property
    def asks_for_words(self):
        """True when a report may come of it for which the workbook has no new words, or perhaps none."""
        text = self.cell("text")
        surely = text is not None and text.fate == TAKE
        return not surely and any(cell.name in REPORTED and cell.name != "text" for cell in self.open)


def plan(told, actor, clock):
    """The Items of a workbook that came back, in its order: the same number of queries for few rows and many."""
    keys = [row["pk"] for row in told["rows"]]
    known = _Known(keys, told["language"], actor, clock)
    items = [_item(row, known, actor) for row in told["rows"]]
    return [item for item in items if item.why or item.cells]


class _Known:
    """All that is asked of the rows as they stand now."""

    def __init__(self, keys, language, actor, clock):
        visible = Commitment.objects.visible_to(actor).filter(pk__in=keys)
        units = CommitmentUnit.objects.select_related("unit", "party__organization", "officer")
        rows = visible.prefetch_related("agreement", Prefetch("units", units))
        out = Decision.objects.before_the_others().filter(commitment__in=keys).values_list("commitment", "kind")
        kinds = dict(out)  # one at most is before the others
        pending = set(
            ExtensionRequest.objects.pending().filter(commitment__in=keys).values_list("commitment", flat=True)
        )
        self.rows = {row.pk: row for row in rows}
        for row in self.rows.values():
            row.is_before_the_others = row.pk in kinds
            row.is_being_closed = kinds.get(row.pk) == DecisionKind.CLOSE
            row.has_extension_pending = row.pk in pending
        with translation.override(language or translation.get_language()):  # the words of the workbook
            found = export.of_rows(actor, clock, list(self.rows))
            self.now = {origin.pk: (origin, exported(row, found.words)) for origin, row in found.traced()}
            self.kept_up = {word: value for value, word in found.words["kept_up"].items() if value}
            self.kept_up |= {str(word): value for value, word in KeptUp.choices}
        reports = [origin.report for origin, _cells in self.now.values() if origin.report]
        self.sides = dict(ProgressReport.objects.filter(pk__in=reports).values_list("pk", "unit__organization"))
        self.people = self._people()

    def _people(self):
        """Who may be an officer of each unit of these rows, as {unit: [(name, person)]}."""
        places = {place.unit_id for row in self.rows.values() for place in row.units.all()}
        posts = Membership.objects.current_on(timezone.localdate()).filter(unit__in=places, role__in=SPEAKING)
        found = {}
        for post in posts.filter(deputy_for__isnull=True).select_related("user").order_by("pk"):
            held = found.setdefault(post.unit_id, {})
            held[post.user_id] = post.user
        return {unit: list(people.values()) for unit, people in found.items()}


def _item(row, known, actor):
    item = Item(row["pk"], row["label"])
    commitment = known.rows.get(item.pk)
    if commitment is None:
        item.why = _("This commitment is not among those that you see.")
        return item
    origin, now = known.now[item.pk]
    item.commitment = commitment
    item.place = _speaks(commitment, actor)
    judge = _Judge(item, row, known, actor, origin, now)
    for name, yours in row["yours"].items():
        if yours != now[name]:
            cell = Cell(name, judge.then(name), now[name], yours, REFUSED)
            cell.why = str(judge.why_not(cell))
            if cell.why:
                item.cells.append(cell)
            elif name != "officers" or item.named:  # the same names in another order say nothing
                cell.fate = ASK if name == "due_on" else CONFLICT if judge.moved(cell) else TAKE
                item.cells.append(cell)
    same_side = item.place and known.sides.get(origin.report) == item.place.party.organization_id
    item.carried = {name: now[name] if same_side else "" for name in CARRIED}
    item.newer = now["text"] if (origin.report or 0) != row["report"] else ""
    item.left_out = not same_side and any(now[name] for name in CARRIED)
    item.seen = _seen(origin, now, item)
    return item


def _seen(origin, now, item):
    """What the row looks like to whoever decides: another one, and it was changed in between."""
    told = [origin.report, *(now[name] for name in EDITABLE)]
    told += [item.place and (item.place.unit_id, item.place.percent, item.place.kept_up)]
    # By name: PostgreSQL does not keep the order in which a JSON object was written.
    told += [[cell.name, cell.fate, cell.now] for cell in sorted(item.cells, key=lambda cell: cell.name)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def _speaks(commitment, actor):
    """The row of the unit for which the actor would report: the own one, for a liaison officer the side's lead."""
    party = access.party_of(actor, commitment.agreement) if actor.membership else None
    rows = [row for row in commitment.units.all() if row.role != UnitRole.CONTACT]
    rows = [row for row in rows if party and row.party_id == party.pk]
    if not actor.has_role(Role.LIAISON):
        rows = [row for row in rows if row.unit_id == actor.unit_id]
    return min(rows, key=lambda row: (row.role, row.unit_id != actor.unit_id, row.pk), default=None)


class _Judge:
    """Says of one row's cells why they are not taken, and whether somebody else has changed them since."""

    def __init__(self, item, row, known, actor, origin, now):
        self.item, self.row, self.known, self.actor = item, row, known, actor
        self.origin, self.now = origin, now

    def then(self, name):
        """What stood there; of a column that nobody edits it is known only while it stands there still."""
        if name in EDITABLE:
            return self.row["then"][name]
        return self.now[name] if self.row["fixed"].get(name) == digest(name, self.now[name]) else None

    def moved(self, cell):
        # A new report changes the cell even when it repeats the words.
        return cell.now != cell.then or (cell.name == "text" and (self.origin.report or 0) != self.row["report"])

    def why_not(self, cell):
        if code := self.row["bad"].get(cell.name):
            return UNREADABLE.get(code, NEVER)
        if cell.name == "due_on":
            return self._later(cell)
        if cell.name not in EDITABLE:
            return WHY_NOT.get(cell.name, NEVER)
        commitment = self.item.commitment
        verb, step = ("name_officer", "name_unit") if cell.name == "officers" else ("report", "report")
        why = access.refusal(self.actor, verb, commitment) or lifecycle.obstacle(step, commitment)
        return why or (self._officers if cell.name == "officers" else self._reported)(cell)

    def _later(self, cell):
        """Why no extension to the date can be asked for."""
        commitment = self.item.commitment
        if not commitment.has_been_agreed:
            return WHY_NOT["title"]
        verb = "ask_extension"
        if why := access.refusal(self.actor, verb, commitment) or lifecycle.obstacle(verb, commitment):
            return why
        if cell.then is None:
            return _("The date has moved since the export. Ask for another one on the commitment’s page.")
        day = day_of(cell.yours)
        if day is None or day <= commitment.due_on:
            return _("A workbook asks for a later date only. Any other change is proposed on the commitment’s page.")
        return ""

    def _reported(self, cell):
        place = self.item.place
        if not place:
            return _("No unit of this side can report on the commitment.")
        if cell.name == "percent":
            return self._percent(cell)
        if cell.name == "text" and not cell.yours:
            return _("An empty cell takes back no report. Write what was done.")
        if place.role == UnitRole.LEAD and self.item.commitment.is_continuous and not place.kept_up:
            return "" if self._answer() else self._kept_up_words()
        return ""

    def _answer(self):
        return self.known.kept_up.get(self.row["yours"].get("percent"), "")

    def _percent(self, cell):
        if self.item.place.role != UnitRole.LEAD:
            return _("Only a lead unit’s report says how far it is.")
        if self.item.commitment.is_continuous:
            self.item.figure = self._answer()
            return "" if self.item.figure else self._kept_up_words()
        self.item.figure = percent(cell.yours)
        return _("Write a whole percent from 0 to 100, such as 80%.") if self.item.figure is None else ""

    def _kept_up_words(self):
        words = ", ".join(f"“{word}”" for word in KeptUp.labels)
        return _("Write whether it was kept up this cycle: %(words)s.") % {"words": words}

    def _officers(self, cell):
        """Why the names cannot be taken; else `item.named` holds who is new, each for the one unit they belong to."""
        if why := self._named(cell):
            self.item.named = {}
        return why

    def _named(self, cell):
        then, yours, now = names(cell.then), names(cell.yours), names(cell.now)
        places = self._own_places()
        for name in [name for name in yours if name not in then and name not in now]:
            found = [(row, who) for row in places for who in self.known.people.get(row.unit_id, ()) if who.name == name]
            if not found:
                return _("%(name)s has no post in a unit of yours on this commitment.") % {"name": name}
            if len(found) > 1:
                return _("%(name)s may be meant for several units. Name the officer on the commitment’s page.") % {
                    "name": name
                }
            row, who = found[0]
            if row.unit_id in self.item.named:
                return _("Two officers are named for %(unit)s; a unit has one.") % {"unit": row.unit}
            self.item.named[row.unit_id] = (row.unit, who)
        gone = [name for name in then if name not in yours and name in now]
        replaced = {row.officer.name for row in places if row.officer and row.unit_id in self.item.named}
        for name in gone:
            if name not in replaced:
                return _("%(name)s stays: an officer is replaced by another of the same unit, not removed.") % {
                    "name": name
                }
        return ""

    def _own_places(self):
        """The units for which the actor names officers."""
        rows = [row for row in self.item.commitment.units.all() if row.role != UnitRole.CONTACT]
        if self.actor.is_admin:
            return rows
        rows = [row for row in rows if row.party.organization_id == self.actor.organization_id]
        head = self.actor.has_role(Role.UNIT_HEAD)
        return [row for row in rows if row.unit_id == self.actor.unit_id] if head else rows


def names(text):
    """The names in a cell, in order, each once."""
    return list(dict.fromkeys(filter(None, (part.strip() for part in _BETWEEN.split(text or "")))))


def day_of(text):
    """The day that a cell gives; None when it gives none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def percent(text):
    """The figure that a cell gives, from 0 to 100; None when it gives none."""
    found = _WHOLE.match(text)
    return int(found[1]) if found and int(found[1]) <= 100 else None


# What comes of it


def report_of(item, chosen, words):
    """What the row reports as the person decided, as the action takes it; None when nothing, or without words."""
    taken = {cell.name: cell.yours for cell in item.open if cell.name in REPORTED and is_taken(item, cell, chosen)}
    text = taken.get("text") or words.get(item.pk, "").strip()
    if not taken or not text:
        return None
    said = {name: taken.get(name, item.carried[name]) for name in CARRIED}
    return {"text": text, **said, **_figures(item, taken)}


def _figures(item, taken):
    """The figure of the reporting unit: the workbook's where it was changed, else its own as it stands."""
    if item.place.role != UnitRole.LEAD:
        return {}
    if item.commitment.is_continuous:
        return {"kept_up": item.figure if "percent" in taken else item.place.kept_up}
    own = item.place.percent if item.place.percent is not None else item.commitment.percent
    return {"percent": item.figure if "percent" in taken else own}


def extension_of(item, reasons):
    """The (day, reason) for which the row asks; None when for none, or without a reason."""
    reason = reasons.get(item.pk, "").strip()
    return (day_of(item.cell("due_on").yours), reason) if reason and item.asks_for_a_date else None


def officers_of(item, chosen):
    """The (unit, person) that the row names as the person decided."""
    cell = item.cell("officers")
    if cell is None or cell.fate == REFUSED or not is_taken(item, cell, chosen):
        return []
    return list(item.named.values())


def is_taken(item, cell, chosen):
    """True for what only the workbook changed, and for conflicts that the person decided for the workbook."""
    return cell.fate == TAKE or (cell.fate == CONFLICT and (item.pk, cell.name) in chosen)
