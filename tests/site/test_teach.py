"""The pages for teachers as they are built: every link leads to a place, and no page shows an answer."""

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from pages import PAGES, SITE, soup

from pakiran.teach import archives, leaks

TEACH = [page for page in PAGES if page.startswith("chapters/teach/")]

pytestmark = pytest.mark.skipif(not TEACH, reason="this site has no pages for teachers")


@cache
def anchors(page: str) -> set[str]:
    return {tag["id"] for tag in soup(page).select("[id]")}


@pytest.mark.parametrize("page", TEACH)
def test_links_lead_to_a_place(page):
    links = [tag["href"] for tag in soup(page).select("article a[href]")]
    assert links or page.endswith("worksheets.html")
    for link in links:
        file, anchor = urldefrag(unquote(link))
        if "://" in file or file.startswith("mailto:"):
            continue
        there = os.path.normpath(Path(page).parent / file) if file else page
        assert (SITE / there).is_file(), link
        assert not anchor or there not in PAGES or anchor in anchors(there), link


def test_worksheets_have_room_to_write_and_pages_of_their_own():
    sheets = soup("chapters/teach/worksheets.html").select("section.pk-sheet")
    assert len(sheets) == 6 and all(sheet.select("table") for sheet in sheets)


def test_every_session_page_shows_its_computed_answers_or_none():
    """A cell that failed or was not run would leave the teacher without the ledger's words."""
    page = soup("chapters/teach/session-1.html")
    assert len(page.select(".pk-claims li")) == 4 and len(page.select(".pk-table")) == 2


def test_no_answer_of_an_assignment_is_in_the_public_book():
    files = {path.relative_to(SITE).as_posix(): path.read_bytes() for path in SITE.rglob("*") if path.is_file()}
    wanted = archives.answers()
    assert len(wanted) > 10, "no answers to look for"
    assert not leaks.found(files, wanted)
