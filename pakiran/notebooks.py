"""Notebook hygiene that keeps outputs, since strict nbval compares them.

    python -m pakiran.notebooks FILE ...

Takes out what changes from run to run or belongs to one machine: timings, widget state,
kernel versions. Outputs stay; cells are counted from one, as in a first run from the top.
"""

import sys
from pathlib import Path

import nbformat

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def clean(path: Path) -> bool:
    """Clean one notebook in place; returns whether it changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = number
            for bundle in (output.get("data", {}), output.get("metadata", {})):
                bundle.pop("application/vnd.jupyter.widget-view+json", None)
    after = nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    changed = [name for name in sys.argv[1:] if clean(Path(name))]
    print("\n".join(f"cleaned {name}" for name in changed))
    sys.exit(1 if changed else 0)  # pre-commit: a changed file has to be added again
