"""What an import would create: a Line for every draft, a reason for every row that gives none."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ...ledgers import are_fractions, normal, read_due, read_figure, split_names
from ...models import Cadence, Clause, Commitment, Obligation, OrgUnit, UnitRole, User
from .kept import layout
from .known import Known

MOST = 300  # drafts in one import: all of it is one transaction
LONGEST_TITLE = Commitment._meta.get_field("title").max_length
LONGEST_DUE = Commitment._meta.get_field("due_text").max_length
JOINT = "joint"
NAMES_A_ROW = 12

WHY_SKIPPED = {
    "no_title": gettext_lazy("It says nothing of what is to be done."),
    "heading": gettext_lazy("It groups the rows below it."),
    "repeated": gettext_lazy("It is the heading again."),
    "total": gettext_lazy("It adds up the others."),
    "there": gettext_lazy("The clause already has a commitment of this title."),
    "twice": gettext_lazy("Row %(row)d says the same."),
}
DATE_DOUBTS = {
    "no_year": gettext_lazy("“%(written)s” names no year; no date is set."),
    "several": gettext_lazy("“%(written)s” holds more dates than one; none is set."),
    "unclear": gettext_lazy("“%(written)s” is not clear as a date; none is set."),
    "range": gettext_lazy("Of “%(written)s” the end is taken: %(day)s."),
    "short_year": gettext_lazy("“%(written)s” is read as %(day)s."),
    "whole_year": gettext_lazy("“%(written)s” is read as the end of the year: %(day)s."),
}


@dataclass
class Named:
    """A unit that is to stand on a draft; `suggested` when it is another side's."""

    unit: OrgUnit
    role: str
    party: object
    suggested: bool
    officer: User | None = None

    @property
    def role_word(self):
        return UnitRole(self.role).label


@dataclass
class Line:
    """One draft to be: what the row says, as far as it is understood, and what is doubtful in it."""

    row: int
    title: str
    whole_title: str
    clause: Clause | None
    obligation: str = ""
    obliged_party: object = None
    due_on: object = None
    due_text: str = ""
    cadence: str = Cadence.ONCE
    yardstick: str = ""
    units: list = field(default_factory=list)
    taken: dict = field(default_factory=dict)
    doubts: list = field(default_factory=list)

    @property
    def sides(self):
        """Who is obliged, in a word; empty when that is still open."""
        if self.obligation == Obligation.JOINT:
            return Obligation.JOINT.label
        return str(self.obliged_party or "")

    @property
    def key(self):
        """All that would be written, as one text."""
        units = [(named.unit.pk, named.role, named.officer and named.officer.pk) for named in self.units]
        clause, party = self.clause and self.clause.pk, self.obliged_party and self.obliged_party.pk
        said = (self.row, self.whole_title, clause, self.obligation, party, self.due_on, self.due_text, self.cadence)
        return repr((*said, self.yardstick, units, sorted(self.taken.items())))


@dataclass
class Question:
    """A name that the file holds and nobody knows: in which rows, what may be chosen, what was chosen."""

    kind: str
    name: str
    rows: list
    options: list
    chosen: object = None
    both_sides: bool = False

    @property
    def where(self):
        """The rows in words: the first few."""
        shown = pgettext("names", ", ").join(str(row) for row in self.rows[:NAMES_A_ROW])
        return f"{shown} …" if len(self.rows) > NAMES_A_ROW else shown


@dataclass
class Plan:
    """The lines in the order of the sheet, the rows that give none, what a person is asked, and what is missing."""

    lines: list
    skipped: list
    questions: list
    undated: list  # rows whose date has no year
    undecided: list  # rows that do not say who is obliged
    obstacles: list

    @property
    def seal(self):
        """Changes with anything that would be written: what was shown is what is confirmed."""
        return hashlib.sha256("\n".join(line.key for line in self.lines).encode()).hexdigest()

    @property
    def suggested(self):
        """How many units of other sides would be suggested."""
        return sum(named.suggested for line in self.lines for named in line.units)

    @property
    def taken(self):
        return sum(bool(line.taken) for line in self.lines)


def plan(found, actor):
    """The Plan of an import as it stands, in the same number of queries for few rows and many."""
    return _Planning(found, actor).plan()


class _Planning:
    def __init__(self, found, actor):
        self.choices, self.actor = found.choices, actor
        self.layout = layout(found)
        self.known = Known(found.agreement, actor)
        self.asked = {kind: defaultdict(list) for kind in ("unit", "person", "clause")}
        self.undated, self.undecided = [], []

    def plan(self):
        rows, left = self.layout.entries()
        self.fractions = are_fractions(entry.cells.get("percent") for entry in rows)
        lines, skipped = [], [(row.row, WHY_SKIPPED[row.why], row.words) for row in left]
        seen = {}
        for entry in rows:
            line = self._line(entry)
            why = self._why_not(line, seen)
            if why:
                skipped.append((line.row, why, line.title[:40]))
            else:
                lines.append(line)
        kept = {line.row for line in lines}
        self.undated = [row for row in self.undated if row in kept]
        self.undecided = [row for row in self.undecided if row in kept]
        return Plan(lines, sorted(skipped), self._questions(kept), self.undated, self.undecided, self._obstacles(lines))

    def _why_not(self, line, seen):
        number = line.clause.number if line.clause else ""
        if (number, normal(line.title)) in self.known.titles:
            return WHY_SKIPPED["there"]
        key = (number, normal(line.whole_title), line.obligation, line.obliged_party)
        if key in seen:
            return WHY_SKIPPED["twice"] % {"row": seen[key]}
        seen[key] = line.row
        return ""

    def _obstacles(self, lines):
        found = []
        if len(self.known.parties) < 2:
            found.append(_("An agreement has two parties or more; enter them first."))
        if not lines:
            found.append(_("No row gives a commitment that is not here yet."))
        if len(lines) > MOST:
            found.append(_("Bring at most %(most)d rows at once; this has %(n)d.") % {"most": MOST, "n": len(lines)})
        if any(not line.obligation for line in lines):
            found.append(_("Say who is obliged where the sheet does not."))
        return found

    # one row

    def _line(self, entry):
        whole = entry.text("title")
        title = " ".join(whole.split())
        line = Line(entry.row, title, whole, self._clause(entry))
        if len(title) > LONGEST_TITLE:
            line.title = f"{title[: LONGEST_TITLE - 1]}…"
            line.doubts.append(_("The title is shortened to %(n)d characters.") % {"n": LONGEST_TITLE})
        line.yardstick = entry.text("yardstick")
        self._date(line, entry)
        written = self._units(line, entry)
        self._obliged(line, entry, written)
        self._roles(line, written)
        self._officers(line, entry)
        self._progress(line, entry)
        return line

    def _clause(self, entry):
        written = entry.text("clause") or entry.group
        if not written:
            return None
        if clause := self.known.clause(written):
            return clause
        self.asked["clause"][written[:200]].append(entry.row)
        return self.known.clause_of.get(self._chosen("clause", written[:200]))

    def _chosen(self, kind, name):
        return self.choices.get(kind, {}).get(name)

    def _date(self, line, entry):
        year = self.choices.get("year") or None
        due = read_due(entry.cells.get("due"), year)
        if due.doubt == "no_year":
            self.undated.append(entry.row)
        line.due_on, line.due_text = due.due_on or due.suggestion, due.due_text
        line.cadence = due.cadence or Cadence.ONCE
        if due.doubt and not due.suggestion:
            words = {"written": due.due_text[:LONGEST_DUE], "day": line.due_on and line.due_on.isoformat()}
            line.doubts.append(DATE_DOUBTS[due.doubt] % words)
        if len(line.due_text) > LONGEST_DUE:
            line.due_text = f"{line.due_text[: LONGEST_DUE - 1]}…"
            line.doubts.append(_("The date as written is shortened to %(n)d characters.") % {"n": LONGEST_DUE})

    def _units(self, line, entry):
        """The units that the row names, as (unit, role as written), each once; who is unknown is asked for."""
        written = []
        for column, role in (("lead", UnitRole.LEAD), ("support", UnitRole.SUPPORT)):
            for name in split_names(entry.text(column)):
                unit = self.known.unit(name)
                if unit is None:
                    self.asked["unit"][name[:200]].append(entry.row)
                    unit = self.known.units.get(self._chosen("unit", name[:200]))
                if unit is None:
                    line.doubts.append(_("“%(name)s” is not known here and is left out.") % {"name": name[:80]})
                elif unit not in [held for held, _role in written]:
                    written.append((unit, role))
        return written

    def _obliged(self, line, entry, written):
        """Who owes it: as the sheet says, else the sides whose units lead, else as chosen for the whole file."""
        parties, understood = self.known.party(entry.text("obliged"))
        if not understood:
            leads = {self.known.party_of_unit[unit.pk] for unit, role in written if role == UnitRole.LEAD}
            parties = [party for party in self.known.parties if party in leads]
        if 1 < len(parties) < len(self.known.parties):
            parties = []  # two of three: one commitment for each of them, which nobody can divide here
        if not parties:
            self.undecided.append(entry.row)
            chosen = self.choices.get("obliged")
            parties = self.known.parties if chosen == JOINT else [p for p in self.known.parties if p.pk == chosen]
        if len(parties) == 1:
            line.obligation, line.obliged_party = Obligation.ONE, parties[0]
        elif parties:
            line.obligation = Obligation.JOINT

    def _roles(self, line, written):
        """Which part each unit has: one lead for a side that owes it, one contact for a side that does not."""
        if not line.obligation:
            return
        for party in self.known.parties:
            own = [(unit, role) for unit, role in written if self.known.party_of_unit[unit.pk] == party]
            owes = line.obligation == Obligation.JOINT or party == line.obliged_party
            leads = [unit for unit, role in own if role == UnitRole.LEAD]
            first = (leads or ([] if owes else [unit for unit, _role in own]) or [None])[0]
            if owes and len(leads) > 1:
                words = {"party": party, "unit": first}
                line.doubts.append(_("%(party)s has several leads here: %(unit)s leads, the others support.") % words)
            suggested = party != self.known.own
            if own and suggested and party.answers_by_letter:
                line.doubts.append(_("%(party)s answers by letter and names its units by letter.") % {"party": party})
                continue
            for unit, _role in own:
                role = UnitRole.SUPPORT if unit != first else UnitRole.LEAD if owes else UnitRole.CONTACT
                line.units.append(Named(unit, role, party, suggested))

    def _officers(self, line, entry):
        for name in split_names(entry.text("officer")):
            people = self.known.called(name)
            chosen = self._chosen("person", name[:200])
            if not people:
                self.asked["person"][name[:200]].append(entry.row)
                people = {chosen} & self.known.people.keys()
            fitting = [
                (named, person)
                for named in sorted(line.units, key=lambda named: named.role == UnitRole.SUPPORT)
                for person in sorted(people)
                if named.officer is None and named.unit.pk in self.known.posts[person]
            ]
            if fitting:
                named, person = fitting[0]
                named.officer = self.known.people[person]
            elif people:
                line.doubts.append(_("“%(name)s” has no post in these units and is left out.") % {"name": name[:80]})
            else:
                line.doubts.append(_("“%(name)s” is not known here and is left out.") % {"name": name[:80]})

    def _progress(self, line, entry):
        figure = read_figure(entry.cells.get("percent"), fractions=self.fractions)
        text = entry.text("progress") or figure.words
        is_continuous = line.cadence == Cadence.CONTINUOUS
        said = {
            "text": text,
            "percent": None if is_continuous else figure.percent,
            "kept_up": figure.kept_up if is_continuous else "",
            "problem": entry.text("problem"),
            "next_step": entry.text("next_step"),
        }
        if figure.doubt == "unclear":
            line.doubts.append(
                _("“%(written)s” is no clear figure; none is taken.") % {"written": entry.text("percent")[:80]}
            )
        if not any(value not in (None, "") for value in said.values()):
            return
        if self.known.own is None:
            line.doubts.append(_("What was done is not taken over: an administrator does not report for a side."))
            return
        line.taken = said

    # what a person is asked

    def _questions(self, kept):
        options = {
            "unit": [(self.known.party_of_unit[pk], pk, unit.name) for pk, unit in self.known.units.items()],
            "person": [
                (self.known.party_of_unit[min(self.known.posts[pk])], pk, person.name)
                for pk, person in self.known.people.items()
                if self.known.of_own_side(pk)
            ],
            "clause": [("", clause.pk, str(clause)) for clause in self.known.clauses],
        }
        return [
            Question(
                kind,
                name,
                list(dict.fromkeys(rows)),
                options[kind],
                self._chosen(kind, name),
                kind == "unit" and self.known.is_on_both_sides(name),
            )
            for kind, names in self.asked.items()
            for name, rows in names.items()
            if kept & set(rows)
        ]
