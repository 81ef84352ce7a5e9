"""The paper's advice and what followed: contacts, pipeline options, schools of thought."""

import re
from pathlib import Path

import pandas as pd
import pytest

from pakiran import advice, charts, load

PAPER = Path(__file__).resolve().parents[2] / "shared" / "paper" / "paper.md"


def events(*rows):
    """Rows of the chronology: (day, title, domain, direction, dyadic, CAMEO code)."""
    frame = pd.DataFrame(rows, columns=["date", "title", "domain", "direction", "dyadic", "cameo_code"])
    number = [f"E{row:02d}" for row in range(len(frame))]
    return frame.assign(date=pd.to_datetime(frame["date"]), date_precision="day", summary="", event_id=number)


def test_contacts_by_hand():
    rows = advice.contacts(
        events(
            ("2024-01-10", "before", "diplomatic", "joint", True, "043"),
            ("2024-02-01", "visit", "diplomatic", "joint", True, "043"),
            ("2024-02-11", "talks on armed groups", "diplomatic", "joint", True, "046"),
            ("2024-02-12", "order of one state", "economic", "PAK->IRN", True, "061"),
            ("2024-02-13", "call", "diplomatic", "joint", True, "041"),
            ("2024-02-14", "meeting of others", "international", "third_party", False, "045"),
            ("2024-03-01", "attack", "militant", "third_party", False, "190"),
            ("2024-04-11", "signing", "economic", "joint", True, "057"),
        )
    ).set_index("title")
    assert rows["lane"].to_dict() == {
        "visit": "Other visits and meetings",
        "talks on armed groups": "Security: talks, pledges",
        "call": "Telephone calls",
        "attack": "Armed acts",
        "signing": "Agreements and work",
    }
    start, end, days = advice.longest_gap(rows.reset_index())
    assert (f"{start:%m-%d}", f"{end:%m-%d}", days) == ("02-11", "04-11", 60)


def test_every_option_rests_on_rows_of_the_table():
    status = load("pipeline_status")
    rows = advice.pipeline_options(status)
    assert rows["date"].notna().all() and set(rows["status_id"]) <= set(status["status_id"])
    assert rows[rows["date"].dt.year >= 2026]["thin"].all()
    assert rows["date"].is_monotonic_increasing and rows.iloc[-1]["status_id"] == "PS104"
    assert set(rows["option"]) == set(advice.OPTIONS)


def test_every_recommendation_is_read():
    table = load("recommendations")
    rows = advice.readings(table)
    assert list(rows["recommendation_id"]) == list(table["recommendation_id"]) == list(advice.READINGS)
    assert set(rows["first"]) | set(rows["second"].dropna()) <= set(advice.SCHOOLS)
    assert (rows["words"].str.split().str.len() <= 8).all() and (rows["first"] != rows["second"]).all()


@pytest.mark.skipif(not PAPER.exists(), reason="the paper's text is not shipped with the book")
def test_words_are_the_papers():
    text = re.sub(r"\s+", " ", PAPER.read_text(encoding="utf-8"))
    assert [words for words in advice.readings(load("recommendations"))["words"] if words not in text] == []


def test_cards_show_addressee_indicator_and_what_followed():
    table = load("recommendations")
    html = advice.cards(table).html
    assert (
        html.count("<li ") == len(table) == html.count("Could be measured by:") == html.count("<summary>Since then (")
    )
    assert html.count("Read for this:") == load("recommendations_sources")["recommendation_id"].nunique()
    links = load("recommendations_sources").merge(load("sources"), on="source_id")
    assert html.count("<a href=") == links["url"].notna().sum()  # one a report, not one a publisher
    nasty = table.head(1).assign(recommendation="<script>")
    assert "<script>" not in advice.cards(nasty).html


def test_meetings_coded_as_work_are_meetings_in_person():
    rows = advice.contacts(load("events")).set_index("event_id")
    assert rows.loc[list(advice.ALSO_MET), "face_to_face"].all()
    armed = rows[rows["lane"] == "Armed acts"]
    assert not armed["title"].str.contains("war ", case=False).any()


def test_each_statement_is_read_once_with_all_its_options():
    spoken = advice.pipeline_options(load("pipeline_status"))
    table = advice.stances(spoken)
    assert len(table) == spoken["status_id"].nunique()
    shelve = table[table["What is reported"].str.contains("end the project by settlement")]["Option (stance)"].item()
    assert set(shelve.split("; ")) == {
        "Build Pakistan's part (on a condition)",
        "Settle out of court (for)",
        "Slow down or shelve (for)",
    }


def test_only_the_united_states_speaks_against_building():
    spoken = advice.pipeline_options(load("pipeline_status"))
    against = spoken[(spoken["option"] == "Build Pakistan's part") & (spoken["stance"] == "against")]
    assert set(against["side"].astype(str)) == {"US"} and len(against) == 4


def test_figures_can_be_drawn():
    charts.contacts(load("events"))
    charts.pipeline_options(load("pipeline_status"))
    charts.schools(load("recommendations"))
