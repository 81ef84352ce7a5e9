"""Every column of the data is spoilt in turn: the check must notice, or mutants.toml says why it cannot.

Hashes would notice every change and are left out on purpose: whoever edits a table renews them. The rows are
chosen by a hash of their text, so that new rows hardly ever change the choice.
"""

import hashlib
import tomllib
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pakiran.check import _cross_problems
from pakiran.tables import DATA, Row, _key_problems, _record, _split, descriptor, read

EACH = 2  # mutants of each column and kind
TABLES = {resource["name"]: read(DATA / resource["path"], resource) for resource in descriptor()["resources"]}
SURVIVORS = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))


def lines_of(name: str) -> list[list[str]]:
    text = (DATA / f"{name}.csv").read_text("utf-8").rstrip("\n")
    return [_split(line) for line in text.split("\n")[1:]]


def mutants(field: dict, text: str, other: str):
    """Kinds of damage to one cell, and what then stands there. `other` is the cell of another row."""
    kind, enum = field["type"], field.get("constraints", {}).get("enum", [])
    yield "emptied", ""
    if other and other != text:
        yield "from another row", other
    if kind in ("number", "integer"):
        yield "with a unit", f"{text} km"
        if float(text):
            yield "sign changed", text.removeprefix("-") if text.startswith("-") else f"-{text}"
            yield "times ten", f"{float(text) * 10:g}"
    elif kind == "date":
        yield "400 days later", str(date.fromisoformat(text) + timedelta(days=400))
        yield "400 days earlier", str(date.fromisoformat(text) - timedelta(days=400))
        yield "day first", "/".join(reversed(text.split("-")))
    elif kind == "boolean":
        yield "turned round", "false" if text == "true" else "true"
        yield "in words", "yes"
    elif enum:
        yield "another of the list", enum[(enum.index(text) + 1) % len(enum)]
        yield "not of the list", f"{text}s"
    else:
        yield "a letter more", f"{text}x"
        yield "unseen character", f"{text[:1]}\u202e{text[1:]}"


@cache
def leaning_on(name: str) -> list[str]:
    """Tables that point to this one, and itself."""
    pointing = [
        other
        for other, table in TABLES.items()
        for key in table.resource["schema"].get("foreignKeys", [])
        if key["reference"]["resource"] == name
    ]
    return sorted({name, *pointing})


def caught(name: str, number: int, column: int, text: str) -> bool:
    """Whether the check has anything to say once this cell holds `text`."""
    table = TABLES[name]
    fields, old = table.resource["schema"]["fields"], table.rows[number]
    values = list(RAW[name][number])
    values[column] = text
    file = io_line(values)
    cells, problems = _record(table.resource["path"], old.line, file, fields)
    if problems:
        return True
    rows = [*table.rows[:number], Row(old.line, cells), *table.rows[number + 1 :]]
    key = table.resource["schema"].get("primaryKey", [])
    field = fields[column]["name"]
    if field in key and _key_problems(name, rows, key):
        return True
    spoilt = TABLES | {name: table._replace(rows=rows)}
    # A table that points here can only be hurt through the key, or through what a rule compares with it.
    asked = [name] if name == "sources" and field not in (*key, "date", "kind", "publisher") else leaning_on(name)
    return any(_cross_problems(other, spoilt, whole=True) for other in asked)


def io_line(values: list[str]) -> str:
    return ",".join('"' + value.replace('"', '""') + '"' if set(value) & set(',"') else value for value in values)


RAW = {name: lines_of(name) for name in TABLES}


def chosen(name: str, column: int) -> list[int]:
    """Rows to spoil: the first ones by a hash of their text, among those that have a value."""
    filled = [number for number, values in enumerate(RAW[name]) if values[column]]
    order = sorted(filled, key=lambda number: hashlib.sha256("|".join(RAW[name][number]).encode()).digest())
    return order[:EACH]


@cache
def outcome() -> dict[tuple[str, str], list[bool]]:
    """For each column and kind, whether each mutant was caught."""
    found: dict[tuple[str, str], list[bool]] = {}
    for name, table in TABLES.items():
        for column, field in enumerate(table.resource["schema"]["fields"]):
            for number in chosen(name, column):
                other = RAW[name][(number + 1) % len(RAW[name])][column]
                for kind, text in mutants(field, RAW[name][number][column], other):
                    place = (f"{name}.{field['name']}", kind)
                    found.setdefault(place, []).append(caught(name, number, column, text))
    return found


def survivors() -> dict[str, list[str]]:
    alive: dict[str, list[str]] = {}
    for (column, kind), results in outcome().items():
        if not all(results):
            alive.setdefault(column, []).append(kind)
    return alive


def test_every_column_is_spoilt():
    columns = {f"{n}.{f['name']}" for n, t in TABLES.items() for f in t.resource["schema"]["fields"]}
    filled = {f"{n}.{f['name']}" for n, t in TABLES.items() for i, f in enumerate(t.resource["schema"]["fields"]) if chosen(n, i)}  # fmt: skip
    assert {column for column, _ in outcome()} == filled <= columns


def test_what_survives_stands_in_the_list_with_its_reason():
    listed: dict[str, set[str]] = {}
    for group in SURVIVORS["group"]:
        for column in group["columns"]:
            listed.setdefault(column, set()).update(group["kinds"])
    new = {column: sorted(set(kinds) - listed.get(column, set())) for column, kinds in survivors().items()}
    assert {column: kinds for column, kinds in new.items() if kinds} == {}
    assert all(len(group["reason"]) > 30 for group in SURVIVORS["group"])


def test_most_mutants_are_caught():
    results = [one for results in outcome().values() for one in results]
    by_kind = Counter(kind for (_, kind), results in outcome().items() for one in results if not one)
    assert len(results) > 2000 and sum(results) / len(results) > SURVIVORS["share"], by_kind
