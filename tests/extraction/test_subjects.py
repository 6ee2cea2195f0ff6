"""Who acts in a sentence: a party by any name, what belongs to it, whoever is carried over, or all."""

import pytest

from agreements.extraction.cast import Cast, Party
from agreements.extraction.chinese import find
from agreements.extraction.parties import find_parties
from agreements.extraction.segments import FOLD
from agreements.extraction.units import behind_name
from agreements.extraction.units import find as unit

CAST = Cast(
    [
        Party("青石大学", "university", ("学校", "校方", "青大", "乙方")),
        Party("东岭市人民政府", "government", ("东岭市", "市政府", "市里", "甲方")),
        Party("海川科技有限公司", "enterprise", ("海川", "公司", "丙方")),
    ]
)
SCHOOL, CITY, FIRM, ALL = (0,), (1,), (2,), (0, 1, 2)


@pytest.mark.parametrize(
    ("words", "name", "who"),
    [
        ("市财政每年安排运行经费", "市财政", CITY),
        ("市工信局则协助征集需求", "市工信局", CITY),
        ("市人才办统筹解决住房", "市人才办", CITY),
        ("有关部门将简化手续", "有关部门", CITY),
        ("材料学院牵头组建团队", "材料学院", SCHOOL),
        ("研究生院选派研究生", "研究生院", SCHOOL),
        ("校图书馆开放电子资源", "校图书馆", SCHOOL),
        ("北方分公司提供场地", "北方分公司", FIRM),
        ("市场开拓由双方负责", None, None),
        ("材料学院", None, None),
        ("在市教育局开展活动", None, None),
        ("由科技处负责", None, None),
    ],
)
def test_a_unit_stands_for_the_party_of_its_kind(words, name, who):
    found = unit(words, 0, len(words), CAST)
    assert (found and (words[: found[1]], found[0])) == (who and (name, who))


def test_a_unit_that_could_be_two_parties_is_nobodys():
    two = Cast([Party("青石大学", "university"), Party("临湖大学", "university")])
    assert unit("材料学院牵头组建团队", 0, 10, two) is None


@pytest.mark.parametrize(
    ("words", "name", "unit"),
    [
        ("学校的材料学院牵头组建团队", "学校", "的材料学院"),
        ("公司旗下“小海”品牌保留厂区", "公司", "旗下“小海”品牌"),
        ("东岭市教育局研究方案", "东岭市", "教育局"),
        ("市里的人才公寓预留60套", "市里", "的人才公寓"),
        ("学校的优势", "学校", None),
    ],
)
def test_what_belongs_to_a_party(words, name, unit):
    past = behind_name(words, len(name), len(words))
    assert (words[len(name) : past] if past else None) == unit


def who(sentence):
    return [one.who for one in find(sentence.translate(FOLD), CAST) if not one.general]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("研究院院长由校方委派，市财政安排经费。", [SCHOOL, CITY]),
        ("住房由市人才办统筹解决。", [CITY]),
        ("实习学生不得由公司安排单独值班。", [FIRM]),
        ("座椅由海川旗下的制造厂捐赠。", [FIRM]),
        ("甲方与丙方共同建设基地。", [(1, 2)]),
        ("公司联合学校开展攻关。", [(0, 2)]),
        ("学校提供场地，公司与其在检测方面合作。", [SCHOOL, (0, 2)]),
        ("公司注册法人，三年内将总部迁入东岭。", [FIRM, FIRM]),
        ("公司投资建设基地，今年动工，力争明年底投产。", [FIRM, FIRM, FIRM]),
        ("依托学校的师资优势，为全市中小学提供指导。", [SCHOOL]),
        ("学校组织学生，吸纳社区居民共同参加。", [SCHOOL, SCHOOL]),
        ("双方成立研究院，研究院应面向社会开放。", [ALL, ALL]),
        ("成立由乙方牵头的工作专班。", [ALL]),
        ("学校实验楼由市政府提供。", [CITY]),
        ("学校带教老师由公司统一培训。", [FIRM]),
        ("学校成立由公司牵头的专班。", [SCHOOL]),
        ("公司投资建厂，2026年底前正式运营，优先招用本地人员。", [FIRM, FIRM, FIRM]),
        ("公司质量部、学校分析中心参与评审。", [(0, 2)]),
        ("数据由校方整理，每季度报送市里。", [SCHOOL, SCHOOL]),
        ("市里提供场地，建立联席会议制度。", [CITY, ALL]),
        ("在考核方面，公司不得向学生收费，学校亦不得推诿。", [FIRM, SCHOOL]),
    ],
)
def test_who_acts(sentence, expected):
    assert who(sentence) == expected


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            "东岭地铁运营有限公司与海岳养老集团达成合作协议。地铁方面增设座椅，地铁公司负责保洁，座椅由海岳捐赠。",
            {"东岭地铁运营有限公司": {"地铁", "地铁公司"}, "海岳养老集团": {"海岳"}},
        ),
        (
            "甲方：南塬物流股份有限公司\n乙方：白水农垦集团有限公司\n发挥南塬干线优势。物流公司建成中心。农垦的各农场负责分拣。",
            {"南塬物流股份有限公司": {"物流公司"}, "白水农垦集团有限公司": {"农垦"}},
        ),
        (
            "临湖师范大学与东岭区人民政府签署协议\n大学与区政府合作举办学校。课程由大学编制。",
            {"临湖师范大学": {"大学"}, "东岭区人民政府": {"区政府"}},
        ),
        (
            "甲方：江北高新技术产业开发区管理委员会\n乙方：临湖大学\n高新区提供场地。",
            {"江北高新技术产业开发区管理委员会": {"高新区"}},
        ),
        (
            "丹河医学院与丹河市第二人民医院签署协议。学院选派教授，食宿由院方提供。",
            {"丹河医学院": {"学院"}, "丹河市第二人民医院": {"院方"}},
        ),
        (
            "柏山街道办事处（以下称街道）和育才学校（以下称学校）结为共建单位。街道提供场地。",
            {"柏山街道办事处": {"街道"}, "育才学校": {"学校"}},
        ),
    ],
)
def test_what_the_text_calls_them(text, forms):
    found = {party.name: set(party.forms) for party in find_parties(text)}
    assert {name: forms[name] & found.get(name, set()) for name in forms} == forms
