"""Derived results on the pipeline."""

import pytest

from pakiran import load, pipeline


def test_straight_line_of_known_length():
    # A quarter of a great circle on a sphere of 6,371 km radius.
    assert pipeline.straight_line_km(0, 0, 0, 90) == pytest.approx(6371 * 3.141592653589793 / 2)
    assert pipeline.straight_line_km(25, 60, 25, 60) == 0


def test_asaluyeh_to_the_border_is_longer_than_900_km():
    """So `900 km completed` cannot mean the border: the straight line alone is about 928 km."""
    check = load("pipeline_segments").set_index("segment_id").loc["SG038"]
    line = pipeline.straight_line_km(check["from_lat"], check["from_lon"], check["to_lat"], check["to_lon"])
    assert line == pytest.approx(check["length_km"], abs=1) and 927 < line < 929


def test_remainders_run_from_100_to_400_km():
    said = pipeline.remainders(load("pipeline_segments"))
    lengths = said.loc[said["left_km"] > 0, "left_km"]
    assert (lengths.min(), lengths.max()) == (100, 400)
    claimed = said[said["statement_kind"] == "claimed_border"]
    assert (claimed["left_km"] == 0).all() and {2011, 2016, 2017, 2018, 2019} <= set(claimed["as_of"].dt.year)
    assert said["as_of"].is_monotonic_increasing and said["said_by"].notna().all()


def test_three_published_price_points_lie_on_one_line():
    """1 + 0.12 x oil price; a critic's two points do not."""
    terms = load("pipeline_terms")
    points = pipeline.price_points(terms)
    on_line = points[(points["gas_usd_per_mmbtu"] - (1 + 0.12 * points["oil_usd_per_barrel"])).abs() < 0.005]
    assert set(on_line["oil_usd_per_barrel"]) >= {50, 70, 100}
    assert len(points) - len(on_line) >= 2
