"""The built site as a book: its pages in reading order, without what only a browser can use.

Every edition is made from the pages that readers see and tests have checked, so nothing is run or drawn twice.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from .. import citation
from ..scripts import ARABIC, marked

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build/html"
# Shipped with the book: few machines have fonts for both.
FONTS = {
    "Noto Nastaliq Urdu": ROOT / "_static/fonts/noto-nastaliq-urdu.woff2",
    "Vazirmatn": ROOT / "_static/fonts/vazirmatn.woff2",
}
STATED = re.compile(r"\blanguage (ar|fa|ps|ur)\b")  # as lists of sources say it
# Of use in a browser only: links beside headings, scripts, the theme's icons, links to these editions.
BROWSER_ONLY = "a.headerlink, script, style, button, svg, .sd-summary-icon, #take-it-with-you, .pk-take, .pk-run"


@dataclass(frozen=True)
class Page:
    """One page of the site: `path` in the site, the part of the contents it stands in, and its text."""

    path: str
    title: str
    part: str
    body: Tag

    @property
    def slug(self) -> str:
        """Name of the page inside an edition."""
        return re.sub(r"[^a-z0-9]+", "-", self.path.removeprefix("chapters/").removesuffix(".html").lower())

    @property
    def markup(self) -> str:
        """The title as HTML, with the mark of its language."""
        return marked(self.title, self.body.get("lang", ""))


@dataclass(frozen=True)
class Book:
    """All pages, the drawings that were taken out of them, and what CITATION.cff says of the book."""

    pages: list[Page]
    drawings: list[str]
    about: dict
    address: str  # of the site, with a slash at the end; empty while the book has none

    @property
    def name(self) -> str:
        """Start of every file name."""
        return f"pakiran-{self.about['version']}"

    @property
    def author(self) -> str:
        return ", ".join(person.get("name") or _full_name(person) for person in self.about["authors"])

    @property
    def citation(self) -> str:
        """The book as a reference list would name it."""
        year = str(self.about["date-released"])[:4]
        return f"{self.author} ({year}). {self.about['title']} (version {self.about['version']})."

    @property
    def paper(self) -> str:
        """The paper that the book accompanies, as CITATION.cff names it."""
        paper = self.about["references"][0]
        names = [_full_name(person) for person in paper["authors"]]
        return (
            f"{', '.join(names[:-1])} and {names[-1]}: {paper['title']}. "
            f"Vol. {paper['volume']}, No. {paper['issue']}, {paper['year']}, ISSN {paper['issn']}."
        )

    def link(self, to: Callable[[Page, str], str]) -> None:
        """Let links between pages lead to `to(page, name of the place)`; those to other files lead to the site."""
        pages = {page.path: page for page in self.pages}
        for page in self.pages:
            for link in page.body.select("a[href]"):
                path, _, name = link["href"].partition("#")
                path = inside(page.path, path) if path else page.path
                if re.match(r"[a-z]+:", link["href"]):
                    continue
                if path in pages:
                    link["href"] = to(pages[path], name)
                elif self.address:
                    link["href"] = self.address + path
                else:
                    link.unwrap()

    def tell_of_controls(self) -> None:
        """Say under each explorer where its live form is."""
        for page in self.pages:
            for figure in page.body.select("figure[data-controls]"):
                address = f"{self.address}{page.path}#{figure['id']}"
                where = f'<a href="{address}">{address}</a>' if self.address else f"page “{page.markup}”"
                text = f"This figure has controls on the site and in the offline edition: {where}."
                figure.append(new(f'<p class="controls">{text}</p>'))

    def restore(self, markup: str) -> str:
        """Put the drawings back into the markup of pages."""
        return re.sub(
            r'<i class="[a-z-]+" data-drawing="(\d+)"></i>', lambda found: self.drawings[int(found[1])], markup
        )


def new(markup: str) -> Tag:
    """One element, made from its markup."""
    return BeautifulSoup(markup, "html.parser").contents[0]


def _full_name(person: dict) -> str:
    return f"{person['given-names']} {person['family-names']}"


def figure_title(figure: Tag) -> str:
    """Number and title of a figure as HTML, with the mark of its language."""
    return marked(figure.select_one(".pk-title").get_text(), figure.figcaption.get("lang", ""))


def read(site: Path = SITE) -> Book:
    """The book that lies in the folder `site`. Raises FileNotFoundError where none was built."""
    start = landing(site)
    drawings: list[str] = []
    pages = [
        Page(path, title, part, _body(site / path, drawings)) for path, title, part in _contents(site / start, start)
    ]
    about = citation.read(ROOT)
    return Book(pages, drawings, about, _address(site / start, start))


def landing(site: Path) -> str:
    """The page that the root of the site sends readers to."""
    return re.search(r"url=([^\"]+)", (site / "index.html").read_text("utf-8"))[1]


def _address(file: Path, path: str) -> str:
    """Address of the site, as its pages state it; empty if they state none."""
    found = re.search(r'<link rel="canonical" href="([^"]+)"', file.read_text("utf-8"))
    return found[1].removesuffix(path) if found else ""


def _contents(file: Path, path: str):
    """(path, title, part) of each page, in the order of the site's own contents."""
    nav = BeautifulSoup(file.read_text("utf-8"), "html.parser").select_one("nav.bd-docs-nav")
    part = ""
    for entry in nav.select("p.caption, a.reference.internal"):
        text = " ".join(entry.get_text().split())
        if entry.name == "p":
            part = text
        else:
            yield inside(path, entry["href"]) if entry["href"] != "#" else path, text, part


def inside(path: str, link: str) -> str:
    """Where a relative link of the page `path` leads, seen from the root of the site."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link))


def _body(file: Path, drawings: list[str]) -> Tag:
    """The text of one page. Drawings go to `drawings`: a parser of HTML would spoil their names."""

    def keep(found):
        drawings.append(found[0])
        return f'<i class="{found[1]}" data-drawing="{len(drawings) - 1}"></i>'

    text = re.sub(r'<svg [^>]*class="(pk-wide|pk-narrow)".*?</svg>', keep, file.read_text("utf-8"), flags=re.S)
    body = BeautifulSoup(text, "html.parser").select_one("article.bd-article section")
    body.attrs |= {key: value for key, value in body.parent.attrs.items() if key in ("lang", "dir")}  # a page in Urdu
    body.extract()
    for chart in body.select(".pk-chart"):
        if chart.script and '"bind":' in chart.script.string:
            chart.find_parent("figure")["data-controls"] = ""
    for unused in body.select(BROWSER_ONLY):
        unused.decompose()
    for spoken in body.select("noscript"):  # no script runs here, so what is said without one holds
        spoken.unwrap()
    for paragraph in body.select("summary p"):  # sphinx-design writes one where HTML allows none
        paragraph.unwrap()
    for box in body.select("[tabindex]"):  # nothing scrolls here
        for mark in ("tabindex", "role", "aria-label"):
            box.attrs.pop(mark, None)
    _mark_languages(body)
    return body


def stated_language(entry: Tag | None) -> str:
    """The language that an entry of a list of sources names; empty for none."""
    named = STATED.search(entry.get_text()) if entry else None
    return named[1] if named else ""


def _mark_languages(body: Tag) -> None:
    """Say of Urdu, Persian and Arabic text that it is, and that it runs from right to left."""
    for text in body.find_all(string=ARABIC):
        if not text.find_parent(lang=True):
            named = stated_language(text.find_parent("li"))
            for piece in list(BeautifulSoup(marked(text, named), "html.parser").contents):
                text.insert_before(piece)
            text.extract()
