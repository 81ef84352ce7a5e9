"""Figures of the trade targets: the ledger, and the growth needed against the growth recorded."""

import altair as alt
import pandas as pd

from .. import targets as _targets
from ..figures import INK, figure
from .common import drawn_by_support, lanes, shape, support_of
from .trade import COUNT_COLOURS, COUNT_SHAPES

STATES = {"past": "The deadline has passed", "ahead": "The deadline lies ahead", "none": "No deadline was named"}
KIND_OF_YEAR = {"PK_FISCAL_JUL_JUN": "fiscal years", "IR_SOLAR_MAR_MAR": "solar years", "CALENDAR": "calendar years"}
BEGINS = {"PK_FISCAL_JUL_JUN": "July", "IR_SOLAR_MAR_MAR": "March", "CALENDAR": "January"}
YEAR_SHAPES = dict(zip(BEGINS.values(), ["square", "diamond", "circle"], strict=True))


def target_ledger(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp) -> alt.Chart:
    """How near each count came to each target, in percent of the target, by state of the deadline."""
    rows = _targets.ledger(targets, observed, today).dropna(subset="count")
    past = _targets.verdicts(rows[rows["state"] == "past"])
    rows = rows.assign(
        panel=rows["state"].map(STATES),
        target=_target_labels(rows),
        announced_by=_targets.announcers(rows["announced_by"]),
    )
    rows = rows[rows["best"] > 0]
    rows = rows.assign(support=support_of(rows["confidence"]))
    order = list(dict.fromkeys(rows["target"]))
    rows = rows.assign(level=rows["kind"].map({kind: level for level, kind in enumerate(COUNT_SHAPES)}))
    rows = rows.assign(years=rows["year_type"].astype("str").map(BEGINS))
    keep = [
        "panel",
        "level",
        "years",
        "target",
        "announced_by",
        "support",
        "share",
        "kind",
        "count",
        "best_period",
        "best",
    ]
    base = alt.Chart(rows[keep].round({"share": 2, "best": 2}))
    y = alt.Y("target:N", title=None, sort=order, axis=alt.Axis(labelLimit=160, grid=True))
    line = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.datum(100))
    points = base.mark_point(size=42, strokeWidth=1.5).encode(
        x=alt.X(
            "share:Q",
            title="Percent of the target, log scale",
            scale=alt.Scale(type="log", domain=[0.5, 700], clamp=True, nice=False),
            axis=alt.Axis(values=[1, 10, 100], format="d", grid=False),
        ),
        y=y,
        yOffset=alt.YOffset("level:Q", scale=alt.Scale(domain=[0, len(COUNT_SHAPES) - 1], range=[2, 18])),
        shape=shape("years", YEAR_SHAPES, "Year begins in").legend(columns=1),
        tooltip=[
            alt.Tooltip("target", title="Target"),
            alt.Tooltip("announced_by", title="Announced by"),
            alt.Tooltip("count", title="Count"),
            alt.Tooltip("best_period", title="Year used"),
            alt.Tooltip("best", title="USD million", format=",.1f"),
            alt.Tooltip("share", title="Percent of target", format=".1f"),
        ],
        **drawn_by_support("kind", COUNT_COLOURS, "Count, from top to bottom"),
    )
    chart = (line + points).properties(height=alt.Step(26, **{"for": "position"}))
    chart = chart.facet(
        facet=alt.Facet("panel:N", title=None, sort=list(STATES.values()), header=alt.Header(labelAnchor="start")),
        columns=1,
    ).resolve_scale(y="independent")
    missed, small = past[past["yeses"] == 0], past[past["yeses"] > 0]["target_usd_million"]
    return figure(
        chart,
        name="targets-ledger",
        title="Trade targets, and how near each count came",
        description=(
            f"Chart of {rows['target'].nunique()} targets against up to {rows.groupby('target')['count'].nunique().max()} counts each: "
            f"of {len(past)} targets whose deadline has passed and for which a count exists, {len(missed)} were reached by no count, "
            f"and the largest that any count reached is {small.max():,.0f} million dollars."
        ),
        caption=(
            "One mark is one count, at its highest whole year between announcement and deadline; the line marks the full target. A count at less than half a percent "
            "stands at the left edge; a count of zero, and targets without any count in their time, are not drawn. Within a row the kinds of count stand in the order of the key, from the top; the shape tells the kind of year: Pakistani years begin in July, Iranian ones in March. A star marks a second target with the same date. "
            "Pakistan's customs count imports only. The table names the year used. Hollow marks: the target itself rests on weak support."
        ),
        table=_ledger_table(targets, observed, today),
    )


def _target_labels(rows: pd.DataFrame) -> list[str]:
    """Short labels such as "Mar 2016, 5 bn for 2021", unique for each target."""
    when = rows["announced_date"].dt.strftime("%b %Y")
    when = when.where(rows["date_precision"] != "year", rows["announced_date"].dt.strftime("%Y"))
    amount = (rows["target_usd_million"] / 1000).map("{:g} bn".format)
    label = when + ", " + amount + [f" for {year}" if pd.notna(year) else "" for year in rows["deadline_year"]]
    owners = rows.assign(label=label).drop_duplicates("target_id")
    again = dict(zip(owners["target_id"], owners.groupby("label").cumcount(), strict=True))
    return [text + "*" * again[target] for text, target in zip(label, rows["target_id"], strict=True)]


def _ledger_table(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    rows = _targets.ledger(targets, observed, today)
    return pd.DataFrame(
        {
            "Announced": rows["announced_date"].dt.strftime("%Y-%m"),
            "By": _targets.announcers(rows["announced_by"]),
            "Target, USD million": rows["target_usd_million"],
            "Deadline": rows["deadline_year"].astype("object"),
            "Base claimed": rows["baseline_usd_million"],
            "Count": rows["count"],
            "Year used": rows["best_period"],
            "USD million": rows["best"],
            "Percent": rows["share"].round(1),
            "Reached": rows["reached"].map({True: "yes", False: "no"}),
        }
    )


def growth_needed(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp) -> alt.Chart:
    """Every recorded growth rate of each count, and the growth that each standing target needs from it."""
    years = _targets.counted(observed)
    rates = _targets.growth(years)
    rates = rates[rates["count"] != "Data set COW 4.0"]
    need = _targets.needed(targets, observed, today)
    recorded = rates.assign(
        mark=(rates["span"] > 1).map({True: "Recorded, over a gap", False: "Recorded, year on year"}),
        slot=1,
        what=rates["since"] + " to " + rates["until"],
    )
    goals = list(dict.fromkeys(need["goal"]))
    slots = need["goal"].map({goal: number for number, goal in enumerate(goals, start=2)})
    wanted = need.assign(mark=need["goal"], slot=slots, what=need["from_period"] + " to " + need["by_period"])
    rows = pd.concat([recorded, wanted], ignore_index=True)
    n = rates.groupby(["count", "year_type"]).size()
    names = {
        key: f"{key[0]}, {KIND_OF_YEAR[key[1]]} (n = {n.get(key, 0)})"
        for key in rows.groupby(["count", "year_type"]).groups
    }
    rows["lane"] = [names[key] for key in zip(rows["count"], rows["year_type"], strict=True)]
    first = [names[key] for key in zip(need["count"], need["year_type"], strict=True)]
    order = list(dict.fromkeys([*first, *sorted(rows["lane"], key=lambda lane: "COW" not in lane)]))
    rows["factor"] = 1 + rows["pct"] / 100
    rows, y, frame = lanes(rows[["lane", "slot", "mark", "what", "pct", "factor"]].round(4), order, rising=False)
    marks = ["Recorded, year on year", "Recorded, over a gap", *goals]
    shapes = dict(zip(marks, ["circle", "cross", "triangle-up", "triangle-down", "diamond", "square"], strict=False))
    scale = alt.Scale(domain=marks, range=_growth_colours(len(goals)))
    points = (
        alt.Chart(rows)
        .mark_point(size=50, strokeWidth=1.5)
        .encode(
            x=alt.X(
                "factor:Q",
                title="Growth in percent a year, log scale",
                scale=alt.Scale(type="log", domain=[0.15, 12], clamp=True),
                axis=alt.Axis(
                    values=[0.2, 0.5, 1, 2, 5, 10],
                    labelExpr="(datum.value > 1 ? '+' : '') + format((datum.value - 1) * 100, 'd')",
                ),
            ),
            y=y,
            color=alt.Color("mark:N", title=None, scale=scale),
            stroke=alt.Stroke("mark:N", title=None, scale=scale),
            shape=shape("mark", shapes),
            fillOpacity=alt.condition("indexof(datum.mark, 'Recorded') === 0", alt.value(0.6), alt.value(0)),
            tooltip=[
                alt.Tooltip("mark", title="What"),
                alt.Tooltip("what", title="Years"),
                alt.Tooltip("pct", title="Percent a year", format="+.1f"),
            ],
        )
    )
    best = _targets.best_growth(rates).set_index(["count", "year_type"])["pct"]
    customs = need[need["count"] == "Pakistan customs"]
    return figure(
        (points + frame).properties(height=alt.Step(13)),
        name="targets-growth",
        title="Growth needed, and growth ever recorded",
        description=(
            f"Chart of {len(rates)} recorded growth rates of {len(n)} counts beside the growth that {len(goals)} standing targets need: on Pakistan's customs they need "
            f"{customs['pct'].min():.0f} to {customs['pct'].max():.0f} percent a year, year after year, and the best single year of that count "
            f"brought {best['Pakistan customs', 'PK_FISCAL_JUL_JUN']:.0f} percent."
        ),
        caption=(
            "First line of each count: recorded rates; crosses where years are missing and the rate is spread over the gap. Lines below, where the count is recent enough: what each target "
            "needs. n is the number of recorded rates. Nominal dollars. Version 4.0 of the COW data is left out, because it is rounded and small early values give false rates."
        ),
        table=pd.DataFrame(
            {"Count": rows["lane"], "What": rows["mark"], "Years": rows["what"], "Percent a year": rows["pct"].round(1)}
        ),
    )


def _growth_colours(goals: int) -> list[str]:
    return [COUNT_COLOURS["Compiled data set"], COUNT_COLOURS["Compiled data set"], *[INK] * goals]
