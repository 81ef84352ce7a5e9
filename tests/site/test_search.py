"""The search: claims, events, people and terms, in three languages, from a server and from a folder."""

from urllib.parse import quote

import pytest
from pages import PAGES, PHONE, pages_with

from pakiran.scripts import ARABIC

FIRST = {  # query: the kind and the place of its first entry
    "INT-05": ("Claims", "claims-ledger.html#int-05"),
    "int 05": ("Claims", "claims-ledger.html#int-05"),
    "fighter jets": ("Claims", "claims-ledger.html#int-05"),
    "Amir-Abdollahian": ("People", "glossary.html#term-amir-abdollahian"),
    "Patterson": ("People", "03-immediate-responses-of-the-experts.html#reactions-matrix"),
    "Saravan": ("Terms", "glossary.html#term-saravan"),
    "IP-20240118-01": ("Events", "chronology.html#IP-20240118-01"),
    "جیش العدل": ("Terms", "glossary.html#term-jaish-al-adl"),
    "جيش‌العدل": ("Terms", "glossary.html#term-jaish-al-adl"),
    "سراوان": ("Terms", "glossary.html#term-saravan"),
    "خط لوله": ("Terms", "glossary.html#term-iran-pakistan-gas-pipeline"),
    "پائپ لائن": ("Terms", "glossary.html#term-iran-pakistan-gas-pipeline"),
    "ریمدان": ("Terms", "glossary.html#term-gabd-rimdan"),
    "عبداللهیان": ("People", "glossary.html#term-amir-abdollahian"),
}
NEEDED = {"chapters/appendix/claims-ledger.html", "chapters/appendix/glossary.html", "chapters/explore/chronology.html"}

pytestmark = pytest.mark.skipif(not set(PAGES) >= NEEDED, reason="this site has not all pages that are searched")


@pytest.fixture(scope="module")
def ask(browser, server):
    """Kinds with their links, and pages, for a query, asked in one tab."""
    context = browser.new_context()
    tab = context.new_page()

    def search(query):
        tab.goto(f"{server.url}/search.html?q={quote(query)}")
        tab.locator(".search-summary").filter(has_text="earch").wait_for(timeout=10_000)
        kinds = tab.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.pk-found h2')].map((title) =>
          [title.textContent.split(' (')[0], [...title.nextElementSibling.querySelectorAll('a')].map((a) => a.href)]))""")
        pages = tab.locator("#search-results li a").evaluate_all("(all) => all.map((a) => a.href)")
        return kinds, pages

    yield search
    context.close()


@pytest.mark.parametrize("query", FIRST)
def test_query_finds_the_place_itself(ask, query):
    kind, place = FIRST[query]
    kinds, _ = ask(query)
    assert kind in kinds, kinds
    assert kinds[kind][0].endswith(f"/{place}"), kinds[kind]


def test_events_are_found_by_place_and_group_in_each_language(ask):
    found = [ask(query)[0]["Events"] for query in ("Saravan", "سراوان")]
    assert len(found[0]) == len(found[1]) > 5
    assert len(ask("جیش العدل")[0]["Events"]) > 5 and len(ask("خط لوله")[0]["Claims"]) > 3


def test_pages_are_found_in_arabic_letters_however_spelled(ask):
    if "chapters/languages/fa.html" in PAGES:
        for query in ("جيش العدل", "جیش‌العدل", "جیشالعدل"):
            assert any(page.split("?")[0].endswith("languages/fa.html") for page in ask(query)[1]), query


def test_what_is_nowhere_is_not_found(ask):
    assert ask("zzyzx قققق")[0] == {}


@pytest.mark.parametrize("files", [False, True], ids=["served", "folder"])
def test_a_link_leads_to_its_place(visit, files):
    tab = visit("search.html?q=INT-05", size=PHONE, files=files)
    link = tab.locator(".pk-found a").first
    link.wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    link.click()
    tab.locator("#int-05").wait_for()
    assert tab.locator("#int-05").is_visible() and not tab.said and not tab.asked


def test_the_search_is_on_its_own_page_only():
    assert pages_with("find.js") == ["search.html"]


def test_names_of_pages_in_other_languages_are_marked(visit):
    """Sphinx writes its results without marks; `find.js` adds them."""
    tab = visit(f"search.html?q={quote('کمزوری')}")
    link = tab.locator("#search-results a[href*='languages/ur.html'][lang]").first
    link.wait_for()
    assert link.get_attribute("lang") == "ur" and link.get_attribute("dir") == "rtl"
    for bare in tab.locator("#search-results a:not([lang])").all():
        assert not ARABIC.search("".join(bare.locator("xpath=text()").all_text_contents()))
