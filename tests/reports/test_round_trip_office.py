"""The workbook through another program, for real: LibreOffice opens it, saves it, and it still comes back."""

import io
import os
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest
from django.test import TestCase

from agreements.actions import progress
from agreements.models import Cadence
from agreements.reports.round_trip import SHEET, returned
from agreements.workbooks import read
from tests.sides import Rules
from tests.workbench import HEAD, TODAY, Bench, at, exported

SOFFICE = shutil.which("soffice")


def saved_by_libreoffice(data, folder):
    """The bytes of a workbook as LibreOffice writes them after reading them."""
    if SOFFICE is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("LibreOffice is not installed.")
    before, after = folder / "台账.xlsx", folder / "saved"
    before.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    told = subprocess.run(
        [*command, "--outdir", str(after), str(before)], capture_output=True, text=True, timeout=180, check=False
    )
    assert (after / before.name).exists(), f"{told.stdout}\n{told.stderr}"
    return (after / before.name).read_bytes()


class SavedByLibreOffice(Rules, TestCase):
    """Rows with all that a program might spell differently."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path):
        self.tmp_path = tmp_path

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY, 9):
            cls.one = cls.make_running(title="第一件事", due_on=date(2026, 12, 31), obliged_party=cls.uni_party)
            cls.two = cls.make_running(title="=1+1", due_on=date(2027, 3, 31), percent=57, due_text="2027-03-31")
            cls.kept = cls.make_running(title="长年的事", due_on=None, cadence=Cadence.CONTINUOUS)
            cls.draft = cls.make_commitment(title="草稿的事", obliged_party=cls.uni_party)
            for number, text in enumerate(
                ("一\n\n二  三\n", "+1 <&> _x0041_ 🙂 𠮷", "  前后有空格  ", "007", "2026-01-01", "长" * 5000, "'引号")
            ):
                row = cls.make_running(title=f"怪字第{number}件", obliged_party=cls.uni_party)
                with at(TODAY, 10):
                    said = {"percent": number * 13, "problem": "3", "next_step": "TRUE"}
                    progress.report(row, by=cls.uni_officer, text=text, **said)

    def test_what_it_saves_says_exactly_what_was_edited(self):
        bench = Bench(exported(self.uni_liaison))
        edits = {"text": "签了约。\n第二行。", "percent": "80%", "problem": "缺场地。", "due_on": "2027-06-30"}
        bench.write(self.one, **edits | {"percent": 0.8, "due_on": date(2027, 6, 30)})
        bench.write(self.two, officers="uni_officer").write(self.kept, percent="Kept up: Partly")
        bench.sort(lambda row: str(row[4])[::-1], without=("number",))
        bench.insert_column("code").insert_column("text", "核对")
        bench.sheet.auto_filter.add_filter_column(4, ["第一件事"])
        for line in range(HEAD + 1, bench.sheet.max_row + 1):
            bench.sheet.row_dimensions[line].hidden = line % 2 == 0
        bench.sheet.delete_rows(bench.line(self.draft))
        data = saved_by_libreoffice(bench.save(), self.tmp_path)
        self.assertNotEqual("visible", openpyxl.load_workbook(io.BytesIO(data))[SHEET].sheet_state)
        back = returned(read(data, "台账.xlsx", 32_767))
        self.assertEqual([], back.notes)
        self.assertEqual(
            {
                self.one.pk: edits,
                self.two.pk: {"officers": "uni_officer"},
                self.kept.pk: {"percent": "Kept up: Partly"},
            },
            {row["pk"]: row["yours"] for row in back.rows},
        )
        self.assertEqual([{}, {}, {}], [row["bad"] for row in back.rows])

    def test_saved_before_it_is_edited_it_says_only_what_was_edited_then(self):
        bench = Bench(saved_by_libreoffice(exported(self.uni_liaison), self.tmp_path))
        bench.write(self.one, text="签了约。", percent="８０％")
        back = returned(read(bench.save(), "台账.xlsx", 32_767))
        self.assertEqual(
            ({self.one.pk: {"percent": "80%", "text": "签了约。"}}, []),
            ({row["pk"]: row["yours"] for row in back.rows}, back.notes),
        )
