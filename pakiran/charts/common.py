"""What the figures share: colours and shapes of the sides, lanes, and how weak support is drawn."""

import altair as alt
import pandas as pd

from ..figures import IRN, JOINT, PAK, THIRD

SIDES = {"Iran": IRN, "Pakistan": PAK, "Joint": JOINT, "Third party": THIRD, "Inside one state": "#9A7B00"}
LANE_ORDER = ["Armed acts", "Diplomacy", "Border, trade, energy", "Third parties", "At home"]
SIDE_SHAPES = {
    "Iran": "circle",
    "Pakistan": "square",
    "Joint": "diamond",
    "Third party": "triangle-up",
    "Inside one state": "cross",
}
STRIKES = {"Iran": "IP-20240116-05", "Pakistan": "IP-20240118-01"}
WEAK = "low"  # drawn hollow everywhere, so that a weak row never looks like a strong one


def colour(column: str, colours: dict[str, str], title: str | None = None) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{column}:N", title=title, scale=scale)


def drawn_by_support(column: str, colours: dict[str, str], title: str | None = None) -> dict:
    """Encodings of a filled mark: colour by `column`, hollow where the column `support` is weak."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return {
        "color": alt.Color(f"{column}:N", title=title, scale=scale),
        "stroke": alt.Stroke(f"{column}:N", title=title, scale=scale),
        "fillOpacity": alt.condition(f"datum.support === '{WEAK}'", alt.value(0), alt.value(1)),
    }


def shape(column: str, shapes: dict[str, str], title: str | None = None) -> alt.Shape:
    return alt.Shape(f"{column}:N", title=title, scale=alt.Scale(domain=list(shapes), range=list(shapes.values())))


def day(dates: pd.Series) -> pd.Series:
    return dates.dt.day.astype(str) + dates.dt.strftime(" %b")


def lanes(rows: pd.DataFrame, lanes: list[str], rising: bool) -> tuple[pd.DataFrame, alt.Y, alt.LayerChart]:
    """Stack the marks of each lane by `slot`, under the lane's name, which stands inside the plot.

    Names inside the plot leave a phone its full width. Returns the rows, the shared vertical
    channel, and the layer with names and lines between the lanes.
    """
    depth = rows.groupby("lane")["slot"].max()
    lanes = [lane for lane in lanes if lane in depth]
    slots = {lane: range(depth[lane], 0, -1) if rising else range(1, depth[lane] + 1) for lane in lanes}
    order = [f"{lane}|{slot}" for lane in lanes for slot in (0, *slots[lane])]
    y = alt.Y("row:N", sort=order, axis=None)
    heads = alt.Chart(pd.DataFrame({"row": [f"{lane}|0" for lane in lanes], "name": lanes})).encode(y=y)
    names = heads.mark_text(align="left", fontWeight="bold", dx=2).encode(x=alt.value(0), text="name:N")
    lines = heads.mark_rule(opacity=0.35, yOffset=-9)
    return rows.assign(row=rows["lane"] + "|" + rows["slot"].astype(str)), y, lines + names
