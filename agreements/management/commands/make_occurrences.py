"""Makes the occurrences of what recurs as far ahead as they should be there: the daily run."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.actions import occurrences
from agreements.errors import Refused
from agreements.models import Actor


class Command(BaseCommand):
    help = "Makes the occurrences of recurring commitments that are missing; run it daily, again at will."

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="as of this day (YYYY-MM-DD), not today")

    def handle(self, *, day, **options):
        day = day or timezone.localdate()
        looked_at = made = failed = 0
        for parent, told in occurrences.plan(day, by=Actor.daily_run()):
            looked_at += 1
            if isinstance(told, Refused):
                failed += 1
                self.stderr.write(f"{parent.code or parent.pk}: {'; '.join(told.messages)}")
            elif told:
                made += len(told)
                self.stdout.write(f"{parent.code}: {', '.join(told)}")
        self.stdout.write(f"{day}: looked at {looked_at} recurring commitments; {made} occurrences made.")
        if failed:
            raise CommandError(f"{failed} of them were refused.")
