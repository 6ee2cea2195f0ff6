"""Text out of the bytes of a .txt file: UTF-8 with or without a mark, else GB18030; line ends stay as they are."""

import re

from .common import LIMIT, Unreadable, has_words

_SIGNATURES = (
    *(b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf"),
    *(b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!\x1a", b"II*\x00", b"MM\x00*", b"\x7fELF"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


def read_text(data: bytes, *, limit: int = LIMIT) -> str:
    """The text of a .txt file, without its byte order mark and with its line ends; Unreadable when it has none.

    Nothing is rewritten, so that offsets count characters of what `open(…, newline="")` gives. GB18030
    takes nearly any bytes for Chinese: what then consists of control or private characters is refused.
    """
    if len(data) > limit:
        raise Unreadable("too_large")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(_UTF16):
        raise Unreadable("utf16")
    if data.startswith(_SIGNATURES) or b"\x00" in data:
        raise Unreadable("binary")
    text = decoded(data.removeprefix(_UTF8_MARK))
    if not has_words(text):
        raise Unreadable("empty")
    if len(_CONTROL.findall(text)) * 100 > len(text):
        raise Unreadable("binary")
    return text


def decoded(data: bytes) -> str:
    """UTF-8, else GB18030 that does not come out as private or missing characters."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    if len(_FOREIGN.findall(text)) * 100 > len(text):
        raise Unreadable("encoding")
    return text
