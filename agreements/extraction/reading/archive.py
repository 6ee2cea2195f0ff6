"""The archive that a .docx file is: only the parts with words in them are unpacked, up to a limit, and parsed."""

import posixpath
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from .common import Unreadable

PARTS = 5000  # pictures and all
UNPACKED = 40 * 1024 * 1024  # of the parts that are read, together
RATIO = 250  # markup shrinks to a fiftieth, seldom to a hundredth; more than this was made to burst
SMALL = 1024 * 1024  # a part up to this size may shrink as it likes
TAGS = 1_500_000

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAIN_KIND = "/officeDocument"
_MAIN = "word/document.xml"


class Archive:
    """The parts of a document by their names; `unpacked` bytes of them were taken so far."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = ZipFile(BytesIO(data))
            listed = self.zip.infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
            raise Unreadable("broken") from error
        self.parts = {part.filename.lower(): part for part in listed}
        self.unpacked = self.tags = 0
        if len(listed) > PARTS:
            raise Unreadable("bomb")
        if "[content_types].xml" not in self.parts or len(self.parts) < len(listed):
            raise Unreadable("broken" if _MAIN in self.parts else "binary")
        if any(name.endswith("vbaproject.bin") for name in self.parts):
            raise Unreadable("macros")
        self.main = self._main()
        self.folder = posixpath.dirname(self.main)

    def tree(self, name: str) -> etree._Element | None:
        """The root of a part beside the document, parsed without fetching or expanding anything; None without one."""
        return self._parsed(posixpath.join(self.folder, name))

    def document(self) -> etree._Element:
        root = self._parsed(self.main)
        if root is None or not str(root.tag).endswith("main}document"):
            raise Unreadable("binary")  # a workbook, slides or any archive
        return root

    def _main(self) -> str:
        """Where the document itself stands; its relation says so, and most often the usual place is meant."""
        relations = self._parsed("_rels/.rels")
        for each in () if relations is None else relations:
            if str(each.get("Type")).endswith(_MAIN_KIND):
                return str(each.get("Target")).lstrip("/")
        return _MAIN

    def _parsed(self, name: str) -> etree._Element | None:
        if name.lower() not in self.parts:
            return None
        data = self._unpacked(name.lower())
        self.tags += data.count(b"<")
        if self.tags > TAGS:
            raise Unreadable("bomb")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable("broken") from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable("broken")  # no such file has one; entities are declared there
        return root

    def _unpacked(self, name: str) -> bytes:
        part = self.parts[name]
        if part.flag_bits & 0x1:
            raise Unreadable("locked")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Unreadable("broken")
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            raise Unreadable("bomb")
        room = UNPACKED - self.unpacked
        try:
            with self.zip.open(part) as stream:
                data = stream.read(min(part.file_size, room) + 1)
        except Exception as error:  # whatever a broken archive makes of the library, the answer is the same
            raise Unreadable("broken") from error
        self.unpacked += len(data)
        if len(data) > room:
            raise Unreadable("bomb")
        return data


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; names of Word's own namespace may be written in two ways."""
    return str(element.tag).rpartition("}")[2]


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of Word's namespace; an empty string without one."""
    if element is None:
        return ""
    return element.get(WORDS + name) or element.get(_STRICT + name) or ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names; None where the path ends early."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return element is not None and value(element).lower() not in ("0", "false", "off", "none")
