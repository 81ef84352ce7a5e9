"""The repository keeps its own promises: layout, lock, citation, one public address."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import pakiran
from pakiran.refresh import homepage

ROOT = Path(__file__).resolve().parent.parent
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


README = (ROOT / "README.md").read_text(encoding="utf-8")


def layout() -> set[str]:
    """Paths that the README explains; what is set in lies in the folder above it."""
    named, folder = set(), ""
    for depth, name in re.findall(r"^ {4}( *)(\S+)", README.split("## Layout")[1].split("## ")[0], re.M):
        folder = folder if depth else name
        named.add(folder + name if depth else name)
    return named


def test_readme_explains_every_folder_and_every_file_at_the_top():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    top = {f"{name.split('/')[0]}/" if "/" in name else name for name in files}
    inside = {"/".join(name.split("/")[:2]) + "/" for name in files if name.count("/") > 1}
    spoken_of = {"README.md"} | set(re.findall(r"`([\w.-]+)`", README.split("## How to cite")[1]))
    one_kind = {name for name in inside if name.startswith((".github/", "_static/"))}
    assert layout() | spoken_of == top | (inside - one_kind)


COMMANDS = re.search(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text("utf-8"), re.M)[1].split()


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"site"}))
def test_every_make_command_is_in_the_help(command):
    done = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True)
    assert re.search(rf"make {command}\s", done.stdout)


def test_lock_holds_every_direct_requirement_with_hashes():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    direct = re.findall(r"^[a-z][\w.-]*==[\w.]+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M | re.I)
    assert len(direct) > 15
    assert [pin for pin in direct if not re.search(rf"^{re.escape(pin)} ", lock, re.M)] == []
    pins, hashed = re.findall(r"^\S+==\S+", lock, re.M), re.findall(r"^\S+==[^\n]*\\\n    --hash=sha256:", lock, re.M)
    assert len(pins) == len(hashed) > len(direct)


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert citation["version"] == package["version"] == pakiran.__version__


def test_public_address_stands_in_one_place():
    """All else derives from `_config.yml`; `refresh` repeats it in the data package for readers of the data alone."""
    address = CONFIG["repository"]["url"]
    holding = [
        f for f in tracked() if f.suffix != ".ipynb" and address in f.read_text(encoding="utf-8", errors="ignore")
    ]
    assert {f.relative_to(ROOT).as_posix() for f in holding} <= {"_config.yml", "data/datapackage.json"}
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package.get("homepage", "") == homepage(), "run: python -m pakiran refresh"


def test_python_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (
        project["requires-python"] == ">=3.11,<3.14" and "Python 3.11, 3.12 or 3.13" in (ROOT / "README.md").read_text()
    )


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    return [
        ROOT / name
        for name in names
        if (ROOT / name).suffix in {".py", ".md", ".yml", ".cff", ".json", ".toml", ".ipynb"}
    ]


def test_nothing_speaks_of_one_machine():
    for file in tracked():
        if file != Path(__file__):
            assert not re.search(r"/home/|/root/|/work/|/Users/|C:\\\\Users", file.read_text(encoding="utf-8")), file
