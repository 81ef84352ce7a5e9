"""The tables as files: every format holds the rows of data/, with their types and keys, and the same bytes each time."""

import hashlib
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pakiran import DataError, table_files
from pakiran.data import package
from pakiran.tables import DATA, Row, read, resource_of

PAGE = Path(__file__).resolve().parent.parent / "chapters/appendix/take-away.md"
RESOURCES = package()["resources"]


@pytest.fixture(scope="module")
def files():
    return table_files.files()


@pytest.fixture(scope="module")
def folder(files, tmp_path_factory):
    """The files as a reader saves them: all in one folder."""
    place = tmp_path_factory.mktemp("saved")
    for name, content in files.items():
        (place / Path(name).name).write_bytes(content)
    return place


@pytest.fixture(scope="module")
def database(folder):
    with sqlite3.connect(folder / table_files.SQLITE) as opened:
        yield opened
    opened.close()


def rows_of(resource: dict) -> list[list]:
    """Typed rows as the project itself reads them."""
    return [list(row.cells.values()) for row in read(DATA / resource["path"], resource).rows]


def test_two_builds_make_the_same_bytes(files):
    again = table_files.files()
    assert [name for name in files if files[name] != again[name]] == [] and files.keys() == again.keys()


def test_every_table_is_there_and_raw_csv_stays_raw(files):
    for resource in RESOURCES:
        assert files[f"csv/{resource['path']}"] == (DATA / resource["path"]).read_bytes()
        assert hashlib.sha256(files[f"csv/{resource['path']}"]).hexdigest() == resource["hash"].removeprefix("sha256:")
        assert files[f"parquet/{resource['name']}.parquet"].startswith(b"PAR1")


def test_package_holds_the_schema_and_every_csv_file(files):
    with zipfile.ZipFile(io.BytesIO(files[table_files.PACKAGE])) as archive:
        assert set(archive.namelist()) == {"datapackage.json", *(r["path"] for r in RESOURCES)}
        assert all(archive.read(name) == (DATA / name).read_bytes() for name in archive.namelist())


def test_sqlite_holds_every_row(database):
    for resource in RESOURCES:
        held = [list(row) for row in database.execute(f"SELECT * FROM {table_files.quoted(resource['name'])}")]
        wanted = [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in rows_of(resource)]
        assert held == wanted, resource["name"]


def test_sqlite_has_the_keys_of_the_schema_and_they_hold(database):
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for resource in RESOURCES:
        name, schema = resource["name"], resource["schema"]
        columns = database.execute("SELECT name, pk FROM pragma_table_info(?)", [name]).fetchall()
        keyed = [column for column, order in sorted(columns, key=lambda one: one[1]) if order]
        assert keyed == schema.get("primaryKey", []), name
        found = database.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', [name]).fetchall()
        wanted = {
            (field, key["reference"]["resource"], target)
            for key in schema.get("foreignKeys", [])
            for field, target in zip(key["fields"], key["reference"]["fields"], strict=True)
        }
        assert set(found) == wanted, name


def test_sqlite_knows_meaning_and_values(database):
    fields = sum(len(resource["schema"]["fields"]) for resource in RESOURCES)
    assert database.execute("SELECT count(*), count(meaning) FROM about_fields").fetchone() == (fields, fields)
    values = database.execute("SELECT \"values\" FROM about_fields WHERE field = 'confidence'").fetchall()
    assert set(values) == {("low, medium, high",)}


@pytest.mark.parametrize(
    ("column", "value"),
    [("confidence", "sure"), ("date", "2024-02-30"), ("dyadic", 2), ("goldstein", 11), ("title", None)],
)
def test_sqlite_refuses_what_the_schema_refuses(column, value):
    resource = resource_of(package(), "events")
    empty = sqlite3.connect(":memory:")
    empty.execute(table_files.ddl(resource))
    sound = table_files._stored(read(DATA / resource["path"], resource).rows[0].cells)
    table_files._insert(empty, "events", [sound])
    empty.execute("DELETE FROM events")
    names = [field["name"] for field in resource["schema"]["fields"]]
    spoilt = [value if name == column else cell for name, cell in zip(names, sound, strict=True)]
    with pytest.raises(sqlite3.IntegrityError):
        table_files._insert(empty, "events", [spoilt])


def test_a_row_that_points_nowhere_stops_the_build():
    tables = [read(DATA / resource["path"], resource) for resource in RESOURCES]
    place = next(number for number, one in enumerate(tables) if one.resource["name"] == "casualty_claims")
    lost = Row(2, tables[place].rows[0].cells | {"source_id": "nobody"})
    tables[place] = tables[place]._replace(rows=[lost])
    with pytest.raises(DataError, match=r"casualty_claims: row 1: expected a row of sources"):
        table_files.sqlite(package(), tables)


def test_parquet_keeps_types_rows_and_schema(folder):
    types = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
    engine = duckdb.connect(config={"autoinstall_known_extensions": False})
    for resource in RESOURCES:
        path = str(folder / f"{resource['name']}.parquet")
        held = engine.execute("SELECT * FROM read_parquet(?)", [path])
        columns = [(name, str(kind)) for name, kind, *_ in held.description]
        assert columns == [(f["name"], types[f["type"]]) for f in resource["schema"]["fields"]], resource["name"]
        assert [list(row) for row in held.fetchall()] == rows_of(resource), resource["name"]
        about = engine.execute("SELECT decode(value) FROM parquet_kv_metadata(?)", [path]).fetchone()[0]
        assert json.loads(about) == resource


def test_workbook_keeps_text_days_and_numbers(folder):
    """Cells as openpyxl reads them; no formula, also where a text begins like one."""
    book = openpyxl.load_workbook(folder / table_files.WORKBOOK, read_only=True)
    assert book.sheetnames == ["about", "about_tables", "about_fields", *(r["name"] for r in RESOURCES)]
    assert any(str(cell).startswith("+") for row in rows_of(resource_of(package(), "events")) for cell in row)
    for name in ("events", "trade_observed", "glossary"):
        head, *rows = book[name].iter_rows()
        resource = resource_of(package(), name)
        assert [cell.value for cell in head] == [field["name"] for field in resource["schema"]["fields"]]
        assert not [cell for row in rows for cell in row if cell.data_type == "f"]
        held = [[cell.value.date() if isinstance(cell.value, datetime) else cell.value for cell in row] for row in rows]
        assert held == rows_of(resource), name


@pytest.mark.parametrize("hostile", ["=1+1", "@SUM(A1)", "https://example.com", "042", "{=A1}"])
def test_workbook_takes_no_text_for_anything_else(hostile):
    resource = resource_of(package(), "sections")
    sections = read(DATA / resource["path"], resource)
    row = sections.rows[0]._replace(cells=sections.rows[0].cells | {"title": hostile})
    made = table_files.workbook(package(), [sections._replace(rows=[row])])
    cells = next(openpyxl.load_workbook(io.BytesIO(made))["sections"].iter_rows(min_row=2))
    held = cells[[field["name"] for field in resource["schema"]["fields"]].index("title")]
    assert (held.value, held.data_type, held.hyperlink) == (hostile, "s", None)


def test_checksums_are_those_of_the_files(files):
    lines = table_files.checksums(files).decode().splitlines()
    assert len(lines) == len(files)
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest


@pytest.mark.parametrize(
    ("count", "said"), [(911, "911 bytes"), (1_499, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB")]
)
def test_sizes_read_well(count, said):
    assert table_files.size(count).replace("\N{NO-BREAK SPACE}", " ") == said


def test_python_examples_of_the_page_run_as_they_stand(folder):
    """Together, as one script, beside the saved files."""
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(examples) == 3
    run = [sys.executable, "-c", "\n".join(examples)]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    events = rows_of(resource_of(package(), "events"))
    for layer in ("crisis", "long_run", "since"):
        assert re.search(rf"{layer} +{sum(row[1] == layer for row in events)}\n", done.stdout)
    assert "publisher" in done.stdout and "\nTrue\n" in done.stdout and "'event_id'" in done.stdout
