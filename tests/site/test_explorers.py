"""Every explorer of the book carries little data."""

import gzip
import json

import pytest
from pages import CHART_PAGES, soup

MOST_BYTES = 150_000  # gzipped


def explorers() -> dict[str, bytes]:
    """What each figure with controls embeds, and the list of events beside the one that has it."""
    found = {}
    for page in CHART_PAGES:
        tree = soup(page)
        for figure in tree.select("figure.pk-figure"):
            live = figure.select_one("script[type='application/json']").string
            if any("bind" in signal for signal in json.loads(live)["wide"].get("signals", [])):
                found[figure["id"]] = live.encode()
        for events in tree.select(".pk-events"):
            found[json.loads(events["data-facts"])["figure"]] += str(events).encode()
    return found


EXPLORERS = explorers()


def test_explorers_are_found():
    """Without one, the test below would pass for nothing."""
    assert EXPLORERS


@pytest.mark.parametrize("name", EXPLORERS)
def test_embedded_data_are_light(name):
    size = len(gzip.compress(EXPLORERS[name], 6))
    assert size <= MOST_BYTES, f"{name} embeds {size:,} bytes gzipped"
