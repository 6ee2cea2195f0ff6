"""The archive that an .xlsx file is, looked through before anything is made of it: size, kinds of parts, markup."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .book import Unreadable

UNPACKED = 40 * 1024 * 1024  # all parts together
RATIO = 250  # markup shrinks to a fiftieth, seldom to a hundredth; more than this was made to burst
SMALL = 1024 * 1024  # a part up to this size may shrink as it likes
PARTS = 1000
# Markup is slow to read, so its tags are counted: in all parts, and in a part that is neither cells nor texts.
TAGS, TAGS_ELSEWHERE = 1_000_000, 250_000
CHUNK = 256 * 1024

_MACROS = re.compile(r"vbaproject|(?:^|/)macrosheets/|vbadata|\.bin\.rels$", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:^|/)(?:embeddings|activex|ctrlprops|oleobjects?)/", re.IGNORECASE)
_EXTERNAL = re.compile(r"(?:^|/)(?:externallinks/|connections\.xml$|querytables/|customdata/)", re.IGNORECASE)
_CELLS_OR_TEXTS = re.compile(r"^xl/(?:worksheets/[^/]+|sharedstrings)\.xml$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})")
_KNOWN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
# UTF-16, UTF-32 and EBCDIC markup: nobody writes it, and in it the search above would find nothing.
_OTHER_MARKUP = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00\x00<", b"\x4c\x6f\xa7\x94")
_FOREIGN_TARGET = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"vnd.ms-excel.sheet.binary", b"intlmacrosheet")
_OVERLAP = 300  # bytes kept from the chunk before, so that nothing hides on the seam


def opened(data: bytes) -> ZipFile:
    """The archive, once nothing in it can hurt; Unreadable says what stands against it."""
    try:
        archive = ZipFile(BytesIO(data))
        parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise Unreadable("broken") from error
    _look_at_directory(parts)
    tags = 0
    for part in parts:
        tags += _look_through(archive, part)
        if tags > TAGS:
            raise Unreadable("bomb")
    return archive


def _look_at_directory(parts: list[ZipInfo]) -> None:
    """What the list of parts says: their kinds, and the sizes it owns up to."""
    names = [part.filename.replace("\\", "/").lstrip("/") for part in parts]
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Unreadable("bomb")
    for part in parts:
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            raise Unreadable("bomb")
        if part.flag_bits & 0x1:
            raise Unreadable("encrypted")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Unreadable("broken")
    for reason, pattern in (("macros", _MACROS), ("embedded", _EMBEDDED), ("external", _EXTERNAL)):
        if any(pattern.search(name) for name in names):
            raise Unreadable(reason)
    if "[Content_Types].xml" not in names:
        raise Unreadable("not_a_workbook")
    if len({name.lower() for name in names}) < len(names):
        raise Unreadable("broken")


def _look_through(archive: ZipFile, part: ZipInfo) -> int:
    """Unpack one part piece by piece and count its tags; whatever its name, it may be read as markup later."""
    name = part.filename.lower()
    allowed = TAGS if _CELLS_OR_TEXTS.match(name) else TAGS_ELSEWHERE
    size = tags = 0
    before = b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                if not size:
                    _look_at_start(chunk)
                size, tags = size + len(chunk), tags + chunk.count(b"<")
                if size > min(part.file_size, UNPACKED) or tags > allowed:
                    raise Unreadable("bomb")
                _look_at_markup(name, before + chunk)
                before = chunk[-_OVERLAP:]
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken archive makes of the library, the answer is the same
        raise Unreadable("broken") from error
    return tags


def _look_at_start(chunk: bytes) -> None:
    if chunk.startswith(_OTHER_MARKUP):
        raise Unreadable("doctype")
    declared = _ENCODING.search(chunk[:400])
    if declared and declared[1].strip().lower() not in _KNOWN_ENCODINGS:
        raise Unreadable("doctype")


def _look_at_markup(name: str, text: bytes) -> None:
    if _DOCTYPE.search(text):
        raise Unreadable("doctype")
    if name.endswith(".rels"):
        for found in _FOREIGN_TARGET.finditer(text):
            if not _HYPERLINK.search(found[0]):
                raise Unreadable("external")
    elif name == "[content_types].xml" and any(kind in text.lower() for kind in _MACRO_TYPES):
        raise Unreadable("macros")
