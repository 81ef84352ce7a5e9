"""A built site, a small web server for it, and a browser that may speak to nobody else.

The site is `_build/html`; the environment variable SITE_DIR names another one.
"""

import contextlib
import os

import pytest
from bs4 import BeautifulSoup
from redraw import SITE
from redraw import chromium as find_chromium
from serve import serve

# Pages that are read; those that only send readers on are looked at in test_heads.py.
PAGES = sorted(
    str(p.relative_to(SITE))
    for p in SITE.rglob("*.html")
    if "_static" not in p.parts and 'http-equiv="refresh"' not in p.read_text("utf-8").lower()
)
CHART_PAGES = [p for p in PAGES if 'class="pk-figure"' in (SITE / p).read_text("utf-8")]
BUNDLE = "vega-bundle.js"
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_generate_tests(metafunc):
    """Run a test that asks for `any_page` or `chart_page` once for each."""
    for name, pages in (("any_page", PAGES), ("chart_page", CHART_PAGES)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, pages)


def soup(page):
    """The page as a tree, as it lies in the folder."""
    return BeautifulSoup((SITE / page).read_text("utf-8"), "html.parser")


@pytest.fixture(scope="session")
def server():
    """The site at `server.url`; `server.sent` lists (path, bytes) in order."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"There is no built site in {SITE}. Build it first: make book", pytrace=False)
    httpd = serve(SITE)
    yield httpd
    httpd.shutdown()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; skipped where there is none, except in CI."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        found = find_chromium(play)
        if not found:
            stop = pytest.fail if os.environ.get("CI") else pytest.skip
            stop("No Chromium found: install it (apt install chromium, or playwright install chromium)")
        chromium = play.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, server):
    """`visit(page, size=..., script=..., dark=..., files=...)` opens a page of the site.

    The open page has two more lists: `asked` (addresses outside the site, which
    got no answer) and `said` (warnings and errors of the console).
    """
    with contextlib.ExitStack() as open_contexts:

        def open_page(page, *, size=DESK, script=True, dark=False, files=False):
            context = browser.new_context(
                viewport=size, java_script_enabled=script, color_scheme="dark" if dark else "light"
            )
            open_contexts.callback(context.close)
            tab = context.new_page()
            tab.asked, tab.said = [], []
            home = SITE.as_uri() if files else server.url

            def answer(route):
                if route.request.url.startswith((home + "/", "data:", "blob:")):
                    route.continue_()
                else:
                    tab.asked.append(route.request.url)
                    route.abort()

            tab.route("**/*", answer)
            tab.on("console", lambda m: m.type in ("error", "warning") and tab.said.append(m.text))
            tab.on("pageerror", lambda error: tab.said.append(str(error)))
            tab.on("requestfailed", lambda request: script and tab.said.append(f"failed: {request.url}"))
            server.sent.clear()
            tab.goto(f"{home}/{page}", wait_until="load")
            return tab

        yield open_page


def wait_until(tab, expression, seconds=15):
    """Wait until a JavaScript expression is true. Asked from outside, since the pages' policy forbids eval."""
    for _ in range(seconds * 20):
        if tab.evaluate(expression):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"not true after {seconds} s: {expression}")


def read_to_the_end(tab):
    """Scroll to each chart as a reader does, and wait until it is alive."""
    for chart in tab.locator(".pk-chart").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".pk-live svg").first.wait_for(timeout=10_000)
    wait_until(tab, "document.querySelectorAll('.pk-chart').length === document.querySelectorAll('.pk-ready').length")
