"""What a due date as written comes to, and by which rule; what gives no day says why."""

from datetime import date

from django.test import SimpleTestCase
from django.utils import translation

from agreements.reports.due_rules import Term, propose

TERM = Term(date(2022, 7, 26), date(2022, 8, 31), date(2027, 7, 25))


class Proposing(SimpleTestCase):
    def test_the_day_and_the_rule(self):
        for written, day, rule in (
            ("协议期内", "2027-07-25", "Last day of the agreement"),
            ("合作期限内", "2027-07-25", "Last day of the agreement"),
            ("2025年底前", "2025-12-31", "End of the year named"),
            ("二〇二五年底", "2025-12-31", "End of the year named"),
            ("by the end of 2025", "2025-12-31", "End of the year named"),
            ("2025年", "2025-12-31", "End of the year named"),
            ("2024年2月底前", "2024-02-29", "End of the month named"),
            ("2025年6月30日前", "2025-06-30", "The day named"),
            ("2025-06-30", "2025-06-30", "The day named"),
            ("2025年第三季度", "2025-09-30", "End of the part of the year named"),
            ("2025年上半年", "2025-06-30", "End of the part of the year named"),
            ("“十五五”末", "2030-12-31", "End of the five-year plan named"),
            ("2025年1月至2025年6月", "2025-06-30", "End of the time named"),
            ("自签署之日起三年内", "2025-07-26", "Counted from the signing"),
            ("协议签订之日起6个月内", "2023-01-26", "Counted from the signing"),
            ("签署后30日内", "2022-08-25", "Counted from the signing"),
            ("生效之日起半年内", "2023-02-28", "Counted from the coming into force"),
        ):
            with self.subTest(written=written), translation.override("en"):
                found = propose(written, TERM)
                self.assertEqual((str(found.day), str(found.rule)), (day, rule))

    def test_no_day_where_the_words_give_none(self):
        for written, term, why in (
            ("", TERM, "The text gives no date"),
            ("每年", TERM, "Again and again: no single day"),
            ("每年12月底前", TERM, "Again and again: no single day"),
            ("长期", TERM, "Lasting: no single day"),
            ("三年内", TERM, "It does not say from when on"),
            ("12月底前", TERM, "It does not say which year"),
            ("2024年底或2025年底", TERM, "It names several dates"),
            ("适时", TERM, "The words name no day"),
            ("2026年13月1日", TERM, "It may be read in more than one way"),
            ("协议期内", Term(), "The agreement is open-ended"),
            ("签署之日起三年内", Term(), "The day it counts from is not known"),
            ("签署之日起10个工作日内", TERM, "Counted in working days: work it out by hand"),
        ):
            with self.subTest(written=written), translation.override("en"):
                found = propose(written, term)
                self.assertEqual((found.day, str(found.rule)), (None, why))
