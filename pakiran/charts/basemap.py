"""A small map of Iran, Pakistan and their neighbours, on which figures place points.

The outlines in `pakiran/basemap.json` are those of Natural Earth 1:10m (version 4.1, public domain, naturalearthdata.com),
taken from the npm package world-atlas 2.0.2, cut to 46-81 E and 17-44 N and thinned: to
points about 2.5 km apart along the border of Iran and Pakistan, 6 km around it, and 12 km elsewhere. All land has one colour. Lines follow who holds the ground and say nothing
about rights. The lines in and around Kashmir, which states dispute, are dashed and give no side the land; a solid line is
no judgement either.
"""

import json
from pathlib import Path

import altair as alt
import pandas as pd

from ..figures import INK, PAPER

OUTLINES = Path(__file__).resolve().parent.parent / "basemap.json"
# Views: middle (longitude, latitude) and degrees of longitude across the whole width, on a wide and a narrow screen.
VIEWS = {"Border zone": (62.4, 27.45, 15.0, 7.4), "Whole region": (63.0, 31.0, 30.0, 26.0)}
WIDTHS = (640, 330)  # px: between them the span is interpolated
COUNTRIES = pd.DataFrame(
    [
        ("Border zone", "IRAN", 59.4, 28.0),
        ("Border zone", "PAKISTAN", 65.2, 27.9),
        ("Border zone", "AFGHANISTAN", 64.6, 30.35),
        ("Border zone", "Arabian Sea", 62.9, 24.3),
        ("Whole region", "IRAN", 55.6, 32.4),
        ("Whole region", "PAKISTAN", 68.7, 28.6),
        ("Whole region", "AFGHANISTAN", 64.1, 33.2),
        ("Whole region", "INDIA", 74.2, 27.2),
        ("Whole region", "Arabian Sea", 63.2, 22.9),
    ],
    columns=["view", "name", "lon", "lat"],
)
# Towns with a name in each view, and where the name stands: beside the point, away from what else is drawn there.
TOWNS = pd.DataFrame(
    [
        ("Border zone", "zahedan", "left"),
        ("Border zone", "saravan", "below"),
        ("Border zone", "panjgur", "below"),
        ("Border zone", "kech", "below"),
        ("Border zone", "chabahar", "below"),
        ("Border zone", "rask", "below-left"),
        ("Border zone", "ormara", "below"),
        ("Border zone", "quetta", "below"),
        ("Border zone", "kerman", "below"),
        ("Whole region", "kerman", "below"),
        ("Whole region", "chabahar", "below"),
        ("Whole region", "ormara", "below"),
        ("Whole region", "panjgur", "right"),
        ("Whole region", "quetta", "below"),
        ("Whole region", "multan", "below"),
        ("Whole region", "lahore", "below"),
        ("Whole region", "peshawar", "below-left"),
        ("Whole region", "mazar-i-sharif", "below"),
    ],
    columns=["view", "place_id", "where"],
)


def _pick(index: int, view: str | None) -> str:
    """One number of a view; without a view, of the one that the parameter `view` names."""
    if view:
        return str(VIEWS[view][index])
    first, second = VIEWS
    return f"(view === '{first}' ? {VIEWS[first][index]} : {VIEWS[second][index]})"


def _span(view: str | None) -> str:
    """Degrees of longitude across the whole width, as a Vega expression."""
    wide, narrow = WIDTHS
    share = f"clamp((width - {narrow}) / {wide - narrow}, 0, 1)"
    return f"({_pick(3, view)} + ({_pick(2, view)} - {_pick(3, view)}) * {share})"


def projection(view: str | None = None, height: str = "height") -> alt.Projection:
    """Mercator projection of a view; without a view, of the one that the parameter `view` names.

    `height` of the map as a Vega expression: where the map stands among other views, "height" is not its own.
    """
    return alt.Projection(
        type="mercator",
        center=alt.expr(f"[{_pick(0, view)}, {_pick(1, view)}]"),
        scale=alt.expr(f"width / {_span(view)} * 57.2958"),
        translate=alt.expr(f"[width / 2, {height} / 2]"),
    )


def in_sight(view: str | None = None, height: str = "height") -> str:
    """Vega expression: whether the point `datum.lon`, `datum.lat` lies in the frame of a view.

    The height is that of the Mercator projection: y = ln tan(45 degrees + latitude / 2).
    """

    def northing(lat: str) -> str:
        return f"log(tan(PI / 4 + {lat} * PI / 360))"

    up = f"abs({northing('datum.lat')} - {northing(_pick(1, view))}) * 180 / PI"
    return f"(abs(datum.lon - {_pick(0, view)}) < {_span(view)} / 2 && {up} < {_span(view)} * {height} / width / 2)"


def into_frame(text: str, view: str | None = None) -> str:
    """Vega expression: by how many px a name around the point `datum.lon` moves to stand whole in the frame.

    `text` is the expression of the name, in letters of 11 px, of which the widest take 7 px.
    """
    half = f"(length({text}) * 3.5 + 3)"
    at = f"width * (0.5 + (datum.lon - {_pick(0, view)}) / {_span(view)})"
    return f"max(0, {half} - {at}) - max(0, {half} + {at} - width)"


def layers(places: pd.DataFrame, view: str | None = None, away: int = 11, aside: int = 28) -> list[alt.Chart]:
    """Land, lines and names of a view; without a view, of the one that the parameter `view` names.

    `places` as `pakiran.load` returns it. Names of towns stand `away` px under their points or `aside` px beside them.
    """
    shapes = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    outlines = alt.Chart(alt.InlineData(values=shapes))

    def drawn(kind: str, **style) -> alt.Chart:
        return outlines.transform_filter(f"datum.properties.kind === '{kind}'").mark_geoshape(clip=True, **style)

    def of_view(rows: pd.DataFrame) -> alt.Chart:
        if view:
            chart = alt.Chart(rows[rows["view"] == view].drop(columns="view"))
        else:
            chart = alt.Chart(rows).transform_filter("datum.view === view")
        return chart.encode(longitude="lon:Q", latitude="lat:Q")

    towns = TOWNS.merge(places[["place_id", "name", "lon", "lat"]], on="place_id").drop(columns="place_id")
    towns["name"] = towns["name"].str.removesuffix(" district")
    halo = {"stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.8}
    sides = {
        "below": {"dy": away},
        "below-left": {"dy": away, "dx": 2, "align": "right"},
        "left": {"dx": -aside, "align": "right"},
        "right": {"dx": aside, "align": "left"},
    }
    written = [
        of_view(towns[towns["where"] == where].drop(columns="where"))
        .mark_text(fontSize=11, clip=True, **place, **style)
        .encode(text="name:N")
        for style in (halo, {})
        for where, place in sides.items()
        if (towns["where"].eq(where) & (towns["view"].eq(view) | (view is None))).any()
    ]
    return [
        drawn("land", fill=INK, fillOpacity=0.07, stroke=INK, strokeOpacity=0.3, strokeWidth=0.6),
        drawn("border", filled=False, stroke=INK, strokeOpacity=0.4, strokeWidth=0.8),
        drawn("disputed", filled=False, stroke=INK, strokeOpacity=0.4, strokeWidth=0.8, strokeDash=[3, 3]),
        drawn("iran-pakistan", filled=False, stroke=INK, strokeOpacity=0.75, strokeWidth=1.6),
        of_view(COUNTRIES).mark_text(fontSize=11, opacity=0.7, clip=True).encode(text="name:N"),
        of_view(towns.drop(columns="where")).mark_point(size=9, color=INK, opacity=0.7, clip=True),
        *written,
    ]
