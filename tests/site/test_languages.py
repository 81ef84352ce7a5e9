"""Pages in Urdu and Persian: language and direction of every text, their letters, and light weight."""

import re

import pytest
from pages import PAGES, PHONE, SITE, settle, soup, wait_until

CODES = {"ur": "Noto Nastaliq Urdu", "fa": "Vazirmatn"}
PAGE = "chapters/languages/{}.html"
ARABIC = re.compile(r"[\u0621-\u06d3]")

pytestmark = pytest.mark.skipif(PAGE.format("ur") not in PAGES, reason="this site has no page in another language")


@pytest.fixture(params=CODES)
def code(request):
    return request.param


def language_of(text):
    return text.find_parent(lang=True)["lang"]


def test_every_text_says_its_language_and_direction(code):
    """In the part that is translated: letters of the language under its mark, English under its own."""
    page = soup(PAGE.format(code)).select_one(".pk-page")
    assert page["lang"] == code and page["dir"] == "rtl" and page.h1.get_text().strip("#")
    for dead in page.select("script, .headerlink, svg > *"):  # a drawing is read as one image, by its label
        dead.extract()
    for text in page.find_all(string=re.compile(r"\w")):
        wanted = code if ARABIC.search(text) else "en" if re.search("[A-Za-z]", text) else language_of(text)
        assert language_of(text) == wanted, text
        assert text.find_parent(dir=True)["dir"] == (
            "ltr" if wanted == "en" or text.find_parent("bdi", dir="ltr") else "rtl"
        ), text


def test_the_page_is_in_its_language_and_what_stands_around_its_text_is_english(code):
    """The title can only have the language of the page; an attribute only that of its element."""
    page = soup(PAGE.format(code))
    assert page.html["lang"] == code and page.title.find_parent(lang=True)["lang"] == code
    assert page.body["lang"] == "en" and soup("chapters/index.html").html["lang"] == "en"
    assert page.find("meta", attrs={"name": "citation_language"})["content"] == code
    for part in page.body.find_all(attrs={"aria-label": True}):
        spoken = part.get("lang") or language_of(part)
        wanted = code if ARABIC.search(part["aria-label"]) else "en"
        assert spoken == wanted or not re.search(r"\w", part["aria-label"]), part["aria-label"]
    for part in page.body.find_all(attrs={"aria-labelledby": True}):
        assert all(page.find(id=name) for name in part["aria-labelledby"].split()), part["aria-labelledby"]


def test_notice_figures_and_gaps(code):
    page = soup(PAGE.format(code))
    assert page.select_one(".pk-awaits p[lang]")["lang"] == code
    figures, gaps = page.select("figure.pk-figure"), " ".join(code.get_text() for code in page.select(".pk-gaps code"))
    assert len(figures) == 5 and all(figure["id"].endswith(f"-{code}") for figure in figures)
    for figure in figures:
        assert figure.figcaption.get("lang") == figure.svg.get("lang") == code or f"figure.{figure['id'][:-3]}" in gaps
        assert figure.select_one(".pk-chart").find_parent(dir=True)["dir"] == "ltr"


def test_letters_come_with_the_page_and_only_with_it(visit, server, code):
    tab = visit(PAGE.format(code), size=PHONE)
    wait_until(tab, f"document.fonts.check('16px \"{CODES[code]}\"', 'پاکستان')")
    fonts = [
        path
        for path, _ in server.sent
        if "/fonts/" in path and path.endswith("woff2") and "awesome" not in path.lower()
    ]
    assert len(fonts) == 1 and CODES[code].lower().replace(" ", "-") in fonts[0]
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not tab.said and not tab.asked
    settle(visit("chapters/index.html"), server)
    assert not [path for path, _ in server.sent if "nastaliq" in path or "vazirmatn" in path]


def test_signs_of_numbers_stand_before_them(visit):
    """In a text from right to left a loose "+25" would turn into "25+"."""
    tab = visit(PAGE.format("fa"))
    order = tab.evaluate("""() => {
      const mark = [...document.querySelectorAll('.pk-findings bdi')].find((bdi) => /^\\+/.test(bdi.textContent));
      const left = (at) => { const range = document.createRange(); range.setStart(mark.firstChild, at);
        range.setEnd(mark.firstChild, at + 1); return range.getBoundingClientRect().left; };
      return left(0) < left(1);
    }""")
    assert order


def test_numbers_of_a_list_have_room_beside_it(visit, code):
    """The widest, "10.", in the digits of the language: on a phone nothing else holds what hangs out of the list."""
    tab = visit(PAGE.format(code), size=PHONE)
    room, needed, kind = tab.evaluate("""() => {
      const list = document.querySelector(".pk-findings"), style = getComputedStyle(list);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = getComputedStyle(list.firstElementChild).font;
      const width = pen.measureText("10. ").width;
      return [parseFloat(style.paddingInlineStart), width, style.listStyleType];
    }""")
    assert room >= needed and kind == {"ur": "decimal", "fa": "persian"}[code]


def test_landing_page_leads_there(code):
    links = {link["href"] for link in soup("chapters/index.html").select(".bd-article a[href]")}
    assert f"languages/{code}.html" in links and (SITE / PAGE.format(code)).exists()
