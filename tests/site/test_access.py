"""Every reader: axe-core on every page, then what no rule can see: keyboard, zoom, forced colours, what is announced."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import CHART_PAGES, DESK, PAGES, PHONE, SITE, read_to_the_end, soup, wait_until

from pakiran.figures import is_sentence

axe = pytest.importorskip("axe_playwright_python.base")  # carries axe-core, so no network is needed

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"runOnly": LEVELS, "rules": {"target-size": {"enabled": True}}}
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A rule that cannot be met: (rule, start of the node's selector) -> reason. Empty is what we want.
EXCEPTIONS: dict[tuple[str, str], str] = {}
# Pages whose other mode is looked at as well, one of each kind.
BOTH_MODES = {
    "chapters/index.html",
    "chapters/01-introduction.html",
    "chapters/teach/simulation.html",
    "chapters/appendix/claims-ledger.html",
    "search.html",
}


# --- axe-core --------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["light on a desk", "dark on a phone"])
def test_axe(visit, any_page, size):
    """No violation of WCAG 2.2 A and AA or of best practice, charts alive, and no contrast left open."""
    if any_page == "index.html":
        return  # sends readers on at once
    dark = size is PHONE
    tab = visit(any_page, size=size, dark=dark)
    read_to_the_end(tab)
    # axe does not know clip paths: what a map cuts off would seem to cover the text around it.
    tab.add_style_tag(content="* { transition: none !important } .pk-live svg { overflow: hidden !important }")
    tab.evaluate(axe.AXE_SCRIPT)
    found = run_axe(tab, ALL_RULES)
    if any_page in BOTH_MODES:
        tab.evaluate("(mode) => { document.documentElement.dataset.theme = mode }", "light" if dark else "dark")
        found += run_axe(tab, OF_COLOUR)
    assert not found, "\n".join(found)


def run_axe(tab, options):
    """Lines, one a node that breaks a rule, or whose contrast axe could not tell outside drawings."""
    result = tab.evaluate("(options) => axe.run(document, options)", options | {"resultTypes": ["violations"]})
    lines = []
    for rule in result["violations"]:
        for node in rule["nodes"]:
            selector = " ".join(map(str, node["target"]))
            if not any(rule["id"] == name and selector.startswith(start) for name, start in EXCEPTIONS):
                lines.append(f"{rule['id']}: {selector}: {node['html'][:200]}")
    return lines
