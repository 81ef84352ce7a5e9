"""The foot of a page, the 404 page, feeds and redirects on the built site."""

import functools
import http.server
import json
import re
import threading
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from bs4 import BeautifulSoup
from pages import PAGES, PHONE, SITE, soup

from pakiran import citation, feeds, sphinx_heads

A = f"{{{feeds.ATOM}}}"
HEADED = [page for page in PAGES if page.startswith("chapters/")]


def text_of(page):
    return (SITE / page).read_text("utf-8")


def marks(page):
    """The JSON-LD of a page. Cut out as text: whole pages take long to parse."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(page))[1])


def test_each_page_says_how_to_cite_it_and_no_two_alike():
    lines, keys = [], []
    for page in HEADED:
        text = text_of(page)
        cite = BeautifulSoup(text[text.index('<details class="pk-cite') :].partition("</details>")[0], "html.parser")
        lines.append(cite.p.get_text())
        keys.append(re.search(r"^@\w+\{([a-z0-9-]+),$", cite.pre.get_text(), re.M)[1])
        assert [a.get_text() for a in cite.select("a[download]")] == list(citation.FILES), page
        assert text.count('<meta name="citation_title"') == text.count('<meta name="description"') == 1, page
    assert len(set(lines)) == len(lines) and len(set(keys)) == len(keys)


def test_kinds_of_pages_are_marked():
    known = {"chapters/index.html": "Book", f"{sphinx_heads.DATA_PAGE}.html": "Dataset"}
    for page in HEADED:
        expected = "LearningResource" if page.startswith(sphinx_heads.COURSE) else "Chapter"
        assert marks(page)["@type"] == known.get(page, expected), page


# What schema.org (version 29) knows of these types and the types above them, of what a data set may need.
WORK = "@type name description url creator datePublished version license keywords temporalCoverage spatialCoverage isBasedOn isAccessibleForFree"
FIELDS = {
    "Dataset": {*WORK.split(), "@context", "variableMeasured", "distribution"},
    "DataDownload": {*WORK.split(), "contentUrl", "encodingFormat", "contentSize"},
    "CreativeWork": set(WORK.split()),
    "Organization": {"@type", "name", "url"},
    "Person": {"@type", "name", "givenName", "familyName"},
    "Country": {"@type", "name"},
}


def test_the_data_are_marked_with_files_that_are_there():
    page = f"{sphinx_heads.DATA_PAGE}.html"
    if page not in HEADED:
        pytest.skip("this site has no page of the data")
    data = marks(page)
    files = {one["name"]: one for one in data["distribution"]}
    assert set(files) == {Path(name).name for name in sphinx_heads.DOWNLOADS}
    for one in files.values():
        file = (SITE / page).parent / one["contentUrl"]
        assert file.is_file() and one["contentSize"] == f"{file.stat().st_size} B"
    assert unknown_fields(data) == []
    assert unknown_fields({"@type": "Dataset", "creator": [{"@type": "Person", "title": ""}]}) == [("Person", "title")]


def unknown_fields(one):
    """Fields that the type of a mark does not have, with those of the marks inside it."""
    found = [(one["@type"], name) for name in one if name not in FIELDS[one["@type"]]]
    inner = [part for value in one.values() if isinstance(value, list) for part in value if isinstance(part, dict)]
    return found + [field for part in inner for field in unknown_fields(part)]


@pytest.mark.parametrize("name", sphinx_heads.FEEDS)
def test_links_of_a_feed_lead_to_their_place(name):
    links = [link.get("href") for link in Xml.parse(SITE / name).iter(f"{A}link") if link.get("rel") != "self"]
    pages = {link.partition("#")[0] for link in links}
    (page,) = [page for page in PAGES if pages == {page} or next(iter(pages)).endswith(f"/{page}")]
    anchors = set(re.findall(r' id="([^"]+)"', text_of(page)))
    assert links and [link for link in links if link.partition("#")[2] not in anchors] == []


def test_foot_on_a_phone_without_script(visit):
    tab = visit(HEADED[0], size=PHONE, script=False, files=True)
    fold = tab.locator("details.pk-cite")
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").click()
    assert "@" in fold.locator("pre").inner_text() and "\n  title" in fold.locator("pre").inner_text()
    with tab.expect_download() as download:
        fold.get_by_text("RIS").click()
    assert download.value.suggested_filename.endswith(".ris")
    assert Path(download.value.path()).read_text("utf-8").startswith("TY  - ")


def test_redirects_lead_on(visit):
    leading = [path.name for path in SITE.glob("*.html") if 'http-equiv="refresh"' in path.read_text("utf-8").lower()]
    assert "index.html" in leading and len(leading) > 1
    for page in leading:
        tab = visit(page, script=False)
        tab.wait_for_url("**/chapters/**")
        tab.locator("article h1").first.wait_for()
        assert not tab.asked and not tab.said


@pytest.fixture
def below(tmp_path):
    """The site in a folder of a server that knows only its 404 page for what is missing, as GitHub Pages does."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").symlink_to(SITE, target_is_directory=True)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def send_error(self, code, *_):
            body = (SITE / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a/b/"
    server.shutdown()


@pytest.mark.parametrize("missing", ["none.html", "chapters/none.html", "chapters/teach/x/y/?q=1"])
def test_missing_page_at_any_depth_and_base(browser, below, missing):
    """Without a public address the page finds its way by a script; with one, it has the base address (test_heads)."""
    if soup("404.html").base:
        pytest.skip("this site has a public address")
    tab = browser.new_page(viewport=PHONE)
    tab.goto(below + missing)
    tab.wait_for_url("**/a/b/404.html")
    tab.get_by_label("Contents of the book").get_by_role("link").first.click()
    tab.wait_for_url("**/a/b/chapters/*.html")
    tab.go_back()
    tab.locator("main form[role=search] input").fill("pipeline")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/a/b/search.html?q=pipeline")
    assert tab.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"
    tab.close()
