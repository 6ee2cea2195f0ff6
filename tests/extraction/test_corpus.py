"""The corpus: examples, not the exam. Without CORPUS_DIR our own samples alone are read."""

import json
import re

import pytest

from agreements.extraction import cut_sentences, find_clauses

from .texts import CORPUS, corpus_paths, found_in, gold_of, outline_of, text_of

pytestmark = pytest.mark.skipif(not corpus_paths(), reason="CORPUS_DIR names no corpus")

HAN = "一二三四五六七八九"


@pytest.mark.parametrize("path", corpus_paths(), ids=lambda path: path.stem)
class TestEveryText:
    def test_the_clauses_are_the_annotated_ones(self, path):
        """The annotation lists numbered clauses only; a text without numbers is one clause to us."""
        found, gold = found_in(text_of(path)), gold_of(path)
        if gold:
            assert found == gold
        else:
            assert [(number, heading) for number, heading, _, _ in found] == [("1", "")]

    def test_every_annotated_commitment_is_covered_by_sentences(self, path):
        text = text_of(path)
        sentences = cut_sentences(text, find_clauses(text))
        for item in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["commitments"]:
            touched = [each for each in sentences if each.start < item["end"] and item["start"] < each.end]
            assert touched, item["text"]
            assert touched[0].start <= item["start"]
            assert item["end"] <= touched[-1].end


class TestTheFirstText:
    def setup_method(self):
        self.path = CORPUS / "001.txt"
        self.text = text_of(self.path)
        self.gold = gold_of(self.path)

    def test_words_before_it_shift_it(self):
        for before in ("今天校园里来了许多客人。\n" * 40, "字" * 500, "x" * 499 + "\n"):
            shift = len(before)
            assert found_in(before + self.text) == [(n, h, a + shift, b + shift) for n, h, a, b in self.gold]

    def test_exchanged_names_change_nothing(self):
        names = json.loads(self.path.with_suffix(".json").read_text(encoding="utf-8"))["parties"]
        forms = [[party["name"], *party["aliases"]] for party in names]
        swap = dict(zip(forms[0], forms[1], strict=False)) | dict(zip(forms[1], forms[0], strict=False))
        pattern = "|".join(map(re.escape, sorted(swap, key=len, reverse=True)))
        renamed = re.sub(pattern, lambda found: swap[found[0]], self.text)
        assert renamed != self.text
        assert [n for n, _ in outline_of(renamed)] == [n for n, _, _, _ in self.gold]

    @pytest.mark.parametrize("shape", ["{}、\n", "{}、", "第{}条\n", "第{}条 ", "（{}）", "{}\n"])
    def test_other_numbers_give_the_same_headings(self, shape):
        renumbered = re.sub(r"(?m)^([1-6])\n", lambda found: shape.format(HAN[int(found[1]) - 1]), self.text)
        assert outline_of(renumbered) == [(number, heading) for number, heading, _, _ in self.gold]
