"""Growth figures with the spread of reporters: by hand, and on the rows."""

import numpy as np
import pandas as pd
import pytest

from pakiran import growth_spread, load, robustness


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
    found = growth_spread.growth_figures(table).set_index("reporter")
    assert found["factor"].to_dict() == pytest.approx({"A": 1.5, "B": 1.2})
    assert found.loc["A", ["reporters", "counts", "levels"]].tolist() == [2, 2, 4]
    assert found.loc["A", ["low", "high"]].tolist() == pytest.approx([1.2, 1.5])
    assert found.loc["A", ["mixed_low", "mixed_high"]].tolist() == pytest.approx([0.6, 3.0])


def test_kinds_of_year_and_weak_rows_do_not_meet():
    table = observed(("A", "customs", 2010, 100.0), ("A", "customs", 2011, 150.0), ("B", "stated", 2011, 900.0))
    table.loc[2, "confidence"] = "low"
    found = growth_spread.growth_figures(table)
    assert found[["reporters", "levels", "mixed_high"]].to_numpy().tolist() == [[1, 2, 1.5]]
    table.loc[1, "year_type"] = "PK_FISCAL_JUL_JUN"
    assert growth_spread.growth_figures(table).empty


def test_growth_on_the_real_rows():
    found = growth_spread.growth_figures(load("trade_observed"))
    assert (found["low"] <= found["factor"]).all() and (found["factor"] <= found["high"]).all()
    assert (found["mixed_low"] <= found["low"] + 1e-9).all() and (found["high"] <= found["mixed_high"] + 1e-9).all()
    assert (found["counts"] == 1).all()  # nowhere do two kinds of count give the same growth
    recent = found[(found["begins"] == 2024) & (found["flow"] == "From Iran to Pakistan")].iloc[0]
    assert (recent["reporters"], recent["levels"]) == (1, 3)
    assert (recent["factor"], recent["mixed_high"]) == pytest.approx((1222 / 1037, 2420 / 1037))


def test_listed_trade_rows_hold_every_growth_figure():
    table = load("trade_observed")
    listed = growth_spread.behind_growth(table)
    assert set(growth_spread.growth_figures(listed)["factor"]) == set(growth_spread.growth_figures(table)["factor"])
    assert robustness.seats_of_months(listed).equals(robustness.seats_of_months(table))


def test_growth_in_words():
    assert [growth_spread.percent(factor) for factor in (1.18, 0.62, 3.0)] == [
        "+18 percent",
        "-38 percent",
        "+200 percent",
    ]
