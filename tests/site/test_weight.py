"""What a first view costs a reader on a slow network."""

from pages import BUNDLE, settle

from pakiran.sphinx_status import MOST_BYTES, MOST_OF_PAGE, MOST_REQUESTS


def test_first_view(visit, server, any_page):
    """Weight and requests of a page that was just opened, on a wide screen."""
    tab = visit(any_page)
    settle(tab, server)
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
