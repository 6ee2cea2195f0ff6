"""One person at a time works on a text as a whole: it is read, corrected, gets a file, or goes."""

from django.utils.translation import gettext as _

from ..errors import Refused
from ..models import TextVersion


def lock(version):
    """The text under a lock; Refused when it has been discarded meanwhile.

    `no_key`: whoever marks a passage holds its sentences and then refers to the text, and must not wait for somebody
    who holds the text and waits for the sentences.
    """
    rows = TextVersion.objects.select_for_update(of=("self",), no_key=True).select_related("agreement")
    row = rows.filter(pk=version.pk).first()
    if row is None:
        raise Refused(_("This text has been discarded meanwhile."))
    return row
