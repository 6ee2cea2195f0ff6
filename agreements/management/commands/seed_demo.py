"""Loads or removes the demonstration agreement."""

from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from agreements import demo
from agreements.errors import Refused
from agreements.models import Agreement


class Command(BaseCommand):
    help = "Loads the demonstration agreement with its accounts, or removes it."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any agreement")
        parser.add_argument("--quiet", action="store_true", help="do not print the accounts")
        parser.add_argument("--remove", action="store_true", help="remove the demonstration; its trail stays")

    def handle(self, *, if_empty, quiet, remove, **options):
        if remove:
            return self.remove()
        if if_empty and Agreement.objects.exists():
            return
        if demo.exists():
            self.stdout.write(_("The demonstration is already loaded; nothing was changed."))
        else:
            self.load()
        if not quiet:
            show_accounts(self.stdout)

    def load(self):
        try:
            agreement = demo.seed()
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        count = agreement.commitments.count()
        told = {"title": agreement.title, "count": count}
        self.stdout.write(_("Loaded the demonstration “%(title)s” with %(count)d commitments.") % told)

    def remove(self):
        try:
            kept = demo.remove()
        except ProtectedError as protected:
            count = len(protected.protected_objects)
            raise CommandError(
                _("%(count)d records of others hang on it; nothing was removed.") % {"count": count}
            ) from None
        self.stdout.write(_("Removed the demonstration. Its trail stays."))
        if kept:
            self.stdout.write(_("Deactivated, because other records name them: %(names)s") % {"names": ", ".join(kept)})


def show_accounts(stdout):
    """Print who can sign in, role by side, and where the password lies."""
    found = demo.accounts()
    if not found:
        return
    sides = list(dict.fromkeys(account.side for account in found if account.side))
    cells = {}
    for account in found:
        for side in [account.side] if account.side else sides:
            cells.setdefault(account.role_name, {name: [] for name in sides})[side].append(account.username)
    table = [["", *sides], *([role, *(", ".join(row[side]) for side in sides)] for role, row in cells.items())]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for line in table:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        stdout.write("  " + "  ".join(padded).rstrip())
    told = {"password": demo.password(), "file": demo.password_file()}
    stdout.write(_("Password of all accounts: %(password)s (kept in %(file)s)") % told)


def _width(text):
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
