"""Postings for tests: from the university's lead unit to the district's, under a commitment that asks for months."""

from datetime import date

from agreements.actions import secondments
from agreements.models import SecondmentBreak, SecondmentChange, SecondmentEvaluation


def asking_item(cls, months=6, **given):
    """A commitment of the university that asks for a minimum duration of what the university sends."""
    fields = {"obliged_party": cls.uni_party, "min_months": months, "min_months_party": cls.uni_party}
    return cls.make_commitment(title="每年选派教师锻炼", **fields | given)


def make_posting(cls, by=None, **given):
    """A posting of half a year from 1 September 2026; what is given takes the place of what is usual."""
    fields = {
        "commitment": given.get("commitment") or asking_item(cls),
        "person": "张一",
        "post": "科长助理",
        "sending_unit": cls.uni_lead,
        "host_unit": cls.dis_lead,
        "starts_on": date(2026, 9, 1),
        "planned_end_on": date(2027, 2, 28),
    }
    return secondments.plan(cls.agreement, by=by or cls.uni_liaison, **fields | given)


def with_everything(posting, by):
    """A posting with a row of every kind that hangs on one, written past the rules."""
    SecondmentBreak.objects.create(secondment=posting, starts_on=posting.starts_on, ends_on=posting.starts_on)
    SecondmentChange.objects.create(
        secondment=posting,
        old_end_on=posting.planned_end_on,
        new_end_on=date(2028, 1, 1),
        party=posting.sending_party,
        asked_by=by.user,
        asked_at=posting.created_at,
    )
    SecondmentEvaluation.objects.create(
        secondment=posting, text="合格", written_by=by.user, written_unit=by.unit, written_at=posting.created_at
    )
    return posting
