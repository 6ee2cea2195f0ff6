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


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            "甲方：江城市教育局（以下简称“市教育局”）\n乙方：临湖师范大学\n丙方：江城银行股份有限公司\n师大选派学生，银行提供贷款。",
            {"江城市教育局": "市教育局", "临湖师范大学": "师大", "江城银行股份有限公司": "银行"},
        ),
        (
            "10月9日，我校与临山市人民政府签署合作协议。临湖大学党委书记出席。我校选派博士，临山市提供补贴。",
            {"临湖大学": "我校", "临山市人民政府": "临山市"},
        ),
        (
            "临湖大学与海川科技股份有限公司、江北海岳新材料有限公司签署合作协议。海岳新材料投入资金，海川科技提供设备。",
            {"临湖大学": "", "海川科技股份有限公司": "海川科技", "江北海岳新材料有限公司": "海岳新材料"},
        ),
        (
            "青山、白水、黄岗三市签署合作协议\n5月9日，青山市、白水市、黄岗市签署协议。",
            {"青山市": "青山", "白水市": "白水", "黄岗市": "黄岗"},
        ),
        (
            "青山市发展和改革委员会与临湖大学签署协议。市发改委每年安排课题5项。",
            {"青山市发展和改革委员会": "市发改委", "临湖大学": ""},
        ),
        (
            "北塬区人民政府 临湖科技大学战略合作协议\n临湖科大选派干部，北塬区提供场地。",
            {"北塬区人民政府": "北塬区", "临湖科技大学": "临湖科大"},
        ),
        (
            "平岗县人民政府、三岔县人民政府森林防火联防协议\n平岗县建设瞭望塔。",
            {"平岗县人民政府": "平岗县", "三岔县人民政府": ""},
        ),
        (
            "临湖大学附属第一医院与白水县人民医院签订协议\n大学附一院接收医师。县医院提供场地。",
            {"临湖大学附属第一医院": "大学附一院", "白水县人民医院": "县医院"},
        ),
        (
            "合作协议\n本着平等的原则，达成协议。\n丹河县人民医院（盖章）　临湖医学院（盖章）",
            {"丹河县人民医院": "", "临湖医学院": ""},
        ),
        (
            "MEMORANDUM\n\nbetween\n\nHARROW CITY COUNCIL\n\nand\n\nTHE UNIVERSITY OF EASTMOOR\n\nThe Council pays.",
            {"HARROW CITY COUNCIL": "Council", "UNIVERSITY OF EASTMOOR": ""},
        ),
        (
            "RIVERTON, 4 May — Riverton and the University of Northmoor have signed a pact. The City of Riverton pays.",
            {"City of Riverton": "Riverton", "University of Northmoor": ""},
        ),
        (
            "entered into by Northmoor Institute of Science and Technology, a public body, hereinafter referred to as "
            '"NIST", and the Municipality of Lakeside, hereinafter referred to as the "Municipality".',
            {"Northmoor Institute of Science and Technology": "NIST", "Municipality of Lakeside": "Municipality"},
        ),
        (
            "| Party A | Greenfield County Council |\n| Party B | Harlow Waste Ltd |\n\nParty A shall provide a site.",
            {"Greenfield County Council": "Party A", "Harlow Waste Ltd": "Party B"},
        ),
        (
            'The participants are Orme Island Council ("Council"), the University of Tarn ("University") and '
            'Petrel Ferries ("Petrel").',
            {"Orme Island Council": "Council", "University of Tarn": "University", "Petrel Ferries": "Petrel"},
        ),
        (
            "The Ministry of Tides of the Republic of Orme (MTO) and the Marine Agency of Tarn (MAT),\n\nRecalling",
            {"Ministry of Tides of the Republic of Orme": "MTO", "Marine Agency of Tarn": "MAT"},
        ),
        (
            'This MoU is entered into by the Institute of Timber, Orme ("IT"), and Tarn Homes Limited ("Tarn").',
            {"Institute of Timber, Orme": "IT", "Tarn Homes Limited": "Tarn"},
        ),
        (
            "This Memorandum is signed by the Ministry of Arts of Orme (MoA), represented by the Minister, and the "
            "Museum of Glass, represented by its Director.",
            {"Ministry of Arts of Orme": "MoA", "Museum of Glass": ""},
        ),
        (
            "Tarn Freight and Orme Robotics agree\n\nORME — Tarn Freight Group and Orme Robotics today signed a pact.",
            {"Tarn Freight Group": "Tarn", "Orme Robotics": ""},
        ),
        (
            "The Ministry of Tourism of Orme and the airline Tarn Airways have concluded an agreement. Tarn will fly.",
            {"Ministry of Tourism of Orme": "", "Tarn Airways": "Tarn"},
        ),
        (
            "concluded on 21 May 2026 by the Diocese of Orme (hereinafter: the Diocese) and Tarn City Council "
            "(hereinafter: the Council)",
            {"Diocese of Orme": "Diocese", "Tarn City Council": "Council"},
        ),
        (
            "Orme Zoo grows\n\nOrme Zoological Society keeps lions. It shares them with Tarn Technical College.",
            {"Orme Zoo": "", "Tarn Technical College": ""},
        ),
        (
            "Party A: Greenfield County Government\nParty B: Harlow College\nParty A shall provide a site.",
            {"Greenfield County Government": "Party A", "Harlow College": "Party B"},
        ),
        (
            "| Party | Name | Called |\n| --- | --- | --- |\n| First | University of Tarn, Hill | the University |\n"
            "| Second | Orme City Council, Quay | the Council |\n\nThe Council shall pay. The University shall teach.",
            {"University of Tarn": "University", "Orme City Council": "Council"},
        ),
        (
            'Agreement between the Tarn Institute of Dyes ("TID"), represented by its Rector, and the '
            'Universidade de Orme ("UO"), represented by its President.',
            {"Tarn Institute of Dyes": "TID", "Universidade de Orme": "UO"},
        ),
        (
            "The Ministry of Roads and Bridges of Tarn (the Tarnish Side) and the Ministry of Works of Orme "
            "(the Ormish Side) have agreed:",
            {"Ministry of Roads and Bridges of Tarn": "Tarnish Side", "Ministry of Works of Orme": "Ormish Side"},
        ),
        (
            "ARRANGEMENT\nTBA – OIH\nIt sets out how TBA (the basin authority) and OIH (the institute) work together.",
            {"TBA": "", "OIH": ""},
        ),
        (
            "It sets out how TBA (the basin authority) and OIH (the institute) will work together on wells.",
            {"TBA": "", "OIH": ""},
        ),
        (
            "Orme signs a tram deal with Vanta\n\nVanta will run the trams of the City of Orme.",
            {"City of Orme": "Orme", "Vanta": ""},
        ),
        (
            "Orme Hospital and Tarn University grow closer\n\nIt says how. Orme Hospital Trust pays.",
            {"Orme Hospital Trust": "", "Tarn University": ""},
        ),
        (
            "3月12日，海川重工董事长罗启东与凌山电池总裁汪以宁签署协议。海川重工集团股份有限公司与凌山电池有限公司将合作。",
            {"海川重工集团股份有限公司": "海川重工", "凌山电池有限公司": "凌山电池"},
        ),
        (
            "共绘蓝图｜南湖师范学院与榕江市签署合作协议\n南湖师范学院与榕江市人民政府签署合作协议。",
            {"南湖师范学院": "", "榕江市人民政府": "榕江市"},
        ),
        (
            "青川市人民政府与沅江市人民政府（以下统称“双方”）经协商，形成备忘录。",
            {"青川市人民政府": "青川市", "沅江市人民政府": "沅江市"},
        ),
        (
            "江东理工大学与望湖区签署协议。江东理工每年为望湖区培训工人。",
            {"江东理工大学": "江东理工", "望湖区": ""},
        ),
        (
            "ORME CITY COUNCIL and THE UNIVERSITY OF TARN\n\nMade between Orme City Council, of Quay Street "
            '("the Council"), and the University of Tarn, a body established by Royal Charter ("the University").',
            {"Orme City Council": "Council", "University of Tarn": "University"},
        ),
        (
            'Concluded between the Faculty of Law of Orme University, represented by its Dean, Dr. Ida Nkem ("the '
            'Faculty"); '
            'and the Tarn Trust, a charity, represented by its Chief Executive, Ms. Eva Hollow ("TT").',
            {"Faculty of Law of Orme University": "Faculty", "Tarn Trust": "TT"},
        ),
        (
            "Mayors signed an agreement between the City of Orme and the Tarn Institute (TI) at the old terminal.",
            {"City of Orme": "", "Tarn Institute": "TI"},
        ),
        (
            "近日，槐安区人民政府、云帆数字集团有限公司（以下简称“云帆数科”）、槐安城投有限公司（以下简称“槐安城投”）三方签约。",
            {"槐安区人民政府": "槐安区", "云帆数字集团有限公司": "云帆数科", "槐安城投有限公司": "槐安城投"},
        ),
        (
            'PARTIES\n\n(A) The Borough of Orme, of Hill Road ("the Council"); and\n(B) Tarn Rail Society ("TRS").\n\n'
            "1. Rail\n\n1.1 TRS will run trains between Wend Bridge and Orme Quay.\n\n2. Land\n\n"
            "2.1 The Council will lease land.",
            {"Borough of Orme": "Council", "Tarn Rail Society": "TRS"},
        ),
        (
            'Made between Orme University ("the University") and St. Ida\'s Hospital Trust ("the Trust").',
            {"Orme University": "University", "St. Ida's Hospital Trust": "Trust"},
        ),
        (
            "强强联合 医教协同——陵江医科大学与望川市中心医院签约\n陵江医科大学与望川市中心医院签署协议。",
            {"陵江医科大学": "", "望川市中心医院": ""},
        ),
        (
            "三方携手 联合创新中心签约\n今天，北泽集团、天衡通信股份有限公司、雁门大学在总部举行合作签约仪式。",
            {"北泽集团": "", "天衡通信股份有限公司": "", "雁门大学": ""},
        ),
        (
            "ORME UNIVERSITY and TARN COLLEGE\nhave agreed. Orme University shall teach. Tarn College shall host.",
            {"Orme University": "", "Tarn College": ""},
        ),
        (
            "Orme Brewing and Tarn College sign a deal\n\nTarn Technical College teaches, Orme Brewing Company pays.",
            {"Orme Brewing Company": "", "Tarn Technical College": ""},
        ),
        (
            "Kestrel Energy Ltd has signed an agreement with Dunmore University. Kestrel pays; the university hires.",
            {"Kestrel Energy Ltd": "Kestrel", "Dunmore University": "University"},
        ),
    ],
)
def test_names_and_what_else_they_are_called(text, forms):
    found = {party.name: party.aliases for party in find_parties(text)}
    assert list(found) == list(forms)
    for name, form in forms.items():
        assert not form or form in found[name]


def test_names_keep_the_marks_of_the_text():
    text = "甲方：东岭区人民政府\n乙方：云途科技（海滨）有限公司\n乙方提供服务。"
    assert [party.name for party in find_parties(text)] == ["东岭区人民政府", "云途科技（海滨）有限公司"]


def test_what_two_could_be_called_names_neither():
    first, second = find_parties("青山市人民政府与白水市人民政府签署协议。市政府负责建设。")
    assert "市政府" not in first.aliases + second.aliases


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
