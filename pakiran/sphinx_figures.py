"""Sphinx extension: the charts of the notebooks become figures of the book.

A chart is drawn while the book is built, so it is there with no script, in
print, and in PDF and EPUB.  On the web the same chart waits beside it as a
compiled Vega specification; ``_static/figures.js`` brings it to life when the
reader comes near.  Figures are numbered and can be cited: {numref}`name`.
"""

import hashlib
import html
import json
import re
from pathlib import Path

import vl_convert
from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from . import figure_files, figures, sphinx_downloads

LOG = logging.getLogger(__name__)
BUNDLE = "vega-bundle.js"
LEDGER = "chapters/appendix/claims-ledger"  # the page where every claim has its entry
LICENCE = """/*! Vega {version}, https://vega.github.io/vega/ and the D3 modules that it uses.
Vega: BSD 3-Clause, copyright University of Washington Interactive Data Lab.
D3: ISC licence, copyright Mike Bostock. Packed by vl-convert for this book. */
"""
# Vega without Vega-Lite: charts are compiled while the book is built, so readers
# fetch 205 kB instead of 305 kB (gzipped).  The interpreter spares eval(), so the
# pages work under a strict content security policy.  These addresses are names of
# modules inside vl-convert; nothing is fetched, and a wrong one stops the build.
MODULES = """
import {{ parse, View }} from "https://cdn.jsdelivr.net/npm/vega@{version}/+esm";
import {{ expressionInterpreter }} from "https://cdn.jsdelivr.net/npm/vega-interpreter@2.0.0/+esm";
window.pakiranVega = {{ parse, View, expressionInterpreter }};
"""


class chart_figure(nodes.figure):  # noqa: N801 (docutils names nodes in lower case)
    """A figure that carries its Vega-Lite specification."""


class FigureMime:
    """MyST-NB plugin: reads a chart from the output that JupyterLab draws."""

    mime_priority_overrides = (("*", figures.MIME, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the figure for a chart; leave any other output to MyST-NB."""
        if data.mime_type != figures.MIME or inline:
            return None
        # Plain dictionaries: those of nbformat take twenty times as long to copy.
        spec = json.loads(data.content if isinstance(data.content, str) else json.dumps(data.content))
        spec = spec | {"$schema": spec["$schema"].replace("/v5.json", "/v6.json")}
        problems = figures.check(spec)
        if problems:
            renderer.logger.warning(
                "chart is no figure yet (see pakiran.figures.figure): " + "; ".join(problems),
                subtype="figure",
                line=data.line,
            )
            return []
        return [make_node(spec)]


def make_node(spec):
    """Document node for one checked chart."""
    meta = spec["usermeta"]["pakiran"]
    title = figures.title_of(spec)
    text = " ".join(filter(None, [title.rstrip(".") + ".", meta.get("caption")]))
    node = chart_figure("", nodes.caption(text, text), names=[meta["name"]], spec=spec)
    node["classes"].append("pk-figure")
    return node


class PlaceFigures(SphinxTransform):
    """Put each figure where its cell's output was, under its own name.

    Early, so that Sphinx sees a figure when it collects labels and numbers.
    """

    default_priority = 200

    def apply(self, **kwargs):
        for node in list(self.document.findall(chart_figure)):
            bundle = node.parent.parent  # holds one container for each form
            if bundle.get("nb_element") == "mime_bundle":
                bundle.replace_self(node)
            self.document.note_explicit_target(node)
            if node["ids"] != node["names"]:  # links to the figure would lead to the heading
                LOG.warning("a heading of this page has the name of the figure %s", node["names"][0], location=node)
        for node in self.document.findall(nodes.literal_block):
            # IPython only prints what goes wrong while it displays a chart.
            if "traceback" in node["classes"] and not _may_raise(node):
                LOG.warning("a cell of this page shows an error", location=node, type="pakiran", subtype="error")


def _may_raise(node):
    """Whether the cell around `node` says that an error is wanted."""
    while node is not None:
        if "tag_raises-exception" in node.get("classes", []):
            return True
        node = node.parent
    return False


# --- HTML --------------------------------------------------------------------


def visit_html(writer, node):
    """Write the whole figure; nothing in it needs a script to be read."""
    spec = node["spec"]
    meta = spec["usermeta"]["pakiran"]
    on_web = writer.builder.name != "epub"
    ledger = ledger_address(writer.builder)
    translated = in_language(meta)
    writer.body.append(
        f'<figure class="pk-figure" id="{node["ids"][0]}">\n<figcaption{translated}><p class="pk-title">'
    )
    writer.body.append('<bdi lang="en" dir="ltr">' if translated else "")
    writer.add_fignumber(node)
    writer.body.append("</bdi> " if translated else "")
    writer.body.append(f"{html.escape(figures.title_of(spec))}")
    writer.add_permalink_ref(node, "Link to this figure")
    writer.body.append("</p>")
    if meta.get("caption"):
        writer.body.append(f'<p class="pk-note">{html.escape(meta["caption"])}</p>')
    writer.body.append("</figcaption>\n")
    writer.body.append('<div lang="en" dir="ltr">' if translated else "")
    writer.body.append('<div class="pk-chart"')
    if ledger and any(figures.CLAIM in row for row in figures.data_rows(spec)[:1]):
        writer.body.append(f' data-ledger="{ledger}"')
    writer.body.append('><div class="pk-still">')
    forms = figures.sized(spec)
    writer.body.extend(still(forms[kind], kind) for kind in (("wide", "narrow") if on_web else ("wide",)))
    writer.body.append("</div>\n")
    if on_web:
        writer.body.append(f'<script type="application/json">{live(forms)}</script>')
    writer.body.append(f"</div>\n{figures.table_html(spec, ledger)}")
    if sphinx_downloads.on_site(writer.builder):
        folder = sphinx_downloads.address(writer.builder, writer.builder.current_docname, "figures")
        writer.body.append(figure_files.links_html(spec, folder))
    writer.body.append(f"{'</div>' if translated else ''}</figure>\n")
    raise nodes.SkipNode


def in_language(meta):
    """Attributes of what is translated: title, caption and description. The drawing and its data stay English."""
    code = meta.get("lang", "en")
    return "" if code == "en" else f' lang="{code}" dir="rtl"'


def ledger_address(builder):
    """Where the claims ledger is, seen from the page that is being written; None where the book has none."""
    if LEDGER not in builder.env.found_docs:
        return None
    if builder.name == "singlehtml":
        return ""
    return builder.get_relative_uri(builder.current_docname, LEDGER)


def still(spec, kind):
    """Inline SVG of a chart that has its width, described as one image."""
    name = spec["usermeta"]["pakiran"]["name"]
    svg = figures.drawing(spec)
    # Two drawings of many charts share a page: their inner ids must differ.
    svg = re.sub(r'(id="|url\(#)([a-z]+_?\d+)', rf"\g<1>{name}-{kind}-\2", svg)
    label = html.escape(spec["description"], quote=True)
    spoken = f' lang="{lang}"' if (lang := spec["usermeta"]["pakiran"].get("lang", "en")) != "en" else ""
    # viewBox and CSS give the size; a fixed one would not shrink.
    svg = re.sub(
        r' class="marks" width="([\d.]+)" height="[\d.]+"',
        rf' class="pk-{kind}" style="max-width:\1px" role="img"{spoken} aria-label="{label}"',
        svg,
        count=1,
    )
    return svg


def live(widths):
    """JSON of the compiled chart: its data once, and a form for each width."""
    data, forms = {}, {}
    for kind, form in widths.items():
        # One description serves a screen reader better than one for each mark.
        form = form | {"config": form.get("config", {}) | {"aria": False}}
        vega = vl_convert.vegalite_to_vega(form | {"width": "container"} if figures.is_single(form) else form)
        for source in vega.get("data", []):
            if "values" in source:
                data[source["name"]] = source.pop("values")
        vega.pop("usermeta", None)
        forms[kind] = vega
    text = json.dumps({"data": data, **forms}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")  # no "</script>" can end it early


# --- other formats -----------------------------------------------------------


def visit_latex(writer, node):
    """A LaTeX figure around a PDF of the chart."""
    drawing = figures.for_width(node["spec"], figures.WIDE)
    name = f"figure-{node['ids'][0]}.pdf"
    svg = figures.draw(drawing).replace(figures.INK, "#000").replace(figures.PAPER, "#fff")
    Path(writer.builder.outdir, name).write_bytes(vl_convert.svg_to_pdf(svg))
    writer.visit_figure(node)
    writer.body.append(rf"\noindent\includegraphics[width=\linewidth]{{{name}}}" + "\n")


def depart_latex(writer, node):
    """End the LaTeX figure, after its caption."""
    writer.depart_figure(node)


def visit_text(writer, node):
    """Formats without pictures get the caption (a child) and the description."""
    node.append(nodes.paragraph("", node["spec"]["description"]))


def depart_text(writer, node):
    """Nothing to close."""


# --- the bundle --------------------------------------------------------------


def write_bundle(app, error):
    """Write Vega beside the other scripts; `figures.js` asks for it when needed."""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    Path(app.outdir, "_static", BUNDLE).write_text(bundle(), encoding="utf-8")


def bundle():
    """Text of the script that draws live charts, with its licence note.

    Wrapped in a function: its one-letter names would clash with Sphinx's own.
    """
    version = vl_convert.get_vega_version()
    code = vl_convert.javascript_bundle(MODULES.format(version=version))
    return f"{LICENCE.format(version=version)}(() => {{{code}}})();\n"


def setup(app):
    """Register the extension (called by Sphinx)."""
    plugins = load_mime_renders()  # a cached list, so this needs no entry point
    if FigureMime not in plugins:
        plugins.append(FigureMime)
    text = (visit_text, depart_text)
    app.add_enumerable_node(
        chart_figure,
        "figure",
        html=(visit_html, None),
        latex=(visit_latex, depart_latex),
        text=text,
        man=text,
        texinfo=text,
    )
    app.add_transform(PlaceFigures)
    app.connect("build-finished", write_bundle)
    # Charts are part of a page: change how they are drawn, and pages are read again.
    look = hashlib.sha256(Path(figures.__file__).read_bytes()).hexdigest()
    app.add_config_value("pakiran_look", look, "env")
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
