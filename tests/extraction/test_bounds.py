"""Where an agreement's words end: signatures, annexes, credits and links are not it."""

import pytest

from agreements.extraction import bounds


@pytest.mark.parametrize(
    "line",
    [
        "甲方（盖章）：",
        "乙方：青石大学",
        "法定代表人：",
        "签订日期：2024年5月6日",
        "二〇二四年五月六日",
        "附件1：项目清单",
        "（本页无正文，为签署页）",
        "责任编辑：值班室",
        "更多阅读：东岭区召开会议",
        "扫码关注“东岭发布”",
        "IN WITNESS WHEREOF",
        "Annex A",
    ],
)
def test_what_stands_behind_the_words(line):
    assert bounds.is_afterwards(line, 0, len(line))


@pytest.mark.parametrize(
    "line", ["甲方提供场地。", "一、人才培养", "双方每年召开会议。", "附件由双方共同编制。", "The Parties shall meet."]
)
def test_what_is_still_of_the_agreement(line):
    assert not bounds.is_afterwards(line, 0, len(line))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("一、双方共建研究院。\n甲方（盖章）：\n2024年5月6日", "双方共建研究院。"),
        ("一、双方共建研究院。\n签约仪式后，双方参观了校园。", "双方共建研究院。"),
        ("一、双方共建研究院。（记者 某某）", "双方共建研究院。"),
        ("一、双方共建研究院。\n二、东岭区提供场地。", "东岭区提供场地。"),
    ],
)
def test_where_the_words_end(text, last):
    assert text[: bounds.end_of_words(text, 0, len(text))].rstrip().endswith(last)
