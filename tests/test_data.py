"""The public way to the data: types from the schema, citations, sources, checksums."""

import subprocess
import sys

import pandas as pd
import pytest

import pakiran
from pakiran.data import package
from pakiran.refresh import measured, refresh, stale
from pakiran.tables import DATA, descriptor

NAMES = [resource["name"] for resource in package()["resources"]]
KINDS = {"number": "float64", "integer": "Int64", "boolean": "boolean", "date": "datetime64[s]"}


@pytest.mark.parametrize("name", NAMES)
def test_every_table_loads_with_the_types_of_the_schema(name):
    frame = pakiran.load(name)
    resource = next(r for r in package()["resources"] if r["name"] == name)
    assert len(frame) == resource["rows"] > 0
    for field in resource["schema"]["fields"]:
        dtype = frame[field["name"]].dtype
        if "enum" in field.get("constraints", {}):
            assert list(dtype.categories) == field["constraints"]["enum"]
        else:
            assert str(dtype) == KINDS.get(field["type"], "str")


def test_confidence_is_ordered():
    events = pakiran.load("events")
    assert (events["confidence"] >= "medium").sum() > (events["confidence"] >= "high").sum() > 0


def test_each_load_is_a_fresh_copy():
    mine = pakiran.load("events")
    mine["title"] = "spoilt"
    assert not (pakiran.load("events")["title"] == "spoilt").any()


def test_unknown_table_lists_those_there_are():
    with pytest.raises(pakiran.DataError, match=r"expected one of .*events"):
        pakiran.load("event")


def test_tables_and_fields_describe_everything():
    listed = pakiran.tables()
    assert list(listed["table"]) == NAMES and listed["what"].str.endswith(".").all()
    for name in NAMES:
        assert pakiran.fields(name)["meaning"].str.len().gt(3).all()


def test_no_file_without_a_description_and_none_described_without_a_file():
    assert {path.stem for path in DATA.glob("*.csv")} == set(NAMES)


def test_cite_names_table_version_hash_and_sources():
    text = pakiran.cite("events")
    assert "`events`" in text and "sha256:" in text and "CC" not in text.split("\n")[0] and "publishers" in text
    assert pakiran.cite("sections").count("\n") == 1  # the paper's own sections rest on the paper alone


@pytest.mark.parametrize(
    ("setting", "printed"),
    [
        ("repository: {url: https://example.org/book}", ""),
        ("repository: {url: https://github.com/Owner/book}", "https://owner.github.io/book/"),
        ("html: {baseurl: https://book.pk}", "https://book.pk/"),
    ],
)
def test_cite_prints_the_address_once_it_is_set_and_never_an_example(monkeypatch, tmp_path, setting, printed):
    (tmp_path / "data").mkdir()
    for file in DATA.glob("*"):
        (tmp_path / "data" / file.name).write_bytes(file.read_bytes())
    for text in ("html: {baseurl: https://former.pk}", setting):  # an address that was set before goes
        (tmp_path / "_config.yml").write_text(text, encoding="utf-8")
        refresh(tmp_path / "data")
    package = descriptor(tmp_path / "data")
    assert package.get("homepage", "") == printed
    monkeypatch.setattr("pakiran.data.package", lambda: package)
    first = pakiran.cite("sections").split("\n")[0]
    assert first.endswith(f". {printed}" if printed else f"{package['title']}.") and "example" not in first
    assert f"version {package['version']} of {package['created'][:10]}" in first


def test_sources_of_rows_include_further_ones():
    events, further = pakiran.load("events"), pakiran.load("events_sources")
    event = further["event_id"].iloc[0]
    row = events[events["event_id"] == event]
    expected = set(row["source_id"]) | set(further.loc[further["event_id"] == event, "source_id"])
    assert set(pakiran.sources_of(row)["source_id"]) == expected and len(expected) > 1


def test_sources_of_casualty_rows_are_their_own_only():
    claims = pakiran.load("casualty_claims")
    assert set(pakiran.sources_of(claims.head(1))["source_id"]) == set(claims["source_id"].head(1))


def test_sources_of_claims_come_from_their_links():
    claims = pakiran.load("claims")
    assert len(pakiran.sources_of(claims)) == pakiran.load("claims_sources")["source_id"].nunique()


def test_sources_of_something_else_is_one_clear_error():
    with pytest.raises(pakiran.DataError, match="expected rows of a table"):
        pakiran.sources_of(pd.DataFrame({"colour": ["red"]}))


def test_hashes_and_counts_are_fresh():
    assert stale() == [], "run: python -m pakiran refresh"


def test_a_changed_file_is_stale(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x\n1\n")
    before = measured(path)
    path.write_text("x\n1\n2\n")
    assert before["rows"] == 1 and measured(path)["rows"] == 2 and measured(path)["hash"] != before["hash"]


def test_frictionless_accepts_the_package_without_our_code():
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(DATA / "datapackage.json")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
