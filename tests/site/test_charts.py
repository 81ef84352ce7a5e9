"""Charts of the built site: there for every reader, alive where they can be."""

import gzip
import json
import re

import pytest
from pages import BUNDLE, CHART_PAGES, DESK, PHONE, SITE, read_to_the_end, soup, wait_until

from pakiran.figures import is_sentence

# Contrast of two CSS colours as WCAG counts it; colours without alpha only.
CONTRAST = """(pair) => {
  const light = (css) => {
    const [r, g, b] = css.match(/[\\d.]+/g).map((n) => n / 255)
      .map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const [low, high] = pair.map(light).sort((a, b) => a - b);
  return (high + .05) / (low + .05);
}"""


# Texts that the edge of a drawing, or of a frame in it, cuts. What lies wholly outside a frame is hidden on purpose.
CUT = """(drawings) => {
  const found = [];
  for (const svg of document.querySelectorAll(drawings)) {
    const whole = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (!whole.width || !box.width || !text.textContent.trim()) continue;
      const over = (edge) => Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom);
      let cut = over(whole) > 1.5, hidden = false;
      for (let part = text; part !== svg; part = part.parentElement) {
        const name = part.getAttribute("clip-path")?.match(/#([^)"]+)/)?.[1];
        if (!name) continue;
        const shape = document.getElementById(name).firstElementChild.getBBox(), to = part.getScreenCTM();
        const edge = new DOMRect(to.e + to.a * shape.x, to.f + to.d * shape.y, to.a * shape.width, to.d * shape.height);
        cut ||= over(edge) > 1.5;
        hidden ||= box.right < edge.left || box.left > edge.right || box.bottom < edge.top || box.top > edge.bottom;
      }
      if (cut && !hidden) found.push(`${svg.closest("figure")?.id ?? svg.ariaLabel}: ${text.textContent}`);
    }
  }
  return found;
}"""


def test_there_are_charts():
    """Without one, everything below would pass for nothing."""
    assert CHART_PAGES, f"no page of {SITE} has a figure"


def test_figures_are_complete(chart_page):
    """Name, number, caption, description, two drawings, data, and the live form."""
    for figure in soup(chart_page).select("figure.pk-figure"):
        name = figure.get("id", "")
        assert re.fullmatch(r"[a-z][a-z0-9-]+", name), f"no stable name: {name!r}"
        assert re.match(r"Fig\. \d", figure.figcaption.get_text(strip=True)), name
        drawings = figure.select(".pk-still > svg")
        assert len(drawings) == 2, name
        for svg in drawings:
            assert svg["role"] == "img" and is_sentence(svg["aria-label"]), name
        head = figure.select("details table thead th")
        rows = figure.select("details table tbody tr")
        assert head and rows, f"{name} has no table"
        assert all(th.get("scope") == "col" and th.get_text(strip=True) for th in head), name
        assert all(row.th and row.th.get("scope") == "row" for row in rows), name
        live = json.loads(figure.select_one("script[type='application/json']").string)
        assert {"wide", "narrow", "data"} <= live.keys(), name


def test_names_and_ids_are_unique():
    """A figure is cited by its name, so the whole book has it once."""
    names = []
    for page in CHART_PAGES:
        tree = soup(page)
        names += [figure["id"] for figure in tree.select("figure.pk-figure")]
        ids = [tag["id"] for tag in tree.select("[id]")]
        assert sorted(ids) == sorted(set(ids)), f"{page} has an id twice"
    assert len(names) == len(set(names))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_visible_without_script(visit, chart_page, size):
    """With JavaScript off every chart is there: one drawing, wide enough to read."""
    tab = visit(chart_page, size=size, script=False)
    for chart in tab.locator(".pk-chart").all():
        shown = [svg for svg in chart.locator(".pk-still > svg").all() if svg.is_visible()]
        assert len(shown) == 1
        assert shown[0].bounding_box()["width"] > 0.7 * min(size["width"], 700)
    for details in tab.locator(".pk-figure details").all():
        assert details.is_visible()
    if size == PHONE:
        check_letters(tab, chart_page)


def check_letters(tab, page):
    """On a phone no letter of a drawing is smaller than 9 px, however it is scaled."""
    for figure in soup(page).select("figure.pk-figure"):
        svg = figure.select_one("svg.pk-narrow")
        drawn = tab.locator(f"#{figure['id']} svg.pk-narrow").bounding_box()["width"]
        scale = drawn / float(svg["viewbox"].split()[2])
        sizes = [float(text["font-size"].removesuffix("px")) for text in svg.select("text[font-size]")]
        assert min(sizes, default=12) * scale >= 9, figure["id"]


def test_no_text_of_a_drawing_is_cut(browser):
    """Both drawings of every figure, at the widths that they are made for."""
    context = browser.new_context(viewport=DESK)
    tab, cut = context.new_page(), []
    for page in CHART_PAGES:
        drawings = re.findall(r'<svg [^>]*class="pk-(?:wide|narrow)".*?</svg>', (SITE / page).read_text("utf-8"), re.S)
        tab.set_content(f"<style>svg {{ display: block; margin: 9em; overflow: visible }}</style>{''.join(drawings)}")
        cut += [(page, text) for text in tab.evaluate(CUT, "svg")]
    assert cut == []
    tab.evaluate("document.querySelector('svg text').setAttribute('transform', 'translate(-900,0)')")
    assert tab.evaluate(CUT, "svg"), "a text that is cut on purpose is not seen"
    context.close()


# To bring all charts of a page to life takes seconds, so what needs them alive is asked of two visits:
# a wide screen, served, light; and a phone, from a folder, dark. Each check below says what it wants.


def test_alive_on_a_wide_screen(visit, server, chart_page):
    """One late bundle, legible in both modes, icons in the small font, and paper gets the drawing."""
    tab = visit(chart_page)
    check_late_bundle(tab, server)
    check_icons(tab, server)
    check_modes(tab)
    check_print(tab)


def test_alive_on_a_phone(visit, server, chart_page):
    """The same page as a file on a phone in dark mode, and its controls by keyboard."""
    tab = visit(chart_page, size=PHONE, files=True, dark=True)
    check_late_bundle(tab, server)
    check_controls(tab)
    check_modes(tab)
    check_print(tab)


def check_late_bundle(tab, server):
    """The bundle is asked for when a chart is near, once; nothing else is asked for."""
    asked = []
    tab.on("request", lambda request: BUNDLE in request.url and asked.append(request.url))
    far = tab.evaluate("document.querySelector('.pk-chart').getBoundingClientRect().top > innerHeight + 250")
    if far:
        tab.wait_for_timeout(300)
        assert not asked and not any(BUNDLE in path for path, _ in server.sent)
    read_to_the_end(tab)
    assert tab.locator(f"script[src*='{BUNDLE}']").count() == 1
    assert len(asked) <= 1
    assert not tab.asked, "the page asked another host"
    assert not tab.said, "the console is not clean"
    check_descriptions(tab)
    assert tab.evaluate(CUT, ".pk-live svg") == []
    for chart in tab.locator(".pk-chart").all():
        box, room = chart.locator(".pk-live svg").first.bounding_box(), chart.bounding_box()
        assert room["width"] * 0.8 < box["width"] <= room["width"] + 1


def check_descriptions(tab):
    """A live chart is one image with the sentence of its drawing; nothing inside it speaks or takes the focus."""
    for name, label, said, hidden, stops in tab.evaluate("""[...document.querySelectorAll(".pk-chart")].map((chart) => {
        const image = chart.querySelector(".pk-live > [role='img']"), still = chart.querySelector(".pk-still svg");
        const stops = image.querySelectorAll("a, [tabindex]").length;
        return [chart.parentElement.id, image.ariaLabel, still.ariaLabel, image.querySelector("svg").ariaHidden, stops];
      })"""):
        assert label == said and hidden == "true" and stops == 0, name


def check_modes(tab):
    """Text of the live chart stands out from the page, also after a change of mode."""
    for mode in ("as it was", "light", "dark"):
        if mode != "as it was":
            tab.evaluate("(mode) => { document.documentElement.dataset.theme = mode }", mode)
            tab.wait_for_timeout(400)  # the theme fades its colours
        ink = tab.evaluate("getComputedStyle(document.querySelector('.pk-live svg text')).fill")
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert tab.evaluate(CONTRAST, [ink, paper]) >= 4.5, f"{mode}: {ink} on {paper}"


def check_print(tab):
    """Paper gets the drawing in black on white, not the live chart, even from a dark screen."""
    tab.emulate_media(media="print")
    tab.wait_for_timeout(400)
    for chart in tab.locator(".pk-chart").all():
        assert chart.locator(".pk-wide").is_visible()
        assert not chart.locator(".pk-live").is_visible()
    for text, style in (".pk-still svg text", "fill"), ("article p", "color"):
        ink = tab.evaluate("([css, key]) => getComputedStyle(document.querySelector(css))[key]", [text, style])
        assert tab.evaluate(CONTRAST, [ink, "rgb(255, 255, 255)"]) >= 7, text


def changes(control, key, drawing, before):
    """Whether the drawing is another one soon after a key was pressed on a control."""
    value = control.input_value()
    control.press(key)
    for _ in range(40 if control.input_value() != value else 0):
        if drawing.inner_html() != before:
            return True
        control.page.wait_for_timeout(50)
    return False


def check_controls(tab):
    """Each slider and menu of a chart has a label, takes the focus, and changes the chart."""
    for chart in tab.locator(".pk-chart:has(.vega-bind)").all():
        for control in chart.locator("input[type=range], select").all():
            assert control.evaluate("(c) => c.labels.length && c.labels[0].textContent.trim() !== ''")
            first, drawing = control.input_value(), chart.locator(".pk-live svg")
            before = drawing.inner_html()
            control.focus()
            # A menu's first entry has none above it, and not each entry must change the drawing.
            assert any(changes(control, key, drawing, before) for key in ("ArrowUp", "ArrowDown", "ArrowDown"))
            # Back again: several controls together may leave nothing that the next could change.
            control.fill(first) if control.get_attribute("type") == "range" else control.select_option(first)


def check_icons(tab, server):
    """Each icon on the page is in the font inside icons.css; the theme's big one is not asked for."""
    assert tab.evaluate("[...document.fonts].some((f) => /Awesome/.test(f.family) && f.status === 'loaded')")
    assert not [path for path, _ in server.sent if "webfonts" in path]
    codes = tab.evaluate("""[...document.querySelectorAll("[class*='fa-solid']")]
      .map((icon) => getComputedStyle(icon, '::before').content.codePointAt(1).toString(16).toUpperCase())""")
    known = (SITE / "_static/icons.css").read_text("utf-8")
    assert codes and not {code for code in codes if f"U+{code}" not in known}


def test_search_finds(visit):
    """The search engine is left out of other pages, not of its own."""
    words = re.findall(r"[A-Za-z]{5,}", soup(CHART_PAGES[0]).h1.get_text())
    tab = visit(f"search.html?q={words[0]}")
    tab.locator("#search-results li").first.wait_for(timeout=5000)
    assert not tab.asked and not tab.said


def test_a_live_chart_follows_its_room(visit):
    """The room changes with no change of the window, as when the reader folds the contents away."""
    tab = visit("chapters/index.html")
    read_to_the_end(tab)
    box = tab.locator(".pk-chart").first
    box.evaluate("(chart) => { chart.style.width = '500px' }")
    wait_until(tab, "document.querySelector('.pk-live svg').viewBox.baseVal.width === 500")
    box.evaluate("(chart) => { chart.style.width = '' }")
    wait_until(tab, "document.querySelector('.pk-live svg').viewBox.baseVal.width > 600")
    assert not tab.said


def test_stays_a_drawing_if_the_bundle_fails(visit, chart_page):
    """A filtered network may hold back the script: the reader still has the chart."""
    tab = visit("search.html")  # a page without charts; the root page only sends readers on
    tab.route(f"**/{BUNDLE}", lambda route: route.abort())
    tab.goto(tab.url.rsplit("/", tab.url.removeprefix("http://").count("/"))[0] + "/" + chart_page)
    tab.locator(".pk-chart").first.scroll_into_view_if_needed()
    tab.wait_for_timeout(500)
    assert tab.locator(".pk-still svg:visible").count() == tab.locator(".pk-chart").count()


def test_bundle_is_small_and_licensed():
    """At most 320 kB for the reader, with the licence that the authors ask for."""
    code = (SITE / "_static" / BUNDLE).read_bytes()
    assert len(gzip.compress(code, 9)) <= 320_000
    assert b"BSD 3-Clause" in code[:400]
