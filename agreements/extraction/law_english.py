"""What an English sentence says without undertaking anything: the law of the agreement, permissions, hopes."""

from __future__ import annotations

import re

from .cast import ALL

_NOT_DONE = re.compile(
    r"\b(?:(?-i:may)|can|could|might)\b|\bat liberty\b|\breserves? the right\b|\bis entitled\b|\bare entitled\b|"
    r"\b(?:shall|will) (?:be entitled|have the right|be free to|be allowed|be permitted|have no obligation|"
    r"not be (?:obliged|required|bound|responsible|liable|entitled))\b",
    re.IGNORECASE,
)
# The law of the agreement itself.
_LAW_SUBJECT = re.compile(
    r"^(?:\W|(?:The|the|This|this|Any|any|All|all|Either|either|Neither|neither|No|no|Such|"
    r"such|Each|each|Both|both|or|and|of|its|their|said|present|"
    r"provisions?|terms?|clauses?|conditions?|duration|validity|changes?|term or condition))*"
    r"(?i:MOU|Memorandum|Agreement|agreement|amendments?|modifications?|terminations?|"
    r"disputes?|differences?|notices?|LOI|Letter of Intent|"
    r"Parties are liable|liabilit\w+|cooperation under this|deliverables|costs attaching|"
    r"intellectual property|IP rights|"
    r"provision\w*|obligations? (?:under|of)|nothing|annex\w*|interpretation|headings?|changes|additions|supplements|"
    r"alterations|term of)\b"
)
_LAW = re.compile(
    r"\b(?:terminat(?:e|ed|ion|ing)|amend(?:ed|ment|ments)?|"
    r"modif(?:y|ication of) (?:this|the) (?:agreement|mou|memorandum)|be modified|"
    r"in (?:force|effect)|into (?:force|effect)|enter into force|effective (?:from|upon|on|"
    r"until|for)|"
    r"be effective|force majeure|governing law|governed by|disputes?|arbitration|"
    r"severab\w+|invalid(?:ity)?\b|unenforceable|legally binding|not binding|liable|liability(?! insurance)|"
    r"indemnif\w+|"
    r"(?:be|is|are|automatically) renewed|renewal of (?:this|the) (?:agreement|mou|memorandum)|"
    r"retains? (?:all |the |its )?(?:rights?|ownership|title)|jurisdiction|shall prevail|wish(?:es)? to withdraw|"
    r"conflict of interest|be the property of|be owned (?:by|in)|be taken by (?:consensus|majority)|vest in|"
    r"remain the property|be construed|deemed|be interpreted|(?:shall|will) mean\b|written notice|"
    r"prior notice|express notice|"
    r"resolve differences|settled? amicably|amicabl[ey]|proposed amendments|any changes|"
    r"counterparts|remain valid|no (?:legal|financial) obligation|not create|shall not be|"
    r"assign (?:this|its|their)|entire agreement|supersede|confidential|copyright|belongs? to|"
    r"non-disclosure|disclos(?:e|ed|ing|ure)\b)",
    re.IGNORECASE,
)
_LAW_HEADING = re.compile(
    r"(?i)\b(?:definitions?|interpretation|terminat\w+|amendment|disputes?|settlement of (?:disputes|differences)|"
    r"severability|enforceab\w+|governing law|force majeure|entire agreement|"
    r"conflict of interest|assignment(?! of (?:staff|personnel|teachers|tasks))|notices?|(?:period|term|duration)\b|"
    r"validity|"
    r"effective date|entry into|legal (?:status|effect)|liability|indemnity|counterparts|"
    r"recitals|background|introduction|context|preliminary|the parties\Z|history|current situation|"
    r"preamble|purpose|objectives?|non-binding|signatures?|"
    r"general provisions|modification|(?<!urban )renewal|applicable law|relationship of)\b"
)
_WILL_BE_AS = re.compile(
    r"(?i)\A\s*(?:be )?(?:as (?:detailed|set out|described|agreed)|subject to|in writing|be in writing)"
)


# “… agree to work together as set out below”: what is agreed follows.
_AS_BELOW = re.compile(
    r"(?i)\bas (?:(?:set out|described|detailed|stated|provided) (?:below|hereafter|herein)|follows)\W*\Z"
)


def is_law(heading: str) -> bool:
    """True when a clause with this heading holds the law of the agreement itself."""
    return bool(_LAW_HEADING.search(heading)) and not re.search(r"(?i)scope of work|responsibilit|activities", heading)


_CLOSING_HEADING = re.compile(r"(?i)\A(?:miscellaneous|general|final|closing|other|concluding|last)\b")


def closes(heading: str) -> bool:
    """True when a heading is that of the provisions at the end, which hold law and few acts."""
    return bool(_CLOSING_HEADING.search(heading))


def is_law_of(words: str) -> bool:
    """True when the words speak of the law of the agreement itself."""
    return bool(_LAW.search(words))


def law_subject(subject: str) -> bool:
    """True when the subject is the agreement itself or a part of it."""
    return bool(_LAW_SUBJECT.match(subject))


def refused(main: str, subject: str, modal: re.Match[str], *, acts: bool) -> bool:
    """True when a sentence with a duty in it undertakes nothing; `acts`: its subject is known to be a party."""
    if len(subject) > 400 or _LAW_SUBJECT.match(subject):
        return True
    if _NOT_DONE.search(main[: modal.end() + 30]) and not _forbids(main, modal):
        return True
    after = main[modal.end() : modal.end() + 240]
    if _AS_BELOW.search(after):
        return True
    if _LAW.search(after) or _LAW.search(subject):
        return True
    if _WILL_BE_AS.match(after) or re.search(r"(?i)\w(?<!\bof)\s+(?:which|that|who|as)\Z", subject):
        return True
    if re.search(r"(?i)\bthere\Z", subject) and re.match(r"\s*(?:not\s|be (?:no|any)\b)", after):
        return True
    done = re.match(r"\s*be\s", after)
    if re.match(r"(?i)\A(?:is|are)\s+to\b", modal[0]) and not (acts or done or ALL.match(subject)):
        return True
    return bool(re.search(r"(?i)\b(?:hope|wish|desire|expected|it is)\b", subject)) or (
        subject[:3].lower() == "no " and not (acts or done)
    )


def _forbids(main: str, modal: re.Match[str]) -> bool:
    """True for “may not”, and for “may” behind neither or no: what nobody may do, all undertake not to do."""
    return bool(re.fullmatch(r"(?i)(?:may|can) ?not", modal[0]) or re.match(r"(?i)(?:neither|no)\b", main)) and not (
        re.search(r"(?i)\b(?:could|might|at liberty|entitled)\b", main[: modal.end()])
    )
