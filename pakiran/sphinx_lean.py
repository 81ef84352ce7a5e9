"""Sphinx extension: pages carry what they use, and nothing else.

The templates in ``pakiran/templates`` leave out the theme's icon script and
keep the search engine to the search page.  This hook drops the style sheets and
scripts of extensions from pages that have nothing for them to do.
"""

from pathlib import Path

# Asset (start of its file name) and the mark that it looks for in a page.
USED_BY = {
    "copybutton": 'class="highlight',
    "clipboard": 'class="highlight',
    "design-tabs": "sd-tab-set",
    "sphinx-design": 'class="sd-',
    "mystnb": 'class="cell',
    "figures": 'class="pk-',
}
# Marks words after a search; needs the search scripts beside it.
ONLY_SEARCH = ("sphinx_highlight",)


def drop_unused(app, page, template, context, doctree):
    """Take assets off the list of this page that nothing in its body uses."""
    body = context.get("body") or ""

    def is_used(asset):
        name = Path(str(getattr(asset, "filename", None) or "")).name
        if name.startswith(ONLY_SEARCH):
            return page == "search"
        return all(mark in body for start, mark in USED_BY.items() if name.startswith(start))

    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context.get(kind, []) if is_used(asset)]


def add_templates(app, config):
    """Let our templates come before those of the theme."""
    config.templates_path.insert(0, str(Path(__file__).with_name("templates")))


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.connect("config-inited", add_templates)
    app.connect("html-page-context", drop_unused, priority=900)  # after all others
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
