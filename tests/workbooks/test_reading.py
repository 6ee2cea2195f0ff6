"""What an ordinary workbook or CSV gives."""

import datetime
from datetime import date
from decimal import Decimal
from unittest import TestCase

import openpyxl

from agreements.workbooks import Doubt, Unreadable, plain, read

from .books import altered, plain_book, saved, sheet_of, with_rows, with_sheet, written


def rows(data, name="台账.xlsx"):
    return read(data, name).sheets[0].rows


class ReadingCells(TestCase):
    def test_text_numbers_and_dates_stay_what_they_are(self):
        data = with_rows(["事项", 3, 0.25, date(2026, 12, 31), datetime.datetime(2027, 1, 2, 8, 30), None, True])
        self.assertEqual(rows(data), [["事项", 3, 0.25, date(2026, 12, 31), date(2027, 1, 2), None, "TRUE"]])

    def test_shared_texts_and_texts_in_the_cell_read_alike(self):
        self.assertEqual(rows(plain_book()), [["任务"]])
        inline = sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><r><t>任</t></r><r><t>务</t></r></is></c></row>')
        self.assertEqual(rows(with_sheet(inline)), [["任务"]])

    def test_merged_cells_are_filled_and_say_so(self):
        data = with_rows(["一、人才", "甲"], [None, "乙"], ["合计", 3], merge=("A1:A2",))
        sheet = read(data, "x.xlsx").sheets[0]
        self.assertEqual(sheet.rows, [["一、人才", "甲"], ["一、人才", "乙"], ["合计", 3]])
        self.assertEqual(sheet.merged, {(1, 0)})

    def test_a_merge_past_the_used_rows_adds_none(self):
        data = with_rows(["标题"], ["甲", "乙"], merge=("A1:Z1", "A2:A900"))
        self.assertEqual(rows(data), [["标题", "标题"], ["甲", "乙"]])

    def test_what_is_empty_behind_the_last_cell_is_cut(self):
        data = with_rows(["甲", None, "  "], [None, "乙"], [None], ["\n\t"])
        self.assertEqual(rows(data), [["甲", None], [None, "乙"]])

    def test_a_percent_is_told_by_its_format(self):
        def fill(workbook, sheet):
            sheet.write("A1", 0.8, workbook.add_format({"num_format": "0%"}))
            sheet.write("B1", 0.8)
            sheet.write("C1", 0.805, workbook.add_format({"num_format": "0.0%"}))
            sheet.write("D1", "80%")

        self.assertEqual(read(written(fill), "x.xlsx").sheets[0].percents, {(0, 0), (0, 2)})

    def test_a_formula_gives_the_value_it_last_had_or_a_doubt(self):
        def fill(_workbook, sheet):
            sheet.write_formula("A1", "=1+1", None, 2)
            sheet.write_formula("B1", '="甲"&"乙"', None, "甲乙")
            sheet.write_string("C1", "=1+1 按文字")

        self.assertEqual(rows(written(fill)), [[2, "甲乙", "=1+1 按文字"]])
        book = openpyxl.Workbook()
        book.active["A1"], book.active["B2"] = "甲", "=A1"
        book = read(saved(book), "x.xlsx")
        self.assertEqual(book.sheets[0].rows, [["甲"]])
        self.assertEqual(book.doubts, (Doubt("no_value", "Sheet", 2, 2),))

    def test_an_error_is_nothing_and_a_doubt(self):
        markup = sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>X</f><v>#N/A</v></c></row>')
        book = read(with_sheet(markup), "x.xlsx")
        self.assertEqual(book.sheets[0].rows, [[1]])
        self.assertEqual(book.doubts, (Doubt("error", "台账", 1, 2),))

    def test_hidden_sheets_are_marked_and_hidden_rows_told(self):
        book = openpyxl.Workbook()
        book.active.append(["甲"])
        book.active.append(["乙"])
        book.active.row_dimensions[2].hidden = True
        for name, state in (("藏", "hidden"), ("深藏", "veryHidden")):
            sheet = book.create_sheet(name)
            sheet.append(["丙"])
            sheet.sheet_state = state
        found = read(saved(book), "x.xlsx")
        self.assertEqual([sheet.hidden for sheet in found.sheets], [False, True, True])
        self.assertEqual([sheet.name for sheet in found.visible], ["Sheet"])
        self.assertEqual(found.sheets[0].rows, [["甲"], ["乙"]])
        self.assertEqual(found.doubts, (Doubt("hidden_rows", "Sheet", 2),))

    def test_numbers_past_all_bounds_are_text(self):
        self.assertEqual(rows(with_sheet(sheet_of('<row r="1"><c r="A1"><v>1e999</v></c></row>'))), [["inf"]])

    def test_a_size_that_a_sheet_lies_about_is_not_believed(self):
        cell = '<row r="2"><c r="B2"><v>7</v></c></row>'
        for dimension in ("A1:XFD1048576", "A1", "nonsense"):
            with self.subTest(dimension):
                self.assertEqual(rows(with_sheet(sheet_of(cell, dimension=dimension))), [[None, None], [None, 7]])

    def test_formats_without_cells_cost_nothing(self):
        empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 20_000))
        self.assertEqual(rows(with_sheet(sheet_of('<row r="1"><c r="A1"><v>7</v></c></row>' + empty))), [[7]])

    def test_hyperlinks_do_no_harm(self):
        data = written(lambda _workbook, sheet: sheet.write_url("A1", "https://example.org", string="网页"))
        self.assertEqual(rows(data), [["网页"]])

    def test_a_workbook_without_rows_is_empty(self):
        with self.assertRaises(Unreadable) as caught:
            read(with_rows(), "x.xlsx")
        self.assertEqual(caught.exception.reason_code, "empty")

    def test_the_kind_is_told_by_the_bytes(self):
        self.assertEqual(read(plain_book(), "台账.csv").kind, "xlsx")
        self.assertEqual(read("任务\n".encode(), "台账.txt").kind, "csv")

    def test_parts_of_other_programs_do_not_matter(self):
        data = altered(plain_book(), {"docProps/custom.xml": "<x/>", "xl/media/image1.png": b"\x89PNG\r\n\x1a\n"})
        self.assertEqual(rows(data), [["任务"]])


class ReadingCsv(TestCase):
    TEXT = '序号,任务内容,时限\r\n1,"共建科技园,含中试\n基地",2026年底\r\n'
    WANTED = [["序号", "任务内容", "时限"], ["1", "共建科技园,含中试\n基地", "2026年底"]]

    def test_every_encoding_that_spreadsheets_write(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"):
            with self.subTest(encoding):
                self.assertEqual(rows(self.TEXT.encode(encoding), "台账.csv"), self.WANTED)

    def test_big_endian(self):
        self.assertEqual(rows(b"\xfe\xff" + self.TEXT.encode("utf-16-be"), "台账.csv"), self.WANTED)

    def test_every_delimiter(self):
        for delimiter in ",;\t":
            text = f"说明一行，没有列\n序号{delimiter}任务\n1{delimiter}甲；乙\n2{delimiter}丙"
            with self.subTest(delimiter):
                self.assertEqual(
                    rows(text.encode(), "x.csv"),
                    [["说明一行，没有列", None], ["序号", "任务"], ["1", "甲；乙"], ["2", "丙"]],
                )

    def test_one_column_stays_one(self):
        self.assertEqual(rows("任务\n甲\n乙\n".encode(), "x.csv"), [["任务"], ["甲"], ["乙"]])

    def test_rows_of_different_length_are_made_equal(self):
        self.assertEqual(rows(b"a,b,c\n1\n2,3,,,\n", "x.csv"), [["a", "b", "c"], ["1", None, None], ["2", "3", None]])


class PlainText(TestCase):
    def test_nothing_invisible_stays(self):
        for given, wanted in (
            (" 甲\u00a0乙 ", "甲 乙"),
            ("甲\r\n乙\r丙", "甲\n乙\n丙"),
            ("甲_x000D_\n乙", "甲\n乙"),
            ("甲\x00\x07乙\u202e丙\ufeff\u200b", "甲乙丙"),
            ("甲\ud800乙\ue000", "甲乙"),
            ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
            ("𠮷野家 ①", "𠮷野家 ①"),
        ):
            with self.subTest(ascii(given)):
                self.assertEqual(plain(given), wanted)

    def test_decimals_are_left_alone(self):
        from agreements.workbooks.book import value_of

        self.assertEqual(value_of(Decimal("1.5"), 1), Decimal("1.5"))
