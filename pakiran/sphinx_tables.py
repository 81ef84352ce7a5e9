"""Sphinx extension: tables that Markdown made say to a screen reader what they are.

Tables of computed results are named where they are made (`display.table`, `figures.table_html`).
"""

import re


def name_tables(app, page, template, context, doctree):
    """Name each table that Markdown made after the heading above it, and say what its head cells head.

    Markdown has no place for either; a screen reader announces both.
    """
    heading = context.get("title", "")

    def name(found):
        nonlocal heading
        if found["heading"]:
            heading = re.sub(r"<[^>]+>", "", found["heading"])
            return found[0]
        if found["head"]:
            return f'{found["head"]} scope="col"'
        return f'<table aria-label="{heading}"{found["more"]}>'

    parts = r'<h[1-6]>(?P<heading>.*?)<a class="headerlink"|(?P<head><th(?: class="head[^"]*")?)(?=>)|<table(?P<more>(?: class="table[^>]*)?)>(?!\s*<caption)'
    context["body"] = re.sub(parts, name, context.get("body") or "", flags=re.S)


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.connect("html-page-context", name_tables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
