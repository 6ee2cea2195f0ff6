"""Works out again on which days lamps turn: after a change of the calendar or of a threshold."""

from django.core.management.base import BaseCommand

from agreements.actions import turn_days


class Command(BaseCommand):
    help = "Works out again on which days lamps turn; run it after a change of the calendar or of a threshold."

    def handle(self, **options):
        count, changed = turn_days.rebuild()
        self.stdout.write(f"Looked at {count} commitments; {changed} changed.")
