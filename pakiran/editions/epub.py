"""The book as EPUB 3: one file a page, drawings inside the text, so that they follow a reader's dark mode."""

import re
import uuid
from collections.abc import Iterator
from html import escape
from pathlib import Path

import vl_convert

from ..figures import repack
from ..zips import write
from .book import FONTS, Book, Page, figure_title

STYLE = Path(__file__).with_name("epub.css")
ARTICLE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>{body}</body></html>
"""
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
ACCESS = {
    "schema:accessMode": ["textual", "visual"],
    "schema:accessModeSufficient": ["textual,visual", "textual"],
    "schema:accessibilityFeature": ["structuralNavigation", "tableOfContents", "alternativeText", "longDescription"],
    "schema:accessibilityHazard": ["none"],
    "schema:accessibilitySummary": [
        "Every figure is a drawing with a description of one sentence and its data as a table. Languages are marked."
    ],
}


def make(book: Book, folder: Path) -> Path:
    """Write the EPUB into `folder` and return its path. The same book gives the same bytes."""
    book.tell_of_controls()
    book.link(lambda page, name: f"{page.slug}.xhtml" + (f"#{name}" if name else ""))
    files = {
        "title.xhtml": _article("Title page", _title(book)),
        **{f"{page.slug}.xhtml": _article(page.title, _chapter(page, book)) for page in book.pages},
        "contents.xhtml": _article("Contents", _contents(book)),
        "style.css": _faces() + STYLE.read_text("utf-8"),
        "cover.png": _cover(book),
        **{f"fonts/{file.name}": file.read_bytes() for file in FONTS.values()},
    }
    package = _package(book, files)
    target = folder / f"{book.name}.epub"
    # The first entry must be the media type, not compressed, so that programs know the file by its first bytes.
    entries = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "EPUB/package.opf": package}
    entries |= {f"EPUB/{name}": content for name, content in files.items()}
    write(target, entries.items(), str(book.about["date-released"]))
    return target


def _article(title: str, body: str) -> str:
    return ARTICLE.format(title=escape(title), body=body)


def _chapter(page: Page, book: Book) -> str:
    """The text of a page as XML."""
    for tag in page.body.select("[lang]"):
        tag["xml:lang"] = tag["lang"]
    text = book.restore(page.body.decode(formatter="minimal"))
    # A reader that knows no CSS variables would paint black what should look like paper.
    return re.sub(r'fill="var\(--pk-paper[^"]*"', 'fill="#fff" style="fill: var(--pk-paper, #fff)"', text)


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url(fonts/{file.name}) format("woff2"); }}\n'
        for family, file in FONTS.items()
    )


def _title(book: Book) -> str:
    about = book.about
    where = f'<p>The live book: <a href="{book.address}">{book.address}</a></p>' if book.address else ""
    return f"""<section epub:type="titlepage" class="title"><h1>{escape(about["title"])}</h1>
<p class="paper">{escape(book.paper)}</p><p>{escape(book.author)}</p>
<p>Version {about["version"]}, {about["date-released"]}</p></section>
<section><h2>About this edition</h2><p>{escape(about["abstract"])}</p>{where}
<p>Folded parts (data of a figure, solutions, sources) open with a tap where the reading program can fold; elsewhere they
stand open. A figure with controls shows how it looks before anyone touches them, and says where the live one is.</p>
<h2>How to cite</h2><p>{escape(book.citation)}</p><p>Please cite the paper as well: {escape(book.paper)}</p>
<h2>Licence</h2><p>Texts and data: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. Code: BSD
3-Clause. The paper and the sources keep their own terms. Fonts for Urdu and Persian: Noto Nastaliq Urdu and Vazirmatn,
SIL Open Font License 1.1.</p></section>"""


def _contents(book: Book) -> str:
    """The contents, which reading programs show in a menu, and the list of figures."""
    parts: dict[str, list[str]] = {}
    for page in book.pages:
        parts.setdefault(page.part, []).append(f'<li><a href="{page.slug}.xhtml">{page.markup}</a></li>')
    items = "".join(
        f"<li><span>{escape(part)}</span><ol>{''.join(links)}</ol></li>" if part else "".join(links)
        for part, links in parts.items()
    )
    figures = "".join(
        f'<li><a href="{page.slug}.xhtml#{figure["id"]}">{figure_title(figure)}</a></li>'
        for page in book.pages
        for figure in page.body.select("figure.pk-figure")
    )
    return f"""<nav epub:type="toc" id="toc"><h1>Contents</h1>
<ol><li><a href="title.xhtml">Title page</a></li>{items}</ol></nav>
<nav epub:type="loi" id="figures" class="plain"><h2>Figures</h2><ol>{figures}</ol></nav>
<nav epub:type="landmarks" hidden="hidden"><h2>Landmarks</h2><ol>
<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li><li><a epub:type="toc" href="#toc">Contents</a></li>
<li><a epub:type="bodymatter" href="{book.pages[0].slug}.xhtml">Start</a></li></ol></nav>"""


def _cover(book: Book) -> bytes:
    """A cover: the title above the first figure of the book. An image, since shelves of many readers show no SVG."""
    lines = re.split(r"(?<=:) ", book.about["title"])
    title = "".join(f'<text x="60" y="{150 + 62 * n}">{escape(line)}</text>' for n, line in enumerate(lines))
    drawing = re.sub(r"var\(--pk-paper[^\"]*\)", "#fff", book.drawings[0]).replace("currentColor", "#222")
    drawing = re.sub(r"<svg ", '<svg x="60" y="330" width="688" height="560" ', drawing, count=1)
    cover = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1120"><rect width="800" height="1120" fill="#fff"/>'
        f'<g font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="46" font-weight="bold">{title}</g>'
        f'{drawing}<text x="60" y="1040" font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="22">'
        f"Version {book.about['version']}</text></svg>"
    )
    return repack(vl_convert.svg_to_png(cover, scale=1.5))


def _package(book: Book, files: dict) -> str:
    """The package file: what the book is, what it holds, and in which order it is read."""
    about = book.about
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{book.address}{book.name}")
    keywords = "".join(f"<dc:subject>{escape(word)}</dc:subject>" for word in about["keywords"])
    access = "".join(f'<meta property="{name}">{value}</meta>' for name, values in ACCESS.items() for value in values)
    order = ["title.xhtml", "contents.xhtml", *(f"{page.slug}.xhtml" for page in book.pages)]
    spine = "".join(f'<itemref idref="{_id(name)}"/>' for name in order)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="book">urn:uuid:{identifier}</dc:identifier>
<dc:title>{escape(about["title"])}</dc:title><dc:creator>{escape(book.author)}</dc:creator>
<dc:language>en</dc:language><dc:language>ur</dc:language><dc:language>fa</dc:language>
<dc:description>{escape(about["abstract"])}</dc:description>{keywords}
<dc:rights>Texts and data: CC BY 4.0. Code: BSD 3-Clause.</dc:rights><dc:date>{about["date-released"]}</dc:date>
<meta property="dcterms:modified">{about["date-released"]}T00:00:00Z</meta>{access}</metadata>
<manifest>{"".join(_items(files))}</manifest><spine>{spine}</spine></package>
"""


def _items(files: dict) -> Iterator[str]:
    for name, content in files.items():
        marks = {"contents.xhtml": ["nav"], "cover.png": ["cover-image"]}.get(name, [])
        if name.endswith(".xhtml") and "<svg" in content:
            marks = [*marks, "svg"]
        properties = f' properties="{" ".join(marks)}"' if marks else ""
        yield f'<item id="{_id(name)}" href="{name}" media-type="{KINDS[Path(name).suffix]}"{properties}/>'


def _id(name: str) -> str:
    return "f-" + re.sub(r"[^a-z0-9]", "-", name)
