"""What holds for every text, whatever it says."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.extraction import cut_sentences, find_clauses

from .texts import outline_of, sample_paths, sentences_of, text_of

PIECES = [
    *(
        "第一条 ",
        "第二条",
        "第三章 ",
        "一、",
        "二、",
        "三、",
        "（一）",
        "(二)",
        "1.",
        "2.",
        "3、",
        "1.1 ",
        "2.1.3",
        "①",
        "②",
    ),
    *("(a) ", "(i) ", "b) ", "Article 1 ", "Section 2.1 ", "I. ", "II. ", "1\n", "2\n", "01\n"),
    *(
        "\n",
        "\r\n",
        "\r",
        "\u2028",
        " ",
        "\u3000",
        "\t",
        "**",
        "## ",
        "<br>",
        "。",
        "；",
        ".",
        "!",
        "“",
        "”",
        "（",
        "）",
        '"',
        "…",
    ),
    *(
        "双方共建研究院",
        "合作内容",
        "The parties shall meet",
        "e.g. ",
        "No. 4",
        "3.5亿元",
        "摄影：张某",
        "附件：",
        "甲方：",
        "表示，",
    ),
]
few_pieces = st.lists(st.sampled_from(PIECES), min_size=2, max_size=8)  # few at a time, or nothing repeats
texts = st.one_of(
    st.text(max_size=200),
    few_pieces.flatmap(lambda pool: st.lists(st.sampled_from(pool), max_size=150)).map("".join),
)
HALF = str.maketrans("，；：！？（）．１２３４５６７８９０", ",;:!?().1234567890")


class TestAnyText:
    @settings(max_examples=400, deadline=None)
    @given(texts)
    def test_clauses_lie_inside_and_in_one_another(self, text):
        clauses = find_clauses(text)
        held = {clause.number: clause for clause in clauses}
        assert len(held) == len(clauses)
        assert [clause.start for clause in clauses] == sorted(clause.start for clause in clauses)
        for clause in clauses:
            assert 0 <= clause.start < clause.end <= len(text)
            assert clause.heading in text[clause.start : clause.end]
            assert len(clause.number) <= 20
            assert len(clause.heading) <= 120
            if clause.parent:
                parent = held[clause.parent]
                assert parent.start <= clause.start
                assert clause.end <= parent.end
        for one, other in pairwise(clauses):
            assert other.start >= one.end or other.end <= one.end, "clauses never half overlap"

    @settings(max_examples=400, deadline=None)
    @given(texts)
    def test_sentences_lie_in_their_clause_and_do_not_overlap(self, text):
        clauses = find_clauses(text)
        held = {clause.number: clause for clause in clauses}
        last = 0
        for sentence in cut_sentences(text, clauses):
            clause = held[sentence.clause]
            assert clause.start <= sentence.start < sentence.end <= clause.end
            assert sentence.start >= last
            assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
            last = sentence.end

    @settings(max_examples=200, deadline=None)
    @given(texts, st.integers(0, 200), st.integers(0, 200))
    def test_given_bounds_are_kept(self, text, start, end):
        for clause in find_clauses(text, start=start, end=end):
            assert start <= clause.start
            assert clause.end <= end


@pytest.mark.parametrize("path", sample_paths(), ids=lambda path: path.stem)
class TestTheSameTextOtherwise:
    def test_half_width_marks_change_nothing(self, path):
        text = text_of(path)
        half = text.translate(HALF)
        assert [(c.number, c.start, c.end) for c in find_clauses(half)] == [
            (c.number, c.start, c.end) for c in find_clauses(text)
        ]
        assert sentences_of(half) == [(number, words.translate(HALF)) for number, words in sentences_of(text)]

    def test_words_put_before_it_shift_it(self, path):
        text = text_of(path)
        before = "今天天气晴朗，校园里来了许多客人，大家都很高兴。" * 21 + "\n"
        if len(find_clauses(text)) == 1:
            return  # prose: what is put before it belongs to it
        shifted = [
            (c.number, c.heading, c.start - len(before), c.end - len(before)) for c in find_clauses(before + text)
        ]
        assert shifted == [(c.number, c.heading, c.start, c.end) for c in find_clauses(text)]

    def test_line_ends_change_nothing(self, path):
        text = text_of(path).replace("\r\n", "\n")
        assert outline_of(text.replace("\n", "\r\n")) == outline_of(text)
        assert [words.replace("\r\n", "\n") for _, words in sentences_of(text.replace("\n", "\r\n"))] == [
            words for _, words in sentences_of(text)
        ]

    def test_other_names_change_nothing(self, path):
        text = text_of(path)
        renamed = re.sub("大学", "学院", re.sub("University", "Institution", text))
        assert [number for number, _ in outline_of(renamed)] == [number for number, _ in outline_of(text)]

    def test_reading_again_gives_the_same(self, path):
        text = text_of(path)
        assert find_clauses(text) == find_clauses(text)


class TestOtherNumbers:
    def test_the_headings_stay(self):
        titles = ["教育", "科技", "人才", "文化", "医疗", "保障"]
        styles = {
            "bare": [f"{n}\n" for n in range(1, 7)],
            "han": [f"{n}、" for n in "一二三四五六"],
            "han on its own line": [f"{n}、\n" for n in "一二三四五六"],
            "articles": [f"第{n}条 " for n in "一二三四五六"],
        }
        outlines = {
            name: outline_of("".join(f"{n}{t}\n双方每年{t}交流。\n" for n, t in zip(numbers, titles, strict=True)))
            for name, numbers in styles.items()
        }
        assert all(outline == outlines["bare"] for outline in outlines.values()), outlines
        assert [heading for _, heading in outlines["bare"]] == titles
