"""The tables as files to take away: CSV, Parquet, SQLite, a workbook and the Data Package.

Made from `data/` and its schema alone, in memory: `files()` maps each file's name to its bytes.
The same data give the same bytes, so a checksum says whether anything changed.
DuckDB writes the Parquet files: it takes the types from the schema with no detour through pandas, and is less than
half the size of pyarrow, which also changes how pandas keeps text once it is installed.
"""

import hashlib
import io
import json
import sqlite3
import tempfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import xlsxwriter

from . import zips
from .address import public
from .tables import DATA, DESCRIPTOR, DataError, Table, descriptor, read

FOLDER = "downloads"  # beside the pages of the built book
SQLITE, WORKBOOK, PACKAGE = "pakiran.sqlite", "pakiran.xlsx", "pakiran-datapackage.zip"
SUMS = "SHA256SUMS.txt"

PARQUET = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
# SQLite keeps days as text and truth values as 0 or 1; the names of the types tell readers such as R what is meant.
LITE = {"string": "TEXT", "number": "REAL", "integer": "INTEGER", "boolean": "BOOLEAN", "date": "DATE"}
LONGEST_CELL = 32_767  # characters: what Excel can hold


def files(folder: Path = DATA) -> dict[str, bytes]:
    """Every file made of the tables: name below `FOLDER` and bytes. Raises DataError if a table breaks its schema."""
    package = descriptor(folder)
    tables = [_sound(read(folder / resource["path"], resource)) for resource in package["resources"]]
    raw = {name: (folder / name).read_bytes() for name in [DESCRIPTOR, *(r["path"] for r in package["resources"])]}
    zips.write(packed := io.BytesIO(), raw.items())
    return {
        SQLITE: sqlite(package, tables),
        WORKBOOK: workbook(package, tables),
        PACKAGE: packed.getvalue(),
        **{f"csv/{name}": content for name, content in raw.items()},
        **parquet(folder, package),
    }


def checksums(files: dict[str, bytes]) -> bytes:
    """What `sha256sum -c` reads: one line a file."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def size(count: int) -> str:
    """Bytes as readers know them: 980 bytes, 12 kB, 3.4 MB; the number keeps its unit on the line."""
    number, unit = (count, "bytes") if count < 1000 else (f"{count / 1000:.0f}", "kB")
    return f"{number}\N{NO-BREAK SPACE}{unit}" if count < 999_500 else f"{count / 1_000_000:.1f}\N{NO-BREAK SPACE}MB"


def _sound(table: Table) -> Table:
    if table.problems:
        raise DataError(str(table.problems[0]))
    return table


# --- Parquet --------------------------------------------------------------------


def parquet(folder: Path, package: dict) -> dict[str, bytes]:
    """Each table with its types; its entry in the descriptor (units, values, meaning) goes along as metadata."""
    alone = {"threads": 1, "autoinstall_known_extensions": False}  # one thread: one order; and no network
    with tempfile.TemporaryDirectory() as drafts, duckdb.connect(config=alone) as engine:
        for resource in package["resources"]:
            columns = {field["name"]: PARQUET[field["type"]] for field in resource["schema"]["fields"]}
            about = text(json.dumps(resource, ensure_ascii=False))
            engine.execute(
                "COPY (SELECT * FROM read_csv($path, columns = $columns, auto_detect = false, header = true,"
                " delim = ',', quote = '\"', escape = '\"', nullstr = ''))"
                f" TO {text(str(Path(drafts, resource['name'])))}"
                f" (FORMAT parquet, KV_METADATA {{datapackage_resource: {about}}})",
                {"path": str(folder / resource["path"]), "columns": columns},
            )
        names = [resource["name"] for resource in package["resources"]]
        return {f"parquet/{name}.parquet": Path(drafts, name).read_bytes() for name in names}


# --- SQLite ---------------------------------------------------------------------


def sqlite(package: dict, tables: list[Table]) -> bytes:
    """One database of all tables, with their keys, and three tables about them: `about`, `about_tables`, `about_fields`.

    Raises DataError if a row points to a row that is not there.
    """
    database = sqlite3.connect(":memory:", isolation_level=None)
    for table in tables:
        database.execute(ddl(table.resource))
        _insert(database, table.resource["name"], [_stored(row.cells) for row in table.rows])
    for name, (headings, rows) in about(package).items():
        database.execute(f"CREATE TABLE {quoted(name)} ({', '.join(map(quoted, headings))})")
        _insert(database, name, rows)
    lost = database.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise DataError(f"{lost[0]}: row {lost[1]}: expected a row of {lost[2]} that it points to")
    content = database.serialize()
    database.close()
    return content


def ddl(resource: dict) -> str:
    """CREATE TABLE for one table, as its schema says: types, required cells, values, bounds, keys."""
    schema = resource["schema"]
    parts = [_column(field) for field in schema["fields"]]
    if schema.get("primaryKey"):
        parts.append(f"PRIMARY KEY ({', '.join(map(quoted, schema['primaryKey']))})")
    for key in schema.get("foreignKeys", []):
        fields, target = ", ".join(map(quoted, key["fields"])), key["reference"]
        parts.append(
            f"FOREIGN KEY ({fields}) REFERENCES {quoted(target['resource'])} ({', '.join(map(quoted, target['fields']))})"
        )
    return f"CREATE TABLE {quoted(resource['name'])} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(field: dict) -> str:
    name, limits = quoted(field["name"]), field.get("constraints", {})
    # '+0 days' makes SQLite count: without it, 30 February passes for a day.
    checks = {"date": f"{name} = date({name}, '+0 days')", "boolean": f"{name} IN (0, 1)"}
    tests = [checks[field["type"]]] if field["type"] in checks else []
    if "enum" in limits:
        tests.append(f"{name} IN ({', '.join(map(text, limits['enum']))})")
    tests += [f"{name} {sign} {limits[key]}" for key, sign in (("minimum", ">="), ("maximum", "<=")) if key in limits]
    required = " NOT NULL" if limits.get("required") else ""
    return f"{name} {LITE[field['type']]}{required}" + (f" CHECK ({' AND '.join(tests)})" if tests else "")


def _stored(cells: dict) -> list:
    return [value.isoformat() if isinstance(value, date) else value for value in cells.values()]


def _insert(database: sqlite3.Connection, name: str, rows: list) -> None:
    if rows:
        database.executemany(f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def quoted(name: str) -> str:
    """A name in SQL; the tables `references` and columns such as `order` are words of the language."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"


def about(package: dict) -> dict[str, tuple[list[str], list[list]]]:
    """What a file of all tables says of itself: headings and rows of three small tables, by name."""
    licence = package["licenses"][0]
    facts = {key: package[key] for key in ("title", "description", "version", "created")}
    facts |= {"homepage": home} if (home := public(package.get("homepage"))) else {}
    facts |= {"licence": f"{licence['title']}, {licence['path']}", "confidence rule": package["confidenceRule"]}
    tables, fields = [], []
    for resource in package["resources"]:
        tables.append([resource[key] for key in ("name", "title", "description", "rows", "hash")])
        for field in resource["schema"]["fields"]:
            values = ", ".join(field.get("constraints", {}).get("enum", []))
            one = [resource["name"], field["name"], field["type"], field.get("unit"), values or None]
            fields.append([*one, field["description"]])
    return {
        "about": (["what", "text"], [[key, value] for key, value in facts.items()]),
        "about_tables": (["table", "title", "description", "rows", "hash_of_csv"], tables),
        "about_fields": (["table", "field", "type", "unit", "values", "meaning"], fields),
    }


# --- the workbook ---------------------------------------------------------------


def workbook(package: dict, tables: list[Table]) -> bytes:
    """One Excel workbook, a sheet a table. Text is text: no cell is a formula, a link, or a code that loses its zero."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    made = datetime.fromisoformat(package["created"]).replace(tzinfo=None)  # not the hour of the build
    book.set_properties({"title": package["title"], "created": made, "comments": f"Version {package['version']}"})
    looks = {"head": book.add_format({"bold": True}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    for name, (headings, rows) in about(package).items():
        _sheet(book, name, headings, rows, looks)
    for table in tables:
        headings = [field["name"] for field in table.resource["schema"]["fields"]]
        _sheet(book, table.resource["name"], headings, [list(row.cells.values()) for row in table.rows], looks)
    book.close()
    return held.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, headings: list[str], rows: list[list], looks: dict) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        longest = max((len(str(row[column] or "")) for row in rows), default=0)
        sheet.set_column(column, column, min(50, max(10, len(heading), longest) + 2))
        sheet.write_string(0, column, heading, looks["head"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, looks)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _write(sheet, row: int, column: int, value, looks: dict) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks["day"])
    elif value is not None and len(value) > LONGEST_CELL:
        raise DataError(
            f"{sheet.name}: row {row}: expected at most {LONGEST_CELL:,} characters, the most that Excel holds"
        )
    elif value is not None:
        sheet.write_string(row, column, value)
