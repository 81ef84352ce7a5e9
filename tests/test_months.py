"""Months by difference: worked out by hand, with their rounding, and checked on the real series."""

import pandas as pd
import pytest

from pakiran import load, months


def observed(*rows):
    """Rows of Pakistan's customs imports: (id, first day, last day, value, note)."""
    frame = pd.DataFrame(rows, columns=["observation_id", "period_start", "period_end", "value", "conflict_note"])
    start, end = pd.to_datetime(frame["period_start"]), pd.to_datetime(frame["period_end"])
    single = start.dt.month == end.dt.month
    return frame.assign(
        period_start=start, period_end=end, pak_imports_usd_million=frame["value"].astype(float),
        year_type=single.map({True: "MONTH", False: "PK_FISCAL_JUL_JUN"}),
        is_partial=(end - start).dt.days < 360, is_primary=True, reporter_group="Pakistan", basis="customs", confidence="medium",
    )  # fmt: skip


YEAR = observed(
    ("half", "2023-07-01", "2023-12-31", 487.2, None),
    ("seven", "2023-07-01", "2024-01-31", 591.4, None),
    ("nine", "2023-07-01", "2024-03-31", 773.3, None),
    ("december", "2023-12-01", "2023-12-31", 89.2, None),
    ("march", "2024-03-01", "2024-03-31", 95.6, None),
)


def test_half_unit():
    assert months.half_unit(86.1, None) == 0.05
    assert months.half_unit(505.0, None) == 0.5
    assert months.half_unit(790.0, "Rounded in the source.") == 5
    assert months.half_unit(946.1, "Rounded in the source.") == 0.05


def test_differences_by_hand():
    found = months.cells(YEAR).set_index("start")
    first = found.loc["2023-07-01"]  # July to November: 487.2 - 89.2
    assert (first["months"], first["value"], first["origin"]) == (5, 398.0, months.DIFFERENCE)
    january = found.loc["2024-01-01"]  # 591.4 - 487.2, each rounded to a tenth
    assert (january["value"], january["low"], january["high"]) == (104.2, 104.1, 104.3)
    february = found.loc["2024-02-01"]  # 773.3 - 591.4 - 95.6
    assert february["value"] == pytest.approx(86.3) and february["sum"] == "773.3 - 591.4 - 95.6"
    assert february["rows"] == "nine seven march" and february["high"] - february["low"] == pytest.approx(0.3)
    assert found.loc["2024-03-01", "origin"] == months.REPORTED
    assert found["months"].sum() == 9  # every month from July to March once


def test_months_that_are_all_known_give_no_difference():
    found = months.cells(pd.concat([YEAR, observed(("february", "2024-02-01", "2024-02-29", 86.1, None))]))
    assert (found["start"] == "2024-02-01").sum() == 1
    assert found.set_index("start").loc["2024-02-01", "origin"] == months.REPORTED


def test_year_on_year_sets_a_span_against_the_same_months():
    before = observed(
        ("half-2022", "2022-07-01", "2022-12-31", 421.7, None),
        ("december-2022", "2022-12-01", "2022-12-31", 78.6, None),
        ("march-2023", "2023-03-01", "2023-03-31", 76.4, None),
    )
    found = months.year_on_year(months.cells(pd.concat([before, YEAR]))).set_index("start")
    span = found.loc["2023-07-01"]  # 398.0 against 421.7 - 78.6 = 343.1
    assert (span["months"], span["before"]) == (5, pytest.approx(343.1)) and span["derived"]
    assert span["change_pct"] == pytest.approx(16.0, abs=0.05) and span["kind"] == months.PLACEBO
    march = found.loc["2024-03-01"]
    assert march["change_pct"] == pytest.approx(25.13, abs=0.01) and not march["derived"]
    assert (
        march["support"] == "medium"
        and march["kind"] == months.STRIKES
        and march["change_low"] < march["change_pct"] < march["change_high"]
    )
    assert len(found) == 3


def test_labels():
    assert months.label(pd.Timestamp("2024-01-01"), 1) == "January 2024"
    assert months.label(pd.Timestamp("2023-07-01"), 2) == "July to August 2023"
    assert months.label(pd.Timestamp("2024-12-01"), 6) == "December 2024 to May 2025"


CELLS = months.cells(load("trade_observed"))
CHANGE = months.year_on_year(CELLS)


def test_every_month_stands_once():
    covered = [m for row in CELLS.itertuples() for m in pd.date_range(row.start, periods=row.months, freq="MS")]
    assert covered == list(pd.date_range("2022-07-01", "2025-06-01", freq="MS"))


def test_the_cells_of_a_fiscal_year_add_up_to_it():
    for july, total in {"2022-07-01": 880, "2023-07-01": 1037, "2024-07-01": 1222}.items():
        inside = CELLS[(CELLS["start"] >= july) & (CELLS["start"] < pd.Timestamp(july) + pd.DateOffset(years=1))]
        # Reported months were printed on their own, so they may leave a small rest.
        assert inside["value"].sum() == pytest.approx(total, abs=1)


def test_the_months_after_the_strikes_as_the_sources_state_them():
    change = CHANGE.set_index("start")["change_pct"]
    for month, stated in {"2024-01-01": 25, "2024-02-01": -1.5, "2024-03-01": 25, "2024-05-01": 11}.items():
        assert change[month] == pytest.approx(stated, abs=0.5), month


def test_april_2023_is_the_month_on_which_the_sources_disagree():
    unclear = CHANGE[CHANGE["kind"] == months.UNCLEAR]
    assert list(unclear["start"]) == [pd.Timestamp("2024-04-01")] and unclear["change_low"].iloc[0] > 70
    note = load("trade_observed").set_index("observation_id").loc["OM2024-04-MOC", "conflict_note"]
    assert "30 percent more than in April 2023" in note


def test_no_fall_is_visible_after_the_strikes():
    """Two of the three months lie inside the range of the placebo months, and February just below it."""
    after, placebo = (CHANGE[CHANGE["kind"] == kind]["change_pct"] for kind in (months.STRIKES, months.PLACEBO))
    assert (len(after), len(placebo)) == (3, 9)
    assert after.between(placebo.min(), placebo.max()).sum() == 2 and after.mean() > 10
    assert placebo.min() - 3 < after.min() < placebo.min()  # February, as the chapter says


def test_a_change_is_as_weak_as_its_weaker_side():
    cells = months.cells(
        observed(("a", "2023-03-01", "2023-03-31", 76.4, None), ("b", "2024-03-01", "2024-03-31", 95.6, None))
    )
    cells["support"] = ["low", "high"]
    assert months.year_on_year(cells)["support"].to_list() == ["low"]


def test_most_placebo_months_come_after_the_strikes():
    placebo = CHANGE[CHANGE["kind"] == months.PLACEBO]
    assert (placebo["start"] < months.STRIKE_MONTHS[0]).sum() == 2 and (placebo["months"] > 1).sum() == 3


def test_the_month_of_the_reported_closure_did_fall():
    assert CHANGE.loc[CHANGE["kind"] == months.CLOSED, "change_pct"].item() < -20


def test_steps_from_month_to_month():
    step = months.steps(CELLS).set_index("start")["change_pct"]
    assert step["2024-02-01"] == pytest.approx((86.1 / 104.2 - 1) * 100) and step["2024-04-01"] < step["2024-02-01"]
