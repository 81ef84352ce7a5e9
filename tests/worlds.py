"""Other worlds: the same tables with other contents, and what every notebook says of them.

Cells run in this process, without a kernel: a whole chapter takes about two seconds.
"""

import ast
import json
from pathlib import Path

import pandas as pd

from pakiran import data
from pakiran.tables import DATA, descriptor

CHAPTERS = Path(__file__).resolve().parent.parent / "chapters"
NOTEBOOKS = sorted(CHAPTERS.rglob("*.ipynb"))
RESOURCES = {resource["name"]: resource for resource in descriptor(DATA)["resources"]}
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


def enter(monkeypatch, frames: dict[str, pd.DataFrame]) -> None:
    """Let `pakiran.load` give these frames."""
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
