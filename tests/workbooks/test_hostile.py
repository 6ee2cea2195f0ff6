"""Files that were made, or have grown, to do harm: each is refused by name, and soon."""

import io
import struct
import zipfile
from unittest import TestCase, mock

from agreements.actions.workbooks import UNREADABLE
from agreements.workbooks import LIMIT, REASONS, Unreadable, archive, read

from .books import MAIN, altered, part_of, plain_book, sheet_of, with_rows, with_sheet

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="http://198.51.100.1/x.png" TargetMode="External"/></Relationships>'
)


def doctype(encoding="utf-8"):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
        f"<worksheet {MAIN}><sheetData>{CELL}</sheetData></worksheet>"
    )
    return text.encode(encoding)


def lying_about_its_size():
    """A part that says it holds 10 bytes and unpacks to more."""
    data = altered(plain_book(), {"xl/worksheets/sheet1.xml": sheet_of(CELL)})
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        part = opened.getinfo("xl/worksheets/sheet1.xml")
    return data.replace(struct.pack("<L", part.file_size), struct.pack("<L", 10))


def with_damage():
    data = bytearray(plain_book())
    for place in range(60, 400):
        data[place] ^= 0x55
    return bytes(data)


def marked_encrypted():
    data = bytearray(plain_book())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def many_sheets(count, same=False):
    book = plain_book()
    sheets = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="rId{1 if same else n}" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        for n in range(1, count + 1)
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, count + 1)
    )
    types = part_of(book, "[Content_Types].xml").decode()
    return altered(
        book,
        {
            "[Content_Types].xml": types,
            "xl/workbook.xml": f"<workbook {MAIN}><sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{relations}</Relationships>"
            ),
            **{f"xl/worksheets/sheet{n}.xml": sheet_of(CELL) for n in range(1, count + 1)},
        },
    )


def cells(rows, columns):
    return "".join(f'<row r="{row}">' + f"<c><v>{row}</v></c>" * columns + "</row>" for row in range(1, rows + 1))


MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
CASES = [
    ("too_large", "x.xlsx", lambda: plain_book() + bytes(LIMIT)),
    ("empty", "x.csv", lambda: b" \r\n"),
    ("empty", "x.csv", lambda: b",,,\n,,\n"),
    ("binary", "x.csv", lambda: b"a,b\x00c\n"),
    ("binary", "x.csv", lambda: b"\x01\x02\x03\x04,\x05\x06\x07\x08\n"),
    ("encoding", "x.csv", lambda: b"\xff\xff\xff,\x80\n"),
    ("not_a_workbook", "x.csv", lambda: b"%PDF-1.7"),
    ("not_a_workbook", "x.xls", lambda: "<html><table><tr><td>台账</td></tr></table></html>".encode()),
    ("not_a_workbook", "x.xlsx", lambda: "\ufeff<!DOCTYPE html><table></table>".encode()),
    ("not_a_workbook", "x.csv", lambda: b"  <html><body>"),
    ("not_a_workbook", "x.xlsx", lambda: "序号,任务".encode()),
    ("not_a_workbook", "x.pdf", lambda: "序号,任务".encode()),
    ("not_a_workbook", "x.xlsx", lambda: zip_of({"word/document.xml": b"<x/>"})),
    ("broken", "x.xlsx", lambda: plain_book()[:-60]),
    ("broken", "x.xlsx", lambda: b"PK\x03\x04" + bytes(100)),
    ("broken", "x.xlsx", with_damage),
    ("broken", "x.xlsx", lambda: with_sheet(f"<worksheet {MAIN}><sheetData><row>")),
    ("broken", "x.xlsx", lambda: with_sheet(sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))),
    ("broken", "x.xlsx", lambda: with_sheet(sheet_of('<row r="-4"><c><v>9</v></c></row>'))),
    ("broken", "x.xlsx", lambda: with_sheet(sheet_of(f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>'))),
    ("broken", "x.xlsx", lambda: with_sheet(sheet_of(CELL, '<mergeCells><mergeCell ref="?"/></mergeCells>'))),
    ("broken", "x.xlsx", lambda: altered(plain_book(), compression=zipfile.ZIP_BZIP2)),
    ("broken", "x.xlsx", lambda: many_sheets(5, same=True)),
    ("old_xls", "x.xls", lambda: OLE),
    ("encrypted", "x.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    ("encrypted", "x.xlsx", marked_encrypted),
    ("macros", "x.xlsm", plain_book),
    ("macros", "x.xlsx", lambda: altered(plain_book(), {"xl/vbaProject.bin": b"x"})),
    ("macros", "x.xlsx", lambda: altered(plain_book(), {"xl/macrosheets/sheet1.xml": b"<x/>"})),
    (
        "macros",
        "x.xlsx",
        lambda: altered(plain_book(), {"[Content_Types].xml": f'<Types><Override ContentType="{MACROS}"/></Types>'}),
    ),
    ("external", "x.xlsx", lambda: altered(plain_book(), {"xl/externalLinks/externalLink1.xml": b"<x/>"})),
    ("external", "x.xlsx", lambda: altered(plain_book(), {"xl/connections.xml": b"<x/>"})),
    ("external", "x.xlsx", lambda: altered(plain_book(), {"xl/worksheets/_rels/sheet1.xml.rels": RELATION})),
    ("embedded", "x.xlsx", lambda: altered(plain_book(), {"xl/embeddings/oleObject1.bin": b"x"})),
    ("embedded", "x.xlsx", lambda: altered(plain_book(), {"xl/activeX/activeX1.bin": b"x"})),
    ("bomb", "x.xlsx", lambda: altered(plain_book(), {"xl/theme/theme1.xml": bytes(30_000_000)})),
    ("bomb", "x.xlsx", lambda: altered(plain_book(), {f"xl/p{n}": b"" for n in range(1100)})),
    ("bomb", "x.xlsx", lambda: altered(plain_book(), {"xl/sharedStrings.xml": "<si/>" * 1_000_001})),
    ("bomb", "x.xlsx", lambda: altered(plain_book(), {"xl/styles.xml": "<a/>" * 250_001})),
    ("broken", "x.xlsx", lying_about_its_size),
    ("doctype", "x.xlsx", lambda: with_sheet(doctype())),
    ("doctype", "x.xlsx", lambda: with_sheet(doctype("utf-16"))),
    ("doctype", "x.xlsx", lambda: with_sheet(doctype("utf-16-le"))),
    ("doctype", "x.xlsx", lambda: with_sheet(doctype("cp037"))),
    ("doctype", "x.xlsx", lambda: with_sheet('<?xml version="1.0" encoding="cp1140"?><a/>')),
    ("doctype", "x.xlsx", lambda: altered(plain_book(), {"xl/workbook.xml": doctype()})),
    ("too_many_rows", "x.xlsx", lambda: with_sheet(sheet_of(cells(100_000, 1)))),
    ("too_many_rows", "x.xlsx", lambda: with_sheet(sheet_of('<row r="1048576"><c><v>1</v></c></row>'))),
    ("too_many_rows", "x.csv", lambda: b"a,b\n" * 100_000),
    ("too_many_columns", "x.xlsx", lambda: with_sheet(sheet_of('<row r="3"><c r="XFD3"><v>1</v></c></row>'))),
    ("too_many_columns", "x.csv", lambda: b"a," * 101),
    ("too_many_cells", "x.xlsx", lambda: with_sheet(sheet_of(cells(4000, 60)))),
    (
        "too_many_cells",
        "x.xlsx",
        lambda: with_sheet(
            sheet_of(
                CELL + '<row r="5000"><c r="CV5000"><v>1</v></c></row>',
                "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 5000 + "</mergeCells>",
            )
        ),
    ),
    ("too_many_cells", "x.csv", lambda: (b"1," * 100 + b"\n") * 4000),
    ("too_many_sheets", "x.xlsx", lambda: many_sheets(31)),
    ("cell_too_long", "x.xlsx", lambda: with_rows(["甲"], ["字" * 2001])),
    ("cell_too_long", "x.csv", lambda: ("甲\n" + "字" * 2001).encode()),
    ("cell_too_long", "x.csv", lambda: b'a,"' + b"never closed\n" * 5000),
]


def zip_of(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


class Hostile(TestCase):
    def test_each_is_refused_by_name(self):
        for number, (reason, name, make) in enumerate(CASES):
            with self.subTest(f"{number}: {reason}"), self.assertRaises(Unreadable) as caught:
                read(make(), name)
            self.assertEqual(caught.exception.reason_code, reason, number)

    def test_every_reason_has_a_case_and_a_sentence(self):
        self.assertEqual({reason for reason, _name, _make in CASES}, set(REASONS))
        self.assertEqual(set(UNREADABLE), set(REASONS))

    def test_the_row_is_told_where_there_is_one(self):
        with self.assertRaises(Unreadable) as caught:
            read(with_rows(["甲"], ["字" * 2001]), "x.xlsx")
        self.assertEqual(caught.exception.row, 2)

    def test_nothing_hides_on_the_seam_between_two_pieces(self):
        for shift in range(-12, 3):
            before = b"<a>" + b" " * (archive.CHUNK + shift - 3)
            with self.subTest(shift), self.assertRaises(Unreadable) as caught:
                read(altered(plain_book(), {"xl/x.xml": before + b"<!DOCTYPE x>"}), "x.xlsx")
            self.assertEqual(caught.exception.reason_code, "doctype")

    def test_the_parts_are_measured_while_they_are_unpacked_too(self):
        book = plain_book()
        unseen, small = mock.patch.object(archive, "_look_at_directory"), mock.patch.object(archive, "UNPACKED", 100)
        with unseen, small, self.assertRaises(Unreadable) as caught:
            read(book, "x.xlsx")
        self.assertEqual(caught.exception.reason_code, "bomb")

    def test_any_cut_and_any_flipped_byte_gives_rows_or_a_reason(self):
        book = with_rows(["序号", "任务"], [1, "甲"], merge=("A1:B1",))
        for place in range(0, len(book), 37):
            flipped = bytearray(book)
            flipped[place] ^= 0xFF
            for data in (book[:place], bytes(flipped)):
                try:
                    read(data, "x.xlsx")
                except Unreadable as error:
                    self.assertIn(error.reason_code, REASONS)
