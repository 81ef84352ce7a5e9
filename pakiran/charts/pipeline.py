"""Figures of the pipeline."""

import altair as alt
import pandas as pd

from .. import pipeline
from ..figures import IRN, JOINT, NEUTRAL, figure
from .common import WEAK, colour, drawn_by_support, lanes, shape


def remaining_km(segments: pd.DataFrame) -> alt.Chart:
    """How much of Iran's section is left, as stated over the years."""
    rows = pipeline.remainders(segments)
    rows = rows.assign(
        kind=rows["statement_kind"]
        .astype("str")
        .map({"specific_remainder": "A length left to build", "claimed_border": "The line reaches the border"}),
        when=rows["as_of"].dt.strftime("%Y"),
        support=rows["confidence"].astype("str").where(rows["confidence"] == WEAK, "stronger"),
    )[["as_of", "when", "left_km", "kind", "said_by", "support", "summary"]]
    lengths = rows[rows["left_km"] > 0]["left_km"]
    done = (rows["left_km"] == 0).sum()
    points = (
        alt.Chart(rows)
        .mark_point(size=90, strokeWidth=1.8)
        .encode(
            x=alt.X("as_of:T", title=None, axis=alt.Axis(format="%Y", tickCount=6)),
            y=alt.Y("left_km:Q", title="Kilometres left in Iran"),
            **drawn_by_support("kind", {"A length left to build": IRN, "The line reaches the border": NEUTRAL}),
            shape=shape("kind", {"A length left to build": "circle", "The line reaches the border": "cross"}),
            tooltip=[
                alt.Tooltip("as_of:T", title="Stated"),
                alt.Tooltip("said_by", title="By"),
                alt.Tooltip("summary", title="Reported"),
            ],
        )
        .properties(height=260)
    )
    return figure(
        points,
        name="kilometres-left",
        title="Iran's section: how much was left, as stated over the years",
        description=(
            f"Chart of {len(rows)} dated statements from {rows['when'].min()} to {rows['when'].max()}: {len(lengths)} give a length left to build "
            f"of {lengths.min():.0f} to {lengths.max():.0f} kilometres, and {done} say that the line reaches the border."
        ),
        caption="Crosses at zero are statements that the line reaches the border. Hollow marks rest on weak support.",
        table={
            "when": "Year",
            "left_km": "Kilometres left",
            "kind": "Statement",
            "said_by": "Said by",
            "support": "Support",
        },
    )


STATES = {"built": "#0F8A6B", "disputed": JOINT, "not built": NEUTRAL}


def route(segments: pd.DataFrame) -> alt.Chart:
    """The four parts of the route as bars along its length, filled where built."""
    rows = pipeline.route(segments)
    rows = rows.assign(
        lane=rows["part"] + ", " + rows["km"].round().astype(int).astype(str) + " km: " + rows["state"],
        slot=1,
        newest=rows["as_of"].dt.strftime("%B %Y"),
    ).drop(columns="as_of")
    rows, y, frame = lanes(rows, list(rows["lane"]), rising=False)
    total = rows["km"].sum()
    share = rows.groupby("state")["km"].sum() / total
    bars = (
        alt.Chart(rows)
        .mark_bar(height=12, strokeWidth=1.5)
        .encode(
            x=alt.X("start_km:Q", title="Kilometres from Asaluyeh along the published route"),
            x2="end_km:Q",
            y=y,
            color=colour("state", STATES),
            stroke=alt.Stroke(
                "state:N", legend=None, scale=alt.Scale(domain=list(STATES), range=list(STATES.values()))
            ),
            fillOpacity=alt.condition("datum.state === 'not built'", alt.value(0), alt.value(1)),
            tooltip=[
                alt.Tooltip("part", title="Part"),
                alt.Tooltip("km", title="Kilometres"),
                alt.Tooltip("state", title="State"),
                alt.Tooltip("newest", title="Newest statement"),
            ],
        )
    )
    return figure(
        (bars + frame).properties(height=alt.Step(22)),
        name="pipeline-at-a-glance",
        title="The pipeline, part by part",
        description=(
            f"Bars along a route of {total:,.0f} kilometres in {len(rows)} parts: {share.get('built', 0):.0%} of the length is built, "
            f"{share.get('disputed', 0):.0%} disputed and {share.get('not built', 0):.0%} not built, by statements up to {segments['as_of'].max():%B %Y}."
        ),
        caption="Lengths are measured on the route that Global Energy Monitor has drawn; officials give other lengths. Filled bars are built, hollow bars are not. In the disputed part some say that the line is complete and others that it is not built.",
        table={"part": "Part", "km": "Kilometres", "state": "State", "newest": "Newest statement"},
    )
