"""The indicators of a commitment as charts that are also tables."""

from .. import access, lifecycle, periods, standing
from ..forms import IndicatorForm, ValueForm
from ..models import Direction, Indicator, IndicatorValue

STEP, BAR, TICK, HIGH = 40, 18, 28, 56


def indicators_context(request, commitment, may_plan, given, form_where):
    """What the section of indicators shows; `form_where` gives the form that was refused, or a new one."""
    rows = Figures(request, commitment, may_plan, given, form_where).rows()
    return {
        "indicator_rows": rows,
        "indicators_suggested": any(row["indicator"].is_suggested for row in rows),
        "indicator_form": form_where(given, "add-indicator", IndicatorForm) if may_plan else None,
        "adding_indicator": given.get("where") == "add-indicator",
    }


class Figures:
    """The indicators of a commitment for one reader, with the forms that may be sent there."""

    def __init__(self, request, commitment, may_plan, given, form_where):
        actor = request.actor
        self.commitment, self.today, self.given, self.form_where = commitment, request.clock.today, given, form_where
        self.may_plan = may_plan
        self.may_record = not access.refusal(actor, "record_value", commitment) and not lifecycle.obstacle(
            "plan", commitment
        )
        self.may_lock = not access.refusal(actor, "lock_period", commitment)

    def rows(self):
        """Each indicator with its periods; two queries however many there are."""
        values = {}
        found = IndicatorValue.objects.filter(indicator__commitment=self.commitment).select_related("locked_by")
        for value in found.order_by("indicator", "period"):
            values.setdefault(value.indicator_id, []).append(value)
        indicators = Indicator.objects.filter(commitment=self.commitment)
        return [self._indicator(indicator, values.get(indicator.pk, [])) for indicator in indicators]

    def _indicator(self, indicator, values):
        indicator.commitment = self.commitment
        where, counts = f"record-{indicator.pk}", not indicator.is_suggested
        told = {"indicator": indicator, "today": self.today, "there": [value.period for value in values]}
        return {
            "indicator": indicator,
            "rows": [self._value(indicator, value) for value in values],
            "chart": chart(values),
            "form": self.form_where(self.given, where, ValueForm, **told) if self.may_record and counts else None,
            "is_open": self.given.get("where") == where,
            "version": self._version_seen(where, 0),
            "may_drop": self.may_plan and counts and not values and not self.commitment.has_been_agreed,
        }

    def _value(self, indicator, value):
        where = f"value-{value.pk}"
        refused = self.given.get("form") if self.given.get("where") == where else None
        told = {"indicator": indicator, "value": value, "today": self.today}
        may_write = self.may_record and not value.locked_at
        met = standing.indicator_met(indicator.direction, value.target, value.actual)
        return {
            "value": value,
            "met": met,
            "is_running": self._is_running(value, met and indicator.direction == Direction.UP),
            "form": self.form_where(self.given, where, ValueForm, **told) if may_write else None,
            "not_taken": None if may_write else refused,
            "stale": self.given.get("stale") if refused else None,
            "version": self._version_seen(where, value.version),
            "may_lock": self.may_lock and not value.locked_at and value.actual is not None,
        }

    def _is_running(self, value, for_good):
        """True while nobody can say whether the target is met: only what grows is met before its period is over."""
        return value.actual is not None and not for_good and periods.read(value.period).last >= self.today

    def _version_seen(self, where, version):
        """The version to send from here: what was overtaken has been shown by now."""
        stale = self.given.get("stale") if self.given.get("where") == where else None
        return stale.version if stale else version


def chart(values):
    """Bars and marks in whole numbers for the SVG, a column to each period; None without a figure to draw."""
    figures = [figure for value in values for figure in (value.target, value.actual) if figure is not None]
    top = max(figures, default=0)
    if top <= 0:
        return None

    def height(figure):
        return round(HIGH * max(figure, 0) / top) if figure is not None else None

    bars = []
    for place, value in enumerate(values):
        actual, target = height(value.actual), height(value.target)
        bars.append(
            {
                "x": place * STEP + (STEP - BAR) // 2,
                "tick_x": place * STEP + (STEP - TICK) // 2,
                "middle": place * STEP + STEP // 2,
                "label": value.period[2:].replace("-", " ") if "-" in value.period else value.period,
                "height": actual,
                "y": None if actual is None else HIGH - actual + 2,
                "tick_y": None if target is None else HIGH - target + 1,
            }
        )
    sizes = {"ground": HIGH + 2, "text_y": HIGH + 14, "bar": BAR, "tick": TICK}
    return {"bars": bars, "width": STEP * len(values), "height": HIGH + 17, **sizes}
