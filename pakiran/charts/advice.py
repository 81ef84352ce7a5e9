"""Figures of the paper's advice: contacts since, options for the pipeline, schools of thought."""

import altair as alt
import pandas as pd

from .. import advice
from ..figures import INK, figure
from .common import SIDE_SHAPES, SIDES, WEAK, by_number, drawn_by_support, lanes, mark_says, shape, support_of, thin


def contacts(events: pd.DataFrame) -> alt.Chart:
    """Contacts of the two states and armed acts since January 2024, by date; colour and shape by who acts."""
    rows = advice.contacts(events)
    met, armed = rows[rows["face_to_face"]], rows[rows["lane"] == "Armed acts"]
    start, end, days = advice.longest_gap(rows)
    last = rows["date"].max()
    rows = rows.assign(
        slot=rows.groupby("lane").cumcount() % 2 + 1,
        support=support_of(rows["confidence"]),
    )
    drawn = thin(rows[["date", "title", "side", "lane", "slot", "support"]])
    drawn.insert(1, "when", drawn["date"].dt.strftime("%Y-%m-%d"))
    drawn, y, frame = lanes(drawn, advice.CONTACT_LANES, rising=False)
    points = _points(drawn, y, "side", ["when", "title"])
    return figure(
        (points + frame).properties(height=alt.Step(19)),
        name="wayforward-contacts",
        title="Contacts, and attacks near the border",
        description=(
            f"Chart of {len(rows)} dated events from January 2024 to {last:%B %Y} in lanes: {len(met)} are visits or meetings in person, "
            f"{(rows['lane'] == advice.CONTACT_LANES[0]).sum()} speak of border security or armed groups, {len(armed)} are armed acts, "
            f"and the longest time without a recorded meeting is {days} days, from {start:%B} to {end:%B %Y}."
        ),
        caption=f"{mark_says(drawn, 'Each mark is one event of the chronology, which is not a full register of meetings or of attacks; wars with other states are left out. Two rows in a lane only keep marks apart.')} Hollow marks rest on weak support. Sources for 2026 are few.",
        table={"when": "Day", "title": "Event", "lane": "Field", "side": "Who acts", "support": "Support"},
    )


def pipeline_options(status: pd.DataFrame) -> alt.Chart:
    """Who has spoken for or against each option for the pipeline since 2024, by date."""
    rows = advice.pipeline_options(status)
    statements = rows["status_id"].nunique()
    newest, aside = rows.iloc[-1], rows["stance"].isin(["against", "on a condition"]).rename("aside")
    weight = rows.assign(count=1).groupby("option")["thin"].agg(["sum", "size"])
    rows = rows.assign(
        lane=rows["option"],
        slot=rows.groupby(["option", aside]).cumcount() % 3 + 1 + aside * _rows_of_support(rows, aside),
        support=rows["thin"].map({True: WEAK, False: "stronger"}),
        strength=rows["thin"].map({True: "thin", False: "stronger"}),
        when=rows["date"]
        .dt.strftime("%Y-%m")
        .where(rows["date_precision"] != "day", rows["date"].dt.strftime("%Y-%m-%d")),
    )
    rows = rows[["date", "when", "title", "who", "stance", "lane", "slot", "support", "strength"]]
    rows, y, frame = lanes(rows, list(advice.OPTIONS), rising=False)
    only_thin = [option.lower() for option in advice.OPTIONS if weight.loc[option, "sum"] == weight.loc[option, "size"]]
    alone = f", all of those on the option to {' and to '.join(only_thin)} among them" if only_thin else ""
    points = _points(rows, y, "who", ["when", "title", "stance", "strength"])
    return figure(
        (points + frame).properties(height=alt.Step(19)),
        name="wayforward-pipeline-options",
        title="Options for the pipeline: who spoke of which, and when",
        description=(
            f"Chart of {statements} dated statements on {len(weight)} options, with {len(rows)} marks, from {rows['date'].min():%B %Y} to {rows['date'].max():%B %Y}: "
            f"{weight['sum'].sum()} marks rest on thin sources{alone}, "
            f"and the newest statement says that the case is {newest['status_after'].split(';')[0]}."
        ),
        caption="Hollow marks are thin: low confidence, or from 2026, where sources are few and some contradict each other. Statements for an option stand above those against it or on a condition. One report can stand under several options. Which option a statement belongs to is our reading.",
        table={
            "when": "Date",
            "lane": "Option",
            "who": "Side",
            "stance": "Stance",
            "title": "Statement",
            "strength": "Source",
        },
    )


def _rows_of_support(rows: pd.DataFrame, aside: pd.Series) -> pd.Series:
    """How many of the three rows of its lane the statements for an option fill."""
    return (~aside).groupby(rows["option"]).transform("sum").clip(upper=3)


def _points(rows: pd.DataFrame, y: alt.Y, side: str, tips: list[str]) -> alt.Chart:
    seen = [name for name in SIDES if name in set(rows[side])]
    return (
        alt.Chart(rows)
        .mark_point(size=55, strokeWidth=1.6)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=5)),
            y=y,
            shape=shape(side, {name: SIDE_SHAPES[name] for name in seen}),
            tooltip=[alt.Tooltip(tip, title=tip.capitalize()) for tip in tips],
            **drawn_by_support(side, {name: SIDES[name] for name in seen}),
            **by_number(rows),
        )
    )


# Names in two lines, so that four of them stand beside one another on a phone.
BROKEN = "{Institutional: ['Institu-', 'tional'], Constructivist: ['Construc-', 'tivist']}[datum.label] || datum.label"
FITS = {"fits first": "circle", "fits too": "diamond"}


def schools(recommendations: pd.DataFrame) -> alt.Chart:
    """Which school of thought each recommendation fits, first and second."""
    rows = advice.readings(recommendations)
    first = rows.rename(columns={"first": "school"}).assign(fit="fits first")
    second = rows.dropna(subset="second").rename(columns={"second": "school"}).assign(fit="fits too")
    long = pd.concat([first, second], ignore_index=True)[
        ["recommendation_id", "advice", "school", "fit", "words", "reason"]
    ]
    realist = long[long["school"] == "Realist"]["fit"].value_counts()
    points = (
        alt.Chart(long)
        .mark_point(size=120, strokeWidth=1.8, color=INK, stroke=INK)
        .encode(
            x=alt.X(
                "school:N",
                title=None,
                sort=advice.SCHOOLS,
                axis=alt.Axis(grid=True, labelOverlap=False, labelExpr=BROKEN),
            ),
            y=alt.Y("advice:N", title=None, sort=list(rows["advice"]), axis=alt.Axis(grid=True, labelLimit=140)),
            shape=shape("fit", FITS),
            fillOpacity=alt.condition("datum.fit === 'fits too'", alt.value(0), alt.value(1)),
            tooltip=[
                alt.Tooltip("recommendation_id", title="Advice"),
                alt.Tooltip("words", title="Words of the paper"),
                alt.Tooltip("reason", title="Why"),
            ],
        )
        .properties(height=alt.Step(26))
    )
    return figure(
        points,
        name="wayforward-schools",
        title="Which school of thought each piece of advice fits",
        description=(
            f"Grid of {len(rows)} pieces of advice and {len(advice.SCHOOLS)} schools of thought: {realist.get('fits first', 0)} fit realism first, "
            f"{realist.get('fits too', 0)} more fit it as a second reading, and {len(rows) - realist.sum()} do not fit it."
        ),
        caption="Our reading of the paper's words, one reader's judgement. Filled marks show the school that fits first, hollow marks one that fits too.",
        table={
            "recommendation_id": "Number",
            "advice": "Advice",
            "words": "Words of the paper",
            "school": "School",
            "fit": "Fit",
            "reason": "Why",
        },
    )
