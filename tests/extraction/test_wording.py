"""What the wording suggests: every rule of thumb by its cases, and how often it is right in the corpus."""

import json

import pytest

from agreements.extraction import cut_sentences, find_clauses, wording

from .texts import CORPUS, corpus_paths, text_of

SCHOOL = wording.names_of("京华理工大学", "大学", "university", 0)
AREA = wording.names_of("东山区人民政府", "区", "district", 1)
PARTIES = (SCHOOL, AREA)


@pytest.mark.parametrize(
    ("passage", "before", "who"),
    [
        ("双方建立互派机制。", "", wording.JOINT),
        ("学校每年选派教师到区里锻炼", "", 0),
        ("京理工选派教师", "", 0),  # three characters of the name, in its order
        ("东山区提供场地", "", 1),
        ("区政府提供场地", "", 1),
        ("甲方负责建设", "", 0),
        ("乙方应提供土地", "", 1),
        ("由乙方提供土地", "", 1),
        ("并为青年提供住房", "东山区支持创业，", 1),  # the subject is carried over
        ("创造条件", "双方开展交流，学校安排岗位，", 0),  # the last one before it
        ("学校在人工智能方面与东山区合作", "", wording.JOINT),
        ("学校联合企业培养学生", "东山区提供场地，", wording.JOINT),
        ("学校与北京大学开展交流", "", 0),  # nobody of the agreement
        ("共建科技园", "东山区提供场地，", wording.JOINT),
        ("为东山区提供咨询", "依托校内专家，", 0),  # of two, the one that gives
        ("建设示范园区", "依托主校区，", wording.JOINT),  # no subject: all who signed
        ("The University shall send staff", "", 0),
        ("The parties shall meet", "", wording.JOINT),
    ],
)
def test_who(passage, before, who):
    assert wording.who_of(passage, before=before, parties=PARTIES) == who


@pytest.mark.parametrize(
    ("passage", "told"),
    [
        ("双方各选派五名干部到对方挂职", "each"),
        ("双方分别设立办公室", "each"),
        ("甲乙双方每年各选派5名教师，时间一般不少于半年", "each"),
        (f"{SCHOOL[0]}、{AREA[0]}各指定一名联络员", "each"),
        ("双方应各自承担相关费用", "each"),
        ("每方应指定一名联络员", "each"),
        ("Each party shall appoint a coordinator", "each"),
        ("The parties shall each bear their costs", "each"),
        ("双方设立联合办公室，由双方各派2名工作人员组成", "perhaps"),
        ("双方各派2名代表组成管理委员会", "perhaps"),
        ("双方在两个园区各建设一个实验室", "perhaps"),
        ("各方负责安排本方人员的食宿", "perhaps"),
        ("双方发挥各自优势", ""),
        ("双方各部门加强对接", ""),
        ("双方互派干部", ""),
        ("The parties shall support each other", ""),
    ],
)
def test_each_its_own(passage, told):
    assert wording.each_of(passage, PARTIES) == told


def test_nobody_is_guessed_without_parties():
    assert wording.who_of("双方建立互派机制。") is None


def test_the_text_says_who_is_meant_by_which_name():
    text = "甲方：东山区人民政府\n乙方：京华理工大学（以下简称“京华”）\n"
    school = wording.names_of("京华理工大学", "大学", "university", 0, text)
    area = wording.names_of("东山区人民政府", "区", "district", 1, text)
    assert ("乙方" in school, "甲方" in area, "京华" in school) == (True, True, True)
    assert wording.who_of("甲方提供场地", parties=(school, area)) == 1
    assert wording.who_of("京华选派教师", parties=(school, area)) == 0


@pytest.mark.parametrize(
    ("passage", "strength"),
    [
        ("学校每年选派教师", "firm"),
        ("双方应当支持教师发展", "support"),
        ("区里支持学校建设", "support"),
        ("鼓励师生创业", "support"),
        ("为企业提供必要的助力", "support"),
        ("为企业提供相关培训", "firm"),  # a service that is itself delivered
        ("在区政府支持下建设园区", "firm"),
        ("双方探索设立基金", "exploratory"),
        ("力争建成示范区", "exploratory"),
        ("共同研究设立专班", "exploratory"),
        ("开展课题研究", "firm"),
        ("共建研究院", "firm"),
        ("研究院入驻园区", "firm"),
        ("The parties shall explore options", "exploratory"),
        ("选派教师支持乡村学校", "firm"),  # sending is the act
        ("双方拟合资成立公司", "exploratory"),
        ("服务虚拟电厂建设", "firm"),
        ("The City shall send staff to support teaching", "firm"),
        ("The City shall support teaching", "support"),
        ("The parties intend to meet", "exploratory"),
    ],
)
def test_strength(passage, strength):
    assert wording.strength_of(passage) == strength


@pytest.mark.parametrize(
    ("passage", "cadence"),
    [
        ("每年选派教师", "recurring"),
        ("定期召开会议", "recurring"),
        ("建立长效机制", "continuous"),
        ("加强教育合作", "continuous"),
        ("建设科技园", "once"),
        ("建成后加强管理", "once"),
    ],
)
def test_cadence(passage, cadence):
    assert wording.cadence_of(passage) == cadence


@pytest.mark.parametrize(
    ("passage", "due"),
    [
        ("每年选派教师", "每年"),
        ("2027年底前建成", "2027年底前"),
        ("于2027年6月30日前完成", "2027年6月30日前"),
        ("在协议有效期内开放", "协议有效期内"),
        ("“十五五”期间建成", "“十五五”期间"),
        ("签署之日起三个月内成立专班", "签署之日起三个月内"),
        ("年底前完成", "年底前"),
        ("长期开放", "长期"),
        ("建设科技园", ""),
        ("选派第2027号", ""),
    ],
)
def test_due(passage, due):
    assert wording.due_of(passage) == due


@pytest.mark.parametrize(
    ("passage", "heading", "category"),
    [
        ("开展党建活动", "", "party-building"),
        ("双方共建科技园", "", "platform-park"),
        ("科技成果转化", "", "technology-transfer"),
        ("选派干部挂职", "", "talent-exchange"),
        ("双方密切往来", "深化教育合作与职工培训", "training-internship"),
        ("双方密切往来", "", "other"),
    ],
)
def test_category(passage, heading, category):
    assert wording.category_of(passage, heading) == category


@pytest.mark.parametrize(
    ("passage", "title"),
    [
        ("学校每年选派教师到区里锻炼，一般不少于半年。", "每年选派教师到区里锻炼，一般不少于半年"),
        ("双方应当共建科技园；", "共建科技园"),
        ("并为青年提供住房，", "为青年提供住房"),
        ("为发展数字经济，双方共建科技园。", "共建科技园"),
        ("依托校区，围绕产业需求，双方共建科技园。", "共建科技园"),
        ("京理工选派\n教师", "选派教师"),
        ("学校负责", "学校负责"),  # too little would be left
        ("The University shall send staff.", "Send staff"),
        ("甲" * 47, "甲" * 47),
        ("建" * 200, "建" * 47 + "…"),
        ("建设一流园区，" + "引进各类企业" * 9, "建设一流园区"),
    ],
)
def test_title(passage, title):
    assert wording.title_of(passage, PARTIES) == title


@pytest.mark.parametrize(
    ("passage", "who", "title"),
    [
        ("双方各选派五名干部", wording.EACH, "选派五名干部"),
        ("双方分别设立联络办公室", wording.EACH, "设立联络办公室"),
        ("双方各派三人组成专家组", wording.JOINT, "各派三人组成专家组"),
        ("双方共同选派干部", wording.JOINT, "共同选派干部"),
        ("学校选派五名干部", 0, "选派五名干部"),
    ],
)
def test_what_each_does_for_itself_is_suggested_as_such(passage, who, title):
    found = wording.suggest(passage, parties=PARTIES)
    assert (found.who, found.title) == (who, title)


@pytest.mark.parametrize("passage", ["", "。", "，，", "\n", "x", "并", "为", "由" * 300, "（" * 500, "，" * 5000])
def test_whatever_is_marked_gets_a_suggestion(passage):
    found = wording.suggest(passage, before=passage, heading=passage, parties=PARTIES)
    assert len(found.title) <= wording.LONGEST_TITLE
    assert len(found.due_text) <= 80


@pytest.mark.skipif(not corpus_paths(), reason="CORPUS_DIR names no corpus")
def test_the_first_text_is_suggested_as_it_is_annotated():
    text = text_of(CORPUS / "001.txt")
    told = json.loads((CORPUS / "001.json").read_text(encoding="utf-8"))
    kinds = {"university": "university", "government": "district"}
    names = [party["name"] for party in told["parties"]]
    parties = [wording.names_of(p["name"], "", kinds[p["role"]], n, text) for n, p in enumerate(told["parties"])]
    sentences = cut_sentences(text, find_clauses(text))
    for item in told["commitments"]:
        row = next(each for each in sentences if each.start <= item["start"] < each.end)
        found = wording.suggest(item["text"], before=text[row.start : item["start"]], parties=parties)
        who = wording.JOINT if len(item["responsible"]) > 1 else names.index(item["responsible"][0])
        assert (found.who, found.strength) == (who, item["modality"]), item["text"]
