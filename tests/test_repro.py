"""A part of the book, built twice in other places and settings, has the same bytes; so has a notebook its outputs.

`make repro` does the first for the whole book.
"""

import os
import subprocess
import sys

import pytest
from repro import MAY_DIFFER, ROOT, SETTINGS, build, differences

from pakiran import sphinx_build

PART = "format: jb-book\nroot: chapters/appendix/contribute\nchapters:\n  - file: chapters/appendix/glossary\n"


class Config:
    """The one setting of Sphinx that is changed."""

    nb_execution_excludepatterns = ("one",)


@pytest.mark.parametrize(("asked", "left"), [("1", ["one", "*.ipynb"]), ("", ("one",))])
def test_saved_outputs_are_reused_only_when_asked(monkeypatch, asked, left):
    monkeypatch.setenv("SAVED_OUTPUTS", asked)
    config = Config()
    sphinx_build.reuse_outputs(None, config)
    assert config.nb_execution_excludepatterns == left


def test_two_builds_of_a_part_have_the_same_bytes(tmp_path):
    sites = []
    for number, settings in enumerate(SETTINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        sites.append(build(folder, settings | {"SAVED_OUTPUTS": "1"}, PART))
    assert len(list(sites[0].rglob("*.html"))) >= 3
    assert differences(*sites) == []


def test_a_difference_is_found(tmp_path):
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(text)
    (tmp_path / "two/more.html").write_text("")
    assert differences(tmp_path / "one", tmp_path / "two") == ["more.html", "page.html"]
    assert all(MAY_DIFFER.values())  # a reason for each


def test_outputs_hold_in_another_place_time_and_language(tmp_path):
    """Strict nbval of two small notebooks: another folder and time zone, no fonts of the system, another locale."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig></fontconfig>")
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "FONTCONFIG_FILE": str(fonts), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval"]
    options = ["--nbval-kernel-name=python3", f"--rootdir={ROOT}"]
    notebooks = [str(ROOT / f"chapters/{name}.ipynb") for name in ("06-references", "appendix/glossary")]
    done = subprocess.run(
        [*command, *options, *notebooks], cwd=tmp_path, env=os.environ | settings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]
