"""Where the heading stands, what its columns say, and which rows are items."""

from datetime import date
from unittest import TestCase

from agreements.ledgers import FIELDS, entries, find_header, propose
from agreements.ledgers.headings import field_of, header_at

MESSY = [
    ["大学与区政府合作协议任务台账"] * 9,
    ["填报日期：2026年11月", None, None, None, None, None, None, None, "单位：联络处"],
    [None] * 9,
    ["序号", "条款", "任务内容", "责任分工", "责任分工", "责任人", "时间节点", "完成情况", "备注"],
    ["序号", "条款", "任务内容", "牵头单位", "配合单位", "责任人", "时间节点", "完成情况", "备注"],
    ["一、人才"] * 9,
    [1, "一、人才", "选派教师", "科研院", "组织部", "李明", date(2026, 12, 31), 0.8, None],
    [2, "一、人才", "开设讲座", "教务处", None, None, "长期", "进行中", "注"],
    ["小计", None, 2, None, None, None, None, None, None],
    ["序号", "条款", "任务内容", "牵头单位", "配合单位", "责任人", "时间节点", "完成情况", "备注"],
    ["二、园区", None, None, None, None, None, None, None, None],
    [None] * 9,
    [3, None, "共建科技园", "科研院、科信局", None, None, "2026年底", 1, None],
    [4, None, None, "科研院", None, None, None, None, None],
    ["合  计", None, "3项", None, None, None, None, None, None],
    ["注：本表每季度更新一次。", None, None, None, None, None, None, None, None],
]
MERGED = frozenset(
    [(0, c) for c in range(1, 9)]
    + [(4, c) for c in (0, 1, 2, 5, 6, 7, 8)]
    + [(3, 4)]
    + [(5, c) for c in range(1, 9)]
    + [(7, 1)]
)


class FindingTheHeading(TestCase):
    def test_it_need_not_be_on_top_and_may_take_two_lines(self):
        header = find_header(MESSY, MERGED)
        self.assertEqual((header.row, header.lines), (3, 2))
        self.assertEqual(header.headings[3:5], ("责任分工 牵头单位", "责任分工 配合单位"))
        self.assertEqual(header.headings[0], "序号")

    def test_the_second_line_may_be_the_better_known_one(self):
        self.assertEqual(header_at(MESSY, 4, MERGED), header_at(MESSY, 3, MERGED))

    def test_two_lines_without_merged_cells_as_in_a_csv(self):
        rows = [
            ["序号", "任务", "责任分工", None, "时限"],
            [None, None, "牵头单位", "配合单位", None],
            ["1", "选派教师", "科研院", "组织部", "2026年底"],
        ]
        header = find_header(rows)
        self.assertEqual((header.row, header.lines), (0, 2))
        self.assertEqual(set(propose(header, rows).values()), {"title", "lead", "support", "due"})

    def test_the_first_item_is_never_taken_for_a_second_line(self):
        rows = [["序号", "任务", "牵头单位", "时限"], [None, "选派教师", None, None], ["2", "讲座", "科研院", None]]
        self.assertEqual(find_header(rows).lines, 1)

    def test_there_may_be_none(self):
        self.assertIsNone(find_header([["甲", "乙"], [1, 2]]))
        self.assertIsNone(find_header([["合作任务台账"] * 5]))
        self.assertIsNone(find_header([]))

    def test_english(self):
        rows = [
            ["No.", "Clause", "Task", "Lead unit", "Due date", "% complete", "Next steps"],
            [1, 1, "x", "y", "z", 1, 2],
        ]
        self.assertEqual(
            propose(find_header(rows), rows),
            {1: "clause", 2: "title", 3: "lead", 4: "due", 5: "percent", 6: "next_step"},
        )


class ProposingColumns(TestCase):
    def test_every_heading_that_people_use(self):
        for heading, field in (
            ("序 号", ""),
            ("条款", "clause"),
            ("任 务\n内 容", "title"),
            ("牵头单位", "lead"),
            ("协办单位", "support"),
            ("责任人（电话）", "officer"),
            ("责任单位", "lead"),
            ("时间节点", "due"),
            ("完成时限（2026年）", "due"),
            ("工作进展情况", "progress"),
            ("存在的主要问题", "problem"),
            ("下一步工作举措", "next_step"),
            ("完成比例（%）", "percent"),
            ("工作目标及衡量口径", "yardstick"),
            ("备注", ""),
            ("区方牵头部门", "lead"),
            ("天气", None),
        ):
            with self.subTest(heading):
                self.assertEqual(field_of(heading), field)

    def test_how_far_or_what_was_done_is_told_by_the_cells(self):
        header = find_header(MESSY, MERGED)
        self.assertEqual(propose(header, MESSY)[7], "percent")
        words = [["任务", "牵头单位", "完成情况"], ["讲座", "教务处", "已举办三场，听众四百余人，反响良好。"]]
        self.assertEqual(propose(find_header(words), words)[2], "progress")

    def test_a_column_that_says_how_far_leaves_the_words_to_the_other(self):
        rows = [
            ["任务", "牵头单位", "进展情况", "进展情况"],
            ["任务", "牵头单位", "完成情况", "完成比例"],
            ["讲座", "教务处", "已办3场", "60%"],
        ]
        merged = frozenset({(1, 0), (1, 1), (0, 3)})
        self.assertEqual(propose(find_header(rows, merged), rows), {0: "title", 1: "lead", 2: "progress", 3: "percent"})

    def test_two_columns_never_say_the_same(self):
        rows = [["任务", "任务内容", "牵头单位", "责任单位", "时限"]]
        found = propose(find_header(rows), rows)
        self.assertEqual(len(set(found.values())), len(found))
        self.assertLessEqual(set(found.values()), set(FIELDS))

    def test_without_a_heading_for_it_the_longest_words_are_the_task(self):
        rows = [
            ["序号", "甲", "牵头单位", "时限"],
            [1, "选派教师到区里锻炼", "科研院", "长期"],
            [2, "举办系列讲座", "教务处", "长期"],
        ]
        self.assertEqual(propose(find_header(rows), rows)[1], "title")


class FindingItems(TestCase):
    def setUp(self):
        self.header = find_header(MESSY, MERGED)
        self.found, self.skipped = entries(MESSY, self.header, propose(self.header, MESSY), MERGED)

    def test_items_know_their_row_their_cells_and_the_group_above(self):
        self.assertEqual([entry.row for entry in self.found], [7, 8, 13])
        self.assertEqual([entry.group for entry in self.found], ["一、人才", "一、人才", "二、园区"])
        first = self.found[0]
        self.assertEqual(first.text("title"), "选派教师")
        self.assertEqual(first.text("due"), "2026-12-31")
        self.assertEqual(first.text("support"), "组织部")
        self.assertEqual(first.text("yardstick"), "")

    def test_every_other_row_says_why_it_is_none(self):
        self.assertEqual(
            [(row.row, row.why) for row in self.skipped],
            [
                (6, "heading"),
                (9, "total"),
                (10, "repeated"),
                (11, "heading"),
                (14, "no_title"),
                (15, "total"),
                (16, "no_title"),
            ],
        )

    def test_a_task_that_begins_like_a_total_is_a_task(self):
        rows = [["任务", "牵头单位"], ["共计三项的清单由科研院牵头建立", "科研院"], ["合计", None]]
        found, skipped = entries(rows, find_header(rows), {0: "title", 1: "lead"})
        self.assertEqual(([each.row for each in found], [each.why for each in skipped]), ([2], ["total"]))

    def test_a_task_alone_in_its_row_is_a_task(self):
        rows = [["任务", "牵头单位"], ["选派教师", None]]
        found, skipped = entries(rows, find_header(rows), {0: "title", 1: "lead"})
        self.assertEqual((len(found), skipped), (1, []))
