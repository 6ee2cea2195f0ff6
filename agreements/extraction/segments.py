"""Sentences cut at commas outside brackets and quotations, all by places in the text."""

import re
from collections.abc import Iterator

# Full-width marks and digits as half-width ones, sign for sign, so that one rule reads both.
FOLD = str.maketrans("，；：！？（）．％１２３４５６７８９０\u3000\xa0「」", ",;:!?().%1234567890  “”")

_MARK = re.compile(r"[,;:]|[\r\n]+(?=[ \t]*[-*•·●])|(?P<open>[(“《「『\[【])|(?P<close>[)”》」』\]】])|\"")
_CLOSING = {"(": ")", "“": "”", "《": "》", "「": "」", "『": "』", "[": "]", "【": "】"}
_LONGEST_BRACKET = 300


def cut(words: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, mark) of the parts between commas, semicolons and colons; `words` are folded.

    A bracket that does not close again soon encloses nothing, and a comma between digits is part of a number.
    """
    start, until = 0, -1
    for match in _MARK.finditer(words):
        at, mark = match.start(), match[0]
        if at < until:
            continue
        if match["open"] or mark == '"':
            closing = words.find(_CLOSING.get(mark, '"'), at + 1, at + _LONGEST_BRACKET)
            until = closing if closing > 0 else until
        elif not match["close"] and not _in_number(words, at):
            yield start, at, ";" if mark.isspace() else mark
            start = match.end()
    if start < len(words):
        yield start, len(words), ""


def _in_number(words: str, at: int) -> bool:
    return words[max(0, at - 1) : at].isdigit() and words[at + 1 : at + 2].isdigit()
