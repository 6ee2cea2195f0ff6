"""Invented texts with their commitments marked in place: ⟦A s|…⟧ says who (by the last line) and how firmly."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "samples" / "marked"
MODALITIES = {"": "firm", "s": "support", "e": "exploratory"}
_MARK = re.compile(r"⟦(?P<who>[A-D]+) ?(?P<how>[se]?)\|(?P<words>.*?)⟧", re.DOTALL)


def paths():
    return sorted(FOLDER.glob("*.txt"))


def load(path):
    """The text without its marks, and the commitments in the corpus's form."""
    body, _, legend = path.read_text(encoding="utf-8").strip("\n").rpartition("\n")
    names = dict(re.findall(r"([A-D])=(.+?)(?= [A-D]=|\Z)", legend))
    text, commitments, at = "", [], 0
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        commitments.append(
            {
                "start": len(text),
                "end": len(text) + len(mark["words"]),
                "text": mark["words"],
                "responsible": [names[letter] for letter in mark["who"]],
                "modality": MODALITIES[mark["how"]],
            }
        )
        text += mark["words"]
        at = mark.end()
    return text + body[at:], commitments
