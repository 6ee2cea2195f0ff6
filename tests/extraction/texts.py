"""Texts to read: our own samples, and the corpus where CORPUS_DIR names its folder."""

import json
import os
from pathlib import Path

from agreements import extraction

SAMPLES = Path(__file__).parent / "samples"
CORPUS = Path(os.environ["CORPUS_DIR"]) if os.environ.get("CORPUS_DIR") else None


def text_of(path):
    return extraction.read_text(path.read_bytes())


def gold_of(path):
    clauses = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["clauses"]
    return [(clause["number"], clause["heading"], clause["start"], clause["end"]) for clause in clauses]


def found_in(text):
    return [(clause.number, clause.heading, clause.start, clause.end) for clause in extraction.find_clauses(text)]


def outline_of(text):
    """What a reader sees of the structure: numbers and headings."""
    return [(clause.number, clause.heading) for clause in extraction.find_clauses(text)]


def sentences_of(text):
    """Every sentence with the number of its clause, as words."""
    clauses = extraction.find_clauses(text)
    return [(each.clause, text[each.start : each.end]) for each in extraction.cut_sentences(text, clauses)]


def sample_paths():
    return sorted(SAMPLES.glob("*.txt"))


def corpus_paths():
    return sorted(CORPUS.glob("[0-9][0-9][0-9].txt")) if CORPUS else []
