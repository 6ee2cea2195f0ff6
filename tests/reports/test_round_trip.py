"""A workbook that comes back, before anything of it is judged: found again, read alike, only ours."""

from datetime import date
from unittest import mock

import openpyxl
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import translation

from agreements.actions import progress
from agreements.models import Cadence
from agreements.reports import round_trip
from agreements.reports.round_trip import NotOurs, canonical, returned
from agreements.workbooks import read
from tests.sides import Rules
from tests.workbench import HEAD, TODAY, Bench, at, exported

# Column, as the program gives it (with a percent format: True), as it is compared.
SPELLINGS = (
    ("percent", "40%", False, "40%"),
    ("percent", 0.4, True, "40%"),
    ("percent", 0.4, False, "40%"),
    ("percent", 40, False, "40%"),
    ("percent", 40.0, False, "40%"),
    ("percent", 1, True, "100%"),
    ("percent", 1, False, "1"),  # nobody knows
    ("percent", 0, True, "0%"),
    ("percent", 0, False, "0%"),
    ("percent", 0.57, True, "57%"),
    ("percent", 0.29, True, "29%"),
    ("percent", "４０％", False, "40%"),
    ("percent", " 40 % ", False, "40%"),
    ("percent", "40", False, "40%"),
    ("percent", "0.4", False, "40%"),
    ("percent", 0.405, True, "40.5%"),
    ("percent", "过半", False, "过半"),
    ("percent", "9" * 400 + "%", False, "9" * 400 + "%"),
    ("percent", 1e300, True, str(int(1e300))),
    ("percent", -0.5, True, "-50%"),
    ("percent", date(2026, 1, 1), False, "2026-01-01"),
    ("due_on", date(2026, 12, 31), False, "2026-12-31"),
    ("due_on", "2026/12/31", False, "2026-12-31"),
    ("due_on", "2026年12月31日", False, "2026-12-31"),
    ("due_on", "２０２６.１２.３１", False, "2026-12-31"),
    ("due_on", "2026-12-31 00:00:00", False, "2026-12-31"),
    ("due_on", 46387, False, "2026-12-31"),
    ("due_on", 46387.0, False, "2026-12-31"),
    ("due_on", "2026-13-31", False, "2026-13-31"),
    ("due_on", "年底", False, "年底"),
    ("text", "一行  \r\n二行\r", False, "一行\n二行"),
    ("text", "一行_x000D_\n二行", False, "一行\n二行"),
    ("text", "  已启动。\u00a0", False, "已启动。"),
    ("text", "\u200b已启动。", False, "已启动。"),
    ("text", 3, False, "3"),
    ("text", 3.0, False, "3"),
    ("text", 3.5, False, "3.5"),
    ("text", date(2026, 1, 2), False, "2026-01-02"),
    ("text", "_x005F_x0041_", False, "A"),
    ("text", "_x0000_一_xD800_", False, "一"),
    ("text", None, False, ""),
    ("text", "，（全角）", False, "，（全角）"),
)


class Spelling(SimpleTestCase):
    def test_one_value_has_one_spelling(self):
        for name, value, as_percent, expected in SPELLINGS:
            with self.subTest(name=name, value=value, as_percent=as_percent):
                self.assertEqual(expected, canonical(name, value, as_percent))

    def test_a_spelling_is_its_own(self):
        for name, _value, _as_percent, expected in SPELLINGS:
            if expected != "1":
                with self.subTest(name=name, value=expected):
                    self.assertEqual(expected, canonical(name, expected))

    def test_endless_escaping_ends(self):
        self.assertTrue(canonical("text", "_x005F" * 5000 + "_x0041_"))


class Coming(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY, 9):
            cls.one = cls.make_running(title="第一件事", due_on=date(2026, 12, 31), obliged_party=cls.uni_party)
            cls.two = cls.make_running(title="第二件事", due_on=date(2027, 3, 31), obliged_party=cls.uni_party)
            cls.draft = cls.make_commitment(title="草稿的事")

    def setUp(self):
        super().setUp()
        self.bench = Bench(exported(self.uni_liaison))

    def back(self, bench=None):
        return returned(read((bench or self.bench).save(), "台账.xlsx", 32_767))

    def edits(self, back=None):
        return {row["pk"]: row["yours"] for row in (back or self.back()).rows}

    def refused(self, code, data=None, name="x.xlsx"):
        with self.assertRaises(NotOurs) as caught:
            returned(read(data or self.bench.save(), name, 32_767))
        self.assertEqual(code, caught.exception.code)


class FindingAgain(Coming):
    def test_untouched_it_says_nothing(self):
        for data in (exported(self.uni_liaison), self.bench.save()):
            back = returned(read(data, "台账.xlsx", 32_767))
            self.assertEqual(([], []), (back.rows, back.notes))
            self.assertEqual({self.one.pk, self.two.pk, self.draft.pk}, set(back.keys))
            self.assertEqual("uni_liaison", back.by)

    def test_every_edited_cell_is_found_and_nothing_else(self):
        self.bench.write(self.one, text="新的进展。", percent=0.5).write(self.two, due_on=date(2027, 6, 30))
        self.assertEqual(
            {self.one.pk: {"percent": "50%", "text": "新的进展。"}, self.two.pk: {"due_on": "2027-06-30"}}, self.edits()
        )
        row = next(row for row in self.back().rows if row["pk"] == self.one.pk)
        self.assertEqual({"percent": "40%", "text": "已启动。"}, row["then"])
        self.assertEqual(self.one.reports.get().pk, row["report"])

    def test_sorting_inserting_moving_and_leaving_out_do_no_harm(self):
        self.bench.write(self.two, problem="缺人。")
        self.bench.sort(lambda row: str(row[4]), without=("number",)).insert_column("code").insert_column("text")
        self.bench.insert_column("key")
        self.bench.sheet.insert_rows(1)
        self.bench.sheet.delete_rows(self.bench.line(self.one))
        back = self.back()
        self.assertEqual(({self.two.pk: {"problem": "缺人。"}}, []), (self.edits(back), back.notes))

    def test_numbering_anew_says_nothing(self):
        self.bench.write(self.one, number=7).write(self.two, number="第八")
        self.assertEqual({}, self.edits())

    def test_a_missing_column_says_nothing_and_is_named(self):
        self.bench.write(self.one, text="新的。")
        self.bench.sheet.delete_cols(self.bench.columns["problem"])
        self.bench.columns = {n: p - (p > self.bench.columns["problem"]) for n, p in self.bench.columns.items()}
        back = self.back()
        self.assertEqual({self.one.pk: {"text": "新的。"}}, self.edits(back))
        self.assertEqual([["lost_columns", ["Problem"]]], back.notes)

    def test_the_words_of_another_language_are_compared_with_their_own(self):
        with translation.override("zh-hans"):
            bench = Bench(exported(self.uni_liaison))
        back = self.back(bench.write(self.one, next_step="继续。"))
        self.assertEqual(("zh-hans", {self.one.pk: {"next_step": "继续。"}}), (back.language, self.edits(back)))

    def test_long_lined_and_odd_words_come_back_as_they_went(self):
        for text in ("长" * 9000, "一\n\n二  三", "=1+1", "_x0041_ <&>", "1", "2026-01-01", "\t缩进", "🙂 𠮷"):
            with self.subTest(text[:10]):
                progress.report(self.fresh(self.one), by=self.uni_officer, text=text, percent=40, problem="1")
                self.assertEqual({}, self.edits(self.back(Bench(exported(self.uni_liaison)))))

    def test_a_continuous_item_comes_back_with_its_word(self):
        row = self.make_running(title="长年的事", due_on=None, cadence=Cadence.CONTINUOUS)
        bench = Bench(exported(self.uni_liaison)).write(row, percent="Partly")
        self.assertEqual({row.pk: {"percent": "Partly"}}, self.edits(self.back(bench)))

    def test_what_cannot_be_read_is_marked(self):
        self.bench.write(self.one, problem="=1/0", text="=A1")
        self.bench.cell(self.two, "problem").value = "共同的。"
        sheet, place = self.bench.sheet, self.bench.columns["next_step"]
        top = min(self.bench.line(self.one), self.bench.line(self.two))
        sheet.cell(top, place).value = "并在一起"
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=place, end_column=place)
        rows = {row["pk"]: row for row in self.back().rows}
        merged = next(row for row in rows.values() if "merged" in row["bad"].values())
        self.assertEqual("merged", merged["bad"]["next_step"])
        self.assertEqual("no_value", rows[self.one.pk]["bad"]["text"])
        self.assertNotIn("problem", rows[self.two.pk]["bad"])


class DoubtfulRows(Coming):
    def noted(self, code):
        back = self.back()
        self.assertEqual([code], [note[0] for note in back.notes])
        return self.edits(back)

    def test_a_new_row_is_named_and_not_taken(self):
        self.bench.sheet.append([9, "", "合作协议", "", "新的一行"])
        self.assertEqual({}, self.noted("no_key"))

    def test_a_copied_row_is_no_edit_of_either(self):
        self.bench.copy_row(self.one, text="副本里改的。").write(self.two, text="照常。")
        self.assertEqual({self.two.pk: {"text": "照常。"}}, self.noted("copied"))

    def test_a_copy_that_says_the_same_says_nothing(self):
        self.bench.copy_row(self.one)
        self.assertEqual([], self.back().notes)

    def test_a_row_of_another_export_is_not_taken(self):
        self.bench.copy_row(self.one, key="#999999", text="别处的。")
        self.assertEqual({}, self.noted("unknown_key"))

    def test_a_row_whose_kept_values_were_changed_is_not_taken(self):
        hidden = self.bench.book[round_trip.SHEET]
        place = round_trip.HEAD.index("text") + 1
        line = next(n for n in range(1, hidden.max_row + 1) if hidden.cell(n, 1).value == f"#{self.one.pk}")
        hidden.cell(line, place).value = "从没有过的。"
        self.bench.write(self.two, text="照常。")
        self.assertEqual({self.two.pk: {"text": "照常。"}}, self.noted("row_tampered"))

    def test_another_reports_number_or_version_in_the_hidden_sheet_is_noticed(self):
        for column, value in (("version", "7"), ("report", "7"), ("report", "x"), ("fixed", "7"), ("percent", "7")):
            with self.subTest(column=column, value=value):
                bench = Bench(exported(self.uni_liaison)).write(self.one, text="新的。")
                hidden = bench.book[round_trip.SHEET]
                line = next(n for n in range(1, hidden.max_row + 1) if hidden.cell(n, 1).value == f"#{self.one.pk}")
                hidden.cell(line, round_trip.HEAD.index(column) + 1).value = value
                back = self.back(bench)
                self.assertEqual(([], "row_tampered"), (back.rows, back.notes[0][0]))

    def test_kept_values_of_another_export_do_not_pass_for_those_of_this(self):
        progress.report(self.fresh(self.one), by=self.uni_officer, text="后来的。", percent=45)
        later = Bench(exported(self.uni_liaison)).book[round_trip.SHEET]
        hidden = self.bench.book[round_trip.SHEET]
        for line in range(1, hidden.max_row + 1):
            if hidden.cell(line, 1).value == f"#{self.one.pk}":
                other = next(n for n in range(1, later.max_row + 1) if later.cell(n, 1).value == f"#{self.one.pk}")
                for place in range(1, len(round_trip.HEAD) + 1):
                    hidden.cell(line, place).value = later.cell(other, place).value
        self.assertEqual({}, self.noted("row_tampered"))

    def test_columns_sorted_without_their_keys_are_noticed(self):
        self.bench.write(self.one, text="第一件的。").write(self.two, text="第二件的。")
        before = [self.bench.sheet.cell(n, self.bench.columns["title"]).value for n in range(HEAD + 1, HEAD + 4)]
        self.bench.sort(lambda row: (before.index(row[4]) + 1) % 3, without=("key",))
        back = self.back()
        self.assertEqual([], [row for row in back.rows if row["pk"] in (self.one.pk, self.two.pk)])
        self.assertEqual({"torn"}, {note[0] for note in back.notes})

    def test_a_changed_title_of_a_draft_is_told_apart(self):
        self.bench.write(self.draft, title="别的事")
        self.assertEqual({}, self.noted("torn"))
        self.bench = Bench(exported(self.uni_liaison)).write(self.one, title="别的事")
        self.assertEqual({self.one.pk: {"title": "别的事"}}, self.edits())


class OnlyOurs(Coming):
    def test_another_workbook_is_none_of_ours(self):
        book = openpyxl.Workbook()
        book.active.append(["序号", "任务"])
        bench = mock.Mock(book=book)
        bench.save = lambda: Bench.save(bench)
        self.refused("not_exported", bench.save())

    def test_without_the_hidden_sheet_or_the_keys_it_cannot_come_back(self):
        del self.bench.book[round_trip.SHEET]
        self.refused("not_exported")
        self.bench = Bench(exported(self.uni_liaison))
        self.bench.sheet.delete_cols(self.bench.columns["key"])
        self.refused("no_keys")

    def test_a_csv_cannot_come_back(self):
        self.refused("csv", "编号,任务\nXY,事\n".encode(), "x.csv")

    def test_a_doubled_sheet_or_column_is_ambiguous(self):
        self.bench.book.copy_worksheet(self.bench.sheet)
        self.refused("two_tables")
        self.bench = Bench(exported(self.uni_liaison))
        self.bench.insert_column("text", "Progress")
        self.refused("column_twice")

    def test_a_changed_head_of_the_hidden_sheet_is_noticed(self):
        for line, place, value in (
            (2, 20, "text"),
            (1, 2, "fr"),
            (1, 4, "别人"),
            (2, 1, "code"),
            (3, 15, "进展"),
            (4, 1, "x"),
        ):
            with self.subTest(line=line, place=place):
                self.bench = Bench(exported(self.uni_liaison))
                self.bench.book[round_trip.SHEET].cell(line, place).value = value
                self.refused("tampered")
        self.bench = Bench(exported(self.uni_liaison))
        self.bench.book[round_trip.SHEET]["A1"].value = "pactkeeper 2"
        self.refused("other_format")

    def test_another_installation_is_noticed(self):
        with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
            self.refused("tampered")

    def test_a_changed_secret_still_knows_what_went_out_before(self):
        from django.conf import settings

        with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            self.assertEqual([], self.back().rows)
