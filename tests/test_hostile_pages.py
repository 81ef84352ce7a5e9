"""Hostile text in every row of every text column, followed to every place that shows or stores it: it stays text.

The reader of the tables refuses such text (test_hostile_text.py). Here it is let in all the same, since the day may
come when a rule is loosened: pages, charts and files must hold by themselves.
"""

import csv
import io
import json
import re
import sqlite3
import sys
import zipfile

import altair as alt
import duckdb
import lxml.etree
import openpyxl
import pytest
import worlds
from bs4 import BeautifulSoup
from IPython.display import Markdown
from markdown_it import MarkdownIt

from pakiran import (
    bibliography,
    check,
    citation,
    data,
    display,
    feeds,
    figure_files,
    figures,
    find,
    schema_org,
    sphinx_figures,
    table_files,
)
from pakiran.tables import DATA, DESCRIPTOR, DataError
from pakiran.teach import quizzes, simulation, simulation_print, slides

BAD = "</script><script>alert(1)</script><img src=x onerror=alert(1)>[c](javascript:alert(1)){{x}}{% raw %}&lt;b&gt;]]>--><svg onload=alert(1)>"
ELEMENTS = ("script", "img", "iframe", "object", "embed", "style", "link", "meta", "base", "form", "foreignobject")
ADDRESS = re.compile(r"https?://|#|[\w./-]+$|[\w./-]+\.html#|data:(application|text)/")


@pytest.fixture(scope="module")
def frames():
    return {name: worlds.with_words(worlds.TRUE[name], name, BAD) for name in worlds.RESOURCES}


@pytest.fixture
def spoilt_world(monkeypatch, frames):
    worlds.enter(monkeypatch, frames)
    return frames


def active(html: str) -> list[str]:
    """What a browser would run, fetch or follow: elements, handlers, addresses of scripts."""
    tree = BeautifulSoup(html, "lxml")
    found = [str(tag)[:80] for tag in tree.find_all(ELEMENTS) if not (tag.name == "script" and tag.get("type") == "application/json")]  # fmt: skip
    for tag in tree.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on")]
        found += [tag[name] for name in ("href", "src", "action") if name in tag.attrs and not ADDRESS.match(tag[name])]
    return found


def test_most_columns_of_text_are_spoilt(frames):
    spoilt_columns = sum(frame[column].astype("str").str.contains("alert", regex=False).any() for frame in frames.values() for column in frame)  # fmt: skip
    assert spoilt_columns > 110


NUMBERS = ("robustness", "escalation-game", "pipeline-choices")  # hardly a word of the data in them
PLAYED = [path for path in worlds.NOTEBOOKS if path.stem not in NUMBERS]


@pytest.mark.parametrize("notebook", PLAYED, ids=lambda path: path.stem)
def test_a_notebook_shows_it_as_text(spoilt_world, notebook):
    blocks = charts = 0
    for cell, shown in worlds.played(notebook, lambda source: not source.startswith("quiz(")).items():
        if isinstance(shown, display.Block):
            blocks += 1
            assert active(shown.html) == [], cell
        elif isinstance(shown, Markdown):
            rendered = MarkdownIt("commonmark", {"html": True}).render(shown.data)
            assert active(rendered) == [], cell
            assert not re.search(r"(?<!\\)\{[{%]|(?<!\\)\$", shown.data), cell  # MyST: substitution, formula
        chart = getattr(shown, "chart", shown)
        if isinstance(chart, alt.TopLevelMixin):
            charts += 1  # drawn below, one for all: they go through one program
            assert active(figures.table_html(chart.to_dict(), ledger="claims-ledger.html")) == [], cell
    assert blocks + charts


def test_a_figure_carries_it_as_text_live_and_as_files(spoilt_world):
    chart = next(shown for shown in worlds.played(worlds.CHAPTERS / "appendix/methods.ipynb").values() if isinstance(shown, alt.TopLevelMixin))  # fmt: skip
    spec = chart.to_dict() | {"title": BAD, "description": f"A chart of codes and reasons {BAD}."}
    spec["usermeta"]["pakiran"]["caption"] = BAD
    widths = figures.sized(spec)
    assert "<" not in sphinx_figures.live(widths) and "alert" in sphinx_figures.live(widths)
    assert active(sphinx_figures.still(widths["wide"] | {"usermeta": spec["usermeta"]}, "wide")) == []
    files = figure_files.files(spec)
    drawing = lxml.etree.fromstring(files.pop(next(name for name in files if name.endswith(".svg"))))
    assert not {lxml.etree.QName(node).localname for node in drawing.iter()} & {*ELEMENTS, "a"}
    assert BAD in drawing.findtext("{http://www.w3.org/2000/svg}title")
    table, picture = (
        next(content for name, content in files.items() if name.endswith(kind)) for kind in (".csv", ".png")
    )
    pixels = int.from_bytes(picture[33:37])  # signature, header, pixels, end: no chunk that could hold words
    assert picture[37:41] == b"IDAT" and picture[41 + pixels + 4 :] == b"\0\0\0\0IEND\xaeB`\x82"
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-")) and not re.match(r"[+-][\d.]", cell)]  # fmt: skip


def test_search_entries_are_text(spoilt_world):
    titles = [title for _, title, _, _ in find.entries(lambda page: True)]
    assert len(titles) > 500 and [found for title in titles for found in active(title)] == []


def test_feeds_hold_it_as_text(spoilt_world):
    package = data.package() | {"title": BAD, "description": BAD}
    feed = feeds.events_feed(spoilt_world["events"], spoilt_world["sources"], package, "x.html")
    updates = feeds.updates_feed(feeds.log(package, spoilt_world["sources"]), package, "x.html")
    for content in (feed, updates):
        tree = lxml.etree.fromstring(content)
        assert {lxml.etree.QName(node).namespace for node in tree.iter()} == {feeds.ATOM}
        kinds = {node.get("type", "text") for node in tree.iter() if lxml.etree.QName(node).localname in ("title", "content", "summary")}  # fmt: skip
        assert kinds == {"text"}
    assert BAD in tree.xpath("string()") or BAD in lxml.etree.fromstring(feed).xpath("string()")


def test_marks_for_machines_stay_in_their_element(spoilt_world):
    about = citation.read(worlds.CHAPTERS.parent)
    cited = citation.work(about, "page", BAD, "https://example.org/")
    package = data.package() | {"title": BAD}
    marks = [
        schema_org.page(cited, "Chapter", about, BAD, BAD),
        schema_org.dataset(cited, package, spoilt_world["events"], spoilt_world["external_datasets"], []),
    ]
    for one in marks:
        tree = BeautifulSoup(schema_org.script(one), "html.parser")
        assert [tag.name for tag in tree.find_all(True)] == ["script"]
        assert json.loads(tree.script.string)["name"] == BAD
    assert any("alert" in work["name"] for work in json.loads(tree.script.string)["isBasedOn"])


def test_citations_of_a_page_are_one_record_each():
    nasty = f"{BAD}\r\nER  - \r\nTY  - BOOK }}}}, year = {{1999}}"
    cited = citation.work(citation.read(worlds.CHAPTERS.parent), "page", nasty, "https://example.org/")
    assert citation.ris(cited).count("\r\nER  - ") == 1 and citation.ris(cited).count("TY  - ") - citation.ris(cited).count(" TY  - ") == 1  # fmt: skip
    assert len(json.loads(citation.csl(cited))) == 1
    assert braces(citation.bibtex(cited)) == 1
    assert active(citation.apa(cited, plain=display.escape, italic=display.escape)) == []


def braces(text: str) -> int:
    """How many entries of BibTeX a text holds; -1 if its braces do not close."""
    depth = entries = 0
    for mark in re.findall(r"\\.|[{}]|^@", text, re.M):
        entries += mark == "@" and depth == 0
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return -1
    return entries if depth == 0 else -1


def test_the_repaired_list_of_references_is_one_entry_each(spoilt_world):
    fixed = bibliography.repaired(spoilt_world["references"], spoilt_world["sources"])
    assert braces(bibliography.bibtex(fixed)) == len(fixed)


def test_quizzes_hand_it_out_as_text(spoilt_world, tmp_path):
    made = quizzes.build(tmp_path)
    assert made
    for path in made:
        if path.suffix == ".xml":
            tree = lxml.etree.parse(path)
            texts = [node for node in tree.iter("text") if node.getparent().get("format") == "html"]
            assert texts and [found for node in texts for found in active(node.text or "")] == []
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    if name.endswith(".xml"):
                        tree = lxml.etree.fromstring(packed.read(name))
                        assert [found for node in tree.iter() if node.get("texttype") == "text/html" for found in active(node.text or "")] == []  # fmt: skip


def test_slides_show_it_as_text(spoilt_world):
    tree = BeautifulSoup(slides.deck(worlds.CHAPTERS.parent / "course/slides/session-5.md"), "html.parser")
    own = tree.find_all("script") + tree.find_all("style")
    assert len(own) == 2 and "alert(1)" in tree.body.get_text()
    for part in own:
        part.extract()
    assert active(str(tree.body)) == []


def test_printed_simulation_shows_it_as_text(spoilt_world):
    record = simulation.Record(**spoilt_world)
    pages = [article for _, articles in simulation_print.sheets(record).values() for article in articles]
    assert "alert" in "".join(pages) and [found for page in pages for found in active(page)] == []


# --- files of the tables ------------------------------------------------------------------------

FORMULAS = ("=1+1", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-2+3", "\u202eabc", '=HYPERLINK("https://example.org")')


@pytest.fixture(scope="module")
def spoilt_folder(tmp_path_factory):
    """The whole package with a hostile start and end in the first filled cell of each column of text."""
    folder = tmp_path_factory.mktemp("data")
    package = re.sub(
        r'"maxLength": \d+', '"maxLength": 5000', (DATA / DESCRIPTOR).read_text("utf-8")
    )  # not what is asked here
    (folder / DESCRIPTOR).write_text(package, encoding="utf-8")
    wanted = {}
    for name, resource in worlds.RESOURCES.items():
        rows = list(csv.reader((DATA / resource["path"]).open(encoding="utf-8")))
        for number, column in enumerate(worlds.prose_columns(name)):
            place = rows[0].index(column)
            row = next((row for row in rows[1:] if row[place]), None)
            if row:
                row[place] = wanted[name, column] = FORMULAS[number % len(FORMULAS)] + row[place] + BAD
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return folder, wanted


def test_the_check_names_every_hostile_cell_once(spoilt_folder):
    folder, wanted = spoilt_folder
    refused = [(problem.file.removesuffix(".csv"), problem.column, problem.expected) for problem in check.check(folder=folder)]  # fmt: skip
    told = [(table, column) for table, column, expected in refused if "plain text" in expected or "nothing unseen" in expected]  # fmt: skip
    assert len(wanted) > 100 and sorted(told) == sorted(wanted)
    with pytest.raises(DataError):
        table_files.files(folder)


def test_files_of_the_tables_hold_it_as_text(spoilt_folder, monkeypatch, tmp_path):
    folder, wanted = spoilt_folder
    reader = sys.modules["pakiran.tables"]  # `pakiran.tables` is the function of that name
    monkeypatch.setattr(reader, "MARKUP", re.compile("(?!)"))
    monkeypatch.setattr(reader, "_only_visible", lambda text: None)
    files = table_files.files(folder)
    book = openpyxl.load_workbook(io.BytesIO(files[table_files.WORKBOOK]))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert "f" not in kinds and not links
    for (name, column), text in wanted.items():
        heads = [cell.value for cell in book[name][1]]
        assert text in {cell.value for cell in [*book[name].columns][heads.index(column)]}, (name, column)
    with zipfile.ZipFile(io.BytesIO(files[table_files.WORKBOOK])) as packed:
        assert not [name for name in packed.namelist() if "vba" in name.lower() or "external" in name.lower()]
    (tmp_path / "lite").write_bytes(files[table_files.SQLITE])
    with sqlite3.connect(tmp_path / "lite") as base:
        for (name, column), text in wanted.items():
            assert base.execute(f'SELECT count(*) FROM "{name}" WHERE "{column}" = ?', [text]).fetchone()[0] == 1
    for (name, column), text in wanted.items():
        (tmp_path / "one").write_bytes(files[f"parquet/{name}.parquet"])
        query = f"SELECT count(*) FROM read_parquet('{tmp_path / 'one'}') WHERE \"{column}\" = $1"
        assert duckdb.execute(query, [text]).fetchone()[0] == 1, (name, column)
