"""Chapters that run elsewhere: their first cell, the wheel they fetch, the line on the pages, the files of the launches."""

import functools
import http.server
import importlib.util
import re
import subprocess
import threading
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from pakiran import figures, launch
from pakiran.tables import DATA

ROOT = Path(__file__).resolve().parent.parent
PLACE = launch.Repository("owner", "book", "main")
PATH = "chapters/01-introduction.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of the branch `launch`."""
    out = tmp_path_factory.mktemp("launch")
    launch.write(out, PLACE)
    return out


# --- addresses -------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/any-book",
        "https://gitlab.com/owner/book",
        "http://github.com/owner/book",
        "https://github.com/owner",
        "https://github.com.example.org/owner/book",
        "",
        None,
    ],
)
def test_no_launch_without_a_repository_on_github(url):
    assert launch.repository(url) is None


def test_addresses_derive_from_the_one_setting():
    assert launch.repository("https://github.com/owner/book.git", "main") == PLACE
    assert PLACE.binder(PATH) == (
        "https://mybinder.org/v2/gh/owner/book/main?urlpath=lab%2Ftree%2Fchapters%2F01-introduction.ipynb"
    )
    assert PLACE.colab(PATH) == f"https://colab.research.google.com/github/owner/book/blob/launch/{PATH}"
    assert PLACE.hub("https://hub.uni.test/", PATH) == (
        "https://hub.uni.test/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fowner%2Fbook"
        "&branch=launch&urlpath=lab%2Ftree%2Fbook%2Fchapters%2F01-introduction.ipynb"
    )
    assert launch.Repository("o", "b", "next/one").binder("x").startswith("https://mybinder.org/v2/gh/o/b/next%2Fone?")


# --- wheel and notebooks -----------------------------------------------------------


def test_every_chapter_of_the_book_is_there_and_fetches_the_wheel_beside_it(made):
    entries = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    named = {f"{chapter['file']}.ipynb" for part in entries for chapter in part["chapters"]}
    wanted = {path for path in named if (ROOT / path).exists()}
    assert len(wanted) > 10 and wanted <= set(launch.chapters(made))
    wheel = next(made.rglob("*.whl"))
    for path in wanted:
        first = nbformat.read(made / path, as_version=4).cells[0].source
        assert f'"{PLACE.raw(wheel.relative_to(made).as_posix())}"' in first
        assert f'"{launch.checksum(wheel)}"' in first and wheel.parent.name == launch.checksum(wheel)[:12]


def test_notebooks_are_valid_without_outputs_and_lead_to_files_that_exist(made):
    for path in launch.chapters(made):
        chapter = nbformat.read(made / path, as_version=4)
        nbformat.validate(chapter)
        assert not any(cell.get("outputs") for cell in chapter.cells)
        text = "\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            assert link.startswith(("https:", "http:", "#")), (path, link)
            if link.startswith(PLACE.source("")):
                assert (ROOT / link.removeprefix(PLACE.source("")).split("#")[0]).exists(), (path, link)


def test_wheel_is_the_same_each_time_and_holds_what_chapters_read(made, tmp_path):
    wheel = next(made.rglob("*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        assert {entry.date_time[3:] for entry in packed.infolist()} == {(0, 0, 0)}
        assert not any("__pycache__" in name for name in names)
    for folder in ("data", "course/quizzes", "course/simulation"):
        assert {f"pakiran/shipped/{folder}/{file.name}" for file in (ROOT / folder).iterdir()} <= names
    assert launch.wheel(tmp_path).read_bytes() == wheel.read_bytes()


def test_package_in_the_wheel_finds_its_own_data(made, tmp_path):
    with zipfile.ZipFile(next(made.rglob("*.whl"))) as packed:
        packed.extractall(tmp_path)
    spec = importlib.util.spec_from_file_location("tables_of_the_wheel", tmp_path / "pakiran/tables.py")
    inside = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(inside)
    assert tmp_path / "pakiran/shipped/data" == inside.DATA and (inside.HOME / "course/quizzes").is_dir()
    events = inside.resource_of(inside.descriptor(), "events")
    assert len(inside.read(inside.DATA / events["path"], events).rows) == events["rows"] > 200
    assert DATA == ROOT / "data"  # in the repository there is no second copy


# --- the first cell -----------------------------------------------------------------


@pytest.fixture
def served(made):
    """Address of the folder on a small server."""
    handler = functools.partial(QuietHandler, directory=str(made))
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing: the tests report."""


def run(address, expected, monkeypatch, fails=False):
    """Run the first cell; returns what pip was asked. pip itself is not run."""
    asked = []

    def pip(command, **_options):
        asked.append((command[1:4], Path(command[-1]).read_bytes()))
        return subprocess.CompletedProcess(command, int(fails), "", "no matching distribution\n")

    monkeypatch.setattr(subprocess, "run", pip)
    names = {}
    try:
        exec(compile(launch.fetching(address, expected), "cell", "exec"), names)
    except Exception as error:
        assert type(error) is names["InstallError"]
        return asked, error._render_traceback_()
    return asked, None


def test_first_cell_installs_the_very_file(made, served, monkeypatch):
    wheel = next(made.rglob("*.whl"))
    asked, message = run(f"{served}/{wheel.relative_to(made)}", launch.checksum(wheel), monkeypatch)
    assert message is None
    assert [(call, content == wheel.read_bytes()) for call, content in asked] == [(["-m", "pip", "install"], True)] * 2


@pytest.mark.parametrize(
    ("port", "expected", "says"), [(None, "0" * 64, "checksum differs"), ("1", None, "is this computer online")]
)
def test_first_cell_says_in_one_message_why_nothing_was_installed(made, served, monkeypatch, port, expected, says):
    wheel = next(made.rglob("*.whl"))
    base = f"http://127.0.0.1:{port}" if port else served
    asked, message = run(f"{base}/{wheel.relative_to(made)}", expected or launch.checksum(wheel), monkeypatch)
    assert asked == [] and len(message) == 1 and says in message[0] and "Nothing was installed" in message[0]


def test_first_cell_repeats_what_pip_says(made, served, monkeypatch):
    wheel = next(made.rglob("*.whl"))
    address = f"{served}/{wheel.relative_to(made)}"
    _, message = run(address, launch.checksum(wheel), monkeypatch, fails=True)
    assert "could not be installed" in message[0] and "no matching distribution" in message[0]


# --- where nothing can draw -----------------------------------------------------------


def test_charts_stay_live_where_nothing_can_draw_them(monkeypatch):
    import altair as alt
    import pandas as pd

    rows = pd.DataFrame({"day": [1, 2], "side": ["Iran", "Pakistan"], "part": ["a", "b"]})
    single = alt.Chart(rows).mark_point().encode(x="day:Q", color="side:N")
    faceted = single.encode(facet=alt.Facet("part:N", columns=2))
    monkeypatch.setattr(figures, "vl_convert", None)
    for chart in (single, faceted):
        shown = figures.renderer(chart.to_dict())
        assert set(shown) == {figures.MIME, "text/plain"}
    assert 80 <= figures.renderer(faceted.to_dict())[figures.MIME]["width"] <= figures.SCREEN / 2


# --- the line on the pages -----------------------------------------------------------


def build(folder, url, hub=""):
    """A tiny book of one notebook and one Markdown page, as the extension sees it."""
    source, out = folder / "source", folder / "out"
    (source / "chapters").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A chapter", id="title")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, source / "chapters/01-a.ipynb")
    (source / "index.md").write_text("# Start\n\n```{toctree}\nchapters/01-a\n```\n", encoding="utf-8")
    settings = {
        "extensions": ["myst_nb", "pakiran.sphinx_launch"],
        "html_theme": "sphinx_book_theme",
        "html_theme_options": {"repository_url": url, "repository_branch": "main", "repository_provider": "github"},
        "pakiran_jupyterhub": hub,
        "nb_execution_mode": "off",
    }
    Sphinx(source, None, out, folder / "tree", "html", settings, status=None, warning=None).build()
    return out


def lines(out, page):
    return BeautifulSoup((out / page).read_text("utf-8"), "html.parser").select("p.pk-run")


def test_example_address_shows_no_line_and_makes_no_files(tmp_path):
    out = build(tmp_path, "https://example.org/any-book", "https://hub.uni.test")
    assert lines(out, "chapters/01-a.html") == [] and not (out / "launch").exists()


def test_real_address_shows_the_line_on_notebooks_only(tmp_path):
    out = build(tmp_path, "https://github.com/owner/book", "https://hub.uni.test")
    assert lines(out, "index.html") == []
    (line,) = lines(out, "chapters/01-a.html")
    assert line.find_previous().name != "p" and line.find_previous_sibling().name == "h1"
    links = {a.get_text(): a["href"] for a in line("a")}
    path = "chapters/01-a.ipynb"
    assert links == {
        "Binder": PLACE.binder(path),
        "Colab": PLACE.colab(path),
        "JupyterHub": PLACE.hub("https://hub.uni.test", path),
        "download the notebook": f"../launch/{path}",
    }
    offered = nbformat.read(out / "launch" / path, as_version=4)  # what is offered is there, and fetches the package
    assert [cell.cell_type for cell in offered.cells] == ["code", "markdown"]
    assert launch.checksum(next((out / "launch").rglob("*.whl"))) in offered.cells[0].source
