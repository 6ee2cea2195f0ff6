"""The whole: what holds for every text, how reports are told from agreements, and the corpus with floors."""

import importlib.util
import json
import re
import time
from datetime import date

import pytest
from hypothesis import given, settings

from agreements.extraction import extract, printed

from . import marked
from .test_properties import HALF, texts
from .texts import CORPUS, SAMPLES, corpus_paths, sample_paths, text_of

FLOORS = {"f1": 0.95, "responsible": 0.95, "modality": 0.95, "recurrence": 0.9, "quantities": 0.9, "due": 0.9}


def words_of(text, **given):
    return [one.text for one in extract(text, **given).commitments]


class TestAnyText:
    @settings(max_examples=300, deadline=None)
    @given(texts)
    def test_commitments_lie_inside_in_order_and_apart(self, text):
        found = extract(text)
        names = {party.name for party in found.parties}
        last = 0
        for one in found.commitments:
            assert last <= one.start < one.end <= len(text)
            assert one.text == text[one.start : one.end] == one.text.strip()
            assert set(one.responsible) <= names
            assert len(one.title) <= 30
            for amount in one.quantities:
                assert amount.text == text[amount.start : amount.end]
            last = one.end
        json.loads(printed.as_json(found, 0))

    @settings(max_examples=100, deadline=None)
    @given(texts)
    def test_reading_again_gives_the_same(self, text):
        assert extract(text) == extract(text)


@pytest.mark.parametrize("path", [*sample_paths(), *corpus_paths()], ids=lambda path: path.stem)
def test_half_width_marks_change_nothing(path):
    text = text_of(path)
    half = text.translate(HALF)
    assert [(one.start, one.end, one.modality) for one in extract(half).commitments] == [
        (one.start, one.end, one.modality) for one in extract(text).commitments
    ]


def test_half_width_marks_change_nothing_in_any_text_of_ours():
    for path in [*sorted((SAMPLES / "tune").glob("*.txt")), *marked.paths()]:
        text = marked.load(path)[0] if path.parent == marked.FOLDER else text_of(path)
        found, half = extract(text).commitments, extract(text.translate(HALF)).commitments
        assert [(one.start, one.end, one.modality, len(one.responsible)) for one in half] == [
            (one.start, one.end, one.modality, len(one.responsible)) for one in found
        ], path


ARTICLE = (
    "第{}条 合作事项\n甲方每年选派不少于10名干部到乙方锻炼，锻炼时间不少于半年；"
    "乙方为甲方提供技术咨询服务。双方联合申报项目。\n"
)


def test_time_grows_with_the_length_and_ten_pages_take_little():
    """Ten pages in a fifth of a second of the processor, ten times as much in less than fifteen times that."""
    head = "甲方：东岭区人民政府\n乙方：青石大学\n"

    def seconds(articles):
        text = head + "".join(ARTICLE.format(n) for n in range(1, articles))
        start = time.process_time()
        extract(text)
        return time.process_time() - start

    seconds(10)
    assert min(seconds(110) for _ in range(3)) < 0.2  # 8,000 characters
    assert seconds(2000) < 15 * max(seconds(200), 0.05)


REPORT = """青山市与临江大学签署合作协议
3月12日，青山市人民政府与临江大学签署市校全面合作协议。市长王某出席签约仪式。
{}
临江大学校长周某表示，学校将建设一流研究院。希望双方加强合作。
图为签约现场。
"""


class TestReports:
    def test_only_what_the_agreement_says_is_found(self):
        found = words_of(REPORT.format("协议明确，双方共建研究院，青山市每年投入500万元。"))
        assert found == ["双方共建研究院", "青山市每年投入500万元"]

    def test_a_general_sentence_is_found_when_nothing_else_is_said(self):
        found = words_of(REPORT.format("双方将在科技、人才等方面开展合作。"))
        assert found == ["双方将在科技、人才等方面开展合作"]

    def test_what_is_promised_in_a_speech_is_not(self):
        assert words_of(REPORT.format("")) == []

    def test_a_list_in_a_speech_is_not_the_agreement(self):
        text = "王校长指出：\n一、要加强科研。\n二、要培养人才。\n根据协议，双方共建研究院。\n"
        assert words_of(REPORT.format(text)) == ["双方共建研究院"]

    def test_the_year_of_a_report_dates_it(self):
        text = "发布时间：2023-03-13\n" + REPORT.format("根据协议，双方在今年建成实验室2个。")
        assert [one.due for one in extract(text).commitments] == ["2023"]


class TestAgreements:
    TEXT = (
        "甲方：青山市人民政府\n乙方：临江大学\n"
        "一、科技合作\n加强科技合作。双方共建研究院。\n"
        "二、双方职责\n（一）甲方职责\n1.提供办公场所。\n2.每年投入500万元。\n（二）乙方职责\n1.选派专家。\n2.签署后三个月内成立专班。\n"
        "三、其他\n本协议有效期五年。未尽事宜由双方另行协商。\n"
    )

    def test_headings_name_who_acts_and_general_sentences_are_left_out(self):
        found = extract(self.TEXT)
        assert [(one.clause, one.text, len(one.responsible)) for one in found.commitments] == [
            ("1", "双方共建研究院", 2),
            ("2.1.1", "提供办公场所", 1),
            ("2.1.2", "每年投入500万元", 1),
            ("2.2.1", "选派专家", 1),
            ("2.2.2", "签署后三个月内成立专班", 1),
        ]
        assert found.commitments[1].responsible == ("青山市人民政府",)
        assert found.commitments[3].responsible == ("临江大学",)
        assert found.term_months == 60

    def test_a_relative_date_is_doubtful_until_a_day_is_given(self):
        assert extract(self.TEXT).commitments[-1].doubts == ("due",)
        last = extract(self.TEXT, date(2024, 5, 31)).commitments[-1]
        assert (last.due, last.due_text, last.doubts) == ("2024-08-31", "签署后三个月内", ())

    def test_a_list_that_completes_a_sentence(self):
        text = (
            "MEMORANDUM between Eastport University and the City of Westhaven\n\n1. Activities\nThe Parties shall:\n"
            "(a) exchange staff;\n(b) hold a yearly meeting; and\n(c) other activities.\n\n2. Termination\n"
            "Either Party shall give notice.\n"
        )
        assert words_of(text) == ["exchange staff", "hold a yearly meeting"]


@pytest.mark.skipif(not corpus_paths(), reason="CORPUS_DIR names no corpus")
class TestTheCorpus:
    def rows(self):
        spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
        score = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(score)
        table = []
        for path in corpus_paths():
            gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            table.append((path.stem, score.count(gold, json.loads(printed.as_json(extract(text_of(path)), 0)))))
        return score, table

    def test_the_floors_are_kept(self):
        score, table = self.rows()
        figures = score.figures(score.report(table))
        assert {name: figures[name] for name in FLOORS if figures[name] < FLOORS[name]} == {}

    def test_exchanged_names_change_nothing(self):
        path = CORPUS / "001.txt"
        text = text_of(path)
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["parties"]
        first, second = ([party["name"], *party["aliases"]] for party in told)
        swap = dict(zip(first, second, strict=False)) | dict(zip(second, first, strict=False))
        pattern = "|".join(map(re.escape, sorted(swap, key=len, reverse=True)))
        renamed = re.sub(pattern, lambda found: swap[found[0]], text)
        assert len(extract(renamed).commitments) == len(extract(text).commitments)


def test_what_a_party_is_and_does_by_itself_is_no_term_of_an_english_account():
    text = (
        "WESTHAVEN - Eastport University and the City of Westhaven signed a cooperation agreement on Monday.\n\n"
        "Under the agreement, the university will map the harbour floor by 2027.\n\n"
        "The university has 9,000 students. The city will celebrate its 800th anniversary next year.\n\n"
        "The mayor, Ann Lee, will leave office in June. Students will return on 1 September.\n"
    )
    assert [one.text for one in extract(text).commitments] == ["the university will map the harbour floor by 2027"]


def test_closing_provisions_hold_no_acts_of_nobody():
    text = (
        'MEMORANDUM\n\nbetween Eastport University ("the University") and the City of Westhaven ("the City").\n\n'
        "1. Research\n1.1 The University shall map the harbour.\n\n"
        "2. Miscellaneous\n2.1 The English version shall prevail.\n2.2 Obligations begun before shall be completed.\n"
        "2.3 The City's contribution covers all taxes.\n2.4 The City shall name a contact.\n"
    )
    found = [one.text for one in extract(text).commitments]
    assert found == ["The University shall map the harbour", "The City shall name a contact"]


def test_a_question_about_the_agreement_leads_into_its_clauses_and_a_speech_does_not():
    told = "南湖学院与榕江市人民政府签署协议。\n{}\n1\n共育教师\n学校为榕江市培养教师。\n2\n共办学校\n榕江市划拨土地。"
    assert len(extract(told.format("合作协议说了啥？请看——")).commitments) == 2
    assert len(extract(told.format("校长说，希望做好两件事：")).commitments) == 0


def test_a_list_above_the_first_number_names_who_acts():
    text = (
        "ARRANGEMENT between Orme City Council and Tarn University\n\nRoles\n\nTarn University will:\n"
        "(a) appoint a coordinator;\n(b) issue permits.\n\nOrme City Council will:\n(a) open its archive;\n(b) pay.\n"
    )
    assert [item.responsible for item in extract(text).commitments[:3]] == [
        ("Tarn University",),
        ("Tarn University",),
        ("Orme City Council",),
    ]


def test_how_two_are_called_is_no_commitment():
    text = (
        "临湖大学（以下简称“大学”）和江城医院（以下简称“医院”）为推进医教协同，就合作达成如下协议。\n"
        "第一条 大学选派教师。\n第二条 医院接收实习生。"
    )
    assert [item.text for item in extract(text).commitments] == ["大学选派教师", "医院接收实习生"]


def test_letters_that_count_the_parties_are_no_clauses():
    text = (
        'PARTIES\n\n(A) The Borough of Orme, of the Town Hall ("the Council"); and\n(B) Tarn Rail Society ("TRS").\n\n'
        "1. Rail\n\n1.1 TRS will run trains.\n\n2. Land\n\n2.1 The Council will lease land.\n"
    )
    found = extract(text)
    assert [clause.number for clause in found.clauses] == ["1", "1.1", "2", "2.1"]
    assert [item.responsible for item in found.commitments] == [("Tarn Rail Society",), ("Borough of Orme",)]


def test_what_a_party_is_and_in_which_field_are_no_commitments():
    text = (
        "甲方：临湖大学\n乙方：海川集团有限公司\n临湖大学（下称“临大”）系省属重点高校。\n"
        "第一条 在教材建设上，乙方出版读本。\n第二条 甲方选派教师。"
    )
    assert [item.text for item in extract(text).commitments] == ["乙方出版读本", "甲方选派教师"]


def test_dashed_items_without_full_stops_are_one_each():
    text = (
        "MEMORANDUM between Orme University and Tarn College\n\n1. Forms\n\nThe cooperation shall include:\n\n"
        "- Joint supervision of doctoral theses\n- Publication of an atlas of dryland soils\n"
        "- Organisation of a summer school\n\n2. Staff\n\nTarn College shall host two lecturers.\n"
    )
    assert len(extract(text).commitments) == 4
