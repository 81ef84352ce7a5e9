"""The site is right wherever it is put: here it lies two folders deep, and nothing may reach above them."""

import threading

import pytest
from pages import SITE, wait_until
from serve import Handler, Server

BASE = "/a/b/"


class DeepHandler(Handler):
    """Serves the site below BASE, and nothing beside it."""

    def translate_path(self, path):
        if path.startswith(BASE):
            return super().translate_path(path.removeprefix(BASE.rstrip("/")))
        if path != "/favicon.ico":  # browsers ask for it by themselves
            self.server.outside.append(path)
        return str(SITE / "no-such-file")


@pytest.fixture(scope="module")
def deep():
    httpd = Server(SITE, policy=None)
    httpd.RequestHandlerClass, httpd.outside = DeepHandler, []
    httpd.url = f"http://127.0.0.1:{httpd.server_port}{BASE}"
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="module")
def tab(browser, deep):
    tab = browser.new_page()
    yield tab
    tab.close()


def test_front_page_contents_and_chapters_follow(tab, deep):
    tab.goto(deep.url)
    tab.wait_for_url(f"{deep.url}chapters/**")  # the front page leads to the landing page
    for name in ("Introduction", "Methods"):
        tab.locator(".bd-sidebar a", has_text=name).first.evaluate("(link) => link.click()")
        tab.wait_for_load_state("load")
        assert name in tab.locator("h1").first.inner_text() and tab.url.startswith(deep.url)
    assert deep.outside == []


def test_charts_come_alive(tab, deep):
    tab.goto(f"{deep.url}chapters/01-introduction.html")
    chart = tab.locator(".pk-chart").first
    chart.scroll_into_view_if_needed()
    chart.locator(".pk-live svg").first.wait_for(timeout=15_000)
    assert deep.outside == []


def test_search_finds_a_page_and_leads_to_it(tab, deep):
    tab.goto(f"{deep.url}search.html?q=pipeline")
    wait_until(tab, "document.querySelectorAll('#search-results li a').length > 0")
    first = tab.locator("#search-results li a").first.evaluate("(link) => link.href")
    assert first.startswith(deep.url)
    assert tab.goto(first).status == 200
    assert deep.outside == []


def test_every_address_in_the_pages_stays_inside(deep):
    """No page asks for a file from the root of the host: it would miss the folders above the site."""
    # The 404 page answers for addresses of any depth, so it alone must begin at the root.
    pages = [path for path in SITE.rglob("*.html") if "_static" not in path.parts and path.name != "404.html"]
    rooted = [str(path) for path in pages if 'href="/' in (text := path.read_text("utf-8")) or 'src="/' in text]
    assert pages and rooted == []
