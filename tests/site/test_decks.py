"""Decks as a class and a teacher see them: opened from a folder, in a browser, and on paper."""

import re

import pytest

from pakiran.teach import slides

SCREEN = {"width": 1280, "height": 720}
# Of one deck: slides whose text runs into the foot, the smallest text, the smallest letter of a drawing.
MEASURE = """() => [...document.querySelectorAll("article")].map((article) => {
  document.querySelectorAll("article").forEach((other) => other.classList.toggle("now", other === article));
  const section = article.querySelector("section");
  const foot = section.querySelector(":scope > footer").getBoundingClientRect().top;
  const parts = [...section.children].filter((part) => part.localName !== "footer");
  const size = (node) => parseFloat(getComputedStyle(node).fontSize);
  const text = [...section.querySelectorAll("h1, h2, p, li, td, th, b")].filter((node) => !node.closest("figure"));
  const small = [...section.querySelectorAll("figcaption, footer")];
  const letters = [...section.querySelectorAll("svg text")].filter((node) => node.textContent.trim());
  return {
    slide: Number(article.id),
    room: foot - Math.max(...parts.map((part) => part.getBoundingClientRect().bottom)),
    wide: section.scrollWidth - section.clientWidth,
    text: Math.min(...text.map(size)),
    small: Math.min(...small.map(size)),
    drawing: Math.min(99, ...letters.map((node) => size(node) * Math.hypot(node.getScreenCTM().a, node.getScreenCTM().b))),
  };
})"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    return slides.build(tmp_path_factory.mktemp("out"))


@pytest.fixture
def opened(browser):
    """`opened(path, ...)` is a tab with a deck; whatever is not in the folder fails the test."""
    contexts = []

    def go(path, at="", size=SCREEN, **more):
        context = browser.new_context(viewport=size, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.said = []
        tab.on("console", lambda message: message.type in ("error", "warning") and tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("request", lambda request: request.url.startswith("file:") or tab.said.append(request.url))
        tab.goto(path.as_uri() + at)
        return tab

    yield go
    for context in contexts:
        context.close()


def test_every_slide_fits_and_can_be_read_from_the_last_row(decks, opened):
    for path in decks:
        tab = opened(path)
        for slide in tab.evaluate(MEASURE):
            assert slide["room"] >= 0 and slide["wide"] <= 0, (path.stem, slide)
            assert slide["text"] >= 24 and slide["small"] >= 14 and slide["drawing"] >= 14, (path.stem, slide)
        assert tab.said == []


def test_a_deck_prints_one_slide_a_page(decks, opened):
    for path in decks:
        tab = opened(path)
        pages = re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True))
        assert len(pages) == tab.locator("article").count(), path.stem


def test_notes_print_as_well(decks, opened):
    tab = opened(decks[0], "?notes")
    pdf = tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == tab.locator("article").count()
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or b"/MediaBox [0 0 595" in pdf


def test_keys_address_overview_and_contrast(decks, opened):
    tab = opened(decks[0], "#3")

    def seen():
        return tab.locator("article:visible").evaluate_all("all => all.map((one) => one.id)")

    assert seen() == ["3"]
    tab.keyboard.press("ArrowRight")
    assert seen() == ["4"] and tab.url.endswith("#4")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowLeft")
    assert tab.url.endswith("#2")
    tab.keyboard.press("o")
    assert len(seen()) == tab.locator("article").count()
    tab.locator("article").nth(6).click()
    assert seen() == ["7"] and tab.url.endswith("#7")
    tab.keyboard.press("c")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    tab.keyboard.press("c")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.said == []


def test_notes_open_beside_the_slides_and_both_move_together(decks, opened):
    tab = opened(decks[0], "#5")
    with tab.expect_popup() as opening:
        tab.keyboard.press("n")
    notes = opening.value
    notes.wait_for_selector("article.now aside")
    assert tab.locator("aside:visible").count() == 0 and notes.locator("aside:visible").count() == 1
    tab.keyboard.press("ArrowRight")
    notes.wait_for_selector('article.now[id="6"]')
    notes.keyboard.press("ArrowRight")
    tab.wait_for_selector('article.now[id="7"]')


def test_a_swipe_turns_the_slide(decks, opened):
    tab = opened(decks[0], has_touch=True)
    tab.evaluate("""() => {
      const at = (x) => new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 300 });
      document.body.dispatchEvent(new TouchEvent("touchstart", { touches: [at(900)], bubbles: true }));
      document.body.dispatchEvent(new TouchEvent("touchend", { changedTouches: [at(300)], bubbles: true }));
    }""")
    assert tab.url.endswith("#2")


@pytest.mark.parametrize("more", [{"size": {"width": 360, "height": 740}}, {"java_script_enabled": False}])
def test_on_a_phone_and_without_script_a_deck_scrolls(decks, opened, more):
    tab = opened(decks[0], **more)
    assert tab.locator("section:visible").count() == tab.locator("article").count()
    if "size" in more:
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
