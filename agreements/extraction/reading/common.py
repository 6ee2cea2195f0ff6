"""What every kind of file gives when it is read, why one is refused, and how much of it is taken."""

import re
from dataclasses import dataclass

# Why a file cannot be read; the sentence for people belongs to whoever asks.
REASONS = (
    *("empty", "too_large", "binary", "utf16", "encoding"),
    *("scan", "locked", "old_word", "macros", "broken", "pages", "bomb", "too_slow", "failed"),
)
# What a reader should know about a text that was read; each comes with a count.
WARNINGS = ("tracked", "hidden", "notes", "boxes", "comments", "running_lines", "pages_without_text")

LIMIT = 10 * 1024 * 1024  # bytes of text, however it came
LARGEST = {"txt": LIMIT, "html": LIMIT, "docx": 20 * 1024 * 1024, "pdf": 20 * 1024 * 1024}  # bytes of a file
PAGES = 500

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]+")
_SPACES = re.compile(r"[ \xa0\u2000-\u200a\u202f\u205f]+")
_BREAKS = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_SOMETHING = re.compile(r"\w")


class Unreadable(ValueError):
    """A file that gives no text; `reason_code` is one of REASONS."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


@dataclass(frozen=True)
class Read:
    """The text of a file: what is stored, and what every offset counts; `warnings` are (one of WARNINGS, how often)."""

    text: str
    kind: str
    warnings: tuple[tuple[str, int], ...] = ()


def has_words(text: str) -> bool:
    return bool(_SOMETHING.search(text))


def clean_line(line: str) -> str:
    """A line without control characters and marks that nobody sees, its spaces plain and none at its ends."""
    return _SPACES.sub(" ", _UNSEEN.sub("", line)).strip(" \t\u3000")


def cut_lines(words: str) -> list[str]:
    """The lines of some words, clean; empty ones are left out."""
    return [line for each in _BREAKS.split(words) if (line := clean_line(each))]


def made(kind: str, lines: list[str], limit: int, **warnings: int) -> Read:
    """What was read, from its lines; Unreadable when there is nothing in them, or more than the limit."""
    text = "\n".join(lines) + "\n"
    if not has_words(text):
        raise Unreadable("empty")
    if len(text) > limit or len(text.encode()) > limit:
        raise Unreadable("too_large")
    return Read(text, kind, tuple((name, count) for name, count in warnings.items() if count))
