"""The forecasts: our reading of their words and of the dated evidence, and the counts the chapter states."""

import re
from pathlib import Path

import pandas as pd
import pytest

from pakiran import forecasts, load

PAPER = Path(__file__).resolve().parents[2] / "shared" / "paper" / "paper.md"
CLAIMS = load("claims")


def claims(**classes):
    """A small claims table: forecasts with the given classes, and one claim that is none."""
    rows = [(name.replace("_", "-"), "forecast", kind, "13 May 2024") for name, kind in classes.items()]
    rows.append(("IMP-01", "fact", None, ""))
    return pd.DataFrame(rows, columns=["claim_id", "kind", "forecast_class", "verdict_reason"])


def test_classes_and_strengths_are_counted():
    frame = claims(IMP_04="not testable", IMP_11="partly", EXP_15="held")
    counted = forecasts.by_strength(frame).set_index("wording")
    assert counted.loc["could", ["partly", "not testable", "all"]].to_list() == [1, 1, 2]
    assert counted.loc["plain statement", ["held", "all"]].to_list() == [1, 1]
    assert counted["all"].sum() == 3


def test_evidence_is_dated_from_the_second_strike():
    found = forecasts.evidence(claims(IMP_20="partly"))
    assert found["key"].to_list() == ["PS076", "PS077", "PS079"]
    assert found["day"].to_list() == [4, 12, 37]  # 21 and 29 January, 23 February 2024
    assert found["direction"].to_list() == [forecasts.TOWARDS, forecasts.AWAY, forecasts.AWAY]


def test_evidence_named_only_in_a_reason_must_stand_there():
    frame = claims(IMP_11="partly")
    with pytest.raises(ValueError, match="IMP-11: the reason of its verdict does not name 17 September 2025"):
        forecasts.evidence(frame)


def test_twenty_six_forecasts_in_five_classes():
    rows = forecasts.forecasts(CLAIMS)
    assert len(rows) == 26 and set(rows["claim_id"]) == set(forecasts.WORDS)
    assert rows["forecast_class"].notna().all() and set(rows["strength"]) == set(forecasts.STRENGTHS)
    assert rows["verdict_reason"].str.len().min() > 40


def test_only_a_plain_statement_can_be_contradicted():
    """A possibility that did not come about is not borne out, which is no verdict against it."""
    rows = forecasts.forecasts(CLAIMS)
    wrong = rows[rows["forecast_class"] == "contradicted"]
    assert wrong["strength"].isin(["plain statement"]).all()
    trade = rows.set_index("claim_id").loc["IMP-31"]
    assert trade["forecast_class"] == "not testable" and "not borne out" in trade["verdict_reason"]


def test_no_forecast_is_contradicted_but_the_class_stays():
    """As the chapter says; by_strength keeps the empty class, so that a reader sees it."""
    counted = forecasts.by_strength(CLAIMS)
    assert counted["contradicted"].sum() == 0 and counted["all"].sum() == 26
    held = forecasts.forecasts(CLAIMS).query("forecast_class == 'held'")
    assert held["claim_id"].to_list() == ["EXP-15"] and held["strength"].to_list() == ["plain statement"]


def test_evidence_points_to_rows_after_the_strikes():
    found = forecasts.evidence(CLAIMS)
    assert found["title"].notna().all() and (found["day"] >= 1).all()
    assert len(found) == sum(len(entries) for entries in forecasts.EVIDENCE.values())
    assert not found.duplicated(["claim_id", "key"]).any()


@pytest.mark.skipif(not PAPER.exists(), reason="the paper is not shipped with the book")
def test_the_word_stands_in_the_paper_beside_the_anchor():
    text = re.sub(r"\s+", " ", PAPER.read_text(encoding="utf-8")).lower()
    anchors = CLAIMS.set_index("claim_id")["anchor_words"].str.lower()
    for claim_id, (_, word, _) in forecasts.WORDS.items():
        place = text.index(anchors[claim_id])
        start = text.rfind(". ", 0, place) + 1
        sentence = text[start : text.index(".", place) + 1]
        assert word in sentence, (claim_id, word, sentence)
