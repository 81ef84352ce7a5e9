"""Derived results on the chronology, against values worked out by hand."""

import pandas as pd
import pytest

from pakiran import chronology, load

EVENTS = pd.DataFrame(
    {
        "event_id": ["a", "b", "c", "d", "e"],
        "date": pd.to_datetime(["2020-05-01", "2020-05-01", "2022-01-01", "2022-03-07", "2022-03-07"]),
        "date_precision": ["day", "day", "year", "day", "day"],
        "order_in_day": [2, 1, None, None, None],
        "time_local": ["20:00", None, None, "04:30", None],
        "utc_offset": ["+05:00", None, None, "+03:30", None],
        "domain": ["military", "militant", "economic", "diplomatic", "diplomatic"],
        "direction": ["IRN->PAK", "third_party", "joint", "PAK->IRN", "joint"],
        "dyadic": [True, False, True, True, True],
        "goldstein": [-10.0, -9.0, 6.4, -4.0, 1.0],
        "title": list("ABCDE"),
    }
)


def test_between_keeps_days_only_in_order_of_time():
    assert list(chronology.between(EVENTS, "2020-01-01", "2022-12-31")["event_id"]) == ["b", "a", "d", "e"]


def test_lanes_stack_events_of_one_day():
    placed = chronology.lanes(EVENTS).set_index("event_id")
    assert list(placed["slot"]) == [1, 2, 1, 1, 2]
    assert placed.loc["a", "side"] == "Iran" and placed.loc["b", "lane"] == "Armed acts"


def test_every_code_of_the_schema_has_a_side_and_a_lane():
    placed = chronology.lanes(load("events"))
    assert placed["side"].notna().all() and placed["lane"].notna().all()


def test_yearly_sums_and_empty_years():
    years = chronology.yearly(EVENTS).set_index("year")
    assert list(years.index) == [2020, 2021, 2022]
    assert list(years.loc[2020]) == [0, -10, 1, 2]  # the third-party act is counted, not summed
    assert list(years.loc[2021]) == [0, 0, 0, 0]
    assert years.loc[2022, "cooperation"] == pytest.approx(7.4) and years.loc[2022, "conflict"] == -4
    assert list(years.loc[2022, ["dyadic", "events"]]) == [3, 3]


def test_hours_between_crosses_time_zones():
    # 20:00 at +05:00 is 15:00 UTC; 04:30 at +03:30 is 01:00 UTC: 674 days and 10 hours later.
    assert chronology.hours_between(EVENTS, "a", "d") == 674 * 24 + 10


def test_hours_need_a_reported_time():
    with pytest.raises(ValueError, match="b: no local time"):
        chronology.hours_between(EVENTS, "b", "d")


def test_days_between():
    assert chronology.days_between(EVENTS, "a", "d") == 675


CLAIMS = pd.DataFrame(
    {
        "casualty_id": ["a-c1", "a-c2", "a-c3", "a-c4", "d-c1"],
        "event_id": ["a", "a", "a", "a", "d"],
        "claimed_by": ["X", "X", "Y", "Z", "Court"],
        "side": ["iranian_official", "iranian_official", "pakistani_official", "armed_group", "iranian_official"],
        "who": ["civilians", "civilians", "attackers", "unspecified", "attackers"],
        "killed_low": pd.array([7, 9, 2, None, 1], dtype="Int64"),
        "killed_high": pd.array([7, None, 3, None, 1], dtype="Int64"),
        "is_superseded": [True, False, False, False, False],
        "manner": ["conflict", "conflict", "conflict", "conflict", "execution"],
        "statement": ["", "", "", "no figure", ""],
    }
)


def test_tolls_leave_out_replaced_counts_executions_and_statements_without_a_number():
    found = chronology.tolls(CLAIMS, EVENTS)
    assert list(found["casualty_id"]) == ["a-c2", "a-c3"]
    assert list(found["killed_high"]) == [9, 3]  # a single number is its own upper bound
    assert list(found["claimant"]) == ["Iranian officials", "Pakistani officials"]
    assert list(found["dead"]) == ["civilians or not stated", "attackers"]


def test_without_number():
    assert list(chronology.without_number(CLAIMS, "a")["claimed_by"]) == ["Z"]


def test_the_two_strikes_are_about_35_hours_apart():
    hours = chronology.hours_between(load("events"), "IP-20240116-05", "IP-20240118-01")
    assert 33 <= hours <= 37


def test_both_strikes_carry_both_sides_claims():
    claims = load("casualty_claims")
    for event in ("IP-20240116-05", "IP-20240118-01"):
        sides = set(claims.loc[claims["event_id"] == event, "side"].astype("str"))
        assert {"iranian_official", "pakistani_official"} <= sides
