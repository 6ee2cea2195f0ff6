"""What a pasted table of units and people would change: row by row what is new, what is here, what is refused and why.

Nothing is written here and nothing is guessed: whatever could mean two things is refused with both of them named.
"""

import hashlib

from django.utils.translation import gettext as _

from ..extraction.pasted import day_of, role_of
from ..models import Membership, OrgUnit, Role
from .names import SignInNames
from .roster_rows import (
    CHANGED,
    NEW,
    OF_PERSON,
    REFUSED,
    Person,
    Post,
    Row,
    Unit,
    change,
    check_cells,
    listed,
    word_for,
)


class Plan:
    """What a table would change in an organization; `rows` in the order of the table."""

    def __init__(self, organization, rows, by):
        self.organization, self.by = organization, by
        self.rows = [Row(number, said) for number, said in rows]
        self.posts = {}
        self._know_units()
        self._know_people()
        for row in self.rows:
            check_cells(row)
            self._place_in_unit(row)
        for row in self.rows:
            self._place_under(row)
        for row in self.rows:
            self._refuse_circles(row)
            self._change_unit(row)
            if row.unit and any(row.get(name) for name in OF_PERSON):
                self._enter_person(row)

    @property
    def refused(self):
        return [row for row in self.rows if row.state == REFUSED]

    @property
    def changes(self):
        """The rows that would change something."""
        return [row for row in self.rows if row.state in (NEW, CHANGED)]

    @property
    def digest(self):
        """What was shown, in short: it tells whether the same would happen now."""
        shown = [(row.number, sorted(row.said.items()), row.does, row.problems) for row in self.rows]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    # Units

    def _know_units(self):
        stored = list(OrgUnit.objects.filter(organization=self.organization).order_by("pk"))
        units = [Unit(one.code, one.name, 0, one, None, one.telephone, one.room) for one in stored]
        self.by_code = {unit.code.casefold(): unit for unit in units}
        by_pk = {unit.stored.pk: unit for unit in units}
        for unit in units:
            unit.above = by_pk.get(unit.stored.parent_id)

    def _named(self, name):
        return [unit for unit in self.by_code.values() if unit.name == name]

    def _place_in_unit(self, row):
        code, name = row.get("unit_code"), row.get("unit_name")
        if not code and not name:
            row.refuse(_("No unit is given in this row."))
            return
        found = self.by_code.get(code.casefold()) if code else None
        namesakes = self._named(name) if name else []
        if found and name and found.name != name:
            words = {"code": found.code, "unit": found.name, "row": found.row}
            if found.stored:
                row.refuse(_("The code %(code)s belongs to “%(unit)s” here."), **words)
            else:
                row.refuse(_("Row %(row)s gives the code %(code)s to “%(unit)s”."), **words)
        elif not found and code and namesakes:
            row.refuse(_("“%(unit)s” is here with the code %(code)s."), unit=name, code=namesakes[0].code)
        elif not code and len(namesakes) > 1:
            row.refuse(_("%(count)s units are called “%(unit)s”: give the code."), count=len(namesakes), unit=name)
        elif not (found or namesakes) and not (code and name):
            row.refuse(_("This unit is not here yet: a new one needs a code and a name."))
        elif not (found or namesakes):
            self.by_code[code.casefold()] = row.unit = Unit(code, name, row.number)
        else:
            row.unit = found or namesakes[0]
            if row.unit.stored and not row.unit.stored.is_active:
                row.refuse(_("“%(unit)s” is switched off. An administrator switches it on."), unit=row.unit.name)

    def _place_under(self, row):
        word = row.get("higher_unit")
        if not word or not row.unit:
            return
        found = [self.by_code[word.casefold()]] if word.casefold() in self.by_code else self._named(word)
        if not found:
            row.refuse(_("The higher unit “%(unit)s” is not known."), unit=word)
        elif len(found) > 1:
            row.refuse(_("%(count)s units are called “%(unit)s”: give the code."), count=len(found), unit=word)
        elif self._told_otherwise(row, row.unit, "higher_unit", found[0].code):
            return
        elif row.unit.above is not found[0]:
            before, row.unit.above = row.unit.above, found[0]
            if row.unit.stored:
                row.does.append(change(_("Higher unit"), before or "", found[0]))

    def _refuse_circles(self, row):
        seen, above = {row.unit}, row.unit.above if row.unit else None
        while above and above not in seen:
            seen.add(above)
            above = above.above
        if above is row.unit and row.unit and row.get("higher_unit"):
            row.refuse(_("A unit cannot stand above itself."))

    def _change_unit(self, row):
        unit = row.unit
        if unit and not unit.stored and unit.row == row.number:
            row.is_new = True
            row.does.append(_("New unit: %(unit)s (%(code)s).") % {"unit": unit.name, "code": unit.code})
        for column, name, label in (
            ("unit_telephone", "telephone", _("Unit telephone")),
            ("room", "room", _("Room")),
        ):
            if unit and row.get(column) and not self._told_otherwise(row, unit, column, row.get(column)):
                before = getattr(unit, name)
                setattr(unit, name, row.get(column))
                if unit.stored and before != row.get(column):
                    row.does.append(change(label, before, row.get(column)))

    def _told_otherwise(self, row, thing, column, value):
        """True, with a problem written, when another row of the table says something else of the same thing."""
        said, number = thing.told.setdefault(column, (value, row.number))
        if said != value:
            row.refuse(
                _("Row %(row)s says something else about “%(what)s”: %(said)s."), row=number, what=thing, said=said
            )
        return said != value

    # People

    def _know_people(self):
        self.names = SignInNames()
        mentioned = filter(None, (self.names.account(said) for said in {row.get("sign_in") for row in self.rows}))
        posts = Membership.objects.select_related("user", "unit").filter(deputy_for__isnull=True).order_by("pk")
        of_both = posts.filter(unit__organization=self.organization) | posts.filter(user__in=list(mentioned))
        self.held = {}
        for post in of_both.distinct():
            self.held.setdefault(post.user_id, []).append(post)
        self.people = {}  # by account, or by sign-in name in lower case for those to come
        self.named = {}  # by name, those at home here and those to come
        at_home = {}
        for posts in self.held.values():
            if any(self._is_here(post) for post in posts):
                at_home[posts[0].user_id] = posts[0].user
        for user in at_home.values():
            self._known(user)

    def _is_here(self, post):
        return post.unit.organization_id == self.organization.pk

    def _known(self, user):
        if user.pk not in self.people:
            person = Person(user.name, user.username, 0, user.email, user.telephone, user)
            person.units = {post.unit.code for post in self.held.get(user.pk, ()) if self._is_here(post)}
            self.people[user.pk] = person
            self.named.setdefault(user.name, []).append(person)
        return self.people[user.pk]

    def _enter_person(self, row):
        role = self._role(row)
        days = self._days(row)
        row.person = self._who(row)
        if not row.person or not role or days is None:
            return
        if row.person.stored is None and row.person.row == row.number:
            row.is_new = True
            row.does.append(
                _("New account: %(person)s, sign-in name %(username)s.")
                % {"person": row.person.name, "username": row.person.username}
            )
        self._change_telephone(row)
        self._give_post(row, role, *days)

    def _role(self, row):
        known = listed(label for value, label in Role.choices if self.by.is_admin or value != Role.LIAISON)
        if not row.get("role"):
            row.refuse(_("Give the role of the person: one of %(roles)s."), roles=known)
        elif not (role := role_of(row.get("role"))):
            row.refuse(_("“%(role)s” is no role: use one of %(roles)s."), role=row.get("role"), roles=known)
        elif role == Role.LIAISON and not self.by.is_admin:
            row.refuse(_("Liaison officers are entered by an administrator."))
        else:
            return role
        return ""

    def _days(self, row):
        days = []
        for name in ("starts_on", "ends_on"):
            day = day_of(row.get(name)) if row.get(name) else None
            if row.get(name) and day is None:
                row.refuse(_("“%(word)s” is no day: write it as 2026-12-31."), word=row.get(name))
                return None
            days.append(day)
        return days

    def _who(self, row):
        """The person a row speaks of, known or new; None with a problem written when that is not certain."""
        said, name = row.get("sign_in"), row.get("person")
        if not said:
            return self._by_name(row, name)
        if account := self.names.account(said):
            return self._of_account(row, account, name)
        if known := self.people.get(said.casefold()):
            if name and known.name != name:
                words = {"row": known.row, "said": said, "person": known.name}
                row.refuse(_("Row %(row)s gives “%(said)s” to %(person)s."), **words)
                return None
            return known
        if fault := self.names.fault(said):
            row.refuse(fault)
            return None
        return self._new(row, name, said)

    def _by_name(self, row, name):
        if not name:
            row.refuse(_("Give the name of the person."))
            return None
        same = self.named.get(name, [])
        here = [one for one in same if row.unit.code in one.units]
        if not same:
            return self._new(row, name, "")
        if len(same) == 1 and here and same[0].told.get("person", (name, row.number))[1] == row.number:
            same[0].told["person"] = (name, row.number)
            return same[0]
        if len(same) == 1 and here and self._says_the_same(row, same[0]):
            return same[0]
        where = listed(word_for(one) for one in same)
        row.refuse(
            _("This name is here already (%(where)s). Give the sign-in name, theirs or a new one."),
            where=where,
        )
        return None

    def _says_the_same(self, row, person):
        earlier = next(one for one in self.rows if one.number == person.told["person"][1])
        return all(earlier.get(name) == row.get(name) for name in OF_PERSON) and earlier.unit is row.unit

    def _of_account(self, row, user, name):
        posts = self.held.get(user.pk, ())
        if not any(self._is_here(post) for post in posts) and (posts or not self.by.is_admin):
            row.refuse(_("“%(said)s” belongs to an account outside this organization."), said=row.get("sign_in"))
        elif name and user.name != name:
            row.refuse(_("“%(said)s” belongs to %(person)s."), said=row.get("sign_in"), person=user.name)
        elif not user.is_active:
            row.refuse(_("This account is switched off. An administrator switches it on."))
        else:
            person = self._known(user)
            person.told.setdefault("person", (user.name, row.number))
            return person
        return None

    def _new(self, row, name, said):
        if not name:
            row.refuse(_("Give the name of the person."))
            return None
        if name in self.named:
            namesakes = listed(word_for(one) for one in self.named[name])
            row.notes.append(_("There is another person of this name: %(where)s.") % {"where": namesakes})
        username = self.names.take(said, row.unit.code)
        person = Person(name, username, row.number, said.lower() if "@" in said else "")
        person.told["person"] = (name, row.number)
        person.units.add(row.unit.code)
        self.people[(said or username).casefold()] = person
        self.named.setdefault(name, []).append(person)
        return person

    def _change_telephone(self, row):
        person, number = row.person, row.get("telephone")
        if not number or self._told_otherwise(row, person, "telephone", number):
            return
        before, person.telephone = person.telephone, number
        if not person.stored or before == number:
            return
        outside = any(not self._is_here(post) for post in self.held.get(person.stored.pk, ()))
        if not self.by.is_admin and (outside or person.stored.is_superuser):
            row.refuse(_("The telephone of this person is changed by an administrator."))
        else:
            row.does.append(change(_("Telephone"), before, number))

    def _give_post(self, row, role, starts_on, ends_on):
        key = (row.person, row.unit, role)
        if earlier := self.posts.get(key):
            if (starts_on or earlier.starts_on, ends_on or earlier.ends_on) != (earlier.starts_on, earlier.ends_on):
                row.refuse(_("Row %(row)s gives this post with other days."), row=earlier.row)
            return
        stored = self._stored_post(row, role)
        post = Post(row.person, row.unit, role, row.number, starts_on, ends_on, stored)
        if stored:
            post.starts_on, post.ends_on = starts_on or stored.starts_on, ends_on or stored.ends_on
        if post.starts_on and post.ends_on and post.ends_on < post.starts_on:
            row.refuse(_("A membership cannot end before it starts."))
            return
        self.posts[key] = row.post = post
        row.person.units.add(row.unit.code)
        label = Role(role).label
        if stored is None:
            row.is_new = True
            row.does.append(_("New post: %(role)s, %(unit)s.") % {"role": label, "unit": row.unit.name})
        for name, word in (("starts_on", _("From")), ("ends_on", _("Until"))):
            before = getattr(stored, name) if stored else getattr(post, name)
            if before != getattr(post, name):
                row.does.append(change(word, before or "", getattr(post, name)))

    def _stored_post(self, row, role):
        if not row.person.stored or not row.unit.stored:
            return None
        posts = self.held.get(row.person.stored.pk, ())
        return next((post for post in posts if (post.unit_id, post.role) == (row.unit.stored.pk, role)), None)
