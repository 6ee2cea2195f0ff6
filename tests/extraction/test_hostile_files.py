"""Files that are broken, locked, huge or made to do harm: a reason each, in bounded time and memory."""

import io
import os
import resource
import time
import zipfile
import zlib
from unittest import mock

import pytest

from agreements.extraction import LARGEST, REASONS, Unreadable, read
from agreements.extraction.reading import PAGES, apart, archive
from agreements.extraction.reading.apart import read_apart, read_here
from tests import documents, scans
from tests.documents import TYPES, docx, html, p, part, pdf, raw_pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = f'<!DOCTYPE w:document [<!ENTITY a0 "哈">{LAUGHS}]>'
FETCHED = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
AROUND = {"[Content_Types].xml": TYPES}


def document(xml, **parts):
    return documents.archive(AROUND | {"word/document.xml": xml} | parts)


def with_entity(declared, name):
    return document(part("document", f"<w:body>{p(f'&{name};')}</w:body>").replace("?>", f"?>{declared}", 1))


def lying():
    """A part that says it is small and is not."""
    data = bytearray(docx(p("甲" * 5000)))
    where = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4) + 24
    data[where : where + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def content_bomb():
    """A page that unpacks to 256 megabytes of instructions."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"q Q " * 2**20) for _ in range(64)) + packer.flush()
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    stream = b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)
    return raw_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream])


def many_forms(depth=20):
    """A drawing of two drawings, twenty levels deep: a million of them."""
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    draws = "<</Length 13>>\nstream\n/X Do /X Do \nendstream"
    bodies += [
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        draws,
    ]
    for n in range(5, 5 + depth):
        below = f"/Resources<</XObject<</X {n + 1} 0 R>>>>"
        bodies.append(draws.replace("<<", f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{below}", 1))
    return raw_pdf([*bodies, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>\nstream\n \nendstream"])


HERE = {
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \r\n\t", "empty"),
    "an old Word document": (lambda: OLE + b"\0" * 600, "old_word"),
    "a locked Word document": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "a picture": (lambda: scans.picture(), "binary"),
    "a program": (lambda: b"\x7fELF\x02\x01", "binary"),
    "fifty megabytes of text": (lambda: b"x" * 50_000_000, "too_large"),
    "fifty megabytes of Word": (lambda: b"PK\x03\x04" + b"x" * 50_000_000, "too_large"),
    "fifty megabytes of PDF": (lambda: b"%PDF-1.7" + b"x" * 50_000_000, "too_large"),
    "fifty megabytes of a page": (lambda: b"<!doctype html>" + b"x" * 50_000_000, "too_large"),
}
APART = {
    "an archive cut off": ("docx", lambda: docx(p("甲"))[:-30], "broken"),
    "an archive of nothing": ("docx", lambda: documents.archive({}), "binary"),
    "any archive": ("docx", lambda: scans.archive(), "binary"),
    "a workbook": ("docx", lambda: documents.archive(AROUND | {"xl/workbook.xml": "<x/>"}), "binary"),
    "a document of something else": ("docx", lambda: document("<x/>"), "binary"),
    "no markup": ("docx", lambda: document("甲方"), "broken"),
    "markup cut off": ("docx", lambda: document(part("document", p("甲"))[:-20]), "broken"),
    "no words": ("docx", lambda: docx(p(), p("……")), "empty"),
    "only a picture": ("docx", lambda: docx(p(raw="<w:r><w:drawing/></w:r>")), "scan"),
    "macros": ("docx", lambda: document(part("document", p("甲")), **{"word/vbaProject.bin": "x"}), "macros"),
    "a locked part": (
        "docx",
        lambda: docx(p("甲")).replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"),
        "locked",
    ),
    "entities that grow": ("docx", lambda: with_entity(ENTITIES, "a11"), "broken"),
    "an entity that fetches": ("docx", lambda: with_entity(FETCHED, "x"), "broken"),
    "a bomb": ("docx", lambda: document(" " * 30_000_000), "bomb"),
    "a bomb in small parts": (
        "docx",
        lambda: docx(*[p("x" * 1000)] * 9, styles=part("styles", " " * 900_000), numbering=part("x", " " * 45_000_000)),
        "bomb",
    ),
    "too many tags": ("docx", lambda: document("<x>" * (archive.TAGS + 1)), "bomb"),
    "a size that is a lie": ("docx", lying, "broken"),
    "nested too deep": ("docx", lambda: document("<x>" * 100_000), "broken"),
    "tables in tables": (
        "docx",
        lambda: docx("<w:tbl><w:tr><w:tc>" * 70 + p("甲") + "</w:tc></w:tr></w:tbl>" * 70),
        "broken",
    ),
    "the same part twice": ("docx", lambda: twice(), "broken"),
    "a PDF in name only": ("pdf", lambda: b"%PDF-1.7\nnothing", "broken"),
    "a PDF with a password": ("pdf", lambda: scans.locked_pdf(), "locked"),
    "a PDF without text": ("pdf", lambda: scans.pdf(3), "scan"),
    "a PDF of page numbers": ("pdf", lambda: pdf(*[[(f"— {n} —", 280, 40)] for n in range(1, 9)]), "scan"),
    "a PDF without meanings": ("pdf", lambda: pdf(["\ue000\ue001\ue002甲\ue003"]), "scan"),
    "two thousand pages": ("pdf", lambda: pdf(*[["甲"]] * 2000), "pages"),
    "a page too many": ("pdf", lambda: pdf(*[["甲"]] * (PAGES + 1)), "pages"),
    "too much text on pages": ("pdf", lambda: pdf(*[["x" * 80] * 30] * 6), "too_large"),
    "a page of nothing": ("html", lambda: html("<script>x</script><br>"), "empty"),
    "a page nested too deep": ("html", lambda: html("<div>" * 100_000 + "甲"), "broken"),
    "a page of zeros": ("html", lambda: b"<html>" + b"\0" * 100, "encoding"),
    "a page that is too long": ("html", lambda: html("<p>" + "x" * 20_000), "too_large"),
}


def twice():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped, pytest.warns(UserWarning):
        for name in ("[Content_Types].xml", "word/document.xml", "word/document.xml"):
            zipped.writestr(name, TYPES)
    return out.getvalue()


def reason_of(reader, *given):
    with pytest.raises(Unreadable) as refused:
        reader(*given)
    return refused.value.reason_code


class TestRefusals:
    @pytest.mark.parametrize("case", HERE)
    def test_before_anything_is_opened(self, case):
        make, reason = HERE[case]
        with mock.patch.object(apart.subprocess, "run", side_effect=AssertionError):
            assert reason_of(read, make()) == reason

    @pytest.mark.parametrize("case", APART)
    def test_when_it_is_opened(self, case):
        kind, make, reason = APART[case]
        begun = time.perf_counter()
        assert reason_of(read_here, kind, make(), 10_000) == reason
        assert time.perf_counter() - begun < 5

    def test_every_reason_is_met(self):
        met = {reason for *_case, reason in (*HERE.values(), *APART.values())}
        assert met | {"utf16", "too_slow", "failed"} == set(REASONS)

    def test_what_is_large_but_not_too_large_is_read(self):
        assert len(LARGEST) == 4
        text = read_here("docx", docx(*[p("甲方提供场地。" * 10)] * 5000)).text
        assert text.count("\n") == 5000


class TestAProcessOfItsOwn:
    def test_a_reason_comes_back(self):
        assert reason_of(read, scans.locked_pdf()) == "locked"

    def test_what_takes_too_long_is_stopped(self):
        begun = time.perf_counter()
        assert reason_of(lambda: read_apart("pdf", many_forms(), seconds=1)) in ("too_slow", "failed")
        assert time.perf_counter() - begun < 5

    def test_what_takes_too_much_is_stopped(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        with pytest.raises(Unreadable) as refused:
            read_apart("pdf", content_bomb(), seconds=10, memory=300_000_000)
        assert refused.value.reason_code in REASONS
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 300_000)

    def test_nothing_of_our_environment_goes_there(self):
        done = mock.Mock(stdout=b'{"reason": "", "text": "x", "warnings": [["tracked", 2], ["other", 1]]}')
        with mock.patch.dict(os.environ, {"SECRET_KEY": "s"}), mock.patch.object(apart.subprocess, "run") as run:
            run.return_value = done
            assert read_apart("html", b"x").warnings == (("tracked", 2),)
        assert "SECRET_KEY" not in run.call_args.kwargs["env"]

    @pytest.mark.parametrize("said", [b"", b"nonsense", b"[]", b'{"reason": "other", "text": "", "warnings": []}'])
    def test_an_answer_that_is_none_is_a_fall(self, said):
        with mock.patch.object(apart.subprocess, "run", return_value=mock.Mock(stdout=said)):
            assert reason_of(read_apart, "pdf", b"x") == "failed"

    def test_a_process_that_cannot_begin_is_a_fall(self):
        with mock.patch.object(apart.subprocess, "run", side_effect=OSError):
            assert reason_of(read_apart, "pdf", b"x") == "failed"
