"""Strict reading of the CSV tables of the data package.

The schema is `data/datapackage.json` and nothing else. Reading never guesses:
a cell that does not fit its field is a `Problem` that names the file, the line,
the column, the value and what was expected. Nothing is dropped or corrected.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

# `data/` and `course/` stand beside the package in the repository; a wheel carries them inside it.
SHIPPED = Path(__file__).resolve().with_name("shipped")
HOME = SHIPPED if SHIPPED.is_dir() else SHIPPED.parents[1]
DATA = HOME / "data"
DESCRIPTOR = "datapackage.json"
LONGEST = 5000  # characters of one cell: more is a slip of a quotation mark, or a text that is not ours to ship
# Pages escape what they show all the same. This keeps text harmless in Markdown, spreadsheets and other people's pages.
MARKUP = re.compile(r"<[a-z/!?]|\]\(|\{\{|\{%|&(#\w+|[a-z]{2,});|(java|vb)script:|^[=@]|^[+-](?![0-9])", re.I)
JOINERS = "\u200c\u200d"  # Persian and Urdu are written with them, inside words


class Problem(NamedTuple):
    """One fault in a data file; `line` counts from 1, the header included."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 80 else f"{self.value[:60]}… ({len(self.value)} characters)"
        return f"{self.file}:{self.line}: {self.column}: {value!r}: expected {self.expected}"


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
    """The Data Package descriptor of a folder. Raises DataError if it is missing, no JSON, or of another shape."""
    package, problem = read_descriptor(folder)
    if problem:
        raise DataError(str(problem._replace(file=str(folder / problem.file))))
    return package


def read_descriptor(folder: Path = DATA) -> tuple[dict, Problem | None]:
    """The descriptor, or the first thing that keeps it from being used."""

    def fault(value: str, expected: str, line: int = 1, place: str = "(file)") -> tuple[dict, Problem]:
        return {}, Problem(DESCRIPTOR, line, place, value, expected)

    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return fault("not found", "the Data Package descriptor", 0)
    except OSError as error:
        return fault(error.strerror or str(error), "a readable file", 0)
    except UnicodeDecodeError as error:
        return fault(
            f"byte 0x{error.object[error.start]:02x}", "UTF-8 text", error.object.count(b"\n", 0, error.start) + 1
        )
    except json.JSONDecodeError as error:
        return fault(error.msg, "JSON that can be read", error.lineno)
    except RecursionError:
        return fault("brackets in thousands of brackets", "JSON that can be read")
    for place, value, expected in _shape_faults(package):
        return fault(value if isinstance(value, str) else json.dumps(value), expected, place=place)
    return package, None


def _shape_faults(package: Any) -> Iterator[tuple[str, Any, str]]:
    """What the code relies on, in the order of the file; the rest is for `frictionless validate`."""
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources:
        yield "resources", resources, "a list of tables"
        return
    names = [resource.get("name") if isinstance(resource, dict) else None for resource in resources]
    for number, (resource, name) in enumerate(zip(resources, names, strict=True)):
        place = f"resources[{number}]"
        if not isinstance(name, str) or names.index(name) != number:
            yield f"{place}.name", name, "a name that no other table has"
            return
        path, schema = resource.get("path"), resource.get("schema")
        if not isinstance(path, str) or not re.fullmatch(r"[A-Za-z0-9_-]+\.csv", path):
            yield f"{place}.path", path, "the name of a CSV file in this folder"
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if not isinstance(fields, list) or not fields:
            yield f"{place}.schema.fields", fields, "a list of fields"
            return
        yield from _field_faults(f"{place}.schema", schema)
    yield from _foreign_key_faults(resources)


def _field_faults(place: str, schema: dict) -> Iterator[tuple[str, Any, str]]:
    names = [field.get("name") if isinstance(field, dict) else None for field in schema["fields"]]
    for number, (field, name) in enumerate(zip(schema["fields"], names, strict=True)):
        here = f"{place}.fields[{number}]"
        if not isinstance(name, str) or names.index(name) != number:
            yield f"{here}.name", name, "a name that no other field has"
            return
        if field.get("type") not in _TYPES:
            yield f"{here}.type", field.get("type"), "one of " + ", ".join(_TYPES)
        if "precisionField" in field and field["precisionField"] not in names:
            yield f"{here}.precisionField", field["precisionField"], "a field of this table"
        limits = field.get("constraints", {})
        enum = limits.get("enum", []) if isinstance(limits, dict) else None
        if not isinstance(enum, list) or not all(isinstance(text, str) for text in enum):
            yield f"{here}.constraints", limits, "constraints whose enum is a list of texts"
            return
        try:
            re.compile(limits.get("pattern", ""))
        except (re.error, TypeError):
            yield f"{here}.constraints.pattern", limits["pattern"], "a regular expression"
    for name in schema.get("primaryKey", []):
        if name not in names:
            yield f"{place}.primaryKey", name, "a field of this table"


def _foreign_key_faults(resources: list[dict]) -> Iterator[tuple[str, Any, str]]:
    known = {r["name"]: {field["name"] for field in r["schema"]["fields"]} for r in resources}
    for number, resource in enumerate(resources):
        for key in resource["schema"].get("foreignKeys", []):
            place = f"resources[{number}].schema.foreignKeys"
            try:
                (column,), table, (target,) = key["fields"], key["reference"]["resource"], key["reference"]["fields"]
            except (KeyError, TypeError, ValueError):
                yield place, key, "one field, and the table and field that it points to"
                return
            if column not in known[resource["name"]] or target not in known.get(table, ()):
                yield place, f"{column} -> {table}.{target}", "fields and a table that exist"


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
    if len(lines) == 1:
        return Table(resource, [], [Problem(path.name, 2, "(file)", "no rows", "at least one row below the header")])
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
    if raw.startswith(b"PK\x03\x04"):
        return fault(1, "a workbook or another ZIP file", "CSV text (in a spreadsheet: save as CSV UTF-8)")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return fault(raw.count(b"\n", 0, error.start) + 1, f"byte 0x{raw[error.start]:02x}", "UTF-8 text")
    if b"\0" in raw:
        return fault(raw.count(b"\n", 0, raw.index(b"\0")) + 1, "NUL byte", "UTF-8 text (is it UTF-16, or damaged?)")
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        return fault(line, "a carriage return alone", "line ends of one kind (line feed)")
    return text.rstrip("\n").split("\n"), []


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
    if not set(found) & set(names):
        return [Problem(file, 1, "(header)", line, f"a header line: {', '.join(names)}")]
    twice = [name for number, name in enumerate(found) if name in found[:number]]
    if twice:
        return [Problem(file, 1, name or "(header)", name, "each column once") for name in twice]
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
    _only_visible(text)
    if field["type"] == "string" and MARKUP.search(text):
        raise ValueError("plain text: no markup, no template, no formula")
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


def _only_visible(text: str) -> None:
    """Refuse what readers cannot see, or what turns the order of what they see."""
    if len(text) > LONGEST:
        raise ValueError(f"at most {LONGEST} characters in a cell")
    if text.isascii() and text.isprintable():
        return
    for number, character in enumerate(text):
        kind = unicodedata.category(character)
        around = text[max(0, number - 1) : number + 2]
        if character in JOINERS and len(around) == 3 and all(0x600 <= ord(c) <= 0x6FF for c in around[::2]):
            continue
        if kind[0] == "C" or kind in ("Zl", "Zp") or character == "\ufffd":
            name = unicodedata.name(character, "")
            raise ValueError(f"no control characters and nothing unseen (U+{ord(character):04X}{name and ' ' + name})")


def _number(text: str) -> float:
    if not re.fullmatch(r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        raise ValueError("a plain number: digits 0-9 and a point, no thousands comma, no unit")
    value = float(text)
    if Decimal(repr(value)) != Decimal(text):
        raise ValueError("a number of at most 15 digits")
    return value


def _integer(text: str) -> int:
    if not re.fullmatch(r"(?!-0$)-?(0|[1-9][0-9]*)", text):
        raise ValueError("a whole number in plain digits 0-9")
    if len(text) > 18:
        raise ValueError("a whole number of at most 18 digits")
    return int(text)


def _date(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
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
        if "precisionField" not in field:
            continue
        day, precision = cells[field["name"]], cells[field["precisionField"]]
        if (day is None) != (precision is None):
            yield field["precisionField"], precision or "", "a precision exactly where there is a date"
        if day is None or precision is None:
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
