"""The minutes that a chapter promises are those of its built page."""

import re

import pytest
from pages import PAGES, soup

CHAPTERS = [page for page in PAGES if re.fullmatch(r"chapters/0\d-[^/]+\.html", page)]
NOT_READ = "script, style, svg, details, .cell_input, .headerlink"  # what is folded, drawn or code
TASKS = {"Exercises", "Check yourself", "Sources of this chapter"}
WORDS, LOOKS = 200, 2  # words a minute; figures and tables a minute


@pytest.mark.parametrize("page", CHAPTERS)
def test_promised_minutes(page):
    """Words at 200 a minute, half a minute for a figure or a table; tasks, lists of sources and folded parts are left out."""
    text = soup(page).find("article")
    promised = int(re.search(r"about (\d+) minutes", text.get_text(" "))[1])
    for part in text.select(NOT_READ):
        part.decompose()
    for heading in text.select("h2"):
        if heading.get_text().strip() in TASKS:
            heading.find_parent("section").decompose()
    looks = text.select("figure, table")
    for table in text.select("table"):
        table.decompose()
    minutes = len(text.get_text(" ").split()) / WORDS + len(looks) / LOOKS
    assert 15 <= promised <= 25 and abs(promised - minutes) <= 1.5, f"{minutes:.1f} minutes"
