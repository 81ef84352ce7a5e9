"""Figure of the growth of trade, with the spread of reporters."""

import altair as alt
import numpy as np
import pandas as pd

from ..figures import NEUTRAL, OLIVE, figure
from ..growth_spread import percent
from .common import shape

KIND_OF_YEAR = {"CALENDAR": "calendar years", "PK_FISCAL_JUL_JUN": "Pakistani years"}
ONE, SEVERAL = "one reporter", "two or more reporters"


def growth_intervals(found: pd.DataFrame) -> alt.FacetChart:
    """Growth from year to year with the spread of reporters, one panel a flow and kind of year."""
    key = ["flow", "year_type", "begins", "since", "until", "reporters", "low", "high", "mixed_low", "mixed_high"]
    rows = found.groupby(key)["factor"].median().reset_index()
    rows["panel"] = rows["flow"].str.removeprefix("From ") + ", " + rows["year_type"].map(KIND_OF_YEAR)
    rows["support"] = np.where(rows["reporters"] > 1, SEVERAL, ONE)
    floor, ceiling = 0.2, 5.0
    for name in ("low", "high", "mixed_low", "mixed_high", "factor"):
        rows[f"{name}_drawn"] = rows[name].clip(floor, ceiling)
    order = list(dict.fromkeys(rows.sort_values(["year_type", "flow"])["panel"]))
    x = alt.X(
        "begins:Q",
        title="Year in which the later period begins",
        scale=alt.Scale(zero=False, nice=False, padding=8),
        axis=alt.Axis(format="d", grid=False, tickCount=4),
    )
    scale = alt.Scale(type="log", domain=[floor, ceiling])
    axis = alt.Axis(values=[0.2, 0.5, 1, 2, 5], format="~g")
    tips = [
        alt.Tooltip("until", title="Year"),
        alt.Tooltip("factor", title="Times the year before", format=".2f"),
        alt.Tooltip("low", title="Lowest", format=".2f"),
        alt.Tooltip("high", title="Highest", format=".2f"),
        alt.Tooltip("reporters", title="Reporters"),
    ]
    shapes = {SEVERAL: "circle", ONE: "diamond"}
    keep = ["panel", "begins", "until", "factor", "low", "high", "reporters", "support"]
    drawn = [name for name in rows if name.endswith("_drawn")]
    base = alt.Chart(rows[[*keep, *drawn]].round(4)).encode(x=x)
    mixed = base.mark_rule(strokeWidth=3, color=NEUTRAL, opacity=0.4).encode(
        y=alt.Y("mixed_low_drawn:Q", title="Times the year before", scale=scale, axis=axis), y2="mixed_high_drawn:Q"
    )
    y = alt.Y("factor_drawn:Q", title="Times the year before", scale=scale, axis=axis)
    bars = base.mark_rule(strokeWidth=2, color=OLIVE).encode(
        y=alt.Y("low_drawn:Q", title="Times the year before", scale=scale, axis=axis),
        y2="high_drawn:Q",
    )
    points = base.mark_point(size=26, color=OLIVE, stroke=OLIVE, strokeWidth=1.3).encode(
        y=y,
        shape=shape("support", shapes),
        fillOpacity=alt.condition(f"datum.support === '{ONE}'", alt.value(0), alt.value(1)),
        tooltip=tips,
    )
    chart = (
        (mixed + bars + points)
        .properties(height=130)
        .facet(facet=alt.Facet("panel:N", title=None, sort=order, header=alt.Header(labelAnchor="start")), columns=2)
        .resolve_scale(x="independent")
    )
    alone = int((rows["reporters"] == 1).sum())
    wide = (
        rows[rows["reporters"] > 1].assign(ratio=lambda part: part["high"] / part["low"]).nlargest(1, "ratio").iloc[0]
    )
    return figure(
        chart,
        name="growth-intervals",
        title="Growth of trade, with the spread of reporters",
        description=(
            f"Chart of {len(rows)} growth figures in {rows['panel'].nunique()} panels by flow and kind of year: {alone} rest on one reporter, "
            f"and where several report they differ most for {wide['until']}, from {percent(wide['low'])} to {percent(wide['high'])}."
        ),
        caption=(
            "A coloured bar runs from the lowest to the highest reporter of the same flow and kind of year; points are medians. Hollow diamonds rest on one reporter, so no spread is known: it is not zero. "
            "A grey bar shows what comes out if one reporter is believed for the first year and another for the second. "
            f"Values beyond {floor:g} and {ceiling:g} times are drawn at the edge."
        ),
        table=_growth_table(rows),
    )


def _growth_table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "panel": "Flow and kind of year",
        "since": "From",
        "until": "To",
        "factor": "Times the year before",
        "low": "Lowest reporter",
        "high": "Highest reporter",
        "reporters": "Reporters",
        "mixed_low": "Lowest, reporters mixed",
        "mixed_high": "Highest, reporters mixed",
    }
    ends = rows[["low", "high"]].where(rows["reporters"] > 1)
    return rows.assign(**ends)[list(columns)].rename(columns=columns).round(2)
