"""Figures of trade."""

import altair as alt
import pandas as pd

from .. import trade
from ..figures import INK, IRN, JOINT, NEUTRAL, PAK, figure
from .common import WEAK, colour, shape

COUNT_COLOURS = {
    "Customs, Pakistan": PAK,
    "Bank payments, Pakistan": "#56A0D6",
    "Customs, Iran": IRN,
    "Compiled data set": NEUTRAL,
    "Stated only": JOINT,
}
COUNT_SHAPES = {
    "Customs, Pakistan": "square",
    "Bank payments, Pakistan": "triangle-down",
    "Customs, Iran": "circle",
    "Compiled data set": "diamond",
    "Stated only": "cross",
}


def trade_at_a_glance(targets: pd.DataFrame, observed: pd.DataFrame, since: int = 1999) -> alt.Chart:
    """Targets and observed two-way trade, one panel a kind of year, logarithmic scale."""
    years = trade.annual(observed)
    # One direction says little of trade, but for imports in Pakistan's own series, where exports are near zero.
    half = (years["basis"] == "customs_comtrade_exporter") | (
        years["one_way"] & years["pak_imports_usd_million"].isna()
    )
    years = years[~half & (years["year"] >= since) & (years["confidence"] != WEAK) & (years["total"] >= 1)]
    years = years.assign(panel=years["year_type"].astype("str").map(trade.YEAR_TYPES), mark=years["count"])
    goals = trade.targets_in_force(targets)
    spans = pd.concat([goals.assign(panel=panel) for panel in trade.YEAR_TYPES.values()])
    spans = spans.rename(columns={"target_usd_million": "goal"})[["panel", "start", "end", "goal", "announced_by"]]
    seen = years[["panel", "year", "total", "mark", "period_label", "reporter", "one_way"]]
    rows = pd.concat([seen, spans], ignore_index=True)
    span, height = alt.Scale(domain=[since - 1, 2030]), alt.Scale(type="log", domain=[1, 20000])
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", grid=False, tickCount=5), scale=span)
    y = alt.Y(
        "total:Q",
        title="USD million, log scale",
        scale=height,
        axis=alt.Axis(values=[1, 10, 100, 1000, 10000], format=","),
    )
    base = alt.Chart(rows)
    goal = base.transform_filter("isValid(datum.goal)").mark_rule(color=INK, opacity=0.45, size=1.5)
    goal = goal.encode(
        x=alt.X("start:Q", scale=span),
        x2="end:Q",
        y=alt.Y("goal:Q", scale=height),
        tooltip=["announced_by", "goal", "start", "end"],
    )
    tick = base.transform_filter("isValid(datum.goal)").mark_tick(color=INK, opacity=0.7, size=9, orient="vertical")
    tick = tick.encode(
        x=alt.X("end:Q", scale=span), y=alt.Y("goal:Q", scale=height), tooltip=["announced_by", "goal", "start", "end"]
    )
    points = (
        base.transform_filter("isValid(datum.total)")
        .mark_point(size=55)
        .encode(
            x=x,
            y=y,
            color=colour("mark", COUNT_COLOURS),
            shape=shape("mark", COUNT_SHAPES),
            tooltip=["period_label", "reporter", "total"],
        )
    )
    highest = years.loc[years["total"].idxmax()]
    top = goals["target_usd_million"].max()
    chart = (
        (goal + tick + points)
        .properties(height=170)
        .facet(
            facet=alt.Facet(
                "panel:N",
                title=None,
                sort=list(trade.YEAR_TYPES.values()),
                header=alt.Header(labelAnchor="start"),
            ),
            columns=1,
        )
    )
    return figure(
        chart,
        name="trade-at-a-glance",
        title="Trade targets and trade as counted",
        description=(
            f"Three panels, one for each kind of year, with {len(goals)} announced targets of {goals['target_usd_million'].min():,.0f} to {top:,.0f} million dollars "
            f"and {len(years)} yearly figures; the highest figure of any count is {highest['total']:,.0f} million "
            f"({highest['period_label']}, {highest['mark'].lower()}), which is {highest['total'] / top * 100:.0f} percent of the largest target."
        ),
        caption=(
            "Lines run from the year a target was announced to its deadline; a tick alone has no deadline. Targets do not name a kind of year, so they stand in every panel. "
            "Nominal US dollars; each line of the grid is ten times the one below. Where only one direction is known, it is what Pakistan imported. Figures below one million and figures of weak support are in the data but not drawn."
        ),
        table=_trade_table(years, goals),
    )


def _trade_table(years: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    seen = years.assign(what=years["mark"] + years["one_way"].map({True: " (one direction)", False: ""}))
    seen = seen[["period_label", "panel", "what", "total", "reporter"]].set_axis(
        ["Period", "Kind of year", "Count", "USD million", "By"], axis=1
    )
    goal = goals.assign(
        period=goals["start"].astype(str) + "–" + goals["end"].astype(int).astype(str), kind="not stated", what="Target"
    )
    goal = goal[["period", "kind", "what", "target_usd_million", "announced_by"]].set_axis(seen.columns, axis=1)
    return pd.concat([goal, seen], ignore_index=True)
