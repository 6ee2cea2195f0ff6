"""The Chinese catalogue is complete, says what the code says, and is compiled."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
SOURCES = ("agreements", "tracker", "templates")
PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w*)\}")


def catalogue():
    return polib.pofile(str(PO)) if PO.exists() else polib.POFile()


def named(entry):
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def said(entry):
    return dict(entry.msgstr_plural) or entry.msgstr


def readable(entries):
    """What a reader of the catalogue finds, by msgid; plural forms by number."""
    return {named(entry): said(entry) for entry in entries}


def listed(entries):
    return "\n".join(f"  {entry.msgid!r}" for entry in entries)


def gathered(folder):
    """The messages of the code as it is now, gathered in a copy so that the checkout stays as it is."""
    for name in SOURCES:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    made = folder / "locale/zh_Hans/LC_MESSAGES/django.po"
    return polib.pofile(str(made)) if made.exists() else polib.POFile()


def test_everything_is_translated():
    missing = catalogue().untranslated_entries()
    assert not missing, "Not translated yet:\n" + listed(missing)


def test_nothing_is_guessed_or_left_over():
    po = catalogue()
    guessed = [entry for entry in po if entry.fuzzy]
    assert not po.metadata_is_fuzzy, "Fill in the header, then remove its fuzzy mark"
    assert not guessed, "Marked fuzzy; read it, correct it, remove the mark:\n" + listed(guessed)
    left_over = po.obsolete_entries()
    assert not left_over, "No longer in the code (`make messages` removes it):\n" + listed(left_over)


def test_no_translation_asks_for_a_value_that_it_is_not_given():
    for entry in catalogue():
        given = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(PLACEHOLDER.findall(text)) <= given, f"{entry.msgid!r} → {text!r}"


def test_it_holds_what_the_code_says_and_no_more(tmp_path):
    if shutil.which("xgettext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("xgettext is not installed.")
    now = {named(entry) for entry in gathered(tmp_path)}
    kept = {named(entry) for entry in catalogue() if not entry.obsolete}
    new = sorted(name[1] for name in now - kept)
    gone = sorted(name[1] for name in kept - now)
    assert not new, f"Run `make messages` and translate {new}"
    assert not gone, f"Run `make messages`: the code no longer says {gone}"


def test_the_compiled_catalogue_is_the_same():
    compiled = polib.mofile(str(MO)) if MO.exists() else []
    same = readable(compiled) == readable(catalogue().translated_entries())
    assert same, "Run `make messages` and commit the .mo beside the .po."
