"""Due dates, rhythms and the day of signing; relative ones only from a day that is given."""

from datetime import date

import pytest

from agreements.extraction.deadlines import find_due, rhythm_of, signed_on

DAY = date(2024, 5, 31)


@pytest.mark.parametrize(
    ("passage", "written", "value"),
    [
        ("于2013年开始制造", "2013年开始", "2013"),
        ("2027年6月30日前完成", "2027年6月30日前", "2027-06-30"),
        ("二〇二七年底前建成", "二〇二七年底前", "2027"),
        ("在今年实现量产", "在今年", "2024"),
        ("明年建成", "明年", "2025"),
        ("在今年6月底前落实", "在今年6月底前", "2024-06-30"),
        ("2026年9月开工", "2026年9月", "2026-09-30"),
        ("签署之日起三个月内成立专班", "签署之日起三个月内", "2024-08-31"),
        ("九个月内完成", "九个月内", "2025-02-28"),
        ("30日内完成", "30日内", "2024-06-30"),
        ("2026年13月1日完成", "2026年13月1日", None),
        ("report by 31 December 2025", "31 December 2025", "2025-12-31"),
        ("repair the roof by the end of this year", "by the end of this year", "2024"),
        ("open it next year", "next year", "2025"),
        ("open by the end of 2026", "by the end of 2026", "2026"),
        ("within six months of signature", "within six months of signature", "2024-11-30"),
    ],
)
def test_due(passage, written, value):
    due = find_due(passage, DAY, since=DAY)
    assert (due.text, due.value) == (written, value)


def test_nothing_relative_is_computed_without_a_day():
    assert find_due("三个月内完成").value is None
    assert find_due("在今年实现").value is None


@pytest.mark.parametrize("passage", ["建设科技园", "落实“2024年计划”", "编号第2027号", "一年一度"])
def test_no_due(passage):
    assert find_due(passage, DAY) is None


@pytest.mark.parametrize(
    ("passage", "rhythm"),
    [
        ("每年选派教师", "yearly"),
        ("每学年开设课程", "yearly"),
        ("举办年会", "yearly"),
        ("每季度会商", "quarterly"),
        ("每月通报进展", "monthly"),
        ("按月足额发放报酬", "monthly"),
        ("每年召开联席会议", "yearly"),
        ("建立长效机制", "ongoing-mechanism"),
        ("联席会议的会务由区里承担", None),
        ("制定管理考核制度", "ongoing-mechanism"),
        ("年产能为10万台", None),
        ("每两年互访", None),
        ("开展机制创新", None),
        ("共建科技园", None),
        ("hold an annual symposium", "yearly"),
        ("meet quarterly", "quarterly"),
        ("establish a coordination mechanism", "ongoing-mechanism"),
    ],
)
def test_rhythm(passage, rhythm):
    assert rhythm_of(passage) == rhythm


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017年11月16日，双方签订合作协议。", "2017-11-16"),
        ("发布时间：2024-05-20\n5月18日，两校签署合作协议。", "2024-05-18"),
        ("5月18日，两校签署合作协议。", None),
        ("发布时间：2011-07-01\n两家公司签署协议。", None),
        ("entered into on this 11 day of September, 2024 by and between", "2024-09-11"),
        ("This MOU was signed and will terminate on June 30, 2021.", None),
        ("双方共建研究院。\n甲方：\n乙方：\n2024年5月6日", "2024-05-06"),
    ],
)
def test_signed_on(text, day):
    assert signed_on(text, 0, len(text)) == day
