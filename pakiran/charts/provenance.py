"""Figures of what the book rests on: sources, confidence, codes."""

import altair as alt
import pandas as pd

from .. import chronology
from ..data import ORDERED
from ..figures import INK, IRN, NEUTRAL, PAK, THIRD, figure
from ..provenance import ELSEWHERE, KINDS, STRANDS, UNKNOWN
from .common import SIDE_SHAPES, SIDES, colour, drawn_by_support, shape, support_of

SEAT_COLOURS = {"Iran": IRN, "Pakistan": PAK, ELSEWHERE: THIRD, UNKNOWN: NEUTRAL}
# Hollow, light, full: read in order, and the hollow part means weak support as everywhere.
FILLS = dict(zip(ORDERED, ["transparent", "rgba(94,107,120,0.4)", THIRD], strict=True))


def sources_by_seat(counts: pd.DataFrame) -> alt.Chart:
    """Sources of each strand by kind and by the seat of the publisher, from `provenance.sources_by_strand`."""
    totals = counts.groupby("strand")["sources"].sum()
    heads = {strand: f"{strand}: {totals[strand]} sources" for strand in STRANDS}
    rows = counts.assign(strand=counts["strand"].map(heads))
    shares = counts.pivot_table(index="strand", columns="seat", values="sources", aggfunc="sum").div(totals, axis=0)
    most, least = shares["Pakistan"].idxmax(), shares["Iran"].idxmin()
    base = alt.Chart(rows).encode(
        x=alt.X(
            "seat:N",
            title=None,
            sort=list(SEAT_COLOURS),
            axis=alt.Axis(orient="top", domain=False, ticks=False, labelOverlap=False),
        ),
        y=alt.Y("kind:N", title=None, sort=list(KINDS), axis=alt.Axis(domain=False, ticks=False)),
    )
    cells = base.mark_rect().encode(
        color=colour("seat", SEAT_COLOURS).legend(None),
        opacity=alt.Opacity("sources:Q", scale=alt.Scale(type="sqrt", range=[0, 0.55]), legend=None),
        tooltip=[
            alt.Tooltip("kind", title="Kind"),
            alt.Tooltip("seat", title="Seat"),
            alt.Tooltip("sources", title="Sources"),
        ],
    )
    numbers = base.mark_text().encode(text="sources:Q")
    chart = (
        (cells + numbers)
        .properties(height=alt.Step(24))
        .facet(
            facet=alt.Facet(
                "strand:N",
                title=None,
                sort=list(heads.values()),
                header=alt.Header(labelAnchor="start", labelFontSize=13),
            ),
            columns=1,
        )
        .resolve_axis(x="independent")
    )
    return figure(
        chart,
        name="provenance-sources-by-seat",
        title="Who stands behind the data: kind and seat of the publishers",
        description=(
            f"Four tables of sources by kind and seat of the publisher: Pakistani publishers give {shares['Pakistan'].min():.0%} to {shares['Pakistan'].max():.0%} "
            f"of the sources of a strand, most in {most}, and Iranian ones {shares['Iran'].min():.0%} to {shares['Iran'].max():.0%}, fewest in {least}."
        ),
        caption="The stronger the tint, the more sources. A source counts once in each strand that it serves. The seat is that of the original publisher; it says nothing of the author's view.",
        table={"strand": "Strand", "kind": "Kind", "seat": "Seat of the publisher", "sources": "Sources"},
    )


def confidence_by_table(counts: pd.DataFrame) -> alt.Chart:
    """Share of the rows of each table by confidence, from `provenance.confidence_by_table`."""
    totals = counts.groupby("table")["rows"].sum()
    rows = counts.assign(
        label=counts["table"].str.replace("_", " "),
        rank=counts["confidence"].map({level: number for number, level in enumerate(reversed(ORDERED))}),
    )
    high = rows[rows["confidence"] == "high"].sort_values("share")
    low = rows.loc[rows["confidence"] == "low", "rows"].sum()
    chart = (
        alt.Chart(rows)
        .mark_bar(stroke=INK, strokeWidth=1, strokeOpacity=0.7)
        .encode(
            x=alt.X("share:Q", title="Share of the rows", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("label:N", title=None, sort=list(high["label"])[::-1]),
            fill=alt.Fill(
                "confidence:N", title="Confidence", scale=alt.Scale(domain=list(FILLS), range=list(FILLS.values()))
            ),
            order="rank:Q",
            tooltip=[
                alt.Tooltip("label", title="Table"),
                alt.Tooltip("confidence", title="Confidence"),
                alt.Tooltip("rows", title="Rows"),
                alt.Tooltip("share", title="Share", format=".0%"),
            ],
        )
        .properties(height=alt.Step(26))
    )
    return figure(
        chart,
        name="provenance-confidence",
        title="How well the rows are supported",
        description=(
            f"Bar chart of the confidence of {totals.sum():,} rows in {len(totals)} tables: {low / totals.sum():.0%} of the rows are low, "
            f"and the share of high rows runs from {high['share'].iloc[0]:.0%} in {high['label'].iloc[0]} to {high['share'].iloc[-1]:.0%} in {high['label'].iloc[-1]}."
        ),
        caption="The hollow part of a bar is the rows with low confidence. The written rule sets the highest confidence that the sources of a row allow.",
        table={"label": "Table", "confidence": "Confidence", "rows": "Rows"},
    )


def goldstein_use(events: pd.DataFrame) -> alt.Chart:
    """Every act of one state towards the other as one mark at its Goldstein value, stacked."""
    pair = events[events["dyadic"].astype(bool)]
    pair = pair.assign(step=pair["goldstein"].round(), side=pair["direction"].astype("str").map(chronology.SIDES))
    pair = pair.sort_values(["step", "side", "goldstein", "date"])  # the marks of one side stand together
    rows = pd.DataFrame(
        {
            "step": pair["step"],
            "place": pair.groupby("step").cumcount() + 1,
            "side": pair["side"],
            "support": support_of(pair["confidence"]),
            "value": pair["goldstein"],
            "code": pair["cameo_code"],
            "title": pair["title"],
            "reason": pair["coding_reason"],
        }
    )
    sides = {side: SIDES[side] for side in SIDES if side in set(rows["side"])}
    hostile = (rows["value"] < 0).sum()
    tallest = rows["value"].value_counts()
    marks = (
        alt.Chart(rows)
        .mark_point(size=40, strokeWidth=1.4, opacity=1)
        .encode(
            x=alt.X("step:Q", title="Goldstein value, rounded", scale=alt.Scale(domain=[-10.5, 9])),
            y=alt.Y("place:Q", title="Events with this value", axis=alt.Axis(tickMinStep=1, format="d")),
            **drawn_by_support("side", sides),
            shape=shape("side", {side: SIDE_SHAPES[side] for side in sides}),
            tooltip=[
                alt.Tooltip("title", title="Event"),
                alt.Tooltip("code", title="CAMEO code"),
                alt.Tooltip("value", title="Goldstein value"),
                alt.Tooltip("reason", title="Why"),
            ],
        )
        .properties(height=360)
    )
    return figure(
        marks,
        name="methods-goldstein",
        title="Where the coded acts stand on the Goldstein scale",
        description=(
            f"Dot chart of {len(rows)} coded acts between the two states by Goldstein value: {hostile} are hostile, "
            f"{(rows['value'] > 0).sum()} friendly and {(rows['value'] == 0).sum()} neutral, and the value with most acts is {tallest.index[0]:g} with {tallest.iloc[0]}."
        ),
        caption="One mark is one event, at its value rounded to a whole number. Only acts of one state towards the other are drawn. Hollow marks rest on weak support.",
        table={
            "title": "Event",
            "side": "Who acts",
            "code": "CAMEO code",
            "value": "Goldstein value",
            "reason": "Why this code",
        },
    )
