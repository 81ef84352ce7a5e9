"""Mirror values: compared only for one flow in one period; the split of the spread by hand."""

import numpy as np
import pandas as pd
import pytest

from pakiran import load, mirror, trade

OBSERVED = load("trade_observed")
IMPORTS, EXPORTS = mirror.FLOWS.values()


def table(*values):
    """Two years (rows) by two records (columns), one value a cell."""
    years, records = [2000, 2000, 2004, 2004], mirror.RECORDS * 2
    return pd.DataFrame({"year": years, "record": records, "value": values})


def test_all_spread_by_year():
    split = mirror.decompose(table(1, 1, np.e, np.e))
    assert split[["year", "record", "rest"]].to_list() == pytest.approx([1, 0, 0]) and split["factor"] == pytest.approx(
        1
    )


def test_all_spread_by_record():
    split = mirror.decompose(table(1, 10, 1, 10))
    assert split[["year", "record", "rest"]].to_list() == pytest.approx([0, 1, 0]) and split["factor"] == pytest.approx(
        10
    )


def test_split_by_hand():
    # Logs 0, 2 / 1, 5: mean 2; years 1 and 3, records 0.5 and 3.5; sums of squares 4, 9, 1 of 14.
    split = mirror.decompose(table(*np.exp([0, 2, 1, 5])))
    assert split[["year", "record", "rest"]].to_list() == pytest.approx([4 / 14, 9 / 14, 1 / 14])
    assert split["n"] == 4 and split["factor"] == pytest.approx(np.exp(3))


@pytest.mark.parametrize("bad", [table(1, 2, 3, 4).head(3), table(0, 1, 2, 3), pd.concat([table(1, 2, 3, 4)] * 2)])
def test_a_table_that_is_not_full_is_refused(bad):
    with pytest.raises(ValueError, match="expected"):
        mirror.decompose(bad)


def test_counts():
    assert trade.count_of("Iran", "customs") == "Customs, Iran"
    assert trade.count_of("Pakistan", "customs_comtrade_mirror") == "Customs, Pakistan"
    assert trade.count_of("Pakistan", "payments") == "Bank payments, Pakistan"
    assert trade.count_of("Pakistan", "stated") == "Stated only"
    assert trade.count_of("Iran", "derived") == "Customs, Iran"


def test_values_of_one_flow_and_period_only():
    found = mirror.many_values(OBSERVED)
    groups = found.groupby(["flow", "year_type", "period_start", "period_end"], observed=True)
    assert (groups["count"].nunique() > 1).all() and (groups["period_label"].nunique() == 1).all()
    assert found["counts"].min() == 2 and not found["observation_id"].str.contains("DERIVED").any()


def test_low_confidence_does_not_stretch_the_range():
    found = mirror.many_values(OBSERVED)
    weak = found[found["observation_id"] == "COW4-2014"]
    assert (weak["value"] > weak["high"]).all()


def test_banks_count_about_zero_where_customs_count_hundreds_of_millions():
    found = mirror.many_values(OBSERVED)
    found = found[found["flow"] == IMPORTS].set_index(["period_label", "count"])["value"]
    for year, customs in {"FY2021-22": 773.8, "FY2022-23": 880}.items():
        assert found[(year, trade.BANKS)] == 0 and found[(year, trade.CUSTOMS["Pakistan"])] == customs


def test_the_gap_of_2014():
    gap = mirror.gap(OBSERVED, "O2014-PBC-PK", "O2014-PBC-IR").set_index("flow")["ratio"]
    assert gap[IMPORTS] == pytest.approx(837 / 185) and gap[IMPORTS] == pytest.approx(4.5, abs=0.05)
    assert gap[EXPORTS] == pytest.approx(261 / 43) and gap[EXPORTS] == pytest.approx(6, abs=0.1)


def test_a_gap_between_different_periods_is_refused():
    with pytest.raises(ValueError, match="different days"):
        mirror.gap(OBSERVED, "O2014-PBC-PK", "O1401-IRICA")


def test_overlapping_values_are_full_tables():
    cells = mirror.blocks(OBSERVED)
    assert cells.groupby(["flow", "year"]).size().eq(2).all() and (cells["value"] > 0).all()
    assert cells.groupby("flow").size().to_dict() == {IMPORTS: 12, EXPORTS: 24}


def test_no_single_answer_to_how_much_the_record_matters():
    """The share of the record depends on the years that are set side by side: the chapter says no more."""
    found = mirror.decompositions(OBSERVED)
    assert np.allclose(found[["year", "record", "rest"]].sum(axis=1), 1)
    assert found["n"].to_list() == [12, 4, 24, 6] and found["record"].max() > 0.5 > 0.1 > found["record"].min()
