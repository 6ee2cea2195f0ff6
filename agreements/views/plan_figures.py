"""The indicators of a commitment as charts that are also tables."""

from .. import access, standing
from ..forms import IndicatorForm, ValueForm
from ..models import Indicator, IndicatorValue

STEP, BAR, HIGH = 28, 14, 40


def indicators_context(request, commitment, may_plan, given, form_where):
    """What the section of indicators shows; `form_where` gives the form that was refused, or a new one."""
    indicators = list(Indicator.objects.filter(commitment=commitment))
    values = {}
    for value in IndicatorValue.objects.filter(indicator__commitment=commitment).select_related("locked_by"):
        values.setdefault(value.indicator_id, []).append(value)
    may_lock = may_plan and not access.refusal(request.actor, "lock_period", commitment)
    return {
        "indicator_rows": [
            _indicator(indicator, values.get(indicator.pk, []), may_plan, may_lock, given, form_where)
            for indicator in indicators
        ],
        "indicator_form": form_where(given, "add-indicator", IndicatorForm) if may_plan else None,
        "adding_indicator": given.get("where") == "add-indicator",
    }


def _indicator(indicator, values, may_plan, may_lock, given, form_where):
    rows = [_value(indicator, value, may_plan, may_lock, given, form_where) for value in values]
    return {
        "indicator": indicator,
        "rows": rows,
        "chart": chart(values),
        "form": form_where(given, f"record-{indicator.pk}", ValueForm, indicator=indicator) if may_plan else None,
        "is_open": given.get("where") == f"record-{indicator.pk}",
        "may_drop": may_plan and not values,
    }


def _value(indicator, value, may_plan, may_lock, given, form_where):
    open_ = may_plan and not value.locked_at
    return {
        "value": value,
        "met": standing.indicator_met(indicator.direction, value.target, value.actual),
        "form": form_where(given, f"value-{value.pk}", ValueForm, indicator=indicator, value=value) if open_ else None,
        "may_lock": may_lock and open_ and value.actual is not None,
    }


def chart(values):
    """Bars and marks in whole numbers for the SVG; None without a figure to draw."""
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
                "tick_x": place * STEP + 3,
                "height": actual,
                "y": None if actual is None else HIGH - actual + 2,
                "tick_y": None if target is None else HIGH - target + 1,
            }
        )
    return {"bars": bars, "width": STEP * len(values), "height": HIGH + 3}
