"""What holds for any input: reading, escaping, and the arithmetic of derived figures. Examples are the same each run."""

import csv
import io
import json
import math
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pakiran import display, load, mirror, months, pipeline, targets, trade
from pakiran.check import RANK, check, confidence_cap
from pakiran.tables import Problem, read, read_descriptor

settings.register_profile(
    "same each run",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("same each run")

TYPES = ["string", "number", "integer", "date", "boolean"]
NUMBER_LIKE = st.text("0123456789.-+eE,_ ٣۴５∞nafi", max_size=12)
DATE_LIKE = st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
TEXT = st.one_of(st.text(max_size=40), NUMBER_LIKE, DATE_LIKE, st.sampled_from(["true", "false", "", " ", "=1+1"]))
DAYS = st.dates(date(1947, 1, 1), date(2100, 1, 1))
POSITIVE = st.floats(0.01, 1e6)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def resource(kind: str) -> dict:
    fields = [{"name": "key", "type": "string"}, {"name": "cell", "type": kind}]
    return {"name": "any", "path": "any.csv", "schema": {"fields": fields}}


def written(value) -> str:
    """A typed value as a file would hold it."""
    return {None: "", True: "true", False: "false"}.get(value, str(value)) if not isinstance(value, float) else value


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES)
@given(text=TEXT)
@example(text="۱۲")
@example(text="2024-02-30")
@example(text="1e400")
def test_a_cell_comes_back_as_it_was_written_or_is_refused_in_its_place(kind, folder, text):
    assume(not set(text) & set("\r\n\ud800"))
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([["key", "cell"], ["a", text], ["b", ""]])
    path = folder / "any.csv"
    try:
        path.write_text(file.getvalue(), encoding="utf-8")
    except UnicodeEncodeError:  # half a surrogate pair cannot be in a file
        return
    table = read(path, resource(kind))
    if not table.problems:
        value = table.rows[0].cells["cell"]
        same = Decimal(repr(value)) == Decimal(text) if isinstance(value, float) else written(value) == text
        assert same and (len(table.rows), table.rows[1].cells["cell"]) == (2, None)
        return
    (problem,) = table.problems
    assert problem.file == "any.csv" and problem.line == 2 and problem.column in ("cell", "(file)")
    assert problem.expected and len(str(problem).splitlines()) == 1 and str(problem).isprintable()


@given(raw=st.binary(max_size=200))
@example(raw=b"key,cell\n\n")
@example(raw=b"key,cell\na,\x00\n")
def test_any_bytes_are_read_or_refused_with_every_line_accounted_for(folder, raw):
    path = folder / "any.csv"
    path.write_bytes(raw)
    table = read(path, resource("string"))
    assert table.problems or table.rows
    assert all(isinstance(problem, Problem) and str(problem) for problem in table.problems)
    if not any(problem.column in ("(file)", "(header)") or problem.line == 1 for problem in table.problems):
        lines = {row.line for row in table.rows} | {problem.line for problem in table.problems}
        assert lines == set(range(2, 2 + len(lines)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["name", "a.csv", "string", "[a-", ""]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["resources", "name", "path", "schema", "fields", "type", "primaryKey", "foreignKeys", "constraints"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(inside=JSON, depth=st.integers(0, 5))
def test_any_descriptor_is_used_or_refused(inside, depth):
    """The sound descriptor of one table, with anything at all in one of its places."""
    package = {"resources": [resource("string")]}
    ways = [(), ("resources",), ("resources", 0), ("resources", 0, "schema"), ("resources", 0, "schema", "fields")]
    ways.append(("resources", 0, "schema", "fields", 1))
    with tempfile.TemporaryDirectory() as place:
        spot = package
        *way, last = ways[depth] or (None,)
        for step in way:
            spot = spot[step]
        if last is None:
            package = inside
        else:
            spot[last] = inside
        Path(place, "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        Path(place, "any.csv").write_text("key,cell\na,b\n")
        _, problem = read_descriptor(Path(place))
        assert all(isinstance(found, Problem) for found in check(folder=Path(place)))
        assert problem is None or problem.expected


@given(
    st.lists(st.tuples(st.sampled_from(["newspaper", "dataset", "blog", "forum"]), st.sampled_from("ABC")), max_size=6),
    st.randoms(),
)
def test_another_source_never_lowers_confidence(sources, chance):
    mixed = sources[:]
    chance.shuffle(mixed)
    assert confidence_cap(mixed) == confidence_cap(sources)
    for end in range(len(sources)):
        assert RANK[confidence_cap(sources[:end])] <= RANK[confidence_cap(sources[: end + 1])]


# --- text on a page --------------------------------------------------------------------------------


@given(text=st.text(max_size=60))
@example(text="</script><script>alert(1)</script>")
@example(text="<img src=x onerror=alert(1)>")
@example(text="&lt;b&gt; {{ x }} [a](javascript:b)")
def test_any_text_in_a_table_is_read_as_text(text):
    html = display.table(pd.DataFrame({"any": [text]}), text).html
    tree = BeautifulSoup(html, "html.parser")
    assert tree.td.get_text() == text and tree.caption.get_text() == text and tree.div["aria-label"] == text
    assert {tag.name for tag in tree.find_all()} == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}


# --- arithmetic ------------------------------------------------------------------------------------


@given(DAYS, st.integers(0, 3000), st.integers(0, 3000), st.floats(0.01, 100))
def test_penalties_add_up_over_any_split(first, more, rest, rate):
    middle, last = first + timedelta(days=more), first + timedelta(days=more + 1 + rest)
    parts = pipeline.sum_at(rate, first, middle) + pipeline.sum_at(rate, middle + timedelta(days=1), last)
    whole = pipeline.sum_at(rate, first, last)
    assert math.isclose(whole, parts)
    assert math.isclose(pipeline.rate_for(whole, first, last), rate)
    assert pipeline.days_late(first, last) == more + rest + 2


@given(st.integers(1, 100_000), st.integers(1, 1000))
def test_days_needed_are_enough_and_one_day_less_is_not(total, rate):
    days = pipeline.days_needed(total, rate)
    assert days * rate >= total > (days - 1) * rate


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.integers(1, 60), st.floats(0.1, 100))
def test_growth_undoes_itself_and_has_no_unit(first, last, years, factor):
    pct = targets.growth_between(first, last, years)
    assert math.isclose(first * (1 + pct / 100) ** years, last, rel_tol=1e-6)
    back = targets.growth_between(last, first, years)
    assert math.isclose((1 + pct / 100) * (1 + back / 100), 1, rel_tol=1e-6)
    assert math.isclose(targets.growth_between(first * factor, last * factor, years), pct, rel_tol=1e-6, abs_tol=1e-6)
    assert (pct > 0) == (last > first) or math.isclose(first, last, rel_tol=1e-9)


LAT, LON = st.floats(-80, 80), st.floats(-170, 170)


@given(LAT, LON, LAT, LON, LAT, LON)
def test_a_straight_line_is_the_shortest_way(lat1, lon1, lat2, lon2, lat3, lon3):
    there = pipeline.straight_line_km(lat1, lon1, lat2, lon2)
    assert math.isclose(there, pipeline.straight_line_km(lat2, lon2, lat1, lon1), abs_tol=1e-6)
    round_about = pipeline.straight_line_km(lat1, lon1, lat3, lon3) + pipeline.straight_line_km(lat3, lon3, lat2, lon2)
    assert 0 <= there <= round_about + 1e-3 and pipeline.straight_line_km(lat1, lon1, lat1, lon1) < 1e-3


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=12), st.floats(0.1, 10))
def test_spread_splits_without_remainder(pairs, factor):
    assume(len({value for pair in pairs for value in pair}) > 1)
    rows = [(year, record, pair[i]) for year, pair in enumerate(pairs) for i, record in enumerate(mirror.RECORDS)]
    cells = pd.DataFrame(rows, columns=["year", "record", "value"])
    assume(np.log(cells["value"]).std() > 1e-3)
    found = mirror.decompose(cells)
    assert math.isclose(found[["year", "record", "rest"]].sum(), 1, abs_tol=1e-6)
    assert (found[["year", "record", "rest"]] > -1e-9).all() and found["factor"] >= 1
    scaled = mirror.decompose(cells.assign(value=cells["value"] * factor))
    assert np.allclose(
        scaled[["year", "record", "rest"]].astype(float), found[["year", "record", "rest"]].astype(float), atol=1e-6
    )


@given(
    st.lists(st.integers(1, 400), min_size=12, max_size=12),
    st.sets(st.integers(1, 11), min_size=1, max_size=5),
    st.sets(st.integers(0, 11), max_size=4),
)
def test_months_by_difference_are_the_months_themselves(values, ends, single):
    """A fiscal year is made up, some of its sums from July and some of its months are printed: what follows is true."""
    july = pd.Timestamp("2021-07-01")
    starts = [july + pd.DateOffset(months=number) for number in range(12)]

    def row(number, kind, start, end, value, partial):
        return {
            "observation_id": f"R{number}", "reporter_group": "Pakistan", "basis": "customs", "is_primary": True, "year_type": kind,
            "period_start": start, "period_end": end, "is_partial": partial, "pak_imports_usd_million": float(value),
            "conflict_note": None, "confidence": "medium",
        }  # fmt: skip

    rows = [row(n, "MONTH", starts[n], starts[n] + pd.offsets.MonthEnd(0), values[n], False) for n in sorted(single)]
    rows += [
        row(100 + n, "PK_FISCAL_JUL_JUN", july, starts[n - 1] + pd.offsets.MonthEnd(0), sum(values[:n]), True)
        for n in sorted(ends)
    ]
    for cell in months.cells(pd.DataFrame(rows)).itertuples():
        begin = starts.index(cell.start)
        truth = sum(values[begin : begin + cell.months])
        assert cell.value == truth and cell.low <= truth <= cell.high


# --- invariants of derived figures on the real rows ---------------------------------------------------


OBSERVED = load("trade_observed")


@given(st.sets(st.sampled_from(list(OBSERVED["observation_id"])), min_size=1), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_fewer_rows_never_give_a_higher_best_year_and_order_does_not_matter(ids, chance):
    key = ["year_type", "count"]
    whole = trade.best_total(OBSERVED).set_index(key)["total"]
    some = OBSERVED[OBSERVED["observation_id"].isin(ids)]
    kept = trade.best_total(some).set_index(key)["total"] if len(trade.annual(some)) else pd.Series(dtype=float)
    assert all(total <= whole[place] for place, total in kept.items())
    order = list(some.index)
    chance.shuffle(order)
    again = trade.best_total(some.loc[order]).set_index(key)["total"] if len(kept) else kept
    assert again.sort_index().equals(kept.sort_index())


def test_gaps_hold_their_values():
    found = mirror.many_values(OBSERVED)
    firm = found[found["confidence"] != "low"]
    assert ((firm["low"] <= firm["value"]) & (firm["value"] <= firm["high"])).all()
    assert (found["ratio"].dropna() >= 1).all() and (found["counts"] > 1).all()
