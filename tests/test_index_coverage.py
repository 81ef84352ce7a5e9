"""Publishers left out and decades thinned: by hand, and on the rows."""

import numpy as np
import pandas as pd
import pytest

from pakiran import index_coverage, load


def coded():
    rows = [("e1", "s1", 1990, -4.0), ("e2", "s2", 1990, 2.0), ("e3", "s1", 2000, 1.0), ("e4", "s3", 2000, 3.0)]
    return pd.DataFrame(rows, columns=["event_id", "source_id", "decade", "value"])


def test_leave_one_out_by_hand():
    links = pd.DataFrame(
        [("e3", "s3", "corroborates"), ("e4", "s1", "reports_differently")], columns=["event_id", "source_id", "role"]
    )
    sources = pd.DataFrame({"source_id": ["s1", "s2", "s3"], "publisher": ["A", "B", "C"]})
    carried = index_coverage.publishers_of(coded(), links, sources)
    assert set(map(tuple, carried.to_numpy())) == {("e1", "A"), ("e2", "B"), ("e3", "A"), ("e3", "C"), ("e4", "C")}
    found = index_coverage.leave_one_out(coded(), carried).set_index(["decade", "publisher"])["mean"].to_dict()
    # e3 has two publishers, so it stays whoever is left out; e4 goes with C.
    assert found == {(1990, "A"): 2.0, (1990, "B"): -4.0, (2000, "C"): 1.0}


def test_thinning_by_hand():
    values = np.array([1.0, 2.0, 6.0])
    assert set(index_coverage.thinned(values, 3)) == {3.0} and set(index_coverage.thinned(values, 1)) == {1.0, 2.0, 6.0}
    assert (index_coverage.thinned(values, 2) == index_coverage.thinned(values, 2)).all()
    with pytest.raises(ValueError, match="at least 4"):
        index_coverage.thinned(values, 4)


def test_index_on_the_real_rows():
    found = index_coverage.coverage_index(load("events"), load("events_sources"), load("sources")).set_index("decade")
    dyadic = load("events")[load("events")["dyadic"].astype(bool)]
    assert found["acts"].sum() == len(dyadic) and found["total"].sum() == pytest.approx(dyadic["goldstein"].sum())
    assert (found["without_low"] <= found["mean"]).all() and (found["mean"] <= found["without_high"]).all()
    assert found.loc[:1999, "thin_low"].isna().all() and found.loc[2000:, "same_sign"].between(0.5, 1).all()
    assert (found.loc[2000:, "thin_low"] < 0).all() and (found.loc[2000:, "thin_high"] > 0).all()
