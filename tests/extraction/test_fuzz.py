"""Damaged texts and files, the same every time: each gives what holds for every text, or a reason, in bounded time.

READING_FUZZ says for how many seconds of this processor, all parts together; `.ci/run` asks for a minute. Each input
has a name, which is its seed. One that fails is kept under var/fuzz and its name is told:
`READING_FUZZ=docx-1204 python -m pytest tests/extraction/test_fuzz.py` tries it alone.
"""

import os
import random
import resource
import signal
import time
import zlib
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import pytest
from django.conf import settings
from lxml import etree
from pypdfium2 import PdfiumError

from agreements.actions.texts import UNREADABLE
from agreements.extraction import REASONS, WARNINGS, Unreadable, cut_sentences, extract, read
from agreements.extraction.reading.apart import read_here
from agreements.models import Category, Strength

from . import damage

SEED = 20261124
ASKED = os.environ.get("READING_FUZZ", "6")
SHARES = {"text": 6, "docx": 4, "pdf": 4, "txt": 1, "html": 1}  # parts, of equal time: processes share them
PARTS = [(kind, part) for kind, parts in SHARES.items() for part in range(parts)]
AT_LEAST = 20  # inputs of each part, however slow the machine
LIMIT = 100_000
# What libraries say of a broken file. Anything else was raised in our own lines, and a readable file may be lost by it.
EXPECTED = (type(None), Unreadable, UnicodeError, BadZipFile, zlib.error, etree.XMLSyntaxError, PdfiumError)
LONGEST = 5  # seconds of the processor for one input: most take a thousandth of one
GROWTH = 200_000  # kilobytes


class TooLong(BaseException):
    """Not an Exception: a reader that takes those for a broken file must not swallow it."""


def give_up(*_signal):
    raise TooLong(f"more than {LONGEST} seconds")


@contextmanager
def in_time():
    """Stop what takes too long, counted by the processor: whoever else uses the machine does not matter."""
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def made(name):
    """The input of a name, as bytes; a text is kept as UTF-8, halves of characters included."""
    kind = name.partition("-")[0]
    dice = random.Random(f"{SEED}:{name}")
    return damage.text(dice).encode("utf-8", "surrogatepass") if kind == "text" else damage.file(kind, dice)


def attempt(name):
    """Try an input: True when it gave a text. It is written down before, since a reader may fall with this process."""
    kind, data = name.partition("-")[0], made(name)
    kept = Path(settings.VAR_DIR) / "fuzz" / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)
    try:
        with in_time():
            gave = look_at_text(data.decode("utf-8", "surrogatepass")) if kind == "text" else look_at_file(kind, data)
    except BaseException as error:
        again = f"READING_FUZZ={name} python -m pytest tests/extraction/test_fuzz.py"
        error.add_note(f"The input {name} (seed {SEED}) is kept as {kept}. Again: {again}")
        raise
    kept.unlink()
    return gave


# What holds


def look_at_file(kind, data):
    try:
        found = read(data) if kind == "txt" else read_here(kind, data, LIMIT)
    except Unreadable as refused:
        assert refused.reason_code in REASONS
        assert UNREADABLE[refused.reason_code]
        assert isinstance(refused.__cause__, EXPECTED), "our own mistake was taken for a broken file"
        return False
    text = found.text
    assert found.kind == kind
    assert text.strip() and len(text.encode()) <= LIMIT
    assert all(name in WARNINGS and count > 0 for name, count in found.warnings)
    if kind != "txt":
        assert text.endswith("\n") and not any(line != line.strip() or not line for line in text[:-1].split("\n"))
    look_at_text(text)
    return True


def look_at_text(text):
    """All that is found lies inside, in order, and says what its words say."""
    found = extract(text)
    assert 0 <= found.start <= found.end <= len(text)
    look_at_clauses(text, found.clauses)
    names = {party.name for party in found.parties}
    assert len(names) == len(found.parties)
    assert all(name and name == name.strip() for name in names)
    assert found.term_months is None or 0 < found.term_months < 12_000
    assert not found.signed_on or date.fromisoformat(found.signed_on)
    for one, other in pairwise(found.commitments):
        assert one.end <= other.start
    for one in found.commitments:
        look_at_commitment(text, one, names, {clause.number for clause in found.clauses})
    return bool(found.commitments)


def look_at_clauses(text, clauses):
    held = {clause.number: clause for clause in clauses}
    assert len(held) == len(clauses)
    for clause in clauses:
        assert 0 <= clause.start < clause.end <= len(text)
        assert clause.heading in text[clause.start : clause.end]
        assert len(clause.number) <= 20 and len(clause.heading) <= 120
        if clause.parent:
            assert held[clause.parent].start <= clause.start and clause.end <= held[clause.parent].end
    for one, other in pairwise(clauses):
        assert other.start >= one.start and (other.start >= one.end or other.end <= one.end)
    last = 0
    for sentence in cut_sentences(text, clauses):
        clause = held[sentence.clause]
        assert last <= sentence.start < sentence.end <= clause.end and clause.start <= sentence.start
        last = sentence.end


def look_at_commitment(text, one, names, numbers):
    assert 0 <= one.start < one.end <= len(text)
    assert one.text == text[one.start : one.end] and one.text == one.text.strip()
    assert one.clause is None or not numbers or one.clause in numbers
    assert set(one.responsible) <= names
    assert one.modality in Strength.values and one.category in Category.values
    assert one.recurrence in (None, "yearly", "quarterly", "monthly", "ongoing-mechanism")
    assert one.title.strip() and len(one.title) <= 120
    assert not one.due or date.fromisoformat(f"{one.due}-01-01" if len(one.due) == 4 else one.due)
    assert one.due_text in text and (one.due_text or not one.due)
    for amount in one.quantities:
        assert one.start <= amount.start < amount.end <= one.end
        assert amount.text == text[amount.start : amount.end]


# The parts


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_damaged(kind, part):
    if not ASKED.replace(".", "").isdigit():
        pytest.skip("a single input is asked for")
    until = time.process_time() + float(ASKED) / len(PARTS)
    before, gave, count = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0, 0
    while count < AT_LEAST or time.process_time() < until:
        gave += attempt(f"{kind}-{part + count * SHARES[kind]}")
        count += 1
    assert gave >= count // 5, "nearly all was refused at the door"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


@pytest.mark.skipif(ASKED.replace(".", "").isdigit(), reason="no single input is asked for")
def test_the_one_that_is_asked_for():
    attempt(ASKED)


def test_the_same_name_is_the_same_input():
    for kind in SHARES:
        assert made(f"{kind}-7") == made(f"{kind}-7") != made(f"{kind}-8")
