"""Statements under other settings, answers in time, coverage, spread of reporters: by hand, on the data, and on both faces."""

import gzip
import html
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from pakiran import figures, load, robustness, sphinx_figures, statements

EXPLORER = robustness.explorer()
FOLDED = robustness.grid()
ACTS = robustness.acts(load("events"))
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
    assert table.value == expected.to_html(index=False, border=0)


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
    for chart in (EXPLORER.chart, robustness.growth_chart(robustness.growth_figures(load("trade_observed")))):
        assert len(gzip.compress(sphinx_figures.live(figures.sized(figures.steady(chart.to_dict()))).encode())) < 20_000


# --- do acts draw acts? ----------------------------------------------------------------------


def record(*rows):
    """Acts: (date, side, sign, episode)."""
    frame = pd.DataFrame(rows, columns=["date", "side", "sign", "episode"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_acts_are_known_to_the_day_and_of_one_state():
    rows = pd.DataFrame(
        [
            ("IRN->PAK", -10.0, True, "day"),
            ("PAK->IRN", 3.4, True, "day"),
            ("joint", 6.0, True, "day"),
            ("IRN->PAK", 0.0, True, "day"),
            ("IRN->PAK", -2.0, True, "month"),
            ("IRN->PAK", -2.0, False, "day"),
        ],
        columns=["direction", "goldstein", "dyadic", "date_precision"],
    ).assign(date=pd.Timestamp("2024-01-16"), episode=None)
    found = robustness.acts(rows)
    assert found[["side", "sign"]].to_numpy().tolist() == [["Iran", -1], ["Pakistan", 1]]


def test_hits_by_hand():
    seen = robustness.hits(np.array([10]), np.array([12]), 365, 7)[0]
    # Moved by s, the answer lies 2 + s days after the act: 1 to 7 for s = -1, 0, ..., 5.
    assert list(np.flatnonzero(seen)) == [0, 1, 2, 3, 4, 5, 364]
    same_day = robustness.hits(np.array([10]), np.array([10]), 365, 7)[0]
    assert not same_day[0] and same_day.sum() == 7
    apart = robustness.hits(np.array([10]), np.array([12, 14]), 365, 7, np.array([[True, False]]))[0]
    assert list(np.flatnonzero(apart)) == [0, 1, 2, 3, 362, 363, 364]


def test_reciprocity_by_hand():
    rows = record(("2023-01-11", "Iran", -1, None), ("2023-01-13", "Pakistan", -1, None))
    found = robustness.reciprocity(rows, -1, 7)
    # Of 365 shifts, 7 put Pakistan's act 1 to 7 days after Iran's and 7 before it.
    assert (found["acts"], found["years"], found["followed"], found["share"]) == (2, 1, 1, 0.5)
    assert found["expected"] == pytest.approx(14 / 365 / 2) and found["p"] == pytest.approx(14 / 365)
    assert np.isnan(found["low"])  # one month: nothing to resample
    one = robustness.reciprocity(rows, -1, 7, direction="Iran acts, Pakistan answers")
    assert (one["acts"], one["followed"], one["p"]) == (1, 1, pytest.approx(7 / 365))
    back = robustness.reciprocity(rows, -1, 7, direction="Pakistan acts, Iran answers")
    assert (back["acts"], back["followed"], back["p"]) == (1, 0, 1.0)


def test_both_directions_move_together():
    """The roll of the second direction against the plain way: move the dates and count again."""
    one, two, length, days = np.array([3, 40, 41]), np.array([5, 39]), 60, 7
    rolled = np.roll(robustness.hits(two, one, length, days)[:, ::-1], 1, axis=1)
    for shift in range(length):
        moved = robustness.hits((two + shift) % length, one, length, days)[:, 0]
        assert moved.tolist() == rolled[:, shift].tolist()


def test_pairs_of_one_episode_and_the_crisis_can_be_left_out():
    rows = record(
        ("2024-01-16", "Iran", -1, "a"),
        ("2024-01-18", "Pakistan", -1, "b"),
        ("2024-06-01", "Iran", -1, "c"),
        ("2024-06-03", "Pakistan", -1, "c"),
    )
    followed = {name: robustness.reciprocity(rows, -1, 7, name)["followed"] for name in robustness.VARIANTS}
    assert list(followed.values()) == [2, 1, 1, 0]
    assert robustness.reciprocity(rows, -1, 7, "Without both")["acts"] == 2


def test_years_of_one_side_only_are_no_years():
    with pytest.raises(ValueError, match="no year has acts of both sides"):
        robustness.reciprocity(record(("2023-01-11", "Iran", 1, None), ("2024-01-13", "Pakistan", 1, None)), 1, 7)


def test_answers_on_the_real_rows():
    found = robustness.reciprocities(ACTS)
    assert len(found) == 2 * 3 * 4
    hostile, friendly = (found[found["kind"] == kind] for kind in robustness.SIGNS.values())
    assert (hostile[hostile["variant"] == "All acts"]["p"] < 0.001).all()
    assert (hostile[hostile["variant"] == "Without January 2024"]["p"] < 0.01).all()
    assert (hostile[hostile["variant"] == "Without both"]["p"] > 0.1).all() and (friendly["p"] > 0.2).all()
    assert found["share"].between(0, 1).all() and (found["chance_low"] <= found["chance_high"]).all()
    inside = (found["low"] <= found["excess"]) & (found["excess"] <= found["high"])
    assert inside.all() and np.allclose(found["excess"], found["share"] - found["expected"])


def test_power_is_seeded_and_grows_with_the_effect():
    none, strong = (robustness.power(ACTS, -1, extra=extra, runs=120) for extra in (0.0, 0.5))
    assert none["power"] < 0.12 < 0.6 < strong["power"] and none["low"] <= none["power"] <= none["high"]
    assert robustness.power(ACTS, -1, extra=0.5, runs=120) == strong
    without = robustness.power(ACTS, -1, extra=0.5, crisis=False, runs=120)
    assert without["acts"] < strong["acts"]


def test_a_planted_answer_is_found():
    days = pd.date_range("2023-01-05", periods=10, freq="33D")
    rows = record(
        *[(day, "Iran", 1, None) for day in days], *[(day + pd.Timedelta(days=3), "Pakistan", 1, None) for day in days]
    )
    assert robustness.reciprocity(rows, 1, 7, direction="Iran acts, Pakistan answers")["share"] == 1.0


def test_no_p_is_printed_as_nought():
    assert robustness.chance_of(0.00004) == "under 0.001" and robustness.chance_of(0.17) == "0.170"


# --- coverage ----------------------------------------------------------------------------------


def coded():
    rows = [("e1", "s1", 1990, -4.0), ("e2", "s2", 1990, 2.0), ("e3", "s1", 2000, 1.0), ("e4", "s3", 2000, 3.0)]
    return pd.DataFrame(rows, columns=["event_id", "source_id", "decade", "value"])


def test_leave_one_out_by_hand():
    links = pd.DataFrame(
        [("e3", "s3", "corroborates"), ("e4", "s1", "reports_differently")], columns=["event_id", "source_id", "role"]
    )
    sources = pd.DataFrame({"source_id": ["s1", "s2", "s3"], "publisher": ["A", "B", "C"]})
    carried = robustness.publishers_of(coded(), links, sources)
    assert set(map(tuple, carried.to_numpy())) == {("e1", "A"), ("e2", "B"), ("e3", "A"), ("e3", "C"), ("e4", "C")}
    found = robustness.leave_one_out(coded(), carried).set_index(["decade", "publisher"])["mean"].to_dict()
    # e3 has two publishers, so it stays whoever is left out; e4 goes with C.
    assert found == {(1990, "A"): 2.0, (1990, "B"): -4.0, (2000, "C"): 1.0}


def test_thinning_by_hand():
    values = np.array([1.0, 2.0, 6.0])
    assert set(robustness.thinned(values, 3)) == {3.0} and set(robustness.thinned(values, 1)) == {1.0, 2.0, 6.0}
    assert (robustness.thinned(values, 2) == robustness.thinned(values, 2)).all()
    with pytest.raises(ValueError, match="at least 4"):
        robustness.thinned(values, 4)


def test_index_on_the_real_rows():
    found = robustness.coverage_index(load("events"), load("events_sources"), load("sources")).set_index("decade")
    dyadic = load("events")[load("events")["dyadic"].astype(bool)]
    assert found["acts"].sum() == len(dyadic) and found["total"].sum() == pytest.approx(dyadic["goldstein"].sum())
    assert (found["without_low"] <= found["mean"]).all() and (found["mean"] <= found["without_high"]).all()
    assert found.loc[:1999, "thin_low"].isna().all() and found.loc[2000:, "same_sign"].between(0.5, 1).all()
    assert (found.loc[2000:, "thin_low"] < 0).all() and (found.loc[2000:, "thin_high"] > 0).all()


# --- growth --------------------------------------------------------------------------------------


def observed(*rows):
    """Whole calendar years of imports from Iran: (reporter, basis, year, value)."""
    frame = pd.DataFrame(rows, columns=["reporter", "basis", "year", "pak_imports_usd_million"])
    start = pd.to_datetime(frame["year"].astype(str) + "-01-01")
    return frame.assign(
        period_start=start,
        period_end=start + pd.offsets.YearEnd(0),
        period_label="CY" + frame["year"].astype(str),
        pak_exports_usd_million=np.nan,
        is_partial=False,
        is_primary=True,
        period_assigned=False,
        year_type="CALENDAR",
        reporter_group="Pakistan",
        confidence="medium",
        observation_id=[f"O{number}" for number in range(len(frame))],
        source_id="s",
    )


def test_growth_by_hand():
    table = observed(
        ("A", "customs", 2010, 100.0),
        ("A", "customs", 2011, 150.0),
        ("B", "payments", 2010, 50.0),
        ("B", "payments", 2011, 60.0),
        ("A", "customs", 2013, 300.0),  # a year is missing before it: no growth
        ("B", "payments", 2012, 0.0),  # a zero: no growth
    )
    found = robustness.growth_figures(table).set_index("reporter")
    assert found["factor"].to_dict() == pytest.approx({"A": 1.5, "B": 1.2})
    assert found.loc["A", ["reporters", "counts", "levels"]].tolist() == [2, 2, 4]
    assert found.loc["A", ["low", "high"]].tolist() == pytest.approx([1.2, 1.5])
    assert found.loc["A", ["mixed_low", "mixed_high"]].tolist() == pytest.approx([0.6, 3.0])


def test_kinds_of_year_and_weak_rows_do_not_meet():
    table = observed(("A", "customs", 2010, 100.0), ("A", "customs", 2011, 150.0), ("B", "stated", 2011, 900.0))
    table.loc[2, "confidence"] = "low"
    found = robustness.growth_figures(table)
    assert found[["reporters", "levels", "mixed_high"]].to_numpy().tolist() == [[1, 2, 1.5]]
    table.loc[1, "year_type"] = "PK_FISCAL_JUL_JUN"
    assert robustness.growth_figures(table).empty


def test_growth_on_the_real_rows():
    found = robustness.growth_figures(load("trade_observed"))
    assert (found["low"] <= found["factor"]).all() and (found["factor"] <= found["high"]).all()
    assert (found["mixed_low"] <= found["low"] + 1e-9).all() and (found["high"] <= found["mixed_high"] + 1e-9).all()
    assert (found["counts"] == 1).all()  # nowhere do two kinds of count give the same growth
    recent = found[(found["begins"] == 2024) & (found["flow"] == "From Iran to Pakistan")].iloc[0]
    assert (recent["reporters"], recent["levels"]) == (1, 3)
    assert (recent["factor"], recent["mixed_high"]) == pytest.approx((1222 / 1037, 2420 / 1037))


def test_listed_trade_rows_hold_every_growth_figure():
    table = load("trade_observed")
    listed = robustness.behind_growth(table)
    assert set(robustness.growth_figures(listed)["factor"]) == set(robustness.growth_figures(table)["factor"])
    assert robustness.seats_of_months(listed).equals(robustness.seats_of_months(table))


def test_growth_in_words():
    assert [robustness.percent(factor) for factor in (1.18, 0.62, 3.0)] == [
        "+18 percent",
        "-38 percent",
        "+200 percent",
    ]


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
