import pytest

from agreements.extraction import Clause, cut_sentences, find_clauses

from .texts import sentences_of


def cut(text):
    """The sentences of a text that is one clause."""
    return [text[each.start : each.end] for each in cut_sentences(text, [Clause("1", "", 0, len(text))])]


class TestCutting:
    @pytest.mark.parametrize(
        ("text", "sentences"),
        [
            ("双方合作。每年评估；定期通报！", ["双方合作。", "每年评估；", "定期通报！"]),
            ("双方合作.每年评估;定期通报!", ["双方合作.", "每年评估;", "定期通报!"]),
            ("打造“样板。”共建平台。", ["打造“样板。”", "共建平台。"]),
            ("打通“最初一公里”。共建平台。", ["打通“最初一公里”。", "共建平台。"]),
            ('She said "we agree." They met.', ['She said "we agree."', "They met."]),
            ("投资3.5亿元。面积1.1万平方米。", ["投资3.5亿元。", "面积1.1万平方米。"]),
            ("Staff, e.g. engineers, move. See No. 4 of it.", ["Staff, e.g. engineers, move.", "See No. 4 of it."]),
            ("Mr. J. Smith pays EUR 12.50. He signs.", ["Mr. J. Smith pays EUR 12.50.", "He signs."]),
            ("It is kept at www.example.org/a.b now. Yes.", ["It is kept at www.example.org/a.b now.", "Yes."]),
            ("Fees etc. The rest follows.", ["Fees etc.", "The rest follows."]),
            ("提供支持（场地；设备；人员）。另行协商。", ["提供支持（场地；设备；人员）。", "另行协商。"]),
            ("开放（一直如此。双方合作。", ["开放（一直如此。", "双方合作。"]),
            ("双方办学\n双方攻关", ["双方办学", "双方攻关"]),
            ("share data;\nshare staff; and\nshare costs.", ["share data;", "share staff; and", "share costs."]),
            ("The parties meet\nevery year. They report.", ["The parties meet\nevery year.", "They report."]),
            ("One.<br>Two.<BR/>Three", ["One.", "Two.", "Three"]),
            ("- 共建平台\n• 互派教师", ["共建平台", "互派教师"]),
            ("。；\n——\n", []),
        ],
    )
    def test_cases(self, text, sentences):
        assert cut(text) == sentences


class TestSentencesOfClauses:
    def test_numbers_and_headings_are_none(self):
        text = "第一条 宗旨\n双方合作。\n（一）共建平台；\n（二）互派教师。\n第二条 期限\n五年。"
        assert sentences_of(text) == [
            ("1", "双方合作。"),
            ("1.1", "共建平台；"),
            ("1.2", "互派教师。"),
            ("2", "五年。"),
        ]

    def test_a_clause_that_is_only_its_title_keeps_it_as_a_sentence(self):
        assert sentences_of("一、共建学院\n二、共建医院\n") == [("1", "共建学院"), ("2", "共建医院")]

    def test_a_heading_before_a_colon_or_on_the_same_line_is_cut_off(self):
        text = "一、宗旨：双方合作。\n二、期限：共五年。"
        assert sentences_of(text) == [("1", "双方合作。"), ("2", "共五年。")]

    def test_titles_between_paragraphs_of_prose_are_none(self):
        text = "两校签约\n双方共建平台。\n强强联手，共谋发展\n双方互派教师。"
        assert sentences_of(text) == [("1", "双方共建平台。"), ("1", "双方互派教师。")]

    def test_list_items_lose_their_numbers(self):
        text = "一、领域\n1.教育\n2.科技\n二、期限\n五年。"
        assert sentences_of(text)[:2] == [("1", "教育"), ("1", "科技")]

    def test_words_behind_the_children_belong_to_the_parent(self):
        text = "1. A\n(a) one thing.\n(b) two things.\nOn the whole they meet."
        clauses = [Clause("1", "A", 0, len(text)), Clause("1.1", "", 5, 19), Clause("1.2", "", 20, 35)]
        assert [each.clause for each in cut_sentences(text, clauses)] == ["1.1", "1.2", "1"]

    def test_a_clause_without_words_has_none(self):
        assert cut_sentences("一、教育\n\n", [Clause("1", "", 5, 6)]) == ()

    def test_clauses_may_be_merged_by_a_person(self):
        text = "一、教育\n双方办学。\n二、科技\n双方攻关。"
        first, second = find_clauses(text)
        merged = Clause("1", "教育", first.start, second.end)
        assert [text[each.start : each.end] for each in cut_sentences(text, [merged])] == [
            "双方办学。",
            "科技",
            "双方攻关。",
        ]
