"""Derived results on the coded reactions, against values worked out by hand, and the book's statements on them."""

import re
from collections import Counter

import pandas as pd
import pytest

from pakiran import charts, experts, figures, load
from pakiran.explore import to_html

NONE = experts.NOT_STATED


def texts(**columns) -> pd.DataFrame:
    """A frame like `experts` of as many rows as the columns given, with nothing stated elsewhere."""
    n = len(next(iter(columns.values())))
    base = {
        "expert_id": [f"E{i}" for i in range(n)],
        "voice_id": [f"V{i}" for i in range(n)],
        "name": list("ABCDEFGH")[:n],
        "country": ["PAK"] * n,
        "outlet": ["X"] * n,
        "outlet_kind": ["newspaper"] * n,
        "date": pd.to_datetime(["2024-01-18"] * n),
        "date_precision": ["day"] * n,
        "text_seen": ["opening"] * n,
        "match_strength": ["none"] * n,
        "confidence": pd.Categorical(["medium"] * n, ["low", "medium", "high"], ordered=True),
        "match_note": [None] * n,
        "paper_paragraph": [None] * n,
        "summary": [""] * n,
    }
    return pd.DataFrame(base | {question: [NONE] * n for question in experts.QUESTIONS} | columns)


TWICE = texts(
    voice_id=["V1", "V2", "V1"],
    name=["A", "B", "A"],
    country=["USA PAK", "IRN", "USA PAK"],
    outlet_kind=["newspaper", "think_tank", "blog"],
    date=pd.to_datetime(["2024-01-19", "2024-01-01", "2024-01-17"]),
    date_precision=["day", "month", "day"],
    text_seen=["headline", "quotation", "opening"],
    confidence=pd.Categorical(["low", "low", "medium"], ["low", "medium", "high"], ordered=True),
    escalation_risk=["medium", NONE, "medium"],
    motive_pakistan=["a fitting answer", NONE, "to restore deterrence"],
)


def test_a_person_with_two_texts_is_one_voice():
    people = experts.voices(TWICE).set_index("voice_id")
    assert list(people.index) == ["V1", "V2"]
    assert list(people["texts"]) == [2, 1] and list(people["confidence"]) == ["medium", "low"]
    assert people.loc["V1", "escalation_risk"] == "medium"
    assert people.loc["V1", "motive_pakistan"] == "a fitting answer; to restore deterrence"
    assert people.loc["V1", "outlet_kind"] == "Newspaper" and people.loc["V1", "read"] == "Opening"
    assert people.loc["V1", "first_day"] == pd.Timestamp("2024-01-17") and pd.isna(people.loc["V2", "first_day"])
    assert list(people["home"]) == [experts.TWO, "Iran"]


def test_a_voice_with_two_levels_of_risk_is_refused():
    frame = texts(voice_id=["V1", "V1"], escalation_risk=["low", "high"])
    with pytest.raises(ValueError, match="V1: risk low; high: expected one level"):
        experts.voices(frame)


@pytest.mark.parametrize(
    ("country", "home"), [("PAK", "Pakistan"), ("ISR", experts.ELSEWHERE), ("DEU IRN", experts.TWO)]
)
def test_home(country, home):
    assert experts.home(country) == home


def test_motive_kinds_can_be_several():
    assert experts.motive_kinds("to project power before the elections") == ["Strength", "Home public"]
    assert experts.motive_kinds("something else") == []


def test_answers_keep_codes_split_motives_and_shorten_the_rest():
    frame = texts(escalation_risk=["low"], motive_iran=["anger; a show of force"], role_of_militants=["a long phrase"])
    given = experts.answers(experts.voices(frame)).groupby("question")["answer"].agg(list)
    assert given["Escalation risk"] == ["low"] and given["Armed groups"] == ["stated"]
    assert given["Iran's motive"] == ["Strength", "Mood"] and given["US leverage"] == [NONE]


def test_motive_counts_by_home():
    count = experts.motive_counts(experts.voices(TWICE))
    assert count.loc[("Pakistan", "Answer"), "all"] == 1 and count.loc[("Pakistan", "Strength"), experts.TWO] == 1
    assert count["Pakistan"].sum() == 0


def test_mentioning_takes_whole_words():
    frame = texts(summary=["a hostile act", "may HOST talks", ""], mediators_named=[NONE, NONE, "host state"])
    assert list(experts.mentioning(frame, "hosts?")["expert_id"]) == ["E1", "E2"]


MATCHED = texts(
    expert_id=["E01", "E02", "E03", "E04"],
    paper_paragraph=["EXP p1; EXP p2", "EXP p2", "INT p1", None],
    match_strength=["text", "theme", "text", "none"],
)
CLAIMS = pd.DataFrame(
    {
        "section_id": ["EXP", "EXP", "EXP", "INT"],
        "paragraph": [1, 1, 2, 1],
        "cited_as": ["X, 2024", None, None, "Y, 2024"],
        "verdict_reason": [""] * 4,
    }
)


def test_a_strength_holds_for_the_first_paragraph_only():
    found = experts.correspondence(MATCHED)
    assert list(found["expert_id"]) == ["E01", "E01", "E02", "E03", "E04"]
    assert list(found["strength"]) == [
        "Sentence by sentence",
        "Could not be compared",
        "Same theme",
        "No counterpart found",
        "No counterpart found",
    ]
    assert list(found["paragraph"].fillna(0)) == [1, 2, 2, 0, 0]


def test_by_paragraph():
    found = experts.by_paragraph(MATCHED, CLAIMS)
    assert found.to_dict("records") == [
        {
            "paragraph": 1,
            "claims": 2,
            "cited": "X, 2024",
            "closest": "A",
            "strength": "Sentence by sentence",
            "same_theme": 0,
        },
        {
            "paragraph": 2,
            "claims": 1,
            "cited": "no source",
            "closest": "not known",
            "strength": "Could not be compared",
            "same_theme": 1,
        },
    ]


def test_unmatched():
    assert list(experts.unmatched(MATCHED, "X")["expert_id"]) == ["E03", "E04"]


def test_helpers_count_appeals_of_third_parties():
    events = pd.DataFrame(
        {
            "event_id": list("abcde"),
            "date": pd.to_datetime(["2024-01-20", "2024-01-18", "2024-01-18", "2024-01-18", "2024-03-01"]),
            "domain": ["international"] * 5,
            "direction": ["third_party", "third_party", "third_party", "joint", "third_party"],
            "cameo_code": ["045", "020", "111", "020", "020"],  # c criticises, d is not a third party, e comes later
        }
    )
    by = pd.DataFrame({"event_id": list("abcde"), "actor_id": ["CHN", "CHN", "USA", "CHN", "CHN"], "role": "actor"})
    actors = pd.DataFrame(
        {"actor_id": ["CHN", "USA", "QAT"], "name": ["China", "United States", "Qatar"], "kind": "state"}
    )
    claims = pd.DataFrame(
        {
            "claim_id": ["EXP-13"],
            "section_id": ["EXP"],
            "topic": ["diplomacy"],
            "kind": ["forecast"],
            "actors": ["QAT CHN"],
        }
    )
    people = pd.DataFrame({"mediators_named": ["China", NONE]})
    found = experts.helpers(claims, people, events, by, actors).set_index("who")
    assert list(found.index) == ["China", "Qatar"]
    assert list(found.loc["China", ["acts", "voices", "claim"]]) == [2, 1, "EXP-13"]
    assert found.loc["China", "earliest"] == pd.Timestamp("2024-01-18") and found.loc["Qatar", "acts"] == 0


def test_when():
    people = pd.DataFrame({"first_day": pd.to_datetime(["2024-01-18", "2024-01-19", None])})
    assert list(experts.when(people, pd.Timestamp("2024-01-19"))) == list(experts.WHEN)


def test_exact_interval_against_closed_forms_and_a_table():
    assert experts.exact_interval(0, 10) == pytest.approx((0, 1 - 0.025**0.1))
    assert experts.exact_interval(10, 10) == pytest.approx((0.025**0.1, 1))
    assert experts.exact_interval(5, 10) == pytest.approx((0.1871, 0.8129), abs=1e-4)  # printed tables
    assert experts.exact_interval(1, 1, level=0.9) == pytest.approx((0.05, 1))


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_exact_interval_refuses_what_is_no_share(k, n):
    with pytest.raises(ValueError, match="expected 0 <= k <= n"):
        experts.exact_interval(k, n)


LEVELS = pd.DataFrame({"escalation_risk": ["low", "low", "medium", NONE], "side": ["a", "b", "a", "c"]})


def test_low_risk_by_group_leaves_silent_groups_empty():
    found = experts.low_risk(LEVELS, LEVELS["side"]).set_index("group")
    assert list(found.loc["a", ["voices", "stated", "low", "share"]]) == [2, 2, 1, 0.5]
    assert found.loc["c", "stated"] == 0 and pd.isna(found.loc["c", "share"])
    assert experts.low_risk(LEVELS).loc[0, "share"] == pytest.approx(2 / 3)


def test_bounds_and_chance_of_the_same_level():
    assert experts.bounds(LEVELS) == (0.5, 0.75)
    assert experts.same_level(LEVELS) == pytest.approx(1 / 3)  # 2 of the 6 ordered pairs


@pytest.mark.parametrize(("k", "n", "moves"), [(12, 21, 2), (5, 10, 0), (6, 10, 1), (2, 10, 0)])
def test_recodes_to_lose_majority(k, n, moves):
    assert experts.recodes_to_lose_majority(k, n) == moves


def test_fisher_is_the_lady_tasting_tea():
    assert experts.fisher(3, 1, 1, 3) == pytest.approx(34 / 70)  # (1 + 16 + 16 + 1) of 70
    assert experts.fisher(4, 0, 0, 4) == pytest.approx(2 / 70)


def test_kappa():
    # Agree on 3 of 4; chance: 2/4*3/4 + 2/4*1/4 = 1/2; so (3/4 - 1/2) / (1/2).
    assert experts.kappa(["x", "x", "y", "y"], ["x", "x", "x", "y"]) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="same length"):
        experts.kappa(["x"], [])
    with pytest.raises(ValueError, match="no value"):
        experts.kappa(["x", "x"], ["x", "x"])


# --- what the chapter says -------------------------------------------------------------------

REACTIONS, EVENTS, ALL_CLAIMS = load("experts"), load("events"), load("claims")
PEOPLE = experts.voices(REACTIONS)


def test_fewer_voices_than_texts_and_none_read_in_full():
    assert len(PEOPLE) == REACTIONS["voice_id"].nunique() < len(REACTIONS)
    assert "All of it" not in set(PEOPLE["read"])


def test_us_leverage_is_not_stated_and_mutual_help_only_denied():
    assert experts.stating(PEOPLE)["US leverage"] == 0
    assert set(PEOPLE["implicit_mutual_assistance"]) == {NONE, "denied"}
    assert set(PEOPLE["mediators_named"]) == {NONE, "China"}


def test_every_stated_motive_has_a_kind():
    for question in experts.MOTIVES:
        stated = PEOPLE.loc[PEOPLE[question] != NONE, question]
        assert all(experts.motive_kinds(motive) for motive in stated)


def test_each_sides_own_voices_call_its_act_an_answer():
    count = experts.motive_counts(PEOPLE)
    assert count.loc["Iran", "all"].idxmax() == "Strength"
    assert count.loc[("Iran", "Answer"), "Pakistan"] == 0 and count.loc[("Iran", "Mood"), "Iran"] == 0
    assert count.loc[("Pakistan", "Answer"), "Iran"] == 1


def test_paragraphs_match_as_the_chapter_says():
    found = experts.by_paragraph(REACTIONS, ALL_CLAIMS).set_index("paragraph")
    assert list(found["strength"]) == [
        "Sentence by sentence",
        "Could not be compared",
        "Title and order",
        "Title and order",
        "Title and order",
        "Title repeated",
    ]
    assert set(found.loc[[1, 6], "closest"]) == {"Anne Patterson"} and found.loc[2, "closest"] == "not known"


def test_of_the_page_one_contribution_was_read_in_part_and_nine_by_title():
    page = REACTIONS[REACTIONS["outlet"] == REACTIONS.loc[0, "outlet"]]
    assert list(page["text_seen"].astype("str")) == ["opening"] + ["headline"] * 9
    assert (experts.correspondence(REACTIONS)["strength"] == "Sentence by sentence").sum() == 1


def test_the_only_high_risk_rests_on_a_quotation_not_found_again():
    high = REACTIONS[REACTIONS["escalation_risk"] == "high"]
    assert len(high) == 1 and "found again" in high["text_seen_note"].iloc[0]


def test_the_week_shows_the_strikes_of_both_states():
    rows = charts.voices_and_week(PEOPLE, EVENTS, load("trade_milestones"), load("pipeline_status")).to_dict()
    struck = [row["day"] for data in rows["datasets"].values() for row in data if row.get("lane") == "Strikes"]
    assert sorted(set(struck)) == ["16 Jan", "18 Jan"]


def test_every_further_paragraph_in_the_data_is_judged_one_by_one():
    several = REACTIONS[REACTIONS["paper_paragraph"].str.contains(";").fillna(False).astype(bool)]
    pairs = {(row.expert_id, p) for row in several.itertuples() for p in row.paper_paragraph.split("; ")[1:]}
    assert pairs == set(experts.FURTHER)


def test_china_leads_by_voices_and_by_acts_and_the_gulf_states_have_none():
    found = experts.helpers(ALL_CLAIMS, PEOPLE, EVENTS, load("event_actors"), load("actors"))
    assert found.loc[0, "who"] == "China" and found["voices"].idxmax() == 0
    assert (found.loc[found["claim"] == "EXP-13", "acts"] == 0).all()


def test_nobody_foresaw_the_talks_of_2026_and_nobody_speaks_of_the_pipeline():
    assert experts.mentioning(REACTIONS, r"hosts?|hosted|hosting|mediat\w*|US-Iran|Iran-US").empty
    assert experts.mentioning(REACTIONS, "gas|pipelines?").empty
    assert not PEOPLE["mediators_named"].str.contains("Pakistan").any()


# --- figures and explorer --------------------------------------------------------------------


def labels(chart, **setting) -> list[dict]:
    """What Vega draws for a setting of the page's controls, from the accessible labels of the marks."""
    spec = figures.for_width(figures.steady(chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        param["value"] = setting.get(param["name"], param.get("value"))
    found = re.findall(r'aria-label="([^"]*)" role="graphics-symbol"', figures.draw(spec))
    return [dict(part.split(": ", 1) for part in label.split("; ") if ": " in part) for label in found]


EXPLORER = charts.experts_explorer(PEOPLE)


@pytest.mark.parametrize("question", experts.QUESTIONS.values())
@pytest.mark.parametrize(("grouped", "depth"), [("Country", 0), ("Kind of outlet", 0), ("Country", 2)])
def test_page_and_kernel_agree(question, grouped, depth):
    depths = EXPLORER.settings["depth"][1]
    kernel = {
        (row.group, row.answer): row.voices for row in EXPLORER.counts(question, grouped, depths[depth]).itertuples()
    }
    drawn = labels(EXPLORER.chart, question=question, grouped=grouped, depth=depth)
    page = Counter()
    for mark in drawn:
        if "voices" in mark:
            page[(mark["group"], mark["answer"])] = int(mark["voices"])
    assert page == kernel


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    controls[0].value, controls[1].value = "Mediators", "Kind of outlet"
    assert table.value == to_html(EXPLORER.counts("Mediators", "Kind of outlet"))


def test_controls_have_labels_and_settings_name_the_params():
    assert [param.name for param in EXPLORER.chart.params] == list(EXPLORER.settings)


def test_the_matrix_holds_every_voice_and_sorts_them():
    chart = charts.reactions_matrix(PEOPLE)
    order = {}
    for by in ("by_name", "by_risk"):
        spec = figures.for_width(figures.steady(chart.to_dict()), figures.WIDE)
        spec["params"][0]["value"] = by
        texts_ = re.findall(r">([^<>]+)</text>", figures.draw(spec))
        order[by] = [t for t in texts_ if t in set(PEOPLE["name"])]
    assert len(order["by_name"]) > 30 and order["by_name"] == sorted(order["by_name"])
    assert order["by_risk"][0] == PEOPLE.loc[PEOPLE["escalation_risk"] == "high", "name"].iloc[0]
