"""What kind of file it is, by its first bytes rather than by its name."""

from .book import LENGTH, LIMIT, Unreadable, Workbook
from .cells import read_xlsx
from .commas import read_csv

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    *(b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!\x1a"),
    *(b"II*\x00", b"MM\x00*", b"\x7fELF", b"\x09\x08"),
)
_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam", ".xlsb")
_BOOK_ENDINGS = (".xls", ".xlsx", ".xltx", ".et", ".ods", ".pdf", ".doc", ".docx", ".wps", ".jpg", ".jpeg", ".png")


def read(data: bytes, name: str, length: int = LENGTH) -> Workbook:
    """The rows of an .xlsx or .csv file; Unreadable, with its reason, for everything else.

    Nothing is computed, fetched or run. Time and memory are bounded by what may be in the file;
    `length` is what one cell of a workbook may hold: our own hold whole reports.
    """
    name = name.strip().lower()
    if len(data) > LIMIT:
        raise Unreadable("too_large")
    if not data.strip():
        raise Unreadable("empty")
    if name.endswith(_MACRO_ENDINGS):
        raise Unreadable("macros")
    if data.startswith(_OLE):
        # An encrypted workbook is stored in the old container, beside a stream of this name.
        raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_xls")
    if data.startswith(_ZIP):
        return read_xlsx(data, length)
    if data.startswith(_OTHERS):
        raise Unreadable("not_a_workbook")
    if name.endswith(_BOOK_ENDINGS) or _is_markup(data):
        raise Unreadable("not_a_workbook")  # a web page or a text that bears another's name
    return read_csv(data)


def _is_markup(data: bytes) -> bool:
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<script", b"mime-version:"))
