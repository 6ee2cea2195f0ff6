"""Whether the words behind a number are a title, and which part of them."""

import re

from .numbering import LINE

_LONGEST = 60
_LONGEST_LATIN = 120  # a clause's heading has room for that many characters
_LONGEST_RUN_IN = 24
_MOST_WORDS = 10

_ENDED = re.compile(r"[。；;！!？?]['\"”’」』）)】》*_]*\s*\Z")
_STOPPED = re.compile(r"\.[*_'\"”’)]*\s*\Z")
_OPEN_ENDED = re.compile(r"[，,、]\s*\Z")
_LEADS_IN = re.compile(r"[:：][*_]*\s*\Z")
_MARKUP = " \t\u3000\xa0*_#"
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Who acts, or that somebody must: words of a sentence, not of a title.
_ACTS = re.compile(
    r"(?:双方|各方|三方|[甲乙丙丁]方)(?!的|权|责|义|职|合作|约定|承诺|联系|分工)|(?:应当|须|必须|不得|每年|本协议)|(?:以下|下列|如下|包括)"
)
_ACTS_LATIN = re.compile(
    r"(?i:\b(?:shall|will|agrees?|may|must|is|are|was|has|have|intends?|wish(?:es)?|undertakes?)\b)"
)
_FIRST_SENTENCE = re.compile(r"(?P<title>[^。；;:：，,.\r\n]{2,24}[。:：])[*_]*[ \u3000]*(?=\S)")
_FIRST_SENTENCE_DOT = re.compile(
    r"(?P<title>[^。；;:：，,.\r\n]*[\u4e00-\u9fff][^。；;:：，,.\r\n]*\.)[*_]*(?=[ \u3000]*[\u4e00-\u9fff])"
)
_FIRST_SENTENCE_LATIN = re.compile(r"(?P<title>[A-Z][^.;:!?\r\n]{1,60}[.:])[*_]*[ \t]+(?=[A-Z\"“(])")
_BOLD = re.compile(r"(?:\*\*|__)(?P<title>[^*_\r\n]{1,120})(?:\*\*|__)")
_SPACED = re.compile(r"(?P<title>[\u4e00-\u9fff“”《》、和与]{2,14})[ \u3000]+(?=[\u4e00-\u9fff“《])")


def title_line(line: str, *, has_more: bool) -> str:
    """The heading that a whole line is, without mark-up and closing colon; an empty string when it is text."""
    bold = line.strip(" \t").startswith(("**", "__")) and line.strip(" \t").endswith(("**", "__"))
    title = line.strip(_MARKUP)
    if not title or len(title) > (_LONGEST if _HAN.search(title) else _LONGEST_LATIN):
        return ""
    if bold:
        return title
    if _ENDED.search(title) or _OPEN_ENDED.search(title):
        return ""
    if _HAN.search(title):
        return _title_of_han(title, has_more=has_more)
    if _STOPPED.search(title) and (_ACTS_LATIN.search(title) or len(title.split()) > _MOST_WORDS or not has_more):
        return ""
    if _LEADS_IN.search(title) and (_ACTS_LATIN.search(title) or len(title.split()) > _MOST_WORDS):
        return ""
    if has_more and not _STOPPED.search(title) and _ACTS_LATIN.search(title):
        return ""  # a sentence that goes on in the next line
    return "" if title[0].islower() else title.rstrip(":：" + _MARKUP)


def _title_of_han(title: str, *, has_more: bool) -> str:
    if _STOPPED.search(title) and not has_more:
        return ""
    if has_more and _ACTS.search(title) and re.search("[，,]", title):
        return ""
    if _LEADS_IN.search(title) and (_ACTS.search(title) or len(title) > _LONGEST_RUN_IN):
        return ""
    return title.rstrip(":：" + _MARKUP)


def closed_title(line: str) -> str:
    """The heading that a short line with a full stop may be, where its siblings are alike: 加强科技合作。"""
    title = line.strip(_MARKUP)
    short = 2 <= len(title) <= _LONGEST_RUN_IN and title.endswith(("。", "."))
    return title if short and not re.search(r"[，,；;]", title) and not _ACTS.search(title) else ""


def run_in_title(line: str) -> str:
    """The heading with which a line begins and that its text follows: 加强合作。双方…, “Purpose. The …”."""
    for shape in (_BOLD, _FIRST_SENTENCE_LATIN, _FIRST_SENTENCE, _FIRST_SENTENCE_DOT, _SPACED):
        found = shape.match(line)
        if not found:
            continue
        title = found["title"].strip(_MARKUP)
        latin = not _HAN.search(title)
        if (_ACTS_LATIN if latin else _ACTS).search(title) or (latin and len(title.split()) > _MOST_WORDS):
            return ""
        if len(title) > (_LONGEST if latin else _LONGEST_RUN_IN):
            return ""
        return title.rstrip(":：" + _MARKUP)
    return ""


def next_line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the next line with words begins and ends; None when there is none."""
    for line in LINE.finditer(text, start, end):
        if text[line.start() : line.end()].strip():
            return line.start(), line.end()
    return None
