"""Prints what is found in an agreement's text: parties, clauses and commitments, as JSON or as a table."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, no_translations

from agreements.actions import texts
from agreements.extraction import extract
from agreements.extraction.printed import as_json

from .read_agreement import FILES, found_in_file


class Command(BaseCommand):
    help = (
        f"Finds parties, clauses and commitments in a file ({FILES}) and writes nothing. Exits with "
        "2 and says why when it cannot."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help=f"the file: {FILES}")
        parser.add_argument("--reference-day", type=date.fromisoformat, help="YYYY-MM-DD, from which dates are counted")
        parser.add_argument("--json", action="store_true", help="print JSON with offsets into the file's text")
        parser.add_argument(
            "--text", action="store_true", help="print the text that offsets count in, and nothing else"
        )

    @no_translations
    def handle(self, file, **options):
        try:
            read, shift, _original = found_in_file(file)
        except ValidationError as refusal:
            self.stderr.write(" ".join(refusal.messages))
            raise SystemExit(2) from refusal
        for sentence in texts.warnings(read):
            self.stderr.write(sentence)
        if options["text"]:
            self.stdout.write(read.text, ending="")
            return
        found = extract(read.text, options["reference_day"])
        self.stdout.write(as_json(found, shift) if options["json"] else in_words(found))


def in_words(found):
    """A line per party and per commitment, and the sums."""
    lines = [f"{each.name}  {each.role}  {' '.join(each.aliases)}".rstrip() for each in found.parties]
    for number, each in enumerate(found.commitments, 1):
        told = (each.recurrence, each.due_text, " ".join(q.text for q in each.quantities), " ".join(each.doubts))
        cells = (f"c{number}", each.clause or "-", ", ".join(each.responsible), each.modality, each.title, *told)
        lines.append("  ".join(filter(None, cells)))
    lines.append(
        f"Parties: {len(found.parties)}; clauses: {len(found.clauses)}; commitments: {len(found.commitments)}."
    )
    return "\n".join(lines)
