"""What is a commitment in a sentence, where it begins and ends, and what is none."""

import pytest

from agreements.extraction import english
from agreements.extraction.cast import Cast, Party
from agreements.extraction.chinese import find
from agreements.extraction.segments import FOLD

CAST = Cast(
    [Party("青石大学", "university", ("学校", "乙方")), Party("东岭区人民政府", "government", ("东岭区", "甲方"))]
)
BOTH, SCHOOL, AREA = (0, 1), (0,), (1,)
PAIR = Cast(
    [Party("Eastport University", "university", ("University",)), Party("City of Westhaven", "government", ("City",))]
)


def acts(sentence):
    words = sentence.translate(FOLD)
    return [(words[one.start : one.end], one.who) for one in find(words, CAST) if not one.general]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("双方共建研究院，打造特色园区。", [("双方共建研究院", BOTH), ("打造特色园区", BOTH)]),
        ("依托校区，共建科技园。", [("共建科技园", BOTH)]),
        (
            "为助力产业发展，努力建设一流城区，学校在能源、材料等方面与东岭区合作。",
            [("学校在能源、材料等方面与东岭区合作", BOTH)],
        ),
        (
            "依托重点学科，实验室、研究所等机构，以及人才优势，为东岭区发展提供助力。",
            [("为东岭区发展提供助力", SCHOOL)],
        ),
        (
            "学校每年选派教师到区里锻炼，时间一般不少于半年。",
            [("学校每年选派教师到区里锻炼,时间一般不少于半年", SCHOOL)],
        ),
        ("东岭区选派干部，创造条件促进干部成长。", [("东岭区选派干部", AREA), ("创造条件促进干部成长", AREA)]),
        ("学校开展培训，并鼓励师生创业。", [("学校开展培训", SCHOOL), ("鼓励师生创业", SCHOOL)]),
        ("共建研究院，全面提升服务能力。", [("共建研究院", BOTH)]),
        ("共建研究院，促进经济社会发展。", [("共建研究院", BOTH)]),
        ("共建研究院，促进成果转化。", [("共建研究院", BOTH), ("促进成果转化", BOTH)]),
        ("加快成果转化落地，共同开展人才培养。", [("加快成果转化落地", BOTH), ("共同开展人才培养", BOTH)]),
        ("共同制定、规划、组织课程。", [("共同制定、规划、组织课程", BOTH)]),
        ("联合申报项目、培养研究生、建设基地。", [("联合申报项目", BOTH), ("培养研究生", BOTH), ("建设基地", BOTH)]),
        ("将示范平台、孵化项目和企业优先落户园区。", [("将示范平台、孵化项目和企业优先落户园区", BOTH)]),
        ("在人才培养、科研攻关等方面深入对接。", [("在人才培养、科研攻关等方面深入对接", BOTH)]),
        ("东岭区将投入2亿元以扩大生产规模。", [("东岭区将投入2亿元", AREA)]),
        (
            "除了在今年实现量产外，还包括另外3款车型的生产计划。",
            [("在今年实现量产", BOTH), ("另外3款车型的生产计划", BOTH)],
        ),
        ("双方本着平等互利的原则，在教育、卫生等领域开展合作。", [("在教育、卫生等领域开展合作", BOTH)]),
        ("根据协议，到2027年底，双方建成实验室2个。", [("双方建成实验室2个", BOTH)]),
        ("学校为来校教师发放补贴，分三年拨付。", [("学校为来校教师发放补贴,分三年拨付", SCHOOL)]),
        ("学校向对方开放数据，每月更新一次。", [("学校向对方开放数据", SCHOOL), ("每月更新一次", SCHOOL)]),
        ("学校将研发总部设在东岭区。", [("学校将研发总部设在东岭区", SCHOOL)]),
        ("对考核合格的毕业生，学校优先录用。", [("学校优先录用", SCHOOL)]),
        ("东岭区建设园区，十年内不得外迁。", [("东岭区建设园区", AREA), ("十年内不得外迁", AREA)]),
        ("东岭区供应绿电，首期供电量约3亿千瓦时。", [("东岭区供应绿电,首期供电量约3亿千瓦时", AREA)]),
        ("学校设立助学金，连续设立五年。", [("学校设立助学金,连续设立五年", SCHOOL)]),
    ],
)
def test_acts(sentence, expected):
    assert acts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "东岭区与学校有广阔的合作空间。",
        "希望双方发挥优势，加强合作。",
        "本协议有效期五年，自签字之日起生效。",
        "未尽事宜由双方另行协商。",
        "双方可以根据需要调整合作内容。",
        "实现互利双赢。",
        "双方建立战略合作关系。",  # general: kept only where nothing else is said
        "学校拥有一流学科。",
        "2023年以来，学校共派出学生86名，捐赠图书1万册。",
        "区教育局认为，学校应设立工作站。",
        "记录:区政府办公室",
        "合作产生的专利由双方共有。",
        "因本协议引起的争议，提交甲方所在地人民法院管辖。",
        "双方互为重要战略伙伴。",
        "一方退出的，应提前六个月书面通知其他各方。",
    ],
)
def test_no_acts(sentence):
    assert acts(sentence) == []


def test_a_heading_or_lead_in_names_who_acts():
    words = "提供实习岗位,安排指导教师。"
    assert [one.who for one in find(words, CAST, AREA)] == [AREA, AREA]


def test_exchanged_names_exchange_who():
    words = "学校每年选派教师,东岭区提供场地,双方共建研究院。"
    other = words.replace("学校", "甲").replace("东岭区", "学校").replace("甲", "东岭区")
    swap = {SCHOOL: AREA, AREA: SCHOOL, BOTH: BOTH}
    assert [swap[who] for _, who in acts(words)] == [who for _, who in acts(other)]


def told(sentence):
    return [(sentence[one.start : one.end], one.who) for one in english.find(sentence, PAIR)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Parties shall meet every year.", [("The Parties shall meet every year", BOTH)]),
        ("The City will provide office space.", [("The City will provide office space", AREA)]),
        (
            "The University shall send staff to the City and organise joint workshops.",
            [("The University shall send staff to the City", SCHOOL), ("organise joint workshops", SCHOOL)],
        ),
        (
            "If demand allows, the parties intend to equip up to `N` classrooms.",
            [("the parties intend to equip up to `N` classrooms", BOTH)],
        ),
        ("Progress shall be reviewed by the University.", [("Progress shall be reviewed by the University", SCHOOL)]),
        ("The Parties agree to share data in order to save time.", [("The Parties agree to share data", BOTH)]),
        ("This MOU shall remain in force for three years.", []),
        ("This Memorandum may be amended in writing.", []),
        ("Students may be invited to attend.", []),
        ("Two workshops were held last year.", []),
        ("Any dispute shall be settled amicably.", []),
        ("The Parties are at liberty to vary the programme.", []),
    ],
)
def test_english(sentence, expected):
    assert told(sentence) == expected
