"""What the built site offers to take away: every file is there, whole, and found from the page."""

import hashlib
import posixpath
import re
from urllib.parse import unquote

import pytest
from pages import CHART_PAGES, PAGES, PHONE, SITE, soup

FOLDER = SITE / "downloads"
PAGE = "chapters/appendix/take-away.html"
EDITION = re.compile(r"pakiran-\d")


@pytest.fixture(scope="module")
def offered():
    """Name and bytes of each file, without the editions of the book, which are made later and lie beside them."""
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not EDITION.match(path.name)]
    return {path.relative_to(SITE).as_posix(): path.stat().st_size for path in files}


def leads_to(page: str) -> list[str]:
    """Files below downloads/ that a page links to; a link is relative, so it holds at any base path."""
    links = [unquote(tag["href"]) for tag in soup(page).select("a[href*='downloads/']")]
    links = [link for link in links if not EDITION.match(posixpath.basename(link))]
    assert not [link for link in links if link.startswith(("/", "http"))], page
    return [posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) for link in links]


def test_every_link_leads_to_a_file(offered):
    found = {link for page in PAGES for link in leads_to(page)}
    assert found and found <= offered.keys()


def test_the_page_lists_every_file_and_the_right_sizes(offered):
    alone = {"downloads/csv/datapackage.json"}  # for programs; people get it in the zip
    assert set(leads_to(PAGE)) == offered.keys() - alone
    text = soup(PAGE).article.get_text()
    total = sum(offered.values())
    assert f"All files together have {total / 1_000_000:.1f}\N{NO-BREAK SPACE}MB" in text
    assert f"in {len(offered)} files" in text
    assert total < 15_000_000  # the whole site has about 16 MB, and the offline edition carries both


def test_every_figure_has_its_three_files(offered):
    for page in CHART_PAGES:
        for figure in soup(page).select("figure.pk-figure"):
            line = figure.select_one(".pk-take[role=group][aria-label]")
            links = [posixpath.normpath(posixpath.join(posixpath.dirname(page), a["href"])) for a in line.select("a")]
            assert links == [f"downloads/figures/{figure['id']}.{kind}" for kind in ("svg", "png", "csv")]
            assert all(offered[link] > 100 for link in links)


def test_every_table_of_the_codebook_leads_to_its_files():
    page = "chapters/appendix/data-and-provenance.html"
    for entry in soup(page).select("details[id^='table-']"):
        name = entry["id"].removeprefix("table-").replace("-", "_")
        links = {a["href"] for a in entry.select("a[href*='downloads/']")}
        assert {f"../../downloads/csv/{name}.csv", f"../../downloads/parquet/{name}.parquet"} <= links


def test_checksums_fit_every_file(offered):
    lines = (FOLDER / "SHA256SUMS.txt").read_text().splitlines()
    sums = {name: digest for digest, name in (re.split(" {2}", line) for line in lines)}
    assert {f"downloads/{name}" for name in sums} == offered.keys() - {"downloads/SHA256SUMS.txt"}
    assert not [n for n, digest in sums.items() if hashlib.sha256((FOLDER / n).read_bytes()).hexdigest() != digest]


def test_keyboard_takes_a_figure_away(visit):
    """On a phone, without script: the links are seen, large enough, and Enter saves the file."""
    tab = visit(CHART_PAGES[0], size=PHONE, script=False)
    link = tab.locator(".pk-take a").first
    link.focus()
    assert link.bounding_box()["height"] >= 24
    with tab.expect_download() as saving:
        link.press("Enter")
    assert saving.value.suggested_filename.endswith(".svg")


def test_a_drawing_opens_from_a_folder(visit):
    """The drawing stands alone: opened as a file it asks for nothing and stands on white."""
    svg = next(FOLDER.glob("figures/*.svg")).relative_to(SITE).as_posix()
    tab = visit(svg, files=True, dark=True)
    assert tab.evaluate("document.documentElement.querySelector('rect').getAttribute('fill')") == "#fff"
    assert not tab.asked and not tab.said
