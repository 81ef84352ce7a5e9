"""Derived results on incidents, against values worked out by hand, and the statements of the chapter on the real data."""

import pandas as pd
import pytest

from pakiran import eve, incidents, load

ACTORS = pd.DataFrame(
    [
        ("IRN", "Iran", "state", "IRN"),
        ("IRGC", "Guards", "state_body", "IRN"),
        ("PAK", "Pakistan", "state", "PAK"),
        ("PAK_CIVILIANS", "Pakistani civilians", "civilians", "PAK"),
        ("IRN_CIVILIANS", "Iranian civilians", "civilians", "IRN"),
        ("IRQ", "Iraq", "state", "IRQ"),
        ("RED", "Red Front", "armed_group", "IRN"),
        ("BLUE", "Blue Army of the Long Name", "armed_group", "PAK"),
        ("GUNMEN", "Gunmen (not named)", "unknown", None),
    ],
    columns=["actor_id", "name", "kind", "country"],
)
EVENTS = pd.DataFrame(
    [
        # id, date, precision, order, time, offset, basis, code, direction, dyadic, episode, place, title, summary
        ("a", "2020-05-01", "day", 1, "20:00", "+05:00", "reported", "195", "IRN->PAK", True, "x", "p1", "A", None),
        ("b", "2020-05-01", "day", 2, None, None, None, "114", "PAK->IRN", True, "x", "p1", "B", None),
        ("c", "2020-05-03", "day", 1, "04:30", "+03:30", "reported", "190", "PAK->IRN", True, "x", "p2", "C", None),
        ("d", "2021-01-10", "day", 1, None, None, None, "183", "third_party", False, "y", "p2", "D", "Red Front said that it did it."),
        ("e", "2021-01-14", "day", None, None, None, None, "114", "IRN->PAK", True, "y", "p2", "E", 'He spoke of "terrorist camps". She did not.'),
        ("f", "2021-06-01", "month", None, None, None, None, "186", "third_party", False, "y", "p3", "F", "Nobody said who did it."),
        ("g", "2021-07-01", "day", None, None, None, None, "190", "third_party", False, None, "p2", "G", "The Blue Army was blamed."),
        ("h", "2022-01-01", "day", None, None, None, None, "173", "domestic", False, None, "p2", "H", None),
        ("i", "2022-02-02", "day", None, None, None, None, "195", "third_party", False, None, "p4", "I", None),
    ],
    columns=["event_id", "date", "date_precision", "order_in_day", "time_local", "utc_offset", "time_basis", "cameo_code",
             "direction", "dyadic", "episode", "place_id", "title", "summary"],
).assign(
    date=lambda t: pd.to_datetime(t["date"]),
    order_in_day=lambda t: t["order_in_day"].astype("Int64"),
    conflict_note=None,
    confidence="high",
)  # fmt: skip
PARTS = pd.DataFrame(
    [
        *[("a", who, "actor") for who in ("IRN", "IRGC")],
        *[("a", who, "target") for who in ("PAK", "RED")],
        ("c", "PAK", "actor"),
        ("c", "IRN", "target"),
        ("d", "RED", "actor"),
        ("d", "IRN", "target"),
        ("d", "PAK_CIVILIANS", "target"),
        ("f", "GUNMEN", "actor"),
        ("f", "PAK_CIVILIANS", "target"),
        ("g", "BLUE", "actor"),
        ("g", "PAK_CIVILIANS", "target"),
        ("g", "IRN_CIVILIANS", "target"),
        ("i", "IRGC", "actor"),
        ("i", "IRQ", "target"),
    ],
    columns=["event_id", "actor_id", "role"],
)
PLACES = pd.DataFrame(
    [
        ("p1", "Onetown", "PAK", 27.0, 64.0, "town"),
        ("p2", "Twotown (old)", "IRN", 28.0, 61.0, "district"),
        ("p3", "Somewhere", "PAK", 30.0, 66.0, "country"),
        ("p4", "Farborder", "IRN", 27.5, 62.8, "province"),
    ],
    columns=["place_id", "name", "country", "lat", "lon", "precision"],
)
FOUND = incidents.incidents(EVENTS, PARTS, ACTORS)


def test_incidents_are_acts_of_force_with_sides():
    assert list(FOUND["event_id"]) == ["a", "c", "d", "f", "g", "i"]  # a protest and an arrest are none
    assert list(FOUND["by"]) == ["Iran", "Pakistan", "Group", "Group", "Group", "Iran"]
    # A state that was hit decides; without one, the people do.
    assert list(FOUND["against"]) == ["Pakistan", "Iran", "Iran", "Pakistan", "Both states", "Another state"]
    assert list(FOUND["flow"]) == [
        "Iran against Pakistan",
        "Pakistan against Iran",
        "Groups against Iran",
        "Groups against Pakistan",
        "Other acts",
        "Other acts",
    ]
    assert list(FOUND["who"]) == [
        "Iranian forces",
        "Pakistani forces",
        "Red Front",
        "No group named",
        "BLUE",
        "Iranian forces",
    ]


def test_marks_of_one_year_and_flow_are_stacked():
    twice = pd.concat([FOUND, FOUND[FOUND["event_id"] == "d"]])
    stacked = incidents.flows_by_year(twice)
    assert list(stacked.loc[stacked["event_id"] == "d", "slot"]) == [1, 2]


def test_points_for_a_country_are_never_placed_and_neighbours_stand_apart():
    placed = incidents.located(FOUND, PLACES).set_index("event_id")
    assert "f" not in placed.index
    assert placed.loc["a", ["lon", "lat"]].tolist() == [64.0, 27.0]
    assert placed.loc[["c", "d", "g"], "lon"].tolist() == pytest.approx(
        [61.0, 60.82, 60.64]
    )  # west, away from the border
    assert placed.loc["i", "soil"] == "unsettled"


def test_marks_stand_apart_and_away_from_the_border():
    points = pd.DataFrame(
        [(61.0, 27.0, "IRN"), (60.9, 27.0, "IRN"), (61.1, 27.0, "PAK"), (61.1, 28.0, "PAK"), (61.0, 27.0, "unsettled")],
        columns=["lon", "lat", "soil"],
    )
    moved = incidents.set_apart(points, pd.Series(0.1, index=points.index))
    # Iran's stand 0.2 and 0.4 west of the mark that stays, Pakistan's 0.2 east; the one a degree north has room.
    assert list(moved) == pytest.approx([60.8, 60.6, 61.2, 61.1, 61.0])


def test_marks_of_the_map_move_little():
    rows = incidents.by_place(incidents.incidents(load("events"), load("event_actors"), load("actors")), load("places"))
    zone = rows[rows["soil"].isin(["IRN", "PAK"])]
    moved = incidents.set_apart(zone, pd.Series(0.2, index=zone.index)) - zone["lon"]
    assert (
        moved.abs().max() < 0.6
        and (moved[zone["soil"] == "IRN"] <= 0).all()
        and (moved[zone["soil"] == "PAK"] >= 0).all()
    )


def test_counts_by_place():
    counted = incidents.by_place(FOUND, PLACES).set_index("place")
    assert counted["incidents"].to_dict() == {"Twotown (old)": 3, "Farborder": 1, "Onetown": 1}
    assert counted.loc["Twotown (old)", ["first", "last"]].tolist() == [2020, 2021]


def test_answers_respect_precision_order_and_clock():
    found = incidents.answers(FOUND, EVENTS).set_index("answer_id")
    assert sorted(found.index) == ["b", "c", "e"]
    # Same day, order known, no clock: between nought and one day.
    assert found.loc["b", ["kind", "days", "low", "high"]].tolist() == ["In words", 0, 0.0, 1.0]
    # 1 May 15:00 UTC to 3 May 01:00 UTC is 34 hours.
    assert found.loc["c", "kind"] == "With force" and found.loc["c", "hours"] == 34
    assert found.loc["c", "low"] == found.loc["c", "high"] == pytest.approx(34 / 24)
    # Four days by the calendar, no clock: between three and five.
    assert found.loc["e", ["days", "low", "high"]].tolist() == [4, 3.0, 5.0]
    assert incidents.unanswered(FOUND, found.reset_index()) == 2  # c (Iran's answer is not recorded) and f


def test_an_answer_of_the_same_day_needs_a_known_order():
    unordered = EVENTS.assign(order_in_day=pd.array([pd.NA] * len(EVENTS), dtype="Int64"))
    found = incidents.answers(incidents.incidents(unordered, PARTS, ACTORS), unordered)
    assert "b" not in set(found["answer_id"])


def test_the_latest_incident_before_an_answer_counts():
    again = EVENTS[EVENTS["event_id"] == "d"].assign(event_id="d2", date=pd.Timestamp("2021-01-12"))
    events = pd.concat([EVENTS, again], ignore_index=True)
    parts = pd.concat([PARTS, PARTS[PARTS["event_id"] == "d"].assign(event_id="d2")])
    found = incidents.answers(incidents.incidents(events, parts, ACTORS), events).set_index("answer_id")
    assert found.loc["e", ["incident_id", "days"]].tolist() == ["d2", 2]


def test_own_word_of_groups():
    words = incidents.naming(FOUND).set_index("event_id")["own_word"]
    assert words.to_dict() == {"d": True, "f": False, "g": False}
    assert incidents.groups(FOUND).set_index("who")["own_word"].to_dict() == {
        "BLUE": 0,
        "No group named": 0,
        "Red Front": 1,
    }


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Fars said that Red Front had said it carried out the attack.", True),
        ("Red Front told a broadcaster that they answered a hanging.", True),
        ("The group said that it killed one captive.", True),
        ("Iran said that Red Front was behind it.", False),
        ("The leader of Red Front said that soldiers had acted alone.", False),
    ],
)
def test_ways_to_say_so(text, own):
    assert incidents._says_so("Red Front", text) is own


def test_labels_are_quoted_words_only():
    found = incidents.labels(EVENTS)
    assert list(found["event_id"]) == ["e"] and found["sentence"].iloc[0] == 'He spoke of "terrorist camps".'


CLAIMS = pd.DataFrame(
    {
        "casualty_id": ["a-1", "a-2", "a-3", "a-4"],
        "event_id": "a",
        "claimed_by": list("WXYZ"),
        "side": "iranian_official",
        "confidence": "medium",
        "who": ["civilians", "civilians", "attackers", "unspecified"],
        "killed_low": pd.array([9, 7, 2, 0], dtype="Int64"),
        "women_killed": pd.array([3, 3, None, None], dtype="Int64"),
        "children_killed": pd.array([4, 4, None, None], dtype="Int64"),
        "is_superseded": [False, True, False, False],
    }
)


def test_make_up_of_the_dead_adds_up():
    parts = incidents.make_up(CLAIMS, ["a"])
    assert dict(zip(parts["part"], parts["dead"], strict=True)) == {"Children": 4, "Women": 3, "Men, or not stated": 2}
    assert set(parts["claimed_by"]) == {"W"}  # replaced counts, attackers and zeros are left out


# --- the eve ---


def test_milestones_end_before_the_day():
    traded = pd.DataFrame(
        {
            "milestone_id": ["t1", "t2", "t3", "t4"],
            "date": pd.to_datetime(["2023-05-18", "2024-01-01", "2024-01-15", "2023-12-01"]),
            "date_precision": ["day", "month", "day", "month"],
            "category": ["crossing", "agreement", "closure", "sanction"],
            "title": list("ABCD"),
            "summary": list("ABCD"),
            "confidence": "high",
            "source_id": "s",
        }
    )
    piped = traded.iloc[:1].rename(columns={"milestone_id": "status_id"}).assign(status_id="p1", date_precision="year")
    piped["date"] = pd.Timestamp("2023-01-01")
    found = eve.milestones(traded, piped, "2022-01-01")
    assert list(found["row_id"]) == ["p1", "t1", "t3"]  # January 2024 is not over; sanctions are another field
    assert list(found["lane"]) == ["Gas pipeline", "Crossings and markets", "Crossings and markets"]


def test_last_counts_and_month_lie_before_the_eve():
    observed = load("trade_observed")
    counts = eve.last_counts(observed)
    assert (counts["period_end"] <= eve.EVE).all() and not counts.duplicated(["year_type", "count"]).any()
    month = eve.last_month(observed)
    assert month["month"] == pd.Timestamp("2023-12-01")
    assert month["change_pct"] == pytest.approx((month["value"] / month["before"] - 1) * 100)


# --- statements of the chapter on the real data ---

REAL = incidents.incidents(load("events"), load("event_actors"), load("actors"))


def test_every_incident_has_sides_and_a_name():
    assert REAL[["by", "against", "flow", "who"]].notna().all().all()
    assert set(REAL["by"]) <= {"Iran", "Pakistan", "Group", "Both states"}


def test_most_incidents_are_by_groups_against_iran():
    flows = REAL["flow"].value_counts()
    assert flows.index[0] == "Groups against Iran" and flows.iloc[0] > len(REAL) / 2


def test_the_two_strikes_answer_each_other_within_days():
    found = incidents.answers(REAL, load("events")).set_index("answer_id")
    strike = found.loc["IP-20240118-01"]
    assert strike["incident_id"] == "IP-20240116-05" and 33 <= strike["hours"] <= 37
    january = found[found["date"] >= "2024-01-01"]
    assert (january.loc[january["kind"] == "In words", "days"] == 0).all()


def test_the_paper_does_not_speak_of_these():
    told = incidents.in_the_paper(load("events"), "2024-01-03", "2024-01-29").set_index("event_id")["told"]
    for event in ("IP-20240103-02", "IP-20240116-03", "IP-20240116-04", "IP-20240127-01"):
        assert told[event] == "The paper does not"
