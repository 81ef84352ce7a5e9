"""Sphinx extension: Urdu and Persian are marked with their language and direction.

The roles ``{urdu}`` and ``{persian}`` do it for words in a page, also in titles. A page whose front matter has
``lang: ur`` is marked as a whole, so that it runs from right to left.
"""

from docutils import nodes

RIGHT_TO_LEFT = {"urdu": "ur", "persian": "fa"}


class foreign(nodes.inline):  # noqa: N801 (docutils names nodes in lower case)
    """Words of another language inside English text."""


def role(name, rawtext, text, lineno, inliner, options=None, content=None):
    """Words of the language that the role is named after."""
    return [foreign(rawtext, text, lang=RIGHT_TO_LEFT[name])], []


def visit_html(writer, node):
    """Isolated, since their direction is not that of the text around them."""
    writer.body.append(f'<bdi lang="{node["lang"]}" dir="rtl">')


def depart_html(writer, node):
    """End of the words."""
    writer.body.append("</bdi>")


def nothing(writer, node):
    """Formats without such marks keep the words."""


def mark_page(app, page, template, context, doctree):
    """Put a page in another language, and its whole text, under that language; the text under its direction too.

    Above the printed page the theme writes `pagetitle`, which has no marks: it gets the title that has them.
    """
    if "pagetitle" in context:
        context["pagetitle"] = context["title"]
    code = (context.get("meta") or {}).get("lang")
    if code in RIGHT_TO_LEFT.values() and context.get("body"):
        context["language"] = code
        context["body"] = f'<div class="pk-page" lang="{code}" dir="rtl">{context["body"]}</div>'


def setup(app):
    """Register the extension (called by Sphinx)."""
    plain = (nothing, nothing)
    app.add_node(foreign, html=(visit_html, depart_html), latex=plain, text=plain, man=plain, texinfo=plain)
    for name in RIGHT_TO_LEFT:
        app.add_role(name, role)
    app.connect("html-page-context", mark_page, priority=900)  # after the theme
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
