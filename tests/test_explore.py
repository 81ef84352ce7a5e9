"""Both faces of an explorer give the same numbers for the same setting."""

import re

import pandas as pd
import pytest
from faces import bars

from pakiran import explore, load

EXPLORER = explore.chronology_explorer(load("events"))


@pytest.mark.parametrize(
    "setting",
    [
        {"first": 1947, "last": 2026, "support": "low"},
        {"first": 2000, "last": 2020, "support": "medium"},
        {"first": 2024, "last": 2024, "support": "high"},
        {"first": 1950, "last": 1950, "support": "low"},
        {"first": 2020, "last": 2010, "support": "low"},
    ],
)
def test_page_and_kernel_agree(setting):
    kernel = {(row.lane, row.side): row.events for row in EXPLORER.counts(**setting).itertuples()}
    assert bars(EXPLORER, "lane", **setting) == kernel


def test_widgets_show_the_same_table():
    box = EXPLORER.widgets()
    *controls, table = box.children
    controls[0].value, controls[1].value, controls[2].value = 2000, 2020, "medium"
    assert table.value == explore.to_html(EXPLORER.counts(2000, 2020, "medium"))


def test_table_below_the_widgets_is_easy_to_read():
    rows = pd.DataFrame({"n": [1200, 3], "share": [22196.3, None], "whole": [12.0, 9.4]})
    cells = re.findall(r"<td>(.*?)</td>", explore.to_html(rows))
    assert cells == ["1200", "22,196.30", "12", "3", "–", "9.40"]


def test_live_controls_are_menus_for_words_and_sliders_for_numbers_with_room_for_their_labels():
    label = "Each: harm of a strike left unanswered"
    made = explore.live_controls(
        {"harm": (label, [2, 6], 2), "who": ("Who", [("Both", "any"), ("Iran", "IRN")], "any")}
    )
    assert [type(control).__name__ for control in made.values()] == ["SelectionSlider", "Dropdown"]
    assert [control.value for control in made.values()] == [2, "any"]
    assert {control.style.description_width for control in made.values()} == {f"{len(label)}ch"}
    assert all(int(control.layout.width.removesuffix("ch")) >= len(label) + 30 for control in made.values())


def test_every_control_has_a_label_and_the_settings_name_the_params():
    names = [param.name for param in EXPLORER.chart.params]
    assert names == list(EXPLORER.settings)
    assert all(label for label, _, _ in EXPLORER.settings.values())
