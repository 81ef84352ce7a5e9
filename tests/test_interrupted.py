"""What stops half-way leaves the last good state, and says in one line what happened."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pakiran.tables import DATA

ROOT = Path(__file__).resolve().parent.parent
GOOD = 'mkdir -p "$4/_build/html" && echo new > "$4/_build/html/index.html"\n'
HALF = 'mkdir -p "$4/_build/html" && echo half > "$4/_build/html/other.html" && echo "OSError: No space left on device" >&2\n'


@pytest.fixture
def workshop(tmp_path):
    """A folder with our Makefile, a built site, and room for tools that are stand-ins."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for folder in ("_build/html", "_build/pdf", "tools", "chapters", "course", "data", "pakiran", "_static"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "ready").touch()
    (tmp_path / "_build/html/index.html").write_text("good\n")
    (tmp_path / "_build/pdf/book.pdf").write_text("good\n")
    return tmp_path


def tool(workshop: Path, name: str, script: str) -> None:
    path = workshop / "tools" / name
    path.write_text(f"#!/bin/sh\n{script}")
    path.chmod(0o755)


def make(workshop: Path, *words: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", *words, "BIN=tools"], cwd=workshop, capture_output=True, text=True, timeout=60, **more
    )


@pytest.mark.parametrize("end", ["exit 1\n", "kill -9 $$\n"], ids=["failed", "killed"])
def test_a_build_that_stops_leaves_the_last_good_book(workshop, end):
    tool(workshop, "jupyter-book", HALF + end)
    done = make(workshop, "site", "READY=ready")
    assert done.returncode and "What was built before is unchanged in _build/html" in done.stderr
    assert "No space left on device" in done.stderr
    assert [p.name for p in (workshop / "_build/html").iterdir()] == ["index.html"]
    assert (workshop / "_build/html/index.html").read_text() == "good\n"


@pytest.mark.parametrize(("free", "told"), [(4000, True), (400_000, False)])
def test_a_build_on_a_full_disk_says_so_and_gives_the_room_back(workshop, free, told):
    tool(workshop, "jupyter-book", HALF + "exit 1\n")
    tool(workshop, "df", f'echo "Filesystem 1024-blocks Used Available"; echo "disk 500000 1 {free}"\n')
    path = {"PATH": f"{workshop / 'tools'}:{os.environ['PATH']}"}
    done = make(workshop, "site", "READY=ready", env=os.environ | path)
    assert ("The disk is full: 3 MB are free in _build/draft" in done.stderr) is told
    assert "unchanged in _build/html" in done.stderr and not (workshop / "_build/draft").exists()


def test_a_whole_build_takes_the_place_of_the_last_one(workshop):
    (workshop / "_build/html/old.html").write_text("old\n")
    tool(workshop, "jupyter-book", GOOD)
    assert make(workshop, "site", "READY=ready").returncode == 0
    assert [(p.name, p.read_text()) for p in (workshop / "_build/html").iterdir()] == [("index.html", "new\n")]
    assert not (workshop / "_build/draft").exists()


def test_set_up_without_a_network_says_what_it_needs(workshop):
    (workshop / "tools/python").symlink_to(sys.executable)
    (workshop / ".venv").mkdir()
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    lock = workshop / "requirements.lock"
    lock.write_text("nothing-like-it==1.0 --hash=sha256:" + "0" * 64 + "\n")
    ready = "READY=.venv/.ready"
    done = make(workshop, ".venv/.ready", ready, f"PYTHON={sys.executable}", env=os.environ | nowhere)
    if "No module named pip" in done.stderr:
        pytest.skip("this environment has no pip to try it with")
    assert done.returncode and done.stderr.count("Set-up stopped: the packages could not be fetched") == 1
    assert not (workshop / ".venv/.ready").exists()


def small_files(limit: int):
    """Stands in for a full disk: no file may grow beyond `limit` bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def test_a_full_disk_leaves_the_descriptor_whole(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    with (folder / "places.csv").open("a", encoding="utf-8") as file:
        file.write("quetta-2,Quetta,Balochistan,PAK,30.18,66.99,town,,geonames-gazetteer\n")
    before = (folder / "datapackage.json").read_bytes()
    code = "import signal, sys, pathlib; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from pakiran import refresh as r, __main__ as m; m.refresh = lambda: r.refresh(pathlib.Path(sys.argv[1])); sys.exit(m.main(['refresh']))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        preexec_fn=small_files(4096),
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 1 and done.stderr.startswith("datapackage.json is unchanged: File too large"), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (folder / "datapackage.json").read_bytes() == before and not list(folder.glob("*.new"))
