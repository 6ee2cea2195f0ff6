"""Text out of the bytes of a file: .txt, .docx, .pdf with a text layer, .html saved from a page.

What is returned is what is stored, and what every offset counts. Only plain text is read in this
process; the rest is read by one that may be stopped, see `apart`.
"""

from .apart import read_apart
from .common import LARGEST, LIMIT, PAGES, REASONS, WARNINGS, Read, Unreadable
from .kinds import kind_of
from .plain import read_text

__all__ = ["LARGEST", "LIMIT", "PAGES", "REASONS", "WARNINGS", "Read", "Unreadable", "kind_of", "read", "read_text"]


def read(data: bytes, name: str = "", *, limit: int = LIMIT) -> Read:
    """The text of a file's bytes; Unreadable, with its reason, when there is none to be had.

    What it is shows in the bytes; the name only tells a web page without a head from plain text.
    `limit` is how many bytes of text are taken, whatever the file is.
    """
    kind = kind_of(data, name)
    if len(data) > LARGEST[kind]:
        raise Unreadable("too_large")
    if kind == "txt":
        return Read(read_text(data, limit=limit), kind)
    return read_apart(kind, data, limit)
