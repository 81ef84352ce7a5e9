"""What a reader may rely on: weak rows look weak, kinds of year stay apart, verdicts have sources, texts follow the data."""

import json
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from pakiran import figures, honesty, load, provenance, statements

ROOT = Path(__file__).resolve().parent.parent


def charts() -> dict[str, dict]:
    """Every chart of the saved notebooks, by its name."""
    found = {}
    for path in sorted((ROOT / "chapters").rglob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                spec = output.get("data", {}).get(figures.MIME)
                if spec:
                    found[spec["usermeta"]["pakiran"]["name"]] = spec
    return found


CHARTS = charts()


def test_there_are_charts():
    assert len(CHARTS) > 50


@pytest.mark.parametrize("name", CHARTS)
def test_weak_rows_and_kinds_of_year_are_told_apart(name):
    assert not honesty.hides_weakness(CHARTS[name]) and not honesty.mixed_years(CHARTS[name])


NO_YEARS = {  # figures on the trade tables that show no value of a whole year, and what they show
    "imports-by-month": "months of one count",
    "spread-by-year-and-record": "shares of a variance, for calendar years only",
    "since-coverage": "how many rows each quarter has",
}


def test_every_chart_of_trade_carries_the_kind_of_its_years():
    """On each row, as `year_type` or as a label; or the list says why not."""
    shown = {name for card in provenance.cards() if card.name in ("trade_observed", "trade_targets") for name in card.figures["figure"]}  # fmt: skip
    kinds = {name: {honesty.kind_of_year(row) for rows in CHARTS[name]["datasets"].values() for row in rows} - {""} for name in shown}  # fmt: skip
    assert {name for name, found in kinds.items() if not found} == set(NO_YEARS)
    assert sum(len(found) > 1 for found in kinds.values()) >= 5  # so the test above has something to judge


TRADE = pd.DataFrame(
    {
        "year": [2021, 2021, 2021, 2022],
        "value": [10.0, 30.0, 20.0, 11.0],
        "year_type": ["CALENDAR", "PK_FISCAL_JUL_JUN", "IR_SOLAR_MAR_MAR", "CALENDAR"],
        "label": ["CY2021", "FY2021-22", "SY1400", "CY2022"],
        "confidence": ["high", "low", "medium", "high"],
        "who": ["office"] * 4,
    }
)


def drawn(*leave_out: str, **channels) -> alt.Chart:
    chart = alt.Chart(TRADE.drop(columns=list(leave_out))).mark_point().encode(x="year:Q", y="value:Q", **channels)
    return figures.figure(
        chart, name="trade", title="Trade", description="Four values of trade in three kinds of year."
    )


FIRM = {"opacity": alt.condition("datum.confidence === 'low'", alt.value(0.3), alt.value(1))}


@pytest.mark.parametrize(
    ("channels", "left_out"),
    [
        ({}, "label"),
        ({}, "year_type"),  # the labels alone give it away
        ({"color": "year_type:N"}, "label"),  # colour alone is no sign
        ({"tooltip": ["year_type:N"]}, "label"),
        ({"detail": "year_type:N"}, "label"),
        ({"shape": "who:N"}, "label"),  # a shape that knows something else
        ({"facet": "who:N"}, "label"),
    ],
)
def test_a_chart_that_mixes_kinds_of_year_is_refused(channels, left_out):
    with pytest.raises(ValueError, match="several kinds of year"):
        drawn(left_out, **FIRM, **channels)


@pytest.mark.parametrize(
    "channels", [{"shape": "year_type:N"}, {"facet": "year_type:N"}, {"row": "year_type:N"}, {"text": "label:N"}]
)
def test_a_chart_that_tells_them_apart_is_drawn(channels):
    assert drawn(**FIRM, **channels)


def test_one_kind_of_year_needs_no_sign():
    one = TRADE[TRADE["year_type"] == "CALENDAR"]
    chart = alt.Chart(one).mark_point().encode(x="year:Q", y="value:Q").properties(usermeta={})
    assert not honesty.mixed_years(chart.to_dict())


@pytest.mark.parametrize(
    "channels", [{}, {"tooltip": ["confidence:N"]}, {"detail": "confidence:N"}, {"order": "confidence:N"}]
)
def test_a_chart_that_hides_weak_rows_is_refused(channels):
    with pytest.raises(ValueError, match="weak rows like firm ones"):
        drawn(shape="year_type:N", **channels)


def test_no_verdict_lacks_a_source_that_was_seen():
    claims, links, sources = load("claims"), load("claims_sources"), load("sources").set_index("source_id")
    seen = sources.index[(sources["url_kind"] != "none") | sources["read_at"].notna()]
    firm = claims[claims["verdict"].isin(["supported", "partly supported", "contradicted"])]
    held = links[links["source_id"].isin(seen)].groupby("claim_id")["source_id"].nunique()
    assert set(firm["claim_id"]) <= set(held.index)
    high = firm.loc[firm["confidence"] == "high", "claim_id"]
    assert (held.reindex(high) >= 1).all()


def without_third(data: dict, part: int) -> dict:
    """Each table without its first (0), middle (1) or last (2) third of rows."""
    return {
        name: frame[[3 * number // max(len(frame), 1) != part for number in range(len(frame))]].reset_index(drop=True)
        for name, frame in data.items()
    }


def test_statements_follow_the_data():
    """Every main statement of the book says something else without one third or another of the rows."""
    data = statements.tables()
    said, again = statements.findings(data), statements.findings(statements.tables())
    assert said == again
    moved = set()
    for part in range(3):
        other = {found.key: found for found in statements.findings(without_third(data, part))}
        moved |= {found.key for found in said if other[found.key] != found}
    assert {found.key for found in said} - moved == set()


def test_one_figure_moves_its_sentence():
    data = statements.tables()
    before = {found.key: found.text for found in statements.findings(data)}
    observed = data["trade_observed"]
    data["trade_observed"] = observed.assign(
        pak_imports_usd_million=observed["pak_imports_usd_million"].where(
            observed["period_start"] != "2024-02-01", observed["pak_imports_usd_million"] + 40
        )
    )
    after = {found.key: found.text for found in statements.findings(data)}
    assert after["trade-after"] != before["trade-after"]
    assert sum(after[key] != before[key] for key in before) <= 2  # and no sentence on other things
