"""Figures of the pipeline and of electricity: what is built, what is owed, what is delivered."""

import altair as alt
import pandas as pd

from .. import pipeline
from ..figures import BROWN, GREEN, IRN, JOINT, NEUTRAL, PAK, figure
from .common import colour, drawn_by_support, lanes, shape, support_of, time_span


def remaining_km(segments: pd.DataFrame) -> alt.Chart:
    """How much of Iran's section is left, as stated over the years."""
    rows = pipeline.remainders(segments)
    rows = rows.assign(
        kind=rows["statement_kind"]
        .astype("str")
        .map({"specific_remainder": "A length left to build", "claimed_border": "The line reaches the border"}),
        when=rows["as_of"].dt.strftime("%Y"),
        support=support_of(rows["confidence"]),
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


STATES = {"built": GREEN, "disputed": JOINT, "not built": NEUTRAL}


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


LENGTH_COLOURS = {pipeline.BUILT_SO_FAR: GREEN, pipeline.COMPLETE: JOINT, pipeline.PLANNED: NEUTRAL}
LENGTH_SHAPES = {pipeline.BUILT_SO_FAR: "square", pipeline.COMPLETE: "cross", pipeline.PLANNED: "triangle-up"}


def iran_lengths(segments: pd.DataFrame) -> alt.Chart:
    """Lengths stated for Iran's section over time, against three distances on the map."""
    rows = pipeline.claimed_lengths(segments)
    rows = rows.assign(
        support=rows["confidence"].astype("str"),
        when=rows["as_of"].dt.strftime("%Y"),
    )[["as_of", "when", "length_km", "kind", "said_by", "summary", "support"]]
    measured = pipeline.map_lengths(segments)
    marks = pd.DataFrame({"km": measured.values(), "name": [f"{v:,.0f} km: {n}" for n, v in measured.items()]})
    marks["above"] = marks["name"].str.contains("straight")  # the others would run into marks
    base = alt.Chart(marks).encode(y="km:Q")
    rules = base.mark_rule(strokeDash=[5, 3], opacity=0.8)
    texts = [
        base.transform_filter(test).mark_text(align="left", dy=dy, dx=2).encode(x=alt.value(0), text="name:N")
        for test, dy in (("datum.above", -7), ("!datum.above", 9))
    ]
    points = (
        alt.Chart(rows)
        .mark_point(size=60, strokeWidth=1.7)
        .encode(
            x=alt.X(
                "as_of:T",
                title=None,
                axis=alt.Axis(format="%Y", tickCount=6),
                scale=time_span("2008-01-01", "2025-01-01"),
            ),
            y=alt.Y("length_km:Q", title="Kilometres in Iran", scale=alt.Scale(domain=[800, 1450], zero=False)),
            shape=shape("kind", LENGTH_SHAPES),
            **drawn_by_support("kind", LENGTH_COLOURS),
            tooltip=[
                alt.Tooltip("as_of:T", title="Stated"),
                alt.Tooltip("said_by", title="By"),
                alt.Tooltip("summary", title="Reported"),
            ],
        )
    )
    straight = measured["straight line to the border"]
    short = rows[(rows["kind"] != pipeline.PLANNED) & (rows["length_km"] < straight)]
    return figure(
        (rules + alt.layer(*texts) + points).properties(height=300),
        name="iran-section-lengths",
        title="Iran's section: stated lengths against the map",
        description=(
            f"Chart of {len(rows)} stated lengths from {rows['when'].min()} to {rows['when'].max()}, from {rows['length_km'].min():.0f} to {rows['length_km'].max():,.0f} kilometres; "
            f"{len(short)} of the lengths given as built or complete are shorter than the straight line to the border, {straight:.0f} kilometres."
        ),
        caption="The broken lines are distances on the map. The route is the one drawn by Global Energy Monitor; the drawing is simplified, so the true route is longer. Hollow marks rest on weak support.",
        table=rows[["when", "length_km", "kind", "said_by", "support"]].set_axis(
            ["Year", "Kilometres", "Statement", "Said by", "Support"], axis=1
        ),
    )


FORMS = {"a rate, as printed": PAK, "a sum, spread over the days": BROWN, "a rate owed by Iran": IRN}
FORM_SHAPES = {
    "a rate, as printed": "square",
    "a sum, spread over the days": "diamond",
    "a rate owed by Iran": "circle",
}


def penalty_rates(terms: pd.DataFrame) -> alt.Chart:
    """Penalty figures by the date of the report, as million dollars a day."""
    every = pipeline.penalties(terms)
    rows = every[every["form"] != "none"]
    what = rows["form"].map({"rate": "a rate, as printed", "sum": "a sum, spread over the days"})
    rows = rows.assign(
        what=what.mask(rows["owed_by"] == "Iran", "a rate owed by Iran"),
        support=rows["confidence"].astype("str"),
        when=rows["date"].dt.strftime("%B %Y"),
        printed=rows["value_text"],
        per_day=rows["per_day"].round(2),
    )[["date", "when", "per_day", "what", "printed", "said_by", "support"]]
    points = (
        alt.Chart(rows)
        .mark_point(size=90, strokeWidth=1.7)
        .encode(
            x=alt.X(
                "date:T",
                title="Date of the report",
                axis=alt.Axis(format="%Y", tickCount=6),
                scale=time_span("2013-01-01", "2026-07-01"),
            ),
            y=alt.Y("per_day:Q", title="USD million a day", scale=alt.Scale(domain=[0, 7])),
            shape=shape("what", FORM_SHAPES),
            **drawn_by_support("what", FORMS),
            tooltip=[
                alt.Tooltip("when", title="Reported"),
                alt.Tooltip("printed", title="Figure"),
                alt.Tooltip("said_by", title="By"),
                alt.Tooltip("per_day", title="USD million a day"),
            ],
        )
    )
    printed, spread = (rows[rows["what"] == name]["per_day"] for name in list(FORMS)[:2])
    silent = (every["form"] == "none").sum()
    return figure(
        points.properties(height=260),
        name="penalty-per-day",
        title="The penalty figures, brought to one day",
        description=(
            f"Chart of {len(rows)} penalty figures from {every['date'].min():%Y} to {every['date'].max():%Y}: rates in print that Pakistan would owe run from {printed.min():.1f} to {printed.max():.1f} million dollars a day, "
            f"sums spread over the days since 2015 from {spread.min():.1f} to {spread.max():.1f}, and {silent} further statements name no sum or no fine."
        ),
        caption=(
            "A monthly rate is divided by the mean month. A sum is spread evenly from 1 January 2015, the day after the first date for gas, to the day of the report: this is our arithmetic, "
            "not a method that any document states. Hollow marks rest on weak support."
        ),
        table={
            "when": "Reported",
            "printed": "Figure",
            "per_day": "USD million a day",
            "what": "Form",
            "said_by": "By",
            "support": "Support",
        },
    )


def power(links: pd.DataFrame) -> alt.Chart:
    """Contracted power as steps, and power delivered on average as points, by calendar year."""
    contract, delivered = pipeline.contracted_mw(links), pipeline.delivered_mw(links)
    delivered = delivered.assign(
        support=delivered["confidence"].astype("str"),
        middle=pd.to_datetime(delivered["year"].astype(str) + "-07-01"),
        kind="Delivered on average",
    )[["year", "middle", "gwh", "mw", "kind", "support"]]
    until = pd.concat([contract["date"].iloc[1:], pd.Series([delivered["middle"].max()])], ignore_index=True)
    steps = contract.assign(until=until, kind="Allowed by contract")[["date", "until", "mw", "kind"]]
    steps = steps.assign(since=steps["date"].dt.strftime("%Y"), label=steps["mw"].map("{:.0f} MW".format))
    kinds = {"Allowed by contract": NEUTRAL, "Delivered on average": PAK}
    lines = (
        alt.Chart(steps)
        .mark_rule(size=3)
        .encode(
            x="date:T",
            x2="until:T",
            y="mw:Q",
            color=colour("kind", kinds),
            tooltip=["since", alt.Tooltip("mw", title="MW by contract")],
        )
    )
    # A label ends where its step ends: the last step is too short for a label that begins with it.
    names = alt.Chart(steps).mark_text(align="right", dy=-8).encode(x="until:T", y="mw:Q", text="label:N")
    points = (
        alt.Chart(delivered)
        .mark_point(size=70, strokeWidth=1.6)
        .encode(
            x=alt.X("middle:T", title=None, axis=alt.Axis(format="%Y", tickCount=6)),
            y=alt.Y("mw:Q", title="Megawatts"),
            **drawn_by_support("kind", kinds),
            tooltip=["year", alt.Tooltip("mw", title="MW on average"), alt.Tooltip("gwh", title="GWh in the year")],
        )
    )
    first, last = contract.iloc[-2], contract.iloc[-1]
    late = delivered[delivered["year"] >= 2019]["mw"]
    table = pd.concat(
        [
            steps[["since", "kind", "mw"]].set_axis(["Year", "What", "MW"], axis=1),
            delivered.astype({"year": "str"})
            .round({"mw": 1})[["year", "kind", "mw"]]
            .set_axis(["Year", "What", "MW"], axis=1),
        ]
    )
    return figure(
        (lines + names + points).properties(height=260),
        name="power-contract-delivery",
        title="Electricity from Iran: the contract and the delivery",
        description=(
            f"Chart by calendar year from {contract['date'].min():%Y} to {delivered['year'].max()}: contracted power rises from {first['mw']:.0f} to {last['mw']:.0f} megawatts in {last['date']:%Y}, "
            f"while net imports stay at {late.min():.0f} to {late.max():.0f} megawatts on average from 2019 on."
        ),
        caption="Lines: what contracts allow. Points: net electricity imports of the year, divided by its hours; Iran is taken as the only supplier. Hollow points repeat the value of 2023 and may be carried forward, so they observe nothing.",
        table=table,
    )
