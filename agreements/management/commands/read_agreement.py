"""Reads an agreement from a file: what is found in it, printed, and kept unless it is a dry run."""

import codecs
import json
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, no_translations
from django.utils import timezone

from agreements.actions import files, texts
from agreements.errors import Refused
from agreements.extraction import cut_sentences, find_clauses
from agreements.models import Actor, Agreement, TextSource, User

FILES = ".docx, .pdf with text in it, .html, or .txt in UTF-8 or GB18030"
ABOUT = f"Finds clauses and sentences in a file ({FILES}) and puts them on record as an agreement's text."


class Command(BaseCommand):
    help = f"{ABOUT} Exits with 2 and says why when it cannot."

    def add_arguments(self, parser):
        parser.add_argument("file", help=f"the file: {FILES}")
        parser.add_argument("--title", default="", help="title of a new agreement")
        parser.add_argument("--code", default="", help="its code; without one, AG and the year")
        parser.add_argument("--agreement", default="", help="code of an agreement on record: add the text to it")
        parser.add_argument("--source", choices=TextSource.values, default=TextSource.SIGNED_COPY.value)
        parser.add_argument("--received", type=date.fromisoformat, help="day it was received, YYYY-MM-DD; else today")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="print the offsets into the file's text as JSON")

    @no_translations
    def handle(self, file, **options):
        try:
            found, shift, original = found_in_file(file)
            text, scans = found.text, [*filter(None, [original])]
            clauses = find_clauses(text)
            if not clauses:
                raise Refused(texts.UNREADABLE["empty"])
            sentences = cut_sentences(text, clauses)
            told = as_json(clauses, sentences, shift) if options["json"] else in_words(clauses, sentences, shift)
            after = "" if options["dry_run"] else keep(text, scans=scans, **options)
        except ValidationError as refusal:
            self.stderr.write(" ".join(refusal.messages))
            raise SystemExit(2) from refusal
        for sentence in texts.warnings(found):
            self.stderr.write(sentence)
        self.stdout.write(told)
        if after:
            (self.stderr if options["json"] else self.stdout).write(after)


def found_in_file(name):
    """What was read in a file, by how much its offsets lie behind in what open(…, newline="") gives, and the file.

    The byte order mark is a character there, and none in the text that is read. In what is no plain
    text offsets count in the text that is read. The file is there to be kept, or None for plain text.
    """
    try:
        with open(name, "rb") as file:
            data = file.read(texts.LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(f"{name} cannot be opened: {error.strerror}.") from error
    found = texts.read_file(data, Path(name).name)
    shift = int(found.kind == "txt" and data.startswith(codecs.BOM_UTF8))
    return found, shift, files.original(data, Path(name).name, found.kind)


def as_json(clauses, sentences, shift):
    """The offsets as JSON, in ASCII so that no terminal's encoding spoils it."""
    found = {
        "clauses": [
            {"number": each.number, "heading": each.heading, "start": each.start + shift, "end": each.end + shift}
            for each in clauses
        ],
        "sentences": [
            {"clause": each.clause, "start": each.start + shift, "end": each.end + shift} for each in sentences
        ],
    }
    return json.dumps(found)


def in_words(clauses, sentences, shift):
    """A line per clause: its number, heading, place and number of sentences; and the sums."""
    lines, counted = [], Counter(sentence.clause for sentence in sentences)
    for each in clauses:
        place = f"[{each.start + shift}:{each.end + shift}]"
        lines.append("  ".join(filter(None, (each.number, each.heading, place, f"sentences: {counted[each.number]}"))))
    return "\n".join((*lines, f"Clauses: {len(clauses)}; sentences: {len(sentences)}."))


def keep(text, *, scans, title, code, agreement, source, received, **others):
    """Put the text on record as the first administrator; a sentence that says where."""
    by = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if by is None:
        raise Refused("There is no administrator to act for; create one with createsuperuser.")
    if bool(title) == bool(agreement):
        raise Refused("Give the --title of a new agreement, or with --agreement the code of one on record.")
    said = {"by": Actor(by), "scans": scans, "source": source, "received_on": received or timezone.localdate()}
    if title:
        version = texts.begin(title, text, code=code, **said)
        return f"Agreement {version.agreement.code} is on record with this text. Add its parties in the admin."
    row = Agreement.objects.filter(code=agreement).first()
    if row is None:
        raise Refused(f"No agreement has the code {agreement}.")
    known = texts.recorded(row, text)
    texts.read(row, text, **said)
    return f"Agreement {row.code} already has this text." if known else f"The text was added to agreement {row.code}."
