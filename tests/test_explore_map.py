"""Both faces of the map explorer give the same numbers, and the base map stays small and neutral."""

import itertools
import json
import re
from collections import Counter

import pandas as pd
import pytest
from faces import drawing

from pakiran import charts, explore_map, incidents, load
from pakiran.charts import basemap
from pakiran.charts.incidents import map_rows
from pakiran.explore import to_html

FOUND = incidents.incidents(load("events"), load("event_actors"), load("actors"))
EXPLORER = explore_map.incidents_explorer(FOUND, load("places"))


def counts_on_the_page(svg: str) -> Counter:
    """Marks that Vega draws, by who acted, read from their accessible labels."""
    labels = re.findall(r'aria-label="([^"]*Incident: [^"]*)"', svg)
    return Counter(re.search(r"Who acted: ([^;]+)", label).group(1) for label in labels)


def written(svg: str) -> tuple[int, int]:
    """The two numbers on the map: incidents of the setting, and those of them in the frame."""
    return tuple(map(int, re.search(r">(\d+) incidents?, (\d+) in this frame<", svg).groups()))


SETTINGS = [
    {"first": 1990, "last": 2025, "who": "Everyone"},
    {"first": 2010, "last": 2019, "who": "Everyone"},
    {"first": 1990, "last": 2025, "who": "Jaish al-Adl"},
    {"first": 2024, "last": 2024, "who": "Iranian forces"},
    {"first": 2020, "last": 2010, "who": "Everyone"},
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_page_and_kernel_agree(setting):
    kernel = EXPLORER.counts(**setting).groupby("by")["incidents"].sum().to_dict()
    svg = drawing(EXPLORER, **setting)
    assert counts_on_the_page(svg) == kernel
    total = sum(kernel.values())
    assert written(svg)[0] == total


def test_the_view_changes_what_is_in_sight_and_not_the_numbers():
    near, far = (drawing(EXPLORER, view=view, **SETTINGS[0]) for view in basemap.VIEWS)
    assert counts_on_the_page(near) == counts_on_the_page(far)
    rows = map_rows(FOUND, load("places"))
    middle, _, across, _ = basemap.VIEWS["Border zone"]
    inside = ((rows["lon"] - middle).abs() < across / 2) & (rows["lat"] < 32)
    assert written(near) == (len(rows), inside.sum())
    assert written(far) == (len(rows), len(rows))


def test_the_frame_counts_what_lies_in_it_and_no_more():
    lahore = SETTINGS[0] | {"who": "Sipah-e-Sahaba"}
    assert written(drawing(EXPLORER, view="Border zone", **lahore)) == (1, 0)
    assert written(drawing(EXPLORER, view="Whole region", **lahore)) == (1, 1)


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    for control, value in zip(controls, (2010, 2019, "Jaish al-Adl"), strict=True):
        control.value = value
    assert table.value == to_html(EXPLORER.counts(2010, 2019, "Jaish al-Adl"))


def test_settings_name_the_params():
    assert [param.name for param in EXPLORER.chart.params] == [*EXPLORER.settings, "view"]


def test_base_map_is_small_and_has_one_colour_of_land():
    text = basemap.OUTLINES.read_text(encoding="utf-8")
    assert len(text) < 40_000
    kinds = [feature["properties"]["kind"] for feature in json.loads(text)["features"]]
    assert kinds == ["land", "border", "iran-pakistan", "disputed"]


def test_both_capitals_stand_well_inside_the_whole_region_and_land_fills_it():
    middle, _, *spans = basemap.VIEWS["Whole region"]
    lon = load("places").set_index("place_id")["lon"]
    shapes = json.loads(basemap.OUTLINES.read_text(encoding="utf-8"))["features"]
    drawn = [x for polygon in shapes[0]["geometry"]["coordinates"] for x, _ in polygon[0]]
    for span, width in zip(spans, basemap.WIDTHS, strict=True):
        west, east = middle - span / 2, middle + span / 2
        room = 15 * span / width  # degrees that half of a large mark takes
        assert west + room < lon["tehran"] and lon["islamabad"] < east - room
        assert min(drawn) <= west and east <= max(drawn)


def test_names_of_the_map_are_places():
    assert set(basemap.TOWNS["place_id"]) <= set(load("places")["place_id"])
    assert set(basemap.TOWNS["view"]) == set(basemap.COUNTRIES["view"]) == set(basemap.VIEWS)


def border_at(lat: float) -> list[float]:
    """Longitudes of the drawn border of Iran and Pakistan at one latitude."""
    shapes = json.loads(basemap.OUTLINES.read_text(encoding="utf-8"))["features"]
    (line,) = next(s for s in shapes if s["properties"]["kind"] == "iran-pakistan")["geometry"]["coordinates"]
    pairs = itertools.pairwise(line)
    return [x1 + (lat - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in pairs if min(y1, y2) <= lat < max(y1, y2)]


def marks_by_incident():
    return incidents.located(FOUND, load("places"))


def marks_of_the_explorer():
    return marks_by_incident().drop(columns="lon").merge(map_rows(FOUND, load("places"))[["title", "lon"]], on="title")


def marks_by_place():
    spec = charts.incident_map(FOUND, load("places")).to_dict()
    (rows,) = [rows for rows in spec["datasets"].values() if "area" in rows[0]]
    codes = {"In Iran": "IRN", "In Pakistan": "PAK"}
    rows = pd.DataFrame(rows)
    return rows.assign(title=rows["place"], soil=rows["soil"].map(codes))


@pytest.mark.parametrize("marks", [marks_by_incident, marks_of_the_explorer, marks_by_place])
def test_marks_keep_to_their_side_of_the_border(marks):
    """Setting marks beside each other must not move one across the border (checked against the drawn line)."""
    placed = marks()
    zone = placed[placed["soil"].isin(["IRN", "PAK"]) & placed["lat"].between(25.2, 29.8)]
    wrong = [
        (row.title, row.soil)
        for row in zone.itertuples()
        if (row.soil == "IRN" and row.lon > max(border_at(row.lat)))
        or (row.soil == "PAK" and row.lon < min(border_at(row.lat)))
    ]
    assert len(zone) > 10 and wrong == []
