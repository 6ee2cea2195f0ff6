"""Who reads a text: each reader is a function of the text and the day signed that gives what is `Found` in it.

A reader's name stands on each of its proposals. The rules are always there; a model is where the settings name one,
and goes by its own name (docs/decisions.md, "A second reader").
"""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..extraction import Found, extract
from ..model_reading import Endpoint

RULES = gettext_noop("rules")
LONGEST_NAME = 60  # of a proposal's reader
MOST_SECONDS = 120
READERS: dict[str, Callable[[str, date | None], Found]] = {RULES: extract}


def name_of(reader):
    """A reader's name for people; a model goes by its own."""
    return _(reader)


def endpoint():
    """Where a model is asked, as the settings say; None without one, or while they are wrong."""
    if not settings.READING_MODEL_URL or problems():
        return None
    return Endpoint(
        settings.READING_MODEL_URL,
        settings.READING_MODEL_NAME,
        settings.READING_MODEL_KEY,
        settings.READING_MODEL_SECONDS,
    )


def problems():
    """What is wrong with the settings of the model, in sentences for whoever runs the site."""
    if not settings.READING_MODEL_URL:
        return []
    name, seconds = settings.READING_MODEL_NAME, settings.READING_MODEL_SECONDS
    found = []
    if not _is_address(settings.READING_MODEL_URL):
        found.append("READING_MODEL_URL must be an address that begins with http:// or https://.")
    if not name.strip():
        found.append("READING_MODEL_URL needs READING_MODEL_NAME: the name stands on each proposal.")
    elif name in READERS or len(name) > LONGEST_NAME:
        found.append(f"READING_MODEL_NAME has at most {LONGEST_NAME} characters and is not the name of the rules.")
    if not 0 < seconds <= MOST_SECONDS:
        found.append(f"READING_MODEL_SECONDS must be more than 0 and at most {MOST_SECONDS}.")
    return found


def _is_address(url):
    try:
        address = urlsplit(url)
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is none, brackets that do not close
        return False
