"""Every page carries its own policy: its scripts run, nobody else's do, and nothing comes from another host."""

import re

import pytest
from pages import CHART_PAGES, PAGES, SITE, read_to_the_end, soup

INTRUDERS = {
    "a script": "document.body.appendChild(Object.assign(document.createElement('script'), {textContent: 'window.hit = 1'}))",
    "a handler": "document.body.insertAdjacentHTML('beforeend', '<img src=\"nothing\" onerror=\"window.hit = 1\">')",
    "a link that is a script": "(() => { const a = document.createElement('a'); a.href = 'javascript:window.hit = 1'; document.body.append(a); a.click(); })()",
}


def rules(page: str) -> dict[str, list[str]]:
    (meta,) = soup(page).select('meta[http-equiv="Content-Security-Policy"]')
    return {name: sources for name, *sources in (rule.split() for rule in meta["content"].split(";"))}


def test_every_page_has_a_policy_that_names_no_other_host(any_page):
    if soup(any_page).select('meta[http-equiv="Refresh"]'):  # Jupyter Book's first page only leads on
        assert not soup(any_page).find_all(["script", "style", "img"])
        assert all(link["href"].startswith("data:") for link in soup(any_page).find_all("link"))
        return
    found = rules(any_page)
    allowed = {"'self'", "'none'", "file:", "data:", "blob:", "'unsafe-inline'", "'unsafe-hashes'"}
    assert found["default-src"] == ["'none'"] and found["base-uri"] == ["'none'"]
    assert all(source in allowed or re.fullmatch(r"'sha256-.+'", source) for rule in found.values() for source in rule)
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"} & set(found["script-src"])
    page = (SITE / any_page).read_text("utf-8")
    assert page.index("http-equiv") < page.index("<script"), "a script stands before the policy"


@pytest.mark.parametrize("files", [False, True], ids=["web", "folder"])
def test_charts_search_and_menus_live_with_the_policy(visit, files):
    for page in (CHART_PAGES[0], "index.html"):
        tab = visit(page, files=files)
        if page in CHART_PAGES:
            read_to_the_end(tab)
        tab.wait_for_timeout(200)
        assert tab.said == [] and tab.asked == []


@pytest.mark.parametrize("name", INTRUDERS)
def test_a_script_that_got_into_a_page_does_not_run(visit, name):
    tab = visit(CHART_PAGES[0])
    tab.evaluate(INTRUDERS[name])
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.hit === undefined")
    assert any("Content Security Policy" in text for text in tab.said), tab.said


def test_the_intruders_are_real(browser):
    """On a page without a policy each of them gets through, so the test above can fail."""
    for code in INTRUDERS.values():
        tab = browser.new_page()
        tab.set_content("<p>No policy here.</p>")
        tab.evaluate(code)
        tab.wait_for_timeout(300)
        assert tab.evaluate("window.hit === 1"), code
        tab.close()


def test_nothing_is_asked_of_another_host(visit):
    tab = visit(PAGES[0])
    tab.evaluate("fetch('https://example.org/').catch(() => 0); new Image().src = 'https://example.org/a.png'")
    tab.wait_for_timeout(300)
    assert tab.asked == [], "the policy did not stop it: it reached the network"


def test_a_tooltip_shows_markup_as_text(visit):
    """Every text of the charts becomes hostile before they come to life; then the pointer visits their marks."""
    tab = visit("chapters/01-introduction.html")
    tab.evaluate(
        """() => {
            const nasty = '<img src=x onerror="window.hit = 1"><b>bold</b>';
            for (const box of document.querySelectorAll(".pk-chart > script")) {
                const spec = JSON.parse(box.textContent);
                for (const rows of Object.values(spec.data)) for (const row of rows)
                    for (const key of ["title", "summary", "place"]) if (typeof row[key] === "string") row[key] = nasty;
                box.textContent = JSON.stringify(spec);
            }
        }"""
    )
    read_to_the_end(tab)
    seen = tab.evaluate(
        """() => {
            const seen = [];
            for (const mark of document.querySelectorAll(".pk-live svg path, .pk-live svg rect")) {
                const box = mark.getBoundingClientRect();
                const at = {bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2};
                mark.dispatchEvent(new PointerEvent("pointerover", at));
                mark.dispatchEvent(new PointerEvent("pointermove", at));
                const tip = document.querySelector(".pk-tip");
                if (tip && !tip.hidden) seen.push([tip.textContent, tip.querySelectorAll("img").length]);
            }
            return seen;
        }"""
    )
    assert any('<img src=x onerror="window.hit = 1"><b>bold</b>' in text for text, _ in seen), len(seen)
    assert all(images == 0 for _, images in seen) and tab.evaluate("window.hit === undefined")
