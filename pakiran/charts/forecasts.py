"""Figure of the forecasts: what came after each of them."""

from math import log10

import altair as alt
import pandas as pd

from .. import forecasts
from ..figures import BROWN, GREEN, figure
from .common import apart, colour, lanes, shape

DIRECTIONS = {forecasts.TOWARDS: GREEN, forecasts.AWAY: BROWN}
DIRECTION_SHAPES = {forecasts.TOWARDS: "triangle-right", forecasts.AWAY: "cross"}


def forecast_trail(claims: pd.DataFrame) -> alt.Chart:
    """Each forecast with the dated rows that speak to it, by the day after the strikes on a log scale."""
    every, seen = forecasts.forecasts(claims), forecasts.evidence(claims)
    lane = every["claim_id"] + " " + every["foresees"] + ": " + every["forecast_class"].astype("str")
    names = dict(zip(every["claim_id"], lane, strict=True))
    rows = seen.assign(lane=seen["claim_id"].map(names), when=seen["date"].dt.strftime("%d %b %Y"))
    rows["slot"] = apart(rows["lane"], rows["day"].map(log10), 0.08)
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
