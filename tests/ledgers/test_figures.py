"""Figures as people write them in ledgers."""

from unittest import TestCase

from agreements.ledgers import Figure, are_fractions, read_figure

FIGURES = [
    # written, percent, kept up, doubt, words
    ("80%", 80, "", "", ""),
    ("８０％", 80, "", "", ""),
    ("80.4 %", 80, "", "", ""),
    ("80", 80, "", "", ""),
    ("0.8", 80, "", "", ""),
    (80, 80, "", "", ""),
    (0.8, 80, "", "", ""),
    (1, 1, "", "", ""),
    (0, 0, "", "", ""),
    ("完成80%", 80, "", "", ""),
    ("已完成 80%，正在收尾", 80, "", "", "已完成 80%，正在收尾"),
    ("约80%", 80, "", "about", "约80%"),
    ("百分之八十", None, "", "", "百分之八十"),
    ("百分之80", 80, "", "", ""),
    ("已完成", 100, "yes", "", "已完成"),
    ("完成", 100, "yes", "", "完成"),
    ("已办结", 100, "yes", "", "已办结"),
    ("Done", 100, "yes", "", "Done"),
    ("未完成", None, "", "", "未完成"),
    ("基本完成", None, "", "", "基本完成"),
    ("进行中", None, "", "", "进行中"),
    ("推进中", None, "", "", "推进中"),
    ("正常推进", None, "yes", "", "正常推进"),
    ("进展滞后", None, "partly", "", "进展滞后"),
    ("未启动", None, "", "", "未启动"),
    ("3/5", None, "", "unclear", "3/5"),
    ("120%", None, "", "unclear", "120%"),
    (120, None, "", "unclear", ""),
    (-5, None, "", "unclear", ""),
    ("30%→60%", None, "", "unclear", "30%→60%"),
    (None, None, "", "", ""),
    ("", None, "", "", ""),
]


class ReadingFigures(TestCase):
    def test_each_is_read_as_it_was_meant(self):
        for written, percent, kept_up, doubt, words in FIGURES:
            with self.subTest(written):
                figure = read_figure(written)
                self.assertEqual(
                    (figure.percent, figure.kept_up, figure.doubt, figure.words), (percent, kept_up, doubt, words)
                )

    def test_a_column_of_fractions_is_told_by_the_whole_column(self):
        self.assertTrue(are_fractions([0.8, 1, 0, None, "完成"]))
        self.assertFalse(are_fractions([1, 0, 1]))
        self.assertFalse(are_fractions([0.8, 60]))
        self.assertFalse(are_fractions(["80%"]))
        self.assertEqual(read_figure(1, fractions=True), Figure(100))
