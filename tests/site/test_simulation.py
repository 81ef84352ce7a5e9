"""The simulation's page: the tool beside the record gives the numbers of Python, on a phone and without a kernel."""

import pytest
from pages import PAGES, PHONE, SITE, pages_with, soup

from pakiran.teach import simulation

PAGE = "chapters/teach/simulation.html"
MOVES = "1 Pakistan 041\n2 pakistan 114\n3 Both 037\n4 Iran 190\n5 China 039\n6 Both 057\n9 Iran 041\n2 Iran 999\n3 Nobody 010\nx"

pytestmark = pytest.mark.skipif(PAGE not in PAGES, reason="this site has no simulation")


def shown(tab) -> list[list[float]]:
    rows = tab.locator(".pk-sim-tool tbody tr").all()
    return [[float(cell) for cell in row.locator("td").all_inner_texts()] for row in rows]


def test_script_is_only_where_it_is_needed():
    assert pages_with("simulation.js") == [PAGE]
    assert pages_with("simulation.css") == [PAGE]


@pytest.mark.parametrize("armed", [True, False])
def test_page_and_kernel_show_the_same_numbers(visit, armed):
    tab = visit(PAGE, size=PHONE)
    tab.locator(".pk-sim-tool textarea").fill(MOVES)
    tab.get_by_label("Count acts of force").set_checked(armed)
    frame, problems = simulation.compare(simulation.Record(), MOVES, armed)
    assert shown(tab) == frame.astype(float).to_numpy().tolist()
    assert tab.locator(".sim-said p").all_inner_texts() == problems and len(problems) == 4
    assert not tab.said and not tab.asked


def test_menus_write_a_line(visit):
    tab = visit(PAGE)
    menu = tab.locator(".sim-add select").nth
    menu(0).select_option("3")
    menu(1).select_option("Both")
    menu(2).select_option("037")
    tab.get_by_role("button", name="Add the move").click()
    tab.get_by_role("button", name="Add the move").click()
    assert tab.locator(".pk-sim-tool textarea").input_value() == "3 Both 037\n3 Both 037\n"
    assert shown(tab)[2][:4] == [3, 2, 10, 10]
    first = menu(2).locator("option").first
    assert first.get_attribute("value") == next(iter(simulation.move_labels()))


def test_cards_read_without_script_and_fit_a_phone(visit):
    tab = visit(PAGE, size=PHONE, script=False)
    assert tab.locator("details[id^='role-']").count() == len(simulation.course("roles")["role"]) + 1  # and press
    for card in tab.locator("details[id^='turn-'] > summary").all():
        card.click()
    assert tab.locator("#turn-5 .sim-losses").is_visible() and tab.locator(".pk-sim-tool textarea").count() == 0
    tab = visit(PAGE, size=PHONE)
    for card in tab.locator("details[id^='turn-'] > summary, details[id^='role-'] > summary").all():
        card.click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_folded_cards_do_not_name_what_comes():
    summaries = " ".join(tag.get_text() for tag in soup(PAGE).select("details[id^='turn-'] > summary"))
    assert not any(turn["name"] in summaries for turn in simulation.course("turns")["turn"])


def test_teachers_sheets_are_not_published():
    """The guide and the debrief sheets are for the teacher's archive."""
    text = (SITE / PAGE).read_text("utf-8")
    assert "Common problems" not in text and "What came out later: turn" not in text
