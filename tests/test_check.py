"""Rules beyond the schema, tried on a copy of the real package with one thing broken at a time."""

import csv
import shutil
import subprocess
import sys

import pytest

from pakiran.check import LOADED, check, confidence_cap
from pakiran.tables import DATA


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def edit(folder, table, change):
    """Apply `change` to the list of records of one table, as text."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = reader.fieldnames, list(reader)
    line = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return line


def first(rows, **wanted):
    return next(i for i, row in enumerate(rows) if all(row[k] == v for k, v in wanted.items()))


def breaking(table, column, value, **where):
    def change(rows):
        index = first(rows, **where) if where else 0
        rows[index][column] = value
        return index + 2

    return table, change


CASES = {
    "unknown key": (*breaking("events", "place_id", "atlantis"), "place_id", "a place_id of places.csv"),
    "code without its zero": (*breaking("events", "cameo_code", "42", cameo_code="042"), "cameo_code", "three or four"),
    "unknown family of codes": (*breaking("events", "cameo_code", "999"), "cameo_code", "from 01 to 20"),
    "second value of a code": (
        *breaking("events", "goldstein", "5", event_id="IP-20260623-01"),
        "goldstein",
        "as for code",
    ),
    "missing source": (*breaking("events", "source_id", "nobody-nd-0000"), "source_id", "a source_id of sources.csv"),
    "no source at all": (*breaking("trade_targets", "source_id", ""), "source_id", "a value"),
    "swapped coordinates": (*breaking("places", "lat", "64.09", place_id="panjgur"), "lat", "a point in PAK"),
    "loaded word in our voice": (
        *breaking("events", "summary", "Terrorists were killed."),
        "summary",
        "neutral wording",
    ),
    "killed range upside down": (
        *breaking("casualty_claims", "killed_high", "0", killed_low="9"),
        "killed_high",
        "not less than killed_low",
    ),
    "address with a space": (
        *breaking("sources", "url", "https://example.org/a b", url_kind="original"),
        "url",
        "an address",
    ),
    "second seat of a publisher": (
        *breaking("sources", "origin", "ZZZ", source_id="wikipedia-nd-f2c8"),
        "origin",
        "USA, as",
    ),
    "second kind of a publisher": (
        *breaking("sources", "kind", "blog", source_id="wikipedia-nd-f2c8"),
        "kind",
        "as in",
    ),
    "cited work that is called uncited": (
        *breaking("references", "never_cited", "true", reference_id="R07"),
        "never_cited",
        "a citation names it",
    ),
    "address of no kind": (*breaking("sources", "url_kind", "none", url_kind="original"), "url_kind", "none exactly"),
    "computed total": (
        *breaking("trade_observed", "total_usd_million", "99999", total_is_computed="true"),
        "total_usd_million",
        "the sum",
    ),
    "long anchor": (
        *breaking("claims", "anchor_words", "one two three four five six seven eight nine"),
        "anchor_words",
        "at most eight",
    ),
    "forecast class on a fact": (
        *breaking("claims", "forecast_class", "held", kind="fact"),
        "forecast_class",
        "a class for a forecast",
    ),
    "position off the map in a segment": (
        *breaking("pipeline_segments", "to_lat", "61.6", to_lat="25.464"),
        "to_lat",
        "a point in Iran or Pakistan",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_broken_rule_is_found_at_its_line(package, case):
    table, change, column, expected = CASES[case]
    line = edit(package, table, change)
    found = [p for p in check(folder=package) if p.column == column and p.line == line]
    assert found and expected in found[0].expected, check(folder=package)


def test_verdict_needs_a_source(package):
    def drop_those_of_the_first(rows):
        claim = rows[0]["claim_id"]
        rows[:] = [row for row in rows if row["claim_id"] != claim]

    edit(package, "claims_sources", drop_those_of_the_first)
    assert any("claims_sources" in p.expected for p in check(folder=package))


def test_confidence_above_its_sources_is_found(package):
    def downgrade(rows):
        for row in rows:
            row["kind"] = "aggregator"

    edit(package, "sources", downgrade)
    found = [p for p in check(folder=package) if p.column == "confidence"]
    assert found and all(p.value in ("high", "medium") for p in found)


def test_unused_source_is_found(package):
    edit(package, "sources", lambda rows: rows.append(dict(rows[0], source_id="zz-unused-nd-0000")))
    assert [p.value for p in check(folder=package) if "some row uses" in p.expected] == ["zz-unused-nd-0000"]


def test_real_package_has_no_problem():
    assert [str(problem) for problem in check()] == []


@pytest.mark.parametrize(
    ("sources", "cap"),
    [
        ([("official_document", "Ministry")], "high"),
        ([("dataset", "COW")], "high"),
        ([("newspaper", "Dawn"), ("news_agency", "IRNA")], "high"),
        ([("newspaper", "Dawn"), ("newspaper", "Dawn")], "medium"),
        ([("newspaper", "Dawn"), ("aggregator", "Digest")], "medium"),
        ([("blog", "A"), ("forum", "B")], "medium"),
        ([("encyclopaedia", "Wikipedia")], "low"),
        ([], "low"),
    ],
)
def test_confidence_rule(sources, cap):
    assert confidence_cap(sources) == cap


@pytest.mark.parametrize("word", ["terrorist", "Terrorism", "martyred", "regime", "proxies", "admitted", "so-called"])
def test_loaded_words_are_caught(word):
    assert LOADED.search(f"They {word} said.")


@pytest.mark.parametrize("text", ["determined", "regimen", "approximately", "exterior", "deteriorated", "territory"])
def test_harmless_words_pass(text):
    assert not LOADED.search(text)


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "pakiran", "check", *arguments], capture_output=True, text=True)


def test_command_on_a_bad_file(tmp_path):
    bad = tmp_path / "events.csv"
    bad.write_bytes((DATA / "events.csv").read_bytes().replace(b",2024-01-16,", b",2024-01-99,", 1))
    done = run(str(bad))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "events.csv:" in done.stdout and "date" in done.stdout and "'2024-01-99'" in done.stdout


@pytest.mark.parametrize("name", ["nothing_like_it.csv", "events.csv"])
def test_command_on_a_missing_file(tmp_path, name):
    done = run(str(tmp_path / name))
    assert done.returncode == 1 and "Traceback" not in done.stderr and "expected a file" in done.stdout
