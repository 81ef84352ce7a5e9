"""Checks against material that is not ours to ship: the paper's text and the rows as collected.

Both lie beside the repository where the book is made; elsewhere these tests are skipped.
"""

import csv
import re
from pathlib import Path

import pytest

from pakiran import load

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAPER, COLLECTED = SHARED / "paper" / "paper.md", SHARED / "evidence"
TABLES = {
    "events/events": "events", "events/irn_pak_mids": "mid_disputes", "events/irn_pak_atop": "atop_alliances",
    "events/external_datasets": "external_datasets", "trade/trade_targets": "trade_targets", "trade/trade_observed": "trade_observed",
    "trade/trade_composition": "trade_composition", "trade/trade_milestones": "trade_milestones", "trade/context": "context_series",
    "pipeline/pipeline_status": "pipeline_status", "pipeline/pipeline_segments": "pipeline_segments", "pipeline/pipeline_terms": "pipeline_terms",
    "pipeline/energy_links": "energy_links", "pipeline/context": "context_series", "paper/claims": "claims", "paper/citations": "citations",
    "paper/references": "references", "paper/experts": "experts", "paper/recommendations": "recommendations", "paper/sections": "sections",
}  # fmt: skip


def plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text).casefold().strip()


@pytest.mark.skipif(not PAPER.exists(), reason="the paper's text is not here")
@pytest.mark.parametrize("table", ["claims", "events"])
def test_anchor_words_are_the_papers(table):
    paper, anchors = plain(PAPER.read_text(encoding="utf-8")), load(table)["anchor_words"].dropna()
    assert len(anchors) > 50
    assert [words for words in anchors if plain(words) not in paper] == []


@pytest.mark.skipif(not COLLECTED.exists(), reason="the collected rows are not here")
@pytest.mark.parametrize("collected", TABLES)
def test_every_collected_row_is_kept_or_answered(collected):
    with (COLLECTED / f"{collected}.csv").open(encoding="utf-8", newline="") as file:
        rows = [next(iter(row.values())) for row in csv.DictReader(file)]
    if TABLES[collected] in ("mid_disputes", "atop_alliances", "external_datasets"):  # without a key of their own
        assert len(load(TABLES[collected])) == len(rows)
        return
    frame, intake = load(TABLES[collected]), load("intake")
    answered = set(frame.iloc[:, 0]) | set(intake["collected_row"])
    assert [row for row in rows if row not in answered] == []


@pytest.mark.skipif(not COLLECTED.exists(), reason="the collected rows are not here")
def test_every_correction_is_answered():
    with (COLLECTED / "corrections.csv").open(encoding="utf-8", newline="") as file:
        lines = sum(1 for _ in csv.DictReader(file))
    answers = load("corrections")
    assert list(answers["correction_id"]) == [f"K{number:03d}" for number in range(1, lines + 1)]


def test_what_the_intake_names_exists():
    intake = load("intake")
    moved = intake[intake["fate"].isin(["renamed", "moved", "split"]) & intake["new_row"].notna()]
    for table, rows in moved.groupby("new_table"):
        frame = load(table)
        known = set(frame.iloc[:, 0].astype("str"))
        for named in rows["new_row"]:
            assert set(re.split(r"[ ;,|]+", named)) <= known, (table, named)
