"""Figures of the chapter on implications: forecasts, trade by month, mirror values, closures, lengths, penalties, power, ties."""

from math import log10

import altair as alt
import numpy as np
import pandas as pd

from .. import crossings, forecasts, mirror, months, pipeline, ties
from ..figures import INK, IRN, JOINT, NEUTRAL, PAK, figure
from .common import STRIKES, colour, drawn_by_support, lanes, shape
from .trade import COUNT_COLOURS, COUNT_SHAPES

GREEN, BROWN = "#0F8A6B", "#B0642A"
DIRECTIONS = {forecasts.TOWARDS: GREEN, forecasts.AWAY: BROWN}
DIRECTION_SHAPES = {forecasts.TOWARDS: "triangle-right", forecasts.AWAY: "cross"}


def forecast_trail(claims: pd.DataFrame) -> alt.Chart:
    """Each forecast with the dated rows that speak to it, by the day after the strikes on a log scale."""
    every, seen = forecasts.forecasts(claims), forecasts.evidence(claims)
    lane = every["claim_id"] + " " + every["foresees"] + ": " + every["forecast_class"].astype("str")
    names = dict(zip(every["claim_id"], lane, strict=True))
    rows = seen.assign(lane=seen["claim_id"].map(names), when=seen["date"].dt.strftime("%d %b %Y"))
    rows["slot"] = _apart(rows["lane"], rows["day"].map(log10), 0.08)
    rows = rows[["lane", "slot", "day", "when", "title", "direction"]]
    empty = pd.DataFrame({"lane": [n for c, n in names.items() if c not in set(seen["claim_id"])], "slot": 0})
    placed, y, frame = lanes(pd.concat([rows, empty]), list(lane), rising=False)
    points = (
        alt.Chart(placed.dropna(subset="day"))
        .mark_point(size=70)
        .encode(
            x=alt.X(
                "day:Q",
                title="Day, log scale (day 1 is 18 January 2024)",
                scale=alt.Scale(type="log", domain=[0.85, 1100]),
                axis=alt.Axis(values=[1, 3, 10, 30, 100, 300, 1000], format="d"),
            ),
            y=y,
            color=colour("direction", DIRECTIONS),
            shape=shape("direction", DIRECTION_SHAPES),
            tooltip=[alt.Tooltip("when", title="Date"), alt.Tooltip("title", title="What happened"), "direction"],
        )
    )
    classes = every["forecast_class"].value_counts()
    told = ", ".join(f"{classes[name]} {name}" for name in forecasts.CLASSES)
    return figure(
        (points + frame).properties(height=alt.Step(17)),
        name="forecast-trail",
        title="The forecasts, and what happened next",
        description=(
            f"Chart of {len(every)} forecasts with {len(seen)} dated pieces of evidence, of which {(seen['direction'] == forecasts.TOWARDS).sum()} point "
            f"towards a forecast and {(seen['direction'] == forecasts.AWAY).sum()} away from it; the classes are {told}."
        ),
        caption=(
            "One line is one forecast, with its class at the end. A mark is a dated row; it says what came next, not what caused it. "
            "Lines without a mark have no dated row in the tables. A mark away from a forecast does not refute a forecast that only names a risk."
        ),
        table=seen.assign(when=rows["when"])[
            ["claim_id", "foresees", "forecast_class", "when", "title", "direction"]
        ].set_axis(["Claim", "Foresees", "Class", "Date", "What happened", "Points"], axis=1),
    )


ORIGINS = {months.REPORTED: PAK, months.DIFFERENCE: "#56A0D6"}
ORIGIN_SHAPES = {months.REPORTED: "square", months.DIFFERENCE: "diamond"}
KINDS = {months.STRIKES: BROWN, months.CLOSED: INK, months.PLACEBO: NEUTRAL}
KIND_SHAPES = {months.STRIKES: "circle", months.CLOSED: "cross", months.PLACEBO: "triangle-up"}


def _apart(lane: pd.Series, place: pd.Series, gap: float) -> pd.Series:
    """Slot of each mark in its lane, from 1: the first in which no mark stands closer than `gap`, so that none hides another."""
    slots, taken = {}, {}
    for index in place.sort_values(kind="stable").index:
        last = taken.setdefault(lane[index], [])
        free = [slot for slot, at in enumerate(last) if place[index] - at >= gap]
        slot = free[0] if free else len(last)
        last[slot : slot + 1] = [place[index]]
        slots[index] = slot + 1
    return pd.Series(slots).reindex(place.index)


def _span(first: str, last: str) -> alt.Scale:
    """Time scale from one day to another, so that no mark sits on the edge."""
    days = [pd.Timestamp(day) for day in (first, last)]
    return alt.Scale(domain=[alt.DateTime(year=day.year, month=day.month, date=day.day) for day in days])


def months_around_strikes(observed: pd.DataFrame) -> alt.Chart:
    """Customs imports by month, reported or by difference, above; the change on the year before, with placebo months, below."""
    cells = months.cells(observed)
    change = months.year_on_year(cells)
    drawn = change[change["kind"] != months.UNCLEAR]
    span = _span("2022-06-20", "2025-07-10")
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


def many_values(observed: pd.DataFrame) -> alt.Chart:
    """The values that different counts give for one flow in one period, on a scale that has room for zero."""
    rows = mirror.many_values(observed)
    rows = rows[rows["high"] > 0].copy()
    rows["support"] = rows["confidence"].astype("str")
    rows["lane"] = rows["period_label"] + ", " + rows["flow"].str.replace("From", "from")
    rows["slot"] = _apart(rows["lane"], np.log10(1 + rows["value"]), 0.12)
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


CLOSERS = {crossings.IRAN: IRN, crossings.PAKISTAN: PAK, crossings.UNCLEAR: NEUTRAL, crossings.NOBODY: INK}
CLOSER_SHAPES = {
    crossings.IRAN: "circle",
    crossings.PAKISTAN: "square",
    crossings.UNCLEAR: "diamond",
    crossings.NOBODY: "cross",
}


def border_closures() -> alt.Chart:
    """Reported closures of crossings by cause, and the strikes, during which none was closed."""
    rows = crossings.closures().assign(slot=1)
    order = list(crossings.by_cause()["cause"])
    closed = rows[rows["closed_by"] != crossings.NOBODY]
    rows, y, frame = lanes(
        rows.assign(lane=rows["cause"], when=rows["date"].dt.strftime("%B %Y")).drop(columns=["source_id", "key"]),
        order,
        rising=False,
    )
    points = (
        alt.Chart(rows)
        .mark_point(size=100, strokeWidth=1.7)
        .encode(
            x=alt.X(
                "date:T",
                title=None,
                axis=alt.Axis(format="%Y", tickCount=6),
                scale=_span("2013-07-01", "2026-01-01"),
            ),
            y=y,
            color=colour("closed_by", CLOSERS, "Closed by"),
            shape=shape("closed_by", CLOSER_SHAPES, "Closed by"),
            tooltip=[
                alt.Tooltip("when", title="When"),
                alt.Tooltip("title", title="Reported"),
                alt.Tooltip("closed_by", title="Closed by"),
                alt.Tooltip("lasted", title="How long"),
            ],
        )
    )
    return figure(
        (points + frame).properties(height=alt.Step(18)),
        name="border-closures",
        title="What closed the border",
        description=(
            f"Chart of {len(closed)} reported closures of crossings from {closed['date'].min():%Y} to {closed['date'].max():%Y} in {closed['cause'].nunique()} causes, "
            f"with none reported for the strikes of January 2024."
        ),
        caption="One mark is one reported closure; the cross marks the strikes, when officials on the Pakistani side said that all crossings stayed open. The list holds what the tables hold; short or local closures are surely missing.",
        table={"when": "When", "title": "Reported", "cause": "Cause", "closed_by": "Closed by", "lasted": "How long"},
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
                "as_of:T", title=None, axis=alt.Axis(format="%Y", tickCount=6), scale=_span("2008-01-01", "2025-01-01")
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
                scale=_span("2013-01-01", "2026-07-01"),
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


TIE_COLOURS = {"treaty": JOINT, "event": GREEN, "dispute without deaths": NEUTRAL, "dispute with deaths": BROWN}
TIE_SHAPES = {
    "treaty": "circle",
    "event": "square",
    "dispute without deaths": "triangle-up",
    "dispute with deaths": "cross",
}


def ties_and_disputes(alliances: pd.DataFrame, mids: pd.DataFrame, events: pd.DataFrame) -> alt.Chart:
    """Treaty years, militarised disputes and shared bodies in the long run; below, acts for and against since 2024."""
    first, last, duties = ties.treaty(alliances)
    fights = ties.disputes(mids)
    fought = [
        (
            pd.Timestamp(f"{row.year}-07-01"),
            f"Dispute of {row.days} days or more",
            f"dispute {'with' if row.fatal else 'without'} deaths",
        )
        for row in fights.itertuples()
    ]
    treaty = [(pd.Timestamp(f"{first}-01-01"), "Promise " + " and ".join(duties), "treaty")]
    long_run = {
        f"Treaty tie of the two, {first} to {last} (data to 2018)": treaty,
        "Militarised disputes (data to 2014)": fought,
        "Joined or left together": _acts(events, ties.JOINED),
    }
    recent = {
        "Backed or welcomed by the other": _acts(events, ties.BACKED),
        "At odds": _acts(events, [*STRIKES.values(), *ties.AGAINST]),
    }
    rows = pd.concat([_tie_rows(long_run, last), _tie_rows(recent, last)])
    chosen = len(ties.JOINED) + len(ties.BACKED) + len(ties.AGAINST) + len(STRIKES)
    return figure(
        alt.vconcat(
            _tie_panel(_tie_rows(long_run, last), _span("1947-01-01", "2027-01-01"), "%Y", gap=1000),
            _tie_panel(_tie_rows(recent, last), _span("2023-12-15", "2026-07-01"), "%b %y", gap=32),
        ),
        name="ties-and-disputes",
        title="Ties and disputes of the two states",
        description=(
            f"Timeline of the pair: a treaty tie from {first} to {last}, {len(fights)} militarised disputes from {fights['year'].min()} to {fights['year'].max()} of which {fights['fatal'].sum()} had deaths, "
            f"and {chosen} chosen events."
        ),
        caption=(
            "Above: the treaty promised not to attack and to consult; no duty to defend is coded. The two data sets end in 2018 and 2014: an empty stretch after that says nothing. "
            "Below, since 2024: a choice of ours from the chronology, not a count. Marks that would hide each other stand below each other."
        ),
        table=rows.assign(when=rows["date"].dt.strftime("%Y"))[["when", "lane", "what", "mark"]].set_axis(
            ["Year", "Lane", "What", "Mark"], axis=1
        ),
    )


def _acts(events: pd.DataFrame, keys: list[str]) -> list[tuple]:
    known = events.set_index("event_id").loc[keys]
    return [(row.date, row.title, "event") for row in known.itertuples()]


def _tie_rows(of_lane: dict[str, list[tuple]], last: int) -> pd.DataFrame:
    flat = [(lane, *row) for lane, rows in of_lane.items() for row in rows]
    frame = pd.DataFrame(flat, columns=["lane", "date", "what", "mark"])
    return frame.assign(until=frame["date"].where(frame["mark"] != "treaty", pd.Timestamp(f"{last}-12-31")))


def _tie_panel(frame: pd.DataFrame, span: alt.Scale, ticks: str, gap: int) -> alt.LayerChart:
    """Lanes of marks; marks that stand closer than `gap` days go below each other."""
    days = (frame["date"] - frame["date"].min()).dt.days
    frame = frame.assign(slot=_apart(frame["lane"], days, gap))
    placed, y, names = lanes(frame, list(dict.fromkeys(frame["lane"])), rising=False)
    base = alt.Chart(placed).encode(y=y, color=colour("mark", TIE_COLOURS))
    x = alt.X("date:T", title=None, axis=alt.Axis(format=ticks, tickCount=6), scale=span)
    bar = base.transform_filter("datum.mark === 'treaty'").mark_rule(size=9)
    points = base.transform_filter("datum.mark !== 'treaty'").mark_point(size=80)
    tips = [alt.Tooltip("date:T", title="When", format="%B %Y"), alt.Tooltip("what", title="What")]
    return (
        bar.encode(x=x, x2="until:T", tooltip=["lane", "what"])
        + points.encode(x=x, shape=shape("mark", TIE_SHAPES), tooltip=tips)
        + names
    ).properties(height=alt.Step(18))
