"""Seals the trail up to the end of a day that is over: the daily run."""

from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements import trail


class Command(BaseCommand):
    help = "Seals the trail up to the end of yesterday; run it daily, again at will."

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="seal up to this day (YYYY-MM-DD), not yesterday")

    def handle(self, *, day, **options):
        day = day or timezone.localdate() - timedelta(days=1)
        try:
            made = trail.seal(day)
        except ValueError as problem:
            raise CommandError(f"{day}: {problem}.") from None
        if made is None:
            self.stdout.write(f"{day}: nothing new to seal.")
        else:
            self.stdout.write(f"{made.day}: sealed {made.entry_count} lines, {made.hash}")
