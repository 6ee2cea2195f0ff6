"""What was found as JSON, in the form of the annotated corpus."""

import json


def as_json(found, shift):
    """The corpus's form of it, in ASCII so that no terminal's encoding spoils it."""
    return json.dumps(
        {
            "kind": found.kind,
            "parties": [
                {"name": each.name, "role": each.role, "aliases": list(each.aliases)} for each in found.parties
            ],
            "signatories": list(found.signatories),
            "signed_on": found.signed_on,
            "term_months": found.term_months,
            "clauses": [
                {"number": each.number, "heading": each.heading, "start": each.start + shift, "end": each.end + shift}
                for each in found.clauses
            ],
            "commitments": [commitment_row(each, n, shift) for n, each in enumerate(found.commitments, 1)],
            "doubts": list(found.doubts),
        }
    )


def commitment_row(each, number, shift):
    return {
        "id": f"c{number}",
        "clause": each.clause,
        "start": each.start + shift,
        "end": each.end + shift,
        "text": each.text,
        "title": each.title,
        "responsible": list(each.responsible),
        "modality": each.modality,
        "recurrence": each.recurrence,
        "quantities": [
            {"text": q.text, "value": q.value, "unit": q.unit, "comparator": q.comparator, "per": q.per}
            for q in each.quantities
        ],
        "duration_min_months": each.duration_min_months,
        "due": each.due,
        "due_text": each.due_text,
        "category": each.category,
        "doubts": list(each.doubts),
    }
