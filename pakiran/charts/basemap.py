"""A small map of Iran, Pakistan and their neighbours, on which figures place points.

The outlines in `pakiran/basemap.json` are those of Natural Earth 1:10m (version 4.1, public domain, naturalearthdata.com),
taken from the npm package world-atlas 2.0.2, cut to 51-81 E and 18-41.5 N and thinned to points about 6 km apart
(2.5 km along the border of Iran and Pakistan). All land has one colour. Lines follow who holds the ground and say nothing
about rights. The lines in and around Kashmir, which states dispute, are dashed and give no side the land.
"""

import json
from pathlib import Path

import altair as alt
import pandas as pd

from ..figures import INK, PAPER

OUTLINES = Path(__file__).resolve().parent.parent / "basemap.json"
# Views: middle (longitude, latitude) and degrees of longitude across the whole width, on a wide and a narrow screen.
VIEWS = {"Border zone": (62.4, 27.45, 15.0, 7.4), "Whole region": (66.0, 31.0, 30.0, 20.5)}
WIDTHS = (640, 330)  # px: between them the span is interpolated
COUNTRIES = pd.DataFrame(
    [("IRAN", 59.2, 28.35), ("PAKISTAN", 65.2, 27.9), ("AFGHANISTAN", 64.6, 30.35), ("Arabian Sea", 62.9, 24.3)],
    columns=["name", "lon", "lat"],
)


def projection(view: str | None = None) -> alt.Projection:
    """Mercator projection of a view; without a view, of the one that the parameter `view` names."""

    def pick(index: int) -> str:
        if view:
            return str(VIEWS[view][index])
        first, second = VIEWS
        return f"(view === '{first}' ? {VIEWS[first][index]} : {VIEWS[second][index]})"

    wide, narrow = WIDTHS
    share = f"clamp((width - {narrow}) / {wide - narrow}, 0, 1)"
    span = f"({pick(3)} + ({pick(2)} - {pick(3)}) * {share})"
    return alt.Projection(
        type="mercator",
        center=alt.expr(f"[{pick(0)}, {pick(1)}]"),
        scale=alt.expr(f"width / {span} * 57.2958"),
        translate=alt.expr("[width / 2, height / 2]"),
    )


def layers(towns: pd.DataFrame, below: int = 11) -> list[alt.Chart]:
    """Land, lines and names. `towns` has `name`, `lon` and `lat`; names stand `below` px under their points."""
    shapes = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    outlines = alt.Chart(alt.InlineData(values=shapes))

    def drawn(kind: str, **style) -> alt.Chart:
        return outlines.transform_filter(f"datum.properties.kind === '{kind}'").mark_geoshape(clip=True, **style)

    names = alt.Chart(COUNTRIES).encode(longitude="lon:Q", latitude="lat:Q", text="name:N")
    places = alt.Chart(towns[["name", "lon", "lat"]]).encode(longitude="lon:Q", latitude="lat:Q")
    return [
        drawn("land", fill=INK, fillOpacity=0.07, stroke=INK, strokeOpacity=0.3, strokeWidth=0.6),
        drawn("border", filled=False, stroke=INK, strokeOpacity=0.4, strokeWidth=0.8),
        drawn("disputed", filled=False, stroke=INK, strokeOpacity=0.4, strokeWidth=0.8, strokeDash=[3, 3]),
        drawn("iran-pakistan", filled=False, stroke=INK, strokeOpacity=0.75, strokeWidth=1.6),
        names.mark_text(fontSize=11, opacity=0.55, clip=True),
        places.mark_point(size=9, color=INK, opacity=0.7, clip=True),
        places.mark_text(
            fontSize=11, dy=below, clip=True, stroke=PAPER, strokeWidth=3, strokeJoin="round", strokeOpacity=0.8
        ).encode(text="name:N"),
        places.mark_text(fontSize=11, dy=below, clip=True).encode(text="name:N"),
    ]
