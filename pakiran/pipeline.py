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


# --- lengths claimed in Iran -------------------------------------------------

BUILT_SO_FAR, COMPLETE, PLANNED = "Built so far", "Said to be complete", "Planned for the whole section"
LENGTH_KINDS = {"length_built": BUILT_SO_FAR, "claimed_border": COMPLETE, "design": PLANNED}


def claimed_lengths(segments: pd.DataFrame) -> pd.DataFrame:
    """Dated statements of a length in Iran, in order of time: columns of `pipeline_segments` and `kind`.

    `kind` says whether the length was given as built so far, as the complete section, or as planned; a
    plan counts only where it speaks of the whole Iranian section. Remainders and our own measurements
    are left out (see `remainders` and `map_lengths`).
    """
    said = segments[(segments["country"] == "IRN") & segments["length_km"].notna() & segments["as_of"].notna()]
    kind = said["statement_kind"].astype("str").map(LENGTH_KINDS)
    said = said.assign(kind=kind.mask(kind.notna() & (said["status"] == "claimed_complete"), COMPLETE)).dropna(
        subset="kind"
    )
    whole = (said["statement_kind"] != "design") | said["segment"].str.startswith("Whole Iranian")
    return said[whole].sort_values("as_of", ignore_index=True)


def map_lengths(segments: pd.DataFrame) -> dict[str, float]:
    """Distances on the map in km: to Iranshahr and to the border along the drawn route, and straight to the border."""
    rows = segments.set_index("segment_id")
    to_city, to_border = rows.loc["SG034", "length_km"], rows.loc["SG035", "length_km"]
    line = rows.loc["SG038"]
    straight = straight_line_km(line["from_lat"], line["from_lon"], line["to_lat"], line["to_lon"])
    return {
        "route to Iranshahr": to_city,
        "straight line to the border": straight,
        "route to the border": to_city + to_border,
    }


# --- penalties ---------------------------------------------------------------

FIRST_LATE_DAY = pd.Timestamp("2015-01-01")  # the first gas was due by 31 December 2014 (PS046)
DAYS_PER_MONTH = 365.25 / 12


def days_late(first: str | pd.Timestamp, last: str | pd.Timestamp) -> int:
    """Days from `first` to `last`, both counted; 0 if the last comes before the first."""
    return max(0, (pd.Timestamp(last) - pd.Timestamp(first)).days + 1)


def sum_at(rate: float, first: str | pd.Timestamp, last: str | pd.Timestamp) -> float:
    """USD million owed at `rate` (USD million a day) for every day from `first` to `last`."""
    return rate * days_late(first, last)


def rate_for(total: float, first: str | pd.Timestamp, last: str | pd.Timestamp) -> float:
    """The even daily rate (USD million) that makes `total` (USD million) over these days. Raises ValueError without days."""
    days = days_late(first, last)
    if not days:
        raise ValueError(f"no day from {first} to {last}: expected a last day on or after the first")
    return total / days


def days_needed(total: float, rate: float) -> int:
    """Whole days until `rate` (USD million a day) has made `total` (USD million)."""
    return -int(-total // rate)


def penalties(terms: pd.DataFrame) -> pd.DataFrame:
    """Every penalty figure in the table, in order of time, with what it would be per day.

    Adds `form` ("rate", "sum", "none": no fine, or no sum named), `owed_by` and `per_day` (USD million): a
    daily rate as it stands, a monthly one divided by the mean month, and a sum spread evenly over the
    days from 1 January 2015 to the day of the report. The last is our arithmetic: no document seen
    shows how the sum was computed.
    """
    said = terms[terms["term"].str.startswith("Penalty figure")].sort_values("date", ignore_index=True)
    rows = [_penalty(row) for row in said.itertuples()]
    return said.assign(
        form=[form for form, _ in rows],
        per_day=[per_day for _, per_day in rows],
        owed_by=said["term"].str.contains("owed by Iran").map({True: "Iran", False: "Pakistan"}),
    )


def _penalty(row) -> tuple[str, float]:
    if pd.isna(row.value) or row.value == 0:
        return "none", float("nan")
    if row.unit == "USD million per day":
        return "rate", row.value
    if row.unit == "USD million per month":
        return "rate", row.value / DAYS_PER_MONTH
    return "sum", rate_for(row.value, FIRST_LATE_DAY, row.date)


# --- electric power ----------------------------------------------------------


def contracted_mw(links: pd.DataFrame) -> pd.DataFrame:
    """Power that Pakistan may draw from Iran by contract, step by step: `date`, `mw`, `confidence`, `link_id`, `source_id`."""
    steps = links[(links["metric"] == "contracted import capacity") & (links["unit"] == "MW")].sort_values("date")
    steps = steps.drop_duplicates("value").rename(columns={"value": "mw"})
    return steps[["date", "mw", "confidence", "link_id", "source_id"]].reset_index(drop=True)


def delivered_mw(links: pd.DataFrame) -> pd.DataFrame:
    """Net electricity imports by calendar year as average power: `year`, `gwh`, `mw`, `confidence`, `link_id`, `source_id`.

    GWh a year divided by the hours of that year. Iran is taken as the only supplier.
    """
    net = links[links["metric"] == "net electricity imports"].sort_values("date")
    year = net["date"].dt.year
    hours = net["date"].dt.is_leap_year.map({True: 8784, False: 8760})
    return net.assign(year=year, gwh=net["value"], mw=net["value"] * 1000 / hours)[
        ["year", "gwh", "mw", "confidence", "link_id", "source_id"]
    ].reset_index(drop=True)
