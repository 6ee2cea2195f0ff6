"""Amounts and durations: every form with its value, and what is no amount."""

import pytest

from agreements.extraction.amounts import find_amounts, months_of


def told(passage):
    return [(one.text, one.value, one.unit, one.comparator, one.per) for one in find_amounts(passage)]


@pytest.mark.parametrize(
    ("passage", "amounts"),
    [
        ("投入20亿欧元", [("20亿欧元", 2_000_000_000, "欧元", "=", None)]),
        ("选派不少于50名教师", [("不少于50名", 50, "名", ">=", None)]),
        ("每年培训一千二百人次以上", [("一千二百人次以上", 1200, "人次", ">=", "year")]),
        ("给予不超过1,000万元资助", [("不超过1,000万元", 10_000_000, "元", "<=", None)]),
        ("约3.5万平方米", [("约3.5万平方米", 35000, "平方米", "~", None)]),
        ("创作一部交响曲", [("一部", 1, "部", "=", None)]),
        ("每季度开办一期培训", [("一期", 1, "期", "=", None)]),
        ("每周不少于四班", [("不少于四班", 4, "班", ">=", None)]),
        ("建设三个示范点", [("三个", 3, "个", "=", None)]),
        ("另外3款车型", [("3款", 3, "款", "=", None)]),
        ("年产能为10万台", [("10万台", 100_000, "台", "=", "year")]),
        ("每年选派一定数量干部、教师到区里锻炼", [("一定数量", None, "干部、教师", None, "year")]),
        ("比例达到20%", [("20%", 20, "%", "=", None)]),
        ("equip up to `N` classrooms", [("up to `N` classrooms", None, "classrooms", "<=", None)]),
        ("send at least two teachers every year", [("at least two teachers", 2, "teachers", ">=", "year")]),
        ("contribute EUR 2 million", [("EUR 2 million", 2_000_000, "EUR", "=", None)]),
        ("cut fares by 20 per cent", [("20 per cent", 20, "per cent", "=", None)]),
        ("the two partners share the cost", []),
        ("award ten scholarships", [("ten scholarships", 10, "scholarships", "=", None)]),
    ],
)
def test_amounts(passage, amounts):
    assert told(passage) == amounts


@pytest.mark.parametrize(
    "passage",
    [
        *(
            "服务“两区”建设",
            "按照“六位一体”模式",
            "制造4缸发动机",
            "于2013年开始",
            "第三项工作",
            "为期三年",
            "一批项目",
            "三方共同设立研究院",
            "任何一方不得要求对方",
            "一期工程开工",
            "一系列活动",
        ),
        *(
            "五个方面的合作",
            "双方各自负责",
            "as set out in Article 5",
            "for two years",
            "the two parties meet",
            "in May 2024",
        ),
    ],
)
def test_what_is_no_amount(passage):
    assert told(passage) == []


@pytest.mark.parametrize(
    ("passage", "months"),
    [
        ("锻炼时间一般不少于半年", 6),
        ("为期三年", 36),
        ("连续设立五年", 60),
        ("十年内不得外迁", 120),
        ("前三年免收租金", 36),
        ("挂职期限不少于6个月", 6),
        ("服务期为一年半", 18),
        ("实践锻炼一年以上", 12),
        ("stay for at least six months", 6),
        ("maintain the site for a period of two years", 24),
        ("岗位实习,实习期为六个月", 6),
        ("免费运维三年", 36),
        ("lend two engineers for a period of eighteen months", 18),
        ("五年内建成", None),
        ("2024年开始", None),
        ("每年选派", None),
    ],
)
def test_months(passage, months):
    assert months_of(passage) == months
