"""The book on paper: one document from all pages, printed by Chromium to a PDF with bookmarks and tags.

Chromium draws the pages for the tests already, sets Urdu and Persian, keeps drawings as vectors and writes tagged
PDF. What it lacks is page numbers in a list of contents, so the book is printed twice: the first PDF says where each
page begins, and the second carries the numbers.
"""

import re
from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path

from bs4 import Tag
from pikepdf import Name, ObjectStreamMode, Pdf
from pikepdf import Page as Sheet
from playwright.sync_api import sync_playwright

from .. import browser
from ..scripts import marked
from .book import FONTS, Book, Page, figure_title, new, stated_language

STYLE = Path(__file__).with_name("print.css")
NUMBER = '<span class="number" data-of="{}"></span>'
SOURCES = "list-of-sources"
LONGEST = 120  # letters of an address that somebody may still type; all are links as well
LEDGER = "appendix-claims-ledger"
RULES = (
    "Solutions and notes that are folded on the site stand open here.",
    "The data behind a figure are left out: they are on the site, in the EPUB and in the tables of the data package.",
    "The claims of a chapter stand once, in the claims ledger, and the sources of all chapters once, in the list at the end.",
    "A figure with controls shows how it looks before anyone touches them, and says where the live one is.",
)


def make(book: Book, folder: Path) -> Path:
    """Write the PDF into `folder` and return its path."""
    markup = document(book)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser.installed(), args=["--no-sandbox"])
        try:
            tab = chromium.new_context(offline=True).new_page()  # the document holds all that it needs
            tab.set_default_timeout(120_000)  # a slow machine needs longer than the usual half minute
            first = _print(tab, markup)
            final = _print(tab, _number(markup, _pages_of_names(first)))
            headings = _headings(tab)
        finally:
            chromium.close()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{book.name}.pdf"
    _finish(final, headings, book, target)
    return target


def _print(tab, markup: str) -> bytes:
    tab.set_content(markup, wait_until="load")
    tab.evaluate("document.fonts.ready")
    return tab.pdf(prefer_css_page_size=True, outline=True, tagged=True, print_background=True)


def _headings(tab) -> list[str]:
    """Words of all headings that are printed, in order: one for each bookmark."""
    tab.emulate_media(media="print")
    texts = tab.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.textContent)"
    )
    return [" ".join(text.split()) for text in texts]


def _pages_of_names(pdf: bytes) -> dict[str, int]:
    """The page, counted from one, on which each place that a link leads to begins."""
    with Pdf.open(BytesIO(pdf)) as document:
        return {name.lstrip("/"): Sheet(place[0]).index + 1 for name, place in document.Root.Dests.items()}


def _number(markup: str, pages: dict[str, int]) -> str:
    return re.sub(r'(data-of="([^"]+)">)', lambda found: f"{found[1]}{pages[found[2]]}", markup)


def _finish(pdf: bytes, headings: list[str], book: Book, target: Path) -> None:
    """Add who made it, and when, and pack it: Chromium's own file is three times as large.

    Dates are those of the version, so that the same book gives the same file.
    """
    date = f"{book.about['date-released']}T00:00:00+00:00"
    with Pdf.open(BytesIO(pdf)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as facts:
            facts["dc:title"] = book.about["title"]
            facts["dc:creator"] = [book.author]
            facts["dc:description"] = book.about["abstract"]
            facts["dc:subject"] = set(book.about["keywords"])
            facts["dc:language"] = {"en"}
            facts["dc:rights"] = "Texts and data: CC BY 4.0. Code: BSD 3-Clause."
            facts["xmp:CreateDate"] = facts["xmp:ModifyDate"] = date
        with document.open_outline() as outline:
            name_bookmarks(outline.root, headings)
        document.docinfo["/Creator"] = f"{book.name}, printed by Chromium"
        document.Root.Lang = "en"
        document.Root.PageMode = Name.UseOutlines
        document.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)


def name_bookmarks(entries: list, headings: list[str]) -> None:
    """Name each bookmark after its heading. Chromium joins the words at the end of a line, and doubles Urdu."""
    marks = list(_in_order(entries))
    if len(marks) != len(headings):
        raise ValueError(f"{len(marks)} bookmarks for {len(headings)} headings: they no longer belong together")
    for mark, heading in zip(marks, headings, strict=True):
        mark.title = heading


def _in_order(entries: list):
    for entry in entries:
        yield entry
        yield from _in_order(entry.children)


# --- the document ------------------------------------------------------------


def document(book: Book) -> str:
    """One HTML document that holds the whole book, with links that lead to places inside it."""
    sources = _take_sources(book)
    book.tell_of_controls()
    for page in book.pages:
        _unfold(page)
    places = {page.slug: {tag["id"] for tag in page.body.select("[id]")} for page in book.pages}
    book.link(lambda page, name: "#" + _place(page, name, places))
    for page in book.pages:
        _rename(page)
    chapters = "".join(
        f'<section class="chapter" id="{page.slug}" style="page: of-{page.slug}">{page.body}</section>'
        for page in book.pages
    )
    heads = "".join(
        f"@page of-{page.slug} {{ @top-right {{ content: {_css_text(page.title)} }} }}" for page in book.pages
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(book.about["title"])}</title>'
        f"<style>{_fonts()}{STYLE.read_text('utf-8')}{heads}</style></head><body>"
        f"{_front(book)}{_list_of_figures(book)}{book.restore(chapters)}{sources}</body></html>"
    )


def _css_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fonts() -> str:
    faces = []
    for family, file in FONTS.items():
        data = b64encode(file.read_bytes()).decode()
        faces.append(f'@font-face {{ font-family: "{family}"; src: url(data:font/woff2;base64,{data}) }}')
    return "".join(faces)


def _front(book: Book) -> str:
    """Title page, what this edition is, and the contents."""
    about = book.about
    contents, part = [], ""
    for page in book.pages:
        if page.part != part:
            part = page.part
            contents.append(f'<li class="part">{escape(part)}</li>')
        contents.append(_entry(page.slug, page.markup))
    contents.append(_entry(SOURCES, "List of sources"))
    rules = "".join(f"<li>{rule}</li>" for rule in RULES)
    where = f'<p>The live book: <a href="{book.address}">{book.address}</a></p>' if book.address else ""
    return f"""
<section class="title"><p class="book">{escape(about["title"])}</p>
<p>Data, claims and evidence beside the paper</p><p class="paper">{escape(book.paper)}</p>
<p>{escape(book.author)}</p><p>Version {about["version"]}, {about["date-released"]}</p></section>
<section class="about"><h1>About this edition</h1>
<p>This is the printed form of a book that can be run. {escape(about["abstract"])}</p>
{where}<p>What is different on paper:</p><ul>{rules}</ul>
<h2>How to cite</h2><p>{escape(book.citation)}</p><p>Please cite the paper as well: {escape(book.paper)}</p>
<h2>Licence</h2><p>Texts and data: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.
Code: BSD 3-Clause. The paper and the sources keep their own terms.
Fonts for Urdu and Persian: Noto Nastaliq Urdu and Vazirmatn, SIL Open Font License 1.1.</p></section>
<section class="contents"><h1>Contents</h1><ol>{"".join(contents)}</ol></section>"""


def _entry(name: str, text: str) -> str:
    return f'<li><a href="#{name}"><span>{text}</span>{NUMBER.format(name)}</a></li>'


def _list_of_figures(book: Book) -> str:
    figures = (figure for page in book.pages for figure in page.body.select("figure.pk-figure"))
    entries = (_entry(figure["id"], figure_title(figure)) for figure in figures)
    return f'<section class="contents figures"><h1>Figures</h1><ol>{"".join(entries)}</ol></section>'


# --- what paper needs otherwise -----------------------------------------------


def _take_sources(book: Book) -> str:
    """Take the sources out of the chapters and return them as one list, each once, with the chapters that use it."""
    items, used = {}, {}
    for page in book.pages:
        for item in page.body.select("details .pk-source-list > li"):
            items.setdefault(item["id"], item)
            used.setdefault(item["id"], []).append(f'<a href="#{page.slug}">{_short(page)}</a>')
    for name, item in items.items():
        link = item.find("a", href=True)
        if link and len(link["href"]) <= LONGEST:
            item.append(new(f'<span class="address"> {marked(link["href"], stated_language(item))}</span>'))
        item.append(new(f'<span class="used"> → {", ".join(used[name])}</span>'))
    ordered = sorted(items.values(), key=lambda item: item.get_text().casefold())
    key = "; ".join(f"{_short(page)} {page.markup}" for page in book.pages if _short(page) != page.title)
    return (
        f'<section class="chapter" id="{SOURCES}"><h1>List of sources</h1>'
        f"<p>The {len(items):,} sources of all chapters. After the arrow stand the chapters that rest on it: {key}.</p>"
        f'<ul class="pk-source-list">{"".join(map(str, ordered))}</ul></section>'
    )


def _short(page: Page) -> str:
    """Number of a chapter, or the title of a page that has none."""
    number = page.slug.split("-")[0]
    return number if number.isdigit() else page.markup


def _unfold(page: Page) -> None:
    """Apply RULES to the folded parts of a page, and leave out what is drawn for phones."""
    for drawing in page.body.select("i.pk-narrow"):
        drawing.decompose()
    for part in page.body.select("details"):
        if part.find_parent("figure"):
            part.decompose()
        elif part.select_one(".pk-source-list"):
            part.replace_with(_pointer(part, SOURCES, "in the list of sources"))
        elif part.select_one(".pk-claims") and page.slug != LEDGER:
            part.replace_with(_pointer(part, LEDGER, "in the claims ledger"))
        else:
            part["open"] = ""


def _pointer(part: Tag, target: str, where: str) -> Tag:
    return new(f'<p>{escape(part.summary.get_text())}: <a href="#{target}">{where}</a>.</p>')


def _place(page: Page, name: str, places: dict[str, set[str]]) -> str:
    """Where `name` of a page is in this document; a list that is printed once may have moved it elsewhere."""
    if not name or name == page.body.get("id"):
        return page.slug
    if name in places[page.slug]:
        return _full(page.slug, name)
    if name in (SOURCES, LEDGER) or name.startswith("source-"):
        return name
    if name in places.get(LEDGER, ()):
        return _full(LEDGER, name)
    raise ValueError(f"a link leads to #{name} of {page.path}, where there is no such place")


def _full(slug: str, name: str) -> str:
    return f"{slug}--{name}"


def _rename(page: Page) -> None:
    """Make ids unique in the document: many chapters have the same headings."""
    for tag in page.body.select("[id]"):
        tag["id"] = _full(page.slug, tag["id"])
    page.body.attrs.pop("id", None)  # the section around it has one
    for tag in page.body.select("[aria-labelledby]"):
        tag["aria-labelledby"] = _full(page.slug, tag["aria-labelledby"])
