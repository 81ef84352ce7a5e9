"""Figures of mirror values: what different counts give for one flow, and how their spread splits."""

import altair as alt
import numpy as np
import pandas as pd

from .. import mirror
from ..figures import BROWN, INK, NEUTRAL, figure
from .common import apart, colour, drawn_by_support, lanes, shape
from .trade import COUNT_COLOURS, COUNT_SHAPES


def many_values(observed: pd.DataFrame) -> alt.Chart:
    """The values that different counts give for one flow in one period, on a scale that has room for zero."""
    rows = mirror.many_values(observed)
    rows = rows[rows["high"] > 0].copy()
    rows["support"] = rows["confidence"].astype("str")
    rows["lane"] = rows["period_label"] + ", " + rows["flow"].str.replace("From", "from")
    rows["slot"] = apart(rows["lane"], np.log10(1 + rows["value"]), 0.12)
    order = list(dict.fromkeys(rows.sort_values(["flow", "year"])["lane"]))
    rows, y, frame = lanes(rows, order, rising=False)
    zero = rows[(rows["low"] == 0) & (rows["flow"] == mirror.FLOWS["pak_imports_usd_million"])]
    finite = rows[rows["low"] > 0]
    widest = finite.loc[finite["ratio"].idxmax()]
    scale = alt.Scale(type="symlog", constant=1, domain=[0, 3000])
    drawn = rows[["lane", "slot", "row", "count", "reporter", "value", "low", "high", "support"]]
    base = alt.Chart(drawn).encode(y=y)
    spans = (
        base.transform_filter("datum.slot === 1 && datum.high >= 1.5 * datum.low")
        .mark_rule(opacity=0.45)
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    )
    points = base.mark_point(size=80, strokeWidth=1.7).encode(
        x=alt.X(
            "value:Q",
            title="USD million (even steps above one, with room for zero)",
            scale=scale,
            axis=alt.Axis(values=[0, 1, 10, 100, 1000], format=",.0f"),
        ),
        shape=shape("count", COUNT_SHAPES),
        **drawn_by_support("count", COUNT_COLOURS),
        tooltip=[
            alt.Tooltip("lane", title="Period and flow"),
            alt.Tooltip("count", title="Count"),
            alt.Tooltip("reporter", title="By"),
            alt.Tooltip("value", title="USD million"),
        ],
    )
    return figure(
        (spans + points + frame).properties(height=alt.Step(16)),
        name="values-of-one-flow",
        title="One flow, one period, many values",
        description=(
            f"Chart of {len(order)} flows and periods since {rows['year'].min()} with {len(rows)} values of different counts: among values above zero the widest gap is "
            f"{widest['ratio']:.1f} times ({widest['lane']}), and in {zero['lane'].nunique()} fiscal years the banks of Pakistan count zero imports where its customs count {zero['high'].min():,.0f} and {zero['high'].max():,.0f} million."
        ),
        caption=(
            "A line joins the lowest and the highest value of one flow in the same days where they differ by half or more; hollow marks rest on weak support and do not stretch it. Marks that would hide each other stand below each other. CY is a calendar year, FY a Pakistani fiscal year (July to June), "
            "SY an Iranian solar year (March to March): compare within a line, never across kinds of year."
        ),
        table=rows.sort_values(["flow", "year", "value"])[
            ["period_label", "flow", "count", "reporter", "value", "support"]
        ].set_axis(["Period", "Flow", "Count", "By", "USD million", "Support"], axis=1),
    )


SHARES = {"year": NEUTRAL, "record": BROWN, "rest": "#E0B15C"}
SHARE_NAMES = {"year": "Year", "record": "Whose record", "rest": "Gap that changes with the year"}


def spread_shares(observed: pd.DataFrame) -> alt.Chart:
    """How the spread of log values splits into year, record and rest, for two flows and two lengths of time."""
    found = mirror.decompositions(observed)
    found["lane"] = found["flow"] + ", " + found["first"].astype(str) + "–" + found["last"].astype(str)
    found["lane"] += " (n = " + found["n"].astype(str) + ")"
    found["slot"] = 1
    rows, y, frame = lanes(found, list(found["lane"]), rising=False)
    long = rows.melt(["row", "lane"], list(SHARES), var_name="part", value_name="share")
    long["part"] = long["part"].map(SHARE_NAMES)
    colours = {SHARE_NAMES[part]: shade for part, shade in SHARES.items()}
    long["order"] = long["part"].map({name: number for number, name in enumerate(colours)})
    bars = (
        alt.Chart(long)
        .mark_bar(height=13, stroke=INK, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "share:Q",
                title="Share of the spread of log values",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=y,
            color=colour("part", colours),
            order="order:Q",
            tooltip=["lane", "part", alt.Tooltip("share", format=".0%")],
        )
    )
    low, high = found.loc[found["record"].idxmin()], found.loc[found["record"].idxmax()]
    columns = ["flow", "first", "last", "years", "n", "year", "record", "rest", "factor"]
    table = found[columns].round({"year": 3, "record": 3, "rest": 3, "factor": 2})
    return figure(
        (bars + frame).properties(height=alt.Step(20)),
        name="spread-by-year-and-record",
        title="How much of the spread is the year, and how much the record?",
        description=(
            f"Stacked bars for {len(found)} sets of overlapping values: the share of the spread that goes with whose record it is runs from {low['record']:.1%} "
            f"(n = {low['n']}) to {high['record']:.0%} (n = {high['n']}), so no single answer holds."
        ),
        caption=(
            "Calendar years in which both the exporter's and the importer's record are known. Two-way analysis of variance of ln(value), one value a cell. "
            "The shares depend on how many years are in the set; the short sets have very few values."
        ),
        table=table.set_axis(
            ["Flow", "From", "To", "Years", "Values", "Year", "Record", "Rest", "Typical ratio of the two"], axis=1
        ),
    )
