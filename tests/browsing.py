"""What browser tests have in common: being signed in, and pages that everybody can use."""

import json

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
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
