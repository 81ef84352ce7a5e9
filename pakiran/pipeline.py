"""Derived results on the pipeline: what is built, what is said to be left, what the gas would cost."""

import re
from math import asin, cos, radians, sin, sqrt

import pandas as pd

# Part of the route -> the row that measures it on the map, and how rows that speak of it begin.
ROUTE = {
    "Asaluyeh to Iranshahr": ("SG034", ("Asaluyeh-Iranshahr",)),
    "Iranshahr to the border": (
        "SG035",
        ("Iranshahr-Pakistan border", "Last part to the border", "Whole Iranian section"),
    ),
    "Border to Gwadar": ("SG036", ("Border-Gwadar",)),
    "Gwadar to Nawabshah": ("SG037", ("Gwadar-Nawabshah",)),
}
UNBUILT = {"unbuilt", "planned", "approved"}


def route(segments: pd.DataFrame) -> pd.DataFrame:
    """The route in four parts: `part`, `km` (measured on the published route), `start_km`, `end_km`, `state`, `as_of`.

    `state` follows the statements in hand: "built" if a row says so; "disputed" if some say that the
    line is complete there and others that it is not built; else "not built". `as_of` is the day of the
    newest of these statements.
    """
    rows = []
    for part, (measured, beginnings) in ROUTE.items():
        said = segments[segments["segment"].str.startswith(beginnings)]
        km = segments.set_index("segment_id").loc[measured, "length_km"]
        rows.append((part, km, _state(set(said["status"].astype("str"))), said["as_of"].max()))
    frame = pd.DataFrame(rows, columns=["part", "km", "state", "as_of"])
    end = frame["km"].cumsum()
    return frame.assign(start_km=end - frame["km"], end_km=end)


def _state(statuses: set[str]) -> str:
    if "built" in statuses:
        return "built"
    return "disputed" if "claimed_complete" in statuses and statuses & UNBUILT else "not built"


def remainders(segments: pd.DataFrame) -> pd.DataFrame:
    """Dated statements of how much of Iran's section is still unbuilt, in order of time.

    Columns of `pipeline_segments` with `left_km`: the stated remainder, or 0 where somebody
    said that the line reaches the border.
    """
    said = segments[
        segments["statement_kind"].isin(["specific_remainder", "claimed_border"]) & (segments["country"] == "IRN")
    ]
    left = said["remaining_km"].where(said["statement_kind"] == "specific_remainder", 0.0)
    return said.assign(left_km=left).dropna(subset=["left_km", "as_of"]).sort_values("as_of", ignore_index=True)


def price_points(terms: pd.DataFrame) -> pd.DataFrame:
    """Published pairs of oil and gas price: `term_id`, `oil_usd_per_barrel`, `gas_usd_per_mmbtu`, `said_by`."""
    points = terms[terms["term"].str.startswith("Price point")]
    oil = points["value_text"].map(lambda text: float(re.search(r"oil USD (\d+(?:\.\d+)?) per barrel", text).group(1)))
    return points.assign(oil_usd_per_barrel=oil, gas_usd_per_mmbtu=points["value"])[
        ["term_id", "oil_usd_per_barrel", "gas_usd_per_mmbtu", "said_by"]
    ].sort_values("oil_usd_per_barrel", ignore_index=True)


def straight_line_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km on a sphere of 6,371 km radius (haversine formula)."""
    dlat, dlon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    h = sin(dlat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(dlon) ** 2
    return 2 * 6371 * asin(sqrt(h))
