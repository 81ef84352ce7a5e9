"""Trade targets: ledger, growth and explorer, against values worked out by hand and on the real data."""

import html
import re

import pandas as pd
import pytest

from pakiran import explore_targets, figures, load, targets
from pakiran.explore import to_html

DAY = pd.Timestamp("2026-06-23")


def observed(*rows):
    """Whole years of the table `trade_observed`: (reporter, year type, first year, imports, exports, total)."""
    frame = pd.DataFrame(
        rows, columns=["reporter", "year_type", "begins", "pak_imports_usd_million", "pak_exports_usd_million", "total"]
    )
    start = {"PK_FISCAL_JUL_JUN": "-07-01", "IR_SOLAR_MAR_MAR": "-03-21", "CALENDAR": "-01-01"}
    begin = pd.to_datetime(frame["begins"].astype(str) + frame["year_type"].map(start))
    return frame.assign(
        period_start=begin,
        period_end=begin + pd.DateOffset(years=1) - pd.Timedelta(days=1),
        period_label=[
            targets.period(kind, year) for kind, year in zip(frame["year_type"], frame["begins"], strict=True)
        ],
        total_usd_million=frame["total"].astype(float),
        pak_imports_usd_million=frame["pak_imports_usd_million"].astype(float),
        pak_exports_usd_million=frame["pak_exports_usd_million"].astype(float),
        is_partial=False,
        is_primary=True,
        period_assigned=False,
        basis="customs",
        reporter_group="Pakistan",
        confidence="medium",
        observation_id=[f"O{number}" for number in range(len(frame))],
        source_id="s",
    )


def goals(*rows):
    """Rows of the table `trade_targets`: (id, announced, amount, deadline)."""
    frame = pd.DataFrame(rows, columns=["target_id", "announced_date", "target_usd_million", "deadline_year"])
    return frame.assign(
        announced_date=pd.to_datetime(frame["announced_date"]),
        deadline_year=frame["deadline_year"].astype("Int64"),
        baseline_usd_million=None,
        confidence="high",
        announced_by="A minister (IR)",
        status="joint_agreement",
    )


FISCAL, SOLAR, CALENDAR = "PK_FISCAL_JUL_JUN", "IR_SOLAR_MAR_MAR", "CALENDAR"


# --- years and flows -----------------------------------------------------------------


def test_period_labels():
    assert [targets.period(kind, 2028) for kind in (FISCAL, SOLAR, CALENDAR)] == ["FY2028-29", "SY1407", "CY2028"]
    assert targets.period(FISCAL, 1999) == "FY1999-00"


def test_labels_agree_with_the_table():
    years = targets.counted(load("trade_observed"))
    assert [targets.period(row.year_type, row.begins) for row in years.itertuples()] == list(years["period_label"])


def test_a_count_keeps_the_widest_flow_of_its_newest_year():
    years = targets.counted(
        observed(
            ("A", FISCAL, 2017, None, 22, None),  # exports only: cannot be compared with the newest year
            ("A", FISCAL, 2018, 400, 10, 410),
            ("A", FISCAL, 2019, 500, None, None),
            ("B", FISCAL, 2019, 60, 40, 100),
        )
    ).set_index(["count", "begins"])["value"]
    assert years.to_dict() == {("A", 2018): 400, ("A", 2019): 500, ("B", 2019): 100}


def test_weak_rows_are_left_out():
    frame = observed(("A", CALENDAR, 2013, None, None, 2000), ("A", CALENDAR, 2009, None, None, 1000))
    frame.loc[0, "confidence"] = "low"
    assert list(targets.counted(frame)["value"]) == [1000]


# --- ledger ----------------------------------------------------------------------------


def test_ledger_compares_within_the_time_of_the_target():
    table = observed(
        ("A", CALENDAR, 2010, None, None, 900),  # ends before the announcement
        ("A", CALENDAR, 2012, None, None, 300),
        ("A", CALENDAR, 2014, None, None, 200),
        ("A", CALENDAR, 2017, None, None, 999),  # begins after the deadline year
        ("B", FISCAL, 2016, None, None, 450),  # begins in the deadline year: counts
        ("C", SOLAR, 2013, 100, None, None),  # one direction only: no verdict
    )
    rows = targets.ledger(goals(("T", "2011-01-13", 400, 2016)), table, DAY).set_index("count")
    assert rows.loc["A", ["best", "best_period", "last", "reached"]].tolist() == [300, "CY2012", 200, False]
    assert rows.loc["B", ["best", "best_period", "reached"]].tolist() == [450, "FY2016-17", True]
    assert rows.loc["A", "share"] == 75 and set(rows.index) == {"A", "B"} and set(rows["state"]) == {"past"}


def test_ledger_without_count_and_without_deadline():
    table = observed(("A", CALENDAR, 2010, None, None, 900))
    aims = goals(("T1", "2025-08-03", 1000, None), ("T2", "2009-01-01", 500, None), ("T3", "2025-01-01", 500, 2028))
    rows = targets.ledger(aims, table, DAY).set_index("target_id")
    assert rows["state"].to_dict() == {"T1": "none", "T2": "none", "T3": "ahead"}
    assert pd.isna(rows.loc["T1", "reached"]) and rows.loc["T2", "reached"] and pd.isna(rows.loc["T3", "count"])
    found = targets.verdicts(rows.reset_index()).set_index("target_id")
    assert found["counts"].to_dict() == {"T1": 0, "T2": 1, "T3": 0} and found.loc["T2", "yes"] == "A: 900 (CY2010)"


def test_kinds_of_year_are_never_mixed():
    rows = targets.ledger(load("trade_targets"), load("trade_observed"), DAY).dropna(subset="count")
    prefix = rows["best_period"].str[:2].map({"FY": FISCAL, "SY": SOLAR, "CY": CALENDAR})
    assert (prefix == rows["year_type"].astype(str)).all()
    assert not rows.duplicated(["target_id", "count", "year_type"]).any()


def test_ledger_of_the_real_targets():
    found = targets.verdicts(targets.ledger(load("trade_targets"), load("trade_observed"), DAY))
    assert len(found) == len(load("trade_targets")) - 1  # the goal for farm trade alone
    small = found[found["yeses"] > 0].set_index("target_id")
    assert small[small["office_yes"]]["target_usd_million"].max() == 1000
    assert list(small[~small["office_yes"]].index) == ["T2012-10-TPO"]  # three billion: only by officials' word
    first = found.set_index("target_id").loc["T1999-05-DAR"]
    assert (first["counts"], first["yeses"]) == (3, 2) and "Press TV, source not named: 141 (CY2000)" in first["no"]
    assert (found[found["target_usd_million"] >= 4000]["yeses"] == 0).all()


# --- growth ----------------------------------------------------------------------------


def test_growth_between_is_compound():
    assert targets.growth_between(100, 121, 2) == pytest.approx(10)
    assert targets.growth_between(800, 100, 3) == pytest.approx(-50)


def test_growth_spreads_over_gaps_and_leaves_out_zeros():
    years = targets.counted(
        observed(
            ("A", CALENDAR, 2010, None, None, 100),
            ("A", CALENDAR, 2012, None, None, 144),  # two years: 20 percent each
            ("A", CALENDAR, 2013, None, None, 0),
            ("A", CALENDAR, 2014, None, None, 50),  # from zero: no rate
            ("A", CALENDAR, 2015, None, None, 75),
            ("A", FISCAL, 2016, None, None, 750),  # another kind of year: never joined
        )
    )
    rates = targets.growth(years)
    assert rates["pct"].tolist() == pytest.approx([20, 50]) and rates["span"].tolist() == [2, 1]
    best = targets.best_growth(rates).iloc[0]
    assert (best["until"], best["n"], best["gaps"]) == ("CY2015", 2, 1)


def test_runs_take_exactly_the_years_asked_for():
    years = targets.counted(
        observed(*[("A", FISCAL, 2019 + step, value, None, None) for step, value in enumerate((100, 110, 121, 242))])
    )
    assert targets.runs(years, 2)["pct"].tolist() == pytest.approx([10, (2.2**0.5 - 1) * 100])
    assert targets.runs(years, 4).empty


def test_needed_growth_by_hand():
    table = observed(
        ("Commerce-ministry sources (press)", FISCAL, 2023, 500, None, None),
        ("Commerce-ministry sources (press)", FISCAL, 2024, 625, None, None),
        ("Iran customs (IRICA)", SOLAR, 2022, None, None, 1250),
        ("National Assembly Standing Committee on Commerce (briefing by officials)", FISCAL, 2024, None, None, 5000),
    )
    found = targets.needed(goals(("T", "2023-08-03", 10000, 2028)), table, DAY).set_index("count")
    assert found["by_period"].tolist() == ["FY2028-29", "SY1407", "FY2028-29"]
    assert found["pct"].tolist() == pytest.approx([100, (8 ** (1 / 6) - 1) * 100, (2**0.25 - 1) * 100])
    strict = targets.needed(goals(("T", "2023-08-03", 10000, 2028)), table, DAY, strict=True).set_index("count")
    assert strict.loc["Iran customs", ["years", "by_period"]].tolist() == [5, "SY1406"]
    assert strict.loc["Pakistan customs", "pct"] == pytest.approx((16 ** (1 / 3) - 1) * 100)


def test_tables_to_read_say_what_is_missing():
    found = targets.needed(load("trade_targets"), load("trade_observed"), DAY)
    shown = targets.needed_table(found).set_index(["Target", "Count"])["Best ever over as many years"]
    assert shown["5 billion by 2028", "Pakistan customs"] == "24 over 4 years (n = 2)"
    assert shown["5 billion by 2028", "Officials to parliament"] == "no such stretch"
    rows = targets.verdicts(targets.ledger(load("trade_targets"), load("trade_observed"), DAY))
    shown = targets.verdict_table(rows).set_index(rows["target_id"])
    assert shown.loc["T2012-02-AHMADINEJAD", "Not reached by"] == "no count of that time"
    assert shown.loc["T1999-05-DAR", ["Announced", "Target", "Base claimed"]].tolist() == ["1999-05", "300", "150"]
    assert shown.loc["T2015-04-JTC7", "Not reached by"] == "Iran customs: 861 (SY1394) and 3 lower"
    assert shown.loc["T1999-05-DAR", "Not reached by"] == "Press TV, source not named: 141 (CY2000)"
    assert not shown["By"].str.contains(r"\b(?:IR|PK)\b").any()


def test_claimed_base_of_2011_fits_the_year_before():
    total = load("trade_observed").set_index("observation_id")["total_usd_million"]
    assert total["O2010-SBP"] > 1000 and total["O2010-MOC"] > 1000
    assert total["O2011-SBP"] < 500 and total["O2011-FNA"] < 500


def test_an_earlier_end_changes_no_verdict_on_passed_deadlines():
    """Exercise 3: years that end by the deadline year reach the same targets."""
    rows = targets.ledger(load("trade_targets"), load("trade_observed"), DAY)
    past = rows[(rows["state"] == "past") & rows["best"].notna()]
    reached = past[past["reached"].astype(bool)]
    assert set(reached["year_type"].astype(str)) == {CALENDAR} and set(reached["target_id"]) == {"T1999-05-DAR"}


def test_real_targets_need_more_than_any_run_of_pakistans_customs():
    found = targets.needed(load("trade_targets"), load("trade_observed"), DAY)
    customs = found[found["count"] == "Pakistan customs"]
    assert list(customs["goal"]) == [
        "5 billion by 2026",
        "5 billion by 2028",
        "10 billion by 2028",
        "10 billion by 2029",
    ]
    assert (customs["pct"] > customs["best_run"]).all()
    five = customs.set_index("goal").loc["5 billion by 2028"]
    assert five["pct"] == pytest.approx(((5000 / 1222) ** 0.25 - 1) * 100) and five["best_run_n"] == 2


def test_best_year_of_pakistans_customs():
    best = targets.best_growth(targets.growth(targets.counted(load("trade_observed"))))
    row = best.set_index(["count", "year_type"]).loc["Pakistan customs", FISCAL]
    assert row["pct"] == pytest.approx((773.8 / 513.6 - 1) * 100) and row["n"] == 5 and row["until"] == "FY2021-22"


# --- answers and explorer --------------------------------------------------------------


def test_answer_by_hand():
    found = targets.answer(1000, 2024, 4000, 2028, 100, [50, 150, 100])
    assert (found.reached, found.in_deadline, found.gap, found.rank, found.rates) == (2026, 16000, -12000, 2, 3)
    assert found.needed == pytest.approx((4**0.25 - 1) * 100)
    assert targets.answer(1000, 2024, 4000, 2028, 0, []).reached is None
    assert targets.answer(5000, 2024, 4000, 2028, -5, []).reached == 2024


def test_answer_refuses_what_has_no_meaning():
    with pytest.raises(ValueError, match="later deadline"):
        targets.answer(1000, 2024, 4000, 2024, 10, [])
    with pytest.raises(ValueError, match="value above 0"):
        targets.answer(0, 2022, 4000, 2028, 10, [])


EXPLORER = explore_targets.target_explorer(load("trade_targets"), load("trade_observed"), DAY)


def answers_on_the_page(**setting) -> list[str]:
    """The lines that Vega writes for a setting, read from the drawing."""
    spec = figures.for_width(figures.steady(EXPLORER.chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        if param["name"] in setting:
            choices = EXPLORER.settings[param["name"]][1]
            value = setting[param["name"]]
            param["value"] = value if param["name"] == "growth" else choices.index(value)
    texts = map(html.unescape, re.findall(r"<text[^>]*>([^<]+)</text>", figures.draw(spec)))
    return [text for text in texts if text.startswith(tuple(f"{ask}: " for ask in explore_targets.QUESTIONS))]


@pytest.mark.parametrize("growth", [-20, 0, 1, 14, 18, 51, 120])
@pytest.mark.parametrize(
    ("goal", "count"),
    [
        ("5 billion by 2026", "Pakistan customs"),
        ("5 billion by 2028", "Iran customs"),
        ("10 billion by 2028", "Officials to parliament"),
        ("10 billion by 2029", "Pakistan customs"),
    ],
)
def test_page_and_kernel_agree(goal, count, growth):
    setting = {"goal": goal, "count": count, "growth": growth}
    kernel = [f"{row.Question}: {row.Answer}" for row in EXPLORER.counts(**setting).itertuples()]
    assert answers_on_the_page(**setting) == kernel


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    controls[0].value, controls[1].value, controls[2].value = "10 billion by 2029", "Iran customs", 40
    expected = EXPLORER.counts("10 billion by 2029", "Iran customs", 40)
    assert table.value == to_html(expected)


def test_controls_come_first_and_carry_labels():
    names = [param["name"] for param in EXPLORER.chart.to_dict()["params"] if "bind" in param]
    assert names == list(EXPLORER.settings) and all(label for label, _, _ in EXPLORER.settings.values())
