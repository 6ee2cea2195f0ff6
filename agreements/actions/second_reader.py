"""Having a text read by a model: asked only where the settings and the agreement allow it; else, or failing, the rules.

The model is asked outside of any transaction: it may take its time, and nobody's work waits behind it.
"""

import threading

from django.db import transaction
from django.utils.translation import gettext as _

from .. import trail
from ..errors import Refused
from ..model_reading import NoAnswer, found_by
from . import readings
from .commitments import allow
from .readers import endpoint
from .text_lock import lock

AT_ONCE = 2  # of one process: the other threads go on serving pages
_turns = threading.BoundedSemaphore(AT_ONCE)


def name_for(agreement):
    """The name of the model that may read this agreement's texts; empty without one."""
    asked = endpoint() if agreement.model_may_read else None
    return asked.model if asked else ""


def read(version, *, by):
    """Have the model read a text and return the Outcome; without a usable answer the rules read it and `silent` is why.

    Not atomic, and not to be called inside a transaction.
    """
    if not _turns.acquire(blocking=False):
        raise Refused(_("The model is reading other texts. Try again in a moment."))
    try:
        asked, version = _asking(version, by=by)
        try:
            found, dropped = found_by(asked, version.text, version.agreement.signed_on)
        except NoAnswer as nothing:
            outcome = readings.read(version, by=by)
            outcome.silent = nothing.why
            return outcome
    finally:
        _turns.release()
    return readings.read(version, by=by, reader=asked.model, told=(found, dropped))


@transaction.atomic
def _asking(version, *, by):
    """(endpoint, text) when the text may be sent, with a line on the trail that the model was asked."""
    version = lock(version)
    allow(by, "create", version.agreement)
    readings.refuse_long(version)
    asked = endpoint()
    if asked is None or not version.agreement.model_may_read:
        raise Refused(_("No model may read the texts of this agreement."))
    trail.record("ask_model", version, by=by, reader=asked.model)
    return asked, version
