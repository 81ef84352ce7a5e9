"""Figures of the chronology."""

import altair as alt
import pandas as pd

from .. import chronology
from ..chronology import STRIKES
from ..figures import GREEN, IRN, NEUTRAL, PAK, VIOLET, figure
from .common import (
    LANE_ORDER,
    SIDE_SHAPES,
    SIDES,
    by_number,
    colour,
    day,
    drawn_by_support,
    kept,
    lanes,
    mark_says,
    period_of,
    shape,
    support_of,
    thin,
)


def crisis_lanes(events: pd.DataFrame, first: str = "2023-12-15", last: str = "2024-02-29") -> alt.Chart:
    """The crisis day by day: one mark an event, lanes by field, colour and shape by who acts towards whom."""
    rows = chronology.lanes(chronology.between(events, first, last))
    every, busiest = list(dict.fromkeys(day(rows["date"]))), day(rows["date"]).value_counts()
    rows["support"] = support_of(rows["confidence"])
    drawn = thin(rows.astype({"confidence": "str"}))
    drawn = drawn.assign(day=day(drawn["date"]))
    days = list(dict.fromkeys(drawn["day"]))
    keep = ["day", "title", "side", "lane", "slot", "summary", "support", "confidence"]
    rows_drawn, y, frame = lanes(kept(drawn, keep), LANE_ORDER, rising=True)
    axis = alt.Axis(labelAngle=-90, labelAlign="right", labelBaseline="middle", grid=True)
    x = alt.X("day:N", sort=days, title=None, axis=axis)
    strikes = pd.DataFrame(
        [
            {"day": day(period_of(events.loc[events["event_id"] == event, "date"], drawn)).iloc[0], "side": side}
            for side, event in STRIKES.items()
        ]
    )
    marks = (
        alt.Chart(strikes)
        .mark_rule(strokeWidth=2, opacity=0.5)
        .encode(x=x, color=alt.condition("datum.side === 'Iran'", alt.value(IRN), alt.value(PAK)))
    )
    points = (
        alt.Chart(rows_drawn)
        .mark_point(size=62, strokeWidth=1.6, opacity=1)
        .encode(
            x=x,
            y=y,
            **drawn_by_support("side", SIDES),
            **by_number(drawn),
            shape=shape("side", SIDE_SHAPES),
            tooltip=[
                alt.Tooltip("day", title="Day"),
                alt.Tooltip("title", title="Event"),
                alt.Tooltip("summary", title="Reported"),
            ],
        )
    )
    return figure(
        (marks + points + frame).properties(height=alt.Step(15)),
        name="crisis-day-by-day",
        title="The crisis day by day",
        description=(
            f"Chart of {len(rows)} dated events on {len(every)} days from {every[0]} to {every[-1]} in lanes by field; "
            f"the busiest day is {busiest.index[0]} with {busiest.iloc[0]} events, "
            f"and {(rows['lane'] == 'Diplomacy').sum()} events are diplomatic against {(rows['lane'] == 'Armed acts').sum()} armed acts."
        ),
        caption=(
            f"{mark_says(drawn, 'Each mark is one event; events of one day and field stand above one another.')} Days without a recorded event are left out, "
            "so the distance between days is not to scale. A third party is an armed group, another state or an international body. The two lines mark the days of the two strikes. Hollow marks rest on weak support."
        ),
        table={"day": "Day", "title": "Event", "side": "Who acts", "lane": "Field", "confidence": "Support"},
    )


CLAIMANT_COLOURS = {"Iranian side": IRN, "Pakistani side": PAK, "Neither state": NEUTRAL}
CLAIMANT_SIDE = {
    "Iranian officials": "Iranian side",
    "Iranian media": "Iranian side",
    "Pakistani officials": "Pakistani side",
    "Pakistani media": "Pakistani side",
}
TOLL_COLUMNS = {
    "event": "Day and place",
    "title": "Event",
    "claimed_by": "Said by",
    "claimant": "Kind of claimant",
    "dead": "The dead",
    "low": "Lowest",
    "high": "Highest",
    "confidence": "Support",
}
DEAD_SHAPES = {"civilians or not stated": "circle", "security forces": "square", "attackers": "triangle-up"}


def tolls(claims: pd.DataFrame, events: pd.DataFrame, places: pd.DataFrame, event_ids: list[str]) -> alt.Chart:
    """The dead of each event as each claimant counts them: one mark a count, a bar where a range is given."""
    where = events[["event_id", "place_id"]].merge(places[["place_id", "name"]], on="place_id")
    rows = chronology.tolls(claims[claims["event_id"].isin(event_ids)], events).merge(where, on="event_id")
    rows["whose"] = rows["claimant"].map(CLAIMANT_SIDE).fillna("Neither state")
    rows["event"] = day(rows["date"]) + ", " + rows["name"]
    rows["low"], rows["high"] = rows["killed_low"].astype(int), rows["killed_high"].astype(int)
    keep = ["event", "title", "claimed_by", "claimant", "whose", "dead", "low", "high", "confidence"]
    rows = rows[keep].astype({"confidence": "str"})
    rows["support"] = support_of(rows["confidence"])
    order = list(dict.fromkeys(rows["event"]))
    victims = rows[rows["dead"] != "attackers"]
    per_event = victims.groupby("event").agg(min=("low", "min"), max=("high", "max"))
    widest = (per_event["max"] - per_event["min"]).idxmax()
    y = alt.Y("claimant:N", title=None, sort=list(chronology.CLAIMANTS.values()), axis=alt.Axis(grid=True))
    # Equal counts of one kind of claimant fall on one point: it is drawn once, with how many they are.
    same = ["event", "title", "claimant", "whose", "dead", "low", "high", "support"]
    drawn = rows.groupby(same, sort=False)["claimed_by"].agg(claimed_by="; ".join, n="size").reset_index()
    drawn["times"] = drawn["n"].map(lambda n: f"×{n}" if n > 1 else "")
    tips = [
        alt.Tooltip("title", title="Event"),
        alt.Tooltip("claimed_by", title="Said by"),
        alt.Tooltip("dead", title="The dead"),
        alt.Tooltip("low", title="Lowest"),
        alt.Tooltip("high", title="Highest"),
    ]
    base = alt.Chart(drawn).encode(y=y)
    spans = base.mark_rule(size=3).encode(
        x="low:Q", x2="high:Q", color=colour("whose", CLAIMANT_COLOURS, "Who says so")
    )
    points = base.mark_point(size=80, strokeWidth=1.6, opacity=1).encode(
        x=alt.X("high:Q", title="Killed, as stated", axis=alt.Axis(tickMinStep=1, format="d")),
        shape=shape("dead", DEAD_SHAPES, "The dead"),
        **drawn_by_support("whose", CLAIMANT_COLOURS, "Who says so"),
        tooltip=tips,
    )
    times = base.mark_text(dy=-10, fontSize=10).encode(x="high:Q", text="times:N")
    chart = (
        (spans + points + times)
        .properties(height=alt.Step(25))
        .facet(
            facet=alt.Facet("event:N", title=None, sort=order, header=alt.Header(labelAnchor="start")),
            columns=1,
        )
        .resolve_scale(y="independent")
    )
    return figure(
        chart,
        name="tolls-by-claimant",
        title="The dead, as each side counts them",
        description=(
            f"Chart of {len(rows)} counts of people killed in {len(order)} events by who states them; the counts of victims differ most for "
            f"the event of {widest}, with counts from {per_event.loc[widest, 'min']} to {per_event.loc[widest, 'max']}."
        ),
        caption="A bar joins the lowest and highest number of one claimant; ×2 means two claimants of one kind. Statements without a number are in the table below. Hollow marks rest on weak support.",
        table=rows[list(TOLL_COLUMNS)].rename(columns=TOLL_COLUMNS),
    )


def long_run(events: pd.DataFrame) -> alt.Chart:
    """Conflict and cooperation by year above, and the number of coded events by year below."""
    rows = chronology.yearly(events)
    low, high = rows.loc[rows["conflict"].idxmin()], rows.loc[rows["cooperation"].idxmax()]
    empty, recent = (rows["dyadic"] == 0).sum(), rows[rows["year"] >= 2023]["dyadic"].sum()
    long = rows.melt(["year", "dyadic", "events"], ["cooperation", "conflict"], var_name="kind", value_name="value")
    kinds = {"cooperation": GREEN, "conflict": VIOLET}
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", grid=False))
    bars = (
        alt.Chart(long)
        .mark_bar(size=5)
        .encode(
            x=x,
            y=alt.Y("value:Q", title="Sum of Goldstein values"),
            color=colour("kind", kinds),
            tooltip=["year", "kind", alt.Tooltip("value", format=".1f"), alt.Tooltip("dyadic", title="Coded acts")],
        )
        .properties(height=220)
    )
    counts = (
        alt.Chart(rows)
        .mark_bar(size=5, color=NEUTRAL)
        .encode(x=x, y=alt.Y("dyadic:Q", title="Coded acts"), tooltip=["year", "dyadic", "events"])
        .properties(height=90)
    )
    return figure(
        alt.vconcat(bars, counts).resolve_scale(x="shared"),
        name="long-run",
        title="Conflict and cooperation since 1947, and how thinly they are covered",
        description=(
            f"Two charts by year from {rows['year'].min()} to {rows['year'].max()}: the sum of conflictual acts is lowest in {low['year']:.0f} "
            f"({low['conflict']:.1f}), the sum of cooperative acts highest in {high['year']:.0f} ({high['cooperation']:.1f}), "
            f"but {empty} of {len(rows)} years have no coded act and {recent} of {rows['dyadic'].sum()} acts fall in 2023 or later."
        ),
        caption=(
            "Above: sums of Goldstein values of acts of one state towards the other. Below: how many acts stand behind each sum. "
            "A tall bar can mean a warm year or a well-reported one; an empty year means that nothing was coded. Attacks by armed groups are not in this chart, although each state blames the other's territory for them. Several acts of 2014 and 2017 rest on Pakistani accounts alone."
        ),
        table=rows.rename(
            columns={
                "year": "Year",
                "cooperation": "Cooperation",
                "conflict": "Conflict",
                "dyadic": "Coded acts",
                "events": "All events",
            }
        ).round(1),
    )
