"""What a due date as written comes to: a day with the rule that gives it, or why the words give none."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from .. import workdays
from ..extraction import numerals
from ..ledgers import dates
from ..models import Recurrence

_TERM = re.compile(r"(?:协议|合作)(?:有效)?期(?:限)?(?:之?内|届满|结束|满)")
_AFTER = re.compile(
    rf"(?P<event>签署|签订|生效)(?:之日|日|后)?起?(?:的|后)?\s*(?P<n>\d{{1,3}}|[{numerals.HAN}]{{1,4}}|半)"
    r"\s*(?P<unit>个?工作日|个月|年|日|天)(?:之)?内"
)
_WITHIN = re.compile(rf"(?:\d{{1,3}}|[{numerals.HAN}]{{1,4}}|半)\s*(?:个?工作日|个月|年|日|天)(?:之)?内")
_THAT_DAY = re.compile(r"\d\s*[月./\-]\s*\d{1,2}|\d{8}")
_THAT_MONTH = re.compile(r"\d\s*月|20\d\d[./\-]\d")
_PART = re.compile(r"季|半年|[Qq][1-4]")
_PLAN = re.compile(r"十[四五]五")


@dataclass(frozen=True)
class Proposed:
    """A day that the words come to, or None, and the rule in words."""

    day: date | None
    rule: str


@dataclass(frozen=True)
class Term:
    """The days of an agreement that its words may count from."""

    signed_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None


def propose(written, term):
    """The Proposed of a due date as written; a day that the words do not give is never made up."""
    text = written.strip()
    if not text:
        return Proposed(None, _("The text gives no date"))
    if _TERM.search(text):
        return _end_of_term(term)
    if after := _AFTER.search(text):
        return _after(after, term)
    if _WITHIN.search(text):
        return Proposed(None, _("It does not say from when on"))
    read = dates.read_due(text)
    if read.cadence == dates.RECURRING:
        return Proposed(None, _("Again and again: no single day"))
    if read.due_on is None:
        if read.cadence == dates.CONTINUOUS:
            return Proposed(None, _("Lasting: no single day"))
        return Proposed(None, WHY_NOT.get(read.doubt, _("The words name no day")))
    return Proposed(read.due_on, RULES.get(read.doubt) or _rule_of(text))


WHY_NOT = {
    "no_year": _("It does not say which year"),
    "several": _("It names several dates"),
    "unclear": _("It may be read in more than one way"),
}
RULES = {"whole_year": _("End of the year named"), "range": _("End of the time named")}


def _rule_of(text):
    """By which part of a date the day was found; the narrow before the wide."""
    if _PLAN.search(text):
        return _("End of the five-year plan named")
    if _THAT_DAY.search(text):
        return _("The day named")
    if _PART.search(text):
        return _("End of the part of the year named")
    return _("End of the month named") if _THAT_MONTH.search(text) else _("End of the year named")


def _end_of_term(term):
    if term.effective_to is None:
        return Proposed(None, _("The agreement is open-ended"))
    return Proposed(term.effective_to, _("Last day of the agreement"))


def _after(match, term):
    """So long after the signing or the coming into force, the first day not counted."""
    signed = match["event"] != "生效"
    start = term.signed_on if signed else term.effective_from
    if start is None:
        return Proposed(None, _("The day it counts from is not known"))
    if match["unit"].endswith("工作日"):
        return Proposed(None, _("Counted in working days: work it out by hand"))
    number = int(match["n"]) if match["n"].isdecimal() else numerals.to_int(match["n"])
    if match["n"] == "半" and match["unit"] == "年":
        day = workdays.civil_code_day(start, 6)
    elif not number:
        return Proposed(None, _("It may be read in more than one way"))
    elif match["unit"] in ("日", "天"):
        day = start + timedelta(days=number)
    else:
        day = workdays.civil_code_day(start, number * (12 if match["unit"] == "年" else 1))
    return Proposed(day, _("Counted from the signing") if signed else _("Counted from the coming into force"))


def rule_behind(commitment):
    """The rule by which a commitment's due date follows from its words or its period; empty when it does not."""
    if commitment.due_on and commitment.parent_id:
        return _rule_of_period(commitment)
    if not commitment.due_on or not commitment.due_text:
        return ""
    agreement = commitment.agreement
    found = propose(commitment.due_text, Term(agreement.signed_on, agreement.effective_from, agreement.effective_to))
    return found.rule if found.day == commitment.due_on else ""


def _rule_of_period(occurrence):
    """Why an occurrence is due when it is: the end of its period, of the term, or so long after the last time."""
    if occurrence.due_on == occurrence.lasts.last:
        return _("Last day of its period")
    if occurrence.due_on == occurrence.agreement.effective_to:
        return _("Last day of the agreement")
    if occurrence.due_on != occurrence.first_due_on:
        return ""
    rule = Recurrence.objects.filter(commitment=occurrence.parent_id).first()
    if rule is None or occurrence.due_on == rule.until_on:
        return _("Last day of the recurrence") if rule else ""
    return "" if rule.follows_the_calendar else _("So long after the last time")
