"""Figures of the time since the paper."""

import altair as alt
import pandas as pd

from .. import chronology, trade
from ..figures import INK, IRN, JOINT, NEUTRAL, PAK, THIRD, figure
from .common import (
    LANE_ORDER,
    SIDE_SHAPES,
    SIDES,
    by_number,
    drawn_by_support,
    kept,
    lanes,
    mark_says,
    shape,
    support_of,
    thin,
)
from .trade import COUNT_COLOURS, COUNT_SHAPES

SPEAKERS = {"Iran": IRN, "Pakistan": PAK, "Joint": JOINT, "United States": THIRD, "Others": NEUTRAL}
SPEAKER_SHAPES = dict(zip(SPEAKERS, ["circle", "square", "diamond", "triangle-up", "cross"], strict=True))
SPEAKER_OF = {"joint": "Joint", "US": "United States", "India": "Others", "third_party": "Others"}


def coverage(counted: pd.DataFrame, order: list[str]) -> alt.Chart:
    """How many rows stand in each quarter of each strand, and how many rest on one publisher; see `since.coverage`."""
    rows = counted.assign(hollow=counted["behind"] == "One publisher")
    strands = list(dict.fromkeys(rows["strand"]))
    alone = rows.loc[rows["hollow"], "rows"].sum() / rows["rows"].sum()
    per_strand = rows.groupby("strand")["rows"].sum()
    behind = ["Two or more", "One publisher"]
    scale = alt.Scale(domain=behind, range=[NEUTRAL, "transparent"])
    bars = (
        alt.Chart(rows)
        .mark_bar(stroke=NEUTRAL, strokeWidth=1.4)
        .encode(
            x=alt.X("rows:Q", title="Rows", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("quarter:N", title=None, sort=order, scale=alt.Scale(domain=order)),
            fill=alt.Fill("behind:N", title="Publishers behind a row", scale=scale),
            order=alt.Order("hollow:N"),
            tooltip=["strand", "quarter", alt.Tooltip("behind", title="publishers"), "rows"],
        )
        .properties(height=alt.Step(15))
        .facet(facet=alt.Facet("strand:N", title=None, sort=strands, header=alt.Header(labelAnchor="start")), columns=1)
    )
    return figure(
        bars,
        name="since-coverage",
        title="How thick is the record since March 2024?",
        description=(
            f"Bar charts of {rows['rows'].sum()} rows by quarter in {len(strands)} strands, the largest being {per_strand.idxmax().lower()} "
            f"with {per_strand.max()} rows; {alone:.0%} of all rows rest on a single publisher."
        ),
        caption="Hollow bars: nobody else was found to confirm the row. An empty quarter means that no row was collected, not that nothing happened.",
        table=rows[["strand", "quarter", "behind", "rows"]].set_axis(
            ["Strand", "Quarter", "Publishers", "Rows"], axis=1
        ),
    )


def trade_since(observed: pd.DataFrame, target: float, first: pd.Timestamp) -> alt.Chart:
    """Whole-year figures of trade that end after `first`, against the joint target, by kind of year."""
    rows = trade.whole_years(observed[observed["period_end"] >= first])
    rows = rows.assign(
        total=rows["total_usd_million"].fillna(rows["pak_imports_usd_million"]),
        flow=rows["total_usd_million"].isna().map({True: "imports of Pakistan only", False: "both directions"}),
        kind=rows["year_type"].astype("str").map(trade.YEAR_TYPES),
        support=support_of(rows["confidence"]),
        goal=target,
        period_label=rows["period_label"] + rows["period_assigned"].astype(bool).map({True: "*", False: ""}),
    )
    keep = ["period_label", "kind", "count", "flow", "total", "reporter", "support", "goal"]
    rows = rows.sort_values(["period_end", "total"])[keep]
    low, high = rows["total"].min(), rows["total"].max()
    counts = [name for name in COUNT_COLOURS if name in set(rows["count"])]
    base = alt.Chart(rows).encode(y=alt.Y("period_label:N", title=None, sort=list(dict.fromkeys(rows["period_label"]))))
    along = {
        "scale": alt.Scale(domain=[0, target * 1.05], nice=False),
        "axis": alt.Axis(format=",.0f", values=[target * part for part in (0, 0.25, 0.5, 0.75, 1)]),
        "title": "USD million",
    }
    goal = base.mark_rule(color=INK, opacity=0.6, strokeDash=[5, 3]).encode(
        x=alt.X("goal:Q", **along), y=alt.value(0), y2=alt.value("height")
    )
    points = base.mark_point(size=90, strokeWidth=1.8).encode(
        x=alt.X("total:Q", **along),
        **drawn_by_support("count", {name: COUNT_COLOURS[name] for name in counts}, "Who counts"),
        shape=shape("count", {name: COUNT_SHAPES[name] for name in counts}, "Who counts"),
        tooltip=["period_label", "reporter", "flow", alt.Tooltip("total", format=",", title="USD million")],
    )
    kinds = [kind for kind in trade.YEAR_TYPES.values() if kind in set(rows["kind"])]
    chart = (
        (goal + points)
        .properties(height=alt.Step(30))
        .facet(
            facet=alt.Facet("kind:N", title=None, sort=kinds, header=alt.Header(labelAnchor="start", labelLimit=330)),
            columns=1,
        )
        .resolve_scale(y="independent")
    )
    return figure(
        chart,
        name="since-trade",
        title="Trade figures since the paper, and the joint target",
        description=(
            f"Chart of {len(rows)} figures for whole years that ended after March 2024 in {len(kinds)} kinds of year, from {low:,.0f} to {high:,.0f} million dollars, "
            f"against a target of {target:,.0f} million; the highest figure is {high / target:.0%} of the target."
        ),
        caption="The dashed line is the target that both states announced. Nominal dollars. The customs marks are in effect imports of Pakistan: it counted next to no exports, or none was given. Hollow marks rest on weak support. * The source does not name its period clearly; the year was assigned.",
        table={
            "period_label": "Period",
            "kind": "Kind of year",
            "count": "Who counts",
            "flow": "Flow",
            "total": "USD million",
            "reporter": "By",
        },
    )


def _months(first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    return list(pd.date_range(first, last, freq="MS").strftime("%b %y"))


def _by_month(
    rows: pd.DataFrame, order: list[str], colours: dict, shapes: dict
) -> tuple[pd.DataFrame, pd.DataFrame, alt.LayerChart]:
    """Marks in lanes, one column a month, stacked within a month; `rows` has `lane`, `who`, `date`, `title`.

    Returns the rows with `month` and `when` (the date as far as it is known), what is drawn of them (counts if they
    are too many, see `thin`), and the chart.
    """
    months = _months(rows["date"].min().replace(day=1), rows["date"].max())
    rows = rows.sort_values("date").assign(
        month=rows["date"].dt.strftime("%b %y"),
        when=rows["date"]
        .dt.strftime("%Y-%m")
        .where(rows["date_precision"] != "day", rows["date"].dt.strftime("%Y-%m-%d")),
        support=support_of(rows["confidence"]),
    )
    rows["slot"] = rows.groupby(["lane", "month"]).cumcount() + 1
    drawn = thin(rows, side="who", finest="M")
    if "n" in drawn:
        drawn = drawn.assign(month=drawn["date"].dt.strftime("%b %y"), when=drawn["date"].dt.strftime("%Y-%m"))
    keep = ["month", "when", "title", "lane", "slot", "who", "support"]
    drawn, y, frame = lanes(kept(drawn, keep), order, rising=True)
    axis = alt.Axis(labelAngle=-90, labelAlign="right", labelBaseline="middle", grid=True, labelOverlap=True)
    look = drawn_by_support("who", colours) | {"shape": shape("who", shapes)}
    if (drawn["lane"] == drawn["who"]).all():  # the lanes say it already
        look |= {channel: look[channel].legend(None) for channel in ("color", "stroke", "shape")}
    points = (
        alt.Chart(drawn)
        .mark_point(size=55, strokeWidth=1.5)
        .encode(
            x=alt.X("month:N", sort=months, scale=alt.Scale(domain=months), title=None, axis=axis),
            y=y,
            **look,
            **by_number(drawn),
            tooltip=[
                alt.Tooltip("when", title="Date"),
                alt.Tooltip("title", title="Reported"),
                alt.Tooltip("who", title="Who acts"),
            ],
        )
    )
    return rows, drawn, (points + frame).properties(height=alt.Step(14))


def events_since(events: pd.DataFrame, first: pd.Timestamp) -> alt.Chart:
    """Every event since `first`, one mark an event, by month and field; colour and shape give who acts."""
    recent = chronology.lanes(events[events["date"] >= first])
    rows, drawn, chart = _by_month(recent.assign(who=recent["side"]), LANE_ORDER, SIDES, SIDE_SHAPES)
    busiest, fields = rows["month"].value_counts(), rows["lane"].value_counts()
    return figure(
        chart,
        name="since-events",
        title="Events since the paper",
        description=(
            f"Chart of {len(rows)} events by month from {rows['when'].iloc[0]} to {rows['when'].iloc[-1]} in lanes by field; "
            f"the largest field is {fields.index[0].lower()} with {fields.iloc[0]} events, and the busiest month is {busiest.index[0]} with {busiest.iloc[0]}."
        ),
        caption=f"{mark_says(drawn, 'One mark is one event; events of one month and field stand above one another.')} Hollow marks rest on weak support.",
        table={"when": "Date", "title": "Event", "who": "Who acts", "lane": "Field"},
    )


def pipeline_since(status: pd.DataFrame, first: pd.Timestamp) -> alt.Chart:
    """Every step or statement on the pipeline since `first`, by month, in lanes by who speaks or acts."""
    recent = status[status["date"] >= first]
    who = recent["side"].astype("str").replace(SPEAKER_OF)
    rows, drawn, chart = _by_month(recent.assign(who=who, lane=who), list(SPEAKERS), SPEAKERS, SPEAKER_SHAPES)
    speakers = rows["who"].value_counts()
    return figure(
        chart,
        name="since-pipeline",
        title="The pipeline since the paper: who spoke or acted",
        description=(
            f"Chart of {len(rows)} dated steps and statements on the pipeline by month from {rows['when'].iloc[0]} to {rows['when'].iloc[-1]} in lanes by who speaks or acts; "
            f"most come from {speakers.index[0]} with {speakers.iloc[0]}."
        ),
        caption=f"{mark_says(drawn, 'One mark is one step or statement.')} Rows known only to the month stand in that month. Hollow marks rest on weak support.",
        table={"when": "Date", "title": "What was done or said", "who": "Who", "support": "Support"},
    )
