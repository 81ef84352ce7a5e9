"""The claims ledger on the built page: filters for readers with a script, the whole list for all others."""

from collections import defaultdict

import pytest
from pages import PAGES, PHONE, SITE, pages_with, soup, wait_until

from pakiran import load
from pakiran.claims import VERDICTS

LEDGER = "chapters/appendix/claims-ledger.html"
CLAIMS = load("claims")
SHOWN = "li[data-kind]:not([hidden])"

pytestmark = pytest.mark.skipif(LEDGER not in PAGES, reason="this site has no claims ledger")


def test_page_is_light():
    assert (SITE / LEDGER).stat().st_size <= 250_000


def test_script_is_only_where_it_is_needed():
    with_script = pages_with("ledger.js")
    assert with_script == [LEDGER]


def test_whole_list_without_script(visit):
    tab = visit(LEDGER, script=False)
    assert tab.locator(SHOWN).count() == len(CLAIMS) and tab.locator(".pk-filter").count() == 0


def test_filters_and_words(visit):
    """Each menu, the words and "Show all" do what they say, and the count is announced."""
    tab = visit(LEDGER, size=PHONE)
    status = tab.get_by_role("status")
    assert status.inner_text() == f"{len(CLAIMS)} of {len(CLAIMS)} claims"
    tab.get_by_label("Verdict").select_option("contradicted")
    assert tab.locator(SHOWN).count() == (CLAIMS["verdict"] == "contradicted").sum()
    tab.get_by_label("Verdict").select_option("")
    tab.get_by_label("Kind").select_option("forecast")
    tab.get_by_label("Section").select_option("Implications")
    wanted = CLAIMS[(CLAIMS["kind"] == "forecast") & (CLAIMS["section_id"] == "IMP")]
    assert tab.locator(SHOWN).count() == len(wanted) and f"{len(wanted)} of" in status.inner_text()
    assert tab.locator(".pk-ledger section:visible").count() == 1
    tab.get_by_role("button", name="Show all").click()
    tab.get_by_label("Words").fill("INT-05 SUPPORTED")
    assert tab.locator(SHOWN).evaluate_all("(items) => items.map((item) => item.id)") == ["int-05"]
    tab.get_by_label("Words").fill("baluchistan")
    both = tab.locator(SHOWN).count()
    tab.get_by_label("Words").fill("balochistan")
    assert tab.locator(SHOWN).count() == both > 1
    tab.get_by_label("Words").fill("no such words anywhere")
    assert tab.locator(SHOWN).count() == 0 and "0 of" in status.inner_text()
    tab.get_by_role("button", name="Show all").click()
    tab.get_by_label("Forecast class").select_option("not testable")
    assert tab.locator(SHOWN).count() == (CLAIMS["forecast_class"] == "not testable").sum()
    assert not tab.said and not tab.asked


def test_verdicts_are_listed_from_for_to_against(visit):
    offered = visit(LEDGER).get_by_label("Verdict").locator("option").all_inner_texts()
    assert offered == ["all", *(verdict for verdict in VERDICTS if verdict in set(CLAIMS["verdict"]))]


def test_keyboard_alone(visit):
    tab = visit(LEDGER)
    tab.get_by_label("Section").focus()
    for label in ("Kind", "Verdict", "Forecast class", "Words"):
        tab.keyboard.press("Tab")
        assert tab.get_by_label(label).evaluate("(control) => control === document.activeElement")
    tab.keyboard.type("jaish")
    assert 0 < tab.locator(SHOWN).count() < len(CLAIMS)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    wait_until(tab, f"document.querySelectorAll('{SHOWN}').length === {len(CLAIMS)}")


def test_link_to_a_claim_shows_it_in_spite_of_filters(visit):
    tab = visit(LEDGER + "#int-05")
    assert tab.locator("#int-05").is_visible()
    tab.get_by_label("Section").select_option("Way Forward")
    assert not tab.locator("#int-05").is_visible()
    tab.evaluate("location.hash = '#int-09'")
    tab.locator("#int-09").wait_for()
    assert tab.locator(SHOWN).count() == len(CLAIMS)


def test_links_into_the_book_lead_somewhere():
    wanted = defaultdict(set)
    for link in soup(LEDGER).select(".pk-ledger a[href^='../']"):
        file, _, anchor = link["href"].removeprefix("../").partition("#")
        wanted[file].add(anchor)
    for file, anchors in wanted.items():
        there = {tag["id"] for tag in soup(f"chapters/{file}").select("[id]")}
        assert anchors - {""} <= there, file


VERDICTS_PAGE = "chapters/index.html"


def test_data_of_a_verdict_figure_lead_to_the_ledger():
    links = {a["href"] for a in soup(VERDICTS_PAGE).select("#every-claim details tbody th a")}
    assert links == {f"appendix/claims-ledger.html#{claim.lower()}" for claim in CLAIMS["claim_id"]}


def test_a_click_on_a_mark_opens_its_claim(visit):
    tab = visit(VERDICTS_PAGE)
    tab.locator("#every-claim").scroll_into_view_if_needed()
    mark = tab.locator("#every-claim .pk-live .mark-symbol path").first
    mark.wait_for()
    mark.click()
    tab.wait_for_url("**/claims-ledger.html#*")
    assert tab.url.split("#")[1].upper() in set(CLAIMS["claim_id"])
    assert not tab.said
