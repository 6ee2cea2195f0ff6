"""Recurring commitments for the tests: one that is assigned, with an occurrence for every year of the agreement."""

from datetime import date

from agreements.actions import recurrences
from agreements.models import Agreement, Cadence

from .world import World

YEARLY = {"every": "year", "anchor": "calendar", "starts_on": date(2026, 1, 1)}


class Recurring(World):
    """The agreement runs to July 2029; `make_recurring` gives 2026 to 2029."""

    @classmethod
    def make_term(cls, last=date(2029, 7, 25)):
        Agreement.objects.filter(pk=cls.agreement.pk).update(effective_to=last)
        cls.agreement.refresh_from_db()

    @classmethod
    def make_recurring_draft(cls, rule=None, **given):
        draft = cls.make_commitment(**{"cadence": Cadence.RECURRING, "due_on": None, "target": "8 人"} | given)
        recurrences.set_recurrence(draft, by=cls.uni_liaison, **YEARLY | (rule or {}))
        return cls.fresh(draft)

    @classmethod
    def make_recurring(cls, rule=None, **given):
        """Assigned by both sides, with its occurrences."""
        draft = cls.make_recurring_draft(rule, **given)
        cls.name_both(draft)
        return cls.fresh(draft)

    @classmethod
    def name_both(cls, draft):
        from agreements.actions import commitments

        for side, liaison, unit in (
            (cls.uni_party, cls.uni_liaison, cls.uni_lead),
            (cls.dis_party, cls.dis_liaison, cls.dis_lead),
        ):
            role = "lead" if side in draft.obliged_parties() else "contact"
            commitments.name_unit(draft, by=liaison, unit=unit, role=role)

    @staticmethod
    def periods(row):
        return list(row.occurrences.order_by("period").values_list("period", flat=True))

    @classmethod
    def of(cls, row, period):
        return cls.fresh(row.occurrences.get(period=period))
