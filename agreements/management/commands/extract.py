"""Prints what is found in an agreement's text: parties, clauses and commitments, as JSON or as a table."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, no_translations

from agreements.extraction import extract
from agreements.extraction.printed import as_json

from .read_agreement import text_of_file


class Command(BaseCommand):
    help = (
        "Finds parties, clauses and commitments in a .txt file and writes nothing. Exits with "
        "2 and says why when it cannot."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="the .txt file (UTF-8 or GB18030)")
        parser.add_argument("--reference-day", type=date.fromisoformat, help="YYYY-MM-DD, from which dates are counted")
        parser.add_argument("--json", action="store_true", help="print JSON with offsets into the file's text")

    @no_translations
    def handle(self, file, **options):
        try:
            text, shift = text_of_file(file)
        except ValidationError as refusal:
            self.stderr.write(" ".join(refusal.messages))
            raise SystemExit(2) from refusal
        found = extract(text, options["reference_day"])
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
