"""What a drawing must not hide: rows of weak support, and kinds of year that stand on one axis.

`pakiran.figures` asks both of every chart, so that a chart which hides them stops in its cell. Works on the
Vega-Lite form, with the rows that it embeds.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

WEAK = {"support": {"low", "one reporter", 0}, "confidence": {"low"}}
KIND = {"CALENDAR": "CY", "PK_FISCAL_JUL_JUN": "FY", "IR_SOLAR_MAR_MAR": "SY"}
LABEL = re.compile(r"\b([CFS]Y)\d{4}\b")
PLACES = {"x", "y", "row", "column", "facet", "xOffset", "yOffset"}  # a row of its own, or a panel
SHAPES = {"shape", "strokeDash", "text"}  # colour alone tells nothing to who cannot see it
UNSEEN = {"tooltip", "detail", "order", "href", "description", "key"}
PARTS = ("layer", "concat", "hconcat", "vconcat")


class View(NamedTuple):
    """One view: its rows, its channels with those of the views around it, and the filters on its rows."""

    rows: list[dict]
    channels: list[tuple[str, dict]]
    filters: str


def views(spec: dict) -> Iterator[View]:
    """Every single view of a chart."""
    yield from _views(spec, spec.get("datasets", {}), [], [], [])


def _views(spec: dict, sets: dict, rows: list, channels: list, filters: list) -> Iterator[View]:
    data = spec.get("data") or {}
    rows = sets.get(data.get("name"), data.get("values", rows))
    rows = rows if isinstance(rows, list) else []
    own = {"facet": spec["facet"]} if "field" in spec.get("facet", {}) else spec.get("facet", {})
    channels = channels + [
        (name, shown)
        for name, given in {**own, **spec.get("encoding", {})}.items()
        for shown in (given if isinstance(given, list) else [given])
        if isinstance(shown, dict)
    ]
    filters = filters + [step["filter"] for step in spec.get("transform", []) if "filter" in step]
    parts = [part for key in PARTS for part in spec.get(key, [])] + ([spec["spec"]] if "spec" in spec else [])
    for part in parts:
        yield from _views(part, sets, rows, channels, filters)
    if not parts:
        yield View(rows, channels, json.dumps(filters))


def kind_of_year(row: dict) -> str:
    """CY, FY or SY, by the row's `year_type` or by a label in it such as "FY2023-24"; "" for a row of no year."""
    if row.get("year_type") in KIND:
        return KIND[row["year_type"]]
    kinds = {found for value in row.values() if isinstance(value, str) for found in LABEL.findall(value)}
    return "+".join(sorted(kinds))


def mixed_years(spec: dict) -> bool:
    """Whether some view puts rows of several kinds of year in one place and one shape."""
    return any(_places_rows(view) and not _apart(view) for view in views(spec))


def _places_rows(view: View) -> bool:
    """Whether a view sets its rows on a scale; a line at a fixed value shows none of them."""
    return any("field" in shown for name, shown in view.channels if name in ("x", "y"))


def _apart(view: View) -> bool:
    """Whether what can be told apart in a view (panel, named row, shape) holds one kind of year each."""
    fields = [
        shown["field"]
        for name, shown in view.channels
        if "field" in shown and name in PLACES | SHAPES and (_discrete(shown) or name in ("facet", "row", "column"))
    ]
    fields += re.findall(r"datum\.(\w+) ={2,3} \w+[^\w.]", view.filters)  # a control shows one value of it at a time
    kinds: dict[tuple, set] = {}
    for row in view.rows:
        if kind := kind_of_year(row):
            kinds.setdefault(tuple(str(row.get(field)) for field in fields), set()).add(kind)
    return all(len(found) == 1 for found in kinds.values())


def _discrete(shown: dict) -> bool:
    return shown.get("type") in ("nominal", "ordinal")


def hides_weakness(spec: dict) -> bool:
    """Whether weak rows and firm ones are drawn, and no view of these rows knows which is which."""
    drawn: dict[int, list[View]] = {}
    for view in views(spec):
        drawn.setdefault(id(view.rows), []).append(view)
    return any(_all_alike(shown) for shown in drawn.values())


def _all_alike(shown: list[View]) -> bool:
    mixed = [
        column
        for column, weak in WEAK.items()
        if len({row[column] in weak for row in shown[0].rows if row.get(column) is not None}) > 1
    ]
    text = "".join(
        json.dumps([channel for name, channel in view.channels if name not in UNSEEN]) + view.filters for view in shown
    )
    return bool(mixed) and not any(
        re.search(rf'"field": "{column}"|datum\.{column}\b|datum\[.{column}.\]', text) for column in mixed
    )
