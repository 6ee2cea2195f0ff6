"""Identity numbers, which have no place in any text of the register."""

import re
import unicodedata

# 18 places, the last a digit or X; people set spaces and hyphens between the groups.
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9])")


def has_identity_number(text):
    """True when a text holds what looks like an identity number of 18 places."""
    return bool(_NUMBER.search(unicodedata.normalize("NFKC", text)))
