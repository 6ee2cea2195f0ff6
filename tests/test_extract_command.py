"""The command extract: JSON in the corpus's form, a table in words, and one sentence for what cannot be read."""

import io
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import SimpleTestCase

from tests import scans
from tests.documents import docx, p
from tests.documents import run as words

TEXT = (
    "甲方：青山市人民政府\r\n乙方：临江大学\r\n一、共建\r\n双方共建研究院。\r\n"
    "二、时限\r\n甲方在三个月内提供场地500平方米。\r\n"
)
KEYS = {
    *("id", "clause", "start", "end", "text", "responsible", "modality", "recurrence", "quantities"),
    *("duration_min_months", "due", "category"),
}


def run(*arguments):
    """What the command prints on either stream, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("extract", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), left.code
    return out.getvalue(), err.getvalue(), 0


class Extracting(SimpleTestCase):
    def setUp(self):
        self.path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "text.txt"

    def test_json_gives_offsets_into_the_file_as_python_reads_it(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            with self.subTest(encoding=encoding):
                self.path.write_bytes(TEXT.encode(encoding))
                out, err, code = run(self.path, "--json", "--reference-day", "2024-05-31")
                self.assertEqual((err, code), ("", 0))
                with self.path.open(newline="", encoding=encoding.removesuffix("-sig")) as opened:
                    text = opened.read()
                found = json.loads(out)
                self.assertEqual([each["number"] for each in found["clauses"]], ["1", "2"])
                self.assertEqual([each["name"] for each in found["parties"]], ["青山市人民政府", "临江大学"])
                self.assertEqual([each["id"] for each in found["commitments"]], ["c1", "c2"])
                for each in found["commitments"]:
                    self.assertLessEqual(KEYS, set(each))
                    self.assertEqual(text[each["start"] : each["end"]], each["text"])
                self.assertEqual(found["commitments"][1]["due"], "2024-08-31")
                self.assertEqual(found["commitments"][1]["quantities"][0]["value"], 500)

    def test_documents_are_read_and_their_text_can_be_printed(self):
        body = (
            p("甲方：青山市人民政府"),
            p("乙方：临江大学"),
            p("甲方提供场地", raw=f"<w:ins>{words('500平方米。')}</w:ins>"),
        )
        self.path.write_bytes(docx(*body))
        text, told, code = run(self.path, "--text")
        self.assertEqual((text, code), ("甲方：青山市人民政府\n乙方：临江大学\n甲方提供场地500平方米。\n", 0))
        self.assertIn("1 tracked change", told)
        found = json.loads(run(self.path, "--json")[0])["commitments"][0]
        self.assertEqual(text[found["start"] : found["end"]], found["text"])

    def test_in_words_a_line_per_commitment(self):
        self.path.write_text(TEXT, encoding="utf-8")
        out, _err, code = run(self.path)
        self.assertEqual(code, 0)
        self.assertIn("共建研究院", out)
        self.assertIn("Parties: 2; clauses: 2; commitments: 2.", out)

    def test_what_cannot_be_read_gets_one_sentence_and_two(self):
        for data in (b"", b"%PDF-1.7", b"\xff\xfea\x00", scans.pdf(), docx()):
            with self.subTest(data=data):
                self.path.write_bytes(data)
                out, err, code = run(self.path, "--json")
                self.assertEqual((out, code, len(err.strip().splitlines())), ("", 2, 1))
        self.assertEqual(run(self.path.with_name("none.txt"))[2], 2)
