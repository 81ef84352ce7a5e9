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


def test_layout_in_the_readme_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("## Layout")[1].split("## ")[0]
    names = re.findall(r"^ {4}(\S+)", block, re.M)
    assert len(names) >= 8
    assert [name for name in names if not (ROOT / name).exists()] == []


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
