"""The invented texts with what a careful person reads out of them: the gold itself is checked, no reader is run.

Those in `tune` are there to work with and guard against going back; those in `held` were measured unseen once.
"""

import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "samples"
HALVES = {"tune": [*range(1, 21), *range(41, 51), *range(61, 81)], "held": [*range(21, 41), *range(81, 233)]}
PATHS = sorted(path for half in HALVES for path in (FOLDER / half).glob("*.json"))

LANGUAGES = {"zh", "en"}
KINDS = {"news", "agreement", "excerpt"}
ROLES = {"university", "government", "enterprise", "other"}
MODALITIES = {"firm", "support", "exploratory"}
RECURRENCES = {"yearly", "quarterly", "monthly", "ongoing-mechanism", None}
COMPARATORS = {">=", "<=", "=", "~", None}
CATEGORIES = {
    *("party-building", "science-technology", "technology-transfer", "platform-park", "industry", "talent-exchange"),
    *("training-internship", "basic-education", "higher-education", "urban-governance", "environment", "culture"),
    *("health", "finance", "other"),
}
TOP = {"id", "title", "source", "language", "kind", "parties", "signed_on", "clauses", "commitments"}
COMMITMENT = {
    *("id", "clause", "start", "end", "text", "responsible", "modality", "recurrence", "quantities"),
    *("duration_min_months", "due", "category"),
}
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
YEAR = re.compile(r"\d{4}")


def gold_of(path):
    with path.open(encoding="utf-8") as file:
        gold = json.load(file)
    with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
        return gold, file.read()


@pytest.fixture(params=PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def sample(request):
    return gold_of(request.param)


def test_each_text_has_its_gold_and_each_gold_its_text():
    for half in HALVES:
        texts = {path.stem for path in (FOLDER / half).glob("*.txt")}
        assert texts == {path.stem for path in PATHS if path.parent.name == half}
        assert texts <= {f"{number:02}" for number in HALVES[half]}
    assert PATHS


def test_a_file_says_what_it_is_in_known_words(sample):
    gold, doc = sample
    assert set(gold) == TOP
    assert gold["language"] in LANGUAGES and gold["kind"] in KINDS
    assert gold["signed_on"] is None or DAY.fullmatch(gold["signed_on"])
    assert 150 <= len(doc) <= 4000 and "\r" not in doc
    for party in gold["parties"]:
        assert set(party) == {"name", "role", "aliases"} and party["role"] in ROLES
        assert all(form in doc for form in [party["name"], *party["aliases"]])


def test_clauses_lie_in_the_text_and_inside_their_parents(sample):
    gold, doc = sample
    by_number = {clause["number"]: clause for clause in gold["clauses"]}
    assert len(by_number) == len(gold["clauses"])
    for clause in gold["clauses"]:
        assert 0 <= clause["start"] < clause["end"] <= len(doc)
        assert clause["heading"] in doc[clause["start"] : clause["end"]]
        parent = by_number.get(clause["number"].rpartition(".")[0])
        assert parent is None or parent["start"] <= clause["start"] < clause["end"] <= parent["end"]


def test_spans_are_exact_in_order_and_apart(sample):
    gold, doc = sample
    end = 0
    for order, item in enumerate(gold["commitments"], 1):
        assert item["id"] == f"c{order}"
        assert end <= item["start"] < item["end"] <= len(doc)
        assert item["text"] == doc[item["start"] : item["end"]] == item["text"].strip()
        assert item["text"][-1] not in "。；;，,、."
        end = item["end"]


def test_a_commitment_names_the_innermost_clause_that_holds_it(sample):
    gold, _ = sample
    for item in gold["commitments"]:
        holding = [c for c in gold["clauses"] if c["start"] <= item["start"] and item["end"] <= c["end"]]
        innermost = min(holding, key=lambda clause: clause["end"] - clause["start"], default=None)
        assert item["clause"] == (innermost and innermost["number"])


def test_every_field_holds_a_known_value(sample):
    gold, _ = sample
    names = {party["name"] for party in gold["parties"]}
    for item in gold["commitments"]:
        assert set(item) == COMMITMENT
        assert item["responsible"] and set(item["responsible"]) <= names
        assert len(set(item["responsible"])) == len(item["responsible"])
        assert item["modality"] in MODALITIES and item["recurrence"] in RECURRENCES
        assert item["category"] in CATEGORIES
        assert item["duration_min_months"] is None or item["duration_min_months"] > 0
        assert item["due"] is None or DAY.fullmatch(item["due"]) or YEAR.fullmatch(item["due"])


def test_quantities_stand_in_their_spans(sample):
    gold, _ = sample
    for item in gold["commitments"]:
        for quantity in item["quantities"]:
            assert set(quantity) == {"text", "value", "unit", "comparator", "per"}
            assert quantity["text"] in item["text"] and quantity["unit"] in item["text"]
            assert quantity["value"] is None or quantity["value"] > 0
            assert quantity["comparator"] in COMPARATORS and quantity["per"] in ("year", None)
