"""Who reads a text: each reader is a function of the text and the day signed that gives what is `Found` in it.

A reader's name stands on each of its proposals. A second reader takes its place in
`READERS`, returns the same form, and nothing else changes.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..extraction import Found, extract

RULES = gettext_noop("rules")
READERS: dict[str, Callable[[str, date | None], Found]] = {RULES: extract}


def name_of(reader):
    """A reader's name for people; a model goes by its own."""
    return _(reader)
