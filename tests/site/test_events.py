"""The chronology explorer on the built page: what it selects, lists, saves and restores is what a kernel selects."""

import re
from pathlib import Path

import pytest
from pages import PAGES, PHONE, SITE, pages_with, wait_until

from pakiran import explore_chronology, load

PAGE = explore_chronology.PAGE
NAMES = ["events", "event_actors", "actors", "places", "events_sources", "sources"]
pytestmark = pytest.mark.skipif(PAGE not in PAGES, reason="this site has no chronology explorer")
SETTINGS = [
    {"first": 2010, "last": 2019, "domain": "militant", "place": "Iran: Sistan and Baluchestan"},
    {"actor": "Jaish al-Adl", "support": "high"},
    {"first": 2024, "last": 2024, "since": "2024-01-14", "until": "2024-01-20"},
    {"direction": "PAK->IRN", "place": "Pakistan", "first": 2000},
    {"first": 2020, "last": 2010},
]


@pytest.fixture(scope="module")
def explorer():
    return explore_chronology.events_explorer({name: load(name) for name in NAMES})


def listed(tab) -> list[str]:
    return tab.locator(".pk-events li:not([hidden])").evaluate_all("(items) => items.map((item) => item.id)")


def in_the_widget(explorer, setting: dict) -> list[str]:
    """What the kernel's face lists after its controls are set."""
    *controls, shown = explorer.widgets().children
    for name, control in zip([*explorer.settings, "since", "until"], controls, strict=True):
        if name in setting:
            value = setting[name]
            control.value = value if name in explorer.settings else explore_chronology.pd.Timestamp(value).date()
    return re.findall(r'<li id="([^"]+)"', shown.value)


def choose(tab, setting: dict) -> None:
    """Set the controls as a reader does: menus by choice, sliders by their value."""
    for name, value in setting.items():
        control = tab.locator(f"#{explore_chronology.NAME} .vega-bind [name='{name}']")
        if control.evaluate("(c) => c.type") == "range":
            control.evaluate(
                "(c, v) => { c.value = v; c.dispatchEvent(new Event('input', { bubbles: true })); }", value
            )
        else:
            control.select_option(value)


def alive(tab):
    tab.locator(f"#{explore_chronology.NAME}").scroll_into_view_if_needed()
    tab.locator(".pk-events .pk-filter").wait_for(timeout=20_000)
    return tab


def saved(tab, folder: Path) -> str:
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == explore_chronology.FILE
    download.value.save_as(folder / "events.csv")
    return (folder / "events.csv").read_bytes().decode("utf-8")


@pytest.mark.parametrize("files", [False, True], ids=["served", "opened as files"])
def test_page_and_kernel_select_save_and_link_the_same(visit, explorer, tmp_path, files):
    """Set by hand on the page and in the widgets; then the page's link is opened, and shows the same again."""
    tab = alive(visit(PAGE, files=files))
    for setting in SETTINGS:
        expected = explorer.counts(**setting)
        fragment = explorer.link(**setting).removeprefix(PAGE)
        by_hand = {name: value for name, value in setting.items() if name not in ("since", "until")}
        if by_hand == setting:
            tab.get_by_role("button", name="Show all").click()
            choose(tab, setting)
        else:  # days are marked with the pointer; here they come by a link
            tab.evaluate("(fragment) => { location.hash = fragment }", fragment)
        between = ", from 2024-01-14 to 2024-01-20" if by_hand != setting else ""
        status = f"{len(expected)} of {len(explorer.found)} events{between}"
        wait_until(tab, f"document.querySelector('.pk-events [role=status]').textContent === '{status}'")
        assert listed(tab) == expected["event_id"].tolist() == in_the_widget(explorer, setting)
        assert tab.get_by_label("Link to this selection").input_value().endswith(PAGE + fragment)
        assert saved(tab, tmp_path) == explore_chronology.to_csv(expected)
    assert not tab.said and not tab.asked


def test_link_restores_the_selection_for_another_reader(visit, explorer):
    setting = {"first": 2024, "last": 2024, "since": "2024-01-14", "until": "2024-01-20", "domain": "diplomatic"}
    tab = visit(explorer.link(**setting), size=PHONE)
    expected = explorer.counts(**setting)["event_id"].tolist()
    wait_until(tab, f"document.querySelectorAll('.pk-events li:not([hidden])').length === {len(expected)}")
    assert listed(tab) == expected
    assert tab.locator("[name='domain']").input_value() == "diplomatic"
    tab.set_viewport_size({"width": 1000, "height": 800})  # another drawing takes over, with the same setting
    tab.wait_for_timeout(1000)
    assert listed(tab) == expected
    tab.get_by_role("button", name="Clear the marked days").click()
    whole_year = explorer.counts(first=2024, last=2024, domain="diplomatic")["event_id"].tolist()
    wait_until(tab, f"document.querySelectorAll('.pk-events li:not([hidden])').length === {len(whole_year)}")
    assert listed(tab) == whole_year


def test_link_with_an_unknown_setting_says_so(visit, explorer):
    tab = visit(f"{PAGE}#actor=Nobody&domain=military&first=1800")
    tab.get_by_text("not offered here: first, actor").wait_for(timeout=20_000)
    assert listed(tab) == explorer.counts(domain="military")["event_id"].tolist()


# Numbers that the marks of a place stand for, on the map as it is now drawn.
NUMBERS = f"""([place]) => {{
  const found = [];
  const walk = (item) => {{
    if (item.datum?.place === place && item.datum.n) found.push(item.datum.n);
    (item.items ?? []).forEach(walk);
  }};
  walk(document.querySelector("#{explore_chronology.NAME} .pk-chart").vegaView.scenegraph().root);
  return found;
}}"""


def test_dragging_over_the_timeline_marks_days(visit, explorer):
    tab = alive(visit(f"{PAGE}#first=2024&last=2024"))
    wait_until(tab, "document.querySelector('[name=first]').value === '2024'")
    plot = tab.locator(f"#{explore_chronology.NAME} .pk-live .concat_0_group > g > .background").first
    plot.evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    box = plot.bounding_box()
    at = [box["x"] + box["width"] * day / 366 for day in (9.5, 20.5)]  # 10 January at noon to 21 January at noon
    tab.mouse.move(at[0], box["y"] + 20)
    tab.mouse.down()
    tab.mouse.move(at[1], box["y"] + 20, steps=4)
    tab.mouse.up()
    found = explorer.counts(since="2024-01-11", until="2024-01-21")
    wait_until(tab, f"document.querySelectorAll('.pk-events li:not([hidden])').length === {len(found)}")
    assert listed(tab) == found["event_id"].tolist()
    there = found["place"].eq("Islamabad").sum()
    assert there > 0 and there in tab.evaluate(NUMBERS, ["Islamabad"])  # the map follows
    assert "since=2024-01-11&until=2024-01-21" in tab.get_by_label("Link to this selection").input_value()


def test_a_cell_of_the_file_can_never_run(visit, tmp_path):
    tab = alive(visit(PAGE))
    tab.locator(".pk-events li a").first.evaluate("(link) => { link.textContent = '=1+1' }")
    assert re.search(r"[,\n]\"?'=1\+1", saved(tab, tmp_path))


def test_whole_list_without_script(visit, explorer):
    tab = visit(PAGE, script=False)
    assert listed(tab) == explorer.found["event_id"].tolist()
    assert tab.locator(".pk-events button").count() == 0
    assert tab.locator(".pk-events li a[href]").count() > len(explorer.found)


def test_keyboard_alone(visit):
    tab = alive(visit(PAGE))
    tab.get_by_label("Link to this selection").focus()
    for name in ("Copy the link", "Download as CSV", "Show all"):
        tab.keyboard.press("Tab")
        assert tab.get_by_role("button", name=name).evaluate("(button) => button === document.activeElement")
    tab.locator("[name='domain']").focus()
    tab.keyboard.press("ArrowDown")
    wait_until(tab, "document.querySelectorAll('.pk-events li[hidden]').length > 0")
    assert re.match(r"\d+ of \d+ events", tab.locator(".pk-count").inner_text())


def test_script_is_only_where_it_is_needed():
    assert pages_with("events.js") == [PAGE]


def test_script_asks_no_other_host_and_evaluates_nothing():
    code = (SITE / "_static/events.js").read_text("utf-8")
    assert not re.search(r"https?:|eval\(|Function\(|fetch\(|import\(", code)
