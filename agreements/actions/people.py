"""Entering an organization's units and people from a table: all of it or nothing, and once only."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import Refused, Stale
from ..models import Membership, Organization, OrgUnit, User
from ..reports.roster import Plan
from . import corrections
from .commitments import allow

MOST_ROWS = 500


def plan(organization, rows, *, by):
    """What the rows would change, as a Plan; `rows` are (number, {column: words})."""
    allow(by, "enter_people", organization)
    rows = list(rows)
    if not rows:
        raise Refused(_("There is no row in this table."))
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("These are %(count)s rows; at most %(most)s go in at once.") % {"count": len(rows), "most": MOST_ROWS}
        )
    return Plan(organization, rows, by)


def enter(organization, rows, *, by, seen):
    """Write what the rows say and return the Plan; `seen` is the digest of the plan that was shown.

    Refused while any row is; Stale, with the plan as it is now, when something else would happen than was shown.
    """
    try:
        with transaction.atomic():
            Organization.objects.select_for_update().get(pk=organization.pk)  # one table at a time
            found = plan(organization, rows, by=by)
            if count := len(found.refused):
                words = ngettext(
                    "%(count)d row cannot be entered, so nothing was.",
                    "%(count)d rows cannot be entered, so nothing was.",
                    count,
                )
                raise Refused(words % {"count": count})
            if found.digest != seen:
                raise Stale(_("Something has changed since this was shown. Look at it again, then confirm."), found)
            _Writer(organization, by).write(found)
            return found
    except IntegrityError:
        # Another organization's table took the same sign-in name a moment ago.
        raise Refused(_("Somebody entered the same sign-in name just now. Look at it again, then confirm.")) from None


class _Writer:
    """Writes a plan, each row with its line in the trail; lines about accounts are the side's own matter."""

    def __init__(self, organization, by):
        self.organization, self.by = organization, by

    def write(self, found):
        units = list(found.by_code.values())
        for unit in units:
            self._unit(unit)
        for unit in units:
            self._above(unit)
        for row in found.rows:
            if row.person:
                self._person(row.person)
            if row.post:
                self._post(row.post)

    def _unit(self, unit):
        """Make a new unit after what stands above it."""
        if unit.stored:
            return
        if unit.above:
            self._unit(unit.above)
        parent = unit.above.stored if unit.above else None
        unit.stored = OrgUnit.objects.create(
            organization=self.organization,
            parent=parent,
            code=unit.code,
            name=unit.name,
            telephone=unit.telephone,
            room=unit.room,
        )
        corrections.record_addition(unit.stored, by=self.by)

    def _above(self, unit):
        """Change what a unit that was here already says."""
        wanted = {"telephone": unit.telephone, "room": unit.room, "parent": unit.above.stored if unit.above else None}
        self._change(unit.stored, wanted, {"telephone", "room", "parent_id"})

    def _person(self, person):
        if person.stored is None:
            user = User(username=person.username, email=person.email, name=person.name, telephone=person.telephone)
            user.set_unusable_password()
            user.save(force_insert=True)
            person.stored = user
            corrections.record_addition(user, by=self.by, own_party=self.organization.pk)
        else:
            self._change(person.stored, {"telephone": person.telephone}, {"telephone"}, self.organization.pk)

    def _post(self, post):
        if post.stored is None:
            post.stored = Membership.objects.create(
                user=post.person.stored,
                unit=post.unit.stored,
                role=post.role,
                starts_on=post.starts_on,
                ends_on=post.ends_on,
            )
            corrections.record_addition(post.stored, by=self.by)
        else:
            days = {"starts_on": post.starts_on, "ends_on": post.ends_on}
            self._change(post.stored, days, set(days))

    def _change(self, row, wanted, columns, own_party=None):
        """Set what differs and say so on the trail; rows that say it already are not touched."""
        current = {name: getattr(row, name) for name in columns}
        if all(
            current.get(name, current.get(f"{name}_id")) == getattr(value, "pk", value)
            for name, value in wanted.items()
        ):
            return
        before = corrections.as_stored(row)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=list(wanted))
        corrections.record_change(before, row, by=self.by, own_party=own_party)
