"""Closures of the border, and the ties of the two states."""

import pandas as pd

from pakiran import crossings, load, ties
from pakiran.charts.common import apart


def test_every_closure_is_a_row_of_the_tables():
    rows = crossings.closures()
    assert len(rows) == len(crossings.CLOSURES) and rows["title"].notna().all() and rows["date"].is_monotonic_increasing


def test_the_strikes_closed_no_crossing():
    rows = crossings.closures().set_index("cause")
    assert rows.loc[crossings.STRIKES, "closed_by"] == crossings.NOBODY
    counted = crossings.by_cause().set_index("cause")["closures"]
    assert counted[crossings.STRIKES] == 0 and counted[crossings.UNREST] == 3 and counted.sum() == 7


def test_one_closure_in_two_tables_is_listed_once():
    dates = crossings.closures()["date"]
    assert (dates.diff().dropna() > pd.Timedelta(days=7)).all()


def test_closed_by_is_what_the_rows_say():
    titles = crossings.closures().set_index("title")["closed_by"]
    for title, closer in titles.items():
        for side in (crossings.IRAN, crossings.PAKISTAN):
            if title.startswith(f"{side} closes"):
                assert closer == side


def test_treaty_tie():
    assert ties.treaty(load("atop_alliances")) == (1955, 1979, ["not to attack", "to consult"])


def test_five_disputes_one_with_deaths():
    rows = ties.disputes(load("mid_disputes"))
    assert len(rows) == 5 and rows["fatal"].sum() == 1 and rows.loc[rows["fatal"], "days"].item() == 428


def test_tone_by_hand():
    events = pd.DataFrame(
        {
            "dyadic": [True, True, True, False, True],
            "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-03-02", "2024-03-03"]),
            "goldstein": [-10.0, 4.0, -2.0, 9.0, 0.0],
        }
    )
    assert ties.tone_since(events, "2024-02-01").to_dict() == {"acts": 3, "friendly": 1, "hostile": 1, "neutral": 1}


def test_chosen_events_exist():
    known = set(load("events")["event_id"])
    assert {*ties.JOINED, *ties.BACKED, *ties.AGAINST} <= known


def test_marks_too_close_stand_below_each_other():
    lane = pd.Series(["a", "a", "a", "a", "b"])
    place = pd.Series([10.0, 0.0, 1.0, 2.0, 1.0])  # 10, 0, 1, 2 in lane a; 1 in lane b
    assert apart(lane, place, 3).to_list() == [1, 1, 2, 3, 1]
    assert apart(lane, place, 2).to_list() == [1, 1, 2, 1, 1]  # 2 fits behind 0
