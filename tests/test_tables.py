"""Strict reading: every malformed file gives its own message, at its own line, and nothing is written."""

import json

import pytest

from pakiran.check import check
from pakiran.tables import read

RESOURCE = {
    "name": "towns",
    "path": "towns.csv",
    "schema": {
        "primaryKey": ["town_id"],
        "fields": [
            {"name": "town_id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}},
            {"name": "seen", "type": "date", "precisionField": "precision", "constraints": {"required": True}},
            {
                "name": "precision",
                "type": "string",
                "constraints": {"required": True, "enum": ["day", "month", "year"]},
            },
            {"name": "value", "type": "number", "constraints": {"minimum": 0, "maximum": 5000}},
            {"name": "dead", "type": "integer", "constraints": {"minimum": 0}},
            {"name": "open", "type": "boolean"},
            {"name": "note", "type": "string", "constraints": {"maxLength": 20}},
        ],
    },
}
HEADER = "town_id,seen,precision,value,dead,open,note"
GOOD = "mand,2024-01-16,day,12.5,2,true,fine"


def problems(tmp_path, raw: bytes) -> list:
    path = tmp_path / "towns.csv"
    path.write_bytes(raw)
    found = read(path, RESOURCE).problems
    assert path.read_bytes() == raw
    return found


def test_good_file_gives_typed_cells(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(f'{HEADER}\n{GOOD}\ngwadar,2023-01-01,year,,,,"a, b"\n', encoding="utf-8")
    table = read(path, RESOURCE)
    assert not table.problems
    assert [row.line for row in table.rows] == [2, 3]
    assert table.rows[0].cells["value"] == 12.5 and table.rows[0].cells["dead"] == 2
    assert table.rows[0].cells["open"] is True and table.rows[0].cells["seen"].isoformat() == "2024-01-16"
    assert table.rows[1].cells["value"] is None and table.rows[1].cells["note"] == "a, b"


BAD_ROWS = {
    "a day that does not exist": ("mand,2024-02-30,day,1,1,true,x", "seen", "a day that exists, written YYYY-MM-DD"),
    "a date of another form": ("mand,16/01/2024,day,1,1,true,x", "seen", "a day that exists"),
    "month precision with a day": ("mand,2024-01-16,month,1,1,true,x", "seen", "day 01"),
    "year precision with a month": ("mand,2024-03-01,year,1,1,true,x", "seen", "01-01 after the year"),
    "unknown enum": ("mand,2024-01-16,week,1,1,true,x", "precision", "one of day, month, year"),
    "enum in capitals": ("mand,2024-01-16,Day,1,1,true,x", "precision", "one of day"),
    "thousands comma": ('mand,2024-01-16,day,"1,200",1,true,x', "value", "a plain number"),
    "unit in a number": ("mand,2024-01-16,day,12 USD,1,true,x", "value", "a plain number"),
    "decimal comma": ('mand,2024-01-16,day,"12,5",1,true,x', "value", "a plain number"),
    "not a number": ("mand,2024-01-16,day,nan,1,true,x", "value", "a plain number"),
    "number too large": ("mand,2024-01-16,day,5001,1,true,x", "value", "5000 or less"),
    "negative count": ("mand,2024-01-16,day,1,-1,true,x", "dead", "0 or more"),
    "fraction of a person": ("mand,2024-01-16,day,1,1.5,true,x", "dead", "a whole number"),
    "boolean as a word": ("mand,2024-01-16,day,1,1,yes,x", "open", "true or false"),
    "boolean in capitals": ("mand,2024-01-16,day,1,1,TRUE,x", "open", "true or false"),
    "empty required cell": (",2024-01-16,day,1,1,true,x", "town_id", "a value"),
    "pattern": ("Mand 2,2024-01-16,day,1,1,true,x", "town_id", "the form [a-z]+"),
    "space at the end": ("mand ,2024-01-16,day,1,1,true,x", "town_id", "no space at the ends"),
    "too long": ("mand,2024-01-16,day,1,1,true," + "x" * 21, "note", "at most 20 characters"),
    "control character": ("mand,2024-01-16,day,1,1,true,a\tb", "note", "no control characters"),
    "too few cells": ("mand,2024-01-16,day,1,1,true", "(line)", "7 cells"),
    "too many cells": (GOOD + ",more", "(line)", "7 cells"),
    "quote that never closes": ('mand,2024-01-16,day,1,1,true,"fine', "(line)", "sound quoting"),
    "text after a closing quote": ('mand,2024-01-16,day,1,1,true,"fi"ne', "(line)", "sound quoting"),
    "empty line inside": ("", "(line)", "7 cells"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_bad_row_is_named_by_line_and_column(tmp_path, case):
    line, column, expected = BAD_ROWS[case]
    found = problems(tmp_path, f"{HEADER}\n{line}\nquetta,2024-01-01,month,1,1,false,ok\n".encode())
    assert [(p.file, p.line, p.column) for p in found] == [("towns.csv", 2, column)]
    assert expected in found[0].expected


BAD_FILES = {
    "empty": (b"", 1, "(file)", "a header line and rows"),
    "only spaces": (b"  \n", 1, "(file)", "a header line and rows"),
    "byte-order mark": (b"\xef\xbb\xbf" + HEADER.encode(), 1, "(file)", "without a byte-order mark"),
    "not UTF-8": (f"{HEADER}\nquetta,2024-01-01,month,1,1,true,caf".encode() + b"\xe9\n", 2, "(file)", "UTF-8 text"),
    "UTF-16": (HEADER.encode("utf-16"), 1, "(file)", "UTF-8 text"),
    "semicolons": (HEADER.replace(",", ";").encode(), 1, "(header)", "cells separated by commas"),
    "tabs": (HEADER.replace(",", "\t").encode(), 1, "(header)", "cells separated by commas"),
    "missing column": (HEADER.removesuffix(",note").encode(), 1, "note", "this column"),
    "unknown column": ((HEADER + ",extra").encode(), 1, "extra", "no such column"),
    "columns in another order": (
        b"seen,town_id,precision,value,dead,open,note",
        1,
        "(header)",
        "the columns in the order",
    ),
    "quote in the header": (b'"town_id,seen', 1, "(header)", "sound quoting"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_file_gives_one_problem(tmp_path, case):
    raw, line, column, expected = BAD_FILES[case]
    found = problems(tmp_path, raw)
    assert [(p.line, p.column) for p in found] == [(line, column)]
    assert expected in found[0].expected


def test_missing_file(tmp_path):
    found = read(tmp_path / "towns.csv", RESOURCE).problems
    assert [(p.value, p.expected) for p in found] == [("missing", "a file at this place")]


def test_repeated_key_names_the_first_line(tmp_path):
    found = problems(tmp_path, f"{HEADER}\n{GOOD}\nquetta,2024-01-01,month,1,1,false,ok\n{GOOD}\n".encode())
    assert [(p.line, p.column, p.value) for p in found] == [(4, "town_id", "mand")]
    assert "line 2" in found[0].expected


def test_all_problems_in_one_run(tmp_path):
    found = problems(tmp_path, f"{HEADER}\nMand,2024-13-01,week,x,-1,yes,ok\n{GOOD},\n".encode())
    assert [p.column for p in found] == ["town_id", "seen", "precision", "value", "dead", "open", "(line)"]


def test_windows_line_ends_are_read(tmp_path):
    assert not problems(tmp_path, f"{HEADER}\r\n{GOOD}\r\n".encode())


def test_message_is_one_line_with_all_parts(tmp_path):
    (found,) = problems(tmp_path, f"{HEADER}\nmand,2024-01-16,week,1,1,true,x\n".encode())
    assert str(found) == "towns.csv:2: precision: 'week': expected one of day, month, year"


@pytest.mark.parametrize("text", ["", "{", "[1"])
def test_broken_descriptor_is_a_problem_not_a_traceback(tmp_path, text):
    (tmp_path / "datapackage.json").write_text(text)
    (found,) = check(folder=tmp_path)
    assert found.file == "datapackage.json" and "JSON" in found.expected


def test_missing_descriptor(tmp_path):
    (found,) = check(folder=tmp_path)
    assert found.value == "not found"


def test_package_of_one_table(tmp_path):
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [RESOURCE]}))
    (tmp_path / "towns.csv").write_text(f"{HEADER}\n{GOOD}\n")
    assert check(folder=tmp_path) == []
