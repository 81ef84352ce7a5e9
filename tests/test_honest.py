"""What a reader may rely on: weak rows look weak, kinds of year stay apart, verdicts have sources, texts follow the data."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from pakiran import figures, load, statements

ROOT = Path(__file__).resolve().parent.parent
WEAK = {"low", 0, "one reporter"}
YEARS = {"CY": r"\bCY\d{4}", "FY": r"\bFY\d{4}", "SY": r"\bSY\d{4}"}


def charts() -> dict[str, dict]:
    """Every chart of the saved notebooks, by its name."""
    found = {}
    for path in sorted((ROOT / "chapters").rglob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                spec = output.get("data", {}).get(figures.MIME)
                if spec:
                    found[spec["usermeta"]["pakiran"]["name"]] = spec
    return found


CHARTS = charts()


def encodings(spec):
    """Every channel of every view: (name of the channel, what it shows)."""
    if isinstance(spec, dict):
        yield from spec.get("encoding", {}).items()
        for key in ("layer", "concat", "hconcat", "vconcat"):
            for part in spec.get(key, []):
                yield from encodings(part)
        yield from encodings(spec.get("spec"))


def drawn_by(spec: dict, column: str) -> bool:
    """Whether a mark looks otherwise, or stands elsewhere, by this column; a tooltip alone does not count."""
    marks = [shown for channel, shown in encodings(spec) if channel not in ("tooltip", "detail", "order", "href")]
    text = json.dumps(marks)
    filters = json.dumps([part for part in _values(spec, "filter")])
    asked = rf'"field": "{column}"|datum\.{column}\b|datum\[\'{column}\'\]'
    return bool(re.search(asked, text) or re.search(asked, filters))


def _values(spec, key: str):
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name == key:
                yield value
            if name != "datasets":
                yield from _values(value, key)
    elif isinstance(spec, list):
        for part in spec:
            yield from _values(part, key)


def test_there_are_charts():
    assert len(CHARTS) > 50


@pytest.mark.parametrize("name", CHARTS)
def test_weak_rows_do_not_look_like_firm_ones(name):
    spec = CHARTS[name]
    for rows in spec.get("datasets", {}).values():
        columns = [c for c in ("support", "confidence") if any(row.get(c) in WEAK for row in rows)]
        mixed = [c for c in columns if len({row.get(c) for row in rows}) > 1]
        assert not mixed or any(drawn_by(spec, column) for column in mixed), mixed


@pytest.mark.parametrize("name", CHARTS)
def test_kinds_of_year_are_told_apart(name):
    """Where one set of rows holds two kinds of year, each has its own place: a panel, or a row of its own on a named axis."""
    spec = CHARTS[name]
    for rows in spec.get("datasets", {}).values():
        kinds = {row["year_type"] for row in rows if "year_type" in row}
        labels = {
            kind
            for kind, form in YEARS.items()
            for row in rows
            for value in row.values()
            if isinstance(value, str) and len(value) < 12 and re.search(form, value)
        }
        if max(len(kinds), len(labels)) < 2:
            continue
        channels = {channel for channel, _ in encodings(spec)} | set(spec)
        named = [shown for channel, shown in encodings(spec) if channel in ("x", "y") and isinstance(shown, dict)]
        assert {"row", "column", "facet"} & channels or any(shown.get("type") == "nominal" for shown in named)


def test_no_verdict_lacks_a_source_that_was_seen():
    claims, links, sources = load("claims"), load("claims_sources"), load("sources").set_index("source_id")
    seen = sources.index[(sources["url_kind"] != "none") | sources["read_at"].notna()]
    firm = claims[claims["verdict"].isin(["supported", "partly supported", "contradicted"])]
    held = links[links["source_id"].isin(seen)].groupby("claim_id")["source_id"].nunique()
    assert set(firm["claim_id"]) <= set(held.index)
    high = firm.loc[firm["confidence"] == "high", "claim_id"]
    assert (held.reindex(high) >= 1).all()


def without_third(data: dict, part: int) -> dict:
    """Each table without its first (0), middle (1) or last (2) third of rows."""
    return {
        name: frame[[3 * number // max(len(frame), 1) != part for number in range(len(frame))]].reset_index(drop=True)
        for name, frame in data.items()
    }


def test_statements_follow_the_data():
    """Every main statement of the book says something else without one third or another of the rows."""
    data = statements.tables()
    said, again = statements.findings(data), statements.findings(statements.tables())
    assert said == again
    moved = set()
    for part in range(3):
        other = {found.key: found for found in statements.findings(without_third(data, part))}
        moved |= {found.key for found in said if other[found.key] != found}
    assert {found.key for found in said} - moved == set()


def test_one_figure_moves_its_sentence():
    data = statements.tables()
    before = {found.key: found.text for found in statements.findings(data)}
    observed = data["trade_observed"]
    data["trade_observed"] = observed.assign(
        pak_imports_usd_million=observed["pak_imports_usd_million"].where(
            observed["period_start"] != "2024-02-01", observed["pak_imports_usd_million"] + 40
        )
    )
    after = {found.key: found.text for found in statements.findings(data)}
    assert after["trade-after"] != before["trade-after"]
    assert sum(after[key] != before[key] for key in before) <= 2  # and no sentence on other things
