"""What an import may refer to: the units, people, clauses and commitments that are there. Read once for all rows."""

from collections import defaultdict

from django.utils import timezone

from ...ledgers import matched_clause, normal
from ...models import Clause, Commitment, EndedAs, Membership, OrganizationKind, OrgUnit, Role
from ..summary import newest_text

# How a ledger that both sides read tells whose unit it means: 区科信局, 校团委.
SIDE_WORDS = {OrganizationKind.UNIVERSITY: ("校", "学校"), OrganizationKind.DISTRICT: ("区",)}
SPEAKING = (Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON)


class Known:
    """The units and people of the parties, the clauses of the newest text, the titles that are taken."""

    def __init__(self, agreement, actor):
        self.agreement = agreement
        self.parties = agreement.party_list
        self.own = agreement.party_of(actor.organization_id)
        self._read_units()
        self._read_people()
        text = newest_text(agreement)
        self.clauses = list(Clause.objects.filter(text_version=text).order_by("sort_key")) if text else []
        self.clause_of = {clause.pk: clause for clause in self.clauses}
        self._keys = [(clause.pk, clause.number, clause.heading) for clause in self.clauses]
        rows = Commitment.objects.filter(agreement=agreement).exclude(ended_as=EndedAs.WITHDRAWN)
        self.titles = {(clause or "", normal(title)) for clause, title in rows.values_list("clause__number", "title")}

    def _read_units(self):
        party_of = {party.organization_id: party for party in self.parties}
        rows = OrgUnit.objects.filter(organization__in=party_of, is_active=True).select_related("organization")
        self.units, self.party_of_unit, self._named = {}, {}, defaultdict(set)
        for unit in rows.order_by("organization", "code"):
            self.units[unit.pk] = unit
            self.party_of_unit[unit.pk] = party_of[unit.organization_id]
            own = unit.organization
            for side in ("", own.name, own.short_name, *SIDE_WORDS.get(own.kind, ())):
                self._named[normal(f"{side}{unit.name}")].add(unit.pk)

    def _read_people(self):
        posts = Membership.objects.current_on(timezone.localdate()).filter(unit__in=self.units, role__in=SPEAKING)
        self.posts, self.people, self._called = defaultdict(set), {}, defaultdict(set)
        for post in posts.select_related("user").order_by("user__name", "user__pk"):
            self.posts[post.user_id].add(post.unit_id)
            self.people[post.user_id] = post.user
            self._called[normal(post.user.name)].add(post.user_id)

    def unit(self, name):
        """The one unit of this name, or None: unknown, or the name of units on both sides."""
        found = self._named.get(normal(name), ())
        return self.units[next(iter(found))] if len(found) == 1 else None

    def is_on_both_sides(self, name):
        return len(self._named.get(normal(name), ())) > 1

    def called(self, name):
        """The ids of the people of this name with a post on one of the sides."""
        return self._called.get(normal(name), set())

    def of_own_side(self, person):
        """True for somebody of the actor's side; an administrator has none, and sees all."""
        own = {unit for unit in self.posts[person] if self.own in (None, self.party_of_unit[unit])}
        return bool(own)

    def clause(self, written):
        """The clause that is meant, or None."""
        key = matched_clause(written, self._keys) if written else None
        return self.clause_of.get(key)

    def party(self, written):
        """Which side is meant by the name of a side, or all of them: (parties, whether it is understood)."""
        said = normal(written)
        if not said:
            return [], False
        if said in ("双方", "各方", "共同", "双方共同", "joint", "both", "bothsides", "all"):
            return self.parties, True
        for place, letter in enumerate("甲乙丙丁"[: len(self.parties)]):
            if said == f"{letter}方":
                return [self.parties[place]], True
        found = [
            party
            for party in self.parties
            if any(normal(name) in said for name in (party.organization.name, party.organization.short_name))
        ]
        longest = [p for p in found if said in map(normal, (p.organization.name, p.organization.short_name))]
        found = longest or found
        return found, bool(found)
