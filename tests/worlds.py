"""Other worlds: the same tables with other contents, and what every notebook says of them.

Cells run in this process, without a kernel: a whole chapter takes about two seconds.
"""

import ast
import json
import pkgutil
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd

import pakiran
from pakiran import data
from pakiran.tables import DATA, descriptor

CHAPTERS = Path(__file__).resolve().parent.parent / "chapters"
NOTEBOOKS = sorted(CHAPTERS.rglob("*.ipynb"))
RESOURCES = {resource["name"]: resource for resource in descriptor(DATA)["resources"]}
EVERY_MODULE = [import_module(found.name) for found in pkgutil.walk_packages(pakiran.__path__, "pakiran.") if not found.name.endswith("__main__")]  # fmt: skip
TRUE = {name: data.load(name) for name in RESOURCES}


def keys(name: str) -> set[str]:
    """Columns by which rows are found, here or from another table."""
    schema = RESOURCES[name]["schema"]
    return set(schema.get("primaryKey", [])) | {key["fields"][0] for key in schema.get("foreignKeys", [])}


def prose_columns(name: str) -> list[str]:
    """Columns of free text: no key, no id, no list of allowed words, no form."""
    found = []
    for field in RESOURCES[name]["schema"]["fields"]:
        bound = {"enum", "pattern"} & set(field.get("constraints", {}))
        if field["type"] == "string" and not bound and field["name"] not in keys(name) and field["name"][-3:] != "_id":
            found.append(field["name"])
    return found


LOOKED_UP = {  # text by which the chapters find a row: another word there is another row
    ("trade_observed", "period_label"), ("trade_composition", "period_label"), ("context_series", "period_label"), ("trade_observed", "reporter"),
    ("glossary", "related"), ("pipeline_terms", "term"), ("pipeline_terms", "unit"), ("pipeline_terms", "contract_stage"), ("energy_links", "metric"), ("energy_links", "unit"), ("energy_links", "status"), ("energy_links", "name"),
}  # fmt: skip


def with_words(frame: pd.DataFrame, name: str, words: str) -> pd.DataFrame:
    """A table with these words at the end of every cell of free text."""
    chosen = [column for column in prose_columns(name) if (name, column) not in LOOKED_UP]
    return frame.assign(**{column: frame[column] + words for column in chosen})


def measured_otherwise(name: str) -> pd.DataFrame:
    """A table whose amounts are a little larger, each by another part, and whose texts end in other words; years, codes and places stay."""
    frame = TRUE[name].copy()
    for field in RESOURCES[name]["schema"]["fields"]:
        column = field["name"]
        if field["type"] == "number" and not re.search(r"lat$|lon$|goldstein|target_usd", column):
            frame[column] = frame[column] * (1.21 if name == "pipeline_terms" else 1.1 + frame.index % 5 / 50)
        elif field["type"] == "integer" and re.search(r"killed|injured|words|level", column):
            frame[column] = frame[column] + 1
    return with_words(frame, name, " (so it is said)")


CODED = {
    "claims",
    "recommendations",
    "experts",
    "trade_observed",
    "trade_targets",
}  # each row is read one by one somewhere


def with_more_rows(name: str) -> pd.DataFrame:
    """A table in which every third row stands a second time, under a key of its own, with the links of that row.

    Where a function knows the rows by name, the words of the lists (verdicts, codes) move down by a row instead.
    """
    frame, own = TRUE[name], TRUE[name].columns[0]
    if name in CODED:
        moved = {c: frame[c].to_numpy()[[-1, *range(len(frame) - 1)]] for c in frame if c in ("verdict", "escalation_risk", "role_of_militants", "country", "schools", "support")}  # fmt: skip
        return frame.assign(**{column: pd.Series(list(values), dtype=frame[column].dtype) for column, values in moved.items()})  # fmt: skip
    belongs = next((key["reference"]["resource"] for key in RESOURCES[name]["schema"].get("foreignKeys", []) if key["fields"] == [own]), name)  # fmt: skip
    if belongs in CODED or frame[own].dtype != "str":
        return frame.copy()
    twice = set(TRUE[belongs].iloc[2::3, 0])
    more = frame[frame[own].isin(twice)]
    return pd.concat([frame, more.assign(**{own: more[own] + "-more"})], ignore_index=True)


def enter(monkeypatch, frames: dict[str, pd.DataFrame]) -> None:
    """Let `pakiran.load` give these frames, and let nothing that is remembered there or here cross over."""
    for module in EVERY_MODULE:
        for name, one in vars(module).copy().items():
            if hasattr(one, "cache_clear") and one.__module__ == module.__name__:
                monkeypatch.setattr(module, name, cache(one.__wrapped__))
    monkeypatch.setattr(data, "_frame", lambda name: frames[name])


def cells(notebook: Path) -> list[tuple[str, str]]:
    """Id and source of every code cell."""
    found = [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    return [(cell["id"], "".join(cell["source"])) for cell in found]


def played(notebook: Path, wanted=lambda source: True) -> dict[str, object]:
    """What each cell shows, by its id. A cell that is not `wanted` and only shows something is passed over."""
    names: dict = {"__name__": "__main__"}
    shown = {}
    for cell, source in cells(notebook):
        *before, last = ast.parse(source).body
        if not isinstance(last, ast.Expr):
            before, last = [*before, last], None
        exec(compile(ast.Module(before, []), cell, "exec"), names)
        if last and wanted(source):
            shown[cell] = eval(compile(ast.Expression(last.value), cell, "eval"), names)
    return shown
