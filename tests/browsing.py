"""What browser tests have in common: being signed in, and pages that everybody can use."""

import copy
import json

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def sign_in(page, live_server, username):
    """Make the browser of `page` the one of `username`, as if the sign-in form had been filled in."""
    client = Client()
    client.force_login(
        get_user_model().objects.get_by_natural_key(username), "django.contrib.auth.backends.ModelBackend"
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


_played = {}
_OTHERS = {"django_migrations", "django_content_type", "auth_permission"}  # tables that nobody on the stage writes to


def staged(cast, play):
    """The cast after `play(cast)`, which is played once: later tests find the same rows under the same keys again.

    These tests commit, so each begins with empty tables, and playing takes longer than most of what is then tested.
    """
    if connection.vendor != "sqlite":
        play(cast)
    elif play not in _played:
        play(cast)
        _played[play] = _rows(), copy.deepcopy(_told(cast))
    else:
        rows, told = _played[play]
        with transaction.atomic(), connection.cursor() as cursor:
            for table, lines in rows.items():
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(lines[0]))})", lines)
        for name, value in copy.deepcopy(told).items():
            setattr(cast, name, value)
    return cast


def _rows():
    """Every row of every table that has any, as it is stored."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.django_table_names(only_existing=True)) - _OTHERS:
            if lines := cursor.execute(f"SELECT * FROM {table}").fetchall():
                found[table] = lines
    return found


def _told(cast):
    """What the cast knows: its people and things, not its ways."""
    kept = {name: value for name, value in vars(cast).items() if not name.startswith("__") and name != "server"}
    return {name: value for name, value in kept.items() if not callable(value) and not hasattr(value, "__func__")}


def axe(page, *, within=None):
    """Assert that the page as it stands breaks no rule of WCAG 2.2 AA; `within` is a CSS selector."""
    options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    assert not found, f"{page.url} cannot be used by everybody:\n" + "\n".join(map(described, found))


def described(violation):
    """One violation with each element that shows it."""
    elements = [
        f"    {json.dumps(node['target'], ensure_ascii=False)}: {node['html'][:200]}\n"
        f"      {' '.join((node.get('failureSummary') or '').split())}"
        for node in violation["nodes"]
    ]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *elements])
