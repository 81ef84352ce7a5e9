"""Sphinx extension: what stands around a page. How to cite it, version, marks for machines, feeds, 404 page, redirects.

Heads and feet are the same offline and online. What needs a whole address (canonical link, sitemap, pictures of
links) appears only once the book has a public one; `pakiran.address` has the rule.
"""

import html
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import yaml
from docutils import nodes
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util import logging

from . import address, citation, feeds, figures, link_cards, schema_org
from .data import load, package
from .scripts import marked
from .sphinx_figures import chart_figure

LOG = logging.getLogger(__name__)
DATA_PAGE = "chapters/appendix/data-and-provenance"
EVENTS_PAGE = "chapters/explore/chronology"
UPDATES_PAGE = "chapters/07-since-the-paper"
UPDATES_PLACE = "#the-dated-log-of-this-book"
COURSE = "chapters/teach/"
FEEDS = {"chronology.xml": "Newest events of the chronology", "updates.xml": "Versions of the tables"}
DOWNLOADS = {  # files that the book offers of its tables, if it makes them -> media type
    "downloads/pakiran-datapackage.zip": "application/zip",
    "downloads/pakiran.sqlite": "application/vnd.sqlite3",
    "downloads/pakiran.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
REDIRECTS = "_redirects.yml"
LONGEST = 200  # letters of a description
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Where the address of the book is not known, a missing page leads to the 404 page above it: the first folder,
# from there upwards, that has one.
LOOK_UP = """<script>
(async () => {
  let folder = location.pathname;
  if (folder.endsWith("/404.html")) return;
  while (folder.length > 1) {
    folder = folder.replace(/[^/]*\\/?$/, "");
    const found = await fetch(folder + "404.html", { method: "HEAD" });
    if (found.ok) return location.replace(folder + "404.html");
  }
})();
</script>"""


def on_web(app) -> bool:
    """Whether pages for the web are built: not a PDF, an EPUB or one long page."""
    return app.builder.name in ("html", "dirhtml")


def set_address(app, config):
    """Settle the public address once; Sphinx itself makes canonical links of it."""
    config.html_baseurl = address.of_site(config.html_baseurl, config.html_theme_options.get("repository_url"))


def name_version(app, config):
    """Version and day of CITATION.cff, the only place that has them, as {{ version }} and {{ released }} in Markdown."""
    about = citation.read(Path(app.srcdir))
    given = {"version": about["version"], "released": str(about["date-released"])}
    config.myst_substitutions = given | config.myst_substitutions


# --- each page ---------------------------------------------------------------------------------


def dress(app, page, template, context, doctree):
    """Give a page its head and its foot."""
    if not on_web(app):
        return
    context["pk_feeds"] = {context["pathto"](name, 1): title for name, title in FEEDS.items()}
    head = [_link("alternate", href, title) for href, title in context["pk_feeds"].items()]
    if page == "404":
        head.insert(0, _base(app.config.html_baseurl))
        context["pageurl"] = None
    if doctree is not None:
        head += _head(app, page, context, doctree)
    context["metatags"] = "\n".join([*filter(None, head), context.get("metatags") or ""])


def _link(relation: str, href: str, title: str) -> str:
    title = html.escape(title, quote=True)
    return f'<link rel="{relation}" type="application/atom+xml" title="{title}" href="{href}" />'


def _base(base: str) -> str:
    """A missing page may lie in any folder, so links are read from the page 404.html, where its parts are too."""
    return f'<base href="{urlsplit(base).path}404.html" />' if base else ""


def _head(app, page, context, doctree) -> list[str]:
    base, root = app.config.html_baseurl, app.config.root_doc
    title = app.env.titles[page].astext()
    url = base and base + app.builder.get_target_uri(page)
    about = citation.read(Path(app.srcdir))
    language = (context.get("meta") or {}).get("lang", "")
    cited = citation.work(about, page, "" if page == root else title, url, language or "en")
    summary = summary_of(doctree) or title
    mark = partial(marked, code=language)
    context["pk_apa"] = citation.apa(cited, lambda text: f"<em>{mark(text)}</em>", mark)
    context["pk_bibtex"], context["pk_cite"] = mark(citation.bibtex(cited)), citation.files(cited)
    named = {"description": summary, **dict(citation.highwire(cited)[:1])}
    tags = [*named.items(), *citation.highwire(cited)[1:]]
    shared = [
        ("og:title", title),
        ("og:description", summary),
        ("og:type", "website"),
        ("og:site_name", about["title"]),
    ]
    picture, words = _card(app, page, title, about["title"], doctree) if base else ("", "")
    if base:
        shared.append(("og:url", url))
    if picture:
        width, height = link_cards.SIZE
        shared += [
            ("og:image", picture),
            ("og:image:width", str(width)),
            ("og:image:height", str(height)),
            ("og:image:alt", words),
        ]
        tags.append(("twitter:card", "summary_large_image"))
    marks = _marks(app, page, context, about, cited, summary)
    return [
        *(f'<meta name="{name}" content="{html.escape(value, quote=True)}" />' for name, value in tags if value),
        *(f'<meta property="{name}" content="{html.escape(value, quote=True)}" />' for name, value in shared if value),
        schema_org.script(marks),
    ]


def _marks(app, page, context, about, cited, summary) -> dict:
    if page == DATA_PAGE:
        made = getattr(getattr(app, "pakiran_downloads", None), "sizes", {})
        base = app.config.html_baseurl
        files = [
            schema_org.download(
                Path(name).name, base + name if base else context["pathto"](name, 1), media, made[short]
            )
            for name, media in DOWNLOADS.items()
            if (short := name.partition("/")[2]) in made
        ]
        return schema_org.dataset(cited, package(), load("events"), load("external_datasets"), files)
    kind = "Book" if not cited.book else "LearningResource" if page.startswith(COURSE) else "Chapter"
    return schema_org.page(cited, kind, about, package()["licenses"][0]["path"], summary)


def summary_of(doctree) -> str:
    """What a page is about, in at most 200 letters: its questions, or its first paragraph."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if text.startswith("Questions of this"):
            asked = next(doctree.findall(nodes.bullet_list), None)
            text = " ".join(" ".join(item.astext().split()) for item in asked or [])
        if len(text) > 40:
            return _cut(text)
    return ""


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _card(app, page, title, book, doctree) -> tuple[str, str]:
    """Address of the page's picture, drawn now, and its description; without a figure, the landing page's is taken."""
    root = app.config.root_doc
    if not link_cards.can_draw(title):
        title, page, doctree = app.env.titles[root].astext(), root, app.env.get_doctree(root)
    figure = next(doctree.findall(chart_figure), None) or next(app.env.get_doctree(root).findall(chart_figure), None)
    if figure is None:
        return "", ""
    name = f"_static/cards/{page.removeprefix('chapters/').replace('/', '-')}.png"
    file = Path(app.outdir, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(link_cards.card(title, book, figure["spec"]))
    return app.config.html_baseurl + name, f"Figure: {figures.title_of(figure['spec'])}"


# --- pages of their own ------------------------------------------------------------------------


def not_found(app):
    """The 404 page: says what happened, searches, and has the contents of the book."""
    if not on_web(app):
        return
    tree = global_toctree_for_doc(app.env, "404", app.builder, collapse=False, maxdepth=1, titles_only=True)
    contents = app.builder.render_partial(tree)["fragment"] if tree else ""
    body = app.builder.templates.render("not-found.html", {"contents": contents})
    if not app.config.html_baseurl:
        body += LOOK_UP
    yield "404", {"title": "Page not found", "body": body}, "page.html"


def write_files(app, error):
    """Write feeds, redirects, and, with a public address, the sitemap and robots.txt."""
    if error or not on_web(app):
        return
    base, out = app.config.html_baseurl, Path(app.outdir)
    events, updates = (_place(app, page) for page in (EVENTS_PAGE, UPDATES_PAGE))
    log = feeds.log(package(), load("sources"))
    feed = feeds.events_feed(load("events"), load("sources"), package(), events, base)
    (out / "chronology.xml").write_bytes(feed)
    (out / "updates.xml").write_bytes(feeds.updates_feed(log, package(), updates + UPDATES_PLACE, base))
    for old, new in redirects(app).items():
        (out / f"{old}.html").write_text(_redirect(app, new), encoding="utf-8")
    if base:
        pages = sorted(base + app.builder.get_target_uri(page) for page in app.env.found_docs)
        (out / "sitemap.xml").write_bytes(sitemap(pages))
        (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", encoding="utf-8")


def _place(app, page: str) -> str:
    return app.builder.get_target_uri(page if page in app.env.found_docs else app.config.root_doc)


def sitemap(addresses: list[str]) -> bytes:
    """All pages for search engines (sitemaps.org)."""
    Xml.register_namespace("", SITEMAP)
    whole = Xml.Element(f"{{{SITEMAP}}}urlset")
    for one in addresses:
        Xml.SubElement(Xml.SubElement(whole, f"{{{SITEMAP}}}url"), f"{{{SITEMAP}}}loc").text = one
    Xml.indent(whole)
    return Xml.tostring(whole, encoding="utf-8", xml_declaration=True) + b"\n"


def redirects(app) -> dict[str, str]:
    """Old or short address -> page, from `_redirects.yml`; and the root, which has no page of its own."""
    file = Path(app.srcdir, REDIRECTS)
    kept = (yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None) or {}
    for old, new in list(kept.items()):
        if new not in app.env.found_docs or old in app.env.found_docs or not address_is_safe(old):
            LOG.warning("%s: %s leads to %s, which is no page of the book, or hides one", REDIRECTS, old, new)
            del kept[old]
    return kept | ({} if app.config.root_doc == "index" else {"index": app.config.root_doc})


def address_is_safe(name: str) -> bool:
    """Whether a redirect may lie there: inside the book, and no folder upwards."""
    return bool(name) and ".." not in name and not name.startswith("/") and ":" not in name


def _redirect(app, new: str) -> str:
    """A page that leads on without a script. For redirects in the top folder; a folder would need a longer way."""
    target = html.escape(app.builder.get_target_uri(new), quote=True)
    title = html.escape(app.env.titles[new].astext())
    canonical = f'<link rel="canonical" href="{app.config.html_baseurl}{target}" />' if app.config.html_baseurl else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8" /><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f'<meta http-equiv="refresh" content="0; url={target}" /><link rel="icon" href="data:," />{canonical}</head>\n'
        f'<body><main><h1>{title}</h1><p>This page is now here: <a href="{target}">{title}</a>.</p></main></body></html>\n'
    )


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.connect("config-inited", set_address)
    app.connect("config-inited", name_version)
    app.connect("html-collect-pages", not_found)
    app.connect("html-page-context", dress)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
