"""Heads and feet of pages: a tiny book is built twice, with the example address and with a real one."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import nbformat
import pytest
from bs4 import BeautifulSoup
from docutils.core import publish_doctree
from sphinx.application import Sphinx

from pakiran import address, charts, citation, figures, link_cards, load, schema_org, sphinx_heads
from pakiran.data import package

ROOT = Path(__file__).resolve().parents[1]
BASE = "https://owner.github.io/pakiran/"
TITLE = 'Q&A: "it\'s" </script> {braces} 100 %'
FIRST = 'First words with "quotes" & <script>alert(1)</script><img src=x onerror=alert(1)>, shown as text.'
PAGES = {"chapters/index": "Whole", "chapters/teach/plan": TITLE, "chapters/urdu": "پاک ایران تعلقات"}


def source(folder: Path) -> None:
    (folder / "chapters/teach").mkdir(parents=True)
    claims = charts.verdicts(load("claims"), load("sections"))
    shown = nbformat.v4.new_output("display_data", figures.renderer(claims.to_dict()))
    cells = [
        nbformat.v4.new_markdown_cell("# Whole\n\nThis book is one page long, and has one figure.\n"),
        nbformat.v4.new_code_cell("1", outputs=[shown]),
        nbformat.v4.new_markdown_cell("```{toctree}\nteach/plan\nurdu\n```"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "chapters/index.ipynb")
    escaped = FIRST.replace("<", "\\<")
    (folder / "chapters/teach/plan.md").write_text(f"# {TITLE}\n\n{escaped}\n", encoding="utf-8")
    (folder / "chapters/urdu.md").write_text(f"# {PAGES['chapters/urdu']}\n", encoding="utf-8")
    (folder / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    (folder / "_redirects.yml").write_text("plan: chapters/teach/plan\n", encoding="utf-8")


@pytest.fixture(scope="module", params=["https://example.org/book", "https://github.com/Owner/pakiran"])
def site(request, tmp_path_factory):
    """(folder of the built book, its public address or nothing)."""
    folder = tmp_path_factory.mktemp("book")
    source(folder)
    settings = {
        "extensions": [
            "myst_nb",
            "sphinx_book_theme",
            "pakiran.sphinx_figures",
            "pakiran.sphinx_heads",
            "pakiran.sphinx_lean",
        ],
        "html_theme": "sphinx_book_theme",
        "html_theme_options": {
            "repository_url": request.param,
            "repository_provider": "github",
            "article_footer_items": ["cite-page.html"],
        },
        "smartquotes": False,
        "nb_execution_mode": "off",
        "root_doc": "chapters/index",
        "project": "Tiny",
    }
    app = Sphinx(folder, None, folder / "out", folder / "trees", "html", settings, status=None, warning=None)
    app.build()
    return folder / "out", BASE if "github" in request.param else ""


def head(site, page):
    return BeautifulSoup((site[0] / f"{page}.html").read_text("utf-8"), "html.parser")


def meta(tree, name):
    found = tree.find("meta", attrs={"name": name}) or tree.find("meta", property=name)
    return found and found["content"]


# --- both addresses ----------------------------------------------------------------------------


def test_example_address_is_printed_nowhere(site):
    for file in site[0].rglob("*"):
        if file.suffix in (".html", ".xml", ".txt"):
            assert "example.org" not in file.read_text("utf-8"), file


@pytest.mark.parametrize("page", PAGES)
def test_whole_addresses_only_with_a_public_one(site, page):
    out, base = site
    tree = head(site, page)
    own = f"{BASE}{page}.html" if base else None
    canonical = tree.find("link", rel="canonical")
    assert (canonical and canonical["href"]) == meta(tree, "og:url") == meta(tree, "citation_public_url") == own
    assert json.loads(tree.find("script", type="application/ld+json").string).get("url") == own
    picture = meta(tree, "og:image")
    assert bool(picture) == bool(base) == bool(meta(tree, "twitter:card"))
    if base:
        assert meta(tree, "og:image:alt").startswith("Figure: ")
        png = (out / picture.removeprefix(BASE)).read_bytes()
        assert tuple(int.from_bytes(png[at : at + 4]) for at in (16, 20)) == link_cards.SIZE and len(png) < 150_000
        # The font has no Urdu letters, so the picture is that of the landing page.
        assert picture.endswith("index.png") == (page != "chapters/teach/plan")


def test_sitemap_and_robots_only_with_a_public_address(site):
    out, base = site
    assert [(out / name).exists() for name in ("sitemap.xml", "robots.txt")] == [bool(base)] * 2
    if base:
        listed = [one.text for one in Xml.parse(out / "sitemap.xml").iter(f"{{{sphinx_heads.SITEMAP}}}loc")]
        assert listed == sorted(f"{BASE}{page}.html" for page in PAGES)
        assert f"Sitemap: {BASE}sitemap.xml" in (out / "robots.txt").read_text()


def test_feeds_are_named_in_every_head(site):
    for file in [*site[0].glob("*.html"), *site[0].glob("chapters/**/*.html")]:
        tree = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        feeds = tree.find_all("link", type="application/atom+xml")
        if not tree.find("meta", attrs={"http-equiv": "refresh"}):
            assert [(file.parent / feed["href"]).exists() for feed in feeds] == [True, True], file


@pytest.mark.parametrize("page", PAGES)
def test_title_is_whole_in_every_mark(site, page):
    tree = head(site, page)
    assert meta(tree, "citation_title") == (PAGES[page] if page != "chapters/index" else citation.read(ROOT)["title"])
    assert meta(tree, "og:title") == PAGES[page]
    marks = json.loads(tree.find("script", type="application/ld+json").string)
    assert marks["@type"] == {"chapters/index": "Book", "chapters/teach/plan": "LearningResource"}.get(page, "Chapter")
    assert marks["name"] == meta(tree, "citation_title")
    cite = tree.select_one("details.pk-cite")
    assert PAGES[page] in cite.p.get_text() or page == "chapters/index"
    assert [a.get_text() for a in cite.select("a[download]")] == list(citation.FILES)
    assert all(a["href"].startswith("data:") for a in cite.select("a[download]"))


def test_markup_in_the_first_words_is_text_in_the_head(site):
    tree = head(site, "chapters/teach/plan")
    assert meta(tree, "description") == meta(tree, "og:description") == FIRST
    about = json.loads(tree.find("script", type="application/ld+json").string)
    assert about["description"] == FIRST and "alert(1)" not in "".join(
        script.get_text() for script in tree.find_all("script", type=False)
    )
    assert not tree.find_all(onerror=True)


def test_page_that_is_missing(site):
    base = site[1]
    tree = head(site, "404")
    bases = [one["href"] for one in tree.find_all("base")]
    assert bases == (["/pakiran/404.html"] if base else []) and not tree.find("link", rel="canonical")
    links = [a["href"] for a in tree.select("nav[aria-label='Contents of the book'] a")]
    assert links == ["chapters/teach/plan.html", "chapters/urdu.html"]
    assert tree.select_one("form[action='search.html'] input[name=q]")
    if base:  # it must come before the first address that it is for
        assert tree.head.find(href=True).name == "base"


def test_redirects_need_no_script(site):
    for old, new in (("plan", "chapters/teach/plan.html"), ("index", "chapters/index.html")):
        tree = head(site, old)
        assert tree.find("meta", attrs={"http-equiv": "refresh"})["content"] == f"0; url={new}"
        assert tree.a["href"] == new and (site[0] / new).exists() and not tree.find("script")


# --- parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "baseurl, repository, expected",
    [
        (None, "https://example.org/book", ""),
        ("https://docs.example.com/book", "", ""),
        ("http://localhost:8000/", None, ""),
        (None, None, ""),
        ("ftp://book.pk/", None, ""),
        (None, "https://github.com/Some-One/Book.git", "https://some-one.github.io/Book/"),
        (None, "https://github.com/one/one.github.io/", "https://one.github.io/"),
        (None, "https://github.com/one", ""),
        (None, "https://gitlab.com/one/book", ""),
        ("https://book.pk", "https://github.com/one/book", "https://book.pk/"),
        ("https://example.org/", "https://github.com/one/book", "https://one.github.io/book/"),
        ("https://notexample.org/a/", None, "https://notexample.org/a/"),
    ],
)
def test_address_of_the_site(baseurl, repository, expected):
    assert address.of_site(baseurl, repository) == expected


def test_summary_is_the_questions_or_the_first_paragraph():
    asked = "Title\n=====\n\nQuestions of this page:\n\n- What came first, and who says so today?\n- Who answered?\n"
    assert sphinx_heads.summary_of(publish_doctree(asked)) == "What came first, and who says so today? Who answered?"
    long = sphinx_heads.summary_of(publish_doctree("word " * 80))
    assert len(long) <= sphinx_heads.LONGEST and long.endswith("word…")
    assert sphinx_heads.summary_of(publish_doctree("Short.")) == ""


def test_card_is_always_the_same():
    spec = charts.verdicts(load("claims"), load("sections")).to_dict()
    once = link_cards.card("A & <b> very long title " * 8, "A book", spec)
    assert once == link_cards.card("A & <b> very long title " * 8, "A book", spec)
    assert once[:8] == b"\x89PNG\r\n\x1a\n"


def test_marks_of_the_paper_are_those_on_its_pages():
    (entry,) = citation.read(ROOT)["references"]
    marks = schema_org.paper(entry)
    assert marks["@type"] == "ScholarlyArticle" and [a["familyName"] for a in marks["author"]] == [
        "Fakhar", "Abdullah", "Ahmad", "Jameel",
    ]  # fmt: skip
    issue = marks["isPartOf"]
    assert (issue["issueNumber"], issue["isPartOf"]["volumeNumber"], marks["datePublished"]) == ("4", "6", "2023")
    assert issue["isPartOf"]["issn"] == "2709-7625" and "doi" not in json.dumps(marks).lower()


def test_marks_of_the_data():
    cited = citation.work(citation.read(ROOT), "chapters/appendix/data-and-provenance", "Data")
    file = schema_org.download("pakiran.sqlite", "../downloads/pakiran.sqlite", "application/vnd.sqlite3", 12)
    marks = schema_org.dataset(cited, package(), load("events"), load("external_datasets"), [file])
    needed = "name description creator license temporalCoverage spatialCoverage variableMeasured isBasedOn distribution"
    assert all(marks[name] for name in needed.split()) and 50 <= len(marks["description"]) <= 5000
    assert re.fullmatch(r"\d{4}-\d\d/\d{4}-\d\d", marks["temporalCoverage"])
    assert "Events" in marks["variableMeasured"] and not any("GDELT" in one["name"] for one in marks["isBasedOn"])
    text = schema_org.script({"name": "</script><script>alert(1)", "empty": ""})
    assert text.count("<") == 2 and json.loads(text[text.index("{") : text.rindex("}") + 1])["name"].startswith("</")
