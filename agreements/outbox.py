"""Who must be told what: rows in the caller's transaction. Nothing here sends."""

from django.utils import timezone

from .models import Agreement, Membership, Notification, Role, UnitRole


def notify(kind, row, people, about, by):
    """Queue one notice per person except the doer; saying the same thing twice writes nothing.

    `row` is the commitment that it is about, or the agreement.
    """
    name, word = ("agreement", "agreement") if isinstance(row, Agreement) else ("commitment", "item")
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=person,
                kind=kind,
                dedupe_key=f"{kind}:{word}-{row.pk}:{about}:user-{person}",
                due_at=now,
                **{name: row},
            )
            for person in sorted(set(people) - {by.user.pk})
        ],
        ignore_conflicts=True,
    )


def liaisons(*organization_ids):
    """Ids of the liaison officers of organizations, today."""
    posts = Membership.objects.current_on(timezone.localdate()).filter(role=Role.LIAISON)
    return list(posts.filter(unit__organization__in=organization_ids).values_list("user", flat=True))


def other_liaisons(row, organization_id):
    """Ids of the liaison officers of every other party of the agreement of a commitment or decision."""
    others = {party.organization_id for party in row.agreement.party_list} - {organization_id}
    return liaisons(*others)


def unit_people(row):
    """Ids of the people to tell of a unit's item: its officer with the deputies, else its officers and head."""
    if row.officer_id:
        return with_deputies(row.officer_id, row.unit_id)
    posts = Membership.objects.current_on(timezone.localdate())
    return list(posts.filter(unit=row.unit_id, role__in=(Role.OFFICER, Role.UNIT_HEAD)).values_list("user", flat=True))


def with_deputies(person, unit):
    """Ids of a person and of who deputizes for them in a unit today: both are told."""
    posts = Membership.objects.current_on(timezone.localdate()).filter(deputy_for__user=person, unit=unit)
    return [person, *posts.values_list("user", flat=True)]


def lead_people(commitment):
    """Ids of the people to tell in every lead unit."""
    return [person for row in commitment.units.filter(role=UnitRole.LEAD) for person in unit_people(row)]
