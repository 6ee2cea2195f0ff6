"""Dates as people write them in ledgers."""

import datetime
from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from agreements.ledgers import Due, read_due

END = date(2026, 12, 31)

DATES = [
    # written, day, cadence, doubt
    ("2026-12-31", END, "once", ""),
    ("2026/12/31", END, "once", ""),
    ("2026.12.31", END, "once", ""),
    ("2026 年 12 月 31 日前", END, "once", ""),
    ("２０２６年１２月３１日", END, "once", ""),
    ("20261231", END, "once", ""),
    ("2026年12月", END, "once", ""),
    ("2026年12月底前完成", END, "once", ""),
    ("2026.12", END, "once", ""),
    ("2026-12", END, "once", ""),
    ("2026年底", END, "once", ""),
    ("2026年底前", END, "once", ""),
    ("2026年年底前", END, "once", ""),
    ("2026年末", END, "once", ""),
    ("二〇二六年底", END, "once", ""),
    ("二○二六年十二月底前", END, "once", ""),
    ("2026年第四季度", END, "once", ""),
    ("2026年四季度末", END, "once", ""),
    ("2026Q4", END, "once", ""),
    ("2026年下半年", END, "once", ""),
    ("2026年上半年", date(2026, 6, 30), "once", ""),
    ("2027年2月", date(2027, 2, 28), "once", ""),
    ("2028年2月底", date(2028, 2, 29), "once", ""),
    ("2026年6月中旬", date(2026, 6, 20), "once", ""),
    ("2026年6月上旬", date(2026, 6, 10), "once", ""),
    ("by the end of 2026", END, "once", ""),
    ("31 December 2026", END, "once", ""),
    ("Dec 31, 2026", END, "once", ""),
    ("December 2026", END, "once", ""),
    ("2026年", END, "once", "whole_year"),
    ("2026年度", END, "once", "whole_year"),
    ("26年底", END, "once", "short_year"),
    ("2026年1月至12月", END, "once", "range"),
    ("2025年9月—2026年12月", END, "once", "range"),
    ("2024-2026年", END, "once", "range"),
    ("“十五五”末", date(2030, 12, 31), "", ""),
    ("长期", None, "continuous", ""),
    ("长期坚持，持续推进", None, "continuous", ""),
    ("每年", None, "recurring", ""),
    ("每年12月底前", None, "recurring", ""),
    ("每季度一次", None, "recurring", ""),
    ("Ongoing", None, "continuous", ""),
    ("12月", None, "", "no_year"),
    ("12月底前", None, "", "no_year"),
    ("十二月底前", None, "", "no_year"),
    ("12月31日前", None, "", "no_year"),
    ("年底前", None, "", "no_year"),
    ("全年", None, "", "no_year"),
    ("本年度内", None, "", "no_year"),
    ("1—12月", None, "", "no_year"),
    ("2026年全年", END, "once", ""),
    ("全年持续推进", None, "continuous", "no_year"),
    ("第四季度", None, "", "no_year"),
    ("四季度", None, "", "no_year"),
    ("上半年", None, "", "no_year"),
    ("2026年6月、12月", None, "", "several"),
    ("2025年底；2026年底", None, "", "several"),
    ("2026年12月初", None, "", "unclear"),
    ("2026年13月", None, "", "unclear"),
    ("2026年2月30日", None, "", "unclear"),
    ("分3个阶段", None, "", "unclear"),
    ("按对方通知", None, "", ""),
    ("待定", None, "", ""),
    ("已完成", None, "", ""),
]


class ReadingDates(TestCase):
    def test_each_is_read_as_it_was_meant_and_kept_as_it_was_written(self):
        for written, day, cadence, doubt in DATES:
            with self.subTest(written):
                due = read_due(written)
                self.assertEqual((due.due_on, due.cadence, due.doubt), (day, cadence, doubt))
                self.assertEqual(due.due_text, written)
                self.assertIsNone(due.suggestion)

    def test_a_date_of_the_sheet_is_a_date(self):
        self.assertEqual(read_due(END), Due(END, "2026-12-31"))
        self.assertEqual(read_due(None), Due())
        self.assertEqual(read_due("  "), Due())

    def test_a_missing_year_is_suggested_and_never_taken(self):
        for written, day in (
            ("12月", date(2026, 12, 31)),
            ("9月底前", date(2026, 9, 30)),
            ("10月15日", date(2026, 10, 15)),
            ("年底前", date(2026, 12, 31)),
            ("三季度", date(2026, 9, 30)),
            ("上半年", date(2026, 6, 30)),
        ):
            with self.subTest(written):
                due = read_due(written, 2026)
                self.assertEqual((due.due_on, due.suggestion, due.doubt), (None, day, "no_year"))
        self.assertIsNone(read_due("2月30日", 2026).suggestion)
        self.assertIsNone(read_due("2027年底", 2026).suggestion)

    def test_bare_numbers_are_dates_only_where_they_can_be_nothing_else(self):
        for number, day, doubt in (
            (2026, END, "whole_year"),
            (2026.12, END, ""),
            (2026.9, date(2026, 9, 30), ""),
            (2026.1, None, "unclear"),  # January, or October that lost its zero
            (20261231, END, ""),
            (46387, None, "unclear"),
            (12, None, "unclear"),
        ):
            with self.subTest(number):
                due = read_due(number)
                self.assertEqual((due.due_on, due.doubt), (day, doubt))

    @given(st.one_of(st.text(max_size=60), st.text("0123456789年月日底前季度第半上下一二十〇./-至 ", max_size=40)))
    def test_any_text_gives_an_answer_that_keeps_its_words(self, text):
        due = read_due(text, 2026)
        self.assertEqual(due.due_text, text.strip())
        self.assertFalse(due.due_on and due.suggestion)

    @given(st.dates(datetime.date(2000, 1, 1), datetime.date(2068, 12, 31)))
    def test_every_way_to_write_a_day_reads_as_that_day(self, day):
        for written in (
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日前",
            f"{day.year % 100:02d}年{day.month}月{day.day}日",
        ):
            self.assertEqual(read_due(written).due_on, day, written)
