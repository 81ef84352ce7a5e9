"""Both faces of an explorer give the same numbers for the same setting."""

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
    assert table.value == EXPLORER.counts(2000, 2020, "medium").to_html(index=False, border=0)


def test_every_control_has_a_label_and_the_settings_name_the_params():
    names = [param.name for param in EXPLORER.chart.params]
    assert names == list(EXPLORER.settings)
    assert all(label for label, _, _ in EXPLORER.settings.values())
