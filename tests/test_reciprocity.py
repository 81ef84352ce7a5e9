"""Acts that draw acts: the test by hand, on the rows, and its power."""

import numpy as np
import pandas as pd
import pytest

from pakiran import load, reciprocity

ACTS = reciprocity.acts(load("events"))


def record(*rows):
    """Acts: (date, side, sign, episode)."""
    frame = pd.DataFrame(rows, columns=["date", "side", "sign", "episode"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_acts_are_known_to_the_day_and_of_one_state():
    rows = pd.DataFrame(
        [
            ("IRN->PAK", -10.0, True, "day"),
            ("PAK->IRN", 3.4, True, "day"),
            ("joint", 6.0, True, "day"),
            ("IRN->PAK", 0.0, True, "day"),
            ("IRN->PAK", -2.0, True, "month"),
            ("IRN->PAK", -2.0, False, "day"),
        ],
        columns=["direction", "goldstein", "dyadic", "date_precision"],
    ).assign(date=pd.Timestamp("2024-01-16"), episode=None)
    found = reciprocity.acts(rows)
    assert found[["side", "sign"]].to_numpy().tolist() == [["Iran", -1], ["Pakistan", 1]]


def test_hits_by_hand():
    seen = reciprocity.hits(np.array([10]), np.array([12]), 365, 7)[0]
    # Moved by s, the answer lies 2 + s days after the act: 1 to 7 for s = -1, 0, ..., 5.
    assert list(np.flatnonzero(seen)) == [0, 1, 2, 3, 4, 5, 364]
    same_day = reciprocity.hits(np.array([10]), np.array([10]), 365, 7)[0]
    assert not same_day[0] and same_day.sum() == 7
    apart = reciprocity.hits(np.array([10]), np.array([12, 14]), 365, 7, np.array([[True, False]]))[0]
    assert list(np.flatnonzero(apart)) == [0, 1, 2, 3, 362, 363, 364]


def test_reciprocity_by_hand():
    rows = record(("2023-01-11", "Iran", -1, None), ("2023-01-13", "Pakistan", -1, None))
    found = reciprocity.reciprocity(rows, -1, 7)
    # Of 365 shifts, 7 put Pakistan's act 1 to 7 days after Iran's and 7 before it.
    assert (found["acts"], found["years"], found["followed"], found["share"]) == (2, 1, 1, 0.5)
    assert found["expected"] == pytest.approx(14 / 365 / 2) and found["p"] == pytest.approx(14 / 365)
    assert np.isnan(found["low"])  # one month: nothing to resample
    one = reciprocity.reciprocity(rows, -1, 7, direction="Iran acts, Pakistan answers")
    assert (one["acts"], one["followed"], one["p"]) == (1, 1, pytest.approx(7 / 365))
    back = reciprocity.reciprocity(rows, -1, 7, direction="Pakistan acts, Iran answers")
    assert (back["acts"], back["followed"], back["p"]) == (1, 0, 1.0)


def test_both_directions_move_together():
    """The roll of the second direction against the plain way: move the dates and count again."""
    one, two, length, days = np.array([3, 40, 41]), np.array([5, 39]), 60, 7
    rolled = np.roll(reciprocity.hits(two, one, length, days)[:, ::-1], 1, axis=1)
    for shift in range(length):
        moved = reciprocity.hits((two + shift) % length, one, length, days)[:, 0]
        assert moved.tolist() == rolled[:, shift].tolist()


def test_pairs_of_one_episode_and_the_crisis_can_be_left_out():
    rows = record(
        ("2024-01-16", "Iran", -1, "a"),
        ("2024-01-18", "Pakistan", -1, "b"),
        ("2024-06-01", "Iran", -1, "c"),
        ("2024-06-03", "Pakistan", -1, "c"),
    )
    followed = {name: reciprocity.reciprocity(rows, -1, 7, name)["followed"] for name in reciprocity.VARIANTS}
    assert list(followed.values()) == [2, 1, 1, 0]
    assert reciprocity.reciprocity(rows, -1, 7, "Without both")["acts"] == 2


def test_years_of_one_side_only_are_no_years():
    with pytest.raises(ValueError, match="no year has acts of both sides"):
        reciprocity.reciprocity(record(("2023-01-11", "Iran", 1, None), ("2024-01-13", "Pakistan", 1, None)), 1, 7)


def test_answers_on_the_real_rows():
    found = reciprocity.reciprocities(ACTS)
    assert len(found) == 2 * 3 * 4
    hostile, friendly = (found[found["kind"] == kind] for kind in reciprocity.SIGNS.values())
    assert (hostile[hostile["variant"] == "All acts"]["p"] < 0.001).all()
    assert (hostile[hostile["variant"] == "Without January 2024"]["p"] < 0.01).all()
    assert (hostile[hostile["variant"] == "Without both"]["p"] > 0.1).all() and (friendly["p"] > 0.2).all()
    assert found["share"].between(0, 1).all() and (found["chance_low"] <= found["chance_high"]).all()
    inside = (found["low"] <= found["excess"]) & (found["excess"] <= found["high"])
    assert inside.all() and np.allclose(found["excess"], found["share"] - found["expected"])


def test_power_is_seeded_and_grows_with_the_effect():
    none, strong = (reciprocity.power(ACTS, -1, extra=extra, runs=120) for extra in (0.0, 0.5))
    assert none["power"] < 0.12 < 0.6 < strong["power"] and none["low"] <= none["power"] <= none["high"]
    assert reciprocity.power(ACTS, -1, extra=0.5, runs=120) == strong
    without = reciprocity.power(ACTS, -1, extra=0.5, crisis=False, runs=120)
    assert without["acts"] < strong["acts"]


def test_a_planted_answer_is_found():
    days = pd.date_range("2023-01-05", periods=10, freq="33D")
    rows = record(
        *[(day, "Iran", 1, None) for day in days], *[(day + pd.Timedelta(days=3), "Pakistan", 1, None) for day in days]
    )
    assert reciprocity.reciprocity(rows, 1, 7, direction="Iran acts, Pakistan answers")["share"] == 1.0


def test_no_p_is_printed_as_nought():
    assert reciprocity.chance_of(0.00004) == "under 0.001" and reciprocity.chance_of(0.17) == "0.170"
