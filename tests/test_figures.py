"""Figures: what a chart must carry, what a notebook keeps of it, what the book makes of it."""

import base64
import json
import re

import altair as alt
import pandas as pd
import pytest

from pakiran import figures, sphinx_figures
from pakiran.charts.common import SIDES, colour
from pakiran.figures import MIME, figure

SENTENCE = "Points show four made-up values of two sides in four years."
DATA = pd.DataFrame(
    {
        "year": pd.to_datetime(["2020", "2021", "2022", "2023"], format="%Y"),
        "side": ["Iran", "Pakistan"] * 2,
        "value": [1.5, 2.0, 30000.0, None],
    }
)


def plain():
    """A chart that is no figure yet."""
    return (
        alt.Chart(DATA)
        .mark_point()
        .encode(x="year:T", y="value:Q", color=colour("side", {side: SIDES[side] for side in ("Iran", "Pakistan")}))
    )


def made(chart=None, **changes):
    """A chart as a complete figure, with `changes`."""
    given = {"name": "four-values", "title": "Four values", "description": SENTENCE} | changes
    return figure(chart or plain(), **given)


def bundle(chart):
    """What a notebook keeps of a chart."""
    return chart._repr_mimebundle_()


@pytest.mark.parametrize(
    "lack, words",
    [
        ({"name": None}, "name must be"),
        ({"name": "Four Values"}, "name must be"),
        ({"title": None}, "no title"),
        ({"description": None}, "one full sentence"),
        ({"description": "four values of two sides, with no capital."}, "one full sentence"),
        ({"description": "Four values of two sides, with no stop"}, "one full sentence"),
        ({"description": "Here are four values. They belong to two sides."}, "one full sentence"),
        ({"max_rows": 3}, "4 rows, more than 3"),
        ({"table": {"when": "Year"}}, "columns that its data lack"),
    ],
)
def test_one_clear_error_at_once(lack, words):
    with pytest.raises(ValueError, match=words):
        made(**lack)


def test_error_names_the_chart_and_lists_everything():
    with pytest.raises(ValueError, match=r"'four-values'.*no title.*one full sentence"):
        figure(plain(), name="four-values")


def test_result_is_a_plain_chart_and_the_first_one_is_untouched():
    chart = plain()
    result = made(chart)
    assert type(result) is alt.Chart and result is not chart
    assert chart.title is alt.Undefined and chart.usermeta is alt.Undefined


def test_a_figure_can_be_named_anew():
    again = figure(made(caption="As before."), name="other-name")
    assert again.usermeta["pakiran"] == {"name": "other-name", "caption": "As before."}
    assert again.description == SENTENCE


def test_notebook_output_has_the_three_forms_and_no_html():
    """JupyterLab would show text/html instead of the live chart."""
    out = bundle(made())
    assert set(out) == {MIME, "image/png", "text/plain"}
    assert out["text/plain"] == SENTENCE
    assert base64.b64decode(out["image/png"]).startswith(b"\x89PNG")
    assert out[MIME]["$schema"].endswith("v5.json")


def test_notebook_output_is_the_same_each_time():
    """Also after other charts: Altair's running numbers must not show."""

    def selecting():
        pick = alt.selection_point(fields=["side"])
        return made(plain().add_params(pick) & plain())

    first = bundle(selecting())
    for _ in range(3):
        alt.selection_point()
        plain()
    assert bundle(selecting()) == first
    assert not re.search(r"altair-viz|[0-9a-f]{32}-", json.dumps(first[MIME]))


def test_a_draft_is_shown_but_is_no_figure():
    out = bundle(plain())
    assert "image/png" in out
    assert figures.check(out[MIME])


@pytest.mark.parametrize(
    "table, headings, first",
    [
        (None, ["Year", "Side", "Value"], ["2020-01-01", "Iran", "1.5"]),
        ({"side": "Who", "value": "How much"}, ["Who", "How much"], ["Iran", "1.5"]),
        (pd.DataFrame({"Any heading": ["a", None]}), ["Any heading"], ["a"]),
    ],
)
def test_table(table, headings, first):
    found, rows = figures.table_of(made(table=table).to_dict())
    assert found == headings and rows[0] == first


def test_cells_are_readable():
    cells = map(figures.cell, [None, float("nan"), True, 30000.0, 0.1 + 0.2, "2024-01-16T00:00:00"])
    assert list(cells) == ["–", "–", "yes", "30,000", "0.3", "2024-01-16"]


def test_table_html_is_marked_up_and_escaped():
    html = figures.table_html(made(table=pd.DataFrame({"<b>": ["<script>", "x"], "n": [1, 2]})).to_dict())
    assert '<th scope="col">&lt;b&gt;</th>' in html and '<th scope="row">&lt;script&gt;</th>' in html
    assert '<td class="pk-number">1</td>' in html


@pytest.mark.parametrize(
    "chart",
    [
        plain(),
        plain() + plain().mark_line(),
        plain() | plain(),
        plain() & plain(),
        plain().encode(facet=alt.Facet("side:N", columns=3)),
        plain().encode(row="side:N"),
    ],
    ids=["single", "layers", "beside", "above", "facets", "rows"],
)
@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_every_kind_of_chart_has_the_width_asked_for(chart, width):
    spec = made(chart).to_dict()
    drawn = figures.svg_width(figures.draw(figures.for_width(spec, width)))
    assert width - 12 <= drawn <= width + 12


def test_colours_stand_out_in_both_modes():
    """3:1, as WCAG asks of graphics, against white and the theme's dark page."""

    def light(colour):
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for shade in (*SIDES.values(), figures.NEUTRAL):
        for paper in ("#ffffff", "#121212"):
            low, high = sorted((light(shade), light(paper)))
            assert (high + 0.05) / (low + 0.05) >= 3, (shade, paper)


def test_the_book_draws_with_the_colour_of_the_text():
    svg = sphinx_figures.still(figures.sized(made().to_dict())["wide"], "wide")
    assert 'fill="currentColor"' in svg and f'aria-label="{SENTENCE}"' in svg
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", svg)) <= {figures.IRN, figures.PAK}


def test_inner_ids_differ_from_figure_to_figure():
    clipped = plain().mark_point(clip=True)
    svgs = [
        sphinx_figures.still(figures.for_width(made(clipped, name=name).to_dict(), width), kind)
        for name in ("one", "two")
        for width, kind in ((688, "wide"), (328, "narrow"))
    ]
    ids = [found for svg in svgs for found in re.findall(r'\bid="([^"]+)"', svg)]
    assert ids and len(ids) == len(set(ids))
    assert all(f"url(#{found})" in "".join(svgs) for found in ids)


def test_live_form_holds_the_data_once_and_cannot_end_its_script():
    spec = made(plain(), title="</script><b>").to_dict()
    text = sphinx_figures.live(figures.sized(spec))
    assert "<" not in text and text.count('"Pakistan"') == text.count('"Iran"')
    live = json.loads(text)
    assert all("values" not in source for source in live["wide"]["data"] if source["name"] in live["data"])


def test_bundle_is_one_function_with_its_licence():
    code = sphinx_figures.bundle()
    assert code.startswith("/*! Vega 6") and "BSD 3-Clause" in code
    assert code.rstrip().endswith("})();")
    assert "window.pakiranVega={parse:" in code
