"""Names of units, people and clauses as they stand in cells."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from agreements.ledgers import matched_clause, split_names
from agreements.ledgers.names import clause_number, is_numbered

CLAUSES = [(11, "1", "人才"), (12, "2", "科技园"), (13, "2.1", "概念验证"), (15, "5", ""), (16, "10", "文化")]


class SplittingNames(TestCase):
    def test_every_way_to_write_several(self):
        for written, names in (
            ("科研院", ["科研院"]),
            ("科研院、教务处", ["科研院", "教务处"]),
            ("科研院，教务处；人事处", ["科研院", "教务处", "人事处"]),
            ("科研院\n教务处/人事处", ["科研院", "教务处", "人事处"]),
            ("牵头单位：科研院（李明）", ["科研院"]),
            ("科研院 科学技术局", ["科研院", "科学技术局"]),
            ("科研院、科研院", ["科研院"]),
            ("科信局等单位", ["科信局"]),
            ("李明 010-12345678", ["李明"]),
            ("李明：13800000000", ["李明"]),
            ("Research Office, Personnel", ["Research Office", "Personnel"]),
            ("、；", []),
            ("12", []),
            ("", []),
        ):
            with self.subTest(written):
                self.assertEqual(split_names(written), names)

    @given(st.text(max_size=80))
    def test_names_are_never_empty_and_never_twice(self, text):
        names = split_names(text)
        self.assertTrue(all(names))
        self.assertEqual(len(set(names)), len(names))


class MatchingClauses(TestCase):
    def test_numbers_as_people_write_them(self):
        for written, number in (
            ("第五条", "5"),
            ("第 5 条", "5"),
            ("第二条第一款", "2.1"),
            ("第二条（一）", "2.1"),
            ("五、文化", "5"),
            ("（十）", "10"),
            ("2.1 概念验证", "2.1"),
            ("２．１", "2.1"),
            ("Article 5", "5"),
            ("§ 2.1", "2.1"),
            ("10", "10"),
            ("人才", ""),
            ("一体化建设", ""),
            ("2026年底", ""),
        ):
            with self.subTest(written):
                self.assertEqual(clause_number(written), number)

    def test_by_number_by_heading_or_by_both(self):
        for written, key in (
            ("第一条", 11),
            ("一、人才", 11),
            ("1. 人才", 11),
            ("1", 11),
            ("第二条第一款", 13),
            ("2.1 概念验证", 13),
            ("“人才”", 11),
            ("关于科技园的建设", 12),
            ("第五条", 15),
            ("五、人才", 11),  # the number shifted, the heading did not
            ("二、体育", None),
            ("第九条", None),
            ("体育", None),
            ("", None),
            ("其他", None),
        ):
            with self.subTest(written):
                self.assertEqual(matched_clause(written, CLAUSES), key)

    def test_what_is_numbered_like_a_heading(self):
        for text in ("一、人才", "（二）园区", "第三条 文化"):
            self.assertTrue(is_numbered(text), text)
        for text in ("一体化建设", "三个方面", "科研院", "2026年"):
            self.assertFalse(is_numbered(text), text)
