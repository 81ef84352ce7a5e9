"""Sphinx extension: pages carry what they use, and nothing else.

The templates in ``pakiran/templates`` leave out the theme's icon script and
keep the search engine to the search page.  This hook drops the style sheets and
scripts of extensions from pages that have nothing for them to do, and whatever
comes from another host.  That is above all require.js with the widget manager,
which MyST-NB adds for ipywidgets: they are for a live kernel, and the page has
the same control as part of the chart.
"""

import os
import re
from pathlib import Path

# Asset (start of its file name) and the pattern that it looks for in a page.
USED_BY = {
    "copybutton": 'class="highlight',
    "clipboard": 'class="highlight',
    "design-tabs": "sd-tab-set",
    "sphinx-design": 'class="sd-',
    "mystnb": 'class="cell',
    "figures": 'class="pk-figure',
    "blocks": 'class="pk-|<table',
    "ledger": 'class="pk-ledger',
    "simulation": 'class="pk-sim',
    "quiz": 'class="pk-quiz',
    "events": 'class="pk-events',
    "languages": 'dir="rtl"',
}
# One marks words after a search and needs the search scripts beside it; ours adds entries (`sphinx_find`).
ONLY_SEARCH = ("sphinx_highlight", "find")


def drop_unused(app, page, template, context, doctree):
    """Take assets off the list of this page that nothing in its body uses."""
    body = context.get("body") or ""

    def is_used(asset):
        address = str(getattr(asset, "filename", None) or "")
        if "://" in address or "widget" in getattr(asset, "attributes", {}).get("type", ""):
            return False
        name = Path(address).name
        if name.startswith(ONLY_SEARCH):
            return page == "search"
        return all(re.search(mark, body) for start, mark in USED_BY.items() if name.startswith(start))

    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context.get(kind, []) if is_used(asset)]


def add_templates(app, config):
    """Let our templates come before those of the theme.

    By a relative path: Sphinx writes a hash of its settings into the site, the same in whatever folder it is built.
    """
    config.templates_path.insert(0, os.path.relpath(Path(__file__).with_name("templates"), app.confdir))


def trim_theme(app, error):
    """Take the theme's 1,400 icons out of what is published, save those of icons.css.

    No setting leaves them out.  It spares each reader 20 kB of style sheet, and
    the site 5 MB of fonts, scripts and source maps that no page asks for.
    """
    static = Path(app.outdir, "_static")
    style = static / "styles/pydata-sphinx-theme.css"
    icons = static / "icons.css"
    if error or not (style.exists() and icons.exists()):
        return
    for pattern in ("**/*.map", "scripts/fontawesome.js*", "vendor/fontawesome/webfonts/*"):
        for unused in static.glob(pattern):
            unused.unlink()
    kept = re.findall(r"U\+([0-9A-F]{4})", icons.read_text("utf-8"))
    kept = {chr(int(code, 16)) for code in kept} | {f"\\{code.lower()}" for code in kept}
    text = re.sub(r"@font-face\{[^}]*Awesome[^}]*\}", "", style.read_text("utf-8"))
    rule = r'(?:\.fa-[\w-]+:before,?)+\{content:"([^"]*)"\}'
    text = re.sub(rule, lambda found: found[0] if found[1] in kept else "", text)
    style.write_text(text, encoding="utf-8")


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.connect("config-inited", add_templates)
    app.connect("html-page-context", drop_unused, priority=900)  # after all others
    app.connect("build-finished", trim_theme)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
