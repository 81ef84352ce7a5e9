"""Reads what the page's face of an explorer shows, so that tests can set it beside the kernel's."""

import re
from collections import Counter

from pakiran import figures


def drawing(explorer, **setting) -> str:
    """SVG that Vega draws for a setting; a control that is not named keeps its first value."""
    spec = figures.for_width(figures.steady(explorer.chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        if param["name"] in setting:
            param["value"] = setting[param["name"]]
    return figures.draw(spec)


def bars(explorer, by: str, **setting) -> Counter:
    """Numbers of a bar chart by `by` and side, read from the accessible labels of its bars."""
    found = Counter()
    for label in re.findall(r'aria-label="([^"]*)" role="graphics-symbol"', drawing(explorer, **setting)):
        parts = dict(part.split(": ") for part in label.split("; ") if ": " in part)
        if "events" in parts:
            found[(parts[by], parts["side"])] += int(parts["events"])
    return found
