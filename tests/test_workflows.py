"""The workflow files and the environment of Binder: sound, with few rights, and calling commands that exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
ZIZMOR = Path(sys.executable).with_name("zizmor")


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def workflow(request):
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def lint(path):
    return subprocess.run(
        [ZIZMOR, "--offline", "--no-progress", "--persona=regular", path], capture_output=True, text=True
    )


def test_the_linter_finds_nothing():
    done = lint(FOLDER)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_what_is_wrong(tmp_path):
    text = (FOLDER / "publish.yml").read_text(encoding="utf-8")
    broken = tmp_path / "publish.yml"
    for old, new in ((r"@[0-9a-f]{40} # v5.0.0", "@main"), (r"- run: make test", "- run: echo ${{ github.head_ref }}")):
        broken.write_text(re.sub(old, new, text), encoding="utf-8")
        assert lint(broken).returncode != 0


def test_rights_are_few_and_time_is_limited(workflow):
    assert workflow["permissions"] == {} and "concurrency" in workflow
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90 and job["runs-on"] == "ubuntu-24.04"
        writing = {right for right, level in job["permissions"].items() if level == "write"}
        assert writing <= {"deploy": {"pages", "id-token"}, "launch": {"contents"}}.get(name, set())
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + "0" * 40)), step


def test_nothing_names_an_owner_or_a_site():
    for path in [*FILES, *(ROOT / ".binder").iterdir()]:
        text = re.sub(r"actions@users\.noreply\.github\.com", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"https?://|github\.io|github\.com", text), path


def test_every_command_that_is_called_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    targets = {name for line in re.findall(r"run: make ([a-z ]+)$", text, re.M) for name in line.split()}
    assert {"test", "downloads", "course", "newest", "exit"} <= targets
    assert [name for name in targets if not re.search(rf"^{name}:", makefile, re.M)] == []


def test_unpinned_set_up_drops_every_pin_but_two():
    command = re.search(r"sed -E .*requirements\.txt", (ROOT / "Makefile").read_text(encoding="utf-8"))[0]
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
    assert "jupyter-book<2" in names and "sphinx" in names
    assert [name.split("=")[0] for name in names if "==" in name.split(";")[0]] == ["pygambit"]


def test_binder_takes_the_lock_and_no_second_list():
    folder = ROOT / ".binder"
    assert {path.name for path in folder.iterdir()} == {"requirements.txt", "runtime.txt", "postBuild"}
    (line,) = (folder / "requirements.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert (folder / line.removeprefix("-r ")).resolve() == ROOT / "requirements.lock"
    assert (folder / "runtime.txt").read_text(encoding="utf-8") in {f"python-3.{minor}\n" for minor in (11, 12, 13)}
    assert os.access(folder / "postBuild", os.X_OK)
