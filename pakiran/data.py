"""The public way to the data: `load`, `tables`, `cite`, `sources_of`."""

from functools import cache

import pandas as pd

from .address import public
from .tables import DATA, DataError, Table, descriptor, read, resource_of

_DTYPES = {"number": "float64", "integer": "Int64", "boolean": "boolean", "date": "datetime64[s]", "string": "str"}
ORDERED = ("low", "medium", "high")


@cache
def package() -> dict:
    """The Data Package descriptor, read once."""
    return descriptor()


@cache
def _frame(name: str) -> pd.DataFrame:
    resource = resource_of(package(), name)
    table = read(DATA / resource["path"], resource)
    if table.problems:
        more = len(table.problems) - 1
        hint = f" ({more} more: run python -m pakiran check)" if more else ""
        raise DataError(f"{table.problems[0]}{hint}")
    return _typed(table)


def _typed(table: Table) -> pd.DataFrame:
    fields = table.resource["schema"]["fields"]
    rows = [row.cells for row in table.rows]
    return pd.DataFrame({f["name"]: _column(f, [r[f["name"]] for r in rows]) for f in fields})


def _column(field: dict, values: list) -> pd.Series:
    kinds = field.get("constraints", {}).get("enum")
    if kinds:
        return pd.Series(pd.Categorical(values, categories=kinds, ordered=set(kinds) == set(ORDERED)))
    return pd.Series(values, dtype=_DTYPES[field["type"]])


def load(name: str) -> pd.DataFrame:
    """One table as a typed DataFrame, one row a record, in file order.

    Types come from the schema: dates are datetime64, enums are categories (confidence is
    ordered low < medium < high), whole numbers and booleans may be missing (<NA>).
    Units stand in the schema (`pakiran.fields(name)`). Each call returns a fresh copy.

    Raises DataError: unknown table, or a row that breaks the schema (file, line, column,
    value and what was expected).
    """
    return _frame(name).copy()


def tables() -> pd.DataFrame:
    """The tables there are: columns `table`, `rows`, `what` (one line each)."""
    return pd.DataFrame(
        [(r["name"], r["rows"], r["description"]) for r in package()["resources"]],
        columns=["table", "rows", "what"],
    )


def fields(name: str) -> pd.DataFrame:
    """The fields of a table: columns `field`, `type`, `unit`, `values`, `meaning`."""
    described = resource_of(package(), name)["schema"]["fields"]
    return pd.DataFrame(
        [
            (
                f["name"],
                f["type"],
                f.get("unit", ""),
                ", ".join(f.get("constraints", {}).get("enum", [])),
                f["description"],
            )
            for f in described
        ],
        columns=["field", "type", "unit", "values", "meaning"],
    )


def sources_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The sources behind the rows in hand, main and further ones, as rows of `sources`.

    The frame holds rows of one table: its `source_id`, its key (such as `event_id` or
    `claim_id`), or both. Raises DataError if it has neither.
    """
    link = f"{_table_of(frame)}_sources"
    ids = set(frame["source_id"].dropna()) if "source_id" in frame else set()
    if link in set(tables()["table"]):
        further = load(link)
        key = further.columns[0]
        ids |= set(further.loc[further[key].isin(frame[key]), "source_id"])
    elif "source_id" not in frame:
        raise DataError("no source_id and no key of a sourced table: expected rows of a table of this package")
    known = load("sources")
    return known[known["source_id"].isin(ids)].reset_index(drop=True)


def _table_of(frame: pd.DataFrame) -> str | None:
    """The table whose key the frame holds; if several, the one with most columns in common."""
    held = set(frame.columns)
    shared = {
        r["name"]: len(held & {f["name"] for f in r["schema"]["fields"]})
        for r in package()["resources"]
        if set(r["schema"].get("primaryKey") or ["-"]) <= held and not r["name"].endswith("_sources")
    }
    return max(shared, key=shared.get, default=None)


def cite(name: str) -> str:
    """How to cite a table, and what it rests on, as three lines of plain text.

    The address of the book stands in it once `_config.yml` has it and `python -m pakiran refresh` has run.
    """
    about, resource = package(), resource_of(package(), name)
    authors = "; ".join(c["title"] for c in about["contributors"])
    lines = [
        f"{authors} ({about['created'][:4]}). {resource['title']} [table `{name}`, version {about['version']} "
        f"of {about['created'][:10]}, {resource['hash'][:19]}]. In: {about['title']}. {public(about.get('homepage'))}".strip(),
        f"Licence: {about['licenses'][0]['title']}. Rows: {resource['rows']}.",
    ]
    try:
        behind = sources_of(load(name))
    except DataError:
        return "\n".join(lines)
    publishers = behind["publisher"].value_counts()
    most = ", ".join(publishers.index[:5])
    lines.append(
        f"Rests on {len(behind)} sources by {len(publishers)} publishers, most often {most}. Name them with sources_of()."
    )
    return "\n".join(lines)
