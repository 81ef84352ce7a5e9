"""Figures as files: they say what they show and where from, and their rows are safe in a spreadsheet."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree

import altair as alt
import pandas as pd
import pytest

from pakiran import figure_files, figures


@pytest.fixture
def spec():
    rows = pd.DataFrame({"year": [2023, 2024], "value": [12000.0, None], "note": ["=1+1", "<b> & more"]})
    year = alt.param(
        name="year", value=1, bind=alt.binding_select(options=[0, 1], labels=["any", "the last"], name="Year ")
    )
    chart = alt.Chart(rows).mark_bar().encode(x="year:O", y="value:Q").add_params(year)
    made = figures.figure(
        chart,
        name="some-bars",
        title="Trade & transit, in two years that have a title long enough to need a second line of text",
        description="Bars of the trade of two years with nothing in the second.",
        caption="Goods only. " * 20,
    )
    return figures.steady(made.to_dict())


def test_drawing_says_what_it_shows_and_where_from(spec):
    tree = ElementTree.fromstring(figure_files.svg(spec))
    names = [child.tag.split("}")[1] for child in tree]
    assert names[:3] == ["title", "desc", "rect"] and names.count("g") == 1
    lines = [child.text for child in tree if child.tag.endswith("}text")]
    said = " ".join(lines)
    assert lines[0].startswith("Trade & transit") and len(lines[0]) < len(figures.title_of(spec))
    assert "Controls as drawn: Year: the last." in said and said.count("Goods only.") == 20
    assert "figure some-bars" in said and "version" in said and "CC-BY" in said and "example.org" not in said


def test_drawing_has_light_colours_and_room_for_its_text(spec):
    drawing = figure_files.svg(spec)
    assert figures.INK not in drawing and "var(" not in drawing
    tree = ElementTree.fromstring(drawing)
    chart = next(child for child in tree if child.tag.endswith("}g"))
    left, top = map(float, re.findall(r"[\d.]+", chart.get("transform")))
    width, height = (
        figures.WIDE,
        float(re.search(r'height="([\d.]+)"', figures.drawing(figures.sized(spec)["wide"]))[1]),
    )
    texts = [float(child.get("y")) for child in tree if child.tag.endswith("}text")]
    assert float(tree.get("width")) >= width + 2 * left and max(texts) < float(tree.get("height")) - 10
    assert not [y for y in texts if top < y < top + height], "text lies on the chart"


def test_files_are_three_the_same_each_time(spec):
    made = figure_files.files(spec)
    assert set(made) == {"some-bars.svg", "some-bars.png", "some-bars.csv"}
    assert made["some-bars.png"].startswith(b"\x89PNG")
    wide = int.from_bytes(made["some-bars.png"][16:20])
    assert wide >= 2 * figures.WIDE  # sharp in print
    assert made == figure_files.files(spec)


def test_rows_are_those_of_the_table_made_plain(spec):
    text = figure_files.rows(spec).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [["Year", "Value", "Note"], ["2023", "12000", "'=1+1"], ["2024", "", "<b> & more"]]


@pytest.mark.parametrize(
    ("shown", "plain"),
    [
        ("12,000", "12000"),
        ("−0.5", "-0.5"),
        ("-3", "-3"),
        ("–", ""),
        ("1,2", "1,2"),
        ("+05:00", "'+05:00"),
        ("@name", "'@name"),
        ("-x", "'-x"),
        ("a=b", "a=b"),
    ],
)
def test_cells_are_plain_and_safe(shown, plain):
    assert figure_files.plain(shown) == plain


def test_links_name_the_figure_and_its_files(spec):
    line = figure_files.links_html(spec, "../downloads/figures")
    assert 'aria-label="Download: Trade &amp; transit' in line
    assert re.findall(r'href="([^"]+)"', line) == [
        f"../downloads/figures/some-bars.{kind}" for kind in ("svg", "png", "csv")
    ]
