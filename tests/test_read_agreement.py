"""The command read_agreement: what it prints, that a dry run writes nothing, and how it refuses."""

import io
import json
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import TestCase

from agreements.models import Agreement, TextVersion, TrailEntry, User

from .actions.test_texts import NEW
from .documents import docx, p
from .extraction.texts import corpus_paths
from .world import TODAY, World, at


def run(*arguments):
    """What the command prints on either stream, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("read_agreement", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), left.code
    return out.getvalue(), err.getvalue(), 0


class Reading(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, data):
        path = self.folder / "text.txt"
        path.write_bytes(data)
        return path


class TryingItOut(Reading):
    def test_json_gives_offsets_into_the_file_as_python_reads_it(self):
        for end, encoding in (("\n", "utf-8"), ("\r\n", "utf-8"), ("\r\n", "utf-8-sig"), ("\n", "gb18030")):
            with self.subTest(end=end, encoding=encoding):
                path = self.file(NEW.replace("\n", end).encode(encoding))
                out, err, code = run(path, "--dry-run", "--json")
                self.assertEqual((err, code), ("", 0))
                with path.open(newline="", encoding=encoding.removesuffix("-sig")) as opened:
                    text = opened.read()
                found = json.loads(out)
                self.assertEqual(set(found), {"clauses", "sentences"})
                self.assertEqual([each["number"] for each in found["clauses"]], ["1", "1.1", "1.2", "2"])
                self.assertTrue(text[found["clauses"][0]["start"] :].startswith("一、人才培养"))
                self.assertEqual(set(found["clauses"][0]), {"number", "heading", "start", "end"})
                last = found["sentences"][-1]
                self.assertEqual(text[last["start"] : last["end"]], "双方每年开会一次。")
                self.assertEqual((set(last), last["clause"]), ({"clause", "start", "end"}, "2"))

    def test_it_writes_nothing(self):
        before = TextVersion.objects.count(), Agreement.objects.count(), TrailEntry.objects.count()
        run(self.file(NEW.encode()), "--dry-run", "--json", "--title", "新协议")
        with self.assertNumQueries(0):
            run(self.file(NEW.encode()), "--dry-run")
        self.assertEqual((TextVersion.objects.count(), Agreement.objects.count(), TrailEntry.objects.count()), before)

    def test_in_words_it_tells_every_clause(self):
        out, _err, _code = run(self.file(NEW.encode()), "--dry-run")
        self.assertIn("2  园区建设", out)
        self.assertIn("Clauses: 4; sentences: 5.", out)

    def test_a_text_without_numbers_is_one_clause(self):
        out, _err, _code = run(self.file("双方共建科技园。".encode()), "--dry-run", "--json")
        self.assertEqual(json.loads(out)["clauses"], [{"number": "1", "heading": "", "start": 0, "end": 8}])

    def test_what_cannot_be_read_gets_one_sentence_and_two(self):
        for data in (b"", b"\xef\xbb\xbf", b"%PDF-1.7", b"\xff\xfea\x00", b"\x81\xff\xff", "……——".encode()):
            with self.subTest(data=data):
                out, err, code = run(self.file(data), "--dry-run", "--json")
                self.assertEqual((out, code, len(err.strip().splitlines())), ("", 2, 1))
        for path in (self.folder, self.folder / "none.txt"):
            with self.subTest(path=path):
                out, err, code = run(path, "--dry-run")
                self.assertEqual((out, code, len(err.strip().splitlines())), ("", 2, 1))


class PuttingItOnRecord(Reading):
    def test_a_title_makes_an_agreement(self):
        out, _err, code = run(self.file(NEW.encode()), "--title", "新协议", "--source", "press_account")
        self.assertEqual(code, 0)
        made = Agreement.objects.get(title="新协议")
        self.assertIn(f"Agreement {made.code} is on record", out)
        self.assertIn("parties in the admin", out)
        text = made.texts.get()
        self.assertEqual((text.source, text.received_on, text.clauses.count()), ("press_account", TODAY, 4))

    def test_a_document_is_kept_beside_its_text(self):
        path = self.file(docx(p("双方共建科技园。")))
        self.assertEqual(run(path, "--title", "新协议")[2], 0)
        self.assertEqual(Agreement.objects.get(title="新协议").texts.get().scans.get().name, "text.txt.docx")

    def test_an_agreement_on_record_gets_another_text_once(self):
        said = self.file(NEW.encode()), "--agreement", "XY2022", "--source", "amended", "--received", "2026-11-20"
        self.assertIn("was added", run(*said)[0])
        self.assertIn("already has", run(*said)[0])
        self.assertEqual(self.agreement.texts.count(), 2)

    def test_with_json_the_output_is_nothing_else(self):
        out, err, _code = run(self.file(NEW.encode()), "--title", "新协议", "--json")
        self.assertEqual(len(json.loads(out)["clauses"]), 4)
        self.assertIn("on record", err)

    def test_what_cannot_be_kept_gets_a_sentence_and_two(self):
        path = self.file(NEW.encode())
        for said in (
            (),
            ("--title", "新协议", "--agreement", "XY2022"),
            ("--agreement", "NONE"),
            ("--title", "新协议", "--code", "XY2022"),
            ("--agreement", "XY2022", "--received", "2026-12-01"),
        ):
            with self.subTest(said=said):
                out, err, code = run(path, *said)
                self.assertEqual((out, code, len(err.strip().splitlines())), ("", 2, 1))
        self.assertEqual(TextVersion.objects.count(), 1)

    def test_without_an_administrator_it_says_so(self):
        User.objects.filter(is_superuser=True).update(is_active=False)
        self.assertIn("createsuperuser", run(self.file(NEW.encode()), "--title", "新协议")[1])


@pytest.mark.skipif(not corpus_paths(), reason="CORPUS_DIR names no corpus")
def test_the_first_text_of_the_corpus_gives_the_annotated_clauses():
    path = corpus_paths()[0]
    out, _err, code = run(path, "--dry-run", "--json")
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["clauses"]
    assert code == 0
    assert json.loads(out)["clauses"] == [
        {name: each[name] for name in ("number", "heading", "start", "end")} for each in gold
    ]
