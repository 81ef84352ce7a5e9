"""The pages of the built site, as the tests of the site read them."""

import re

from bs4 import BeautifulSoup
from built import SITE

# Pages that are read; those that only send readers on are looked at in site/test_heads.py.
PAGES = sorted(
    str(p.relative_to(SITE))
    for p in SITE.rglob("*.html")
    if "_static" not in p.parts and 'http-equiv="refresh"' not in p.read_text("utf-8").lower()
)
CHART_PAGES = [p for p in PAGES if 'class="pk-figure"' in (SITE / p).read_text("utf-8")]
BUNDLE = "vega-bundle.js"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def soup(page):
    """The page as a tree, as it lies in the folder."""
    return BeautifulSoup((SITE / page).read_text("utf-8"), "html.parser")


def wait_until(tab, expression, seconds=15):
    """Wait until a JavaScript expression is true. Asked from outside, since the pages' policy forbids eval."""
    for _ in range(seconds * 20):
        if tab.evaluate(expression):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"not true after {seconds} s: {expression}")


def pages_with(asset):
    """The pages that load a script or style sheet of this name. Read as text: to parse every page takes long."""
    return [page for page in PAGES if re.search(rf'(src|href)="[^"]*{asset}', (SITE / page).read_text("utf-8"))]


def settle(tab, server):
    """Wait until the server was asked for nothing during half a second, which is what "all is loaded" means here."""
    known = -1
    while known != len(server.sent):
        known = len(server.sent)
        tab.wait_for_timeout(500)


def read_to_the_end(tab):
    """Scroll to each chart as a reader does, and wait until it is alive."""
    for chart in tab.locator(".pk-chart").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".pk-live svg").first.wait_for(timeout=10_000)
    wait_until(tab, "document.querySelectorAll('.pk-chart').length === document.querySelectorAll('.pk-ready').length")
