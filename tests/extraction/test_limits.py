"""Texts that nobody writes: reading them takes seconds, and time grows with length alone."""

import time

import pytest

from agreements.extraction import cut_sentences, extract, find_clauses

SECONDS = 15  # of the processor; far above what a slow machine needs, far below what a square takes

_REPORT = "5月1日，青山市与临江大学签署协议。根据协议，双方将共建研究院。"
ODD = {
    "opening brackets": "（" * 100_000,
    "mixed brackets": "(“《" * 33_000 + "。",
    "no full stop": "双方共建" * 90_000,
    "no full stop in English": "shall provide " * 75_000,
    "blanks": " " * 1_000_000 + "\n第一条 宗旨\n",
    "dots": "." * 1_000_000,
    "quotation marks": '"。' * 200_000,
    "abbreviations": "e.g. " * 150_000,
    "asterisks": "* " * 300_000,
    "bare numbers": "1\n" * 100_000,
    "beginnings": "1. 甲\n2. 乙\n" * 30_000,
    "bare numbers and blank lines": ("1\n2\n" + " \n" * 50) * 2_000,
    "rules that are none": "一、甲\n双方合作。" + "\n##\n**\n--" * 5_000 + "x\n二、乙\n五年。",
    "tags that never close": "<br" * 200_000,
    "names in a list": "\nAb" + ", the Ab" * 700 + ".",
    "names in a preamble": "Tarn, " + "the Abcd City, " * 400 + "met.",
    "letters": "A " * 50_000,
    "names upon names": "Tarn City " * 20_000,
    "a law without an end": "The " + "of the " * 5_000 + "fee shall be paid.",
    "a party and blanks": "between Tarn City" + " " * 12_000 + "x",
    "labels without a name": "\n* " * 4_000,
    "parties without an end": "between Tarn City" + ", Orme City" * 2_000,
    "a report in one line": _REPORT + "会场里一片掌声。" * 20_000,
    "the former without an end": _REPORT + "研究院由前者负责，" * 10_000,
    "a million line ends": "\n" * 1_000_000 + "x",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_it_takes_seconds(text):
    began = time.process_time()
    cut_sentences(text, find_clauses(text))
    assert time.process_time() - began < SECONDS


def test_an_agreement_of_five_megabytes_takes_seconds():
    clauses = "".join(
        f"{n}.{m} 双方每年召开联席会议，通报进展；甲方提供场地，乙方选派人员到对方单位实践锻炼。\n"
        for n in range(1, 900)
        for m in range(1, 50)
    )
    began = time.process_time()
    found = find_clauses(clauses)
    sentences = cut_sentences(clauses, found)
    assert len(found) == 899 * 49
    assert len(sentences) == 2 * len(found)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_finding_everything_takes_seconds(text):
    began = time.process_time()
    extract(text)
    assert time.process_time() - began < SECONDS


def test_what_is_found_grows_with_the_text_and_so_does_the_time():
    """A hundred times the text, a hundred times the commitments, in seconds."""
    clause = "{0}. 双方每年召开{0}号会议，甲方提供{0}号场地，乙方选派{0}号专班人员到对方单位实践锻炼。\n"
    head = "甲方：青山市人民政府\n乙方：临江大学\n"
    small, large = (extract(head + "".join(clause.format(n) for n in range(1, size))) for size in (10, 900))
    assert (len(small.commitments), len(large.commitments)) == (9 * 3, 899 * 3)
    lines = [f"{n}.{m} 双方共建研究院，甲方提供场地。\n" for n in range(1, 900) for m in range(1, 50)]
    tenth, whole = (seconds_for(head + "".join(some)) for some in (lines[: len(lines) // 10], lines))
    assert whole < 20 * tenth and tenth < SECONDS


def seconds_for(text):
    began = time.process_time()
    extract(text)
    return time.process_time() - began
