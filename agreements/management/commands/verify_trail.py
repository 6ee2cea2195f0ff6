"""Proves the trail whole, or names the first fault of every broken chain."""

from django.core.management.base import BaseCommand

from agreements import trail
from agreements.models import TrailEntry, TrailSeal


class Command(BaseCommand):
    help = "Proves the trail whole, or names the first fault of every broken chain and exits with 1."

    def handle(self, **options):
        broken = 0
        for fault in trail.find_breaks():
            broken += 1
            self.stderr.write(str(fault))
        lines = TrailEntry.objects.count()
        chains = TrailEntry.objects.order_by().values("object_type", "object_id").distinct().count()
        self.stdout.write(f"{lines} lines in {chains} chains, {broken} broken.")
        if last := TrailSeal.objects.order_by("-day").first():
            # Kept elsewhere, this line proves later that nothing up to it was cut off.
            self.stdout.write(f"Last seal: {last.day}, {last.entry_count} lines, {last.hash}")
        else:
            self.stdout.write("Not sealed yet: lines cut off at the end would go unnoticed. Run seal_trail daily.")
        if broken:
            raise SystemExit(1)
