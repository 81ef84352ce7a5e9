"""Chapters that run elsewhere: in Colab, on a JupyterHub, in Binder, on a reader's own Jupyter, in the browser.

    python -m pakiran.launch [--out FOLDER] [--from ADDRESS] [--lite]

Writes each chapter with a first cell that fetches the package with its data, checks its checksum and installs it,
and the wheel that it fetches. They are made from the chapters and never kept by hand: the workflow `publish.yml` puts
them on the branch `launch`. A wheel lies in a folder named by its checksum, and stays there when a newer one comes.
So a notebook that somebody kept still finds the very data it was made with.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urljoin, urlsplit

import nbformat
import yaml

from . import citation, zips

ROOT = Path(__file__).resolve().parents[1]
CELLS = Path(__file__).with_name("templates") / "launch"
BRANCH = "launch"
README = """Made from the branch `{branch}` by the workflow `publish.yml`. Nothing here is edited by hand.

Each notebook fetches the package in `wheels/`, checks it and installs it. See `pakiran/launch.py` on `{branch}`.
"""


class Repository(NamedTuple):
    """Where the book's sources are on GitHub. Paths are those of the repository."""

    owner: str
    name: str
    branch: str

    def source(self, path: str) -> str:
        """A file as GitHub shows it."""
        return f"https://github.com/{self.owner}/{self.name}/blob/{quote(self.branch)}/{quote(path)}"

    def raw(self, path: str = "") -> str:
        """A file of the branch `launch`, as it is."""
        return f"https://raw.githubusercontent.com/{self.owner}/{self.name}/{BRANCH}/{quote(path)}"

    def binder(self, path: str) -> str:
        """The chapter in the environment of the lock (`.binder/`)."""
        branch = quote(self.branch, safe="")
        return (
            f"https://mybinder.org/v2/gh/{self.owner}/{self.name}/{branch}?urlpath={quote(f'lab/tree/{path}', safe='')}"
        )

    def colab(self, path: str) -> str:
        """The chapter that installs what it needs, in Colab."""
        return f"https://colab.research.google.com/github/{self.owner}/{self.name}/blob/{BRANCH}/{quote(path)}"

    def hub(self, hub: str, path: str) -> str:
        """The same chapter on a JupyterHub that has nbgitpuller."""
        asked = {"repo": f"https://github.com/{self.owner}/{self.name}", "branch": BRANCH}
        asked["urlpath"] = f"lab/tree/{self.name}/{path}"
        return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"


def repository(url: str | None, branch: str | None = None) -> Repository | None:
    """The repository at an address of GitHub. None for any other, and so for the example address of a fresh copy."""
    parts = urlsplit(url or "")
    names = parts.path.strip("/").removesuffix(".git").split("/")
    if parts.scheme != "https" or parts.hostname != "github.com" or len(names) != 2 or not all(names):
        return None
    return Repository(*names, branch or "main")


# --- the wheel -----------------------------------------------------------------


def wheel(folder: Path, python: str = "") -> Path:
    """Build the package, with its data, into `folder`. The same sources give the same bytes.

    `python` stands in for the versions of Python in pyproject.toml: in the browser there is only the newest.
    """
    with tempfile.TemporaryDirectory() as scratch:
        stage, built = Path(scratch, "stage"), Path(scratch, "built")
        stage.mkdir()
        for name in ("pakiran", "data", "course"):  # a copy: building in place would leave and reuse old files
            shutil.copytree(ROOT / name, stage / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "LICENSE", "LICENSE-CONTENT.md"):
            shutil.copy(ROOT / name, stage)
        project = stage / "pyproject.toml"
        text = project.read_text(encoding="utf-8")
        if python:
            text = re.sub(r"(?m)^requires-python = .*$", f'requires-python = "{python}"', text)
        project.write_text(text, encoding="utf-8")
        call = f"from setuptools import build_meta; build_meta.build_wheel({str(built)!r})"
        done = subprocess.run([sys.executable, "-c", call], cwd=stage, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the wheel was not built:\n{done.stderr[-2000:]}")
        found = next(built.glob("*.whl"))
        with zipfile.ZipFile(found) as packed:
            entries = [(name, packed.read(name)) for name in packed.namelist()]
        day = citation.read(ROOT)["date-released"]
        zips.write(folder / found.name, entries, str(day))
    return folder / found.name


def checksum(file: Path) -> str:
    """SHA-256 of a file, as the first cell compares it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


# --- the notebooks -------------------------------------------------------------


def fetching(address: str, expected: str) -> str:
    """The first cell for Python anywhere."""
    text = (CELLS / "fetch.py").read_text(encoding="utf-8")
    return text.replace('"@ADDRESS@"', json.dumps(address)).replace('"@SHA256@"', json.dumps(expected)).strip()


def _browsing() -> str:
    """The first cell for Python in the browser (JupyterLite)."""
    return (CELLS / "browser.py").read_text(encoding="utf-8").strip()


def notebook(source: Path, first: str, home: str = "") -> nbformat.NotebookNode:
    """The chapter without outputs, led by the cell `first`; links to files of the book lead to `home`, if given."""
    made = nbformat.read(source, as_version=4)
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if "remove-input" in cell.metadata.get("tags", []):
                cell.metadata["jupyter"] = {"source_hidden": True}
        elif home:
            cell.source = re.sub(
                r"\]\((?![a-z]+:|#)([^)\s]+)\)", lambda link: f"]({urljoin(home, link[1])})", cell.source
            )
    made.cells.insert(0, nbformat.v4.new_code_cell(first, id="launch"))
    return made


def chapters(book: Path) -> list[str]:
    """Paths of the notebooks below a book's folder."""
    return sorted(path.relative_to(book).as_posix() for path in (book / "chapters").rglob("[!.]*.ipynb"))


def write(out: Path, place: Repository | None, base: str = "", book: Path = ROOT) -> list[Path]:
    """Write wheel and notebooks for `place` into `out`; `base` is where `out` will be found, if not on GitHub."""
    made = wheel(out / "wheels")
    expected = checksum(made)
    kept = made.parent / expected[:12] / made.name
    kept.parent.mkdir(exist_ok=True)
    made = made.replace(kept)
    address = (
        f"{base.rstrip('/')}/{made.relative_to(out).as_posix()}"
        if base
        else place.raw(made.relative_to(out).as_posix())
    )
    files = [made]
    for path in chapters(book):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        home = place.source(path) if place else ""
        nbformat.write(notebook(book / path, fetching(address, expected), home), target)
        files.append(target)
    (out / "README.md").write_text(README.format(branch=place.branch if place else "main"), encoding="utf-8")
    return [*files, out / "README.md"]


def _write_lite(out: Path, book: Path = ROOT) -> list[Path]:
    """Write the wheel and the chapters of the browser edition into `out`."""
    files = [wheel(out / "wheels", python=">=3.11")]
    for path in chapters(book):
        target = out / "contents" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(book / path, _browsing()), target)
        files.append(target)
    return files


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pakiran.launch", description="Make chapters that run elsewhere.")
    parser.add_argument("--out", type=Path, default=ROOT / "_build/launch", help="default: _build/launch")
    parser.add_argument("--from", dest="base", default="", help="address of the folder (default: the branch on GitHub)")
    parser.add_argument("--lite", action="store_true", help="chapters for JupyterLite")
    options = parser.parse_args(arguments)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    place = repository(settings["url"], settings.get("branch"))
    if not (place or options.base or options.lite):
        print("Nothing is made: repository.url in _config.yml is no address on GitHub yet. Set it, or say --from.")
        return 1
    shutil.rmtree(options.out, ignore_errors=True)
    made = _write_lite(options.out) if options.lite else write(options.out, place, options.base)
    print(f"{len(made)} files in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
