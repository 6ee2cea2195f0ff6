"""Files as they were brought, scans and what texts were read from: what one is shows in its bytes, never in a name."""

import hashlib
import io
import re
import struct
import threading
import unicodedata
import weakref
import zipfile
from dataclasses import dataclass

import pypdfium2
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image

from .. import trail
from ..errors import Refused
from ..models import Letter, StoredFile
from .commitments import allow
from .text_lock import lock

LARGEST = 20 * 1024 * 1024  # bytes of one file: some two hundred pages scanned in grey
MOST_FILES = 30  # of one text or letter
MOST_PAGES = 500
MOST_PIXELS = 80_000_000  # an A3 page at 600 dpi has 70 million
LONGEST_NAME = StoredFile._meta.get_field("name").max_length

PDF, PNG, JPEG, TIFF, WEBP = "application/pdf", "image/png", "image/jpeg", "image/tiff", "image/webp"
ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TIFF: (".tif", ".tiff"),
    WEBP: (".webp",),
}
# What a text is read from, by the kind that reading found; handed out as it was brought, never opened here.
ORIGINALS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "pdf": (PDF, (".pdf",)),
    "html": ("text/html", (".html", ".htm")),
}
_PICTURES = {"PNG": PNG, "JPEG": JPEG, "MPO": JPEG, "TIFF": TIFF, "WEBP": WEBP}  # MPO: what many telephones write
_SIGNATURES = (
    (re.compile(rb"%PDF-\d"), "PDF"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "TIFF"),
    (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), "WEBP"),
)
_FORBIDDEN = re.compile(r'[<>:"|?*]')

REFUSALS = {
    "empty": gettext_noop("“%(name)s” is empty. Choose the file again."),
    "too_large": gettext_noop("“%(name)s” is larger than 20 MB. Scan it in grey or in parts."),
    "kind": gettext_noop("“%(name)s” is neither a PDF nor a picture (PNG, JPEG, TIFF, WebP)."),
    "two_things": gettext_noop("“%(name)s” is an archive as well. Save the PDF or picture anew and bring that."),
    "locked": gettext_noop("“%(name)s” is protected by a password. Save it without one and bring it again."),
    "damaged": gettext_noop("“%(name)s” is damaged and cannot be opened. Scan or save it again."),
    "pages": gettext_noop("“%(name)s” has no pages, or more than 500. Bring it in parts."),
    "pixels": gettext_noop("“%(name)s” has more points than a scan needs. Scan it at 300 dpi."),
    "many": gettext_noop("There are 30 files here already; “%(name)s” was not added."),
}


class Unfit(ValueError):
    """Why bytes are no scan; `code` is one of REFUSALS."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Checked:
    """A file that was looked at: its bytes, what they are, and the sender's name for it, cleaned."""

    data: bytes
    name: str
    media_type: str
    sha256: str
    original: bool = False  # the file from which a text was read, rather than a scan


def original(data, name, kind):
    """The file from which a text was read, as a Checked; None for plain text, which says no more than the text."""
    if kind not in ORIGINALS:
        return None
    media_type, endings = ORIGINALS[kind]
    return Checked(data, clean_name(name, endings), media_type, hashlib.sha256(data).hexdigest(), original=True)


def check(upload):
    """An upload as a Checked; Refused, with a sentence that names it, when it is no scan that can be kept."""
    upload.seek(0)
    data = upload.read(LARGEST + 1)  # one byte past the limit is enough to see that it is too large
    try:
        media_type = media_type_of(data)
    except Unfit as unfit:
        raise _refusal(unfit.code, clean_name(upload.name)) from unfit
    name = clean_name(upload.name, ENDINGS[media_type])
    return Checked(data, name, media_type, hashlib.sha256(data).hexdigest())


@transaction.atomic
def keep(upload, *, by, text_version=None, letter=None):
    """Put a scan beside a text or a letter and return its StoredFile; one that is there already is returned as it is.

    `upload` is a file as it was sent, or the Checked that `check` made of it. When the
    transaction is undone, in the end or in part, the file on disk goes with the row.
    """
    if (text_version is None) == (letter is None):
        raise TypeError("a file belongs to a text or to a letter")
    if letter is None:
        of, thing, verb = {"text_version": text_version}, text_version, "add_scan"
    else:
        of, thing, verb = {"letter": letter}, letter, "add_letter_scan"
    thing = Letter.objects.select_for_update().get(pk=letter.pk) if letter else lock(text_version)
    allow(by, verb, thing)
    found = upload if isinstance(upload, Checked) else check(upload)
    there = StoredFile.objects.filter(**of)
    if same := there.filter(sha256=found.sha256).first():
        return same
    if there.count() >= MOST_FILES:
        raise _refusal("many", found.name)
    row = StoredFile.objects.create(
        **of,
        file=_written(found.data),
        name=found.name,
        media_type=found.media_type,
        size=len(found.data),
        sha256=found.sha256,
        added_by=by.user,
        added_unit=by.unit,
    )
    told = {"name": row.name, "size": row.size, "sha256": row.sha256}
    said = "add_original" if found.original else "add_scan"
    trail.record(said, thing, by=by, changes={key: ["", value] for key, value in told.items()}, file=row.name)
    return row


@transaction.atomic
def keep_all(uploads, **given):
    """Keep several files, or none of them when one is refused; the StoredFiles."""
    return [keep(upload, **given) for upload in uploads]


def _refusal(code, name):
    return Refused(_(REFUSALS[code]) % {"name": name}, code=code)


class _Undoable:
    """A file on disk whose row may yet be undone: it goes when nothing holds this object any more."""

    def __init__(self, storage, name):
        self._removal = weakref.finalize(self, storage.delete, name)

    def stay(self):
        self._removal.detach()


def _written(data):
    """The name under which the bytes are on disk, for as long as the transaction stands.

    Django has no hook for a transaction that is undone, but it then drops what was to be
    called at the commit, and with it the only hold on the object that removes the file.
    """
    field = StoredFile._meta.get_field("file")
    name = field.storage.save(field.generate_filename(None, "scan"), ContentFile(data))
    transaction.on_commit(_Undoable(field.storage, name).stay)
    return name


# What the bytes are


def media_type_of(data):
    """The media type that the bytes are of; Unfit when they are none of ENDINGS, damaged, locked or a bomb."""
    if not data:
        raise Unfit("empty")
    if len(data) > LARGEST:
        raise Unfit("too_large")
    kind = next((name for shape, name in _SIGNATURES if shape.match(data)), None)
    if kind is None:
        raise Unfit("kind")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Unfit("two_things")
    return _pdf(data) if kind == "PDF" else _picture(data, kind)


_one_at_a_time = threading.Lock()  # pdfium keeps its state in globals


def _pdf(data):
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unfit("locked" if "password" in str(error).lower() else "damaged") from error
        try:
            pages = len(document)
        finally:
            document.close()
    if not 0 < pages <= MOST_PAGES:
        raise Unfit("pages")
    return PDF


def _picture(data, kind):
    """Look at a picture without unpacking it: its size is known from its head."""
    if kind == "WEBP":
        _few_enough(*_webp_size(data))  # the library makes room for the whole picture as soon as it opens one
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            for size in _sizes(picture, kind):
                _few_enough(*size)
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            picture.verify()
            found = _PICTURES[picture.format]
    except Unfit:
        raise
    except Image.DecompressionBombError as error:
        raise Unfit("pixels") from error
    except Exception as error:  # hostile bytes bring out whatever a decoder can raise
        raise Unfit("damaged") from error
    if found == JPEG and b"\xff\xd9" not in data[len(data) // 2 :]:
        raise Unfit("damaged")  # the end is missing, which verify() does not look for
    return found


def _sizes(picture, kind):
    """Yield the size of every page; only a TIFF has pages, and what moves would be unpacked to be counted."""
    for page in range(1, MOST_PAGES + 1):
        yield picture.size
        if kind != "TIFF":
            return
        try:
            picture.seek(page)
        except EOFError:
            return
    raise Unfit("pages")


def _few_enough(width, height):
    if width * height > MOST_PIXELS:
        raise Unfit("pixels")


def _webp_size(data):
    """Width and height as the head of a WebP states them."""
    head = data[12:30].ljust(18, b"\0")
    if head[:4] == b"VP8X":
        return int.from_bytes(head[12:15], "little") + 1, int.from_bytes(head[15:18], "little") + 1
    if head[:4] == b"VP8L":
        bits = struct.unpack("<I", head[9:13])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", head[14:18])
    return width & 0x3FFF, height & 0x3FFF


# What it is called


def clean_name(name, endings=()):
    """The sender's name for a file without path, control characters or turned writing, and with one of the endings.

    It is shown and offered for the download, and decides nothing.
    """
    name = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rpartition("/")[2]
    name = "".join(each for each in " ".join(name.split()) if unicodedata.category(each)[0] != "C")
    name = _FORBIDDEN.sub("_", name)
    ending = next((each for each in endings if name.lower().endswith(each)), "")
    stem = name[: len(name) - len(ending)].strip(". ") or _("scan")
    ending = name[len(name) - len(ending) :] or "".join(endings[:1])
    return stem[: LONGEST_NAME - len(ending)] + ending
