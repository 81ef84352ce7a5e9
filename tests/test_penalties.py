"""Penalties, lengths and power: by hand, on the real rows, and the calculator's two faces."""

import re

import pandas as pd
import pytest

from pakiran import calculator, figures, load, pipeline
from pakiran.explore import to_html

TERMS, SEGMENTS, LINKS = load("pipeline_terms"), load("pipeline_segments"), load("energy_links")


def test_both_days_count():
    assert pipeline.days_late("2015-01-01", "2015-01-01") == 1
    assert pipeline.days_late("2015-01-01", "2016-12-31") == 731  # 2016 is a leap year
    assert pipeline.days_late("2015-01-02", "2015-01-01") == 0


def test_sums_and_rates_by_hand():
    assert pipeline.sum_at(1, "2015-01-01", "2016-12-31") == 731
    assert pipeline.rate_for(731, "2015-01-01", "2016-12-31") == 1
    assert pipeline.days_needed(18000, 1) == 18000 and pipeline.days_needed(10, 3) == 4
    with pytest.raises(ValueError, match="no day from"):
        pipeline.rate_for(1, "2015-01-02", "2015-01-01")


def test_a_million_a_day_does_not_make_18_billion():
    """From 2015 to the spring of 2024 it makes about 3.4 billion, as the conflict note of the row says."""
    assert pipeline.sum_at(1, pipeline.FIRST_LATE_DAY, "2024-03-31") == 3378
    note = TERMS.set_index("term_id").loc["PT028", "conflict_note"]
    assert "3,400 million" in note and "No document shows how 18 billion is computed" in note


def test_penalties_by_form():
    found = pipeline.penalties(TERMS).set_index("term_id")
    assert found.loc["PT020", ["form", "per_day", "owed_by"]].to_list() == ["rate", 3, "Pakistan"]
    assert found.loc["PT021", "owed_by"] == "Iran"
    assert found.loc["PT024", "per_day"] == pytest.approx(200 * 12 / 365.25)
    assert set(found.index[found["form"] == "none"]) == {"PT027", "PT031", "PT041"}
    assert found.loc["PT028", "per_day"] == pytest.approx(18000 / 2953)  # 1 January 2015 to 31 January 2023
    assert set(found.loc[found["form"] == "sum", "value"]) == {730, 18000}


def test_lengths_against_the_map():
    measured = pipeline.map_lengths(SEGMENTS)
    assert measured["straight line to the border"] == pytest.approx(928, abs=1)
    assert measured["route to the border"] == measured["route to Iranshahr"] + 212
    said = pipeline.claimed_lengths(SEGMENTS)
    assert said["as_of"].is_monotonic_increasing and said["country"].eq("IRN").all()
    assert not said["statement_kind"].isin(["map_measurement", "specific_remainder"]).any()
    geo = said.set_index("segment_id").loc["SG015"]
    assert geo["kind"] == pipeline.COMPLETE and geo["length_km"] < measured["straight line to the border"]


def test_most_rests_in_iran_are_named_by_iranians():
    left = pipeline.remainders(SEGMENTS).query("left_km > 0")
    assert len(left) == 10
    assert left["said_by"].str.contains("Iran").sum() == 7 and left["said_by"].str.contains("of Pakistan").sum() == 2


def test_power_by_hand():
    rows = pd.DataFrame(
        {
            "metric": "net electricity imports", "date": pd.to_datetime(["2023-01-01", "2024-01-01"]), "value": [876.0, 878.4],
            "confidence": "high", "link_id": ["a", "b"], "source_id": "s",
        }
    )  # fmt: skip
    assert pipeline.delivered_mw(rows)["mw"].to_list() == pytest.approx([100, 100])  # the leap year has 8,784 hours


def test_contract_doubled_and_delivery_did_not():
    contract, delivered = pipeline.contracted_mw(LINKS), pipeline.delivered_mw(LINKS).set_index("year")
    assert contract["mw"].to_list()[-2:] == [104, 204] and contract["mw"].is_monotonic_increasing
    assert delivered.loc[2019:2024, "gwh"].between(460, 510).all()
    assert (delivered.loc[2024:, "confidence"] == "low").all()  # perhaps carried forward


EXPLORER = calculator.penalty_calculator(TERMS)


def amounts_on_the_page(**setting) -> dict:
    """Amounts that Vega draws for a setting, read from the accessible labels of the marks."""
    spec = figures.for_width(figures.steady(EXPLORER.chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        param["value"] = setting[param["name"]]
    for layer in spec["layer"]:
        layer["encoding"]["tooltip"] = []
    labels = re.findall(r'aria-label="([^"]*)"', figures.draw(spec))
    parts = [dict(part.split(": ", 1) for part in label.split("; ") if ": " in part) for label in labels]
    return {p["line"]: float(p["USD million"].replace(",", "")) for p in parts if {"line", "USD million"} <= p.keys()}


@pytest.mark.parametrize(
    "setting",
    [
        {"rate": 1.0, "first_day": "2015-01-01", "last_day": "2024-03-31"},
        {"rate": 5.3, "first_day": "2019-10-01", "last_day": "2026-06-30"},
        {"rate": 0.0, "first_day": "2015-01-01", "last_day": "2015-01-31"},
        {"rate": 2.5, "first_day": "2024-03-01", "last_day": "2023-01-31"},
    ],
)
def test_page_and_kernel_agree(setting):
    kernel = EXPLORER.counts(**setting).set_index("line")["total"]
    page = amounts_on_the_page(**setting)
    assert page.keys() == set(kernel.index)
    for line, total in kernel.items():
        assert page[line] == pytest.approx(total, abs=0.06), line


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    controls[0].value, controls[1].value, controls[2].value = 2.0, "2016-01-01", "2016-12-31"
    assert table.value == to_html(EXPLORER.counts(2.0, "2016-01-01", "2016-12-31"))
    assert EXPLORER.counts(2.0, "2016-01-01", "2016-12-31")["total"].iloc[0] == 732


def test_settings_name_the_params():
    spec = EXPLORER.chart.to_dict()
    assert [param["name"] for param in spec["params"]] == list(EXPLORER.settings)
    assert all(param["bind"]["name"].strip() for param in spec["params"])
