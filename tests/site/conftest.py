"""A small web server for the built site, and a browser that may speak to nobody else."""

import contextlib
import os

import pytest
from built import SITE
from built import chromium as find_chromium
from pages import CHART_PAGES, DESK, PAGES
from serve import serve

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_generate_tests(metafunc):
    """Run a test that asks for `any_page` or `chart_page` once for each."""
    for name, pages in (("any_page", PAGES), ("chart_page", CHART_PAGES)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, pages)


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

            def lost(request):
                # A page that is left breaks off what it still reads: that is no failure.
                if script and request.failure != "net::ERR_ABORTED":
                    tab.said.append(f"failed: {request.url}")

            tab.route("**/*", answer)
            tab.on("console", lambda m: m.type in ("error", "warning") and tab.said.append(m.text))
            tab.on("pageerror", lambda error: tab.said.append(str(error)))
            tab.on("requestfailed", lost)
            server.sent.clear()
            tab.goto(f"{home}/{page}", wait_until="load")
            return tab

        yield open_page
