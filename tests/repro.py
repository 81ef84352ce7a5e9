"""Two builds of one book give the same bytes, but for a few files: `make repro` builds all of it twice and compares.

The second build stands in another folder, in another time zone, at another date (what `SOURCE_DATE_EPOCH` says),
with another seed of Python's hashes.
"""

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path.name for path in ROOT.iterdir() if not re.match(r"\.|_build|.*egg-info", path.name))
# Files that may differ, and why. Nothing that a page shows or a reader's browser asks for is among them.
MAY_DIFFER: dict[str, str] = {}
# Two dates of one year: the year goes into the line of copyright when that names the year of today.
SETTINGS = (
    {"TZ": "UTC", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1770000000"},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1790000000", "LC_ALL": "C"},
)


def build(folder: Path, settings: dict[str, str], toc: str | None = None, *options: str) -> Path:
    """Copy the sources into `folder` (with another table of contents, if given), build, and return the site."""
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    if toc:
        (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", str(folder), "-q", *options]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(folder)} | settings, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return folder / "_build/html"


def differences(first: Path, second: Path) -> list[str]:
    """Names of files that only one of two sites has, or whose bytes differ, but for those that may."""
    names = {p.relative_to(site).as_posix() for site in (first, second) for p in site.rglob("*") if p.is_file()}
    alike, _, _ = filecmp.cmpfiles(first, second, names, shallow=False)
    return sorted(names - set(alike) - set(MAY_DIFFER))


def main() -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        sites = [build(Path(place), settings) for place, settings in zip((one, two), SETTINGS, strict=True)]
        different = differences(*sites)
        number = sum(path.is_file() for path in sites[0].rglob("*"))
    print(f"{number} files of the site, {number - len(different)} alike in two builds")
    for name in MAY_DIFFER:
        print(f"may differ: {name}, {MAY_DIFFER[name]}")
    sys.exit("\n".join(["Different:", *different]) if different else 0)


if __name__ == "__main__":
    main()
