"""Every reader: axe-core on every page, then what no rule can see: keyboard, zoom, forced colours, what is announced."""

import itertools
import re

import pytest
from pages import CHART_PAGES, DESK, PAGES, PHONE, SITE, soup, wait_until

from pakiran.scripts import ARABIC

axe = pytest.importorskip("axe_playwright_python.base")  # carries axe-core, so no network is needed

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": LEVELS, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# A rule that cannot be met: (rule, start of the node's selector) -> reason. Empty is what we want.
EXCEPTIONS: dict[tuple[str, str], str] = {}
# One page of each kind is looked at in both modes at both widths; the others light and wide, dark and narrow.
FOUR_TIMES = ["chapters/index.html", "chapters/01-introduction.html", "chapters/teach/simulation.html", "search.html"]
SCROLLS_BY_KEYS = (
    """[...document.querySelectorAll("pre[tabindex='-1']")].every((one) => one.scrollWidth <= one.clientWidth)"""
)
# Lists whose entries are all made alike: the first dozen are looked at, of a hundred and more.
LIKE_OTHERS = ".pk-claims > li, .pk-glossary > div, .pk-codebook > details, .pk-source-list > li, .pk-table tbody > tr"
# What makes axe slow and tells it nothing: a drawing is one image (test_charts.py looks inside), the rest of long lists.
LIGHTEN = """(alike) => {
  document.querySelectorAll(".pk-chart svg").forEach((svg) => svg.replaceChildren());
  document.querySelectorAll(alike).forEach((entry) => {
    if ([...entry.parentElement.children].indexOf(entry) >= 12) entry.dataset.spare = "";
  });
  document.querySelectorAll("[data-spare]").forEach((entry) => entry.remove());
  const kinds = new Set(); // of code tokens: one of each keeps its colour
  document.querySelectorAll("pre span[class]").forEach((token) => {
    if (kinds.has(token.className)) token.replaceWith(token.textContent);
    kinds.add(token.className);
  });
  document.head.insertAdjacentHTML("beforeend", "<style>* { transition: none !important }</style>");
}"""


# --- axe-core --------------------------------------------------------------------


def test_axe(visit, any_page):
    """No violation of WCAG 2.2 A and AA or of best practice, with every chart alive that has controls."""
    if any_page == "index.html":
        return  # sends readers on at once
    tab = visit(any_page)
    for chart in tab.locator(".pk-chart:has(script)").all():
        if '"bind":{' in chart.locator("script").inner_text():
            chart.scroll_into_view_if_needed()
            chart.locator("xpath=self::*[contains(@class, 'pk-ready')]").wait_for()
    tab.evaluate(axe.AXE_SCRIPT)
    found = []
    for size, mode in ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")):
        if (size is DESK) == (mode == "light") or any_page in FOUR_TIMES:
            found += broken_rules(tab, size, mode)
    assert not found, "\n".join(found)
    assert not tab.said


def broken_rules(tab, size, mode):
    """Lines, one for each node that breaks a rule."""
    if tab.viewport_size != size:
        tab.set_viewport_size(size)
        wait_until(tab, "!document.querySelector('.pk-chart:has(.pk-live):not(.pk-ready)')")  # drawn anew
        wait_until(tab, SCROLLS_BY_KEYS)  # the theme looks anew at what scrolls, but not at once
    tab.evaluate("(mode) => { document.documentElement.dataset.theme = mode }", mode)
    tab.evaluate(LIGHTEN, LIKE_OTHERS)
    result = tab.evaluate("(rules) => axe.run(document, rules)", RULES)
    lines = []
    for rule in result["violations"]:
        for node in rule["nodes"]:
            selector = " ".join(map(str, node["target"]))
            if not any(rule["id"] == name and selector.startswith(start) for name, start in EXCEPTIONS):
                lines.append(f"{rule['id']} ({size['width']} px, {mode}): {selector}: {node['html'][:160]}")
    return lines


def test_axe_can_fail(visit):
    """A page that is broken on purpose is caught in each of its faults."""
    tab = visit("chapters/index.html" if "chapters/index.html" in PAGES else PAGES[0])
    tab.evaluate("""() => {
      document.querySelector("article").insertAdjacentHTML("beforeend",
        "<img src='data:,'><button></button><p style='color: #999; background: #aaa'>grey</p>");
    }""")
    tab.evaluate(axe.AXE_SCRIPT)
    rules = {line.split(" ")[0] for line in broken_rules(tab, DESK, "light")}
    assert rules >= {"image-alt", "button-name", "color-contrast"}


# --- as the pages lie in the folder -------------------------------------------------


def test_titles_are_unique():
    titles = [re.search("<title>(.*?)</title>", (SITE / page).read_text("utf-8"), re.S)[1] for page in PAGES]
    assert len(titles) == len(set(titles))


def test_headings_are_in_order(any_page):
    if any_page == "index.html":
        return
    heads = [int(tag.name[1]) for tag in soup(any_page).select("main :is(h1, h2, h3, h4, h5)") if not is_for_paper(tag)]
    assert heads.count(1) == 1 and all(after <= before + 1 for before, after in itertools.pairwise(heads))


def is_for_paper(tag):
    return tag.find_parent(class_="onlyprint") is not None


def test_tables_have_names_and_heads(any_page):
    for table in soup(any_page).select("main table:not(.indextable)"):
        assert table.caption or table.get("aria-label"), table.get_text(" ")[:80]
        assert table.select("th") and all(cell.get("scope") for cell in table.select("th")), table.get_text(" ")[:80]


def test_language_of_parts(any_page):
    """Arabic letters stand in an element that names their language."""
    if any_page == "index.html":
        return
    for text in soup(any_page).body.find_all(string=ARABIC):
        if not text.find_parent("script"):
            assert text.find_parent(lang=True)["lang"] in {"ur", "fa", "ar"}, text[:60]


def test_descriptions_name_something_of_the_data():
    """The sentence of a chart holds a number or a name that its table has."""
    for page in CHART_PAGES:
        for figure in soup(page).select("figure.pk-figure"):
            said = figure.select_one(".pk-still svg")["aria-label"]
            cells = {cell.get_text(strip=True) for cell in figure.select("tbody :is(th, td)")}
            named = any(len(cell) > 2 and cell in said for cell in cells)
            assert named or re.search(r"\d", said), f"{figure['id']}: {said}"


# --- keyboard ----------------------------------------------------------------------

# What has the focus: whether it is seen (outline or shadow, on the screen, under nothing), and its place.
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const outer = getComputedStyle(one.closest("label") ?? one);
  const top = document.elementFromPoint(Math.max(1, box.left + Math.min(box.width / 2, 8)), Math.max(1, box.top + Math.min(box.height / 2, 8)));
  const ring = [style, outer].some((s) => s.outlineStyle !== "none" || s.boxShadow !== "none");
  const open = !top || one.contains(top) || top.contains(one) || one.closest("label")?.contains(top);
  return { name: one.tagName + "." + one.className + " " + (one.ariaLabel ?? one.textContent).trim().slice(0, 40),
    ring, open, inMain: Boolean(one.closest("main")), body: one === document.body, size: Math.min(box.width, box.height) };
}"""


def walk(tab, most):
    """Press Tab up to `most` times; what had the focus, in order."""
    seen = []
    for _ in range(most):
        tab.keyboard.press("Tab")
        seen.append(tab.evaluate(FOCUS))
        if seen[-1]["body"]:
            break
    return seen


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_focus_is_seen_and_never_trapped(visit, size):
    """Through a whole page: each stop has a ring and lies under nothing, menus before the text, and the end is reached."""
    page = "chapters/appendix/contribute.html"
    if page not in PAGES:
        pytest.skip("this site has no such page")
    tab = visit(page, size=size)
    tab.emulate_media(reduced_motion="reduce")  # the skip link slides in
    stops = walk(tab, 150)
    assert stops[-1]["body"], "the end is never reached"
    lost = [stop["name"] for stop in stops[:-1] if not (stop["ring"] and stop["open"])]
    assert not lost, lost
    in_main = [stop["inMain"] for stop in stops[:-1]]
    assert in_main == sorted(in_main)  # menus first, then the text
    assert "Skip to main content" in stops[0]["name"]


def test_skip_link(visit):
    tab = visit(CHART_PAGES[0])
    tab.keyboard.press("Tab")
    link = tab.locator("#pst-skip-link a")
    assert link.is_visible()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_menu_on_a_phone(visit):
    """The menu opens by keyboard, keeps the focus inside, and Escape gives it back to its button."""
    tab = visit(CHART_PAGES[0], size=PHONE)
    tab.locator(".primary-toggle").first.focus()
    tab.keyboard.press("Enter")
    dialog = tab.locator("#pst-primary-sidebar-modal")
    wait_until(tab, "document.querySelector('#pst-primary-sidebar-modal').open")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('dialog') !== null")
    tab.keyboard.press("Escape")
    wait_until(tab, "document.activeElement.classList.contains('primary-toggle')")
    assert not dialog.is_visible()


def test_search_dialog(visit):
    """Control and K opens it with the focus in the field; Escape closes it."""
    tab = visit(CHART_PAGES[0])
    wait_until(tab, "document.readyState === 'complete'")
    tab.keyboard.press("Control+k")
    wait_until(tab, "document.activeElement.name === 'q'")
    tab.keyboard.press("Escape")
    assert not tab.locator("#pst-search-dialog").is_visible()


def test_control_of_a_chart_announces_what_changed(visit):
    page = "chapters/explore/pipeline-choices.html"
    if page not in PAGES:
        pytest.skip("this site has no such page")
    tab = visit(page)
    chart = tab.locator("#choices-prices .pk-chart")
    chart.scroll_into_view_if_needed()
    control = chart.locator("input[type=range]").first
    control.focus()
    assert tab.evaluate(FOCUS)["ring"]
    tab.keyboard.press("ArrowRight")
    wait_until(tab, "document.querySelector('#choices-prices [role=status]').textContent.includes('USD per MMBtu')")
    assert "The chart has changed" in chart.get_by_role("status").inner_text()


def test_escape_closes_the_tip(visit):
    tab = visit(CHART_PAGES[0])
    mark = tab.locator(".pk-live .role-mark path[transform], .pk-live .role-mark path")
    tab.locator(".pk-chart").first.scroll_into_view_if_needed()
    mark.first.wait_for()
    mark.first.hover(force=True)
    wait_until(tab, "document.querySelector('.pk-tip') !== null && !document.querySelector('.pk-tip').hidden")
    tab.keyboard.press("Escape")
    assert tab.locator(".pk-tip").is_hidden()


# --- motion and forced colours ---------------------------------------------------------


def test_motion_and_forced_colours(visit):
    """Nothing moves for readers who ask for that, and the focus has an outline where shadows are not drawn."""
    tab = visit(CHART_PAGES[0])
    tab.emulate_media(reduced_motion="reduce", forced_colors="active")
    moving = tab.evaluate("""() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior === "smooth";
    }).length""")
    assert moving == 0
    tab.locator("nav.bd-links a").first.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    ink = tab.evaluate("getComputedStyle(document.querySelector('figure.pk-figure')).color")
    assert ink == tab.evaluate("getComputedStyle(document.body).color")


@pytest.mark.parametrize("page", ["chapters/teach/session-4.html", "chapters/explore/pipeline-choices.html"])
def test_a_table_that_scrolls_shows_it(visit, page):
    """Its box has a shadow at the edge, and nothing opaque in it hides the shadow."""
    if page not in PAGES:
        pytest.skip("this site has no such page")
    tab = visit(page)
    boxes = "document.querySelectorAll('.pk-table, .pst-scrollable-table-container')"
    shadows = tab.evaluate(f"[...{boxes}].map(box => getComputedStyle(box).backgroundAttachment)")
    assert shadows and set(shadows) == {"local, local, scroll, scroll"}
    painted = "[...document.querySelectorAll('.pst-scrollable-table-container :is(td, tbody th)')]"
    assert set(tab.evaluate(f"{painted}.map(cell => getComputedStyle(cell).backgroundColor)")) <= {"rgba(0, 0, 0, 0)"}
