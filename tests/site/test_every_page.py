"""Every page: what a first view costs on a slow network, that it stands alone, and that it fits each screen."""

import re

from pages import BUNDLE, PAGES, PHONE, settle, soup

from pakiran.sphinx_status import MOST_BYTES, MOST_OF_PAGE, MOST_REQUESTS


def test_as_a_web_host_sends_it(visit, server, any_page):
    """Just opened on a wide screen: its weight, its requests, a clean console. Then on ever narrower screens."""
    tab = visit(any_page)
    settle(tab, server)
    check_weight(tab, server, any_page)
    assert not tab.asked and not tab.said
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    check_reflow(tab)


def check_weight(tab, server, any_page):
    """Bytes as they are sent, and requests, of a first view."""
    lines = "\n".join(f"{size:8} {path}" for path, size in sorted(server.sent, key=lambda s: -s[1]))
    assert sum(size for _, size in server.sent) <= MOST_BYTES, lines
    assert len(server.sent) <= MOST_REQUESTS, lines
    # The redirect at the root is Jupyter Book's own and names no icon, so browsers ask for one.
    missing = [path for path, size in server.sent if not size and path != "/favicon.ico"]
    assert not missing, f"not found: {missing}"
    page = next(size for path, size in server.sent if path.endswith(any_page))
    assert page <= MOST_OF_PAGE, f"{any_page} is {page:,} bytes gzipped"
    if tab.locator(".pk-chart").count() == 0:  # neither Vega nor its caller where there is nothing to draw
        assert not [path for path, _ in server.sent if "figures" in path or BUNDLE in path]


def test_opened_as_a_file_on_a_phone(visit, server, any_page):
    """From a folder: no other host, nothing on the console, no sideways scrolling."""
    tab = visit(any_page, size=PHONE, files=True)
    settle(tab, server)
    assert not tab.asked and not tab.said
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# What readers may set for all pages (WCAG 1.4.12).
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""


def check_reflow(tab):
    """At 400 percent, all unfolded, with wide spacing and with letters of double size, nothing leaves the page sideways."""
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    for width, style in ((320, "html {}"), (320, SPACED), (640, "html { font-size: 200% }")):
        tab.set_viewport_size({"width": width, "height": width * 4 // 5})
        tab.add_style_tag(content=style)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, style


def test_no_address_of_another_host_is_loaded():
    """The same, said by the pages themselves: nothing is even preloaded from elsewhere."""
    for page in PAGES:
        for tag in soup(page).select("script[src], img[src], iframe, link[href][rel]"):
            link = tag.get("src") or tag.get("href") or ""
            loads = tag.name != "link" or {"stylesheet", "preload", "icon", "preconnect"} & set(tag["rel"])
            assert not (loads and re.match(r"(https?:)?//", link)), f"{page} loads {link}"
