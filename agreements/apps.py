"""The app's name, its checks, and the triggers that keep the trail append-only."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def install_triggers_after_migrate(sender, using, **kwargs):
    """Put the triggers back after every migration: altering a table on SQLite rebuilds it without them."""
    from django.db import connections

    from . import trail

    trail.install_triggers(connections[using])


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Pactkeeper")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from . import accounts, checks  # noqa: F401

        post_migrate.connect(install_triggers_after_migrate, sender=self)
        user_logged_in.connect(accounts.take_on_language)
