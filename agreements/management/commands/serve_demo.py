"""Serves the site with its demonstration, for a first look: what `make run` starts."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from agreements import trail

from .seed_demo import show_accounts


class Command(BaseCommand):
    help = "Prepares the database, loads the demonstration when it is empty, and serves. Only with DEBUG."

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="host:port")

    def handle(self, *, address, **options):
        if not settings.DEBUG:
            raise CommandError("serve_demo is for a first look and refuses to run without DEBUG.")
        if ":" not in address:
            address = f"127.0.0.1:{address}"
        prepare(self.stdout)
        self.stdout.write("")
        self.stdout.write(
            _("For a first look only: open http://%(address)s/ and sign in. Ctrl+C ends it.") % {"address": address}
        )
        show_accounts(self.stdout)
        self.stdout.write("")
        self.stdout.flush()
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")  # said above in our own words
        call_command("runserver", address, use_reloader=False, skip_checks=True, stdout=self.stdout)


def prepare(stdout):
    """Bring the database up to date and load the demonstration into an empty one; changes nothing the second time."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or trail.missing_triggers(connection):
        stdout.write(_("Preparing the database …"))
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("seed_demo", if_empty=True, quiet=True, stdout=stdout)
