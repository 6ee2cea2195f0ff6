"""What a file is, by its first bytes rather than by its name."""

import re

from .common import Unreadable

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A page begins with one of these, perhaps behind a comment or an XML declaration.
_PAGE = re.compile(
    rb"(?:\s|<!--.{0,4000}?-->|<\?xml[^>]{0,200}>)*+<(?:!doctype\s+html|html|head|body|meta|title|script|style|div|table|article)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<(?:p|div|br|table|span|h[1-6]|li|td)\b[^<>]{0,400}>", re.IGNORECASE)
_PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")


def kind_of(data: bytes, name: str = "") -> str:
    """One of txt, docx, pdf and html; Unreadable where the bytes already say that no text will come."""
    if data.startswith(_ZIP):
        return "docx"
    if data.startswith(_OLE):
        # An encrypted document is stored in the old container, beside a stream of this name.
        raise Unreadable("locked" if "EncryptedPackage".encode("utf-16-le") in data else "old_word")
    if data.startswith(b"%PDF-"):
        return "pdf"
    head = data[:8192]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"") if data.startswith(_MARKS[1:]) else head
    if _PAGE.match(head) or (name.lower().endswith(_PAGE_ENDINGS) and _TAG.search(head)):
        return "html"
    return "txt"
