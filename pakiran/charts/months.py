"""Figure of the monthly imports, with their change on the year before."""

import altair as alt
import pandas as pd

from .. import forecasts, months
from ..figures import BROWN, INK, NEUTRAL, PAK, figure
from .common import colour, drawn_by_support, shape, time_span

ORIGINS = {months.REPORTED: PAK, months.DIFFERENCE: "#56A0D6"}
ORIGIN_SHAPES = {months.REPORTED: "square", months.DIFFERENCE: "diamond"}
KINDS = {months.STRIKES: BROWN, months.CLOSED: INK, months.PLACEBO: NEUTRAL}
KIND_SHAPES = {months.STRIKES: "circle", months.CLOSED: "cross", months.PLACEBO: "triangle-up"}


def months_around_strikes(observed: pd.DataFrame) -> alt.Chart:
    """Customs imports by month, reported or by difference, above; the change on the year before, with placebo months, below."""
    cells = months.cells(observed)
    change = months.year_on_year(cells)
    drawn = change[change["kind"] != months.UNCLEAR]
    span = time_span("2022-06-20", "2025-07-10")
    upper = _month_values(cells, span)
    lower = _month_changes(drawn, span)
    strikes, placebo = (drawn[drawn["kind"] == kind]["change_pct"] for kind in (months.STRIKES, months.PLACEBO))
    return figure(
        alt.vconcat(upper, lower).resolve_scale(color="independent", shape="independent", stroke="independent"),
        name="imports-by-month",
        title="Pakistan's customs imports from Iran, by month",
        description=(
            f"Two charts from {months.label(cells['start'].min(), 1)} to {months.label(cells['start'].max(), 1)}: above, {(cells['origin'] == months.REPORTED).sum()} reported months and "
            f"{(cells['origin'] == months.DIFFERENCE).sum()} months or spans by difference; below, the change on the year before is {strikes.min():+.0f} to {strikes.max():+.0f} percent "
            f"in the {len(strikes)} months after the strikes and {placebo.min():+.0f} to {placebo.max():+.0f} percent in {len(placebo)} placebo months or spans."
        ),
        caption=(
            "The line marks 18 January 2024. A wide bar is a span of months that cannot be split: its height is the mean month. Thin lines show the rounding. Hollow marks rest on weak support. "
            "April 2024 is left out below, because the sources disagree on April 2023. Figures of ministry sources in the press, nominal US dollars."
        ),
        table=_months_table(cells, change),
    )


def _month_values(cells: pd.DataFrame, span: alt.Scale) -> alt.LayerChart:
    rows = cells.assign(
        mean=cells["value"] / cells["months"],
        low=cells["low"] / cells["months"],
        high=cells["high"] / cells["months"],
        until=[s + pd.DateOffset(months=int(n), days=-1) for s, n in zip(cells["start"], cells["months"], strict=True)],
        name=[months.label(s, n) for s, n in zip(cells["start"], cells["months"], strict=True)],
    )
    rows["middle"] = rows["start"] + (rows["until"] - rows["start"]) / 2
    base = alt.Chart(rows.drop(columns=["rows", "value"]))
    x = alt.X("middle:T", title=None, scale=span, axis=alt.Axis(format="%b %y", tickCount=7, grid=False))
    spans = (
        base.transform_filter("datum.months > 1")
        .mark_rule(size=4, color=PAK, opacity=0.35)
        .encode(x="start:T", x2="until:T", y="mean:Q")
    )
    error = base.mark_rule(size=1.2, color=PAK).encode(x="middle:T", y="low:Q", y2="high:Q")
    points = base.mark_point(size=65, strokeWidth=1.6).encode(
        x=x,
        y=alt.Y("mean:Q", title="USD million a month", scale=alt.Scale(domain=[0, 140])),
        shape=shape("origin", ORIGIN_SHAPES),
        **drawn_by_support("origin", ORIGINS),
        tooltip=[
            alt.Tooltip("name", title="Month"),
            alt.Tooltip("mean", title="USD million a month", format=".1f"),
            alt.Tooltip("sum", title="Made from"),
            alt.Tooltip("support", title="Support"),
        ],
    )
    return (_strike_rule() + spans + error + points).properties(height=210)


def _strike_rule() -> alt.Chart:
    return alt.Chart(pd.DataFrame({"strikes": [forecasts.DAY_ONE]})).mark_rule(strokeWidth=1.5).encode(x="strikes:T")


def _month_changes(drawn: pd.DataFrame, span: alt.Scale) -> alt.LayerChart:
    rows = drawn.assign(
        name=[months.label(s, n) for s, n in zip(drawn["start"], drawn["months"], strict=True)],
        middle=[s + pd.DateOffset(days=int(15.2 * n)) for s, n in zip(drawn["start"], drawn["months"], strict=True)],
    )
    base = alt.Chart(rows).encode(
        x=alt.X("middle:T", title=None, scale=span, axis=alt.Axis(format="%b %y", tickCount=7, grid=False)),
    )
    error = base.mark_rule(size=1.2).encode(y="change_low:Q", y2="change_high:Q", color=colour("kind", KINDS))
    points = base.mark_point(size=75, strokeWidth=1.6).encode(
        **drawn_by_support("kind", KINDS),
        y=alt.Y("change_pct:Q", title="Change on the year before, %"),
        shape=shape("kind", KIND_SHAPES),
        tooltip=[
            alt.Tooltip("name", title="Month"),
            alt.Tooltip("change_pct", title="Percent", format="+.1f"),
            alt.Tooltip("kind", title="Kind"),
            alt.Tooltip("support", title="Support"),
        ],
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(opacity=0.6).encode(y="zero:Q")
    return (zero + _strike_rule() + error + points).properties(height=170)


def _months_table(cells: pd.DataFrame, change: pd.DataFrame) -> pd.DataFrame:
    added = change[["start", "months", "change_pct", "kind"]].assign(change_support=change["support"])
    merged = cells.merge(added, on=["start", "months"], how="outer")
    merged = merged.sort_values(["start", "months"])
    merged["name"] = [months.label(s, n) for s, n in zip(merged["start"], merged["months"], strict=True)]
    merged["change_pct"] = merged["change_pct"].round(1)
    columns = {
        "name": "Month or span",
        "value": "USD million",
        "low": "Lowest by rounding",
        "high": "Highest by rounding",
        "origin": "Origin",
        "sum": "Made from",
        "support": "Support",
        "change_pct": "Change on the year, %",
        "change_support": "Support of the change",
        "kind": "Used as",
    }
    return merged[list(columns)].rename(columns=columns)
