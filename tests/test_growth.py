"""With many times as many events the charts draw counts: nothing is lost, and a specification does not grow."""

import html
import json
import re
from unittest import mock

import bench
import pandas as pd
import pytest
from faces import bars

import pakiran
from pakiran import charts, explore, explore_map, figures, incidents, load, since
from pakiran.charts import common
from pakiran.charts.incidents import ROOM

TIMES = 100
MOST_BYTES = 350_000  # of one specification, however many events there are


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """What the charts of events take, with a hundred times as many events."""
    folder = tmp_path_factory.mktemp("data")
    bench.grow(folder, TIMES)
    with bench.reading(folder):
        events = pakiran.load("events")
    bench.data._frame.cache_clear()
    found = incidents.incidents(load("events"), load("event_actors"), load("actors"))
    sides = ["by", "against", "flow", "who"]
    model = events["event_id"].str.replace(r"-copy-\d+$", "", regex=True)
    many = events.join(found.set_index("event_id")[sides], on=model).dropna(subset="by")
    many = many.assign(year=many["date"].dt.year).sort_values("date", ignore_index=True)
    return {"events": events, "found": many, "places": load("places")}


def test_the_events_of_the_bench_are_made_of_real_ones(known):
    real = load("events")
    assert len(known["events"]) == TIMES * len(real) and known["events"]["event_id"].is_unique
    kept = known["events"][~known["events"]["event_id"].str.contains("-copy-")].reset_index(drop=True)
    assert kept.equals(real)


def test_the_package_of_the_bench_is_sound_and_the_same_each_time(tmp_path):
    first, again = tmp_path / "first", tmp_path / "again"
    for folder in (first, again):
        folder.mkdir()
        bench.grow(folder, 3)
    assert bench.check(folder=first) == []
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in first.iterdir())


@pytest.mark.parametrize("name", bench.EVENT_CHARTS)
def test_a_specification_stays_small(known, name):
    rows, size = bench.size(bench.EVENT_CHARTS[name](known))
    assert rows <= figures.MAX_ROWS and size < MOST_BYTES


def marks(chart) -> pd.DataFrame:
    sets = chart.to_dict()["datasets"].values()
    return pd.DataFrame(next(rows for rows in sets if "n" in rows[0] and "lane" in rows[0]))


def test_no_event_is_lost_in_the_counts(known):
    recent = known["events"]["date"] >= "2024-04-01"
    assert marks(charts.events_since(known["events"], pd.Timestamp("2024-04-01")))["n"].sum() == recent.sum()
    assert marks(charts.incident_years(known["found"]))["n"].sum() == len(known["found"])
    crisis = charts.crisis_lanes(known["events"])
    told = int(re.search(r"Chart of (\d+) dated events", crisis.description)[1])
    assert marks(crisis)["n"].sum() == told > common.CROWD
    assert "A mark stands for all" in crisis.usermeta["pakiran"]["caption"]


def test_real_data_are_drawn_one_by_one():
    """The real table is far below the limit, so nothing of this touches its figures."""
    assert len(load("events")) < common.CROWD
    chart = charts.crisis_lanes(load("events")).to_dict()
    assert not any("n" in rows[0] for rows in chart["datasets"].values())


def some(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "lane", "side", "support", "title"])
    return frame.assign(date=pd.to_datetime(frame["date"]), slot=1)


ROWS = some(
    [
        ("2024-01-16", "Armed acts", "Iran", "low", "a"),
        ("2024-01-16", "Armed acts", "Iran", "low", "b"),
        ("2024-01-16", "Armed acts", "Pakistan", "low", "c"),
        ("2024-01-20", "Armed acts", "Pakistan", "stronger", "d"),
        ("2024-02-02", "Diplomacy", "Pakistan", "stronger", "e"),
    ]
)


def test_few_rows_stay_as_they_are():
    assert common.thin(ROWS) is ROWS and common.by_number(ROWS) == {}
    assert common.mark_says(ROWS, "One each.") == "One each."


def test_bins_by_hand():
    drawn = common.thin(ROWS, most=4)
    assert list(drawn.columns) == [*ROWS.columns, "n"]
    assert drawn[["date", "lane", "side", "n", "support"]].astype(str).to_numpy().tolist() == [
        ["2024-01-16", "Armed acts", "Iran", "2", "low"],
        ["2024-01-16", "Armed acts", "Pakistan", "1", "low"],
        ["2024-01-20", "Armed acts", "Pakistan", "1", "stronger"],
        ["2024-02-02", "Diplomacy", "Pakistan", "1", "stronger"],
    ]
    assert drawn["slot"].tolist() == [1, 2, 2, 1] and drawn["title"].iloc[0] == "2 together"


def test_periods_grow_until_the_bins_are_few_enough():
    """Three bins by week: Monday 15 January holds Iran and Pakistan (weak and strong: not weak), then 29 January."""
    weekly = common.thin(ROWS, most=3)
    assert weekly["date"].dt.strftime("%d %b").tolist() == ["15 Jan", "15 Jan", "29 Jan"]
    assert weekly["n"].tolist() == [2, 2, 1] and weekly["support"].tolist() == ["low", "stronger", "stronger"]
    days = pd.Series(pd.to_datetime(["2024-01-18", "2024-02-03"]))
    assert common.period_of(days, weekly).dt.day.tolist() == [15, 29]
    assert common.period_of(days, ROWS) is days


def test_folded_rows_by_hand():
    rows = ROWS.assign(year=ROWS["date"].dt.day)
    folded = common.fold(rows, ["side"], "year").set_index("side")
    assert folded.loc["Iran"].to_dict() == {"year": [16], "n": [2]}
    assert folded.loc["Pakistan"].to_dict() == {"year": [2, 16, 20], "n": [1, 1, 1]}


def written(chart, **setting) -> tuple[int, int]:
    """The two numbers that Vega writes on the map."""
    spec = figures.for_width(figures.steady(chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        param["value"] = setting.get(param["name"], param["value"])
    found = re.search(r">(\d+) incidents?, (\d+) in this frame<", html.unescape(figures.draw(spec)))
    return int(found[1]), int(found[2])


def test_the_crowded_map_counts_as_python_does_and_stays_small(known):
    explorer = explore_map.incidents_explorer(known["found"], known["places"])
    assert len(known["found"]) > ROOM
    for setting in (
        {"first": 1990, "last": 2026, "who": "Everyone"},
        {"first": 2010, "last": 2019, "who": "Jaish al-Adl"},
    ):
        number = explorer.counts(**setting)["incidents"].sum()
        assert written(explorer.chart, **setting, view="Whole region") == (number, number)
    assert bench.size(explorer.chart)[1] < MOST_BYTES
    spec = json.dumps(explorer.chart.to_dict())
    assert known["found"]["title"].iloc[-1] not in spec


def test_both_ways_to_draw_the_map_count_alike():
    found = incidents.incidents(load("events"), load("event_actors"), load("actors"))
    alone = explore_map.incidents_explorer(found, load("places"))
    with mock.patch("pakiran.charts.incidents.ROOM", 10):
        together = explore_map.incidents_explorer(found, load("places"))
    setting = {"first": 2000, "last": 2024, "who": "Everyone", "view": "Border zone"}
    assert written(alone.chart, **setting)[0] == written(together.chart, **setting)[0]


@pytest.mark.parametrize(
    ("make", "by", "setting"),
    [
        (explore.chronology_explorer, "lane", {"first": 1990, "last": 2024, "support": "medium"}),
        (since.explorer, "quarter", {"field": "Diplomacy", "support": "high"}),
    ],
    ids=["chronology", "since"],
)
def test_a_crowded_explorer_counts_as_the_kernel_does_and_stays_small(known, make, by, setting):
    explorer = make(known["events"])
    counted = explorer.counts(**setting)
    assert bars(explorer, by, **setting) == dict(
        zip(zip(counted[by], counted["side"], strict=True), counted["events"], strict=True)
    )
    rows, size = bench.size(explorer.chart)
    assert counted["events"].sum() > common.CROWD and rows < 200 and size < 50_000
