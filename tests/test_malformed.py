"""A corpus of broken data: each case of malformed.toml gives exactly its messages, and never half a table."""

import json
import tomllib
from pathlib import Path

import pytest

from pakiran import data
from pakiran.check import check
from pakiran.refresh import refresh, stale
from pakiran.tables import DATA, DataError, descriptor

CORPUS = tomllib.loads(Path(__file__).with_name("malformed.toml").read_text("utf-8"))
BASE = CORPUS["tables"]


def small_package() -> dict:
    """The real schema of the tables of the corpus, without keys into tables that it leaves out."""
    whole = descriptor(DATA)
    chosen = [resource for resource in whole["resources"] if resource["name"] in BASE]
    for resource in chosen:
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] in BASE]
    return whole | {"resources": chosen}


PACKAGE = json.dumps(small_package())


@pytest.fixture
def folder(tmp_path):
    for name, text in BASE.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(PACKAGE, encoding="utf-8")
    return tmp_path


def spoil(folder: Path, case: dict) -> None:
    """Carry out what a case says: other content, one replacement, another encoding, or no file."""
    path = folder / f"{case['table']}.csv"
    text = case.get("content", BASE.get(case["table"], ""))
    if "old" in case:
        assert text.count(case["old"]) >= 1, f"the corpus looks for what is not there: {case['old']}"
        text = text.replace(case["old"], case["new"] * case.get("repeat", 1), 1)
    path.write_bytes(text.encode(case.get("encoding", "utf-8"), case.get("errors", "strict")))
    if case.get("missing"):
        path.unlink()


def loaded(monkeypatch, folder: Path, name: str):
    """`pakiran.load` of a table in another folder."""
    monkeypatch.setattr(data, "DATA", folder)
    monkeypatch.setattr(data, "package", lambda: descriptor(folder))
    data._frame.cache_clear()
    try:
        return data.load(name)
    finally:
        data._frame.cache_clear()


def test_the_corpus_starts_from_sound_data(folder):
    assert check(folder=folder) == []


def test_the_corpus_is_large_and_its_names_are_unique():
    names = [case["name"] for case in CORPUS["case"]]
    assert len(names) == len(set(names)) >= 120


@pytest.mark.parametrize("case", CORPUS["case"], ids=lambda case: case["name"])
def test_broken_table_gives_its_messages(folder, monkeypatch, case):
    spoil(folder, case)
    assert [str(problem) for problem in check(folder=folder)] == case["messages"]
    if case["table"] not in BASE:
        return
    try:
        frame = loaded(monkeypatch, folder, case["table"])
    except DataError as error:
        assert str(error).split(" (run ")[0].split(" (1 more")[0] in "\n".join(case["messages"])
    else:  # a rule between rows or tables: the table itself is whole
        assert len(frame) == BASE[case["table"]].count("\n") - 1


@pytest.mark.parametrize("case", CORPUS["descriptor"], ids=lambda case: case["name"])
def test_broken_descriptor_gives_its_message(folder, monkeypatch, case):
    path = folder / "datapackage.json"
    if "content" in case:
        path.write_bytes(case["content"].encode(case.get("encoding", "utf-8")))
    else:
        package = json.loads(PACKAGE)
        *way, last = case["at"]
        spot = package
        for step in way:
            spot = spot[step]
        if "value" in case:
            spot[last] = case["value"]
        else:
            del spot[last]
        path.write_text(json.dumps(package), encoding="utf-8")
    assert [str(problem) for problem in check(folder=folder)] == [case["message"]]
    with pytest.raises(DataError) as caught:
        loaded(monkeypatch, folder, "places")
    assert case["message"] in str(caught.value) and "\n" not in str(caught.value)


def test_a_changed_file_does_not_fit_its_hash(folder):
    refresh(folder)
    assert stale(folder) == []
    with (folder / "places.csv").open("a") as file:
        file.write("quetta,Quetta,Balochistan,PAK,30.18,66.99,town,,daily-abb-nd-737d\n")
    assert stale(folder) == ["places"] and check(folder=folder) == []
