"""Who agrees, by which names, and whom a passage means."""

import pytest

from agreements.extraction.cast import Cast
from agreements.extraction.parties import find_parties, role_of


def named(text):
    return [(party.name, party.role) for party in find_parties(text)]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "南湖学院与海川集团签署合作协议\n5月18日，南湖学院与海川集团有限公司签署合作协议。",
            [("南湖学院", "university"), ("海川集团有限公司", "enterprise")],
        ),
        (
            "甲方：东岭区人民政府\n乙方：青石大学\n第一条 双方共建研究院。",
            [("东岭区人民政府", "government"), ("青石大学", "university")],
        ),
        (
            "东岭区人民政府（以下简称“甲方”）与青石大学（以下简称“乙方”）经协商签订本协议。",
            [("东岭区人民政府", "government"), ("青石大学", "university")],
        ),
        (
            "7月7日,东岭市人民政府与青石大学签署战略合作协议。副市长代表市政府与青石大学副校长签署协议。",
            [("东岭市人民政府", "government"), ("青石大学", "university")],
        ),
        (
            'made by and between:\n\nEastport University (the "First Party")\n\n'
            'and\n\nCity of Westhaven (the "Second Party")',
            [("Eastport University", "university"), ("City of Westhaven", "government")],
        ),
        (
            "Memorandum between the University of Eastport and the City of Westhaven.",
            [("University of Eastport", "university"), ("City of Westhaven", "government")],
        ),
        ("今天天气晴朗。", []),
    ],
)
def test_parties(text, parties):
    assert named(text) == parties


def test_the_other_forms_of_a_name():
    text = "东岭区人民政府与青石理工大学签署战略合作协议。青石理工每年选派教师，东岭区提供场地，学校负责食宿。"
    district, school = find_parties(text)
    assert "东岭区" in district.aliases
    assert "学校" in school.aliases


@pytest.mark.parametrize(
    ("name", "role"),
    [("东岭区教育局", "government"), ("海川重工", "enterprise"), ("青石附属中学", "university"), ("绿色联盟", "other")],
)
def test_role(name, role):
    assert role_of(name) == role


def test_whom_words_mean():
    cast = Cast(find_parties("甲方：东岭区人民政府\n乙方：青石大学\n东岭区提供场地。"))
    assert cast.at("双方共建")[0] == (0, 1)
    assert cast.at("甲方提供")[0] == (0,)
    assert cast.at("青石大学与东岭区共建")[0] == (0, 1)
    assert cast.at("企业提供") is None
