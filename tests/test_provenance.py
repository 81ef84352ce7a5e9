"""What rests on what: links read from chapters, and links inside the data."""

import json

import pandas as pd
import pytest

from pakiran import DataError, load, provenance
from pakiran.data import package
from pakiran.figures import MIME


def code(source: str, *outputs: dict) -> dict:
    return {"cell_type": "code", "source": source, "outputs": [{"data": data} for data in outputs]}


def drawing(name: str, rows: list[dict]) -> dict:
    return {MIME: {"title": "A title", "usermeta": {"pakiran": {"name": name}}, "datasets": {"data": rows}}}


@pytest.fixture
def chapters(tmp_path):
    """Two small chapters, written as Jupyter saves them (texts as lists of lines)."""
    first = [
        {"cell_type": "markdown", "source": ["# The first\n", "\n", "More."]},
        code('events, claims = load("events"), load("claims")'),
        code("late = events.tail()\ncharts.some(late)", drawing("first-events", [{"date": "2024"}])),
        code("charts.verdicts(claims)", drawing("first-claims", [{"claim_id": "INT-01"}, {"claim_id": "INT-02"}])),
        code('display.claim_check(claims, only=["INT-02"])', {"text/html": ["<li>INT-02</li>"]}),
        code("display.claim_check(claims)", {"text/html": '<li id="int-01">INT-01</li><li>INT-02</li>'}),
    ]
    second = [{"cell_type": "markdown", "source": "# The second"}, code('load("events")')]
    for name, cells in (("01-first", first), ("02-second", second)):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


def test_titles_come_from_the_first_heading(chapters):
    assert provenance.chapter_titles(chapters) == {"01-first": "The first", "02-second": "The second"}


def test_figures_know_their_tables_and_claims(chapters):
    drawn = provenance.figures(chapters).set_index("figure")
    assert list(drawn.index) == ["first-events", "first-claims"]
    assert drawn.loc["first-events", "tables"] == ("events",) and drawn.loc["first-events", "claims"] == ()
    assert drawn.loc["first-claims", "tables"] == ("claims",)
    assert drawn.loc["first-claims", "claims"] == ("INT-01", "INT-02")


def test_claims_are_discussed_where_they_are_named_and_else_listed(chapters):
    shown = provenance.claims_in_chapters(chapters)
    assert shown.values.tolist() == [
        ["INT-01", "01-first", "listed", "int-01"],
        ["INT-02", "01-first", "discussed", ""],
    ]


def test_uses_of_a_claim_are_chapters_and_figures(chapters):
    uses = provenance.claim_uses(chapters)
    mine = uses[uses["claim_id"] == "INT-01"]
    assert mine[["use", "chapter", "name", "title"]].values.tolist() == [
        ["chapter", "01-first", "int-01", "The first"],
        ["figure", "01-first", "first-claims", "A title"],
    ]


def test_a_package_without_chapters_has_no_links_to_the_book(tmp_path):
    assert provenance.figures(tmp_path).empty and provenance.claim_uses(tmp_path).empty


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (['a = load("events")', "b = a.head()", "draw(b)"], {"events"}),
        (['a, b = load("events"), load("places")', "draw(b)"], {"places"}),
        (['a, b = both(load("events"))', "draw(b)"], {"events"}),
        (['a = load("events")', 'a = load("places")', "draw(a)"], {"places"}),
        (['draw(load("events"), pakiran.load("claims"))'], {"events", "claims"}),
        (['used = [load("events")]', "draw(*used)"], {"events"}),
        (["draw(1)"], set()),
    ],
)
def test_tables_follow_the_names(cells, expected):
    assert provenance.tables_behind(cells)[-1] == expected


def test_tables_that_functions_load_by_themselves(tmp_path):
    (tmp_path / "charts").mkdir()
    (tmp_path / "trade.py").write_text('def both():\n    return load("trade_targets"), load("places")\n')
    (tmp_path / "many.py").write_text('ALL = ["events", "other"]\n\ndef go():\n    return [load(one) for one in ALL]\n')
    (tmp_path / "late.py").write_text("from . import trade\n\ndef late():\n    return trade.both()\n")
    (tmp_path / "charts" / "late.py").write_text("from ..late import late\n\ndef draw():\n    return late()\n")
    inside = provenance.tables_inside(tmp_path)
    assert inside["trade.both"] == inside["late.late"] == inside["charts.draw"] == {"trade_targets", "places"}
    assert inside["many.go"] == {"events"}


def test_links_join_main_and_further_sources():
    joined = provenance.links("events")
    further = load("events_sources")
    event = further["event_id"].iloc[0]
    main = load("events").set_index("event_id").loc[event, "source_id"]
    expected = {main, *further.loc[further["event_id"] == event, "source_id"]}
    assert set(joined.loc[joined["row"] == event, "source_id"]) == expected
    assert not joined.duplicated().any() and provenance.links("corrections").empty


def test_seat_and_kind_put_every_source_in_one_group():
    known = pd.DataFrame({"origin": ["IRN", "PAK", "INT", None], "kind": ["dataset", "magazine", "blog", "think_tank"]})
    assert provenance.seat(known).tolist() == ["Iran", "Pakistan", "Elsewhere", "Unknown"]
    assert provenance.kind_group(known).tolist() == ["Official, data", "Printed press", "Other", "Research, rights"]
    assert provenance.kind_group(load("sources")).notna().all()


@pytest.mark.parametrize(
    ("seats", "group"),
    [
        ({"Iran", "Pakistan", "Elsewhere"}, "Both"),
        ({"Pakistan", "Elsewhere"}, "Pakistan, not Iran"),
        ({"Iran"}, "Iran, not Pakistan"),
        ({"Unknown"}, "Neither"),
    ],
)
def test_sides_behind_a_row(seats, group):
    assert provenance.side_group(seats) == group


def test_every_row_of_a_strand_is_counted_once():
    sides = provenance.sides_behind().set_index("strand")
    assert sides.loc["Events", "rows"] == len(load("events")) + len(load("casualty_claims"))
    assert (sides[provenance.BEHIND].sum(axis=1) == sides["rows"]).all()


def test_a_source_counts_once_in_each_strand():
    counts = provenance.sources_by_strand().groupby("strand")["sources"].sum()
    read = {source for name in provenance.STRANDS["Events"] for source in provenance.links(name)["source_id"]}
    assert counts["Events"] == len(read)


def test_shared_sources_between_claims_and_tables():
    shared = provenance.claims_by_table()
    row = shared[shared["table"] == "events"].iloc[0]
    read = load("claims_sources").query("claim_id == @row.claim_id")["source_id"]
    assert row["sources"] == len(set(read) & set(provenance.links("events")["source_id"])) > 0


def test_thinness_of_two_events():
    events = load("events")
    two = events[events["event_id"].isin(["IP-20240116-05", "IP-20260623-01"])]
    thin = provenance.thinness(two, first=2026)
    assert thin["year"].tolist() == [2026] and thin["events"].tolist() == [1]
    assert thin.loc[0, "high"] == 0  # the visit has medium confidence


def test_the_newest_year_is_thinner_than_the_year_of_the_strikes():
    year = provenance.thinness(load("events"), first=2024).set_index("year")
    assert year.loc[2026, "publishers"] < year.loc[2024, "publishers"]
    assert year.loc[2026, "high"] < year.loc[2024, "high"]


def test_confidence_adds_up_to_the_tables():
    counts = provenance.confidence_by_table()
    assert counts.groupby("table")["share"].sum().round(9).eq(1).all()
    assert counts[counts["table"] == "events"]["rows"].sum() == len(load("events"))


def test_examples_of_codes_keep_one_value_for_each_code():
    examples = provenance.coding_examples(load("events")).set_index("cameo_code")
    assert examples["rows"].sum() == len(load("events")) and examples["dyadic"].sum() == load("events")["dyadic"].sum()
    assert examples.loc["195", "goldstein"] == -10
    broken = pd.concat([load("events").head(2).assign(cameo_code="010", goldstein=value) for value in (0.0, 1.0)])
    with pytest.raises(DataError, match="one Goldstein value"):
        provenance.coding_examples(broken)


def test_a_card_for_every_table():
    cards = provenance.cards()
    assert [card.name for card in cards] == provenance.main_tables()
    events = next(card for card in cards if card.name == "events")
    assert len(events.claims) > 50 and "tolls-by-claimant" in set(events.figures["figure"])
    assert len(next(card for card in cards if card.name == "claims").claims) == len(load("claims"))


def test_every_figure_of_the_chapters_has_its_tables():
    drawn = provenance.figures()
    assert drawn["figure"].is_unique
    assert drawn.loc[drawn["tables"].map(len) == 0, "figure"].tolist() == []


def test_rows_read_again_add_up():
    for one in package()["rereadings"]:
        assert one["rows"] == one["confirmed"] + one["smallFixes"] + one["contradicted"] + one["notFoundAgain"]
    assert provenance.rereadings()["rows"] == sum(one["rows"] for one in package()["rereadings"]) >= 200
