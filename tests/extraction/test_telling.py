"""Which sentences of a press account tell what was agreed, and where speeches, ceremony and facts are left out."""

import pytest

from agreements.extraction import extract

HEAD = "5月18日，东岭市人民政府与青石大学签署合作协议。"


def told(body):
    return [one.text for one in extract(f"两地签约\n\n{HEAD}\n\n{body}\n").commitments]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("根据协议，双方共建研究院。", ["双方共建研究院"]),
        ("协议同时明确，东岭市提供场地。", ["东岭市提供场地"]),
        ("技术攻关方面，协议载明，东岭市提供场地。", ["东岭市提供场地"]),
        ("协议对分工作了具体约定：东岭市提供场地。", ["东岭市提供场地"]),
        (
            "根据协议，双方共建研究院。市财政每年拿出100万元设立工作室。",
            ["双方共建研究院", "市财政每年拿出100万元设立工作室"],
        ),
        ("根据协议，双方共建研究院。工作室主持人由学校教授担任。", ["双方共建研究院", "工作室主持人由学校教授担任"]),
        ("双方共同编制规划。", ["双方共同编制规划"]),
        ("仪式上，校长和市长代表双方签署协议。根据协议，双方共建研究院。", ["双方共建研究院"]),
        ("校长表示，前景广阔。根据协议，东岭市提供场地。", ["东岭市提供场地"]),
    ],
)
def test_what_was_agreed(body, expected):
    assert told(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "青石大学校长表示，学校将举全校之力服务东岭。",
        "市长说，东岭市将设立服务专员。",
        "仪式上，校长表示，签署协议后学校将设立服务专员。",
        "希望双方共建研究院。",
        "去年以来，学校已有6项专利在东岭转化。",
        "市发改委、青石大学负责人出席仪式。",
        "双方共同为研究院揭牌。",
    ],
)
def test_what_was_only_said_or_done(body):
    found = [text for text in told(f"根据协议，东岭市提供场地。\n\n{body}") if text != "东岭市提供场地"]
    assert found == []
