"""Strict reading of the CSV tables of the data package.

The schema is `data/datapackage.json` and nothing else. Reading never guesses:
a cell that does not fit its field is a `Problem` that names the file, the line,
the column, the value and what was expected. Nothing is dropped or corrected.
"""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

# `data/` and `course/` stand beside the package in the repository; a wheel carries them inside it.
SHIPPED = Path(__file__).resolve().with_name("shipped")
HOME = SHIPPED if SHIPPED.is_dir() else SHIPPED.parents[1]
DATA = HOME / "data"
DESCRIPTOR = "datapackage.json"


class Problem(NamedTuple):
    """One fault in a data file; `line` counts from 1, the header included."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.value!r}: expected {self.expected}"


class DataError(ValueError):
    """A data file does not keep to the schema; the message is one line."""


class Row(NamedTuple):
    """One record: its line in the file, and its typed cells by field name (None = empty)."""

    line: int
    cells: dict[str, Any]


class Table(NamedTuple):
    """A table as read: its descriptor, its sound rows, and every problem found."""

    resource: dict
    rows: list[Row]
    problems: list[Problem]


def descriptor(folder: Path = DATA) -> dict:
    """The Data Package descriptor of a folder. Raises DataError if it is missing or not JSON."""
    path = folder / DESCRIPTOR
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path}: not found: expected the Data Package descriptor") from None
    except ValueError as error:
        raise DataError(f"{path}: not readable as JSON ({error})") from None


def resource_of(package: dict, name: str) -> dict:
    """The descriptor of one table. Raises DataError that lists the tables there are."""
    for resource in package["resources"]:
        if resource["name"] == name:
            return resource
    names = ", ".join(sorted(r["name"] for r in package["resources"]))
    raise DataError(f"no table {name!r}: expected one of {names}")


def read(path: Path, resource: dict) -> Table:
    """Read one CSV file against its schema (types, required cells, enums, patterns, bounds, primary key).

    Foreign keys and rules that compare tables are in `pakiran.check`.
    """
    lines, problems = _lines(path)
    if problems:
        return Table(resource, [], problems)
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    problems = _header_problems(path.name, lines[0], names)
    if problems:
        return Table(resource, [], problems)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells, faults = _record(path.name, number, line, fields)
        problems += faults
        if not faults:
            rows.append(Row(number, cells))
    problems += _key_problems(path.name, rows, resource["schema"].get("primaryKey", []))
    return Table(resource, rows, sorted(problems, key=lambda p: p.line))


def _lines(path: Path) -> tuple[list[str], list[Problem]]:
    def fault(line: int, value: str, expected: str) -> tuple[list[str], list[Problem]]:
        return [], [Problem(path.name, line, "(file)", value, expected)]

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return fault(0, "missing", "a file at this place")
    except OSError as error:
        return fault(0, error.strerror or str(error), "a readable file")
    if not raw.strip():
        return fault(1, "empty", "a header line and rows")
    if raw.startswith(b"\xef\xbb\xbf"):
        return fault(1, "byte-order mark", "UTF-8 without a byte-order mark")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return fault(raw.count(b"\n", 0, error.start) + 1, f"byte 0x{raw[error.start]:02x}", "UTF-8 text")
    return text.replace("\r\n", "\n").rstrip("\n").split("\n"), []


def _split(line: str) -> list[str] | None:
    """The cells of one line, or None if its quoting is broken. No cell of ours spans lines."""
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        return None


def _header_problems(file: str, line: str, names: list[str]) -> list[Problem]:
    found = _split(line)
    if found == names:
        return []
    if found is None:
        return [Problem(file, 1, "(header)", line[:60], "sound quoting")]
    if len(found) == 1 and len(names) > 1:
        for mark, name in ((";", "semicolons"), ("\t", "tabs")):
            if mark in line:
                return [Problem(file, 1, "(header)", f"cells separated by {name}", "cells separated by commas")]
    missing = [name for name in names if name not in found]
    unknown = [name for name in found if name not in names]
    if missing or unknown:
        return [Problem(file, 1, name, "missing", "this column") for name in missing] + [
            Problem(file, 1, name or "(header)", name, "no such column") for name in unknown
        ]
    return [Problem(file, 1, "(header)", ", ".join(found), f"the columns in the order {', '.join(names)}")]


def _record(file: str, number: int, line: str, fields: list[dict]) -> tuple[dict, list[Problem]]:
    values = _split(line)
    if values is None:
        return {}, [Problem(file, number, "(line)", line[:60], "sound quoting, and one record a line")]
    if len(values) != len(fields):
        return {}, [Problem(file, number, "(line)", f"{len(values)} cells", f"{len(fields)} cells")]
    cells, problems = {}, []
    for field, text in zip(fields, values, strict=True):
        try:
            cells[field["name"]] = _cell(field, text)
        except ValueError as error:
            problems.append(Problem(file, number, field["name"], text, str(error)))
    if not problems:
        problems = [Problem(file, number, *fault) for fault in _precision_faults(fields, cells)]
    return cells, problems


def _cell(field: dict, text: str) -> Any:
    """The typed value of one cell; raises ValueError that says what was expected."""
    limits = field.get("constraints", {})
    if text == "":
        if limits.get("required"):
            raise ValueError("a value (the cell is empty)")
        return None
    if text != text.strip():
        raise ValueError("no space at the ends")
    if any(ord(c) < 32 for c in text):
        raise ValueError("no control characters")
    value = _TYPES[field["type"]](text)
    if "enum" in limits and text not in limits["enum"]:
        raise ValueError("one of " + ", ".join(limits["enum"]))
    if "pattern" in limits and not re.fullmatch(limits["pattern"], text):
        raise ValueError(f"the form {limits['pattern']}")
    if len(text) > limits.get("maxLength", len(text)):
        raise ValueError(f"at most {limits['maxLength']} characters")
    if "minimum" in limits and value < limits["minimum"]:
        raise ValueError(f"{limits['minimum']} or more")
    if "maximum" in limits and value > limits["maximum"]:
        raise ValueError(f"{limits['maximum']} or less")
    return value


def _number(text: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise ValueError("a plain number: digits and a point, no thousands comma, no unit")
    return float(text)


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise ValueError("a whole number in plain digits")
    return int(text)


def _date(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError("a day that exists, written YYYY-MM-DD")


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("true or false")
    return text == "true"


_TYPES = {"string": str, "number": _number, "integer": _integer, "date": _date, "boolean": _boolean}


def _precision_faults(fields: list[dict], cells: dict):
    """A date known to the month is written with day 01, one known to the year with 01-01."""
    for field in fields:
        day, precision = cells[field["name"]], cells.get(field.get("precisionField", ""))
        if not isinstance(day, date) or precision is None:
            continue
        if precision == "month" and day.day != 1:
            yield field["name"], str(day), "day 01, since the date is known to the month only"
        if precision == "year" and (day.month, day.day) != (1, 1):
            yield field["name"], str(day), "01-01 after the year, since the date is known to the year only"


def _key_problems(file: str, rows: list[Row], key: list[str]) -> list[Problem]:
    seen: dict[tuple, int] = {}
    problems = []
    for row in rows if key else []:
        value = tuple(row.cells[name] for name in key)
        if value in seen:
            text = ", ".join(map(str, value))
            problems.append(
                Problem(file, row.line, ", ".join(key), text, f"a key that is not yet used (line {seen[value]})")
            )
        seen.setdefault(value, row.line)
    return problems
