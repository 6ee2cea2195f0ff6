"""What an English sentence says without undertaking anything: the law of the agreement, permissions, hopes."""

from __future__ import annotations

import re

from .cast import ALL

_NOT_DONE = re.compile(
    r"\b(?:may|can|could|might)\b|\bat liberty\b|\breserves? the right\b|\bis entitled\b|\bare entitled\b",
    re.IGNORECASE,
)
# The law of the agreement itself.
_LAW_SUBJECT = re.compile(
    r"^(?:\W|(?:The|the|This|this|Any|any|All|all|Either|either|Neither|neither|No|no|Such|"
    r"such|Each|each|Both|both|or|and|of|its|their|said|present|"
    r"provisions?|terms?|clauses?|conditions?|duration|validity|changes?|term or condition) ?)*"
    r"(?i:MOU|Memorandum|Agreement|agreement|amendments?|modifications?|terminations?|"
    r"disputes?|differences?|notices?|LOI|Letter of Intent|"
    r"Parties are liable|liabilit\w+|cooperation under this|deliverables|costs attaching|"
    r"intellectual property|IP rights|"
    r"provision\w*|obligations? (?:under|of)|nothing|annex\w*|interpretation|headings?|changes? made|term of)\b"
)
_LAW = re.compile(
    r"\b(?:terminat(?:e|ed|ion|ing)|amend(?:ed|ment|ments)?|modif(?:y|ied|ication)|"
    r"in (?:force|effect)|into (?:force|effect)|enter into force|effective (?:from|upon|on|"
    r"until|for)|"
    r"be effective|force majeure|governing law|governed by|disputes?|arbitration|"
    r"severab\w+|invalid|unenforceable|legally binding|binding|liable|liability|"
    r"indemnif\w+|"
    r"renew(?:ed|al)?\b|conflict of interest|be the property of|vest in|"
    r"remain the property|be construed|deemed|be interpreted|mean(?:s)? |written notice|"
    r"prior notice|express notice|"
    r"resolve differences|settled? amicably|amicabl[ey]|proposed amendments|any changes|"
    r"counterparts|remain valid|no (?:legal|financial) obligation|not create|shall not be|"
    r"assign (?:this|its|their)|entire agreement|supersede|confidential|copyright|belongs? to|"
    r"non-disclosure|disclos(?:e|ed|ing|ure)\\b)",
    re.IGNORECASE,
)
_LAW_HEADING = re.compile(
    r"(?i)\b(?:definitions?|interpretation|terminat\w+|amendment|disputes?|settlement of|"
    r"severability|enforceab\w+|governing law|force majeure|entire agreement|"
    r"conflict of interest|assignment|notices?|(?:period|term|duration)\b|validity|"
    r"effective date|entry into|legal (?:status|effect)|liability|indemnity|counterparts|"
    r"recitals|background|preamble|purpose|objectives?|non-binding|signatures?|"
    r"general provisions|modification|renewal|applicable law|relationship of)\b"
)
_WILL_BE_AS = re.compile(
    r"(?i)\A\s*(?:be )?(?:as (?:detailed|set out|described|agreed)|subject to|in writing|be in writing)"
)


def is_law(heading: str) -> bool:
    """True when a clause with this heading holds the law of the agreement itself."""
    return bool(_LAW_HEADING.search(heading)) and not re.search(r"(?i)scope of work|responsibilit|activities", heading)


def refused(main: str, subject: str, modal: re.Match[str]) -> bool:
    if len(subject) > 400 or _LAW_SUBJECT.match(subject) or _NOT_DONE.search(main[: modal.end() + 30]):
        return True
    after = main[modal.end() : modal.end() + 240]
    if _LAW.search(after) or _LAW.search(subject):
        return True
    if _WILL_BE_AS.match(after) or re.search(r"(?i)\b(?:which|that|who|as)\Z", subject):
        return True
    if re.match(r"(?i)\A(?:is|are)\s+to\b", modal[0]) and not ALL.match(subject):
        return True
    return (
        bool(re.search(r"(?i)\b(?:hope|wish|desire|expected|it is|there)\b", subject)) or subject[:3].lower() == "no "
    )
