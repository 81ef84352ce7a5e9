"""Statements under other settings: by hand, on the data, and on both faces of the explorer."""

import gzip
import html
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from pakiran import charts, figures, growth_spread, load, robustness, sphinx_figures, statements
from pakiran.explore import to_html

EXPLORER = robustness.explorer()
FOLDED = robustness.grid()
SAMPLE = [
    {},
    {"coding": "plus and minus one", "minimum": "medium"},
    {"minimum": "high"},
    {"sided": "out"},
    {"sided": "out", "minimum": "high", "basis": "Iran's customs"},
    {"basis": "Pakistan's customs", "coding": "plus and minus one"},
    {"sided": "out", "minimum": "high", "basis": "Pakistan's customs"},
]


# --- choosing rows ---------------------------------------------------------------------


def test_one_sided_by_hand():
    rows = pd.DataFrame({"id": list("abcdef"), "source_id": ["p", "p", "i", "x", "q", None]})
    links = pd.DataFrame({"id": ["a", "b", "c"], "source_id": ["p2", "i", "x"], "role": "corroborates"})
    seats = {"p": "PAK", "p2": "PAK", "i": "IRN", "x": "GBR", "q": None}
    sources = pd.DataFrame({"source_id": list(seats), "origin": list(seats.values())})
    # a: two in Pakistan; b: one in each; c: Iran and Britain; d: Britain; e: seat unknown; f: no source
    assert robustness.one_sided(rows, "id", links, sources).tolist() == [True, False, False, False, False, False]
    assert robustness.one_sided(rows[2:3], "id", links[:0], sources).tolist() == [True]


def test_basis_by_hand():
    rows = pd.DataFrame(
        [
            ("customs", "Pakistan"),
            ("customs", "Iran"),
            ("customs_comtrade_exporter", "Iran"),
            ("payments", "Pakistan"),
            ("stated", "Iran"),
        ],
        columns=["basis", "reporter_group"],
    )
    kept = {basis: list(robustness.on_basis(rows, basis).index) for basis in robustness.BASES}
    assert list(kept.values()) == [[0, 1, 2, 3, 4], [0, 1, 2, 3], [0], [1, 2]]


def test_chosen_rows_keep_to_the_setting():
    data = robustness.chosen("plus and minus one", "medium", "out", "all but stated figures")
    assert set(data["events"]["goldstein"]) == {-1.0, 0.0, 1.0} and (data["events"]["confidence"] >= "medium").all()
    assert "stated" not in set(data["trade_observed"]["basis"])
    assert len(data["claims"]) == len(load("claims")) and len(data["citations"]) == len(load("citations"))
    origin = load("sources").set_index("source_id")["origin"]
    links = load("events_sources")
    for event, source in data["events"][["event_id", "source_id"]].to_numpy()[:60]:
        seen = {source, *links.loc[links["event_id"] == event, "source_id"]}
        assert {origin[name] for name in seen} not in ({"IRN"}, {"PAK"})


def test_the_first_setting_is_the_book_itself():
    book, first = statements.tables(), robustness.chosen()
    assert all(book[name].equals(first[name]) for name in book)


# --- the statement that hangs on the coding ----------------------------------------------


def acted(*values):
    return {"events": pd.DataFrame({"goldstein": values, "dyadic": True, "date": pd.Timestamp("2024-05-01")})}


def test_cooperation_by_hand():
    found = statements.cooperation_outweighs(acted(1.0, 3.4, 0.0, -10.0))
    assert (found.holds, found.n) == (False, 4) and "sum to 4 against 10" in found.text
    plain = statements.cooperation_outweighs(acted(1.0, 1.0, 0.0, -1.0))
    assert plain.holds is True and "of 4 acts 2 are cooperative and 1 hostile" in plain.text
    early = {"events": acted(1.0)["events"].assign(date=pd.Timestamp("2023-12-31"))}
    assert statements.cooperation_outweighs(early).holds is None


def test_cooperation_on_the_real_rows():
    for coding in robustness.CODINGS:
        assert statements.cooperation_outweighs(robustness.chosen(coding)).holds is True


def test_targets_without_any_count_cannot_be_told():
    data = statements.tables()
    early = data["trade_observed"][data["trade_observed"]["period_end"] < "1960-01-01"]
    assert statements.targets_repeated(data | {"trade_observed": early}).holds is None


def test_trade_without_a_month_a_year_before_cannot_be_told():
    data = statements.tables()
    alone = data["trade_observed"][data["trade_observed"]["observation_id"] == "OM2024-01-MOC"]
    assert len(alone) == 1 and statements.trade_after_the_strikes(data | {"trade_observed": alone}).holds is None


# --- the grid, the page and the kernel -----------------------------------------------------


def test_every_statement_stands_once_in_every_setting():
    assert len(robustness.settings()) == 2 * 3 * 2 * 4
    for setting in robustness.settings():
        assert list(robustness.looked_up(FOLDED, **setting)["key"]) == list(robustness.LABELS)


@pytest.mark.parametrize("statement", robustness.STATEMENTS, ids=lambda statement: statement.__name__)
def test_stored_grid_is_what_the_tables_give(statement):
    anew = robustness.compute_grid([statement]).reset_index(drop=True)
    stored = FOLDED[FOLDED["key"].isin(anew["key"])].reset_index(drop=True)
    assert anew.astype("object").equals(stored.astype("object"))


@pytest.mark.parametrize("setting", SAMPLE, ids=lambda setting: "-".join(setting.values()) or "start")
def test_page_and_kernel_agree(setting):
    kernel = EXPLORER.counts(**setting)
    assert on_the_page(setting) == [(row.Statement, row.Outcome) for row in kernel.itertuples()]
    texts = robustness.looked_up(FOLDED, **setting)["text"]
    assert list(kernel["What it says"]) == list(texts)


@pytest.mark.parametrize("setting", robustness.settings()[::5], ids=lambda setting: "-".join(setting.values()))
def test_page_shows_the_grid(setting):
    rows = robustness.looked_up(FOLDED, **setting)
    assert on_the_page(setting) == list(zip(rows["statement"], robustness.said(rows), strict=True))


def on_the_page(setting: dict) -> list[tuple[str, str]]:
    """Statements and what Vega writes under each for a setting, from the top of the drawing down."""
    spec = figures.for_width(figures.steady(EXPLORER.chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        if param["name"] in setting:
            choices = EXPLORER.settings[param["name"]][1]
            param["value"] = choices.index(setting[param["name"]])
    places = re.findall(r'<text[^>]*transform="translate\(([\d.]+),([\d.]+)\)[^>]*>([^<]+)</text>', figures.draw(spec))
    texts = [(float(y), html.unescape(text)) for _, y, text in places]
    names = sorted((y, text) for y, text in texts if text in robustness.LABELS.values())
    said = sorted((y, text) for y, text in texts if ", n " in text)
    return [(name, what) for (_, name), (_, what) in zip(names, said, strict=True)]


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    controls[1].value, controls[2].value = "high", "out"
    expected = EXPLORER.counts(minimum="high", sided="out")
    assert table.value == to_html(expected)


def test_every_control_has_a_label_and_the_settings_name_the_params():
    names = [param["name"] for param in EXPLORER.chart.to_dict()["params"] if "bind" in param]
    assert names == list(EXPLORER.settings) == list(robustness.CONTROLS)
    assert all(label for label, _, _ in EXPLORER.settings.values())


def test_defaults_name_rows_that_exist():
    rows = robustness.defaults()
    assert list(rows["Default"]) == [choices[0] for _, choices in robustness.CONTROLS.values()]
    ids = set(load("events")["event_id"]) | set(load("trade_observed")["observation_id"])
    assert set(rows["A row on which it acts"].str.split(":").str[0]) <= ids


def test_main_findings_of_the_grid():
    every = robustness.tally(FOLDED).set_index("statement")
    assert (every[["holds", "fails", "cannot be told"]].sum(axis=1) == 48).all()
    assert list(every.index[every["fails"] > 0]) == ["Iran's section is disputed"]
    assert every.loc["More cooperation since 2024", "holds"] == 48
    assert every.loc["No fall in trade after the strikes", "n where it holds"] == "3"
    assert len(robustness.untouched(FOLDED)) == 3
    assert robustness.coding_sentence(FOLDED).endswith("coding: 1; it changes the sums but no outcome.")


def test_nothing_is_heavy():
    for chart in (EXPLORER.chart, charts.growth_intervals(growth_spread.growth_figures(load("trade_observed")))):
        assert len(gzip.compress(sphinx_figures.live(figures.sized(figures.steady(chart.to_dict()))).encode())) < 20_000


# --- the page --------------------------------------------------------------------------------------

PAGE = Path(__file__).resolve().parent.parent / "chapters" / "explore" / "robustness.ipynb"


def test_page_keeps_to_its_skeleton():
    cells = nbformat.read(PAGE, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.findall(r"^# (.+)$", text, re.M) == ["How robust are the statements?"]
    wanted = ["What this is", "Try it", "What it shows", "What it leaves out", "Sources of this page"]
    assert re.findall(r"^## (.+)$", text, re.M) == wanted
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert max(len([line for line in source.splitlines() if line.strip()]) for source in code) <= 10
    plain = re.sub(r"about \d+ minutes|-10 to \+10|\b(January )?(19|20)\d\d\b", "", text)
    assert not re.findall(r"\d", plain)
