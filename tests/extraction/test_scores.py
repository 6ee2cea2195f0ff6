"""How well texts are read: the score of every set is printed, and no figure may fall below what was reached.

`marked` and `tune` were tuned on, and so was `held` once it had been measured unseen; those first figures stand in
docs/decisions.md.
"""

import json
from pathlib import Path

import pytest

from agreements.extraction import extract, printed

from . import marked
from .texts import CORPUS, corpus_paths, text_of

SAMPLES = Path(__file__).parent / "samples"
FIELDS = ("responsible", "modality", "recurrence", "quantities", "duration_min_months", "due")
# Only ever raised. The last figure is how often a proposal without doubts is right.
FLOORS = {
    "marked": {"f1": 0.99, "responsible": 0.99, "modality": 0.99, "sure": 0.98},
    "tune": {
        "f1": 0.98,
        "responsible": 0.97,
        "modality": 0.99,
        "recurrence": 0.98,
        "quantities": 0.98,
        "due": 0.97,
        "sure": 0.98,
    },
    "held": {"f1": 0.96, "responsible": 0.98, "modality": 0.98, "recurrence": 0.98, "quantities": 0.98, "due": 0.98},
    "corpus": {
        "f1": 0.98,
        "responsible": 0.98,
        "modality": 0.98,
        "recurrence": 0.98,
        "quantities": 0.98,
        "due": 0.98,
        "sure": 0.98,
    },
}
THRESHOLD = 0.5


def overlap(one, other):
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(shared, 0) / (max(one["end"], other["end"]) - min(one["start"], other["start"]))


def pairs_of(gold, found):
    """One-to-one pairs, the best overlap first: the corpus's own measure."""
    scored = sorted(
        (-value, g, p)
        for g, one in enumerate(gold)
        for p, other in enumerate(found)
        if (value := overlap(one, other)) >= THRESHOLD
    )
    pairs, gold_taken, found_taken = [], set(), set()
    for _, g, p in scored:
        if g not in gold_taken and p not in found_taken:
            pairs.append((g, p))
            gold_taken.add(g)
            found_taken.add(p)
    return pairs


def said(field, item):
    value = item.get(field)
    if field == "responsible":
        return set(value or [])
    if field == "quantities":
        return {(each["value"], each["unit"]) for each in value or []}
    return value


def count(gold, found):
    pairs = pairs_of(gold, found)
    right = {p for _, p in pairs}
    row = {"gold": len(gold), "found": len(found), "matched": len(pairs)}
    for field in FIELDS:
        told = [(g, p) for g, p in pairs if field in gold[g]]
        row[field + "_of"] = len(told)
        row[field] = sum(said(field, gold[g]) == said(field, found[p]) for g, p in told)
    for name, doubtful in (("sure", False), ("doubted", True)):
        some = [n for n, each in enumerate(found) if bool(each["doubts"]) is doubtful]
        row[name + "_of"], row[name] = len(some), sum(n in right for n in some)
    return row


def figures(rows):
    total = {name: sum(row[name] for row in rows) for name in rows[0]}
    shown = {"f1": 2 * total["matched"] / max(total["gold"] + total["found"], 1)}
    shown["precision"] = total["matched"] / max(total["found"], 1)
    shown["recall"] = total["matched"] / max(total["gold"], 1)
    for name in (*FIELDS, "sure", "doubted"):
        if total[name + "_of"]:
            shown[name] = total[name] / total[name + "_of"]
    return shown


def rows_of(name):
    if name == "marked":
        pairs = [marked.load(path) for path in marked.paths()]
    else:
        paths = corpus_paths() if name == "corpus" else sorted((SAMPLES / name).glob("*.txt"))
        pairs = [
            (text_of(path), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["commitments"])
            for path in paths
        ]
    return [count(gold, json.loads(printed.as_json(extract(text), 0))["commitments"]) for text, gold in pairs]


@pytest.mark.parametrize("name", FLOORS)
def test_the_floors_are_kept(name, record_property, capsys):
    if name == "corpus" and not CORPUS:
        pytest.skip("CORPUS_DIR names no corpus")
    reached = figures(rows_of(name))
    record_property(name, reached)
    with capsys.disabled():
        print(f"\nread {name}: " + ", ".join(f"{key} {value:.3f}" for key, value in reached.items()))
    assert {key: reached[key] for key, floor in FLOORS[name].items() if reached[key] < floor} == {}
