"""The ledger as a file: what stands in it, and how the workbook and the CSV say it."""

import csv
import gc
import io
import re
import tracemalloc
import zipfile
from datetime import date, timedelta
from unittest import mock
from xml.etree import ElementTree

from django.db import connection
from django.http import QueryDict
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agreements.actions import commitments, decisions, progress
from agreements.models import Cadence, CalendarYear, Commitment, CommitmentUnit, ProgressReport, UnitRole
from agreements.reports import export as files
from agreements.reports.ledger import ledger
from agreements.standing import Clock
from tests.world import TODAY, World, at

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EPOCH = date(1899, 12, 30)


class Workbook:
    """An .xlsx file read plainly: cells by address as (type, text, style), and the XML of its parts."""

    def __init__(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
        self.sheet = ElementTree.fromstring(self.parts["xl/worksheets/sheet1.xml"])
        self.cells = {}
        for cell in self.sheet.iter(f"{MAIN}c"):
            text = "".join(cell.itertext())
            self.cells[cell.get("r")] = (cell.get("t"), text, int(cell.get("s", 0)))
        styles = ElementTree.fromstring(self.parts["xl/styles.xml"])
        self.looks = list(styles.find(f"{MAIN}cellXfs"))
        self.fills = list(styles.find(f"{MAIN}fills"))

    def __getitem__(self, address):
        return self.cells[address][1]

    def look(self, address):
        return self.looks[self.cells[address][2]]

    def fill(self, address):
        return self.fills[int(self.look(address).get("fillId"))].find(f".//{MAIN}fgColor").get("rgb")

    def one(self, tag):
        return self.sheet.find(f".//{MAIN}{tag}")


class Exports(World):
    """The cast with rows of several kinds."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.late = cls.make_assigned(title="逾期的事", due_on=date(2026, 11, 10), due_text="十一月上旬")
            commitments.name_unit(cls.late, by=cls.uni_liaison, unit=cls.uni_third, role=UnitRole.SUPPORT)
            progress.report(
                cls.fresh(cls.late),
                by=cls.uni_officer,
                text="已启动。",
                percent=40,
                problem="缺场地。",
                next_step="选址。",
                needs_other="请区里协调。",
            )
            cls.kept = cls.make_running(title="长年的事", due_on=None, cadence=Cadence.CONTINUOUS)
            cls.draft = cls.make_commitment(title="草稿的事", obliged_party=cls.uni_party, clause=None)
        cls.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def ask(self, query="", actor=None):
        with at(TODAY):
            return files.export(actor or self.uni_liaison, self.clock, QueryDict(query))

    def rows(self, query="", actor=None):
        found = self.ask(query, actor)
        with at(TODAY):
            return {row.title: row for row in found.rows()}

    def workbook(self, query="", actor=None):
        file = io.BytesIO()
        with at(TODAY):
            files.write_workbook(self.ask(query, actor), file, "承诺事项台账", "全部事项")
        return Workbook(file.getvalue())

    def csv(self, query="", actor=None):
        text = "".join(files.csv_lines(self.ask(query, actor)))
        self.assertEqual("\ufeff", text[0])
        return list(csv.reader(io.StringIO(text[1:], newline="")))


class ListingRows(Exports, TestCase):
    def test_a_row_says_all_that_the_old_table_said(self):
        CommitmentUnit.objects.filter(commitment=self.late, unit=self.uni_lead).update(officer=self.uni_officer.user)
        self.assertEqual(
            (
                *(
                    1,
                    self.late.code,
                    "合作协议",
                    "1 人才",
                    "逾期的事",
                    "大学、区",
                    "科研院、科信局",
                    "教务处",
                    "uni_officer",
                ),
                *(
                    date(2026, 11, 10),
                    "十一月上旬",
                    "red",
                    0,
                    "推进中",
                    "已启动。",
                    "缺场地。",
                    "选址。",
                    "请区里协调。",
                ),
                None,
            ),
            tuple(self.rows("lamp=red")["逾期的事"]),
        )

    def test_a_row_without_much_is_empty_there(self):
        row = self.rows()["草稿的事"]
        self.assertEqual(("", "", "", "", ""), (row.code, row.clause, row.leads, row.officers, row.text))
        self.assertEqual(("大学", "draft"), (row.sides, row.lamp))

    def test_a_continuous_item_says_whether_it_was_kept_up(self):
        self.assertIsInstance(self.rows()["长年的事"].percent, str)

    def test_a_closed_item_says_when_and_a_withdrawn_one_that_it_was_withdrawn(self):
        with at(TODAY):
            claim = self.make_submitted(title="办完的事", obliged_party=self.uni_party)
            decisions.confirm(claim, by=self.dis_liaison)
            commitments.withdraw(self.draft, by=self.uni_liaison)
        rows = self.rows()
        self.assertEqual((TODAY, "done"), (rows["办完的事"].closed_on, rows["办完的事"].lamp))
        self.assertEqual((None, "撤销"), (rows["草稿的事"].closed_on, rows["草稿的事"].status))

    def test_the_last_report_speaks_and_no_change_does_not_silence_it(self):
        with at(TODAY + timedelta(days=1)):
            progress.report(self.fresh(self.late), by=self.dis_officer, text="场地已定。", percent=50)
        with at(TODAY + timedelta(days=2)):
            progress.no_change(self.fresh(self.late), by=self.uni_officer)
        row = self.rows()["逾期的事"]
        self.assertEqual(("场地已定。", "", 40), (row.text, row.problem, row.percent))

    def test_the_rows_are_those_of_the_ledger_in_its_order(self):
        for query in ("", "sort=-due", "sort=code", "group=clause", "group=unit&sort=title", "lamp=red", "q=事&page=9"):
            with self.subTest(query), at(TODAY):
                shown = [line.title for line in ledger(self.dis_officer, self.clock, QueryDict(query)).lines]
                self.assertEqual(shown, list(self.rows(query, self.dis_officer)))

    def test_rows_beyond_a_page_and_a_chunk_are_numbered_through(self):
        with mock.patch.object(files, "CHUNK", 2):
            self.assertEqual([1, 2, 3], [row.number for row in self.rows().values()])


class Seeing(Exports, TestCase):
    def test_a_stranger_gets_the_head_alone(self):
        self.assertEqual(1, len(self.csv(actor=self.stranger)))
        self.assertNotIn("A4", self.workbook(actor=self.stranger).cells)

    def test_what_is_one_sides_own_never_leaves_the_house(self):
        before = {actor: self.rows(actor=actor) for actor in (self.uni_liaison, self.uni_officer, self.dis_liaison)}
        with at(TODAY):
            progress.save_draft(self.fresh(self.late), by=self.uni_officer, text="还没想好。", problem="内部的。")
            decisions.open_close(self.fresh(self.late), by=self.uni_officer, reason="内部的理由。")
        for actor, rows in before.items():
            self.assertEqual(rows, self.rows(actor=actor))

    def test_everybody_else_who_may_see_gets_the_same(self):
        for actor in (self.dis_auditor, self.uni_leader, self.admin):
            self.assertEqual(self.rows(), self.rows(actor=actor))


class WritingAWorkbook(Exports, TestCase):
    def test_title_conditions_and_head_stand_above_the_rows(self):
        book = self.workbook("lamp=red")
        self.assertEqual(("承诺事项台账", "全部事项"), (book["A1"], book["A2"]))
        heads = " ".join(book[f"{letter}3"] for letter in "ABCDEFGHIJKLMNOPQRS")
        self.assertEqual(
            "序号 编号 协议 条款 任务内容 义务方 牵头单位 配合单位 责任人 时间节点 时限原文 亮灯 "
            "形象进度 状态 进展情况 存在问题 下一步计划 需对方协调 完成情况",
            heads,
        )
        self.assertEqual("逾期的事", book["E4"])

    def test_dates_are_dates_and_figures_are_figures(self):
        book = self.workbook("lamp=red")
        self.assertEqual((None, str((date(2026, 11, 10) - EPOCH).days)), book.cells["J4"][:2])
        with at(TODAY):
            claim = self.make_running(title="六成", percent=60, obliged_party=self.uni_party)
        book = self.workbook(f"q={claim.title}")
        self.assertEqual((None, "0.6"), book.cells["M4"][:2])
        self.assertEqual("9", book.look("M4").get("numFmtId"))  # 0%

    def test_a_lamp_is_a_word_and_a_fill(self):
        book = self.workbook("lamp=red")
        self.assertEqual(("红", "FFFDEBE8"), (book["L4"][0], book.fill("L4")))

    def test_it_is_laid_out_for_reading_and_for_paper(self):
        book = self.workbook()
        pane, setup = book.one("pane"), book.one("pageSetup")
        self.assertEqual(("frozen", "3"), (pane.get("state"), pane.get("ySplit")))
        self.assertEqual(
            ("8", "landscape", "0"), tuple(setup.get(it) for it in ("paperSize", "orientation", "fitToHeight"))
        )
        self.assertEqual("A3:T6", book.one("autoFilter").get("ref"))  # with the keys, which are sorted along
        names = book.parts["xl/workbook.xml"].decode()
        self.assertIn("$3:$3</definedName>", names)
        self.assertIn("$A$1:$S$6</definedName>", names)
        self.assertEqual("1", book.look("O4").find(f"{MAIN}alignment").get("wrapText"))
        seen = [column for column in book.one("cols") if not column.get("hidden")]
        self.assertEqual(19, max(int(column.get("max")) for column in seen))

    def test_rows_are_as_high_as_their_words_and_grow_when_somebody_types_more(self):
        def height():
            rows = re.findall(rb'<row r="4"[^>]*>', self.workbook("lamp=red").parts["xl/worksheets/sheet1.xml"])
            self.assertNotIn(b"customHeight", rows[0])
            return float(re.search(rb'ht="([0-9.]+)"', rows[0])[1])

        short = height()
        with at(TODAY + timedelta(days=1)):
            progress.report(
                self.fresh(self.late), by=self.uni_officer, text="已办三场。" * 40 + "\n下期再办。", percent=50
            )
        self.assertGreater(height(), short + 100)
        with at(TODAY + timedelta(days=2)):
            progress.report(self.fresh(self.late), by=self.uni_officer, text="长" * 20_000, percent=50)
        self.assertLess(height(), 409.5)

    def test_the_keys_do_not_run_over_into_the_column_beside_them(self):
        self.assertEqual("fill", self.workbook("lamp=red").look("T4").find(f"{MAIN}alignment").get("horizontal"))

    def test_an_empty_ledger_is_still_a_whole_workbook(self):
        self.assertEqual("A3:T3", self.workbook("q=没有").one("autoFilter").get("ref"))

    def test_hostile_text_stays_text(self):
        for text in (
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            '=HYPERLINK("http://x")',
            "＝1",
            "http://x.example",
        ):
            with self.subTest(text):
                Commitment.objects.filter(pk=self.late.pk).update(title=text)
                book = self.workbook("lamp=red")
                self.assertEqual(("inlineStr", text.replace("\r", "\n")), book.cells["E4"][:2])
                self.assertEqual("1" if files.hostile(text) else None, book.look("E4").get("quotePrefix"))
                self.assertIsNone(book.one("f"))
                self.assertIsNone(book.one("hyperlinks"))

    def test_what_a_workbook_cannot_hold_is_dropped(self):
        text = "a\x01b\x1f\x0b\ufffec\n<&>_x0041_" + "长" * 40000
        with at(TODAY + timedelta(days=1)):
            progress.report(self.fresh(self.late), by=self.uni_officer, text=text, percent=50)
        told = self.workbook("lamp=red")["O4"]
        self.assertTrue(told.startswith("abc\n<&>_x005F_x0041_长"))
        self.assertLess(len(told), 32767)

    def test_the_language_is_the_readers(self):
        with translation.override("en"):
            book = self.workbook("lamp=red")
        self.assertEqual(("No.", "大学, 区", "Red"), (book["A3"], book["F4"], book["L4"]))


class WritingCsv(Exports, TestCase):
    def test_it_says_what_the_workbook_says(self):
        head, row = self.csv("lamp=red")
        self.assertEqual(["序号", "编号"], head[:2])
        self.assertEqual(["2026-11-10", "十一月上旬"], row[9:11])
        self.assertRegex(row[12], r"^\d+%$")
        self.assertEqual("", row[18])

    def test_hostile_text_is_quoted(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"):
            with self.subTest(text):
                Commitment.objects.filter(pk=self.late.pk).update(title=text)
                self.assertEqual("'" + text.replace("\r", "\n"), self.csv("lamp=red")[1][4])

    def test_lines_and_quotes_inside_a_cell_survive(self):
        Commitment.objects.filter(pk=self.late.pk).update(title='a,"b"\nc')
        self.assertEqual('a,"b"\nc', self.csv("lamp=red")[1][4])

    def test_the_language_stays_that_of_the_request(self):
        with translation.override("en"):
            lines = files.csv_lines(self.ask("lamp=red"))
        with translation.override("zh-hans"):
            told = "".join(lines)
        self.assertIn("No.,Code", told)
        self.assertIn("Red,", told)


class Costs(Exports, TestCase):
    def copies(self, count):
        units = list(CommitmentUnit.objects.filter(commitment=self.late))
        report = ProgressReport.objects.get(commitment=self.late)
        like, first = values(self.fresh(self.late)), Commitment.objects.count()
        rows = [Commitment(**like | {"code": f"XY2022-9-{first + number}"}) for number in range(count)]
        rows = Commitment.objects.bulk_create(rows, batch_size=20)
        CommitmentUnit.objects.bulk_create(
            [CommitmentUnit(**values(unit) | {"commitment_id": row.pk}) for row in rows for unit in units],
            batch_size=50,
        )
        ProgressReport.objects.bulk_create(
            [ProgressReport(**values(report) | {"commitment_id": row.pk}) for row in rows], batch_size=50
        )

    def counted(self):
        with CaptureQueriesContext(connection) as captured:
            rows = len(self.csv()) - 1
        return rows, len(captured)

    def test_fifty_rows_cost_as_many_queries_as_five(self):
        self.copies(2)
        few = self.counted()
        self.copies(45)
        many = self.counted()
        self.assertEqual(((5, 50), few[1]), ((few[0], many[0]), many[1]))

    def test_memory_does_not_grow_with_the_rows(self):
        self.copies(1200)
        with mock.patch.object(files, "CHUNK", 100):
            list(files.csv_lines(self.ask()))  # what is kept once for all
            lines, peaks = files.csv_lines(self.ask()), {}
            tracemalloc.start()
            self.addCleanup(tracemalloc.stop)
            for number, _line in enumerate(lines):
                if number in (250, 1050):  # what waits for the collector is no growth
                    gc.collect()
                    tracemalloc.reset_peak()
                if number in (350, 1150):
                    peaks[number] = tracemalloc.get_traced_memory()[1]
        self.assertLess(peaks[1150], 1.5 * peaks[350])


def values(row):
    """The columns of a row without its key."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


class Cleaning(SimpleTestCase):
    def test_ordinary_text_is_left_alone(self):
        for text in ("", "双方共建", "a\tb\nc", "𠮷" * 10):
            self.assertEqual(text, files.clean(text))

    def test_a_pair_is_not_cut_in_two(self):
        self.assertEqual("𠮷" * 16000 + "…", files.clean("𠮷" * 20000))

    def test_a_sheet_is_named_as_sheets_may_be(self):
        self.assertFalse(re.search(r"[\[\]:*?/\\]", files._sheet_name("[a]:b*c?d/e\\f")))
