"""The chronology explorer: rows, selection by hand, file, link, list, and what the kernel shows."""

import base64
import csv
import io
import re

import pandas as pd
import pytest
from faces import drawing

from pakiran import explore_chronology, load

NAMES = ["events", "event_actors", "actors", "places", "events_sources", "sources"]
TABLES = {name: load(name) for name in NAMES}
EXPLORER = explore_chronology.events_explorer(TABLES)
EVENTS = TABLES["events"]


def small_tables() -> dict[str, pd.DataFrame]:
    """Three events, worked out by hand: a day, a month with no place, a year."""
    events = pd.DataFrame(
        {
            "event_id": ["a", "b", "c"],
            "date": pd.to_datetime(["2024-01-16", "1947-08-01", "1949-01-01"]),
            "date_precision": ["day", "month", "year"],
            "order_in_day": pd.array([None, None, None], dtype="Int64"),
            "title": ["=SUM(A1)", "Two, \"quoted\"", "Third"],
            "domain": ["military", "diplomatic", "diplomatic"],
            "direction": ["IRN->PAK", "joint", "PAK->IRN"],
            "place_id": ["kech", None, "tehran"],
            "confidence": ["high", "low", "medium"],
            "source_id": ["s1", "s2", None],
        }
    )  # fmt: skip
    taking = [("a", "IRN", "actor"), ("a", "PAK", "target"), ("b", "IRN", "actor"), ("b", "PAK", "actor"), ("c", "PAK", "actor")]  # fmt: skip
    links = [("a", "s2", "corroborates"), ("a", "s3", "reports_differently")]
    sources = [("s1", "Dawn", "2024-01-17", "https://a.org"), ("s2", "IRNA", None, None), ("s3", "AP", "2024", "https://c.org")]  # fmt: skip
    return {
        "events": events,
        "event_actors": pd.DataFrame(taking, columns=["event_id", "actor_id", "role"]),
        "actors": TABLES["actors"],
        "places": TABLES["places"],
        "events_sources": pd.DataFrame(links, columns=["event_id", "source_id", "role"]),
        "sources": pd.DataFrame(sources, columns=["source_id", "publisher", "date", "url"]),
    }


SMALL = explore_chronology.rows(small_tables())


def test_rows_by_hand():
    assert SMALL["event_id"].tolist() == ["b", "c", "a"]
    assert SMALL["date"].tolist() == ["1947-08", "1949", "2024-01-16"]
    assert SMALL["actors"].tolist() == [["Iran", "Pakistan"], ["Pakistan"], ["Iran"]]
    assert SMALL["targets"].tolist() == [[], [], ["Pakistan"]]
    last = SMALL.iloc[-1]
    assert (last["country"], last["province"], last["place"]) == ("Pakistan", "Balochistan", "Kech district")
    assert last["sources"] == [("Dawn, 2024-01-17", "https://a.org"), ("IRNA", None)]
    assert last["reported_differently"] == [("AP, 2024", "https://c.org")]


def test_file_by_hand():
    lines = list(csv.DictReader(io.StringIO(explore_chronology.to_csv(SMALL).removeprefix("\ufeff"))))
    assert [line["title"] for line in lines] == ['Two, "quoted"', "Third", "'=SUM(A1)"]
    assert [line["date_precision"] for line in lines] == ["month", "year", "day"]
    assert lines[0]["actors"] == "Iran; Pakistan" and lines[0]["place"] == ""
    assert lines[2]["sources"] == "Dawn, 2024-01-17, https://a.org | IRNA"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_can_run_as_a_formula(start):
    text = explore_chronology.to_csv(SMALL.assign(title=f"{start}1+1"))
    cells = [row[3] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert cells == [f"'{start}1+1"] * 3


def test_file_of_all_events_is_safe_and_whole():
    text = explore_chronology.to_csv(EXPLORER.counts())
    found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert found[0] == explore_chronology.COLUMNS and len(found) == len(EVENTS) + 1
    assert not [cell for row in found for cell in row if cell.startswith(explore_chronology.DANGEROUS)]


def test_every_event_has_a_source_and_a_known_country():
    found = EXPLORER.counts()
    assert set(found["event_id"]) == set(EVENTS["event_id"])
    assert found["sources"].map(len).min() >= 1
    assert found["country"].notna().equals(found["place"].notna())


@pytest.mark.parametrize(
    ("setting", "chosen"),
    [
        ({"first": 2024, "last": 2024}, EVENTS["date"].dt.year == 2024),
        ({"domain": "military"}, EVENTS["domain"] == "military"),
        ({"direction": "PAK->IRN", "support": "high"}, (EVENTS["direction"] == "PAK->IRN") & (EVENTS["confidence"] == "high")),
        ({"since": "2024-01-16", "until": "2024-01-18"}, EVENTS["date"].between("2024-01-16", "2024-01-18")),
        ({"place": "Iran: Tehran"}, EVENTS["place_id"] == "tehran"),
        ({"place": "Iraq"}, EVENTS["place_id"].isin(["baghdad", "erbil"])),
        ({"first": 2020, "last": 2010}, EVENTS["date"].isna()),
    ],
)  # fmt: skip
def test_selection(setting, chosen):
    assert set(EXPLORER.counts(**setting)["event_id"]) == set(EVENTS.loc[chosen, "event_id"])


def test_an_actor_is_found_acting_and_addressed():
    takes = TABLES["event_actors"].loc[TABLES["event_actors"]["actor_id"] == "JAISH_AL_ADL", "event_id"]
    assert set(EXPLORER.counts(actor="Jaish al-Adl")["event_id"]) == set(takes)


def test_link_holds_what_differs():
    page = explore_chronology.PAGE
    assert EXPLORER.link() == EXPLORER.link(first=1947, domain="any") == page
    assert EXPLORER.link(place="Iran: Tehran", first=2023) == f"{page}#first=2023&place=Iran%3A+Tehran"
    assert EXPLORER.link(since=pd.Timestamp("2024-01-16").date(), until=None) == f"{page}#since=2024-01-16"


def ids(html: str) -> list[str]:
    return re.findall(r'<li id="([^"]+)"', html)


def test_widgets_show_selection_file_and_link():
    box = EXPLORER.widgets()
    *controls, shown = box.children
    values = {"first": 2023, "domain": "military", "actor": "Iran"}
    for name, control in zip([*EXPLORER.settings, "since", "until"], controls, strict=True):
        assert control.description
        control.value = values.get(name, control.value)
    found = EXPLORER.counts(**values)
    assert 0 < len(found) < len(EVENTS) and ids(shown.value) == found["event_id"].tolist()
    assert f'<p role="status"><b>{len(found)} of {len(EVENTS)} events' in shown.value
    file = re.search(r'base64,([^"]+)"', shown.value).group(1)
    assert base64.b64decode(file).decode() == explore_chronology.to_csv(found)
    assert EXPLORER.link(**values).replace("&", "&amp;") in shown.value


def test_of_too_many_events_the_newest_stay_and_the_page_says_so(monkeypatch):
    assert "Only the newest" not in str(EXPLORER.chart.to_dict())
    monkeypatch.setattr(explore_chronology, "MOST", 100)
    few = explore_chronology.events_explorer(TABLES)
    assert few.found["event_id"].tolist() == EXPLORER.found["event_id"].tolist()[-100:]
    assert f"Only the newest 100 of {len(EVENTS)} events are here." in str(few.chart.to_dict())
    assert ids(few.listing().html) == few.counts()["event_id"].tolist() == few.found["event_id"].tolist()


def test_list_is_whole_and_text_stays_text():
    assert ids(EXPLORER.listing().html) == EXPLORER.counts()["event_id"].tolist()
    hostile = explore_chronology.listing(SMALL.assign(title="<script>", place="<b>", domain="&x"))
    assert "<script>" not in hostile and "&lt;b&gt;" in hostile and "&amp;x" in hostile


def marks(svg: str, start: str) -> int:
    return len(re.findall(rf'aria-label="[^"]*{start}', svg))


WHOLE = drawing(EXPLORER)


def test_every_event_is_drawn_once():
    rough = (EVENTS["date_precision"] != "day").sum()
    assert marks(WHOLE, "Known to the: day") == len(EVENTS) - rough
    assert marks(WHOLE, "Known to the: (month|year)") == rough == 23


def test_every_event_is_on_the_map_or_listed_beside_it():
    places = TABLES["places"].dropna(subset="lat")
    on_map = places["lon"].between(51, 81) & places["lat"].between(18, 41.5) & (places["precision"] != "country")
    drawn = sum(map(int, re.findall(r'aria-label="[^"]*; Place: [^"]*Events: (\d+)', WHOLE)))
    assert drawn == EVENTS["place_id"].isin(places.loc[on_map, "place_id"]).sum()
    listed = {name: int(number) for name, number in re.findall(r">([^<>]+): (\d+)<", WHOLE)}
    total = listed.pop("Not in the frame of the map")
    del listed["Known only to the month or year"]
    assert sum(listed.values()) == total == len(EVENTS) - drawn


def test_an_empty_selection_says_so():
    assert f">0 of {len(EVENTS)} events chosen<" in drawing(EXPLORER, first=2020, last=2010)


def test_places_without_position_are_named_in_the_chart():
    svg = drawing(EXPLORER, view="Border zone")
    nowhere = EVENTS["place_id"].isna().sum()
    assert f">{explore_chronology.NOWHERE}: {nowhere}<" in svg
    assert f">Tehran: {(EVENTS['place_id'] == 'tehran').sum()}<" in svg


def test_weak_support_is_hollow():
    svg = drawing(EXPLORER, support="low", first=2024, last=2024)
    weak = re.findall(r'aria-label="[^"]*Support: low[^"]*"[^>]*fill-opacity="0"', svg)
    assert len(weak) == ((EVENTS["date"].dt.year == 2024) & (EVENTS["confidence"] == "low")).sum() > 0
    assert not re.findall(r'aria-label="[^"]*Support: (?:high|medium)[^"]*"[^>]*fill-opacity="0"', svg)
