"""The demonstration's postings: entered, interrupted, moved and ended by the actions, on the day of each step."""

from datetime import timedelta

from ..actions import secondments
from ..models import OrgUnit


def mark_departments(stage):
    """Say which units keep the personnel matters of their sides, before any post of theirs is read."""
    units = [unit for body in stage.data["organizations"] for unit in body["units"]]
    codes = [unit["code"] for unit in units if "keeps_personnel" in unit]
    OrgUnit.objects.filter(pk__in=[stage.units[code].pk for code in codes]).update(keeps_personnel=True)


def posting_steps(told):
    """The steps of a posting: entering it some days ahead, and what follows."""
    yield {"do": "posting", "act": "plan", "by": told["by"], "on": min(told["first"] - 10, -1)}
    for step in told["then"]:
        yield step | {"do": "posting", "act": step["do"]}


def do_with_posting(stage, told, step):
    """Take one step of a posting; the clock stands at its moment."""
    by = stage.actor(step["by"])
    if step["act"] == "plan":
        stage.postings[told["person"]] = _plan(stage, told, by)
        return
    posting = stage.postings[told["person"]]
    posting.refresh_from_db()
    given = {"by": by, "version": posting.version}
    if step["act"] == "end":
        secondments.end(posting, **given)
    elif step["act"] == "evaluate":
        secondments.evaluate(posting, by=by, text=step["text"])
    elif step["act"] == "interrupt":
        days = {"starts_on": _day(stage, step["first"]), "ends_on": _day(stage, step["last"])}
        secondments.interrupt(posting, reason=step["reason"], **days, **given)
    else:
        secondments.ask(posting, new_end_on=_day(stage, step["day"]), reason=step["reason"], **given)


def _day(stage, offset):
    return stage.today + timedelta(days=offset)


def _plan(stage, told, by):
    return secondments.plan(
        stage.agreement,
        by=by,
        commitment=stage.rows[told["item"]],
        person=told["person"],
        post=told["post"],
        sending_unit=stage.units[told["from"]],
        host_unit=stage.units[told["to"]],
        starts_on=_day(stage, told["first"]),
        planned_end_on=_day(stage, told["last"]),
        approval_number=told["approval"],
    )
