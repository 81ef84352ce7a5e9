"""Derived results on trade, against values worked out by hand and against the wording that the rows carry."""

import pandas as pd
import pytest

from pakiran import load, trade

BASE = {
    "year_type": "PK_FISCAL_JUL_JUN", "is_partial": False, "period_assigned": False, "is_primary": True,
    "reporter_group": "Pakistan", "basis": "customs", "confidence": "medium",
    "pak_exports_usd_million": None, "pak_imports_usd_million": None, "total_usd_million": None,
}  # fmt: skip


def observed(*rows):
    frame = pd.DataFrame([BASE | row for row in rows])
    frame["period_start"] = pd.to_datetime(frame["period_start"])
    frame["period_end"] = pd.to_datetime(frame["period_end"])
    for column in ("pak_exports_usd_million", "pak_imports_usd_million", "total_usd_million"):
        frame[column] = frame[column].astype("float64")
    return frame


def year(number, **values):
    return {
        "period_label": f"FY{number}",
        "period_start": f"{number - 1}-07-01",
        "period_end": f"{number}-06-30",
    } | values


def month(text, value):
    return {
        "period_label": text,
        "year_type": "MONTH",
        "is_partial": True,
        "period_start": text,
        "period_end": text,
        "pak_imports_usd_million": value,
    }


def test_annual_leaves_out_parts_repeats_and_assigned_periods():
    frame = observed(
        year(2023, total_usd_million=900),
        year(2024, pak_imports_usd_million=1000),
        year(2024, total_usd_million=1, is_partial=True),
        year(2024, total_usd_million=2, is_primary=False),
        year(2024, total_usd_million=3, period_assigned=True),
        month("2024-01-01", 5),
    )
    found = trade.annual(frame)
    assert list(found["total"]) == [900, 1000] and list(found["one_way"]) == [False, True]
    assert list(found["year"]) == [2023, 2024] and set(found["count"]) == {"Customs, Pakistan"}


def test_best_total_never_mixes_kinds_of_year_or_one_direction():
    frame = observed(
        year(2023, total_usd_million=900),
        year(2024, pak_imports_usd_million=5000),
        year(2022, total_usd_million=800, year_type="CALENDAR"),
        year(2022, total_usd_million=2800, basis="stated"),
        year(2021, total_usd_million=9999, confidence="low"),
    )
    best = trade.best_total(frame).set_index(["year_type", "count"])["total"]
    assert best.to_dict() == {
        ("CALENDAR", "Customs, Pakistan"): 800,
        ("PK_FISCAL_JUL_JUN", "Customs, Pakistan"): 900,
        ("PK_FISCAL_JUL_JUN", "Stated only"): 2800,
    }


def test_same_months_change():
    found = trade.same_months_change(
        observed(month("2023-01-01", 80), month("2024-01-01", 100), month("2024-02-01", 90)), 2024
    )
    assert len(found) == 1 and found.loc[0, "change_pct"] == pytest.approx(25)


def test_strikes_months_as_the_rows_carry_them():
    """January and March 2024 about a quarter above the same months of 2023, May about a tenth."""
    change = trade.same_months_change(load("trade_observed"), 2024).set_index("month")["change_pct"]
    for when, expected in {"2024-01-01": 25, "2024-03-01": 25, "2024-05-01": 11}.items():
        assert change[when] == pytest.approx(expected, abs=0.5), when


def test_customs_series_of_pakistan():
    years = trade.annual(load("trade_observed"))
    customs = years[(years["count"] == "Customs, Pakistan") & (years["year_type"] == "PK_FISCAL_JUL_JUN")]
    imports = customs.dropna(subset=["pak_imports_usd_million"]).set_index("year")["pak_imports_usd_million"]
    assert imports.loc[2020:2025].to_dict() == {2020: 440, 2021: 513.6, 2022: 773.8, 2023: 880, 2024: 1037, 2025: 1222}


def test_periods_agree_with_their_labels():
    observed_rows = load("trade_observed")
    whole = observed_rows[~observed_rows["is_partial"].astype(bool)]
    fiscal = whole[whole["year_type"] == "PK_FISCAL_JUL_JUN"]
    assert (fiscal["period_start"].dt.strftime("%m-%d") == "07-01").all() and (
        fiscal["period_end"].dt.strftime("%m-%d") == "06-30"
    ).all()
    solar = whole[whole["year_type"] == "IR_SOLAR_MAR_MAR"]
    assert set(solar["period_start"].dt.strftime("%m-%d")) <= {"03-20", "03-21"}
    calendar = whole[whole["year_type"] == "CALENDAR"]
    assert (calendar["period_start"].dt.strftime("%m-%d") == "01-01").all() and (
        calendar["period_end"].dt.strftime("%m-%d") == "12-31"
    ).all()


def test_targets_in_force():
    goals = pd.DataFrame(
        {
            "announced_date": pd.to_datetime(["2016-03-26", "2025-08-03"]),
            "deadline_year": pd.array([2021, None], dtype="Int64"),
        }
    )
    found = trade.targets_in_force(goals)
    assert (
        list(found["start"]) == [2016, 2025]
        and list(found["end"]) == [2021, 2025]
        and list(found["has_deadline"]) == [True, False]
    )
